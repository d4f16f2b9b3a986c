from __future__ import annotations

from dataclasses import replace

import pytest
from table_samples import CLAIMS, WORKS, selection, work

from kg.export.references import full, locator, order, short, works_by_id
from kg.export.selection import Work
from kg.model import Reference

MANY = work("many", *(f"Name{n}, First" for n in range(25)))


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (WORKS[0], "Ames (2001)"),
        (WORKS[1], "Bond & Cole (2002)"),
        (WORKS[2], "Ministry of Made-up Affairs (n.d.)"),
        (MANY, "Name0 et al. (2001)"),
        (work("x" * 60), f"On {'x' * 46}… (2001)"),
    ],
)
def test_short(of: Work, expected: str) -> None:
    assert short(of) == expected


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (WORKS[0], "Ames, A. (2001). On a. Journal of Rivers, 3(2), 1–9. https://doi.org/10.1234/a"),
        (WORKS[1], "Bond, B. B., & Cole, C.-L. (2002). On b."),
        (WORKS[2], "Ministry of Made-up Affairs (n.d.). On c."),
        (
            work("e", "Eck, E", publisher="Press", url="https://e.example"),
            "Eck, E. (2001). On e. Press. https://e.example",
        ),
        (Work("w", "f", "Cited as F (2000).", Reference("F")), "Cited as F (2000)."),
        (Work("w", "f", "", Reference("What now?")), "What now? (n.d.)."),
    ],
)
def test_full(of: Work, expected: str) -> None:
    assert full(of) == expected


def test_full_names_twenty_authors_at_most() -> None:
    assert "Name18, F., … Name24, F. (2001)" in full(MANY)
    assert "Name19" not in full(MANY)


def test_works_are_sorted_by_author_and_year() -> None:
    later, earlier = work("q", "Ames, Ann", year=1999), WORKS[0]
    assert sorted([*WORKS, later], key=order)[:2] == [later, earlier]


def test_a_work_that_only_a_claim_names_is_made_from_it() -> None:
    known = works_by_id(selection())
    assert known["a"] is WORKS[0]
    made = works_by_id(selection([replace(CLAIMS[0], doc="z", year="1990")]))["z"]
    assert (made.citation, made.reference.year, made.reference.title) == ("Citation of a", 1990, "On a")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "p. 12, sentence at 100-150"),
        ({"page": ""}, "sentence at 100-150"),
        ({"start": ""}, "p. 12"),
        ({"page": "", "end": ""}, ""),
    ],
)
def test_locator(changes: dict[str, str], expected: str) -> None:
    assert locator(replace(CLAIMS[0], **changes)) == expected
