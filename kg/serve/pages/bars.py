"""Claims by year as bars: a bar for every year from the first to the last, so that gaps are seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 620, 190
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 10, 14, 34
_MOST_YEARS = 150  # of a chart; earlier ones stand in the table only
_LABELS = 8  # on the axis at most
_STEPS = (1, 2, 5, 10, 20, 25, 50)
_TICKS = tuple(factor * 10**power for power in range(7) for factor in (1, 2, 5))


@dataclass(frozen=True, slots=True)
class Bar:
    """A year: where its bar stands, how large it is, and how many claims it has; ``label`` is empty for most."""

    year: int
    claims: int
    x: float
    y: float
    width: float
    height: float
    label: str


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart: its bars, the lines at even numbers with those numbers, and the years it covers."""

    width: int
    height: int
    left: int
    right: int
    base: int
    bars: tuple[Bar, ...]
    grid: tuple[tuple[float, int], ...]

    @property
    def summary(self) -> str:
        """What the chart shows, in a sentence."""
        most = max(self.bars, key=lambda bar: bar.claims)
        return f"Claims by year of publication, {self.bars[0].year} to {self.bars[-1].year}; most in {most.year}."


def charted(years: Sequence[tuple[str, int]]) -> Bars | None:
    """The chart of claims by year; None where fewer than two years have any."""
    counts = {int(year): claims for year, claims in years if year.isascii() and year.isdigit()}
    last = max(counts, default=0)
    counts = {year: claims for year, claims in counts.items() if year > last - _MOST_YEARS}
    if len(counts) < 2:
        return None
    span = range(min(counts), last + 1)
    grid = _grid(max(counts.values()))
    base, tall = HEIGHT - _BOTTOM, HEIGHT - _BOTTOM - _TOP
    step = (WIDTH - _LEFT - _RIGHT) / len(span)
    every = next((s for s in _STEPS if len(span) / s <= _LABELS), _STEPS[-1])
    bars = tuple(
        Bar(
            year,
            count,
            round(_LEFT + at * step + step * 0.1, 2),
            round(base - tall * count / grid[-1], 2),
            round(step * 0.8, 2),
            round(tall * count / grid[-1], 2),
            str(year) if year % every == 0 else "",
        )
        for at, year in enumerate(span)
        for count in [counts.get(year, 0)]
    )
    lines = tuple((round(base - tall * number / grid[-1], 2), number) for number in grid)
    return Bars(WIDTH, HEIGHT, _LEFT, WIDTH - _RIGHT, base, bars, lines)


def _grid(most: int) -> tuple[int, ...]:
    """Even numbers from 0 to one that is not less than the most."""
    tick = next((t for t in _TICKS if most / t <= 4), _TICKS[-1])
    return tuple(range(0, -(-most // tick) * tick + 1, tick))
