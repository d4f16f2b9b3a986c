"""What the tables of this folder share: workbooks, comma-separated text, and the choice of a form by suffix."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import xlsxwriter

from kg.cells import CUT, LONGEST, ROWS, SIGNS, fitted, neutral, printable
from kg.export.selection import Stamp
from kg.export.texts import bare_doi, doi_link
from kg.model import KgError

Cell = str | int | float

LINKS = 65_530
"""Hyperlinks that a sheet holds."""

WIDEST = 16_384
"""Columns that a sheet holds."""

_LONGEST_LINK = 2_079
_LINE = 15
_MOST_LINES = 20
_Form = TypeVar("_Form")
_Lines = Iterable[tuple[str, str]]

HEADING = {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF4", "bottom": 1}
"""The look of a heading."""

BODY = {"text_wrap": True, "valign": "top"}
"""The look of a cell."""

_LINK = BODY | {"font_color": "#0B5394", "underline": 1}


class Heading(NamedTuple):
    """The heading of a column, and the width of the column in characters."""

    name: str
    width: int


def form_of(path: Path, forms: Mapping[str, _Form]) -> _Form:
    """The form that the suffix of a file names.

    Raises:
        KgError: no form has the suffix; the message lists those there are.
    """
    if (form := forms.get(path.suffix.lower())) is None:
        *others, last = forms
        known = f"{', '.join(others)} or {last}" if others else last
        raise KgError(f"cannot write {path}: the suffix must be {known}")
    return form


def as_csv(rows: Iterable[Iterable[Cell]], encoding: str = "utf-8-sig") -> bytes:
    """Comma-separated text that no spreadsheet takes for formulas; Excel reads the usual encoding rightly."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in rows:
        writer.writerow([neutral(cell) if isinstance(cell, str) and cell[:1] in SIGNS else cell for cell in row])
    # What is replaced is neither a sign of a formula nor quoted, so that all is replaced at once.
    return printable(text.getvalue()).encode(encoding)


def workbook(title: str, fill: Callable[[Any], None]) -> bytes:
    """An XLSX workbook that a function fills; no text in it becomes a formula, a number or a link by itself."""
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as book:
        book.set_properties({"title": title, "created": datetime(2000, 1, 1)})
        fill(book)
    return content.getvalue()


def put(sheet: Any, line: int, position: int, cell: Cell, style: Any = None) -> None:
    """Write a number, or a text as text; an empty text leaves the cell empty."""
    if not isinstance(cell, str):
        sheet.write_number(line, position, cell, style)
    elif cell:
        sheet.write_string(line, position, fitted(printable(cell)), style)


def fill_table(book: Any, name: str, headings: Sequence[Heading], rows: Iterable[Sequence[Cell]]) -> Any:
    """Add a sheet with one row of headings that stays in sight, a filter, and links on the column ``doi``.

    Raises:
        KgError: there are more rows than a sheet holds.
    """
    sheet, lines = book.add_worksheet(name), list(rows)
    if len(lines) > ROWS:
        raise KgError(
            f"{len(lines):,} rows are more than a sheet holds ({ROWS:,}): choose another form or fewer claims"
        )
    strong, body = book.add_format(HEADING), book.add_format(BODY)
    for position, heading in enumerate(headings):
        sheet.set_column(position, position, heading.width, body)
        sheet.write_string(0, position, heading.name, strong)
    widths = [heading.width for heading in headings]
    for line, row in enumerate(lines, start=1):
        sheet.set_row(line, _height(row, widths))
        for position, cell in enumerate(row):
            put(sheet, line, position, cell)
    _link_dois(book, sheet, headings, lines)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(lines), 1), len(headings) - 1)
    return sheet


def _height(row: Sequence[Cell], widths: Sequence[int]) -> int:
    """Points that a row needs for its longest text; LibreOffice finds no height by itself for files like these."""
    lines = [math.ceil(len(cell) / width) for cell, width in zip(row, widths, strict=True) if isinstance(cell, str)]
    return _LINE * min(max(lines, default=1) or 1, _MOST_LINES)


def _link_dois(book: Any, sheet: Any, headings: Sequence[Heading], rows: Sequence[Sequence[Cell]]) -> None:
    """Link the DOIs to doi.org; those beyond what a sheet holds stay plain texts."""
    names = [heading.name for heading in headings]
    if "doi" not in names:
        return
    style, position = book.add_format(_LINK), names.index("doi")
    links = ((line, str(row[position])) for line, row in enumerate(rows, start=1) if row[position])
    known = [(line, text, doi_link(printable(text))) for line, text in links]
    for line, text, link in [link for link in known if link[2] and len(link[2]) <= _LONGEST_LINK][:LINKS]:
        sheet.write_url(line, position, link, style, fitted(printable(bare_doi(text))))


def fill_readme(book: Any, title: str, meaning: str, stamp: Stamp, lines: _Lines) -> None:
    """Add the sheet that says what the workbook is, where it comes from, and what its parts mean."""
    sheet = book.add_worksheet("README")
    sheet.set_column(0, 0, 22, book.add_format({"bold": True, "valign": "top"}))
    sheet.set_column(1, 1, 100, book.add_format(BODY))
    cut = f"A text of more than {LONGEST:,} characters is cut and ends with {CUT.strip()}."
    told = [(title, meaning), *stamp.pairs(), ("Long cells", cut), ("", ""), *lines]
    for line, (name, text) in enumerate(told):
        sheet.set_row(line, _height([name, text], [22, 100]))
        put(sheet, line, 0, name)
        put(sheet, line, 1, text)
