"""TEI as GROBID writes it to entries with their full text and its pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.model import Reference, Role, Section
from kg.read import cleaning
from kg.read.markup import Pages, at, flat, is_number, turn, words
from kg.read.records import Block, Entry, Fault, Format, Source
from kg.read.xml import Element, head, records

_FITS = re.compile(r"<(?:\w+:)?(?:TEI|teiCorpus)[\s>]")
_YEAR_ALONE = re.compile(r"[(\[]\d{4}[a-z]?[)\]]")
_LEFT_OUT = frozenset({"figure", "formula", "note", "table", "graphic", "fw"})
_BACK_READ = frozenset({"annex", "appendix"})
_Marked = Iterator[tuple[str, Role, Section]]


def fits(source: Source) -> bool:
    """Whether a text is a TEI document or a collection of them."""
    text = head(source)
    return bool(_FITS.search(text)) and ("tei-c.org" in text or "<teiHeader" in text)


def parse(source: Source) -> Iterator[Entry | Fault]:
    """The documents of a TEI file with abstract and full text; those that are not well formed are faults.

    Raises:
        ReadError: there is no document in it, or it declares entities.
    """
    for piece in records(source, "TEI"):
        if isinstance(piece, Fault):
            yield piece
            continue
        header = piece.element.find("teiHeader")
        blocks = tuple(_blocks(piece.element))
        yield Entry(piece.line, piece.raw, _reference(piece.element, header), _abstract(header), blocks)


def left_out(element: Element) -> bool:
    """Whether a part of a sentence is none of its words: notes, formulas, citations in brackets or by number.

    A citation whose authors are the subject of the sentence ("Smith (2008) finds") stays, and so does a pointer to
    a figure or a section.
    """
    if element.tag != "ref":
        return element.tag in _LEFT_OUT
    kind, text = element.get("type", ""), "".join(element.itertext()).strip()
    if kind in {"figure", "table", "section", "url"}:
        return False
    if kind in {"foot", "formula"} or is_number(text):
        return True
    if _YEAR_ALONE.fullmatch(text):
        return False
    return kind == "bibr" and (text[:1] in "([" or text.count(")") > text.count("("))


def _reference(tei: Element, header: Element | None) -> Reference:
    file = None if header is None else header.find("fileDesc")
    source = None if file is None else file.find("sourceDesc/biblStruct")
    issue = None if source is None else source.find("monogr")
    container = at(issue, "title[@level='j'][@type='main']", "title[@level='j']", "title[@level='m']")
    title = at(file, "titleStmt/title[@type='main']", "titleStmt/title") or at(source, "analytic/title", "monogr/title")
    return Reference(
        title=title,
        authors=_authors(source, file),
        year=_year(issue, file),
        kind="article-journal" if container and container != title else "document",
        container=container if container != title else "",
        doi=cleaning.doi(at(source, "idno[@type='DOI']", "analytic/idno[@type='DOI']", "monogr/idno[@type='DOI']")),
        volume=at(issue, "imprint/biblScope[@unit='volume']"),
        issue=at(issue, "imprint/biblScope[@unit='issue']"),
        pages=_pages(issue),
        publisher=at(issue, "imprint/publisher") or at(file, "publicationStmt/publisher"),
        language=cleaning.line((header.get("lang", "") if header is not None else "") or tei.get("lang", "")),
        keywords=_keywords(header),
    )


def _authors(source: Element | None, file: Element | None) -> tuple[str, ...]:
    parents = ((source, "analytic/author"), (source, "monogr/author"), (file, "titleStmt/author"))
    for parent, path in parents:
        found = [] if parent is None else parent.findall(path)
        if names := cleaning.names(map(_name, found)):
            return names
    return ()


def _name(author: Element) -> str:
    person = author.find("persName")
    if person is None:
        return words(author, lambda e: e.tag in {"affiliation", "email", "idno", "note"}) if not len(author) else ""
    given = " ".join(filter(None, (words(name) for name in person.iterfind("forename"))))
    family = " ".join(filter(None, (words(name) for name in person.iterfind("surname"))))
    return ", ".join(filter(None, (family, given))) if family or given else words(person)


def _year(issue: Element | None, file: Element | None) -> int | None:
    for parent, path in ((issue, "imprint/date"), (file, "publicationStmt/date")):
        for date in [] if parent is None else parent.iterfind(path):
            if year := cleaning.year(date.get("when", "") or words(date)):
                return year
    return None


def _pages(issue: Element | None) -> str:
    scope = None if issue is None else issue.find("imprint/biblScope[@unit='page']")
    if scope is None:
        return ""
    return cleaning.pages(scope.get("from", ""), scope.get("to", "")) or cleaning.pages(words(scope))


def _keywords(header: Element | None) -> tuple[str, ...]:
    listed = [] if header is None else header.findall("profileDesc/textClass/keywords")
    terms = [words(term) for keywords in listed for term in keywords.iter("term")]
    return cleaning.keywords(terms or [words(keywords) for keywords in listed])


def _abstract(header: Element | None) -> str:
    """The abstract without its heading; headings of its parts stand before them with a colon."""
    abstract = None if header is None else header.find("profileDesc/abstract")
    parts: list[str] = []
    for element in [] if abstract is None else abstract.iter("head", "p", "ab"):
        text = words(element, left_out)
        if text and (element.tag != "head" or text.rstrip(":. ").lower() not in {"abstract", "summary"}):
            parts.append(f"{text.rstrip(': .')}:" if element.tag == "head" else text)
    return cleaning.abstract(" ".join(parts) if parts else words(abstract, left_out))


def _blocks(tei: Element) -> Iterator[Block]:
    text = tei.find("text")
    if text is None:
        return
    pages = Pages()
    for marked, role, section in _children(text, Role.BODY, Section.NONE):
        line, page, turns = pages.line(marked)
        if line:
            yield Block(line, role, section, page, turns)


def _children(element: Element, role: Role, section: Section) -> _Marked:
    for child in element:
        yield from _child(child, role, section)


def _child(child: Element, role: Role, section: Section) -> _Marked:
    kind = child.get("type", "")
    if child.tag == "pb":
        yield turn(child), role, section
    elif child.tag == "head":
        number = cleaning.line(child.get("n", ""))
        yield f"{number} {flat(child, left_out)}".strip(), Role.HEADING if role is Role.BODY else role, section
    elif child.tag == "back":
        yield from _children(child, Role.SKIPPED, section)
    elif child.tag == "listBibl":
        yield from _references(child)
    elif child.tag in {"p", "ab", "item", "quote", "l"}:
        yield flat(child, left_out), role, section
    elif child.tag in {"figure", "formula", "note", "table"}:
        yield flat(child), Role.SKIPPED, section
    else:
        yield from _children(child, Role.BODY if kind in _BACK_READ else role, section)


def _references(listed: Element) -> _Marked:
    for reference in listed.iter("biblStruct", "bibl"):
        raw = reference.find("note[@type='raw_reference']")
        yield flat(reference if raw is None else raw), Role.SKIPPED, Section.REFERENCES


FORMATS = (Format("tei", frozenset({".xml", ".tei"}), fits, parse, whole=True),)
