"""The first page: counts, questions with something to choose, and where everything is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pages_fixtures import text, visible
from starlette.testclient import TestClient

from kg.index import Index, ensure
from kg.serve.pages import asking, home

pytest_plugins = ["pages_fixtures"]


def test_it_says_what_there_is_and_of_when(client: TestClient) -> None:
    html = text(client, "/")
    counts = re.findall(r"<dt>(\w+)</dt><dd>(?:<a[^>]*>)?([\d,]+)", html)
    assert dict(counts)["works"] == "6"
    assert int(dict(counts)["claims"]) > 5
    generation = client.get("/healthz").json()["generation"]
    said = visible(html)
    assert f"version {generation}" in said
    assert re.search(r"Graph of \d{1,2} [A-Z][a-z]+ \d{4}", said)


@pytest.mark.parametrize(
    "path", ["/questions", "/query", "/api", "/void", "/disagreements", "/gaps", "/compare", "/graph"]
)
def test_it_leads_everywhere(client: TestClient, path: str) -> None:
    assert f'href="{path}"' in text(client, "/")


def test_every_ready_question_is_one_and_its_field_is_its_only_one(client: TestClient, shown: Path) -> None:
    html, index = text(client, "/"), Index(ensure(shown))
    for name, _, after in home.READY:
        question = asking.catalogue()[name]
        assert len(question.parameters) == bool(after), name
        offers = all(field.offered for field in asking.fields(question, {}, index))
        assert (f'"/questions/{name}"' in html) == offers, name


def test_the_drop_down_offers_things_and_has_the_default_chosen(client: TestClient) -> None:
    html = text(client, "/")
    form = re.search(r'(?s)<form action="/questions/what-hinders">.*?</form>', html)
    assert form is not None
    assert "<option>local protectionism</option>" in form[0]
    assert "<option selected>regional economic integration</option>" in form[0]


def test_the_names_of_the_drawing_lead_to_the_ontology(client: TestClient) -> None:
    html = text(client, "/")
    assert 'href="/ontology#Mechanism"' in html
    assert 'href="#Mechanism"' not in html


def test_nothing_on_it_needs_inline_script_or_style(client: TestClient) -> None:
    html = text(client, "/")
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=", html)
