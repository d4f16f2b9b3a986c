"""The evidence table: one row a claim, with its sentence, its source and columns left blank for a verdict."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter

from kg import __version__
from kg.cells import CUT, LONGEST, ROWS, fitted, neutral, printable
from kg.claimrow import ClaimRow, last_segment, read_rows
from kg.export import write_atomic
from kg.model import KgError

Cell = str | int | float


class Column(NamedTuple):
    """A column: its heading, where its value is from, its width in characters, and what it means."""

    name: str
    value: Callable[[ClaimRow], Cell]
    width: int
    meaning: str


def _number(text: str) -> Cell:
    """The number a text writes, or the text itself where it writes none."""
    if text.isascii() and text.isdecimal() and len(text) < 16:
        return int(text)
    if re.fullmatch(r"\d+(\.\d+)?(e[+-]?\d+)?", text, re.ASCII | re.IGNORECASE) and math.isfinite(float(text)):
        return float(text)
    return text


COLUMNS = (
    Column("claim id", lambda row: last_segment(row.claim), 22, "Stable id of the claim: last part of its IRI"),
    Column("citation", lambda row: row.citation, 24, "The work that makes the claim, cited short"),
    Column("year", lambda row: _number(row.year), 7, "Year the work came out"),
    Column("doi", lambda row: row.doi, 22, "DOI of the work, without https://doi.org/"),
    Column("head", lambda row: row.head_label, 26, "What the claim is about, by its name in the vocabulary"),
    Column("head type", lambda row: row.head_type, 13, "Kind of thing the head is"),
    Column("relation", lambda row: row.relation, 16, "What head does to tail; read head, relation, tail"),
    Column("tail", lambda row: row.tail_label, 26, "The other end of the claim"),
    Column("tail type", lambda row: row.tail_type, 13, "Kind of thing the tail is"),
    Column("polarity", lambda row: row.polarity, 10, "positive: the text states it; negative: the text denies it"),
    Column(
        "modality",
        lambda row: row.modality,
        14,
        "asserted: given as a fact; recommended: called for; hypothetical: only supposed",
    ),
    Column(
        "attributed to",
        lambda row: row.attributed_to,
        16,
        "THIS_WORK: the work itself speaks; otherwise whom it cites for the claim",
    ),
    Column("time", lambda row: row.time, 12, "When it holds, as the sentence says; blank where it does not say"),
    Column(
        "place",
        lambda row: row.place,
        16,
        "Where it holds, as the sentence says; blank where it does not say",
    ),
    Column("quote", lambda row: row.quote, 80, "The sentence that makes the claim, word for word"),
    Column(
        "start",
        lambda row: _number(row.start),
        8,
        "Where the sentence begins: characters from the document's start",
    ),
    Column("end", lambda row: _number(row.end), 8, "Where it ends: the first character after it"),
    Column(
        "confidence",
        lambda row: _number(row.confidence),
        11,
        "How far the extractor trusts its reading, 0 to 1; not whether the claim is true",
    ),
    Column("rule", lambda row: row.rule, 22, "The rule that read the claim"),
    Column("decision", lambda row: "", 12, "Blank, for your verdict"),
    Column("note", lambda row: "", 30, "Blank, for your remarks"),
)


def write_evidence(rows: Iterable[Mapping[str, str]], path: Path) -> None:
    """Write the evidence table in the form the suffix names: ``.xlsx``, ``.csv`` or ``.json``.

    The rows stand in reading order whatever their order was, so the same claims give the same bytes.

    Args:
        rows: claim rows; see ``ClaimRow`` for the columns.
        path: the file to write; one that is there is replaced.

    Raises:
        KgError: another suffix, a row that lacks a column, or a place that cannot be written.
    """
    form = _FORMS.get(path.suffix.lower())
    if form is None:
        raise KgError(f"cannot write {path}: the suffix must be .xlsx, .csv or .json")
    write_atomic(path, form(read_rows(rows)))


def _cells(row: ClaimRow) -> list[Cell]:
    values = (column.value(row) for column in COLUMNS)
    return [printable(value) if isinstance(value, str) else value for value in values]


def _json(rows: tuple[ClaimRow, ...]) -> bytes:
    names = [column.name.replace(" ", "_") for column in COLUMNS]
    table = [dict(zip(names, _cells(row), strict=True)) for row in rows]
    return (json.dumps(table, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _csv(rows: tuple[ClaimRow, ...]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(column.name for column in COLUMNS)
    for row in rows:
        writer.writerow(neutral(cell) if isinstance(cell, str) else cell for cell in _cells(row))
    return text.getvalue().encode("utf-8-sig")


def _xlsx(rows: tuple[ClaimRow, ...]) -> bytes:
    if len(rows) > ROWS:
        raise KgError(f"{len(rows):,} claims are more than a sheet holds ({ROWS:,}): write .csv or .json")
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as book:
        book.set_properties({"title": "Evidence table", "created": datetime(2000, 1, 1)})
        _fill_readme(book, rows)
        _fill_evidence(book, rows)
    return content.getvalue()


def _fill_evidence(book: Any, rows: tuple[ClaimRow, ...]) -> None:
    sheet = book.add_worksheet("Evidence")
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF4", "bottom": 1})
    body = book.add_format({"text_wrap": True, "valign": "top"})
    for position, column in enumerate(COLUMNS):
        sheet.set_column(position, position, column.width, body)
        sheet.write_string(0, position, column.name, heading)
    for line, row in enumerate(rows, start=1):
        for position, cell in enumerate(_cells(row)):
            _write(sheet, line, position, cell)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(rows), len(COLUMNS) - 1)
    sheet.activate()


def _write(sheet: Any, line: int, position: int, cell: Cell) -> None:
    if not isinstance(cell, str):
        sheet.write_number(line, position, cell)
    elif cell:
        sheet.write_string(line, position, fitted(cell))


def _fill_readme(book: Any, rows: tuple[ClaimRow, ...]) -> None:
    sheet = book.add_worksheet("README")
    strong = book.add_format({"bold": True, "valign": "top"})
    body = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 18, strong)
    sheet.set_column(1, 1, 90, body)
    works = len({row.work for row in rows})
    lines = [
        (
            "Evidence table",
            "One row a claim. A claim is what one sentence of one work says, not what is the case.",
        ),
        ("Made by", f"intergov-kg {__version__}"),
        ("Claims", f"{len({row.claim for row in rows}):,}"),
        ("Works", f"{works:,}"),
        (
            "Long cells",
            f"A text of more than {LONGEST:,} characters is cut and ends with {CUT.strip()}.",
        ),
        ("", ""),
        *((column.name, column.meaning) for column in COLUMNS),
    ]
    for line, (name, text) in enumerate(lines):
        sheet.write_string(line, 0, name)
        sheet.write_string(line, 1, text)


_FORMS = {".xlsx": _xlsx, ".csv": _csv, ".json": _json}
