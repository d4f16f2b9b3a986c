"""The description of the API for programs: the calls of ``kg.serve.api``, and the endpoint ``/sparql`` by hand."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from kg import __version__
from kg.serve.negotiation import FORMATS, GRAPHS, TABLES

_Json = dict[str, Any]

TITLE = "Reading room"
DESCRIPTION = (
    "Claims about intergovernmental relations, read from the literature, every one with its sentence. All calls only "
    "read. Lists are in a fixed order and come in parts: limit and offset. Everything has an IRI, which is also an "
    "address of this server, with RDF for programs."
)
_STRING: _Json = {"type": "string"}
_TEXT: _Json = {"text/plain": {"schema": _STRING}, "text/html": {"schema": _STRING}}
_MEDIA = tuple(dict.fromkeys((*TABLES, *GRAPHS)))
_GRAPH_PARAMETERS: list[_Json] = [
    {
        "name": name,
        "in": "query",
        "description": what,
        "schema": {"type": "array", "items": {"type": "string", "format": "uri"}},
        "style": "form",
        "explode": True,
    }
    for name, what in (
        ("default-graph-uri", "IRI of a graph that the query sees as its default graph; all graphs without it."),
        ("named-graph-uri", "IRI of a graph that the query may name; all graphs without it."),
    )
]
_FORMAT: _Json = {
    "name": "format",
    "in": "query",
    "description": "The form of the answer, where a link cannot send Accept.",
    "schema": {"type": "string", "enum": [name for name in FORMATS if name != "html"]},
}
_QUERY: _Json = {
    "name": "query",
    "in": "query",
    "description": "SELECT, ASK, CONSTRUCT or DESCRIBE.",
    "schema": _STRING,
}
_REFUSALS = {
    "400": "The query is broken, with line and column, or the request is not one of the protocol.",
    "403": "Updates, and SERVICE to servers that are not allowed.",
    "406": "There is no such form of this answer.",
    "408": "The query takes longer than this server lets it.",
    "413": "The query is too long.",
    "422": "The answer has too many rows, or the query takes too much memory.",
    "503": "All processes for queries are busy; try again.",
}


def openapi(app: FastAPI) -> _Json:
    """The description of an application, made once for it."""
    if not app.openapi_schema:
        made = get_openapi(title=TITLE, version=__version__, description=DESCRIPTION, routes=app.routes)
        made["paths"]["/sparql"] = {"get": _get(), "post": _post()}
        app.openapi_schema = made
    return app.openapi_schema


def _get() -> _Json:
    answered = _answers() | {"303": {"description": "Browsers are sent to the page for queries."}}
    return {
        "tags": ["sparql"],
        "summary": "Sparql",
        "description": "Ask a query by the SPARQL 1.1 Protocol; without one, what the endpoint can do.",
        "operationId": "sparql_get",
        "parameters": [_QUERY, *_GRAPH_PARAMETERS, _FORMAT],
        "responses": answered | {"304": {"description": "The client has this answer already, by its ETag."}},
    }


def _post() -> _Json:
    fields = {"query": _STRING} | {p["name"]: p["schema"] for p in _GRAPH_PARAMETERS}
    form = {"type": "object", "properties": fields, "required": ["query"]}
    return {
        "tags": ["sparql"],
        "summary": "Sparql",
        "description": "Ask a query that is sent as a form or as the body itself.",
        "operationId": "sparql_post",
        "parameters": [*_GRAPH_PARAMETERS, _FORMAT],
        "requestBody": {
            "required": True,
            "content": {
                "application/x-www-form-urlencoded": {"schema": form},
                "application/sparql-query": {"schema": _STRING},
            },
        },
        "responses": _answers() | {"415": {"description": "The body is of another type.", "content": _TEXT}},
    }


def _answers() -> dict[str, _Json]:
    found = {"description": "The answer.", "content": {name: {"schema": {}} for name in _MEDIA}}
    return {"200": found} | {status: {"description": what, "content": _TEXT} for status, what in _REFUSALS.items()}
