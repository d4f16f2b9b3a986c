"""Groups of a network that many runs agree on, how stable they are, and whether they exceed chance."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import networkx as nx
import numpy as np

from kg.measures.engines import groups, modularity, ordered
from kg.measures.graphs import Ties, rewired, ties
from kg.measures.null import Comparison, Floats, Ints, MeasureError, against, generator, untested

__all__ = ["Communities", "communities", "variation_of_information"]

_LEAST_NODES = 5
_LEAST_SHARE = 0.5
"""Pairs together in fewer runs than this are not tied in the consensus (the threshold tau of the authors)."""
_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Communities:
    """Groups that the runs agree on.

    ``groups`` are sorted, the largest first; ``modularity`` is theirs (Newman & Girvan 2004), None without ties.
    ``variation`` is the mean variation of information between two runs, 0 (all alike) to 1, and ``agreed`` whether the
    consensus came to rest. ``chance`` compares the modularity of one run with one run on each rewired graph: the
    same treatment on both sides, so its ``observed`` may differ from ``modularity`` a little.
    """

    groups: tuple[tuple[str, ...], ...]
    modularity: float | None
    variation: float | None
    agreed: bool
    runs: int
    chance: Comparison


def communities(
    graph: nx.Graph[str],
    *,
    runs: int = 50,
    draws: int = 200,
    seed: int = 0,
    redraw: Callable[[np.random.Generator], Ties] | None = None,
) -> Communities:
    """Louvain groups (Blondel et al. 2008) by consensus of many runs (Lancichinetti & Fortunato 2012).

    Null model: every node keeps its number of ties, the rest is wired at random, weights are dealt to the ties at
    random; sparse random graphs have high modularity too (Guimerà, Sales-Pardo & Amaral 2004), hence the comparison.

    Args:
        graph: any graph; direction does not count, ``weight`` of an edge, above 0, does.
        runs: how many runs of Louvain for the consensus, at least 2.
        draws: how many rewired graphs.
        seed: decides the runs and the wiring.
        redraw: makes the ties under another null model, for graphs that are not wired freely, such as folded ones.

    Raises:
        MeasureError: runs is below 2, draws below 1, or a weight is out of range.
    """
    if runs < 2:
        raise MeasureError(f"communities: {runs} runs; a consensus takes at least 2")
    flat = ties(graph)
    if not len(flat.ends):
        alone = tuple((name,) for name in flat.names)
        return Communities(alone, None, None, True, 0, untested(None, "no ties"))
    rng = generator(seed)
    labels = _runs(flat, runs, rng)
    final, agreed = _consensus(labels, rng)
    parts = [set(np.flatnonzero(final == label).tolist()) for label in range(int(final.max()) + 1)]
    found = sorted((tuple(flat.names[at] for at in sorted(part)) for part in parts), key=lambda g: (-len(g), g))
    one = modularity(flat, labels[0])
    if len(flat.names) < _LEAST_NODES:
        chance = untested(one, f"fewer than {_LEAST_NODES} nodes")
    else:
        chance = against(one, [_one_run(redraw(rng) if redraw else rewired(flat, rng), rng) for _ in range(draws)])
    return Communities(tuple(found), modularity(flat, final), _variation(labels), agreed, runs, chance)


def variation_of_information(first: Ints, second: Ints) -> float:
    """How far two partitions are apart: 0 if they are the same, at most 1 (Meilă 2007, divided by log n).

    Args:
        first: the group of each item as a number from 0, shape (items,).
        second: the same of another partition.

    Raises:
        MeasureError: the shapes differ, or there are fewer than 2 items.
    """
    if first.shape != second.shape or first.ndim != 1 or len(first) < 2:
        raise MeasureError(
            f"partitions of shapes {first.shape} and {second.shape}; give two of the same 2 or more items"
        )
    joint = np.unique(np.stack([first, second]), axis=1, return_counts=True)[1]
    bits = 2 * _entropy(joint) - _entropy(np.bincount(first)) - _entropy(np.bincount(second))
    return max(0.0, bits) / math.log(len(first))


def _entropy(counts: Ints) -> float:
    shares = counts[counts > 0] / counts.sum()
    return float(-(shares * np.log(shares)).sum())


def _variation(labels: Ints) -> float:
    """The mean over all pairs of runs; equal runs are compared once."""
    kinds, times = np.unique(labels, axis=0, return_counts=True)
    apart = sum(
        float(times[a] * times[b]) * variation_of_information(kinds[a], kinds[b])
        for a, b in combinations(range(len(kinds)), 2)
    )
    return apart / math.comb(len(labels), 2)


def _runs(net: Ties, runs: int, rng: np.random.Generator) -> Ints:
    return np.array([groups(net, rng) for _ in range(runs)])


def _one_run(net: Ties, rng: np.random.Generator) -> float:
    return modularity(net, groups(net, rng)) if len(net.ends) else 0.0


def _consensus(labels: Ints, rng: np.random.Generator) -> tuple[Ints, bool]:
    """Runs on the graph of who is grouped with whom, again and again until all runs agree; shape (nodes,)."""
    runs = len(labels)
    for _ in range(_ROUNDS):
        if (labels == labels[0]).all():
            return labels[0], True
        # Nodes that no run parts are one node here, with a loop for the ties inside: the modularity of every
        # partition that keeps them together stays the same, and the graph shrinks from thousands of pairs to a few.
        atoms, member = np.unique(labels, axis=1, return_inverse=True)
        member = member.ravel()
        together = (atoms[:, :, None] == atoms[:, None, :]).mean(axis=0)
        net = _consensus_ties(together, np.bincount(member))
        labels = np.array([ordered(found[member]) for found in _runs(net, runs, rng)])
    return labels[0], False


def _consensus_ties(together: Floats, sizes: Ints) -> Ties:
    kept = np.where(together >= _LEAST_SHARE, together, 0.0)
    np.fill_diagonal(kept, 0.0)
    others = together - np.diag(np.diag(together))
    for at in np.flatnonzero((kept.sum(axis=1) == 0) & (sizes == 1) & (others.max(axis=1, initial=0) > 0)).tolist():
        nearest = int(np.argmax(others[at]))
        kept[at, nearest] = kept[nearest, at] = others[at, nearest]
    pairs, inner = np.argwhere(np.triu(kept) > 0), np.flatnonzero(sizes > 1)
    between = kept[pairs[:, 0], pairs[:, 1]] * sizes[pairs[:, 0]] * sizes[pairs[:, 1]]
    within = sizes[inner] * (sizes[inner] - 1) / 2
    ends = np.concatenate([pairs, np.stack([inner, inner], axis=1)])
    return Ties(tuple(map(str, range(len(sizes)))), ends, np.concatenate([between, within]))
