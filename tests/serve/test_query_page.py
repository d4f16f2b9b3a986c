"""The query page without a browser: its form, the ready questions, what it completes, and the snippets."""

from __future__ import annotations

import ast
import base64
import contextlib
import hashlib
import html
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from types import ModuleType
from typing import Any

import pytest
from serve_fixtures import Served
from starlette.testclient import TestClient

from kg import queries
from kg.resources import data_dir
from kg.serve.files import FOLDER
from kg.serve.negotiation import FORMATS
from kg.serve.query_page import PREFIXES, policy, start
from kg.serve.snippets import ASK, GRAPH, SELECT, form, legible, snippets

pytest_plugins = ["serve_fixtures"]

QUESTIONS = queries.catalogue(data_dir("queries"))
ENDPOINT = "http://127.0.0.1:8000/sparql"
HOSTILE = {
    "plain": "SELECT * WHERE { ?s ?p ?o } LIMIT 1",
    "quotes": """SELECT * WHERE { ?s ?p "it's \\"so\\"", 'a "b" c' }""",
    "backslashes": 'SELECT * { ?s ?p "a\\\\b\\tc\\u00e9" FILTER(REGEX(?s, "\\\\d")) } #\\',
    "lines": "SELECT *\nWHERE {\n  ?s ?p ?o\n}\n",
    "tabs": "SELECT\t*\t{ ?s\t?p ?o }",
    "shell": "SELECT * { ?s ?p \"$HOME `id` $(id) !! ${x} ; | & > < * ~\" } # 'x'; touch /tmp/never #",
    "long strings": "SELECT * { ?s ?p \"\"\"a \"quoted\" \"\"\", '''b '' ''' }",
    "end in quotes": 'SELECT * {} # "',
    "end in more": 'SELECT * {} # """',
    "at": "@/etc/passwd",
    "percent": "SELECT * { ?s ?p '100%41 %s %d {0} {name}' }",
    "scripts": 'SELECT * {} # </textarea><script>pwned=1</script><img src=x onerror="pwned=1">',
    "first line empty": "\n\nASK {}",
    "Chinese": "SELECT * { ?s ?p '地方保护主义' }",
    "empty": "",
}
HIDDEN = {
    "a\x1b[201~b": "a\\u001B[201~b",
    "a\r\nb\rc": "a\nb\nc",
    "a\u202eb\u200bc": "a\\u202Eb\\u200Bc",
    "a\x00b": "a\\u0000b",
    "a\ud800b": "a\\uFFFDb",
    "a\U000e0001b": "a\\U000E0001b",
    "a\tb\nc d é 地": "a\tb\nc d é 地",
}


class Seen(HTMLParser):
    """What a page holds: tags with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def written(text: str) -> str:
    """The query that stands in the form of a page."""
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", text, re.DOTALL)
    assert found
    return html.unescape(found[1])


def test_the_page_is_a_plain_form_to_the_endpoint(client: TestClient) -> None:
    answer = client.get("/query")
    seen = Seen(answer.text)
    assert answer.status_code == 200
    assert {"id": "plain", "method": "get", "action": "/sparql"} in seen.all("form")
    assert [field["name"] for field in seen.all("textarea")] == ["query"]
    offered = {option["value"] for option in seen.all("option")}
    assert {"csv", "json", "ttl"} <= offered <= FORMATS.keys()
    assert written(answer.text) == start()


def test_the_page_runs_no_script_but_those_of_the_server(client: TestClient) -> None:
    answer = client.get("/query", params={"query": HOSTILE["scripts"]})
    seen = Seen(answer.text)
    assert [script["src"] for script in seen.all("script")] == [
        "/static/yasgui/yasgui.min.js?v=4.6.2",
        "/static/query.js",
    ]
    assert not [name for _, found in seen.tags for name in found if name.startswith("on") or name == "style"]
    assert [client.get(str(script["src"])).status_code for script in seen.all("script")] == [200, 200]
    assert [client.get(str(link["href"])).status_code for link in seen.all("link")] == [200] * 4


def test_the_policy_allows_two_styles_and_no_script_in_the_page(client: TestClient) -> None:
    said = client.get("/query").headers["content-security-policy"]
    assert said == policy()
    assert "script-src 'self';" in said
    assert "unsafe-inline" not in said
    assert "unsafe-eval" not in said
    underlined = base64.b64encode(hashlib.sha256(b"text-decoration:underline").digest()).decode()
    assert f"'unsafe-hashes' 'sha256-{underlined}'" in said


@pytest.mark.parametrize("name", HOSTILE)
def test_a_link_fills_the_form_with_its_query(client: TestClient, name: str) -> None:
    answer = client.get("/query", params={"query": HOSTILE[name]})
    assert answer.status_code == 200
    assert written(answer.text) == (HOSTILE[name] or start())
    assert "<img src=x" not in answer.text


def test_the_questions_are_links_that_fill_the_form(client: TestClient) -> None:
    seen = Seen(client.get("/query").text)
    linked = [link["href"] for link in seen.all("a") if "data-question" in link]
    assert sorted(map(str, linked)) == sorted(f"/query?question={question.name}" for question in QUESTIONS)
    asked = client.get("/query?question=what-hinders")
    assert written(asked.text) == client.get("/query/questions/what-hinders.rq").text
    assert 'data-name="what-hinders" data-asked' in asked.text


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_every_question_opens_as_a_query_that_runs(client: TestClient, question: queries.Question) -> None:
    opened = client.get(f"/query/questions/{question.name}.rq")
    assert opened.status_code == 200
    assert opened.headers["content-type"] == "application/sparql-query"
    assert opened.text.startswith(f"# {question.summary}\n")
    assert not re.search(r"[?$]_[a-z]", opened.text)
    accept = {"Accept": "application/sparql-results+json"}
    assert client.post("/sparql", data={"query": opened.text}, headers=accept).status_code == 200


CONCEPT = "https://w3id.org/igr/concept/"
VALUES = [
    (
        "what-hinders",
        {},
        "# thing: regional economic integration <",
        f"broader* <{CONCEPT}regional-economic-integration>",
    ),
    ("what-hinders", {"thing": "Economic growth"}, "# thing: economic growth <", f"<{CONCEPT}economic-growth>"),
    ("who-says", {"scholar": 'a"b\\c'}, '# scholar: a"b/c\n', '"a\\"b\\\\c"'),
    ("who-says", {}, "# scholar: any\n", '""'),
    ("who-says", {"scholar": "x\ny\\u000Az"}, "# scholar: x y/u000Az\n", '"x\\ny\\\\u000Az"'),
    ("works", {"nothing": "of it"}, "# ", "SELECT"),
]


@pytest.mark.parametrize(("name", "values", "said", "stands"), VALUES)
def test_values_take_the_place_of_parameters(
    client: TestClient, name: str, values: dict[str, str], said: str, stands: str
) -> None:
    text = client.get(f"/query/questions/{name}.rq", params=values).text
    assert said in text
    assert stands in text


@pytest.mark.parametrize("name", ["evidence", "what-an-agreement-solved", "similar-works"])
def test_a_parameter_without_a_known_value_gets_one_that_exists(client: TestClient, name: str) -> None:
    text = client.get(f"/query/questions/{name}.rq").text
    if name == "similar-works":
        assert re.search(r"# work: [a-zé]+-200\d\n", text)
    else:
        assert re.search(r"^# \w+: .+ <https://w3id.org/igr/[a-z]+/[^>]+>$", text, re.MULTILINE)


WRONG = [
    ("/query?question=nothing", 400, "no question is called"),
    ("/query?question=what-hinders&thing=<img src=x>", 400, "no thing is called"),
    ("/query?question=first-mentions&least=many", 400, "is no whole number"),
    ("/query/questions/nothing.rq", 404, "no question is called"),
    ("/query/questions/what-hinders.rq?thing=nothing+such", 400, "no thing is called"),
    ("/query/questions/first-mentions.rq?least=1%0ADROP", 400, "is no whole number"),
]


@pytest.mark.parametrize(("path", "status", "said"), WRONG)
def test_what_is_wrong_is_said(client: TestClient, path: str, status: int, said: str) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert said in html.unescape(answer.text)
    assert "<img src=x" not in answer.text


def test_terms_are_those_of_the_ontology(client: TestClient) -> None:
    terms = client.get("/query/terms.json").json()
    assert all(term.keys() == {"iri", "label", "kind"} for term in terms)
    kinds = {term["iri"]: term["kind"] for term in terms}
    text = (data_dir("ontology") / "igr.ttl").read_text("utf-8")
    declared = re.findall(r"(?m)^igr:(\w+) a owl:(Class|ObjectProperty|DatatypeProperty|NamedIndividual)\b", text)
    words = {"Class": "class", "NamedIndividual": "value"}
    wanted = {PREFIXES["igr"] + name: words.get(kind, "property") for name, kind in declared}
    assert {iri: kind for iri, kind in kinds.items() if iri.startswith(PREFIXES["igr"])} == wanted
    assert kinds[PREFIXES["skos"] + "prefLabel"] == "property"
    assert next(term["label"] for term in terms if term["iri"] == PREFIXES["dcterms"] + "title") == "title"


def test_the_first_query_has_the_prefixes_of_the_questions_and_runs(client: TestClient) -> None:
    used = {found for question in QUESTIONS for found in re.findall(r"(?m)^PREFIX (\w+): <(.*)>$", question.text)}
    assert used <= PREFIXES.items()
    answer = client.post("/sparql", data={"query": start()}, headers={"Accept": "text/csv"})
    assert "local protectionism" in answer.text


FORMS = [
    ("SELECT * {}", SELECT),
    ("PREFIX ask: <http://x/ask#construct> # describe\nask {}", ASK),
    ("BASE <http://x/select>\nCONSTRUCT WHERE {}", GRAPH),
    ("describe <x>", GRAPH),
    ("PREFIX select: <x>\nASK { select: ?p 'CONSTRUCT' }", ASK),
    ("", SELECT),
    ("nonsense", SELECT),
]


@pytest.mark.parametrize(("query", "wanted"), FORMS)
def test_the_form_of_a_query(query: str, wanted: str) -> None:
    assert form(query) == wanted


@pytest.mark.parametrize(("text", "wanted"), HIDDEN.items())
def test_hidden_characters_are_written_out(text: str, wanted: str) -> None:
    assert legible(text) == wanted
    assert legible(wanted) == wanted


def run_bash(snippet: str) -> list[str]:
    """The arguments that a shell would give to curl."""
    recording = "curl() { printf '%s\\0' \"$@\"; }\n" + snippet
    done = subprocess.run(["bash", "-c", recording], capture_output=True, timeout=20, check=True)
    assert done.stderr == b""
    return done.stdout.decode().split("\0")[:-1]


@pytest.mark.parametrize("query", HOSTILE.values(), ids=HOSTILE)
def test_a_shell_reads_the_query_as_it_is(query: str) -> None:
    given = run_bash(snippets(ENDPOINT, query)["curl"])
    assert given == [
        "--header",
        "Accept: " + given[1].removeprefix("Accept: "),
        "--data-urlencode",
        f"query={query}",
        ENDPOINT,
    ]


@pytest.mark.parametrize("host", ["http://h$(id)'\"\\/sparql", "http://h`id`/sparql", "http://h\n\x1b/sparql"])
def test_the_address_is_quoted_too(host: str) -> None:
    made = snippets(host, "ASK {}")
    assert run_bash(made["curl"])[-1] == legible(host)
    assert legible(host) in [
        node.value for node in ast.walk(ast.parse(made["python"])) if isinstance(node, ast.Constant)
    ]
    assert r_strings(made["r"])[0] == legible(host)


class FakeWrapper:
    """Stands for SPARQLWrapper: remembers what it is asked."""

    asked: list[str]

    def __init__(self, endpoint: str) -> None:
        FakeWrapper.asked = [endpoint]

    def setMethod(self, method: str) -> None:  # noqa: N802
        assert method == "POST"

    def setOnlyConneg(self, only: bool) -> None:  # noqa: N802
        assert only

    def setReturnFormat(self, format: str) -> None:  # noqa: N802
        self.format = format

    def setQuery(self, query: str) -> None:  # noqa: N802
        FakeWrapper.asked.append(query)

    def queryAndConvert(self) -> Any:  # noqa: N802
        cell = {"type": "literal", "value": "1"}
        return b"graph" if self.format == "TURTLE" else {"results": {"bindings": [{"x": cell}]}, "boolean": True}


@pytest.mark.parametrize("query", HOSTILE.values(), ids=HOSTILE)
def test_python_reads_the_query_as_it_is(query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = ModuleType("SPARQLWrapper")
    fake.__dict__.update(JSON="JSON", POST="POST", TURTLE="TURTLE", SPARQLWrapper=FakeWrapper)
    monkeypatch.setitem(sys.modules, "SPARQLWrapper", fake)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(snippets(ENDPOINT, query)["python"], "snippet", "exec"), {})
    assert FakeWrapper.asked == [ENDPOINT, query]
    assert printed.getvalue() == ("True\n" if form(query) == ASK else "{'x': '1'}\n")


def r_strings(snippet: str) -> list[str]:
    """The strings of a program in R, whose other characters must be those of a plain call."""
    string = r'"((?:[^"\\]|\\["\\n])*)"'
    assert re.fullmatch(r"[A-Za-z0-9.,_()<\-=\s]*", re.sub(string, "", snippet)), snippet
    return [re.sub(r"\\(.)", r"\1", found) for found in re.findall(string, snippet)]


@pytest.mark.parametrize("query", HOSTILE.values(), ids=HOSTILE)
def test_r_reads_the_query_as_it_is(query: str) -> None:
    strings = r_strings(snippets(ENDPOINT, query)["r"])
    assert strings[:2] == [ENDPOINT, query]
    assert strings[2] in ("?format=csv&query=", "?format=json&query=")


def test_snippets_of_a_form(client: TestClient) -> None:
    query = 'CONSTRUCT WHERE { ?s ?p "é&=+%" }'
    found = client.post("/query/snippets", data={"query": query}).json()
    assert found == dict(snippets(ENDPOINT, query))
    assert "'Accept: text/turtle'" in found["curl"]
    assert client.post("/query/snippets", content=b"\xff=\xfe").json() == dict(snippets(ENDPOINT, ""))
    refused = client.post("/query/snippets", data={"query": query}, headers={"Origin": "https://elsewhere.example"})
    assert refused.status_code == 403


UTF_8 = {**os.environ, "PYTHONUTF8": "1"}
REAL: dict[str, Callable[[str], list[str]]] = {
    "curl": lambda snippet: ["bash", "-c", snippet],
    "python": lambda snippet: [sys.executable, "-c", snippet],
}
ASKED = {
    'SELECT ("it\'s $HOME `id` \\"so\\" é" AS ?x) {}': 's $HOME `id` "so" é',
    "ASK {}": "true",
    'CONSTRUCT { <x:s> <x:p> "a$b" } WHERE {}': '<x:s> <x:p> "a$b"',
}


@pytest.mark.parametrize("query", ASKED)
@pytest.mark.parametrize("kind", REAL)
def test_snippets_get_answers_from_a_server(served: Served, kind: str, query: str) -> None:
    if kind == "curl" and not shutil.which("curl"):
        pytest.skip("curl is not installed")
    if kind == "python":
        pytest.importorskip("SPARQLWrapper")
    snippet = snippets(f"{served.url}/sparql", query)[kind]
    done = subprocess.run(REAL[kind](snippet), capture_output=True, text=True, encoding="utf-8", env=UTF_8, timeout=60)
    assert done.returncode == 0, done.stderr
    assert ASKED[query].lower() in done.stdout.replace('""', '"').lower()


def test_the_address_that_r_reads_gives_a_table(client: TestClient) -> None:
    table = client.get("/sparql", params={"format": "csv", "query": next(iter(ASKED))})
    assert table.headers["content-type"].startswith("text/csv")
    assert table.text.splitlines()[0] == "x"


def test_the_editor_is_as_its_makers_published_it() -> None:
    script = (FOLDER / "yasgui" / "yasgui.min.js").read_bytes()
    style = (FOLDER / "yasgui" / "yasgui.min.css").read_bytes()
    assert b"sourceMappingURL" not in script + style
    assert hashlib.sha256(style).hexdigest() == STYLE
    assert hashlib.sha256(script + b"//# sourceMappingURL=yasgui.min.js.map").hexdigest() == SCRIPT
    assert "Permission is hereby granted" in (FOLDER / "yasgui" / "LICENSE").read_text("utf-8")
    notice = (FOLDER / "yasgui" / "NOTICE").read_text("utf-8")
    assert {"CodeMirror", "DataTables", "Lodash", "DOMPurify", "jQuery"} <= set(re.findall(r"\w+", notice))


SCRIPT = "55034eaac74c55f55fbd1eeed008ae38a79053651cbed2b453f1fcfd895a4b75"
STYLE = "085b94556b97f9928981bdedb6848fd11ad4d8d950e821f0d698c58ca538fc55"
