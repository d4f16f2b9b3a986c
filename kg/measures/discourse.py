"""Who agrees with whom over which statements: congruence, conflict and their difference (Leifeld 2017).

The formulas are those of the Discourse Network Analyzer manual (Leifeld, Gruber & Bossner 2018, chapter 2) for a binary
qualifier. x(i, j, k) counts how often actor i takes side k on concept j. Congruence of two actors adds x x' over
concepts on one side, conflict over concepts on opposite sides, "subtract" is congruence less conflict, and each is
divided by the norm of the two actors:

    none      1
    activity  half the sum of their statements ("average activity")
    jaccard   statements of each on what the other does not state, and the joint ones (the product of the counts)
    cosine    the product of their statements, as the manual has it; the cosine of geometry would take the roots
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations

import numpy as np

from kg.measures.null import Comparison, Floats, Ints, MeasureError, adjusted, against, generator, untested

__all__ = ["Discourse", "Normalisation", "Tie", "discourse"]

_LEAST_SHARED = 3
_LEAST_ACTORS = 5


class Normalisation(StrEnum):
    """What the weights of a tie are divided by; see the module."""

    NONE = "none"
    ACTIVITY = "activity"
    JACCARD = "jaccard"
    COSINE = "cosine"


@dataclass(frozen=True, slots=True)
class Tie:
    """Two actors who speak of a concept in common.

    ``congruence``, ``conflict`` and ``subtract`` are normalised; ``agreed`` and ``disputed`` are the concepts behind
    them, sorted; one that an actor takes both sides on can be in both. ``chance`` compares ``subtract`` before it is
    normalised with sides dealt at random, two-sided; ``q`` is over all ties tested.
    """

    first: str
    second: str
    congruence: float
    conflict: float
    subtract: float
    agreed: tuple[str, ...]
    disputed: tuple[str, ...]
    chance: Comparison
    q: float | None


@dataclass(frozen=True, slots=True)
class Discourse:
    """Ties sorted by actors, and ``camps``: the mean square of ``subtract`` over the ties, against chance.

    ``camps`` is large where pairs agree or clash throughout, and small where each is with the other on some concepts
    and against on others. It is normalised by activity, whatever the ties are, since that norm no deal changes.
    """

    ties: tuple[Tie, ...]
    camps: Comparison


@dataclass(frozen=True, slots=True, eq=False)
class _Stances:
    """What each actor says of each concept, one stance for each of the two that has a statement.

    ``actor`` and ``concept`` are numbers; ``plus`` and ``minus`` count statements for and against. All four have shape
    (stances,), sorted by concept and the number of statements; ``alike`` numbers these two together.
    """

    actors: tuple[str, ...]
    concepts: tuple[str, ...]
    actor: Ints
    concept: Ints
    plus: Ints
    minus: Ints
    alike: Ints

    def table(self, counts: Ints) -> Floats:
        """Counts by actor and concept, shape (actors, concepts)."""
        cells = np.zeros((len(self.actors), len(self.concepts)))
        cells[self.actor, self.concept] = counts
        return cells


def discourse(
    records: Iterable[tuple[str, str, int]],
    *,
    normalisation: Normalisation = Normalisation.ACTIVITY,
    draws: int = 1000,
    seed: int = 0,
) -> Discourse:
    """Actors tied by the statements they share.

    Null model: on each concept the stances are dealt at random to the actors who speak of it, among those with the same
    number of statements on it. So who speaks of what how often, and how popular each stance is, stay; only who stands
    with whom is broken. A tie is tested if the two share three concepts or more, which the null model keeps.

    Args:
        records: (actor, concept, 1 for or -1 against); a repeat counts again, as in the Analyzer without its filter
            for duplicates, so pass a set where it must not.
        normalisation: what the weights are divided by.
        draws: how many deals.
        seed: decides the deals.

    Raises:
        MeasureError: a side is neither 1 nor -1, or draws is below 1.
    """
    said = _stances(records)
    plus, minus = said.table(said.plus), said.table(said.minus)
    meetings = _meetings(said)
    pairs, number = np.unique(meetings[:, 2:], axis=0, return_inverse=True)
    net = said.plus - said.minus
    drawn = _deals(net, said.alike, meetings, number.ravel(), draws, seed)
    norm = _norm(plus, minus, normalisation)
    found = [
        _tie(said, plus[[a, b]], minus[[a, b]], (a, b), float(norm[a, b]), drawn[:, at])
        for at, (a, b) in enumerate(pairs.tolist())
    ]
    qs = adjusted([tie.chance.p for tie in found])
    ties = tuple(replace(tie, q=q) for tie, q in zip(found, qs, strict=True))
    rows, columns = pairs[:, 0], pairs[:, 1]
    activity = _norm(plus, minus, Normalisation.ACTIVITY)[rows, columns]
    observed = ((plus - minus)[rows] * (plus - minus)[columns]).sum(axis=1)
    return Discourse(ties, _camps(len(said.actors), observed / activity, drawn / activity))


def _stances(records: Iterable[tuple[str, str, int]]) -> _Stances:
    count: dict[tuple[str, str], list[int]] = {}
    for actor, concept, side in records:
        if side not in (1, -1):
            raise MeasureError(f"statement {actor} on {concept}: side {side!r}; give 1 or -1")
        count.setdefault((concept, actor), [0, 0])[0 if side == 1 else 1] += 1
    actors, concepts = sorted({actor for _, actor in count}), sorted({concept for concept, _ in count})
    number = {name: at for at, name in enumerate(actors)}, {name: at for at, name in enumerate(concepts)}
    rows = sorted((number[1][c], p + m, number[0][a], p, m) for (c, a), (p, m) in count.items())
    table = np.array(rows, dtype=np.int64).reshape(-1, 5)
    _, alike = np.unique(table[:, :2], axis=0, return_inverse=True)
    return _Stances(tuple(actors), tuple(concepts), table[:, 2], table[:, 0], table[:, 3], table[:, 4], alike.ravel())


def _norm(plus: Floats, minus: Floats, normalisation: Normalisation) -> Floats:
    """The norm of each pair of actors, shape (actors, actors)."""
    said = np.hstack([plus, minus])
    activity = said.sum(axis=1)
    if normalisation is Normalisation.NONE:
        return np.ones((len(said), len(said)))
    if normalisation is Normalisation.ACTIVITY:
        mean: Floats = (activity[:, None] + activity[None, :]) / 2
        return mean
    if normalisation is Normalisation.COSINE:
        product: Floats = activity[:, None] * activity[None, :]
        return product
    alone = said @ (said == 0).T
    norm: Floats = alone + alone.T + said @ said.T
    return norm


def _meetings(said: _Stances) -> Ints:
    """Every two stances on one concept, and their actors, the lesser first, as numbers, shape (meetings, 4)."""
    by_concept = np.split(np.arange(len(said.concept)), np.flatnonzero(np.diff(said.concept)) + 1)
    met = [pair for stances in by_concept for pair in combinations(stances.tolist(), 2)]
    pairs = np.array(met, dtype=np.int64).reshape(-1, 2)
    actors = np.sort(said.actor[pairs], axis=1)
    return np.hstack([pairs, actors])


def _deals(net: Ints, alike: Ints, meetings: Ints, number: Ints, draws: int, seed: int) -> Floats:
    """Congruence less conflict of each pair after each deal of the stances, shape (draws, pairs).

    Args:
        net: statements for less statements against, shape (stances,).
        alike: stances of one number change places, shape (stances,), sorted.
        meetings: see ``_meetings``.
        number: the pair of each meeting, shape (meetings,).
        draws: how many deals.
        seed: decides the deals.
    """
    rng = generator(seed)
    drawn = np.empty((draws, int(number.max(initial=-1)) + 1))
    for at in range(draws):
        dealt = net[np.lexsort((rng.random(len(net)), alike))]
        drawn[at] = np.bincount(number, weights=dealt[meetings[:, 0]] * dealt[meetings[:, 1]])
    return drawn


def _tie(said: _Stances, plus: Floats, minus: Floats, pair: tuple[int, int], norm: float, drawn: Floats) -> Tie:
    """One tie; ``plus`` and ``minus`` are the rows of its two actors, shape (2, concepts)."""
    alike, apart = plus[0] * plus[1] + minus[0] * minus[1], plus[0] * minus[1] + minus[0] * plus[1]
    congruence, conflict = float(alike.sum()), float(apart.sum())
    few = int(((alike + apart) > 0).sum()) < _LEAST_SHARED
    observed = congruence - conflict
    reason = f"fewer than {_LEAST_SHARED} concepts in common"
    return Tie(
        said.actors[pair[0]],
        said.actors[pair[1]],
        congruence / norm,
        conflict / norm,
        observed / norm,
        tuple(said.concepts[at] for at in np.flatnonzero(alike).tolist()),
        tuple(said.concepts[at] for at in np.flatnonzero(apart).tolist()),
        untested(observed, reason) if few else against(observed, drawn, "two-sided"),
        None,
    )


def _camps(actors: int, observed: Floats, drawn: Floats) -> Comparison:
    if not len(observed):
        return untested(None, "no two actors speak of one concept")
    value = float((observed**2).mean())
    if actors < _LEAST_ACTORS:
        return untested(value, f"fewer than {_LEAST_ACTORS} actors")
    return against(value, (drawn**2).mean(axis=1))
