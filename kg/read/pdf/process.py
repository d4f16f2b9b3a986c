"""Has a PDF read in a process of its own, under limits, and tells in one line what came of it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.model import ReadError
from kg.read.pdf.lines import File, Piece, Sheet

_CHILD = Path(__file__).with_name("child.py")


@dataclass(frozen=True, slots=True)
class Limits:
    """What the reading of one file may take.

    Attributes:
        memory: address space of the process, in bytes.
        seconds: processor time, and time by the clock; the second is twice as long.
        pages: of the file.
        letters: of all pages.
        pieces: of lines; a usual page has a hundred, one that is set word by word a thousand.
    """

    memory: int = 1_500 * 1024 * 1024
    seconds: int = 120
    pages: int = 3_000
    letters: int = 12_000_000
    pieces: int = 1_500_000


_GARBLED = 0.3
"""Share of letters that no font explains from which a text layer is useless."""

_SCANNED = 0.8
"""Share of pages without text from which a file is a scan."""

_ENDS = {
    "locked": "is locked with a password; save a copy without",
    "broken": "is broken or no PDF; open it in a viewer and print it to a new PDF",
    "pages": "has more than {pages:,} pages; split it",
    "letters": "has more than {letters:,} letters; split it",
}


def read(data: bytes, name: str, limits: Limits | None = None) -> File:
    """The pages of a PDF.

    Args:
        data: the file.
        name: of it, for messages.
        limits: of the process; none for the usual ones.

    Raises:
        ReadError: it is locked, broken, too large, a scan, or takes too long.
    """
    limits = limits or Limits()
    values = _values(_output(data, name, limits))
    head = next(values, {})
    pages = list(values) if "pages" in head else [head]
    end = pages.pop().get("end", "") if pages else ""
    if end in _ENDS:
        raise ReadError(f"{name}: {_ENDS[end].format(pages=limits.pages, letters=limits.letters)}")
    if end != "done":
        raise ReadError(f"{name}: its parsing broke off; print it to a new PDF")
    if not pages:
        raise ReadError(f"{name}: has no pages; open it in a viewer and print it to a new PDF")
    if all(page["lost"] for page in pages):
        raise ReadError(f"{name}: none of its pages can be read; print it to a new PDF")
    file = File(head["info"], tuple(_sheet(page) for page in pages))
    _refuse_scans(name, file, sum(page["bad"] for page in pages))
    return file


def _output(data: bytes, name: str, limits: Limits) -> bytes:
    numbers = (limits.memory, limits.seconds, limits.pages, limits.letters, limits.pieces)
    command = [sys.executable, "-P", "-X", "utf8", str(_CHILD), *map(str, numbers)]
    slow = f"{name}: takes more than {limits.seconds} s to read; print it to a new PDF"
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=2 * limits.seconds, check=False)
    except subprocess.TimeoutExpired as e:
        raise ReadError(slow) from e
    except OSError as e:
        raise ReadError(f"{name}: no process could be started to read it ({e.strerror or e}); free memory") from e
    if done.returncode in {-24, -9, 137, 152}:  # the limit of processor time
        raise ReadError(slow)
    if done.returncode:
        most = f"{limits.memory >> 20:,} MB"
        raise ReadError(f"{name}: its parsing broke off, or needs more than {most}; print it to a new PDF")
    return done.stdout


def _values(output: bytes) -> Iterator[dict[str, Any]]:
    for line in output.splitlines():
        yield json.loads(line)


def _sheet(page: dict[str, Any]) -> Sheet:
    width, height = page["size"]
    pieces = tuple(
        Piece(text, left, right, y, size, bool(bold), bool(italic), mark)
        for text, left, right, y, size, bold, italic, mark in page["pieces"]
    )
    return Sheet(width, height, page["label"], pieces, page["picture"])


def _refuse_scans(name: str, file: File, bad: int) -> None:
    letters = sum(len(piece.text) for sheet in file.sheets for piece in sheet.pieces)
    if bad > _GARBLED * (letters + bad) and bad > 100:
        raise ReadError(f"{name}: has a text layer of signs that mean nothing; run OCRmyPDF --force-ocr on it first")
    bare = sum(not sheet.pieces or sheet.picture for sheet in file.sheets)
    if letters < 20 or (bare > _SCANNED * len(file.sheets) and any(sheet.picture for sheet in file.sheets)):
        raise ReadError(f"{name}: has no text layer (a scan); run OCRmyPDF on it first")
