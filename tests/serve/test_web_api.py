"""The API: what it answers, in which words, and what it says of what is wrong."""

from __future__ import annotations

import html
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from curation_samples import decision
from starlette.testclient import TestClient

from kg import receipt, reports
from kg.claimrow import COLUMNS
from kg.claimtable import claim_rows
from kg.deciding import decide
from kg.index import Hit
from kg.model import EntityType
from kg.serve import api
from kg.store import Store
from kg.terms import BASE, work_iri

pytest_plugins = ["serve_fixtures"]

LISTS = {
    "/api/things": "things",
    "/api/works": "works",
    "/api/claims": "claims",
    "/api/scholars": "scholars",
    "/api/disagreements": "disagreements",
    "/api/questions/claims": "rows",
}
"""The calls that give a part of a list, and the name of the list."""


def get(client: TestClient, address: str, status: int = 200, **values: object) -> Any:
    found = client.get(address, params={name: str(value) for name, value in values.items()})
    assert found.status_code == status, found.text
    assert found.headers["content-type"] == "application/json"
    return found.json()


def first_claim(client: TestClient) -> dict[str, Any]:
    claim: dict[str, Any] = get(client, "/api/claims", limit=1)["claims"][0]
    return claim


def test_claims_are_the_rows_of_the_claim_table(client: TestClient, store: Path) -> None:
    found = get(client, "/api/claims", limit=1000)
    with Store.open(store) as opened:
        rows = [dict(zip(COLUMNS, asdict(row).values(), strict=True)) for row in claim_rows(opened)]
    assert [{name: claim[name] for name in COLUMNS} for claim in found["claims"]] == rows
    assert found["claims"][0].keys() - set(COLUMNS) == {"id", "proposition", "holder", "evidence", "counts"}
    assert (found["schema_version"], found["total"], found["offset"]) == (1, len(rows), 0)


@pytest.mark.parametrize(("address", "name"), LISTS.items())
def test_lists_come_in_parts(client: TestClient, address: str, name: str) -> None:
    whole = get(client, address, limit=1000)
    assert whole["schema_version"] == 1
    assert whole["total"] == len(whole[name])
    parts = [get(client, address, limit=2, offset=at)[name] for at in range(0, whole["total"] + 2, 2)]
    assert [row for part in parts for row in part] == whole[name]
    assert get(client, address, limit=1, offset=10_000_000)[name] == []


@pytest.mark.parametrize(
    ("wanted", "column"),
    [("relation", "relation"), ("polarity", "polarity"), ("modality", "modality"), ("work", "work"), ("thing", "head")],
)
def test_claims_can_be_chosen(client: TestClient, wanted: str, column: str) -> None:
    everything = get(client, "/api/claims", limit=1000)["claims"]
    for value in sorted({claim[column] for claim in everything}):
        found = get(client, "/api/claims", limit=1000, **{wanted: value})
        columns = ("head", "tail") if wanted == "thing" else (column,)
        assert found["claims"] == [c for c in everything if value in {c[name] for name in columns}]
        assert found["total"] == len(found["claims"])
    assert get(client, "/api/claims", thing=f"{BASE}local/nothing")["total"] == 0


def test_a_claim_comes_with_its_proposition(client: TestClient) -> None:
    claim = first_claim(client)
    by_iri, by_id = (get(client, "/api/claim", **asked) for asked in ({"iri": claim["claim"]}, {"id": claim["id"]}))
    assert by_iri == by_id
    assert by_iri["claim"] == claim
    proposition = by_iri["proposition"]
    assert (proposition["iri"], proposition["headLabel"]) == (claim["proposition"], claim["headLabel"])
    assert 0 <= proposition["low"] <= proposition["belief"] <= proposition["high"] <= 1


def test_a_thing_comes_with_what_surrounds_it(client: TestClient) -> None:
    for thing in get(client, "/api/things", limit=3)["things"]:
        found = get(client, "/api/thing", iri=thing["iri"])
        assert found["thing"] == thing
        assert thing["label"] in {name["text"] for name in found["names"]}
        assert (
            sum(t["agree"] + t["dispute"] + t["recommend"] + t["suppose"] for t in found["tallies"]) >= thing["claims"]
        )
    assert {t["type"] for t in get(client, "/api/things", type="Obstacle")["things"]} == {"Obstacle"}


def test_things_are_counted_by_type(client: TestClient) -> None:
    counts = [get(client, "/api/things", type=str(type), limit=1)["total"] for type in EntityType]
    assert sum(counts) == get(client, "/api/things", limit=1)["total"]


def test_a_work_is_found_by_iri_and_by_id(client: TestClient) -> None:
    works = get(client, "/api/works")["works"]
    assert [work["doc"] for work in works if work["doc"].startswith("chen")] == ["chen-2003"]
    by_doc = get(client, "/api/work", doc="chen-2003")
    assert by_doc == get(client, "/api/work", iri=work_iri("chen-2003"))
    assert (by_doc["work"]["title"], by_doc["work"]["year"], by_doc["work"]["authors"]) == (
        "River pacts",
        "2003",
        ["Chen"],
    )


def test_search_says_where_it_found_what(client: TestClient) -> None:
    found = get(client, "/api/search", q="protectionism")
    assert found["q"] == "protectionism"
    assert {hit["kind"] for hit in found["hits"]} >= {"thing", "claim"}
    for hit in found["hits"]:
        assert "\ue000" not in hit["snippet"]
        for start, end in hit["found"]:
            assert "protectionism" in hit["snippet"][start:end].lower()
    assert get(client, "/api/search", q="protectionism", kind="claim", limit=1)["hits"][0]["kind"] == "claim"


@pytest.mark.parametrize(
    ("snippet", "plain", "found"),
    [
        ("a \ue000trust\ue001 b \ue000pact\ue001", "a trust b pact", ((2, 7), (10, 14))),
        ("nothing", "nothing", ()),
        ("", "", ()),
    ],
)
def test_marks_become_places(snippet: str, plain: str, found: tuple[tuple[int, int], ...]) -> None:
    made = api._hit(Hit("urn:x", "claim", "", snippet=snippet))
    assert (made.snippet, made.found) == (plain, found)


def test_questions_are_listed_as_the_command_line_lists_them(client: TestClient) -> None:
    told = json.loads(json.dumps([asdict(question) for question in reports.questions()]))
    assert get(client, "/api/questions") == {"schema_version": 1, "questions": told}


def test_no_question_has_a_parameter_that_is_one_of_the_call() -> None:
    assert not {p.name for q in reports.questions() for p in q.parameters} & {"limit", "offset"}


def test_a_question_is_asked_with_its_parameters(client: TestClient, store: Path) -> None:
    found = get(client, "/api/questions/what-hinders", thing="Regional economic integrations")
    with Store.open(store) as opened:
        table = opened.select(reports.ask(opened, "what-hinders", {"thing": "regional economic integration"}))
    assert found["columns"] == list(table.columns)
    assert [tuple(row.values()) for row in found["rows"]] == list(table.rows)
    assert (found["question"], found["total"]) == ("what-hinders", len(table.rows))


def test_the_receipt_is_that_of_the_command_line(client: TestClient, store: Path) -> None:
    with Store.open(store) as opened:
        told = receipt.as_json(reports.info(opened, store))
    assert get(client, "/api/info") == json.loads(json.dumps(told))
    assert get(client, "/api/info") == get(client, "/api/info")


def test_a_question_takes_the_iri_of_a_thing_for_its_name(client: TestClient) -> None:
    address, label = "/api/questions/what-hinders", "regional economic integration"
    by_iri = get(client, address, thing=f"{BASE}concept/{label.replace(' ', '-')}")
    assert by_iri["rows"]
    assert by_iri["rows"] == get(client, address, thing=label)["rows"]
    page = client.get("/query", params={"question": "what-hinders", "thing": f"{BASE}concept/local-protectionism"})
    assert page.status_code == 200
    assert "# thing: local protectionism" in html.unescape(page.text)


@pytest.mark.parametrize("verdict", ["accept", "reject"])
def test_a_verdict_is_seen_at_once(writing_client: TestClient, own_store: Path, verdict: str) -> None:
    with Store.open(own_store) as opened:
        row = next(claim_rows(opened))
    assert get(writing_client, "/api/claim", iri=row.claim)["claim"]["status"] == ""
    decide(own_store, decision(verdict, of=row))
    found = get(writing_client, "/api/claim", iri=row.claim)["claim"]
    assert (found["status"], found["counts"]) == (f"{verdict}ed", verdict == "accept")
    listed = get(writing_client, "/api/claims", work=row.work)["claims"]
    assert {claim["claim"]: claim["status"] for claim in listed}[row.claim] == f"{verdict}ed"


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/api/thing", 422, "iri: Field required"),
        ("/api/thing?iri=urn:nothing", 404, "nothing is known of urn:nothing"),
        ("/api/thing?iri=x%3E%20%3B%20DROP", 404, "nothing is known of x> ; DROP"),
        ("/api/thing?iri=%00%0A%22", 404, "nothing is known of"),
        (f"/api/thing?iri={'x' * 2001}", 422, "iri: String should have at most 2000 characters"),
        ("/api/work", 400, "give one of iri and doc"),
        ("/api/work?iri=a&doc=b", 400, "give one of iri and doc"),
        ("/api/work?doc=nothing", 404, "nothing is known of nothing"),
        ("/api/claim", 400, "give one of iri and id"),
        ("/api/claim?id=nothing", 404, "nothing is known of"),
        ("/api/claims?limit=0", 422, "limit: Input should be greater than or equal to 1"),
        ("/api/claims?limit=1001", 422, "limit: Input should be less than or equal to 1000"),
        ("/api/claims?limit=x", 422, "limit: Input should be a valid integer"),
        ("/api/claims?offset=-1", 422, "offset: Input should be greater"),
        ("/api/claims?offset=10000001", 422, "offset: Input should be less"),
        ("/api/claims?relation=likes", 422, "relation: Input should be"),
        ("/api/claims?polarity=no", 422, "polarity: Input should be"),
        ("/api/things?type=Thing", 422, "type: Input should be"),
        ("/api/disagreements?kind=quarrel", 422, "kind: Input should be"),
        ("/api/search", 422, "q: Field required"),
        ("/api/search?q=", 422, "q: String should have at least 1 character"),
        (f"/api/search?q={'x' * 301}", 422, "q: String should have at most 300"),
        ("/api/search?q=a&kind=proposition", 422, "kind: Input should be"),
        ("/api/questions/nothing", 404, "nothing is known of the question nothing"),
        ("/api/questions/evidence", 400, "evidence needs a value for thing"),
        ("/api/questions/what-hinders?thing=nothing+at+all", 400, "is called 'nothing at all'"),
        ("/api/questions/what-hinders?thing=trust&more=1", 400, "has no parameter 'more'"),
        ("/api/nothing", 404, ""),
    ],
)
def test_what_is_wrong_is_said_in_one_line(client: TestClient, address: str, status: int, said: str) -> None:
    found = client.get(address)
    assert found.status_code == status, found.text
    assert found.headers["content-type"] == "application/json"
    told = found.json()
    assert told.keys() == {"detail"}
    assert said in told["detail"]
    assert "\n" not in told["detail"]


@pytest.mark.parametrize(
    "q", ['"', "*", "NEAR(", "a OR", "\x00", "'; DROP TABLE thing; --", "é", "治理", "\u202e", "-"]
)
def test_any_words_can_be_searched(client: TestClient, q: str) -> None:
    get(client, "/api/search", q=q)


def test_the_page_lists_every_call_with_an_example_that_works(client: TestClient) -> None:
    page = client.get("/api")
    assert page.status_code == 200
    calls = client.get("/openapi.json").json()["paths"]
    for path in calls:
        assert f"GET {path}</code>" in page.text
    assert "POST /sparql</code>" in page.text
    examples = [line for line in html.unescape(page.text).split("<code>") if line.startswith("curl ")]
    assert len(examples) == len(calls) + 1
    for line in examples:
        address = line.removeprefix("curl ").partition("</code>")[0].strip("'")
        if "--data" not in address:
            assert client.get(address).status_code == 200, address


def test_only_reading_is_possible(client: TestClient) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert client.request(method, "/api/claims").status_code == 405
