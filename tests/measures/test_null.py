from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from chance import named

from kg.measures.graphs import rewired, ties
from kg.measures.null import MeasureError, Tail, adjusted, against, generator, untested


@pytest.mark.parametrize(
    ("observed", "tail", "every", "p"),
    [
        (4.0, "greater", False, 2 / 5),
        (5.0, "greater", False, 1 / 5),
        (1.0, "less", False, 2 / 5),
        (4.0, "two-sided", False, 4 / 5),
        (2.0, "two-sided", False, 1.0),
        (4.0, "greater", True, 1 / 4),
    ],
)
def test_p_counts_draws_as_extreme(observed: float, tail: Tail, every: bool, p: float) -> None:
    found = against(observed, [1.0, 2.0, 3.0, 4.0], tail, every=every)
    assert found.p == pytest.approx(p)
    assert (found.expected, found.draws) == (2.5, 4)
    assert found.z == pytest.approx((observed - 2.5) / np.std([1, 2, 3, 4]))


def test_sums_that_differ_in_the_last_digit_tie() -> None:
    assert against(0.1 + 0.2, [0.3, 0.0]).p == pytest.approx(2 / 3)


def test_a_null_model_without_room_gives_no_p() -> None:
    found = against(2.0, [2.0, 2.0])
    assert (found.p, found.z, found.reason) == (None, None, "the null model allows one value only")


def test_no_draws_are_an_error() -> None:
    with pytest.raises(MeasureError, match="at least one draw"):
        against(1.0, [])


def test_untested_keeps_the_observed_value() -> None:
    assert (untested(3.0, "too few").observed, untested(3.0, "too few").p) == (3.0, None)


def test_q_of_benjamini_and_hochberg() -> None:
    # The example of Benjamini & Hochberg 1995: 15 p-values, of which the first four are rejected at 0.05.
    ps = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
        0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0,
    ]  # fmt: skip
    qs = adjusted([*ps, None])
    assert [q is not None and q <= 0.05 for q in qs] == [True] * 4 + [False] * 12
    assert qs[-1] is None
    assert adjusted([None]) == (None,)


def test_ties_join_what_is_parallel_and_drop_loops() -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph([("b", "a"), ("a", "b"), ("a", "a")])
    graph.add_edge("c", "a", weight=2.5)
    flat = ties(graph)
    assert flat.names == ("a", "b", "c")
    assert flat.ends.tolist() == [[0, 1], [0, 2]]
    assert flat.weights.tolist() == [2.0, 2.5]
    assert ties(graph, directed=True).ends.tolist() == [[0, 1], [1, 0], [2, 0]]


@pytest.mark.parametrize("weight", [0, -1, float("nan"), "2"])
def test_a_weight_must_be_above_0(weight: object) -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_edge("a", "b", weight=weight)
    with pytest.raises(MeasureError, match="tie a - b: weight"):
        ties(graph)


def test_rewired_keeps_degrees_and_weights() -> None:
    flat = ties(named(nx.karate_club_graph()))
    drawn = rewired(flat, generator(1))
    assert drawn.matrix().sum(axis=1).tolist() == flat.matrix().sum(axis=1).tolist()
    assert len({tuple(pair) for pair in drawn.ends.tolist()}) == len(flat.ends)
    assert drawn.ends.tolist() != flat.ends.tolist()


def test_rewired_reaches_every_graph_equally_often() -> None:
    # With degrees 1, 2, 2, 1 there are two simple graphs.
    flat = ties(named(nx.path_graph(4)))
    rng = generator(2)
    seen = [str(rewired(flat, rng).ends.tolist()) for _ in range(400)]
    assert len(set(seen)) == 2
    assert abs(seen.count(seen[0]) - 200) < 60
