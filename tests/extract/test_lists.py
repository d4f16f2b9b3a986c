from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import token
from spacy.language import Language
from spacy.tokens import Token

from kg.extract.lists import instanced, instances, kinds, listed, members, wholes


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
    ("sentence", "word", "find", "expected"),
    [
        ("They use new tools such as funds and taxes.", "such", instances, ["funds", "taxes"]),
        ("They use new tools such as funds and taxes.", "such", instanced, ["tools"]),
        ("They work in fields such as health.", "such", instanced, []),
        ("They use such tools.", "such", instances, []),
        ("They use new tools, including funds.", "including", instanced, ["tools"]),
        ("Governance has two parts: funds and taxes.", "parts", wholes, ["Governance"]),
        ("Governance has two parts: funds and taxes.", "parts", listed, ["funds", "taxes"]),
        ("The parts of the plan are new.", "parts", wholes, ["plan"]),
        ("The council is a mechanism.", "mechanism", kinds, ["council"]),
        ("The council is the mechanism.", "mechanism", kinds, []),
    ],
)
def test_kinds_examples_and_wholes(
    nlp: Language, sentence: str, word: str, find: Callable[[Token], list[Token]], expected: list[str]
) -> None:
    assert [t.text for t in find(token(nlp(sentence), word))] == expected
