"""Workbooks of tables, made where nothing else waits: xlsxwriter takes long, and the memory of a whole sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kg.export.sheets import BODY, Cell, Heading, fill_table, put, workbook


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook to be written: a table, and what the sheet before it says.

    Attributes:
        title: what the table is, in words.
        headings: of its columns.
        rows: as wide as the headings; they can be pickled.
        told: names and texts of the first sheet, below the title.
    """

    title: str
    headings: Sequence[Heading]
    rows: Iterable[Sequence[Cell]]
    told: Sequence[tuple[str, str]]


def written(wanted: Book) -> bytes:
    """A workbook as bytes."""

    def fill(book: Any) -> None:
        _readme(book, [(wanted.title, ""), *wanted.told])
        fill_table(book, "Table", wanted.headings, wanted.rows).activate()

    return workbook(wanted.title, fill)


def _readme(book: Any, lines: Iterable[tuple[str, str]]) -> None:
    sheet = book.add_worksheet("README")
    sheet.set_column(0, 0, 22, book.add_format({"bold": True, "valign": "top"}))
    sheet.set_column(1, 1, 100, book.add_format(BODY))
    for line, (name, text) in enumerate(lines):
        put(sheet, line, 0, name)
        put(sheet, line, 1, text)
