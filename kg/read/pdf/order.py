"""The lines of a page in the order in which they are read: columns told from pieces of lines by where these lie.

A page is cut where one upright line crosses few pieces and parts many: what lies on both sides is read one after
the other, between the lines that cross. Each side is cut again in the same way, for pages of three columns.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from kg.read.pdf.lines import Column, Line, Piece

_LEAST = 4
"""Lines that each side of a page must have to be a column."""

_WIDE = 0.25
"""Width of the lines of a column, as share of the text's, that most of them reach."""

_CELL = 1.5
"""Gap in ems from which a line has cells."""

_DEPTH = 3
_MARK = re.compile(r"[\d\s,;*†‡§¶#()\[\]–-]*[a-z]?[\d\s,;*†‡§¶#()\[\]–-]*")

_SOFT = re.compile("\u00ad(?!\\Z)")
"""Places where a word might have been parted and was not."""

Zone = list[Piece]


def lines(page: int, pieces: Sequence[Piece]) -> list[Line]:
    """The lines of a page in reading order."""
    found: list[Line] = []
    for number, (zone, left, right) in enumerate(_columns(_without_drop_caps(pieces))):
        column = Column(page, number, left, right)
        found.extend(line for row in rows(zone) if (line := _line(row, column)))
    return found


def widened(found: Sequence[Line]) -> list[Line]:
    """The lines, the columns of short lines as wide as those of the document usually are."""
    sizes = Counter(line.column for line in found)
    rights = Counter(round(column.right / 3) * 3 for column, count in sizes.items() if count >= 2 * _LEAST)
    usual = sorted(right for right, count in rights.items() if count >= 0.15 * rights.total())
    new = {}
    for column in sizes:
        right = next((right for right in usual if right >= column.right - 3), 0)
        new[column] = replace(column, right=max(float(right), column.right))
    return [replace(line, column=new[line.column]) for line in found]


def _columns(pieces: Sequence[Piece]) -> Iterator[tuple[Zone, float, float]]:
    """Zones of a page, in reading order, each with the edges of the column that it is a part of."""
    cuts = _cut(list(pieces), _DEPTH)
    edges: dict[str, tuple[float, float]] = {}
    for path, zone in cuts:
        left, right = _edges(zone)
        known = edges.get(path)
        edges[path] = (min(left, known[0]), max(right, known[1])) if known else (left, right)
    for path, zone in cuts:
        yield zone, *edges[path]


def _cut(pieces: Zone, depth: int, path: str = "") -> list[tuple[str, Zone]]:
    """Zones in reading order with the path of cuts that led to the column each lies in."""
    at = gutter(pieces) if depth else None
    if at is None:
        return [(path, pieces)] if pieces else []
    found: list[tuple[str, Zone]] = []
    left: Zone = []
    right: Zone = []
    across: Zone = []

    def close() -> None:
        for side, zone in (("l", left), ("r", right)):
            found.extend(_cut(list(zone), depth - 1, path + side))
            zone.clear()

    for row in rows(pieces):
        if any(p.left < at - 1 and p.right > at + 1 for p in row):
            close()
            across.extend(row)
            continue
        if across:
            found.append((path + "x", list(across)))
            across.clear()
        for piece in row:
            (left if piece.right <= at + 1 else right).append(piece)
    if across:
        found.append((path + "x", across))
    close()
    return found


def gutter(pieces: Sequence[Piece]) -> float | None:
    """Where an upright line parts columns, in points from the left; none where the page has one column."""
    if len(pieces) < 2 * _LEAST:
        return None
    low, high = min(p.left for p in pieces), max(p.right for p in pieces)
    steps = int(min(high - low, 5_000)) // 2
    if steps < 20:
        return None
    left, right, crossed = _counts(rows(pieces), low, steps)
    best = max(range(steps // 6, steps - steps // 6), key=lambda i: (_score(left[i], right[i], crossed[i]), -i))
    if _score(left[best], right[best], crossed[best]) <= 0:
        return None
    last = best
    same = (left[best], right[best], crossed[best])
    while last + 1 < steps and (left[last + 1], right[last + 1], crossed[last + 1]) == same:
        last += 1
    at = low + best + last
    return at if _is_gutter(pieces, at, high - low) else None


def _counts(found: Sequence[Sequence[Piece]], low: float, steps: int) -> tuple[list[int], list[int], list[int]]:
    """For every second point: rows with letters left of it, with letters right of it, with letters across it."""
    left, right, crossed = ([0] * (steps + 2) for _ in range(3))

    def step(x: float) -> int:
        return max(0, min(int((x - low) / 2), steps + 1))

    for row in found:
        left[min(step(row[0].right) + 1, steps + 1)] += 1
        right[0] += 1
        right[step(row[-1].left)] -= 1
        for piece in row:
            start, end = step(piece.left) + 1, step(piece.right)
            if start < end:
                crossed[start] += 1
                crossed[end] -= 1
    return list(accumulate(left)), list(accumulate(right)), list(accumulate(crossed))


def _score(left: int, right: int, crossed: int) -> float:
    """How well a place parts: the rows on its poorer side less those that cross it."""
    return min(left, right) - 0.5 * crossed if min(left, right) >= _LEAST else 0.0


def _is_gutter(pieces: Sequence[Piece], at: float, width: float) -> bool:
    """Whether what lies on both sides are columns of text and not cells, or ends of paragraphs."""
    extents = []
    for side in ([p for p in pieces if p.right <= at + 1], [p for p in pieces if p.left >= at - 1]):
        found = rows(side)
        if len(found) < _LEAST or not _is_column(found, width):
            return False
        extents.append((found[0][0].y, found[-1][0].y))
    (top, foot), (other_top, other_foot) = extents
    return min(foot, other_foot) - max(top, other_top) > 0


def _is_column(found: Sequence[Sequence[Piece]], width: float) -> bool:
    """Whether most rows are long and begin at one place; words of stretched lines and numbers of tables do not."""
    middle = len(found) // 2
    spans = sorted(row[-1].right - row[0].left for row in found)
    starts = sorted(row[0].left for row in found)
    aligned = starts[middle] - starts[0] < 2.5 * found[middle][0].size
    return aligned and spans[middle] > _WIDE * width * (0.7 if len(found) > 12 else 1)


def _edges(zone: Zone) -> tuple[float, float]:
    """Left and right edge of the lines of a zone; a line that hangs over alone does not count."""
    found = [(row[0].left, max(p.right for p in row)) for row in rows(zone)]
    rights = sorted((right for _, right in found), reverse=True)
    over = len(rights) >= 8 and rights[0] - rights[1] > 3
    return min(left for left, _ in found), rights[over]


def rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces that share a line, from the top down, each row from left to right."""
    found: list[list[Piece]] = []
    base = size = 0.0
    for piece in sorted(pieces, key=lambda p: (p.y, p.left)):
        larger = max(size, piece.size)
        near = 0.35 if min(size, piece.size) > 0.85 * larger else 0.6
        if found and piece.y - base <= near * larger and not _covers(found[-1], piece):
            found[-1].append(piece)
            if piece.size > size:
                base, size = piece.y, piece.size
        else:
            found.append([piece])
            base, size = piece.y, piece.size
    for row in found:
        row.sort(key=lambda p: p.left)
    return found


def _covers(row: list[Piece], piece: Piece) -> bool:
    """Whether a piece at another height lies over what the row already holds: a line of its own."""
    if abs(row[-1].y - piece.y) <= 0.12 * piece.size:
        return False
    return any(min(p.right, piece.right) - max(p.left, piece.left) > piece.size for p in row[-3:])


def _line(row: list[Piece], column: Column) -> Line | None:
    main = max(row, key=lambda p: (len(p.text), p.size))
    texts: list[str] = []
    mark = ""
    right = None
    for piece in row:
        raised = piece.size <= 0.85 * main.size and 0.15 * main.size <= main.y - piece.y
        if raised and _MARK.fullmatch(piece.text):
            mark = mark if texts else piece.text
            continue
        if not texts:
            mark = piece.mark or mark
        glued = right is not None and piece.left - right < 0.12 * main.size
        texts.append(piece.text if glued or not texts else f" {piece.text}")
        right = piece.right
    text = _SOFT.sub("", "".join(texts).strip())
    if not text:
        return None
    letters = sum(len(p.text) for p in row)
    return Line(
        text=text,
        left=row[0].left,
        right=max(p.right for p in row),
        y=main.y,
        size=main.size,
        column=column,
        bold=sum(len(p.text) for p in row if p.bold) >= 0.8 * letters,
        italic=sum(len(p.text) for p in row if p.italic) >= 0.8 * letters,
        mark=mark,
        cells=_cells(row, column),
    )


def _cells(row: list[Piece], column: Column) -> int:
    """How many cells a row has; the words of a line that is stretched to the edge of its column are none."""
    gaps = [b.left - a.right for a, b in pairwise(row)]
    wide = sum(gap > _CELL * row[0].size for gap in gaps)
    stretched = row[-1].right > column.right - 2 and row[0].left < column.left + 40
    even = wide and max(gaps) - min(gaps) < 1.5
    single = sum(" " not in p.text for p in row) == len(row)
    return 1 if stretched and even and single else wide + 1


def _without_drop_caps(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, a large first letter of a paragraph joined to its first line."""
    sizes = Counter[float]()
    for piece in pieces:
        sizes[piece.size] += len(piece.text)
    usual = max(sizes, key=lambda size: (sizes[size], size), default=0.0)
    kept = list(pieces)
    caps = [p for p in pieces if len(p.text) == 1 and p.text.isupper() and p.size > 1.9 * usual]
    for cap in caps[:20]:
        beside = [
            p
            for p in kept
            if 0 <= p.left - cap.right + 2 < 2 * usual and cap.y - cap.size < p.y <= cap.y + 2 and p.text[0].isalpha()
        ]
        if beside:
            first = min(beside, key=lambda p: p.y)
            kept.remove(cap)
            kept[kept.index(first)] = replace(first, text=cap.text + first.text)
    return kept
