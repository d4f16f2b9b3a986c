"""Where each node of a network stands, and which ties stand out from the rest."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np
from scipy import sparse

from kg.measures.engines import MOST_TIES, betweenness, pagerank
from kg.measures.graphs import Ties, ties
from kg.measures.null import Floats, MeasureError

__all__ = ["BackboneTie", "Position", "backbone", "holes", "positions"]

_ROWS = 2_000
"""Nodes whose ties among neighbours are held at once."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a node stands.

    ``degree`` counts neighbours, ``strength`` adds the weights of their ties. ``betweenness`` is the share of shortest
    paths through the node, 0 to 1 (Freeman 1977); ``pagerank`` adds up to 1 over the nodes (Brin & Page 1998).
    ``constraint`` is how far the neighbours are tied to each other, about 0 to 1 and above in small closed groups
    (Burt 1992); ``effective_size`` the number of neighbours less their mean ties among each other (Burt 1992, as
    Borgatti 1997). Both are None for a node without ties.
    """

    node: str
    degree: int
    strength: float
    betweenness: float
    pagerank: float
    constraint: float | None
    effective_size: float | None


def positions(graph: nx.Graph[str], *, seed: int = 0) -> tuple[Position, ...]:
    """Where every node stands, sorted by node.

    Loops fall away and parallel ties are joined, their weights added. Direction counts for PageRank only; weights
    count for strength, PageRank and constraint. ``kg.measures.engines`` says what computes networks of which size, and
    from which on betweenness is sampled; its ``planned`` tells for one.

    Args:
        graph: any graph; ``weight`` of an edge, above 0, counts where given.
        seed: decides the samples.

    Raises:
        MeasureError: a weight is not a number above 0.
    """
    flat = ties(graph)
    if not flat.names:
        return ()
    net = flat.graph()
    between = betweenness(flat, seed=seed)
    rank = pagerank(ties(graph, directed=True), directed=True) if graph.is_directed() else pagerank(flat)
    constraint, size = holes(flat)
    strength = dict(net.degree(weight="weight"))
    return tuple(
        Position(
            name,
            len(net[at]),
            float(strength[at]),
            float(between[at]),
            float(rank[at]),
            _number(constraint[at]),
            _number(size[at]),
        )
        for at, name in enumerate(flat.names)
    )


def holes(flat: Ties) -> tuple[Sequence[float], Sequence[float]]:
    """Constraint and effective size (Burt 1992) of each node of undirected ties; NaN for one without ties."""
    if len(flat.ends) > MOST_TIES:
        return _sparse_holes(flat)
    net = flat.graph()
    constraint, size = nx.constraint(net, weight="weight"), nx.effective_size(net)
    every = range(len(flat.names))
    return [constraint[at] for at in every], [size[at] for at in every]


def _sparse_holes(flat: Ties) -> tuple[Sequence[float], Sequence[float]]:
    """The same by sparse matrices, where NetworkX takes minutes; equal to it but for the last digits."""
    nodes = len(flat.names)
    one, other = flat.ends.T
    rows, columns = np.concatenate([one, other]), np.concatenate([other, one])
    weights = sparse.csr_array((np.tile(flat.weights, 2), (rows, columns)), shape=(nodes, nodes))
    tied = sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=(nodes, nodes))
    degree = np.bincount(rows, minlength=nodes)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = sparse.diags_array(np.where(degree, 1 / weights.sum(axis=1), 0.0)).tocsr() @ weights
        constraint, among = np.zeros(nodes), np.zeros(nodes)
        for start in range(0, nodes, _ROWS):
            at = slice(start, start + _ROWS)
            constraint[at] = ((share[at] + (share[at] @ share) * tied[at]) ** 2).sum(axis=1)
            among[at] = ((tied[at] @ tied) * tied[at]).sum(axis=1)
        size = degree - among / degree
    return np.where(degree, constraint, np.nan).tolist(), np.where(degree, size, np.nan).tolist()


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


@dataclass(frozen=True, slots=True)
class BackboneTie:
    """A tie and how far its weight stands out at one of its ends.

    ``p`` is the lesser of the two ends' chances of so large a share; None with a ``reason`` where neither end has a
    second tie to compare with. ``kept`` says whether the tie is in the backbone.
    """

    source: str
    target: str
    weight: float
    p: float | None
    kept: bool
    reason: str | None = None


def backbone(graph: nx.Graph[str], *, alpha: float = 0.05) -> tuple[BackboneTie, ...]:
    """The disparity filter (Serrano, Boguñá & Vespignani 2009), every tie with its p, sorted by ends.

    Null model: a node of k ties deals its strength to them at random (a broken stick), so a share x has
    p = (1 - x)^(k - 1). A tie is kept if p < alpha at either end. In a directed graph the source compares the ties it
    sends, the target those it receives. The p is of one tie at one end: for a test of all ties pass it to
    ``null.adjusted``.

    Args:
        graph: any graph; ``weight`` of an edge, above 0, counts where given.
        alpha: the p below which a tie is kept, above 0 and at most 1.

    Raises:
        MeasureError: alpha or a weight is out of range.
    """
    if not 0 < alpha <= 1:
        raise MeasureError(f"backbone: alpha {alpha}; give a number above 0 and at most 1")
    flat = ties(graph, directed=graph.is_directed())
    chances = _chances(flat, directed=graph.is_directed())
    found = []
    for (a, b), weight, p in zip(flat.ends.tolist(), flat.weights.tolist(), chances.tolist(), strict=True):
        alone = math.isnan(p)
        reason = "neither end has a second tie" if alone else None
        names = flat.names[a], flat.names[b]
        found.append(BackboneTie(*names, weight, None if alone else p, not alone and p < alpha, reason))
    return tuple(found)


def _chances(flat: Ties, *, directed: bool) -> Floats:
    """The lesser p of the two ends of each tie, shape (ties,); NaN where neither end can compare."""
    best = np.full(len(flat.ends), np.inf)
    for side in (0, 1):
        here = flat.ends[:, side]
        at = here if directed else flat.ends.ravel()
        weights = flat.weights if directed else np.repeat(flat.weights, 2)
        count = np.bincount(at, minlength=len(flat.names))[here]
        strength = np.bincount(at, weights=weights, minlength=len(flat.names))[here]
        p = np.clip(1 - flat.weights / strength, 0, 1) ** (count - 1)
        best = np.where(count > 1, np.minimum(best, p), best)
    return np.where(np.isinf(best), np.nan, best)
