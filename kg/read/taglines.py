"""Lines of tagged text gathered to records, for every format of the kind "tag, then value".

A record holds offsets into the text of its file and no copies, so that a file of any shape costs little memory.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from kg.read.records import Entry, Fault

LONGEST = 4_000_000
"""Characters of a record; what is longer has lost the marks between its records."""

_LINE = re.compile(r"\S[^\n\f\v]*")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank.

    Attributes:
        number: which line of the file it is on, from 1.
        start: offset of its first character that is no blank.
        end: offset after its last character.
        gap: whether blank lines stand before it.
        indented: whether it begins with a blank.
    """

    number: int
    start: int
    end: int
    gap: bool
    indented: bool


@dataclass(slots=True)
class Record:
    """Lines that belong together: tags, and where the value of each lies in the text."""

    text: str
    line: int
    start: int
    end: int
    spans: list[tuple[str, int, int]] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)

    def add(self, line: Line, tag: str = "", value: int = 0) -> None:
        """Take a line: with a tag, whose value begins at offset ``value``, or as a continuation of what was last."""
        self.end = line.end
        if tag and not self.too_long:
            self.spans.append((tag, value, line.end))
            self.tags.add(tag)
        elif self.spans:
            last, start, _ = self.spans[-1]
            self.spans[-1] = (last, start, line.end)

    def join(self, other: Record) -> None:
        """Take the lines of a record that follows in the text."""
        self.end = other.end
        if not self.too_long:
            self.spans.extend(other.spans)
            self.tags |= other.tags

    @property
    def too_long(self) -> bool:
        """Whether it can be no single record."""
        return self.end - self.start > LONGEST

    @property
    def raw(self) -> str:
        """It word for word."""
        return self.text[self.start : self.end]

    def fields(self) -> Iterator[tuple[str, str]]:
        """Tags and values in order; a value has the line breaks of the file."""
        return ((tag, self.text[start:end].strip()) for tag, start, end in self.spans)

    def has(self, *tags: str) -> bool:
        """Whether one of the tags is there."""
        return not self.tags.isdisjoint(tags)

    def all(self, *tags: str) -> list[str]:
        """The values of the tags that are not empty, in order of the record."""
        found = (self.text[start:end].strip() for tag, start, end in self.spans if tag in tags)
        return [value for value in found if value]

    def ranked(self, *tags: str) -> list[str]:
        """The values of the tags that are not empty, those of the first tag first."""
        return [value for tag in tags if tag in self.tags for value in self.all(tag)]

    def first(self, *tags: str) -> str:
        """The first value of the first tag that has one; empty where there is none."""
        return next(iter(self.ranked(*tags)), "")

    def unknown(self, known: frozenset[str]) -> tuple[str, ...]:
        """The tags that are not known, each once."""
        if self.tags <= known:
            return ()
        return tuple(dict.fromkeys(tag for tag, _, _ in self.spans if tag not in known))


def lines(text: str) -> Iterator[Line]:
    """The lines of a text that are not blank; form feeds also end a line."""
    number, before = 1, 0
    for found in _LINE.finditer(text):
        breaks = text.count("\n", before, found.start())
        number += breaks
        indented = found.start() > 0 and text[found.start() - 1] not in "\n\f\v\r"
        yield Line(number, found.start(), found.end(), breaks > 1, indented)
        before = found.end()


def begin(text: str, line: Line) -> Record:
    """An empty record that starts with a line, which is still to be added."""
    return Record(text, line.number, line.start, line.start)


Tag = Callable[["Record | None", Line], "re.Match[str] | None"]
"""Finds the tag that a line begins with, given the record that it may go on; its first group is the tag."""


def split(text: str, tag_of: Tag, starts: Callable[[Record, str, Line], bool]) -> Iterator[Record]:
    """The records of a text: a line with a tag that ``starts`` one begins it, every other goes on with it."""
    record: Record | None = None
    for line in lines(text):
        found = tag_of(record, line)
        tag = found[1] if found else ""
        if record and tag and starts(record, tag, line):
            yield record
            record = None
        record = record or begin(text, line)
        record.add(line, tag, found.end() if found else 0)
    if record:
        yield record


def delivered(records: Iterator[Record], entry: Callable[[Record], Entry]) -> Iterator[Entry | Fault]:
    """The entries of records; a fault for what has no tag at all and for what is too long for a record."""
    for record in records:
        if record.too_long:
            reason = f"a record of more than {LONGEST // 1_000_000} million characters; mark where each record ends"
            yield Fault(record.line, reason, record.raw)
        elif not record.spans:
            yield Fault(record.line, "text outside a record; give it tags or take it out", record.raw)
        else:
            yield entry(record)


def kind_of(table: Mapping[str, str], value: str) -> str:
    """The CSL type for a word of the file, whatever its case; ``document`` where the word says nothing known."""
    return table.get(value.strip().casefold(), "document" if value.strip() else "")
