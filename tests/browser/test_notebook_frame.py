"""The page in the frame that a notebook shows: it works there, and reaches nothing of the notebook."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from graph_pages import EVIL, HOSTILE, ROWS

from kg import layout, network
from kg.export.graph import write_page
from kg.notebook import Page

waiting = pytest.importorskip("selenium.webdriver.support.wait", reason="selenium is not installed")
pytest_plugins = ("browser_fixtures",)
pytestmark = pytest.mark.browser


@pytest.fixture
def framed(browser: Any, tmp_path: Path) -> Any:
    """Shows rows as a notebook does and goes into the frame."""

    def shown(rows: list[dict[str, str]]) -> Any:
        write_page(network.graph(rows), tmp_path / "page.html", EVIL, layout.layout)
        page = Page((tmp_path / "page.html").read_text(encoding="utf-8"), EVIL)
        notebook = tmp_path / "notebook.html"
        notebook.write_text(f'<!doctype html><meta charset="utf-8"><body>{page._repr_html_()}', encoding="utf-8")
        size = {"width": 1300, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        browser.get(notebook.as_uri())
        assert browser.execute_script("return document.querySelectorAll('body *').length") == 1
        browser.switch_to.frame(browser.find_element("css selector", "iframe"))
        return browser

    yield shown
    browser.switch_to.default_content()


def test_the_page_works_in_its_frame(framed: Any) -> None:
    inside = framed(ROWS)
    status = "return document.querySelector('#status').textContent"
    assert inside.execute_script(status) == "5 of 5 things and 5 of 5 relations shown"
    inside.find_element("css selector", "#search").send_keys("protect\ue007")
    assert inside.find_element("css selector", "#panel h2").text == "local protectionism"
    inside.find_element("css selector", "input[data-facet=relation][value=hinders]").click()
    wait = waiting.WebDriverWait(inside, 5)
    wait.until(lambda page: page.execute_script(status) == "4 of 5 things and 3 of 5 relations shown")


def test_a_doi_opens_beside_and_a_file_is_saved(framed: Any, tmp_path: Path) -> None:
    inside = framed(ROWS)
    inside.find_element("css selector", "#search").send_keys("benefit\ue007")
    inside.find_element("css selector", "#panel .claim button, #panel .claim").click()
    link = inside.find_element("css selector", "#panel article a")
    assert (link.get_attribute("target"), link.get_attribute("rel")) == ("_blank", "noopener noreferrer")
    allowed = {"behavior": "allow", "downloadPath": str(tmp_path)}
    inside.execute_cdp_cmd("Browser.setDownloadBehavior", allowed)
    inside.find_element("css selector", "#save-svg").click()
    until = time.monotonic() + 10
    while not (tmp_path / "graph.svg").is_file() and time.monotonic() < until:
        time.sleep(0.05)
    assert "protectionism" in (tmp_path / "graph.svg").read_text(encoding="utf-8")


def test_the_frame_reaches_nothing_of_the_notebook(framed: Any) -> None:
    inside = framed(HOSTILE)
    assert inside.execute_script("return window.origin") == "null"
    assert inside.execute_script("try { return parent.document.title } catch (error) { return error.name }") == (
        "SecurityError"
    )
    assert inside.execute_script("return typeof pwned") == "undefined"
    inside.switch_to.default_content()
    assert inside.execute_script("return typeof pwned") == "undefined"
    assert inside.find_element("css selector", "iframe").get_attribute("title") == EVIL
