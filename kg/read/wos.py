"""Web of Science plain text: tags of two characters at the margin, continuations by three blanks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.model import Reference
from kg.read import cleaning
from kg.read.records import Entry, Fault, Format, Source
from kg.read.taglines import Record, begin, delivered, lines

KINDS = (
    ("book chapter", "chapter"),
    ("proceedings paper", "paper-conference"),
    ("data paper", "article-journal"),
    ("data set", "dataset"),
    ("dissertation", "thesis"),
)
"""CSL types by document type, the first that a record has; else the publication type tells."""
_PUBLICATIONS = {"J": "article-journal", "B": "book", "S": "chapter", "C": "paper-conference"}
_CONTAINER = {"book": ("SE",), "chapter": ("SO", "SE")}

KNOWN = frozenset(
    "PT AU AF BA BF CA GP BE BS TI SO SE LA DT CT CY CL SP HO DE ID AB C1 C3 RP EM RI OI FU FP FX CR NR TC Z9 Z8 "
    "ZB ZA ZR ZS U1 U2 PU PI PA SN EI BN J9 JI PD PY VL IS SI PN SU MA BP EP AR DI D2 DL EA EY PG P2 WC WE SC GA "
    "PM UT OA HC HP DA ER ED FN VR EF AE AP AA AC TA GE ON".split()
)
"""The tags of Web of Science."""

_TAG = re.compile(r"[\ufeff\u200b]*([A-Z][A-Z0-9])(?:[ \u00a0]|$)")
_BEGINS = re.compile(r"[\s\ufeff]{0,200}(?:FN [^\n]{0,200}\n|VR \d|PT [A-Z][ ]{0,5}\n(?:AU|AF|BA|CA|TI) )")
_FRAME = frozenset({"FN", "VR", "EF"})


def fits(source: Source) -> bool:
    """Whether a text begins like a file of Web of Science."""
    head = source.text[:4000]
    return bool(_BEGINS.match(head)) and bool(re.search(r"^PT [A-Z]\b", head, re.M))


def parse(source: Source) -> Iterator[Entry | Fault]:
    """The entries of a file of Web of Science, and faults for text that stands outside of them."""
    return delivered(_records(source.text), _entry)


def _records(text: str) -> Iterator[Record]:
    record: Record | None = None
    for line in lines(text):
        found = None if line.indented else _TAG.match(text, line.start, line.end)
        tag = found[1] if found else ""
        if record and record.spans and not tag:
            record.add(line)
            continue
        if record and tag and (tag == "PT" or tag in _FRAME or not record.spans):
            yield record
            record = None
        if tag in _FRAME:
            continue
        record = record or begin(text, line)
        record.add(line, tag, found.end() if found else 0)
        if tag == "ER":
            yield record
            record = None
    if record:
        yield record


def _entry(record: Record) -> Entry:
    kind = _kind(record)
    publisher = cleaning.line(record.first("PU"))
    reference = Reference(
        title=cleaning.line(record.first("TI") or record.first("SO")),
        authors=_authors(record),
        year=next(filter(None, map(cleaning.year, record.ranked("PY", "EY", "EA", "PD"))), None),
        kind=kind,
        container=cleaning.line(record.first(*_CONTAINER.get(kind, ("SO", "SE")))) if record.has("TI") else "",
        doi=next(filter(None, map(cleaning.doi, record.ranked("DI", "D2"))), ""),
        volume=cleaning.line(record.first("VL")),
        issue=cleaning.line(record.first("IS")),
        pages=cleaning.pages(record.first("BP"), record.first("EP")) or cleaning.line(record.first("AR")),
        publisher=publisher,
        language=cleaning.line(record.first("LA")),
        keywords=cleaning.keywords(" ".join(value.split()) for value in record.ranked("DE", "ID")),
    )
    abstract = cleaning.abstract(record.first("AB"))
    return Entry(record.line, record.raw, reference, abstract, unknown=record.unknown(KNOWN))


def _kind(record: Record) -> str:
    types = [part.strip() for part in record.first("DT").casefold().split(";")]
    found = next((kind for word, kind in KINDS if word in types), "")
    publication = record.first("PT")
    if found == "paper-conference" and publication == "J":
        return "article-journal"
    return found or _PUBLICATIONS.get(publication, "document")


def _authors(record: Record) -> tuple[str, ...]:
    """Full names before short ones, then bodies; of a book without authors its editors."""
    people = next(filter(None, (record.all(tag) for tag in ("AF", "AU", "BF", "BA"))), [])
    bodies = record.ranked("CA", "GP")
    found = people + [body for body in bodies if body not in people] or record.ranked("BE", "ED")
    return cleaning.names(name for value in found for name in value.split("\n"))


FORMATS = (Format("wos", frozenset({".txt", ".ciw"}), fits, parse),)
