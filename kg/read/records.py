"""What a reader gives: entries as a file has them, or what is wrong with one.

    Source -> (a format's parser) -> Entry | Fault -> (intake) -> Document

A parser knows one format and nothing of documents, languages or duplicates. It gives what it finds in the order of
the file, loses nothing silently, and raises ReadError only where the file as a whole cannot be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kg.model import Reference, Role, Section


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was given: its name for messages, its bytes, and its text with line ends as one newline.

    ``text`` has no byte order mark; it is empty where the bytes are no text. ``encoding`` says how it was decoded.
    """

    name: str
    data: bytes
    text: str = ""
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading or list of a full text, in one line of text without line breaks.

    ``page`` is the printed number of the page it begins on, empty where there are no pages; ``turns`` tells where
    inside the text other pages begin: offset and printed number.
    """

    text: str
    role: Role = Role.BODY
    section: Section = Section.NONE
    page: str = ""
    turns: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One work of a file.

    Attributes:
        line: where it begins, from 1; for files without lines, which one it is.
        raw: it word for word as the file has it; rows of tables as a JSON object of the cells that are not empty.
        reference: what is known of it; the title is empty where there is none.
        abstract: its abstract as plain text; markup and LaTeX are gone, entities decoded.
        blocks: its full text, where the file has one.
        unknown: tags or columns that the parser does not know, as the file writes them.
        needs: what of the rest of the file ``raw`` means nothing without, such as the texts of its macros.
    """

    line: int
    raw: str
    reference: Reference
    abstract: str = ""
    blocks: tuple[Block, ...] = ()
    unknown: tuple[str, ...] = ()
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something of a file that is no entry: where, why in a few words with the cure, and the text itself."""

    line: int
    reason: str
    raw: str


Parser = Callable[[Source], Iterator[Entry | Fault]]


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file that can be read.

    Attributes:
        name: short name, such as ``ris``.
        suffixes: of its files, with the dot, small letters.
        fits: whether a source is of this kind, told by its content and not by its name; cheap.
        parse: gives its entries.
        whole: whether a file is one document, which is then called after the file.
    """

    name: str
    suffixes: frozenset[str]
    fits: Callable[[Source], bool]
    parse: Parser
    whole: bool = False
