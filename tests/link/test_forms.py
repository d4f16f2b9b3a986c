from __future__ import annotations

import pytest

from kg.link.forms import bag, derived, fold, key, ordered, person, tokens


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("Inter-municipal councils", ("intermunicipal", "council")),
        ("inter municipal councils", ("intermunicipal", "council")),
        ("the U.S. states", ("united", "state", "state")),
        ("US and UK", ("united", "state", "and", "united", "kingdom")),
        ("São Paulo & Länder", ("sao", "paulo", "and", "lander")),
        ("over-centralisation", ("overcentralization",)),
        ("the", ("the",)),
        ("", ()),
    ],
)
def test_tokens(phrase: str, expected: tuple[str, ...]) -> None:
    assert tokens(phrase) == expected


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("mechanism of benefit sharing", ("benefit", "sharing", "mechanism")),
        ("models of governance of lakes", ("lake", "governance", "model")),
        ("competition is low", ("low", "competition")),
        ("grants from states", ("state", "from", "grant")),
        ("grants to states", ("state", "grant")),
        ("relations between centre and localities", ("center", "locality", "relation")),
        ("cities and regions", ("city", "and", "region")),
        ("public and private bodies", ("public", "private", "body")),
        ("that of the Union", ("union", "that")),
        ("of the", ()),
    ],
)
def test_the_head_stands_last(phrase: str, expected: tuple[str, ...]) -> None:
    assert ordered(tokens(phrase)) == expected


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("the sharing of tax and tax bases", ("base", "tax", "tax", "sharing")),
        ("Ordinance of 1982", ("1982", "ordinance")),
        ("Ordinance 1982", ("1982", "ordinance")),
        ("the", ("the",)),
    ],
)
def test_a_bag_is_sorted_but_for_its_head(phrase: str, expected: tuple[str, ...]) -> None:
    assert bag(phrase) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("managing the fisheries", "management of fisheries"),
        ("improving water quality", "improvement of water quality"),
        ("internalizing the spillovers", "internalization of spillovers"),
        ("redistribute resources", "redistribution of resources"),
        ("development of economy and society", "economic and social development"),
        ("protection of the environment", "environmental protection"),
        ("cooperative mechanism", "cooperation mechanism"),
        ("governmental relationship", "government relations"),
        ("policymaking", "policy making"),
        ("fourteen open cities", "14 open cities"),
        ("neighbouring counties", "neighboring counties"),
    ],
)
def test_forms_of_the_same_words_meet(one: str, other: str) -> None:
    assert key(derived(tokens(one))) == key(derived(tokens(other)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("developing countries", "development of countries"),
        ("economic region", "regional economy"),
        ("integrated development", "integration of development"),
        ("cooperative federalism", "cooperation federalism"),
        ("development of the regional economy", "regional economic development of cities"),
        ("three cities", "thirteen cities"),
    ],
)
def test_forms_that_differ_in_meaning_stay_apart(one: str, other: str) -> None:
    assert key(derived(tokens(one))) != key(derived(tokens(other)))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Feiock (2009, 2013)", "Feiock"),
        ("Feiock et al. (2009)", "Feiock"),
        ("Xu Yuan and others", "Xu Yuan"),
        ("Xie, Q. K. (2006)", "Xie, Q. K."),
        ("Davis and North", "Davis and North"),
        ("(1999)", "(1999)"),
    ],
)
def test_person(name: str, expected: str) -> None:
    assert person(name) == expected


def test_fold_keeps_other_scripts() -> None:
    assert fold("合作 Städtenetz Users") == "合作 Stadtenetz Users"
