from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace

import openpyxl
import pytest
from curation_samples import NOON, ROW, decision, row
from openpyxl.worksheet.worksheet import Worksheet

from kg.claimrow import ClaimRow
from kg.curate import CurationError, Decision, Edit, Reason, Verdict, anchor
from kg.curate.columns import COLUMNS, SHOWN
from kg.curate.reading import Reading, read_sheet
from kg.curate.sheets import sheet
from kg.model import Modality, Polarity, Relation

OTHER = row(
    "12345678901234567890", quote='=1+1 "Ein Fluß"\n\t政府', head_mention="2004", tail_mention="-x", doc="évora"
)
THIRD = row("0c", head_mention="the @ sign", quote="Müller " * 20)
ROWS = (ROW, OTHER, THIRD)
EDIT = Edit("=cost", Relation.HINDERS, "2004", Polarity.NEGATIVE, Modality.HYPOTHETICAL)
EDITED = Decision("0c", Verdict.EDIT, "Ann", NOON, anchor(THIRD), Reason.WRONG_RELATION, "'=note", EDIT)
DECISIONS = (decision("accept"), replace(decision("reject", of=OTHER), note="+1\nsee p. 3"), EDITED)


def read(content: bytes, rows: Sequence[ClaimRow] = ROWS) -> Reading:
    return read_sheet(content, "Ann.xlsx", rows, "Ann", NOON)


def page_of(content: bytes) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(content))["Claims"]


def filled(rows: Sequence[ClaimRow], *cells: tuple[int, str, object]) -> bytes:
    """A sheet in which a person has written values: row, column, value."""
    book = openpyxl.load_workbook(io.BytesIO(sheet(rows)))
    for number, column, value in cells:
        book["Claims"].cell(number, COLUMNS.index(column) + 1).value = value  # type: ignore[assignment]
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def rewritten(content: bytes, names: Sequence[str] = tuple(reversed(COLUMNS))) -> bytes:
    """The sheet as another program saves it: columns moved, numbers for texts, blank rows, a column more."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "Notes"
    page = book.create_sheet("Tabelle1")
    for number, line in enumerate(page_of(content).iter_rows(values_only=True), 1):
        cells = dict(zip(COLUMNS, line, strict=True))
        values: list[float | str | None] = [
            float(v) if (v := str(cells[name] or "")).isdecimal() else v for name in names
        ]
        values = [*values, "more" if number == 1 else None]
        for position, value in enumerate(values, 1):
            page.cell(number + 2, position).value = value
    for number in range(page.max_row + 1, page.max_row + 40):
        page.cell(number, 2).value = " "
    return saved(book)


@pytest.mark.parametrize("form", ["xlsx", "tsv"])
def test_round_trip(form: str) -> None:
    assert read(sheet(ROWS, DECISIONS, form)) == Reading(DECISIONS, ())
    assert read(sheet(ROWS, (), form)) == Reading((), ())
    assert sheet(ROWS, DECISIONS, form) == sheet((*ROWS, ROW), reversed(DECISIONS), form)


def test_round_trip_through_another_program() -> None:
    found = read(rewritten(sheet(ROWS, DECISIONS)))
    assert found.errors == ()
    assert found.decisions == DECISIONS


def test_text_saved_by_excel_is_read() -> None:
    text = sheet(ROWS, DECISIONS, "tsv").decode("utf-8-sig")
    assert read(text.encode("utf-16")) == Reading(DECISIONS, ())


def test_what_a_person_writes_is_read() -> None:
    content = filled(
        ROWS,
        (2, "verdict", " Reject"),
        (2, "reason", "No  Relation"),
        (3, "verdict", "EDIT"),
        (3, "new relation", "hasPart"),
        (3, "new head", 2004),  # as it was read: no change
        (3, "new tail", 1995),
    )
    assert read(content).errors == ()
    assert read(content).decisions == (
        replace(decision("reject"), reason=Reason.NO_RELATION),
        replace(decision("unsure", of=OTHER), verdict=Verdict.EDIT, edit=Edit(relation=Relation.HAS_PART, tail="1995")),
    )


@pytest.mark.parametrize(
    ("cells", "error"),
    [
        ([("verdict", "acept")], "column verdict: 'acept' is no code; did you mean accept?"),
        ([("verdict", "=A1")], "column verdict: '=A1' is no code; choose one of accept, reject, unsure, edit"),
        ([("verdict", "7")], "column verdict: '7' is no code; choose one of accept, reject, unsure, edit"),
        ([("verdict", "reject"), ("reason", "hypotesis")], "column reason: 'hypotesis' is no code; did you mean hyp"),
        ([("verdict", "edit"), ("new relation", "likes")], "column new relation: 'likes' is no code; choose one of"),
        ([("verdict", "edit"), ("new polarity", "maybe")], "column new polarity: 'maybe' is no code; choose one of"),
        (
            [("verdict", "edit"), ("new relation", "explains")],
            "column new relation: explains takes no Mechanism as its head, only Theory",
        ),
        ([("verdict", "reject")], "column reason: blank beside reject; choose one of boundaries, "),
        ([("verdict", "accept"), ("reason", "other")], "column reason: other beside accept; clear it"),
        ([("verdict", "edit")], "column verdict: edit without a new value; fill in"),
        ([("verdict", "edit"), ("new relation", "addresses")], "column verdict: edit without a new value; fill in"),
        ([("verdict", "accept"), ("new head", "x")], "column verdict: accept beside a new value; choose edit"),
        ([("note", "see p. 3")], "column verdict: blank beside a filled note; choose a verdict"),
        ([("claim id", "claim/ffff")], "column claim id: the store has no claim 'claim/ffff'; use the store"),
        ([("claim id", None)], "column claim id: the store has no claim ''; use the store"),
        ([("claim id", "claim/0d")], "column document: the cell was changed, from 'évora' to 'chen-2017'; put it back"),
        ([("quote", "Benefit sharing fails.")], "column quote: the cell was changed, from 'Benefit sharing overcomes"),
        ([("head", "benefits")], "column head: the cell was changed, from 'Benefit sharing' to 'benefits'; put it"),
        ([("tail", None)], "column tail: the cell was changed, from 'local protectionism' to ''"),
        ([("polarity", "negative")], "column polarity: the cell was changed, from 'positive' to 'negative'"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_and_the_others_are_read(cells: list[tuple[str, object]], error: str) -> None:
    content = filled(ROWS, *((2, name, value) for name, value in cells), (4, "verdict", "accept"))
    found = read(content, [*ROWS, row("0d", doc="évora")])
    assert found.decisions == (decision(of=THIRD),)
    assert len(found.errors) == 1
    assert found.errors[0].startswith(f"Ann.xlsx, row 2, {error}")
    assert "; " in found.errors[0]
    assert "\n" not in found.errors[0]


def test_a_claim_stands_once() -> None:
    text = sheet([ROW], [decision()], "tsv").decode("utf-8-sig")
    found = read((text + text.split("\r\n", 1)[1]).encode())
    assert found.decisions == (decision(),)
    assert found.errors == ("Ann.xlsx, row 3, column claim id: the claim stands in row 2 too; remove one of the rows",)


@pytest.mark.parametrize("column", [column.name for column in SHOWN if not column.checked])
def test_what_is_only_shown_is_not_read_back(column: str) -> None:
    content = filled([ROW], (2, column, "another"), (2, "verdict", "accept"))
    assert read(content) == Reading((decision(),), ())


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", "Ann.xlsx: no column 'claim id'; give a sheet that kg wrote"),
        (b"PK\x03\x04 broken", "Ann.xlsx: no workbook (File is not a zip file); save the sheet as XLSX again"),
        (b"\xd0\xcf\x11\xe0 old Excel", "Ann.xlsx: cannot be read ("),
        (b"a,b\n1,2", "Ann.xlsx: no column 'claim id'; give a sheet that kg wrote"),
        (saved(openpyxl.Workbook()), "Ann.xlsx: no column 'claim id'; give a sheet that kg wrote"),
        (rewritten(sheet(ROWS), [n for n in COLUMNS if n != "reason"]), "Ann.xlsx: the column 'reason' is missing"),
        (rewritten(sheet(ROWS), [*COLUMNS, "note"]), "Ann.xlsx: the column 'note' stands there 2 times; keep"),
        (sheet(ROWS)[:-900], "Ann.xlsx: no workbook ("),
    ],
)  # fmt: skip
def test_a_file_that_is_no_sheet_is_named(content: bytes, error: str) -> None:
    with pytest.raises(CurationError) as caught:
        read(content)
    assert str(caught.value).startswith(error)


@pytest.mark.parametrize(("curator", "time"), [("", NOON), ("Ann", "today")])
def test_a_sheet_needs_a_curator_and_a_time(curator: str, time: str) -> None:
    with pytest.raises(CurationError):
        read_sheet(sheet(ROWS), "Ann.xlsx", ROWS, curator, time)


def test_a_sheet_is_for_one_curator_in_a_known_form() -> None:
    with pytest.raises(CurationError, match="for one curator, not for Ann, Bo; choose one"):
        sheet(ROWS, [decision(), decision(curator="Bo")])
    with pytest.raises(CurationError, match="no sheet is written as ods; choose one of xlsx, tsv"):
        sheet(ROWS, (), "ods")


def test_locks_lists_and_frozen_headings() -> None:
    page = page_of(sheet(ROWS))
    assert page.freeze_panes == "B2"
    assert page.protection.sheet
    locked = {name: page.cell(2, n).protection.locked for n, name in enumerate(COLUMNS, 1)}
    assert [name for name, is_locked in locked.items() if not is_locked] == list(COLUMNS[len(SHOWN) :])
    codes = page.parent["Codes"]  # type: ignore[index]
    lists = {}
    for rule in page.data_validations.dataValidation:
        assert rule.formula1.startswith("Codes!")
        cells = codes[rule.formula1.removeprefix("Codes!")]
        first = str(rule.sqref).split(":")[0]
        lists[page[first[:-1] + "1"].value] = [cell.value for (cell,) in cells]
        assert str(rule.sqref) == f"{first}:{first[:-1]}{len(ROWS) + 1}"
    assert lists == {
        "verdict": ["accept", "reject", "unsure", "edit"],
        "reason": list(Reason),
        "new relation": list(Relation),
        "new polarity": list(Polarity),
        "new modality": list(Modality),
    }


def test_no_text_becomes_a_formula() -> None:
    page = page_of(sheet(ROWS, DECISIONS))
    assert {cell.data_type for line in page.iter_rows() for cell in line} <= {"s", "n"}
    assert page.cell(3, COLUMNS.index("quote") + 1).value == OTHER.quote
    text = sheet(ROWS, DECISIONS, "tsv").decode("utf-8-sig")
    cells = [cell for line in csv.reader(io.StringIO(text, newline=""), delimiter="\t") for cell in line]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize(
    "quote",
    [
        "x" * 40_000,
        "=" * 40_000,
        "政" * 40_000,
        "𠀀" * 40_000,
        "a\x00b\x1f\x9d\ud800\uffff",
        "_x0041_ & <b>",
        "cafe\u0301",
    ],
)
@pytest.mark.parametrize("form", ["xlsx", "tsv"])
def test_any_sentence_comes_back(quote: str, form: str) -> None:
    rows = [row(quote=quote)]
    assert read(sheet(rows, [decision(of=rows[0])], form), rows).errors == ()
