"""JATS and NLM articles, alone or in sets, to entries with their full text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.model import Reference, Role, Section
from kg.read import cleaning
from kg.read.markup import at, children, is_number, tidied, words
from kg.read.markup import flat as all_text
from kg.read.records import Block, Entry, Fault, Format, Source
from kg.read.xml import Element, head, records

_FITS = re.compile(r"<(?:\w+:)?article[\s>]")
_SURE = re.compile(
    r"<!DOCTYPE\s+(?:article|pmc-articleset)\b|<(?:\w+:)?article\s[^<>]*(?:article-type|dtd-version)\s*="
    r"|<(?:\w+:)?(?:front|article-meta|journal-meta)[\s>]"
)
_NOTES = frozenset({"fn", "fn-group", "aff", "corresp", "table-fn", "author-notes"})
_LEFT_OUT = frozenset(
    """fn table-wrap table-wrap-group fig fig-group graphic inline-graphic media supplementary-material
    inline-supplementary-material disp-formula disp-formula-group tex-math object-id index-term related-object
    related-article alternatives boxed-text list disp-quote def-list verse-group array chem-struct-wrap""".split()
)
_CAPTIONED = frozenset({"fig", "fig-group", "table-wrap", "table-wrap-group", "supplementary-material"})
_GROUPS = frozenset(
    "list list-item disp-quote def-list def-item def statement verse-group app-group boxed-text".split()
)
_PASSED_OVER = frozenset("ack notes fn-group glossary bio fig table-wrap".split())
_SECTIONS = {
    "introduction": "intro introduction background",
    "literature review": "literature literature-review review theory",
    "method": "method methods materials materials|methods methodology subjects data",
    "results": "results result findings",
    "discussion": "discussion discussions results|discussion",
    "conclusion": "conclusion conclusions concluding-remarks discussion|conclusions",
}
_SECTION = {word: Section(section) for section, words_ in _SECTIONS.items() for word in words_.split()}
_NO_ABSTRACT = frozenset(
    "graphical teaser toc short key-points key-highlights highlights web-summary video plain-language-summary summary "
    "author-summary author-highlights editor-summary editor executive-summary".split()
)
_DATES = ("collection", "ppub", "pub", "epub-ppub", "epub")
_MATH = frozenset({"inline-formula", "math"})


def fits(source: Source) -> bool:
    """Whether a text is an article or a set of articles with JATS or NLM tags."""
    text = head(source)
    return bool(_FITS.search(text) and _SURE.search(text)) and "<html" not in text[:2000].lower()


def parse(source: Source) -> Iterator[Entry | Fault]:
    """The articles of a file with abstract and full text; those that are not well formed are faults.

    Raises:
        ReadError: there is no article in it, or it declares entities.
    """
    for piece in records(source, "article"):
        if isinstance(piece, Fault):
            yield piece
            continue
        article = piece.element
        meta = article.find("front/article-meta")
        yield Entry(piece.line, piece.raw, _reference(article, meta), _abstract(meta), tuple(_blocks(article)))


def left_out(element: Element) -> bool:
    """Whether a part of a sentence is none of its words: notes, citation numbers, formulas, figures."""
    if element.tag == "xref":
        if element.get("ref-type") in _NOTES:
            return True
        return element.get("ref-type") in {"bibr", None} and is_number(all_text(element))
    if element.tag == "sup":
        return any(left_out(child) for child in element.iter("xref")) or _is_citation(all_text(element))
    if element.tag in _MATH:
        return element.find(".//tex-math") is not None or element.tag == "math"
    return element.tag in _LEFT_OUT


def _is_citation(text: str) -> bool:
    """Whether a superscript is a list of numbers in brackets or with commas, and no power."""
    return bool(
        re.fullmatch(r"\s*(?:[\[(][\d\s,;\u2013-]+[\])]|\d+(?:\s*[,;]\s*\d+)+|[*\u2020\u2021\u00a7]+)\s*", text)
    )


def _reference(article: Element, meta: Element | None) -> Reference:
    return Reference(
        title=_title(meta),
        authors=_authors(meta),
        year=_year(meta),
        kind="article-journal",
        container=at(article, "front/journal-meta//journal-title", "front/journal-meta/journal-id"),
        doi=cleaning.doi(at(meta, "article-id[@pub-id-type='doi']")),
        url=_url(meta),
        volume=at(meta, "volume"),
        issue=at(meta, "issue"),
        pages=cleaning.pages(at(meta, "fpage"), at(meta, "lpage")) or at(meta, "elocation-id"),
        publisher=at(article, "front/journal-meta/publisher/publisher-name"),
        language=cleaning.line(article.get("lang", "")),
        keywords=_keywords(article, meta),
    )


def _title(meta: Element | None) -> str:
    title = words(None if meta is None else meta.find("title-group/article-title"), left_out)
    subtitle = words(None if meta is None else meta.find("title-group/subtitle"), left_out)
    if not (title and subtitle):
        return title or subtitle
    return f"{title} {subtitle}" if title[-1] in ":?!" else f"{title}: {subtitle}"


def _authors(meta: Element | None) -> tuple[str, ...]:
    if meta is None:
        return ()
    contribs = meta.findall("contrib-group/contrib") + meta.findall("contrib-group/*/contrib")
    return cleaning.names(_name(c) for c in contribs if c.get("contrib-type", "author") == "author")


def _name(contrib: Element) -> str:
    for path in ("name", "name-alternatives/name", "string-name", "name-alternatives/string-name"):
        name = contrib.find(path)
        if name is None:
            continue
        parts = (at(name, "surname"), at(name, "given-names"), at(name, "suffix"))
        return ", ".join(filter(None, parts)) if parts[0] else words(name)
    body = contrib.find("collab")
    return "" if body is None else words(body, lambda e: e.tag in {"contrib-group", "xref", "aff", "fn"})


def _year(meta: Element | None) -> int | None:
    """The year of the volume, or else that of the first date on which it came out."""
    if meta is None:
        return None
    found: dict[str, int] = {}
    for date in meta.iterfind("pub-date"):
        if year := cleaning.year(at(date, "year") or at(date, "string-date") or date.get("iso-8601-date", "")):
            found.setdefault(date.get("pub-type") or date.get("date-type") or "", year)
    return next((found[kind] for kind in _DATES if kind in found), next(iter(found.values()), None))


def _url(meta: Element | None) -> str:
    links = [] if meta is None else [*meta.iterfind("self-uri"), *meta.iterfind("ext-link")]
    return next((url for link in links if (url := link.get("href", "")).startswith(("http://", "https://"))), "")


def _keywords(article: Element, meta: Element | None) -> tuple[str, ...]:
    groups = (
        [] if meta is None else [g for g in meta.iterfind("kwd-group") if g.get("kwd-group-type") != "abbreviations"]
    )
    own = [g for g in groups if g.get("lang") in {None, article.get("lang")}] or groups
    return cleaning.keywords(words(keyword, left_out) for group in own for keyword in group.iter("kwd"))


def _abstract(meta: Element | None) -> str:
    """The main abstract; those in other languages, for the public and in pictures are passed over."""
    every = [] if meta is None else meta.findall("abstract")
    main = [a for a in every if a.get("abstract-type") not in _NO_ABSTRACT] or [
        a for a in every if a.get("abstract-type") in {"summary", "executive-summary", "short"}
    ]
    return cleaning.abstract(" ".join(_abstract_parts(main[0]))) if main else ""


def _abstract_parts(element: Element) -> Iterator[str]:
    for child in element:
        if child.tag == "sec":
            label = words(child.find("title"), left_out).rstrip(": .")
            yield " ".join(filter(None, (label and f"{label}:", *_abstract_parts(child))))
        elif child.tag not in {"title", "label", "object-id"} and (text := words(child, left_out)):
            yield text


def _blocks(article: Element) -> Iterator[Block]:
    body, back = article.find("body"), article.find("back")
    if body is not None:
        yield from _part(body, Section.NONE, Role.BODY)
    if back is not None:
        yield from _back(back)


def _back(back: Element) -> Iterator[Block]:
    for child in back:
        if child.tag == "ref-list":
            yield from _references(child)
        elif child.tag in {"app-group", "app", "sec"}:
            yield from _part(child, Section.NONE, Role.BODY if child.tag != "sec" else Role.SKIPPED)
        elif child.tag in _PASSED_OVER:
            yield from _part(child, Section.NONE, Role.SKIPPED)


def _part(element: Element, section: Section, role: Role) -> Iterator[Block]:
    """The blocks of a section and of those in it, which are of its kind where they do not say another."""
    types = element.get("sec-type", "").lower().replace(" ", "-")
    section = _SECTION.get(types) or _SECTION.get(types.split("|")[0], section)
    role = Role.SKIPPED if types in {"supplementary-material", "data-availability", "coi-statement"} else role
    label, title = at(element, "label"), words(element.find("title"), left_out)
    if title:
        heading = f"{label} {title}" if label and element.tag in {"sec", "app"} else title
        yield Block(heading, Role.HEADING if role is Role.BODY else role, section)
    for child in element:
        yield from _child(child, section, role)


def _child(child: Element, section: Section, role: Role) -> Iterator[Block]:
    if child.tag in {"sec", "app", "ack", "notes"} or child.tag in _GROUPS:
        yield from _part(child, section, role)
    elif child.tag == "ref-list":
        yield from _references(child)
    elif child.tag in _CAPTIONED:
        yield from _caption(child, section)
    elif child.tag == "fn" and role is Role.SKIPPED:
        yield from _part(child, section, role)
    elif child.tag in {"p", "term", "verse-line", "attrib", "speech"}:
        yield from _paragraph(child, section, role)


def _paragraph(paragraph: Element, section: Section, role: Role) -> Iterator[Block]:
    """A paragraph, then what stands inside it but is none of its sentences: captions, quotations, lists."""
    if text := tidied(all_text(paragraph, left_out)):
        yield Block(text, role, section)
    for child in paragraph:
        if child.tag in _LEFT_OUT and child.tag != "fn":
            yield from _child(child, section, role)


def _caption(figure: Element, section: Section) -> Iterator[Block]:
    label, caption = at(figure, "label"), words(figure.find("caption"), left_out)
    if text := " ".join(filter(None, (label, caption))):
        yield Block(text, Role.SKIPPED, section)
    for inner in children(figure, "fig", "table-wrap"):
        yield from _caption(inner, section)


def _references(listed: Element) -> Iterator[Block]:
    yield Block(at(listed, "title") or "References", Role.HEADING, Section.REFERENCES)
    for reference in listed.iter("ref"):
        if text := words(reference, lambda e: e.tag == "label"):
            yield Block(text, Role.SKIPPED, Section.REFERENCES)


FORMATS = (Format("jats", frozenset({".xml", ".nxml", ".jats"}), fits, parse, whole=True),)
