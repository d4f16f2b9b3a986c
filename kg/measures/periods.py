"""What changes with time: bursts, shifts between periods, and trends."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import stats
from scipy.special import rel_entr

from kg.measures.null import Bools, Comparison, Floats, Ints, MeasureError, adjusted, against, generator, untested

__all__ = ["Burst", "Bursts", "Shift", "Trend", "bursts", "shifts", "trend"]

_LEAST = 5
"""Years, works or values that a test takes."""
_DRIVERS = 5


@dataclass(frozen=True, slots=True)
class Burst:
    """Batches in which the target is held to run at the high rate, first and last included.

    ``weight`` is the fall in cost (in nats) that the high rate brings: how strong the burst is.
    """

    first: int
    last: int
    weight: float


@dataclass(frozen=True, slots=True)
class Bursts:
    """Bursts in time order, the base rate (target over total) and the strongest weight against chance."""

    bursts: tuple[Burst, ...]
    rate: float | None
    strongest: Comparison


def bursts(
    targets: Mapping[int, int],
    totals: Mapping[int, int],
    *,
    ratio: float = 2.0,
    gamma: float = 1.0,
    draws: int = 1000,
    seed: int = 0,
) -> Bursts:
    """The two-state bursts of Kleinberg (2002) for batched data.

    A batch of d works with r on the target costs -ln Binomial(r; d, rate), with the base rate over all batches or
    ``ratio`` times it; to rise to the high rate costs gamma ln(batches), to fall is free. The bursts are the high
    stretches of the cheapest course. Null model: the works on the target are dealt to the batches at random, each batch
    keeping its total; p is of the strongest burst.

    Args:
        targets: batch (such as a year) to works on the target; a batch not named has none.
        totals: batch to all works; batches without works are left out, as if time stood still.
        ratio: the high rate over the base rate, above 1.
        gamma: how dear a rise is, at least 0.
        draws: how many deals.
        seed: decides the deals.

    Raises:
        MeasureError: a count is negative or above its total, ratio is not above 1, gamma is negative, or draws is
            below 1.
    """
    if ratio <= 1 or gamma < 0:
        raise MeasureError(f"bursts: ratio {ratio}, gamma {gamma}; give a ratio above 1 and gamma of 0 or more")
    for batch in sorted({*targets, *totals}):
        if not 0 <= targets.get(batch, 0) <= totals.get(batch, 0):
            raise MeasureError(f"bursts: batch {batch} has {targets.get(batch, 0)} of {totals.get(batch, 0)} works")
    batches = sorted(batch for batch, total in totals.items() if total)
    total = np.array([totals[batch] for batch in batches], dtype=np.int64)
    hits = np.array([targets.get(batch, 0) for batch in batches], dtype=np.int64)
    rate = float(hits.sum() / total.sum()) if len(total) else None
    if reason := _no_bursts(hits, rate, ratio):
        return Bursts((), rate, untested(None, reason))
    rise = gamma * math.log(len(batches))
    gains = _gains(hits[None, :], total, ratio)
    high = _course(gains, rise)
    found = _stretches(batches, high[0], gains[0])
    dealt = generator(seed).multivariate_hypergeometric(total, int(hits.sum()), size=draws)
    drawn = _gains(dealt, total, ratio)
    strongest = float(_strongest(gains, high)[0])
    return Bursts(found, rate, against(strongest, _strongest(drawn, _course(drawn, rise))))


def _no_bursts(hits: Ints, rate: float | None, ratio: float) -> str | None:
    if len(hits) < _LEAST:
        return f"fewer than {_LEAST} batches with works"
    if rate is None or int(hits.sum()) < _LEAST:
        return f"fewer than {_LEAST} works on the target"
    return f"the base rate {rate:.2f} cannot be {ratio:g} times as high" if rate * ratio >= 1 else None


def _gains(hits: Ints, total: Ints, ratio: float) -> Floats:
    """How much cheaper each batch is at the high rate than at the base, in nats; the binomial coefficients cancel.

    Args:
        hits: works on the target, shape (draws, batches).
        total: all works, shape (batches,).
        ratio: the high rate over the base rate.
    """
    low = float(hits[0].sum() / total.sum())
    high = low * ratio
    gains: Floats = hits * math.log(high / low) + (total - hits) * math.log((1 - high) / (1 - low))
    return gains


def _course(gains: Floats, rise: float) -> Bools:
    """Where the cheapest course is high, shape (draws, batches), by Viterbi's algorithm; the base rate costs 0."""
    count, batches = gains.shape
    low, high = np.zeros(count), np.full(count, np.inf)
    from_high = np.zeros((batches, 2, count), dtype=np.bool_)
    for at in range(batches):
        from_high[at, 0], from_high[at, 1] = high < low, high <= low + rise
        low, high = np.minimum(low, high), np.minimum(high, low + rise) - gains[:, at]
    course = np.zeros((count, batches), dtype=np.bool_)
    state = high < low
    for at in range(batches - 1, -1, -1):
        course[:, at] = state
        state = np.where(state, from_high[at, 1], from_high[at, 0])
    return course


def _strongest(gains: Floats, course: Bools) -> Floats:
    """The weight of the strongest burst of each draw, 0 without one, shape (draws,)."""
    run, best = np.zeros(len(gains)), np.zeros(len(gains))
    for at in range(gains.shape[1]):
        run = np.where(course[:, at], run + gains[:, at], 0.0)
        best = np.maximum(best, run)
    return best


def _stretches(batches: list[int], high: Bools, gains: Floats) -> tuple[Burst, ...]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], high, [False]]).astype(np.int8))).tolist()
    return tuple(
        Burst(batches[first], batches[after - 1], float(gains[first:after].sum()))
        for first, after in zip(edges[::2], edges[1::2], strict=True)
    )


@dataclass(frozen=True, slots=True)
class Shift:
    """How far the topics of one period are from those of the next.

    ``divergence`` is Jensen-Shannon, in bits, 0 (alike) to 1 (nothing shared). ``drivers`` are the topics that add most
    to it, each with its part and whether it ``grew``. ``q`` is over all shifts tested.
    """

    before: str
    after: str
    divergence: Comparison
    drivers: tuple[tuple[str, float, bool], ...]
    q: float | None


def shifts(
    topics: Mapping[str, Collection[str]], period: Mapping[str, str], *, draws: int = 2000, seed: int = 0
) -> tuple[Shift, ...]:
    """The Jensen-Shannon divergence (Lin 1991) between each period and the next that has works.

    A period's distribution counts the works that hold each topic, over the sum of these counts. Null model: the works
    of the two periods are dealt to them at random, each period keeping its number of works and each work its topics.

    Args:
        topics: work to its topics; a topic counts once a work, and works without topics are left out.
        period: work to period; periods are taken in the order of their names. Works without one are left out.
        draws: how many deals.
        seed: decides the deals; each pair of periods has its own.

    Raises:
        MeasureError: draws is below 1.
    """
    used = sorted(work for work, held in topics.items() if held and work in period)
    periods = sorted({period[work] for work in used})
    rng = generator(seed)
    found = [
        _shift(a, b, {w: topics[w] for w in used if period[w] in (a, b)}, period, draws, rng)
        for a, b in pairwise(periods)
    ]
    qs = adjusted([shift.divergence.p for shift in found])
    return tuple(Shift(one.before, one.after, one.divergence, one.drivers, q) for one, q in zip(found, qs, strict=True))


def _shift(
    before: str,
    after: str,
    topics: Mapping[str, Collection[str]],
    period: Mapping[str, str],
    draws: int,
    rng: np.random.Generator,
) -> Shift:
    works = sorted(topics)
    names = sorted({name for held in topics.values() for name in held})
    held = np.array([[name in mine for name in names] for mine in (set(topics[w]) for w in works)], dtype=np.float64)
    late = np.array([period[work] == after for work in works], dtype=np.float64)
    parts, grew = _parts(late[None, :], held)
    observed = float(parts.sum())
    top = sorted(range(len(names)), key=lambda at: (-parts[0, at], names[at]))[:_DRIVERS]
    drivers = tuple((names[at], float(parts[0, at]), bool(grew[0, at])) for at in top if parts[0, at] > 0)
    if min(late.sum(), len(late) - late.sum()) < _LEAST:
        return Shift(before, after, untested(observed, f"fewer than {_LEAST} works in a period"), drivers, None)
    dealt = rng.permuted(np.tile(late, (draws, 1)), axis=1)
    return Shift(before, after, against(observed, _parts(dealt, held)[0].sum(axis=1)), drivers, None)


def _parts(late: Floats, held: Floats) -> tuple[Floats, Bools]:
    """What each topic adds to the divergence, in bits, and whether its share grows, each of shape (draws, topics).

    Args:
        late: 1 for a work of the later period, shape (draws, works).
        held: 1 for a topic of a work, shape (works, topics).
    """
    after, before = late @ held, (1 - late) @ held
    after, before = (side / np.maximum(side.sum(axis=1, keepdims=True), 1) for side in (after, before))
    middle = (after + before) / 2
    parts: Floats = (rel_entr(after, middle) + rel_entr(before, middle)) / (2 * math.log(2))
    return parts, after > before


@dataclass(frozen=True, slots=True)
class Trend:
    """Whether a series rises: Kendall's ``tau`` with time, -1 to 1, its two-sided ``p``, and the ``slope`` a year."""

    tau: float | None
    slope: float | None
    p: float | None
    reason: str | None = None


def trend(series: Mapping[int, float]) -> Trend:
    """The Mann-Kendall test (Mann 1945) as Kendall's tau with time, and the slope of Theil (1950) and Sen (1968).

    Null model: the values come in any order, so the values of different years must be independent. p is exact without
    ties up to 33 values, else by the normal law corrected for ties (scipy).

    Args:
        series: year to value; years may be missing.

    Raises:
        MeasureError: a value is not finite.
    """
    years = sorted(series)
    values = [float(series[year]) for year in years]
    if not np.isfinite(values).all():
        raise MeasureError("trend: a value is not finite; leave its year out")
    if len(years) < _LEAST:
        return Trend(None, None, None, f"fewer than {_LEAST} years")
    if len(set(values)) == 1:
        return Trend(None, 0.0, None, "all years have the same value")
    tau, p = stats.kendalltau(years, values)
    return Trend(float(tau), float(stats.theilslopes(values, years).slope), float(p))
