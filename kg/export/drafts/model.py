"""What a draft is made of, the same for every form: headings, paragraphs, quotes, lists, tables, references.

Text of works is untrusted: it comes into a draft only through ``Run``, and each renderer escapes what runs hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kg.cells import printable
from kg.export.selection import Stamp
from kg.export.texts import visible

_WEB = re.compile(r"https?://[A-Za-z0-9.\-]+(?::\d{1,5})?(?:[/?#][A-Za-z0-9._~:/?#@!$&'()*+,;=%\-]*)?")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one look; whatever text it is given, it holds one line without hidden characters.

    ``link`` is a web address, or ``#`` and the anchor of a heading or an entry of the references; else it is emptied.
    """

    text: str
    italic: bool = False
    bold: bool = False
    link: str = ""

    def __post_init__(self) -> None:
        """Clean the text, which is untrusted."""
        object.__setattr__(self, "text", re.sub(r"\s+", " ", visible(re.sub(r"\s+", " ", printable(self.text)))))
        if not (_WEB.fullmatch(self.link) or re.fullmatch(r"#[a-z0-9-]+", self.link)):
            object.__setattr__(self, "link", "")


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; ``level`` 1 stands below the title, ``anchor`` is unique in the draft."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    runs: Runs


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a work and where they stand, as ``(Hall, 2003, p. 12)``."""

    text: Run
    source: Runs


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a list, and the quotes below it."""

    runs: Runs
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list without numbers."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; every row is as long as the head, and its first cell names it."""

    caption: str
    head: tuple[Run, ...]
    rows: tuple[tuple[Run, ...], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the references."""

    runs: Runs
    anchor: str


@dataclass(frozen=True, slots=True)
class References:
    """A list of references, each hanging."""

    entries: tuple[Entry, ...]


Block = Heading | Paragraph | Quote | Bullets | Table | References


@dataclass(frozen=True, slots=True)
class Draft:
    """A document: its title, what stands in it, and where it comes from."""

    title: str
    blocks: tuple[Block, ...]
    stamp: Stamp

    def contents(self) -> tuple[Heading, ...]:
        """The headings of the first two levels."""
        return tuple(block for block in self.blocks if isinstance(block, Heading) and block.level <= 2)


def runs(*parts: str | Run | Iterable[Run]) -> Runs:
    """Texts and runs, one after the other; what is empty is left out."""
    found: list[Run] = []
    for part in parts:
        found += [Run(part)] if isinstance(part, str) else [part] if isinstance(part, Run) else part
    return tuple(run for run in found if run.text)


def plain(of: Iterable[Run]) -> str:
    """The text of runs."""
    return "".join(run.text for run in of)


def linked(text: str) -> Runs:
    """A text with the web addresses in it as links."""
    found: list[Run] = []
    at = 0
    for match in _WEB.finditer(text):
        address = match[0].rstrip(".,;:)")
        found += [Run(text[at : match.start()]), Run(address, link=address)]
        at = match.start() + len(address)
    return runs(found, text[at:])
