"""Word files (.docx): paragraphs, headings and lists of the main text, in reading order.

The XML is walked here because python-docx passes over inserted text and docx2python mixes in headers and knows no
headings. Insertions are in, deletions, comments, notes, headers, hidden text and field codes out. What stands in
tables and text boxes is passed over unless it is a paragraph of prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from kg.model import ReadError, Reference, Role, Section
from kg.read import archive, cleaning, people, wordxml
from kg.read.records import Block, Entry, Fault, Format, Source
from kg.read.sections import Heading, is_statement, section_of

MAX_PARAGRAPHS = 100_000
"""Paragraphs of the main text, empty ones and cells of tables among them."""

MAX_TITLE = 250
"""A first paragraph longer than this, in characters, is text and not a title."""

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # begins binary Office files and encrypted new ones
_PROSE = 25  # words from which a paragraph in a table or text box is read
_SHORT = 20  # words of a bold paragraph that is a heading
_ENDS = re.compile(r"""[.!?。！？:：;；,]["'”’)\]]*\Z""")
_LEADERS = re.compile(r"(?:\.\s?){4,}\s*[\divxlc]*\s*\Z", re.I)
_STOP = re.compile(r"""[.!?。！？]["'”’)\]]*\Z""")
_ASIDE = re.compile(
    r"toc\b|toc heading|contents|table of|caption|header|footer|footnote|endnote|index \d|annotation", re.I
)
_BIBLIOGRAPHY = re.compile(r"bibliography|references\Z", re.I)
_NO_TITLE = re.compile(
    r"\W*(?:microsoft word\b.*|untitled.*|document ?\d*|doc\d*|template|word document|.*\.docx?|\d+)\W*", re.I
)
_NO_AUTHOR = re.compile(
    r"\W*(?:python-docx|microsoft(?: office)?(?: user)?|user\d*|admin(?:istrator)?|windows.*|lenovo|dell|hp|asus|acer|"
    r"pc|owner|unknown|author|default|office|home|win\d+|.*[@\d].*)\W*",
    re.I,
)
_OUT = frozenset(
    "del moveFrom delText instrText delInstrText footnoteReference endnoteReference commentReference annotationRef "
    "footnoteRef endnoteRef txbxContent Fallback rt rPr pPr sym".split()
)
"""Elements of a paragraph that are not read with it; text boxes are read by themselves, and only once."""

_AS_TEXT = {"tab": " ", "br": " ", "cr": " ", "ptab": " ", "noBreakHyphen": "-"}


@dataclass(slots=True)
class _Paragraph:
    text: str
    style: str  # its name in small letters
    level: int
    bold: bool
    boxed: bool  # in a table or text box
    linked: bool  # whether it is but a link to another place of the text
    joined: bool = False  # whether its end was deleted, so that the next belongs to it


def fits(source: Source) -> bool:
    """Whether a source is a Word file, or one of its older kind, which is then refused with advice."""
    if source.data.startswith(_OLD):
        return True
    return source.data.startswith(b"PK\x03\x04") and b"word/" in source.data and not archive.is_archive(source.data)


def parse(source: Source) -> Iterator[Entry | Fault]:
    """The one work of a Word file.

    Raises:
        ReadError: not a whole Word file, of the old kind, locked, beyond the limits or with hostile XML.
    """
    if source.data.startswith(_OLD):
        raise ReadError(f"{source.name}: is an old or locked Office file; save it as .docx without a password")
    package = wordxml.Package(source)
    main = wordxml.main_part(package)
    package.styles = wordxml.styles_of(package, main)
    body = package.part(main)
    if body is None:
        raise ReadError(f"{source.name}: is no Word file: it has no {main}; save it as .docx again")
    title, blocks = _titled(tuple(_joined(_paragraphs(body, package))))
    known = _properties(package)
    entry = Entry(1, "", replace(known, title=title or known.title), blocks=tuple(blocks))
    if not any(block.role is Role.BODY for block in blocks):
        raise ReadError(f"{source.name}: holds no text; if its pages are pictures, run text recognition first")
    yield entry if entry.reference.title else replace(entry, reference=replace(known, title=_first_line(blocks)))


FORMATS: tuple[Format, ...] = (Format("docx", frozenset({".docx", ".docm", ".dotx", ".doc"}), fits, parse, whole=True),)


def _paragraphs(data: bytes, package: wordxml.Package) -> Iterator[_Paragraph]:
    """The paragraphs of the main text; each child of the body is let go when it has been read."""
    body = None
    first = True
    count = 0
    for event, element in wordxml.events(data, package.source.name):
        if first:
            wordxml.refuse_doctype(element, package.source.name)
            first = False
        if event == "start" and body is None and wordxml.local(element) == "body":
            body = element
        elif event == "end" and body is not None and element.getparent() is body:
            for paragraph in _within(element, package.styles):
                yield paragraph
                count += 1
                if count > MAX_PARAGRAPHS:
                    raise ReadError(f"{package.source.name}: has more than {MAX_PARAGRAPHS:,} paragraphs; split it")
            element.clear()
            while element.getprevious() is not None:
                del body[0]


def _within(top: Any, styles: dict[str, wordxml.Style]) -> Iterator[_Paragraph]:
    """The paragraphs of a child of the body in order; a text box comes after the paragraph that holds it."""
    waiting: list[tuple[Any, bool]] = [(top, False)]
    while waiting:
        element, boxed = waiting.pop()
        name = wordxml.local(element)
        if name in {"del", "moveFrom", "Fallback", "sectPr"} or (name == "sdt" and _is_contents(element)):
            continue
        if name == "p":
            yield _paragraph(element, styles, boxed)
            waiting.extend((box, True) for box in reversed(_boxes(element)))
        else:
            inner = boxed or name == "tbl"
            waiting.extend((child, inner) for child in reversed(element))


def _is_contents(sdt: Any) -> bool:
    gallery = wordxml.child(sdt, "sdtPr", "docPartObj", "docPartGallery")
    return gallery is not None and "contents" in wordxml.attribute(gallery, "val").casefold()


def _boxes(paragraph: Any) -> list[Any]:
    """The outermost text boxes of a paragraph, each once: Word writes them a second time for old programs."""
    found = []
    waiting = [paragraph]
    while waiting:
        element = waiting.pop()
        name = wordxml.local(element)
        if name == "txbxContent":
            found.append(element)
        elif name not in {"Fallback", "del", "moveFrom"}:
            waiting.extend(reversed(element))
    return found


def _paragraph(element: Any, styles: dict[str, wordxml.Style], boxed: bool) -> _Paragraph:
    properties = wordxml.child(element, "pPr")
    named = wordxml.child(properties, "pStyle")
    style = styles.get("" if named is None else wordxml.attribute(named, "val"), wordxml.Style())
    pieces: list[str] = []
    bold = True
    for text, is_bold in _texts(element, style.bold):
        pieces.append(text)
        bold = bold and (is_bold or not text.strip())
    level = wordxml.outline(properties) or style.level
    joined = wordxml.child(properties, "rPr", "del") is not None
    return _Paragraph(
        cleaning.line("".join(pieces).replace("<", "\ue000")).replace("\ue000", "<"),
        style.name,
        level if level <= 9 else 0,
        bold and bool(pieces),
        boxed,
        _is_link(element),
        joined,
    )


def _is_link(paragraph: Any) -> bool:
    """Whether all that a paragraph holds is one link to a place of the text, as in a table of contents."""
    inside = [child for child in paragraph if wordxml.local(child) in {"hyperlink", "r", "ins"}]
    return len(inside) == 1 and wordxml.local(inside[0]) == "hyperlink" and bool(wordxml.attribute(inside[0], "anchor"))


def _texts(paragraph: Any, bold: bool) -> Iterator[tuple[str, bool]]:
    """The pieces of text of a paragraph, each with whether it is bold."""
    waiting = [(child, bold) for child in reversed(paragraph)]
    while waiting:
        element, bold = waiting.pop()
        name = wordxml.local(element)
        if name == "t":
            yield element.text or "", bold
        elif name in _AS_TEXT:
            yield _AS_TEXT[name], bold
        elif name not in _OUT and not (name == "r" and wordxml.is_on(wordxml.child(element, "rPr", "vanish"))):
            switch = wordxml.child(element, "rPr", "b") if name == "r" else None
            inner = bold if switch is None else wordxml.is_on(switch)
            waiting.extend((child, inner) for child in reversed(element))


def _joined(paragraphs: Iterable[_Paragraph]) -> Iterator[_Paragraph]:
    """Paragraphs with text; one whose end was deleted goes on in the next."""
    begun: list[_Paragraph] = []
    for paragraph in paragraphs:
        begun.append(paragraph)
        if not paragraph.joined:
            yield from _one(begun)
            begun = []
    yield from _one(begun)


def _one(begun: list[_Paragraph]) -> Iterator[_Paragraph]:
    text = " ".join(p.text for p in begun if p.text)
    if text:
        yield replace(begun[-1], text=text)


def _titled(paragraphs: tuple[_Paragraph, ...]) -> tuple[str, list[Block]]:
    """The title, from paragraphs of that style or a first one that looks like one, and the blocks of the rest."""
    titles = [p.text for p in paragraphs if p.style == "title" and not p.boxed]
    if titles:
        return " ".join(titles)[: 2 * MAX_TITLE], [_block(p) for p in paragraphs if p.style != "title" or p.boxed]
    first = paragraphs[0] if paragraphs else None
    if first and (first.bold or first.level == 1) and _is_line(first.text) and section_of(first.text) is None:
        return first.text, [_block(p) for p in paragraphs[1:]]
    return "", [_block(p) for p in paragraphs]


def _is_line(text: str) -> bool:
    return len(text) <= MAX_TITLE and not _STOP.search(text.rstrip("?"))


def _first_line(blocks: list[Block]) -> str:
    first = next((b.text for b in blocks if b.role is not Role.SKIPPED), "")
    return first if _is_line(first) and section_of(first) is None else ""


def _block(paragraph: _Paragraph) -> Block:
    words = len(paragraph.text.split())
    if _BIBLIOGRAPHY.match(paragraph.style) and words > _SHORT // 2:
        return Block(paragraph.text, Role.SKIPPED, Section.REFERENCES)
    if _ASIDE.match(paragraph.style) or paragraph.linked or _LEADERS.search(paragraph.text[-MAX_TITLE:]):
        return Block(paragraph.text, Role.SKIPPED)
    if paragraph.boxed:
        prose = words >= _PROSE and _STOP.search(paragraph.text)
        return Block(paragraph.text, Role.BODY if prose else Role.SKIPPED)
    if paragraph.level:
        return Heading(paragraph.text, level=paragraph.level)
    if paragraph.style == "subtitle" or _looks_like_heading(paragraph, words):
        return Heading(paragraph.text)
    return Block(paragraph.text)


def _looks_like_heading(paragraph: _Paragraph, words: int) -> bool:
    """Whether a paragraph without such a style is a heading: short, and bold or the name of a section."""
    if words > _SHORT:
        return False
    if paragraph.bold and not _ENDS.search(paragraph.text):
        return True
    return words <= 8 and (section_of(paragraph.text) not in {None, Section.NONE} or is_statement(paragraph.text))


def _properties(package: wordxml.Package) -> Reference:
    """What the file's properties say of it, without what programs put there of themselves."""
    relations = wordxml.relations(package, "_rels/.rels")
    targets = {wordxml.attribute(r, "Type"): wordxml.attribute(r, "Target") for r in relations}
    path = next((t for kind, t in targets.items() if kind.endswith("/core-properties")), "docProps/core.xml")
    root = wordxml.root_of(package, path.lstrip("/"))
    known = (
        {} if root is None else {wordxml.local(c): cleaning.line(c.text or "") for c in root if isinstance(c.tag, str)}
    )
    creators = [
        c.strip()
        for c in re.split(r"[;\n]", known.get("creator", ""))
        if not _NO_AUTHOR.fullmatch(c.strip()[:MAX_TITLE])
    ]
    title = known.get("title", "")
    return Reference(
        title="" if _NO_TITLE.fullmatch(title[:MAX_TITLE]) else title,
        authors=people.several(creators),
        year=None if known.get("creator") == "python-docx" else cleaning.year(known.get("created", "")),
        kind="document",
        language=known.get("language", ""),
        keywords=cleaning.keywords([known.get("keywords", "")], ";,"),
    )
