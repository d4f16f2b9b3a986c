from __future__ import annotations

import pytest

from kg.link.match import Likeness, Match, Status, bag, compare


@pytest.mark.parametrize(
    ("phrase", "name", "expected"),
    [
        ("joint fund", "joint fund", Likeness.SAME),
        ("Joint Funds", "joint fund", Likeness.SAME),
        ("benefit sharing mechanism", "benefit-sharing mechanisms", Likeness.SAME),
        ("labour market organisation", "labor market organization", Likeness.SAME),
        ("mechanism of benefit sharing", "benefit-sharing mechanism", Likeness.REORDERED),
        ("cooperation of cities", "city cooperation", Likeness.REORDERED),
        ("the joint fund", "joint fund", Likeness.REORDERED),
        ("fund", "joint fund", Likeness.NONE),
        ("joint joint fund", "joint fund", Likeness.NONE),
        ("", "joint fund", Likeness.NONE),
    ],
)
def test_compare(phrase: str, name: str, expected: Likeness) -> None:
    assert compare(phrase, name) is expected
    assert compare(name, phrase) is expected


@pytest.mark.parametrize(
    ("likeness", "status", "same_type", "score", "reason"),
    [
        (Likeness.SAME, Status.PREFERRED, True, 1.0, "same words as the preferred label"),
        (Likeness.SAME, Status.ALTERNATIVE, True, 0.98, "same words as the alternative label"),
        (Likeness.SAME, Status.HIDDEN, False, 0.874, "same words as the hidden label, read as another type"),
        (
            Likeness.REORDERED,
            Status.PREFERRED,
            False,
            0.828,
            "same content words in another order as the preferred label, read as another type",
        ),
        (Likeness.NONE, Status.PREFERRED, True, 0.0, "different words as the preferred label"),
    ],
)
def test_scores_and_reasons(likeness: Likeness, status: Status, same_type: bool, score: float, reason: str) -> None:
    match = Match(likeness, status, same_type)
    assert (match.score, match.reason) == (score, reason)


@pytest.mark.parametrize("likeness", [Likeness.SAME, Likeness.REORDERED])
@pytest.mark.parametrize("same_type", [True, False])
def test_better_names_score_higher(likeness: Likeness, same_type: bool) -> None:
    scores = [Match(likeness, status, same_type).score for status in Status]
    assert scores == sorted(set(scores), reverse=True)
    assert Match(likeness, Status.HIDDEN, True).score > Match(likeness, Status.HIDDEN, False).score


def test_bag_is_sorted_and_keeps_repeats() -> None:
    assert bag("the sharing of tax and tax bases") == ("base", "sharing", "tax", "tax")
