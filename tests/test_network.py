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
    assert net.nodes["c:m1"] == {"label": "label m1", "type": "Mechanism", "works": 3, "aliases": ()}
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


def test_a_node_has_the_type_most_works_give_it_and_the_forms_of_the_texts() -> None:
    rows = [
        row("f1", "promotes", "o1", "w1", headType="Outcome", headMention="Trust"),
        row("f1", "promotes", "o1", "w2", headType="Outcome", headMention="mutual\ntrust"),
        row("f1", "promotes", "o1", "w3", headType="Factor", headMention="label F1"),
        row("f1", "hinders", "o1", "w3", headType="Factor", claim="again", headMention="trust"),
    ]
    node = network.graph(rows).nodes["c:f1"]
    assert (node["type"], node["aliases"]) == ("Outcome", ("Trust", "mutual trust"))


CHAIN = [row("m1", "addresses", "o1"), row("o1", "hinders", "p1"), row("m2", "addresses", "o1"), row("m3", "isA", "m4")]


@pytest.mark.parametrize(("hops", "near"), [(1, "m1 o1"), (2, "m1 m2 o1 p1"), (9, "m1 m2 o1 p1")])
def test_what_is_around_a_thing(hops: int, near: str) -> None:
    found = network.around(network.graph(CHAIN), "c:m1", hops)
    assert " ".join(sorted(iri[2:] for iri in found)) == near


def test_the_chains_between_two_things() -> None:
    net = network.graph([*CHAIN, row("m1", "promotes", "p1", "w9"), row("m1", "hinders", "p1", "w8")])
    assert sorted(network.between(net, "c:p1", "c:m1").edges(keys=True)) == sorted(
        edge for edge in net.edges(keys=True) if edge[:2] == ("c:m1", "c:p1")
    )
    assert sorted(network.between(net, "c:m2", "c:p1")) == ["c:m2", "c:o1", "c:p1"]
    with pytest.raises(KgError, match="no chain of claims joins 'label m1' and 'label m3'"):
        network.between(net, "c:m1", "c:m3")
