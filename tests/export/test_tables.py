from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from table_samples import CLAIMS, FORMULAS, HOSTILE, STAMP, claim, selection

from kg.cells import LONGEST
from kg.export import sheets
from kg.export.tables import COLUMNS, write_evidence
from kg.model import KgError

HEADINGS = [column.name for column in COLUMNS]
SUFFIXES = [".csv", ".json", ".xlsx", ".parquet"]


def csv_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_claims_give_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    one, other = tmp_path / f"one{suffix}", tmp_path / f"other{suffix}"
    write_evidence(selection(), one)
    write_evidence(selection(), other)
    assert one.read_bytes() == other.read_bytes()


def test_headings_have_no_double() -> None:
    assert len(set(HEADINGS)) == len(HEADINGS)
    assert {"quote", "section", "page", "locator", "reference", "belief", "curated", "decision", "note"} < {*HEADINGS}


def test_csv(tmp_path: Path) -> None:
    path = tmp_path / "evidence.csv"
    assert write_evidence(selection(), path) == (path, tmp_path / "evidence.csv-metadata.json")
    assert path.read_bytes().startswith(b"\xef\xbb\xbfclaim id,head")
    rows = csv_rows(path)
    assert [row["claim id"] for row in rows] == [row.claim.rpartition("/")[2] for row in CLAIMS]
    first, denied = rows[0], rows[4]
    assert (first["section"], first["page"], first["locator"]) == ("results", "12", "p. 12, sentence at 100-150")
    assert first["reference"] == "Ames, A. (2001). On a. Journal of Rivers, 3(2), 1–9. https://doi.org/10.1234/a"
    assert (denied["polarity"], denied["time"], denied["place"]) == ("negative", "1999", "Utopia")
    assert (denied["country"], denied["attributed to"]) == ("Erewhon; Utopia", "this work")
    assert rows[7]["attributed to"] == "Eve Example"
    assert (rows[8]["curated"], rows[8]["decision"], rows[8]["belief"]) == ("accepted", "", "0.7")


def test_metadata_tells_the_stamp(tmp_path: Path) -> None:
    _, beside = write_evidence(selection(), tmp_path / "evidence.json")
    told = json.loads(beside.read_text())
    assert told["file"] == "evidence.json"
    assert (told["asked"], told["corpus"], told["date"]) == (STAMP.asked, STAMP.corpus, STAMP.date)


@pytest.mark.parametrize("text", FORMULAS)
def test_csv_holds_no_formulas(tmp_path: Path, text: str) -> None:
    path = tmp_path / "evidence.csv"
    write_evidence(selection([replace(CLAIMS[0], quote=text, start=text, page=text)]), path)
    (row,) = csv_rows(path)
    assert row["quote"] == row["start"] == row["page"] == f"'{text}"


def test_json(tmp_path: Path) -> None:
    path = tmp_path / "evidence.json"
    write_evidence(selection([replace(CLAIMS[0], quote="=1+1 政府\x00\ud800", confidence="8.5E-1")]), path)
    (record,) = json.loads(path.read_text(encoding="utf-8"))
    assert list(record) == [name.replace(" ", "_") for name in HEADINGS]
    assert (record["quote"], record["start"], record["confidence"]) == ("=1+1 政府\ufffd\ufffd", 100, 0.85)


def test_parquet(tmp_path: Path) -> None:
    path = tmp_path / "evidence.parquet"
    assert write_evidence(selection([CLAIMS[0], replace(CLAIMS[1], start="", belief="?")]), path) == (path,)
    found = pq.read_table(path)
    assert found.schema.metadata[b"corpus SHA-256"] == b"ab12"
    assert found.schema.field("belief").metadata[b"meaning"]
    first, second = found.to_pylist()
    assert (first["start"], first["belief"], first["page"]) == (100, 0.7, "12")
    assert (second["start"], second["belief"], second["page"]) == (None, None, "")


def book_of(path: Path, **changes: str) -> openpyxl.Workbook:
    write_evidence(selection([replace(CLAIMS[0], **changes), CLAIMS[4]]), path)
    return openpyxl.load_workbook(path)


def test_xlsx_rows_and_looks(tmp_path: Path) -> None:
    book = book_of(tmp_path / "evidence.XLSX")
    sheet = book["Evidence"]
    rows = [dict(zip(HEADINGS, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert [cell.value for cell in sheet[1]] == HEADINGS
    assert (rows[0]["start"], rows[0]["belief"], rows[0]["year"]) == (100, 0.7, 2001)
    assert (rows[0]["note"], rows[1]["doi"]) == (None, None)
    assert book.active is sheet
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:AB3")
    assert sheet.row_dimensions[2].height > 15


def test_xlsx_links_what_is_a_doi(tmp_path: Path) -> None:
    sheet = book_of(tmp_path / "evidence.xlsx")["Evidence"]
    cell = sheet.cell(2, HEADINGS.index("doi") + 1)
    assert cell.hyperlink is not None
    assert (cell.value, cell.hyperlink.target) == ("10.1234/a", "https://doi.org/10.1234/a")


@pytest.mark.parametrize("doi", ["javascript:alert(1)", "external:c:/x", "10.1234", f"10.1234/{'a' * 2100}"])
def test_xlsx_links_nothing_else(tmp_path: Path, doi: str) -> None:
    cell = book_of(tmp_path / "evidence.xlsx", doi=doi)["Evidence"].cell(2, HEADINGS.index("doi") + 1)
    assert (cell.value, cell.hyperlink) == (doi, None)


def test_xlsx_holds_as_many_links_as_a_sheet_can(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "LINKS", 2)
    path = tmp_path / "evidence.xlsx"
    write_evidence(selection(claim(n, "a", "grant", "addresses", "quarrel") for n in range(4)), path)
    cells = list(openpyxl.load_workbook(path)["Evidence"].columns)[HEADINGS.index("doi")][1:]
    assert [cell.hyperlink is not None for cell in cells] == [True, True, False, False]
    assert {cell.value for cell in cells} == {"10.1234/a"}


def test_xlsx_texts_are_texts(tmp_path: Path) -> None:
    sheet = book_of(tmp_path / "evidence.xlsx", quote=HOSTILE, head_label="http://x.org", page="=1")["Evidence"]
    quote, head = (sheet.cell(2, HEADINGS.index(name) + 1) for name in ("quote", "head"))
    assert (quote.data_type, quote.value) == ("s", HOSTILE.replace("\x07", "\ufffd"))
    assert head.hyperlink is None
    assert sheet.cell(2, HEADINGS.index("page") + 1).data_type == "s"


def test_xlsx_long_texts_are_cut_with_a_mark(tmp_path: Path) -> None:
    sheet = book_of(tmp_path / "evidence.xlsx", quote="long " * 8000)["Evidence"]
    value = str(sheet.cell(2, HEADINGS.index("quote") + 1).value)
    assert len(value) == LONGEST
    assert value.endswith(" [cut]")


def test_xlsx_explains_itself(tmp_path: Path) -> None:
    lines = {str(n): text for n, text in book_of(tmp_path / "evidence.xlsx")["README"].iter_rows(values_only=True)}
    assert dict(STAMP.pairs()).items() <= lines.items()
    assert (lines["Claims"], lines["Works"]) == ("2", "2")
    assert set(HEADINGS) <= set(lines)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_no_claims_give_an_empty_table(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"evidence{suffix}"
    write_evidence(selection([]), path)
    assert path.stat().st_size > 0


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("evidence.ods", "the suffix must be .xlsx, .csv, .json or .parquet"),
        ("evidence", "the suffix must be .xlsx, .csv, .json or .parquet"),
        ("missing/evidence.csv", "missing does not exist; make it first"),
        ("folder.csv", "it is not a file"),
    ],
)
def test_places_that_cannot_be_written(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(KgError) as raised:
        write_evidence(selection(), tmp_path / name)
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_failed_write_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "evidence.csv"
    path.write_text("before")
    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(KgError, match="Permission denied"):
        write_evidence(selection(), path)
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]
