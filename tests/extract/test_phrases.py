from __future__ import annotations

import pytest
from spacy.language import Language

from kg.extract.phrases import canonical, head_of, is_work, phrase


@pytest.mark.parametrize(
    ("sentence", "head", "expected"),
    [
        ("Fiscal equalization helps.", "equalization", "fiscal equalization"),
        ("The very important joint fund of the two cities works.", "fund", "joint fund of the two cities"),
        ("Cooperation between local governments grew.", "Cooperation", "cooperation between local governments"),
        ("Conflicts over water resources persist.", "Conflicts", "conflicts over water resources"),
        ("Their own tax-sharing mechanism failed.", "mechanism", "tax-sharing mechanism"),
        ("Shanghai's regional plan works.", "plan", "Shanghai's regional plan"),
        ("The Yangtze River Delta grew.", "Delta", "Yangtze River Delta"),
        ("The EU and NAFTA differ.", "EU", "EU"),
        ("Xu Yuan and others wrote a book.", "Yuan", "Xu Yuan and others"),
        ("Costs of search, bargaining and control fell.", "Costs", "costs of search, bargaining and control"),
        ("A series of joint meetings followed.", "series", "joint meetings"),
        ("The establishment of a joint office followed.", "establishment", "joint office"),
        ("Building a regional park takes time.", "Building", "regional park"),
        ("The council in Bavaria met.", "council", "council"),
        ("The cities competing for jobs met.", "cities", "cities"),
        ("The plan, which failed, was new.", "plan", "plan"),
        ("A fund (the first) and a plan exist.", "fund", "fund"),
    ],
)  # fmt: skip
def test_the_shortest_phrase_that_names_a_thing(nlp: Language, sentence: str, head: str, expected: str) -> None:
    span = phrase(next(t for t in nlp(sentence) if t.text == head))
    assert span is not None
    assert canonical(span) == expected


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("It works.", "It"),
        ("They help each other.", "They"),
        ("The plan, which failed, was new.", "which"),
        ("The plan failed.", "failed"),
        ("There is a plan.", "There"),
    ],
)
def test_pronouns_and_clauses_name_nothing(nlp: Language, sentence: str, word: str) -> None:
    assert phrase(next(t for t in nlp(sentence) if t.text == word)) is None


@pytest.mark.parametrize(
    ("sentence", "word", "expected"),
    [
        ("The establishment of a series of joint parks took years.", "establishment", "parks"),
        ("The joint parks opened.", "parks", "parks"),
        ("The establishment took years.", "establishment", "establishment"),
        ("By building a dam they won.", "building", "dam"),
    ],
)
def test_head_of(nlp: Language, sentence: str, word: str, expected: str) -> None:
    assert head_of(next(t for t in nlp(sentence) if t.text == word)).text == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The paper asks why.", ["paper"]),
        ("We ask why.", ["We"]),
        ("The author asks why.", ["author"]),
        ("The present article asks why.", ["article"]),
        ("A paper asks why.", []),
        ("The paper by Smith asks why.", []),
        ("The study of rivers is old.", []),
        ("Many authors agree.", []),
        ("This town agrees.", []),
    ],
)
def test_is_work(nlp: Language, sentence: str, expected: list[str]) -> None:
    assert [t.text for t in nlp(sentence) if is_work(t)] == expected


def test_names_keep_their_capitals(nlp: Language) -> None:
    assert canonical(nlp("The  Joint eGovernment Office of the EU and Ruhr ,")[:]).endswith("of the EU and Ruhr")
    assert canonical(nlp("The joint  funds,")[:]) == "the joint funds"
