"""PubMed's own tagged text (``.nbib``): tags of four characters, continuations by six blanks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.model import Reference
from kg.read import cleaning
from kg.read.records import Entry, Fault, Format, Source
from kg.read.taglines import Line, Record, delivered, split

KINDS = (
    ("preprint", "article"),
    ("academic dissertation", "thesis"),
    ("dataset", "dataset"),
    ("newspaper article", "article-newspaper"),
    ("technical report", "report"),
    ("congress", "paper-conference"),
    ("book chapter", "chapter"),
    ("journal article", "article-journal"),
    ("review", "article-journal"),
    ("book", "book"),
)
"""CSL types by publication type, the first that a record has; with a journal it is an article, else a document."""

KNOWN = frozenset(
    "AB AD AID AU AUID BTI CI CIN CN COI COIS CON CP CRDT CRF CRI CTDT CTI CY DA DCOM DDIN DEP DP DRIN ECF ECI ED "
    "EDAT EFR EIN EN FAU FED FIR FPS GN GR GS IP IR IRAD IS ISBN JID JT LA LID LR MH MHDA MID NM OAB OABL OCI OID "
    "ORI OT OTO OWN PB PG PHST PL PMC PMCR PMID PRIN PS PST PT PUBM RF RIN RN ROF RPF RPI RRF RRI SB SFM SI SO "
    "SPIN STAT TA TI TT UIN UOF VI VTI".split()
)
"""The tags of PubMed."""

_TAG = re.compile(r"[\ufeff\u200b]*([A-Z][A-Z0-9]{1,3}) {0,2}-(?:[ \t\u00a0]+|$)")
_BEGINS = re.compile(r"^\ufeff?PMID ?- ?\d", re.M)
_ABBREVIATED = re.compile(r"(?:\b[A-Z]\.){2,}\Z|\.\.\Z")


def fits(source: Source) -> bool:
    """Whether a text soon has a ``PMID-`` line."""
    return bool(_BEGINS.search(source.text[:4000]))


def parse(source: Source) -> Iterator[Entry | Fault]:
    """The entries of a PubMed file, and faults for text that stands before them."""
    return delivered(_records(source.text), _entry)


def _records(text: str) -> Iterator[Record]:
    def tag_of(_: Record | None, line: Line) -> re.Match[str] | None:
        return None if line.indented else _TAG.match(text, line.start, min(line.end, line.start + 12))

    return split(text, tag_of, _starts)


def _starts(record: Record, tag: str, line: Line) -> bool:
    """Whether a tag begins a record: another PMID, or after blank lines another title."""
    if not record.spans:
        return True
    return record.has(tag) and (tag == "PMID" or (line.gap and tag in {"TI", "OWN"}))


def _entry(record: Record) -> Entry:
    journal = cleaning.line(record.first("JT", "TA"))
    reference = Reference(
        title=_title(record),
        authors=_authors(record),
        year=next(filter(None, (cleaning.year(value[:4]) for value in record.ranked("DP", "DEP", "EDAT"))), None),
        kind=_kind(record, journal),
        container=journal or cleaning.line(record.first("BTI") if record.has("TI", "CTI") else ""),
        doi=_doi(record),
        volume=cleaning.line(record.first("VI")),
        issue=cleaning.line(record.first("IP")),
        pages=cleaning.pages(record.first("PG")),
        publisher=cleaning.line(record.first("PB")),
        language=cleaning.line(record.first("LA")),
        keywords=cleaning.keywords(_flat(value).replace("*", "") for value in record.ranked("OT", "MH")),
    )
    abstract = cleaning.abstract(record.first("AB"))
    return Entry(record.line, record.raw, reference, abstract, unknown=record.unknown(KNOWN))


def _flat(value: str) -> str:
    return " ".join(value.split())


def _title(record: Record) -> str:
    """The title without its full stop, and without the brackets of one that PubMed translated."""
    title = cleaning.line(record.first("TI", "CTI", "BTI", "TT", "VTI"))
    plain = title if _ABBREVIATED.search(title[-20:]) else title.removesuffix(".")
    return plain[1:-1].removesuffix(".") if plain.startswith("[") and plain.endswith("]") else plain


def _authors(record: Record) -> tuple[str, ...]:
    people = record.all("FAU", "CN") if record.has("FAU") else record.all("AU", "CN")
    return cleaning.names(people or record.ranked("FED", "ED"))


def _kind(record: Record, journal: str) -> str:
    types = {value.casefold() for value in record.all("PT")}
    found = next((kind for word, kind in KINDS if word in types), "")
    return found or ("article-journal" if journal else "document")


def _doi(record: Record) -> str:
    marked = [value for value in record.ranked("AID", "LID") if value.endswith("[doi]")]
    named = [value for value in record.all("SO") if "doi:" in value]
    return next(filter(None, map(cleaning.doi, marked + named)), "")


FORMATS = (Format("nbib", frozenset({".nbib", ".txt"}), fits, parse),)
