"""The graphs as a store of graphs: the reading half of the SPARQL 1.1 Graph Store HTTP Protocol.

``?graph=IRI`` is a named graph. ``?default`` is the graph of the dataset that has no name, and not, as in ``/sparql``,
all graphs together: the protocol speaks of what is stored, not of what is asked.
"""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from kg.answers import UNNAMED
from kg.serve.asking import answered, while_listening
from kg.serve.negotiation import GRAPHS, wanted
from kg.serve.room import Snapshot, room
from kg.serve.sparql import Parameters, accepted, decoded
from kg.serve.workers import Asked, Refused

_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_ANY = "ASK { ?s ?p ?o }"


async def graph(request: Request) -> Response:
    """The triples of one graph.

    Raises:
        Refused: 400 no graph is named or two are; 403 it is to be changed; 404 there is no such graph; and see
            :meth:`Pool.ask`.
    """
    if request.method != "GET":
        raise Refused(403, "this store of graphs is read-only; it is changed by kg build")
    snapshot = room(request).snapshot
    given = Parameters(decoded(request.scope["query_string"]))
    accept = wanted(accepted(request), given.format, tuple(GRAPHS))
    iri = _named(given)
    if iri != UNNAMED and not await _exists(request, snapshot, iri):
        raise Refused(404, f"there is no graph {iri[:200]}")
    return await answered(request, snapshot, Asked(_ALL, accept, (iri,), ()))


def _named(given: Parameters) -> str:
    graph, default = given.one("graph"), given.one("default")
    if (graph is None) == (default is None):
        raise Refused(400, "name one graph: ?graph=IRI, or ?default for the one without a name")
    if graph == "":
        raise Refused(400, "the IRI of the graph is empty; give one")
    return graph or UNNAMED


async def _exists(request: Request, snapshot: Snapshot, iri: str) -> bool:
    answer = await while_listening(request, snapshot.pool.ask(Asked(_ANY, (), (iri,), ())))
    return bool(json.loads(answer.body)["boolean"])


ROUTES: list[BaseRoute] = [
    Route("/rdf-graph-store", graph, methods=["GET", "PUT", "POST", "DELETE", "PATCH"]),
]
