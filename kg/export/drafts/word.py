"""A draft as a Word document."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, cast

import docx
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.text.paragraph import CT_P
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run as WordRun

from kg.export.drafts.model import (
    Block,
    Bullets,
    Draft,
    Heading,
    Paragraph,
    Quote,
    References,
    Run,
    Table,
)

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every member of the file: the earliest that zip files have."""

_FONT = "Times New Roman"
_INK = RGBColor(0x1F, 0x2A, 0x44)
_CELL_MARGIN = "40"
"""Twentieths of a point left and right of what stands in a cell."""
_TEXT_WIDTH, _NAME_WIDTH, _INDENT = 16.0, 3.2, 0.8
"""Centimetres: of the text, of the first column of a table, of what stands below a heading in the contents."""


def render(draft: Draft) -> bytes:
    """The draft as a Word document; a contents list leads to the headings."""
    word = docx.Document()
    _dress(word, draft)
    _Writer(word).draft(draft)
    return _repacked(word)


def _dress(word: WordDocument, draft: Draft) -> None:
    """Fonts, margins, page numbers and what the file says of itself."""
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.5)
    for name, size in (("Normal", 11), ("Title", 22), ("Heading 1", 16), ("Heading 2", 13), ("Heading 3", 11)):
        font = word.styles[name].font
        font.name, font.size = _FONT, Pt(size)
        word.styles[name].element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
        if name != "Normal":
            font.color.rgb = _INK
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                word.styles[name].element.rPr.rFonts.attrib.pop(qn(f"w:{theme}"), None)
    quote = word.styles["Quote"]
    quote.font.italic, quote.font.size, quote.font.color.rgb = False, Pt(10), RGBColor(0x33, 0x33, 0x33)
    quote.paragraph_format.left_indent, quote.paragraph_format.right_indent = Cm(1.5), Cm(0.5)
    quote.paragraph_format.space_after = Pt(4)
    properties = word.core_properties
    properties.title, properties.author, properties.last_modified_by = draft.title, draft.stamp.made_by, ""
    properties.comments = "; ".join(draft.stamp.lines())
    properties.created = properties.modified = _day(draft.stamp.date)
    _field(section.footer.paragraphs[0], "PAGE")
    section.footer.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER


def _day(date: str) -> datetime:
    """The day of the export, or a fixed one where it is no date."""
    try:
        return datetime.fromisoformat(date).replace(tzinfo=None)
    except ValueError:
        return datetime(*_EPOCH)


def _field(paragraph: WordParagraph, name: str) -> None:
    """A field such as the number of the page."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    paragraph._p.append(field)


class _Writer:
    """Appends blocks to a document; bookmarks are numbered in the order in which they are set.

    Paragraphs are put before the last element one by one: python-docx looks through all of them for each.
    """

    def __init__(self, word: WordDocument) -> None:
        self._word = word
        self._end = word.element.body.sectPr
        self._styles = {style.name: style.style_id for style in word.styles}
        self._bookmarks = 0

    def draft(self, draft: Draft) -> None:
        """Title, contents and all blocks."""
        self._run(self._new("Title"), Run(draft.title))
        self._contents(draft.contents())
        for block in draft.blocks:
            self._block(block)

    def _new(self, style: str = "", indent: float = 0, after: float | None = None) -> WordParagraph:
        """A new paragraph at the end; indented by so many centimetres, so many points before the next."""
        element = cast(CT_P, OxmlElement("w:p"))
        if style:
            element.style = self._styles[style]
        self._end.addprevious(element)
        paragraph = WordParagraph(element, self._word._body)
        if indent:
            paragraph.paragraph_format.left_indent = Cm(indent)
        if after is not None:
            paragraph.paragraph_format.space_after = Pt(after)
        return paragraph

    def _contents(self, headings: Iterable[Heading]) -> None:
        """A line for each heading, with those below it in one paragraph."""
        below: WordParagraph | None = None
        for heading in headings:
            name = Run(heading.text, bold=heading.level == 1, link=f"#{heading.anchor}")
            if heading.level == 1:
                below = None
                self._run(self._new(after=2), name)
            elif below is None:
                below = self._new(indent=_INDENT, after=2)
                self._run(below, name)
            else:
                self._run(below, Run(" · "))
                self._run(below, name)

    def _block(self, block: Block) -> None:
        writers: dict[type, Callable[[Any], None]] = {
            Heading: self._heading,
            Paragraph: lambda paragraph: self._runs(self._new(), paragraph.runs),
            Quote: self._quote,
            Bullets: self._bullets,
            Table: self._table,
            References: self._references,
        }
        writers[type(block)](block)

    def _heading(self, heading: Heading) -> None:
        paragraph = self._new(f"Heading {heading.level}")
        self._anchor(paragraph, heading.anchor)
        self._run(paragraph, Run(heading.text))

    def _quote(self, quote: Quote) -> None:
        self._runs(self._new("Quote"), (quote.text, Run(" "), *quote.source))

    def _bullets(self, bullets: Bullets) -> None:
        for item in bullets.items:
            paragraph = self._new("List Bullet")
            paragraph.paragraph_format.keep_with_next = bool(item.quotes)
            self._runs(paragraph, item.runs)
            for quote in item.quotes:
                self._quote(quote)

    def _table(self, table: Table) -> None:
        caption = self._new("Caption")
        caption.paragraph_format.keep_with_next = True
        self._run(caption, Run(table.caption))
        made = self._word.add_table(rows=0, cols=len(table.head), style="Table Grid")
        made.autofit = False
        _narrow(made)
        rest = Cm((_TEXT_WIDTH - _NAME_WIDTH) / max(1, len(table.head) - 1))
        for at, grid in enumerate(made.columns):
            grid.width = rest if at else Cm(_NAME_WIDTH)
        for at, row in enumerate((table.head, *table.rows)):
            for column, (cell, run) in enumerate(zip(made.add_row().cells, row, strict=True)):
                cell.width = rest if column else Cm(_NAME_WIDTH)
                paragraph = cell.paragraphs[0]
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if column else WD_ALIGN_PARAGRAPH.LEFT
                paragraph.paragraph_format.space_after = Pt(0)
                self._run(paragraph, Run(run.text, run.italic, not at, run.link)).font.size = Pt(8 if at else 6.5)
        made.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        self._new()

    def _references(self, references: References) -> None:
        for entry in references.entries:
            paragraph = self._new(indent=1, after=4)
            paragraph.paragraph_format.first_line_indent = Cm(-1)
            self._anchor(paragraph, entry.anchor)
            self._runs(paragraph, entry.runs)

    def _runs(self, paragraph: WordParagraph, runs: Iterable[Run]) -> None:
        for run in runs:
            self._run(paragraph, run)

    def _run(self, paragraph: WordParagraph, run: Run) -> WordRun:
        """Append a run, inside a link where it has one."""
        made = paragraph.add_run(run.text)
        made.italic, made.bold = run.italic or None, run.bold or None
        if run.link:
            link = OxmlElement("w:hyperlink")
            if run.link.startswith("#"):
                link.set(qn("w:anchor"), run.link[1:])
            else:
                related = paragraph.part.relate_to(run.link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
                link.set(qn("r:id"), related)
            paragraph._p.append(link)
            link.append(made._r)
        return made

    def _anchor(self, paragraph: WordParagraph, name: str) -> None:
        """A bookmark at the beginning of a paragraph."""
        for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
            mark = OxmlElement(tag)
            mark.set(qn("w:id"), str(self._bookmarks))
            if tag == "w:bookmarkStart":
                mark.set(qn("w:name"), name)
            paragraph._p.append(mark)
        self._bookmarks += 1


def _narrow(table: WordTable) -> None:
    """Take the margins of cells down, so that words of headings are not broken."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), _CELL_MARGIN)
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    # The schema wants them after the layout, which is there since the widths are fixed.
    cast("Any", table._tblPr.find(qn("w:tblLayout"))).addnext(margins)


def _repacked(word: WordDocument) -> bytes:
    """The file with one time for all of its members, so that the same draft gives the same bytes."""
    first, packed = io.BytesIO(), io.BytesIO()
    word.save(first)
    with zipfile.ZipFile(first) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, _EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return packed.getvalue()
