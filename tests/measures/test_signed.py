from __future__ import annotations

import random
from itertools import combinations

import networkx as nx
import pytest
from chance import assert_safe

from kg.measures.null import MeasureError
from kg.measures.signed import Kind, Loop, balance, feedback, reach, standing

TRAP = [
    ("stress", "protection", 1),
    ("protection", "segmentation", 1),
    ("segmentation", "growth", -1),
    ("growth", "stress", -1),
    ("growth", "revenue", 1),
    ("revenue", "stress", -1),
    ("stress", "trust", -1),
]
"""Fiscal stress, protection, segmented markets, slower growth, more fiscal stress: a trap with two ways back."""


def causal(links: list[tuple[str, str, int]]) -> nx.MultiDiGraph[str]:
    net: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for a, b, sign in links:
        net.add_edge(a, b, sign=sign)
    return net


def friends(ties: dict[tuple[str, str], int]) -> nx.Graph[str]:
    net: nx.Graph[str] = nx.Graph()
    for (a, b), sign in ties.items():
        net.add_edge(a, b, sign=sign)
    return net


def test_the_trap_reinforces_both_ways() -> None:
    assert feedback(causal(TRAP)).loops == (
        Loop(("growth", "stress", "protection", "segmentation"), Kind.REINFORCING),
        Loop(("growth", "revenue", "stress", "protection", "segmentation"), Kind.REINFORCING),
    )


def test_loops_of_each_kind() -> None:
    links = [("a", "b", 1), ("b", "a", 1), ("b", "c", 1), ("c", "b", -1), ("c", "d", 0), ("d", "c", 1), ("d", "d", 1)]
    found = feedback(causal(links))
    assert found.loops == (
        Loop(("a", "b"), Kind.REINFORCING),
        Loop(("b", "c"), Kind.BALANCING),
        Loop(("c", "d"), Kind.CONTESTED),
    )
    assert found.reinforcing.reason == "fewer than 3 loops of known sign"
    assert (found.reinforcing.observed, found.complete) == (1, True)


def test_sources_that_disagree_make_a_link_contested() -> None:
    (loop,) = feedback(causal([("a", "b", 1), ("a", "b", -1), ("b", "a", 1)])).loops
    assert loop.kind is Kind.CONTESTED


def test_a_loop_of_six_is_too_long_to_follow() -> None:
    ring = list("abcdef")
    assert not feedback(causal([(a, b, 1) for a, b in zip(ring, ring[1:] + ring[:1], strict=True)])).loops


def test_a_search_without_end_is_cut() -> None:
    dense = causal([(f"n{a}", f"n{b}", 1) for a in range(14) for b in range(14) if a != b])
    found = feedback(dense, draws=9)
    assert (len(found.loops), found.complete, found.reinforcing.p) == (20_000, False, None)
    assert found.reinforcing.reason == "more than 20000 loops"


def test_planted_loops_reinforce_beyond_chance() -> None:
    links = []
    for at in range(12):
        sign = 1 if at % 2 else -1
        links += [(f"a{at}", f"b{at}", sign), (f"b{at}", f"a{at}", sign)]
    found = feedback(causal(links), draws=999).reinforcing
    assert [found.observed, found.p] == pytest.approx([12, 0.002], abs=0.002)


def test_reach_by_hand() -> None:
    found = {one.node: one for one in reach(causal(TRAP))}
    stress = found["stress"]
    assert (stress.reached, stress.positive, stress.negative, stress.mixed) == (5, 2, 3, 0)
    assert stress.consistent == 5
    assert found["trust"].reached == 0


def test_paths_of_both_signs_are_mixed_and_long_ways_are_inconsistent() -> None:
    fork = causal([("a", "b", 1), ("a", "c", -1), ("b", "d", 1), ("c", "d", 1), ("b", "c", 1), ("a", "e", 0)])
    a = reach(fork)[0]
    # b is +; c is - at once but + by way of b; d has both signs at the shortest; e is contested.
    assert (a.reached, a.positive, a.negative, a.mixed, a.consistent) == (4, 1, 1, 2, 1)


def test_standing_by_hand() -> None:
    found = {one.node: one for one in standing(causal([("a", "b", 1), ("b", "c", 1), ("c", "b", -1)]))}
    assert [(one.affects, one.affected_by, one.domain) for one in found.values()] == [(1, 0, 1), (1, 2, 2), (1, 1, 1)]
    assert [one.centrality for one in found.values()] == [1.5, 2.0, 1.5]


def test_some_nodes_alone_are_as_among_all() -> None:
    net = causal([("a", "b", 1), ("b", "c", -1), ("c", "b", -1), ("c", "d", 0)])
    assert standing(net, {"c", "a"}) == tuple(one for one in standing(net) if one.node in "ac")
    assert reach(net, ["b"]) == tuple(one for one in reach(net) if one.node == "b")
    with pytest.raises(MeasureError, match="x is not in it"):
        reach(net, ["x"])


def test_balance_by_hand() -> None:
    # Of the four triangles of a, b, c, d with one negative tie a-b, the two that hold it are out of balance.
    ties = dict.fromkeys(combinations("abcd", 2), 1) | {("a", "b"): -1}
    found = balance(friends(ties), draws=19)
    assert (found.observed, found.p, found.reason) == (0.5, None, "the null model allows one value only")
    assert balance(friends(ties | {("c", "d"): 0})).reason == "fewer than 3 triangles"


def test_two_camps_are_balanced_beyond_chance() -> None:
    ties = {(a, b): 1 if (a < "e") == (b < "e") else -1 for a, b in combinations("abcdefgh", 2)}
    found = balance(friends(ties), draws=199)
    assert [found.observed, found.p] == pytest.approx([1, 1 / 200])


def test_p_is_safe_where_signs_mean_nothing() -> None:
    rng = random.Random(1)
    pairs = [pair for pair in combinations("abcdefghij", 2) if rng.random() < 0.6]
    arrows = [(a, b) if rng.random() < 0.5 else (b, a) for a, b in pairs]
    triads, loops = [], []
    for seed in range(200):
        signs = rng.sample([1, -1] * len(pairs), len(pairs))
        triads.append(balance(friends(dict(zip(pairs, signs, strict=True))), draws=39, seed=seed).p)
        links = [(a, b, sign) for (a, b), sign in zip(arrows, signs, strict=True)]
        loops.append(feedback(causal(links), draws=39, seed=seed).reinforcing.p)
    assert_safe(triads)
    assert_safe(loops)


def test_inputs_that_do_not_fit() -> None:
    with pytest.raises(MeasureError, match="link a - b: sign None"):
        standing(nx.DiGraph([("a", "b")]))
    with pytest.raises(MeasureError, match="give a DiGraph"):
        standing(friends({}))  # type: ignore[arg-type]
    with pytest.raises(MeasureError, match="give an undirected Graph"):
        balance(nx.DiGraph())


def test_order_does_not_matter() -> None:
    shuffled = random.Random(2).sample(TRAP, len(TRAP))
    for measure in (feedback, reach, standing):
        assert measure(causal(TRAP)) == measure(causal(shuffled))
