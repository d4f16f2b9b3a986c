"""Mends noisy text for the parser, and keeps the way back to the text as it was read.

Each fix is a generator of edits; they run in a fixed order, each on the outcome of the one before.
Only the parser sees the mended text: evidence always points into the text as read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from symspellpy import SymSpell

Edit = tuple[int, int, str]
"""Start and end of what goes out, and what comes in."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """A mended text; ``origin[i]`` is the offset in the text as read of character ``i``."""

    text: str
    origin: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the text as read that a non-empty span of the mended text came from."""
        return self.origin[start], self.origin[end - 1] + 1


def repair(text: str, offset: int = 0) -> Repaired:
    """Mend a stretch of text that begins at ``offset`` of its document."""
    mended, origin = text, list(range(offset, offset + len(text)))
    for fix in FIXES:
        mended, origin = _apply(mended, origin, list(fix(mended)))
    return Repaired(mended, tuple(origin))


def _apply(text: str, origin: list[int], edits: list[Edit]) -> tuple[str, list[int]]:
    if not edits:
        return text, origin
    pieces: list[str] = []
    places: list[int] = []
    done = 0
    for start, end, new in edits:
        pieces += (text[done:start], new)
        places += origin[done:start]
        places += _spread(origin, start, end, len(new))
        done = end
    pieces.append(text[done:])
    return "".join(pieces), places + origin[done:]


def _spread(origin: list[int], start: int, end: int, size: int) -> list[int]:
    """Places of ``size`` new characters: those they replace, as far as they reach, else the one before."""
    old = origin[start:end] or [origin[max(start - 1, 0)]]
    return [old[min(i, len(old) - 1)] for i in range(size)]


# --- fixes -------------------------------------------------------------------------------------

_CHARACTERS = {
    "\u00ad": "", "\u200b": "", "\u200c": "", "\u200d": "", "\ufeff": "", "\u2060": "",
    "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u3000": " ", "\t": " ",
    "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"',
    "\u2010": "-", "\u2011": "-",
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl",
    "\uff0c": ", ", "\u3002": ". ", "\uff1b": "; ", "\uff1a": ": ", "\uff08": " (", "\uff09": ") ", "\u3001": ", ",
}  # fmt: skip
_CHARACTER = re.compile("[" + "".join(_CHARACTERS) + "]")


def characters(text: str) -> Iterator[Edit]:
    """Ligatures, soft hyphens, invisible characters, curly quotes, full-width punctuation."""
    for m in _CHARACTER.finditer(text):
        yield m.start(), m.end(), _CHARACTERS[m.group()]


_LINE_HYPHEN = re.compile(r"(\w+)-[ ]*\n\s*(\w+)")


def line_hyphens(text: str) -> Iterator[Edit]:
    """A word that a line end broke: "environ-\\nmental"; kept with its hyphen where both are words."""
    for m in _LINE_HYPHEN.finditer(text):
        joined = (m.group(1) + m.group(2)).lower()
        hyphen = "" if is_word(joined) or not is_word(m.group(2).lower()) else "-"
        yield m.end(1), m.start(2), hyphen


_BREAK = re.compile(r"\s*\n\s*")


def line_breaks(text: str) -> Iterator[Edit]:
    """Line ends inside a paragraph."""
    for m in _BREAK.finditer(text):
        yield m.start(), m.end(), " "


_MARKUP = re.compile(r"\*\*|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)|\A#+\s+|\[\d+(?:[-,–]\s?\d+)*\]")


def markup(text: str) -> Iterator[Edit]:
    """Marks of Markdown emphasis and headings, and numbers of notes such as [12]."""
    for m in _MARKUP.finditer(text):
        yield m.start(), m.end(), ""


_MARKER = re.compile(r"\A\s*(?:[-•·*]\s+|[(（]?(?:\d{1,2}|[ivxIVX]{1,4}|[a-z])[)）]\s*|\d{1,2}\s*[.,]\s*(?=[^\W\d]))")


def list_markers(text: str) -> Iterator[Edit]:
    """The number or bullet that opens an item of a list."""
    for m in _MARKER.finditer(text):
        yield m.start(), m.end(), ""


_SPACE_BEFORE = re.compile(r"[ ]+(?=[,.;:!?)](?:\s|[^\W\d]|\Z))")
_SPACE_AFTER = re.compile(
    r"""(?<=[a-z)\]])[.;:!?](?=[A-Z])|(?<=[a-z\])]),(?=[A-Za-z])|(?<=s)'(?=[a-z]{4})|(?<=[a-z]{2})(?="[a-z]{2})"""
)


def space_before(text: str) -> Iterator[Edit]:
    """Spaces before punctuation."""
    for m in _SPACE_BEFORE.finditer(text):
        yield m.start(), m.end(), ""


def space_after(text: str) -> Iterator[Edit]:
    """Missing spaces after punctuation and before an opening quotation mark."""
    for m in _SPACE_AFTER.finditer(text):
        yield m.end(), m.end(), " "


_TOKEN = re.compile(r"[A-Za-z]{6,}")
_SMALL = frozenset("of to in on by is as at it we or be an can and the for its are was all not has new may".split())
_PREFIXES = frozenset(
    "agro anti bi bio co counter cross de dis eco euro extra geo hydro hyper inter intra macro mega "
    "meta micro mid mini mis mono multi neo non out over para poly post pre pro pseudo quasi re "
    "semi socio sub super supra trans tri ultra un under uni".split()
)
_FREQUENT = 2_000_000
"""Count in the frequency list (of about 10^12 words) from which a short piece passes for a word of its own."""

_VERY_FREQUENT = 20_000_000
"""The same for each piece of a capitalised token, which may be a name ("Tiebout")."""


def glued_words(text: str) -> Iterator[Edit]:
    """Words run together: "promotedevelopment"; only where no piece looks like a prefix or an ending."""
    for m in _TOKEN.finditer(text):
        token = m.group()
        if is_word(token.lower()) or not token[1:].islower():
            continue
        pieces = split_glued(token.lower())
        if token[0].isupper() and not all(_count(p) >= _VERY_FREQUENT for p in pieces):
            continue
        at = m.start()
        for piece in pieces[:-1]:
            at += len(piece)
            yield at, at, " "


@cache
def split_glued(token: str) -> tuple[str, ...]:
    """The words a lower-case token is glued from, or nothing if it is more likely one word."""
    parts = _symspell().word_segmentation(_british(token), max_edit_distance=0).segmented_string.split(" ")
    if not 2 <= len(parts) <= 4 or parts[0] in _PREFIXES or len("".join(parts)) != len(_british(token)):
        return ()
    if not all(_is_piece(p) for p in parts) or max(map(len, parts)) < 4:
        return ()
    return _as_written(token, parts)


def _is_piece(part: str) -> bool:
    if part in _SMALL:
        return True
    return len(part) >= 3 and (_count(part) >= _FREQUENT or (len(part) >= 6 and _count(part) > 0))


def _as_written(token: str, parts: list[str]) -> tuple[str, ...]:
    """The parts in the spelling of the token, which may be American where the list is British."""
    pieces: list[str] = []
    for part in parts:
        size = next(n for n in range(len(part), 0, -1) if _british(token[:n]) == part)
        pieces.append(token[:size])
        token = token[size:]
    return tuple(pieces)


_AMERICAN = (
    (re.compile(r"(?<!col)(behavi|neighb|lab|harb|fav|hon|endeav|(?<!\w)col)or"), r"\1our"),
    (re.compile(r"analyz"), "analys"),
)


def _british(token: str) -> str:
    """The spelling of the frequency list."""
    for pattern, new in _AMERICAN:
        token = pattern.sub(new, token)
    return token


_ENDINGS = ("", "s", "es", "d", "ed", "ing", "ly", "ness", "al", "ism", "ization", "isation", "ized", "ised")


@cache
def is_word(token: str) -> bool:
    """Whether a lower-case token is an English word, plain or with a regular prefix or ending."""
    stems = {_british(token).removesuffix(e) for e in _ENDINGS}
    stems |= {s.replace("isation", "ization") for s in stems}
    stems |= {s[len(p) :] for p in _PREFIXES for s in tuple(stems) if s.startswith(p) and len(s) - len(p) >= 4}
    return any(_count(s) for s in stems if len(s) >= 3)


def _count(token: str) -> int:
    return int(_symspell().words.get(token, 0))


@cache
def _symspell() -> SymSpell:
    """The frequency list that symspellpy ships (82,765 English words, from Google Books and SCOWL)."""
    speller = SymSpell(max_dictionary_edit_distance=0)
    speller.load_dictionary(str(files("symspellpy") / "frequency_dictionary_en_82_765.txt"), 0, 1)
    return speller


FIXES: tuple[Callable[[str], Iterator[Edit]], ...] = (
    characters,
    line_hyphens,
    line_breaks,
    markup,
    list_markers,
    space_before,
    space_after,
    glued_words,
)
