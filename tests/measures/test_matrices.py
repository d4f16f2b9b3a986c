from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from chance import assert_uniform

from kg.measures.matrices import qap, two_mode_qap
from kg.measures.null import Floats, MeasureError


def off_diagonal(table: Floats) -> Floats:
    return table[~np.eye(len(table), dtype=bool)]


def test_qap_by_brute_force_over_all_orders_of_five() -> None:
    rng = np.random.default_rng(1)
    a, b = rng.random((5, 5)), rng.random((5, 5))
    b += 0.7 * a
    every = [
        np.corrcoef(off_diagonal(a), off_diagonal(b[np.ix_(order, order)]))[0, 1]
        for order in map(list, permutations(range(5)))
    ]
    found = qap(a, b, tail="greater")
    assert found.observed == pytest.approx(every[0])
    assert found.p == pytest.approx(sum(r >= every[0] - 1e-9 for r in every) / 120)
    assert [found.draws, found.expected] == pytest.approx([120, np.mean(every)])
    assert found.sd == pytest.approx(np.std(every))


def test_draws_come_close_to_all_orders() -> None:
    # Seven names are drawn, not tried out: compare with all 5040 orders.
    rng = np.random.default_rng(2)
    a = rng.random((7, 7))
    b = a * 0.4 + rng.random((7, 7))
    every = [
        np.corrcoef(off_diagonal(a), off_diagonal(b[np.ix_(order, order)]))[0, 1]
        for order in map(list, permutations(range(7)))
    ]
    exact = float(np.mean([r >= every[0] - 1e-9 for r in every]))
    assert qap(a, b, draws=2000, tail="greater").p == pytest.approx(exact, abs=0.02)


def test_the_same_table_agrees_wholly_whatever_the_diagonal() -> None:
    a = np.random.default_rng(3).random((10, 10))
    b = a + np.diag(np.full(10, 99.0))
    found = qap(a, b, draws=499)
    assert found.observed == pytest.approx(1)
    assert found.p == pytest.approx(2 / 500)


def test_two_mode_tables() -> None:
    rng = np.random.default_rng(4)
    a = rng.random((6, 9))
    found = two_mode_qap(a, a + 0.3 * rng.random((6, 9)), draws=499, tail="greater")
    assert found.observed is not None
    assert found.observed > 0.9
    assert found.p == pytest.approx(1 / 500)


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        (np.ones((3, 3)), np.ones((3, 3)), "fewer than 4 names"),
        (np.ones((5, 5)), np.eye(5), "a table has the same value everywhere"),
        (np.eye(5), np.arange(25.0).reshape(5, 5), "a table has the same value everywhere"),
    ],
)
def test_too_little_gives_no_p(first: Floats, second: Floats, reason: str) -> None:
    assert (qap(first, second).p, qap(first, second).reason) == (None, reason)


def test_too_little_in_two_modes() -> None:
    assert two_mode_qap(np.ones((1, 9)), np.ones((1, 9))).p is None
    assert two_mode_qap(np.ones((4, 4)), np.eye(4)).reason == "a table has the same value everywhere"


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        (np.ones((4, 5)), np.ones((4, 5)), "two square tables"),
        (np.ones((4, 4)), np.ones((5, 5)), "two square tables"),
        (np.full((4, 4), np.nan), np.ones((4, 4)), "not finite"),
    ],
)
def test_tables_that_do_not_fit(first: Floats, second: Floats, message: str) -> None:
    with pytest.raises(MeasureError, match=message):
        qap(first, second)


def test_p_is_uniform_where_tables_have_nothing_in_common() -> None:
    rng = np.random.default_rng(5)
    # Rows of unlike level: cells depend on each other, which a test on single cells would take for agreement.
    pairs = [[rng.normal(size=(8, 8)) + 2 * rng.normal(size=(8, 1)) for _ in range(2)] for _ in range(200)]
    assert_uniform([qap(a, b, draws=99, seed=seed).p for seed, (a, b) in enumerate(pairs)])
    assert_uniform([two_mode_qap(a, b[:, :6], draws=99).p for (a, b) in [(a[:, :6], b) for a, b in pairs]])


def test_the_seed_decides() -> None:
    rng = np.random.default_rng(6)
    a, b = rng.random((9, 9)), rng.random((9, 9))
    assert qap(a, b, draws=99, seed=1) == qap(a, b, draws=99, seed=1) != qap(a, b, draws=99, seed=2)
