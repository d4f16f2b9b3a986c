"""The frequency list of English words that symspellpy ships, and what follows from it.

It holds 82,834 words with their counts in Google Books, all in lower case; it spells the British way.
``names.txt`` lists those of its words that SCOWL, a list of English words, knows with a capital only.
"""

from __future__ import annotations

import math
import re
from functools import cache
from importlib.resources import files
from itertools import pairwise

import symspellpy

_LIST = "frequency_dictionary_en_82_765.txt"
_WORDS_READ = 1e12
"""Size of the text, in words, that the list was counted in."""

FUNCTION = frozenset(
    "the of and to in for on by with from at as that this these those which what when where while who whose it its "
    "they their there we our he his she her is are was were be been has have had can could will would should must may "
    "do does did not or but if than then so such also only more most some any all both each other between among "
    "through under into over after before during since about against an a no out up use new one two".split()
)
"""Short and frequent words, which are glued to others more often than others are to each other."""

PREFIXES = frozenset(
    "agro anti auto bi bio cardio co con counter cross cyber de dis eco electro embryo euro extra geo histo hydro "
    "hyper hypo inter intra iso macro mega meta micro mid mini mis mono multi neo neuro non omni out over para "
    "poly post pre pro proto pseudo psycho quasi re retro semi socio sub super supra sur techno tele thermo trans "
    "tri ultra un under uni".split()
)

_ENDINGS = ("", *"s es d ed ing ly ness al ism ist ists ization isation ized ised less like wide ish".split())

_FREQUENT = 1_000_000
"""Count from which a piece of five letters of a glued token passes for a word of its own."""

_FREQUENT_SHORT = 10_000_000
"""The same for a piece of four letters."""

_LONGEST = 20

_SHORT = frozenset(
    "law tax war oil job way end aim key low own big bad old man men day age act air sea gap why how".split()
)
"""Words of three letters that are no function words, and that others are glued to."""

_NO_END = frozenset("an no so he she we his up out do her it".split())
_NO_END_OF_SHORT = frozenset("if may or".split())
_AFTER_FUNCTION = frozenset("the this that these those their its our all each both one some any most be not".split())
"""Function words that stand behind others: "of the"."""

_ENDS = frozenset(
    "ability able ally ant ants being beings berg board boards book books born brook burg down field fold "
    "front genesis holder holders hood ions land lands like line lines maker makers making over play room "
    "rooms scape scapes set sets ship ships side sides some sphere spot spots ties tiles ware wise worth yard".split()
)
"""Ends of compounds, which seldom are words of their own behind another noun."""

_AMERICAN = (
    (re.compile(r"\b((?:un|mis)?(?:behavi|neighb|lab|harb|fav|hon|endeav|col))or(?!at|ar|if|es[tc])"), r"\1our"),
    (re.compile(r"analyz"), "analys"),
)


@cache
def counts() -> dict[str, int]:
    """Each word and how often it was counted."""
    lines = (files(symspellpy) / _LIST).read_text(encoding="utf-8-sig").splitlines()
    return {word: int(number) for word, number in map(str.split, lines)}


@cache
def names() -> frozenset[str]:
    """Words of the list that are names, in lower case."""
    return frozenset((files("kg.repair") / "names.txt").read_text(encoding="utf-8").split())


def count(token: str) -> int:
    """How often a lower-case token was counted, in British spelling."""
    return counts().get(token, 0)


def _british(token: str) -> str:
    for pattern, new in _AMERICAN:
        token = pattern.sub(new, token)
    return token


@cache
def compounds() -> frozenset[str]:
    """Words that the list lacks and that look like two of its words glued."""
    return frozenset((files("kg.repair") / "compounds.txt").read_text(encoding="utf-8").split())


@cache
def is_word(token: str) -> bool:
    """Whether a lower-case token is an English word, plain or with a regular prefix or ending."""
    if token in compounds() or token.removesuffix("s") in compounds():
        return True
    stems = {t.removesuffix(e) for t in (token, _british(token)) for e in _ENDINGS}
    stems |= {s.replace("isation", "ization") for s in stems}
    stems |= {s[len(p) :] for p in PREFIXES for s in tuple(stems) if s.startswith(p) and len(s) - len(p) >= 4}
    return any(count(s) for s in stems if len(s) >= 3)


@cache
def split_glued(token: str) -> tuple[str, ...]:
    """The words a lower-case token is glued from, or nothing if it is more likely one word."""
    # best[i]: the likeliest pieces of the first i characters, with the sum of the logarithms of their chances
    best: list[tuple[float, tuple[str, ...]] | None] = [(0.0, ())] + [None] * len(token)
    for end in range(1, len(token) + 1):
        for start in range(max(0, end - _LONGEST), end):
            before, part = best[start], token[start:end]
            if before is None or len(before[1]) >= 5 or not (chance := _chance(part)):
                continue
            found = before[0] + math.log(chance), (*before[1], part)
            best[end] = max(best[end] or found, found)
    parts = best[-1][1] if best[-1] else ()
    return parts if len(parts) > 1 and _plausible(parts) else ()


@cache
def _chance(part: str) -> float:
    """How likely a piece of a glued token is; nothing for what is no word of its own."""
    number = count(_british(part))
    if len(part) <= 3:
        known = len(part) > 1 and (part in FUNCTION or part in _SHORT)
    else:
        known = number >= (_FREQUENT_SHORT if len(part) == 4 else _FREQUENT) or (len(part) >= 6 and number > 0)
    return number / _WORDS_READ if known else 0.0


def _plausible(parts: tuple[str, ...]) -> bool:
    if len(parts) == 2 and all(p in FUNCTION for p in parts):
        return True
    first, last = parts[0], parts[-1]
    if (first in PREFIXES and first not in FUNCTION) or last in _NO_END or last in _ENDS:
        return False
    if last in _NO_END_OF_SHORT and len(parts[-2]) < 7:
        return False
    doubled = any(a in FUNCTION and b in FUNCTION and b not in _AFTER_FUNCTION for a, b in pairwise(parts))
    return not doubled and max(map(len, parts)) >= 4
