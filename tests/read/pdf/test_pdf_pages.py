from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pdf_samples as samples
import pytest
from reportlab.pdfbase.pdfdoc import PDFPageLabel
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph

from kg.model import Role
from kg.read.pdf import FORMATS
from kg.read.records import Block, Entry, Source

[PDF] = FORMATS
TEXTS = [samples.prose(number) for number in range(100, 130)]


def read(data: bytes) -> tuple[Block, ...]:
    [entry] = PDF.parse(Source("a.pdf", data))
    assert isinstance(entry, Entry)
    return entry.blocks


def body(data: bytes) -> list[str]:
    return [block.text for block in read(data) if block.role is Role.BODY]


def flow(texts: Sequence[str] = TEXTS) -> list[Flowable]:
    return [Paragraph(text, samples.BODY) for text in texts]


def pages(blocks: tuple[Block, ...]) -> list[str]:
    found = [page for b in blocks for page in (b.page, *(label for _, label in b.turns))]
    return list(dict.fromkeys(found))


def at_edges(head: Callable[[int], str], foot: Callable[[int], str], place: str = "centre") -> samples.Draw:
    def draw(canvas: Canvas, page: int) -> None:
        write = canvas.drawCentredString if place == "centre" else canvas.drawRightString
        x = samples.WIDTH / 2 if place == "centre" else samples.WIDTH - samples.MARGIN
        canvas.setFont("Times-Roman", 9)
        write(x, samples.HEIGHT - 42, head(page))
        write(x, 36, foot(page))

    return draw


EDGES = {
    "number at the foot": (lambda p: "", lambda p: str(p), 1),
    "number with words": (lambda p: "A Report of the Made-up Council", lambda p: f"Page {p} of 30", 1),
    "number within dashes": (lambda p: "The Council and the Towns", lambda p: f"- {p + 40} -", 41),
    "head with number": (lambda p: f"Journal of Made-up Towns {p + 211}", lambda p: "© 2019 The Made-up Press", 212),
    "odd and even": (lambda p: f"{p} Example and Sample" if p % 2 else f"Towns and Tables {p}", lambda p: "", 1),
    "head of each chapter": (lambda p: f"Chapter {p // 4 + 1}", lambda p: f"{p + 8}", 9),
    "bar": (lambda p: "", lambda p: f"{p + 2} | The Towns Review", 3),
}


@pytest.mark.parametrize("name", EDGES)
@pytest.mark.parametrize("columns", [1, 2])
def test_what_stands_at_the_edges_is_left_out_and_numbers_the_pages(name: str, columns: int) -> None:
    head, foot, first = EDGES[name]
    blocks = read(samples.pdf(flow(), samples.Layout(columns, draw=at_edges(head, foot))))
    assert [b.text for b in blocks if b.role is Role.BODY] == TEXTS
    assert all(b.role is Role.BODY for b in blocks)
    assert pages(blocks) == [str(first + i) for i in range(len(pages(blocks)))]
    assert len(pages(blocks)) >= 4


def test_pages_without_numbers_are_counted() -> None:
    found = pages(read(samples.pdf(flow())))
    assert found == [str(number) for number in range(1, len(found) + 1)]


def test_numbers_that_the_file_gives_come_first() -> None:
    def draw(canvas: Canvas, page: int) -> None:
        canvas.drawCentredString(samples.WIDTH / 2, 36, str(page + 500))
        canvas.addPageLabel(0, style="ROMAN_LOWER")
        canvas.addPageLabel(2, style="ARABIC", start=1)

    assert PDFPageLabel
    assert pages(read(samples.pdf(flow(), samples.Layout(draw=draw))))[:4] == ["i", "ii", "1", "2"]


def test_rotated_text_is_left_out() -> None:
    def draw(canvas: Canvas, page: int) -> None:
        canvas.saveState()
        canvas.translate(30, 300)
        canvas.rotate(90)
        canvas.drawString(0, 0, f"Downloaded from the archive on day {page}")
        canvas.restoreState()

    assert body(samples.pdf(flow(), samples.Layout(draw=draw))) == TEXTS


def test_pages_that_lie_on_their_side_are_turned() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageSize((samples.HEIGHT, samples.WIDTH))
        canvas.setPageRotation(90)
        canvas.rotate(90)
        for i in range(20):
            canvas.drawString(72, -100 - 14 * i, samples.prose(i)[:90] + ".")

    [block] = read(samples.drawn(draw))
    assert block.text.startswith(samples.prose(0)[:90])


def test_footnotes_are_left_out_and_their_marks() -> None:
    def draw(canvas: Canvas, page: int) -> None:
        samples.note(canvas, page, samples.MARGIN, 400)

    marked = [text.replace(", ", f",<super>{number}</super> ", 1) for number, text in enumerate(TEXTS)]
    assert body(samples.pdf(flow(marked), samples.Layout(foot=112, draw=draw))) == TEXTS


def test_a_head_right_above_the_text_is_left_out() -> None:
    """The issue in the head is the number of the third page."""

    def draw(canvas: Canvas) -> None:
        for page in range(5):
            text = [f"{line} {page}" for line in wrapped(TEXTS[page])][:-1]
            typed(["Journal of Made-up Towns 12(3)", *text, "and the towns of"], leading=12)(canvas)
            canvas.drawCentredString(samples.WIDTH / 2, 36, str(page + 1))
            canvas.showPage()

    blocks = read(samples.drawn(draw))
    assert not any("Journal" in block.text for block in blocks)
    assert pages(blocks) == ["1", "2", "3", "4", "5"]


def test_a_footnote_whose_number_is_glued_to_it_is_left_out() -> None:
    def draw(canvas: Canvas, page: int) -> None:
        canvas.setFont("Times-Roman", 8)
        canvas.drawString(samples.MARGIN, 90, f"{page}See the yearbook of the made-up towns, which tells of trust.")

    assert body(samples.pdf(flow(), samples.Layout(foot=112, draw=draw))) == TEXTS


def test_a_number_glued_to_a_word_in_the_type_of_the_text_stays() -> None:
    lines = [f"{FULL}.", "3G networks of the towns reach as far as the lake."]
    assert "3G networks" in " ".join(body(samples.drawn(typed(lines))))


def test_raised_letters_that_are_no_marks_stay() -> None:
    text = (
        "In the 19<super>th</super> century the district held 40 km<super>2</super> of forest and 3 towns in all of it."
    )
    assert body(samples.pdf([Paragraph(text, samples.BODY)])) == [
        "In the 19th century the district held 40 km2 of forest and 3 towns in all of it."
    ]


def typed(lines: Sequence[str], left: float = 72, top: float = 700, leading: float = 13) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", 10)
        for number, line in enumerate(lines):
            canvas.drawString(left, top - leading * number, line)

    return draw


FULL = "the councils of the towns along the river met in the old hall and spoke of the common school and of what"
HYPHENS = {
    "a word that was parted": ("environ-", "mental rules", "environmental rules"),
    "a compound": ("centre-", "local talks", "centre-local talks"),
    "a name": ("Sino-", "Foreign talks", "Sino-Foreign talks"),
    "years": ("1990-", "1995 talks", "1990-1995 talks"),
    "a prefix": ("inter-", "governmental talks", "intergovernmental talks"),
    "soft": ("regio\u00ad", "nal talks", "regional talks"),
}


@pytest.mark.parametrize("name", HYPHENS)
def test_hyphens_at_the_end_of_a_line(name: str) -> None:
    before, after, whole = HYPHENS[name]
    lines = [FULL, f"{FULL[:-13]} {before}", f"{after} and so on and on.", f"{FULL}."]
    assert body(samples.drawn(typed(lines[:3]))) == [f"{FULL} {FULL[:-13]} {whole} and so on and on."]


@pytest.mark.parametrize("rest", ["action costs hinder it", "Atlantic talks help it"])
def test_a_short_line_that_ends_in_a_hyphen_ends_no_paragraph(rest: str) -> None:
    lines = [FULL, FULL, "trust helps, whereas trans-", f"{rest} {FULL[:-20]}", f"{FULL[:-21]}."]
    assert len(body(samples.drawn(typed(lines)))) == 1


@pytest.mark.parametrize("form", ["multilevel", "multi-level"])
def test_the_form_that_the_document_uses_decides(form: str) -> None:
    lines = [f"{form} rule is {FULL[:-21]} and", f"{FULL[:-13]} multi-", f"level {FULL}", "in the end."]
    assert f" {form} the councils" in body(samples.drawn(typed(lines)))[0]


def test_three_columns_are_read_one_after_the_other() -> None:
    assert body(samples.pdf(flow(), samples.Layout(3))) == TEXTS


def test_rows_written_across_columns_are_told_apart() -> None:
    left = [f"Left line {i} holds words of the first column" for i in range(30)]
    right = [f"right line {i} holds words of the second one" for i in range(30)]

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", 10)
        for i in range(30):
            canvas.drawString(72, 700 - 13 * i, left[i])
            canvas.drawString(310, 700 - 13 * i, right[i])

    text = " ".join(body(samples.drawn(draw)))
    assert text == " ".join([*left, *right])


def test_a_paragraph_goes_on_behind_a_figure() -> None:
    cut = TEXTS[0].index(" with its") if " with its" in TEXTS[0] else TEXTS[0].index(" of ", 60)

    def draw(canvas: Canvas) -> None:
        for lines in (wrapped(TEXTS[0][:cut]), ["Figure 1. The towns by the river", *wrapped(TEXTS[0][cut + 1 :])]):
            typed(lines)(canvas)
            canvas.showPage()

    blocks = read(samples.drawn(draw))
    assert [(b.role, b.text) for b in blocks] == [
        (Role.BODY, TEXTS[0]),
        (Role.SKIPPED, "Figure 1. The towns by the river"),
    ]
    assert blocks[0].turns == ((cut + 1, "2"),)


def wrapped(text: str) -> list[str]:
    return list(_wrapped(text))


def _wrapped(text: str) -> Iterator[str]:
    line = ""
    for word in text.split():
        if len(line) + len(word) > 90:
            yield line
            line = ""
        line = f"{line} {word}".strip()
    yield line
