"""What the graph holds and what its endpoint can do, for programs: figures, and the SPARQL 1.1 Service Description."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from kg.serve.once import once
from kg.serve.room import Snapshot, room
from kg.serve.settings import Settings
from kg.serve.triples import FORMATS, answer, count, form_wanted, link, text, written
from kg.terms import ASSEMBLED, CURATION, VOCABULARY

FORMAT = "http://www.w3.org/ns/formats/"
"""How the IRIs of forms begin."""

GRAPHS = {
    ASSEMBLED: "propositions with their support, things, and what seems to clash",
    VOCABULARY: "the ontology and its vocabularies",
    CURATION: "what curators decided",
}
"""The named graphs that are no work's, and what they hold."""

_RESULTS = (
    "SPARQL_Results_JSON SPARQL_Results_XML SPARQL_Results_CSV SPARQL_Results_TSV Turtle N-Triples RDF_XML JSON-LD "
    "TriG N-Quads"
).split()
_COUNTS = {
    "classes": "SELECT ?class (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?class } GROUP BY ?class",
    "properties": "SELECT ?p (COUNT(*) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?p",
    "subjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s ?p ?o }",
    "graphs": "SELECT ?g WHERE { GRAPH ?g {} }",
}


@dataclass(frozen=True, slots=True)
class About:
    """What is counted of a graph.

    ``classes`` and ``properties`` have the IRI and the number of its instances or triples, most first; ``subjects`` is
    the number of things that the graph says something of, ``graphs`` that of its named graphs, ``shared`` those of
    ``GRAPHS`` that there are.
    """

    classes: tuple[tuple[str, int], ...]
    properties: tuple[tuple[str, int], ...]
    subjects: int
    graphs: int
    shared: tuple[str, ...]

    @property
    def triples(self) -> int:
        """All triples, each once."""
        return sum(count for _, count in self.properties)


async def about(request: Request, snapshot: Snapshot) -> About:
    """What is counted of the graph, once.

    Raises:
        Refused: the graph could not be asked; see :meth:`Pool.ask`.
    """

    async def counted() -> About:
        found = {name: await snapshot.pool.select(text) for name, text in _COUNTS.items()}
        classes, properties = (_pairs(found[name].rows) for name in ("classes", "properties"))
        graphs = {name for (name,) in found["graphs"].rows}
        shared = tuple(name for name in GRAPHS if name in graphs)
        return About(classes, properties, int(found["subjects"].rows[0][0] or 0), len(graphs), shared)

    return await once(request, snapshot.generation, "about", counted)


async def service_description(request: Request) -> Response:
    """What the endpoint ``/sparql`` can do, as RDF in the form that the request takes.

    Raises:
        Refused: 400 or 406, the request takes none of the forms, or the graph could not be asked.
    """
    here = room(request)
    snapshot = here.snapshot
    media_type = form_wanted(request, tuple(FORMATS))
    counted = await about(request, snapshot)
    triples = _service(f"{request.base_url}sparql", counted, here.settings)
    return answer(request, snapshot, written(triples, media_type), media_type)


def _pairs(rows: tuple[tuple[str | None, ...], ...]) -> tuple[tuple[str, int], ...]:
    found = ((str(iri), int(count or 0)) for iri, count in rows)
    return tuple(sorted(found, key=lambda row: (-row[1], row[0])))


def _service(endpoint: str, counted: About, settings: Settings) -> Iterator[ox.Triple]:
    dataset, default, graphs = f"{endpoint}#dataset", f"{endpoint}#default-graph", f"{endpoint}#graphs"
    yield link(endpoint, "rdf:type", "sd:Service")
    yield link(endpoint, "sd:endpoint", endpoint)
    yield link(endpoint, "sd:supportedLanguage", "sd:SPARQL11Query")
    yield from (link(endpoint, "sd:resultFormat", FORMAT + name) for name in _RESULTS)
    yield link(endpoint, "sd:feature", "sd:UnionDefaultGraph")
    if settings.services:
        yield link(endpoint, "sd:feature", "sd:BasicFederatedQuery")
    yield link(endpoint, "sd:defaultDataset", dataset)
    yield link(endpoint, "sd:availableGraphs", graphs)
    yield link(dataset, "rdf:type", "sd:Dataset")
    yield link(dataset, "sd:defaultGraph", default)
    yield link(dataset, "rdfs:seeAlso", f"{endpoint.removesuffix('sparql')}void#data")
    yield link(default, "rdf:type", "sd:Graph")
    yield count(default, "void:triples", counted.triples)
    yield link(graphs, "rdf:type", "sd:GraphCollection")
    more = f"{counted.graphs:,} named graphs: one for each work and those named here"
    yield text(graphs, "dcterms:description", f"{more}. SELECT ?g {{ GRAPH ?g {{}} }} lists them.")
    for name in counted.shared:
        node = f"{endpoint}#{name.rpartition('/')[2]}"
        yield link(graphs, "sd:namedGraph", node)
        yield link(node, "rdf:type", "sd:NamedGraph")
        yield link(node, "sd:name", name)
        yield text(node, "dcterms:description", GRAPHS[name])
