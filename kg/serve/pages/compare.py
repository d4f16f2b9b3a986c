"""The page that sets works or countries side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.export.sheets import Heading
from kg.index import Index, Wanted, Work
from kg.model import QueryError
from kg.serve.pages import comparing
from kg.serve.pages.comparing import MOST, Side
from kg.serve.pages.countries import Countries, countries
from kg.serve.pages.downloading import Table, as_book, as_text, links
from kg.serve.pages.naming import LONGEST, names
from kg.serve.rendering import page
from kg.serve.room import room
from kg.terms import work_iri

ROWS = 60
"""Rows of each table of the page."""

_CLAIMS = 20_000  # of a side; a country may have that many
_ALONE = 8


async def compare(request: Request) -> Response:
    """Two to four works or countries side by side, as ``?works=`` or ``?countries=`` name them."""
    snapshot = room(request).snapshot
    return await run_in_threadpool(_page, request, snapshot.index, await countries(snapshot))


async def as_file(request: Request) -> Response:
    """Every statement of the sides as a table.

    Raises:
        QueryError: there is no such work or country, or fewer than two are given.
    """
    snapshot = room(request).snapshot
    table = await run_in_threadpool(_table, request, snapshot.index, await countries(snapshot))
    return as_text(table) if request.url.path.endswith(".csv") else await as_book(request, table)


def _page(request: Request, index: Index, lie_in: Countries) -> Response:
    counts = Counter(country for lie in lie_in.values() for country in lie)
    values: dict[str, object] = {"works": [], "sides": (), "message": "", "files": links(request)}
    try:
        values |= {"works": _works(request, index)}
        values |= _compared(sides) if len(sides := _sides(request, index, lie_in)) > 1 else {}
    except QueryError as error:
        values["message"] = str(error)
    return page(
        request,
        "compare.html",
        400 if values["message"] else 200,
        most=MOST,
        countries=sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])),
        chosen=request.query_params.getlist("countries")[:MOST],
        asked=request.query_params.getlist("works")[:MOST],
        **values,
    )


def _compared(sides: Sequence[Side]) -> dict[str, object]:
    told = comparing.statements(sides)
    same = [one for one in told if one.verdict]
    return {
        "sides": sides,
        "same": same[:ROWS],
        "joint": not sides[0].is_work,
        "found": Counter(one.verdict for one in same),
        "statements": len(told),
        "shared": comparing.shared(sides, ROWS),
        "alone": comparing.alone(sides, _ALONE),
    }


def _table(request: Request, index: Index, lie_in: Countries) -> Table:
    sides = _sides(request, index, lie_in)
    if len(sides) < 2:
        raise QueryError("a comparison needs two works or two countries; give ?works= or ?countries= twice")
    known = (("head", 36), ("head type", 14), ("relation", 14), ("tail", 36), ("tail type", 14), ("sides", 16))
    headings = [Heading(name, width) for name, width in known]
    for side in sides:
        headings += [Heading(f"{side.name}: held", 24), Heading(f"{side.name}: works", 10)]
    return Table("comparison", "Statements side by side", headings, comparing.rows(sides, comparing.statements(sides)))


def _sides(request: Request, index: Index, lie_in: Countries) -> list[Side]:
    asked = dict.fromkeys(request.query_params.getlist("countries"))
    if chosen := [name for name in asked if name][:MOST]:
        return [_country(index, name, chosen, lie_in) for name in chosen]
    return [
        Side(work.citation, work.iri, True, index.claims(Wanted(work=work.iri), _CLAIMS))
        for work in _works(request, index)
    ]


def _country(index: Index, name: str, chosen: Collection[str], lie_in: Countries) -> Side:
    """A country with the claims on it alone: what is said of several of those compared sets none of them apart."""
    if not any(name in lie for lie in lie_in.values()):
        raise QueryError(f"no claim is about {name!r}; choose one of the countries of the list")
    claims = [claim for claim, lie in lie_in.items() if lie.intersection(chosen) == {name}]
    found = index.overview.these(claims[:_CLAIMS])
    return Side(name, names(index).thing(name), False, [c for c in found if not c.row.speaks_of_work])


def _works(request: Request, index: Index) -> list[Work]:
    """The works that an address names: by document, IRI, citation, or words of one.

    Raises:
        QueryError: there is no such work.
    """
    found: dict[str, Work] = {}
    for asked in [name.strip()[:LONGEST] for name in request.query_params.getlist("works") if name.strip()][:MOST]:
        work = _work(index, asked)
        found[work.iri] = work
    return list(found.values())


def _work(index: Index, asked: str) -> Work:
    iris = (asked, work_iri(asked), names(index).work(asked))
    known = next((work for iri in iris if iri and (work := index.work(iri))), None)
    if known is None and (hits := index.search(asked, "work", 1)):
        known = index.work(hits[0].iri)
    if known is None:
        raise QueryError(f"no work is called {asked!r}; write its author and a word of its title")
    return known


ROUTES = [Route("/compare", compare), Route("/compare.csv", as_file), Route("/compare.xlsx", as_file)]
