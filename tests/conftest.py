"""What the tests of the stages share."""

from __future__ import annotations

from collections.abc import Callable

import hypothesis
import pytest
from spacy.language import Language
from spacy.tokens import Doc, Token

from kg import extract
from kg.model import Claim, Document, Engine, Extraction, Part, Reference, Role

hypothesis.settings.register_profile("kg", deadline=None, database=None, derandomize=True, max_examples=60)
hypothesis.settings.load_profile("kg")

Reader = Callable[[str], Extraction]


@pytest.fixture(scope="session")
def nlp() -> Language:
    return extract.load()


@pytest.fixture(scope="session")
def read_text(nlp: Language) -> Reader:
    """Reads one text as the body of a document, by the rules alone."""

    def read(text: str) -> Extraction:
        return next(extract.extract([doc(text)], nlp, Engine.RULES))

    return read


def doc(text: str, role: Role = Role.BODY, id: str = "d") -> Document:
    """A document of one part."""
    return Document(id, text, Reference("A title"), (Part(0, len(text), role),))


def stated(claim: Claim) -> str:
    """A claim as "head | relation | tail"."""
    return f"{claim.head.text} | {claim.relation} | {claim.tail.text}"


def token(doc: Doc, word: str) -> Token:
    """The first token of this form."""
    return next(t for t in doc if t.text == word)
