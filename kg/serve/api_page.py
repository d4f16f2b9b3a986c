"""The page that lists the calls of the API, each with an example that gives an answer on this graph."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from kg.index import Index
from kg.serve.openapi import openapi
from kg.serve.rendering import page
from kg.serve.room import room

_QUESTION = "mechanisms"
_SPARQL = "SELECT * WHERE { ?s ?p ?o } LIMIT 3"


@dataclass(frozen=True, slots=True)
class Call:
    """A call: its method and path, what it gives, its parameters, and a command that tries it."""

    method: str
    path: str
    what: str
    parameters: tuple[tuple[str, str, str], ...]
    example: str


def api(request: Request) -> Response:
    """The page of the API."""
    app = request.app
    assert isinstance(app, FastAPI)
    examples = _examples(room(request).snapshot.index)
    base = str(request.base_url).rstrip("/")
    calls = [
        _call(method, path, told, base, examples.get((method, path), {}))
        for path, methods in openapi(app)["paths"].items()
        for method, told in methods.items()
    ]
    return page(request, "api.html", calls=calls, base=base)


def _examples(index: Index) -> dict[tuple[str, str], Mapping[str, str]]:
    """Parameters for each call that have an answer, as far as the graph has anything."""
    thing = next((thing.iri for thing in index.things(limit=1)), "")
    label = next((thing.label for thing in index.things(limit=1)), "cooperation")
    work = next((work.doc for work in index.works(limit=1)), "")
    claim = next((claim.id for claim in index.claims(limit=1)), "")
    return {
        ("get", "/api/search"): {"q": label, "limit": "5"},
        ("get", "/api/things"): {"type": "Mechanism", "limit": "5"},
        ("get", "/api/thing"): {"iri": thing},
        ("get", "/api/works"): {"limit": "5"},
        ("get", "/api/work"): {"doc": work},
        ("get", "/api/claims"): {"thing": thing, "limit": "5"},
        ("get", "/api/claim"): {"id": claim},
        ("get", "/api/scholars"): {"limit": "5"},
        ("get", "/api/disagreements"): {"kind": "conflict"},
        ("get", "/api/questions/{name}"): {"name": _QUESTION, "limit": "5"},
        ("get", "/sparql"): {"query": _SPARQL, "format": "csv"},
        ("post", "/sparql"): {"query": _SPARQL},
    }


def _call(method: str, path: str, told: Mapping[str, object], base: str, example: Mapping[str, str]) -> Call:
    values = dict(example)
    address = base + path.replace("{name}", values.pop("name", ""))
    if method == "post":
        sent = (f"--data-urlencode {shlex.quote(f'{name}={value}')}" for name, value in values.items())
        command = " ".join(["curl", address, *sent])
    else:
        command = "curl " + shlex.quote(f"{address}?{urlencode(values)}" if values else address)
    listed = told.get("parameters") or ()
    assert isinstance(listed, list | tuple)
    return Call(method.upper(), path, str(told["description"]), tuple(map(_parameter, listed)), command)


def _parameter(told: Mapping[str, object]) -> tuple[str, str, str]:
    """The name of a parameter, whether it may be left out, and what it means."""
    schema = told.get("schema")
    default = schema.get("default", "") if isinstance(schema, Mapping) else ""
    use = "needed" if told.get("required") else f"{default} unless given" if default != "" else ""
    return str(told["name"]), use, str(told.get("description", ""))


ROUTES: list[BaseRoute] = [Route("/api", api)]
