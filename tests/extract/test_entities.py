from __future__ import annotations

import pytest
from spacy.language import Language

from kg.extract.entities import SPANS, EntityFinder, Gazetteer, cue_type, find_names, normal_tokens
from kg.model import Concept, EntityType

CONCEPTS = (
    Concept("c:1", "joint park", EntityType.MECHANISM, ("shared park",)),
    Concept("c:2", "joint park council", EntityType.BODY),
    Concept("c:3", "park", EntityType.REGION, (), ("joynt park",)),
    Concept("c:4", "!", EntityType.ISSUE),
)
GAZETTEER = Gazetteer.of(CONCEPTS)


def spans(nlp: Language, text: str) -> list[tuple[str, str]]:
    doc = nlp(text)
    return [(s.text, s.label_) for s in doc.spans[SPANS]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Joint Park Council met.", [("Joint Park Council", "Body")]),
        ("The joint parks opened.", [("joint parks", "Mechanism")]),
        ("The shared park and a park exist.", [("shared park", "Mechanism"), ("park", "Region")]),
        ("A joynt park is a joint-park.", [("joynt park", "Region"), ("joint-park", "Mechanism")]),
        ("The council met!", []),
    ],
)
def test_the_longest_name_wins(nlp: Language, text: str, expected: list[tuple[str, str]]) -> None:
    assert [(s.text, s.label_) for s in find_names(nlp(text), GAZETTEER)] == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("joint", "park"), EntityType.MECHANISM),
        (("joint", "park", "council"), EntityType.BODY),
        (("joint",), None),
        ((), None),
    ],
)
def test_exact_names(words: tuple[str, ...], expected: EntityType | None) -> None:
    assert GAZETTEER.exact(words) is expected


def test_the_order_of_the_concepts_does_not_matter() -> None:
    assert Gazetteer.of(CONCEPTS[::-1]) == GAZETTEER


def test_normal_tokens_open_hyphens_and_skip_punctuation(nlp: Language) -> None:
    assert [w for w, _ in normal_tokens(nlp("Tax-sharing, by cities!"))] == ["tax", "sharing", "by", "city"]


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("The provincial governments", EntityType.GOVERNMENT),
        ("a river commission", EntityType.BODY),
        ("sewage agreements", EntityType.AGREEMENT),
        ("a ferry-sharing scheme", EntityType.MECHANISM),
        ("lack of good roads", EntityType.OBSTACLE),
        ("a curious bottleneck", None),
        ("soil pollution", EntityType.ISSUE),
        ("panel regression", EntityType.METHOD),
    ],
)
def test_cues(nlp: Language, phrase: str, expected: EntityType | None) -> None:
    span = nlp(f"{phrase} exists.")[:-2]
    while span[0].lower_ in {"a", "the"}:
        span = span[1:]
    assert cue_type(span) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Regional rivalry worries the XYZ council.", [("Regional rivalry", "Obstacle"), ("XYZ council", "Body")]),
        ("We use regression analysis.", [("regression analysis", "Method")]),
        ("Nothing happened.", []),
        ("", []),
    ],
)  # fmt: skip
def test_typed_spans_of_a_text(nlp: Language, text: str, expected: list[tuple[str, str]]) -> None:
    assert spans(nlp, text) == expected


def test_names_of_the_ontology_are_found(nlp: Language) -> None:
    found = spans(nlp, "Local protectionism in the Yangtze River Delta worries the European Union.")
    assert ("Local protectionism", "Obstacle") in found
    assert ("Yangtze River Delta", "Region") in found
    assert ("European Union", "Body") in found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("European Union", EntityType.BODY),
        ("curious river commission", EntityType.BODY),
        ("green bottleneck", None),
    ],
)
def test_types_of_phrases(nlp: Language, text: str, expected: EntityType | None) -> None:
    finder = nlp.get_pipe("igr_entities")
    assert isinstance(finder, EntityFinder)
    doc = nlp(f"The {text} exists.")
    assert finder.type_of(doc[1:-2]) is expected
