from __future__ import annotations

import random

import networkx as nx
import numpy as np
import pytest
from chance import named

from kg.measures import engines
from kg.measures.null import MeasureError
from kg.measures.structure import backbone, positions


def burt(matrix: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> list[float]:
    """Constraint straight from Burt (1992): the sum over j of (p_ij + sum over q of p_iq p_qj) squared."""
    p = matrix / matrix.sum(axis=1, keepdims=True)
    size = len(p)
    return [
        sum((p[i, j] + sum(p[i, q] * p[q, j] for q in range(size) if q not in (i, j))) ** 2
            for j in range(size) if j != i and matrix[i, j])
        for i in range(size)
    ]  # fmt: skip


def test_krackhardt_kite() -> None:
    # Krackhardt 1990: Diane (3) has most ties, Heather (7) stands between most, normalised by 36 pairs.
    found = positions(named(nx.krackhardt_kite_graph()))
    assert [one.degree for one in found] == [4, 4, 3, 6, 3, 5, 5, 3, 2, 1]
    between = [0.023, 0.023, 0.000, 0.102, 0.000, 0.231, 0.231, 0.389, 0.222, 0.000]
    assert [round(one.betweenness, 3) for one in found] == between
    assert sum(one.pagerank for one in found) == pytest.approx(1)


def test_constraint_by_the_formula() -> None:
    graph = named(nx.krackhardt_kite_graph())
    assert [one.constraint for one in positions(graph)] == pytest.approx(burt(nx.to_numpy_array(graph)))


def test_a_star_and_a_triangle() -> None:
    hub, leaf = positions(named(nx.star_graph(3)))[:2]
    assert [hub.constraint, hub.effective_size] == pytest.approx([1 / 3, 3])
    assert [leaf.constraint, leaf.effective_size] == pytest.approx([1, 1])
    # Each of three: p = 1/2 to both, constraint 2 (1/2 + 1/4)^2 = 1.125, effective size 2 - 1.
    assert {(one.constraint, one.effective_size) for one in positions(named(nx.complete_graph(3)))} == {(1.125, 1)}


def test_a_node_without_ties_has_no_constraint() -> None:
    graph = named(nx.empty_graph(2))
    assert [(one.constraint, one.effective_size) for one in positions(graph)] == [(None, None)] * 2
    assert positions(nx.Graph()) == ()


def test_weights_and_direction() -> None:
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_weighted_edges_from([("a", "b", 3), ("b", "a", 1), ("c", "b", 1)])
    a, b, c = positions(graph)
    assert (a.degree, a.strength, b.strength) == (1, 4, 5)
    assert b.pagerank > a.pagerank > c.pagerank


def test_betweenness_of_a_large_graph_is_sampled_by_the_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "installed", lambda: False)
    graph = named(nx.path_graph(520))
    one, two, other = (positions(graph, seed=seed)[260].betweenness for seed in (1, 1, 2))
    assert one == two != other
    assert one == pytest.approx(0.5, abs=0.02)


def test_the_order_of_the_graph_does_not_matter() -> None:
    edges = sorted(named(nx.karate_club_graph()).edges())
    shuffled = [(b, a) for a, b in random.Random(3).sample(edges, len(edges))]
    assert positions(nx.Graph(edges)) == positions(nx.Graph(shuffled))
    assert backbone(nx.Graph(edges)) == backbone(nx.Graph(shuffled))


def test_backbone_by_hand() -> None:
    # At a (weights 8, 1, 1): p of 8 is (1 - 0.8)^2 = 0.04, of 1 it is 0.9^2 = 0.81; the others have one tie.
    graph: nx.Graph[str] = nx.Graph()
    graph.add_weighted_edges_from([("a", "b", 8), ("a", "c", 1), ("d", "a", 1)])
    found = backbone(graph)
    assert [(tie.source, tie.target, tie.kept) for tie in found] == [
        ("a", "b", True), ("a", "c", False), ("a", "d", False),
    ]  # fmt: skip
    assert [tie.p for tie in found] == pytest.approx([0.04, 0.81, 0.81])


def test_backbone_with_direction_compares_what_is_sent_and_what_is_received() -> None:
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_weighted_edges_from([("a", "b", 9), ("a", "c", 1), ("c", "b", 9), ("b", "a", 5)])
    p = {(tie.source, tie.target): tie.p for tie in backbone(graph)}
    assert p == {
        ("a", "b"): pytest.approx(0.1),
        ("a", "c"): pytest.approx(0.9),
        ("b", "a"): None,
        ("c", "b"): pytest.approx(0.5),
    }


def test_a_lone_tie_cannot_stand_out() -> None:
    (tie,) = backbone(named(nx.path_graph(2)))
    assert (tie.p, tie.kept, tie.reason) == (None, False, "neither end has a second tie")
    with pytest.raises(MeasureError, match="alpha 0"):
        backbone(nx.Graph(), alpha=0)
