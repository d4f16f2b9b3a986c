from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.read import cleaning


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("  two\n lines\tand more ", "two lines and more"),
        ("A &amp;amp; B &#8211; C", "A & B – C"),
        ("CO<sub>2</sub> in <i>towns</i>", "CO2 in towns"),
        ("<jats:p>One.</jats:p><jats:p>Two.</jats:p>", "One. Two."),
        ("a < b and c > d", "a < b and c > d"),
        ("Law {\\&} Order, 5\\%", "Law & Order, 5%"),
        ("a\x00b\u200bc\u00add\x0ce", "abcd e"),
        ("", ""),
    ],
)
def test_line(value: str, line: str) -> None:
    assert cleaning.line(value) == line


@pytest.mark.parametrize(
    ("value", "abstract"),
    [
        ("Abstract: Counties meet.", "Counties meet."),
        ("ABSTRACT Counties meet.", "Counties meet."),
        ("Abstract ideas matter.", "Abstract ideas matter."),
        ("AbstractCounties meet.", "Counties meet."),
        ("ABSTRACTCounties meet.", "Counties meet."),
        ("Abstractions matter.", "Abstractions matter."),
        ("Summary We ask why counties meet.", "We ask why counties meet."),
        ("Summary Courts of None.", "Summary Courts of None."),
        ("Abstract-level ideas.", "Abstract-level ideas."),
        ("Summary judgments.", "Summary judgments."),
        ("摘要：两县会晤。", "两县会晤。"),
        ("<正>两县会晤。", "两县会晤。"),
        ("NA", ""),
        ("[No abstract available]", ""),
        ("NO FULL TEXT AVAILABLE", ""),
        ("NO FULL TEXT AVAILABLE. Access is restricted. ----- Counties meet.", "Counties meet."),
        ("Counties meet. © 2020 Nobody Ltd. All rights reserved.", "Counties meet."),
        ("Counties meet. Copyright © The Author(s) 2021.", "Counties meet."),
        ("Counties meet. (C) 2015 Nobody Ltd. All rights reserved.", "Counties meet."),
        ("It has (a) rules and (c) 2008 reforms.", "It has (a) rules and (c) 2008 reforms."),
        ("Counties meet. [ABSTRACT FROM AUTHOR]", "Counties meet."),
        ("Counties meet. (PsycInfo Database Record (c) 2023 APA, all rights reserved)", "Counties meet."),
        ("Counties meet. [Author Abstract] KEY WORDS: counties; meetings", "Counties meet."),
        ("Counties of None", "Counties of None"),
    ],
)
def test_abstract(value: str, abstract: str) -> None:
    assert cleaning.abstract(value) == abstract


@pytest.mark.parametrize(
    ("value", "doi"),
    [
        ("10.5555/ABC.1", "10.5555/abc.1"),
        ("https://doi.org/10.5555/abc", "10.5555/abc"),
        ("doi: 10.5555/abc.", "10.5555/abc"),
        ("(10.5555/abc)", "10.5555/abc"),
        ("10.5555/s0140(05)001-2", "10.5555/s0140(05)001-2"),
        ("10.5555/x_(1)", "10.5555/x_(1)"),
        ("10.5555/0044-0000(2000)029 [ 0126:FITEOT]2.0.CO;2", "10.5555/0044-0000(2000)029[0126:fiteot]2.0.co;2"),
        ("10.5555/(SICI)1097(1998)17:15<16::AID>3.0.CO;2-2", "10.5555/(sici)1097(1998)17:15<16::aid>3.0.co;2-2"),
        ("10.5555/a&lt;b", "10.5555/a"),
        ("https://example.org/doi/pdf/10.5555/abc?needAccess=true", "10.5555/abc"),
        ("https://example.org/10.5555/abc.pdf", "10.5555/abc"),
        ("https://example.org/10.5555%2Fabc", "10.5555/abc"),
        ("10.5555/a\x01b\ufffec", "10.5555/ab\ufffdc"),
        ("PhD Thesis", ""),
        ("10.1/x", ""),
        ("", ""),
    ],
)
def test_doi(value: str, doi: str) -> None:
    assert cleaning.doi(value) == doi


@pytest.mark.parametrize(
    ("value", "year"),
    [("2010///", 2010), ("2021 May", 2021), ("10 15", None), ("12345", None), ("1066", None), ("May 1999-2000", 1999)],
)
def test_year(value: str, year: int | None) -> None:
    assert cleaning.year(value) == year


@pytest.mark.parametrize(
    ("first", "last", "pages"),
    [
        ("12", "34", "12-34"),
        ("12--34", "", "12-34"),
        ("12 \u2013 34", "", "12-34"),
        ("343-367", "367", "343-367"),
        ("1007", "31", "1007-1031"),
        ("5795-813", "", "5795-5813"),
        ("e12", "", "e12"),
        ("997-+", "", "997"),
        ("7", "7", "7"),
        ("", "9", "9"),
        ("", "", ""),
    ],
)
def test_pages(first: str, last: str, pages: str) -> None:
    assert cleaning.pages(first, last) == pages


@pytest.mark.parametrize(
    ("values", "names"),
    [
        (["Doe,Jane", "Doe, Jane"], ("Doe, Jane",)),
        (["World Bank"], ("World Bank",)),
        (["Doe, ", "", "2]", ";"], ("Doe",)),
    ],
)
def test_names(values: list[str], names: tuple[str, ...]) -> None:
    assert cleaning.names(values) == names


@pytest.mark.parametrize(
    ("values", "separators", "keywords"),
    [
        (["a; b;", "b", "c\nd"], ";", ("a", "b", "c", "d")),
        (["*Tax.", "U.S."], ";", ("Tax", "U.S.")),
        (["合作；县"], ";；", ("合作", "县")),
        ([], ";", ()),
    ],
)
def test_keywords(values: list[str], separators: str, keywords: tuple[str, ...]) -> None:
    assert cleaning.keywords(values, separators) == keywords


@given(st.text())
def test_every_cleaning_takes_any_text(value: str) -> None:
    assert "\n" not in cleaning.line(value)
    assert len(cleaning.abstract(value)) <= len(cleaning.line(value))
    assert cleaning.doi(value) == cleaning.doi(value).lower()
    cleaning.pages(value, value)
    assert all(cleaning.names([value]))
    assert all(cleaning.keywords([value]))
