from __future__ import annotations

import random
from dataclasses import replace

import pytest

from kg.duplicates import Decisions, Item, decide, duplicates, merged, read_decisions, write_decisions
from kg.model import UNTITLED, KgError, Reference

BASE = Reference("River compacts between neighbouring states", ("Doe, Jane", "Poe, Ann"), 2013, "article-journal")


def ref(title: str = BASE.title, **changes: object) -> Reference:
    return replace(BASE, title=title, **changes)  # type: ignore[arg-type]


def found(one: Reference, other: Reference, decisions: Decisions | None = None) -> str:
    result = duplicates([Item("a", one, 9), Item("b", other, 5)], decisions or Decisions())
    if result.groups:
        return "same"
    return "related" if result.related else "apart"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (ref(), ref(), "same"),
        (ref(), ref("RIVER COMPACTS BETWEEN NEIGHBORING STATES."), "same"),
        (ref(), ref(authors=("Doe, J.",)), "same"),
        (ref(), ref(authors=("Dóe, J.",)), "same"),
        (ref(), ref(year=2014), "same"),
        (ref(), ref(year=2016), "apart"),
        (ref(), ref(year=None), "same"),
        (ref(), ref(authors=()), "same"),
        (ref("Compacts between states now", year=None), ref("Compacts between states now", authors=()), "apart"),
        (ref(), ref(authors=("Roe, Max",)), "apart"),
        (ref(), ref("River compacts between neighbouring states: evidence of four basins"), "same"),
        (ref(), ref("River compacts between neighbouring states revisited"), "apart"),
        (ref(f"{BASE.title}, part 1"), ref(f"{BASE.title}, part 2"), "apart"),
        (ref(f"{BASE.title} I"), ref(f"{BASE.title} II"), "apart"),
        (ref(doi="10.1/a"), ref("River compacts among neighbour states", doi="10.1/a", authors=()), "same"),
        (ref("Water", doi="10.1/a"), ref("Roads and rails of the north", doi="10.1/a"), "related"),
        (
            ref("Rivers in Ruritania", doi="10.1/a"),
            ref("Rivers in Sylvania", doi="10.1/a", authors=("Roe, Max",)),
            "related",
        ),
        (ref("Rivers, part 1", doi="10.1/a"), ref("Rivers, part 2", doi="10.1/a"), "related"),
        (ref(doi="10.1/a"), ref(doi="10.1/a", authors=("Poe, A.", "Doe, J.")), "same"),
        (ref(f"{BASE.title} of the far north", authors=(), year=None), ref(f"{BASE.title} of the far north"), "same"),
        (ref(f"{BASE.title} of the far north", authors=(), year=None), ref(f"{BASE.title} of far north"), "apart"),
        (ref(kind=""), ref(kind="thesis"), "same"),
        (ref(doi="10.1/a"), ref(doi="10.1/b"), "related"),
        (ref(kind="thesis"), ref(), "related"),
        (ref(kind="thesis"), ref(year=2019), "related"),
        (ref(kind="paper-conference"), ref(kind="article-journal"), "related"),
        (ref("Introduction"), ref("Introduction"), "apart"),
        (
            ref("Introduction", container="Rivers", pages="1-9"),
            ref("Introduction", container="Rivers", pages="1-9"),
            "same",
        ),
        (
            ref("Introduction", container="Rivers", pages="1-9"),
            ref("Introduction", container="Roads", pages="1-9"),
            "apart",
        ),
        (ref("Delta: a case study"), ref("Delta: A Case Study"), "same"),
        (ref("Delta: a case study"), ref("Delta: A Case Study", authors=("Doe, J.",)), "apart"),
        (ref("Boats of the delta towns of the south"), ref(), "apart"),
        (ref(""), ref(""), "apart"),
        (ref("区域合作"), ref("区域合作", container="x"), "apart"),
    ],
)
def test_what_is_one_work(one: Reference, other: Reference, expected: str) -> None:
    assert found(one, other) == expected
    assert found(other, one) == expected


def test_the_record_with_the_longest_text_counts_and_takes_what_others_know() -> None:
    items = [
        Item("wos", ref("RIVER COMPACTS BETWEEN NEIGHBOURING STATES", authors=("Doe, J", "Poe, A"), doi="10.1/a"), 900),
        Item("scopus", ref(container="Journal of Rivers", volume="4", keywords=("rivers",)), 40),
    ]
    (group,) = duplicates(items).groups
    assert (group.kept, group.others) == ("wos", ("scopus",))
    assert group.reasons == ("one title, author and year",)
    best = merged(items)
    assert best.title == items[0].reference.title
    assert best.authors == BASE.authors
    assert (best.container, best.volume, best.doi, best.keywords) == ("Journal of Rivers", "4", "10.1/a", ("rivers",))


def test_a_record_without_year_takes_that_of_another() -> None:
    items = [Item("long", ref(year=None, kind="", doi="10.1/a"), 900), Item("short", ref(doi="10.1/a"), 40)]
    assert (merged(items).year, merged(items).kind) == (2013, "article-journal")
    assert merged(items[:1]).year is None


def test_a_record_without_title_is_known_by_its_abstract() -> None:
    abstract = "Compacts of neighbouring states share water and cost. " * 5
    items = [
        Item("a", ref(f"{UNTITLED} Compacts of", authors=(), year=None), 900, abstract),
        Item("b", ref(), 300, abstract.upper()),
        Item("c", ref(f"{UNTITLED} Other", authors=(), year=None), 900, "short"),
        Item("d", ref(f"{UNTITLED} Other", authors=(), year=None), 900, "short"),
    ]
    (group,) = duplicates(items).groups
    assert (group.kept, group.others, group.reasons) == ("b", ("a",), ("one abstract; a title is missing",))
    assert merged([items[0], items[1]]).title == BASE.title


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, "one title, author and year"),
        ({"authors": ()}, "one title; author missing"),
        ({"year": None}, "one title; year missing"),
        ({"authors": (), "year": None}, "one title; author and year missing"),
        ({"title": "River compacts among neighbouring states", "doi": "10.1/a"}, "one DOI"),
    ],
)
def test_the_reason_is_told(changes: dict[str, object], reason: str) -> None:
    base = ref("River compacts between neighbouring states of the north", doi="10.1/a" if "doi" in changes else "")
    (group,) = duplicates([Item("a", base, 9), Item("b", replace(base, **changes), 5)]).groups  # type: ignore[arg-type]
    assert group.reasons == (reason,)


def test_groups_join_over_several_records_whatever_their_order() -> None:
    items = [
        Item("a", ref(doi="10.1/a"), 5),
        Item("b", ref("River compacts among neighbour states", doi="10.1/a"), 5),
        Item("c", ref(), 5),
        Item("d", ref("Roads of the north and their tolls"), 5),
        Item("t", ref(kind="thesis"), 5),
    ]
    expected = duplicates(items)
    assert [(g.kept, g.others) for g in expected.groups] == [("a", ("b", "c"))]
    assert [(r.one, r.other) for r in expected.related] == [("a", "t")]
    for seed in range(20):
        random.Random(seed).shuffle(items)
        assert duplicates(items) == expected


def test_people_decide_first() -> None:
    assert found(ref(), ref(), Decisions(apart=frozenset({"b"}))) == "apart"
    assert found(ref(), ref("Roads"), Decisions(same=frozenset({("a", "b")}))) == "same"
    assert found(ref(), ref(), Decisions(same=frozenset({("a", "z")}))) == "same"


def test_a_later_decision_takes_the_place_of_an_earlier_one() -> None:
    first = decide(Decisions(), apart=["b"])
    second = decide(first, same=("b", "a"))
    assert second == Decisions(frozenset(), frozenset({("a", "b")}))
    assert decide(second, apart=["a"]) == Decisions(frozenset({"a"}))


def test_decisions_are_lines() -> None:
    decisions = Decisions(frozenset({"x"}), frozenset({("a", "b")}))
    text = write_decisions(decisions)
    assert text == "apart\tx\nsame\ta\tb\n"
    assert read_decisions(text, "duplicates.tsv") == decisions
    with pytest.raises(KgError, match=r"duplicates\.tsv:2: is no decision"):
        read_decisions("apart\tx\nsame\ta\n", "duplicates.tsv")


def test_many_records_of_one_title_take_time_in_proportion() -> None:
    items = [Item(f"{n:05}", ref("Editorial", year=1900 + n % 100), 1) for n in range(5_000)]
    assert not duplicates(items).groups
