"""Texts of documents as the page shows them: nothing hidden in them, a sentence with its mentions marked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from urllib.parse import quote

from kg.claimrow import ClaimRow

_Span = tuple[int, int]

ROLES = {"head": 1, "trigger": 2, "tail": 4}
"""What a marked piece of a sentence is; one that is several things at once has the sum."""

_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)


def visible(text: str) -> str:
    """A text with its control characters, those that turn the writing direction above all, written out."""
    if text.isprintable():
        return text
    return _HIDDEN.sub(lambda match: f"‹U+{ord(match[0]):04X}›", text)


def doi_link(doi: str) -> str:
    """The address of a DOI at doi.org; empty where the text is not a DOI."""
    bare = bare_doi(doi)
    return f"https://doi.org/{quote(bare, safe='/:;().-_')}" if re.fullmatch(r"10\.\d{4,9}/\S+", bare) else ""


def bare_doi(doi: str) -> str:
    """A DOI without the address or the ``doi:`` before it."""
    return re.sub(r"^(https?://(dx\.)?doi\.org/|doi:)\s*", "", doi.strip(), flags=re.IGNORECASE)


def marks(row: ClaimRow) -> list[int]:
    """The marked pieces of the sentence of a claim: start, end and the sum of ``ROLES``, piece after piece.

    Places count UTF-16 units, as JavaScript does, of the sentence made visible. A mention stands
    where the row says if the text there is the mention, and else where its words are first found;
    the trigger stands where the row says or nowhere.
    """
    unit = _units(row.quote)
    return [place for start, end, role in _marked(row) for place in (unit(start), unit(end), role)]


def pieces(row: ClaimRow) -> list[tuple[str, int]]:
    """The sentence of a claim piece after piece, each with the sum of ``ROLES`` it plays, 0 for none."""
    found, done = [], 0
    for start, end, role in _marked(row):
        found += [(row.quote[done:start], 0), (row.quote[start:end], role)]
        done = end
    return [(text, role) for text, role in (*found, (row.quote[done:], 0)) if text]


def _marked(row: ClaimRow) -> Iterator[tuple[int, int, int]]:
    """Start, end and role of each piece that plays one, in characters."""
    spans = _spans(row)
    cuts = sorted({place for span in spans.values() for place in span})
    for start, end in pairwise(cuts):
        if role := sum(ROLES[name] for name, span in spans.items() if span[0] <= start and end <= span[1]):
            yield start, end, role


def _spans(row: ClaimRow) -> dict[str, _Span]:
    """Where head, trigger and tail stand in the sentence, in characters."""
    given = {
        "head": _given(row, row.head_start, row.head_end, row.head_mention),
        "tail": _given(row, row.tail_start, row.tail_end, row.tail_mention),
    }
    spans = {role: span for role, span in given.items() if span}
    lacking = [(role, text) for role, text in _mentions(row) if role not in spans]
    for role, text in sorted(lacking, key=lambda item: -len(item[1])):
        free = (span for span in _occurrences(row.quote, text) if not any(_overlap(span, t) for t in spans.values()))
        if (span := next(free, None)) is not None:
            spans[role] = span
    trigger = _given(row, row.trigger_start, row.trigger_end, None)
    return spans | ({"trigger": trigger} if trigger else {})


def _mentions(row: ClaimRow) -> tuple[tuple[str, str], ...]:
    return ("head", row.head_mention), ("tail", row.tail_mention)


def _given(row: ClaimRow, start: str, end: str, mention: str | None) -> _Span | None:
    """The place a row gives, in its sentence; None if it lies outside or other words stand there.

    Without a mention to compare, the sentence itself must be as long as its place in the document.
    """
    if not (start.isdecimal() and end.isdecimal() and row.start.isdecimal()):
        return None
    first, last = int(start) - int(row.start), int(end) - int(row.start)
    if not 0 <= first < last <= len(row.quote):
        return None
    if mention is None:
        whole = row.end.isdecimal() and int(row.end) - int(row.start) == len(row.quote)
        return (first, last) if whole else None
    return (first, last) if row.quote[first:last].split() == mention.split() else None


def _occurrences(text: str, mention: str) -> Iterator[_Span]:
    """Where a mention stands as whole words; its case and line breaks may differ."""
    words = mention.split()
    if mention.isascii() and not _LIKE_ASCII.search(text):
        yield from _found(text, text.lower(), [word.lower() for word in words])
    elif words:
        pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)"
        yield from (match.span() for match in re.finditer(pattern, text, re.IGNORECASE))


_LIKE_ASCII = re.compile("[\u0130\u0131\u017f\u212a]")
"""The letters beyond ASCII that are i, s or k to a regular expression that does not mind case."""


def _found(text: str, low: str, words: Sequence[str]) -> Iterator[_Span]:
    """What the regular expression of ``_occurrences`` finds; to compile one for each mention takes far longer."""
    start = low.find(words[0]) if words else -1
    while start >= 0:
        end = _end(low, start, words)
        if end and not _in_word(text[start - 1 : start]) and not _in_word(text[end : end + 1]):
            yield start, end
            start = low.find(words[0], end)
        else:
            start = low.find(words[0], start + 1)


def _end(low: str, start: int, words: Sequence[str]) -> int:
    """Where words that begin at a place end, any blanks between them; 0 if others stand there."""
    end = start + len(words[0])
    for word in words[1:]:
        after = end
        while low[after : after + 1].isspace():
            after += 1
        if after == end or not low.startswith(word, after):
            return 0
        end = after + len(word)
    return end


def _in_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def _overlap(span: _Span, other: _Span) -> bool:
    return span[0] < other[1] and other[0] < span[1]


def _units(text: str) -> Callable[[int], int]:
    """The place in the visible text, in UTF-16 units, of a place in a text, in characters."""
    if text.isascii() and visible(text) == text:
        return lambda place: place
    return lambda place: len(visible(text[:place]).encode("utf-16-le")) // 2


LATEX: dict[str, str] = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}
"""How LaTeX, and so BibTeX, writes the characters that are commands to it."""
