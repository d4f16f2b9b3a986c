"""Every IRI of a graph is shown at its path: for people, and as RDF for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest
import rdflib
from serve_fixtures import asking
from starlette.testclient import TestClient

from kg import judging, pipeline
from kg.pipeline import Settings as Reading
from kg.serve.addresses import KINDS, iri_of, path_of
from kg.serve.settings import Settings
from kg.serve.triples import FORMATS, LONGEST, is_iri, kind_of, query, short, written
from kg.store import Store
from kg.terms import BASE, work_iri

pytest_plugins = ["serve_fixtures"]

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
ODD = "100% é & <b>"
"""The id of a document that needs percent signs in its IRI."""

PARSERS = {"text/turtle": "turtle", "application/n-triples": "nt", "application/rdf+xml": "xml"}
CONCEPT = "http://www.w3.org/2004/02/skos/core#Concept"
_SEEN = """SELECT DISTINCT ?s WHERE { { ?s ?p ?o } UNION { GRAPH ?s {} } FILTER (isIRI(?s)) } ORDER BY ?s"""


@pytest.fixture(scope="module")
def odd_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with an odd name of a document, a credited scholar, a clash, and a claim that a curator rejected."""
    folder = tmp_path_factory.mktemp("odd")
    papers, store, sheet = folder / "papers", folder / "kg", folder / "sheet.tsv"
    papers.mkdir()
    (papers / f"{ODD}.txt").write_text(
        "Wang (2001) argues that market segmentation hinders regional economic integration. "
        "Züricher Gemeindeverbände promote intergovernmental cooperation.",
        encoding="utf-8",
    )
    (papers / "other.txt").write_text(
        "Market segmentation does not hinder regional economic integration. River pact schemes promote trust."
    )
    pipeline.build([papers], store, Reading())
    judging.write_sheet(store, sheet, 'Änn "x" <b>')
    head, *rows = [line.split("\t") for line in sheet.read_text(encoding="utf-8-sig").splitlines()]
    wrong = next(row for row in rows if "promote" in row[3])
    wrong[head.index("verdict")], wrong[head.index("reason")] = "reject", "no relation"
    sheet.write_text("\n".join("\t".join(row) for row in (head, *rows)), encoding="utf-8")
    taken = judging.take_sheet(store, sheet, 'Änn "x" <b>', "2026-11-22T12:00:00Z")
    assert taken.decisions == 1, taken
    return store


@pytest.fixture(scope="module")
def odd(odd_store: Path) -> Iterator[TestClient]:
    """The application on that store."""
    with asking(Settings(odd_store)) as client:
        yield client


@pytest.fixture(scope="module")
def known(odd_store: Path) -> dict[str, list[str]]:
    """All IRIs of this project that the graph says something of, or that name one of its graphs, by kind."""
    found: dict[str, list[str]] = {}
    with Store.open(odd_store) as opened:
        for (iri,) in opened.select(_SEEN).rows:
            found.setdefault(kind_of(str(iri)), []).append(str(iri))
    return found


def parsed(body: bytes, media_type: str) -> rdflib.Graph:
    graph = rdflib.Graph()
    graph.parse(data=body, format=PARSERS.get(media_type, "json-ld"))
    return graph


def nodes(graph: rdflib.Graph) -> set[str]:
    return {str(node) for triple in graph for node in triple}


def test_every_kind_is_tried(known: dict[str, list[str]]) -> None:
    assert sorted(KINDS - known.keys()) == ["curation"]


@pytest.mark.parametrize("kind", sorted(KINDS - {"curation", "ontology"}))
def test_iris_of_each_kind_are_shown_in_every_form(odd: TestClient, known: dict[str, list[str]], kind: str) -> None:
    iris = known[kind]
    for iri in (iris[0], iris[-1]):
        path = path_of(iri).partition("#")[0]
        assert path.startswith("/")
        assert "?" not in path
        page = odd.get(path, headers={"Accept": BROWSER})
        assert page.status_code == 200 or (kind, page.status_code) == ("graph", 303), iri
        for media_type in FORMATS:
            found = odd.get(path, headers={"Accept": media_type})
            assert (found.status_code, found.headers["content-type"].partition(";")[0]) == (200, media_type), iri
            graph = nodes(parsed(found.content, media_type)) if kind != "graph" else {iri} if found.content else set()
            assert iri in graph, iri


@pytest.mark.parametrize(
    ("accept", "status", "media_type"),
    [
        ("", 200, "text/html"),
        ("*/*", 200, "text/html"),
        (BROWSER, 200, "text/html"),
        ("text/turtle", 200, "text/turtle"),
        ("application/ld+json", 200, "application/ld+json"),
        ("application/n-triples", 200, "application/n-triples"),
        ("application/rdf+xml", 200, "application/rdf+xml"),
        ("text/html;q=0.5, text/turtle", 200, "text/turtle"),
        ("application/rdf+xml;q=0.2, application/ld+json;q=0.3", 200, "application/ld+json"),
        ("image/png", 406, "text/plain"),
        ("text/turtle;q=0", 406, "text/plain"),
    ],
)
@pytest.mark.parametrize("path", [path_of(work_iri("adams-2001")), "/ontology", "/scheme/actors"])
def test_the_form_is_negotiated(client: TestClient, path: str, accept: str, status: int, media_type: str) -> None:
    found = client.get(path, headers={"Accept": accept})
    assert (found.status_code, found.headers["content-type"].partition(";")[0]) == (status, media_type)
    assert "Accept" in found.headers["vary"]
    if status == 200:
        assert f'<{path}?format=ttl>; rel="alternate"; type="text/turtle"' in found.headers["link"]


@pytest.mark.parametrize(("format", "media_type"), [(form.format, name) for name, form in FORMATS.items()])
def test_a_link_can_name_the_form(client: TestClient, format: str, media_type: str) -> None:
    path = path_of(work_iri("adams-2001"))
    found = client.get(f"{path}?format={format}", headers={"Accept": BROWSER})
    assert found.headers["content-type"].partition(";")[0] == media_type
    assert client.get(f"{path}?format=html").headers["content-type"].startswith("text/html")
    assert client.get(f"{path}?format=csv").status_code == 406
    assert client.get(f"{path}?format=<b>").status_code == 400


@pytest.mark.parametrize("media_type", FORMATS)
def test_data_are_asked_for_again_only_when_the_graph_is_another(client: TestClient, media_type: str) -> None:
    path, accept = path_of(work_iri("adams-2001")), {"Accept": media_type}
    first = client.get(path, headers=accept)
    tag = first.headers["etag"]
    assert client.get(path, headers=accept).content == first.content
    for known_tag in (tag, tag.removeprefix("W/"), f'"x", {tag}', "*"):
        again = client.get(path, headers=accept | {"If-None-Match": known_tag})
        assert (again.status_code, again.content) == (304, b"")
    other = next(name for name in FORMATS if name != media_type)
    assert client.get(path, headers={"Accept": other, "If-None-Match": tag}).status_code == 200


def test_a_claim_comes_with_its_evidence_its_proposition_and_what_curators_decided(odd: TestClient) -> None:
    triples = dict.fromkeys(("claim", "evidence", "proposition", "decision"), 0)
    for claim in odd.get("/api/claims").json()["claims"]:
        graph = parsed(odd.get(path_of(claim["claim"]) + "?format=ttl").content, "text/turtle")
        exact = rdflib.URIRef("http://www.w3.org/ns/oa#exact")
        assert [str(text) for text in graph.objects(None, exact)] == [claim["quote"]]
        for subject in graph.subjects():
            triples[kind_of(str(subject))] += 1
    assert triples["claim"]
    assert triples["evidence"]
    assert triples["proposition"]


def test_a_rejected_claim_comes_with_the_decision(odd: TestClient, known: dict[str, list[str]]) -> None:
    (decision,) = known["decision"]
    used = rdflib.URIRef("http://www.w3.org/ns/prov#used")
    (claim,) = parsed(odd.get(path_of(decision) + "?format=nt").content, "application/n-triples").objects(None, used)
    assert decision in nodes(parsed(odd.get(path_of(str(claim)) + "?format=ttl").content, "text/turtle"))


def test_a_work_names_its_claims(odd: TestClient) -> None:
    graph = parsed(odd.get(path_of(work_iri(ODD)) + "?format=ttl").content, "text/turtle")
    claims = {str(s) for s in graph.subjects() if kind_of(str(s)) == "claim"}
    assert len(claims) == 2


def test_a_graph_is_what_is_in_it(odd: TestClient, odd_store: Path) -> None:
    name = f"{BASE}graph/{quote(ODD, safe='')}"
    graph = parsed(odd.get(path_of(name) + "?format=nt").content, "application/n-triples")
    with Store.open(odd_store) as opened:
        assert len(graph) == len(opened.select(f"SELECT ?s ?p ?o WHERE {{ GRAPH <{name}> {{ ?s ?p ?o }} }}").rows)


def test_a_description_has_a_bound_and_says_so(client: TestClient) -> None:
    found = client.get(path_of(f"{BASE}graph/vocabulary") + "?format=nt")
    assert len(found.text.splitlines()) == 10_000
    assert "10000" in found.headers["kg-cut"]
    assert "kg-cut" not in client.get(path_of(work_iri("adams-2001")) + "?format=nt").headers


def test_the_ontology_is_one_document(client: TestClient) -> None:
    page = client.get("/ontology", headers={"Accept": BROWSER})
    assert 'id="hinders"' in page.text
    assert "style-src 'sha256-" in page.headers["content-security-policy"]
    version = "/ontology/0.2.0"
    for path in ("/ontology", version):
        graph = parsed(client.get(path, headers={"Accept": "text/turtle"}).content, "text/turtle")
        assert f"{BASE}ontology#hinders" in nodes(graph)
        same = parsed(client.get(path, headers={"Accept": "application/ld+json"}).content, "application/ld+json")
        assert len(same) == len(graph)
    assert path_of(f"{BASE}ontology#hinders") == "/ontology#hinders"
    assert client.get("/ontology/9.9.9").status_code == 404


@pytest.mark.parametrize(
    ("iri", "location"),
    [
        (work_iri("adams-2001"), "/work/adams-2001"),
        (f"{BASE}ontology#hinders", "/ontology#hinders"),
        (f"{BASE}evidence/adams-2001-0-58#quote", "/evidence/adams-2001-0-58#quote"),
        (work_iri("a/b%"), "/work/a%2Fb%25"),
        (f"{BASE}work/a\u00e9", "/work/a%C3%A9"),
    ],
)
def test_an_iri_of_ours_is_sent_to_its_path(client: TestClient, iri: str, location: str) -> None:
    asked = f"/entity?iri={quote(iri, safe='')}"
    sent = client.get(asked)
    assert (sent.status_code, sent.headers["location"]) == (303, location)
    path, sign, fragment = location.partition("#")
    assert client.get(f"{asked}&format=ttl").headers["location"] == f"{path}?format=ttl{sign}{fragment}"


def test_iris_of_others_are_shown_where_the_graph_knows_them(client: TestClient) -> None:
    asked = f"/entity?iri={quote(CONCEPT, safe='')}"
    page = client.get(asked, headers={"Accept": BROWSER})
    assert page.status_code == 200
    assert "What points at it" in page.text
    assert "skos:Concept" in page.text
    assert f"<{asked}&format=ttl>" in page.headers["link"]
    assert tuple(map(str, set(parsed(client.get(f"{asked}&format=ttl").content, "text/turtle").subjects()))) == (
        CONCEPT,
    )


@pytest.mark.parametrize(
    "iri",
    [
        "",
        "nothing",
        "x> ; DROP",
        "http://example.org/> } ; DROP ALL #",
        'http://example.org/"',
        "http://example.org/a b",
        "http://example.org/\n",
        "http://example.org/\x00",
        "http://example.org/\\u003e",
        "http://example.org/{}",
        "http://[broken",
        "http://example.org/" + "x" * LONGEST,
        "/work/adams-2001",
    ],
)
def test_what_is_no_iri_is_refused(client: TestClient, iri: str) -> None:
    assert not is_iri(iri)
    with pytest.raises(ValueError, match="is no IRI"):
        query(iri, ("{iri} ?p ?o",), 1)
    found = client.get(f"/entity?iri={quote(iri, safe='')}")
    assert found.status_code == 400
    assert "give an IRI" in found.text


@pytest.mark.parametrize(
    "path",
    [
        "/work/nothing",
        "/work/adams-2001/more",
        "/work/x%3E%20%3B%20DROP",
        "/work/%22%27%0A%0D%00",
        "/work/%zz",
        "/work/a%2",
        "/work/" + "x" * 3000,
        "/work/adams%2D2001",
        "/work//adams-2001",
        "/work/",
        "/claim/../work/none",
        "/claim/%F0%9F%90%9F",
        "/claim/%FF%FE",
        "/graph/%E2%80%AEtxt",
        "/curation",
        "/ontology/",
        "/nothing/adams-2001",
        "/entity?iri=http%3A%2F%2Fexample.org%2Fnothing",
        "/entity?iri=urn%3Anothing",
        "/entity?iri=https%3A%2F%2Fw3id.org%2Figr%2Fwork%2Fadams-2001%3Fx%3D1",
        "/entity/nothing",
    ],
)
@pytest.mark.parametrize("accept", [BROWSER, "text/turtle", "application/ld+json"])
def test_what_nobody_knows_is_not_found(client: TestClient, path: str, accept: str) -> None:
    found = client.get(path, headers={"Accept": accept})
    assert found.status_code == 404, found.text
    assert found.headers["content-type"].startswith("text/html" if accept == BROWSER else "text/plain")
    assert "Traceback" not in found.text


def test_only_reading_is_possible(client: TestClient) -> None:
    path = path_of(work_iri("adams-2001"))
    assert client.head(path).status_code == 200
    for method in ("PUT", "DELETE", "PATCH"):
        assert client.request(method, path).status_code in (403, 405)


@pytest.mark.parametrize("kind", ["curator", "decision", "evidence", "work"])
def test_markup_in_names_stays_text(odd: TestClient, known: dict[str, list[str]], kind: str) -> None:
    page = odd.get(path_of(known[kind][0]).partition("#")[0], headers={"Accept": BROWSER})
    assert page.status_code == 200
    assert "&lt;b&gt;" in page.text
    assert "<b>" not in page.text


@pytest.mark.parametrize(
    ("iri", "kind"),
    [
        (work_iri("a"), "work"),
        (f"{BASE}ontology#Claim", "ontology"),
        (f"{BASE}ontology", "ontology"),
        (f"{BASE}nothing/a", ""),
        (f"{BASE}workshop/a", ""),
        (CONCEPT, ""),
        ("", ""),
    ],
)
def test_kinds(iri: str, kind: str) -> None:
    assert kind_of(iri) == kind


@pytest.mark.parametrize(
    "iri", [f"{BASE}{kind}/{rest}" for kind in sorted(KINDS) for rest in ("a", "a%2Fb", "a.b1", "%C3%A9", "a'b(c)")]
)
def test_a_path_and_its_iri_are_one(iri: str) -> None:
    assert iri_of(path_of(iri).encode()) == iri


@pytest.mark.parametrize(
    ("iri", "name"),
    [(CONCEPT, "skos:Concept"), (f"{BASE}ontology#Claim", "igr:Claim"), ("urn:x", "urn:x"), (f"{BASE}work/a",) * 2],
)
def test_short_names(iri: str, name: str) -> None:
    assert short(iri) == name


def test_only_prefixes_in_use_are_declared_and_in_order() -> None:
    node, text = ox.NamedNode, ox.Literal('@prefix x: <x> .\n xmlns:x="x"')
    triples = [
        ox.Triple(node("http://example.org/a"), node("http://www.w3.org/2000/01/rdf-schema#label"), text),
        ox.Triple(node("http://example.org/a"), node("http://purl.org/dc/terms/title"), text),
    ]
    turtle = written(triples, "text/turtle").decode()
    assert [line.split()[1] for line in turtle.splitlines()[:2]] == ["dcterms:", "rdfs:"]
    for media_type in FORMATS:
        graph = parsed(written(triples, media_type), media_type)
        assert {str(value) for value in graph.objects()} == {text.value}
    assert json.loads(written([], "application/ld+json")) == []
