"""What a search finds: things, works, scholars and sentences, with what was found marked."""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.index import Hit, Index
from kg.serve.pages.home import meant
from kg.serve.rendering import page
from kg.serve.room import room

KINDS: Mapping[str, str] = {"thing": "Things", "scholar": "Scholars", "work": "Works", "claim": "Claims"}
"""Kinds of hits in the order of the page, with their headings."""

LONGEST = 300
"""Characters of a search that are read."""

_FEW, _MANY = 8, 100
_FOUND = re.compile("\ue000([^\ue000\ue001]*)\ue001")


def search(request: Request) -> Response:
    """What is found for ``?q=``: a few hits of each kind, or many of the one that ``?kind=`` names."""
    text = " ".join(request.query_params.get("q", "").split())[:LONGEST]
    asked = request.query_params.get("kind", "")
    kinds = [asked] if asked in KINDS else list(KINDS)
    limit = _MANY if asked in KINDS else _FEW
    index = room(request).snapshot.index
    found = {kind: index.search(text, kind, limit + 1) if text else () for kind in kinds}
    return page(
        request,
        "search.html",
        text=text,
        kind=asked if asked in KINDS else "",
        kinds=KINDS,
        found={kind: hits[:limit] for kind, hits in found.items() if hits},
        more={kind for kind, hits in found.items() if len(hits) > limit},
        misspelt=any(found.values()) and not any(hit.exact for hits in found.values() for hit in hits),
        citations=_citations(index, found.get("claim", ())),
        authors=_authors(index, found.get("work", ())),
        parts=parts,
        question=meant(text),
    )


def parts(hit: Hit) -> list[tuple[str, bool]]:
    """The snippet of a hit piece after piece, each with whether it was found."""
    pieces = _FOUND.split(hit.snippet or hit.label)
    return [(text, bool(at % 2)) for at, text in enumerate(pieces) if text]


def _citations(index: Index, hits: tuple[Hit, ...]) -> dict[str, tuple[str, str]]:
    """IRI and citation of the work of each claim that was found."""
    claims = (index.claim(hit.iri) for hit in hits)
    return {claim.row.claim: (claim.row.work, claim.row.citation) for claim in claims if claim}


def _authors(index: Index, hits: tuple[Hit, ...]) -> dict[str, str]:
    """Authors and year of each work that was found by its title alone."""
    works = [work for hit in hits if (work := index.work(hit.iri)) and _letters(hit.snippet) != _letters(work.citation)]
    return {
        work.iri: " ".join(filter(None, ["; ".join(work.authors), work.year and f"({work.year})"])) for work in works
    }


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


ROUTES = [Route("/search", search)]
