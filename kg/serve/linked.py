"""Linked data: every IRI of the graph is shown at its path, as a page for people or as RDF for programs."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from kg.serve import api_page, void
from kg.serve.addresses import KINDS, iri_of, path_of
from kg.serve.apart import apart
from kg.serve.generic import generic
from kg.serve.negotiation import HTML
from kg.serve.once import once
from kg.serve.ontology import as_data, as_page, is_ontology
from kg.serve.pages import PAGES
from kg.serve.room import Snapshot, room
from kg.serve.triples import FORMATS, MOST, answer, form_wanted, incoming, is_iri, kind_of, outgoing, written

_BARE = ("curation", "ontology")  # kinds that are an IRI without anything behind them


async def resource(request: Request) -> Response:
    """What is known of the IRI that the path stands for, in the form that the request takes.

    Raises:
        HTTPException: 404, nothing is known of it.
        Refused: the request takes none of the forms, or the graph could not be asked.
    """
    return await _shown(request, iri_of(request.scope["raw_path"]))


async def entity(request: Request) -> Response:
    """What is known of any IRI, given as ``?iri=``; one that has a path of its own is found there.

    Raises:
        HTTPException: 400 there is no IRI, 404 nothing is known of it.
        Refused: the request takes none of the forms, or the graph could not be asked.
    """
    iri = request.query_params.get("iri", "")
    if not is_iri(iri):
        raise HTTPException(400, "give an IRI: /entity?iri=http%3A%2F%2Fwww.w3.org%2Fns%2Forg%23Organization")
    if not kind_of(iri) or "?" in iri:
        return await _shown(request, iri)
    path, sign, fragment = path_of(iri).partition("#")
    format = request.query_params.get("format")
    asked = "?" + urlencode({"format": format}) if format else ""
    return RedirectResponse(f"{path}{asked}{sign}{fragment}", 303)


async def _shown(request: Request, iri: str) -> Response:
    if not is_iri(iri):
        raise _unknown(iri)
    snapshot = room(request).snapshot
    offered = (HTML, *FORMATS)
    media_type = form_wanted(request, offered)
    if await run_in_threadpool(is_ontology, iri):
        response = await _ontology(request, snapshot, media_type)
    elif media_type == HTML:
        response = await _page(request, snapshot, iri)
    else:
        response = await _data(request, snapshot, iri, media_type)
    if "accept" not in response.headers.get("vary", "").lower():
        response.headers.add_vary_header("Accept")
    response.headers["Link"] = ", ".join(
        f'<{address}>; rel="alternate"; type="{name}"' for name, address in alternates(iri).items()
    )
    return response


def alternates(iri: str) -> dict[str, str]:
    """The addresses of the description of an IRI in each form of RDF, by media type."""
    path = path_of(iri).partition("#")[0]
    sign = "&" if "?" in path else "?"
    return {name: f"{path}{sign}format={form.format}" for name, form in FORMATS.items()}


async def _page(request: Request, snapshot: Snapshot, iri: str) -> Response:
    show = PAGES.get(kind_of(iri))
    found = await run_in_threadpool(show, request, iri) if show else None
    found = found or await generic(request, snapshot, iri, alternates(iri))
    if found is None:
        raise _unknown(iri)
    return found


async def _data(request: Request, snapshot: Snapshot, iri: str, media_type: str) -> Response:
    found = await outgoing(snapshot, iri, MOST)
    if not found.triples:
        found = await incoming(snapshot, iri, MOST)
    if not found.triples:
        raise _unknown(iri)
    cut = {"Kg-Cut": f"the first {MOST} triples; ask /sparql for all"} if found.is_cut else {}
    body = await run_in_threadpool(written, found.triples, media_type)
    return answer(request, snapshot, body, media_type, cut)


async def _ontology(request: Request, snapshot: Snapshot, media_type: str) -> Response:
    if media_type != HTML:
        return answer(request, snapshot, await run_in_threadpool(as_data, media_type), media_type)

    text, policy = await once(request, "", "ontology", partial(apart, as_page))
    return HTMLResponse(text, headers={"Content-Security-Policy": policy})


def _unknown(iri: str) -> HTTPException:
    return HTTPException(404, f"nothing is known of {iri[:200]}")


ROUTES: list[BaseRoute] = [
    *void.ROUTES,
    *api_page.ROUTES,
    Route("/entity", entity),
    *(Route(f"/{kind}", resource) for kind in _BARE),
    *(Route(f"/{kind}/{{rest:path}}", resource) for kind in sorted(KINDS)),
]
