from __future__ import annotations

import networkx as nx
import pytest

from kg.claimrow import COLUMNS, ClaimRow
from kg.export.content import CORE, FAMILIES, LARGE, TYPES, content, doi_link, pieces, visible
from kg.model import EntityType, Relation

BLANK = dict.fromkeys(COLUMNS, "")


def joined(*edges: tuple[str, str, str, str, int]) -> nx.MultiDiGraph[str]:
    """A network of (head, relation, tail, polarity, works)."""
    net: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for head, relation, tail, polarity, works in edges:
        evidence = tuple(ClaimRow.from_mapping(BLANK | {"work": f"w{n}", "citation": f"C {n}"}) for n in range(works))
        for end in (head, tail):
            net.add_node(end, label=end, type="Mechanism", works=works)
        key = (relation, polarity, "asserted")
        attributes = dict(zip(("relation", "polarity", "modality"), key, strict=True))
        net.add_edge(head, tail, key=key, **attributes, works=works, claims=(), evidence=evidence)
    return net


def row_of_points(net: nx.MultiDiGraph[str]) -> dict[str, tuple[float, float]]:
    return {iri: (100.0 * number, 0.0) for number, iri in enumerate(net)}


def test_every_type_and_relation_has_a_style() -> None:
    assert set(TYPES) == {str(kind) for kind in EntityType}
    members = [relation for _, relations in FAMILIES.values() for relation in relations]
    assert sorted(members) == sorted(str(relation) for relation in Relation)


def test_no_two_types_look_alike() -> None:
    assert len(set(TYPES.values())) == len(TYPES)


@pytest.mark.parametrize("colour", sorted({c for _, c in TYPES.values()} | {c for c, _ in FAMILIES.values()}))
def test_colours_stand_out_from_white(colour: str) -> None:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    assert 1.05 / (luminance + 0.05) >= 3


def test_links_say_how_they_are_drawn() -> None:
    net = joined(("a", "cooperatesWith", "b", "positive", 1), ("a", "hinders", "c", "negative", 4))
    friends, denied = content(net, row_of_points)["links"]
    assert (friends["directed"], friends["denied"], friends["bend"]) == (False, False, 0)
    assert (denied["directed"], denied["denied"]) == (True, True)
    assert denied["width"] > friends["width"]


def test_lines_between_the_same_things_are_bent_apart() -> None:
    net = joined(
        ("a", "isA", "b", "positive", 1),
        ("a", "hinders", "b", "positive", 1),
        ("b", "hinders", "a", "positive", 1),
    )
    bends = {(link["from"], link["relation"]): link["bend"] for link in content(net, row_of_points)["links"]}
    assert bends == {(0, "hinders"): -0.3, (0, "isA"): 0.0, (1, "hinders"): -0.3}


def test_works_are_told_once_in_the_order_of_their_citations() -> None:
    data = content(joined(("a", "isA", "b", "positive", 2), ("b", "isA", "c", "positive", 1)), row_of_points)
    assert [work["citation"] for work in data["works"]] == ["C 0", "C 1"]
    assert [[claim["work"] for claim in link["claims"]] for link in data["links"]] == [[0, 1], [0]]


@pytest.mark.parametrize(("size", "shown"), [(LARGE, 0), (LARGE + 1, CORE)])
def test_a_large_network_starts_with_its_best_supported_part(size: int, shown: int) -> None:
    net = joined(*((f"n{n}", "isA", "hub", "positive", 1 + n % 3) for n in range(size - 1)))
    things = content(net, row_of_points)["things"]
    core = [thing for thing in things if thing["core"]]
    assert (len(things), len(core)) == (size, shown)
    assert all(thing["works"] > 1 for thing in core if thing["label"] != "hub")


def test_unknown_types_and_relations_are_shown_all_the_same() -> None:
    net = joined(("a", "resembles", "b", "positive", 1))
    net.nodes["a"]["type"] = "Creature"
    data = content(net, row_of_points)
    assert [kind["name"] for kind in data["types"]] == ["Mechanism", "Creature"]
    assert data["relations"] == [{"name": "resembles", "family": "other", "colour": "#444444"}]


@pytest.mark.parametrize(
    ("text", "head", "tail", "expected"),
    [
        ("A helps B.", "A", "B", [["A", "head"], [" helps ", ""], ["B", "tail"], [".", ""]]),
        (
            "By b, a stops.",
            "A",
            "B",
            [["By ", ""], ["b", "tail"], [", ", ""], ["a", "head"], [" stops.", ""]],
        ),
        ("joint\n parks", "joint parks", "", [["joint\n parks", "head"]]),
        ("tax law and tax", "tax", "tax law", [["tax law", "tail"], [" and ", ""], ["tax", "head"]]),
        ("tax law", "tax", "tax law", [["tax law", "tail"]]),
        ("taxes", "tax", "", [["taxes", ""]]),
        ("C++ (new) helps", "C++ (new)", "", [["C++ (new)", "head"], [" helps", ""]]),
        ("It helps.", "", "gone", [["It helps.", ""]]),
        ("", "A", "B", []),
    ],
)
def test_sentences_are_cut_at_their_mentions(text: str, head: str, tail: str, expected: list[list[str]]) -> None:
    assert pieces(text, head, tail) == expected


@pytest.mark.parametrize(
    ("doi", "expected"),
    [
        ("10.1111/psj.12023", "https://doi.org/10.1111/psj.12023"),
        ("https://doi.org/10.1111/psj.12023", "https://doi.org/10.1111/psj.12023"),
        ("DOI: 10.1000/a<b>", "https://doi.org/10.1000/a%3Cb%3E"),
        ('10.1000/"onclick="x', "https://doi.org/10.1000/%22onclick%3D%22x"),
        ("10.1000/a#b?c", "https://doi.org/10.1000/a%23b%3Fc"),
        ("javascript:alert(1)", ""),
        ("10.1000/two words", ""),
        ("", ""),
    ],
)
def test_doi_links(doi: str, expected: str) -> None:
    assert doi_link(doi) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain 政府, é\n", "plain 政府, é\n"),
        ("abc\u202edef", "abc‹U+202E›def"),
        ("a\u2066b\x00", "a‹U+2066›b‹U+0000›"),
        ("\ud800", "‹U+D800›"),
    ],
)
def test_hidden_characters_are_written_out(text: str, expected: str) -> None:
    assert visible(text) == expected
