from __future__ import annotations

import pytest
from conftest import token
from spacy.language import Language

from kg.extract.arguments import arguments, instruments, means


def filled(nlp: Language, sentence: str, trigger: str, *names: str) -> list[str]:
    return [t.text for t in arguments(token(nlp(sentence), trigger), names)]


@pytest.mark.parametrize(
    ("sentence", "trigger", "name", "expected"),
    [
        ("Rain makes travel harder.", "harder", "made", []),
        ("Rain makes travel difficult.", "difficult", "made", ["travel"]),
        ("Rain makes travel difficult.", "difficult", "maker", ["Rain"]),
        ("Rain makes travel less likely.", "likely", "maker", []),
        ("Rain makes travel less likely.", "likely", "unmaker", ["Rain"]),
        ("Travel is difficult.", "difficult", "maker", []),
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
        ("By means of case studies, it answers the question.", "studies", "tool", ["studies"]),
        ("The mayors met by chance.", "chance", "tool", []),
        ("It rests on a comparative analysis.", "analysis", "method", ["analysis"]),
        ("It rests on an analysis.", "analysis", "method", []),
    ],
)
def test_arguments_of_effects_partners_and_studies(
    nlp: Language, sentence: str, trigger: str, name: str, expected: list[str]
) -> None:
    assert filled(nlp, sentence, trigger, name) == expected


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
