"""What plots of the report show, as numbers; a plot is made only where there is enough to see."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from kg.model import Relation
from kg.networks import Roll
from kg.patterns.change import by_concept
from kg.patterns.records import Report
from kg.patterns.study import LEAST, Study, by_cell, of_works

_LEAST_BUBBLES = 5
_LEAST_BARS = 3
_LEAST_POINTS = 4
_MOST_LINES = 6
_BIN = 3
"""Years a point of a line stands for."""
_BIN_WORKS = 30
"""Works a point needs."""
_LEAST_WORKS = 10
"""Works a concept needs."""


@dataclass(frozen=True, slots=True)
class Bubbles:
    """Works by row and column; cells of fewer than three works are left out. It belongs to ``section``."""

    name: str
    section: str
    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Shares, 0 to 1, by period; one line a concept."""

    name: str
    section: str
    title: str
    periods: tuple[str, ...]
    lines: tuple[tuple[str, tuple[float, ...]], ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """One bar a thing, made of parts laid end to end; ``unit`` says what its length counts."""

    name: str
    section: str
    title: str
    unit: str
    parts: tuple[str, ...]
    bars: tuple[tuple[str, tuple[float, ...]], ...]


Picture = Bubbles | Lines | Bars


def pictures(study: Study, found: Report) -> tuple[Picture, ...]:
    """The plots that there is enough for."""
    made = (
        _bubbles(
            study,
            "mechanisms-obstacles",
            "obstacles",
            "Works that claim a class of mechanisms against a class of obstacles",
        ),
        _bubbles(
            study,
            "mechanisms-outcomes",
            "outcomes",
            "Works that claim that a class of mechanisms brings a class of outcomes",
        ),
        _attention(study),
        _actors(found),
        _causes(found),
    )
    return tuple(picture for picture in made if picture is not None)


def _bubbles(study: Study, network: str, section: str, title: str) -> Bubbles | None:
    pairs = study.pairs(network, Roll.CLASS)
    cells = by_cell(pair for pair in pairs if study.claims[pair.claim].relation != Relation.HINDERS)
    shown = {pair: of_works(found) for pair, found in cells.items() if of_works(found) >= LEAST}
    if len(shown) < _LEAST_BUBBLES:
        return None
    rows: Counter[str] = Counter()
    columns: Counter[str] = Counter()
    for (row, column), count in shown.items():
        rows[study.label(row)] += count
        columns[study.label(column)] += count
    named = sorted((study.label(row), study.label(column), count) for (row, column), count in shown.items())
    return Bubbles(network, section, title, _ranked(rows), _ranked(columns), tuple(named))


def _ranked(counts: Counter[str]) -> tuple[str, ...]:
    return tuple(sorted(counts, key=lambda name: (-counts[name], name)))


def _attention(study: Study) -> Lines | None:
    """The share of works that speak of the concepts most spoken of, by bins of years."""
    years = {claim.work: int(claim.year) for claim in study.source.claims if claim.year.isdecimal()}
    bins: defaultdict[int, set[str]] = defaultdict(set)
    for work, year in years.items():
        bins[year // _BIN * _BIN].add(work)
    starts = [start for start in sorted(bins) if len(bins[start]) >= _BIN_WORKS]
    concepts = {iri: {pair.work for pair in pairs} for iri, pairs in by_concept(study).items()}
    often = sorted(
        (iri for iri in concepts if len(concepts[iri]) >= _LEAST_WORKS), key=lambda i: (-len(concepts[i]), i)
    )
    if len(starts) < _LEAST_POINTS or not often:
        return None
    lines = tuple(
        (study.label(iri), tuple(len(concepts[iri] & bins[start]) / len(bins[start]) for start in starts))
        for iri in often[:_MOST_LINES]
    )
    last = max(years.values())
    periods = tuple(f"{_span(start, min(start + _BIN - 1, last))}\nn = {len(bins[start]):,}" for start in starts)
    return Lines("attention", "change", "Share of works that speak of a concept", periods, lines)


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def _numbers(found: Report, section: str, name: str, parts: tuple[str, ...]) -> list[tuple[str, tuple[float, ...]]]:
    """The bars of the findings that have all these numbers."""
    rows = [f.numbers for s in found.sections if s.id == section for f in s.findings]
    return [
        (str(row[name]), tuple(float(row[part] or 0) for part in parts))
        for row in rows
        if name in row and all(part in row for part in parts)
    ]


def _actors(found: Report) -> Bars | None:
    bars = _numbers(found, "actors", "actor", ("betweenness",))
    if len(bars) < _LEAST_BARS:
        return None
    title = "Actors that stand between others"
    return Bars(
        "actors", "actors", title, "share of the shortest paths among connected actors", ("betweenness",), tuple(bars)
    )


def _causes(found: Report) -> Bars | None:
    parts = ("furthered_next", "lessened_next", "contested_next")
    bars = _numbers(found, "causes", "cause", parts)
    if len(bars) < _LEAST_BARS:
        return None
    names = ("furthered", "lessened", "contested")
    bars.sort(key=lambda bar: (-sum(bar[1]), bar[0]))
    title = "Causes that most works name, and the signs of their arrows"
    return Bars("causes", "causes", title, "number of things acted on", names, tuple(bars))
