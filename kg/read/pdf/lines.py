"""What the parts of the reader hand on: pieces of lines as the file has them, then lines in reading order."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """Letters side by side on one line of a page; lengths in points, y downwards to the foot of the letters.

    ``mark`` is what stood raised before its first word, such as the number of a note.
    """

    text: str
    left: float
    right: float
    y: float
    size: float
    bold: bool = False
    italic: bool = False
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: its size, the number the file gives it, and its pieces in the order of the file."""

    width: float
    height: float
    label: str
    pieces: tuple[Piece, ...]
    picture: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """What was read of a PDF: what it says of itself, and its pages."""

    info: dict[str, str]
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A stretch of a page that is read from top to bottom: page from 0, which column of it, its edges in points."""

    page: int
    number: int
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a column; ``cells`` counts what wide gaps part in it: from 3 on it is a row of a table."""

    text: str
    left: float
    right: float
    y: float
    size: float
    column: Column
    bold: bool = False
    italic: bool = False
    mark: str = ""
    cells: int = 1

    @property
    def page(self) -> int:
        """The page it stands on, from 0."""
        return self.column.page
