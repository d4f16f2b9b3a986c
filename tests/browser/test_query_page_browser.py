"""The query page in a browser: the editor, its answers, ready questions, links, and what it may not do."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any
from urllib.parse import quote

import pytest
from serve_fixtures import Served

pytest_plugins = ("browser_fixtures", "serve_fixtures")
pytestmark = pytest.mark.browser

CONTROL, ENTER, ESCAPE, TAB = "\ue009", "\ue007", "\ue00c", "\ue004"
SECONDS = 30
ROWS = "PREFIX igr: <https://w3id.org/igr/ontology#>\nSELECT ?c WHERE { ?c a igr:Claim } ORDER BY ?c LIMIT 3"
NOISE = "Executing inline event handler violates"
"""What Chromium says where text is made harmless: it is parsed in a document that runs nothing, and still reported."""
EVIL = '"</textarea><img src=x onerror=pwned=1>"'

NAMES = ".tabsList [role=tab] span"
SNIPPETS = """
  const code = (each) => each.querySelector("code").textContent;
  return Object.fromEntries([...document.querySelectorAll(".copied")].map((each) => [each.id, code(each)]));
"""
CHOOSE = """
  const hints = [...document.querySelectorAll(".CodeMirror-hint")];
  hints.find((hint) => hint.textContent === arguments[0]).click();
"""


class Query:
    """The query page, with the steps the tests are told in."""

    def __init__(self, browser: Any, url: str) -> None:
        self.browser, self.url = browser, url

    def size(self, width: int, height: int = 900) -> None:
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 700}
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def open(self, path: str = "/query") -> None:
        self.browser.get("about:blank")  # so that another fragment is another page
        self.browser.get(self.url + path)
        self.wait(lambda: self.run("return document.readyState") == "complete")

    def run(self, script: str, *values: object) -> Any:
        return self.browser.execute_script(script, *values)

    def all(self, selector: str) -> list[Any]:
        return list(self.browser.find_elements("css selector", selector))

    def one(self, selector: str) -> Any:
        return self.browser.find_element("css selector", selector)

    def wait(self, ready: Callable[[], Any]) -> Any:
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            if found := ready():
                return found
            time.sleep(0.1)
        raise AssertionError(f"it does not come: {self.console()}")

    def console(self) -> list[str]:
        return [entry["message"] for entry in self.browser.get_log("browser")]

    def asked(self) -> list[str]:
        """The addresses that the browser asked since it was asked this last."""
        messages = [json.loads(entry["message"])["message"] for entry in self.browser.get_log("performance")]
        return [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]

    @property
    def tabs(self) -> list[str]:
        return list(
            self.run("return [...document.querySelectorAll('.tabsList [role=tab] span')].map(e => e.textContent)")
        )

    @property
    def query(self) -> str:
        return str(self.run("return document.querySelector('.tabPanel.active .CodeMirror').CodeMirror.getValue()"))

    def write(self, query: str) -> None:
        self.run("document.querySelector('.tabPanel.active .CodeMirror').CodeMirror.setValue(arguments[0])", query)

    def press_run(self) -> None:
        self.one(".tabPanel.active .yasqe_queryButton").click()

    def rows(self, least: int = 1) -> list[str]:
        get = "return [...document.querySelectorAll('.tabPanel.active .yasr_results tbody tr')].map(e => e.textContent)"
        return list(self.wait(lambda: (found := self.run(get)) and len(found) >= least and found))

    def show_elsewhere(self) -> dict[str, str]:
        self.run("document.getElementById('elsewhere').open = true")
        return dict(self.wait(lambda: (found := self.run(SNIPPETS)) and found["link"] and found))


@pytest.fixture
def page(browser: Any, served: Served) -> Iterator[Query]:
    page = Query(browser, served.url)
    page.size(1300)
    browser.get(f"{served.url}/questions")
    page.run("localStorage.clear()")
    page.console()
    browser.get_log("performance")
    page.open()
    yield page
    assert [line for line in page.console() if not (NOISE in line and EVIL in page.query)] == []


def test_a_query_runs_and_its_rows_are_shown(page: Query) -> None:
    assert not page.one("#plain").is_displayed()
    page.write(ROWS)
    page.press_run()
    assert len(page.rows()) == 3
    link = page.one(".tabPanel.active a.iri")
    assert link.get_attribute("href").startswith(f"{page.url}/claim/")


def test_the_first_query_runs_by_keyboard(page: Query) -> None:
    page.one(".tabPanel.active .CodeMirror textarea").send_keys(CONTROL, ENTER)
    assert any("local protectionism" in row for row in page.rows())


def test_a_ready_question_opens_a_tab_beside_the_others(page: Query) -> None:
    page.write("# mine\n" + ROWS)
    page.one("[data-question=what-hinders]").click()
    assert any("local protectionism" in row for row in page.rows())
    assert page.tabs == ["Query", "what-hinders"]
    assert "<https://w3id.org/igr/concept/regional-economic-integration>" in page.query
    page.one("[data-question=what-hinders]").click()
    page.wait(lambda: page.run("return document.getElementById('said').textContent").startswith("Opened"))
    assert page.tabs == ["Query", "what-hinders"]
    page.open()
    assert page.tabs == ["Query", "what-hinders"]
    page.all(".tabsList [role=tab]")[0].click()
    assert page.query == "# mine\n" + ROWS


@pytest.mark.parametrize("form", ["/query?query={}", "/query#query={}"])
@pytest.mark.parametrize("query", [ROWS, f"SELECT ({EVIL} AS ?x) {{}} # é & + % = #"], ids=["rows", "evil"])
def test_a_link_opens_a_tab_with_its_query(page: Query, form: str, query: str) -> None:
    page.open(form.format(quote(query, safe="")))
    assert page.query == query
    assert len(page.tabs) == 2
    assert page.browser.current_url == f"{page.url}/query"
    assert page.run("return window.pwned === undefined")
    page.press_run()
    assert page.rows()
    assert page.run("return window.pwned === undefined")


def test_the_link_and_the_snippets_are_those_of_the_query(page: Query) -> None:
    page.write(ROWS)
    found = page.show_elsewhere()
    assert found["link"] == f"{page.url}/query#query={quote(ROWS, safe='!*()')}"
    found = page.wait(lambda: (now := page.show_elsewhere()) and ROWS in now["curl"] and now)
    assert f"{page.url}/sparql" in found["curl"]
    assert ROWS in found["python"]
    assert "read.csv" in found["r"]
    page.one("[data-question=obstacles]").click()
    page.wait(lambda: page.show_elsewhere()["curl"].find("Every obstacle") > 0)
    page.open(found["link"].removeprefix(page.url))
    assert page.query == ROWS


def test_a_question_asked_for_by_address_opens_a_tab_once(page: Query) -> None:
    for _ in range(2):
        page.open("/query?question=obstacles")
        assert page.tabs == ["Query", "obstacles"]


def test_a_broken_query_is_explained(page: Query) -> None:
    page.write("SELECT ?x WHERE { ?x } <img src=x onerror=pwned=1>")
    page.press_run()
    page.wait(lambda: page.all(".tabPanel.active .errorResult pre"))
    assert page.all(".tabPanel.active .errorResult img") == []
    chains = pytest.importorskip("selenium.webdriver.common.action_chains")
    chains.ActionChains(page.browser).move_to_element(page.one(".tabPanel.active .parseErrorIcon")).perform()
    page.wait(lambda: page.all(".yasqe_tooltip") or page.all("[class*=tooltip]"))
    assert [line for line in page.console() if "status of 400" not in line] == []


COMPLETED = [
    ("SELECT * { ?c igr:confid", "igr:confidence · confidence (property)", "igr:confidence"),
    ("SELECT * { ?c a igr:Obst", "igr:Obstacle · obstacle (class)", "igr:Obstacle"),
    ("SELECT * { ?c igr:relation igr:hind", "igr:hinders · hinders (property)", "igr:hinders"),
    ("SELECT * { ?c igr:polarity igr:negat", "igr:negative · negative (value)", "igr:negative"),
]


@pytest.mark.parametrize(("typed", "offered", "wanted"), COMPLETED)
def test_terms_are_completed(page: Query, typed: str, offered: str, wanted: str) -> None:
    page.wait(
        lambda: page.browser.execute_async_script(
            "fetch('/query/terms.json').then((answer) => arguments[0](answer.ok))"
        )
    )
    page.write("PREFIX igr: <https://w3id.org/igr/ontology#>\n" + typed)
    page.run(
        "const editor = document.querySelector('.tabPanel.active .CodeMirror').CodeMirror;"
        "editor.focus(); editor.setCursor(editor.lineCount(), 0)"
    )
    page.one(".tabPanel.active .CodeMirror textarea").send_keys(CONTROL, " ")
    hints = page.wait(lambda: [hint.text for hint in page.all(".CodeMirror-hint")])
    assert offered in hints
    page.run(CHOOSE, offered)
    assert page.query.endswith(wanted)


def test_the_tab_key_leaves_the_editor(page: Query) -> None:
    before = page.query
    page.one(".tabPanel.active .CodeMirror textarea").send_keys(TAB)
    assert page.run("return document.activeElement.closest('.CodeMirror-code, .CodeMirror-scroll') === null")
    assert page.run("return document.activeElement.tagName !== 'TEXTAREA'")
    assert page.query == before


def test_nothing_leaves_this_server(page: Query) -> None:
    page.one("[data-question=obstacles]").click()
    page.rows()
    page.write("PREFIX foaf:\nSELECT * { ?s a foaf:Per")
    page.one(".tabPanel.active .CodeMirror textarea").send_keys(CONTROL, " ")
    page.show_elsewhere()
    time.sleep(0.5)
    asked = page.asked()
    assert {f"{page.url}/sparql", f"{page.url}/query/terms.json"} <= set(asked)
    assert [url for url in asked if not url.startswith((f"{page.url}/", "data:", "chrome:"))] == []


def test_the_page_fits_a_telephone(page: Query) -> None:
    page.size(390, 844)
    page.open("/query?question=obstacles")
    page.press_run()
    page.rows()
    page.show_elsewhere()
    assert page.run("return document.documentElement.scrollWidth") <= 390
    assert not page.one("#ready .list").is_displayed()
    page.one("#ready summary").click()
    page.one("[data-question=what-hinders]").click()
    page.wait(lambda: "what-hinders" in page.tabs)
    top = page.run("return document.querySelector('.tabPanel.active .CodeMirror').getBoundingClientRect().top")
    assert 0 <= top < 844


def _rows(page: Query, query: str = ROWS) -> None:
    page.write(query)
    page.press_run()
    page.rows()


def _question(page: Query) -> None:
    page.one("[data-question=obstacles]").click()
    page.rows()
    page.show_elsewhere()


def _triples(page: Query) -> None:
    _rows(page, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 3")
    page.one(".tabPanel.active .select_response").click()
    page.wait(lambda: page.all(".tabPanel.active .yasr_results .CodeMirror"))


SCENES: dict[str, Callable[[Query], None]] = {
    "first": lambda page: None,
    "rows": _rows,
    "question": _question,
    "triples": _triples,
}


@pytest.mark.parametrize("width", [1300, 390])
@pytest.mark.parametrize("scene", SCENES)
def test_axe_finds_nothing_serious(page: Query, scene: str, width: int) -> None:
    pytest.importorskip("axe_core_python", reason="axe-core-python is not installed")
    page.size(width)
    page.open()
    page.run("document.getElementById('ready').open = true")
    SCENES[scene](page)
    page.run(files("axe_core_python").joinpath("axe.min.js").read_text("utf-8"))
    found = page.browser.execute_async_script("axe.run().then((report) => arguments[0](report.violations))")
    serious = [each for each in found if each["impact"] in ("serious", "critical")]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in serious] == []


def test_the_form_works_without_scripts(page: Query) -> None:
    page.browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        page.browser.get(page.url + "/query?question=what-hinders")
        assert page.one("#text").get_attribute("value").startswith("# What hinders a thing")
        page.one("#format option[value=json]").click()
        page.one("#plain button").click()
        page.wait(lambda: any(f"{page.url}/sparql?query=%23+What+hinders" in url for url in page.asked()))
        page.console()  # Chromium asks for a picture of the answer, which is no page
    finally:
        page.browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
