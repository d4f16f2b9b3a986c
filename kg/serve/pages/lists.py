"""The lists of things, works and scholars, each with its files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.export.sheets import Cell, Heading
from kg.export.texts import bare_doi
from kg.export.wording import PLURALS
from kg.index import Scholar, Thing, Work
from kg.index.overview import ORDERS
from kg.serve.pages.downloading import Table, downloads, links
from kg.serve.pages.filters import one_of
from kg.serve.rendering import page, paging
from kg.serve.room import room

_PART = 1_000
_Row = TypeVar("_Row")

_THING = (
    *(Heading("name", 40), Heading("type", 14), Heading("level of government", 18), Heading("claims", 9)),
    *(Heading("works", 9), Heading("known from", 14), Heading("definition", 80), Heading("example", 60)),
    Heading("IRI", 50),
)
_WORK = (
    *(Heading("citation", 40), Heading("title", 60), Heading("authors", 40), Heading("year", 7), Heading("doi", 24)),
    *(Heading("kind", 14), Heading("places", 24), Heading("sentences", 10), Heading("claims", 9)),
    *(Heading("document", 24), Heading("IRI", 50)),
)
_SCHOLAR = (Heading("name", 40), Heading("claims", 9), Heading("works", 9), Heading("people", 8), Heading("IRI", 50))


def things(request: Request) -> Response:
    """Things that claims speak of, those of one type where ``?type=`` names one.

    Raises:
        QueryError: there is no such type.
    """
    index, chosen = room(request).snapshot.index, one_of(request, "type", PLURALS)
    types = index.types()
    part = paging(request, types.get(chosen, 0) if chosen else sum(types.values()))
    rows = index.things(chosen, part.size, part.offset)
    return page(request, "things.html", things=rows, types=types, chosen=chosen, paging=part, files=links(request))


def things_table(request: Request) -> Table:
    """The same as a table, whole."""
    index, chosen = room(request).snapshot.index, one_of(request, "type", PLURALS)
    rows = (_thing(thing) for thing in _all(lambda limit, offset: index.things(chosen, limit, offset)))
    return Table(PLURALS.get(chosen, "things"), f"Things that claims speak of {chosen}".strip(), _THING, rows)


def works(request: Request) -> Response:
    """The works that were read."""
    overview = room(request).snapshot.index.overview
    order, year = _order(request)
    years = overview.years()
    part = paging(request, sum(years.values()) if year is None else years.get(year, 0))
    rows = overview.works(order, year, part.size, part.offset)
    return page(
        request, "works.html", works=rows, paging=part, files=links(request), order=order, year=year, years=years
    )


def works_table(request: Request) -> Table:
    """The same as a table, whole."""
    overview = room(request).snapshot.index.overview
    order, year = _order(request)
    rows = (_work(work) for work in _all(lambda limit, offset: overview.works(order, year, limit, offset)))
    return Table("works", "Works that were read", _WORK, rows)


def scholars(request: Request) -> Response:
    """Those to whom claims are credited."""
    index = room(request).snapshot.index
    part = paging(request, index.counts()["scholars"])
    rows = index.scholars(part.size, part.offset)
    return page(request, "scholars.html", scholars=rows, paging=part, files=links(request))


def scholars_table(request: Request) -> Table:
    """The same as a table, whole."""
    index = room(request).snapshot.index
    rows = (_scholar(scholar) for scholar in _all(index.scholars))
    return Table("scholars", "Scholars to whom claims are credited", _SCHOLAR, rows)


def _order(request: Request) -> tuple[str, str | None]:
    """The order of works that is asked for, and the year; None for any, empty for works without one."""
    order, year = request.query_params.get("sort", ""), request.query_params.get("year", "")
    wanted = "" if year == "none" else year or None
    return order if order in ORDERS else next(iter(ORDERS)), wanted


def _all(part: Callable[[int, int], Sequence[_Row]]) -> Iterator[_Row]:
    """All rows of a list that gives ``limit`` of them from ``offset`` on."""
    offset = 0
    while rows := part(_PART, offset):
        yield from rows
        offset += _PART


def _thing(thing: Thing) -> list[Cell]:
    known = "texts only" if thing.local else "vocabulary"
    numbers = [thing.claims, thing.works]
    return [thing.label, thing.type, thing.level, *numbers, known, thing.definition, thing.example, thing.iri]


def _work(work: Work) -> list[Cell]:
    year: Cell = int(work.year) if work.year.isascii() and work.year.isdecimal() and len(work.year) < 5 else work.year
    lists = "; ".join(work.authors), "; ".join(work.places)
    told: list[Cell] = [work.citation, work.title, lists[0], year, bare_doi(work.doi), work.kind, lists[1]]
    return [*told, work.sentences, work.claims, work.doc, work.iri]


def _scholar(scholar: Scholar) -> list[Cell]:
    return [scholar.label, scholar.claims, scholar.works, max(1, len(scholar.members)), scholar.iri]


ROUTES = [
    *(Route("/things", things), *downloads("/things", things_table)),
    *(Route("/works", works), *downloads("/works", works_table)),
    *(Route("/scholars", scholars), *downloads("/scholars", scholars_table)),
]
