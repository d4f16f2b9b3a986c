from __future__ import annotations

import pytest
from curation_samples import ROW, decision, row

from kg.claimrow import ClaimRow
from kg.curate import CurationError, Decision, anchor, anchors, attach, current, linked_anchor
from kg.model import Claim, Entity, EntityType, Evidence, LinkedClaim, Mention, Relation

OTHER_SENTENCE = {"quote": "Benefit sharing hardly overcomes local protectionism."}


@pytest.mark.parametrize(
    ("changed", "claim"),
    [
        ({}, "0a1b"),
        ({"start": "99"}, "0a1b"),
        ({"quote": "Benefit sharing\n overcomes local protectionism."}, "0a1b"),
        ({"claim": "ff"}, "ff"),
        ({"claim": "ff", "head_mention": "benefit-sharing", "tail_mention": "local Protectionism"}, "ff"),
        ({"claim": "ff", "head": "https://example.org/other", "attributed_to": "Smith"}, "ff"),
        (OTHER_SENTENCE, None),
        ({"claim": "ff"} | OTHER_SENTENCE, None),
        ({"claim": "ff", "doc": "chen-2018"}, None),
        ({"claim": "ff", "relation": "hinders"}, None),
        ({"claim": "ff", "tail_mention": "protectionism"}, None),
        ({"claim": "ff", "head_mention": "local protectionism", "tail_mention": "Benefit sharing"}, None),
        ({"claim": "ff", "polarity": "negative"}, None),
        ({"claim": "ff", "modality": "hypothetical"}, None),
    ],
)
def test_a_decision_finds_its_claim(changed: dict[str, str], claim: str | None) -> None:
    found = attach([decision("reject")], anchors([row(**changed), row("77", doc="another")]))
    assert [d.claim for d in found.decisions] == ([claim] if claim else [])
    assert found.moved == (((decision("reject"), claim),) if claim == "ff" else ())
    assert found.orphans == (() if claim else (decision("reject"),))


def test_the_ends_of_a_symmetric_relation_have_no_order() -> None:
    one = row(relation="cooperatesWith", head_mention="Wuxi", tail_mention="Suzhou")
    turned = row("ff", relation="cooperatesWith", head_mention="Suzhou", tail_mention="Wuxi")
    assert [d.claim for d in attach([decision(of=one)], anchors([turned])).decisions] == ["ff"]


def test_a_decision_goes_to_every_claim_that_says_the_same() -> None:
    found = attach([decision()], anchors([row("f2", start="80"), row("f1", start="12")]))
    assert [claim for _, claim in found.moved] == ["f1", "f2"]
    # The claim that has the id is the one decided on; its twin is not.
    assert [d.claim for d in attach([decision()], anchors([ROW, row("f2")])).decisions] == ["0a1b"]


def test_only_decisions_that_count_are_attached() -> None:
    late = decision("reject", time="2026-11-23T00:00:00Z")
    assert attach([late, decision()], anchors([ROW])).decisions == (late,)
    assert attach([late, decision()], {}).orphans == (late,)


LATER, LAST = "2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z"


@pytest.mark.parametrize(
    ("log", "kept"),
    [
        ([decision(), decision("withdraw", time=LATER)], []),
        # Under another id than the verdict, as the claim is read now.
        ([decision(), decision("withdraw", time=LATER, of=row("ff"))], []),
        (
            [decision(), decision("withdraw", time=LATER, of=row("ff")), decision("reject", time=LAST, of=row("ff"))],
            ["reject"],
        ),
        ([decision(time=LAST), decision("withdraw", time=LATER, of=row("ff"))], ["accept"]),
        ([decision(), decision("withdraw", time=LATER, of=row("ff"), curator="Bo")], ["accept"]),
        ([decision("withdraw", time=LATER, of=row("77", doc="gone"))], []),
    ],
)
def test_what_is_taken_back_is_not_attached(log: list[Decision], kept: list[str]) -> None:
    found = attach(log, anchors([row("ff")]))
    assert [d.verdict for d in current(found.decisions).values()] == kept
    assert found.orphans == ()
    assert all(d.verdict != "withdraw" for d, _ in found.moved)


def test_ends_without_letters_are_compared_as_they_are() -> None:
    one, other = row(head_mention="§"), row("ff", head_mention="†")
    assert attach([decision(of=one)], anchors([other])).orphans


def linked(of: ClaimRow) -> LinkedClaim:
    """The claim that the row shows."""
    head, tail = Mention(of.head_mention, EntityType.MECHANISM), Mention(of.tail_mention, EntityType.OBSTACLE)
    claim = Claim(of.doc, head, Relation(of.relation), tail, Evidence(10, 56, of.quote), of.rule, 0.85)
    entity = Entity(of.head, of.head_label, EntityType.MECHANISM, local=False)
    return LinkedClaim(claim, entity, entity, (1.0, ""), (1.0, ""))


def test_a_claim_and_its_row_have_one_anchor() -> None:
    assert linked_anchor(linked(ROW)) == anchor(ROW)


def test_a_row_with_an_unknown_code_is_named() -> None:
    with pytest.raises(CurationError, match=r"claim/ff: 'likes' is not a valid Relation; build the store again"):
        anchor(row("ff", relation="likes"))
