"""The page of a named graph: that of a work leads to the work; the others say what they hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg.serve.addresses import path_of
from kg.serve.rendering import page
from kg.serve.room import room
from kg.terms import ASSEMBLED, BASE, CURATION, VOCABULARY, graph_iri, work_iri


@dataclass(frozen=True, slots=True)
class Shared:
    """A graph that is of no single work: its name, what it holds, and pages that show it."""

    name: str
    holds: str
    pages: tuple[tuple[str, str], ...]


GRAPHS: Mapping[str, Shared] = {
    ASSEMBLED: Shared(
        "What the works say together",
        "Every proposition with its belief and the works that support it, every thing that claims speak of, and every "
        "disagreement. It is made from the claims of all works; the claims themselves and their sentences stand in the "
        "graphs of the works.",
        (("Things", "/things"), ("Disagreements", "/disagreements")),
    ),
    VOCABULARY: Shared(
        "The ontology and its vocabularies",
        "Classes, relations, and the concepts and actors that are known by name before any text is read, with their "
        "names, definitions and broader terms.",
        (("Ontology", "/ontology"), ("Things", "/things")),
    ),
    CURATION: Shared(
        "What people decided",
        "Every verdict of a curator on a claim: who gave it, when and why, and how each claim stands by them. It is "
        "empty until somebody judges a claim.",
        (("Claims that can be judged", "/judge"),),
    ),
}
"""The graphs that are of no single work."""


def show(request: Request, iri: str) -> Response | None:
    """The page of a graph; that of a work is shown by the page of the work."""
    if shared := GRAPHS.get(iri):
        pages = [(name, path) for name, path in shared.pages if path != "/judge" or room(request).settings.write]
        triples = "/rdf-graph-store?" + urlencode({"graph": iri})
        return page(request, "graph.html", iri=iri, shared=shared, pages=pages, triples=triples, query=_query(iri))
    doc = unquote(iri.removeprefix(f"{BASE}graph/"))
    work = work_iri(doc)
    if graph_iri(doc) != iri or room(request).snapshot.index.work(work) is None:
        return None
    return RedirectResponse(path_of(work), 303)


def _query(iri: str) -> str:
    text = (
        f"SELECT ?subject ?predicate ?object\nWHERE {{ GRAPH <{iri}> {{ ?subject ?predicate ?object }} }}\nLIMIT 100\n"
    )
    return "/query?" + urlencode({"query": text})
