from __future__ import annotations

import random
from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from chance import assert_safe, named

from kg.measures.core import core_periphery
from kg.measures.graphs import rewired, ties
from kg.measures.null import generator


def fit(graph: nx.Graph[str], core: set[str]) -> float:
    """The correlation straight from its definition."""
    pairs = list(combinations(sorted(graph), 2))
    tied = [float(graph.has_edge(a, b)) for a, b in pairs]
    ideal = [float(a in core or b in core) for a, b in pairs]
    return -2.0 if len(set(ideal)) == 1 else float(np.corrcoef(tied, ideal)[0, 1])


@pytest.mark.parametrize("seed", range(6))
def test_the_search_finds_the_best_of_all_cores(seed: int) -> None:
    graph = named(nx.gnp_random_graph(8, 0.4, seed=seed))
    best = max(fit(graph, set(core)) for size in range(1, 8) for core in combinations(sorted(graph), size))
    found = core_periphery(graph, draws=1)
    assert found.fit.observed == pytest.approx(best)
    assert found.fit.observed == pytest.approx(fit(graph, set(found.nodes)))


def test_the_ideal_pattern_fits_wholly() -> None:
    graph = named(nx.complete_graph(3))
    graph.add_edges_from((f"{core:03d}", f"{rest:03d}") for core in range(3) for rest in range(3, 9))
    found = core_periphery(graph, draws=9)
    assert found.nodes == ("000", "001", "002")
    assert found.fit.observed == pytest.approx(1)
    assert found.density == (1, 1, 0)
    assert (found.fit.p, found.fit.reason) == (None, "the null model allows one value only")


def test_a_planted_core_is_found_through_noise() -> None:
    rng = random.Random(1)
    graph = named(nx.empty_graph(30))
    for a, b in combinations(range(30), 2):
        chance = 0.9 if b < 6 else 0.6 if a < 6 else 0.05
        if rng.random() < chance:
            graph.add_edge(f"{a:03d}", f"{b:03d}")
    assert core_periphery(graph, draws=1).nodes == tuple(f"{node:03d}" for node in range(6))


def test_two_apart_are_no_core() -> None:
    found = core_periphery(named(nx.disjoint_union(nx.complete_graph(6), nx.complete_graph(6))), draws=99)
    assert found.fit.p is not None
    assert found.fit.p > 0.1


@pytest.mark.parametrize(
    ("graph", "reason"),
    [
        (nx.path_graph(4), "fewer than 5 nodes"),
        (nx.empty_graph(6), "no pair is tied, or every pair is"),
        (nx.complete_graph(6), "no pair is tied, or every pair is"),
    ],
)
def test_too_little_gives_no_p(graph: nx.Graph[int], reason: str) -> None:
    found = core_periphery(named(graph), draws=9)
    assert (found.nodes, found.fit.p, found.fit.reason) == ((), None, reason)


def test_order_does_not_matter() -> None:
    edges = sorted(named(nx.karate_club_graph()).edges())
    shuffled = random.Random(1).sample(edges, len(edges))
    assert core_periphery(nx.Graph(edges), draws=9) == core_periphery(nx.Graph(shuffled), draws=9)


def test_p_is_safe_among_rewired_graphs() -> None:
    flat = ties(named(nx.gnm_random_graph(12, 24, seed=3)))
    rng, ps = generator(4), []
    for seed in range(100):
        drawn = rewired(flat, rng).graph()
        ps.append(core_periphery(named(drawn), draws=19, seed=seed).fit.p)
    assert_safe(ps)
    assert sum(p is not None and p <= 0.2 for p in ps) > 8
