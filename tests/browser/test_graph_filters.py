"""Search, filters, views and the address: what they show, the drawing and the table show alike."""

from __future__ import annotations

from typing import Any

import pytest
from graph_pages import HUGE, LARGE, ROWS, Page

pytest_plugins = ("browser_fixtures",)
pytestmark = pytest.mark.browser


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


def test_a_large_network_starts_with_its_core(show: Any) -> None:
    page = show(LARGE)
    assert page.drawn()[0] == 150
    assert (
        page.text("#scope span")
        == "You see the 150 best supported that hang together, of 320 things, and 149 relations between them."
    )
    page.one("#scope button").click()
    assert page.drawn() == (320, 319)
    assert len(page.all("#table tbody tr")) == 100
    page.one(".more").click()
    assert len(page.all("#table tbody tr")) == 200


@pytest.mark.parametrize("query", ["sharing of benefits", "BENEFITS", "of bénefits"])
def test_search_finds_other_names(show: Any, query: str) -> None:
    page = show(ROWS)
    page.one("#search").send_keys(query)
    (hit,) = page.all("#found [role=option]")
    assert hit.text == "benefit sharing also “sharing of bénefits”"


@pytest.mark.parametrize(
    ("control", "value", "links"),
    [("#belief", 0.9, 1), ("#works", 2, 1), ("#from", 2018, 0), ("#to", 2010, 1), ("#place", "China", 1)],
)
def test_numbers_and_places_filter_drawing_and_table_alike(show: Any, control: str, value: object, links: int) -> None:
    page = show(ROWS)
    page.fill(control, value)
    assert page.drawn()[1] == page.rows() == links
    assert page.run("return csvOf(seen).trim().split('\\n').length") == 1 + links + (control == "#works")
    page.one(".reset").click()
    assert page.drawn() == (5, 5)


def test_a_period_keeps_only_the_claims_within(show: Any) -> None:
    page = show(ROWS)
    page.fill("#to", 2010)
    page.click_line(page.run("return seen.links[0].id"))
    assert len(page.all("#panel article")) == 1
    assert "1 claim in 1 work, belief 0.60; 1 claim outside the period or place." in page.text("#panel .facts")


def test_groups_colour_box_and_filter_things(show: Any) -> None:
    page = show(ROWS)
    before = page.run("return nodeSet.map((node) => node.color.background)")
    page.one("[name=colouring][value=group]").click()
    groups = page.all("input[data-facet=group]")
    assert page.run("return nodeSet.map((node) => node.color.background)") != before
    assert page.run("return groupBoxes().size") == len(groups) == page.run("return titleBoxes.length")
    assert page.run(
        "return nodeSet.map((node) => node.color.background).filter((c, n, all) => all.indexOf(c) === n).length"
    ) == len(groups)
    groups[0].click()
    assert page.drawn()[0] < 5
    assert page.drawn()[1] == page.rows()


def set_up(page: Page) -> tuple[Any, ...]:
    shown = page.run(
        "return [nodeSet.getIds(), edgeSet.getIds(), state.colouring, sorting.column, state.place, state.to]"
    )
    return (*shown, page.text("#panel"), page.rows(), page.text("#status"))


def test_the_address_restores_the_view(show: Any) -> None:
    page = show(ROWS)
    page.one("[name=colouring][value=group]").click()
    page.box("relation", "isA").click()
    page.fill("#place", "China")
    page.fill("#to", 2012)
    page.one("th:first-child button").click()
    page.run("choose({kind: 'link', id: seen.links[0].id})")
    before, address = set_up(page), page.run("return location.hash.slice(1)")
    page.reopen(address)
    assert set_up(page) == before
    assert not page.box("relation", "isA").is_selected()
    assert "isA" in address
    page.run("location.hash = ''; return new Promise((done) => setTimeout(done, 100))")
    assert page.drawn() == (5, 5)
    assert page.errors() == []


@pytest.mark.parametrize(
    "address", ["show=zzz&belief=x&thing={", "without-type=7&link=%5B1%5D&sort=a b c", "%zz&=&thing"]
)
def test_a_broken_address_does_no_harm(show: Any, address: str) -> None:
    page = show(ROWS)
    page.reopen(address)
    assert page.drawn() == (5, 5)
    assert page.errors() == []


def test_a_huge_network_opens_on_its_backbone(show: Any) -> None:
    page = show(HUGE)
    assert page.drawn()[0] == 150
    assert "disparity filter, Serrano et al. 2009, level 0.1" in page.text("#scope span")
    assert [button.text for button in page.all("#scope button")] == ["Show more: the backbone of 300", "Show all"]
    page.one("#scope button").click()
    assert page.drawn() == (300, 299)
    assert page.run("return location.hash") == "#show=backbone"
    page.all("#scope button")[1].click()
    assert page.drawn()[0] == 1600
    assert page.rows() == 100
