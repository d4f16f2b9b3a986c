from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from kg import __version__
from kg.cells import LONGEST
from kg.claimrow import COLUMNS
from kg.export.tables import write_evidence
from kg.model import KgError

ROW = dict.fromkeys(COLUMNS, "") | {
    "claim": "https://w3id.org/igr/claim/0a1b",
    "doc": "chen",
    "work": "https://w3id.org/igr/work/chen",
    "citation": "Chen 2017",
    "year": "2017",
    "doi": "10.1234/x",
    "head": "https://w3id.org/igr/concept/benefit-sharing",
    "headLabel": "benefit sharing",
    "headType": "Mechanism",
    "relation": "addresses",
    "tail": "https://w3id.org/igr/concept/local-protectionism",
    "tailLabel": "local protectionism",
    "tailType": "Obstacle",
    "polarity": "positive",
    "modality": "asserted",
    "attributedTo": "THIS_WORK",
    "confidence": "0.85",
    "rule": "verb-overcome",
    "quote": "Benefit sharing overcomes local protectionism.",
    "start": "10",
    "end": "56",
}
OTHER = ROW | {
    "claim": "https://w3id.org/igr/claim/0c2d",
    "start": "9",
    "end": "8.5E1",
    "confidence": "8.5E-1",
}
HEADINGS = [
    *(
        "claim id",
        "citation",
        "year",
        "doi",
        "head",
        "head type",
        "relation",
        "tail",
        "tail type",
        "polarity",
    ),
    *("modality", "attributed to", "time", "place", "quote", "start", "end", "confidence", "rule"),
    *("decision", "note"),
]
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "'=1"]


def csv_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize("suffix", [".csv", ".json", ".xlsx"])
def test_the_same_claims_give_the_same_bytes_in_any_order(tmp_path: Path, suffix: str) -> None:
    one, other = tmp_path / f"one{suffix}", tmp_path / f"other{suffix}"
    write_evidence([ROW, OTHER, ROW], one)
    write_evidence([OTHER, ROW], other)
    assert one.read_bytes() == other.read_bytes()


def test_csv(tmp_path: Path) -> None:
    path = tmp_path / "evidence.csv"
    write_evidence([ROW, OTHER | {"quote": 'Ein Fluß, "zwei"\nUfer: 政府'}], path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfclaim id,citation")
    heading, first, second = csv_rows(path)
    assert heading == HEADINGS
    assert first[0] == "0c2d"
    assert first[14:18] == ['Ein Fluß, "zwei"\nUfer: 政府', "9", "85.0", "0.85"]
    assert second[11:] == ["THIS_WORK", "", "", ROW["quote"], "10", "56", "0.85", "verb-overcome", "", ""]


@pytest.mark.parametrize("text", FORMULAS)
def test_csv_holds_no_formulas(tmp_path: Path, text: str) -> None:
    path = tmp_path / "evidence.csv"
    write_evidence([ROW | {"quote": text, "start": text}], path)
    cells = csv_rows(path)[1]
    assert cells[14] == cells[15] == f"'{text}"


def test_json(tmp_path: Path) -> None:
    path = tmp_path / "evidence.json"
    write_evidence([ROW | {"quote": "=1+1 政府\x00\ud800"}], path)
    text = path.read_text(encoding="utf-8")
    (record,) = json.loads(text)
    assert text.startswith('[\n {\n  "attributed_to": "THIS_WORK"')
    assert list(record) == sorted(name.replace(" ", "_") for name in HEADINGS)
    assert (record["quote"], record["start"], record["confidence"]) == ("=1+1 政府\ufffd\ufffd", 10, 0.85)


@pytest.fixture
def book(tmp_path: Path) -> openpyxl.Workbook:
    hostile = {
        "quote": '=HYPERLINK("http://x.org")',
        "headLabel": "http://x.org",
        "note": "",
        "rule": "a\x07b",
    }
    path = tmp_path / "evidence.XLSX"
    write_evidence([ROW | hostile, OTHER | {"quote": "long " * 8000, "title": "x"}], path)
    return openpyxl.load_workbook(path)


def test_xlsx_rows(book: openpyxl.Workbook) -> None:
    sheet = book["Evidence"]
    table = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert table[0] == HEADINGS
    assert table[1][0] == "0c2d"
    assert table[2][2] == 2017
    assert table[2][15:] == [10, 56, 0.85, "a\ufffdb", None, None]


def test_xlsx_texts_are_texts(book: openpyxl.Workbook) -> None:
    sheet = book["Evidence"]
    assert sheet["O3"].data_type == "s"
    assert sheet["O3"].value == '=HYPERLINK("http://x.org")'
    assert sheet["E3"].hyperlink is None


def test_xlsx_long_texts_are_cut_with_a_mark(book: openpyxl.Workbook) -> None:
    value = str(book["Evidence"]["O2"].value)
    assert len(value) == LONGEST
    assert value.endswith(" [cut]")


def test_xlsx_is_made_for_reading(book: openpyxl.Workbook) -> None:
    sheet = book["Evidence"]
    assert book.active is sheet
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:U3"
    assert sheet["O2"].alignment.wrap_text
    assert sheet.column_dimensions["O"].width > 60


def test_xlsx_explains_itself(book: openpyxl.Workbook) -> None:
    lines = {str(name): text for name, text in book["README"].iter_rows(values_only=True)}
    assert lines["Made by"] == f"intergov-kg {__version__}"
    assert (lines["Claims"], lines["Works"]) == ("2", "1")
    assert set(HEADINGS) <= set(lines)


@pytest.mark.parametrize("suffix", [".csv", ".json", ".xlsx"])
def test_no_claims_give_an_empty_table(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"evidence{suffix}"
    write_evidence([], path)
    assert path.stat().st_size > 0


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("evidence.ods", "the suffix must be .xlsx, .csv or .json"),
        ("evidence", "the suffix must be .xlsx, .csv or .json"),
        ("missing/evidence.csv", "missing does not exist; make it first"),
        ("folder.csv", "it is not a file"),
    ],
)
def test_places_that_cannot_be_written(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(KgError) as raised:
        write_evidence([ROW], tmp_path / name)
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_failed_write_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "evidence.csv"
    path.write_text("before")
    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(KgError, match="Permission denied"):
        write_evidence([ROW], path)
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]
