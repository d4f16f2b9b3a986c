"""A graph as sorted arrays of ties, and the same degrees wired at random."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

import networkx as nx
import numpy as np
from scipy import sparse

from kg.measures.null import Floats, Ints, MeasureError

__all__ = ["Ties", "rewired", "shared", "ties"]

_TRIES = 20
"""Swaps tried per tie: enough for the chain to forget where it began (Milo et al. 2003 advise more than 10)."""


@dataclass(frozen=True, slots=True, eq=False)
class Ties:
    """The ties of a graph without loops or parallel ties.

    ``names`` are the nodes, sorted; ``ends`` has shape (ties, 2) and holds their numbers; ``weights`` has shape
    (ties,), above 0, and is 1 where the graph gives none.
    """

    names: tuple[str, ...]
    ends: Ints
    weights: Floats

    def graph(self, *, directed: bool = False) -> nx.Graph[int]:
        """The graph of the node numbers, nodes and ties in order."""
        net: nx.Graph[int] = nx.DiGraph() if directed else nx.Graph()
        net.add_nodes_from(range(len(self.names)))
        pairs = zip(self.ends.tolist(), self.weights.tolist(), strict=True)
        net.add_weighted_edges_from((a, b, weight) for (a, b), weight in pairs)
        return net

    def matrix(self) -> Floats:
        """Who is tied to whom, as 0 and 1, symmetric, shape (nodes, nodes)."""
        cells = np.zeros((len(self.names), len(self.names)))
        cells[self.ends[:, 0], self.ends[:, 1]] = 1
        return np.maximum(cells, cells.T)


def ties(graph: nx.Graph[str], *, directed: bool = False) -> Ties:
    """The ties of a graph of any kind; loops fall away, the weights of parallel ties are added.

    Args:
        graph: nodes are strings; ``weight`` of an edge counts where given.
        directed: whether (a, b) and (b, a) are two ties; only for a directed graph.

    Raises:
        MeasureError: a weight is not a number above 0.
    """
    names = tuple(sorted(graph))
    number = {name: at for at, name in enumerate(names)}
    weights: dict[tuple[int, int], list[float]] = defaultdict(list)
    for a, b, data in graph.edges(data=True):
        if a == b:
            continue
        pair = number[a], number[b]
        weights[pair if directed else (min(pair), max(pair))].append(_weight(a, b, data))
    pairs = sorted(weights)
    return Ties(
        names,
        np.array(pairs, dtype=np.int64).reshape(-1, 2),
        np.array([math.fsum(weights[pair]) for pair in pairs], dtype=np.float64),
    )


def _weight(a: str, b: str, data: Mapping[str, object]) -> float:
    value = data.get("weight", 1)
    if not isinstance(value, int | float | np.number) or not 0 < float(value) < math.inf:
        raise MeasureError(f"tie {a} - {b}: weight {value!r}; give a number above 0")
    return float(value)


def rewired(net: Ties, rng: np.random.Generator) -> Ties:
    """A random graph in which every node keeps its number of ties; weights are dealt to the ties at random.

    Pairs of ties swap ends, and a swap that would make a loop or a parallel tie is a step that stays where it is, as
    uniform sampling asks (Fosdick et al. 2018). networkx's ``double_edge_swap`` counts successful swaps only, and
    fails on a graph that allows none.

    Args:
        net: undirected ties.
        rng: the source of chance.
    """
    count = len(net.ends)
    if count < 2:
        return net
    ends: list[tuple[int, int]] = [(a, b) for a, b in net.ends.tolist()]
    present = set(ends)
    picks = rng.integers(count, size=(_TRIES * count, 2)).tolist()
    turned = rng.integers(2, size=_TRIES * count).tolist()
    for (x, y), turn in zip(picks, turned, strict=True):
        a, b = first = ends[x]
        c, d = second = ends[y]
        if turn:
            c, d = d, c
        if a == c or a == d or b == c or b == d:  # noqa: SIM109 - ``in`` makes a tuple each time
            continue
        one = (a, d) if a < d else (d, a)
        two = (b, c) if b < c else (c, b)
        if one not in present and two not in present:
            present.remove(first)
            present.remove(second)
            present.add(one)
            present.add(two)
            ends[x], ends[y] = one, two
    drawn = np.array(sorted(ends), dtype=np.int64)
    return replace(net, ends=drawn, weights=rng.permutation(net.weights))


def shared(nodes: Ints, things: Ints, size: int, least: int = 1) -> tuple[Ints, Ints]:
    """How many things two nodes have in common (Breiger 1974), by a sparse product of the table with itself.

    Args:
        nodes: the node of each tie of a two-mode network, shape (ties,).
        things: the thing that it has, shape (ties,).
        size: numbers of nodes and things are below it.
        least: pairs with fewer in common are left out.

    Returns:
        Pairs of nodes, the lesser first, sorted, shape (pairs, 2); what they have in common, shape (pairs,).
    """
    table = sparse.csr_array((np.ones(len(nodes), dtype=np.int64), (nodes, things)), shape=(size, size))
    common = sparse.triu(table @ table.T, k=1).tocsr()
    common.sort_indices()
    found = common.tocoo()
    kept = found.data >= least
    pairs = np.stack([found.row[kept], found.col[kept]], axis=1).astype(np.int64)
    return pairs, found.data[kept].astype(np.int64)
