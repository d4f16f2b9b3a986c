"""Rows of a table counted in its bytes while they are written, which costs next to nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO


class TooManyError(Exception):
    """More rows than may be written."""


@dataclass(frozen=True, slots=True)
class _Marks:
    """How rows show in a format.

    Attributes:
        mark: bytes that stand once for each row, or once between two rows.
        without: how many of them stand for no row.
        quoted: whether a mark between double quotes is text.
        escapes: what stands for a quote or a backslash between quotes.
    """

    mark: bytes
    without: int
    quoted: bool = False
    escapes: tuple[bytes, ...] = ()


_FORMATS = {
    "json": _Marks(b"},{", -1, True, (rb"\\", rb"\"")),
    "xml": _Marks(b"<result>", 0),
    "csv": _Marks(b"\n", 1, True),
    "tsv": _Marks(b"\n", 1),
}


class Rows:
    """Counts the rows of a table that comes in pieces, cut anywhere.

    In JSON two rows that follow each other are counted as two, one alone as one, and none as one too.
    """

    def __init__(self, format: str) -> None:
        self._marks = _FORMATS[format]
        self._found = 0
        self._inside = False
        self._left = b""  # of the piece before, where an escape or a mark may be cut in two
        self._outside = b""

    @property
    def count(self) -> int:
        """How many rows have been seen."""
        return self._found - self._marks.without

    def feed(self, piece: bytes) -> None:
        """Take the next piece."""
        text = self._bare(piece) if self._marks.quoted else piece
        seen = self._outside + text
        self._found += seen.count(self._marks.mark)
        keep = len(self._marks.mark) - 1
        self._outside = seen[-keep:] if keep else b""

    def _bare(self, piece: bytes) -> bytes:
        text = self._left + piece
        kept = text.rstrip(b"\\") if self._marks.escapes else text
        text, self._left = kept, text[len(kept) :]
        for escape in self._marks.escapes:
            text = text.replace(escape, b"")
        pieces = text.split(b'"')
        outside = b'"'.join(pieces[self._inside :: 2])
        self._inside ^= len(pieces) % 2 == 0
        return outside


class Counted:
    """A binary file that takes the rows of a table up to a number; format ``""`` counts nothing."""

    def __init__(self, output: IO[bytes], format: str, most: int) -> None:
        self._output = output
        self._rows = Rows(format) if format else None
        self._most = most

    def write(self, piece: bytes) -> int:
        """Write a piece.

        Raises:
            TooManyError: there are more rows than allowed.
        """
        if self._rows:
            self._rows.feed(piece)
            if self._rows.count > self._most:
                raise TooManyError
        return self._output.write(piece)

    def flush(self) -> None:
        """Write what is held back."""
        self._output.flush()
