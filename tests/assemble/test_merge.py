from __future__ import annotations

from dataclasses import replace

import pytest
from assembly_samples import A, B, C, entity, held, linked
from hypothesis import given
from hypothesis import strategies as st

from kg.assemble import assemble, chains
from kg.assemble.merge import merge
from kg.model import Concept, EntityType, LinkedClaim, Modality, Polarity, Proposition, Relation


def test_nothing_gives_nothing() -> None:
    assert merge([]) == []
    assert assemble([]) == []


def test_claims_of_several_works_meet_in_one_proposition() -> None:
    one, other = linked(A, Relation.PROMOTES, B), linked(A, Relation.PROMOTES, B, "w2", 30, 0.5)
    (found,) = merge([one, other])
    assert (found.head, found.relation, found.tail) == (A, Relation.PROMOTES, B)
    assert found.id == one.proposition == other.proposition
    assert found.claims == tuple(sorted((one, other), key=lambda c: c.id))


def test_other_statements_stay_apart() -> None:
    claims = [
        linked(A, Relation.PROMOTES, B),
        linked(B, Relation.PROMOTES, A),
        linked(A, Relation.HINDERS, B),
        linked(A, Relation.PROMOTES, C),
    ]
    found = merge(claims)
    assert len(found) == 4
    assert [p.id for p in found] == sorted(p.id for p in found)


def test_symmetric_relations_meet_both_ways_round() -> None:
    (found,) = merge([linked(B, Relation.COOPERATES_WITH, A), linked(A, Relation.COOPERATES_WITH, B, "w2")])
    assert (found.head, found.tail, len(found.claims)) == (A, B, 2)


def test_a_repeated_claim_counts_once_as_the_surest() -> None:
    sure, unsure = linked(A, Relation.PROMOTES, B), linked(A, Relation.PROMOTES, B, confidence=0.6)
    for claims in ([sure, unsure, unsure], [unsure, sure]):
        (found,) = merge(claims)
        assert found.claims == (sure,)


def test_a_local_thing_takes_the_form_and_type_most_claims_give_it() -> None:
    forms = [
        entity("a", "parks", EntityType.REGION),
        entity("a", "joint parks", EntityType.MECHANISM),
        entity("a", "joint parks", EntityType.REGION),
        entity("a", "Joint Parks", EntityType.MECHANISM),
        entity("a", "parks", EntityType.REGION),
        replace(entity("a", "joint parks", EntityType.REGION), broader="c:park"),
        replace(entity("a", "joint parks", EntityType.REGION), broader="c:park", within="e:china"),
    ]
    claims = [linked(f, Relation.PROMOTES, B, start=n) for n, f in enumerate(forms)]
    found = merge([*claims, linked(C, Relation.CAUSES, forms[0], start=90)])
    ends = {end for p in found for end in (p.head, p.tail) if end.iri == "l:a"}
    assert ends == {entity("a", "joint parks", EntityType.REGION)}


@pytest.mark.parametrize(
    ("polarity", "modality", "counts"),
    [
        (Polarity.POSITIVE, Modality.ASSERTED, (2, 0, 0, 0)),
        (Polarity.NEGATIVE, Modality.ASSERTED, (1, 1, 0, 0)),
        (Polarity.POSITIVE, Modality.RECOMMENDED, (1, 0, 1, 0)),
        (Polarity.POSITIVE, Modality.HYPOTHETICAL, (1, 0, 0, 1)),
        (Polarity.NEGATIVE, Modality.RECOMMENDED, (1, 0, 0, 0)),
    ],
)
def test_denials_advice_and_guesses_stand_apart(
    polarity: Polarity, modality: Modality, counts: tuple[int, int, int, int]
) -> None:
    plain, other = linked(A, Relation.PROMOTES, B), held(linked(A, Relation.PROMOTES, B, "w2"), polarity, modality)
    (alone,), (found,) = assemble([plain]), assemble([other, plain])
    assert (found.works, int(found.against.belief > 0), found.advised, found.supposed) == counts
    assert (found.belief > alone.belief) == (counts[0] == 2)
    (unsupported,) = assemble([other])
    assert (unsupported.works > 0) == (unsupported.belief > 0) == (counts[0] == 2)


def test_a_narrower_proposition_supports_the_general_one() -> None:
    general, narrow = linked(A, Relation.PROMOTES, B, "w1"), linked(C, Relation.PROMOTES, B, "w2")
    again, denial = (
        linked(C, Relation.PROMOTES, B, "w1", 5),
        held(linked(C, Relation.PROMOTES, B, "w3"), Polarity.NEGATIVE),
    )
    found = {p.head.iri: p for p in assemble([general, narrow, again, denial], {}, [{C.iri: A.iri}])}
    wide, thin = found[A.iri], found[C.iri]
    assert (thin.refines, wide.refines) == ((wide.id,), ())
    assert (thin.works, wide.works, wide.sources) == (2, 2, 2)
    assert (thin.against.belief > 0, wide.against.belief) == (True, 0)
    assert [c.claim.doc for c in wide.claims] == ["w1"]


def test_chains_of_concepts_and_local_things() -> None:
    concepts = [
        Concept("e:jiangsu", "Jiangsu", EntityType.GOVERNMENT, broader="c:province", within="e:china"),
        Concept("e:china", "China", EntityType.GOVERNMENT),
        Concept("e:council", "Council", EntityType.BODY, broader="c:body", within="e:china"),
    ]
    cities = replace(entity("cities", kind=EntityType.GOVERNMENT), broader="c:city", within="e:china")
    kinds, places = chains(concepts, [linked(cities, Relation.PROMOTES, B)])
    assert kinds == {"e:jiangsu": "c:province", "e:council": "c:body", "l:cities": "c:city"}
    assert places == {"e:jiangsu": "e:china"}


ENTITIES = st.builds(
    entity,
    st.sampled_from("abcd"),
    st.sampled_from(["x", "X", "the x"]),
    st.sampled_from([EntityType.MECHANISM, EntityType.OUTCOME]),
)
CLAIMS = st.builds(
    linked,
    ENTITIES,
    st.sampled_from([Relation.PROMOTES, Relation.COOPERATES_WITH]),
    ENTITIES,
    st.sampled_from(["w1", "w2", "w3"]),
    st.sampled_from([0, 40]),
    st.sampled_from([0.3, 0.7, 0.75]),
    st.sampled_from(["", "Trust between two cities promotes the growth of both."]),
    st.sampled_from(["THIS_WORK", "Feiock", "R. Feiock", "some scholars"]),
    st.sampled_from(["title+model", "model", "title"]),
)
HELD = st.builds(held, CLAIMS, st.sampled_from(Polarity), st.sampled_from(Modality))
AUTHORS = {"w1": ("Feiock, Richard C.",), "w2": ("Ostrom, Elinor",)}
BROADER = [{"l:a": "l:b", "l:b": "l:c"}, {"l:a": "l:d"}]


def assembled(claims: list[LinkedClaim]) -> list[Proposition]:
    return assemble(claims, AUTHORS, BROADER)


@st.composite
def turned(draw: st.DrawFn) -> tuple[list[LinkedClaim], list[LinkedClaim]]:
    """Claims, and the same claims in another order."""
    claims = draw(st.lists(HELD, max_size=12))
    return claims, draw(st.permutations(claims))


@given(turned())
def test_any_order_of_the_claims_gives_the_same(both: tuple[list[LinkedClaim], list[LinkedClaim]]) -> None:
    one, other = assembled(both[0]), assembled(both[1])
    assert one == other
    assert repr(one) == repr(other)


@given(st.lists(HELD, max_size=12))
def test_no_claim_is_lost_and_none_is_made_up(claims: list[LinkedClaim]) -> None:
    found = assembled(claims)
    kept = [c for p in found for c in p.claims]
    assert {c.id for c in kept} == {c.id for c in claims}
    assert len(kept) == len({c.id for c in claims})
    assert all(c in claims and c.proposition == p.id for p in found for c in p.claims)
    assert assembled([*claims, *claims]) == found


@given(st.lists(HELD, max_size=12))
def test_support_keeps_within_its_bounds(claims: list[LinkedClaim]) -> None:
    for p in assembled(claims):
        assert (p.works >= p.sources >= 1) == (p.works > 0) == (p.belief > 0)
        assert 0 <= p.low <= p.belief <= p.high <= 1
        assert 0 <= p.against.low <= p.against.belief <= p.against.high <= 1
        assert p.advised + p.supposed <= len(p.claims)
