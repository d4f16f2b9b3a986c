from __future__ import annotations

import io
import time
import zipfile
from datetime import datetime

import docx as writer
import pytest

from kg.model import ReadError, Role
from kg.read import docx
from kg.read.records import Entry, Source
from kg.read.sections import Heading, sectioned

PROSE = (
    "The ministry and the nine provinces signed the river compact after years of talks, "
    "because floods did not stop at borders and no province could pay alone."
)
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"


def entry_of(data: bytes) -> Entry:
    source = Source("thesis.docx", data)
    assert docx.fits(source)
    (entry,) = docx.parse(source)
    assert isinstance(entry, Entry)
    return entry


def saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def packed(body: str, before: str = "", **parts: str) -> bytes:
    """A Word file with little more than a body."""
    names = {
        "[Content_Types].xml": TYPES,
        "word/document.xml": f"{before}<w:document {W}><w:body>{body}</w:body></w:document>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in {**names, **{f"word/{key}.xml": text for key, text in parts.items()}}.items():
            made.writestr(name, text)
    return out.getvalue()


def p(inner: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def test_statements_under_a_plain_line_are_not_read() -> None:
    lines = ("Introduction", "Towns met.", "Acknowledgements", "Grants help us.", "Conclusion", "Lakes.")
    found = sectioned(entry_of(packed("".join(p(r(line)) for line in lines))).blocks)
    assert [b.text for b in found if b.role is Role.BODY] == ["Towns met.", "Lakes."]


def thesis() -> bytes:
    made = writer.Document()
    made.core_properties.title = "Microsoft Word - thesis"
    made.core_properties.author = "Ann Lee; Bo van den Kim"
    made.core_properties.created = datetime(2019, 5, 2)
    made.core_properties.keywords = "rivers; compacts"
    made.sections[0].header.paragraphs[0].text = "RUNNING HEADER"
    made.sections[0].footer.paragraphs[0].text = "Page 1"
    made.add_heading("River Compacts of the Provinces", 0)
    made.add_heading("Introduction", 1)
    made.add_paragraph("The provinces met.")
    made.add_paragraph("Floods hinder trade.", style="List Bullet")
    made.add_heading("Towns", 2)
    made.add_paragraph("Towns follow.")
    table = made.add_table(1, 2)
    table.cell(0, 0).text = "412"
    table.cell(0, 1).text = PROSE
    made.add_paragraph("Table 1: Floods", style="Caption")
    made.add_paragraph().add_run("Conclusion").bold = True
    made.add_paragraph("They should go on.")
    made.add_heading("References", 1)
    made.add_paragraph("Lee, A. (1999). Rivers.")
    return saved(made)


def test_a_thesis() -> None:
    entry = entry_of(thesis())
    known = entry.reference
    assert (known.title, known.authors, known.year) == (
        "River Compacts of the Provinces",
        ("Lee, Ann", "van den Kim, Bo"),
        2019,
    )
    assert known.keywords == ("rivers", "compacts")
    assert [(b.role.value, b.section.value, b.text) for b in sectioned(entry.blocks)] == [
        ("heading", "introduction", "Introduction"),
        ("body", "introduction", "The provinces met."),
        ("body", "introduction", "Floods hinder trade."),
        ("heading", "introduction", "Towns"),
        ("body", "introduction", "Towns follow."),
        ("skipped", "introduction", "412"),
        ("body", "introduction", PROSE),
        ("skipped", "introduction", "Table 1: Floods"),
        ("heading", "conclusion", "Conclusion"),
        ("body", "conclusion", "They should go on."),
        ("skipped", "references", "References"),
        ("skipped", "references", "Lee, A. (1999). Rivers."),
    ]


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (r("Towns ") + "<w:ins w:id='1'>" + r("now ") + "</w:ins>" + r("pay."), "Towns now pay."),
        (r("Towns ") + "<w:del w:id='1'><w:r><w:delText>never </w:delText></w:r></w:del>" + r("pay."), "Towns pay."),
        (
            "<w:moveFrom>" + r("Old ") + "</w:moveFrom><w:moveTo>" + r("New ") + "</w:moveTo>" + r("towns pay."),
            "New towns pay.",
        ),
        (
            r("Towns pay")
            + "<w:r><w:footnoteReference w:id='2'/></w:r><w:r><w:commentReference w:id='1'/></w:r>"
            + r("."),
            "Towns pay.",
        ),
        (
            r("To") + r("wns") + "<w:r><w:tab/></w:r>" + r("pay.") + "<w:r><w:br/></w:r>" + r("Twice."),
            "Towns pay. Twice.",
        ),
        (
            r("inter") + "<w:r><w:noBreakHyphen/></w:r>" + r("town") + "<w:r><w:softHyphen/></w:r>" + r("ish pay."),
            "inter-townish pay.",
        ),
        (r("Towns ") + r("secretly ", "<w:vanish/>") + r("pay."), "Towns pay."),
        (
            "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>ADDIN ZOTERO</w:instrText></w:r>"
            + r("(Lee 1999) pays."),
            "(Lee 1999) pays.",
        ),
        (
            "<w:hyperlink>"
            + r("Towns")
            + "</w:hyperlink><w:sdt><w:sdtContent>"
            + r(" pay.")
            + "</w:sdtContent></w:sdt>",
            "Towns pay.",
        ),
        (r("p &lt; 0.05 and x &gt; 3 pays."), "p < 0.05 and x > 3 pays."),
    ],
)
def test_what_a_paragraph_says(inner: str, text: str) -> None:
    assert [b.text for b in entry_of(packed(p(inner))).blocks] == [text]


def test_text_boxes_are_read_once_and_after_their_paragraph() -> None:
    box = f"<w:txbxContent>{p(r(PROSE))}{p(r('Box 1'))}</w:txbxContent>"
    both = f"<mc:A xmlns:mc='m'><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:A>"
    blocks = entry_of(packed(p(r("Towns pay.") + f"<w:r>{both}</w:r>") + p(r("They stop.")))).blocks
    assert [(b.text, b.role) for b in blocks] == [
        ("Towns pay.", Role.BODY),
        (PROSE, Role.BODY),
        ("Box 1", Role.SKIPPED),
        ("They stop.", Role.BODY),
    ]


def test_a_paragraph_whose_end_was_deleted_goes_on() -> None:
    body = p(r("Towns and"), "<w:rPr><w:del w:id='1'/></w:rPr>") + p(r("cities pay."))
    assert [b.text for b in entry_of(packed(body)).blocks] == ["Towns and cities pay."]


def test_headings_by_outline_level_and_by_inherited_style() -> None:
    styles = (
        f"<w:styles {W}><w:style w:styleId='H'><w:name w:val='heading 2'/></w:style>"
        "<w:style w:styleId='Mine'><w:name w:val='Thesis Head'/><w:basedOn w:val='H'/></w:style>"
        "<w:style w:styleId='Loop'><w:name w:val='Loop'/><w:basedOn w:val='Loop'/></w:style></w:styles>"
    )
    body = (
        p(r("Towns pay."))
        + p(r("Lakes"), "<w:outlineLvl w:val='0'/>")
        + p(r("Seas"), "<w:pStyle w:val='Mine'/>")
        + p(r("They flow."), "<w:pStyle w:val='Loop'/><w:outlineLvl w:val='9'/>")
    )
    blocks = entry_of(packed(body, styles=styles)).blocks
    assert [b.level if isinstance(b, Heading) else None for b in blocks] == [None, 1, 2, None]


def test_contents_are_passed_over() -> None:
    field = "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr>"
    field += f"<w:sdtContent>{p(r('Lakes 3'))}</w:sdtContent></w:sdt>"
    link = p(f"<w:hyperlink w:anchor='a'>{r('Seas 7')}</w:hyperlink>")
    blocks = entry_of(packed(p(r("Towns pay.")) + field + link + p(r("Rivers ........ 12")))).blocks
    assert [(b.text, b.role) for b in blocks if b.role is not Role.SKIPPED] == [("Towns pay.", Role.BODY)]


ENTITIES = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'><!ENTITY f SYSTEM 'file:///etc/passwd'>]>"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (packed(p(r("&b;&f;")), ENTITIES), "DOCTYPE|hostile"),
        (packed("<w:tbl>" * 5000), "broken or hostile"),
        (packed(p(r("cut"))[:-6]), "broken or hostile"),
        (packed(""), "holds no text"),
        (packed(p("<w:r><w:t>" + "a" * 30_000_000 + "</w:t></w:r>")), "200 times its size"),
        (packed(p(r("x")))[:-40], "cut off or broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old or locked Office file"),
    ],
)
def test_hostile_and_broken_files(data: bytes, message: str) -> None:
    with pytest.raises(ReadError, match=message) as caught:
        list(docx.parse(Source("thesis.docx", data)))
    assert str(caught.value).startswith("thesis.docx")
    assert "\n" not in str(caught.value)


def test_other_files_do_not_fit() -> None:
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as made:
        made.writestr("thesis.docx", thesis())
    for data in (b"TY  - JOUR", other.getvalue(), b"PK\x03\x04word/"):
        assert not docx.fits(Source("x", data))


def test_time_grows_with_length() -> None:
    def seconds(count: int) -> float:
        given = packed("".join(p(r(f"Town {n} pays.")) for n in range(count)))
        begun = time.process_time()
        assert len(entry_of(given).blocks) == count
        return time.process_time() - begun

    # Ten times as many paragraphs: 10 where each costs the same, 100 where each looks at all others.
    assert seconds(20_000) < 40 * min(seconds(2_000) for _ in range(3))


def test_programs_and_placeholders_are_no_authors() -> None:
    made = writer.Document()
    made.add_paragraph("Towns pay.")
    made.core_properties.author = "Administrator"
    known = entry_of(saved(made)).reference
    assert (known.authors, known.title) == ((), "")
