"""How well a proposition is supported: pure arithmetic over confidences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import prod


def belief(confidences: Mapping[str, Iterable[float]]) -> float:
    """One minus the product, over works, of one minus the work's best confidence.

    A work counts once however often it repeats itself (after the noisy-or of INDRA, Gyori et al., 2017,
    with works in place of sentences).

    Args:
        confidences: work to the confidences, 0 to 1, of its asserted positive claims.

    Returns:
        0 to 1, rounded to four digits; 0 where no work asserts the proposition.
    """
    return round(1.0 - prod(1.0 - max(found) for found in map(tuple, confidences.values()) if found), 4)
