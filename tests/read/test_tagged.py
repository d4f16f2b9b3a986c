from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Reference
from kg.read import cnki, taglines
from kg.read.records import Entry, Fault, Format, Source
from kg.read.tagged import FORMATS, fields

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data" / "read"
REAL = ROOT.parent / "shared" / "real-inputs"
BY_NAME = {format.name: format for format in FORMATS}
HEADERS = {"FN", "VR", "EF"}


def source(text: str, name: str = "a file") -> Source:
    return Source(name, text.encode(), text)


def source_of(path: Path) -> Source:
    data = path.read_bytes()
    return Source(path.name, data, data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n"), "utf-8")


def parsed(text: str, name: str = "ris") -> list[Entry | Fault]:
    return list(BY_NAME[name].parse(source(text)))


def entries(text: str, name: str = "ris") -> list[Entry]:
    return [item for item in parsed(text, name) if isinstance(item, Entry)]


def entry(text: str, name: str = "ris") -> Entry:
    (found,) = parsed(text, name)
    assert isinstance(found, Entry)
    return found


def reference(text: str, name: str = "ris") -> Reference:
    return entry(text, name).reference


def of_file(name: str) -> list[Entry | Fault]:
    given = source_of(DATA / name)
    return list(fitting(given).parse(given))


def fitting(given: Source) -> Format:
    (format,) = [format for format in FORMATS if format.fits(given)]
    return format


def missing(text: str, items: list[Entry | Fault]) -> Counter[str]:
    """The lines of a text that no item has."""
    kept = Counter(line.strip() for item in items for line in item.raw.split("\n"))
    return Counter(line.strip() for line in text.split("\n") if line.strip()) - kept


@pytest.mark.parametrize(
    ("file", "format", "titles"),
    [
        (
            "plain.ris",
            "ris",
            ["Pooling fire engines among three made-up counties", "Grants of the Province of Nowhere"],
        ),
        ("numbered.ris", "ris", ["Water boards of Gamma", "Road boards of Delta"]),
        (
            "untidy.ris",
            "ris",
            ["First without an end", "Second in a book", "Third without a type", "Fourth, a book"],
        ),
        ("cnki.enw", "endnote-tagged", ["两县共建水库的协商", "虚构省的财政分权"]),
        ("library.enw", "endnote-tagged", ["Made-up counties share a jail", "Index of the volume"]),
        ("cnki-refworks.txt", "cnki-refworks", ["跨区域河流治理", "虚构市的区划调整"]),
        ("pubmed.nbib", "nbib", ["Health boards of two invented regions", "Second record"]),
        ("wos.txt", "wos", ["Federal grants in a made-up federation", "A made-up book"]),
    ],
)
def test_a_file_is_told_by_its_content_and_read_whole(file: str, format: str, titles: list[str]) -> None:
    given = source_of(DATA / file)
    assert fitting(given).name == format
    items = list(fitting(given).parse(given))
    assert [item.reference.title for item in items if isinstance(item, Entry)] == titles
    assert not [line for line in missing(given.text, items) if line[:2] not in HEADERS]
    for item in items:
        assert given.text.split("\n")[item.line - 1].startswith(item.raw.split("\n")[0])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Plain words.\n\nTY is two letters.",
        "@article{key,\n title = {TY  - JOUR}}",
        '{"TY": "  - JOUR"}',
        "PT\tAU\tTI\nJ\tA\tB",
        "%PDF-1.7\n",
        "% a comment of LaTeX\n%\\section{A}\n",
        "# TY  - JOUR in Markdown\n",
        "<pre>\nTY  - JOUR\nTI  - A\n</pre>",
        "Title,Year\nRT this,2001\n",
    ],
)
def test_other_files_are_not_claimed(text: str) -> None:
    assert [format.name for format in FORMATS if format.fits(source(text))] == []


@pytest.mark.parametrize(
    "text",
    [
        "Made by a program\nTY  - JOUR\nTI  - A",
        "TI  - A\nAU  - B, C\nPY  - 2001\nN1  - PMID- 12\nER  - ",
        "\n\n  TY - BOOK",
        "1.\nTI - A\nAU - B, C\nPY - 2001",
    ],
)
def test_ris_is_known_without_its_first_mark(text: str) -> None:
    assert fitting(source(text)).name == "ris"


def test_ris_with_all_its_fields() -> None:
    first, second = of_file("plain.ris")
    assert isinstance(first, Entry)
    assert isinstance(second, Entry)
    assert first.reference == Reference(
        title="Pooling fire engines among three made-up counties",
        authors=("Example, Ada", "Sample, Ben"),
        year=2019,
        kind="article-journal",
        container="Journal of Invented Government",
        doi="10.5555/invented.2019.12",
        url="https://doi.org/10.5555/Invented.2019.12",
        volume="12",
        issue="3",
        pages="52-58",
        keywords=("counties", "shared services", "fire brigades"),
    )
    assert first.abstract == "Objective: We ask why Alpha County joins Beta County. Results: It saves money."
    assert (second.reference.kind, second.reference.container) == ("thesis", "University of Nowhere")
    assert second.reference.publisher == "University of Nowhere"
    assert (second.reference.year, second.abstract) == (2010, "")


def test_numbers_before_and_links_after_ris_stay_with_their_records() -> None:
    first, second = of_file("numbered.ris")
    assert (first.line, second.line) == (1, 15)
    assert first.raw.startswith("1.\nTY")
    assert first.raw.endswith("https://example.org/1")
    assert second.raw.startswith("2.\nTY")
    assert isinstance(first, Entry)
    assert first.reference.pages == ""


def test_untidy_ris_loses_nothing() -> None:
    items = of_file("untidy.ris")
    assert [(type(item).__name__, item.line) for item in items] == [
        ("Fault", 1),
        ("Entry", 2),
        ("Entry", 7),
        ("Entry", 14),
        ("Fault", 19),
        ("Entry", 21),
    ]
    first, second, third, fourth = [item for item in items if isinstance(item, Entry)]
    assert first.reference.doi == "10.5555/one"
    assert (second.reference.kind, second.reference.year) == ("chapter", None)
    assert second.reference.container == "Handbook of Made-up Federations"
    assert third.unknown == ("XQ",)
    assert (fourth.reference.authors, fourth.reference.container) == (("Editor, F.",), "")


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("TY  - JOUR\nTI  - A\nER  - \nTY  - JOUR\nTI  - B\nER  - ", ["A", "B"]),
        ("TY - JOUR\nTI - A\nER -\nTY - JOUR\nTI - B\nER -", ["A", "B"]),
        ("TY  - JOUR\nTI  - A\nTY  - JOUR\nTI  - B", ["A", "B"]),
        ("TI  - A\nPY  - 2001\nER  - \n\nTI  - B\nPY  - 2002\nER  - ", ["A", "B"]),
        ("TI  - A\nPY  - 2001\n\nTI  - B\nPY  - 2002", ["A", "B"]),
        ("AU  - X, Y\nTI  - A\n\nAU  - X, Y\nTI  - B", ["A", "B"]),
        ("TY  - JOUR\n\nAU  - X, Y\n\nAU  - Z, Y\n\nTI  - A\n\nPY  - 2000\n\nER  - ", ["A"]),
        ("\f\n  TY  - JOUR\n  TI  - A\n\fTY  - JOUR\nTI  - B\f", ["A", "B"]),
        ("TY  - JOUR\nTI  - A\nER  - \n\ufeffTY  - JOUR\nTI  - B\nER  - ", ["A", "B"]),
        ("TY\u00a0\u00a0- JOUR\nTI\u00a0\u00a0- A\nER\u00a0\u00a0-", ["A"]),
        ("1.\nTY  - JOUR\nTI  - A\nKW  - x\n\n2.\nTY  - JOUR\nTI  - B", ["A", "B"]),
        ("TY  - JOUR\nER  - \nTY  - JOUR\nTI  - B", ["", "B"]),
        ("TY  - JOUR\nTI  - A\nER  - \nER  - ", ["A"]),
        ("TY  - JOUR\nAB  - None\nER - positive and AU - negative\nTI  - A\nER  - ", ["A"]),
        ("TY  - JOUR\nTI  - A title over\ntwo lines\nER  - ", ["A title over two lines"]),
        ("Provider: Nowhere\nDatabase: Made up\nTY  - JOUR\nTI  - A\nER  - ", ["A"]),
    ],
)
def test_marks_of_ris_records(text: str, titles: list[str]) -> None:
    items = parsed(text)
    assert [item.reference.title for item in items if isinstance(item, Entry)] == titles
    assert not any(isinstance(item, Fault) for item in items)
    assert not missing(text.replace("\f", "\n"), items)


@pytest.mark.parametrize(
    ("lines", "field", "value"),
    [
        ("T1  - A\nTI  - B", "title", "B"),
        ("ST  - A", "title", "A"),
        ("TI  - A &amp;amp; <i>B</i>", "title", "A & B"),
        ("AU  - A, B and C, D", "authors", ("A, B", "C, D")),
        ("AU  - World Bank and IMF", "authors", ("World Bank and IMF",)),
        ("A1  - A, B; C, D;\nAU  - A, B", "authors", ("A, B", "C, D")),
        ("AU  - Takada, M. eds", "authors", ("Takada, M.",)),
        ("PY  - 10 15", "year", None),
        ("PY  - 10 15\nDA  - 2011/02//", "year", 2011),
        ("DA  - 2010///", "year", 2010),
        ("Y1  - 2022/11/05/", "year", 2022),
        ("Y2  - 2024/08/09", "year", None),
        ("JO  - J X\nT2  - Journal of X", "container", "Journal of X"),
        ("JF  - Journal of X\nJA  - J X", "container", "Journal of X"),
        ("T2  - Law \\& Order", "container", "Law & Order"),
        ("M3  - 10.5555/a.b", "doi", "10.5555/a.b"),
        ("M3  - PhD Thesis", "doi", ""),
        ("UR  - https://dx.doi.org/10.5555/a.b?x=y", "doi", "10.5555/a.b"),
        ("DO  - doi:10.5555/A.B.\nDO  - 10.5555/c", "doi", "10.5555/a.b"),
        ("N1  - References: https://doi.org/10.5555/other", "doi", ""),
        ("UR  - <Go to ISI>://WOS:1\nL2  - https://example.org/x", "url", "https://example.org/x"),
        ("UR  - http://example.org/a file:///home/b.pdf", "url", "http://example.org/a"),
        ("SP  - 1007\nEP  - 31", "pages", "1007-1031"),
        ("SP  - 343-367\nEP  - 367", "pages", "343-367"),
        ("C7  - 107538", "pages", "107538"),
        ("C7  - PII S1047198700000009", "pages", ""),
        ("IS  - 0401664, du5", "issue", ""),
        ("IS  - 3\nCP  - 2nd Conference of Nowhere", "issue", "3"),
        ("CP  - 2nd Conference of Nowhere", "issue", ""),
        ("CP  - 4/5", "issue", "4/5"),
        ("TI  - Counties meet.", "title", "Counties meet"),
        ("TI  - Counties of the U.S.", "title", "Counties of the U.S."),
        ("AU  - Doe J.A.\nAU  - van der Poe R. B.", "authors", ("Doe, J.A.", "van der Poe, R. B.")),
        ("AU  - Bureau of None\nAU  - NONE Corp", "authors", ("Bureau of None", "NONE Corp")),
        ("UR  - http://example.org/a?x=1http://example.com/b", "url", "http://example.org/a?x=1"),
        ("UR  - http://example.org/2020/http://example.com/b", "url", "http://example.org/2020/http://example.com/b"),
        ("KW  - Alpha,Beta river,councils", "keywords", ("Alpha", "Beta river", "councils")),
        ("KW  - Trade, Aid and None,Other", "keywords", ("Trade, Aid and None,Other",)),
        ("KW  - a; b\nKW  - *c\nd", "keywords", ("a", "b", "c", "d")),
        ("PB  - Press\nPB  - US", "publisher", "Press"),
    ],
)
def test_values_of_ris(lines: str, field: str, value: object) -> None:
    assert getattr(reference(f"TY  - JOUR\n{lines}\nER  - "), field) == value


@pytest.mark.parametrize(
    ("kind", "lines", "pages"),
    [
        ("THES", "SP  - vi, 64", ""),
        ("BOOK", "SP  - 2\nEP  - xx, 320", ""),
        ("BOOK", "SP  - 1\nEP  - 320", "1-320"),
        ("JOUR", "SP  - 64", "64"),
    ],
)
def test_how_many_pages_a_book_has_is_not_where_it_stands(kind: str, lines: str, pages: str) -> None:
    assert reference(f"TY  - {kind}\n{lines}\nER  - ").pages == pages


@pytest.mark.parametrize(
    ("lines", "abstract"),
    [
        ("AB  - Short.\nN2  - A longer one.", "A longer one."),
        ("AB  - A longer one.\nN2  - Short.", "A longer one."),
        ("AB  - Words.\nAB  - Copyright of Journal of X is the property of Y and may not be copied.", "Words."),
        ("AB  - Words in English.\nAB  - Des mots en langue française.", "Words in English."),
        ("AB  - Background: Why.\nAB  - Methods: How.", "Background: Why. Methods: How."),
        ("AB  - First.\n\nSecond - not a tag.\nUS - China talks.", "First. Second - not a tag. US - China talks."),
        ("AB  - NA", ""),
    ],
)
def test_abstracts_of_ris(lines: str, abstract: str) -> None:
    assert entry(f"TY  - JOUR\n{lines}\nER  - ").abstract == abstract


@pytest.mark.parametrize(
    ("type_", "kind"),
    [("JOUR", "article-journal"), ("CHAP", "chapter"), ("cpaper", "paper-conference"), ("MUSIC", "document")],
)
def test_types_of_ris(type_: str, kind: str) -> None:
    assert reference(f"TY  - {type_}\nTI  - A\nER  - ").kind == kind


def test_fields_of_ris_come_in_order_and_whole() -> None:
    raw = "3.\nTY  - JOUR\nAU  - B\nAU  - A\nAB  - One\ntwo\nDO  - 1\nDO  - 2\nX1  - \nER  - \nNL  - J"
    assert fields(raw) == (
        ("TY", "JOUR"),
        ("AU", "B"),
        ("AU", "A"),
        ("AB", "One\ntwo"),
        ("DO", "1"),
        ("DO", "2"),
        ("X1", ""),
        ("NL", "J"),
    )


def test_a_file_without_marks_between_records_is_refused_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taglines, "LONGEST", 100)
    (fault,) = parsed("TY  - JOUR\n" + "KW  - a\n" * 50)
    assert isinstance(fault, Fault)
    assert "mark where each record ends" in fault.reason
    assert fault.raw.count("KW") == 50


def test_cnki_for_endnote() -> None:
    first, thesis = of_file("cnki.enw")
    assert isinstance(first, Entry)
    assert isinstance(thesis, Entry)
    assert first.reference.authors == ("张三", "李四", "王五")
    assert first.reference.keywords == ("府际关系", "合作")
    assert first.abstract == "本文讨论两县的合作。"
    assert (first.reference.issue, first.reference.pages, first.reference.year) == ("02", "10-18", 2018)
    assert (thesis.reference.kind, thesis.reference.container) == ("thesis", "虚构大学")


def test_a_paragraph_after_a_blank_line_belongs_to_the_abstract_of_endnote() -> None:
    first, second = of_file("library.enw")
    assert isinstance(first, Entry)
    assert isinstance(second, Entry)
    assert first.abstract == "First paragraph. Second paragraph."
    assert first.reference.keywords == ("counties", "jails")
    assert (second.reference.kind, second.reference.authors) == ("", ())


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("%0 Book\n%T A\n%0 Book\n%T B", ["A", "B"]),
        ("%T A\n%D 2001\n%T B\n%D 2002", ["A", "B"]),
        ("%A X\n%T A\n\n%A Y\n%T B", ["A", "B"]),
        ("%0 Book\n\n%A X\n\n%A Y\n\n%T A\n\n%D 2001", ["A"]),
        ("%T A\n%0 Book\n\n\n%T B\n%0 Book", ["A", "B"]),
    ],
)
def test_marks_of_endnote_records(text: str, titles: list[str]) -> None:
    assert [found.reference.title for found in entries(text, "endnote-tagged")] == titles


def test_cnki_for_refworks() -> None:
    first, thesis = of_file("cnki-refworks.txt")
    assert isinstance(first, Entry)
    assert isinstance(thesis, Entry)
    assert first.reference == Reference(
        title="跨区域河流治理",
        authors=("张三", "李四"),
        year=2020,
        kind="article-journal",
        container="虚构治理",
        url="https://example.org/cnki?id=1",
        volume="36",
        issue="05",
        pages="20-31",
        language="中文",
        keywords=("河流", "合作"),
    )
    assert first.abstract == "本文说明合作。"
    assert (thesis.reference.kind, thesis.reference.publisher) == ("thesis", "虚构大学")


def test_capitals_in_an_abstract_are_no_tag_of_refworks() -> None:
    found = entry("RT Journal Article\nT1 A\nAB They met.\nUS cities did not.\nQQ x\nXY y", "cnki-refworks")
    assert found.abstract == "They met. US cities did not. QQ x XY y"
    assert entry("RT Journal Article\nT1 A\nXY y", "cnki-refworks").unknown == ("XY",)


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("郝国强[1", ("郝国强",)),
        ("张三[1;2];李四[1];", ("张三", "李四")),
        ("张三1,2；李四*", ("张三", "李四")),
        ("Smith, John", ("Smith, John",)),
        ("[1]张三", ("张三",)),
        (";", ()),
    ],
)
def test_names_of_cnki(value: str, names: tuple[str, ...]) -> None:
    assert cnki.people([value]) == names


def test_pubmed() -> None:
    first, second = of_file("pubmed.nbib")
    assert isinstance(first, Entry)
    assert isinstance(second, Entry)
    assert first.reference == Reference(
        title="Health boards of two invented regions",
        authors=("Example, Ada B", "Invented Health Group"),
        year=2018,
        kind="article-journal",
        container="Journal of inventions",
        doi="10.5555/health.1",
        pages="100-109",
        language="eng",
        keywords=("health", "Government"),
    )
    assert first.abstract == "BACKGROUND: Boards are shared. RESULTS: They last."
    assert first.unknown == ("XYZ",)
    assert (second.reference.doi, second.reference.kind) == ("10.5555/second", "document")


def test_web_of_science() -> None:
    first, book = of_file("wos.txt")
    assert isinstance(first, Entry)
    assert isinstance(book, Entry)
    assert first.reference == Reference(
        title="Federal grants in a made-up federation",
        authors=("Example, Ada", "Sample, Ben", "Invented Council"),
        year=2015,
        kind="article-journal",
        container="JOURNAL OF INVENTIONS",
        doi="10.5555/grants",
        volume="1",
        issue="2",
        pages="7-9",
        language="English",
        keywords=("grants", "intergovernmental relations", "DECENTRALIZATION"),
    )
    assert first.abstract == "Grants rise."
    assert (book.reference.kind, book.reference.authors) == ("book", ("Editor, E",))


@pytest.mark.parametrize(
    "text", ["PT J\nTI A\nPT J\nTI B\nER\nEF", "FN X\nVR 1.0\nPT J\nTI A\nER\nEF\nFN X\nVR 1.0\nPT J\nTI B"]
)
def test_marks_of_web_of_science_records(text: str) -> None:
    assert [found.reference.title for found in entries(text, "wos")] == ["A", "B"]


TAGS = {
    "ris": ["TY  - JOUR", "TY - BOOK", "TI  - A b", "AU - C, D", "ER  -", "ER  - ", "AB  - text", "XX  - y", "1."],
    "endnote-tagged": ["%0 Book", "%T A", "%A B", "%X text", "%K a;b", "%Q"],
    "cnki-refworks": ["RT Book", "T1 A", "A1 B;C", "AB text", "XY z"],
    "nbib": ["PMID- 1", "TI  - A", "      more", "AU  - B", "AID - 10.5555/x [doi]"],
    "wos": ["PT J", "TI A", "   more", "AU B", "ER", "QQ"],
}
NOISE = ["", "", "loose words", "\f", "   ", "Link to the Ovid Full Text", "\u00a0\u3000", "10.", "%", "-"]


@pytest.mark.parametrize("name", TAGS)
@given(data=st.data())
def test_every_line_is_in_an_entry_or_a_fault(name: str, data: st.DataObject) -> None:
    text = "\n".join(data.draw(st.lists(st.sampled_from(TAGS[name] + NOISE), max_size=30)))
    items = parsed(text, name)
    assert not missing(text.replace("\f", "\n"), items)
    assert sum(len(item.raw) for item in items) <= len(text)
    starts = [text.find(item.raw) for item in items]
    assert min(starts, default=0) >= 0
    assert [item.line for item in items] == sorted(item.line for item in items)
    assert all(item.line >= 1 and item.raw for item in items)


@pytest.mark.parametrize("name", TAGS)
@given(st.text())
def test_any_text_is_read_without_an_error(name: str, text: str) -> None:
    for item in parsed(text, name):
        assert item.raw in text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ris", "TY  - JOUR\nTI  - x\n" + "KW  - a\n\n" * 30_000),
        ("ris", "TY  - JOUR\nAU  - a" + " " * 300_000 + "b"),
        ("ris", "TY  - JOUR\nAU  - " + "and " * 80_000 + "x"),
        ("ris", "1.\n" * 100_000),
        ("ris", " " * 300_000 + "x"),
        ("endnote-tagged", "%T a\n" + "%A b\n\n" * 40_000),
        ("endnote-tagged", "%T a\n%A 张" + "1" * 300_000 + "x"),
        ("nbib", "PMID- 1\n" + "AU  - a\n\n" * 30_000),
        ("wos", "PT J\n" + "AU a\n" * 60_000),
    ],
)
def test_hostile_text_takes_time_in_proportion(name: str, text: str) -> None:
    begun = time.perf_counter()
    assert parsed(text, name)
    assert time.perf_counter() - begun < 10


COUNTS = {
    "database-quirks/embase_bom.ris": (6, 6),
    "database-quirks/faulty_year.ris": (1, 1),
    "database-quirks/ovid_numbered.ris": (6, 6),
    "database-quirks/proquest.ris": (6, 6),
    "database-quirks/pubmed_endnote_ris.txt": (6, 6),
    "database-quirks/scopus_issn_suffix.ris": (6, 6),
    "database-quirks/wos_ris_in_txt.txt": (10, 10),
    "databases-ris/conservation_governance_final.ris": (242, 0),
    "databases-ris/criminal_justice_ebsco.ris": (41, 41),
    "databases-ris/dimensions.ris": (60, 60),
    "databases-ris/econlit_no_abstracts.ris": (50, 0),
    "databases-ris/lens.ris": (60, 53),
    "databases-ris/medline.ris": (40, 40),
    "databases-ris/psycinfo.ris": (64, 64),
    "databases-ris/pubmed_via_zotero.ris": (46, 46),
    "databases-ris/scopus_social_policy.ris": (120, 112),
    "databases-ris/wos_latex_no_abstracts.ris": (150, 0),
    "databases-ris/wos_valid.ris": (79, 76),
    "medline-nbib/pubmed_result1.nbib": (1, 1),
    "medline-nbib/pubmed_result2.nbib": (4, 4),
    "medline-nbib/pubmed_result3.nbib": (1, 1),
    "other-exports/ais_endnote_tagged.enw": (6, 4),
    "political-science/wos_search.ris": (200, 198),
    "scopus-wos-native/scopus_40.ris": (40, 0),
    "scopus-wos-native/wos_savedrecs_60.txt": (60, 60),
    "theses/zotero_theses.ris": (100, 93),
}
"""Records of real files, and those with an abstract, counted by other programs."""


@pytest.mark.skipif(not REAL.is_dir(), reason="the real files are not here")
@pytest.mark.parametrize("file", COUNTS)
def test_real_files_are_read_whole(file: str) -> None:
    given = source_of(REAL / file)
    items = list(fitting(given).parse(given))
    found = [item for item in items if isinstance(item, Entry)]
    assert (len(found), sum(bool(item.abstract) for item in found)) == COUNTS[file]
    assert len(items) == len(found)
    assert all(item.reference.title for item in found)
    assert not [line for line in missing(given.text, items) if line[:2] not in HEADERS]
