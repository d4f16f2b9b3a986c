"""A gap map as a picture of 1,200 pixels' width, every cell with its counts as a tooltip."""

from __future__ import annotations

import textwrap

from kg.export.gapmap_parts import MARKS, GapMap, colours, legend
from kg.export.markup import Markup, drawing, element, joined
from kg.export.selection import Selection

WIDTH = 1200

_LEFT, _TOP, _RIGHT = 290, 250, 120
_LETTERS = 38
"""Letters of a name that are drawn; its tooltip has them all."""
_LINE = 16


def as_svg(found: GapMap, selection: Selection) -> bytes:
    """The picture of a map."""
    columns, rows = len(found.columns.shown), len(found.rows.shown)
    size = min(36, (WIDTH - _LEFT - _RIGHT) // max(columns, 1))
    foot = _TOP + rows * size + 30
    footer = _footer(found, selection, foot)
    content = [
        element("text", found.title, x=20, y=34, font_size=20, font_weight="bold"),
        *_names(found, size),
        *_cells(found, size),
        *footer,
    ]
    return drawing(found.title, found.meaning, WIDTH, foot + (len(footer) + 1) * _LINE, content)


def _names(found: GapMap, size: int) -> list[Markup]:
    pieces = []
    for place, (row, works) in enumerate(found.rows.shown):
        y = _TOP + place * size + size / 2 + 4
        pieces.append(_name(row.label, works, x=_LEFT - 8, y=y, text_anchor="end"))
    for place, (column, works) in enumerate(found.columns.shown):
        x, y = _LEFT + place * size + size / 2 + 3, _TOP - 8
        pieces.append(_name(column.label, works, x=x, y=y, transform=f"rotate(-60 {x} {y})"))
    return pieces


def _name(label: str, works: int, **attributes: str | float) -> Markup:
    drawn = label if len(label) <= _LETTERS else f"{label[: _LETTERS - 1].rstrip()}…"
    return element(
        "text", element("title", f"{label}: {works} works"), f"{drawn} ({works})", font_size=12, **attributes
    )


def _cells(found: GapMap, size: int) -> list[Markup]:
    filled = {(line, position): cell for line, position, cell in found.placed()}
    pieces = []
    for line, (row, _) in enumerate(found.rows.shown):
        for position, (column, _) in enumerate(found.columns.shown):
            x, y = _LEFT + position * size, _TOP + line * size
            cell = filled.get((line, position))
            fill, ink = colours(cell.works) if cell else ("#ffffff", "#1a1a1a")
            told = element("title", f"{row.label}, {column.label}: {cell.counts() if cell else 'no work'}")
            box = element("rect", x=x, y=y, width=size, height=size, fill=fill, stroke="#c8d0d8")
            texts = _numbers(str(cell.works), cell.letters(), x + size / 2, y, size, ink) if cell else []
            pieces.append(element("g", told, box, *texts))
    return pieces


def _numbers(works: str, marks: str, x: float, y: float, size: int, ink: str) -> list[Markup]:
    """The number of a cell in its middle, or above its marks."""
    common: dict[str, str | float] = {"x": x, "fill": ink, "text_anchor": "middle"}
    if not marks:
        return [element("text", works, y=y + size / 2 + 4, font_size=12, **common)]
    return [
        element("text", works, y=y + size / 2 + 1, font_size=11, **common),
        element("text", marks, y=y + size - 2, font_size=9, **common),
    ]


def _footer(found: GapMap, selection: Selection, top: int) -> list[Markup]:
    marks = ", ".join(f"{letter} {name}" for name, letter in MARKS.items())
    told = [
        f"{found.meaning} Letters: works that do not only assert ({marks}).",
        *(f"{name}: {text}." for name, text in found.facts()),
        *selection.stamp.lines(),
    ]
    lines = [line for text in told for line in textwrap.wrap(text, 185)]
    drawn = [
        element("text", line, x=20, y=top + (place + 2) * _LINE, font_size=12, fill="#333333")
        for place, line in enumerate(lines)
    ]
    return [_key(top), *drawn]


def _key(top: int) -> Markup:
    pieces = [element("text", "Works in a cell:", x=20, y=top + 4, font_size=12)]
    for place, (name, fill, ink) in enumerate(legend()):
        x = 120 + place * 80
        pieces.append(element("rect", x=x, y=top - 10, width=76, height=20, fill=fill, stroke="#c8d0d8"))
        pieces.append(element("text", name, x=x + 38, y=top + 4, font_size=12, fill=ink, text_anchor="middle"))
    return element("g", joined(pieces))
