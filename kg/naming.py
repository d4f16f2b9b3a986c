"""Whom claims speak of and whose views they give: one node for each, in claims and in the graph."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from kg import aliases, rdf, scholars
from kg.model import THIS_WORK, Entity, EntityType, LinkedClaim, Mention
from kg.terms import BASE

Resolve = Callable[[str], scholars.Node]
"""Gives the node of a form of one document."""

_SCHOLAR = f"{BASE}scholar/"
_NAMED = frozenset({scholars.Kind.PERSON, scholars.Kind.TEAM})


def named(claim: LinkedClaim, resolve: Resolve) -> LinkedClaim:
    """Whom a claim speaks of is whom others credit: one node for both, unless a curator said otherwise."""
    ends = (claim.head, claim.tail)
    if not any(end.local and end.type is EntityType.SCHOLAR for end in ends):
        return claim
    head = _scholar(claim.head, claim.claim.head, claim.head_link[1], resolve)
    tail = _scholar(claim.tail, claim.claim.tail, claim.tail_link[1], resolve)
    return replace(claim, head=head, tail=tail)


def _scholar(end: Entity, mention: Mention, reason: str, resolve: Resolve) -> Entity:
    if not end.local or end.type is not EntityType.SCHOLAR or reason.startswith(aliases.DECIDED):
        return end
    node = resolve(mention.text)
    if node.kind not in _NAMED:
        return end
    return Entity(node.iri, node.label, EntityType.SCHOLAR, local=node.iri.startswith(_SCHOLAR))


def holders(claims: Iterable[LinkedClaim], resolve: Resolve) -> Mapping[str, rdf.Holder]:
    """Those whose views the claims of one work give or whom they speak of, by the forms it has for them."""
    known = tuple(claims)
    forms = {c.claim.attributed_to for c in known} - {THIS_WORK}
    ends = (end for c in known for end in ((c.head, c.claim.head), (c.tail, c.claim.tail)))
    forms |= {mention.text for entity, mention in ends if entity.iri.startswith(_SCHOLAR)}
    return {form: _holder(resolve(form)) for form in forms}


def _holder(node: scholars.Node) -> rdf.Holder:
    return rdf.Holder(node.iri, node.label, tuple(_holder(m) for m in node.members))
