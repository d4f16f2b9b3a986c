"""The reading room in a browser: a visit up to a graph made anew, and every kind of page on a desk and a telephone."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import openpyxl
import pytest
from fixtures_store import LIMIT, process, write_documents
from serve_fixtures import Served, serving

from kg import pipeline

pytest_plugins = ("browser_fixtures", "serve_fixtures")
pytestmark = pytest.mark.browser

ENTER = "\ue007"
WORKS = (
    "zawahri-2015-treaty-design",
    "zedekia-2017-street-level-bureaucrats",
    "zhang-2012-local-protectionism-governance",
    "zhang-2017-holistic-governance",
    "zhang-2019-administrative-monopolies",
    "zhao-2019-japan-wide-area-governance",
    "zheng-2006-de-facto-federalism",
    "zimmermann-2017-rescaling-metropolitan-governance",
)
"""Works of the bundled corpus that, with the six documents, give every kind of page something to show."""

IRI = "https://w3id.org/igr/"
THING = "concept/local-protectionism"
AXE = "axe.run({iframes: false}).then((report) => arguments[0](report.violations))"
CUT = """
  const cut = (each) => each.isConnected && [...each.children].slice(5).forEach((more) => more.remove());
  document.body.querySelectorAll("*").forEach(cut);
"""
"""Leaves the first of each list: of 35,000 elements axe does not come to an end."""
LONG = ("ontology", "scheme")
"""The pages that list whole vocabularies."""
STATUS = """
PREFIX igr: <https://w3id.org/igr/ontology#>
SELECT ?type ?status WHERE {{ <{claim}> a ?type ; igr:status ?status . FILTER (?type = igr:RejectedClaim) }}
"""


SMALL = """
  const targets = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const unseen = ".unseen, .skip, .CodeMirror textarea, svg a";
  const pressed = (each) => each.matches("[type=checkbox], [type=radio]") && each.closest("label") || each;
  const height = (each) => pressed(each).getBoundingClientRect().height;
  return [...document.querySelectorAll(targets)].filter((each) => each.checkVisibility() && !each.matches(unseen))
    .filter((each) => height(each) < 24).map((each) => [each.outerHTML.slice(0, 120), height(each)]);
"""
"""What can be pressed and is lower than 24 pixels; the drawings lead where links beside them lead too."""


class Visit:
    """Somebody in the reading room."""

    def __init__(self, browser: Any, served: Served) -> None:
        self.browser, self.url = browser, served.url
        browser.delete_all_cookies()
        self.size(1300)

    def size(self, width: int) -> None:
        small = width < 700
        metrics = {"width": width, "height": 844 if small else 900, "deviceScaleFactor": 1, "mobile": small}
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        touch = {"enabled": small, **({"maxTouchPoints": 2} if small else {})}
        self.browser.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", touch)

    def run(self, script: str, *values: object) -> Any:
        return self.browser.execute_script(script, *values)

    def one(self, selector: str) -> Any:
        return self.browser.find_element("css selector", selector)

    def text(self, selector: str = "main") -> str:
        return str(self.one(selector).text)

    def link(self, words: str) -> Any:
        """The first link in the main part of the page that says something."""
        found = self.browser.find_elements("css selector", "main a")
        return next(each for each in found if each.text == words)

    def open(self, path: str) -> None:
        self.browser.get("about:blank")
        self.console()
        self.browser.get(self.url + path)

    def opened(self, path: str) -> Visit:
        """The same, when a page is there."""
        self.open(path)
        return self

    def wait(self, ready: Callable[[], Any]) -> Any:
        end = time.monotonic() + LIMIT
        while time.monotonic() < end:
            if found := ready():
                return found
            time.sleep(0.05)
        raise AssertionError(f"it does not come: {self.text('body')[:2000]}")

    def leads(self, element: Any, keys: str = ENTER) -> None:
        """Press keys on an element, and wait for the page that they lead to."""
        self.run("window.old = true")
        element.send_keys(keys)
        self.wait(self.arrived)

    def arrived(self) -> bool:
        """Whether another page is there than the one that was left."""
        return bool(self.run("return !window.old && document.readyState === 'complete'"))

    def path(self) -> str:
        return str(self.browser.current_url).removeprefix(self.url)

    def console(self) -> list[str]:
        return [entry["message"] for entry in self.browser.get_log("browser")]


@pytest.fixture(scope="module")
def room_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the six documents and of some works of the bundled corpus."""
    folder = tmp_path_factory.mktemp("room")
    works = [pipeline.corpus() / f"{name}.md" for name in WORKS]
    pipeline.build([write_documents(folder / "papers"), *works], folder / "kg", pipeline.Settings())
    return folder / "kg"


@pytest.fixture(scope="module")
def room(room_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of it, with ``--write``."""
    with serving(room_store, tmp_path_factory.mktemp("log") / "log", "--write") as served:
        yield served


@pytest.fixture
def visit(browser: Any, room: Served) -> Iterator[Visit]:
    found = Visit(browser, room)
    yield found
    found.size(1300)


def fetched(address: str, **asked: str) -> httpx.Response:
    """What a program gets."""
    response = httpx.get(address, params=asked or None, timeout=LIMIT)
    assert response.status_code == 200, response.text
    return response


def of_csv(content: bytes, claim: str) -> dict[str, str]:
    """The row of a claim in a file of comma-separated text."""
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return next(row for row in rows if row["claim id"] == claim)


def of_xlsx(content: bytes, claim: str) -> dict[str, object]:
    """The row of a claim in a workbook."""
    headings, *rows = openpyxl.load_workbook(io.BytesIO(content))["Table"].values
    found = next(row for row in rows if row[headings.index("claim id")] == claim)
    return {str(name): value for name, value in zip(headings, found, strict=True)}


def test_from_the_first_page_to_a_graph_made_anew(visit: Visit, room_store: Path) -> None:
    visit.open("/")
    first = visit.text("footer code")
    visit.leads(visit.one("#main-search"), "local protectionsim" + ENTER)  # a slip of the keys
    visit.leads(visit.link("local protectionism"))
    assert visit.path() == f"/{THING}"
    files = [visit.link(name).get_attribute("href") for name in ("CSV", "Excel")]
    visit.leads(visit.link("claim"))
    claim = visit.path().removeprefix("/claim/")
    assert "Nobody has judged this claim." in visit.text(".verdicts")

    visit.leads(visit.link("Judge this claim on a card"))
    visit.leads(visit.one("#name"), "Ann Ng" + ENTER)
    assert visit.one("form.verdict input[name=claim]").get_attribute("value") == claim
    visit.one("body").send_keys("r")
    visit.leads(visit.browser.switch_to.active_element, "6")
    assert visit.text("div[role=status]").startswith("Saved: reject (direction) for ")

    visit.open(f"/claim/{claim}")
    said = visit.text(".verdicts")
    assert "Ann Ng: reject (direction)" in said
    assert "The graph does not have this yet" in said
    wanted = {"curated": "rejected"}
    assert wanted.items() <= of_csv(fetched(files[0]).content, claim).items()
    assert wanted.items() <= of_xlsx(fetched(files[1]).content, claim).items()
    assert fetched(f"{visit.url}/api/claim", id=claim).json()["claim"]["status"] == "rejected"

    visit.open("/judge/log")
    visit.leads(visit.one("form[action='/judge/publish'] button"))
    visit.wait(lambda: visit.opened("/judge/log").text("footer code") != first)
    assert "The graph was made anew" in visit.text()
    assert "The graph has every verdict." in visit.text()

    visit.open("/query#query=" + quote(STATUS.format(claim=f"{IRI}claim/{claim}")))
    visit.wait(lambda: visit.run("return document.querySelector('.tabPanel.active .yasqe_queryButton')")).click()
    answer = visit.wait(
        lambda: visit.run("return document.querySelector('.tabPanel.active .yasr_results tbody')?.textContent")
    )
    assert "RejectedClaim" in answer
    assert "statusRejected" in answer
    exported = room_store.parent / "evidence.csv"
    assert process("export", "evidence", "--store", room_store, "--out", exported).code == 0
    assert claim not in exported.read_text("utf-8")  # it does not count any more, and is kept to be seen
    assert claim not in fetched(files[0]).text
    rejected = process("query", "rejected-claims", "--store", room_store, "--format", "csv").out
    assert "local protectionism" in rejected
    assert "Ann Ng" in rejected
    visit.open(f"/claim/{claim}")
    assert "Curators rejected this claim" in visit.text()


PAGES = {
    "home": "/",
    "hits": "/search?q=local+protectionism",
    "hits of a slip": "/search?q=protectionsim",
    "no hits": "/search?q=xyzzyxyzzy",
    "things": "/things",
    "works": "/works",
    "scholars": "/scholars",
    "claims": "/claims",
    "questions": "/questions",
    "question": "/questions/mechanisms-for-obstacle",
    "answer": "/questions/mechanisms-for-obstacle?obstacle=local+protectionism",
    "disagreements": "/disagreements",
    "gaps": "/gaps",
    "compare": "/compare",
    "compare works": "/compare?works={works[0]}&works={works[1]}",
    "compare countries": "/compare?countries=China&countries=Germany",
    "graph": "/graph?focus=local+protectionism",
    "drawing": "/network.html?focus=local+protectionism",
    "thing": f"/{THING}",
    "government": "/entity/china",
    "work": "/work/{works[0]}",
    "claim": "/claim/{claim[id]}",
    "proposition": "/{proposition}",
    "disagreement": "/{disagreement}",
    "scholar": "/{scholar}",
    "sentence": "/{evidence}",
    "named graph": "/graph/vocabulary",
    "ontology": "/ontology",
    "scheme": "/scheme/obstacles",
    "resource": "/entity?iri=http%3A%2F%2Fwww.w3.org%2Fns%2Forg%23Organization",
    "data": "/void",
    "api": "/api",
    "query": "/query",
    "judge": "/judge",
    "judge log": "/judge/log",
    "error": "/work/nobody-wrote-it",
}
"""Every kind of page: its path, in which the names of :func:`known` stand for what is in the store."""


@pytest.fixture(scope="module")
def known(room: Served) -> dict[str, Any]:
    """What paths are made with: identifiers of works, a claim and what belongs to it, a scholar and a disagreement."""
    claim = fetched(f"{room.url}/api/claims", thing=IRI + THING, limit="1").json()["claims"][0]
    scholar = fetched(f"{room.url}/api/scholars").json()["scholars"][0]["iri"]
    disputes = fetched(f"{room.url}/api/disagreements").json()["disagreements"]
    dispute = next(each["iri"] for each in disputes if each["claimFor"])
    iris = {"scholar": scholar, "disagreement": dispute} | {name: claim[name] for name in ("proposition", "evidence")}
    works = [claim["doc"], *(name for name in WORKS if name != claim["doc"])]
    return {"works": works, "claim": claim} | {name: iri.removeprefix(IRI) for name, iri in iris.items()}


@pytest.mark.parametrize("kind", PAGES)
def test_everybody_can_use_the_page(visit: Visit, known: dict[str, Any], kind: str) -> None:
    axe = pytest.importorskip("axe_core_python", reason="axe-core-python is not installed")
    if kind == "judge":
        visit.open("/judge/curator")
        visit.leads(visit.one("#name"), "Ann Ng" + ENTER)
    visit.open(PAGES[kind].format_map(known))
    visit.wait(lambda: visit.run("return document.readyState") == "complete")
    status = visit.run("return performance.getEntriesByType('navigation')[0].responseStatus")
    assert status == (404 if kind == "error" else 200)
    visit.size(390)
    assert visit.run(SMALL) == []
    visit.run(files(axe).joinpath("axe.min.js").read_text("utf-8"))
    for width in (390, 1300):
        visit.size(width)
        assert visit.run("return document.documentElement.scrollWidth") <= width
        if kind in LONG:
            visit.run(CUT)
        found = visit.browser.execute_async_script(AXE)
        serious = [each for each in found if each["impact"] in ("serious", "critical")]
        assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in serious] == [], width
    assert [line for line in visit.console() if not (kind == "error" and "status of 404" in line)] == []


def test_the_drawing_is_there_in_its_frame(visit: Visit) -> None:
    visit.open("/graph?focus=local+protectionism")
    visit.browser.switch_to.frame(visit.one("iframe.network"))
    try:
        assert "relations shown" in visit.wait(lambda: visit.text("#status"))
        visit.one("#table tbody tr .open").click()
        assert visit.text("#panel blockquote")
    finally:
        visit.browser.switch_to.default_content()
    assert visit.console() == []


def test_the_browser_reaches_this_machine_alone(visit: Visit) -> None:
    with pytest.raises(Exception, match="ERR_NAME_NOT_RESOLVED"):
        visit.browser.get("http://example.org/")
