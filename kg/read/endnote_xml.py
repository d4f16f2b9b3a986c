"""EndNote XML, as EndNote and Zotero write it, to entries."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.model import Reference
from kg.read import cleaning
from kg.read.kinds import csl_kind
from kg.read.markup import at, words
from kg.read.records import Entry, Fault, Format, Source
from kg.read.xml import Element, head, records

_FITS = re.compile(r"<records>\s*<record[\s>]|<record>\s*(?:<database|<source-app|<rec-number|<ref-type)")
_KNOWN = frozenset(
    """database source-app rec-number foreign-keys ref-type contributors auth-address auth-affiliaton titles periodical
    pages volume number issue section keywords dates pub-location publisher isbn accession-num abstract notes urls
    electronic-resource-num language label work-type custom1 custom2 custom3 custom4 custom5 custom6 custom7 custom8
    edition research-notes remote-database-name remote-database-provider call-num num-vols caption reprint-edition
    access-date modified-date orig-pub reprint-status taxonomy meta-data misc1 misc2 misc3 size secondary-volume
    secondary-issue amount-received amount-requested""".split()
)
_NUMBERS = {
    "article-journal": "17 43",
    "article-newspaper": "23",
    "article-magazine": "19",
    "book": "6 28 44",
    "chapter": "5 60 7",
    "dataset": "59",
    "paper-conference": "10 47",
    "report": "27 46",
    "thesis": "32",
    "webpage": "12 16 56",
}
_KIND = {number: kind for kind, numbers in _NUMBERS.items() for number in numbers.split()}


def fits(source: Source) -> bool:
    """Whether a text is a list of EndNote records."""
    return bool(_FITS.search(head(source)))


def parse(source: Source) -> Iterator[Entry | Fault]:
    """The entries of an EndNote XML file; records that are not well formed are faults.

    Raises:
        ReadError: there is no record in it, or it declares entities.
    """
    for piece in records(source, "record", gaps=True):
        if isinstance(piece, Fault):
            yield piece
            continue
        record = piece.element
        unknown = tuple(dict.fromkeys(child.tag for child in record if child.tag not in _KNOWN))
        summary = cleaning.abstract(words(record.find("abstract")))
        yield Entry(piece.line, piece.raw, _reference(record), summary, unknown=unknown)


def _reference(record: Element) -> Reference:
    kind = _kind(record.find("ref-type"))
    publisher = at(record, "publisher")
    return Reference(
        title=at(record, "titles/title", "titles/short-title"),
        authors=_authors(record),
        year=cleaning.year(at(record, "dates/year") or at(record, "dates/pub-dates/date")),
        kind=kind,
        container=_container(record, kind, publisher),
        doi=cleaning.doi(at(record, "electronic-resource-num")) or _doi_of_urls(record),
        url=next((url for url in _urls(record) if url.startswith(("http://", "https://"))), ""),
        volume=at(record, "volume"),
        issue=at(record, "issue", "number") if kind.startswith("article") else "",
        pages=cleaning.pages(at(record, "pages")),
        publisher=publisher,
        language=at(record, "language"),
        keywords=cleaning.keywords((words(k) for k in record.iterfind("keywords/keyword")), separators=";"),
    )


def _kind(ref_type: Element | None) -> str:
    if ref_type is None:
        return "document"
    named = csl_kind(ref_type.get("name", ""), default="")
    return named or _KIND.get(words(ref_type), "document")


def _authors(record: Element) -> tuple[str, ...]:
    for group in ("authors", "secondary-authors"):
        if found := cleaning.names(words(a) for a in record.iterfind(f"contributors/{group}/author")):
            return found
    return ()


def _container(record: Element, kind: str, publisher: str) -> str:
    if kind == "thesis":
        return publisher or at(record, "titles/secondary-title")
    if kind in {"book", "report"}:
        return ""
    return at(record, "titles/secondary-title", "periodical/full-title", "titles/alt-title", "periodical/abbr-1")


def _urls(record: Element) -> list[str]:
    return [words(url) for url in record.iterfind("urls/*/url")]


def _doi_of_urls(record: Element) -> str:
    return next((cleaning.doi(url) for url in _urls(record) if "doi.org/" in url), "")


FORMATS = (Format("endnote-xml", frozenset({".xml"}), fits, parse),)
