from __future__ import annotations

import pytest
from spacy.language import Language

from kg.extract.references import find_references


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The council met. It reduces costs.", [("It", "council")]),
        ("The councils met. They reduce costs.", [("They", "councils")]),
        ("The council has a fund. It reduces costs.", [("It", "council")]),
        ("The city and the county met. They reduce costs.", [("They", "city")]),
        ("The counties set up a joint fund. This fund helps.", [("fund", "fund")]),
        ("A tax reform passed. These reforms help.", [("reforms", "reform")]),
        ("Feiock argues that councils help. They reduce costs.", [("They", "councils")]),
        ("This paper works. It helps.", [("It", "paper")]),
        ("Feiock wrote first. He holds that councils help.", [("He", "Feiock")]),
        ("The council met. Its members agreed.", [("Its", "council")]),
        ("The Rhine Commission met. Later the Commission agreed.", [("Commission", "Commission")]),
    ],
)
def test_pronouns_stand_for_the_subject_before(nlp: Language, text: str, expected: list[tuple[str, str]]) -> None:
    doc = nlp(text)
    assert [(a.text, b.text) for a, b in find_references(doc)] == expected
    assert doc._.references == {a.i: b.i for a, b in find_references(doc)}


@pytest.mark.parametrize(
    "text",
    [
        "It is necessary to act.",
        "The councils met. It reduces costs.",
        "The council met. They reduce costs.",
        "It helps.",
        "The council, which met, helps.",
        "The council met. This helps.",
        "Later the Commission agreed.",
        "A river commission works. The commission meets.",
        "These funds help.",
        "Trust matters. Rain fell in May. Snow fell in June. Ice fell in July.",
    ],
)
def test_nothing_is_guessed(nlp: Language, text: str) -> None:
    assert list(find_references(nlp(text))) == []


def test_nothing_is_looked_for_further_back_than_two_sentences(nlp: Language) -> None:
    doc = nlp("The council met. Stop! Listen! It reduces costs.")
    assert list(find_references(doc)) == []
