"""What stands at the edges of pages: running heads and feet, page numbers, footnotes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile, zip_longest

from kg.read.pdf.headings import REFERENCES
from kg.read.pdf.lines import File, Line, Piece, Sheet
from kg.read.pdf.order import rows

EDGE = 4
"""Lines at the top and at the foot of a page that may be running heads and feet."""

_MARGIN = 0.13
"""Share of a page's height that its upper and its lower margin may take."""

_HEAD_WORDS = 20
"""Words of a running head at most."""

_SHORT = 4
"""Pages up to which numbers are believed that two of them show; on more, three."""

_APART = 1.6
"""Room between a running head and the text, in sizes of its type."""

_STEP = 4
"""Points by which the height of running heads is told."""

_SMALLER = 0.93
"""Size of a footnote, as share of the text's."""

_NUMBER = re.compile(
    r"(?:page|p\.|pp\.|seite)?\s*[-–—|·\[(]*\s*(\d{1,4}|[ivxlc]{1,8}|[A-Z]-?\d{1,3})\s*[-–—|·\])]*(?:\s*(?:of|/)\s*\d{1,4})?",
    re.I,
)
_ROMAN_NUMBER = re.compile(r"(?=[ivxlc])(?:c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})", re.I)
_NOTE = re.compile(r"(?:\d{1,3}|[*†‡§¶#]{1,3}|\[\d{1,3}\]|[a-z]\))[.):]?\s+\S|[*†‡§¶]\S|\d{1,3}[“‘\"']?[A-Z]")
_FOOT = re.compile(
    r"\W*(?:correspond|contact|e-?mail|©|\(c\)|copyright|doi\b|https?://|received|accepted|published|issn|this (?:is an"
    r" open|article|work is)|creative commons|licen[cs]e|cite this|to cite)|.{0,120}(?:©|licen[cs]e|@\w+\.\w)",
    re.I,
)

Row = list[Piece]


def edge_rows(sheet: Sheet) -> tuple[list[Row], list[Row]]:
    """The rows at the top of a page, from above, and those at its foot, from below."""
    found = rows(sheet.pieces)
    return found[:EDGE], found[::-1][:EDGE]


def text_of(row: Row) -> str:
    """The words of a row."""
    return " ".join(piece.text for piece in row)


@dataclass(frozen=True, slots=True)
class _Edge:
    """A row at the edge of a page: its words without the page's number, its height in steps, the room below it.

    ``bare`` is its words without any number: "12(3)" in the head of page 3 is an issue and no page.
    """

    row: Row
    key: str
    bare: str
    step: int
    apart: bool
    numbered: bool


def without_furniture(file: File, numbers: Sequence[str]) -> tuple[Sheet, ...]:
    """The pages without running heads and feet and page numbers.

    Args:
        file: as it was read.
        numbers: the printed number of each page.
    """
    largest = 1.15 * _usual_size(file)
    gone: list[list[Row]] = [[] for _ in file.sheets]
    sides = zip(*(edge_rows(sheet) for sheet in file.sheets), strict=True)
    for side in sides:
        edges = [
            list(_edges(rows, sheet, number, largest))
            for rows, sheet, number in zip(side, file.sheets, numbers, strict=True)
        ]
        for page, found in enumerate(_furniture(edges)):
            gone[page].extend(edge.row for edge in found)
    return tuple(_cleared(sheet, rows) for sheet, rows in zip(file.sheets, gone, strict=True))


def _usual_size(file: File) -> float:
    sizes = Counter[float]()
    for sheet in file.sheets:
        for piece in sheet.pieces:
            sizes[piece.size] += len(piece.text)
    return max(sizes, key=lambda size: (sizes[size], size), default=0.0)


def _edges(found: list[Row], sheet: Sheet, number: str, largest: float) -> Iterator[_Edge]:
    """The rows of one edge of a page, up to the first whose type is larger than that of running heads."""
    for row, inner in zip_longest(found, found[1:]):
        if row[0].size > largest:
            return
        apart = inner is None or abs(inner[0].y - row[0].y) > _APART * row[0].size
        key, step = _key(row, number), int(row[0].y // _STEP)
        bare = " ".join(word for word in key.split() if not word.isdigit())
        yield _Edge(row, key, bare, step, apart, _is_numbered(row, sheet, number, apart))


def _furniture(pages: Sequence[list[_Edge]]) -> list[list[_Edge]]:
    """The rows of each page, from its edge inwards, up to the first that is no furniture."""
    counts = Counter[tuple[str, int]]()
    for found in pages:
        counts.update({(edge.key, edge.step) for edge in found if edge.key})
    heads = {(edge.bare, edge.step) for found in pages for edge in found if edge.bare and _count(edge, counts) >= 3}
    first = [list(takewhile(lambda edge: edge.numbered or _is_repeated(edge, counts, heads), found)) for found in pages]
    steps = Counter(edge.step for found in first for edge in found)
    usual = {step + more for step, count in steps.items() if count >= 0.5 * len(pages) > 2 for more in (-1, 0, 1)}
    return [
        [*known, *takewhile(lambda edge: edge.apart and edge.step in usual, found[len(known) :])]
        for found, known in zip(pages, first, strict=True)
    ]


def _is_repeated(edge: _Edge, counts: Counter[tuple[str, int]], heads: set[tuple[str, int]]) -> bool:
    """Whether a row stands at the same height on three pages, or on two if there is room below it.

    A row that differs only in its numbers from one that stands on three pages is repeated too.
    """
    alike = any((edge.bare, edge.step + more) in heads for more in (-1, 0, 1))
    return alike or _count(edge, counts) >= (2 if edge.apart else 3)


def _count(edge: _Edge, counts: Counter[tuple[str, int]]) -> int:
    """How many pages show the words of a row at its height."""
    return sum(counts[edge.key, edge.step + more] for more in (-1, 0, 1)) if edge.key else 0


def _cleared(sheet: Sheet, gone: Sequence[Row]) -> Sheet:
    if not gone:
        return sheet
    ids = {id(piece) for row in gone for piece in row}
    return replace(sheet, pieces=tuple(p for p in sheet.pieces if id(p) not in ids))


def _key(row: Row, number: str) -> str:
    """What stays of a running head from page to page: its words without the number of the page."""
    text = text_of(row).casefold()
    if _NUMBER.fullmatch(text):
        return ""
    return " ".join(word for word in re.split(r"[\W_]+", text) if word and word != number.casefold())


def _is_numbered(row: Row, sheet: Sheet, number: str, apart: bool) -> bool:
    """Whether a row in the margin is a page number, or the head of one page with that page's number."""
    if _MARGIN * sheet.height < row[0].y < (1 - _MARGIN) * sheet.height:
        return False
    text = text_of(row)
    if _NUMBER.fullmatch(text) and (len(text) > 1 or text.isdigit()):
        return True
    words = text.split()
    return len(words) <= _HEAD_WORDS and number in {words[0], words[-1]} and apart


def roman(text: str) -> int:
    """The value of a Roman number; 0 where it is none."""
    if not text or not _ROMAN_NUMBER.fullmatch(text):
        return 0
    values = [{"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}[letter] for letter in text.lower()]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))


def labels(file: File) -> tuple[str, ...]:
    """The printed number of each page: what the file says, else what its edges show, else which page it is.

    Numbers that the file gives and that only count its pages give way to those that are printed. A page without a
    number among numbered ones is called ``[3]``, after its place in the file.
    """
    given = tuple(sheet.label for sheet in file.sheets)
    plain = tuple(str(number) for number in range(1, len(given) + 1))
    if any(given) and given != plain:
        return tuple(label or f"[{number}]" for label, number in zip(given, plain, strict=True))
    return _printed(file) or plain


def _printed(file: File) -> tuple[str, ...]:
    """The numbers in the edges that go up by one from page to page; nothing where there are none."""
    seen = [set(_numbers(sheet)) for sheet in file.sheets]
    places: dict[tuple[str, int], list[int]] = defaultdict(list)
    for index, numbers in enumerate(seen):
        for kind, number in sorted(numbers):
            places[kind, number - index].append(index)
    least = 2 if len(seen) <= _SHORT else 3
    good = {run: len(found) for run, found in places.items() if len(found) >= least and _runs_on(found)}
    if not good:
        return ()
    own = [_own(index, numbers, good) for index, numbers in enumerate(seen)]
    return tuple(_label(index, own) for index in range(len(own)))


def _runs_on(found: Sequence[int]) -> bool:
    """Whether two pages that follow each other, or two apart, are among pages: not just numbers that happen to fit."""
    return any(later - earlier <= 2 for earlier, later in pairwise(found))


def _own(index: int, numbers: set[tuple[str, int]], good: dict[tuple[str, int], int]) -> tuple[str, int] | None:
    fitting = [(kind, number - index) for kind, number in numbers if (kind, number - index) in good]
    return max(fitting, key=lambda run: (good[run], run), default=None)


def _label(index: int, own: Sequence[tuple[str, int] | None]) -> str:
    """The number of a page: its own, else what the pages around it make it."""
    before = next((own[i] for i in range(index, max(-1, index - 30), -1) if own[i]), None)
    after = next((own[i] for i in range(index, min(len(own), index + 30)) if own[i]), None)
    for run in (own[index], before if before == after else None, after if not before else None, before):
        if run and run[1] + index >= 1:
            return _written(run[0], run[1] + index)
    return f"[{index + 1}]"


def _written(kind: str, number: int) -> str:
    if kind == "arabic":
        return str(number)
    text = ""
    for value, letters in (
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ):
        text += letters * (number // value)
        number %= value
    return text


def _numbers(sheet: Sheet) -> Iterator[tuple[str, int]]:
    """The numbers that the outer rows of a page begin or end with."""
    top, foot = edge_rows(sheet)
    for row in (*top[:2], *foot[:2]):
        text = text_of(row).strip("-–—|·[]() ")
        alone = _NUMBER.fullmatch(text_of(row))
        words = [alone.group(1)] if alone else [text.split()[0], text.split()[-1]] if text else []
        for word in words:
            word = word.strip("-–—|·[](),")
            if word.isascii() and word.isdigit() and len(word) <= 4:
                yield "arabic", int(word)
            elif alone and (value := roman(word)):
                yield "roman", value


def body_size(lines: Sequence[Line]) -> float:
    """The size of most letters, in points."""
    sizes = Counter[float]()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], size), default=10.0)


def without_notes(lines: Sequence[Line], size: float) -> list[Line]:
    """The lines without footnotes: small type at the foot of a column that begins with a mark.

    Args:
        lines: of all pages, in reading order.
        size: of the text, in points.
    """
    columns: dict[tuple[int, int], list[Line]] = defaultdict(list)
    for line in lines:
        columns[line.page, line.column.number].append(line)
    noted = any(line.mark and line.size <= _SMALLER * size for line in lines)
    last = lines[references(lines) :]
    kept = {id(line) for line in last if line.size > 0.95 * body_size(last)}
    gone: set[int] = set()
    for (page, _), found in columns.items():
        gone.update(map(id, _notes(found, size, page == 0, noted)))
    return [line for line in lines if id(line) not in gone or id(line) in kept]


def references(lines: Sequence[Line]) -> int:
    """Where the references begin, whose type is small too; behind the last line where there are none."""
    found = [i for i, line in enumerate(lines) if REFERENCES.fullmatch(line.text)]
    return found[-1] if found and found[-1] > len(lines) // 3 else len(lines)


def _notes(column: list[Line], size: float, first_page: bool, noted: bool) -> list[Line]:
    """The lines of a column that are its footnotes."""
    start = len(column)
    while start and column[start - 1].size <= _SMALLER * size:
        start -= 1
    small = column[start:]
    if not small:
        return []
    starts = [i for i, line in enumerate(small) if line.mark or _NOTE.match(line.text)]
    if starts and starts[0] == 0:
        return small
    if first_page and (any(_FOOT.match(line.text) for line in small[:6])):
        return small
    if starts and noted and _apart(column, start):  # the rest of a note of the page before stands above the first
        return small
    return small[starts[0] :] if starts and noted else []


def _apart(column: list[Line], start: int) -> bool:
    """Whether more room is above a line than between the lines before it."""
    if start < 2:
        return True
    return column[start].y - column[start - 1].y > 1.25 * (column[start - 1].y - column[start - 2].y)
