"""The boxes of a PRISMA 2020 flow as a picture."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from kg.export.markup import Markup, drawing, element
from kg.export.selection import Stamp

NOT_KNOWN = "not known"
_FIRM = "\u00a0"

_TITLE = "PRISMA 2020 flow of records"
_WIDTH, _SIDE, _BOX, _GAP, _LINE = 900, 60, 360, 34, 18
_LETTERS = 50


class Box(NamedTuple):
    """A box: its stage, its text and number, lines of its own, and whether it stands beside the flow."""

    stage: str
    text: str
    number: int | None
    parts: tuple[tuple[str, int | None], ...] = ()
    beside: bool = False

    def lines(self) -> list[str]:
        """The text of the box; a box of several counts has none of its own where it is not known."""
        own = self.text if self.number is None and self.parts and self.beside else _told(self.text, self.number)
        told = [own, *(_told(name, count) for name, count in self.parts)]
        return [line for text in told for line in textwrap.wrap(text, _LETTERS, subsequent_indent="  ")]


class Placed(NamedTuple):
    """A box and its place: top and height in pixels, and the top of its row's first box."""

    box: Box
    top: int
    height: int


def as_svg(boxes: Sequence[Box], stamp: Stamp) -> bytes:
    """The picture: the flow on the left, what leaves it on the right, the stamp below."""
    placed = _placed(boxes)
    foot = max(one.top + one.height for one in placed) + _GAP
    lines = [line for text in stamp.lines() for line in textwrap.wrap(text, 130)]
    footer = [
        element("text", line, x=20, y=foot + place * _LINE, font_size=12, fill="#333333")
        for place, line in enumerate(lines)
    ]
    content = [
        element("text", _TITLE, x=20, y=32, font_size=18, font_weight="bold"),
        *_stages(placed),
        *(piece for one in placed for piece in _drawn(one)),
        *_arrows(placed),
        *footer,
    ]
    told = ". ".join(" ".join(line.strip() for line in box.lines()) for box in boxes)
    return drawing(_TITLE, told, _WIDTH, foot + len(lines) * _LINE, content)


def _told(text: str, count: int | None) -> str:
    number = NOT_KNOWN if count is None else f"{count:,}"
    return f"{text} {f'(n = {number})'.replace(' ', _FIRM)}"


def _placed(boxes: Sequence[Box]) -> list[Placed]:
    """A box beside the flow stands on the level of the box before it; the next one below both."""
    placed: list[Placed] = []
    top = below = 56
    for box in boxes:
        top = top if box.beside else below
        height = 22 + len(box.lines()) * _LINE
        placed.append(Placed(box, top, height))
        below = max(below, top + height + _GAP)
    return placed


def _left(box: Box) -> int:
    return _SIDE + (_BOX + _GAP + 16 if box.beside else 0)


def _drawn(placed: Placed) -> list[Markup]:
    x = _left(placed.box)
    frame = element("rect", x=x, y=placed.top, width=_BOX, height=placed.height, fill="#ffffff", stroke="#333333", rx=4)
    lines = [
        element("text", line, x=x + 12, y=placed.top + 24 + place * _LINE, font_size=13)
        for place, line in enumerate(placed.box.lines())
    ]
    return [frame, *lines]


def _stages(placed: Sequence[Placed]) -> list[Markup]:
    """The names of the stages, turned, at the left edge."""
    pieces = []
    for stage in dict.fromkeys(one.box.stage for one in placed):
        mine = [one for one in placed if one.box.stage == stage]
        top, end = mine[0].top, max(one.top + one.height for one in mine)
        middle = (top + end) / 2
        pieces.append(element("rect", x=16, y=top, width=30, height=end - top, fill="#d9e7f5", rx=4))
        turned = f"rotate(-90 36 {middle})"
        pieces.append(element("text", stage, x=36, y=middle, font_size=13, text_anchor="middle", transform=turned))
    return pieces


def _arrows(placed: Sequence[Placed]) -> list[Markup]:
    """From each box of the flow to the next, and to the box beside it."""
    pieces = []
    flow = [one for one in placed if not one.box.beside]
    centre = _SIDE + _BOX / 2
    for one, other in pairwise(flow):
        pieces.append(_arrow((centre, one.top + one.height), (centre, other.top)))
    for one, other in pairwise(placed):
        if other.box.beside:
            y = other.top + min(one.height, other.height) / 2
            pieces.append(_arrow((_SIDE + _BOX, y), (_left(other.box), y)))
    return pieces


def _arrow(start: tuple[float, float], end: tuple[float, float]) -> Markup:
    (x, y), down = end, start[0] == end[0]
    tip = f"{x - 5},{y - 8} {x + 5},{y - 8} {x},{y}" if down else f"{x - 8},{y - 5} {x - 8},{y + 5} {x},{y}"
    line = element("line", x1=start[0], y1=start[1], x2=x, y2=y, stroke="#333333", stroke_width=1.4)
    return element("g", line, element("polygon", points=tip, fill="#333333"))
