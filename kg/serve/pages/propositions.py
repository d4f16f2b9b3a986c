"""The page of a proposition, which claims of several works may state, and that of a disagreement of two claims."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from kg.index import Claim, Index, Proposition, Wanted
from kg.serve.judging import statuses
from kg.serve.pages import links
from kg.serve.pages.filters import files
from kg.serve.pages.phrases import DISPUTES, grouped
from kg.serve.rendering import page, paging
from kg.serve.room import room

_CLAIMS = 50
_GENERAL = 20
"""More general propositions that a page names."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a disagreement: what it states and the claim that states it; either may be lacking."""

    heading: str
    proposition: Proposition | None
    claim: Claim | None


def show(request: Request, iri: str) -> Response | None:
    """The page of a proposition."""
    here = room(request)
    snapshot = here.snapshot
    index = snapshot.index
    proposition = index.proposition(iri)
    if proposition is None:
        return None
    wanted = Wanted(proposition=iri)
    part = paging(request, index.count(wanted), _CLAIMS)
    found = index.claims(wanted, part.size, part.offset)
    general = (index.proposition(one) for one in proposition.refines[:_GENERAL])
    return page(
        request,
        "proposition.html",
        proposition=proposition,
        groups=grouped(found),
        statuses=statuses(here, (claim.row.claim for claim in found), snapshot),
        paging=part,
        general=[one for one in general if one],
        disputes=index.disputes_of(iri),
        files=files(wanted),
        data=links.data(iri),
        query=links.query("proposition", iri),
    )


def show_disagreement(request: Request, iri: str) -> Response | None:
    """The page of a disagreement: both sides with their sentences, what it is, and why."""
    here = room(request)
    snapshot = here.snapshot
    index = snapshot.index
    found = index.disagreement(iri)
    if found is None:
        return None
    claims = [claim for claim in (found.claim_for, found.claim_against) if claim]
    return page(
        request,
        "disagreement.html",
        dispute=found,
        meaning=DISPUTES.get(found.kind, ""),
        sides=(
            _side(index, "For", found.proposition_for, found.claim_for),
            _side(index, "Against", found.proposition_against, found.claim_against),
        ),
        statuses=statuses(here, claims, snapshot),
        data=links.data(iri),
        query=links.query("disagreement", iri),
    )


def _side(index: Index, heading: str, proposition: str, claim: str) -> Side:
    return Side(
        heading,
        index.proposition(proposition) if proposition else None,
        index.claim(claim) if claim else None,
    )
