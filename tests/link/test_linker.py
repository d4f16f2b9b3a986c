from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import doc

from kg import terms, vocab
from kg.link import Linker, link
from kg.link.linker import local_entity, work_entity
from kg.model import (
    THIS_WORK,
    Claim,
    Concept,
    Entity,
    EntityType,
    Evidence,
    Extraction,
    Mention,
    Relation,
)

FUND = Concept("c:fund", "joint fund", EntityType.MECHANISM, ("shared purse",), ("jointfund",))
COUNCIL = Concept("c:council", "regional council", EntityType.MECHANISM, ("council of cities",))
BODY = Concept("e:council", "regional council", EntityType.BODY)
RIVALRY = Concept("c:rivalry", "rivalry", EntityType.OBSTACLE, ("regional rivalry",))
CONCEPTS = (FUND, COUNCIL, BODY, RIVALRY)


def mention(text: str, kind: EntityType = EntityType.MECHANISM) -> Mention:
    return Mention(text, kind, 0, len(text))


def claim(head: Mention, relation: Relation, tail: Mention) -> Claim:
    return Claim("d", head, relation, tail, Evidence(0, 9, "It helps."), "rule", 0.8)


@pytest.mark.parametrize(
    ("text", "kind", "iri", "score"),
    [
        ("Joint Funds", EntityType.MECHANISM, "c:fund", 1.0),
        ("shared purse", EntityType.MECHANISM, "c:fund", 0.98),
        ("jointfund", EntityType.MECHANISM, "c:fund", 0.95),
        ("joint fund", EntityType.OUTCOME, "c:fund", 0.92),
        ("cities' council", EntityType.MECHANISM, "c:council", 0.882),
        ("regional council", EntityType.MECHANISM, "c:council", 1.0),
        ("regional council", EntityType.BODY, "e:council", 1.0),
        ("regional council", EntityType.REGION, "c:council", 0.92),
        ("regional rivalry", EntityType.OBSTACLE, "c:rivalry", 0.98),
    ],
)
def test_mentions_of_concepts(text: str, kind: EntityType, iri: str, score: float) -> None:
    entity, (found, reason) = Linker(CONCEPTS).link(mention(text, kind))
    assert (entity.iri, found, entity.local) == (iri, score, False)
    assert reason


def test_a_linked_entity_has_label_and_type_of_its_concept() -> None:
    entity, _ = Linker(CONCEPTS).link(mention("shared purses", EntityType.ISSUE))
    assert entity == Entity("c:fund", "joint fund", EntityType.MECHANISM, local=False)


def test_a_weak_candidate_is_no_link() -> None:
    weak = Concept("c:x", "x", EntityType.ISSUE, hidden=("purse sharing",))
    linker = Linker([weak])
    assert [c.match.score for c in linker.candidates(mention("sharing of purses"))] == [0.7866]
    assert linker.link(mention("sharing of purses"))[0].local


def test_candidates_come_best_first_and_once_each() -> None:
    double = replace(FUND, names=("fund joint", "joint funds"))
    found = Linker([double, *CONCEPTS[1:]]).candidates(mention("joint fund"))
    assert [(c.concept.iri, c.match.score) for c in found] == [("c:fund", 1.0)]
    found = Linker(CONCEPTS).candidates(mention("regional council", EntityType.BODY))
    assert [(c.concept.iri, c.match.score) for c in found] == [("e:council", 1.0), ("c:council", 0.92)]


def test_the_order_of_the_concepts_does_not_matter() -> None:
    for text in ("regional council", "joint fund", "rivalry"):
        one = Linker(CONCEPTS).candidates(mention(text, EntityType.REGION))
        assert one == Linker(CONCEPTS[::-1]).candidates(mention(text, EntityType.REGION))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("shared sewage plant", "Shared Sewage Plants"),
        ("planning of transport", "transport planning"),
        ("co-operation between mayors", "cooperation among mayors"),
        ("programme analyses", "analysis of programs"),
    ],
)
def test_variants_of_an_unknown_name_meet(one: str, other: str) -> None:
    linker = Linker(CONCEPTS)
    (first, (score, reason)), (second, _) = linker.link(mention(one)), linker.link(mention(other))
    assert first.iri == second.iri
    assert first.iri.startswith(terms.BASE + "local/")
    assert (first.label, first.local, score) == (one, True, 1.0)
    assert "local" in reason


@pytest.mark.parametrize(
    "text", ["a/b?c#d", 'x" onload="y', "政府 合作", "<b> {c} | ^ ` \\", "50 % growth", "\ud7ff é \U0001f600 x"]
)
def test_local_iris_are_safe(text: str) -> None:
    name = local_entity(mention(text)).iri.removeprefix(terms.BASE + "local/")
    assert name
    assert all(c.isascii() and (c.isalnum() or c in "-%._~") for c in name)


def test_work_iris_are_safe() -> None:
    work = work_entity(doc("Text.", id='a b/"../x'))
    assert work == Entity(terms.BASE + "work/a%20b%2F%22..%2Fx", "A title", EntityType.WORK, local=False)


def test_claims_are_linked_at_both_ends() -> None:
    stated = claim(Mention(THIS_WORK, EntityType.WORK), Relation.STUDIES, mention("joint funds"))
    (linked,) = link(Extraction(doc("It helps."), (), (stated,)), Linker(CONCEPTS))
    assert linked.claim is stated
    assert (linked.head.iri, linked.tail.iri) == (terms.BASE + "work/d", "c:fund")
    assert linked.head_link == (1.0, "the work itself")
    assert linked.tail_link == (1.0, "same words as the preferred label")


@pytest.mark.parametrize(
    ("relation", "kept"),
    [(Relation.PROMOTES, 0), (Relation.IS_A, 0), (Relation.COOPERATES_WITH, 1), (Relation.COMPETES_WITH, 1)],
)
def test_a_thing_joined_to_itself_stays_only_where_that_is_mutual(relation: Relation, kept: int) -> None:
    stated = claim(mention("joint fund"), relation, mention("shared purses"))
    assert len(list(link(Extraction(doc("It helps."), (), (stated,)), Linker(CONCEPTS)))) == kept


def test_no_concept_of_the_project_is_lost_to_another() -> None:
    """A preferred label read with its own type leads to its concept or to one of the same label."""
    concepts = vocab.load().concepts
    linker = Linker(concepts)
    for concept in concepts:
        entity, (score, _) = linker.link(mention(concept.label, concept.type))
        assert score == 1.0
        assert entity.iri == concept.iri or entity.label == concept.label, concept
