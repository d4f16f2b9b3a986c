"""The cells of a sheet that came back, whatever program saved it: XLSX, or text with tabs."""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, time
from typing import Any, NamedTuple

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from kg.cells import plain
from kg.curate.columns import CLAIM_ID, COLUMNS
from kg.curate.records import CurationError

_LARGEST = 512 * 2**20
"""Bytes that an XLSX file may unpack to; a sheet of 100,000 claims has a tenth of that."""

_BROKEN = (
    *(OSError, EOFError, ValueError, KeyError, TypeError, AttributeError, IndexError, SyntaxError),
    *(zipfile.BadZipFile, zlib.error, InvalidFileException, NotImplementedError, RuntimeError),
)
"""What openpyxl raises on a file that is no workbook or a damaged one."""


class Row(NamedTuple):
    """A row that is not blank: its number in the sheet, from 1, and its cells by heading."""

    number: int
    cells: dict[str, str]


Line = tuple[int, list[str]]
"""A line that is not blank, with its number from 1."""


def table(content: bytes, name: str) -> list[Row]:
    """The rows of a sheet below its headings, with blank rows left out and columns in any order.

    Raises:
        CurationError: the file is neither XLSX nor text with tabs, or lacks a column or has one twice.
    """
    pages = _workbook(content, name) if content.startswith(b"PK") else [_text(content, name)]
    for lines in pages:
        headings = [cell.casefold() for cell in lines[0][1]] if lines else []
        if CLAIM_ID in headings:
            _check(headings, name)
            return [Row(number, _by_heading(headings, cells)) for number, cells in lines[1:]]
    raise CurationError(f"{name}: no column {CLAIM_ID!r}; give a sheet that kg wrote, saved as XLSX or with tabs")


def _check(headings: list[str], name: str) -> None:
    for column in COLUMNS:
        if (times := headings.count(column)) != 1:
            found = "is missing" if not times else f"stands there {times} times"
            raise CurationError(f"{name}: the column {column!r} {found}; keep the headings as they were written")


def _by_heading(headings: list[str], cells: list[str]) -> dict[str, str]:
    return dict(zip(headings, cells + [""] * (len(headings) - len(cells)), strict=False))


def _text(content: bytes, name: str) -> list[Line]:
    # Excel saves "Unicode text" as UTF-16.
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        lines = csv.reader(io.StringIO(content.decode(encoding), newline=""), delimiter="\t")
        return _numbered([plain(cell).strip() for cell in line] for line in lines)
    except (UnicodeDecodeError, csv.Error) as error:
        raise CurationError(f"{name}: cannot be read ({_one_line(error)}); save it as XLSX") from error


def _workbook(content: bytes, name: str) -> list[list[Line]]:
    """The lines of each sheet of a workbook."""
    try:
        size = sum(part.file_size for part in zipfile.ZipFile(io.BytesIO(content)).infolist())
        if size > _LARGEST:
            raise ValueError(f"it unpacks to {size:,} bytes")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and lists that openpyxl does not know
            # A formula is read as its text: a sentence may begin with =, and a computed verdict is none.
            book = load_workbook(io.BytesIO(content), read_only=True)
            return [_numbered(_cells(page)) for page in book.worksheets]
    except _BROKEN as error:
        raise CurationError(f"{name}: no workbook ({_one_line(error)}); save the sheet as XLSX again") from error


def _cells(page: Any) -> Iterator[list[str]]:
    page.reset_dimensions()  # some programs write a wrong size
    for line in page.iter_rows(values_only=True):
        yield [_cell(value) for value in line]


def _cell(value: object) -> str:
    """A cell as the text that was written, also where a program took it for a number or a date."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return f"{value:.15g}"
    return value.isoformat() if isinstance(value, date | time) else str(value).strip()


def _numbered(lines: Iterable[list[str]]) -> list[Line]:
    return [(number, cells) for number, cells in enumerate(lines, 1) if any(cells)]


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
