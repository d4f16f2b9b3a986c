from __future__ import annotations

import csv
import io
import json
import re

import matplotlib
import networkx as nx
import pytest

from kg.cells import plain as unmarked
from kg.claimrow import ClaimRow
from kg.export import networks
from kg.export.patterns import as_json, markdown, plain, quotes, table
from kg.export.patterns_plots import drawn
from kg.patterns import Bars, Bubbles, Finding, Kind, Lines, Picture, Report, Section, Test

HOSTILE = "=cmd|' /C calc'!A0 <script>alert(1)</script> *x* [a](b)\n# head $x^2$"
COLUMNS = ClaimRow.__dataclass_fields__


def row(claim: str, work: str, **changes: str) -> ClaimRow:
    known = dict.fromkeys(COLUMNS, "")
    known |= {"claim": claim, "work": work, "citation": f"Work {work} (2000).", "modality": "asserted"}
    return ClaimRow(**(known | {"confidence": "0.5", "quote": f"Quote {claim}."} | changes))


CLAIMS = {
    r.claim: r
    for r in (
        row("c1", "w1", quote=HOSTILE, confidence="0.9"),
        row("c2", "w1"),
        row("c3", "w2", modality="recommended"),
        row("c4", "w3"),
    )
}
TESTED = Test("lift 2", 0.01, 0.02, "pairs are dealt anew", 99, 1)
SECTION = Section.made(
    "obstacles",
    "Obstacles & remedies",
    "What it is.",
    [
        Finding(HOSTILE, TESTED, Kind.FINDING, {"row": HOSTILE, "lift": 2.5}, ("c1", "c2", "c3", "c4"), 3),
        Finding("None.", Test.none("no data"), Kind.NULL, {"tests": 4}),
    ],
    ["1 cell is hidden.", "", "1 cell is hidden."],
)
REPORT = Report(3, 4, 5, "all claims", "none", 1, 99, "0.1", (SECTION,))


def test_json_has_a_version_and_all_findings() -> None:
    made = json.loads(as_json(REPORT))
    assert made["schema_version"] == 1
    first = made["sections"][0]["findings"][0]
    assert (first["id"], first["kind"], first["test"]["q"]) == ("obstacles.1", "finding", 0.02)
    assert first["claims"] == ["c1", "c2", "c3", "c4"]


def test_a_table_has_a_row_a_finding_and_no_formulas() -> None:
    rows = list(csv.DictReader(io.StringIO(table(SECTION).decode("utf-8-sig"))))
    assert [r["id"] for r in rows] == ["obstacles.1", "obstacles.2"]
    assert (rows[0]["lift"], rows[0]["tests"], rows[1]["tests"]) == ("2.5", "", "4")
    assert rows[0]["sentence"].startswith("'=")
    assert unmarked(rows[0]["row"]) == HOSTILE


def test_markdown_reads_and_holds_no_markup_of_documents() -> None:
    text = markdown(REPORT, CLAIMS, PICTURES).decode()
    assert text.count("](bubbles.png)") == 1
    assert "lines.png" not in text
    assert "- [Obstacles \\& remedies](#obstacles--remedies)" in text
    assert "## Obstacles \\& remedies" in text
    assert "`obstacles.1`, 3 works" in text
    assert "Test: lift 2; null model: pairs are dealt anew; 99 draws, seed 1." in text
    assert "Null result. None." in text
    assert text.count("1 cell is hidden.") == 1
    assert not re.search(r"(?<!\\)<script", text)
    assert "\n# head" not in text


def test_quotes_are_the_surest_of_two_works() -> None:
    first = SECTION.findings[0]
    assert [q.claim for q in quotes(first, CLAIMS)] == ["c1", "c4"]
    advice = Finding("", TESTED, claims=("c1", "c3"), section="advice")
    assert [q.claim for q in quotes(advice, CLAIMS)] == ["c3", "c1"]


@pytest.mark.parametrize(("text", "expected"), [("a*b", "a\\*b"), ("a\n  b", "a b"), ("<b>", "\\<b\\>")])
def test_plain(text: str, expected: str) -> None:
    assert plain(text) == expected


PICTURES: list[Picture] = [
    Bubbles("bubbles", "obstacles", "Title", (HOSTILE, "b"), ("c", "d"), ((HOSTILE, "c", 3), ("b", "d", 9))),
    Lines("lines", "change", HOSTILE, ("1990–1992", "1993–1995"), (("a", (0.1, 0.2)), (HOSTILE, (0.0, 1.0)))),
    Bars("bars", "causes", "Title", "things", ("more", "less"), (("协作", (3.0, 0.0)), ("b", (1.0, 2.0)))),
]


@pytest.mark.parametrize("picture", PICTURES, ids=lambda p: p.name)
def test_plots_are_the_same_bytes_whatever_the_settings(picture: Picture) -> None:
    made = drawn(picture)
    assert sorted(made) == [f"{picture.name}.png", f"{picture.name}.svg"]
    assert made[f"{picture.name}.png"].startswith(b"\x89PNG")
    assert b"matplotlib" not in made[f"{picture.name}.png"].lower()
    assert b"<dc:date>" not in made[f"{picture.name}.svg"]
    assert all(len(content) > 3000 for content in made.values())
    with matplotlib.rc_context({"font.size": 20, "axes.facecolor": "red"}):
        assert drawn(picture) == made


def test_a_network_keeps_the_claims_of_its_edges() -> None:
    net: nx.Graph[str] = nx.Graph(name="x")
    net.add_node("a", label=HOSTILE, side=0, works=2)
    net.add_node("b", label="b\x07", side=1, works=2)
    net.add_edge("a", "b", claims=("c1", "c2"), works=2)
    rows = list(csv.DictReader(io.StringIO(networks.as_csv(net).decode("utf-8-sig"))))
    assert rows[0]["claims"] == "c1 | c2"
    assert rows[0]["source label"].startswith("'=")
    back = nx.parse_graphml(networks.as_graphml(net).decode())
    assert back.edges["a", "b"] == {"works": 2, "claims": "c1 | c2"}
    made = json.loads(networks.as_json(net))
    assert made["edges"] == [{"claims": ["c1", "c2"], "source": "a", "target": "b", "works": 2}]
