from __future__ import annotations

import pytest

from kg.link.match import BASE, Likeness, Match, Status, compare


@pytest.mark.parametrize(
    ("phrase", "name", "expected"),
    [
        ("joint fund", "joint fund", Likeness.SAME),
        ("Joint Funds", "joint fund", Likeness.SAME),
        ("the joint fund", "joint fund", Likeness.SAME),
        ("benefit sharing mechanism", "benefit-sharing mechanisms", Likeness.SAME),
        ("labour market organisation", "labor market organization", Likeness.SAME),
        ("sub-national unit", "subnational unit", Likeness.SAME),
        ("mechanism of benefit sharing", "benefit-sharing mechanism", Likeness.REORDERED),
        ("cooperation of cities", "city cooperation", Likeness.REORDERED),
        ("regionalcooperation", "regional cooperation", Likeness.GLUED),
        ("jointtax", "joint tax", Likeness.GLUED),
        ("tofund", "to fund", Likeness.NONE),
        ("improving schools", "improvement of schools", Likeness.DERIVED),
        ("network governance", "governance network", Likeness.NONE),
        ("policy transfer", "transfer policy", Likeness.NONE),
        ("fund", "joint fund", Likeness.NONE),
        ("joint joint fund", "joint fund", Likeness.NONE),
        ("", "joint fund", Likeness.NONE),
    ],
)
def test_compare(phrase: str, name: str, expected: Likeness) -> None:
    assert compare(phrase, name) is expected
    assert compare(name, phrase) is expected


@pytest.mark.parametrize(
    ("match", "score", "reason"),
    [
        (Match(Likeness.SAME, Status.PREFERRED, True), 1.0, "same words as the preferred label"),
        (Match(Likeness.SAME, Status.ALTERNATIVE, True), 0.98, "same words as the alternative label"),
        (
            Match(Likeness.SAME, Status.HIDDEN, False),
            0.874,
            "same words as the hidden label, read as another type",
        ),
        (
            Match(Likeness.REORDERED, Status.PREFERRED, False),
            0.828,
            "same content words in another order as the preferred label, read as another type",
        ),
        (
            Match(Likeness.SAME, Status.PREFERRED, True, "joint fund"),
            0.98,
            'short for "joint fund" in the document, same words as the preferred label',
        ),
        (Match(Likeness.NONE, Status.PREFERRED, True), 0.0, "different words as the preferred label"),
    ],
)
def test_scores_and_reasons(match: Match, score: float, reason: str) -> None:
    assert (match.score, match.reason) == (score, reason)


@pytest.mark.parametrize("likeness", [kind for kind in Likeness if BASE[kind]])
@pytest.mark.parametrize("same_type", [True, False])
def test_better_names_score_higher(likeness: Likeness, same_type: bool) -> None:
    scores = [Match(likeness, status, same_type).score for status in Status]
    assert scores == sorted(set(scores), reverse=True)
    assert Match(likeness, Status.HIDDEN, True).score > Match(likeness, Status.HIDDEN, False).score


def test_every_likeness_has_a_score() -> None:
    assert set(BASE) == set(Likeness)
