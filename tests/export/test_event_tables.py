from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest
from network_sample import CLAIMS, STAMP, claim, selection

from kg.cells import plain
from kg.export.causalmap import LINKS, write_causalmap
from kg.export.dna import COLUMNS, write_dna
from kg.model import KgError


def dna_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_events_have_the_columns_of_the_program(tmp_path: Path) -> None:
    path, stamp = write_dna(selection(), tmp_path / "events.csv")
    head = path.read_text("utf-8").splitlines()[0]
    assert head.startswith('"statement_id";"time";"person";"organization";"concept";"agreement"')
    rows = dna_rows(path)
    assert list(rows[0]) == list(COLUMNS)
    assert [row["statement_id"] for row in rows] == ["1", "2", "3", "4", "5"], "what a work studies is no statement"
    assert json.loads(stamp.read_text("utf-8"))["licence"] == STAMP.licence


@pytest.mark.parametrize(
    ("number", "column", "value"),
    [
        (0, "person", "Doe, Jane and Roe, Rich; Jr"),
        (0, "organization", ""),
        (1, "person", ""),
        (1, "organization", "Ministry of Works"),
        (3, "person", "Jane Doe"),
        (4, "person", "Author c (2002). Title c."),
        (0, "concept", "trust promotes cooperation"),
        (4, "concept", "Atlantis cooperates with Erewhon"),
        (0, "agreement", "1"),
        (2, "agreement", "0"),
        (0, "time", "2000-01-01 00:00:00"),
        (4, "time", ""),
        (1, "modality", "recommended"),
        (0, "document_source", "Journal"),
    ],
)
def test_an_event(tmp_path: Path, number: int, column: str, value: str) -> None:
    assert dna_rows(write_dna(selection(), tmp_path / "events.csv")[0])[number][column] == value


def test_no_event_is_a_formula(tmp_path: Path) -> None:
    text = dna_rows(write_dna(selection(), tmp_path / "events.csv")[0])[3]["text"]
    assert text.startswith("'=HYPERLINK")
    assert plain(text).startswith("=HYPERLINK")
    assert text.endswith(";"), "what the quote holds stays in its cell"


def sheets(path: Path) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(path)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_links_run_from_cause_to_effect(tmp_path: Path) -> None:
    more = (*CLAIMS, claim(7, "cooperation", "requires", "trust", "c"), claim(8, "trust", "isA", "Erewhon"))
    (path,) = write_causalmap(selection(more), tmp_path / "map.xlsx")
    book = sheets(path)
    assert list(book) == ["links", "factors", "statements", "sources", "README"]
    links = [dict(zip(LINKS, row, strict=True)) for row in book["links"][1:]]
    assert book["links"][0] == LINKS
    hostile = links[2]["from_label"]
    assert [(link["from_label"], link["to_label"]) for link in links] == [
        ("trust", "cooperation"),
        ("trust", "cooperation"),
        (hostile, "cooperation"),
        ("trust", "cooperation"),
    ], "denials are left out, a condition stands first"
    assert [link["hashtags"] for link in links] == [
        "#promotes",
        "#promotes #recommended",
        "#hinders #more-less #reported",
        "#requires",
    ]


def test_the_sheets_fit_together(tmp_path: Path) -> None:
    book = sheets(write_causalmap(selection(), tmp_path / "map.xlsx")[0])
    factors = {row[0]: row[1] for row in book["factors"][1:]}
    statements = {row[0]: row[2] for row in book["statements"][1:]}
    for link in book["links"][1:]:
        assert (factors[link[0]], factors[link[1]]) == link[2:4]
        assert statements[link[4]] == link[5]
    assert {row[0] for row in book["sources"][1:]} == set(statements.values())
    assert ("licence", "CC BY 4.0") in book["README"]


def test_factors_of_one_name_stay_apart(tmp_path: Path) -> None:
    alike = (claim(1, "trust", "causes", "rivalry"), claim(2, "trust", "causes", "order", tail_label="Rivalry"))
    book = sheets(write_causalmap(selection(alike), tmp_path / "map.xlsx")[0])
    assert sorted(str(row[1]) for row in book["factors"][1:]) == ["Rivalry", "rivalry (Obstacle, rivalry)", "trust"]


def test_csv_names_factors_by_label(tmp_path: Path) -> None:
    paths = write_causalmap(selection(), tmp_path / "map.csv")
    assert [path.name for path in paths if path.suffix == ".csv"] == ["map.csv", "map-factors.csv"]
    with paths[0].open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["from_label"] == "trust"
    assert "from" not in rows[0]
    assert rows[2]["quote"].startswith("'=")


def test_a_causal_map_has_two_forms(tmp_path: Path) -> None:
    with pytest.raises(KgError, match=r"must be \.xlsx or \.csv"):
        write_causalmap(selection(), tmp_path / "map.json")


def test_the_same_events_and_links_twice(tmp_path: Path) -> None:
    for name in ("map.xlsx", "map.csv"):
        first = [path.read_bytes() for path in write_causalmap(selection(), tmp_path / name)]
        assert first == [path.read_bytes() for path in write_causalmap(selection(), tmp_path / name)]
    assert write_dna(selection(), tmp_path / "d.csv")[0].read_bytes() == (tmp_path / "d.csv").read_bytes()
