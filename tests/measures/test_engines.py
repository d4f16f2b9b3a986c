"""What computes measures of large networks: as NetworkX does, or as near as it says, whatever the threads."""

from __future__ import annotations

import importlib.util

import networkx as nx
import numpy as np
import pytest
from chance import named

from kg.measures import engines, structure
from kg.measures.graphs import shared, ties

kit = pytest.mark.skipif(importlib.util.find_spec("networkit") is None, reason="needs networkit (intergov-kg[large])")


def weighted(graph: nx.Graph[int]) -> nx.Graph[str]:
    rng = np.random.default_rng(1)
    for _, _, data in graph.edges(data=True):
        data["weight"] = float(rng.integers(1, 5))
    return named(graph)


GRAPHS = {
    "random": weighted(nx.gnm_random_graph(120, 400, seed=1)),
    "parts": weighted(nx.disjoint_union(nx.gnm_random_graph(60, 200, seed=2), nx.star_graph(20))),
    "groups": weighted(nx.planted_partition_graph(6, 20, 0.5, 0.03, seed=3)),
}


@pytest.fixture
def all_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every network counts as large."""
    monkeypatch.setattr(engines, "MOST_TIES", 0)
    monkeypatch.setattr(structure, "MOST_TIES", 0)
    monkeypatch.setattr(engines, "_EXACT_NODES", 0)


@kit
@pytest.mark.parametrize("name", GRAPHS)
def test_large_networks_are_measured_as_networkx_does(name: str, all_large: None) -> None:
    graph = GRAPHS[name]
    found = structure.positions(graph)
    between, rank = nx.betweenness_centrality(graph), nx.pagerank(graph, tol=1e-12, max_iter=1000)
    constraint, size = nx.constraint(graph, weight="weight"), nx.effective_size(graph)
    assert [p.betweenness for p in found] == pytest.approx([between[p.node] for p in found], abs=1e-12)
    assert [p.pagerank for p in found] == pytest.approx([rank[p.node] for p in found], abs=1e-6)
    assert [p.constraint for p in found] == pytest.approx([constraint[p.node] for p in found])
    assert [p.effective_size for p in found] == pytest.approx([size[p.node] for p in found])


@kit
def test_pagerank_by_direction(all_large: None) -> None:
    graph: nx.DiGraph[str] = nx.DiGraph([("a", "b"), ("c", "b"), ("b", "d")])
    rank = nx.pagerank(graph, tol=1e-12)
    assert engines.pagerank(ties(graph, directed=True), directed=True) == pytest.approx(
        [rank[node] for node in sorted(graph)], abs=1e-6
    )


@kit
@pytest.mark.parametrize("name", GRAPHS)
def test_samples_are_within_their_error(name: str, all_large: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_EXACT_STEPS", {True: 0})
    flat = ties(GRAPHS[name])
    plan = engines.planned(len(flat.names), len(flat.ends), redraw=True)
    assert plan.error is not None
    exact = nx.betweenness_centrality(flat.graph())
    # The error is of shares over all ordered pairs; NetworkX leaves the two ends out, which adds n / (n - 2).
    off = np.abs(engines.betweenness(flat, redraw=True) - np.array([exact[at] for at in range(len(exact))]))
    assert off.max() <= plan.error * len(exact) / (len(exact) - 2)


def test_samples_without_networkit_are_within_their_error(all_large: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "installed", lambda: False)
    monkeypatch.setattr(engines, "_FEW_SOURCES", 60)
    flat = ties(GRAPHS["random"])
    plan = engines.planned(120, 400, redraw=True)
    assert (plan.engine, plan.sources) == ("NetworkX", 60)
    assert str(plan).startswith("sampled from 60 nodes by NetworkX: all are within")
    assert plan.error is not None
    exact = nx.betweenness_centrality(flat.graph())
    off = np.abs(engines.betweenness(flat, redraw=True) - np.array([exact[at] for at in range(len(exact))]))
    assert off.max() <= plan.error


@kit
def test_groups_of_large_networks_are_as_good(all_large: None) -> None:
    flat = ties(GRAPHS["groups"])
    labels = engines.groups(flat, np.random.default_rng(1))
    parts = [set(np.flatnonzero(labels == label).tolist()) for label in range(labels.max() + 1)]
    assert engines.modularity(flat, labels) == pytest.approx(nx.community.modularity(flat.graph(), parts))
    best = nx.community.louvain_communities(flat.graph(), seed=1)
    assert engines.modularity(flat, labels) >= nx.community.modularity(flat.graph(), best) - 0.01
    assert labels[0] == 0


@kit
def test_five_runs_with_any_number_of_threads_are_equal(all_large: None, monkeypatch: pytest.MonkeyPatch) -> None:
    import networkit

    monkeypatch.setattr(engines, "_EXACT_STEPS", {False: 1_000_000, True: 0})

    flat, found = ties(GRAPHS["random"]), []
    before = networkit.getMaxNumberOfThreads()
    try:
        for threads in (1, 2, 1, 2, 4):
            networkit.setNumberOfThreads(threads)
            run = (
                engines.groups(flat, np.random.default_rng(1)),
                engines.betweenness(flat),
                engines.betweenness(flat, redraw=True),
                engines.pagerank(flat),
            )
            found.append(tuple(values.tobytes() for values in run))
            assert networkit.getMaxNumberOfThreads() == threads
    finally:
        networkit.setNumberOfThreads(before)
    assert len(set(found)) == 1


@pytest.mark.parametrize(
    ("nodes", "edges", "redraw", "there", "words"),
    [
        (500, 9_000, False, True, "exact, by NetworkX"),
        (2_000, 4_000, False, True, "exact, by NetworKit"),
        (2_000, 4_000, True, True, "exact, by NetworKit"),
        (2_000, 8_000, True, True, "sampled by NetworKit: all are within 5 points of the exact percentage"),
        (50_000, 100_000, False, True, "sampled by NetworKit: all are within 2 points"),
        (2_000, 4_000, False, False, "sampled from 500 nodes by NetworkX: all are within 10 points"),
    ],
)
def test_what_computes_which_size(
    nodes: int, edges: int, redraw: bool, there: bool, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "installed", lambda: there)
    assert str(engines.planned(nodes, edges, redraw=redraw)).startswith(words)


def test_what_two_nodes_share_by_hand() -> None:
    pairs, weights = shared(np.array([0, 0, 1, 1, 2]), np.array([3, 4, 3, 4, 4]), 5)
    assert (pairs.tolist(), weights.tolist()) == ([[0, 1], [0, 2], [1, 2]], [2, 1, 1])
    assert shared(np.array([0, 0, 1, 1, 2]), np.array([3, 4, 3, 4, 4]), 5, least=2)[0].tolist() == [[0, 1]]
