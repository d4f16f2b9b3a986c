"""Claims for the tests of assembly."""

from __future__ import annotations

from dataclasses import replace

from kg.model import (
    THIS_WORK,
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
    head: Entity,
    relation: Relation,
    tail: Entity,
    doc: str = "w1",
    start: int = 0,
    confidence: float = 0.8,
    sentence: str = "",
    by: str = THIS_WORK,
    rule: str = "rule",
) -> LinkedClaim:
    """A claim of a sentence; without one, of a sentence that no other work has."""
    said = sentence or f"{doc} says {start}"
    claim = Claim(
        doc,
        Mention(head.label, head.type),
        relation,
        Mention(tail.label, tail.type),
        Evidence(start, start + len(said), said),
        rule,
        confidence,
        attributed_to=by,
    )
    return LinkedClaim(claim, head, tail, (1.0, "same"), (1.0, "same"))


def held(claim: LinkedClaim, polarity: Polarity, modality: Modality = Modality.ASSERTED) -> LinkedClaim:
    return replace(claim, claim=replace(claim.claim, polarity=polarity, modality=modality))


A, B, C = entity("a"), entity("b"), entity("c")
