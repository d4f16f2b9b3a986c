from __future__ import annotations

from typing import Any

import networkx as nx
import pytest

from kg.claimrow import COLUMNS, ClaimRow
from kg.export.content import Json, content
from kg.export.parts import CORE, LARGE
from kg.export.styles import FAMILIES, TYPES
from kg.model import EntityType, Relation

BLANK = dict.fromkeys(COLUMNS, "")


def unpacked(packed: Json) -> list[Json]:
    """Records from their columns, as the page reads them."""

    def value(column: Any, place: int) -> Any:
        return column["table"][column["at"][place]] if isinstance(column, dict) else column[place]

    return [{key: value(column, n) for key, column in packed["columns"].items()} for n in range(packed["count"])]


def joined(*edges: tuple[str, str, str, str, int]) -> nx.MultiDiGraph[str]:
    """A network of (head, relation, tail, polarity, works)."""
    net: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for head, relation, tail, polarity, works in edges:
        evidence = tuple(
            ClaimRow.from_mapping(BLANK | {"work": f"w{n}", "citation": f"C {n}", "quote": "It helps."})
            for n in range(works)
        )
        for end in (head, tail):
            net.add_node(end, label=end, type="Mechanism", works=works)
        key = (relation, polarity, "asserted")
        attributes = dict(zip(("relation", "polarity", "modality"), key, strict=True))
        net.add_edge(head, tail, key=key, **attributes, works=works, claims=(), evidence=evidence)
    return net


def row_of_points(net: nx.Graph[str]) -> dict[str, tuple[float, float]]:
    return {iri: (100.0 * number, 0.0) for number, iri in enumerate(net)}


def test_every_type_and_relation_has_a_style() -> None:
    assert set(TYPES) == {str(kind) for kind in EntityType}
    members = [relation for _, _, relations in FAMILIES.values() for relation in relations]
    assert sorted(members) == sorted(str(relation) for relation in Relation)


def test_no_two_families_end_alike() -> None:
    assert len({end for _, end, _ in FAMILIES.values()}) == len(FAMILIES)


def test_no_two_types_look_alike() -> None:
    assert len(set(TYPES.values())) == len(TYPES)


@pytest.mark.parametrize("colour", sorted({c for _, c in TYPES.values()} | {c for c, _, _ in FAMILIES.values()}))
def test_colours_stand_out_from_white(colour: str) -> None:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    assert 1.05 / (luminance + 0.05) >= 3


def test_links_say_how_they_are_drawn() -> None:
    net = joined(("a", "cooperatesWith", "b", "positive", 1), ("a", "hinders", "c", "negative", 4))
    page = content(net, row_of_points)
    friends, denied = unpacked(page.data["links"])
    assert (friends["directed"], friends["denied"]) == (False, False)
    assert (denied["directed"], denied["denied"]) == (True, True)
    first, second = page.edges
    assert (first["bend"], first["dashes"]) == (0, False)
    assert [first["arrows"][end]["enabled"] for end in ("from", "middle", "to")] == [True, False, True]
    assert [second["arrows"][end]["enabled"] for end in ("from", "middle", "to")] == [False, True, True]
    assert (first["arrows"]["to"]["type"], second["arrows"]["to"]["type"]) == ("arrow", "bar")
    assert second["width"] > first["width"]


@pytest.mark.parametrize(("modality", "dashed"), [("asserted", False), ("recommended", True), ("hypothetical", True)])
def test_what_is_not_asserted_is_dashed(modality: str, dashed: bool) -> None:
    net = joined(("a", "isA", "b", "positive", 1))
    next(iter(net.edges(data=True)))[2]["modality"] = modality
    assert bool(content(net, row_of_points).edges[0]["dashes"]) == dashed


def test_lines_between_the_same_things_are_bent_apart() -> None:
    net = joined(
        ("a", "isA", "b", "positive", 1),
        ("a", "hinders", "b", "positive", 1),
        ("b", "hinders", "a", "positive", 1),
    )
    page = content(net, row_of_points)
    links = zip(page.edges, unpacked(page.data["links"]), strict=True)
    bends = {(edge["from"], link["relation"]): edge["bend"] for edge, link in links}
    assert bends == {(0, "hinders"): -0.3, (0, "isA"): 0.0, (1, "hinders"): -0.3}


def test_works_and_sentences_are_told_once() -> None:
    data = content(joined(("a", "isA", "b", "positive", 2), ("b", "isA", "c", "positive", 1)), row_of_points).data
    assert [work["citation"] for work in unpacked(data["works"])] == ["C 0", "C 1"]
    assert data["sentences"] == ["It helps."]
    assert [link["claims"] for link in unpacked(data["links"])] == [2, 1]
    assert [(claim["work"], claim["sentence"]) for claim in unpacked(data["claims"])] == [(0, 0), (1, 0), (0, 0)]


@pytest.mark.parametrize(("belief", "expected"), [(0.12345, 0.1235), (1.0, 1.0), (float("nan"), None)])
def test_links_tell_their_belief(belief: float, expected: float | None) -> None:
    net = joined(("a", "isA", "b", "positive", 1))
    assert unpacked(content(net, row_of_points).data["links"])[0]["belief"] is None
    next(iter(net.edges(data=True)))[2]["belief"] = belief
    assert unpacked(content(net, row_of_points).data["links"])[0]["belief"] == expected


def test_things_tell_their_other_names_and_their_group() -> None:
    net = joined(("a", "isA", "b", "positive", 1), ("c", "isA", "d", "positive", 3))
    net.nodes["a"]["aliases"] = ("A1", "\u202eA2")
    data = content(net, row_of_points).data
    things = unpacked(data["things"])
    assert [thing["aliases"] for thing in things] == [["A1", "‹U+202E›A2"], [], [], []]
    assert [thing["group"] for thing in things] == [0, 0, 1, 1]
    assert data["groups"] == [{"name": "a · b", "things": 2}, {"name": "c · d", "things": 2}]


@pytest.mark.parametrize(("size", "views"), [(LARGE, [LARGE]), (LARGE + 1, [CORE, LARGE + 1])])
def test_a_large_network_starts_with_its_best_supported_part(size: int, views: list[int]) -> None:
    net = joined(*((f"n{n}", "isA", "hub", "positive", 1 + n % 3) for n in range(size - 1)))
    data = content(net, row_of_points).data
    things = unpacked(data["things"])
    assert [view["things"] for view in data["views"]] == views
    assert [sum(thing["level"] <= level for thing in things) for level in range(len(views))] == views
    for view, places in zip(views, data["places"], strict=True):
        assert [sum(place != 0 for place in places[kind]) for kind in ("free", "boxed")] == [view, view]
    first = [thing for thing in things if thing["level"] == 0]
    assert len(first) == size or sum(thing["works"] == 1 for thing in first) == 0


def test_unknown_types_and_relations_are_shown_all_the_same() -> None:
    net = joined(("a", "resembles", "b", "positive", 1))
    net.nodes["a"]["type"] = "Creature"
    data = content(net, row_of_points).data
    assert [kind["name"] for kind in data["types"]] == ["Mechanism", "Creature"]
    assert data["relations"] == [
        {"name": "resembles", "symmetric": False, "family": "other", "colour": "#444444", "end": "arrow"}
    ]
