from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from kg.model import Role, Section
from kg.read import endnote_xml, jats, pubmed, tei
from kg.read.records import Block, Entry, Fault, Source

DATA = Path(__file__).parents[1] / "data" / "read"
REAL = Path(__file__).parents[3] / "shared" / "real-inputs" / "jats-pubmed-xml"
FILES = {"endnote.xml": endnote_xml, "pubmed.xml": pubmed, "articles.nxml": jats, "grobid.tei.xml": tei}


RIVERS = (
    "Provinces share rivers and costs. Councils do not pay, as Lake et al. They say so (Figure 1), and Moss (2001) "
    "agrees (Hill 1999): where the area is 5 km2."
)


def source(path: Path) -> Source:
    data = path.read_bytes()
    return Source(path.name, data, data.decode())


def read(name: str) -> list[Entry | Fault]:
    return list(FILES[name].parse(source(DATA / name)))


def entries(name: str) -> list[Entry]:
    return [found for found in read(name) if isinstance(found, Entry)]


def texts(entry: Entry, role: Role) -> list[tuple[str, str]]:
    return [(block.section.value, block.text) for block in entry.blocks if block.role is role]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("module", FILES.values(), ids=lambda module: module.__name__)
def test_each_file_fits_its_own_format_only(name: str, module: ModuleType) -> None:
    assert module.fits(source(DATA / name)) is (FILES[name] is module)


@pytest.mark.parametrize("text", ["", "<html><body><article>A</article></body></html>", "TY  - JOUR", '{"a": "<TEI>"}'])
@pytest.mark.parametrize("module", FILES.values(), ids=lambda module: module.__name__)
def test_other_texts_do_not_fit(module: ModuleType, text: str) -> None:
    assert not module.fits(Source("x", text.encode(), text))


def test_endnote() -> None:
    article, thesis, book = entries("endnote.xml")
    work = article.reference
    assert (work.title, work.year, work.kind) == ("Grants between governments & regions", 2011, "article-journal")
    assert work.authors == ("Rivers, Anna", "World Bank")
    assert (work.container, work.doi, work.pages) == ("Journal of Regional Grants", "10.1234/jrg.5", "12-34")
    assert (work.keywords, work.url) == (("federalism", "grants"), "https://example.org/grants")
    assert article.abstract == "Councils cooperate. They share costs."
    assert article.unknown == ("oddity",)
    assert (thesis.reference.title, thesis.reference.kind) == ("Care of the poor", "thesis")
    assert (thesis.reference.container, thesis.reference.publisher) == ("University of Somewhere",) * 2
    assert (book.reference.kind, book.reference.container, book.reference.authors) == ("book", "", ("Moss, Kay",))


def test_a_broken_record_costs_no_other() -> None:
    (fault,) = (found for found in read("endnote.xml") if isinstance(found, Fault))
    assert fault.line == 3
    assert fault.raw.startswith("<record><rec-number>9")


def test_pubmed() -> None:
    article, chapter = entries("pubmed.xml")
    work = article.reference
    assert (work.title, work.year, work.doi) == ("Health councils and provinces", 1998, "10.1234/hc.1")
    assert work.authors == ("Lake, Ann B, Jr", "Council Study Group")
    assert (work.container, work.keywords) == ("Journal of Made-up Councils", ("councils", "health"))
    assert work.url == "https://pubmed.ncbi.nlm.nih.gov/11111/"
    assert article.abstract == "BACKGROUND: Councils pay. Provinces do not."
    assert (chapter.reference.title, chapter.reference.kind) == ("Regional boards", "chapter")
    assert (chapter.reference.container, chapter.reference.publisher) == ("Handbook of Councils", "Council Press")
    assert [found.raw.split() for found in read("pubmed.xml") if isinstance(found, Fault)] == [["33333"]]


def test_jats_front() -> None:
    article, second = entries("articles.nxml")
    work = article.reference
    assert (work.title, work.year, work.language) == ("Who pays for shared rivers? A study", 2012, "en")
    assert work.authors == ("Rivers, Anna", "River Study Group")
    assert (work.container, work.doi, work.pages) == ("Made-up Policy", "10.1234/mup.7", "12-34")
    assert work.keywords == ("rivers", "cost sharing")
    assert article.abstract == "Background: Rivers are shared. Results: Provinces pay."
    assert (second.line, second.reference.title, second.blocks) == (14, "Second", ())


def test_jats_body() -> None:
    article = entries("articles.nxml")[0]
    assert texts(article, Role.HEADING) == [
        ("introduction", "1. Why rivers"),
        ("introduction", "Detail"),
        ("method", "Methods"),
        ("references", "References"),
    ]
    assert texts(article, Role.BODY) == [
        (
            "introduction",
            RIVERS,
        ),
        ("introduction", "We ask:"),
        ("introduction", "Who pays?"),
        ("introduction", "Who gains?"),
        ("method", "We counted."),
    ]
    assert [text for _, text in texts(article, Role.SKIPPED)] == [
        "Figure 1 The river.",
        "Table 1 Costs",
        "Thanks",
        "We thank all.",
        "Hill C. Care. 1999.",
    ]


def test_tei() -> None:
    (document,) = entries("grobid.tei.xml")
    work = document.reference
    assert (work.title, work.year, work.doi) == ("Shared rivers, shared costs", 2014, "10.1234/mup.9")
    assert (work.authors, work.keywords) == (("Rivers, Anna B", "Lake"), ("rivers", "costs"))
    assert (work.container, work.volume, work.pages) == ("Made-up Policy", "9", "12-34")
    assert document.abstract == "Provinces pay. Councils do not."
    assert [block for block in document.blocks if block.role is not Role.SKIPPED] == [
        Block("1 Introduction", Role.HEADING, page="12"),
        Block("Provinces share rivers. Smith (2008) and Lake (2009) agree, see Figure 1.", page="12"),
        Block("The first page ends and the second begins.", page="12", turns=((20, "13"), (37, "14"))),
        Block("Where x is paid.", page="15"),
        Block("Appendix", Role.HEADING, page="15"),
        Block("More rivers.", page="15"),
    ]
    assert document.blocks[-1] == Block("Care Hill Press 1999", Role.SKIPPED, Section.REFERENCES, "15")


@pytest.mark.parametrize(
    ("name", "bodies", "references"),
    [
        ("1472-6831-8-11.nxml", 44, 31),
        ("ehp-116-1694.nxml", 48, 58),
        ("pone.0000217.nxml", 61, 33),
        ("pone.0046493.nxml", 62, 58),
    ],
)
def test_real_articles(name: str, bodies: int, references: int) -> None:
    """No more blocks of text than paragraphs that the file has, and as many references."""
    if not (REAL / name).exists():
        pytest.skip("real articles are not part of the project")
    (article,) = jats.parse(source(REAL / name))
    assert isinstance(article, Entry)
    assert article.abstract
    assert article.reference.doi
    assert 15 < len(texts(article, Role.BODY)) <= bodies
    assert sum(section == "references" for section, _ in texts(article, Role.SKIPPED)) == references
