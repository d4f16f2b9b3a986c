"""RefWorks' tagged text (``RT Journal Article``), as CNKI exports it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.model import Reference
from kg.read import cleaning
from kg.read.cnki import people
from kg.read.records import Entry, Fault, Format, Source
from kg.read.taglines import Line, Record, delivered, kind_of, lines, split

KINDS = {
    "book": "book",
    "book, edited": "book",
    "book, section": "chapter",
    "book, whole": "book",
    "conference paper": "paper-conference",
    "conference proceeding": "paper-conference",
    "conference proceedings": "paper-conference",
    "dissertation": "thesis",
    "dissertation/thesis": "thesis",
    "dissertation/thesis, unpublished": "thesis",
    "journal": "article-journal",
    "journal article": "article-journal",
    "journal, electronic": "article-journal",
    "magazine article": "article-magazine",
    "monograph": "book",
    "newspaper article": "article-newspaper",
    "report": "report",
    "thesis": "thesis",
    "web page": "webpage",
}
"""CSL types of the types of RefWorks, small letters; every other type is a ``document``."""

_CONTAINER = {"thesis": ("PB", "JF", "T2"), "chapter": ("T2", "JF"), "book": ("JF",)}
KNOWN = frozenset(
    "RT SR ID A1 A2 A3 A4 A5 A6 T1 T2 T3 JF JO YR FD RD VO IS SP OP K1 AB NO PB PP ED SN AV AD AN LA CL SF OT LK "
    "DO CN DB DS IP RP UL U1 U2 U3 U4 U5 U6 U7 U8 U9 U10 U11 U12 U13 U14 U15 ST WT WV WP OL PMID PMCID CR C1 C2 "
    "FN FR LL NP RN SL TA vo CA CI JN MD PG".split()
)
"""The tags of RefWorks, and those only CNKI writes."""

_LONG = frozenset({"AB", "NO", "AD"})
"""Tags of text over several lines, of which one may begin with two capitals."""

_TAG = re.compile(r"[\ufeff\u200b]*([A-Z][A-Z0-9]|vo|U1[0-5]|PMC?ID)(?:[ \t\u00a0]+(?!-)|$)")
_STARTS = re.compile(r"[\s\ufeff]{0,200}RT[ \t\u00a0]+[^\s-]")


def fits(source: Source) -> bool:
    """Whether a text begins with a type of RefWorks and soon has other tags of it."""
    head = source.text[:8000]
    if not _STARTS.match(head):
        return False
    found = (_TAG.match(head, line.start, line.end) for line in lines(head))
    return len({tag[1] for tag in found if tag} & {"RT", "SR", "ID", "A1", "T1", "JF", "YR", "AB", "DS"}) > 2


def parse(source: Source) -> Iterator[Entry | Fault]:
    """The entries of a file of RefWorks' tagged text, and faults for text that stands before them."""
    return delivered(_records(source.text), _entry)


def _records(text: str) -> Iterator[Record]:
    def tag_of(record: Record | None, line: Line) -> re.Match[str] | None:
        found = None if line.indented else _TAG.match(text, line.start, line.end)
        running = bool(record and record.spans and record.spans[-1][0] in _LONG)
        return found if found and (found[1] in KNOWN or not running) else None

    return split(text, tag_of, lambda record, tag, _: tag == "RT" or not record.spans)


def _entry(record: Record) -> Entry:
    kind = kind_of(KINDS, record.first("RT"))
    reference = Reference(
        title=cleaning.line(record.first("T1")),
        authors=people(record.all("A1")) or (people(record.all("A2")) if kind == "book" else ()),
        year=next(filter(None, map(cleaning.year, record.ranked("YR", "FD"))), None),
        kind=kind,
        container=cleaning.line(record.first(*_CONTAINER.get(kind, ("JF", "JO", "T2")))),
        doi=next(filter(None, map(cleaning.doi, record.ranked("DO", "LK", "UL"))), ""),
        url=next((value.split()[0] for value in record.ranked("UL", "LK") if "://" in value), ""),
        volume=cleaning.line(record.first("VO", "vo")),
        issue=cleaning.line(record.first("IS")),
        pages=cleaning.pages(record.first("SP"), record.first("OP")),
        publisher=cleaning.line(record.first("PB")),
        language=cleaning.line(record.first("LA")).strip(" ;；"),
        keywords=cleaning.keywords(record.all("K1"), ";；"),
    )
    abstract = cleaning.abstract(record.first("AB"))
    return Entry(record.line, record.raw, reference, abstract, unknown=record.unknown(KNOWN))


FORMATS = (Format("cnki-refworks", frozenset({".txt"}), fits, parse),)
