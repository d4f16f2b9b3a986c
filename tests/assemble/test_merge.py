from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kg.assemble import assemble
from kg.model import (
    Claim,
    Entity,
    EntityType,
    Evidence,
    LinkedClaim,
    Mention,
    Modality,
    Polarity,
    Relation,
)


def entity(name: str, label: str = "", kind: EntityType = EntityType.MECHANISM) -> Entity:
    return Entity(f"l:{name}", label or name, kind, local=True)


def linked(
    head: Entity, relation: Relation, tail: Entity, doc: str = "w1", start: int = 0, confidence: float = 0.8
) -> LinkedClaim:
    """A claim of a sentence of ten characters."""
    claim = Claim(
        doc,
        Mention(head.label, head.type),
        relation,
        Mention(tail.label, tail.type),
        Evidence(start, start + 10, "It is such"),
        "rule",
        confidence,
    )
    return LinkedClaim(claim, head, tail, (1.0, "same"), (1.0, "same"))


def held(claim: LinkedClaim, polarity: Polarity, modality: Modality) -> LinkedClaim:
    return replace(claim, claim=replace(claim.claim, polarity=polarity, modality=modality))


A, B, C = entity("a"), entity("b"), entity("c")


def test_nothing_gives_nothing() -> None:
    assert assemble([]) == []


def test_claims_of_several_works_meet_in_one_proposition() -> None:
    one, other = linked(A, Relation.PROMOTES, B), linked(A, Relation.PROMOTES, B, "w2", 30, 0.5)
    (found,) = assemble([one, other])
    assert (found.head, found.relation, found.tail) == (A, Relation.PROMOTES, B)
    assert found.id == one.proposition == other.proposition
    assert found.claims == tuple(sorted((one, other), key=lambda c: c.id))
    assert found.belief == 0.9


def test_other_statements_stay_apart() -> None:
    claims = [
        linked(A, Relation.PROMOTES, B),
        linked(B, Relation.PROMOTES, A),
        linked(A, Relation.HINDERS, B),
        linked(A, Relation.PROMOTES, C),
    ]
    found = assemble(claims)
    assert len(found) == 4
    assert [p.id for p in found] == sorted(p.id for p in found)


def test_symmetric_relations_meet_both_ways_round() -> None:
    (found,) = assemble([linked(B, Relation.COOPERATES_WITH, A), linked(A, Relation.COOPERATES_WITH, B, "w2")])
    assert (found.head, found.tail, len(found.claims)) == (A, B, 2)


def test_a_repeated_claim_counts_once_as_the_surest() -> None:
    sure, unsure = linked(A, Relation.PROMOTES, B), linked(A, Relation.PROMOTES, B, confidence=0.6)
    for claims in ([sure, unsure, unsure], [unsure, sure]):
        (found,) = assemble(claims)
        assert (found.claims, found.belief) == ((sure,), 0.8)


def test_denials_advice_and_guesses_are_kept_and_add_no_belief() -> None:
    plain = linked(A, Relation.PROMOTES, B)
    others = [
        held(linked(A, Relation.PROMOTES, B, f"w{n}"), polarity, modality)
        for n, (polarity, modality) in enumerate(
            [
                (Polarity.NEGATIVE, Modality.ASSERTED),
                (Polarity.POSITIVE, Modality.RECOMMENDED),
                (Polarity.POSITIVE, Modality.HYPOTHETICAL),
            ],
            2,
        )
    ]
    (found,) = assemble([*others, plain])
    assert (len(found.claims), found.belief) == (4, 0.8)
    (unheld,) = assemble(others)
    assert (len(unheld.claims), unheld.belief) == (3, 0.0)


def test_a_local_thing_takes_the_form_and_type_most_claims_give_it() -> None:
    forms = [
        entity("a", "parks", EntityType.REGION),
        entity("a", "joint parks", EntityType.MECHANISM),
        entity("a", "joint parks", EntityType.REGION),
        entity("a", "Joint Parks", EntityType.MECHANISM),
        entity("a", "parks", EntityType.REGION),
        entity("a", "joint parks", EntityType.REGION),
    ]
    claims = [linked(f, Relation.PROMOTES, B, start=n) for n, f in enumerate(forms)]
    found = assemble([*claims, linked(C, Relation.CAUSES, forms[0], start=90)])
    ends = {end for p in found for end in (p.head, p.tail) if end.iri == "l:a"}
    assert ends == {entity("a", "joint parks", EntityType.REGION)}


ENTITIES = st.builds(
    entity,
    st.sampled_from("ab"),
    st.sampled_from(["x", "X", "the x"]),
    st.sampled_from([EntityType.MECHANISM, EntityType.OUTCOME]),
)
CLAIMS = st.builds(
    linked,
    ENTITIES,
    st.sampled_from([Relation.PROMOTES, Relation.COOPERATES_WITH]),
    ENTITIES,
    st.sampled_from(["w1", "w2"]),
    st.sampled_from([0, 40]),
    st.sampled_from([0.3, 0.7, 0.75]),
)
HELD = st.builds(held, CLAIMS, st.sampled_from(Polarity), st.sampled_from(Modality))


@st.composite
def turned(draw: st.DrawFn) -> tuple[list[LinkedClaim], list[LinkedClaim]]:
    """Claims, and the same claims in another order."""
    claims = draw(st.lists(HELD, max_size=12))
    return claims, draw(st.permutations(claims))


@given(turned())
def test_any_order_of_the_claims_gives_the_same(both: tuple[list[LinkedClaim], list[LinkedClaim]]) -> None:
    one, other = assemble(both[0]), assemble(both[1])
    assert one == other
    assert repr(one) == repr(other)


@given(st.lists(HELD, max_size=12))
def test_no_claim_is_lost_and_none_is_made_up(claims: list[LinkedClaim]) -> None:
    found = assemble(claims)
    kept = [c for p in found for c in p.claims]
    assert {c.id for c in kept} == {c.id for c in claims}
    assert len(kept) == len({c.id for c in claims})
    assert all(c in claims and c.proposition == p.id for p in found for c in p.claims)
    assert assemble([*claims, *claims]) == found
