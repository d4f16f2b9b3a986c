from __future__ import annotations

import pytest
from planted import claim

from kg.patterns.doubt import asks, misread


@pytest.mark.parametrize(
    ("quote", "changes", "expected"),
    [
        ("A promotes B.", {}, False),
        ("A alone does not promote B.", {}, True),
        ("There is little\nevidence that A promotes B.", {}, True),
        ("Does A promote B?", {}, True),
        ("How far A promotes B is open.", {}, True),
        ("Howfar A promotes B, knot enough.", {}, False),
        ("A alone does not promote B.", {"polarity": "negative"}, False),
        ("A might, whether late or not, promote B.", {"modality": "hypothetical"}, False),
        ("It asks whether A promotes B.", {"relation": "studies"}, False),
    ],
)
def test_doubt_holds_a_claim_back(quote: str, changes: dict[str, str], expected: bool) -> None:
    made = {"quote": quote, "relation": "promotes"} | changes
    relation = made.pop("relation")
    assert misread(claim("A", relation, "B", 1, **made)) is expected


def test_doubt_of_another_part_of_the_sentence_does_not() -> None:
    quote = "C does not work; A promotes B; D is asked whether."
    places = {"start": "100", "head_start": "117", "head_end": "118", "tail_start": "128", "tail_end": "129"}
    assert not misread(claim("A", "promotes", "B", 1, quote=quote, **places))
    assert misread(claim("A", "promotes", "B", 1, quote=quote, **places | {"head_start": ""}))
    assert misread(claim("A", "promotes", "B", 1, quote=quote, **places | {"start": "900"}))


def test_denials_may_not_ask_but_may_deny() -> None:
    assert asks(claim("A", "promotes", "B", 1, quote="It is open whether A fails B.", polarity="negative"))
    assert not asks(claim("A", "promotes", "B", 1, quote="A does not promote B.", polarity="negative"))
