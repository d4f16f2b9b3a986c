from __future__ import annotations

import random

import networkx as nx
import pytest
from chance import assert_safe, named

from kg.measures.brokerage import Brokerage, Role, brokerage


def counts(found: Brokerage) -> dict[tuple[str, str], float]:
    return {(one.node, one.role.value): one.count.observed for one in found.brokers if one.count.observed}


@pytest.mark.parametrize(
    ("labels", "role"),
    [
        ("AAA", Role.COORDINATOR),
        ("BAB", Role.CONSULTANT),
        ("BAA", Role.GATEKEEPER),
        ("AAB", Role.REPRESENTATIVE),
        ("BAC", Role.LIAISON),
    ],
)
def test_each_role_by_hand(labels: str, role: Role) -> None:
    graph = nx.DiGraph([("i", "j"), ("j", "k")])
    found = brokerage(graph, dict(zip("ijk", labels, strict=True)), draws=9)
    assert counts(found) == {("j", role.value): 1}
    assert found.totals[role].observed == 1


def test_a_direct_tie_leaves_nothing_to_broker() -> None:
    assert not brokerage(nx.DiGraph([("i", "j"), ("j", "k"), ("i", "k")]), dict.fromkeys("ijk", "A"), draws=9).brokers


def test_a_worked_graph() -> None:
    # Arrows: central -> state -> city1, city2; other state -> state. State brokers 4 open pairs:
    # central to each city (three levels: liaison), other to each city (its own level to another: representative).
    arrows = [("central", "state"), ("state", "city1"), ("state", "city2"), ("other", "state")]
    level = {"central": "national", "state": "state", "other": "state", "city1": "local", "city2": "local"}
    found = brokerage(nx.DiGraph(arrows), level, draws=99)
    assert counts(found) == {("state", "liaison"): 2, ("state", "representative"): 2}
    assert sum(one.observed or 0 for one in found.totals.values()) == 4


def test_an_undirected_tie_runs_both_ways() -> None:
    found = brokerage(nx.Graph([("i", "j"), ("j", "k")]), {"i": "A", "j": "A", "k": "B"}, draws=9)
    assert counts(found) == {("j", "gatekeeper"): 1, ("j", "representative"): 1}


def test_a_planted_broker_is_found() -> None:
    left, right = nx.complete_graph(8), nx.complete_graph(range(8, 16))
    graph = named(nx.compose(left, right))
    for node in range(16):
        graph.add_edge("broker", f"{node:03d}")
    label = {f"{node:03d}": "left" if node < 8 else "right" for node in range(16)} | {"broker": "between"}
    found = {(one.node, one.role): one for one in brokerage(graph, label, draws=999).brokers}
    assert set(found) == {("broker", role) for role in Role}
    best = found["broker", Role.LIAISON]
    assert best.count.observed == 128
    assert best.count.p == pytest.approx(0.001, abs=0.005)


@pytest.mark.parametrize(
    ("label", "reason"),
    [
        (dict.fromkeys("abcd", "A"), "fewer than 5 nodes with a label"),
        (dict.fromkeys("abcdef", "A"), "all nodes bear one label"),
        (dict(zip("acefgh", "ABABAB", strict=True)), "nobody stands between two others"),
    ],
)
def test_too_little_gives_no_p(label: dict[str, str], reason: str) -> None:
    graph: nx.Graph[str] = nx.path_graph(list("abcdef"))
    graph.add_nodes_from("gh")
    found = brokerage(graph, label, draws=9)
    assert {(one.p, one.reason) for one in found.totals.values()} == {(None, reason)}
    assert found.unlabelled == tuple(sorted(set(graph) - set(label)))


def test_order_does_not_matter_and_the_seed_does() -> None:
    edges = sorted(named(nx.karate_club_graph()).edges())
    label = {node: "AB"[int(node) % 2] for edge in edges for node in edge}
    shuffled = random.Random(1).sample(edges, len(edges))
    one = brokerage(nx.Graph(edges), label, draws=49)
    assert one == brokerage(nx.Graph(shuffled), dict(reversed(label.items())), draws=49)
    assert one != brokerage(nx.Graph(edges), label, draws=49, seed=1)


def test_p_is_safe_where_labels_mean_nothing() -> None:
    rng = random.Random(5)
    graph = named(nx.gnp_random_graph(16, 0.25, seed=5))
    ps = []
    for seed in range(200):
        labels = rng.sample("AAAAAABBBBBCCCCC", 16)
        found = brokerage(graph, dict(zip(sorted(graph), labels, strict=True)), draws=39, seed=seed)
        ps.append(found.totals[Role.COORDINATOR].p)
    assert_safe(ps)
    assert sum(p is not None and p <= 0.25 for p in ps) > 25


def test_a_graph_without_any_label_is_too_small() -> None:
    found = brokerage(nx.path_graph(["a", "b", "c"]), {})
    assert (found.brokers, found.unlabelled) == ((), ("a", "b", "c"))
    assert {total.p for total in found.totals.values()} == {None}
