"""Theses and articles in PDF: clean blocks of text with the printed numbers of their pages.

bytes -> process (letters, read apart) -> furniture (edges off) -> order (columns) -> paragraphs -> blocks
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from kg.model import ReadError, Role
from kg.read.pdf import blocks, front, furniture, order, paragraphs, process
from kg.read.pdf.lines import File, Line
from kg.read.records import Block, Entry, Fault, Format, Source

__all__ = ["FORMATS"]

_START = 1024
"""Bytes in which the mark of a PDF may stand."""


def _fits(source: Source) -> bool:
    return b"%PDF-" in source.data[:_START]


def parse(source: Source) -> Iterator[Entry | Fault]:
    """The work of a PDF, and which of its pages could not be read since they are scans.

    Raises:
        ReadError: it is locked, broken, too large or a scan, holds no text, or takes too long.
    """
    file = process.read(source.data, source.name)
    labels = furniture.labels(file)
    lines = _lines(file, labels)
    shown = front.title(lines, furniture.body_size(lines), file.sheets[0].height)
    found = _blocks(lines, labels, shown.text)
    if not any(block.role is Role.BODY for block in found):
        raise ReadError(f"{source.name}: holds no paragraphs of text; give the text as .docx or .txt")
    abstract = blocks.abstract(found)
    keywords = next((block.text for block in found if block.role is Role.KEYWORDS), "")
    yield Entry(1, "", front.reference(file, shown, abstract, keywords), abstract, found)
    yield from _scanned(file, labels)


def _lines(file: File, labels: Sequence[str]) -> list[Line]:
    """The lines of a file in reading order, without what stands at the edges of pages."""
    sheets = furniture.without_furniture(file, labels)
    return order.widened([line for page, sheet in enumerate(sheets) for line in order.lines(page, sheet.pieces)])


def _blocks(lines: Sequence[Line], labels: Sequence[str], title: str) -> tuple[Block, ...]:
    text = furniture.without_notes(lines, furniture.body_size(lines))
    text = blocks.without_contents(text)
    if not text:
        return ()
    set_ = paragraphs.measures(text)
    return blocks.blocks(tuple(paragraphs.paragraphs(text, set_)), set_, labels, title)


def _scanned(file: File, labels: Sequence[str]) -> Iterator[Fault]:
    """A fault for each stretch of pages that show a picture and hold no text."""
    pages = enumerate(sheet.picture and not sheet.pieces for sheet in file.sheets)
    for scanned, stretch in groupby(pages, key=lambda page: page[1]):
        numbers = [index for index, _ in stretch]
        if scanned and len(numbers) > 1:
            where = f"{labels[numbers[0]]} to {labels[numbers[-1]]}"
            yield Fault(numbers[0] + 1, f"pages {where} have no text layer (a scan); run OCRmyPDF on it", "")


FORMATS = (Format("pdf", frozenset({".pdf"}), _fits, parse, whole=True),)
