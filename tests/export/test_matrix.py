from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from table_samples import CLAIMS, HOSTILE, LOCAL, STAMP, THINGS, claim, selection, table

from kg.export import matrix as module
from kg.export import matrix_page
from kg.export.matrix import matrix, write_matrix
from kg.export.matrix_parts import LETTERS
from kg.model import KgError
from kg.networks import Things

SUFFIXES = [".xlsx", ".csv", ".html"]


def shown(least: int) -> dict[tuple[str, str], str]:
    found = matrix(selection(), least)
    return {(doc, concept.label): cell for (doc, concept), cell in found.cells.items()}


def test_cells_are_the_levels_of_the_same_sentences() -> None:
    assert shown(2) == {
        ("a", "grant"): "N",
        ("a", "fragmentation"): "N",
        ("b", "grant"): "x",
        ("b", "fragmentation"): "x",
        ("b", "merger"): "x",
        ("c", "merger"): "M",
    }


def test_concepts_stand_by_type_and_works_and_the_others_are_kept() -> None:
    found = matrix(selection())
    assert [(c.kind, c.label, n) for c, n in found.concepts] == [
        ("Mechanism", "grant", 2),
        ("Mechanism", "merger", 2),
        ("Obstacle", "fragmentation", 2),
    ]
    assert [(c.label, n) for c, n in found.rest] == [("quarrel", 1), ("club theory", 1)]
    assert [work.doc for work in found.works] == ["a", "b", "c"]
    assert [work.doc for work in found.bare] == ["d"]


def test_what_only_texts_name_counts_as_the_vocabulary_has_it() -> None:
    assert LOCAL + "bonus" not in {concept.iri for concept, _ in matrix(selection(), 1).concepts}


def test_every_level_has_a_letter_of_its_own_in_order() -> None:
    assert len(set(LETTERS.values())) == len(LETTERS)
    things = Things(THINGS.labels, {}, {"h": "sub-municipal", "t": "national", "u": "imperial"})
    rows = [
        claim(1, "a", "grant", "addresses", "quarrel"),
        replace(claim(2, "a", "x", "causes", "y", start="100"), head="h", tail="t"),
        replace(claim(3, "a", "x", "causes", "y", start="100"), head="u"),
    ]
    found = matrix(replace(selection(rows), things=things), 1)
    assert set(found.cells.values()) == {"NV?"}


def test_csv(tmp_path: Path) -> None:
    path = tmp_path / "matrix.csv"
    written = write_matrix(selection(), path)
    assert [file.name for file in written] == ["matrix.csv", "matrix.csv-metadata.json", "matrix-left-out.csv"]
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    concepts = ["Mechanism: grant", "Mechanism: merger", "Obstacle: fragmentation"]
    assert rows[0] == ["work", "title", "year", "concepts", *concepts]
    assert rows[1] == ["Ames (2001)", "On a", "2001", "2", "N", "", "N"]
    assert rows[-1] == ["works", "", "", "3", "2", "2", "2"]
    left = written[2].read_text(encoding="utf-8-sig")
    assert "Obstacle,quarrel,1" in left
    assert '"Dunn, D. (1850). On d."' in left
    assert json.loads(written[1].read_text())["corpus"] == STAMP.corpus


def test_xlsx(tmp_path: Path) -> None:
    path = tmp_path / "matrix.xlsx"
    assert write_matrix(selection(), path) == (path,)
    book = openpyxl.load_workbook(path)
    rows = table(book["Matrix"])
    assert rows[0] == ["work", "title", "year", "concepts", "Mechanisms", None, "Obstacles"]
    assert rows[1][4:] == ["grant", "merger", "fragmentation"]
    assert rows[2] == ["Ames (2001)", "On a", 2001, 2, "N", None, "N"]
    assert rows[-1] == ["works", None, None, 3, 2, 2, 2]
    assert book["Matrix"].freeze_panes == "B3"
    assert book["Matrix"]["E2"].alignment.textRotation == 90
    assert table(book["Concepts left out"])[1:] == [["Obstacle", "quarrel", 1], ["Theory", "club theory", 1]]
    assert table(book["Works without a cell"])[1:] == [["Dunn (1850)", "Dunn, D. (1850). On d."]]
    assert dict(STAMP.pairs()).items() <= dict(table(book["README"])).items()


def test_html_escapes_and_tells_what_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matrix_page, "MOST", 1)
    path = tmp_path / "matrix.html"
    write_matrix(selection([replace(row, head_label=HOSTILE, tail_label=HOSTILE) for row in CLAIMS]), path)
    text = path.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "<img" not in text
    assert "claims: all claims &lt;b&gt;" in text
    assert "Concepts left out: 4" in text
    assert "Works left out: 2" in text
    assert 'title="On c">Ministry of Made-up Affairs (n.d.)</th><td>1</td><td>M</td></tr>' in text


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_no_claims_and_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    for number, chosen in enumerate((selection([]), selection())):
        one, other = tmp_path / f"one{number}{suffix}", tmp_path / f"other{number}{suffix}"
        write_matrix(chosen, one)
        write_matrix(chosen, other)
        assert one.read_bytes() == other.read_bytes()


def test_more_concepts_than_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WIDEST", 6)
    with pytest.raises(KgError, match="ask for concepts of more works"):
        write_matrix(selection(), tmp_path / "matrix.xlsx")
