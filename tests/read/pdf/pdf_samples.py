"""Made-up articles and theses on governments, set in PDF."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    FrameBreak,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Table,
)

WIDTH, HEIGHT = A4
MARGIN = 62.0
GUTTER = 18.0

_SUBJECTS = (
    "The council of Northmere",
    "The ministry of roads",
    "The prefecture of Eastvale",
    "The joint board of the lake",
    "The mayor of Southwick",
    "The assembly of Westmarch",
    "The province of Highfold",
)
_DEEDS = (
    "signed an agreement with its neighbours on the fares of buses and ferries",
    "shares the costs of the waterworks with the district that lies below the dam",
    "asked the central government for grants that the regions could spend as they saw fit",
    "keeps a register of all plans that touch the land of more than one town",
    "found that meetings of officials settle more disputes than the courts have settled",
    "pays the neighbouring county for the care of patients who cross the border",
    "cannot raise a tax of its own and therefore leans on transfers from above",
    "sends two delegates to the committee that watches over the forests of the border",
)
_ENDS = (
    "and the audit office reports on it every year",
    "although the law does not oblige it to do so",
    "because trust had grown in the years of the flood",
    "while the smaller towns still wait for an answer",
    "which the later reform made a duty of all levels of government",
)


def prose(number: int, sentences: int = 5) -> str:
    """A paragraph that no other number gives."""
    made = []
    for i in range(sentences):
        n = number * 7 + i * 3
        subject = _SUBJECTS[(number + i) % len(_SUBJECTS)]
        made.append(f"{subject} {_DEEDS[n % len(_DEEDS)]} in case {number}-{i}, {_ENDS[(n + number) % len(_ENDS)]}.")
    return " ".join(made)


def style(name: str = "body", **values: Any) -> ParagraphStyle:
    """The type of a paragraph: that of a justified text with indents, and what is given."""
    usual = {"fontName": "Times-Roman", "fontSize": 10, "leading": 12.5, "firstLineIndent": 12, "alignment": TA_JUSTIFY}
    return ParagraphStyle(name, **{**usual, **values})


BODY = style()
PLAIN = style("plain", firstLineIndent=0)
HEAD = style(
    "head",
    fontName="Helvetica-Bold",
    fontSize=12,
    leading=15,
    spaceBefore=9,
    spaceAfter=5,
    firstLineIndent=0,
    alignment=0,
)
TITLE = style(
    "title", fontName="Helvetica-Bold", fontSize=18, leading=22, spaceAfter=8, firstLineIndent=0, alignment=TA_CENTER
)
CENTRED = style("centred", firstLineIndent=0, alignment=TA_CENTER, spaceAfter=6)
SMALL = style("small", fontSize=8, leading=10, firstLineIndent=0)
REFERENCE = style("reference", fontSize=9, leading=11, leftIndent=14, firstLineIndent=-14)

Draw = Callable[[Canvas, int], None]


@dataclass
class Layout:
    """How pages are set: columns, room for the first page's title, what is drawn on each page."""

    columns: int = 1
    opening: float = 0.0
    foot: float = 70.0
    draw: Draw | None = None
    info: dict[str, str] = field(default_factory=dict)
    encrypt: str | None = None


def pdf(flow: Sequence[Flowable], layout: Layout | None = None) -> bytes:
    """Flowables as a PDF."""
    layout = layout or Layout()
    width = (WIDTH - 2 * MARGIN - (layout.columns - 1) * GUTTER) / layout.columns
    top = HEIGHT - 70

    def frames(high: float) -> list[Frame]:
        lefts = [MARGIN + i * (width + GUTTER) for i in range(layout.columns)]
        return [Frame(left, layout.foot, width, high - layout.foot, 0, 0, 0, 0) for left in lefts]

    def on_page(canvas: Canvas, document: BaseDocTemplate) -> None:
        if layout.draw:
            layout.draw(canvas, document.page)

    later = PageTemplate("later", frames(top), onPage=on_page)
    templates = [later]
    flow = list(flow)
    if layout.opening:
        wide = Frame(MARGIN, top - layout.opening, WIDTH - 2 * MARGIN, layout.opening, 0, 0, 0, 0)
        templates = [PageTemplate("first", [wide, *frames(top - layout.opening - 8)], onPage=on_page), later]
        flow.insert(0, NextPageTemplate("later"))
    out = io.BytesIO()
    values: dict[str, Any] = {"pagesize": A4, "pageTemplates": templates, "invariant": True, "encrypt": layout.encrypt}
    BaseDocTemplate(out, **values, **layout.info).build(flow)
    return out.getvalue()


def drawn(draw: Callable[[Canvas], None]) -> bytes:
    """Pages that are drawn line by line."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=True)
    draw(canvas)
    canvas.save()
    return out.getvalue()


def note(canvas: Canvas, page: int, left: float, width: float) -> None:
    """A footnote in small type at the foot of a column."""
    text = (
        f"<super>{page}</super> See the yearbook of the ministry for the year of case {page}, which tells more of it."
    )
    paragraph = Paragraph(text + " It was printed again ten years later.", SMALL)
    _, height = paragraph.wrap(width, 100)
    canvas.line(left, 106, left + 80, 106)
    paragraph.drawOn(canvas, left, 102 - height)


ARTICLE_ABSTRACT = (
    "This article asks why neighbouring governments work together. It compares nine made-up towns, and finds that "
    "a shared river brings officials to one table more surely than any law of the centre."
)
ARTICLE_TEXTS = tuple(prose(number) for number in range(1, 31))
KEYWORDS = "Keywords: local government; cooperation; made-up towns"


def article() -> bytes:
    """An article in two columns with all that surrounds the text."""
    flow: list[Flowable] = [
        Paragraph("Rivers and Tables: Why Made-up Towns Work Together", TITLE),
        Paragraph("Ada Example<super>1</super> and Ben van Sample<super>2</super>", CENTRED),
        Paragraph("<super>1</super> Department of Government, University of Nowhere", CENTRED),
        Paragraph(f"<b>Abstract</b>: {ARTICLE_ABSTRACT}", PLAIN),
        Paragraph(KEYWORDS, PLAIN),
        FrameBreak(),
        Paragraph("1. Introduction", HEAD),
    ]
    for number, text in enumerate(ARTICLE_TEXTS, 1):
        marked = text.replace(", ", f"<super>{number}</super>, ", 1) if number % 4 == 0 else text
        flow.append(Paragraph(marked, BODY))
        if number == 6:
            flow.append(Paragraph("2. Theory and earlier work", HEAD))
        if number == 12:
            flow.append(Paragraph("Table 1. Agreements by town and year", SMALL))
            rows = [
                ["Town", "2001", "2002", "2003"],
                *([f"Town {i}", str(i), str(i * 3), str(i * 7)] for i in range(5)),
            ]
            flow.append(Table(rows, colWidths=[70, 45, 45, 45]))
            flow.append(Paragraph("Source: the registers of the towns.", SMALL))
    flow.append(Paragraph("References", HEAD))
    for year in range(1990, 2012):
        flow.append(
            Paragraph(
                f"Sample, B. ({year}). On towns and their rivers, part {year}. Journal of Made-up Towns, 3, 1-9.",
                REFERENCE,
            )
        )

    def draw(canvas: Canvas, page: int) -> None:
        canvas.setFont("Times-Italic", 9)
        if page == 1:
            canvas.drawString(
                MARGIN,
                HEIGHT - 40,
                "Journal of Made-up Towns 12(3) (2019) 101-110. https://doi.org/10.1234/JMT.2019.101",
            )
        elif page % 2:
            canvas.drawString(MARGIN, HEIGHT - 40, "A. Example and B. van Sample")
            canvas.drawRightString(WIDTH - MARGIN, HEIGHT - 40, str(100 + page))
        else:
            canvas.drawString(MARGIN, HEIGHT - 40, str(100 + page))
            canvas.drawRightString(WIDTH - MARGIN, HEIGHT - 40, "Journal of Made-up Towns 12(3)")
        if page % 2 == 0:
            note(canvas, page, MARGIN, 220)

    info = {"title": "Rivers and Tables: Why Made-up Towns Work Together", "author": "Ada Example; Ben van Sample"}
    return pdf(flow, Layout(2, 190, 112, draw, info))


THESIS_TEXTS = tuple(prose(number, 6) for number in range(40, 70))
THESIS_ABSTRACT = prose(39, 6)


def thesis() -> bytes:
    """A thesis: cover, front pages with Roman numbers, contents, chapters, references."""
    double = style("double", fontSize=12, leading=24, firstLineIndent=30)
    chapter = style(
        "chapter", fontName="Times-Bold", fontSize=14, leading=20, alignment=TA_CENTER, firstLineIndent=0, spaceAfter=12
    )
    bold = style(
        "cover", fontName="Times-Bold", fontSize=14, leading=24, alignment=TA_CENTER, firstLineIndent=0, spaceAfter=30
    )
    flow: list[Flowable] = [
        Paragraph("THE COOPERATION OF MADE-UP PROVINCES<br/>UNDER A WEAK CENTRE", bold),
        Paragraph("CARLA INVENTED", bold),
        Paragraph(
            "A THESIS SUBMITTED IN PARTIAL FULFILMENT<br/>OF THE REQUIREMENTS FOR<br/>THE DEGREE OF MASTER OF ARTS",
            bold,
        ),
        Paragraph("UNIVERSITY OF NOWHERE<br/>2014", bold),
        PageBreak(),
        Paragraph("ACKNOWLEDGEMENTS", chapter),
        Paragraph(
            "I thank the archive of the province and all the clerks who let me read there, day after day.",
            double,
        ),
        PageBreak(),
        Paragraph("ABSTRACT", chapter),
        Paragraph(THESIS_ABSTRACT, double),
        Paragraph("Keywords: provinces, grants, trust", double),
        PageBreak(),
        Paragraph("TABLE OF CONTENTS", chapter),
    ]
    for i in range(1, 9):
        flow.append(Paragraph(f"Chapter {i} Of the provinces and their plans {'.' * 60} {i * 3}", PLAIN))
    flow.append(Paragraph("LIST OF FIGURES", chapter))
    for i in range(1, 5):
        flow.append(Paragraph(f"Figure {i} The provinces in year {i} {'.' * 60} {i * 4}", PLAIN))
    for number, text in enumerate(THESIS_TEXTS):
        if number % 6 == 0:
            flow += [PageBreak(), Paragraph(f"CHAPTER {number // 6 + 1}<br/>OF THE PROVINCES AND THEIR PLANS", chapter)]
        flow.append(Paragraph(text, double))
        if number % 9 == 4:
            flow.append(Paragraph(f"Figure {number // 9 + 1}. The provinces as they were in year {number}", CENTRED))
    flow += [PageBreak(), Paragraph("REFERENCES", chapter)]
    flow += [Paragraph(f"Sample, B. ({1980 + i}). On provinces. Nowhere: Press.", REFERENCE) for i in range(20)]
    flow += [PageBreak(), Paragraph("APPENDIX A", chapter), Paragraph(prose(90), double)]

    def draw(canvas: Canvas, page: int) -> None:
        canvas.setFont("Times-Roman", 11)
        if page > 1:
            canvas.drawCentredString(WIDTH / 2, 40, ("", "", "ii", "iii", "iv")[page] if page < 5 else str(page - 4))

    return pdf(flow, Layout(1, draw=draw))
