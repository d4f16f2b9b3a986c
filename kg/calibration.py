"""How far confidence can be taken at its word: claims by confidence, and how many of them are right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Claims of about one confidence: their number, their mean confidence, and the share that is right."""

    low: float
    high: float
    claims: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Bins that hold a claim, the Brier score (1950) and the expected calibration error (Naeini et al., 2015).

    Both scores are 0 at best. ``base`` is the Brier score of giving every claim the share that is right.
    """

    bins: tuple[Bin, ...]
    claims: int
    brier: float
    base: float
    error: float


def calibration(judged: Iterable[tuple[float, bool]]) -> Calibration:
    """Confidence, 0 to 1, beside what was found to be right."""
    found = list(judged)
    if not found:
        return Calibration((), 0, 0.0, 0.0, 0.0)
    groups = [[j for j in found if min(int(j[0] * BINS), BINS - 1) == n] for n in range(BINS)]
    bins = tuple(_bin(n, group) for n, group in enumerate(groups) if group)
    share = _mean([float(right) for _, right in found])
    return Calibration(
        bins,
        len(found),
        round(_mean([(sure - right) ** 2 for sure, right in found]), 4),
        round(share * (1 - share), 4),
        round(sum(b.claims * abs(b.confidence - b.right) for b in bins) / len(found), 4),
    )


def _bin(number: int, group: Sequence[tuple[float, bool]]) -> Bin:
    sure, right = _mean([s for s, _ in group]), _mean([float(r) for _, r in group])
    return Bin(number / BINS, (number + 1) / BINS, len(group), round(sure, 4), round(right, 4))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def table(found: Calibration) -> Iterator[str]:
    """The bins as lines of text, with a bar of the share that is right and a mark at the mean confidence."""
    yield "confidence   claims  mean  right  0         .5         1"
    for b in found.bins:
        mean, right = round(b.confidence * 20), round(b.right * 20)
        bar = "".join("|" if n == mean else "#" if n < right else " " for n in range(21))
        yield f"{b.low:.1f} to {b.high:.1f}   {b.claims:6}  {b.confidence:.2f}   {b.right:.2f}  {bar.rstrip()}"
    yield f"Brier score {found.brier:.3f}, with one confidence for all {found.base:.3f}"
    yield f"expected calibration error {found.error:.3f}, {found.claims} claims"
