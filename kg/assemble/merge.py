"""Claims that state the same proposition, joined over works; every claim and its evidence is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from kg.model import Entity, LinkedClaim, Modality, Polarity, Proposition

Belief = Callable[[Mapping[str, list[float]]], float]


def merge(claims: Iterable[LinkedClaim], belief: Belief) -> list[Proposition]:
    """Propositions sorted by id, their claims sorted by id; needs all claims at once.

    Of claims with one id, which several rules may have read, the surest is kept.
    """
    unique: dict[str, LinkedClaim] = {}
    for claim in claims:
        unique[claim.id] = min(unique.get(claim.id, claim), claim, key=_rank)
    labels = _labels(unique.values())
    groups: dict[str, list[LinkedClaim]] = {}
    for claim_id in sorted(unique):
        groups.setdefault(unique[claim_id].proposition, []).append(unique[claim_id])
    return [_proposition(key, groups[key], labels, belief) for key in sorted(groups)]


def _rank(claim: LinkedClaim) -> tuple[float, str]:
    """Surest first; ties end in an order that depends on nothing but the claims."""
    return -claim.claim.confidence, repr(claim)


def _proposition(key: str, claims: list[LinkedClaim], labels: dict[str, Entity], belief: Belief) -> Proposition:
    first = min(claims, key=lambda c: (c.head.iri, c.tail.iri))
    return Proposition(
        id=key,
        head=labels[first.head.iri],
        relation=first.claim.relation,
        tail=labels[first.tail.iri],
        claims=tuple(claims),
        belief=belief(_asserted(claims)),
    )


def _asserted(claims: list[LinkedClaim]) -> dict[str, list[float]]:
    """Confidences by work of the claims that assert the proposition; advice and guesses never count as such."""
    found: dict[str, list[float]] = {}
    for claim in (c.claim for c in claims):
        if claim.polarity is Polarity.POSITIVE and claim.modality is Modality.ASSERTED:
            found.setdefault(claim.doc, []).append(claim.confidence)
    return found


def _labels(claims: Iterable[LinkedClaim]) -> dict[str, Entity]:
    """One entity an IRI: a local concept takes the form and type most claims give it."""
    seen: dict[str, Counter[Entity]] = {}
    for claim in claims:
        for end in (claim.head, claim.tail):
            seen.setdefault(end.iri, Counter())[end] += 1
    return {iri: _commonest(forms) for iri, forms in seen.items()}


def _commonest(forms: Counter[Entity]) -> Entity:
    labels, types = Counter[str](), Counter[str]()
    for form, count in forms.items():
        labels[form.label] += count
        types[form.type] += count
    label = min(labels, key=lambda k: (-labels[k], k))
    kind = min(types, key=lambda k: (-types[k], k))
    some = next(iter(forms))
    return Entity(some.iri, label, type(some.type)(kind), some.local)
