from __future__ import annotations

import networkx as nx
import pytest
from test_content import joined

from kg.export.parts import CORE, HUGE, boxed, disparity, groups, ties, views
from kg.measures.structure import backbone


def weighted(*edges: tuple[str, str, int]) -> nx.MultiDiGraph[str]:
    return joined(*((head, "isA", tail, "positive", works) for head, tail, works in edges))


def tree(things: int, leaves: int) -> nx.MultiDiGraph[str]:
    """A tree of strong ties, each thing of it with some weak ones to leaves."""
    strong = ((f"n{n:04}", f"n{n // 2:04}", 9) for n in range(1, things))
    return weighted(*strong, *((f"leaf {n}", f"n{n % things:04}", 1) for n in range(leaves)))


def test_the_ties_add_up_the_works_of_their_lines() -> None:
    net = joined(
        ("a", "isA", "b", "positive", 2), ("b", "hinders", "a", "positive", 3), ("a", "isA", "a", "positive", 1)
    )
    assert ties(net) == {("a", "a"): 1, ("a", "b"): 5}


def test_the_filter_gives_the_chances_of_the_published_one() -> None:
    net = weighted(("a", "b", 5), ("a", "c", 1), ("a", "d", 1), ("b", "c", 2), ("e", "f", 3))
    plain: nx.Graph[str] = nx.Graph()
    plain.add_weighted_edges_from((*pair, weight) for pair, weight in ties(net).items())
    published = {(tie.source, tie.target): tie.p for tie in backbone(plain)}
    assert {
        pair: None if pair == ("e", "f") else pytest.approx(p) for pair, p in disparity(ties(net)).items()
    } == published


def test_loops_take_no_part_in_the_filter() -> None:
    assert disparity({("a", "a"): 9, ("a", "b"): 1, ("a", "c"): 1}) == {("a", "b"): 0.5, ("a", "c"): 0.5}


def test_a_huge_network_opens_on_its_backbone() -> None:
    net = tree(300, HUGE)
    best, skeleton, whole = views(net)
    assert [view.kind for view in (best, skeleton, whole)] == ["best", "backbone", "all"]
    assert (len(best.things), len(skeleton.things), len(whole.things)) == (CORE, 300, 300 + HUGE)
    assert best.things < skeleton.things < whole.things
    assert best.ties < skeleton.ties < whole.ties
    assert not any(thing.startswith("leaf") for thing in skeleton.things)
    assert best.alpha == skeleton.alpha > whole.alpha == 0


def test_the_first_view_hangs_together() -> None:
    for net in (tree(300, HUGE), weighted(*((f"a{n}", f"a{n // 2}", 1) for n in range(1, 400)))):
        best = views(net)[0]
        assert nx.is_connected(nx.Graph(best.ties))
        assert len(best.things) == CORE


def test_where_no_tie_stands_out_the_best_supported_are_taken() -> None:
    best, whole = views(weighted(*((f"n{n}", f"n{(n + 1) % (HUGE + 1)}", 1) for n in range(HUGE + 1))))
    assert (best.kind, whole.kind, best.alpha) == ("best", "all", 0.0)
    assert len(best.things) == CORE


def test_groups_are_named_by_the_two_most_spoken_of() -> None:
    net = weighted(("a", "b", 1), ("b", "c", 3), ("a", "c", 1), ("x", "y", 2))
    net.nodes["c"]["works"] = 2
    assert [(group.name, group.members) for group in groups(net)] == [
        ("b · c", ("b", "c", "a")),
        ("x · y", ("x", "y")),
    ]


def test_a_network_of_nothing_has_no_groups() -> None:
    assert groups(nx.MultiDiGraph()) == ()


def test_every_group_holds_together_by_itself() -> None:
    clique = [(f"{knot}{a}", f"{knot}{b}", 3) for knot in "pqr" for a in range(4) for b in range(a)]
    net = weighted(*clique, ("p0", "q0", 1), ("q1", "r1", 1))
    found = groups(net)
    (whole,) = views(net)
    parts = sorted(sorted(part) for part in nx.connected_components(boxed(whole, found)))
    assert parts == sorted(sorted(group.members) for group in found)
