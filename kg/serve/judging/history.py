"""The log as a page and as a file, where curators differ, and the graph made anew."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from kg import curate, remaking
from kg.curate.records import moment
from kg.holdings import Shards
from kg.publish import DECISIONS
from kg.serve import csrf
from kg.serve.judging.desk import desk
from kg.serve.judging.forms import Form, posted, see_other
from kg.serve.judging.told import all_told
from kg.serve.rendering import page, paging
from kg.serve.room import room

_FRESH = {"Cache-Control": "no-store"}
_SHOWN = 200
"""Claims on which curators differ that the page shows."""


def history(request: Request) -> Response:
    """Every decision of the log, latest first, with agreement, conflicts, and what the graph lacks."""
    here = room(request)
    snapshot = here.snapshot
    now = desk(here).now(snapshot)
    part = paging(request, len(now.log))
    latest_first = sorted(now.log, key=lambda d: moment(d.time), reverse=True)[part.offset : part.offset + part.size]
    held = [decision for by in now.held.values() for decision in by.values()]
    conflicts = [(c.claim, all_told(c.decisions, snapshot.index)) for c in curate.conflicts(held)]
    response = page(
        request,
        "judge_log.html",
        decisions=all_told(latest_first, snapshot.index),
        paging=part,
        agreement=curate.agreement(now.log),
        conflicts=conflicts[:_SHOWN],
        differing=len(conflicts),
        orphans=len(now.orphans),
        waiting=len(now.waiting),
        progress=remaking.progress(here.store),
        csrf=csrf.token(request) if here.settings.write else "",
    )
    response.headers.update(_FRESH)
    return response


def download(request: Request) -> Response:
    """The log as it is: one JSON line a decision."""
    headers = _FRESH | {"Content-Disposition": f'attachment; filename="{DECISIONS}"'}
    return Response(Shards(room(request).store).note(DECISIONS), media_type="application/jsonl", headers=headers)


@posted
def publish(request: Request, form: Form) -> Response:
    """Begin to make the graph anew, and show how far it is; the server takes the new graph by itself."""
    remaking.start(room(request).store)
    return see_other("/judge/log#graph")
