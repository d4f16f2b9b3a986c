from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.normal import STOP_WORDS, content, words


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("Local Governments", "local government"),
        ("benefit-sharing mechanisms", "benefit sharing mechanism"),
        ("state-of-the-art", "state of the art"),
        ("cities and counties", "city and county"),
        ("taxes, processes, churches", "tax process church"),
        ("analyses of crises", "analysis of crisis"),
        ("hypotheses", "hypothesis"),
        ("the basis of news", "the basis of news"),
        ("crisis politics", "crisis politics"),
        ("class, virus, bus, gas", "class virus bus gas"),
        ("the prisoner's dilemma", "the prisoner dilemma"),
        ("mayors' meetings", "mayor meeting"),
        ("the city’s parks", "the city park"),
        ("decentralisation", "decentralization"),
        ("organised labour programmes", "organized labor program"),
        ("a defence centre", "a defense center"),
        ("four hours", "four hour"),
        ("exercises of compromise", "exercise of compromise"),
        ("co-operation and co-ordination", "cooperation and coordination"),
        ("co-owner", "co owner"),
        ("Städte 政府 2013", "städte 政府 2013"),
        ("a_b (c)", "a b c"),
        ("EU–Russia", "eu russia"),
        ("", ""),
        ("—!—", ""),
    ],
)
def test_words(phrase: str, expected: str) -> None:
    assert " ".join(words(phrase)) == expected


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("the cooperation of the cities", "cooperation city"),
        ("trust between them", "trust"),
        ("master theses", "master thesis"),
        ("of the", "of the"),
        ("", ""),
    ],
)
def test_content(phrase: str, expected: str) -> None:
    assert " ".join(content(phrase)) == expected


@given(st.text())
def test_content_is_what_is_left_of_the_words(phrase: str) -> None:
    found, kept = words(phrase), content(phrase)
    assert set(kept) <= set(found)
    assert bool(kept) == bool(found)
    assert kept == found or not STOP_WORDS & set(kept)


@given(st.lists(st.sampled_from("city CITIES City's centre centers analyses trust".split())))
def test_the_case_of_a_phrase_does_not_matter(found: list[str]) -> None:
    phrase = " ".join(found)
    assert words(phrase) == words(phrase.upper()) == words(phrase.title().replace("'S", "'s"))
