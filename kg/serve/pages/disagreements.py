"""Claims that seem to clash, both sides beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.export.sheets import Cell, Heading
from kg.export.wording import hold
from kg.index import Claim, Disagreement, Index
from kg.model import Dispute as Kind
from kg.serve.judging.desk import statuses
from kg.serve.pages.downloading import Table, downloads, links
from kg.serve.pages.filters import one_of
from kg.serve.pages.phrases import DISPUTES
from kg.serve.rendering import page, paging
from kg.serve.room import room

_SIZE = 20
_PART = 500
_SIDE = (("statement", 36), ("held", 16), ("sentence", 70), ("work", 40), ("work IRI", 40), ("claim IRI", 40))


@dataclass(frozen=True, slots=True)
class Dispute:
    """A disagreement with its claims; None where there is no such side."""

    disagreement: Disagreement
    one: Claim | None
    other: Claim | None


def disagreements(request: Request) -> Response:
    """Disagreements, those of one kind where ``?kind=`` names it; conflicts first.

    Raises:
        QueryError: there is no such kind.
    """
    snapshot = room(request).snapshot
    index = snapshot.index
    kinds = dict(index.disagreement_kinds())
    kind = one_of(request, "kind", Kind)
    part = paging(request, kinds.get(kind, 0) if kind else sum(kinds.values()), _SIZE)
    found = list(_sides(index, index.disagreements(kind, part.size, part.offset)))
    shown = (side.row.claim for dispute in found for side in (dispute.one, dispute.other) if side)
    return page(
        request,
        "disagreements.html",
        disputes=found,
        statuses=statuses(room(request), shown, snapshot),
        kinds=kinds,
        kind=kind,
        meanings=DISPUTES,
        paging=part,
        files=links(request),
    )


def disagreements_table(request: Request) -> Table:
    """The same as a table, whole."""
    index = room(request).snapshot.index
    kind = one_of(request, "kind", Kind)
    sides = (Heading(f"{name} {side}", width) for side in ("for", "against") for name, width in _SIDE)
    headings = [Heading("kind", 16), Heading("why", 50), *sides, Heading("IRI", 50)]
    return Table("disagreements", "Claims that seem to clash", headings, _rows(index, kind))


def _sides(index: Index, found: Iterable[Disagreement]) -> Iterator[Dispute]:
    """Disagreements with their claims, which are read at once."""
    disputes = tuple(found)
    wanted = {iri for one in disputes for iri in (one.claim_for, one.claim_against) if iri}
    claims = {claim.row.claim: claim for claim in index.overview.these(sorted(wanted))}
    for one in disputes:
        yield Dispute(one, claims.get(one.claim_for), claims.get(one.claim_against))


def _rows(index: Index, kind: str) -> Iterator[list[Cell]]:
    offset = 0
    while part := index.disagreements(kind, _PART, offset):
        for dispute in _sides(index, part):
            told = dispute.disagreement
            yield [told.kind, told.reason, *_side(dispute.one), *_side(dispute.other), told.iri]
        offset += _PART


def _side(claim: Claim | None) -> list[Cell]:
    if claim is None:
        return [""] * len(_SIDE)
    row = claim.row
    stated = f"{row.head_label} | {row.relation} | {row.tail_label}"
    return [stated, str(hold(row)), row.quote, row.citation, row.work, row.claim]


ROUTES = [Route("/disagreements", disagreements), *downloads("/disagreements", disagreements_table)]
