from __future__ import annotations

import multiprocessing
import zlib
from collections.abc import Callable

import pdf_samples as samples
import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from kg.model import ReadError
from kg.read.pdf import FORMATS, process
from kg.read.pdf.process import Limits
from kg.read.records import Entry, Fault, Source

[PDF] = FORMATS


def said(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(ReadError) as caught:
        process.read(data, "a.pdf", limits)
    return str(caught.value)


def picture() -> ImageReader:
    from PIL import Image

    return ImageReader(Image.new("L", (60, 80), 200))


def scan(pages: int, text: int = 0) -> bytes:
    def draw(canvas: Canvas) -> None:
        for number in range(pages + text):
            if number < text:
                for i in range(30):
                    canvas.drawString(72, 760 - 14 * i, samples.prose(number * 40 + i)[:80])
            else:
                canvas.drawImage(picture(), 0, 0, samples.WIDTH, samples.HEIGHT)
            canvas.showPage()

    return samples.drawn(draw)


def plain() -> bytes:
    return samples.pdf([Paragraph(samples.prose(i), samples.BODY) for i in range(8)])


def written(objects: dict[int, bytes], root: int = 1) -> bytes:
    """A PDF of objects as they stand, with its table of places."""
    out = b"%PDF-1.7\n"
    places = {}
    for number, content in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % places[n] for n in sorted(places))
    end = b"xref\n0 1\n0000000000 65535 f \n1 %d\n" % len(places) + table
    return (
        out + end + b"trailer\n<< /Root %d 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF" % (root, len(places) + 1, len(out))
    )


def page_of(content: bytes, filters: bytes = b"") -> bytes:
    """A PDF of one page with a stream of drawing commands."""
    stream = b"<< /Length %d %s >>\nstream\n" % (len(content), filters) + content + b"\nendstream"
    resources = b"/Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >> >> >>"
    return written(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R " + resources + b" >>",
            4: stream,
        }
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (lambda: scan(3), "a.pdf: has no text layer (a scan); run OCRmyPDF on it first"),
        (
            lambda: samples.pdf([Paragraph("A text.", samples.BODY)], samples.Layout(encrypt="word")),
            "a.pdf: is locked with a password; save a copy without",
        ),
        (lambda: b"%PDF-1.7\nnothing", "a.pdf: is broken or no PDF; open it in a viewer and print it to a new PDF"),
        (
            lambda: b"%PDF-1.7\n" + bytes(range(256)) * 50,
            "a.pdf: is broken or no PDF; open it in a viewer and print it to a new PDF",
        ),
        (lambda: plain()[:700], "a.pdf: is broken or no PDF; open it in a viewer and print it to a new PDF"),
    ],
    ids=["scan", "locked", "empty", "noise", "cut"],
)
def test_what_cannot_be_read_is_refused_in_one_line(data: Callable[[], bytes], message: str) -> None:
    assert said(data()) == message


def test_pages_that_are_scans_are_named() -> None:
    entry, fault = PDF.parse(Source("a.pdf", scan(2, 3)))
    assert isinstance(entry, Entry)
    assert fault == Fault(4, "pages 4 to 5 have no text layer (a scan); run OCRmyPDF on it", "")


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (Limits(pages=1), "a.pdf: has more than 1 pages; split it"),
        (Limits(letters=500), "a.pdf: has more than 500 letters; split it"),
        (Limits(pieces=5), "a.pdf: has more than 500 letters; split it"),
        (Limits(memory=30 << 20), "a.pdf: its parsing broke off, or needs more than 30 MB; print it to a new PDF"),
    ],
    ids=["pages", "letters", "pieces", "memory"],
)
def test_limits(limits: Limits, message: str) -> None:
    data = samples.pdf([Paragraph(samples.prose(i), samples.BODY) for i in range(30)])
    assert said(data, limits).replace("12,000,000", "500") == message


HOSTILE = {
    "a stream that unpacks to much": lambda: page_of(
        zlib.compress(zlib.compress(b"q Q " * 10_000_000, 1), 1), b"/Filter [/FlateDecode /FlateDecode]"
    ),
    "states within states": lambda: page_of(zlib.compress(b"q " * 20_000_000), b"/Filter /FlateDecode"),
    "text without end": lambda: page_of(
        zlib.compress(b"BT /F 1 Tf " + b"(aaaaaaaaaa) Tj " * 2_500_000), b"/Filter /FlateDecode"
    ),
    "pages that hold themselves": lambda: written(
        {1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9999999 >>"}
    ),
    "lists within lists": lambda: written({1: b"[" * 1_000_000}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_end_in_one_line(name: str) -> None:
    message = said(HOSTILE[name](), Limits(memory=800 << 20, seconds=6))
    assert message.startswith("a.pdf: ")
    assert "\n" not in message


def test_the_clock_and_the_processor_are_limited() -> None:
    data = page_of(zlib.compress(b"BT /F 1 Tf " + b"(aaaaaaaaaa) Tj " * 1_000_000), b"/Filter /FlateDecode")
    assert said(data, Limits(seconds=1)) == "a.pdf: takes more than 1 s to read; print it to a new PDF"


def length(data: bytes) -> int:
    [entry] = PDF.parse(Source("a.pdf", data))
    assert isinstance(entry, Entry)
    return len(entry.blocks)


def test_it_reads_inside_a_worker() -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.map(length, [plain()]) == [8]


@pytest.mark.parametrize(
    ("data", "fits"), [(b"%PDF-1.4 x", True), (b"\n\n%PDF-1.7", True), (b"TY  - JOUR", False), (b"", False)]
)
def test_it_is_told_by_its_content(data: bytes, fits: bool) -> None:
    assert PDF.fits(Source("a", data)) is fits
