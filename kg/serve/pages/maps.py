"""The map of a thing and its neighbours: one line of text a neighbour, left and right of the thing, on an oval."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.export.texts import visible
from kg.index import Neighbour
from kg.serve.pages.phrases import joined

MOST = 16
"""Neighbours that one map shows."""

WIDTH = 900
_ROW = 46  # between the labels of a side: two lines of text and a gap
_RING = 215  # from the centre to the dots that lie farthest left and right
_LINE = 26  # width of a label's line, in letters of the Latin alphabet
_LINES = 2


@dataclass(frozen=True, slots=True)
class Spot:
    """A neighbour on the map.

    Attributes:
        neighbour: who it is.
        x: of its dot, in units of the drawing.
        y: of its dot.
        text_x: where its label begins or, on the left side, ends.
        anchor: ``start`` or ``end``, as SVG has it.
        lines: of its label, one or two.
        width: of the line that joins it to the thing.
        tip: what the line stands for, in words.
    """

    neighbour: Neighbour
    x: float
    y: float
    text_x: float
    anchor: str
    lines: tuple[str, ...]
    width: float
    tip: str


@dataclass(frozen=True, slots=True)
class Map:
    """A drawing ``width`` by ``height`` with the thing at ``x, y``; ``lines`` are its label."""

    width: int
    height: int
    x: float
    y: float
    lines: tuple[str, ...]
    box: float
    spots: tuple[Spot, ...]


def drawn(label: str, neighbours: Sequence[Neighbour]) -> Map:
    """The map of a thing: its nearest neighbours, at most ``MOST``, alternately on the right and on the left."""
    shown = neighbours[:MOST]
    sides = (shown[0::2], shown[1::2])
    rows = max(map(len, sides), default=0)
    height = max(3, rows) * _ROW + 40
    x, y = WIDTH / 2, height / 2
    most = max((n.works for n in shown), default=1)
    spots = [s for side, found in zip((1, -1), sides, strict=True) for s in _side(found, side, x, y, most)]
    lines = wrapped(label, 20, 3)
    return Map(WIDTH, height, x, y, lines, 26 + 9.4 * max(map(_letters, lines)), tuple(spots))


def _side(neighbours: Sequence[Neighbour], side: int, x: float, y: float, most: int) -> Iterator[Spot]:
    half = _ROW * max(1, len(neighbours)) / 2
    for at, neighbour in enumerate(neighbours):
        above = _ROW * (at + 0.5) - half
        out = side * _RING * math.sqrt(1 - 0.75 * (above / half) ** 2)
        yield Spot(
            neighbour,
            round(x + out, 1),
            round(y + above, 1),
            round(x + out + side * 11, 1),
            "start" if side > 0 else "end",
            wrapped(neighbour.thing.label, _LINE, _LINES),
            round(1 + 6 * neighbour.works / most, 1),
            f"{neighbour.thing.label}: {joined(neighbour)}",
        )


def wrapped(label: str, width: int, lines: int) -> tuple[str, ...]:
    """A label on a few lines no wider than so many Latin letters; what does not fit gives way to an ellipsis."""
    found: list[str] = [""]
    for word in _words(visible(label), width):
        longer = f"{found[-1]}{word}"
        if _letters(longer.rstrip()) <= width:
            found[-1] = longer
        else:
            found.append(word)
        if len(found) > lines + 1:  # the first may be empty; what is behind is not shown
            break
    kept = [line.strip() for line in found if line.strip()] or [""]
    if len(kept) > lines:
        kept = [*kept[: lines - 1], f"{_cut(kept[lines - 1], width - 1)}…"]
    return tuple(kept)


def _words(text: str, width: int) -> Iterator[str]:
    """Pieces after which a line may break; words too wide for a line are cut, and so is text without blanks."""
    for word in text.split():
        while _letters(word) > width:
            head = _cut(word, width)
            yield head
            word = word[len(head) :]
        yield f"{word} "


def _cut(text: str, width: int) -> str:
    """The beginning of a text that is no wider; read once, for a document may hold a word of any length."""
    for at, character in enumerate(text):
        width -= _letters(character)
        if width < 0:
            return text[:at].rstrip()
    return text.rstrip()


def _letters(text: str) -> int:
    """The width of a text in Latin letters; those of Chinese, Japanese and Korean are twice as wide."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text if not unicodedata.combining(c))
