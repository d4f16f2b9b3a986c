"""What the data are, as a page for people and as VoID and DCAT for programs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg import __version__
from kg.exporting import LICENCE
from kg.serve.description import FORMAT, GRAPHS, About, about
from kg.serve.negotiation import HTML
from kg.serve.rendering import page
from kg.serve.room import Snapshot, room
from kg.serve.triples import FORMATS, NAMES, answer, count, form_wanted, link, short, text, time, written
from kg.terms import BASE, ONTOLOGY

TITLE = "Intergovernmental relations: claims read from the literature"
DESCRIPTION = (
    "What works of literature claim about how governments cooperate: every claim with its sentence, who holds it, "
    "whether it is asserted, denied, recommended or supposed, and the proposition that it shares with other works. "
    "Claims were read by a program and may be wrong."
)

_VOCABULARIES = (ONTOLOGY, *(NAMES[name] for name in ("bibo", "dcterms", "oa", "owl", "prov", "rdfs", "skos")))
_ONTOLOGY_LICENCE = "https://creativecommons.org/licenses/by/4.0/"


async def void(request: Request) -> Response:
    """What the data are: a page for people, VoID and DCAT for programs.

    Raises:
        Refused: as for :func:`service_description`.
    """
    snapshot = room(request).snapshot
    is_for_programs = request.url.path.startswith("/.well-known/")
    media_type = form_wanted(request, (*FORMATS, HTML) if is_for_programs else (HTML, *FORMATS))
    counted = await about(request, snapshot)
    if media_type == HTML:
        return await asyncio.to_thread(_page, request, snapshot, counted)
    triples = _dataset(str(request.base_url), counted, snapshot)
    return answer(request, snapshot, written(triples, media_type), media_type)


def citation(base: str, snapshot: Snapshot) -> str:
    """How to cite the graph as it is shown at an address."""
    year = datetime.fromtimestamp(snapshot.modified, UTC).year
    return f"{TITLE} ({year}). Graph {snapshot.generation}, made with intergov-kg {__version__}. {base}"


def _page(request: Request, snapshot: Snapshot, counted: About) -> Response:
    made = page(
        request,
        "void.html",
        heading=TITLE,
        description=DESCRIPTION,
        about=counted,
        counts=snapshot.index.counts(),
        modified=datetime.fromtimestamp(snapshot.modified, UTC),
        rights=LICENCE,
        citation=citation(str(request.base_url), snapshot),
        graphs={name: GRAPHS[name] for name in counted.shared},
        partitions=[
            (title, unit, [(iri, short(iri), size) for iri, size in rows])
            for title, unit, rows in (
                ("Classes", "things", counted.classes),
                ("Properties", "triples", counted.properties),
            )
        ],
        licence=_ONTOLOGY_LICENCE,
        base=str(request.base_url),
    )
    made.headers["Vary"] = "Accept"
    return made


def _named(rows: tuple[tuple[str, int], ...]) -> list[tuple[str, str, int]]:
    return [(iri, short(iri), size) for iri, size in rows]


def _dataset(base: str, counted: About, snapshot: Snapshot) -> Iterator[ox.Triple]:
    data, endpoint = f"{base}void#data", f"{base}sparql"
    yield from (link(data, "rdf:type", name) for name in ("void:Dataset", "dcat:Dataset"))
    yield text(data, "dcterms:title", TITLE, language="en")
    yield text(data, "dcterms:description", DESCRIPTION, language="en")
    yield text(data, "dcterms:rights", LICENCE, language="en")
    yield text(data, "dcterms:bibliographicCitation", citation(base, snapshot), language="en")
    yield text(data, "dcterms:identifier", snapshot.generation)
    yield text(data, "dcat:version", snapshot.generation)
    yield from (time(data, name, snapshot.modified) for name in ("dcterms:issued", "dcterms:modified"))
    yield link(data, "foaf:homepage", base)
    yield link(data, "dcat:landingPage", base)
    yield text(data, "dcat:keyword", "intergovernmental relations", language="en")
    yield text(data, "void:uriSpace", BASE)
    yield link(data, "void:sparqlEndpoint", endpoint)
    yield link(data, "void:uriLookupEndpoint", f"{base}entity?iri=")
    yield from (link(data, "void:feature", FORMAT + name) for name in ("Turtle", "JSON-LD", "N-Triples", "RDF_XML"))
    yield from (link(data, "void:vocabulary", space) for space in _VOCABULARIES)
    yield link(f"{BASE}ontology", "dcterms:license", _ONTOLOGY_LICENCE)
    yield from _access(base, data)
    yield from _figures(base, data, counted)


def _access(base: str, data: str) -> Iterator[ox.Triple]:
    """Where the data can be had: the endpoint, the API and each thing by its address."""
    for name, address, title in (
        ("sparql", f"{base}sparql", "SPARQL 1.1 endpoint, to be read only"),
        ("api", f"{base}api", "JSON of things, works, claims and questions"),
    ):
        service, distribution = f"{base}void#{name}-service", f"{base}void#{name}"
        yield link(data, "dcat:distribution", distribution)
        yield link(distribution, "rdf:type", "dcat:Distribution")
        yield link(distribution, "dcat:accessURL", address)
        yield link(distribution, "dcat:accessService", service)
        yield text(distribution, "dcterms:title", title, language="en")
        yield link(service, "rdf:type", "dcat:DataService")
        yield link(service, "dcat:endpointURL", address)
        yield link(service, "dcat:servesDataset", data)
        yield text(service, "dcterms:title", title, language="en")
    yield link(f"{base}void#api-service", "dcat:endpointDescription", f"{base}openapi.json")


def _figures(base: str, data: str, counted: About) -> Iterator[ox.Triple]:
    yield count(data, "void:triples", counted.triples)
    yield count(data, "void:entities", counted.subjects)
    yield count(data, "void:distinctSubjects", counted.subjects)
    yield count(data, "void:classes", len(counted.classes))
    yield count(data, "void:properties", len(counted.properties))
    for number, (iri, size) in enumerate(counted.classes, 1):
        part = f"{base}void#class-{number}"
        yield link(data, "void:classPartition", part)
        yield link(part, "void:class", iri)
        yield count(part, "void:entities", size)
    for number, (iri, size) in enumerate(counted.properties, 1):
        part = f"{base}void#property-{number}"
        yield link(data, "void:propertyPartition", part)
        yield link(part, "void:property", iri)
        yield count(part, "void:triples", size)


ROUTES = [Route("/void", void), Route("/.well-known/void", void)]
