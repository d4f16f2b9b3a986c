from __future__ import annotations

import pytest
from conftest import token
from spacy.language import Language

from kg.extract.predicates import after, coordinated, is_passive, objects, possessors, subjects


@pytest.mark.parametrize(
    ("sentence", "trigger", "subject", "object_"),
    [
        ("Trust promotes growth.", "promotes", ["Trust"], ["growth"]),
        ("Growth is promoted by trust.", "promoted", ["trust"], ["Growth"]),
        ("Growth has been promoted.", "promoted", [], ["Growth"]),
        ("The cities and towns built a road and a bridge.", "built", ["cities", "towns"], ["road", "bridge"]),
        ("The council, which built a road, met.", "built", ["council"], ["road"]),
        ("The road that the council built is long.", "built", ["council"], ["road"]),
        ("A road built by the council is long.", "built", ["council"], ["road"]),
        ("A council governing the region met.", "governing", ["council"], ["region"]),
        ("The mayors want to build a road.", "build", ["mayors"], ["road"]),
        ("The state forced the cities to build a road.", "build", ["cities"], ["road"]),
        ("The mayors met and built a road.", "built", ["mayors"], ["road"]),
        ("The mayors planned and built a road.", "planned", ["mayors"], ["road"]),
        ("By sharing taxes, the cities reduce rivalry.", "sharing", ["cities"], ["taxes"]),
        ("The road was planned and built by the council.", "built", ["council"], ["road"]),
        ("It is necessary to build a road.", "build", [], ["road"]),
        ("Building a road takes time.", "takes", ["Building"], ["time"]),
        ("The cities sleep.", "sleep", ["cities"], []),
        ("The fund helps the cities to build a road.", "build", ["fund"], ["road"]),
        ("The fund enables the cities to build a road.", "enables", ["fund"], []),
        ("Growth is promoted by trust, by talks and by roads.", "promoted", ["trust", "talks", "roads"], ["Growth"]),
        ("In order to ease trade, the cities built a road.", "ease", ["road"], ["trade"]),
        ("The cities built a road in order to ease trade.", "ease", ["road"], ["trade"]),
        ("The cities met in order to ease trade.", "ease", ["cities"], ["trade"]),
        ("Its aim is to ease trade.", "ease", ["Its"], ["trade"]),
        ("The treaty has the aim of easing trade.", "easing", ["treaty"], ["trade"]),
        ("The council is a tool that eases trade.", "eases", ["council"], ["trade"]),
        (
            "Europeanization and globalization push politicians.",
            "push",
            ["Europeanization", "globalization"],
            ["politicians"],
        ),
    ],
)
def test_subjects_and_objects(
    nlp: Language, sentence: str, trigger: str, subject: list[str], object_: list[str]
) -> None:
    predicate = token(nlp(sentence), trigger)
    assert [t.text for t in subjects(predicate)] == subject
    assert [t.text for t in objects(predicate)] == object_


@pytest.mark.parametrize(
    ("sentence", "trigger", "expected"),
    [
        ("Distrust is an obstacle to growth.", "obstacle", ["Distrust"]),
        ("Trust plays a role in growth.", "role", ["Trust"]),
        ("Trust is conducive to growth.", "conducive", ["Trust"]),
        ("Trust and talks are keys to growth.", "keys", ["Trust", "talks"]),
        ("The region regards trust as a basis of growth.", "basis", ["trust"]),
        ("Trust serves as a basis of growth.", "basis", ["Trust"]),
        ("Obstacles to growth abound.", "Obstacles", []),
    ],
)
def test_of_what_a_noun_or_adjective_is_said(nlp: Language, sentence: str, trigger: str, expected: list[str]) -> None:
    assert [t.text for t in subjects(token(nlp(sentence), trigger))] == expected


@pytest.mark.parametrize(
    ("sentence", "trigger", "preposition", "expected"),
    [
        ("The plan leads to growth and trust.", "leads", "to", ["growth", "trust"]),
        ("The effect of taxes on growth is open.", "effect", "of", ["taxes"]),
        ("The effect of taxes on growth is open.", "effect", "on", ["growth"]),
        ("Taxes have an effect on growth.", "effect", "on", ["growth"]),
        ("The plan contributes to sharing taxes.", "contributes", "to", ["sharing"]),
        ("The plan leads nowhere.", "leads", "to", []),
        ("They agreed on the plan.", "agreed", "with", []),
    ],
)
def test_after_prepositions(nlp: Language, sentence: str, trigger: str, preposition: str, expected: list[str]) -> None:
    assert [t.text for t in after(token(nlp(sentence), trigger), frozenset({preposition}))] == expected


@pytest.mark.parametrize(
    ("sentence", "verb", "expected"),
    [
        ("A road was built.", "built", True),
        ("A road is being built by them.", "built", True),
        ("A road built by them is long.", "built", True),
        ("They have built a road.", "built", False),
        ("They build a road.", "build", False),
        ("The road was planned and built.", "built", True),
    ],
)
def test_is_passive(nlp: Language, sentence: str, verb: str, expected: bool) -> None:
    assert is_passive(token(nlp(sentence), verb)) is expected


def test_coordinated(nlp: Language) -> None:
    doc = nlp("Trust, talks and taxes matter, and roads help.")
    assert [t.text for t in coordinated(token(doc, "Trust"))] == ["Trust", "talks", "taxes"]
    assert [t.text for t in coordinated(token(doc, "taxes"))] == ["taxes"]


def test_possessors(nlp: Language) -> None:
    assert [t.text for t in possessors(token(nlp("China's impact on trade grew."), "impact"))] == ["China"]
    assert [t.text for t in possessors(token(nlp("Its impact on trade grew."), "impact"))] == ["Its"]
    assert possessors(token(nlp("The impact on trade grew."), "impact")) == []
