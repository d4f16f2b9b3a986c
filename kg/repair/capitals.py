"""Capitals inside sentences, which translation by machine leaves where a page had links.

Each link of a page is translated by itself and comes out with a capital: "including Preferential trade arrangement",
"the system Is the main force". A block is mended only if it holds such capitals where English has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.repair.edits import Edit
from kg.repair.words import FUNCTION, is_word, names

_NEVER = frozenset("of and or is are was were has have had be been which than but to by from with as into".split())
"""Words that no sentence but a question opens with, or seldom: their capital is noise behind a small word."""

_AND = frozenset({"and", "or", "of"})
_LINKS = frozenset({"of", "for", "and", "on"})
_LETTERED = frozenset(
    "group type vitamin hepatitis plan class grade phase model part case appendix option series".split()
)
_NO_FUNCTION = frozenset("will may must can us one two new no up all".split())

_PROPER = frozenset(
    "union community council commission congress parliament senate constitution court cabinet treaty protocol charter "
    "convention party bank fund group committee crown state states government republic federation commonwealth kingdom "
    "province county city district church bible god internet west east north south western eastern northern southern "
    "northwest northeast southwest southeast delta river lake sea ocean island mount president premier minister "
    "chairman governor mayor senator king queen prince lord professor doctor sir dr mr mrs chapter section article act "
    "law bill plan part table figure agreement declaration framework summit renaissance enlightenment democrats "
    "democratic democrat republicans republican liberal conservative labour labor green greens social catholic "
    "protestant roman soviet communist china turkey chile chad mali guinea jordan polish march august may sunday young "
    "japan macau pacific atlantic amazon arctic antarctic alpine jersey wales welsh oxford shanghai canton concord "
    "aboriginal indigenous amazonian colonial ottoman victorian internet google yahoo apple microsoft "
    "brown white black grant wright smith baker cook hill martin bush ford rose miller porter mark frank rich".split()
)
"""Words that are often names, or parts of names, though the list of names does not hold them."""


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    text: str
    gap: str
    """What stands between it and the token before."""

    @property
    def low(self) -> bool:
        return self.text.islower()

    @property
    def capital(self) -> bool:
        return self.text[0].isupper() and (self.text[1:].islower() or len(self.text) == 1)


_YES = re.compile(r"(?<=[a-z] )yes(?= [A-Z][a-z])")


def copulas(text: str) -> Iterator[Edit]:
    """The "yes" that stands for the Chinese copula between two links: "interests yes Regional integration"."""
    for m in _YES.finditer(text):
        yield m.start(), m.end(), "is"


_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_END = _Token(-1, "", "")
_TITLE = 0.5
"""Share of capitals from which a block passes for a title."""


def capitals(text: str) -> Iterator[Edit]:
    """Capitals of small words in mid-sentence, and of common words that begin no name."""
    tokens = list(_tokens(text))
    if not _noisy(tokens):
        return
    low = [t.low or t.text.isdigit() for t in tokens]
    for test in (_function, _content):
        for i, token in enumerate(tokens):
            if i and not low[i] and token.capital and token.gap in {" ", ", ", '" '}:
                low[i] = test(tokens, low, i)
    for token, lowered in zip(tokens, low, strict=True):
        if lowered and not token.low:
            yield token.start, token.start + 1, token.text[0].lower()


def _tokens(text: str) -> Iterator[_Token]:
    done = 0
    for m in _WORD.finditer(text):
        yield _Token(m.start(), m.group(), text[done : m.start()])
        done = m.end()


def _noisy(tokens: list[_Token]) -> bool:
    """Whether capitals stand where none do in English; one alone may open a sentence whose stop was lost."""
    long = [t for t in tokens if len(t.text) >= 4]
    if sum(not t.low for t in long) > _TITLE * len(long):
        return False
    signs = 0.0
    for before, token, after in zip(tokens, tokens[1:], [*tokens[2:], _END], strict=False):
        if token.gap == " " and token.capital:
            signs += _sign(before, token, after)
    return signs >= 1


def _sign(before: _Token, token: _Token, after: _Token) -> float:
    """How sure a capital in mid-sentence is noise."""
    word = token.text.lower()
    if word in _NEVER and before.low != after.low:
        return 0.5
    if not before.low or not (after.low or after is _END):
        return 0.0
    if word in _NEVER:
        return 1.0
    if word in FUNCTION - _NO_FUNCTION - {"a"}:
        return 0.5
    return 0.3 if _anchor(before, token, after) else 0.0


def _anchor(before: _Token, token: _Token, after: _Token) -> bool:
    """Whether a link may begin here: a common word, and more of the link behind it."""
    return before.text != "the" and _common(token) and after.gap == " " and after.text not in FUNCTION


def _common(token: _Token) -> bool:
    word = token.text.lower()
    parts = word.split("-")
    return len(word) >= 4 and is_word(parts[-1]) and not any(p in names() or p in _PROPER for p in parts)


def _function(tokens: list[_Token], low: list[bool], i: int) -> bool:
    word = tokens[i].text.lower()
    if word not in FUNCTION or word in _NO_FUNCTION:
        return False
    if word == "a" and tokens[i - 1].text in _LETTERED:
        return False
    if word == "the" and tokens[i - 1].text in FUNCTION and i + 1 < len(tokens) and not low[i + 1]:
        return False  # in The Hague
    return word in _AND or low[i - 1] or (i + 1 < len(tokens) and low[i + 1])


def _content(tokens: list[_Token], low: list[bool], i: int) -> bool:
    """Whether a capital stands alone, before and behind it small words: what is left of names has more of them."""
    if not low[i - 1] or not _common(tokens[i]) or tokens[i].gap.startswith('"'):
        return False
    if i > 1 and tokens[i - 1].text in _LINKS and tokens[i - 2].capital and not low[i - 2]:
        return False  # the Ministry of Finance
    after = tokens[i + 1] if i + 1 < len(tokens) else _END
    alone = after is _END or low[i + 1] or after.gap != " "
    if tokens[i - 1].text.lower() == "the":
        return alone and after.gap == " " and after.low and after.text not in FUNCTION
    return alone
