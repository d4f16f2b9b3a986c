"""The page in a real browser: it works from disk, shows what it should, and runs nothing from a document."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg import layout, network
from kg.claimrow import COLUMNS
from kg.export.graph import write_page

webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
waiting = pytest.importorskip("selenium.webdriver.support.wait")
pytestmark = pytest.mark.browser

FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
EVIL = "<img src=x onerror=pwned=1>"
SCRIPT = "</script><script>pwned=1</script>"


def row(head: str, relation: str, tail: str, work: str = "Chen 2017", **changes: str) -> dict[str, str]:
    """A claim between things that are named with their type: "Mechanism: joint park"."""
    (head_type, head_label), (tail_type, tail_label) = head.split(": ", 1), tail.split(": ", 1)
    fixed = {
        "claim": f"claim/{head}/{relation}/{tail}/{work}",
        "work": f"work/{work}",
        "citation": work,
        "title": f"A study by {work}",
        "doi": "10.1234/abc",
        "head": f"concept/{head_label}",
        "headLabel": head_label,
        "headType": head_type,
        "relation": relation,
        "tail": f"concept/{tail_label}",
        "tailLabel": tail_label,
        "tailType": tail_type,
        "polarity": "positive",
        "modality": "asserted",
        "attributedTo": "THIS_WORK",
        "confidence": "0.85",
        "rule": "verb-1",
        "quote": f"They say that {head_label} works on {tail_label} every day.",
        "headMention": head_label,
        "tailMention": tail_label,
    }
    return dict.fromkeys(COLUMNS, "") | fixed | changes


PARK, SHARING = "Mechanism: jointly built park", "Mechanism: benefit sharing"
PROTECTION, COST = "Obstacle: local protectionism", "Obstacle: négotiation cost"
ROWS = [
    row(SHARING, "addresses", PROTECTION),
    row(SHARING, "addresses", PROTECTION, "Yang 2009"),
    row(PARK, "addresses", COST, modality="recommended"),
    row(PARK, "isA", SHARING),
    row(PROTECTION, "hinders", "Outcome: regional integration", polarity="negative"),
    row(COST, "hinders", "Outcome: regional integration"),
]
HOSTILE = [
    row(
        f"Mechanism: {EVIL}",
        "addresses",
        f"Obstacle: {SCRIPT}",
        EVIL,
        title=SCRIPT,
        doi="javascript:pwned=1",
        quote=f"{EVIL} and {SCRIPT} {{{{ 7 * 7 }}}} {{% raw %}} \u202egnp",
        attributedTo=EVIL,
        rule=SCRIPT,
        time=EVIL,
        place=EVIL,
        confidence=EVIL,
    )
]
LARGE = [row(f"Factor: f{n}", "causes", f"Factor: f{n // 2}", f"W {n % 9}") for n in range(1, 320)]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    binary = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    driver = shutil.which("chromedriver")
    if not binary or not driver:
        pytest.skip("no Chromium with chromedriver on the path")
    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    opened = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    yield opened
    opened.quit()


class Page:
    """A page in the browser, with the steps the tests are told in."""

    def __init__(self, browser: Any, path: Path, width: int, height: int) -> None:
        self.browser, self.path = browser, path
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 700}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        browser.get("about:blank")
        browser.get_log("browser"), browser.get_log("performance")
        browser.get(path.as_uri())

    def run(self, script: str, *values: object) -> Any:
        return self.browser.execute_script(script, *values)

    def all(self, selector: str) -> list[Any]:
        return list(self.browser.find_elements("css selector", selector))

    def one(self, selector: str) -> Any:
        return self.browser.find_element("css selector", selector)

    def text(self, selector: str) -> str:
        return str(self.run("return document.querySelector(arguments[0]).textContent", selector))

    def box(self, facet: str, value: str) -> Any:
        return self.one(f"input[data-facet={facet}][value={value}]")

    def drawn(self) -> tuple[int, int]:
        things, links = self.run("return [nodeSet.length, edgeSet.length]")
        return things, links

    def press(self, key: str) -> None:
        self.browser.switch_to.active_element.send_keys(key)

    def point_at_line(self, number: int) -> Any:
        """Move the mouse to the middle of a straight line, by its number in the data."""
        x, y = self.run(
            "const [a, b] = ['from', 'to'].map((end) => network.getPositions()[links[arguments[0]][end]]);"
            "const at = network.canvasToDOM({x: (a.x + b.x) / 2, y: (a.y + b.y) / 2});"
            "const frame = document.querySelector('#graph').getBoundingClientRect();"
            "return [frame.left + at.x, frame.top + at.y]",
            number,
        )
        mouse = webdriver.ActionChains(self.browser)
        mouse.w3c_actions.pointer_action.move_to_location(int(x), int(y))
        mouse.perform()
        return mouse

    def click_line(self, number: int) -> None:
        mouse = self.point_at_line(number)
        mouse.click().perform()

    def requests(self) -> set[str]:
        events = (json.loads(entry["message"])["message"] for entry in self.browser.get_log("performance"))
        return {e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"}

    def errors(self) -> list[str]:
        return [entry["message"] for entry in self.browser.get_log("browser")]


@pytest.fixture
def show(browser: Any, tmp_path: Path) -> Any:
    def shown(rows: list[dict[str, str]], width: int = 1300, height: int = 900, title: str = "What they say") -> Page:
        path = tmp_path / "page.html"
        write_page(network.graph(rows), path, title, layout.layout)
        return Page(browser, path, width, height)

    return shown


def test_the_page_opens_from_disk_and_asks_nobody(show: Any) -> None:
    page = show(ROWS)
    page.click_line(0)
    assert page.text("h1") == "What they say"
    assert page.text(".lead").startswith("5 things and 5 relations from 2 works.")
    assert page.text("#status") == "5 of 5 things and 5 of 5 relations shown"
    assert {url for url in page.requests() if not url.startswith("data:")} == {page.path.as_uri()}
    assert page.errors() == []


@pytest.mark.parametrize("query", ["protect", "LOCAL prot", "negotiation"])
def test_search_finds_by_words_without_accents_or_case(show: Any, query: str) -> None:
    page = show(ROWS)
    page.one("#search").send_keys(query)
    (hit,) = page.all("#found [role=option]")
    assert hit.text in {"local protectionism", "négotiation cost"}
    page.press("\ue007")
    assert page.text("#panel h2") in {"local protectionism", "négotiation cost"}


def test_search_says_when_it_finds_nothing(show: Any) -> None:
    page = show(ROWS)
    page.one("#search").send_keys("zzz")
    assert page.text("#found") == "Nothing has this name"


def test_search_brings_in_what_filters_hide(show: Any) -> None:
    page = show(ROWS)
    page.box("type", "Obstacle").click()
    page.one("#search").send_keys("protect\ue007")
    assert page.box("type", "Obstacle").is_selected()
    assert page.text("#panel h2") == "local protectionism"


@pytest.mark.parametrize(
    ("facet", "value", "things", "links"),
    [
        ("modality", "recommended", 5, 4),
        ("polarity", "negative", 5, 4),
        ("relation", "isA", 5, 4),
        ("relation", "hinders", 4, 3),
        ("type", "Obstacle", 2, 1),
    ],
)
def test_filters_change_drawing_and_table_alike(show: Any, facet: str, value: str, things: int, links: int) -> None:
    page = show(ROWS)
    page.box(facet, value).click()
    relations = "relation" if links == 1 else "relations"
    assert page.drawn() == (things, links)
    assert len(page.all("#table tbody tr")) == links
    assert page.text("#table caption") == f"{links} {relations}, with the filters above"
    assert page.text("#status") == f"{things} of 5 things and {links} of 5 relations shown"
    page.one(".reset").click()
    assert page.drawn() == (5, 5)


def test_when_nothing_passes_the_page_says_so(show: Any) -> None:
    page = show(ROWS)
    for value in ("positive", "negative"):
        page.box("polarity", value).click()
    assert page.drawn() == (0, 0)
    assert page.text("#status").startswith("Nothing passes the filters")


def test_a_line_opens_its_sentences_with_reference(show: Any) -> None:
    page = show(ROWS)
    page.click_line(page.run("return links.findIndex((link) => link.claims.length === 2)"))
    articles = page.all("#panel article")
    assert len(articles) == 2
    assert articles[0].find_element("css selector", "blockquote").text == ROWS[0]["quote"]
    marks = [(mark.get_attribute("class"), mark.text) for mark in articles[0].find_elements("css selector", "mark")]
    assert marks == [("head", "benefit sharing"), ("tail", "local protectionism")]
    assert articles[1].find_element("css selector", "a").get_attribute("href") == "https://doi.org/10.1234/abc"
    for fact in (
        "Chen 2017",
        "A study by Chen 2017",
        "positive",
        "asserted",
        "the work itself",
        "0.85",
        "verb-1",
    ):
        assert fact in articles[0].text


def test_a_thing_opens_its_claims_by_relation(show: Any) -> None:
    page = show(ROWS)
    page.one("#search").send_keys("protect\ue007")
    assert [heading.text.split("\n") for heading in page.all("#panel h3")] == [
        ["← addresses", "1"],
        ["hinders →", "1"],
    ]
    assert page.all("#panel .claim")[1].text.startswith("regional integration not 1 work\nThey say")


def test_the_table_opens_evidence_by_keyboard(show: Any) -> None:
    page = show(ROWS)
    button = page.one("#table tbody tr .open")
    page.run("arguments[0].focus()", button)
    page.press("\ue007")
    assert page.run("return document.activeElement.id") == "panel"
    assert ROWS[0]["quote"] in page.text("#panel")
    page.press("\ue00c")
    assert page.run("return document.activeElement === arguments[0]", button)
    assert "How to read this" in page.text("#panel")


def test_the_table_is_sorted_by_its_headings(show: Any) -> None:
    page = show(ROWS)
    assert page.one("th:nth-child(5)").get_attribute("aria-sort") == "descending"
    page.one("th:first-child button").click()
    heads = [cell.text for cell in page.all("tbody td:first-child")]
    assert heads == sorted(heads)
    assert page.one("th:first-child").get_attribute("aria-sort") == "ascending"


def test_hostile_texts_are_shown_and_do_nothing(show: Any) -> None:
    page = show(HOSTILE, title=EVIL)
    page.click_line(0)
    assert page.text("h1") == EVIL
    panel = page.text("#panel")
    for shown in (EVIL, SCRIPT, "{{ 7 * 7 }} {% raw %} ‹U+202E›gnp", "doi:javascript:pwned=1"):
        assert shown in panel
    page.one("#search").send_keys("img\ue007")
    assert page.text("#panel h2") == EVIL
    assert page.run("return document.querySelectorAll('img, iframe, #panel a, #panel script').length") == 0
    assert page.run("return typeof pwned") == "undefined"
    assert page.errors() == []


def test_hostile_texts_are_plain_in_the_tooltip_too(show: Any) -> None:
    page = show(HOSTILE)
    page.point_at_line(0)
    wait = waiting.WebDriverWait(page.browser, 5)
    wait.until(lambda _: page.run("return document.querySelector('.vis-tooltip')?.style.visibility") == "visible")
    assert page.text(".vis-tooltip").startswith(f"{EVIL} – addresses – {SCRIPT}")
    assert page.run("return document.querySelector('.vis-tooltip').querySelectorAll('img, script').length") == 0


def test_a_script_that_came_in_would_not_run(show: Any) -> None:
    page = show(ROWS)
    page.run("const s = document.createElement('script'); s.textContent = 'pwned = 1'; document.body.append(s)")
    page.run("document.body.insertAdjacentHTML('beforeend', arguments[0])", EVIL)
    assert page.run("return typeof pwned") == "undefined"


def test_a_large_network_starts_with_its_core(show: Any) -> None:
    page = show(LARGE)
    assert page.drawn()[0] == 150
    assert page.text("#scope span") == "You see the 150 best supported of 320 things."
    page.one("#scope button").click()
    assert page.drawn() == (320, 319)
    assert len(page.all("#table tbody tr")) == 100
    page.one(".more").click()
    assert len(page.all("#table tbody tr")) == 200


def test_the_page_fits_a_telephone(show: Any) -> None:
    page = show(ROWS, 390, 844)
    assert page.run("return document.documentElement.scrollWidth") <= 390
    assert not page.one("#boxes").is_displayed()
    page.one("#legend summary").click()
    assert page.box("relation", "isA").is_displayed()
    page.run("arguments[0].click()", page.one("#table tbody tr .open"))
    close = page.one("#panel .close")
    assert close.rect["width"] >= 44
    assert close.rect["height"] >= 44
    assert page.run("return document.documentElement.scrollWidth") <= 390
    assert page.run("return document.querySelector('#panel').getBoundingClientRect().bottom") <= 844
    close.click()
    assert not page.all("#panel.showing")
