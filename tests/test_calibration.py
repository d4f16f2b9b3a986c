"""Confidence beside what is right: bins, scores, and the table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.calibration import Bin, calibration, table

JUDGED = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


def test_claims_are_counted_by_confidence() -> None:
    found = calibration([(0.95, True), (0.91, False), (0.2, False), (1.0, True)])
    assert found.bins == (Bin(0.2, 0.3, 1, 0.2, 0.0), Bin(0.9, 1.0, 3, 0.9533, 0.6667))
    assert found.claims == 4


@pytest.mark.parametrize(
    ("judged", "brier", "base", "error"),
    [
        ([(1.0, True), (0.0, False)], 0.0, 0.25, 0.0),
        ([(0.0, True), (1.0, False)], 1.0, 0.25, 1.0),
        ([(0.5, True), (0.5, False)], 0.25, 0.25, 0.0),
        ([], 0.0, 0.0, 0.0),
    ],
)
def test_scores(judged: list[tuple[float, bool]], brier: float, base: float, error: float) -> None:
    found = calibration(judged)
    assert (found.brier, found.base, found.error) == (brier, base, error)


@given(judged=JUDGED)
def test_scores_keep_to_their_bounds(judged: list[tuple[float, bool]]) -> None:
    found = calibration(judged)
    assert sum(b.claims for b in found.bins) == len(judged)
    assert 0 <= found.brier <= 1
    assert 0 <= found.error <= 1
    assert all(b.low <= b.confidence <= b.high for b in found.bins)


def test_the_table_shows_share_and_confidence() -> None:
    lines = list(table(calibration([(0.55, True), (0.52, True)])))
    assert lines[1].split()[:4] == ["0.5", "to", "0.6", "2"]
    assert "|" in lines[1]
    assert lines[-1].endswith("2 claims")
