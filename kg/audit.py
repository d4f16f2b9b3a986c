"""How many claims of a graph are right: a sample to judge by hand, and precision from the verdicts.

The strata are relation and rule. Each has a claim in the sample at least, so rare ones are drawn more often
than common ones; every figure is therefore weighted by the sizes of the strata.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.claimrow import ClaimRow, last_segment
from kg.curate import Status
from kg.evaluate import wilson
from kg.model import KgError, digest

_SHOWN = 3
"""Judged claims from which the figure of a relation or rule is printed; of fewer it says nothing."""

Stratum = tuple[str, str]
"""A relation and a rule; a claim that rule and network both made counts for the rule."""


def sample(rows: Sequence[ClaimRow], n: int, seed: int) -> tuple[ClaimRow, ...]:
    """A stratified sample of claims; the order of the rows is kept and does not matter to the draw.

    The strata share the sample by size, with one claim at least each; where ``n`` is less than the number of
    strata, it is drawn from all claims alike. A claim's place in the draw follows from its id and the seed.

    Raises:
        KgError: ``n`` is less than 1.
    """
    if n < 1:
        raise KgError(f"a sample of {n} claims holds nothing; ask for at least 1")
    strata = {stratum: sorted(ids, key=lambda claim: _draw(claim, seed)) for stratum, ids in _strata(rows).items()}
    if n < len(strata):
        drawn = set(sorted((claim for ids in strata.values() for claim in ids), key=lambda c: _draw(c, seed))[:n])
    else:
        shares = _shares({stratum: len(ids) for stratum, ids in strata.items()}, n)
        drawn = {claim for stratum, ids in strata.items() for claim in ids[: shares[stratum]]}
    distinct = {last_segment(row.claim): row for row in rows}
    return tuple(row for claim, row in distinct.items() if claim in drawn)


def _draw(claim: str, seed: int) -> str:
    return digest(str(seed), claim)


def _strata(rows: Iterable[ClaimRow]) -> dict[Stratum, set[str]]:
    found: defaultdict[Stratum, set[str]] = defaultdict(set)
    for row in rows:
        found[row.relation, row.rule.partition("+")[0]].add(last_segment(row.claim))
    return dict(sorted(found.items()))


def _shares(sizes: Mapping[Stratum, int], n: int) -> dict[Stratum, int]:
    """How many claims of each stratum: one each, then one by one to that furthest below its share."""
    total = sum(sizes.values())
    shares = dict.fromkeys(sizes, 1)
    for _ in range(min(n, total) - len(sizes)):
        open_ = (stratum for stratum in sizes if shares[stratum] < sizes[stratum])
        # In whole numbers: n * size / total - share, times total.
        shares[max(open_, key=lambda s: (n * sizes[s] - shares[s] * total, s))] += 1
    return shares


def right(status: Mapping[str, Status]) -> dict[str, bool]:
    """Whether each claim is right as it was read: an edited one is not, and a contested one is left out."""
    return {claim: value is Status.ACCEPTED for claim, value in status.items() if value is not Status.CONTESTED}


@dataclass(frozen=True, slots=True)
class Figure:
    """The precision of some claims of a graph: of ``size`` claims ``judged`` were judged, ``right`` of them right.

    ``precision`` weighs each judged claim by how many of its stratum it stands for, and is None where none was
    judged; strata without a judged claim count only in ``size``. ``interval`` is the 95 % interval of Wilson
    for as many claims as the unequal weights leave of the judged ones (Kish, 1965).
    """

    name: str
    size: int
    judged: int
    right: int
    precision: float | None
    interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Audit:
    """The figures of an audit, ``covered`` being the share of all claims that lie in judged strata."""

    overall: Figure
    covered: float
    by_relation: tuple[Figure, ...]
    by_rule: tuple[Figure, ...]


def precision(rows: Iterable[ClaimRow], drawn: Iterable[ClaimRow], verdicts: Mapping[str, bool]) -> Audit:
    """The precision of a graph, from the verdicts on a sample of it.

    Args:
        rows: every claim of the graph.
        drawn: the sample; verdicts on other claims, which were not drawn by chance, are left aside.
        verdicts: whether a claim is right, by claim id.
    """
    sampled = {last_segment(row.claim) for row in drawn}
    counted = {
        stratum: _Count(len(ids), [verdicts[claim] for claim in sorted(ids & sampled & verdicts.keys())])
        for stratum, ids in _strata(rows).items()
    }
    overall = _figure("all", counted.values())
    covered = sum(count.size for count in counted.values() if count.verdicts)
    return Audit(
        overall=overall,
        covered=round(covered / overall.size, 4) if overall.size else 0.0,
        by_relation=_figures((relation, count) for (relation, _), count in counted.items()),
        by_rule=_figures((rule, count) for (_, rule), count in counted.items()),
    )


@dataclass(frozen=True, slots=True)
class _Count:
    size: int
    verdicts: list[bool]


def _figures(named: Iterable[tuple[str, _Count]]) -> tuple[Figure, ...]:
    groups: defaultdict[str, list[_Count]] = defaultdict(list)
    for name, count in named:
        groups[name].append(count)
    return tuple(sorted((_figure(n, counts) for n, counts in groups.items()), key=lambda f: (-f.size, f.name)))


def _figure(name: str, counts: Iterable[_Count]) -> Figure:
    every = list(counts)
    seen = [count for count in every if count.verdicts]
    size, judged = sum(c.size for c in every), sum(len(c.verdicts) for c in seen)
    if not seen:
        return Figure(name, size, 0, 0, None, wilson(0, 0))
    weight = sum(c.size for c in seen)
    share = sum(c.size * sum(c.verdicts) / len(c.verdicts) for c in seen) / weight
    effective = max(1, int(weight**2 / sum(c.size**2 / len(c.verdicts) for c in seen) + 1e-9))
    interval = wilson(round(share * effective), effective)
    return Figure(name, size, judged, sum(sum(c.verdicts) for c in seen), round(share, 4), interval)


def lines(audit: Audit) -> Iterator[str]:
    """The figures as lines of text."""
    yield f"{'':26} {'claims':>7} {'judged':>6} {'right':>6} {'P':>6}   95 % (Wilson)"
    yield _line(audit.overall)
    for title, figures in (("by relation", audit.by_relation), ("by rule", audit.by_rule)):
        shown = [figure for figure in figures if figure.judged >= _SHOWN]
        yield title
        yield from map(_line, shown)
        if len(shown) < len(figures):
            yield f"  {len(figures) - len(shown)} of fewer than {_SHOWN} judged claims are in --json"
    yield f"{audit.covered:.1%} of the claims lie in strata with a judged claim; the figures are for those, by size"


def _line(figure: Figure) -> str:
    share = "-" if figure.precision is None else f"{figure.precision:.3f}"
    low, high = figure.interval
    counts = f"{figure.size:7} {figure.judged:6} {figure.right:6}"
    return f"{' '.join(figure.name.split()):26} {counts} {share:>6}   {low:.3f} to {high:.3f}"
