"""RIS, as reference managers and databases write it and as it is after people have edited it.

Taken as well: one blank before the hyphen, a missing ``ER`` or ``TY``, lines of numbers before records, lines without
tag, form feeds, and what a database writes after ``ER``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.model import Reference
from kg.read import cleaning
from kg.read.records import Entry, Fault, Format, Source
from kg.read.taglines import Line, Record, begin, delivered, kind_of, lines

KINDS = {
    "abst": "article-journal",
    "aggr": "dataset",
    "blog": "webpage",
    "book": "book",
    "chap": "chapter",
    "conf": "paper-conference",
    "cpaper": "paper-conference",
    "data": "dataset",
    "ebook": "book",
    "echap": "chapter",
    "edbook": "book",
    "ejour": "article-journal",
    "elec": "webpage",
    "gen": "document",
    "govdoc": "report",
    "icomm": "webpage",
    "inpr": "article-journal",
    "jfull": "article-journal",
    "jour": "article-journal",
    "mgzn": "article-magazine",
    "news": "article-newspaper",
    "rprt": "report",
    "ser": "book",
    "stand": "report",
    "thes": "thesis",
    "unpb": "document",
    "web": "webpage",
}
"""CSL types of the types of RIS, small letters; every other type is a ``document``."""

_TITLE = ("TI", "T1", "CT", "BT", "ST")
_AUTHORS = ("AU", "A1")
_EDITORS = ("ED", "A2", "A3")
_YEAR = ("PY", "Y1", "DA", "YR")
_ABSTRACT = ("AB", "N2")
_JOURNAL = ("JF", "T2", "JO", "BT", "JA", "J2", "JI", "J1", "J9", "T3")
_BOOK_OF = {"book": ("JF", "JO"), "chapter": ("T2", "BT", "JF", "JO", "T3")}
"""Where the name of the container stands, for types that are not like a journal: a book's ``T2`` is its series."""
_LINKS = ("UR", "LK", "L3", "L2", "L1", "M3")
_USED = {*_TITLE, *_AUTHORS, *_EDITORS, *_YEAR, *_ABSTRACT, *_JOURNAL, *_LINKS, "TY", "ER", "DO", "VL", "IS", "CP"}
_USED |= {"SP", "EP", "C7", "AR", "PB", "PU", "LA", "KW", "K1"}
KNOWN = frozenset(_USED) | frozenset(
    "A4 AD AI AN AV C1 C2 C3 C4 C5 C6 C8 CA CN CY DB DP ET FD FU FX ID L4 LB M1 M2 MA N1 NL NO NV OP PA PI PM PP RI RN "
    "RP RT SE SN TA TT U1 U2 U3 U4 U5 UT VO WE WT Y2 ZZ".split()
)
"""Tags with a meaning in RIS or in the RIS of a large database."""

_BLANK = r"[ \t\u00a0\u3000]"
_TAG = re.compile(rf"[\ufeff\u200b]*([A-Z][A-Z0-9])({_BLANK}{{1,6}})[-\u2010-\u2014]({_BLANK}|(?=\S)|$)")
_TYPE = re.compile(r"[A-Za-z]{2,12}\s*\Z")
_LONG = frozenset({"AB", "N2", "N1", "TI", "T1", "FX", "AD"})
_LEAD = re.compile(
    r"[\ufeff<\[(]*\d{1,7}[.>\])]*\s*\Z|record \d+ of \d+|(?:provider|database|content)\s?:.{0,120}\Z", re.I
)
_AFTER = re.compile(r"link to the ovid|https?://\S+\s*\Z", re.I)
_BEGINS = re.compile(
    rf"^{_BLANK}{{0,20}}\ufeff?TY{_BLANK}{{1,6}}[-\u2010-\u2014]{_BLANK}{{0,6}}[A-Za-z]{{2,12}}\s", re.M
)
_BEFORE = 1500  # characters of other text before the first record
_PUBMED = re.compile(r"^PMID ?-", re.M)
_BEFORE_TY = re.compile(rf"\s*\ufeff?TY{_BLANK}{{1,6}}[-\u2010-\u2014]")
_WIDE_TAG = re.compile(rf"^{_BLANK}{{0,20}}\ufeff?(?!TY)([A-Z][A-Z0-9]){_BLANK}{{1,2}}-{_BLANK}", re.M)
_NOTICE = re.compile(r"copyright of .{1,400}? is the property of", re.I | re.S)
_LABEL = re.compile(
    r"(?:background|objectives?|aims?|purpose|introduction|design|methods?|methodology|results?|findings|discussion|"
    r"conclusions?|implications|limitations|originality)\b[^:.]{0,40}[:.]",
    re.I,
)
_JOINED = re.compile(r" and (?=[^,;]{1,60},)|;")
_TAIL = re.compile(r"(?:,? (?:and|eds?\.?|\(eds?\.?\))){1,3}\Z", re.I)
_NO_PAGES = frozenset({"no", "specified", "na", "n/a", "np", "n.p", "n.pag"})
_ADDRESS = re.compile(r"(?:https?|ftp)://(?:(?!(?<![=/:&?])https?://)\S)+")  # programs join two without a blank
_INITIALS = re.compile(r"([^,;()\d]{2,60}?[^\s,;]) ((?:[^\W\d_a-z]\.[ -]?){1,5})")
_ISSUE = re.compile(r"\d[\w./\u2013-]{0,11}")
_NO_ISSUE = re.compile(r"\d{7}")  # the number of the journal in a library
_SPAN = re.compile(r"[\w.]+-[\w.]+")
_TIGHT = re.compile(r",(?=[^\W\d])")


def fits(source: Source) -> bool:
    """Whether a text begins like RIS: a ``TY`` line soon, or tags of it where ``TY`` is missing."""
    head = source.text[:4000]
    first = next(lines(head), None)
    begins = _BEGINS.search(head + "\n")
    if not first or head[first.start] in "<{[@":
        return False
    if begins and begins.start() < _BEFORE:
        return True
    tags = set(_WIDE_TAG.findall(head)) & KNOWN
    leading = _TAG.match(head, first.start, first.end) or _LEAD.match(head[first.start : first.end])
    named = not tags.isdisjoint({"TI", "T1", "T2", "AU", "A1", "AB"})
    return bool(leading) and named and len(tags) >= 3 and not _PUBMED.search(head)


def parse(source: Source) -> Iterator[Entry | Fault]:
    """The entries of an RIS file, and faults for text that stands outside of them."""
    return delivered(_records(source.text), _entry)


def fields(raw: str) -> tuple[tuple[str, str], ...]:
    """The tags and values of one raw record, in order, without ``ER``; lines without tag belong to the value before."""
    return tuple(pair for record in _records(raw) for pair in record.fields() if pair[0] != "ER")


def _records(text: str) -> Iterator[Record]:
    """The records of a text; what databases write after an ``ER`` belongs to the record before."""
    held: Record | None = None
    for piece in _pieces(text):
        if held and held.spans and _belongs(piece):
            held.join(piece)
            continue
        if held:
            yield held
        held = piece
    if held:
        yield held


def _belongs(piece: Record) -> bool:
    """Whether a piece is no record of its own but the rest of the one before."""
    if not piece.spans:
        return bool(_AFTER.match(piece.raw[:200]))
    return not piece.has("TY", *_TITLE, *_AUTHORS, *_ABSTRACT) and (len(piece.spans) == 1 or not piece.has("ER"))


def _pieces(text: str) -> Iterator[Record]:
    """Stretches that end with an ``ER`` or where another begins; without tags where text is outside of all."""
    record: Record | None = None
    stray = False  # whether the open piece is text outside a record
    wide = False  # whether the tags of the open record have the two blanks of the standard
    for line in lines(text):
        tag, value, blanks = _tag(text, line, _in_long_text(record) if wide else False)
        lead = not tag and bool(_LEAD.match(text[line.start : min(line.end, line.start + 200)]))
        if record and record.spans and not tag and not (lead and _BEFORE_TY.match(text, line.end)):
            record.add(line)
            continue
        if record and (_starts(record, tag, line, stray) if tag else record.spans or (stray and lead)):
            yield record
            record = None
        if record is None or not record.spans:
            stray = not tag and (not lead or (stray and record is not None))
            wide = blanks > 1
        record = record or begin(text, line)
        record.add(line, tag, value)
        if tag == "ER":
            yield record
            record = None
    if record:
        yield record


def _starts(record: Record, tag: str, line: Line, stray: bool) -> bool:
    """Whether a tag begins a record, though no ``ER`` stands before it."""
    if not record.spans or tag == "TY":
        return stray or bool(record.spans)
    if not line.gap or not record.has("TI", "T1"):
        return False
    first = record.spans[0][0]
    return (tag in {"TI", "T1"} and record.has(tag)) or (tag == first and tag != "TY")


def _tag(text: str, line: Line, in_long_text: bool) -> tuple[str, int, int]:
    """The tag of a line or nothing, the offset of its value, and how many blanks stand before the hyphen."""
    found = _TAG.match(text, line.start, line.end)
    if not found:
        return "", line.start, 0
    tag, blanks, after = found.groups()
    value = text[found.end() : min(line.end, found.end() + 20)].strip()
    wide = len(blanks) > 1
    if tag == "TY":
        fits = not value or bool(_TYPE.match(value))
    else:
        fits = wide or (tag in KNOWN and bool(after or not value) and not (in_long_text and value))
    return (tag, found.end(), len(blanks)) if fits else ("", line.start, 0)


def _in_long_text(record: Record | None) -> bool:
    return bool(record and record.spans and record.spans[-1][0] in _LONG)


def _entry(record: Record) -> Entry:
    kind = kind_of(KINDS, record.first("TY").split("\n")[0])
    publisher = cleaning.line(record.first("PB", "PU").split("\n")[0])
    container = publisher if kind == "thesis" and publisher else record.first(*_BOOK_OF.get(kind, _JOURNAL))
    title = _title(record)
    reference = Reference(
        title=title,
        authors=_people(record.all(*_AUTHORS) or (record.ranked(*_EDITORS) if kind == "book" else [])),
        year=next(filter(None, map(cleaning.year, record.ranked(*_YEAR))), None),
        kind=kind,
        container="" if kind != "thesis" and cleaning.line(container) == title else cleaning.line(container),
        doi=_doi(record),
        url=next((m.group() for v in record.ranked("UR", "LK", "L3", "L2", "L1") if (m := _ADDRESS.search(v))), ""),
        volume=cleaning.line(record.first("VL")),
        issue=_issue(record),
        pages=_pages(record, kind),
        publisher=publisher,
        language=cleaning.line(record.first("LA")).strip(" ;"),
        keywords=cleaning.keywords((part for value in record.all("KW", "K1") for part in _words(value)), ";；"),
    )
    return Entry(record.line, record.raw, reference, _abstract(record), unknown=record.unknown(KNOWN))


def _title(record: Record) -> str:
    return next(filter(None, map(cleaning.title, record.ranked(*_TITLE))), "")


def _people(values: list[str]) -> tuple[str, ...]:
    rows = (" ".join(row.split()) for value in values for row in value.split("\n"))
    return cleaning.names(_person(_TAIL.sub("", part.strip())) for row in rows for part in _JOINED.split(row))


def _person(name: str) -> str:
    """A name with the comma that some databases leave out before initials: ``Doe J.A.``"""
    found = _INITIALS.fullmatch(name)
    return f"{found[1]}, {found[2]}" if found else name


def _words(value: str) -> list[str]:
    """The keywords of one value, which some programs join by commas without a blank."""
    parts = _TIGHT.split(value)
    return parts if len(parts) > 2 and ", " not in value else [value]


def _doi(record: Record) -> str:
    stated = (cleaning.doi(value) for value in record.all("DO"))
    linked = (cleaning.doi(value) for value in record.ranked(*_LINKS))
    return next(filter(None, stated), "") or next(filter(None, linked), "")


def _issue(record: Record) -> str:
    """The issue; ``CP`` is one in old files, and the name of a conference in those of the Web of Science."""
    stated = cleaning.line(record.first("IS"))
    old = cleaning.line(record.first("CP"))
    return ("" if _NO_ISSUE.search(stated) else stated) or (old if _ISSUE.fullmatch(old) else "")


def _pages(record: Record, kind: str) -> str:
    first, last = (record.first(tag).split("\n")[0] for tag in ("SP", "EP"))
    if first.casefold() in _NO_PAGES:
        first = last = ""
    span = cleaning.pages(first, last) or cleaning.pages(record.first("C7", "AR"))
    return "" if kind in {"book", "thesis"} and not _SPAN.fullmatch(span) else span  # how many it has


def _abstract(record: Record) -> str:
    """The longer of ``AB`` and ``N2``; of several ``AB`` the first, with the labelled paragraphs that follow it."""
    return max((_joined(record.all(tag)) for tag in _ABSTRACT), key=len)


def _joined(values: list[str]) -> str:
    texts = [text for value in values if not _NOTICE.match(value) and (text := cleaning.abstract(value))]
    return " ".join(texts[:1] + [text for text in texts[1:] if _LABEL.match(text) and text not in texts[0]])


FORMATS = (Format("ris", frozenset({".ris"}), fits, parse),)
