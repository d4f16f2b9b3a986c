from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pytest

from kg import layout as module
from kg.layout import layout


def named(plain: nx.Graph[int]) -> nx.Graph[str]:
    net: nx.Graph[str] = nx.Graph()
    net.add_nodes_from(f"n{number:04}" for number in plain)
    net.add_edges_from((f"n{head:04}", f"n{tail:04}") for head, tail in plain.edges)
    return net


KNOTS = named(nx.connected_caveman_graph(6, 6))
PARTS = named(nx.disjoint_union_all([nx.path_graph(30), nx.cycle_graph(5), nx.empty_graph(7)]))


@pytest.mark.parametrize(
    "net", [KNOTS, PARTS, named(nx.star_graph(60)), named(nx.path_graph(2)), named(nx.empty_graph(1))]
)
def test_no_two_nodes_stand_on_each_other(net: nx.Graph[str]) -> None:
    places = layout(net)
    assert set(places) == set(net)
    for one, other in combinations(places.values(), 2):
        assert abs(one[0] - other[0]) > 60 or abs(one[1] - other[1]) > 35


def test_nothing_needs_no_place() -> None:
    assert layout(named(nx.empty_graph(0))) == {}


def test_tied_nodes_stand_nearer_than_others() -> None:
    places = {node: np.array(place) for node, place in layout(KNOTS).items()}
    tied = [np.linalg.norm(places[a] - places[b]) for a, b in KNOTS.edges]
    apart = [np.linalg.norm(places[a] - places[b]) for a, b in combinations(KNOTS, 2) if not KNOTS.has_edge(a, b)]
    assert np.mean(tied) < 0.6 * np.mean(apart)


def test_parts_stand_beside_each_other() -> None:
    places = layout(PARTS)
    boxes = []
    for part in nx.connected_components(PARTS):
        points = np.array([places[node] for node in part])
        boxes.append((points.min(axis=0), points.max(axis=0)))
    for (low, high), (other_low, other_high) in combinations(boxes, 2):
        assert (low > other_high).any() or (other_low > high).any()


def test_parts_of_one_shape_look_the_same() -> None:
    places = layout(named(nx.disjoint_union(nx.path_graph(4), nx.path_graph(4))))
    first, second = (np.array([places[f"n{number:04}"] for number in four]) for four in (range(4), range(4, 8)))
    assert np.allclose(np.diff(first, axis=0), np.diff(second, axis=0))


def test_the_order_of_nodes_and_edges_does_not_matter() -> None:
    turned: nx.Graph[str] = nx.Graph()
    turned.add_nodes_from(reversed(list(KNOTS)))
    turned.add_edges_from((tail, head) for head, tail in reversed(list(KNOTS.edges)))
    assert layout(turned) == layout(KNOTS)


def test_another_seed_gives_other_places() -> None:
    assert layout(KNOTS, seed=1) != layout(KNOTS, seed=2)


def test_loops_and_parallel_edges_do_no_harm() -> None:
    net: nx.MultiDiGraph[str] = nx.MultiDiGraph([("a", "b"), ("b", "a"), ("a", "b"), ("a", "a")])
    assert set(layout(net)) == {"a", "b"}


def test_large_networks_do_without_forces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FORCES_UP_TO", 10)
    assert set(layout(KNOTS)) == set(KNOTS)
