"""What a p must do where the null model holds: be uniform, or at least not too small."""

from __future__ import annotations

from collections.abc import Sequence

import networkx as nx
from scipy import stats


def assert_uniform(ps: Sequence[float | None]) -> None:
    """For statistics that hardly ever tie."""
    assert stats.kstest(_all(ps), "uniform").pvalue > 0.01


def assert_safe(ps: Sequence[float | None]) -> None:
    """For statistics that tie, whose p may only be too large."""
    assert stats.kstest(_all(ps), "uniform", alternative="greater").pvalue > 0.01


def _all(ps: Sequence[float | None]) -> list[float]:
    known = [p for p in ps if p is not None]
    assert len(known) > 0.9 * len(ps)
    return known


def named(graph: nx.Graph[int]) -> nx.Graph[str]:
    """The same graph with nodes that are strings in the order of the numbers, and without weights."""
    net: nx.Graph[str] = nx.Graph()
    net.add_nodes_from(f"{node:03d}" for node in graph)
    net.add_edges_from((f"{a:03d}", f"{b:03d}") for a, b in graph.edges())
    return net
