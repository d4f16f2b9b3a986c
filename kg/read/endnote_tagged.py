"""EndNote's tagged text (``%0 Journal Article``), also as CNKI and digital libraries write it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.model import Reference
from kg.read import cleaning
from kg.read.cnki import people
from kg.read.records import Entry, Fault, Format, Source
from kg.read.taglines import Line, Record, delivered, kind_of, lines, split

KINDS = {
    "blog": "webpage",
    "book": "book",
    "book section": "chapter",
    "conference paper": "paper-conference",
    "conference proceedings": "paper-conference",
    "dataset": "dataset",
    "edited book": "book",
    "electronic article": "article-journal",
    "electronic book": "book",
    "electronic book section": "chapter",
    "government document": "report",
    "journal article": "article-journal",
    "magazine article": "article-magazine",
    "newspaper article": "article-newspaper",
    "report": "report",
    "thesis": "thesis",
    "web page": "webpage",
}
"""CSL types of the types of EndNote, small letters; every other type is a ``document``."""

_CONTAINER = {"thesis": ("%I", "%B"), "book": ("%J",), "chapter": ("%B", "%J")}
KNOWN = frozenset(
    "%0 %A %B %C %D %E %F %G %H %I %J %K %L %M %N %O %P %Q %R %S %T %U %V %W %X %Y %Z %1 %2 %3 %4 %6 %7 %8 %9 %! "
    "%# %$ %& %( %) %* %+ %. %/ %: %; %< %= %> %? %@ %[ %] %^ %~ %{ %} %|".split()
)
"""The tags of EndNote."""
_ONE = KNOWN - frozenset("%A %B %E %K %O %U %Y %Z %> %+ %?".split())
"""Tags that a record has once."""

_TAG = re.compile(r"[\ufeff\u200b]*(%[0-9A-Z!#$&()*+./:;<=>?@\[\]^~{}|])(?:[ \t\u00a0]+|$)")
_AGAIN = re.compile(r"(?<=\s)%[AEK][ \t]")


def fits(source: Source) -> bool:
    """Whether a text begins with a tag of EndNote and soon names a title or a type."""
    head = source.text[:8000]
    first = next(lines(head), None)
    if not first or not _TAG.match(head, first.start, first.end):
        return False
    tags = [found[1] for line in lines(head) if (found := _TAG.match(head, line.start, line.end))]
    return len(tags) > 1 and bool({"%0", "%T"} & set(tags))


def parse(source: Source) -> Iterator[Entry | Fault]:
    """The entries of a file of EndNote's tagged text, and faults for text that stands before them."""
    return delivered(_records(source.text), _entry)


def _records(text: str) -> Iterator[Record]:
    return split(text, lambda _, line: _TAG.match(text, line.start, line.end), _starts)


def _starts(record: Record, tag: str, line: Line) -> bool:
    """Whether a tag begins a record: the type or the title once more, or blank lines before what is there already."""
    if not record.spans:
        return True
    if tag in {"%0", "%T"} and record.has(tag):
        return tag == "%0" or line.gap or record.spans[0][0] == "%T"
    if not line.gap or not record.has("%T"):
        return False
    return (tag in _ONE and record.has(tag)) or tag in {"%0", record.spans[0][0]}


def _entry(record: Record) -> Entry:
    kind = kind_of(KINDS, record.first("%0"))
    container = record.first(*_CONTAINER.get(kind, ("%J", "%B")))
    reference = Reference(
        title=cleaning.line(record.first("%T")),
        authors=_people(record, "%A") or (_people(record, "%E") if kind in {"book", ""} else ()),
        year=next(filter(None, map(cleaning.year, record.ranked("%D", "%8"))), None),
        kind=kind,
        container=cleaning.line(container),
        doi=next(filter(None, map(cleaning.doi, record.ranked("%R", "%U", "%>"))), ""),
        url=next((value.split()[0] for value in record.all("%U") if "://" in value), ""),
        volume=cleaning.line(record.first("%V")),
        issue=cleaning.line(record.first("%N")),
        pages=cleaning.pages(record.first("%P")),
        publisher=cleaning.line(record.first("%I")),
        language=cleaning.line(record.first("%G")),
        keywords=cleaning.keywords((part for value in record.all("%K") for part in _AGAIN.split(value)), ";；"),
    )
    abstract = cleaning.abstract(record.first("%X"))
    return Entry(record.line, record.raw, reference, abstract, unknown=record.unknown(KNOWN))


def _people(record: Record, tag: str) -> tuple[str, ...]:
    return people(part for value in record.all(tag) for part in _AGAIN.split(value))


FORMATS = (Format("endnote-tagged", frozenset({".enw", ".txt"}), fits, parse),)
