"""Claims that state the same proposition, joined over works; every claim and its evidence is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from kg.model import Entity, LinkedClaim, Proposition

Forms = Counter[Entity]
"""The ways claims give one entity, each with how many ends of claims have it."""


def merge(claims: Iterable[LinkedClaim]) -> list[Proposition]:
    """Propositions sorted by id, their claims sorted by id, without support; needs all claims at once.

    Of claims with one id, which several rules may have read, the surest is kept.
    """
    kept = unique(claims)
    entities = {iri: commonest(found) for iri, found in forms(kept.values()).items()}
    groups: dict[str, list[LinkedClaim]] = {}
    for claim_id in sorted(kept):
        groups.setdefault(kept[claim_id].proposition, []).append(kept[claim_id])
    return [proposition(key, groups[key], entities) for key in sorted(groups)]


def unique(claims: Iterable[LinkedClaim]) -> dict[str, LinkedClaim]:
    """One claim for an id, the surest; claims with one id are of one work."""
    kept: dict[str, LinkedClaim] = {}
    for claim in claims:
        key = claim.id
        held = kept.setdefault(key, claim)
        if held is not claim:
            kept[key] = min(held, claim, key=_rank)
    return kept


def _rank(claim: LinkedClaim) -> tuple[float, str]:
    """Surest first; ties end in an order that depends on nothing but the claims."""
    return -claim.claim.confidence, repr(claim)


def proposition(key: str, claims: Sequence[LinkedClaim], entities: Mapping[str, Entity]) -> Proposition:
    """The proposition of its claims, sorted by id, without support."""
    first = min(claims, key=lambda c: (c.head.iri, c.tail.iri))
    return Proposition(
        id=key,
        head=entities[first.head.iri],
        relation=first.claim.relation,
        tail=entities[first.tail.iri],
        claims=tuple(claims),
        belief=0.0,
    )


def forms(claims: Iterable[LinkedClaim]) -> dict[str, Forms]:
    """The forms that claims, each once, give the entities of their ends, by IRI."""
    seen: dict[str, Forms] = {}
    for claim in claims:
        for end in (claim.head, claim.tail):
            seen.setdefault(end.iri, Counter())[end] += 1
    return seen


def commonest(forms: Forms) -> Entity:
    """One entity an IRI: a local concept takes the form, type and place among the concepts most claims give it."""
    if len(forms) == 1:
        return next(iter(forms))
    labels, types, broader, within = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for form, count in forms.items():
        labels[form.label] += count
        types[form.type] += count
        broader[form.broader] += count
        within[form.within] += count
    some = next(iter(forms))
    kind = type(some.type)(_most(types))
    return Entity(some.iri, _most(labels), kind, some.local, _most(broader), _most(within))


def _most(counts: Counter[str]) -> str:
    return min(counts, key=lambda k: (-counts[k], k))
