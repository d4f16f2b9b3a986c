"""Text to rows of cells, with the line each begins on; broken quotation marks cost a row and not the file."""

from __future__ import annotations

import csv
from collections.abc import Generator, Iterator
from dataclasses import dataclass

MAX_CELL = 16 * 1024 * 1024
"""Characters of a row and of a cell; a longer one is a quotation mark that was never closed."""

csv.field_size_limit(max(csv.field_size_limit(), MAX_CELL))

_END = "\x00end of file\x00"
_RETRIES = 8
_UNCLOSED = "a quotation mark opens here and does not close; close it or double it"


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the line it begins on, from 1, its cells, its text, and what is wrong with it (empty: nothing)."""

    line: int
    cells: tuple[str, ...]
    text: str
    wrong: str = ""


def rows(text: str, delimiter: str, *, quoted: bool = True) -> Iterator[Row]:
    """The rows of a table that are not blank, in order.

    Args:
        text: the table.
        delimiter: between cells.
        quoted: whether cells may stand in quotation marks and then hold delimiters and line breaks.
    """
    lines = _Lines(text)
    for _ in range(_RETRIES):
        row = yield from _until_unclosed(lines, delimiter, quoted)
        if row is None:
            return
        lines.number, lines.at, lines.ended = row.line, text.find("\n", lines.at - len(row.text)) + 1, False
        if not lines.at:
            yield row
            return
        yield Row(row.line, (), row.text[: row.text.find("\n") + 1], _UNCLOSED)
    if rest := text[lines.at :]:
        yield Row(lines.number + 1, (), rest, "too many quotation marks do not close; save the table again")


class _Lines(Iterator[str]):
    """The lines of a text and one more that tells the end, without a list of them all."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.number, self.ended = text, 0, 0, False
        self.begun = 0  # where the present row begins

    def __next__(self) -> str:
        if self.at >= len(self.text):
            if self.ended:
                raise StopIteration
            self.ended = True
            return _END
        end = self.text.find("\n", self.at) + 1 or len(self.text)
        line = self.text[self.at : end]
        self.at, self.number = end, self.number + 1
        if end - self.begun > MAX_CELL:
            raise csv.Error(f"it is longer than {MAX_CELL >> 20} million characters")
        return line if line.endswith("\n") else line + "\n"


def _until_unclosed(lines: _Lines, delimiter: str, quoted: bool) -> Generator[Row, None, Row | None]:
    """Gives the rows before one that never closes, and returns that one."""
    reader = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE)
    while not lines.ended:
        line, start = lines.number + 1, lines.at
        lines.begun = start
        try:
            cells = next(reader)
        except csv.Error as e:
            yield Row(line, (), lines.text[start : lines.at], f"is no row of a table ({e}); quote the cell")
            continue
        text = lines.text[start : lines.at]
        if lines.ended:
            return None if cells == [_END] else Row(line, (), text, _UNCLOSED)
        if any(cell.strip() for cell in cells):
            yield Row(line, tuple(cells if quoted else map(_unquoted, cells)), text)
    return None


def _unquoted(cell: str) -> str:
    inner = cell[1:-1]
    doubled = cell[:1] == cell[-1:] == '"' and '""' in inner and '"' not in inner.replace('""', "")
    return inner.replace('""', '"') if doubled else cell
