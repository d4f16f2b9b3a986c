"""The page of a work: its reference, its claims beside its text, where it came from, and what it disagrees with."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from kg.index import Wanted
from kg.serve.judging import statuses
from kg.serve.pages import links, texts
from kg.serve.pages.filters import files
from kg.serve.pages.sources import Report, Stored, reports, stored
from kg.serve.rendering import page, paging
from kg.serve.room import Room, room
from kg.terms import is_web_iri

_CLAIMS = 20_000  # of a work; there is no larger one
_LONG = 20_000
"""Characters of a text from which its sections are folded."""


def show(request: Request, iri: str) -> Response | None:
    """The page of a work."""
    here = room(request)
    snapshot = here.snapshot
    index = snapshot.index
    work = index.work(iri)
    if work is None:
        return None
    held = stored(here.store, work.doc)
    claims = index.claims(Wanted(work=iri), _CLAIMS)
    text = texts.told(held.document, claims, _part(request)) if held and here.settings.show_text else None
    part = paging(request, len(claims))
    disputes = index.disputes_of(iri)
    return page(
        request,
        "work.html",
        work=work,
        address=work.source if is_web_iri(work.source) else "",
        text=text,
        is_long=held is not None and len(held.document.text) > _LONG,
        is_withheld=held is not None and not here.settings.show_text,
        claims=() if text else claims[part.offset : part.offset + part.size],
        statuses=statuses(here, (claim.row.claim for claim in claims), snapshot),
        paging=part,
        sentences=len({claim.evidence for claim in claims}),
        kept=held,
        reports=_reports(here, held),
        disputes=disputes,
        labels=index.labels(work.related),
        files=files(Wanted(work=iri)),
        data=links.data(iri),
        query=links.query("work", iri),
        about=index.count(Wanted(thing=iri)),
    )


def _part(request: Request) -> int:
    asked = request.query_params.get("part", "1")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1


def _reports(here: Room, held: Stored | None) -> tuple[Report, ...]:
    return reports(here.store, held.file) if held and held.file else ()
