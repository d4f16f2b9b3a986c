"""Which propositions are narrower than which: "city agreements promote growth" refines "agreements promote growth"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kg.model import SYMMETRIC, Concept, EntityType, LinkedClaim, Outline, Relation, proposition_id

Chains = Sequence[Mapping[str, str]]
"""Mappings of the IRI of a thing to that of the next broader thing: one for kinds of things, one for places."""

_PLACES = frozenset({EntityType.GOVERNMENT, EntityType.REGION})


def chains(concepts: Iterable[Concept], claims: Iterable[LinkedClaim]) -> Chains:
    """The broader things of concepts and of the local things of claims.

    Only governments and regions of the ontology are narrower than the place they lie in: a committee in China is
    no part of China as an actor, nor are "Chinese cities".
    """
    kinds, places = known(concepts)
    return broader(claims) | kinds, places


def known(concepts: Iterable[Concept]) -> tuple[dict[str, str], dict[str, str]]:
    """The broader things of concepts alone: kinds of things, and places."""
    given = tuple(concepts)
    kinds = {c.iri: c.broader for c in given if c.broader}
    types = {c.iri: c.type for c in given}
    return kinds, {c.iri: c.within for c in given if c.type in _PLACES and types.get(c.within) in _PLACES}


def broader(claims: Iterable[LinkedClaim]) -> dict[str, str]:
    """The kinds of things that claims give the things they speak of; of several the first by IRI."""
    found: dict[str, str] = {}
    for claim in claims:
        for end in (claim.head, claim.tail):
            if end.broader and (end.iri not in found or end.broader < found[end.iri]):
                found[end.iri] = end.broader
    return found


class Order:
    """Things by how broad they are. Things that are broader than each other, in a circle, are not compared."""

    def __init__(self, chains: Chains) -> None:
        self._chains = chains
        self._above: dict[str, tuple[str, ...]] = {}

    def above(self, iri: str) -> tuple[str, ...]:
        """The thing itself and all that is broader, each once."""
        if iri not in self._above:
            broader = self._reached(iri) - {iri}
            self._above[iri] = (iri, *sorted(b for b in broader if iri not in self._reached(b)))
        return self._above[iri]

    def _reached(self, iri: str) -> set[str]:
        reached: set[str] = set()
        waiting = [iri]
        while waiting:
            thing = waiting.pop()
            steps = {chain[thing] for chain in self._chains if chain.get(thing)} - reached
            reached |= steps
            waiting += steps
        return reached


def generals(propositions: Iterable[Outline], chains: Chains) -> dict[str, frozenset[str]]:
    """Ids of propositions to those of all that each refines; those that refine none are left out.

    One refines another if the relation is the same and each end is the same or narrower, and not both the same;
    the ends of symmetric relations are compared both ways round. No pair of propositions is compared: each looks up
    what is broader than itself, so the time grows with propositions and the length of chains.
    """
    order, outlines = Order(chains), tuple(propositions)
    heads: dict[tuple[Relation, str], dict[str, str]] = {}
    for p in outlines:
        heads.setdefault((p.relation, p.tail), {})[p.head] = p.id
        if p.relation in SYMMETRIC:
            heads.setdefault((p.relation, p.head), {})[p.tail] = p.id
    found = {}
    for p in outlines:
        above = order.above(p.head)
        tails = (heads.get((p.relation, t), {}) for t in order.above(p.tail))
        ids = {by_head[h] for by_head in tails if by_head for h in above if h in by_head} - {p.id}
        if ids:
            found[p.id] = frozenset(ids)
    return found


def candidates(proposition: Outline, relations: Iterable[Relation], order: Order) -> set[str]:
    """Ids of all propositions of some relations with ends that are the same or broader, whether or not any is held."""
    pairs = [(h, t) for h in order.above(proposition.head) for t in order.above(proposition.tail)]
    return {proposition_id(h, relation, t) for relation in relations for h, t in pairs} - {proposition.id}


def nearest(id: str, generals: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """Of the propositions that one refines, those with no other between, sorted."""
    all_ = generals.get(id, frozenset())
    return tuple(sorted(g for g in all_ if not any(g in generals.get(other, ()) for other in all_)))
