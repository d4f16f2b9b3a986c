"""Reads the letters of a PDF in a process of its own: ``python -P child.py < file``; the parent is ``process``.

It imports nothing of the package, so that it starts at once, and takes limits before it opens the file: whatever a
file does to the parser, the reader lives on. It writes a JSON value a line: what is known of the file, then each
page, then how it ended. Lengths are in points, y runs downwards from the top of the page as it is shown.
"""

from __future__ import annotations

import ctypes
import json
import math
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

NEAR = 0.9
"""Gap between letters, in ems, from which a line is cut into pieces: a column or a table may begin there."""

_UPRIGHT = 0.1
"""Sine of the angle up to which text counts as horizontal."""

_RAISED = (0.15, 0.8)
"""How far above the line a small letter stands, in ems of the line, to be a mark and not of another line."""

_SMALL = 0.85
"""Size of a raised letter, as share of the line's."""

_ORDINAL = re.compile(r"(?:st|nd|rd|th|e|er|o|a|ème|TM|™|®)\Z")
_UNIT = re.compile(r"(?:\b[kcm]?m|\bha|\bR)\Z")
_SIZES = (0.5, 500)
"""Sizes of type, in points, between which letters can be read."""

_SPACES = frozenset({9, 10, 13, 32, 160, 0x2002, 0x2003, 0x2009, 0x202F, 0x3000})
_CLOSING = frozenset(",.;:!?)]”’")
_HYPHENS = {2: "-", 0xFFFE: "-"}
_INFO = ("Title", "Author", "Subject", "Keywords", "doi", "WPS-ARTICLEDOI")
_FORCE_BOLD = 1 << 18
_ITALIC = 1 << 6
_IMAGE = 3
_FEW = 20
"""Letters up to which a page is looked at for pictures."""

_OBJECTS = 2_000
"""Objects of a page that are looked at for pictures."""


@dataclass(frozen=True, slots=True)
class Style:
    """How the letters of one text object look."""

    size: float
    bold: bool
    italic: bool
    fits: bool
    """Whether it is horizontal and of a size that can be read."""


@dataclass(slots=True)
class Piece:
    """Letters that stand side by side on one line."""

    left: float
    right: float
    y: float
    size: float
    text: list[str] = field(default_factory=list)
    raised: list[str] = field(default_factory=list)
    mark: str = ""
    letters: int = 0
    bold: int = 0
    italic: int = 0

    def settle(self) -> None:
        """Decide on the raised letters at the end: a note mark is left out, an ordinal or a power stays."""
        mark = "".join(self.raised)
        self.raised.clear()
        before = "".join(self.text[-4:]).rstrip()
        if not before:
            self.mark += mark
        elif (_ORDINAL.match(mark.strip()) and before[-1].isdigit()) or (
            mark.strip() in {"2", "3"} and _UNIT.search(before)
        ):
            self.text.append(mark)
        elif not mark:
            return
        elif len(mark) > 12 or not re.fullmatch(r"[\d\s,;.*†‡§¶#()\[\]–+✉-]*[a-z]?[\d\s,;.*†‡§¶#()\[\]–+-]*", mark):
            self.text.append(mark)
        elif mark[-1].isspace() or mark[0].isspace():
            self.text.append(" ")

    def row(self) -> list[Any] | None:
        """What is sent of it; nothing where no letter is left."""
        self.settle()
        text = " ".join("".join(self.text).split())
        if not text and not self.mark:
            return None
        many = self.letters * 0.8
        return [
            text,
            round(self.left, 1),
            round(self.right, 1),
            round(self.y, 1),
            round(self.size, 1),
            int(self.letters > 0 and self.bold >= many),
            int(self.letters > 0 and self.italic >= many),
            " ".join(self.mark.split()),
        ]


class Page:
    """The letters of one page."""

    def __init__(self, raw: Any, document: Any, index: int) -> None:
        self.raw = raw
        self.page = raw.FPDF_LoadPage(document, index)
        self.text = raw.FPDFText_LoadPage(self.page) if self.page else None
        self.turn = raw.FPDFPage_GetRotation(self.page) if self.page else 0
        self.box = self._box() if self.page else (0.0, 0.0, 0.0, 0.0)
        self.count = max(0, raw.FPDFText_CountChars(self.text)) if self.text else 0
        self.bad = 0
        left, bottom, right, top = self.box
        self.width, self.height = (top - bottom, right - left) if self.turn % 2 else (right - left, top - bottom)
        self.styles: dict[int, Style] = {}

    def _box(self) -> tuple[float, float, float, float]:
        """The part of the sheet that is shown: left, bottom, right, top."""
        rect = self.raw.FS_RECTF()
        if not self.raw.FPDF_GetPageBoundingBox(self.page, ctypes.byref(rect)):
            return 0.0, 0.0, self.raw.FPDF_GetPageWidthF(self.page), self.raw.FPDF_GetPageHeightF(self.page)
        return rect.left, rect.bottom, rect.right, rect.top

    def shown(self, x: float, y: float) -> tuple[float, float]:
        """A point of the sheet as a point of the page as it is shown, from its upper left corner."""
        left, bottom, right, top = self.box
        if self.turn == 0:
            return x - left, top - y
        if self.turn == 1:
            return y - bottom, x - left
        if self.turn == 2:
            return right - x, y - bottom
        return top - y, right - x

    def style(self, thing: int, index: int) -> Style:
        """The look of the letters of a text object, told by one; the size is as it is shown."""
        found = self.styles[thing] = self._style(index)
        return found

    def _style(self, index: int) -> Style:
        raw = self.raw
        matrix = raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(self.text, index, ctypes.byref(matrix))
        stretch = math.hypot(matrix.c, matrix.d)
        along = (matrix.a, matrix.b)
        for _ in range(self.turn):
            along = (along[1], -along[0])
        length = math.hypot(*along)
        name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
        raw.FPDFText_GetFontInfo(self.text, index, name, 128, ctypes.byref(flags))
        font = name.value.decode("latin-1").lower()
        heavy = raw.FPDFText_GetFontWeight(self.text, index) >= 600 or bool(flags.value & _FORCE_BOLD)
        size = abs(raw.FPDFText_GetFontSize(self.text, index)) * stretch
        upright = length > 0 and along[0] / length > 0 and abs(along[1] / length) < _UPRIGHT
        return Style(
            size=size,
            bold=heavy or bool(re.search(r"bold|black|heavy|-bd|cmbx|demi(?!r)", font)),
            italic=bool(flags.value & _ITALIC) or bool(re.search(r"ital|obli|cmti", font)),
            fits=upright and _SIZES[0] < size < _SIZES[1],
        )

    def pieces(self) -> Iterator[Piece]:
        """The letters, joined to pieces of lines in the order of the file."""
        raw, text, styles = self.raw, self.text, self.styles
        x, y = ctypes.c_double(), ctypes.c_double()
        at_x, at_y = ctypes.byref(x), ctypes.byref(y)
        piece: Piece | None = None
        space = False
        last, reach = -1, 0.0
        for index in range(self.count):
            character = raw.FPDFText_GetUnicode(text, index)
            if character in _SPACES:
                space = True
                continue
            thing = raw.FPDFText_GetTextObject(text, index) or 0
            style = styles.get(thing) or self.style(thing, index)
            letter = chr(character) if 32 < character < 127 else self.letter(character)
            if not letter or not style.fits:
                continue
            raw.FPDFText_GetCharOrigin(text, index, at_x, at_y)
            left, base = self.shown(x.value, y.value)
            if piece is None or base != piece.y or not 0 <= left - reach < style.size or style.size != piece.size:
                if not (-1 <= base <= self.height + 1 and -1 <= left <= self.width + 1):
                    continue
                if piece is not None:
                    piece.right = max(piece.right, self.right(last))
                if piece is None or not _belongs(piece, left, base, style.size):
                    if piece is not None:
                        yield piece
                    piece, space = Piece(left, left, base, style.size), False
            if space:
                (piece.raised or piece.text).append(" ")
                space = False
            _add(piece, letter, base, style)
            last, reach = index, left
        if piece is not None:
            piece.right = max(piece.right, self.right(last))
            yield piece

    def right(self, index: int) -> float:
        """Where a letter ends."""
        rect = self.raw.FS_RECTF()
        self.raw.FPDFText_GetLooseCharBox(self.text, index, ctypes.byref(rect))
        return max(self.shown(rect.left, rect.bottom)[0], self.shown(rect.right, rect.top)[0])

    def letter(self, character: int) -> str:
        """A character as text; those that no font explains are counted and left out."""
        if character in _HYPHENS:
            return _HYPHENS[character]
        if character < 32 or 0x7F <= character < 0xA0 or 0xD800 <= character < 0xF900 or character >= 0xFFF0:
            self.bad += 0xE000 <= character < 0xF900 or character in {0, 0xFFFD}
            return "•" if character in {0xF0B7, 0xF0A7, 0xF0D8} else ""
        if 0xFB00 <= character <= 0xFB06:
            return ("ff", "fi", "fl", "ffi", "ffl", "st", "st")[character - 0xFB00]
        return chr(character)

    def pictured(self) -> bool:
        """Whether a page of few letters shows a picture: a page that was scanned."""
        if self.count > _FEW:
            return False
        objects = min(self.raw.FPDFPage_CountObjects(self.page), _OBJECTS) if self.page else 0
        return any(
            self.raw.FPDFPageObj_GetType(self.raw.FPDFPage_GetObject(self.page, i)) == _IMAGE for i in range(objects)
        )

    def close(self) -> None:
        """Give its memory back."""
        if self.text:
            self.raw.FPDFText_ClosePage(self.text)
        if self.page:
            self.raw.FPDF_ClosePage(self.page)


def _belongs(piece: Piece, left: float, y: float, size: float) -> bool:
    """Whether a letter stands next to a piece: on its line, raised from it or lowered."""
    larger = max(size, piece.size)
    gap = left - piece.right
    if not -1.2 * larger < gap < NEAR * larger:  # the letters of a ligature stand in one place
        return False
    off = abs(y - piece.y)
    return off <= 0.12 * larger or (off <= _RAISED[1] * larger and min(size, piece.size) <= _SMALL * larger)


def _add(piece: Piece, letter: str, y: float, style: Style) -> None:
    if (y != piece.y or piece.raised or style.size != piece.size) and _raised(piece, letter, y, style):
        return
    piece.text.append(letter)
    piece.letters += 1
    piece.bold += style.bold
    piece.italic += style.italic


def _raised(piece: Piece, letter: str, y: float, style: Style) -> bool:
    """Whether a letter is raised, which is noted; one on the line makes those before it the piece's mark."""
    low, high = _RAISED
    above = piece.y - y
    if style.size <= _SMALL * piece.size and low * piece.size <= above <= high * piece.size:
        piece.raised.append(letter)
        return True
    if piece.raised:
        piece.settle()
        if letter in _CLOSING and piece.text and piece.text[-1] == " ":
            piece.text.pop()
    if piece.size <= _SMALL * style.size and low * style.size <= -above <= high * style.size:
        piece.mark += "".join(piece.text)
        piece.text.clear()
        piece.letters = piece.bold = piece.italic = 0
    if not piece.letters:
        piece.size, piece.y = style.size, y
    return False


def limit(memory: int, seconds: int) -> None:
    """Take limits of memory in bytes and of processor time in seconds, where the system knows them."""
    try:
        import resource
    except ImportError:
        return
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        try:
            resource.setrlimit(what, (most, most))
        except (OSError, ValueError):
            continue


def read(data: bytes, most_pages: int, most_letters: int, most_pieces: int) -> Iterator[dict[str, Any]]:
    """What is known of a file, its pages, and how it ended.

    Args:
        data: the file.
        most_pages: pages from which it is refused.
        most_letters: letters from which it is refused.
        most_pieces: pieces of lines from which it is refused.
    """
    import pypdfium2.raw as raw

    raw.FPDFText_GetTextObject.restype = ctypes.c_void_p  # a number, which is told apart from others at once
    raw.FPDF_InitLibrary()
    document = raw.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        locked = raw.FPDF_GetLastError() in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}
        yield {"end": "locked" if locked else "broken"}
        return
    count = raw.FPDF_GetPageCount(document)
    yield {"pages": count, "info": {key: value for key in _INFO if (value := _info(raw, document, key))}}
    letters = pieces = 0
    for index in range(min(count, most_pages)):
        page = Page(raw, document, index)
        letters += page.count
        if letters > most_letters:
            break
        rows = [row for piece in islice(page.pieces(), most_pieces - pieces + 1) if (row := piece.row())]
        pieces += len(rows)
        if pieces > most_pieces:
            break
        yield {
            "size": [round(page.width, 1), round(page.height, 1)],
            "label": _label(raw, document, index),
            "pieces": rows,
            "bad": page.bad,
            "picture": page.pictured(),
            "lost": not page.text,
        }
        page.close()
    much = letters > most_letters or pieces > most_pieces
    yield {"end": "pages" if count > most_pages else "letters" if much else "done"}


def _info(raw: Any, document: Any, key: str) -> str:
    size = raw.FPDF_GetMetaText(document, key.encode(), None, 0)
    return _wide(lambda buffer: raw.FPDF_GetMetaText(document, key.encode(), buffer, size), size)


def _label(raw: Any, document: Any, index: int) -> str:
    size = raw.FPDF_GetPageLabel(document, index, None, 0)
    return _wide(lambda buffer: raw.FPDF_GetPageLabel(document, index, buffer, size), size)


def _wide(fill: Any, size: int) -> str:
    """A text that the library writes as UTF-16 into a buffer of ``size`` bytes, its end included."""
    if not 2 < size <= 20_000:
        return ""
    buffer = ctypes.create_string_buffer(size)
    fill(buffer)
    return " ".join(buffer.raw[:-2].decode("utf-16-le", "ignore").split())


def main() -> None:
    """Read standard input under the limits given as arguments: memory, seconds, pages, letters, pieces of lines."""
    memory, seconds, pages, letters, pieces = map(int, sys.argv[1:6])
    data = sys.stdin.buffer.read()
    limit(memory, seconds)
    for value in read(data, pages, letters, pieces):
        sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
