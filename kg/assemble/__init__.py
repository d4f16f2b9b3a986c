"""Linked claims to propositions with their support."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kg.assemble.belief import belief
from kg.assemble.merge import merge
from kg.assemble.names import resolve
from kg.assemble.precision import Record, load
from kg.assemble.refine import Chains, chains, generals, nearest
from kg.assemble.sources import sources
from kg.model import LinkedClaim, Modality, Outline, Polarity, Proposition

__all__ = ["Authors", "assemble", "chains", "held", "resolve", "supported"]

Authors = Mapping[str, tuple[str, ...]]

_UNKNOWN: Authors = {}


def assemble(
    claims: Iterable[LinkedClaim], authors: Authors = _UNKNOWN, chains: Chains = (), record: Record | None = None
) -> list[Proposition]:
    """The propositions of all claims, with their support; needs all claims at once.

    A proposition is supported by what asserts it or a narrower one. Denials stand apart and are its own: who denies
    that city agreements promote growth does not deny that any agreement does.

    Args:
        claims: of all works.
        authors: work to the authors of its record.
        chains: what is broader than what; ``chains`` makes them of the concepts and claims.
        record: how often makers of claims were right, as judged; without it that of the package.

    Returns:
        Propositions sorted by id, the same for any order of the claims.
    """
    merged = merge(claims)
    general = generals((Outline(p.id, p.head.iri, p.relation, p.tail.iri) for p in merged), chains)
    asserted = {p.id: held(p.claims, Polarity.POSITIVE) for p in merged}
    support = {p.id: list(asserted[p.id]) for p in merged}
    for p in merged:
        for id in sorted(general.get(p.id, ())):
            support[id] += asserted[p.id]
    known = record or load()
    return [supported(replace(p, refines=nearest(p.id, general)), support[p.id], authors, known) for p in merged]


def held(claims: Iterable[LinkedClaim], polarity: Polarity) -> list[LinkedClaim]:
    """What asserts or denies a statement; advice and guesses never count as such."""
    return [c for c in claims if c.claim.polarity is polarity and c.claim.modality is Modality.ASSERTED]


def supported(p: Proposition, support: Sequence[LinkedClaim], authors: Authors, record: Record) -> Proposition:
    """A proposition with its support: what asserts it or a narrower one; ``authors`` are those of all these works."""
    by_source = sources(support, authors)
    against = sources(held(p.claims, Polarity.NEGATIVE), authors)
    found = belief(([c.claim for c in source] for source in by_source), record)
    return replace(
        p,
        belief=found.belief,
        low=found.low,
        high=found.high,
        works=len({c.claim.doc for c in support}),
        sources=len(by_source),
        against=belief(([c.claim for c in source] for source in against), record),
        advised=_count(p, Modality.RECOMMENDED),
        supposed=_count(p, Modality.HYPOTHETICAL),
    )


def _count(p: Proposition, modality: Modality) -> int:
    return sum(c.claim.modality is modality and c.claim.polarity is Polarity.POSITIVE for c in p.claims)
