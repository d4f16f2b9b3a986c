"""Curation sheets: one claim a row, with its sentence, locked cells and drop-down lists for the decision."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter

from kg import __version__
from kg.cells import ROWS, neutral
from kg.claimrow import ClaimRow, last_segment
from kg.curate.columns import COLUMNS, GIVEN, MEANINGS, SHOWN, given, shown
from kg.curate.log import current
from kg.curate.records import CurationError, Decision

SHEET = "Claims"
_CODES = [column for column in GIVEN if column.codes]
_ALLOWED = {"format_columns": True, "format_rows": True, "autofilter": True}

Cells = list[tuple[list[str], list[str]]]
"""The locked cells and the open cells of each row."""


def sheet(rows: Sequence[ClaimRow], decisions: Iterable[Decision] = (), form: str = "xlsx") -> bytes:
    """The sheet of some claims, in their order, filled in with the decisions of one curator.

    Args:
        rows: the claims to decide on; one that stands twice is written once.
        decisions: what the curator decided before; decisions on other claims are left aside.
        form: ``xlsx``, or ``tsv`` for tab-separated text.

    Raises:
        CurationError: another form, decisions of several curators, or more rows than a sheet holds.
    """
    if form not in _FORMS:
        raise CurationError(f"no sheet is written as {form}; choose one of {', '.join(_FORMS)}")
    return _FORMS[form](_cells(rows, decisions))


def _cells(rows: Sequence[ClaimRow], decisions: Iterable[Decision]) -> Cells:
    made = current(decisions)
    curators = sorted({curator for _, curator in made})
    if len(curators) > 1:
        raise CurationError(f"a sheet is for one curator, not for {', '.join(curators)}; choose one")
    by_claim = {claim: decision for (claim, _), decision in made.items()}
    distinct = {last_segment(row.claim): row for row in rows}
    if len(distinct) > ROWS:
        raise CurationError(f"{len(distinct):,} claims are more than a sheet holds ({ROWS:,}); choose fewer")
    return [(shown(row), given(by_claim.get(claim))) for claim, row in distinct.items()]


def _tsv(cells: Cells) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter="\t")
    writer.writerow(COLUMNS)
    writer.writerows([neutral(cell) for cell in (*locked, *open_)] for locked, open_ in cells)
    return text.getvalue().encode("utf-8-sig")


def _xlsx(cells: Cells) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"title": "Curation sheet", "created": datetime(2000, 1, 1)})
        _fill_claims(book, cells)
        _fill_codes(book)
        _fill_readme(book, len(cells))
    return content.getvalue()


def _fill_claims(book: Any, cells: Cells) -> None:
    page = book.add_worksheet(SHEET)
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF4", "bottom": 1})
    locked = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@", "font_color": "#404040"})
    open_ = book.add_format(
        {"text_wrap": True, "valign": "top", "num_format": "@", "locked": False, "bg_color": "#FFFBE6", "border": 4}
    )
    widths = (*(column.width for column in SHOWN), *(column.width for column in GIVEN))
    for position, (name, width) in enumerate(zip(COLUMNS, widths, strict=True)):
        page.set_column(position, position, width)
        page.write_string(0, position, name, heading)
    for number, (told, made) in enumerate(cells, 1):
        for position, text in enumerate(told):
            page.write_string(number, position, text, locked)
        for position, text in enumerate(made, len(SHOWN)):
            page.write_string(number, position, text, open_) if text else page.write_blank(
                number, position, None, open_
            )
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, max(len(cells), 1), len(COLUMNS) - 1)
    page.protect("", _ALLOWED)
    _fill_lists(page, max(len(cells), 1))


def _fill_lists(page: Any, last: int) -> None:
    """Drop-down lists; they point to the codes, since a list written out may have 255 characters at most."""
    for number, column in enumerate(_CODES):
        position, letter = COLUMNS.index(column.name), chr(ord("A") + number)
        rule = {
            "validate": "list",
            "source": f"=Codes!${letter}$2:${letter}${1 + len(column.codes)}",
            "error_title": f"No {column.name}",
            "error_message": "Choose one of the list, or leave the cell blank.",
        }
        page.data_validation(1, position, last, position, rule)


def _fill_codes(book: Any) -> None:
    page = book.add_worksheet("Codes")
    strong = book.add_format({"bold": True})
    for position, column in enumerate(_CODES):
        page.set_column(position, position, 18)
        page.write_string(0, position, column.name, strong)
        for number, code in enumerate(column.codes, 1):
            page.write_string(number, position, code)
    page.protect()


def _fill_readme(book: Any, claims: int) -> None:
    page = book.add_worksheet("README")
    strong = book.add_format({"bold": True, "valign": "top"})
    body = book.add_format({"text_wrap": True, "valign": "top"})
    page.set_column(0, 0, 18, strong)
    page.set_column(1, 1, 90, body)
    lines = [
        (
            "Curation sheet",
            "One row a claim. Say whether the sentence says what the claim says, not whether it is true.",
        ),
        ("How", "Fill in the open cells on the right. A row without verdict is left as it is. Columns may be moved."),
        ("Made by", f"intergov-kg {__version__}"),
        ("Claims", f"{claims:,}"),
        ("", ""),
        *((column.name, column.meaning) for column in (*SHOWN, *GIVEN)),
        ("", ""),
        *((str(code), meaning) for code, meaning in MEANINGS.items()),
    ]
    for number, (name, text) in enumerate(lines):
        page.write_string(number, 0, name)
        page.write_string(number, 1, text)


_FORMS = {"xlsx": _xlsx, "tsv": _tsv}
