"""The text of a work with the sentences that make claims: sections, paragraphs, page numbers, and claims beside them.

document of the store + claims of the index -> Section -> Paragraph -> Piece
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from kg.index import Claim
from kg.model import Document, Part, Role
from kg.terms import clean

CHARACTERS = 150_000
"""Characters of text on one page, some 22,000 words; a longer work is shown in parts."""

_AROUND = 400  # characters of text shown before and after a sentence, at most
_SENTENCES = 2  # and sentences
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’)\]]*\s+|(?<=[。！？])")
_LONG_SKIPPED = 300
_MARKS = re.compile(r"#{1,6}\s+")  # of Markdown, before a heading
_HEADINGS = (Role.TITLE, Role.HEADING)


@dataclass(frozen=True, slots=True)
class Placed:
    """A claim with its number in the work, from 1, and the anchor of its sentence on the page."""

    number: int
    claim: Claim
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph: text, the claims that its sentence makes, or the number of the page that begins here.

    ``anchor`` names the first piece of a sentence that makes claims; ``claims`` stand at its last piece.
    """

    text: str
    page: str = ""
    said: bool = False
    anchor: str = ""
    claims: tuple[Placed, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A part of the text, with the claims of its sentences in reading order."""

    role: Role
    pieces: tuple[Piece, ...]
    claims: tuple[Placed, ...]

    @property
    def is_long_skipped(self) -> bool:
        """Whether it was not read and is too long to stand in the way."""
        return self.role is Role.SKIPPED and sum(len(piece.text) for piece in self.pieces) > _LONG_SKIPPED


@dataclass(frozen=True, slots=True)
class Section:
    """Paragraphs under a heading; the first may have none. ``kind`` is the part of a work that it belongs to."""

    heading: str
    kind: str
    paragraphs: tuple[Paragraph, ...]
    claims: int


@dataclass(frozen=True, slots=True)
class Text:
    """One part of a text, of ``parts``, from 1; ``loose`` are claims whose sentence does not stand in the text."""

    sections: tuple[Section, ...]
    part: int
    parts: int
    loose: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """The text before and after a sentence, as far as it helps to understand it."""

    before: str
    after: str


def told(document: Document, claims: Sequence[Claim], part: int = 1) -> Text:
    """A part of a text with its claims; the first where there is no such part.

    Args:
        document: the work.
        claims: all of it, in reading order.
        part: which one, from 1.
    """
    spans = [(_span(document, claim), Placed(number, claim)) for number, claim in enumerate(claims, 1)]
    parts = 1 + max((p.start for p in document.parts), default=0) // CHARACTERS
    part = part if 1 <= part <= parts else 1
    sentences = _sentences([(span, placed) for span, placed in spans if span])
    here = [p for p in document.parts if p.start // CHARACTERS + 1 == part]
    befores = [0, *(p.end for p in here)]
    paragraphs = [
        (stretch.section, _paragraph(document, before, stretch, sentences))
        for before, stretch in zip(befores, here, strict=False)
    ]
    loose = tuple(placed for span, placed in spans if span is None)
    return Text(tuple(_sections(paragraphs)), part, parts, loose)


def part_of(document: Document, start: int) -> int:
    """The part of the text that a sentence stands in, from 1."""
    starts = [p.start for p in document.parts]
    at = bisect_right(starts, start) - 1
    return starts[at] // CHARACTERS + 1 if at >= 0 else 1


def context(document: Document, claim: Claim) -> Context | None:
    """What stands before and after the sentence of a claim in its paragraph; None where the text has changed."""
    if (span := _span(document, claim)) is None:
        return None
    start, end = span
    inside = next((p for p in document.parts if p.start <= start < p.end), None)
    first, last = (inside.start, max(end, inside.end)) if inside else (start, end)
    return Context(_last(document.text[first:start]), _first(document.text[end:last]))


def _span(document: Document, claim: Claim) -> tuple[int, int] | None:
    """Where the sentence of a claim stands; None where other words stand there: the text was read anew since."""
    row = claim.row
    if not (row.start.isdecimal() and row.end.isdecimal()):
        return None
    start, end = int(row.start), int(row.end)
    found = document.text[start:end]
    return (start, end) if row.quote in (found, clean(found)) else None


_Sentence = tuple[tuple[int, int], list[Placed]]


def _sentences(found: list[tuple[tuple[int, int], Placed]]) -> list[_Sentence]:
    """Sentences in reading order, each with its claims; one that begins inside another counts as part of it."""
    kept: list[_Sentence] = []
    for (start, end), placed in sorted(found, key=lambda item: (item[0][0], -item[0][1], item[1].number)):
        if not kept or start >= kept[-1][0][1]:
            kept.append(((start, end), []))
        kept[-1][1].append(replace(placed, anchor=f"s{kept[-1][0][0]}"))
    return kept


def _paragraph(document: Document, before: int, stretch: Part, sentences: Sequence[_Sentence]) -> Paragraph:
    """A part of the text with the sentences that begin in it; ``before`` is where the part before it ends."""
    inside = sentences[
        bisect_left(sentences, stretch.start, key=_start) : bisect_left(sentences, stretch.end, key=_start)
    ]
    marks = _MARKS.match(document.text, stretch.start, stretch.end) if stretch.role in _HEADINGS else None
    pieces: list[Piece] = []
    for start, end, like in _cuts(marks.end() if marks else stretch.start, stretch.end, inside):
        pieces += _turned(document, before, start, end, like)
        before = end
    return Paragraph(stretch.role, tuple(pieces), tuple(p for _, found in inside for p in found))


def _start(sentence: _Sentence) -> int:
    return sentence[0][0]


def _cuts(start: int, end: int, sentences: Sequence[_Sentence]) -> Iterator[tuple[int, int, Piece]]:
    """Where the sentences that make claims and the text between them begin and end, with what they are."""
    for (first, last), claims in sentences:
        if start < first:
            yield start, first, Piece("")
        start, last = max(start, first), min(last, end)
        yield start, last, Piece("", said=True, anchor=f"s{first}", claims=tuple(claims))
        start = last
    if start < end:
        yield start, end, Piece("")


def _turned(document: Document, before: int, start: int, end: int, like: Piece) -> Iterator[Piece]:
    """A stretch cut where pages begin; its anchor goes to the first piece and its claims to the last.

    A page that begins between ``before`` and the stretch begins with the stretch.
    """
    pages = document.pages
    first, last = (bisect_left(pages, place, key=lambda page: page.start) for place in (before, end))
    labels = {max(start, page.start): page.label for page in pages[first:last]}
    cuts = [start, *(place for place in labels if place > start), end]
    for at, (a, b) in enumerate(pairwise(cuts)):
        yield Piece(
            document.text[a:b],
            labels.get(a, ""),
            like.said,
            like.anchor if at == 0 else "",
            like.claims if at == len(cuts) - 2 else (),
        )


def _sections(paragraphs: Sequence[tuple[str, Paragraph]]) -> Iterator[Section]:
    """Paragraphs by heading: each heading begins a section, and so does a part of a work that has no heading."""
    number = 0
    marked = []
    for at, (kind, paragraph) in enumerate(paragraphs):
        before = paragraphs[at - 1] if at else None
        turns = before is not None and before[0] != kind and before[1].role is not Role.HEADING
        number += at == 0 or paragraph.role is Role.HEADING or turns
        marked.append((number, kind, paragraph))
    for _, group in groupby(marked, key=lambda item: item[0]):
        inside = list(group)
        kind = next((kind for _, kind, _ in reversed(inside) if kind), "")
        first = inside[0][2]
        heading = "".join(piece.text for piece in first.pieces) if first.role is Role.HEADING else ""
        yield Section(heading, kind, tuple(p for _, _, p in inside), sum(len(p.claims) for _, _, p in inside))


def _last(text: str) -> str:
    """The last sentences of a text, with an ellipsis where a sentence is cut."""
    kept = "".join(_split(text)[-_SENTENCES:]).strip()
    return kept if len(kept) <= _AROUND else "… " + kept[-_AROUND:].partition(" ")[2]


def _first(text: str) -> str:
    kept = "".join(_split(text.lstrip())[:_SENTENCES]).strip()
    return kept if len(kept) <= _AROUND else kept[:_AROUND].rpartition(" ")[0] + " …"


def _split(text: str) -> list[str]:
    """The sentences of a text as far as punctuation tells, with the blanks that follow them."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    cuts = [0, *ends, len(text)]
    return [piece for a, b in pairwise(cuts) if (piece := text[a:b]).strip()]
