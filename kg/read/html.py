"""Web pages: the text of the article with its headings, and what the page's meta tags say of it.

Read with lxml alone: trafilatura takes superlinear time on long pages and writes the numbers of notes into the words
before them. Navigation, scripts, notices of cookies and the like are left out, told by tags, class names and links.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lxml import etree

from kg.model import ReadError, Reference, Role
from kg.read import cleaning, people
from kg.read.records import Block, Entry, Fault, Format, Source
from kg.read.sections import Heading, section_of

MAX_CHARACTERS = 16 * 1024 * 1024
"""Of a page, without the pictures inside it; the longest theses have 3 million."""

MAX_TAGS = 500_000
"""Of a page; what has more is a table of data and no text."""

_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*+<(?:!doctype\s+html\b|html\b|head\b|body\b)", re.I | re.S
)
_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,80}encoding=["']([\w.-]{2,40})""", re.I
)
_ENCODINGS = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}
"""What browsers take for an encoding that pages declare."""

_PICTURE = re.compile(r"data:[\w/+.-]{1,60};base64,[A-Za-z0-9+/=\s]+")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_TOO_DEEP = re.compile(r"excessive depth|huge", re.I)

_OUT = frozenset(
    "script style noscript template nav aside footer form button select option svg iframe object embed video audio "
    "canvas input textarea dialog head map area datalist label rt rp figure".split()
)
_BLOCKS = frozenset(
    "address article blockquote body caption center dd details div dl dt fieldset figcaption h1 h2 h3 h4 h5 h6 header "
    "hr li main ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_TEXT = frozenset("p li blockquote dd".split())
_CELLS = frozenset("td th caption figcaption pre".split())
_ASIDE = frozenset(
    "ad ads advert advertisement banner breadcrumb breadcrumbs comments cookie cookies consent disqus editsection "
    "footer gdpr masthead menu metrics modal nav navbar navbox navigation newsletter noprint outline pager pagination "
    "popup promo recommended related share sharing sidebar skip social sponsor subscribe toc toolbar widget".split()
)
"""Words of a class or id that tell what is no part of the text."""

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_MARKER = re.compile(r"\s*[\[(]?\s*(?:\d{1,3}(?:\s*[,–-]\s*\d{1,3})*|[*†‡§]{1,3}|[a-z])\s*[\])]?\s*")
_SIGNS = " ¶#§"
_STOP = re.compile(r"""[.!?。！？]["'”’)\]]*\Z""")
_PROSE = 25  # words from which the text of a cell is read
_LINE = 8  # words from which text outside of paragraphs and lists is read
_LINKED = 0.7  # part of a block's letters inside links from which it is navigation
_MAIN = 0.3  # part of a page's letters that its main part has at least
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_SITES = (re.compile(r"\s+[|»·]\s+"), re.compile(r"\s+[-–—:]+\s+"))

_META = {
    "title": "citation_title dc.title dcterms.title prism.title og:title twitter:title",
    "author": "citation_author citation_authors dc.creator dcterms.creator dc.contributor.author author article:author",
    "year": "citation_publication_date citation_date citation_year citation_online_date dc.date.issued dcterms.issued "
    "dc.date dcterms.date prism.publicationdate article:published_time date",
    "journal": "citation_journal_title prism.publicationname dc.relation.ispartof",
    "conference": "citation_conference_title",
    "book": "citation_inbook_title citation_book_title",
    "university": "citation_dissertation_institution",
    "institution": "citation_technical_report_institution",
    "doi": "citation_doi prism.doi dc.identifier.doi dc.identifier dcterms.identifier",
    "url": "citation_abstract_html_url citation_public_url og:url",
    "volume": "citation_volume prism.volume",
    "issue": "citation_issue prism.number",
    "first": "citation_firstpage prism.startingpage",
    "last": "citation_lastpage prism.endingpage",
    "publisher": "citation_publisher dc.publisher dcterms.publisher og:site_name",
    "language": "citation_language dc.language dcterms.language",
    "keywords": "citation_keywords citation_keyword dc.subject dcterms.subject keywords",
    "abstract": "citation_abstract dcterms.abstract dc.description.abstract",
}
"""The meta tags that tell a property; the first that a page has is taken."""

_KINDS = (
    ("university", "thesis"),
    ("conference", "paper-conference"),
    ("book", "chapter"),
    ("institution", "report"),
    ("journal", "article-journal"),
)


def fits(source: Source) -> bool:
    """Whether a source is a web page."""
    return bool(_PAGE.match(source.text[:8192]))


def parse(source: Source) -> Iterator[Entry | Fault]:
    """The one work of a page.

    Raises:
        ReadError: too large, nested too deep, or without text.
    """
    root = _tree(_decoded(source), source.name)
    known, abstract = _known(root)
    blocks = tuple(_Walk(_main(root), known.title).blocks())
    if not known.title:
        title = _told_title(blocks, _page_title(root))
        known = replace(known, title=title)
        blocks = tuple(b for b in blocks if not (isinstance(b, Heading) and b.text == title))
    if not abstract and not any(block.role is Role.BODY for block in blocks):
        raise ReadError(f"{source.name}: holds no text of an article; save the page once it has loaded")
    yield Entry(1, source.text, known, abstract, blocks)


FORMATS: tuple[Format, ...] = (Format("html", frozenset({".html", ".htm", ".xhtml"}), fits, parse, whole=True),)


def _decoded(source: Source) -> str:
    """The text of a page, in the encoding that it declares where that fits."""
    declared = _CHARSET.search(source.data[:4096])
    if not declared or source.encoding.startswith("utf") or source.data.startswith(codecs.BOM_UTF8):
        return source.text
    name = (declared[1] or declared[2]).decode("ascii", "replace")
    try:
        known = codecs.lookup(name).name
        return source.data.decode(_ENCODINGS.get(known, known), "strict")
    except (LookupError, UnicodeError):
        return source.text


def _tree(text: str, name: str) -> Any:
    text = _PICTURE.sub("", text) if ";base64," in text else text
    if len(text) > MAX_CHARACTERS or text.count("<") > MAX_TAGS:
        limit = f"{MAX_CHARACTERS >> 20} million characters or {MAX_TAGS:,} tags"
        raise ReadError(f"{name}: has more than {limit}; save it as text")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(_CONTROLS.sub(" ", text).encode(), parser)
    except etree.XMLSyntaxError:
        root = None
    if any(_TOO_DEEP.search(error.message) for error in parser.error_log):
        raise ReadError(f"{name}: its tags are nested over 256 deep or hold over 10 MB; save it as text")
    if root is None:
        raise ReadError(f"{name}: holds no text; save the page again")
    return root


def _known(root: Any) -> tuple[Reference, str]:
    """What the meta tags tell: the reference and the abstract."""
    metas = _metas(root)
    found = {key: next((metas[n] for n in names.split() if n in metas), []) for key, names in _META.items()}
    one = {key: cleaning.line(values[0]) for key, values in found.items() if values}
    kind = next((kind for key, kind in _KINDS if key in one), "webpage")
    container = next((one[key] for key in ("journal", "conference", "book", "university") if key in one), "")
    dois = (cleaning.doi(value) for value in found["doi"])
    authors = [part for value in found["author"] for part in value.split(";") if "://" not in part]
    known = Reference(
        title=one.get("title", ""),
        authors=people.several(authors),
        year=cleaning.year(one.get("year", "")),
        kind=kind,
        container=container,
        doi=next(filter(None, dois), ""),
        url=one.get("url", "") or _canonical(root),
        volume=one.get("volume", ""),
        issue=one.get("issue", ""),
        pages=cleaning.pages(one.get("first", ""), one.get("last", "")),
        publisher=one.get("university") or one.get("institution") or one.get("publisher", ""),
        language=one.get("language", "") or cleaning.line(root.get("lang") or ""),
        keywords=cleaning.keywords(found["keywords"], ";,"),
    )
    return known, cleaning.abstract(found["abstract"][0]) if found["abstract"] else ""


def _metas(root: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").strip().casefold()
        content = (meta.get("content") or "").strip()
        if name and content:
            found.setdefault(name.replace("dc:", "dc."), []).append(content)
    return found


def _canonical(root: Any) -> str:
    links = (link.get("href") or "" for link in root.iter("link") if (link.get("rel") or "").casefold() == "canonical")
    return next((cleaning.line(href) for href in links if href.startswith(("http://", "https://"))), "")


def _told_title(blocks: tuple[Block, ...], page_title: str) -> str:
    """The only heading of the highest level, else the title in the page's head, else the first such heading."""
    tops = [b.text for b in blocks if isinstance(b, Heading) and b.level == 1]
    first = next((text for text in tops if section_of(text) is None), "")
    return first if first and (len(tops) == 1 or not page_title) else page_title


def _page_title(root: Any) -> str:
    """The title in the page's head without the name of its site."""
    title = next((cleaning.line("".join(t.itertext())) for t in root.iter("title")), "")
    parts = next((parts for site in _SITES if len(parts := site.split(title)) > 1), [title])
    return max(parts, key=len)


def _main(root: Any) -> Any:
    """The element that holds the text: the largest ``main`` or ``article``, else the body."""
    body = next(root.iter("body"), root)
    total = _length(body)
    marked = [e for e in body.iter("main", "article", "div", "section") if _is_main(e)]
    sizes = [(_length(e), e) for e in marked[:50]]
    sizes.sort(key=lambda pair: -pair[0])
    return sizes[0][1] if sizes and sizes[0][0] >= _MAIN * total else body


def _is_main(element: Any) -> bool:
    return element.tag in {"main", "article"} or element.get("role") == "main"


def _length(element: Any) -> int:
    return sum(len(text) for text in element.itertext() if not text.isspace())


class _Walk:
    """The blocks of an element, gathered tag by tag."""

    def __init__(self, top: Any, title: str) -> None:
        self._top, self._title = top, title.casefold()
        self._pieces: list[str] = []
        self._linked = 0  # letters of the pieces that stand in links
        self._around: list[str] = ["div"]  # block tags that hold the present place
        self._links = 0

    def blocks(self) -> Iterator[Block]:
        """The blocks in reading order."""
        walker = etree.iterwalk(self._top, events=("start", "end"))
        for event, element in walker:
            tag = element.tag
            is_block = tag in _BLOCKS
            if is_block or tag == "br":
                if is_block:
                    yield from self._flush()
                self._pieces.append(" ")
            if event == "start":
                if element is not self._top and _is_out(element):
                    walker.skip_subtree()
                    self._around.append("")
                    continue
                self._enter(element, is_block)
            else:
                self._leave(element, is_block)
        yield from self._flush()

    def _enter(self, element: Any, is_block: bool) -> None:
        self._around.append(element.tag if is_block else "-")
        self._links += element.tag == "a"
        self._add(element.text)

    def _leave(self, element: Any, is_block: bool) -> None:
        left = self._around.pop()
        self._links -= left != "" and element.tag == "a"
        if element is not self._top:
            self._add(element.tail)

    def _add(self, text: str | None) -> None:
        if text:
            self._pieces.append(text)
            self._linked += len(text.strip()) if self._links > 0 else 0

    def _flush(self) -> Iterator[Block]:
        text = " ".join(_INVISIBLE.sub("", "".join(self._pieces)).split())
        linked, self._linked = self._linked, 0
        self._pieces.clear()
        if text:
            yield from self._block(text, linked)

    def _block(self, text: str, linked: int) -> Iterator[Block]:
        tag = next((t for t in reversed(self._around) if t not in {"", "-"}), "div")
        if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            heading = text.rstrip(_SIGNS)
            if heading and heading.casefold() != self._title:
                yield Heading(heading, level=int(tag[1]))
            return
        yield Block(text, Role.BODY if self._is_read(text, tag, linked) else Role.SKIPPED)

    def _is_read(self, text: str, tag: str, linked: int) -> bool:
        words = len(text.split())
        if linked >= _LINKED * len(text) or "header" in self._around:
            return False
        if tag in _CELLS or "table" in self._around:
            return words >= _PROSE and bool(_STOP.search(text))
        return tag in _TEXT or words >= _LINE


def _is_out(element: Any) -> bool:
    """Whether an element and all in it are no part of the text."""
    tag = element.tag
    if not isinstance(tag, str) or tag in _OUT:
        return True
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    if _HIDDEN.search(element.get("style") or ""):
        return True
    if tag in {"sup", "a"} and len(element) <= 3:
        return _is_marker(element, tag)
    names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}"[:500]
    return tag not in {"main", "article", "body"} and any(_is_aside(name) for name in names.casefold().split())


def _is_aside(name: str) -> bool:
    words = re.split(r"[-_]+", name)
    return words[0] in _ASIDE or (words[-1] in _ASIDE and len(words) <= 2 and words[0] not in {"has", "with", "no"})


def _is_marker(element: Any, tag: str) -> bool:
    """Whether an element is the number of a note and no power or ordinal."""
    link = element if tag == "a" else next(element.iter("a"), None)
    leads_to_note = link is not None and (link.get("href") or "").partition("#")[1] == "#"
    text = "".join(element.itertext())
    return leads_to_note and len(text) < 40 and bool(_MARKER.fullmatch(text))
