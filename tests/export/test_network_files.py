from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest
from network_sample import CLAIMS, HOSTILE, STAMP, claim, reordered, selection

from kg.export.cytoscape import write_cytoscape
from kg.export.flat import flat, words
from kg.export.gephi import write_gexf, write_graphml
from kg.export.selection import Selection
from kg.export.vosviewer import write_vosviewer
from kg.model import KgError
from kg.networks import Things
from kg.terms import BASE

GEXF = "{http://gexf.net/1.3}"
VIZ = "{http://gexf.net/1.3/viz}"

Writer = Callable[..., tuple[Path, ...]]


def grid(net: nx.Graph[str]) -> dict[str, tuple[float, float]]:
    return {iri: (100.0 * number, 50.0) for number, iri in enumerate(sorted(net))}


def iri(name: str) -> str:
    return f"{BASE}concept/{name}"


def test_things_count_works_claims_and_years() -> None:
    net = flat(CLAIMS, selection().things)
    found = {thing.iri: thing for thing in net.things}
    assert sorted(found) == [iri(n) for n in ("atlantis", "cooperation", "erewhon", "rivalry", "trust")], "no works"
    trust = found[iri("trust")]
    assert (trust.works, trust.claims, trust.year, trust.aliases) == (2, 3, 2000.5, "mutual trust")
    assert (found[iri("erewhon")].level, found[iri("erewhon")].year) == ("national", None)


def test_ties_are_told_apart_by_their_kind() -> None:
    kinds = [tie.kind for tie in flat(CLAIMS, Things()).ties]
    assert sorted(kinds) == [
        "cooperatesWith",
        "hinders",
        "promotes",
        "promotes recommended",
        "requires denied",
    ]


def test_a_symmetric_tie_has_one_direction() -> None:
    turned = (claim(1, "Erewhon", "competesWith", "Atlantis"), claim(2, "Atlantis", "competesWith", "Erewhon", "b"))
    (tie,) = flat(turned, Things()).ties
    assert (tie.works, tie.symmetric, tie.head) == (2, True, iri("atlantis"))


def test_pairs_sum_ties_and_count_works_once() -> None:
    pair = next(p for p in flat(CLAIMS, Things()).pairs if p.other == iri("trust"))
    assert (pair.works, pair.weight, pair.claims) == (2, 3, 3)
    assert pair.kinds == "promotes | promotes recommended | requires denied"


def test_a_tie_of_a_thing_with_itself_is_no_pair() -> None:
    net = flat((claim(1, "trust", "promotes", "trust"),), Things())
    assert (len(net.ties), net.pairs) == (1, ())


def test_a_relation_in_words() -> None:
    assert [words(name) for name in ("isA", "participatesIn", "causes")] == ["is a", "participates in", "causes"]


def test_graphml_reads_back(tmp_path: Path) -> None:
    (path,) = write_graphml(selection(), tmp_path / "net.graphml", grid)
    net = nx.read_graphml(path, force_multigraph=True)
    assert (len(net), net.number_of_edges()) == (5, 5)
    assert net.nodes[iri("trust")]["label"] == "trust"
    assert net.nodes[iri("trust")]["x"] == 400.0
    assert "\x00" not in net.nodes[iri("rivalry")]["label"]
    assert net.graph["corpus SHA-256"] == STAMP.corpus
    data = net.get_edge_data(iri("trust"), iri("cooperation"))
    assert {edge["kind"]: edge["weight"] for edge in data.values()} == {"promotes": 1, "promotes recommended": 1}


def test_gexf_reads_back_as_multigraph_and_summed(tmp_path: Path) -> None:
    paths = write_gexf(selection(), tmp_path / "net.gexf", grid)
    assert [path.name for path in paths] == ["net.gexf", "net-summed.gexf"]
    multi, summed = (nx.read_gexf(path) for path in paths)
    assert (multi.is_directed(), multi.number_of_edges()) == (True, 5)
    assert (summed.is_directed(), summed.number_of_edges()) == (False, 3)
    assert summed.edges[iri("cooperation"), iri("trust")]["weight"] == 3.0
    viz = multi.nodes[iri("trust")]["viz"]
    assert viz["position"] == {"x": 400.0, "y": -50.0, "z": 0.0}
    assert (viz["color"]["r"], viz["color"]["g"], viz["color"]["b"]) == (160, 111, 0)


def test_gexf_has_kinds_a_stamp_and_only_what_its_schema_knows(tmp_path: Path) -> None:
    tree = ElementTree.parse(write_gexf(selection(), tmp_path / "net.gexf")[0]).getroot()
    assert len({edge.get("kind") for edge in tree.iter(f"{GEXF}edge")}) == 5
    meta = tree.find(f"{GEXF}meta")
    assert meta is not None
    assert meta.get("lastmodifieddate") == "2026-11-22"
    assert STAMP.corpus in (meta.findtext(f"{GEXF}description") or "")
    ids = {a.get("id") for a in tree.iter(f"{GEXF}attribute")}
    assert {a.get("for") for a in tree.iter(f"{GEXF}attvalue")} <= ids
    assert {e.get("value") for e in tree.iter(f"{VIZ}shape")} <= {"disc", "square", "triangle", "diamond"}
    assert not list(tree.iter(f"{VIZ}position")), "no layout, no places"


def test_a_gexf_date_must_be_a_date(tmp_path: Path) -> None:
    undated = replace(selection(), stamp=replace(STAMP, date="today"))
    assert b"lastmodifieddate" not in write_gexf(undated, tmp_path / "net.gexf")[0].read_bytes()


def test_cytoscape_reads_back(tmp_path: Path) -> None:
    (path,) = write_cytoscape(selection(), tmp_path / "net.cyjs", grid)
    content = json.loads(path.read_text("utf-8"))
    assert content["data"]["licence"] == "CC BY 4.0"
    assert content["elements"]["nodes"][0]["position"] == {"x": 0.0, "y": 50.0}
    net = nx.cytoscape_graph(content)
    assert (len(net), net.number_of_edges()) == (5, 5)
    kinds = {data["interaction"] for *_, data in net.edges(data=True)}
    assert "requires denied" in kinds
    plain = (str, int, float, bool)
    assert all(isinstance(value, plain) for _, data in net.nodes(data=True) for value in data.values())


def test_vosviewer_json_holds_what_the_program_demands(tmp_path: Path) -> None:
    (path,) = write_vosviewer(selection(), tmp_path / "net.json", grid)
    content = json.loads(path.read_text("utf-8"))
    items, links = content["network"]["items"], content["network"]["links"]
    assert [item["id"] for item in items] == [1, 2, 3, 4, 5]
    assert {item["cluster"] for item in items} <= {c["cluster"] for c in content["network"]["clusters"]}
    assert {"source_id": 2, "target_id": 5, "strength": 2} in links
    assert all(link["source_id"] < link["target_id"] for link in links)
    assert items[4]["scores"] == {"Avg. pub. year": 2000.5}
    assert items[2]["scores"] == {}
    assert (items[4]["x"], items[4]["y"]) == (0.4, -0.05)
    assert "<script>" not in items[3]["description"]
    assert "&lt;hinders&gt;" in content["info"]["description"]


def test_vosviewer_text_files(tmp_path: Path) -> None:
    paths = write_vosviewer(selection(), tmp_path / "net.txt")
    names = ["net-map.txt", "net-map.txt-metadata.json", "net-network.txt", "net-network.txt-metadata.json"]
    assert [path.name for path in paths] == names
    text = paths[0].read_text("utf-8-sig")
    assert '"' not in text
    rows = list(csv.DictReader(io.StringIO(text), delimiter="\t"))
    assert [row["id"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert rows[4]["weight<Documents>"] == "2"
    assert rows[3]["label"].startswith("'=")
    assert paths[2].read_text("utf-8-sig").splitlines() == ["1\t3\t1", "2\t4\t1", "2\t5\t2"]


def test_vosviewer_refuses_what_the_program_refuses(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="needs 3 things and there are 2"):
        write_vosviewer(selection(CLAIMS[:1]), tmp_path / "net.json")


@pytest.mark.parametrize(
    ("write", "name"),
    [(write_graphml, "n.graphml"), (write_gexf, "n.gexf"), (write_cytoscape, "n.cyjs"), (write_vosviewer, "n.json")],
)
def test_the_same_claims_give_the_same_bytes(tmp_path: Path, write: Writer, name: str) -> None:
    def written(chosen: Selection) -> list[bytes]:
        return [path.read_bytes() for path in write(chosen, tmp_path / name, grid)]

    assert written(selection()) == written(reordered())


@pytest.mark.parametrize("write", [write_graphml, write_gexf, write_cytoscape])
def test_no_claims_give_an_empty_network(tmp_path: Path, write: Writer) -> None:
    assert write(selection(()), tmp_path / "n.x")[0].stat().st_size


def test_hostile_labels_stay_text(tmp_path: Path) -> None:
    net = nx.read_gexf(write_gexf(selection(), tmp_path / "net.gexf")[0])
    label = net.nodes[iri("rivalry")]["label"]
    assert "<script>alert(1)</script>" in label
    assert len(label.splitlines()) == 1
    assert "\u202e" not in label
    assert HOSTILE.split()[0] == label.split()[0]
