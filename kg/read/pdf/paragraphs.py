"""Lines to paragraphs: which line begins a new one, told by gaps, indents, room left on the line before, and type."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from kg.read.pdf.furniture import body_size, references
from kg.read.pdf.headings import CAPTION, NUMBERED, STOP
from kg.read.pdf.lines import Line

_LISTED = re.compile(r"(?:[•●▪■◦‣*–—-]|[(（]?(?:\d{1,2}|[a-z]|[ivx]{1,4})[)）]|\d{1,2}\.(?!\d))\s+\S")
_LABELLED = re.compile(
    r"(?:abstract|summary|key\s?-?words?|index terms|source|sources|notes?|jel (?:codes?|classification))\s*[:—–.]",
    re.I,
)
_PARTED = re.compile(r"[^\W\d_][-\u00ad‐]\Z")
_CAPITAL = re.compile(r"[A-Z0-9“\"‘'(\[•]")
_SAME = 0.6
"""Points by which the type of lines of one paragraph may differ."""


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together."""

    lines: list[Line] = field(default_factory=list)

    @property
    def first(self) -> Line:
        """Its first line."""
        return self.lines[0]

    @property
    def last(self) -> Line:
        """Its last line."""
        return self.lines[-1]

    @property
    def is_table(self) -> bool:
        """Whether its lines are rows of a table."""
        return self.first.cells >= 3


@dataclass(frozen=True, slots=True)
class Measures:
    """How a document is set; lengths in points.

    Attributes:
        size: of the text.
        leading: usual distance of lines, by size of type in half points.
        indented: whether paragraphs begin with an indent.
        margins: where most lines of a column begin, by page and number of the column.
        references: where these begin: page, number of the column, and height.
        hanging: columns in which all lines of a reference but the first are indented, by page and number.
    """

    size: float
    leading: dict[float, float]
    indented: bool
    margins: dict[tuple[int, int], float]
    references: tuple[int, int, float]
    hanging: frozenset[tuple[int, int]]

    def margin(self, line: Line) -> float:
        """Where the lines of a line's column begin."""
        return self.margins[line.page, line.column.number]

    def hangs(self, line: Line) -> bool:
        """Whether a line belongs to references whose lines hang behind their first."""
        place = line.page, line.column.number
        return place in self.hanging and (*place, line.y) >= self.references


def measures(lines: Sequence[Line]) -> Measures:
    """How a document is set."""
    size = body_size(lines)
    gaps: dict[float, Counter[float]] = defaultdict(Counter)
    lefts: dict[tuple[int, int], Counter[int]] = defaultdict(Counter)
    for before, line in pairwise(lines):
        if before.column == line.column and 0 < line.y - before.y < 4 * line.size:
            gaps[_half(line.size)][_half(line.y - before.y)] += 1
    for line in lines:
        lefts[line.page, line.column.number][round(line.left)] += 1
    leading = {size: max(found, key=lambda g: (found[g], -g)) for size, found in gaps.items()}
    margins = {place: float(_margin(found)) for place, found in lefts.items()}
    indented = _indented(lines, size, leading, margins)
    last = lines[references(lines) :]
    start = (last[0].page, last[0].column.number, last[0].y) if last else (len(lines), 0, 0.0)
    return Measures(size, leading, indented, margins, start, _hanging(last, margins))


def _hanging(lines: Sequence[Line], margins: dict[tuple[int, int], float]) -> frozenset[tuple[int, int]]:
    """Columns in which a full line at the margin is mostly followed by an indented one."""
    votes = Counter[tuple[int, int]]()
    for before, line in pairwise(lines):
        place = line.page, line.column.number
        if before.column != line.column or before.right < before.column.right - 3 * before.size:
            continue
        if before.left - margins[place] < 0.5 * line.size:
            votes[place] += 1 if 0.6 * line.size < line.left - margins[place] < 6 * line.size else -1
    return frozenset(place for place, count in votes.items() if count >= 2)


def _half(value: float) -> float:
    return round(value * 2) / 2


def _margin(lefts: Counter[int]) -> int:
    """Where most lines begin; of places that are nearly as frequent the leftmost."""
    most = max(lefts.values())
    return min(left for left, count in lefts.items() if count >= 0.5 * most)


def _indented(
    lines: Sequence[Line], size: float, leading: dict[float, float], margins: dict[tuple[int, int], float]
) -> bool:
    """Whether lines that follow a full stop in the usual distance often begin with an indent."""
    usual = leading.get(_half(size), size * 1.2)
    shifted = plain = 0
    for before, line in pairwise(lines):
        near = line.y - before.y < 1.25 * usual
        if before.column != line.column or not near or abs(line.size - size) > _SAME or not STOP.search(before.text):
            continue
        if before.right < before.column.right - 4 * size:
            indent = line.left - margins[line.page, line.column.number]
            shifted += 0.6 * size < indent < 6 * size
            plain += indent <= 0.6 * size
    return shifted >= 3 and shifted >= plain


def paragraphs(lines: Sequence[Line], set_: Measures) -> Iterator[Paragraph]:
    """The paragraphs of a document; each heading, caption, item of a list and row of a table stands by itself."""
    current = Paragraph()
    for line in lines:
        if current.lines and _begins(current, line, set_):
            yield current
            current = Paragraph()
        current.lines.append(line)
    if current.lines:
        yield current


def _begins(current: Paragraph, line: Line, set_: Measures) -> bool:
    before = current.last
    if (line.cells >= 3) != current.is_table:
        return not (current.is_table and line.cells == 2 and line.column == before.column)
    if current.is_table:
        return line.column != before.column
    if abs(line.size - before.size) > _SAME or line.bold != before.bold:
        return not _is_run_in(current, line)
    if CAPTION.match(line.text) or _LABELLED.match(line.text):
        return True
    if before.column != line.column:
        return not _runs_over(current, line, set_)
    if _PARTED.search(before.text) and line.text[:1].islower():
        return False
    return _gapped(current, line, set_) or _indents(current, line, set_) or _ends_early(current, line, set_)


def _is_run_in(current: Paragraph, line: Line) -> bool:
    """Whether a bold first line leads into a paragraph: it fills its line, and small letters follow."""
    before = current.last
    full = before.right > before.column.right - 2 * before.size
    same = abs(line.size - before.size) <= _SAME and before.column == line.column
    return same and full and line.text[:1].islower()


def _runs_over(current: Paragraph, line: Line, set_: Measures) -> bool:
    """Whether a paragraph goes on in the next column or on the next page."""
    before = current.last
    if CAPTION.match(current.first.text) or before.bold or before.size > 1.05 * set_.size + _SAME:
        return False
    shift = line.left - set_.margin(line)
    if set_.indented and STOP.search(before.text) and 0.6 * line.size < shift < 6 * line.size:
        return False
    if before.text.endswith(("-", "\u00ad", "‐")) or line.text[:1].islower():
        return True
    if _LISTED.match(line.text) or NUMBERED.match(line.text):
        return False
    if not STOP.search(before.text):
        return len(before.text.split()) >= 4 and before.right > before.column.right - 6 * before.size
    full = before.right > before.column.right - 1.5 * before.size
    return set_.indented and full and shift < 0.6 * line.size


def _gapped(current: Paragraph, line: Line, set_: Measures) -> bool:
    """Whether more room is above a line than between the lines before it."""
    gap = line.y - current.last.y
    if len(current.lines) >= 2 and current.lines[-2].column == line.column:
        own = current.last.y - current.lines[-2].y
        if gap > 1.25 * own + 1:
            return True
    usual = set_.leading.get(_half(line.size), 1.3 * line.size)
    return gap > max(1.25 * usual + 1, 1.4 * line.size)


def _indents(current: Paragraph, line: Line, set_: Measures) -> bool:
    """Whether a line begins a paragraph by where it begins, or by a number or a bullet."""
    before, em = current.last, line.size
    if _LISTED.match(line.text) and (STOP.search(before.text) or _LISTED.match(current.first.text)):
        return True
    larger = line.size > 1.05 * set_.size or line.bold
    if larger:
        return bool(NUMBERED.match(line.text))
    shift = line.left - before.left
    margin = set_.margin(line)
    if set_.hangs(line):
        return line.left - margin < 0.5 * em and before.left - margin > 0.5 * em
    if 0.6 * em < shift < 6 * em and abs(before.left - margin) < 0.5 * em and not _is_item(current):
        return bool(_CAPITAL.match(line.text)) or not before.text.endswith("-")
    return shift < -0.6 * em and len(current.lines) >= 2 and not _is_item(current)


def _is_item(current: Paragraph) -> bool:
    """Whether the lines of a list's item hang behind its first."""
    return bool(_LISTED.match(current.first.text))


def _ends_early(current: Paragraph, line: Line, set_: Measures) -> bool:
    """Whether the first word of a line would have found room on the line before."""
    before = current.last
    if line.size > 1.05 * set_.size + _SAME or (line.bold and not STOP.search(before.text)):
        return False
    if _PARTED.search(before.text):
        return False
    room = before.column.right - before.right
    letter = (line.right - line.left) / max(len(line.text), 1)
    word = len(line.text.split(" ", 1)[0]) + 1
    slack = 1.0 if STOP.search(before.text) else 2.5
    return room > word * letter + slack * line.size
