from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import networkx as nx
import pytest
from test_content import unpacked

import kg.export.graph as module
from kg import __version__
from kg.claimrow import COLUMNS, ClaimRow
from kg.export.graph import data_block, graphml, write_page
from kg.export.texts import visible
from kg.model import KgError

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "{{ 7 * 7 }}{% raw %}{# x #}",
    "\u202egnp.exe\u2066",
    "\u2028\u2029\x00\ud800",
    "\"'`&amp;",
]


class Page(HTMLParser):
    """The elements of a page, and the text inside its scripts by their ids and in their order."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: dict[str, list[str | None]] = {}
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.title = ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, []).append(value)
        if tag == "script":
            self.scripts.append((dict(attrs), ""))

    def handle_data(self, data: str) -> None:
        if self.lasttag == "script" and self.scripts:
            attributes, text = self.scripts[-1]
            self.scripts[-1] = attributes, text + data
        if self.lasttag == "title":
            self.title += data

    def handle_endtag(self, tag: str) -> None:
        self.lasttag = "" if tag in ("script", "title") else self.lasttag

    def data(self, name: str) -> object:
        return next(json.loads(text) for attributes, text in self.scripts if attributes.get("id") == name)


def network(text: str = "x") -> nx.MultiDiGraph[str]:
    """Two things and one line, with a text in every place a document can fill."""
    row = ClaimRow.from_mapping(dict.fromkeys(COLUMNS, text) | {"work": "w"})
    net: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    net.add_node("a", label=text, type=text, works=1, aliases=(text,))
    net.add_node("b", label=text, type="Obstacle", works=1)
    attributes = {"relation": text, "polarity": text, "modality": text, "works": 1}
    net.add_edge("a", "b", key=(text, text, text), claims=(text,), evidence=(row,), **attributes)
    return net


def places(net: nx.Graph[str]) -> dict[str, tuple[float, float]]:
    return {iri: (float(number), 0.0) for number, iri in enumerate(sorted(net))}


def written(tmp_path: Path, net: nx.MultiDiGraph[str], title: str = "Title") -> Page:
    write_page(net, tmp_path / "page.html", title, places)
    return Page(tmp_path / "page.html")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_markup_or_script(tmp_path: Path, text: str) -> None:
    tame, hostile = written(tmp_path, network(), "x"), written(tmp_path, network(text), text)
    assert hostile.tags == tame.tags
    assert set(hostile.attributes) == set(tame.attributes)
    assert [text for attributes, text in hostile.scripts if not attributes] == [
        text for attributes, text in tame.scripts if not attributes
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_arrive_as_they_are(tmp_path: Path, text: str) -> None:
    page = written(tmp_path, network(text), text)
    content, nodes = page.data("content"), page.data("nodes")
    assert isinstance(content, dict)
    assert isinstance(nodes, dict)
    shown = visible(text)
    assert unpacked(nodes)[0]["label"] == shown
    assert unpacked(content["things"])[0] == {"type": shown, "works": 1, "aliases": [shown], "group": 0, "level": 0}
    assert content["sentences"] == [shown]
    told = unpacked(content["claims"])[0]
    for field in ("by", "confidence", "belief", "rule", "status", "time", "place"):
        assert told[field] == shown
    assert page.title == visible(text)


def test_only_the_two_known_scripts_may_run(tmp_path: Path) -> None:
    page = written(tmp_path, network())
    running = [text for attributes, text in page.scripts if not attributes]
    policy = next(value for value in page.attributes["content"] if value and "script-src" in value)
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    script_source = next(part for part in policy.split(";") if "script-src" in part)
    digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in running]
    assert script_source.split() == ["script-src", *(f"'sha256-{digest}'" for digest in digests)]
    assert all(attributes["type"] == "application/json" for attributes, _ in page.scripts if attributes)


def test_nothing_is_fetched(tmp_path: Path) -> None:
    page = written(tmp_path, network())
    assert "src" not in page.attributes
    assert [value for value in page.attributes["href"] if value and not value.startswith("#")] == []
    assert not {"link", "img", "iframe", "object", "base"} & set(page.tags)
    assert "url(" not in (tmp_path / "page.html").read_text(encoding="utf-8").split("</style>")[0]


@pytest.mark.parametrize("name", sorted(path.name for path in module._TEMPLATES.glob("*.js")))
def test_scripts_build_the_page_of_text_nodes(name: str) -> None:
    script = (module._TEMPLATES / name).read_text(encoding="utf-8")
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacent|document\.write|eval|Function\(|https?://(?!www\.w3)", script
    )
    assert name in module._SCRIPTS


@pytest.mark.parametrize("text", [*HOSTILE, "<>&"])
def test_data_blocks_cannot_be_ended(text: str) -> None:
    block = data_block({text: [text]})
    assert not set(block) & set("<>&\u2028\u2029")
    assert json.loads(block) == {text: [text]}


@pytest.mark.parametrize(
    ("corpus", "date", "lead"),
    [
        (None, "", "2 things and 1 relation, stated by 1 claim in 1 work. Made with kg "),
        (1200, "", "in 1 work of the 1,200 in the corpus. Made with kg "),
        (0, "2026-01-31", "in 1 work of the 0 in the corpus. Made on 2026-01-31 with kg "),
        (None, "<b>\u202e", "Made on &lt;b&gt;‹U+202E› with kg "),
    ],
)
def test_the_heading_says_what_one_looks_at(tmp_path: Path, corpus: int | None, date: str, lead: str) -> None:
    write_page(network(), tmp_path / "page.html", "Tom & Ann", places, corpus=corpus, date=date)
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert '<h1 dir="auto">Tom &amp; Ann</h1>' in text
    assert f"{lead}{__version__}." in text


def test_an_empty_network_gives_a_page(tmp_path: Path) -> None:
    assert written(tmp_path, nx.MultiDiGraph()).data("nodes") == {"count": 0, "columns": {}}


BUILD = """
import sys
from pathlib import Path
from kg import layout, network
from kg.claimrow import COLUMNS
from kg.export.graph import write_page
rows = [
    dict.fromkeys(COLUMNS, "") | {"claim": f"c{n}", "work": f"w{n % 3}", "relation": "isA", "quote": "é",
        "head": f"h{n % 5}", "tail": f"t{n % 7}", "headType": "Mechanism", "tailType": "Obstacle"}
    for n in range(40)
]
net = network.graph(rows[:: int(sys.argv[2])])
print(list(net.nodes(data=True)))
write_page(net, Path(sys.argv[1]), "Title", layout.layout)
"""


def test_the_same_claims_give_the_same_bytes_in_every_run(tmp_path: Path) -> None:
    reports = [
        subprocess.run(
            [sys.executable, "-c", BUILD, str(tmp_path / f"{seed}.html"), step],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(module.__file__).parents[2])},
            capture_output=True,
            check=True,
        ).stdout
        for seed, step in (("1", "1"), ("2", "-1"))
    ]
    assert reports[0] == reports[1]
    assert (tmp_path / "1.html").read_bytes() == (tmp_path / "2.html").read_bytes()


def test_graphml_keeps_what_a_network_tool_needs(tmp_path: Path) -> None:
    path = tmp_path / "net.graphml"
    net = network("a\x00<b>")
    net.add_edge("a", "b", key=("isA", "", ""), relation="isA", polarity="", modality="", works=2, claims=("c1", "c2"))
    graphml(net, path)
    read = nx.read_graphml(path, force_multigraph=True)
    assert read.nodes["a"] == {"label": "a‹U+0000›<b>", "type": "a‹U+0000›<b>", "works": 1}
    assert [data["claims"] for _, _, data in read.edges(data=True)] == ["a‹U+0000›<b>", "c1 c2"]
    assert {"relation", "polarity", "modality", "works"} < set(next(iter(read.edges(data=True)))[2])


def test_graphml_is_the_same_for_any_order_of_nodes(tmp_path: Path) -> None:
    turned: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    turned.add_nodes_from(reversed(list(network().nodes(data=True))))
    for head, tail, key in network().edges(keys=True):
        turned.add_edge(head, tail, key, **network().edges[head, tail, key])
    graphml(network(), tmp_path / "one")
    graphml(turned, tmp_path / "other")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="none does not exist; make it first"):
        write_page(network(), tmp_path / "none" / "page.html", "Title", places)
    with pytest.raises(KgError, match="none does not exist; make it first"):
        graphml(network(), tmp_path / "none" / "net.graphml")
