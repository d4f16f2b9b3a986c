"""What was observed against what chance gives: one record, one way to count, one correction for many tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import stats

from kg.model import KgError

__all__ = [
    "Bools",
    "Comparison",
    "Floats",
    "Ints",
    "MeasureError",
    "Tail",
    "adjusted",
    "against",
    "generator",
    "untested",
]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Tail = Literal["greater", "less", "two-sided"]

_CLOSE = 1e-9
"""Values nearer than this (times their size) are ties: sums of floats differ in the last digits."""


class MeasureError(KgError):
    """An input that a measure is not defined for."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A statistic and its distribution under a null model.

    ``expected`` and ``sd`` are the mean and standard deviation over the draws, in the unit of ``observed``; ``z`` is
    None if ``sd`` is 0. ``p`` is None where nothing could be tested, and ``reason`` then says why.
    """

    observed: float | None
    expected: float | None = None
    sd: float | None = None
    z: float | None = None
    p: float | None = None
    draws: int = 0
    reason: str | None = None


def untested(observed: float | None, reason: str) -> Comparison:
    """A comparison that could not be made."""
    return Comparison(observed, reason=reason)


def against(observed: float, draws: npt.ArrayLike, tail: Tail = "greater", *, every: bool = False) -> Comparison:
    """Compare a statistic with its values under a null model.

    p = (1 + draws at least as extreme) / (1 + draws), since what was observed is itself one outcome of the null model
    (Phipson & Smyth 2010); two-sided doubles the smaller tail. The least p is therefore 1 / (1 + draws).

    Args:
        observed: the statistic.
        draws: its values under the null model, shape (draws,).
        tail: which draws count as extreme.
        every: whether the draws are all outcomes there are, the observed one among them; then p is exact.

    Raises:
        MeasureError: there are no draws.
    """
    values = np.asarray(draws, dtype=np.float64)
    if values.ndim != 1 or not len(values):
        raise MeasureError(f"null model: draws of shape {values.shape}; give at least one draw")
    expected, sd = float(values.mean()), float(values.std())
    near = _CLOSE * max(1.0, abs(observed))
    if sd <= near and abs(observed - expected) <= near:
        reason = "the null model allows one value only"
        return Comparison(observed, expected, 0.0, None, None, len(values), reason)
    own = 0 if every else 1
    above = (own + int((values >= observed - near).sum())) / (own + len(values))
    below = (own + int((values <= observed + near).sum())) / (own + len(values))
    p = {"greater": above, "less": below, "two-sided": min(1.0, 2 * min(above, below))}[tail]
    z = (observed - expected) / sd if sd > near else None
    return Comparison(observed, expected, sd, z, p, len(values))


def adjusted(ps: Sequence[float | None]) -> tuple[float | None, ...]:
    """False discovery rates (q) by Benjamini & Hochberg (1995); what was not tested stays None and does not count.

    Raises:
        ValueError: a p lies outside 0 to 1.
    """
    tested = [p for p in ps if p is not None]
    if not tested:
        return tuple(None for _ in ps)
    qs = iter(stats.false_discovery_control(tested).tolist())
    return tuple(None if p is None else float(next(qs)) for p in ps)


def generator(seed: int) -> np.random.Generator:
    """A source of random numbers that the seed alone decides."""
    return np.random.default_rng(seed)
