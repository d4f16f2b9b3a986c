"""The page in a real browser: it works from disk, shows what it should, and runs nothing from a document."""

from __future__ import annotations

from typing import Any

import pytest
from graph_pages import EVIL, HOSTILE, ROWS, SCRIPT, placed, row

waiting = pytest.importorskip("selenium.webdriver.support.wait", reason="selenium is not installed")
pytest_plugins = ("browser_fixtures",)
pytestmark = pytest.mark.browser


def test_the_page_opens_from_disk_and_asks_nobody(show: Any) -> None:
    page = show(ROWS)
    page.click_line(0)
    assert page.text("h1") == "What they say"
    assert page.text(".lead").startswith("5 things and 5 relations, stated by 6 claims in 2 works.")
    assert page.text("#status") == "5 of 5 things and 5 of 5 relations shown"
    assert {url for url in page.requests() if not url.startswith("data:")} == {page.path.as_uri()}
    assert page.errors() == []


def test_a_line_opens_its_sentences_with_reference(show: Any) -> None:
    page = show(ROWS)
    page.click_line(page.run("return links.findIndex((link) => link.claims.length === 2)"))
    articles = page.all("#panel article")
    assert len(articles) == 2
    assert articles[0].find_element("css selector", "blockquote").text == ROWS[0]["quote"]
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


def test_a_line_marks_head_trigger_and_tail_apart(show: Any) -> None:
    page = show(ROWS)
    page.click_line(page.run("return links.findIndex((link) => link.claims.length === 2)"))
    marks = page.all("#panel article:nth-of-type(1) mark")
    assert [(mark.get_attribute("class"), mark.text) for mark in marks] == [
        ("head", "benefit sharing"),
        ("trigger", "works on"),
        ("tail", "local protectionism"),
    ]
    looks = [
        page.run("const s = getComputedStyle(arguments[0]); return s.borderBottomStyle + s.fontWeight", m)
        for m in marks
    ]
    assert len(set(looks)) == 3
    said = [page.run("return getComputedStyle(arguments[0], '::before').content", mark) for mark in marks]
    assert said == ['" [head] "', '" [relation] "', '" [tail] "']


def test_marks_stand_right_beyond_the_basic_plane(show: Any) -> None:
    quote = "𝔘 & 𝔙 \u202esay that park works on cost."
    page = show([placed(row("Mechanism: park", "addresses", "Obstacle: cost", quote=quote, end="900"), "works on")])
    page.click_line(0)
    assert [mark.text for mark in page.all("#panel article mark")] == ["park", "cost"]
    assert page.text("blockquote") == "𝔘 & 𝔙 ‹U+202E›say that park works on cost."


def test_evidence_tells_belief_and_curation(show: Any) -> None:
    page = show(ROWS)
    page.click_line(page.run("return links.findIndex((link) => link.relation === 'isA')"))
    assert "Curatorsaccepted" in page.text("#panel dl")
    assert "Belief0.6" in page.text("#panel dl")
    page.click_line(0)
    assert "not looked at yet" in page.text("#panel dl")


def test_a_citation_can_be_copied(show: Any) -> None:
    page = show(ROWS)
    page.browser.execute_cdp_cmd(
        "Browser.grantPermissions", {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    )
    page.click_line(page.run("return links.findIndex((link) => link.claims.length === 2)"))
    page.one("#panel .copy").click()
    copied = page.browser.execute_async_script("navigator.clipboard.readText().then(arguments[0])")
    assert copied == f"“{ROWS[0]['quote']}” Chen 2017. A study by Chen 2017. https://doi.org/10.1234/abc."
    assert page.text("#said") == "Citation copied"


def test_a_thing_tells_its_other_names_and_its_group(show: Any) -> None:
    page = show(ROWS)
    page.one("#search").send_keys("benefit sharing\ue007")
    assert "Also written: sharing of bénefits" in page.text("#panel")
    assert "Group: " in page.text("#panel")
