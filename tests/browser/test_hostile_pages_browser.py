"""Pages of documents that mean harm, in a real browser at a real server: nothing of them runs, and nothing leaves."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import pytest
from hostile_room import BREAKOUT, TAGS, TEMPLATE
from serve_fixtures import Served, serving

pytest_plugins = ("browser_fixtures", "serve_fixtures", "hostile_room")
pytestmark = pytest.mark.browser

PAGES = (
    *("/", "/works", "/things", "/scholars", "/disagreements", "/gaps", "/compare", "/graph", "/network.html"),
    *("/questions", "/query", "/judge", "/judge/log", "/void", "/api", "/ontology", "/claims"),
    *(f"/search?q={quote(text)}" for text in (BREAKOUT, TAGS, TEMPLATE)),
    f"/query?query={quote(BREAKOUT)}",
    f"/entity?iri={quote(BREAKOUT)}",
    f"/work/{quote(BREAKOUT)}",
    f"/judge?relation={quote(BREAKOUT)}&back={quote(TAGS)}",
)


@pytest.fixture(scope="module")
def served(hostile_store: Path, tmp_path_factory: pytest.TempPathFactory, browser: Any) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("hostile-served")
    store = Path(shutil.copytree(hostile_store, folder / "kg"))
    with serving(store, folder / "log", "--write") as found:
        browser.get(f"{found.url}/healthz")
        browser.add_cookie({"name": "kg-curator", "value": quote(BREAKOUT, safe=""), "path": "/"})
        yield found
        browser.delete_all_cookies()


def _things(served: Served) -> list[str]:
    """The pages of works, claims, things and scholars of the store."""
    with httpx.Client(base_url=f"{served.url}/api") as http:
        works = http.get("/works").json()["works"]
        claims = http.get("/claims").json()["claims"]
        scholars = http.get("/scholars").json()["scholars"]
    iris = [work["iri"] for work in works] + [claim[name] for claim in claims for name in ("claim", "head", "evidence")]
    paths = [urlsplit(iri).path.removeprefix("/igr") for iri in (*iris, *(scholar["iri"] for scholar in scholars))]
    return list(dict.fromkeys(paths))[:25]


def test_nothing_of_the_documents_runs(browser: Any, served: Served) -> None:
    browser.get_log("browser"), browser.get_log("performance")
    wrong: dict[str, list[str]] = {}
    for path in (*PAGES, *_things(served)):
        browser.get(served.url + path)  # an alert that is open would make the next command fail
        assert browser.execute_script("return document.querySelectorAll('img[src=x], [onerror], [onload]').length") == 0
        policy = [e["message"] for e in browser.get_log("browser") if "Content Security Policy" in e["message"]]
        events = (json.loads(entry["message"])["message"] for entry in browser.get_log("performance"))
        asked = {e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"}
        left = [url for url in asked if not url.startswith((served.url, "data:", "blob:"))]
        if policy or left:
            wrong[path] = policy + left
    assert wrong == {}
