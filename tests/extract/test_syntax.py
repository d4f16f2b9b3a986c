from __future__ import annotations

import pytest
from spacy.language import Language
from spacy.tokens import Doc, Token

from kg.extract.syntax import after, arguments, coordinated, instruments, is_passive, means, members, possessors


def token(doc: Doc, word: str) -> Token:
    """The first token of this form."""
    return next(t for t in doc if t.text == word)


def filled(nlp: Language, sentence: str, trigger: str, *names: str) -> list[str]:
    return [t.text for t in arguments(token(nlp(sentence), trigger), names)]


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
    assert filled(nlp, sentence, trigger, "subj") == subject
    assert filled(nlp, sentence, trigger, "obj") == object_


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
    assert filled(nlp, sentence, trigger, "subj") == expected


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


@pytest.mark.parametrize(
    ("sentence", "noun", "expected"),
    [
        ("The tools include funds, taxes and compacts.", "tools", ["funds", "taxes", "compacts"]),
        ("Barriers such as distrust and rivalry remain.", "Barriers", ["distrust", "rivalry"]),
        ("The main tools are taxes and funds.", "tools", ["taxes", "funds"]),
        ("The tool is a fund.", "tool", []),
        ("These taxes are a tool.", "taxes", []),
        ("The tools rust.", "tools", []),
    ],
)
def test_members(nlp: Language, sentence: str, noun: str, expected: list[str]) -> None:
    assert [t.text for t in members(token(nlp(sentence), noun))] == expected


@pytest.mark.parametrize(
    ("sentence", "trigger", "name", "expected"),
    [
        ("Rain makes travel harder.", "harder", "made", []),
        ("Rain makes travel difficult.", "difficult", "made", ["travel"]),
        ("Rain makes travel difficult.", "difficult", "maker", ["Rain"]),
        ("Rain makes travel less likely.", "likely", "maker", []),
        ("Rain makes travel less likely.", "likely", "unmaker", ["Rain"]),
        ("Travel is difficult.", "difficult", "maker", []),
        ("They use new tools such as funds and taxes.", "such", "instances", ["funds", "taxes"]),
        ("They use new tools such as funds and taxes.", "such", "instanced", ["tools"]),
        ("They work in fields such as health.", "such", "instanced", []),
        ("They use such tools.", "such", "instances", []),
        ("They use new tools, including funds.", "including", "instanced", ["tools"]),
        ("Governance has two parts: funds and taxes.", "parts", "wholes", ["Governance"]),
        ("Governance has two parts: funds and taxes.", "parts", "listed", ["funds", "taxes"]),
        ("The parts of the plan are new.", "parts", "wholes", ["plan"]),
        ("The agreement includes a fund.", "includes", "single", ["agreement"]),
        ("The agreements include a fund.", "include", "single", []),
        ("The agreements include a fund.", "include", "several", ["agreements"]),
        ("The cities work together.", "work", "eachother", ["cities"]),
        ("The cities help each other.", "help", "eachother", ["cities"]),
        ("The cities help farmers.", "help", "eachother", []),
        ("Talks between Ohio and Indiana began.", "Talks", "parties", ["Ohio", "Indiana"]),
        ("Talks between cities began.", "Talks", "parties", []),
        ("The paper asks whether taxes promote growth.", "asks", "asked", ["taxes"]),
        ("The paper says that taxes matter.", "says", "asked", []),
        ("The paper takes Ohio as an example.", "example", "illustrated", ["Ohio"]),
        ("The example is long.", "example", "illustrated", []),
        ("The council is a mechanism.", "mechanism", "kind", ["council"]),
        ("The council is the mechanism.", "mechanism", "kind", []),
        ("By means of case studies, it answers the question.", "studies", "tool", ["studies"]),
        ("The mayors met by chance.", "chance", "tool", []),
        ("It rests on a comparative analysis.", "analysis", "method", ["analysis"]),
        ("It rests on an analysis.", "analysis", "method", []),
    ],
)
def test_arguments_of_lists_cases_and_studies(
    nlp: Language, sentence: str, trigger: str, name: str, expected: list[str]
) -> None:
    assert filled(nlp, sentence, trigger, name) == expected


def test_coordinated(nlp: Language) -> None:
    doc = nlp("Trust, talks and taxes matter, and roads help.")
    assert [t.text for t in coordinated(token(doc, "Trust"))] == ["Trust", "talks", "taxes"]
    assert [t.text for t in coordinated(token(doc, "taxes"))] == ["taxes"]


def test_possessors(nlp: Language) -> None:
    assert [t.text for t in possessors(token(nlp("China's impact on trade grew."), "impact"))] == ["China"]
    assert [t.text for t in possessors(token(nlp("Its impact on trade grew."), "impact"))] == ["Its"]
    assert possessors(token(nlp("The impact on trade grew."), "impact")) == []


@pytest.mark.parametrize(
    ("sentence", "verb", "expected"),
    [
        ("Rivalry is reduced through compacts.", "reduced", ["compacts"]),
        ("The cities reduce rivalry by compacts.", "reduce", ["compacts"]),
        ("The cities reduce rivalry by establishing a fund.", "reduce", ["fund"]),
        ("Rivalry is reduced by the cities.", "reduced", []),
    ],
)
def test_means(nlp: Language, sentence: str, verb: str, expected: list[str]) -> None:
    assert [t.text for t in means(token(nlp(sentence), verb))] == expected


@pytest.mark.parametrize(
    ("sentence", "verb", "expected"),
    [
        ("Using game theory, we analyze rivalry.", "analyze", ["theory"]),
        ("We analyze rivalry with surveys.", "analyze", ["surveys"]),
        ("We use surveys to analyze rivalry.", "analyze", ["surveys"]),
        ("We analyze rivalry.", "analyze", []),
    ],
)
def test_instruments(nlp: Language, sentence: str, verb: str, expected: list[str]) -> None:
    assert [t.text for t in instruments(token(nlp(sentence), verb))] == expected


def test_the_first_name_that_finds_something_wins(nlp: Language) -> None:
    sentence = "Barriers such as distrust remain obstacles to growth."
    assert filled(nlp, sentence, "Barriers", "obj", "members", "subj") == ["distrust"]
    assert filled(nlp, sentence, "obstacles", "members", "subj") == ["Barriers"]
    assert filled(nlp, sentence, "obstacles", "in", "to") == ["growth"]
    assert filled(nlp, sentence, "growth", "obj") == []
    assert filled(nlp, sentence, "growth", "self") == ["growth"]
