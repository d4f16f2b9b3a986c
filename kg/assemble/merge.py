"""Claims that state the same proposition, joined over works; every claim and its evidence is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from kg.model import Entity, LinkedClaim, Proposition


def merge(claims: Iterable[LinkedClaim]) -> list[Proposition]:
    """Propositions sorted by id, their claims sorted by id, without support; needs all claims at once.

    Of claims with one id, which several rules may have read, the surest is kept.
    """
    unique: dict[str, LinkedClaim] = {}
    for claim in claims:
        key = claim.id
        held = unique.setdefault(key, claim)
        if held is not claim:
            unique[key] = min(held, claim, key=_rank)
    forms = _forms(unique.values())
    groups: dict[str, list[LinkedClaim]] = {}
    for claim_id in sorted(unique):
        groups.setdefault(unique[claim_id].proposition, []).append(unique[claim_id])
    return [_proposition(key, groups[key], forms) for key in sorted(groups)]


def _rank(claim: LinkedClaim) -> tuple[float, str]:
    """Surest first; ties end in an order that depends on nothing but the claims."""
    return -claim.claim.confidence, repr(claim)


def _proposition(key: str, claims: list[LinkedClaim], forms: dict[str, Entity]) -> Proposition:
    first = min(claims, key=lambda c: (c.head.iri, c.tail.iri))
    return Proposition(
        id=key,
        head=forms[first.head.iri],
        relation=first.claim.relation,
        tail=forms[first.tail.iri],
        claims=tuple(claims),
        belief=0.0,
    )


def _forms(claims: Iterable[LinkedClaim]) -> dict[str, Entity]:
    """One entity an IRI: a local concept takes the form, type and place among the concepts most claims give it."""
    seen: dict[str, Counter[Entity]] = {}
    for claim in claims:
        for end in (claim.head, claim.tail):
            seen.setdefault(end.iri, Counter())[end] += 1
    return {iri: _commonest(forms) for iri, forms in seen.items()}


def _commonest(forms: Counter[Entity]) -> Entity:
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
