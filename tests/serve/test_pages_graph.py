"""The page of the graph and its drawing: what is drawn, under which policy, and what is said where nothing is."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from pages_fixtures import SCRIPT, text, visible
from starlette.testclient import TestClient

from kg.index import Index, ensure
from kg.serve.parts import MOST, Part, chosen

pytest_plugins = ["pages_fixtures"]

THING = "https://w3id.org/igr/concept/local-protectionism"


@pytest.fixture(scope="module")
def index(shown: Path) -> Index:
    return Index(ensure(shown))


def test_the_page_frames_its_drawing(client: TestClient) -> None:
    response = client.get("/graph?focus=Local+Protectionisms&hops=2&relation=hinders&relation=nonsense")
    assert "frame-src 'self'" in response.headers["content-security-policy"]
    source = re.search(r'<iframe class="network" src="([^"]*)"', response.text)
    assert source is not None
    assert source[1].replace("&amp;", "&") == f"/network.html?focus={quote(THING, safe='')}&hops=2&relation=hinders"


def test_the_drawing_runs_under_the_policy_of_its_header(client: TestClient) -> None:
    response = client.get("/network.html?focus=local+protectionism")
    assert response.status_code == 200
    policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert policy.endswith("frame-ancestors 'self'")
    scripts = re.findall(r"(?s)<script>(.*?)</script>", response.text)
    assert scripts
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert not re.search(r'(?:src|href)="https?://', response.text.partition("<script")[0])


def test_it_is_made_once(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    first = client.get("/network.html").content
    monkeypatch.setattr("kg.serve.pages.drawing.apart", None)
    assert client.get("/network.html").content == first


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (Part(), None),
        (Part(THING, "local protectionism"), {"hinders", "addresses"}),
        (Part(THING, "local protectionism", relations=("hinders",)), {"hinders"}),
        (Part(THING, "local protectionism", polarity="negative"), set()),
        (Part("https://nowhere.org/x", "x"), set()),
    ],
)
def test_what_is_drawn(index: Index, part: Part, said: set[str] | None) -> None:
    rows = chosen(index, part)
    assert len({row.claim for row in rows}) == len(rows) <= MOST
    assert not any(row.speaks_of_work for row in rows)
    if said is None:
        assert len(rows) > 5
    else:
        assert {row.relation for row in rows} == said


def test_one_step_further_shows_more(index: Index) -> None:
    near, far = (chosen(index, Part(THING, "local protectionism", hops=hops)) for hops in (1, 2))
    assert {row.claim for row in near} <= {row.claim for row in far}


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("focus=zzzqqq", 400, "No thing is called"),
        (f"focus={SCRIPT}", 400, "No thing is called"),
        ("focus=local+protectionism&polarity=negative", 200, "No claim is left to draw"),
        ("focus=local+protectionism&hops=99&polarity=x", 200, "Read them as a list"),
    ],
)
def test_what_is_said(client: TestClient, query: str, status: int, said: str) -> None:
    html = text(client, f"/graph?{query}", status)
    assert said in visible(html)
    assert SCRIPT not in html


def test_a_drawing_of_nothing_is_refused(client: TestClient) -> None:
    assert client.get("/network.html?focus=local+protectionism&polarity=negative").status_code == 400
    assert client.get("/network.html?focus=zzzqqq").status_code == 400


def test_harmful_texts_stay_in_data(harmful: TestClient) -> None:
    html = harmful.get("/network.html").text
    assert SCRIPT not in html
    assert "<img src=x" not in html
