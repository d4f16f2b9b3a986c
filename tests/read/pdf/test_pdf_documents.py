from __future__ import annotations

from functools import cache

import pdf_samples as samples
import pytest

from kg.model import Role, Section
from kg.read.pdf import FORMATS
from kg.read.records import Block, Entry, Source

[PDF] = FORMATS


def entry(data: bytes) -> Entry:
    [found] = PDF.parse(Source("a.pdf", data))
    assert isinstance(found, Entry)
    return found


@cache
def article() -> Entry:
    return entry(samples.article())


@cache
def thesis() -> Entry:
    return entry(samples.thesis())


def texts(found: Entry, role: Role = Role.BODY, section: Section | None = None) -> list[str]:
    return [b.text for b in found.blocks if b.role is role and section in (None, b.section)]


def test_paragraphs_of_two_columns_come_back_word_for_word() -> None:
    assert texts(article(), section=Section.NONE) == list(samples.ARTICLE_TEXTS)


def test_paragraphs_of_a_thesis_come_back_word_for_word() -> None:
    assert texts(thesis(), section=Section.NONE) == [*samples.THESIS_TEXTS, samples.prose(90)]


def test_abstract_and_keywords() -> None:
    assert article().abstract == samples.ARTICLE_ABSTRACT
    assert texts(article(), Role.KEYWORDS) == [samples.KEYWORDS]
    assert article().reference.keywords == ("local government", "cooperation", "made-up towns")
    assert thesis().abstract == samples.THESIS_ABSTRACT
    assert thesis().reference.keywords == ("provinces", "grants", "trust")


def test_what_is_known_of_an_article() -> None:
    known = article().reference
    assert known.title == "Rivers and Tables: Why Made-up Towns Work Together"
    assert known.authors == ("Example, Ada", "van Sample, Ben")
    assert (known.year, known.doi, known.kind) == (2019, "10.1234/jmt.2019.101", "article-journal")
    assert (known.container, known.volume, known.issue) == ("Journal of Made-up Towns", "12", "3")


def test_what_is_known_of_a_thesis() -> None:
    known = thesis().reference
    assert known.title == "THE COOPERATION OF MADE-UP PROVINCES UNDER A WEAK CENTRE"
    assert known.authors == ("Invented, Carla",)
    assert (known.year, known.kind) == (2014, "thesis")
    assert known.container == known.publisher == "UNIVERSITY OF NOWHERE"


def test_headings() -> None:
    assert texts(article(), Role.HEADING) == ["1. Introduction", "2. Theory and earlier work", "References"]
    chapters = [f"CHAPTER {i} OF THE PROVINCES AND THEIR PLANS" for i in range(1, 6)]
    assert texts(thesis(), Role.HEADING)[-7:] == [*chapters, "REFERENCES", "APPENDIX A"]


@pytest.mark.parametrize("found", [article, thesis])
def test_references_are_passed_over(found: object) -> None:
    assert callable(found)
    passed = texts(found(), Role.SKIPPED, Section.REFERENCES)
    assert passed
    assert all(text.startswith("Sample, B.") for text in passed)


def test_contents_captions_and_tables_are_not_read() -> None:
    for found in (article(), thesis()):
        read = " ".join(texts(found))
        assert not any(words in read for words in ("Figure", "Table", "Source:", "....", "Town 3", "I thank"))


def test_pages_are_called_as_they_are_printed() -> None:
    assert pages(article().blocks) == [str(n) for n in range(101, 101 + len(pages(article().blocks)))]
    found = pages(thesis().blocks)
    assert found[:4] == ["i", "ii", "iii", "1"]
    assert found[3:] == [str(n) for n in range(1, len(found) - 2)]


def pages(blocks: tuple[Block, ...]) -> list[str]:
    found = [page for b in blocks for page in (b.page, *(label for _, label in b.turns))]
    return list(dict.fromkeys(found))


def test_turns_stand_where_the_next_page_begins() -> None:
    turned = [b for b in thesis().blocks if b.turns]
    assert turned
    for block in turned:
        for offset, _ in block.turns:
            assert block.text[offset - 1] == " "
            assert not block.text[offset].isspace()


def test_the_same_file_gives_the_same_entry() -> None:
    assert samples.article() == samples.article()
    assert entry(samples.article()) == article()
