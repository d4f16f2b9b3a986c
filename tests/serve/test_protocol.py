"""The SPARQL 1.1 Protocol and the reading half of the Graph Store Protocol, over real HTTP."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

import httpx
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from serve_fixtures import Served
from SPARQLWrapper import CSV, JSON, JSONLD, N3, POST, RDFXML, TURTLE, SPARQLWrapper

from kg.store import Store

pytest_plugins = ["serve_fixtures"]

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
TABLES = {
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
}
RDF = {"text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json", "application/trig"}
CLAIMS = "SELECT ?c { ?c a <https://w3id.org/igr/ontology#Claim> } ORDER BY ?c"
CONSTRUCT = "CONSTRUCT { ?c a ?t } WHERE { ?c a ?t } ORDER BY ?c LIMIT 5"


class Graph(NamedTuple):
    """A named graph, a claim that is in no other, and how many it has."""

    iri: str
    claim: str
    claims: int


@pytest.fixture(scope="module")
def http(served: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.url, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def graphs(http: httpx.Client) -> list[Graph]:
    """Three graphs of works."""
    text = (
        "PREFIX igr: <https://w3id.org/igr/ontology#> SELECT ?g (MIN(STR(?c)) AS ?first) (COUNT(?c) AS ?n) "
        "{ GRAPH ?g { ?c a igr:Claim } } GROUP BY ?g ORDER BY ?g LIMIT 3"
    )
    rows = http.get("/sparql", params={"query": text, "format": "csv"}).text.splitlines()[1:]
    return [Graph(iri, claim, int(number)) for iri, claim, number in (row.split(",") for row in rows)]


@pytest.fixture(scope="module")
def claims(shown: Path) -> list[str]:
    """The claims of all works, as the store itself knows them."""
    with Store.open(shown) as opened:
        return [str(row[0]) for row in opened.select(CLAIMS).rows]


class W3C(NamedTuple):
    """A request of the W3C's tests: its name there, and what is sent and expected.

    ``{0}`` to ``{2}`` in the query stand for claims, ``expected`` is a set of media types, a truth or a kind of status.
    """

    name: str
    method: str
    query: str
    expected: bool | set[str] | int
    content_type: str = ""
    default: tuple[int, ...] = ()
    named: tuple[int, ...] = ()


TYPED = "ASK {{ <{0}> a ?type . <{1}> a ?type . }}"
NAMED = "ASK {{ GRAPH ?g1 {{ <{0}> a ?type }} GRAPH ?g2 {{ <{1}> a ?type }} }}"
FULL = "ASK {{ <{2}> a ?type GRAPH ?g1 {{ <{0}> a ?type }} GRAPH ?g2 {{ <{1}> a ?type }} }}"
BOTH = "ASK FROM <{3}> {{ GRAPH ?g1 {{ <{0}> a ?type }} GRAPH ?g2 {{ <{1}> a ?type }} }}"
TRUE = "ASK {{}}"
W3C_TESTS = [
    W3C("query_post_form", "POST", TRUE, True, FORM, (0,)),
    W3C("query_dataset_default_graphs_get", "GET", TYPED, True, "", (0, 1)),
    W3C("query_dataset_default_graphs_post", "POST", TYPED, True, QUERY, (0, 1)),
    W3C("query_dataset_named_graphs_post", "POST", NAMED, True, QUERY, (), (0, 1)),
    W3C("query_dataset_named_graphs_get", "GET", NAMED, True, "", (), (0, 1)),
    W3C("query_dataset_full", "POST", FULL, True, QUERY, (2,), (0, 1)),
    W3C("query_multiple_dataset", "POST", BOTH, True, QUERY, (), (0, 1)),
    W3C("query_get", "GET", TRUE, True, "", (0,)),
    W3C("query_content_type_select", "POST", "SELECT (1 AS ?value) {{}}", TABLES, QUERY, (0,)),
    W3C("query_content_type_ask", "POST", TRUE, True, QUERY, (0,)),
    W3C("query_content_type_describe", "POST", "DESCRIBE <http://example.org/>", RDF, QUERY, (0,)),
    W3C("query_content_type_construct", "POST", "CONSTRUCT {{ <s> <p> 1 }} WHERE {{}}", RDF, QUERY, (0,)),
    W3C("query_post_direct", "POST", TRUE, True, QUERY),
    W3C("bad_query_method", "PUT", TRUE, 405, FORM, (0,)),
    W3C("bad_query_wrong_media_type", "POST", TRUE, 415, "text/plain"),
    W3C("bad_query_missing_form_type", "POST", "query=ASK%20%7B%7B%7D%7D", 415, "-"),
    W3C("bad_query_missing_direct_type", "POST", TRUE, 415, "-"),
    W3C("bad_query_syntax", "GET", "ASK {{", 400),
]


def send(http: httpx.Client, test: W3C, graphs: list[Graph]) -> httpx.Response:
    text = test.query.format(*(graph.claim for graph in graphs), graphs[2].iri)
    pairs = [("default-graph-uri", graphs[i].iri) for i in test.default]
    pairs += [("named-graph-uri", graphs[i].iri) for i in test.named]
    headers = {"Content-Type": test.content_type} if test.content_type not in ("", "-") else {}
    body = text.encode()
    if test.content_type == FORM:
        body = urlencode({"query": text}, quote_via=quote).encode()
    if test.method != "POST":
        pairs, body = [("query", text), *pairs], b""
    return http.request(test.method, "/sparql?" + urlencode(pairs), content=body, headers=headers)


@pytest.mark.parametrize("test", W3C_TESTS, ids=lambda test: test.name)
def test_w3c(test: W3C, http: httpx.Client, graphs: list[Graph]) -> None:
    answer = send(http, test, graphs)
    if isinstance(test.expected, int) and not isinstance(test.expected, bool):
        assert answer.status_code == test.expected
    else:
        assert answer.status_code == 200, answer.text
        media_type = answer.headers["content-type"].partition(";")[0]
        if isinstance(test.expected, bool):
            assert media_type in TABLES
            assert answer.json()["boolean"] is test.expected
        else:
            assert media_type in test.expected


def test_w3c_bad_multiple_queries(http: httpx.Client) -> None:
    assert http.get("/sparql?query=ASK%20%7B%7D&query=SELECT%20%2A%20%7B%7D").status_code == 400


def test_w3c_bad_query_non_utf8(http: httpx.Client) -> None:
    headers = {"Content-Type": f"{QUERY}; charset=UTF-16"}
    assert http.post("/sparql", content="ASK {}".encode("utf-16"), headers=headers).status_code == 415
    assert http.post("/sparql", content=b"ASK {} # \xff", headers={"Content-Type": QUERY}).status_code == 400


UPDATES = {
    "update_post_form": (FORM, b"update=CLEAR%20ALL"),
    "update_post_direct": (UPDATE, b"CLEAR ALL"),
    "bad_update_non_utf8": (f"{UPDATE}; charset=UTF-16", "CLEAR ALL".encode("utf-16")),
    "bad_multiple_updates": (FORM, b"update=CLEAR%20NAMED&update=CLEAR%20DEFAULT"),
    "bad_update_wrong_media_type": ("text/plain", b"CLEAR NAMED"),
    "bad_update_syntax": (UPDATE, b"CLEAR XYZ"),
}


@pytest.mark.parametrize("name", UPDATES)
def test_w3c_updates_are_refused(name: str, http: httpx.Client) -> None:
    content_type, body = UPDATES[name]
    answer = http.post("/sparql", content=body, headers={"Content-Type": content_type})
    assert answer.status_code == (415 if "wrong" in name or "non_utf8" in name else 403)


@pytest.mark.parametrize(
    ("method", "address", "body", "content_type", "status"),
    [
        ("GET", "update=CLEAR%20ALL", b"", "", 403),
        ("GET", "query=ASK%7B%7D&update=CLEAR%20ALL", b"", "", 400),
        ("GET", "query=INSERT%20DATA%20%7B%7D", b"", "", 403),
        ("GET", "query=LOAD%20%3Chttp%3A%2F%2Fx.org%2F%3E", b"", "", 403),
        ("GET", "query=ASK%7BSERVICE%3Chttp%3A%2F%2Fx.org%2F%3E%7B%7D%7D", b"", "", 403),
        ("GET", "query=", b"", "", 400),
        ("GET", "query=%FF", b"", "", 400),
        ("GET", "default-graph-uri=x:y", b"", "", 400),
        ("GET", "query=ASK%7B%7D&default-graph-uri=", b"", "", 400),
        ("GET", "query=ASK%7B%7D&default-graph-uri=relative", b"", "", 400),
        ("GET", "query=ASK%7B%7D&named-graph-uri=x%3A%3Cy%3E", b"", "", 400),
        ("GET", "query=ASK%7B%7D&format=doc", b"", "", 400),
        ("GET", "query=ASK%7B%7D&format=csv", b"", "", 406),
        ("GET", "query=ASK%7B%7D&format=ttl", b"", "", 406),
        ("GET", "query=ASK%7B%7D&" + "&".join(f"a{i}=1" for i in range(200)), b"", "", 400),
        ("POST", "", b"", FORM, 400),
        ("POST", "", b"a=b", FORM, 400),
        ("POST", "", b"query=%FF", FORM, 400),
        ("POST", "", b"query=\xff", FORM, 400),
        ("POST", "query=ASK%7B%7D", b"ASK {}", QUERY, 400),
        ("POST", "query=ASK%7B%7D", b"query=ASK%7B%7D", FORM, 400),
        ("POST", "", b"query=ASK%7B%7D&update=CLEAR%20ALL", FORM, 400),
        ("POST", "", b"query=ASK%7B%7D", "multipart/form-data; boundary=x", 415),
        ("POST", "", b"query=" + b"a" * 1_100_000, FORM, 413),
        ("POST", "", b"#" * 11_000_000, QUERY, 413),
        ("DELETE", "query=ASK%7B%7D", b"", "", 405),
        ("PATCH", "query=ASK%7B%7D", b"", "", 405),
    ],
)
def test_what_is_not_a_query_is_refused_in_one_line(
    method: str, address: str, body: bytes, content_type: str, status: int, http: httpx.Client
) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    answer = http.request(method, f"/sparql?{address}", content=body, headers=headers)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("text/plain")
    assert len(answer.text.splitlines()) == 1
    assert len(answer.text) < 350
    assert status != 405 or {"GET", "HEAD", "POST"} <= set(answer.headers["allow"].split(", "))


@pytest.mark.parametrize(
    ("accept", "query", "media_type"),
    [
        ("*/*", CLAIMS, "application/sparql-results+json"),
        ("", CLAIMS, "application/sparql-results+json"),
        ("application/json", CLAIMS, "application/json"),
        ("application/*", CLAIMS, "application/sparql-results+json"),
        ("text/*", CLAIMS, "text/csv"),
        ("text/*;q=0.5, application/sparql-results+xml;q=0.4", CLAIMS, "text/csv"),
        ("text/csv;q=0.5, application/sparql-results+xml", CLAIMS, "application/sparql-results+xml"),
        ("text/csv, */*", CLAIMS, "text/csv"),
        ("text/tab-separated-values, text/csv", CLAIMS, "text/tab-separated-values"),
        ("application/sparql-results+json;q=0, */*", CLAIMS, "application/sparql-results+xml"),
        ("TEXT/CSV; header=present; q=1.0", CLAIMS, "text/csv"),
        ("text/csv;q=2, text/tab-separated-values", CLAIMS, "text/tab-separated-values"),
        ("*/*", CONSTRUCT, "text/turtle"),
        ("text/csv, text/turtle;q=0.1", CONSTRUCT, "text/turtle"),
        ("application/ld+json", CONSTRUCT, "application/ld+json"),
        ("application/json", CONSTRUCT, "application/json"),
        ("application/rdf+xml, */*;q=0.1", CONSTRUCT, "application/rdf+xml"),
        ("application/n-triples", CONSTRUCT, "application/n-triples"),
        ("application/trig", CONSTRUCT, "application/trig"),
        ("text/csv", "ASK {}", ""),
        ("text/csv", CONSTRUCT, ""),
        ("text/turtle", CLAIMS, ""),
        ("image/png", CLAIMS, ""),
        ("*/*;q=0", CLAIMS, ""),
    ],
)
def test_the_client_gets_what_it_likes_best(accept: str, query: str, media_type: str, http: httpx.Client) -> None:
    answer = http.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert answer.status_code == (200 if media_type else 406), answer.text
    assert "Accept" in answer.headers["vary"]
    if media_type:
        assert answer.headers["content-type"].partition(";")[0] == media_type
    else:
        assert "is there as" in answer.text


@pytest.mark.parametrize(
    ("accept", "more", "status"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", {}, 303),
        ("text/html", {}, 303),
        ("text/html, */*;q=0.1", {}, 303),
        ("text/html", {"format": "csv"}, 200),
        ("text/html, */*;q=0.1", {"default-graph-uri": "http://x.org/"}, 200),
        ("*/*", {}, 200),
        ("text/csv, text/html", {}, 200),
        ("text/*", {}, 200),
    ],
)
def test_a_browser_is_led_to_the_page(accept: str, more: dict[str, str], status: int, http: httpx.Client) -> None:
    text = "SELECT * { ?s ?p 'é & +' }"
    answer = http.get("/sparql", params={"query": text, **more}, headers={"Accept": accept})
    assert answer.status_code == status
    assert "Accept" in answer.headers["vary"]
    if status == 303:
        assert answer.headers["location"] == f"/query?{urlencode({'query': text})}"
        assert http.post("/sparql", data={"query": text}, headers={"Accept": accept}).status_code in {200, 406}


@pytest.mark.parametrize("format", ["ttl", "nt", "rdf", "jsonld", "trig", "nq", "json", "xml"])
def test_every_form_of_a_graph_says_the_same(format: str, http: httpx.Client) -> None:
    answer = http.get("/sparql", params={"query": CONSTRUCT, "format": format}, headers={"Accept": "text/html"})
    names = {"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld", "json": "json-ld", "nq": "nquads"}
    found = rdflib.Dataset()
    found.parse(data=answer.text, format=names.get(format, format))
    assert len({(s, p, o) for s, p, o, _ in found.quads()}) == 5


def test_every_form_of_a_table_says_the_same(http: httpx.Client, claims: list[str]) -> None:
    names = ("json", "xml", "csv", "tsv")
    found = {name: http.get("/sparql", params={"query": CLAIMS, "format": name}) for name in names}
    rows = [row["c"]["value"] for row in found["json"].json()["results"]["bindings"]]
    assert rows == claims
    assert [row["c"] for row in csv.DictReader(io.StringIO(found["csv"].text))] == rows
    assert [line.strip("<>") for line in found["tsv"].text.splitlines()[1:]] == rows
    assert [str(row.c) for row in rdflib.query.Result.parse(io.BytesIO(found["xml"].content), format="xml")] == rows  # type: ignore[union-attr]


def test_a_dataset_of_the_request_takes_the_place_of_that_of_the_query(
    http: httpx.Client, graphs: list[Graph], claims: list[str]
) -> None:
    count = "SELECT (COUNT(DISTINCT ?c) AS ?n) %s { ?c a <https://w3id.org/igr/ontology#Claim> }"
    within = "SELECT (COUNT(DISTINCT ?g) AS ?n) %s { GRAPH ?g { ?c ?p ?o } }"

    def number(text: str, **more: str) -> int:
        return int(http.get("/sparql", params={"query": text, "format": "csv", **more}).text.splitlines()[1])

    first, second = (f"<{graph.iri}>" for graph in graphs[:2])
    assert number(count % "") == len(claims)
    assert number(count % f"FROM {first}") == graphs[0].claims
    assert number(count % f"FROM {first} FROM {second}") == graphs[0].claims + graphs[1].claims
    assert number(count % f"FROM NAMED {first}") == 0
    assert number(within % f"FROM NAMED {first}") == 1
    assert number(count % f"FROM {first}", **{"default-graph-uri": "x:none"}) == 0
    assert number(count % "FROM <x:none>", **{"default-graph-uri": graphs[0].iri}) == graphs[0].claims
    assert number(within % "", **{"default-graph-uri": graphs[0].iri}) == 0
    assert number(count % "", **{"named-graph-uri": graphs[0].iri}) == 0


def test_head_options_and_other_origins(http: httpx.Client) -> None:
    got, head = (http.request(method, "/sparql", params={"query": CLAIMS}) for method in ("GET", "HEAD"))
    assert (head.status_code, head.content) == (200, b"")
    assert {name: head.headers[name] for name in ("content-type", "etag")} == {
        name: got.headers[name] for name in ("content-type", "etag")
    }
    options = http.request("OPTIONS", "/sparql")
    assert (options.status_code, options.content) == (204, b"")
    assert {"GET", "HEAD", "POST", "OPTIONS"} <= set(options.headers["allow"].split(", "))
    assert "access-control-allow-origin" not in got.headers


def test_an_answer_that_the_client_has_is_not_sent_again(http: httpx.Client) -> None:
    first = http.get("/sparql", params={"query": CLAIMS})
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "no-cache"
    for known in (tag, tag.removeprefix("W/"), f'"a", {tag}'):
        again = http.get("/sparql", params={"query": CLAIMS}, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    for other in ({"query": CLAIMS + " "}, {"format": "csv"}, {"default-graph-uri": "x:y"}):
        changed = http.get("/sparql", params={"query": CLAIMS} | other, headers={"If-None-Match": tag})
        assert changed.status_code == 200
    posted = http.post("/sparql", data={"query": CLAIMS}, headers={"If-None-Match": tag})
    assert (posted.status_code, "etag" in posted.headers) == (200, False)


@pytest.mark.parametrize("call", ["NOW()", "RAND()", "UUID()", "STRUUID()"])
def test_an_answer_that_may_change_has_no_version(call: str, http: httpx.Client) -> None:
    answer = http.get("/sparql", params={"query": f"SELECT ({call} AS ?x) {{}}"})
    assert (answer.status_code, "etag" in answer.headers) == (200, False)
    assert answer.headers["cache-control"] == "no-store"


def test_a_large_answer_is_sent_compressed_to_those_who_take_it(http: httpx.Client) -> None:
    text = "SELECT * { ?s ?p ?o } LIMIT 500"
    codings = ({"Accept-Encoding": name} for name in ("identity", "gzip"))
    plain, packed = (http.get("/sparql", params={"query": text}, headers=coding) for coding in codings)
    assert plain.content == packed.content
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert {"Accept", "Accept-Encoding"} <= {name.strip() for name in packed.headers["vary"].split(",")}


def test_without_a_query_the_service_describes_itself(http: httpx.Client) -> None:
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    answer = http.get("/sparql")
    found = rdflib.Graph().parse(data=answer.text, format="turtle")
    assert answer.headers["content-type"].startswith("text/turtle")
    assert list(found.subjects(rdflib.RDF.type, sd.Service))
    assert http.get("/sparql", params={"format": "jsonld"}).headers["content-type"] == "application/ld+json"
    page = http.get("/sparql", headers={"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"})
    assert (page.status_code, page.headers["location"]) == (303, "/query")


def test_a_parameter_is_decoded_once(http: httpx.Client) -> None:
    text = "SELECT (STR(<http://x.org/a%20b+c>) AS ?x) {}"
    csv_only = {"Accept": "text/csv"}
    got = http.get("/sparql", params={"query": text}, headers=csv_only)
    posted = http.post("/sparql", data={"query": text}, headers=csv_only)
    assert got.text == posted.text == "x\r\nhttp://x.org/a%20b+c\r\n"


@pytest.mark.parametrize("format", ["ttl", "nt", "rdf", "jsonld", "trig"])
def test_a_graph_can_be_read_from_the_store_of_graphs(format: str, http: httpx.Client, graphs: list[Graph]) -> None:
    answer = http.get("/rdf-graph-store", params={"graph": graphs[0].iri, "format": format})
    names = {"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld"}
    found = rdflib.Dataset()
    found.parse(data=answer.text, format=names.get(format, format))
    subjects = {str(quad[0]) for quad in found.quads()}
    assert graphs[0].claim in subjects
    assert graphs[1].claim not in subjects
    tag = answer.headers["etag"]
    params = {"graph": graphs[0].iri, "format": format}
    assert http.get("/rdf-graph-store", params=params, headers={"If-None-Match": tag}).status_code == 304
    assert http.head("/rdf-graph-store", params=params).headers["etag"] == tag


@pytest.mark.parametrize(
    ("method", "address", "accept", "status"),
    [
        ("GET", "default", "*/*", 200),
        ("GET", "default=", "application/n-triples", 200),
        ("GET", "graph=x%3Anone", "*/*", 404),
        ("GET", "graph=none", "*/*", 400),
        ("GET", "graph=", "*/*", 400),
        ("GET", "graph=x%3Anone&default", "*/*", 400),
        ("GET", "graph=x%3Aa&graph=x%3Ab", "*/*", 400),
        ("GET", "", "*/*", 400),
        ("GET", "default", "text/csv", 406),
        ("PUT", "graph=x%3Anone", "*/*", 403),
        ("POST", "default", "*/*", 403),
        ("DELETE", "default", "*/*", 403),
        ("PATCH", "default", "*/*", 403),
    ],
)
def test_the_store_of_graphs_is_for_reading(
    method: str, address: str, accept: str, status: int, http: httpx.Client
) -> None:
    answer = http.request(method, f"/rdf-graph-store?{address}", headers={"Accept": accept})
    assert answer.status_code == status, answer.text


def test_rdflib_gets_right_answers(served: Served, graphs: list[Graph], claims: list[str]) -> None:
    for method in ("GET", "POST", "POST_FORM"):
        graph = rdflib.Graph(SPARQLStore(f"{served.url}/sparql", method=method, context_aware=False))
        assert [str(row.c) for row in graph.query(CLAIMS)] == claims  # type: ignore[union-attr]
        types = set(graph.objects(rdflib.URIRef(graphs[0].claim), rdflib.RDF.type))
        assert rdflib.URIRef("https://w3id.org/igr/ontology#Claim") in types
        assert bool(graph.query("ASK {}"))


def test_sparqlwrapper_gets_right_answers(served: Served, claims: list[str]) -> None:
    client: Any = SPARQLWrapper(f"{served.url}/sparql")
    client.setQuery(CLAIMS)
    client.setReturnFormat(JSON)
    assert len(client.queryAndConvert()["results"]["bindings"]) == len(claims)
    client.setMethod(POST)
    client.setReturnFormat(CSV)
    assert client.queryAndConvert().decode().split("\r\n") == ["c", *claims, ""]
    client.setQuery(CONSTRUCT)
    for name, format in ((TURTLE, "turtle"), (N3, "n3"), (RDFXML, "xml"), (JSONLD, "json-ld")):
        client.setReturnFormat(name)
        found = client.query().response.read()
        assert len(rdflib.Graph().parse(data=found, format=format)) == 5


def test_a_table_can_be_read_as_r_reads_it(http: httpx.Client) -> None:
    values = ["Évora – “x”", 'a "quoted", b', "line\nbreak", "", "=1+1"]
    rows = " ".join(f"({i} {json.dumps(value)})" for i, value in enumerate(values))
    text = f"SELECT ?id ?x {{ VALUES (?id ?x) {{ {rows} }} }}"
    answer = http.post("/sparql", data={"query": text}, headers={"Accept": "text/csv"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    found = list(csv.reader(io.StringIO(answer.content.decode("utf-8"), newline="")))
    assert found == [["id", "x"], *([str(i), value] for i, value in enumerate(values))]
    assert answer.content.count(b"\r\n") == len(values) + 1


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not there")
@pytest.mark.parametrize(
    "arguments",
    [
        ["--get", "--data-urlencode", f"query={CLAIMS}"],
        ["--data-urlencode", f"query={CLAIMS}"],
        ["--data-binary", CLAIMS, "--header", f"Content-Type: {QUERY}"],
    ],
    ids=["get", "form", "direct"],
)
def test_curl_gets_right_answers(arguments: list[str], served: Served, claims: list[str]) -> None:
    command = ["curl", "--silent", "--fail", "--compressed", "--header", "Accept: text/csv", *arguments]
    done = subprocess.run([*command, f"{served.url}/sparql"], capture_output=True, timeout=60, check=True)
    assert done.stdout.decode().split("\r\n") == ["c", *claims, ""]
