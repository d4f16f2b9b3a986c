"""The page where queries are written and run: an editor where the browser runs scripts, and a plain form where not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from kg import queries, store
from kg.model import QueryError
from kg.serve import ontology
from kg.serve.addresses import KINDS
from kg.serve.pages.asking import catalogue
from kg.serve.pages.questions import TAGS
from kg.serve.ready import filled
from kg.serve.rendering import page
from kg.serve.room import room
from kg.serve.security import POLICY
from kg.serve.snippets import legible, snippets
from kg.serve.workers import Refused
from kg.terms import BASE

PREFIXES = dict(
    sorted(
        {
            **store.PREFIXES,
            "bibo": "http://purl.org/ontology/bibo/",
            "c": BASE + "concept/",
            "prov": "http://www.w3.org/ns/prov#",
            "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        }.items()
    )
)
"""The prefixes that a query begins with: those of the graph and of the ready questions."""

SHORT = {**PREFIXES, **{kind: f"{BASE}{kind}/" for kind in sorted(KINDS - {"concept", "ontology"})}}
"""The prefixes that answers are shown with, and that the editor knows."""

START = """
# The obstacles that most claims speak of as hindering something
SELECT ?obstacle ?name (COUNT(?claim) AS ?claims)
WHERE {
  ?claim a igr:Claim ; igr:states ?proposition ; igr:headType igr:Obstacle .
  ?proposition igr:relation igr:hinders ; igr:head ?obstacle .
  ?obstacle skos:prefLabel ?name
  FILTER(LANG(?name) = "en")
}
GROUP BY ?obstacle ?name
ORDER BY DESC(?claims) ?name
LIMIT 20
"""

_STYLES = (
    "'sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk='",  # of the handles that make columns wider
    "'unsafe-hashes' 'sha256-EntWS0hFrz2vH7susM+dPUxvHlL6sBswmM8K80E5oUk='",  # style="text-decoration:underline"
)
"""The styles that the scripts of the editor write into the page, by their hashes; no other may be written."""

_USED = re.compile(r"\b(bibo|dcterms|oa|prov|rdfs|skos):([A-Za-z]+)")


def query_page(request: Request) -> Response:
    """The page with the query asked for: ``?query=``, or ``?question=`` with the values of its parameters."""
    text, name, problem = _asked(request)
    made = snippets(_endpoint(request), text or start())
    response = page(
        request,
        "query.html",
        400 if problem else 200,
        asked=bool(text),
        base=BASE,
        groups=queries.by_tag(catalogue().values()),
        topics=TAGS,
        kinds=" ".join(sorted(KINDS)),
        name=name,
        prefixes=json.dumps(SHORT),
        problem=problem,
        snippets=made,
        start=start(),
        text=text or start(),
    )
    response.headers["Content-Security-Policy"] = policy()
    return response


def question(request: Request) -> Response:
    """The SPARQL of a ready question, with values in the place of its parameters."""
    found = _question(request.path_params["name"])
    text = filled(room(request).snapshot.index, found, request.query_params)
    return PlainTextResponse(text, media_type="application/sparql-query")


def terms(request: Request) -> Response:
    """The classes, properties and values that the editor completes, with their labels."""
    return JSONResponse(_terms(), headers={"Cache-Control": "max-age=600"})


async def snippets_of(request: Request) -> Response:
    """The query of a form, to copy into a shell and into programs."""
    form = parse_qs((await request.body()).decode("utf-8", "replace"), keep_blank_values=True)
    text = form.get("query", [""])[0]
    return JSONResponse(dict(await run_in_threadpool(snippets, _endpoint(request), text)))


def policy() -> str:
    """What the page may load: as every page, and the styles that the editor is known to write."""
    return POLICY.replace("style-src 'self'", " ".join(("style-src 'self'", *_STYLES)))


@cache
def start() -> str:
    """The query that an empty editor begins with."""
    return "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items()) + START


def _asked(request: Request) -> tuple[str, str, str]:
    """The query that a request brings, its name, and what is wrong with the request."""
    asked = request.query_params
    if "question" not in asked:
        return legible(asked.get("query", "")), "", ""
    try:
        found = _question(asked["question"])
        return filled(room(request).snapshot.index, found, asked), found.name, ""
    except (QueryError, Refused) as error:
        return "", "", str(error)


def _question(name: str) -> queries.Question:
    try:
        return queries.find(catalogue().values(), name)
    except QueryError as error:
        raise Refused(404, str(error)) from error


def _endpoint(request: Request) -> str:
    return f"{request.base_url}sparql"


@cache
def _terms() -> list[dict[str, str]]:
    found = {term["iri"]: term for term in (*_used(), *map(asdict, ontology.terms()))}
    return sorted(found.values(), key=lambda term: term["iri"])


def _used() -> Iterator[dict[str, str]]:
    """The terms of other vocabularies that the ready questions use."""
    for text in (question.text for question in catalogue().values()):
        for prefix, name in _USED.findall(text):
            label = re.sub("(?<=[a-z])(?=[A-Z])", " ", name).lower()
            yield {"iri": PREFIXES[prefix] + name, "label": label, "kind": "class" if name[0].isupper() else "property"}


ROUTES: list[BaseRoute] = [
    Route("/query", query_page),
    Route("/query/terms.json", terms),
    Route("/query/questions/{name}.rq", question),
    Route("/query/snippets", snippets_of, methods=["POST"]),
]
