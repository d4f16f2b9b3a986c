"""Ready questions as pages: forms, answers with labels and links, messages, files."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from pages_fixtures import SCRIPT, csv_rows, text, visible, xlsx_rows
from starlette.testclient import TestClient

from kg import queries
from kg.index import Index, ensure
from kg.model import QueryError
from kg.serve.pages import asking
from kg.serve.pages.naming import Names
from kg.store import Store, Table
from kg.terms import BASE

pytest_plugins = ["pages_fixtures"]


@pytest.fixture(scope="module")
def index(shown: Path) -> Index:
    return Index(ensure(shown))


def test_all_are_listed(client: TestClient) -> None:
    html = text(client, "/questions")
    assert all(f'href="/questions/{name}"' in html for name in asking.catalogue())
    assert "Competency question" not in html


def test_an_answer_has_labels_and_links(client: TestClient) -> None:
    html = text(client, "/questions/what-hinders")
    assert 'value="regional economic integration"' in html
    assert '<a href="/concept/local-protectionism">local protectionism</a>' in html
    assert "<q>Local protectionism hinders regional economic integration.</q>" in html
    assert 'href="/work/adams-2001"' in html or 'href="/work/brown-2002"' in html
    assert '<option value="local protectionism">' in html


def test_the_sparql_is_shown_and_leads_to_the_query_page(client: TestClient) -> None:
    html = text(client, "/questions/what-hinders")
    link = next(part for part in html.split('"') if part.startswith("/query?"))
    query = parse_qs(urlsplit(link.replace("&amp;", "&")).query)["query"][0]
    assert "<https://w3id.org/igr/concept/regional-economic-integration>" in query
    assert "?_thing_iri" not in query


def test_names_are_found_by_other_spellings(client: TestClient) -> None:
    said = visible(text(client, "/questions/what-hinders?thing=Regional+Economic-Integrations"))
    assert "local protectionism" in said


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("what-hinders?thing=zzzqqq", 400, "no thing is called &#39;zzzqqq&#39;"),
        (
            "mechanisms-for-obstacle?obstacle=local+protectionizm",
            400,
            'nearest: <a href="?obstacle=local+protectionism">local protectionism</a>',
        ),
        ("first-mentions?least=many", 400, "is no whole number"),
        ("what-hinders?place=here", 400, "has no parameter"),
        (f"what-hinders?thing={SCRIPT}", 400, "no thing is called"),
        ("evidence", 200, "label of a thing of any type"),
        ("first-mentions?least=900", 200, "No claim answers this question"),
        ("what-hinders?thing=", 200, "Local protectionism hinders"),
        (f"what-hinders?thing={BASE}concept/regional-economic-integration", 200, "Local protectionism hinders"),
        (f"what-hinders?thing={BASE}concept/nothing", 400, "no thing is called"),
        ("no-such-question", 404, "There is no such question"),
    ],
)
def test_values(client: TestClient, path: str, status: int, said: str) -> None:
    html = text(client, f"/questions/{path}", status)
    assert said in html
    assert SCRIPT not in html


def test_a_question_without_a_value_that_it_needs_asks_for_it_only(client: TestClient) -> None:
    html = text(client, "/questions/evidence")
    assert "<h2>Answer</h2>" not in html
    assert '<input id="ask-thing" type="text" name="thing" value=""' in html


def test_the_claims_have_a_page_of_their_own(client: TestClient) -> None:
    response = client.get("/questions/claims")
    assert (response.status_code, response.headers["location"]) == (307, "/claims")


@pytest.mark.parametrize("name", sorted(set(asking.catalogue()) - {"claims"}))
def test_every_question_is_answered(client: TestClient, name: str) -> None:
    needed = {p.name: "local protectionism" for p in asking.catalogue()[name].parameters if p.default is None}
    response = client.get(f"/questions/{name}", params=needed, headers={"Accept": "text/html"})
    defaults_are_known = response.status_code == 200 or "is called" in response.text
    assert defaults_are_known, visible(response.text)


def test_an_answer_as_files(client: TestClient) -> None:
    rows = csv_rows(client.get("/questions/what-hinders.csv"))
    assert rows[0][0] == "thing"
    assert ["local protectionism", "Obstacle"] in [row[:2] for row in rows]
    assert xlsx_rows(client.get("/questions/what-hinders.xlsx"))[0] == rows[0]
    assert client.get("/questions/what-hinders.csv?thing=zzzqqq").status_code == 400


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_cell_is_a_formula(harmful: TestClient, form: str) -> None:
    response = harmful.get(f"/questions/works.{form}")
    rows = csv_rows(response) if form == "csv" else xlsx_rows(response)
    titles = [str(row[1]) for row in rows]
    assert any("=cmd|calc" in title for title in titles)
    assert form == "xlsx" or not any(title.startswith(("=", "+", "@")) for title in titles)


def test_answers_of_harmful_texts_are_text(harmful: TestClient) -> None:
    html = text(harmful, "/questions/works")
    assert SCRIPT not in html
    assert "&lt;script&gt;" in html


def test_iris_become_labels_and_links(index: Index) -> None:
    iri = "https://w3id.org/igr/concept/local-protectionism"
    rows = Table(("thing", "relation", "polarity", "works"), ((iri, "participatesIn", "negative", "3"), (None,) * 4))
    shown = asking.cells(rows, rows.rows, index)
    assert [(cell.text, cell.path) for cell in shown[0]] == [
        ("local protectionism", "/concept/local-protectionism"),
        ("takes part in", ""),
        ("denied", ""),
        ("3", ""),
    ]
    assert next(asking.plain(rows, index)) == ["local protectionism", "participatesIn", "negative", 3, iri]
    assert [column.number for column in asking.columns(rows)] == [False, False, False, True]


@pytest.mark.parametrize(
    ("label", "type"),
    [
        ("local protectionism", "Thing"),
        ("Local-Protectionisms", "Obstacle"),
        ("national", "Thing"),
        ("river pact schemes", "Thing"),
        ("regional economic integration", "Outcome"),
        ("China", "Government"),
        ("zzzqqq", "Thing"),
        ("local protectionism", "Theory"),
        ("", "Thing"),
    ],
)
def test_names_mean_what_they_mean_on_the_command_line(shown: Path, index: Index, label: str, type: str) -> None:
    def outcome(found: object) -> str:
        try:
            return str(found())  # type: ignore[operator]
        except QueryError as error:
            return str(error).partition(";")[0]

    with Store.open(shown) as store:
        expected = outcome(lambda: queries.resolve_label(store, label, type))
    assert outcome(lambda: Names(index).resolve(label, type)) == expected
