"""Plots of the report as PNG and SVG; the same numbers give the same bytes."""

from __future__ import annotations

import io
import textwrap
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from kg.cells import printable
from kg.patterns import Bars, Bubbles, Lines, Picture

_COLOURS = ("#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377")
"""Told apart by the colour-blind (Tol, 2021)."""
_STYLES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (1, 1)))
_WIDEST = 28


def drawn(picture: Picture) -> dict[str, bytes]:
    """A plot as two files, by name."""
    with _settings():
        figure = _figure(picture)
        FigureCanvasAgg(figure)
        png, svg = io.BytesIO(), io.BytesIO()
        figure.savefig(png, format="png", dpi=150, metadata={"Software": None})
        FigureCanvasSVG(figure)
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    return {f"{picture.name}.png": png.getvalue(), f"{picture.name}.svg": svg.getvalue()}


@contextmanager
def _settings() -> Iterator[None]:
    """Settings of our own whatever those of the user; no text is read as mathematics."""
    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a script that the font lacks shows as boxes
        matplotlib.rcdefaults()
        matplotlib.rcParams.update({"svg.hashsalt": "kg", "text.parse_math": False, "font.size": 9})
        yield


def _figure(picture: Picture) -> Figure:
    if isinstance(picture, Bubbles):
        return _bubbles(picture)
    if isinstance(picture, Lines):
        return _lines(picture)
    return _bars(picture)


def _new(width: float, height: float, title: str, draw: Callable[[Axes], None]) -> Figure:
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.add_subplot()
    draw(axes)
    axes.set_title(textwrap.fill(title, round(width * 8)), fontsize=10)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return figure


def _label(text: str) -> str:
    return textwrap.fill(" ".join(printable(text).split()), _WIDEST, max_lines=2, placeholder=" …")


def _bubbles(picture: Bubbles) -> Figure:
    most = max(works for _, _, works in picture.cells)

    def draw(axes: Axes) -> None:
        for row, column, works in picture.cells:
            x, y = picture.columns.index(column), picture.rows.index(row)
            axes.scatter(x, y, s=60 + 700 * works / most, color=_COLOURS[0], alpha=0.6, linewidths=0)
            axes.annotate(str(works), (x, y), ha="center", va="center", fontsize=8)
        axes.set_xticks(range(len(picture.columns)), [_label(c) for c in picture.columns], rotation=40, ha="right")
        axes.set_yticks(range(len(picture.rows)), [_label(r) for r in picture.rows])
        axes.set_xlim(-0.6, len(picture.columns) - 0.4)
        axes.set_ylim(len(picture.rows) - 0.4, -0.6)
        axes.grid(color="#eeeeee")
        axes.set_axisbelow(True)

    width, height = 3.5 + 0.7 * len(picture.columns), 2.2 + 0.5 * len(picture.rows)
    return _new(width, height, f"{picture.title} (3 works or more)", draw)


def _lines(picture: Lines) -> Figure:
    def draw(axes: Axes) -> None:
        for at, (name, values) in enumerate(picture.lines):
            style, colour = _STYLES[at % len(_STYLES)], _COLOURS[at % len(_COLOURS)]
            axes.plot(range(len(values)), values, linestyle=style, color=colour, marker=".", label=_label(name))
        axes.set_xticks(range(len(picture.periods)), picture.periods, rotation=40, ha="right")
        axes.set_ylim(bottom=0)
        axes.set_ylabel("share of works")
        axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))

    return _new(9, 4.2, picture.title, draw)


def _bars(picture: Bars) -> Figure:
    def draw(axes: Axes) -> None:
        names = [_label(name) for name, _ in picture.bars]
        left = [0.0] * len(names)
        for at, part in enumerate(picture.parts):
            values = [parts[at] for _, parts in picture.bars]
            if not any(values):
                continue
            axes.barh(range(len(names)), values, left=left, color=_COLOURS[at], label=part)
            left = [a + b for a, b in zip(left, values, strict=True)]
        axes.set_yticks(range(len(names)), names)
        axes.invert_yaxis()
        axes.set_xlabel(picture.unit)
        if len(picture.parts) > 1:
            axes.legend(frameon=False)

    return _new(7, 1.4 + 0.38 * len(picture.bars), picture.title, draw)
