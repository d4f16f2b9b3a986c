from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.assemble import assemble, resolve
from kg.disagree import disagreements
from kg.model import (
    THIS_WORK,
    Claim,
    Disagreement,
    Dispute,
    Entity,
    EntityType,
    Evidence,
    LinkedClaim,
    Mention,
    Modality,
    Polarity,
    Reference,
    Relation,
)

ASSERTED, ADVISED, SUPPOSED = Modality.ASSERTED, Modality.RECOMMENDED, Modality.HYPOTHETICAL
YES, NO = Polarity.POSITIVE, Polarity.NEGATIVE
DENIAL = "{head} does not promote {tail}."
CHAINS = [{"l:tax competition": "l:competition", "l:Jiangsu": "l:China", "l:competition": "l:contest"}]
LEVELS = {"l:Jiangsu": "level:province", "l:China": "level:nation"}
WORKS = {
    "china": Reference("China", places=("China",)),
    "germany": Reference("Germany", places=("Germany", "Austria")),
    "feiock": Reference("By Feiock", authors=("Feiock, Richard C.",)),
    "feiock2": Reference("By Feiock and others", authors=("Andrew, Simon A.", "Feiock, Richard C.")),
}


def said(
    doc: str,
    polarity: Polarity = YES,
    by: str = THIS_WORK,
    modality: Modality = ASSERTED,
    head: str = "competition",
    relation: Relation = Relation.PROMOTES,
    sentence: str = "{head} {relation} {tail}.",
    time: str = "",
    place: str = "",
    tail: str = "growth",
) -> LinkedClaim:
    """A claim of a work with the spans of its ends in its sentence."""
    text = sentence.format(head=head, relation=relation, tail=tail)
    at = 100 + sum(map(ord, text))
    ends = [
        Mention(
            end, EntityType.FACTOR, *((at + text.index(end), at + text.index(end) + len(end)) if end in text else ())
        )
        for end in (head, tail)
    ]
    claim = Claim(
        doc,
        ends[0],
        relation,
        ends[1],
        Evidence(at, at + len(text), text),
        "rule",
        0.8,
        polarity=polarity,
        modality=modality,
        attributed_to=by,
        time=time,
        place=place,
    )
    first, last = (Entity(f"l:{end.text}", end.text, EntityType.FACTOR, local=True) for end in ends)
    return LinkedClaim(claim, first, last, (1.0, "same"), (1.0, "same"))


def found(claims: Iterable[LinkedClaim]) -> list[Disagreement]:
    return disagreements(assemble(claims, chains=CHAINS), WORKS, resolve, LEVELS)


def kinds(*claims: LinkedClaim) -> list[Dispute]:
    return sorted(d.kind for d in found(claims))


C, D, V, H, S = (
    Dispute.CONFLICT,
    Dispute.DENIED,
    Dispute.REPORTED_VIEW,
    Dispute.HYPOTHETICAL,
    Dispute.SCOPE_DIFFERENCE,
)


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        # Nothing to dispute.
        ([], []),
        ([said("w1"), said("w2")], []),
        ([said("w1"), said("w2", NO, head="trust")], [D]),
        # Two works, two scholars, a work and a scholar.
        ([said("w1"), said("w2", NO)], [C]),
        ([said("w1", by="Qian"), said("w2", NO, by="Zhou")], [C]),
        ([said("w1", by="Qian"), said("w1", NO, by="Zhou")], [C]),
        ([said("w1", by="Qian"), said("w2", NO)], [C]),
        ([said("w1"), said("w2"), said("w3", NO)], [C]),
        ([said("w1"), said("w2"), said("w3", NO), said("w4", NO)], [C, C]),
        # Opposite relations.
        ([said("w1"), said("w2", relation=Relation.HINDERS)], [C]),
        ([said("w1"), said("w2", NO, relation=Relation.HINDERS)], [D]),
        ([said("w1", relation=Relation.COOPERATES_WITH), said("w2", relation=Relation.COMPETES_WITH)], []),
        # Narrower propositions, also two steps away, and opposite relations of them.
        ([said("w1", head="tax competition"), said("w2", NO)], [C]),
        ([said("w1"), said("w2", NO, head="tax competition")], [C]),
        ([said("w1", head="tax competition"), said("w2", NO, head="contest")], [C]),
        (
            [said("w1", head="tax competition"), said("w2"), said("w3", head="competition", relation=Relation.HINDERS)],
            [C, C],
        ),
        # Only denied, and one holder who states and rejects.
        ([said("w1", NO)], [D]),
        ([said("w1", NO, modality=ADVISED)], []),
        ([said("w1"), said("w1", NO, sentence=DENIAL)], [D]),
        ([said("w1", by="Feiock"), said("w2", NO, by="R. C. Feiock (2013)")], [D]),
        ([said("w1", by="Feiock"), said("feiock", NO)], [D]),
        ([said("feiock", by="Feiock"), said("feiock", NO, sentence=DENIAL)], [D]),
        ([said("feiock"), said("feiock2", NO)], [D]),
        # One holder states and denies the same in one sentence: it was misread.
        ([said("w1"), said("w1", NO)], []),
        ([said("feiock", by="Feiock"), said("feiock", NO)], []),
        ([said("w1", sentence=""), said("w1", NO, sentence="")], [D]),
        ([said("w1"), said("w1", relation=Relation.HINDERS, sentence="{head} promotes {tail}.")], [D]),
        ([said("w1", head="tax competition"), said("w1", NO)], [D]),
        ([said("w1"), said("w1", NO), said("w2", NO)], [C]),
        ([said("w1", time="1990s"), said("w1", NO, time="since 2004")], [S]),
        # Views that a work reports to reject them, whoever else denies or holds them.
        ([said("w1", by="Qian"), said("w1", NO)], [V]),
        ([said("w1", by="Qian"), said("w1", relation=Relation.HINDERS)], [V]),
        ([said("w1", by="Qian"), said("w1", NO), said("w2", NO)], [V]),
        ([said("w1", by="some scholars"), said("w1", NO)], [V]),
        ([said("w1", by="some scholars"), said("w2", NO)], [V]),
        ([said("w1", by="Qian"), said("w1", NO), said("w2")], [C]),
        # Guesses and advice.
        ([said("w1", modality=SUPPOSED), said("w2", NO)], [H]),
        ([said("w1"), said("w2", NO, modality=ADVISED)], [H]),
        ([said("w1", modality=SUPPOSED), said("w2"), said("w3", NO)], [C]),
        # Scopes.
        ([said("china"), said("germany", NO)], [S]),
        ([said("china"), said("w2", NO)], [C]),
        ([said("china"), said("germany", NO, place="in China")], [C]),
        ([said("w1", place="the Yangtze River Delta"), said("w2", NO, place="in Yangtze River delta")], [C]),
        ([said("w1", place="Japan and Austria"), said("germany", NO)], [C]),
        ([said("w1", time="1990s"), said("w2", NO, time="1995")], [C]),
        ([said("w1", time="1990s"), said("w2", NO, time="since 2004")], [S]),
        ([said("w1", time="until 1994"), said("w2", NO, time="1961–1967")], [C]),
        ([said("w1", time="before 1994"), said("w2", NO, time="25 June 1996")], [S]),
        ([said("w1", time="1994–today"), said("w2", NO, time="2020")], [C]),
        ([said("w1", time="recent years"), said("w2", NO, time="2020")], [C]),
        ([said("w1", head="Jiangsu"), said("w2", NO, head="China")], [S]),
        ([said("china"), said("germany", NO), said("w3", NO)], [C]),
    ],
)
def test_kinds(claims: list[LinkedClaim], expected: list[Dispute]) -> None:
    assert kinds(*claims) == sorted(expected)


HARMS = Relation.HINDERS


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Some hold that {head} always harms {tail}; this is wrong.", V),
        ("Many economists argue that unchecked {head} harms {tail}, but the evidence points the other way.", V),
        ("It is often said that {head} harms {tail}; the author disagrees.", V),
        ("The myth that {head} harms {tail} dies hard.", V),
        ("Critics believe {head} harms {tail}.", V),
        ("Unchecked {head}, some argue, harms {tail}.", V),
        ("Some observers had expected that {head} harms {tail}.", V),
        ("A growing body of evidence says that {head} harms {tail}.", V),
        ("Since then researchers have proposed a {head} as what harms {tail}.", V),
        ("{head} is commonly praised as a way to end {tail}.", V),
        ("{head} is said to harm {tail}.", V),
        ("{head} harms {tail}.", C),
        ("{head} is proposed as a name for what harms {tail}.", C),
        ("{head} harms {tail}, and some argue that it should be banned.", C),
        ("While some hold that trust matters more, {head} harms {tail}.", C),
        ("Some cities hold fairs, where {head} harms {tail}.", C),
        ("That is wrong, since {head} harms {tail}.", C),
    ],
)
def test_views_of_nobody_named_are_no_conflict(sentence: str, kind: Dispute) -> None:
    """The reader credits them to the work, since nobody is named."""
    claims = [said("w1", relation=HARMS, sentence=sentence), said("w2")]
    assert kinds(*claims) == [kind]
    named = [replace(c, claim=replace(c.claim, attributed_to="Qian")) for c in claims[:1]]
    assert kinds(*named, claims[1]) == [C]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Three hypotheses are tested: that {head} harms {tail}, and that trust mends it.", H),
        ("Two hypotheses are tested: that trust helps; and that {head} harms {tail}.", H),
        ("Five hypotheses then guide the studies: that {head} harms {tail}.", H),
        ("A hypothesis is put forward that {head} harms {tail}.", H),
        ("It is hypothesised that {head} harms {tail}.", H),
        ("They put to the test the hypothesis that {head} harms {tail}.", H),
        ("The expectation is tested that {head} harms {tail}.", H),
        ("The study examines the hypothesis that {head} harms {tail}.", H),
        ("The hypothesis that {head} harms {tail} is confirmed.", C),
        ("The evidence bears out the hypothesis that {head} harms {tail}.", C),
        ("The hypothesis that {head} harms {tail} holds.", C),
        ("Three hypotheses are tested; {head} harms {tail}.", C),
        ("Hypotheses are tested on new data, and {head} harms {tail}.", C),
        ("{head} harms {tail}, whatever the hypothesis that is tested.", C),
        ("Tiebout gave the hypothesis that bears his name: {head} harms {tail}.", C),
    ],
)
def test_a_hypothesis_to_be_tested_is_no_side_of_a_conflict(sentence: str, kind: Dispute) -> None:
    assert kinds(said("w1", relation=HARMS, sentence=sentence), said("w2")) == [kind]


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("Where rule is good, {head} helps {tail}.", "Without good rule {head} harms {tail}.", S),
        ("{head} helps {tail} in the short term, but harms it in the long run.", "", S),
        ("{head} firstly helped {tail} and later harmed it.", "", S),
        ("In one situation {head} helps {tail}, in another situation it harms it.", "", S),
        ("{head} helps {tail} and harms it.", "", D),
        ("Where rule is good, {head} helps {tail}.", "{head} harms {tail}.", D),
    ],
)
def test_one_holder_may_give_each_side_a_condition(one: str, other: str, kind: Dispute) -> None:
    assert kinds(said("w1", sentence=one), said("w1", relation=HARMS, sentence=other or one)) == [kind]


IN_MODEL = "Dual federalism is an arrangement in which the {head} does not direct the {tail}."


@pytest.mark.parametrize(
    ("relation", "head", "tail", "one", "other", "kind"),
    [
        # A membership that ended.
        ("participatesIn", "Niger", "Task Force", "{head} is in the {tail}.", "{head} has left the {tail}.", S),
        ("participatesIn", "Niger", "Task Force", "{head} withdrew from {tail} in May.", "{head} is not in {tail}.", S),
        ("participatesIn", "Niger", "Task Force", "{head} is in the {tail}.", "{head} is not in the {tail}.", C),
        ("promotes", "Niger", "peace", "{head} builds {tail}.", "{head} left no {tail}.", C),
        # Actors of a kind, none of them named.
        ("cooperatesWith", "cities", "counties", "{head} work with {tail}.", "{head} never work with {tail}.", S),
        ("promotes", "cities", "growth", "{head} drive {tail}.", "{head} do not drive {tail}.", C),
        # What holds in a model by its definition.
        ("directs", "Union", "States", "The {head} directs the {tail}.", IN_MODEL, S),
        (
            "promotes",
            "Union",
            "growth",
            "The {head} helps {tail}.",
            "{head} is a system in which trade helps {tail}.",
            C,
        ),
    ],
)
def test_works_may_speak_of_other_times_and_actors(
    relation: str, head: str, tail: str, one: str, other: str, kind: Dispute
) -> None:
    sides = [
        said(doc, polarity, head=head, relation=Relation(relation), tail=tail, sentence=sentence)
        for doc, polarity, sentence in (("w1", YES, one), ("w2", NO, other))
    ]
    assert kinds(*(_of_governments(c) if relation != "promotes" else c for c in sides)) == [kind]


def _of_governments(claim: LinkedClaim) -> LinkedClaim:
    kind = EntityType.GOVERNMENT
    return replace(claim, head=replace(claim.head, type=kind), tail=replace(claim.tail, type=kind))


def test_unnamed_actors_of_one_place_are_the_same() -> None:
    claims = [
        _of_governments(said(doc, polarity, head="cities", relation=Relation.DIRECTS, tail="towns", place=place))
        for doc, polarity, place in (("w1", YES, "Japan"), ("w2", NO, "Japan"), ("w3", NO, "Japan and China"))
    ]
    assert kinds(*claims[:2]) == [C]
    assert kinds(claims[0], claims[2]) == [S]


def test_a_record_names_both_sides_and_says_why() -> None:
    yes, no = said("china", head="tax competition"), said("germany", NO)
    (record,) = found([yes, no])
    assert (record.proposition_a, record.proposition_b) == (yes.proposition, no.proposition)
    assert (record.claim_a, record.claim_b) == (yes.id, no.id)
    assert record.reason == "places differ: china and austria, germany"
    (lone,) = found([no])
    assert (lone.proposition_a, lone.claim_a, lone.claim_b) == (no.proposition, "", no.id)


def test_many_claims_give_few_records() -> None:
    claims = [said(f"w{n}") for n in range(400)] + [said(f"v{n}", NO) for n in range(300)]
    records = found(claims)
    assert len(records) == 300
    assert {r.kind for r in records} == {C}
    assert len({r.claim_b for r in records}) == 300


CLAIMS = st.builds(
    said,
    st.sampled_from(["w1", "w2", "china", "germany", "feiock"]),
    st.sampled_from(Polarity),
    st.sampled_from([THIS_WORK, "Qian", "Feiock", "some scholars"]),
    st.sampled_from(Modality),
    st.sampled_from(["tax competition", "competition", "contest"]),
    st.sampled_from([Relation.PROMOTES, Relation.HINDERS, Relation.COMPETES_WITH]),
)


@given(st.lists(CLAIMS, max_size=12))
def test_records_are_sound_and_know_no_order(claims: list[LinkedClaim]) -> None:
    propositions = assemble(claims, chains=CHAINS)
    records = disagreements(propositions, WORKS, resolve, LEVELS)
    assert disagreements(propositions[::-1], WORKS, resolve, LEVELS) == records
    by_id = {c.id: c.claim for c in claims}
    for record in records:
        sides = [by_id[i] for i in (record.claim_a, record.claim_b) if i]
        assert record.claim_a or record.kind is D
        if record.kind is C:
            assert all(c.modality is ASSERTED for c in sides)
            assert len({(c.doc, c.attributed_to) for c in sides}) == 2
            assert "some scholars" not in {c.attributed_to for c in sides}
    assert len({r.id for r in records}) == len(records)
