from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kg.export import citations
from kg.export.citations import Style, cite
from kg.export.csl_items import csl_type, item
from kg.export.drafts.model import plain
from kg.export.selection import Work
from kg.model import Reference


def work(doc: str, title: str, *authors: str, year: int | None = 2001, **more: Any) -> Work:
    return Work(f"w:{doc}", doc, "", Reference(title, authors, year, **more))


JOURNAL: dict[str, Any] = {
    "kind": "article-journal",
    "container": "Journal of Counties",
    "volume": "3",
    "issue": "2",
    "pages": "4-9",
}
ONE = work("one", "Zones of trust", "Ash, Ada Berta", "Elm, Bo", **JOURNAL)


@pytest.mark.parametrize(
    ("style", "short", "full"),
    [
        (Style.APA, "Ash & Elm, 2001", "Ash, A. B., & Elm, B. (2001). Zones of trust. Journal of Counties, 3(2), 4–9."),
        (
            Style.CHICAGO,
            "Ash and Elm 2001",
            "Ash, Ada Berta, and Bo Elm. 2001. “Zones of Trust.” Journal of Counties 3 (2): 4–9.",
        ),
        (
            Style.GB_T_7714,
            "Ash et al., 2001",
            "ASH A B, ELM B, 2001. Zones of trust[J]. Journal of Counties, 3(2): 4-9.",
        ),
    ],
)
def test_a_work_is_cited_in_each_style(style: Style, short: str, full: str) -> None:
    found = cite([ONE], style)
    assert found.short == {"one": short}
    assert plain(found.full["one"]) == full


@pytest.mark.parametrize("style", list(Style))
def test_works_of_one_year_are_told_apart_by_title(style: Style) -> None:
    same = [work("x", "Beta", "Ash, Ada"), work("y", "Alpha", "Ash, Ada"), work("z", "Gamma", "Ash, Ada", year=2002)]
    found = cite(same, style)
    assert [found.short[doc][-5:] for doc in "yxz"] == ["2001a", "2001b", " 2002"]
    assert ["2001a" in plain(found.full["y"]), "2001b" in plain(found.full["x"])] == [True, True]
    assert found.order == ("y", "x", "z")


def test_many_works_of_one_year_have_two_letters() -> None:
    found = cite([work(f"d{at:02}", f"T{at:02}", "Ash, Ada") for at in range(28)])
    assert found.short["d25"].endswith("2001z")
    assert found.short["d27"].endswith("2001ab")


@pytest.mark.parametrize(
    ("authors", "year", "short"),
    [
        (("锁, 利铭",), 2014, "锁利铭, 2014"),
        (("Board of Example Counties",), 2001, "Board of Example Counties, 2001"),
        (("Ash, Ada",), None, "Ash, n.d."),
        ((), 2001, "Tolls, 2001"),
    ],
)
def test_unusual_authors_and_years(authors: tuple[str, ...], year: int | None, short: str) -> None:
    found = cite([work("a", "Tolls", *authors, year=year, kind="book")])
    assert found.short["a"].replace("“", "").replace("”", "").replace(",,", ",") == short


def test_titles_are_text_and_stops_are_not_doubled() -> None:
    found = cite([work("a", "Why <i>x</i> & <script>?", "Ash, Ada", kind="book", publisher="House")])
    assert plain(found.full["a"]) == "Ash, A. (2001). Why <i>x</i> & <script>? House."
    assert [run.text for run in found.full["a"] if run.italic] == ["Why <i>x</i> & <script>?"]


def test_addresses_are_links_and_a_doi_goes_before_an_address() -> None:
    found = cite([work("a", "T", "Ash, Ada", kind="book", doi="10.1234/x_y", url="https://e.example/a")])
    assert [run.link for run in found.full["a"] if run.link] == ["https://doi.org/10.1234/x_y"]


@pytest.mark.parametrize(
    ("kind", "container", "expected"),
    [
        ("article", "J", "article-journal"),
        ("working-paper", "U", "report"),
        ("paper-conference", "P", "paper-conference"),
        ("", "J", "article-journal"),
        ("", "", "document"),
        ("leaflet", "", "document"),
    ],
)
def test_kinds_become_types(kind: str, container: str, expected: str) -> None:
    assert csl_type(Reference("T", kind=kind, container=container)) == expected


def test_an_item_has_the_university_of_a_thesis_as_publisher() -> None:
    made = item(Reference("T", ("Ash, Ada",), 2001, "thesis", "Example University"), "t")
    assert made == {
        "id": "t",
        "type": "thesis",
        "title": "T",
        "author": [{"family": "Ash", "given": "Ada"}],
        "issued": {"date-parts": [[2001]]},
        "publisher": "Example University",
    }


@pytest.mark.parametrize("style", list(Style))
def test_the_notice_names_each_style_file_and_its_licence(style: Style) -> None:
    folder = Path(citations.__file__).parent / "csl"
    notice = (folder / "NOTICE").read_text(encoding="utf-8")
    assert f"{style}.csl" in notice
    assert "Attribution-ShareAlike 3.0" in notice
    assert "creativecommons.org/licenses/by-sa/3.0" in (folder / f"{style}.csl").read_text(encoding="utf-8")
