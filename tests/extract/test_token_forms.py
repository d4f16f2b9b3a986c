"""The table of forms gives what spaCy's attribute ruler and lemmatizer give, token by token."""

from __future__ import annotations

from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.pipeline import AttributeRuler
from spacy.tokens import Token

from kg.extract import DEFAULT_MODEL, forms

TEXTS = (
    "There's hope: local governments' pacts were signed in 1998 and aren't binding.",
    "Y'all ain't gonna go; let's see what we've gotta do. C'm on!",
    "There is, and there were, a lack of trust  \n\n among them; it's what they'd had done.",
    "I'd better go. He's gone, he gets it, they got it. USA and U.S. mayors met.",
    "",
    "...",
)


@pytest.fixture
def plain() -> Language:
    return spacy.load(DEFAULT_MODEL, exclude=["ner"])


@pytest.fixture
def settled() -> Language:
    nlp = spacy.load(DEFAULT_MODEL, exclude=["ner"])
    forms.settle(nlp)
    return nlp


def of(token: Token) -> tuple[str, ...]:
    return (token.text, token.tag_, token.dep_, token.pos_, str(token.morph), token.lemma_)


def test_every_token_is_read_alike(plain: Language, settled: Language) -> None:
    assert settled.pipe_names == ["tok2vec", "tagger", "parser", "token_forms"]
    for _ in range(2):  # once from the rules, once from the table
        for text in TEXTS:
            assert [of(t) for t in settled(text)] == [of(t) for t in plain(text)]


def test_a_full_table_begins_anew(settled: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    before = [of(t) for t in settled(TEXTS[0])]
    monkeypatch.setattr(forms, "_MOST", 1)
    assert [of(t) for t in settled(TEXTS[0])] == before


@pytest.mark.parametrize("pattern", [{"NORM": "not"}, {"LOWER": "a", "OP": "+"}, {"IS_SENT_START": True}])
def test_patterns_that_ask_for_more_than_a_form_are_left_to_spacy(
    plain: Language, pattern: dict[int | str, Any]
) -> None:
    ruler = plain.get_pipe("attribute_ruler")
    assert isinstance(ruler, AttributeRuler)
    ruler.add([[pattern]], {"POS": "X"})
    before = plain.pipe_names
    forms.settle(plain)
    assert plain.pipe_names == before


def test_other_pipelines_are_left_alone(plain: Language) -> None:
    plain.add_pipe("sentencizer", before="attribute_ruler")
    before = plain.pipe_names
    forms.settle(plain)
    assert plain.pipe_names == before
