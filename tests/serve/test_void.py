"""What the data say of themselves: VoID, DCAT and the description of the endpoint."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import DCAT, DCTERMS, RDF, VOID
from starlette.testclient import TestClient

from kg.serve.triples import FORMATS
from kg.store import Store

pytest_plugins = ["serve_fixtures"]

SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
BASE = "http://127.0.0.1:8000/"
DATA = rdflib.URIRef(f"{BASE}void#data")
ENDPOINT = rdflib.URIRef(f"{BASE}sparql")
PARSERS = {"application/ld+json": "json-ld", "application/rdf+xml": "xml", "application/n-triples": "nt"}


def described(client: TestClient, path: str, media_type: str = "text/turtle") -> rdflib.Graph:
    found = client.get(path, headers={"Accept": media_type})
    assert (found.status_code, found.headers["content-type"].partition(";")[0]) == (200, media_type)
    return rdflib.Graph().parse(data=found.content, format=PARSERS.get(media_type, "turtle"))


@pytest.mark.parametrize("path", ["/void", "/.well-known/void", "/sparql"])
def test_every_form_says_the_same(client: TestClient, path: str) -> None:
    first = set(described(client, path))
    for media_type in FORMATS:
        assert set(described(client, path, media_type)) == first
    assert not any(isinstance(node, rdflib.BNode) for triple in first for node in triple)


def test_what_is_counted_is_there(client: TestClient, store: Path) -> None:
    graph = described(client, "/void")
    with Store.open(store) as opened:
        ((triples,),) = opened.select("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }").rows
        ((subjects,),) = opened.select("SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s ?p ?o }").rows
        classes = opened.select("SELECT ?c (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?c } GROUP BY ?c").rows
        properties = opened.select("SELECT ?p (COUNT(*) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?p").rows
    assert [str(n) for n in graph.objects(DATA, VOID.triples)] == [triples]
    assert [str(n) for n in graph.objects(DATA, VOID.entities)] == [subjects]
    for part, kind, size, rows in (
        (VOID.classPartition, VOID["class"], VOID.entities, classes),
        (VOID.propertyPartition, VOID.property, VOID.triples, properties),
    ):
        parts = graph.objects(DATA, part)
        assert {(str(graph.value(p, kind)), str(graph.value(p, size))) for p in parts} == set(rows)


def test_a_reader_learns_what_it_is_and_how_to_have_it(client: TestClient) -> None:
    graph = described(client, "/.well-known/void")
    assert {VOID.Dataset, DCAT.Dataset} == set(graph.objects(DATA, RDF.type))
    generation = client.get("/healthz").json()["generation"]
    assert str(graph.value(DATA, DCAT.version)) == generation
    assert generation in str(graph.value(DATA, DCTERMS.bibliographicCitation))
    for property in (DCTERMS.title, DCTERMS.description, DCTERMS.rights, DCTERMS.issued, DCTERMS.modified):
        assert str(graph.value(DATA, property))
    assert graph.value(DATA, VOID.sparqlEndpoint) == ENDPOINT
    lookup = str(graph.value(DATA, VOID.uriLookupEndpoint)).removeprefix(BASE.rstrip("/"))
    assert client.get(f"{lookup}https%3A%2F%2Fw3id.org%2Figr%2Fwork%2Fadams-2001").status_code == 303
    for distribution in graph.objects(DATA, DCAT.distribution):
        address = str(graph.value(distribution, DCAT.accessURL)).removeprefix(BASE.rstrip("/"))
        assert client.get(address).status_code == 200
    described_by = str(next(graph.objects(None, DCAT.endpointDescription))).removeprefix(BASE.rstrip("/"))
    assert client.get(described_by).json()["openapi"]


def test_people_get_a_page(client: TestClient) -> None:
    page = client.get("/void", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "How to cite" in page.text
    assert "igr:Claim" in page.text
    assert client.get("/.well-known/void").headers["content-type"].startswith("text/turtle")
    assert client.get("/void", headers={"Accept": "image/png"}).status_code == 406


def test_the_endpoint_says_what_it_can_do(client: TestClient) -> None:
    graph = described(client, "/sparql")
    assert (ENDPOINT, RDF.type, SD.Service) in graph
    assert (ENDPOINT, SD.endpoint, ENDPOINT) in graph
    assert (ENDPOINT, SD.supportedLanguage, SD.SPARQL11Query) in graph
    assert set(graph.objects(ENDPOINT, SD.feature)) == {SD.UnionDefaultGraph}
    assert len(set(graph.objects(ENDPOINT, SD.resultFormat))) == 10
    assert graph.value(graph.value(ENDPOINT, SD.defaultDataset), SD.defaultGraph)
    graphs = graph.value(ENDPOINT, SD.availableGraphs)
    assert "8 named graphs" in str(graph.value(graphs, DCTERMS.description))
    names = {str(graph.value(node, SD.name)).rpartition("/")[2] for node in graph.objects(graphs, SD.namedGraph)}
    assert names == {"assembled", "vocabulary"}


def test_it_is_not_made_again_while_the_graph_is_the_same(client: TestClient) -> None:
    first = client.get("/void", headers={"Accept": "text/turtle"})
    tag = {"Accept": "text/turtle", "If-None-Match": first.headers["etag"]}
    assert client.get("/void", headers=tag).status_code == 304
    assert client.get("/void", headers={"Accept": "text/turtle"}).content == first.content
