"""Everything that can be reached of a store of documents that mean harm, and every parameter filled with the same."""

from __future__ import annotations

import re
import shutil
from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from hostile_room import BREAKOUT, FORMULA, HIDDEN, LINES, LONG, TEXTS, Parsed, faults, leads, shape
from serve_fixtures import asking
from starlette.testclient import TestClient

from kg.serve import csrf
from kg.serve.security import POLICY
from kg.serve.settings import Settings

pytest_plugins = ["serve_fixtures", "hostile_room"]

MOST = 400
EACH = 2
"""Addresses that are asked for, and those of one shape."""

BROWSER = {"Accept": "text/html,*/*;q=0.8"}
START = (
    *("/", "/judge", "/judge/curator", "/judge/log", "/judge/log.jsonl", "/api", "/openapi.json", "/void?format=ttl"),
    *("/query", "/query/terms.json", "/graph", "/network.html", "/claims.csv", "/claims.xlsx", "/works.csv"),
    *("/things.xlsx", "/scholars.csv", "/scholars.xlsx", "/disagreements.csv", "/gaps.csv", "/api/works?limit=9"),
    *("/api/claims?limit=99", "/api/scholars", "/api/things", "/api/disagreements", "/api/info", "/api/questions"),
    *("/sparql", "/sparql?query=SELECT%20*%20%7B%3Fa%20%3Fb%20%3Fc%7D", "/rdf-graph-store?default", "/ontology"),
)
PARAMETERS = {
    "/search": ("q", "kind"),
    "/things": ("type", "q", "page"),
    "/works": ("q", "sort", "page"),
    "/scholars": ("q", "page"),
    "/claims": ("thing", "other", "work", "holder", "proposition", "relation", "page"),
    "/claims.csv": ("thing", "work"),
    "/compare": ("works", "countries"),
    "/compare.xlsx": ("works", "countries"),
    "/gaps": ("type", "page"),
    "/disagreements": ("kind", "page"),
    "/graph": ("focus", "relation", "hops"),
    "/network.html": ("focus", "relation", "hops", "polarity"),
    "/questions/obstacles": ("type", "thing", "limit"),
    "/query": ("query", "question"),
    "/entity": ("iri", "format"),
    "/sparql": ("query", "default-graph-uri", "format"),
    "/rdf-graph-store": ("graph",),
    "/judge": ("claim", "thing", "work", "relation", "order", "seed", "after", "saved", "undone", "show"),
    "/judge/log": ("page",),
    "/api/search": ("q", "kind", "limit"),
    "/api/claims": ("thing", "work", "holder", "relation", "limit", "offset"),
    "/api/claim": ("iri", "id"),
    "/api/work": ("iri", "doc"),
    "/api/thing": ("iri",),
    "/api/questions/obstacles": ("type", "thing"),
}
"""Pages and parameters that they read, each of which is given every text."""


@pytest.fixture(scope="module")
def room(hostile_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The application on the store, which may be judged, in the browser of a curator of such a name."""
    store = Path(shutil.copytree(hostile_store, tmp_path_factory.mktemp("hostile-room") / "kg"))
    with asking(Settings(store, write=True)) as client:
        client.cookies.set("kg-curator", quote(BREAKOUT + HIDDEN, safe=""))
        yield client


@pytest.fixture(scope="module")
def reached(room: TestClient) -> dict[str, list[str]]:
    """What is wrong with each address that can be reached."""
    waiting, found, tally = deque(START), set(START), Counter[tuple[str, str, str]]()
    asked: dict[str, list[str]] = {}
    while waiting and len(asked) < MOST:
        address = waiting.popleft()
        answer = room.get(address, headers=BROWSER)
        asked[address] = faults(answer)
        for other in (*leads(answer, address), *filter(None, [answer.headers.get("location", "")])):
            if other not in found and tally[shape(other)] < EACH and other.startswith("/"):
                tally[shape(other)] += 1
                found.add(other)
                waiting.append(other)
    return asked


def test_nothing_that_can_be_reached_does_harm(reached: dict[str, list[str]]) -> None:
    assert {address: wrong for address, wrong in reached.items() if wrong} == {}


def test_all_kinds_of_pages_were_reached(reached: dict[str, list[str]]) -> None:
    kinds = {shape(address)[0] for address in reached}
    assert {"work", "claim", "proposition", "evidence", "scholar", "disagreement", "questions", "entity"} <= kinds
    assert kinds & {"concept", "local", "entity"}
    assert len(reached) > 90


@pytest.mark.parametrize("path", PARAMETERS)
def test_no_parameter_does_harm(room: TestClient, path: str) -> None:
    wrong = {}
    for name in PARAMETERS[path]:
        for text in (*TEXTS, "\x00", LONG, "9" * 4000, b"\xed\xa0\x80"):
            address = f"{path}?{urlencode({name: text})}"
            wrong[address[:200]] = faults(room.get(address, headers=BROWSER))
    assert {address: found for address, found in wrong.items() if found} == {}


@pytest.mark.parametrize("kind", ["work", "claim", "concept", "local", "scholar", "evidence", "ontology", "nothing"])
@pytest.mark.parametrize("accept", ["text/html", "text/turtle", "application/rdf+xml", BREAKOUT])
def test_no_iri_does_harm(room: TestClient, kind: str, accept: str) -> None:
    for text in (*TEXTS, LONG):
        for path in (f"/{kind}/{quote(text, safe='')}", f"/{kind}/{quote(text)}"):
            answer = room.get(path, headers={"Accept": accept})
            assert faults(answer) == [], path[:200]
            assert answer.status_code in {404, 406, 400}


@pytest.mark.parametrize("text", [*TEXTS, LONG])
def test_what_is_judged_does_no_harm(room: TestClient, text: str) -> None:
    card = room.get("/judge", headers=BROWSER)
    fields = next(form["fields"] for form in Parsed(card.text, POLICY).forms if form["action"] == "/judge")
    assert isinstance(fields, dict)
    sent = fields | {"choice": "edit", "note": text, "new-head": text, "back": text, "curator": text, "seen": ""}
    for form in (sent, sent | {"choice": text}, sent | {"claim": text}, sent | {csrf.FIELD: text}):
        answer = room.post("/judge", data=form, headers={"Origin": "http://127.0.0.1:8000"})
        assert faults(answer) == []
        assert answer.status_code < 500
    named = room.post("/judge/curator", data={csrf.FIELD: fields[csrf.FIELD], "name": text, "back": text})
    assert faults(named) == []
    for page in ("/judge", "/judge/log", f"/claim/{fields['claim']}", "/claims.csv", f"/judge?saved={fields['claim']}"):
        assert faults(room.get(page, headers=BROWSER)) == [], page
    room.cookies.set("kg-curator", quote(BREAKOUT, safe=""))


@pytest.mark.parametrize("cookie", [BREAKOUT, "%ff%00%0d%0aX:y", "\xff", "a" * 5000, "%F0%9F%98%80", ";;=;", '"\\"'])
def test_no_cookie_does_harm(room: TestClient, cookie: str) -> None:
    for name in ("kg-curator", "kg-form"):
        headers = {b"Cookie": f"{name}={cookie}".encode("latin-1"), b"Accept": b"text/html"}
        for page in ("/judge", "/judge/curator", "/judge/log"):
            assert faults(room.get(page, headers=headers)) == []


def test_answers_can_be_loaded_by_no_other_site(room: TestClient) -> None:
    for path in ("/", "/api/works", "/sparql?query=ASK%7B%7D", "/claims.csv", "/nothing", "/static/style.css"):
        assert room.get(path).headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize("text", [FORMULA, LINES, "\u202eé", '"; filename=evil.exe'])
def test_names_of_files_are_ours(room: TestClient, text: str) -> None:
    for path in ("/claims.csv", "/compare.csv", "/works.csv", "/gaps.csv"):
        answer = room.get(path, params={"thing": text, "works": text, "q": text, "name": text, "filename": text})
        if answer.status_code == 200:
            assert re.fullmatch(r'attachment; filename="[a-z-]+\.csv"', answer.headers["content-disposition"])
