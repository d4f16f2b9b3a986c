"""The page of a thing: what it is, what claims say of it, its neighbours, and who holds views on it."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from kg.index import Index, Name, Scholar, Tally, Thing, Wanted
from kg.serve.judging import statuses
from kg.serve.pages import links
from kg.serve.pages.bars import charted
from kg.serve.pages.filters import Filter, choices, files
from kg.serve.pages.maps import MOST, drawn
from kg.serve.pages.phrases import TYPES, told
from kg.serve.rendering import page, paging
from kg.serve.room import room

SENTENCES = 20
"""Claims on one page of a thing, with their sentences."""

_SCHOLARS = 12


def show(request: Request, iri: str) -> Response | None:
    """The page of a concept, an entity of the world or a thing that only texts name."""
    here = room(request)
    snapshot = here.snapshot
    index = snapshot.index
    thing = index.thing(iri)
    if thing is None:
        return None
    chosen = Filter.of(request)
    wanted = chosen.of_thing(iri)
    part = paging(request, index.count(wanted), SENTENCES)
    claims = index.claims(wanted, part.size, part.offset)
    tallies = index.tallies(iri)
    neighbours = index.neighbours(iri, MOST)
    years = index.years(Wanted(thing=iri))
    return page(
        request,
        "thing.html",
        thing=thing,
        meaning=TYPES.get(thing.type, ""),
        aliases=_aliases(index.names(iri), thing),
        broader=index.broader(iri),
        narrower=index.narrower(iri),
        credited=index.scholar(iri),
        rows=told(tallies),
        sums=_sums(tallies),
        chosen=chosen,
        choices=choices(chosen, index.relations(Wanted(thing=iri)), ends=True),
        claims=claims,
        statuses=statuses(here, (claim.row.claim for claim in claims), snapshot),
        paging=part,
        files=files(wanted),
        map=drawn(thing.label, neighbours),
        neighbours=neighbours,
        years=years,
        bars=charted(years),
        scholars=_scholars(index, iri),
        most_scholars=_SCHOLARS,
        data=links.data(iri),
        query=links.query("thing", iri),
        graph=links.graph(thing.label),
    )


def _aliases(names: Sequence[Name], thing: Thing) -> list[str]:
    """The other names of a thing, as people write them."""
    found = [name.text for name in names if name.kind != "hidden" and name.text != thing.label]
    return sorted(set(found), key=lambda text: (text.casefold(), text))


def _sums(tallies: Sequence[Tally]) -> dict[str, int]:
    return {held: sum(getattr(t, held) for t in tallies) for held in ("agree", "dispute", "recommend", "suppose")}


def _scholars(index: Index, iri: str) -> list[Scholar]:
    """Those with views on a thing, without the works, which hold what they do not credit to anybody."""
    return [scholar for scholar in index.scholars_of(iri) if scholar.iri != iri]
