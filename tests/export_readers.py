"""How the files of every export are opened: each by the library that reads them for the program they are for."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import docx
import networkx as nx
import openpyxl
import pyarrow.parquet as pq
import pyoxigraph as ox
import rispy
import yaml
from bibtexparser.entrypoint import parse_string
from citeproc.source.json import CiteProcJSON
from rocrate.rocrate import ROCrate

Read = Callable[[Path], int]
"""Opens a file, or a folder, and counts what it holds: rows, entries, nodes, quads or notes."""

_VOID = frozenset("area base br col hr img input link meta source wbr".split())
_OPTIONAL = frozenset("dd dt li p td th tr tbody thead tfoot".split())
"""Tags that may be left open."""


class _Tags(HTMLParser):
    """Checks that tags close in order, and that nothing is fetched or run."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("script", "iframe", "object")
        assert not any(name.startswith("on") or name == "src" for name, _ in attrs)
        self.seen += 1
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.open[-1] in _OPTIONAL and self.open[-1] != tag:
            self.open.pop()
        assert tag == self.open.pop(), self.open


def page(path: Path) -> int:
    reader = _Tags()
    reader.feed(path.read_text(encoding="utf-8"))
    reader.close()
    assert reader.open == []
    return reader.seen


def workbook(path: Path) -> int:
    """Rows of the sheet shown first; no cell of any sheet is a formula."""
    book = openpyxl.load_workbook(path)
    for sheet in book:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row), sheet.title
    assert book.active is not None
    return int(book.active.max_row) - 1


def table(path: Path) -> int:
    """Rows of comma-separated text, all as wide as the heading."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        heading, *rows = csv.reader(file)
    assert len(heading) == len(set(heading)) or "contribution:research_problem" in heading
    assert {len(row) for row in rows} <= {len(heading)}
    return len(rows)


def events(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(row["agreement"] in ("0", "1") for row in csv.DictReader(file, delimiter=";"))


def array(path: Path) -> int:
    return len(json.loads(path.read_text(encoding="utf-8")))


def parquet(path: Path) -> int:
    return int(pq.read_table(path).num_rows)


def drawing(path: Path) -> int:
    root = ElementTree.parse(path).getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    return len(list(root.iter("{http://www.w3.org/2000/svg}text")))


def text(path: Path) -> int:
    return sum(line.startswith("#") for line in path.read_text(encoding="utf-8").splitlines())


def word(path: Path) -> int:
    found = docx.Document(str(path))
    return sum(
        paragraph.style.name.startswith(("Heading", "Title")) for paragraph in found.paragraphs if paragraph.style
    )


def latex(path: Path) -> int:
    return path.read_text(encoding="utf-8").count(r"\section")


def ris(path: Path) -> int:
    return len(rispy.loads(path.read_text(encoding="utf-8")))


def bibtex(path: Path) -> int:
    library = parse_string(path.read_text(encoding="utf-8"))
    assert library.failed_blocks == []
    return len(library.entries)


def csl(path: Path) -> int:
    return len(CiteProcJSON(json.loads(path.read_text(encoding="utf-8"))))


def graphml(path: Path) -> int:
    return len(nx.read_graphml(path))


def gexf(path: Path) -> int:
    return len(nx.read_gexf(path))


def cyjs(path: Path) -> int:
    return len(nx.cytoscape_graph(json.loads(path.read_text(encoding="utf-8"))))


def vosviewer(path: Path) -> int:
    network = json.loads(path.read_text(encoding="utf-8"))["network"]
    ids = {item["id"] for item in network["items"]}
    assert {link[end] for link in network["links"] for end in ("source_id", "target_id")} <= ids
    return len(ids)


def vosviewer_map(path: Path) -> int:
    with path.with_name(f"{path.stem}-map.txt").open(encoding="utf-8-sig", newline="") as file:
        ids = {row["id"] for row in csv.DictReader(file, delimiter="\t")}
    links = path.with_name(f"{path.stem}-network.txt").read_text(encoding="utf-8-sig").splitlines()
    assert {end for line in links for end in line.split("\t")[:2]} <= ids
    return len(ids)


def _rdf(form: ox.RdfFormat) -> Read:
    return lambda path: sum(1 for _ in ox.parse(path=str(path), format=form))


def crate(path: Path) -> int:
    return len(list(ROCrate(path).data_entities))


def vault(path: Path) -> int:
    """Notes of a folder or an archive; the front matter of each is a mapping."""
    if path.is_dir():
        notes = {str(note.relative_to(path)): note.read_text(encoding="utf-8") for note in path.rglob("*.md")}
    else:
        with zipfile.ZipFile(path) as archive:
            notes = {name: archive.read(name).decode() for name in archive.namelist()}
    assert "index.md" in notes
    for name, note in notes.items():
        if name != "index.md":
            front: Any = yaml.safe_load(note.split("---\n")[1])
            assert front["title"] or front["aliases"]
    return len(notes)


READERS: Mapping[str, Mapping[str, Read]] = {
    "evidence": {".xlsx": workbook, ".csv": table, ".json": array, ".parquet": parquet},
    "matrix": {".xlsx": workbook, ".csv": table, ".html": page},
    "comparison": {".csv": table, ".xlsx": workbook},
    "gapmap": {".xlsx": workbook, ".html": page, ".svg": drawing},
    "review": {".md": text, ".docx": word, ".tex": latex, ".html": page},
    "bibliography": {".bib": bibtex, ".ris": ris, ".json": csl, ".md": text, ".docx": word, ".html": page},
    "prisma": {".csv": table, ".svg": drawing},
    "graphml": {".graphml": graphml},
    "gexf": {".gexf": gexf},
    "vosviewer": {".json": vosviewer, ".txt": vosviewer_map},
    "cytoscape": {".cyjs": cyjs, ".json": cyjs},
    "dna": {".csv": events},
    "causalmap": {".csv": table, ".xlsx": workbook},
    "turtle": {".ttl": _rdf(ox.RdfFormat.TURTLE)},
    "trig": {".trig": _rdf(ox.RdfFormat.TRIG)},
    "nquads": {".nq": _rdf(ox.RdfFormat.N_QUADS)},
    "jsonld": dict.fromkeys((".jsonld", ".json"), _rdf(ox.RdfFormat.JSON_LD)),
    "rdf12": {".ttl": _rdf(ox.RdfFormat.TURTLE), ".trig": _rdf(ox.RdfFormat.TRIG)},
    "nanopub": {".trig": _rdf(ox.RdfFormat.TRIG)},
    "rocrate": {".zip": crate, "": crate},
    "obsidian": {".zip": vault, "": vault},
}
"""By kind and end of the file's name."""
