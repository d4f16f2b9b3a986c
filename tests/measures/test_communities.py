from __future__ import annotations

import math
import random

import networkx as nx
import numpy as np
import pytest
from chance import assert_safe, named

from kg.measures.communities import communities, variation_of_information
from kg.measures.graphs import rewired, ties
from kg.measures.null import MeasureError, generator


def test_karate_club() -> None:
    # The best modularity of the club is 0.4198 with four groups (Brandes et al. 2008); Louvain comes within 0.005.
    found = communities(named(nx.karate_club_graph()), runs=20, draws=39)
    assert found.modularity == pytest.approx(0.4198, abs=0.005)
    assert len(found.groups) == 4
    assert found.agreed
    assert found.chance.p == pytest.approx(1 / 40)
    assert found.chance.z is not None
    assert found.chance.z > 4


def test_modularity_by_networkx() -> None:
    graph = named(nx.karate_club_graph())
    found = communities(graph, runs=5, draws=1)
    assert found.modularity == pytest.approx(nx.community.modularity(graph, [set(group) for group in found.groups]))


def test_planted_groups_are_found_and_stable() -> None:
    found = communities(named(nx.planted_partition_graph(4, 10, 0.8, 0.03, seed=1)), runs=10, draws=19)
    assert found.groups == tuple(tuple(f"{node:03d}" for node in range(at, at + 10)) for at in range(0, 40, 10))
    assert found.variation == 0
    assert found.chance.p == pytest.approx(1 / 20)


def test_a_graph_without_groups_is_less_stable() -> None:
    found = communities(named(nx.gnm_random_graph(40, 100, seed=1)), runs=20, draws=1)
    assert found.variation is not None
    assert found.variation > 0.1


@pytest.mark.parametrize(
    ("first", "second", "distance"),
    [
        ([0, 0, 1, 1], [1, 1, 0, 0], 0),
        ([0, 0, 0, 0], [0, 1, 2, 3], 1),
        ([0, 0, 1, 1], [0, 1, 0, 1], 1),
        ([0, 0, 0, 0], [0, 0, 1, 1], math.log(2) / math.log(4)),
    ],
)
def test_variation_of_information_by_hand(first: list[int], second: list[int], distance: float) -> None:
    assert variation_of_information(np.array(first), np.array(second)) == pytest.approx(distance)


def test_partitions_must_match() -> None:
    with pytest.raises(MeasureError, match="give two of the same"):
        variation_of_information(np.array([0, 1]), np.array([0]))
    with pytest.raises(MeasureError, match="1 runs"):
        communities(nx.Graph(), runs=1)


def test_too_little_gives_no_p() -> None:
    assert communities(named(nx.empty_graph(3))).chance.reason == "no ties"
    assert communities(named(nx.empty_graph(3))).groups == (("000",), ("001",), ("002",))
    assert communities(named(nx.path_graph(4)), runs=3).chance.reason == "fewer than 5 nodes"


def test_order_does_not_matter() -> None:
    edges = sorted(named(nx.karate_club_graph()).edges())
    shuffled = random.Random(1).sample(edges, len(edges))
    assert communities(nx.Graph(edges), runs=5, draws=5) == communities(nx.Graph(shuffled), runs=5, draws=5)


def test_p_is_safe_among_rewired_graphs() -> None:
    flat = ties(named(nx.gnm_random_graph(12, 20, seed=3)))
    rng, ps = generator(4), []
    for seed in range(100):
        drawn = named(rewired(flat, rng).graph())
        ps.append(communities(drawn, runs=2, draws=19, seed=seed).chance.p)
    assert_safe(ps)
    assert sum(p is not None and p <= 0.2 for p in ps) > 8
