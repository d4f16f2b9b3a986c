from __future__ import annotations

import random
from collections.abc import Iterable

import networkx as nx
import pytest

from kg import network
from kg.claimrow import COLUMNS, WORK_BASE
from kg.model import KgError

Row = dict[str, str]
TYPES = {"m": "Mechanism", "o": "Obstacle", "p": "Region"}


def row(head: str, relation: str, tail: str, work: str = "w1", **changes: str) -> Row:
    """A claim whose things are named m1, o1, p1 ...: mechanism, obstacle, place."""
    ends = {
        f"{end}{part}": value
        for end, name in (("head", head), ("tail", tail))
        for part, value in (
            ("", f"c:{name}"),
            ("Label", f"label {name}"),
            ("Type", TYPES.get(name[0], "Factor")),
        )
    }
    fixed = {
        "claim": f"claim/{head}-{relation}-{tail}-{work}",
        "doc": work,
        "work": WORK_BASE + work,
        "relation": relation,
        "polarity": "positive",
        "modality": "asserted",
        "start": "0",
    }
    return dict.fromkeys(COLUMNS, "") | fixed | ends | changes


ROWS = [
    row("m1", "addresses", "o1", "w1"),
    row("m1", "addresses", "o1", "w2"),
    row("m1", "addresses", "o1", "w2", claim="claim/again", start="70"),
    row("m1", "addresses", "o1", "w3", polarity="negative", claim="claim/not"),
    row("m1", "addresses", "o1", "w3", modality="recommended", claim="claim/should"),
    row("m2", "addresses", "o2", "w1"),
    row("m2", "addresses", "p1", "w1"),
    row("o1", "hinders", "p1", "w1"),
    row("m3", "isA", "m4", "w4"),
]


def edges(net: nx.MultiDiGraph[str]) -> dict[tuple[str, ...], int]:
    return {(head, tail, *key): net.edges[head, tail, key]["works"] for head, tail, key in net.edges(keys=True)}


def test_nodes_are_entities_with_label_type_and_number_of_works() -> None:
    net = network.graph(ROWS)
    assert net.nodes["c:m1"] == {"label": "label m1", "type": "Mechanism", "works": 3}
    assert len(net) == 7


def test_an_edge_gathers_the_claims_of_one_reading() -> None:
    net = network.graph(ROWS)
    assert edges(net)["c:m1", "c:o1", "addresses", "positive", "asserted"] == 2
    assert edges(net)["c:m1", "c:o1", "addresses", "negative", "asserted"] == 1
    assert edges(net)["c:m1", "c:o1", "addresses", "positive", "recommended"] == 1
    data = net.edges["c:m1", "c:o1", ("addresses", "positive", "asserted")]
    assert data["claims"] == ("claim/again", "claim/m1-addresses-o1-w1", "claim/m1-addresses-o1-w2")
    assert [(r.doc, r.start) for r in data["evidence"]] == [("w1", "0"), ("w2", "0"), ("w2", "70")]
    assert (data["relation"], data["polarity"], data["modality"]) == ("addresses", "positive", "asserted")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([row("p1", "cooperatesWith", "p2"), row("p2", "cooperatesWith", "p1", "w2")], [("c:p1", "c:p2")]),
        ([row("p1", "directs", "p2"), row("p2", "directs", "p1")], [("c:p1", "c:p2"), ("c:p2", "c:p1")]),
        ([row("p1", "directs", "p2"), row("p1", "directs", "p2")], [("c:p1", "c:p2")]),
        ([], []),
    ],
)
def test_directions(rows: list[Row], expected: list[tuple[str, str]]) -> None:
    assert list(network.graph(rows).edges()) == expected


def test_claims_about_works_are_left_out_unless_wanted() -> None:
    about = row("x", "studies", "o1") | {"head": f"{WORK_BASE}w1"}
    assert len(network.graph([about])) == 0
    assert len(network.graph([about], with_works=True)) == 2


def test_a_thing_without_label_is_named_by_its_iri() -> None:
    net = network.graph([row("m1", "addresses", "o1") | {"head": "https://x.org/concept/joint-park", "headLabel": ""}])
    assert net.nodes["https://x.org/concept/joint-park"]["label"] == "joint-park"


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        ({k: v for k, v in row("m1", "isA", "m2").items() if k not in {"tail", "rule"}}, "lacks tail, rule"),
        (row("m1", "isA", "m2") | {"tail": ""}, "claim/m1-isA-m2-w1 has no head, relation or tail"),
        (row("m1", "isA", "m2", claim="") | {"relation": ""}, "(without id) has no head"),
    ],
)
def test_broken_rows_are_refused(broken: Row, message: str) -> None:
    with pytest.raises(KgError) as raised:
        network.graph([broken])
    assert message in str(raised.value)


def shuffled(rows: Iterable[Row]) -> list[Row]:
    mixed = list(rows)
    random.Random(4).shuffle(mixed)
    return mixed


def test_the_order_of_the_rows_does_not_matter() -> None:
    one, other = network.graph(ROWS), network.graph(shuffled(ROWS))
    assert list(one.nodes(data=True)) == list(other.nodes(data=True))
    assert list(one.edges(keys=True, data=True)) == list(other.edges(keys=True, data=True))
    assert network.summary(one) == network.summary(other)


def test_summary_counts() -> None:
    report = network.summary(network.graph(ROWS))
    assert (report.nodes, report.edges, report.claims, report.works) == (7, 7, 9, 4)
    assert report.relations == (("addresses", 5), ("hinders", 1), ("isA", 1))
    assert report.components == (5, 2)


def test_summary_ranks() -> None:
    report = network.summary(network.graph(ROWS), top=2)
    assert [(t.label, t.works) for t in report.by_works] == [("label m1", 3), ("label o1", 3)]
    assert [(t.label, t.degree) for t in report.by_degree] == [("label o1", 2), ("label m2", 2)]
    assert report.by_betweenness[0].label == "label p1"


def test_remedies_are_mechanisms_for_obstacles_counted_in_works() -> None:
    report = network.summary(network.graph(ROWS))
    assert report.remedies == (
        network.Remedy("label m1", "label o1", works=3, claims=4, asserted=3, denied=1),
        network.Remedy("label m2", "label o2", works=1, claims=1, asserted=1, denied=0),
    )


def test_communities_are_named_by_their_two_most_spoken_of_things() -> None:
    knots = [row(f"{knot}{a}", "isA", f"{knot}{b}", f"w{a}") for knot in "mo" for a in range(5) for b in range(a)]
    report = network.summary(network.graph([*knots, row("m0", "addresses", "o0")]))
    assert [group.name for group in report.communities] == ["label m0 · label m1", "label o0 · label o1"]
    assert {len(group.members) for group in report.communities} == {5}


def test_an_empty_network_has_an_empty_summary() -> None:
    report = network.summary(network.graph([]))
    assert (report.nodes, report.components, report.by_works, report.communities) == (0, (), (), ())
