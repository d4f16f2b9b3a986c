"""The command that reports patterns and writes networks; its tests of patterns themselves are in patterns/."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import networkx as nx
import pytest
from fixtures_store import Run

pytest_plugins = ["fixtures_store"]

SECTIONS = "obstacles outcomes advice theories gaps actors themes toolkits causes agreement change countries".split()


def test_the_report_says_what_it_is_made_of_and_what_is_too_small(store: Path, kg: Run) -> None:
    code, out, err = kg("network", "--store", store)
    assert (code, err) == (0, "")
    assert out.startswith("6 works, ")
    assert "chosen: all claims; rolled up to: vocabulary; seed 0; up to 2,000 draws, as each test says; kg " in out
    assert "Obstacles and the mechanisms claimed against them" in out
    assert "  causes.1: [too small] Too few things for a causal map" in out
    assert out.count("more: --out DIR") <= len(SECTIONS)


def test_a_folder_of_the_report_is_the_same_every_time(store: Path, tmp_path: Path, kg: Run) -> None:
    one, other = tmp_path / "one", tmp_path / "other" / "deep"
    for folder in (one, other):
        code, out, err = kg("network", "--store", store, "--out", folder, "--draws", 99)
        assert (code, out) == (0, "")
        assert err.startswith(f"wrote {len(list(folder.iterdir()))} files into {folder}: ")
    names = sorted(path.name for path in one.iterdir())
    assert {"report.json", "report.md", *(f"{id}.csv" for id in SECTIONS)} <= set(names)
    assert [(one / name).read_bytes() for name in names] == [(other / name).read_bytes() for name in names]
    made = json.loads((one / "report.json").read_text(encoding="utf-8"))
    assert (made["schema_version"], made["draws"]) == (1, 99)
    assert [section["id"] for section in made["sections"]] == SECTIONS


def test_filters_are_told_and_obeyed(store: Path, kg: Run) -> None:
    options = ("--relation", "hinders", "--modality", "asserted", "--since", 2000, "--roll", "none", "--seed", 7)
    made = json.loads(kg("network", "--store", store, *options, "--json").out)
    assert made["filter"] == "hinders, asserted, published 2000 to ..."
    assert (made["roll"], made["seed"]) == ("none", 7)
    assert 0 < made["claims"] < made["all_claims"]


def test_a_finding_is_explained_by_its_claims(store: Path, kg: Run) -> None:
    report = json.loads(kg("network", "--store", store, "--json").out)
    found = next(f for s in report["sections"] for f in s["findings"] if f["claims"])
    code, out, _ = kg("network", "--store", store, "--explain", found["id"])
    assert code == 0
    assert out.startswith(f"{found['id']}: ")
    assert "Test: " in out
    assert "modality: asserted" in " ".join(out.split())
    assert "“" in out
    told = json.loads(kg("network", "--store", store, "--explain", found["id"], "--json").out)
    assert sorted(claim["claim"] for claim in told["claims"]) == found["claims"]


def test_named_networks_are_listed(kg: Run) -> None:
    assert "causal-map" in kg("network", "--list").out
    names = [network["name"] for network in json.loads(kg("network", "--list", "--json").out)]
    assert names == sorted(names)
    assert {"actors-cooperate", "works-concepts"} <= set(names)


def test_a_named_network_keeps_its_claims(store: Path, tmp_path: Path, kg: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(kg("network", "--store", store, "--name", "causal-map").out)))
    assert rows
    assert all(row["claims"] and row["sign"] in {"1", "-1", "0"} for row in rows)
    out = tmp_path / "net.graphml"
    code, _, err = kg("network", "--store", store, "--name", "works-concepts", "--fold", 1, "--out", out)
    assert (code, err) == (0, f"wrote {out}\n")
    net = nx.read_graphml(out)
    assert all(data["claims"] and data["weight"] >= 1 for _, _, data in net.edges(data=True))
    made = json.loads(kg("network", "--store", store, "--name", "causal-map", "--json").out)
    assert (made["directed"], len(made["edges"])) == (True, len(rows))


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("--explain", "obstacles.99"), 1, "kg: no finding is called 'obstacles.99' with these options; there are "),
        (("--name", "nope"), 2, "kg: no network is called 'nope'; kg network --list shows them"),
        (("--name", "causal-map", "--fold", "0"), 1, "only a two-mode network can be folded"),
        (("--modality", "maybe"), 1, "kg: 'maybe' is no modality; choose of asserted, hypothetical, recommended"),
        (("--place", "Atlantis"), 1, "no claim has the country 'Atlantis'"),
        (("--fold", "0"), 2, "give --name NETWORK with --fold"),
        (("--name", "causal-map", "--explain", "a.1"), 2, "give --name or --explain, not both"),
        (("--name", "causal-map", "--out", "net.png"), 2, "a network is written as .csv, .graphml, .json"),
        (("--explain", "a.1", "--out", "folder"), 2, "give --explain or --out, not both"),
        (("--roll", "high"), 2, "'high' is not one of"),
        (("--draws", "3"), 2, "greater than or equal to 99"),
    ],
)
def test_faults_are_one_clear_line(
    arguments: tuple[str, ...], code: int, message: str, store: Path, tmp_path: Path, kg: Run
) -> None:
    ended = kg("network", "--store", store, *arguments)
    assert (ended.code, ended.out) == (code, "")
    assert message in " ".join(ended.err.replace("│", " ").split())


def test_a_folder_that_cannot_be_made(store: Path, tmp_path: Path, kg: Run) -> None:
    (tmp_path / "file").write_text("here", encoding="utf-8")
    code, _, err = kg("network", "--store", store, "--out", tmp_path / "file")
    assert code == 1
    assert err.startswith(f"kg: cannot write {tmp_path / 'file'}: ")
