from __future__ import annotations

import pytest
from curation_samples import BASE, ROW, row

from kg.claimrow import ClaimRow
from kg.compare import difference, lines
from kg.model import Claim, Entity, EntityType, Evidence, LinkedClaim, Mention, Relation

NEW = row("0c", doc="wu-2018", head=f"{BASE}concept/trust", head_label="trust", quote="Trust overcomes it.")


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"confidence": "0.9"}, ("confidence",)),
        ({"confidence": "0.9", "rule": "model"}, ("confidence", "rule")),
        ({"claim": "ff", "polarity": "negative"}, ("polarity",)),
        ({"claim": "ff", "modality": "recommended", "attributed_to": "Smith"}, ("modality", "attributed_to")),
        ({"time": "1995", "place": "Jiangsu"}, ("time", "place")),
        ({"claim": "ff", "start": "20", "end": "66"}, ()),
        ({"claim": "ff", "quote": "Benefit sharing\novercomes local protectionism."}, ()),
        ({"citation": "another", "head_label": "sharing", "head_mention": "sharing"}, ()),
    ],
)
def test_a_claim_with_its_sentence_and_ends_is_changed_or_the_same(
    changed: dict[str, str], fields: tuple[str, ...]
) -> None:
    found = difference([ROW, NEW], [NEW, row(**changed)])
    assert [c.fields for c in found.claims_changed] == ([fields] if fields else [])
    assert (found.claims_gained, found.claims_lost, found.propositions_gained, found.propositions_lost) == ((),) * 4
    assert bool(found) == bool(fields)


@pytest.mark.parametrize(
    "changed",
    [
        {"quote": "Benefit sharing fails."},
        {"relation": "hinders"},
        {"head": NEW.head},
        {"doc": "wu-2018"},
        {"head": ROW.tail, "tail": ROW.head},
    ],
)
def test_another_sentence_or_other_ends_make_another_claim(changed: dict[str, str]) -> None:
    other = row("ff", **changed)
    found = difference([ROW], [other])
    assert (found.claims_gained, found.claims_lost, found.claims_changed) == ((other,), (ROW,), ())


def test_claims_and_propositions_are_gained_and_lost() -> None:
    there, back = difference([ROW], [ROW, NEW, NEW]), difference([NEW, ROW], [ROW])
    assert there.claims_gained == back.claims_lost == (NEW,)
    assert [(s.head, s.before, s.after) for s in there.propositions_gained] == [("trust", 0, 1)]
    assert [(s.head, s.before, s.after) for s in back.propositions_lost] == [("trust", 1, 0)]


def test_a_proposition_changes_with_the_works_that_claim_it() -> None:
    more = [row("ff", doc="wu-2018"), row("fe", doc="wu-2018", quote="Again."), row("fd", quote="Once more.")]
    found = difference([ROW], [ROW, *more])
    assert [(s.before, s.after) for s in found.propositions_changed] == [(1, 2)]
    assert found.propositions_gained == ()


def test_the_ends_of_a_symmetric_relation_have_no_order() -> None:
    turned = {"head": ROW.tail, "tail": ROW.head}
    one, other = row(relation="cooperatesWith"), row("ff", relation="cooperatesWith", **turned)
    assert not difference([one], [other])


def test_a_proposition_has_the_id_that_it_has_in_the_graph() -> None:
    head = Entity(ROW.head, ROW.head_label, EntityType.MECHANISM, local=False)
    tail = Entity(ROW.tail, ROW.tail_label, EntityType.OBSTACLE, local=False)
    mention = Mention("x", EntityType.MECHANISM)
    claim = Claim(ROW.doc, mention, Relation.ADDRESSES, mention, Evidence(0, 1, "x"), "", 0.5)
    (stated,) = difference([], [ROW]).propositions_gained
    assert stated.id == LinkedClaim(claim, head, tail, (1.0, ""), (1.0, "")).proposition


def test_twins_are_paired_one_to_one_with_the_fewest_differences() -> None:
    denied = row("0b", polarity="negative")
    before = [ROW, denied]
    after = [row("f1", polarity="negative"), row("f2", polarity="negative", confidence="0.1")]
    found = difference(before, after)
    assert [(c.before.claim, c.after.claim, c.fields) for c in found.claims_changed] == [
        (ROW.claim, f"{BASE}claim/f2", ("polarity", "confidence"))
    ]
    third = row("f3", polarity="negative", confidence="0.2")
    assert difference(before, [*after, third]).claims_gained == (third,)


@pytest.mark.parametrize("rows", [[], [ROW], [ROW, NEW, row("f1", polarity="negative")]])
def test_a_store_does_not_differ_from_itself(rows: list[ClaimRow]) -> None:
    assert not difference(rows, list(reversed(rows)))
    assert list(lines(difference(rows, rows))) == [
        "propositions: 0 gained, 0 lost, 0 changed",
        "claims: 0 gained, 0 lost, 0 changed",
    ]


def test_lines() -> None:
    lost = row("0d", relation="hinders", quote="Two\nlines.")
    changed = row(confidence="0.9", time="1995")
    ends = "benefit sharing | addresses | local protectionism"
    assert list(lines(difference([ROW, lost], [changed, NEW]))) == [
        "propositions: 1 gained, 1 lost, 0 changed",
        "claims: 1 gained, 1 lost, 1 changed",
        "+ proposition trust | addresses | local protectionism (0 -> 1 works)",
        "- proposition benefit sharing | hinders | local protectionism (1 -> 0 works)",
        "+ claim 0c wu-2018: trust | addresses | local protectionism “Trust overcomes it.”",
        "- claim 0d chen-2017: benefit sharing | hinders | local protectionism “Two lines.”",
        f"~ claim 0a1b chen-2017: {ends} “{ROW.quote}”: time none -> 1995, confidence 0.85 -> 0.9",
    ]
