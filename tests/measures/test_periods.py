from __future__ import annotations

import math
import random
from itertools import product

import numpy as np
import pytest
from chance import assert_safe, assert_uniform
from scipy.spatial.distance import jensenshannon
from scipy.stats import binom

from kg.measures.null import MeasureError
from kg.measures.periods import bursts, shifts, trend

TOTALS = dict.fromkeys(range(2000, 2010), 20)
QUIET = dict.fromkeys(range(2000, 2010), 1)


def cheapest(hits: list[int], total: list[int], ratio: float, gamma: float) -> tuple[bool, ...]:
    """Kleinberg's cost over all courses of states, straight from its definition."""
    low = sum(hits) / sum(total)

    def cost(course: tuple[bool, ...]) -> float:
        fit = -sum(
            binom.logpmf(r, d, low * ratio if high else low) for r, d, high in zip(hits, total, course, strict=True)
        )
        rises = sum(high and not before for before, high in zip((False, *course), course, strict=False))
        return float(fit) + gamma * math.log(len(hits)) * rises

    return min(product((False, True), repeat=len(hits)), key=cost)


@pytest.mark.parametrize("seed", range(8))
def test_bursts_are_the_cheapest_of_all_courses(seed: int) -> None:
    rng = random.Random(seed)
    total = [rng.randint(5, 30) for _ in range(8)]
    hits = [sum(rng.random() < (0.4 if 2 <= at <= 4 else 0.1) for _ in range(d)) for at, d in enumerate(total)]
    found = bursts(dict(enumerate(hits)), dict(enumerate(total)), ratio=1.8, gamma=0.5, draws=9)
    high = {at for one in found.bursts for at in range(one.first, one.last + 1)}
    assert high == {at for at, state in enumerate(cheapest(hits, total, 1.8, 0.5)) if state}


def test_a_planted_burst_is_found() -> None:
    found = bursts(QUIET | {2004: 9, 2005: 8}, TOTALS, draws=999)
    (burst,) = found.bursts
    assert (burst.first, burst.last) == (2004, 2005)
    low = 25 / 200
    by_hand = sum(r * math.log(2) + (20 - r) * math.log((1 - 2 * low) / (1 - low)) for r in (9, 8))
    assert burst.weight == pytest.approx(by_hand)
    assert found.strongest.observed == pytest.approx(by_hand)
    assert found.strongest.p is not None
    assert found.strongest.p < 0.01


def test_an_even_series_has_no_burst() -> None:
    found = bursts(QUIET, TOTALS, draws=99)
    assert (found.bursts, found.rate, found.strongest.p) == ((), 0.05, 1.0)


@pytest.mark.parametrize(
    ("targets", "totals", "reason"),
    [
        ({2000: 5}, {2000: 9, 2001: 9}, "fewer than 5 batches with works"),
        ({2000: 4}, TOTALS, "fewer than 5 works on the target"),
        (dict.fromkeys(TOTALS, 12), TOTALS, "the base rate 0.60 cannot be 2 times as high"),
        ({}, {}, "fewer than 5 batches with works"),
    ],
)
def test_too_little_gives_no_p(targets: dict[int, int], totals: dict[int, int], reason: str) -> None:
    found = bursts(targets, totals)
    assert (found.bursts, found.strongest.p, found.strongest.reason) == ((), None, reason)


def test_counts_must_fit() -> None:
    with pytest.raises(MeasureError, match="batch 2001 has 2 of 0 works"):
        bursts({2001: 2}, {2000: 5})
    with pytest.raises(MeasureError, match="ratio 1"):
        bursts({}, {}, ratio=1)


def test_p_of_bursts_is_safe_in_an_even_stream() -> None:
    rng = np.random.default_rng(1)
    ps = []
    for seed in range(200):
        total = dict(enumerate(rng.integers(10, 40, size=12).tolist()))
        ps.append(bursts({at: int(rng.binomial(d, 0.15)) for at, d in total.items()}, total, draws=99, seed=seed)
                  .strongest.p)  # fmt: skip
    assert_safe(ps)


TOPICS = {f"w{at}": {"law", "trust"} if at < 10 else {"trust", "money"} for at in range(20)}
PERIODS = {work: "1990s" if int(work[1:]) < 10 else "2000s" for work in TOPICS}


def test_divergence_by_scipy() -> None:
    (found,) = shifts(TOPICS, PERIODS, draws=199)
    law_trust_money = [0.5, 0.5, 0], [0, 0.5, 0.5]
    assert found.divergence.observed == pytest.approx(jensenshannon(*law_trust_money, base=2) ** 2)
    assert found.divergence.observed == pytest.approx(0.5)
    assert found.divergence.p == found.q == pytest.approx(1 / 200)
    assert [(name, grew) for name, _, grew in found.drivers] == [("law", False), ("money", True)]
    assert [part for _, part, _ in found.drivers] == pytest.approx([0.25, 0.25])


def test_shifts_go_from_period_to_period() -> None:
    three = PERIODS | {f"w{at}": "2010s" for at in range(14, 20)}
    found = shifts(TOPICS | {"none": set()}, three | {"other": "1980s"}, draws=99)
    assert [(one.before, one.after, one.divergence.reason) for one in found] == [
        ("1990s", "2000s", "fewer than 5 works in a period"),
        ("2000s", "2010s", "fewer than 5 works in a period"),
    ]
    assert shifts({}, {}) == ()


def test_order_of_works_does_not_matter() -> None:
    mixed = dict(random.Random(1).sample(sorted(TOPICS.items()), 20))
    assert shifts(mixed, dict(reversed(PERIODS.items())), draws=99) == shifts(TOPICS, PERIODS, draws=99)


def test_p_of_shifts_is_uniform_where_periods_are_alike() -> None:
    rng, ps = random.Random(2), []
    for seed in range(200):
        topics = {f"w{at}": set(rng.sample("abcdefghijklmnopqrst", rng.randint(2, 6))) for at in range(30)}
        when = {work: rng.choice("xy") for work in topics}
        ps.append(shifts(topics, when, draws=99, seed=seed)[0].divergence.p)
    assert_uniform(ps)


def test_trend_of_a_rising_series() -> None:
    # Five values in rising order: 1 of 120 orders at each end, so p = 2 / 120.
    found = trend({2000: 1.0, 2001: 2.0, 2003: 4.0, 2004: 5.0, 2005: 6.0})
    assert [found.tau, found.slope, found.p] == pytest.approx([1, 1, 2 / 120])


@pytest.mark.parametrize(
    ("series", "reason"),
    [
        ({2000: 1.0, 2001: 2.0}, "fewer than 5 years"),
        (dict.fromkeys(range(5), 2.0), "all years have the same value"),
    ],
)
def test_no_trend(series: dict[int, float], reason: str) -> None:
    assert (trend(series).p, trend(series).reason) == (None, reason)
    with pytest.raises(MeasureError, match="not finite"):
        trend({1: math.nan})
