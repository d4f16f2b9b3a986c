from __future__ import annotations

from dataclasses import replace

import pytest
from curation_samples import decision, row

from kg.curate import Decision, Edit, Verdict, agreement, apply, conflicts

LATER = "2026-11-23T00:00:00Z"


def edited(head: str, curator: str = "Ann") -> Decision:
    return replace(decision("unsure", curator=curator), verdict=Verdict.EDIT, edit=Edit(head=head))


@pytest.mark.parametrize(
    ("decisions", "status"),
    [
        ([], None),
        ([decision("accept")], "accepted"),
        ([decision("reject")], "rejected"),
        ([decision("unsure")], None),
        ([edited("x")], "edited"),
        ([decision("accept"), decision("reject", time=LATER)], "rejected"),
        ([decision("reject"), decision("unsure", time=LATER)], None),
        ([decision("reject"), decision("withdraw", time=LATER)], None),
        (
            [decision("accept"), decision("reject", curator="Bo"), decision("withdraw", time=LATER, curator="Bo")],
            "accepted",
        ),
        ([decision("accept"), decision("accept", curator="Bo")], "accepted"),
        ([decision("accept"), decision("unsure", curator="Bo")], "accepted"),
        ([decision("accept"), decision("reject", curator="Bo")], "contested"),
        ([decision("accept"), edited("x", "Bo")], "contested"),
        ([edited("x"), edited("x", "Bo")], "edited"),
        ([edited("x"), edited("y", "Bo")], "contested"),
    ],
)
def test_status(decisions: list[Decision], status: str | None) -> None:
    assert apply(["0a1b", "0c"], decisions) == ({"0a1b": status} if status else {})
    found = conflicts(decisions)
    assert [c.claim for c in found] == (["0a1b"] if status == "contested" else [])
    assert all(set(c.decisions) == set(decisions) for c in found)


def test_a_status_is_given_to_the_claims_that_are_asked_for() -> None:
    assert apply(["0c"], [decision()]) == {}


@pytest.mark.parametrize(
    ("ann", "bo", "count", "same", "kappa", "undefined"),
    [
        ("", "", 0, 0, None, "no claim was decided by both"),
        ("aaa", "aaa", 3, 3, None, "both gave every claim the same one verdict"),
        ("ar", "ar", 2, 2, 1.0, ""),
        ("ar", "ra", 2, 0, -1.0, ""),
        ("aaa", "aar", 3, 2, 0.0, ""),
        # Cohen's kappa of the table 20 5 / 10 15: 0.7 observed, 0.5 expected.
        ("a" * 25 + "r" * 25, "a" * 20 + "r" * 5 + "a" * 10 + "r" * 15, 50, 35, 0.4, ""),
        ("aruu", "aruu", 4, 4, 1.0, ""),
    ],
)
def test_agreement(ann: str, bo: str, count: int, same: int, kappa: float | None, undefined: str) -> None:
    verdicts = {"a": "accept", "r": "reject", "u": "unsure"}
    decisions = [
        decision(verdicts[letter], curator=curator, of=row(f"c{number}"))
        for curator, letters in (("Ann", ann), ("Bo", bo))
        for number, letter in enumerate(letters)
    ]
    alone = [decision(curator=curator, of=row(f"only-{curator}")) for curator in ("Ann", "Bo")]
    (found,) = agreement([*decisions, *alone])
    assert (found.curators, found.count, found.same) == (("Ann", "Bo"), count, same)
    assert (found.kappa, found.undefined) == (kappa, undefined)


def test_what_is_taken_back_agrees_with_nobody() -> None:
    both = [decision(), decision("reject", curator="Bo")]
    elsewhere = decision(of=row("0c"))
    (found,) = agreement([*both, elsewhere, decision("withdraw", time=LATER)])
    assert (found.count, found.undefined) == (0, "no claim was decided by both")


def test_agreement_is_of_each_two() -> None:
    decisions = [decision(curator=name) for name in ("Cy", "Ann", "Bo")]
    assert [a.curators for a in agreement(decisions)] == [("Ann", "Bo"), ("Ann", "Cy"), ("Bo", "Cy")]
    assert agreement([decision()]) == ()
