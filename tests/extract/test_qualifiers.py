from __future__ import annotations

import pytest
from conftest import Reader

from kg.model import THIS_WORK, Claim, Modality, Polarity, Relation

P, N = Polarity.POSITIVE, Polarity.NEGATIVE
ASSERTED, ADVICE, GUESS = Modality.ASSERTED, Modality.RECOMMENDED, Modality.HYPOTHETICAL


def only(claims: tuple[Claim, ...], relation: Relation = Relation.PROMOTES) -> Claim:
    (found,) = [c for c in claims if c.relation is relation]
    return found


@pytest.mark.parametrize(
    ("said", "polarity", "modality"),
    [
        ("Joint planning promotes regional integration.", P, ASSERTED),
        ("Joint planning can promote regional integration.", P, ASSERTED),
        ("Joint planning aims to promote regional integration.", P, ASSERTED),
        ("Joint planning does not promote regional integration.", N, ASSERTED),
        ("Joint planning doesn't promote regional integration.", N, ASSERTED),
        ("Joint planning never promotes regional integration.", N, ASSERTED),
        ("Joint planning hardly promotes regional integration.", N, ASSERTED),
        ("Joint planning cannot promote regional integration.", N, ASSERTED),
        ("Joint planning does not yet promote regional integration.", N, ASSERTED),
        ("Joint planning fails to promote regional integration.", N, ASSERTED),
        ("Joint planning has failed to promote regional integration.", N, ASSERTED),
        ("Joint planning never fails to promote regional integration.", P, ASSERTED),
        ("Regional integration is not promoted by joint planning.", N, ASSERTED),
        ("No agreement promotes regional integration.", N, ASSERTED),
        ("Joint planning not only promotes regional integration but also reduces waste.", P, ASSERTED),
        ("Joint planning should promote regional integration.", P, ADVICE),
        ("Joint planning must promote regional integration.", P, ADVICE),
        ("Joint planning needs to promote regional integration.", P, ADVICE),
        ("Joint planning should not promote regional integration.", N, ADVICE),
        ("Joint planning may promote regional integration.", P, GUESS),
        ("Joint planning might promote regional integration.", P, GUESS),
        ("Joint planning could promote regional integration.", P, GUESS),
        ("Joint planning would promote regional integration.", P, GUESS),
        ("Joint planning may not promote regional integration.", N, GUESS),
        ("Joint planning is unlikely to promote regional integration.", N, GUESS),
        ("If joint planning promotes regional integration, the counties prosper.", P, GUESS),
        ("The authors ask whether joint planning promotes regional integration.", P, GUESS),
        ("We hypothesize that joint planning promotes regional integration.", P, GUESS),
        ("The mayors hope that joint planning promotes regional integration.", P, GUESS),
        ("Neither joint planning nor a fund promotes regional integration.", N, ASSERTED),
        ("Joint planning does not delay but promotes regional integration.", P, ASSERTED),
        ("Whether joint planning promotes regional integration is unclear.", P, GUESS),
    ],
)
def test_polarity_and_modality(read_text: Reader, said: str, polarity: Polarity, modality: Modality) -> None:
    claims = [c for c in read_text(said).claims if c.relation is Relation.PROMOTES]
    assert claims
    assert {(c.polarity, c.modality) for c in claims} == {(polarity, modality)}


@pytest.mark.parametrize(
    ("said", "relation", "polarity", "modality"),
    [
        ("The county should establish a joint fund.", Relation.ESTABLISHES, P, ADVICE),
        ("A joint fund should be established by the counties.", Relation.ESTABLISHES, P, ADVICE),
        ("The author recommends that the counties establish a joint fund.", Relation.ESTABLISHES, P, ADVICE),
        ("The counties established a joint fund to promote trade.", Relation.ESTABLISHES, P, ASSERTED),
        ("A joint fund should be established.", Relation.RECOMMENDS, P, ADVICE),
        ("It is necessary to establish a joint fund.", Relation.RECOMMENDS, P, ADVICE),
        ("We must establish a joint fund.", Relation.RECOMMENDS, P, ADVICE),
        ("The author calls for a joint fund.", Relation.RECOMMENDS, P, ADVICE),
        ("Mutual trust is not a precondition for regional cooperation.", Relation.REQUIRES, N, ASSERTED),
    ],
)
def test_other_relations(
    read_text: Reader, said: str, relation: Relation, polarity: Polarity, modality: Modality
) -> None:
    claim = only(read_text(said).claims, relation)
    assert (claim.polarity, claim.modality) == (polarity, modality)


@pytest.mark.parametrize(
    ("said", "holder"),
    [
        ("Joint planning promotes regional integration.", THIS_WORK),
        ("The author argues that joint planning promotes regional integration.", THIS_WORK),
        ("This paper shows that joint planning promotes regional integration.", THIS_WORK),
        ("We find that joint planning promotes regional integration.", THIS_WORK),
        ("The results show that joint planning promotes regional integration.", THIS_WORK),
        ("Some scholars believe that joint planning promotes regional integration.", THIS_WORK),
        ("Feiock argues that joint planning promotes regional integration.", "Feiock"),
        ("Feiock (2009) argues that joint planning promotes regional integration.", "Feiock"),
        ("Feiock and Scholz (2010) argue that joint planning promotes regional integration.", "Feiock; Scholz"),
        ("Ostrom doubts that joint planning promotes regional integration.", "Ostrom"),
        ("According to Feiock, joint planning promotes regional integration.", "Feiock"),
        ("According to Ostrom (1990), joint planning promotes regional integration.", "Ostrom"),
        ("According to the author, joint planning promotes regional integration.", THIS_WORK),
        ("Joint planning promotes regional integration (Feiock 2013).", "Feiock"),
        ("Joint planning promotes regional integration (see Feiock, 2013a).", "Feiock"),
        ("Joint planning promotes regional integration (Feiock & Scholz, 2010).", "Feiock & Scholz"),
        ("Joint planning promotes regional integration (Andersen et al., 2015).", "Andersen et al."),
        ("Joint planning promotes regional integration (see the appendix).", THIS_WORK),
        ("Joint planning promotes regional integration (in 2013).", THIS_WORK),
        ("Xu Yuan and others hold that joint planning promotes regional integration.", "Xu Yuan and others"),
    ],
)  # fmt: skip
def test_attribution(read_text: Reader, said: str, holder: str) -> None:
    assert only(read_text(said).claims).attributed_to == holder


def test_each_clause_has_qualifiers_of_its_own(read_text: Reader) -> None:
    text = "Mutual trust promotes regional cooperation, but free trade may not promote economic growth."
    found = {c.head.text: (c.polarity, c.modality) for c in read_text(text).claims}
    assert found == {"mutual trust": (P, ASSERTED), "free trade": (N, GUESS)}


def test_what_one_scholar_says_is_not_put_in_the_mouth_of_another(read_text: Reader) -> None:
    text = "Feiock argues that mutual trust promotes regional cooperation. Free trade promotes economic growth."
    assert {c.head.text: c.attributed_to for c in read_text(text).claims} == {
        "mutual trust": "Feiock",
        "free trade": THIS_WORK,
    }
