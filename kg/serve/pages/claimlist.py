"""The list of claims that an address asks for, and the same as an evidence table."""

from __future__ import annotations

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.export.sheets import Heading
from kg.index import Index, Wanted
from kg.model import QueryError
from kg.queries import THING
from kg.serve.evidence import Lines
from kg.serve.judging.desk import decided, statuses
from kg.serve.pages.asking import MOST
from kg.serve.pages.countries import Countries, countries
from kg.serve.pages.downloading import Table, as_book, as_text, links
from kg.serve.pages.filters import Filter, choices
from kg.serve.pages.naming import Told, names, told
from kg.serve.rendering import page, paging
from kg.serve.room import Snapshot, room

_IRIS = ("thing", "other", "head", "tail", "work", "holder", "proposition", "evidence")
_NAMED = ("thing", "other", "head", "tail")
_WORDS = {
    "thing": "about",
    "other": "and",
    "head": "told of",
    "tail": "that end in",
    "work": "made by",
    "holder": "held by",
    "proposition": "that state",
    "evidence": "of the sentence",
}


def claims(request: Request) -> Response:
    """Claims in reading order, those of one thing, work, holder or statement where the address names it."""
    snapshot = room(request).snapshot
    index, chosen, asked, message = snapshot.index, Filter(), Wanted(), Told()
    try:
        chosen, asked = Filter.of(request), _asked(request, index)
    except QueryError as error:
        message = told(request, error, {name: request.query_params.get(name, "").strip() for name in _NAMED})
    wanted = chosen.narrow(asked)
    part = paging(request, 0 if message.words else index.count(wanted))
    found = () if message.words else index.claims(wanted, part.size, part.offset)
    return page(
        request,
        "claims.html",
        400 if message.words else 200,
        claims=found,
        statuses=statuses(room(request), (claim.row.claim for claim in found), snapshot),
        paging=part,
        about=_about(asked, index),
        thing=_shown(request, asked, index),
        kept=[(name, getattr(asked, name)) for name in _IRIS[1:] if getattr(asked, name)],
        offered=[thing.label for thing in index.things(limit=MOST)],
        choices=choices(chosen, index.relations(asked)),
        kinds=asked.kinds,
        message=message,
        files=links(request),
    )


async def as_csv(request: Request) -> Response:
    """All of them as comma-separated text, sent while it is read.

    Raises:
        QueryError: nothing has the name that is asked for.
    """
    return as_text(await _found(request))


async def as_xlsx(request: Request) -> Response:
    """All of them as a workbook.

    Raises:
        QueryError: nothing has the name that is asked for.
        Refused: they are too many.
    """
    return await as_book(request, await _found(request))


async def _found(request: Request) -> Table:
    snapshot = room(request).snapshot
    return await run_in_threadpool(_table, request, snapshot, await countries(snapshot))


def _asked(request: Request, index: Index) -> Wanted:
    """What the address asks for; things may be named."""
    given: dict[str, Any] = {name: request.query_params.get(name, "").strip() for name in _IRIS}
    for name in _NAMED:
        if given[name] and not given[name].startswith(("http://", "https://")):
            given[name] = names(index).resolve(given[name], THING)
    return Wanted(**given, kinds=request.query_params.get("kinds") == "1")


def _shown(request: Request, asked: Wanted, index: Index) -> str:
    """What stands in the field for a thing: its name."""
    return index.labels([asked.thing]).get(asked.thing, asked.thing) or request.query_params.get("thing", "")


def _about(asked: Wanted, index: Index) -> list[tuple[str, str, str]]:
    """What the claims are chosen by: words, IRI and label."""
    given = [(name, iri) for name in _IRIS if (iri := getattr(asked, name))]
    labels = index.labels(iri for _, iri in given)
    return [(_WORDS[name], iri, labels.get(iri) or _told(index, iri)) for name, iri in given]


def _told(index: Index, iri: str) -> str:
    """A proposition in words; another IRI as it is."""
    found = index.proposition(iri)
    return f"{found.head_label} {found.relation} {found.tail_label}" if found else iri


def _table(request: Request, snapshot: Snapshot, lie_in: Countries) -> Table:
    from kg.export.tables import COLUMNS  # it loads what writes Parquet

    wanted = Filter.of(request).narrow(_asked(request, snapshot.index))
    headings = [Heading(column.name, column.width) for column in COLUMNS]
    lines = Lines(snapshot.index.path, wanted, decided(room(request), snapshot), lie_in)
    meanings = [(column.name, column.meaning) for column in COLUMNS]
    return Table("claims", "Evidence table", headings, lines, meanings)


ROUTES = [Route("/claims", claims), Route("/claims.csv", as_csv), Route("/claims.xlsx", as_xlsx)]
