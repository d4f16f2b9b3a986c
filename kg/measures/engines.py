"""Which program works out a measure, and whether its figures are exact or sampled: all thresholds of size stand here.

NetworkX computes small networks. Above, NetworKit does where it is installed (Staudt, Sazonovs & Meyerhenke 2016; the
extra ``large``), with one thread, since sums and samples of it depend on the number of threads. Without it NetworkX
goes on, and samples betweenness.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from types import ModuleType

import networkx as nx
import numpy as np

from kg.measures.graphs import Ties
from kg.measures.null import Floats, Ints

__all__ = ["EXACT", "MOST_TIES", "Plan", "betweenness", "groups", "modularity", "pagerank", "planned"]

MOST_TIES = 10_000
"""Ties up to which NetworkX groups a network and ranks its nodes: below, both take about a second or less."""
_EXACT_NODES = 500
"""Nodes up to which NetworkX works out betweenness exactly; and, above, its sources (Brandes & Pich 2007)."""
_FEW_SOURCES = 100
"""Its sources for one of many redraws, where 500 would take seconds each."""
_EXACT_STEPS = {False: 30_000_000, True: 10_000_000}
"""Nodes times ties up to which NetworKit works it out exactly, in some four seconds; in one or two for a redraw."""
_ERROR = {False: 0.02, True: 0.05}
"""What its samples may be off, for a figure and for one of many redraws; half of it takes four times as long."""
_DOUBT = 0.1
"""The chance that some node is off by more."""

_NETWORKX, _NETWORKIT = "NetworkX", "NetworKit"


@dataclass(frozen=True, slots=True)
class Plan:
    """How betweenness is worked out.

    ``sources`` are those of NetworkX, 0 where all are taken or NetworKit samples paths. ``error`` is the most that any
    node is off with the probability ``sure``; both are None where the figures are exact.
    """

    engine: str
    sources: int = 0
    error: float | None = None
    sure: float | None = None

    def __str__(self) -> str:
        """The plan in words."""
        if self.error is None or self.sure is None:
            return f"exact, by {self.engine}"
        what = f" from {self.sources} nodes" if self.sources else ""
        off = f"{100 * self.error:.2g} points of the exact percentage"
        return f"sampled{what} by {self.engine}: all are within {off} with probability {self.sure:.0%}"


EXACT = Plan(_NETWORKX)
"""How small networks are done: all of it, by NetworkX."""


@cache
def installed() -> bool:
    """Whether NetworKit is there."""
    return find_spec("networkit") is not None


def planned(nodes: int, ties: int, *, redraw: bool = False) -> Plan:
    """How betweenness of a network of a size is worked out; ``redraw`` where it is one of many draws."""
    if nodes <= _EXACT_NODES:
        return EXACT
    if installed():
        exact = nodes * ties <= _EXACT_STEPS[redraw]
        return Plan(_NETWORKIT) if exact else Plan(_NETWORKIT, 0, _ERROR[redraw], 1 - _DOUBT)
    sources = _FEW_SOURCES if redraw else _EXACT_NODES
    return Plan(_NETWORKX, sources, _bound(nodes, sources), 1 - _DOUBT)


def _bound(nodes: int, sources: int) -> float:
    """What the mean over random sources may be off at any node: each adds 0 to 1 (Hoeffding 1963, over all nodes)."""
    return min(1.0, math.sqrt(math.log(2 * nodes / _DOUBT) / (2 * sources)))


def betweenness(net: Ties, *, seed: int = 0, redraw: bool = False) -> Floats:
    """The share of shortest paths through each node (Freeman 1977), 0 to 1, shape (nodes,); weights do not count.

    Exact by the algorithm of Brandes (2001), or sampled as ``planned`` says: by NetworKit from random paths (Riondato
    & Kornaropoulos 2016), by NetworkX from random sources (Brandes & Pich 2007). KADABRA (Borassi & Natale 2016) would
    be faster, but what NetworKit 11.3 gives for it is twice the share.

    Args:
        net: undirected ties.
        seed: decides the samples.
        redraw: whether it is one of many draws.
    """
    plan = planned(len(net.names), len(net.ends), redraw=redraw)
    if plan.engine == _NETWORKX:
        found = nx.betweenness_centrality(net.graph(), k=plan.sources or None, seed=seed)
        return np.array([found[at] for at in range(len(net.names))], dtype=np.float64)
    with _alone(seed) as kit:
        graph = _kit_graph(kit, net, weighted=False)
        measure = (
            kit.centrality.Betweenness(graph, normalized=True)
            if plan.error is None
            else kit.centrality.ApproxBetweenness(graph, epsilon=plan.error, delta=_DOUBT)
        )
        measure.run()
        return np.array(measure.scores(), dtype=np.float64)


def pagerank(net: Ties, *, directed: bool = False) -> Floats:
    """PageRank (Brin & Page 1998) with damping .85, adding up to 1, shape (nodes,); weights count.

    Args:
        net: ties; a node without ties out deals its rank to all.
        directed: whether a tie runs from its first end to the second only.
    """
    if len(net.ends) <= MOST_TIES or not installed():
        found = nx.pagerank(net.graph(directed=directed))
        return np.array([found[at] for at in range(len(net.names))], dtype=np.float64)
    with _alone(0) as kit:
        sinks = kit.centrality.SinkHandling.DistributeSinks
        graph = _kit_graph(kit, net, directed=directed)
        measure = kit.centrality.PageRank(graph, damp=0.85, tol=1e-9, distributeSinks=sinks)
        measure.run()
        return np.array(measure.scores(), dtype=np.float64)


def groups(net: Ties, rng: np.random.Generator) -> Ints:
    """One run of Louvain (Blondel et al. 2008): the group of each node, numbered by its least node, shape (nodes,).

    NetworKit goes through the nodes in their order, so that they are shuffled first; it moves nodes once more after
    groups are joined (Rotta & Noack 2011).

    Args:
        net: undirected ties; a loop holds a node's ties within itself.
        rng: the source of chance.
    """
    seed = int(rng.integers(2**31))
    if len(net.ends) <= MOST_TIES or not installed():
        parts = nx.community.louvain_communities(net.graph(), weight="weight", seed=seed)
        labels = np.empty(len(net.names), dtype=np.int64)
        for label, part in enumerate(sorted(parts, key=min)):
            labels[list(part)] = label
        return labels
    place = np.random.default_rng(seed).permutation(len(net.names))
    with _alone(seed) as kit:
        run = kit.community.PLM(_kit_graph(kit, net, place), refine=True, par="none")
        run.run()
        found = np.array(run.getPartition().getVector(), dtype=np.int64)[place]
    return ordered(found)


def ordered(labels: Ints) -> Ints:
    """The same groups, numbered by their first node."""
    _, first, number = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    found: Ints = rank[number.ravel()]
    return found


def modularity(net: Ties, labels: Ints) -> float:
    """The modularity (Newman & Girvan 2004) of groups; weights count.

    Args:
        net: undirected ties, one at least.
        labels: the group of each node, from 0, shape (nodes,).
    """
    if len(net.ends) <= MOST_TIES:
        parts = [set(np.flatnonzero(labels == label).tolist()) for label in range(int(labels.max()) + 1)]
        return float(nx.community.modularity(net.graph(), parts, weight="weight"))
    first, second = labels[net.ends[:, 0]], labels[net.ends[:, 1]]
    inside = math.fsum(net.weights[first == second].tolist())
    total = math.fsum(net.weights.tolist())
    strength = np.bincount(np.concatenate([first, second]), weights=np.tile(net.weights, 2))
    return inside / total - math.fsum(((strength / (2 * total)) ** 2).tolist())


def _kit_graph(
    kit: ModuleType, net: Ties, place: Ints | None = None, *, directed: bool = False, weighted: bool = True
) -> object:
    ends = net.ends if place is None else place[net.ends]
    columns = (ends[:, 0].astype(np.uint64), ends[:, 1].astype(np.uint64))
    return kit.GraphFromCoo((net.weights, columns), n=len(net.names), weighted=weighted, directed=directed)


@contextmanager
def _alone(seed: int) -> Iterator[ModuleType]:
    """NetworKit with one thread and a seed; the number of threads is put back."""
    import networkit as kit

    before = kit.getMaxNumberOfThreads()
    kit.setNumberOfThreads(1)
    kit.setSeed(seed, True)
    try:
        yield kit
    finally:
        kit.setNumberOfThreads(before)
