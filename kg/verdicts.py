"""What decisions of people make of the claims of a store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kg import audit, curate
from kg.assemble import precision
from kg.link import Linker
from kg.model import LinkedClaim

CURATED = "+curated"
"""What the rule of a claim ends in that a curator wrote in the place of another."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Which claims are rejected, and which were written anew in the place of which.

    Attributes:
        attached: the decisions that count.
        status: of the claims somebody decided on.
        rejected: ids of claims that state nothing any more.
        revised: ids of claims that curators wrote, each with that of the claim it stands for.
        written: these claims, in the order of their decisions.
        orphans: decisions whose claim is no longer read.
    """

    attached: tuple[curate.Decision, ...] = ()
    status: Mapping[str, curate.Status] = field(default_factory=dict)
    rejected: frozenset[str] = frozenset()
    revised: Mapping[str, str] = field(default_factory=dict)
    written: tuple[LinkedClaim, ...] = ()
    orphans: int = 0

    def counts(self, claim: LinkedClaim) -> bool:
        """Whether a claim is not rejected."""
        # Ids are hashes: none is made where nobody has decided anything.
        return not self.rejected or claim.id not in self.rejected


def concerned(log: Sequence[curate.Decision], claims: Iterable[LinkedClaim]) -> dict[str, LinkedClaim]:
    """Those claims, by id, that decisions are about or may be: with the id of one, or in the sentence of one.

    What :func:`judge` makes of these is what it makes of all claims.
    """
    if not log:
        return {}
    ids, sentences = {d.claim for d in log}, {d.anchor.sentence for d in log}
    by_id = {c.id: c for c in claims}
    return {id: c for id, c in by_id.items() if id in ids or curate.linked_anchor(c).sentence in sentences}


def judge(log: Sequence[curate.Decision], claims: Mapping[str, LinkedClaim], linker: Linker) -> Judged:
    """Attach decisions to claims, and write beside each that was edited the one that is meant."""
    if not log:
        return Judged()
    found = curate.attach(log, {id: curate.linked_anchor(c) for id, c in claims.items()})
    status = curate.apply(claims, found.decisions)
    out = {id for id, held in status.items() if held in {curate.Status.REJECTED, curate.Status.EDITED}}
    revised: dict[str, str] = {}
    written: list[LinkedClaim] = []
    for decision in found.decisions:
        if decision.edit is not None and status.get(decision.claim) is curate.Status.EDITED:
            new = _edited(claims[decision.claim], decision.edit, linker)
            if new.id not in claims and new.id not in revised:
                revised[new.id] = decision.claim
                written.append(new)
    rejected = frozenset(out) - revised.keys()
    return Judged(found.decisions, status, rejected, revised, tuple(written), len(found.orphans))


def record(drawn: Iterable[str], judged: Judged, claims: Mapping[str, LinkedClaim]) -> precision.Record:
    """How often makers of claims were right: the record of the package and the audits of this store.

    Only claims that an audit drew by chance count; those a curator chose to judge say nothing of the others.
    """
    right = audit.right(judged.status)
    return precision.load().judged((claims[id].claim.rule, right[id]) for id in drawn if id in right)


def _edited(old: LinkedClaim, edit: curate.Edit, linker: Linker) -> LinkedClaim:
    """The claim as a curator wants it, with its new ends linked; nothing is left to doubt in it."""
    claim = replace(
        old.claim,
        relation=edit.relation or old.claim.relation,
        polarity=edit.polarity or old.claim.polarity,
        modality=edit.modality or old.claim.modality,
        rule=old.claim.rule.removesuffix(CURATED) + CURATED,
        confidence=1.0,
    )
    new = replace(old, claim=claim)
    if edit.head:
        mention = replace(claim.head, text=edit.head, start=-1, end=-1)
        head, link_ = linker.link(mention)
        new = replace(new, claim=replace(new.claim, head=mention), head=head, head_link=link_)
    if edit.tail:
        mention = replace(claim.tail, text=edit.tail, start=-1, end=-1)
        tail, link_ = linker.link(mention)
        new = replace(new, claim=replace(new.claim, tail=mention), tail=tail, tail_link=link_)
    return new
