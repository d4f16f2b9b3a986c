from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from table_samples import CLAIMS, HOSTILE, STAMP, claim, selection, table

from kg.export import gapmap as module
from kg.export.gapmap import gapmap, write_gapmap
from kg.export.gapmap_parts import GapMap, colours, legend
from kg.model import KgError

SUFFIXES = [".xlsx", ".html", ".svg"]
SVG = "{http://www.w3.org/2000/svg}"


def names(found: GapMap) -> tuple[list[str], list[str]]:
    return [one.label for one, _ in found.rows.shown], [one.label for one, _ in found.columns.shown]


def test_cells_count_works_by_what_they_say() -> None:
    found = gapmap(selection(), least=1)
    assert names(found) == (["grant", "merger"], ["fragmentation", "quarrel"])
    cells = {(row.label, column.label): cell for (row, column), cell in found.cells.items()}
    assert set(cells) == {("grant", "fragmentation"), ("merger", "quarrel")}
    cell = cells["grant", "fragmentation"]
    assert (cell.works, dict(cell.by)) == (2, {"asserted": 1, "denied": 1, "recommended": 1, "hypothetical": 0})
    assert cell.told() == "addresses 2, hinders 1"
    assert cell.counts() == "2 works: 1 asserted, 1 denied, 1 recommended"
    assert (cell.marks(), cell.letters()) == ("1d 1r", "d r")
    assert (found.joined, found.aside) == (4, 1)
    assert [(row.label, column.label) for row, column in found.empty()] == [
        ("grant", "quarrel"),
        ("merger", "fragmentation"),
    ]


def test_rows_and_columns_of_few_works_are_kept_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    found = gapmap(selection())
    assert names(found) == (["grant"], ["fragmentation"])
    assert [one.label for one, _ in found.rows.rest] == ["merger"]
    monkeypatch.setattr(module, "MOST", 1)
    capped = gapmap(selection(), least=1)
    assert names(capped) == (["grant"], ["fragmentation"])
    assert ("Rows", "1 mechanisms of 1 works or more, at most 1, those of most works; 1 more are left out") in (
        capped.facts()
    )


def test_outcomes() -> None:
    assert names(gapmap(selection(), "outcome", 1)) == (["merger"], ["growth"])


def test_other_columns_are_refused(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="choose one of obstacle, outcome"):
        write_gapmap(selection(), tmp_path / "map.svg", "theory")


def test_colours_have_steps() -> None:
    assert [name for name, _, _ in legend()] == ["1", "2", "3-4", "5-9", "10 or more"]
    assert colours(4) == colours(3) != colours(5) == colours(9)
    assert colours(1000) == colours(10)


def test_xlsx(tmp_path: Path) -> None:
    path = tmp_path / "map.xlsx"
    assert write_gapmap(selection(), path, least=1) == (path,)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["README", "Map", "Cells", "Empty cells", "Claims", "Left out"]
    rows = table(book["Map"])
    assert rows[0] == ["mechanism \\ obstacles", "works", "fragmentation", "quarrel"]
    assert rows[1:] == [["grant", 2, 2, None], ["merger", 1, None, 1], ["works", None, 2, 1]]
    assert book["Map"]["C2"].fill.start_color.rgb == f"FF{colours(2)[0][1:].upper()}"
    assert table(book["Cells"])[1] == ["grant", "fragmentation", 2, 1, 1, 1, 0, 3, "addresses 2, hinders 1"]
    assert table(book["Empty cells"])[1:] == [["grant", "quarrel"], ["merger", "fragmentation"]]
    heading, first, *_ = table(book["Claims"])
    told = dict(zip(heading, first, strict=True))
    assert (told["quote"], told["locator"], told["stance"]) == (
        CLAIMS[0].quote,
        "p. 12, sentence at 100-150",
        "asserted",
    )
    assert (told["work"], told["claim id"]) == ("Ames (2001)", "0001")
    assert dict(STAMP.pairs()).items() <= dict(table(book["README"])).items()


class Reader(HTMLParser):
    """Keeps the names and ids of elements, and the places that links lead to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.names.add(tag)
        self.ids.add(known.get("id") or "")
        self.links.append(known.get("href") or "")
        assert not {name for name in known if name.startswith("on")}


def test_html_links_cells_to_sentences(tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    write_gapmap(selection(), path, least=1)
    text = path.read_text(encoding="utf-8")
    read = Reader(text)
    inner = {link[1:] for link in read.links if link.startswith("#")}
    assert inner == {"c0-0", "c1-1"}
    assert inner <= read.ids
    assert {link for link in read.links if link.startswith("http")} == {"https://doi.org/10.1234/a"}
    assert CLAIMS[0].quote in text
    assert "<summary>grant: 1</summary><p>quarrel</p>" in text
    assert 'aria-label="grant, fragmentation: 2 works: 1 asserted, 1 denied, 1 recommended"' in text
    assert "corpus SHA-256: ab12" in text


@pytest.mark.parametrize("suffix", [".html", ".svg"])
def test_texts_stay_texts(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"map{suffix}"
    rows = [replace(row, head_label=HOSTILE, tail_label=HOSTILE, quote=HOSTILE, page=HOSTILE) for row in CLAIMS]
    rows.append(claim(13, "a", "merger", "addresses", "quarrel", doi='10.1234/"><script>'))
    chosen = selection(rows)
    write_gapmap(replace(chosen, things=replace(chosen.things, labels={})), path, least=1)
    text = path.read_text(encoding="utf-8")
    assert "\u202e" not in text
    assert not Reader(text).names & {"script", "img", "iframe", "object"}


def test_svg(tmp_path: Path) -> None:
    path = tmp_path / "map.svg"
    write_gapmap(selection(), path, least=1)
    root = ET.parse(path).getroot()
    assert (root.tag, root.get("width")) == (f"{SVG}svg", "1200")
    told = {title.text for title in root.iter(f"{SVG}title")}
    assert {"grant, fragmentation: 2 works: 1 asserted, 1 denied, 1 recommended", "grant, quarrel: no work"} <= told
    lines = [text.text for text in root.iter(f"{SVG}text")]
    assert {"corpus SHA-256: ab12", "claims: all claims <b>", "Cells: 2 of 4 are filled, 2 are empty."} <= set(lines)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_no_claims_and_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    for number, chosen in enumerate((selection([]), selection())):
        one, other = tmp_path / f"one{number}{suffix}", tmp_path / f"other{number}{suffix}"
        write_gapmap(chosen, one)
        write_gapmap(chosen, other)
        assert one.read_bytes() == other.read_bytes()
