"""The page for everybody: by keyboard, by screen reader, on a telephone, without motion."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest
from graph_pages import LARGE, ROWS, Page

pytest_plugins = ("browser_fixtures",)
pytestmark = pytest.mark.browser

TAB, ENTER, SPACE, ESCAPE = "\ue004", "\ue007", "\ue00d", "\ue00c"
NAME = """
  const e = document.activeElement;
  return e.id || e.getAttribute("aria-label") || (e.dataset.facet && e.dataset.facet + " " + e.value) ||
    e.value || e.textContent.trim();
"""


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
    assert page.one("th:nth-child(6)").get_attribute("aria-sort") == "descending"
    page.one("th:first-child button").click()
    heads = [cell.text for cell in page.all("tbody td:first-child")]
    assert heads == sorted(heads)
    assert page.one("th:first-child").get_attribute("aria-sort") == "ascending"


def test_a_telephone_sorts_by_a_list(show: Any) -> None:
    page = show(ROWS, 390, 844)
    assert page.one("#sort").is_displayed()
    page.fill("#sort", "from")
    heads = [cell.text for cell in page.all("tbody td:first-child")]
    assert heads == sorted(heads)


def stops(page: Page) -> list[str]:
    """Where the Tab key stops, from the top of the page to its end."""
    page.run("document.activeElement.blur(); window.scrollTo(0, 0)")
    names: list[str] = []
    for _ in range(200):
        page.press(TAB)
        if page.run("return document.activeElement === document.body"):
            return names
        names.append(page.run(NAME))
    raise AssertionError("the Tab key goes round in circles")


def test_the_keyboard_reaches_everything(show: Any) -> None:
    page = show(ROWS)
    reached = stops(page)
    for place in (
        "search",
        "graph",
        "closer",
        "save-png",
        "save-svg",
        "save-csv",
        "belief",
        "works",
        "from",
        "to",
        "place",
    ):
        assert place in reached
    for facet in ("type Obstacle", "relation isA", "modality recommended", "polarity negative", "Reset filters"):
        assert facet in reached
    for thing in ("benefit sharing", "local protectionism", "regional integration"):
        assert thing in reached
    assert sum(name.endswith(": read the sentences") for name in reached) == 5


def test_the_keyboard_does_everything(show: Any) -> None:
    page = show(ROWS)
    page.run("document.querySelector('[data-facet=relation][value=isA]').focus()")
    page.press(SPACE)
    assert page.drawn()[1] == 4
    page.run("document.querySelector('#graph').focus()")
    before = page.run("return [network.getScale(), network.getViewPosition().x]")
    page.press("+")
    page.press("\ue014")
    page.run("return new Promise((done) => setTimeout(done, 600))")
    after = page.run("return [network.getScale(), network.getViewPosition().x]")
    assert after[0] > before[0]
    assert after[1] > before[1]
    page.run("document.querySelector('#table .thing').focus()")
    page.press(ENTER)
    assert page.run("return document.activeElement.id") == "panel"
    page.press(TAB)
    page.press(TAB)
    page.press(ENTER)
    assert page.all("#panel blockquote")
    page.press(ESCAPE)
    assert not page.all("#panel blockquote")


SCENES = {
    "first": "",
    "line": "choose({kind: 'link', id: links.find((link) => link.claims.length === 2).id})",
    "thing": "choose({kind: 'thing', id: 0})",
    "groups": "recolour('group')",
    "nothing": "setAll('relation', false)",
    "search": "search.focus(); search.value = 'benefits'; suggest()",
}


@pytest.mark.parametrize("width", [1300, 390])
@pytest.mark.parametrize("scene", SCENES)
def test_axe_finds_nothing_serious(show: Any, scene: str, width: int) -> None:
    pytest.importorskip("axe_core_python", reason="axe-core-python is not installed")
    page = show(ROWS, width)
    page.run("document.getElementById('legend').open = true;" + SCENES[scene])
    page.run(files("axe_core_python").joinpath("axe.min.js").read_text("utf-8"))
    found = page.browser.execute_async_script("axe.run().then((report) => arguments[0](report.violations))")
    serious = [each for each in found if each["impact"] in ("serious", "critical")]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in serious] == []


def test_every_control_has_a_name_and_every_stop_a_mark(show: Any) -> None:
    page = show(ROWS)
    nameless = page.run(
        "const unnamed = (e) => !e.getAttribute('aria-label') && !e.textContent.trim() && !e.labels?.length;"
        "return [...document.querySelectorAll('button, input, select, a')].filter(unnamed).map((e) => e.outerHTML)"
    )
    assert nameless == []
    page.run("document.querySelector('#search').focus()")
    assert page.run("return getComputedStyle(document.activeElement).outlineWidth") == "3px"


def test_counts_are_told_to_screen_readers(show: Any) -> None:
    page = show(ROWS)
    assert page.one("#status").get_attribute("role") == "status"
    assert page.one("#said").get_attribute("role") == "status"
    page.one("#search").send_keys("cost")
    assert page.text("#said") == "1 thing found"


def test_those_who_want_no_motion_see_none(show: Any, browser: Any) -> None:
    page = show(ROWS)
    wish = {"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", wish)
    assert page.run("return motion()") is False
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert page.run("return motion()") == {"duration": 350, "easingFunction": "easeInOutQuad"}


def test_a_finger_finds_everything(show: Any, browser: Any) -> None:
    browser.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 2})
    try:
        page = show(LARGE, 390, 844)
        page.one("#legend summary").click()
        small = page.run(
            "return [...document.querySelectorAll('button, select, input, summary')].map((e) =>"
            " e.matches('[type=checkbox], [type=radio]') ? e.closest('label') : e)"
            ".map((e) => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()]).filter(([, box]) =>"
            " box.width && (box.height < 43.5 || box.width < 43.5)).map(([html]) => html)"
        )
        assert small == []
        assert page.run("return document.documentElement.scrollWidth") <= 390
    finally:
        browser.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": False})
