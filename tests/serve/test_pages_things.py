"""Pages of things and scholars: what they are, what claims say of them, their map, and texts that mean harm."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from pages_fixtures import BROWSER, text, visible
from serve_fixtures import asking
from starlette.requests import Request
from starlette.testclient import TestClient

from kg import pipeline
from kg.index import Neighbour, Thing, Wanted
from kg.model import QueryError
from kg.serve.pages import bars, filters, links, maps, phrases
from kg.serve.settings import Settings
from kg.terms import BASE

pytest_plugins = ["pages_fixtures"]

COOPERATION = "/concept/intergovernmental-cooperation"
LONG = "supercalifragilistic" * 5
STRANGE = {
    "odd.md": "---\ntitle: Odd\nauthors: [Li]\nyear: 2004\n---\n"
    "区域合作 mechanism promotes trust. مجلس التعاون council promotes trust. "
    f"The {LONG} council promotes trust. The plan\u202eevil scheme promotes trust. "
    "Smith (2001) argues that tax sharing hinders trust.",
    "even.md": "---\ntitle: Even\nauthors: [Ma]\nyear: 2011\n---\nTax sharing promotes trust.",
}
"""Texts whose things have names that are long, foreign, or hide something."""


@pytest.fixture(scope="module")
def strange(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The application on a store of the strange documents."""
    folder = tmp_path_factory.mktemp("strange")
    (folder / "papers").mkdir()
    for name, content in STRANGE.items():
        (folder / "papers" / name).write_text(content, encoding="utf-8")
    pipeline.build([folder / "papers"], folder / "kg", pipeline.Settings())
    with asking(Settings(folder / "kg")) as client:
        yield client


def drawing(page: str, name: str) -> ElementTree.Element:
    """A drawing of a page, which is well-formed."""
    found = re.search(rf'(?s)<svg class="{name}".*?</svg>', page)
    assert found is not None
    return ElementTree.fromstring(found[0])


def headings(page: str) -> list[int]:
    """The levels of the headings of a page in reading order."""
    return [int(level) for level in re.findall(r"<h([1-6])[ >]", page)]


def test_a_thing_is_told_from_all_sides(client: TestClient) -> None:
    page = text(client, COOPERATION)
    shown = visible(page)
    for part in (
        "intergovernmental cooperation",
        "Joint action of two or more governments",
        "Also called",
        "government cooperation",
        "Broader cooperation and integration",
        "3 claims",
        "it is promoted by …",
        "Sentences",
        "Neighbours",
        "Over time",
        "Scholars",
        f"IRI: {BASE}concept/intergovernmental-cooperation",
    ):
        assert part in shown, part
    for address in (
        f"/claims.csv?thing={BASE.replace(':', '%3A').replace('/', '%2F')}concept%2Fintergovernmental-cooperation",
        "/graph?focus=intergovernmental+cooperation",
        f"{COOPERATION}?format=ttl",
        f"{COOPERATION}?format=jsonld",
        "/query?query=",
    ):
        assert f'href="{address}' in page, address


@pytest.mark.parametrize(
    ("asked", "claims"),
    [
        ("", 3),
        ("?relation=promotes&end=tail", 3),
        ("?relation=promotes&end=head", 0),
        ("?polarity=negative", 1),
        ("?polarity=positive&modality=asserted", 2),
        ("?modality=recommended", 0),
        ("?relation=&end=&polarity=&modality=", 3),
        ("?page=99", 3),
        ("?page=-1", 3),
    ],
)
def test_its_sentences_are_those_that_are_asked_for(client: TestClient, asked: str, claims: int) -> None:
    page = text(client, COOPERATION + asked)
    assert page.count('<li class="claim"') == claims
    assert f"{claims} claim" in visible(page)


def test_the_row_and_the_drop_downs_that_are_asked_for_are_marked(client: TestClient) -> None:
    page = text(client, f"{COOPERATION}?relation=promotes&end=tail&polarity=negative")
    assert page.count('<tr class="chosen">') == 1
    chosen = re.findall(r'<option value="([a-z]*)" selected>', page)
    assert chosen == ["promotes", "tail", "negative", ""]
    assert "polarity=negative" in re.findall(r'href="(/claims\.csv[^"]*)"', page)[0]


def test_counts_of_a_row_are_those_of_its_sentences(client: TestClient) -> None:
    page = text(client, COOPERATION)
    rows = re.findall(r'(?s)<th scope="row"><a href="(\?relation[^"#]*)#sentences">.*?</tr>', page)
    numbers = re.findall(r'<td class="number">(\d+)</td>', page[page.index("<tbody>") : page.index("</tbody>")])
    for at, row in enumerate(rows):
        found = text(client, COOPERATION + row.replace("&amp;", "&")).count('<li class="claim"')
        assert found == sum(map(int, numbers[5 * at : 5 * at + 4]))
    assert rows


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/local/nothing-of-that-kind", None),
        ("/concept/nothing", None),
        ("/scholar/nobody", None),
        ("/work/none", None),
        ("/claim/00", None),
        ("/proposition/00", None),
        ("/disagreement/00", None),
        ("/evidence/none-0-1", None),
        ("/graph/none", None),
        ("/concept/network-governance", "No work that was read makes a claim about it."),
    ],
)
def test_what_is_not_known_is_not_found_and_what_is_empty_says_so(
    client: TestClient, path: str, said: str | None
) -> None:
    response = client.get(path, headers=BROWSER)
    assert response.status_code == (404 if said is None else 200)
    assert (said or "") in visible(response.text)


def test_pages_have_headings_in_order_and_nothing_inline(client: TestClient) -> None:
    local = re.findall(r'href="(/local/[^"]*)"', text(client, COOPERATION))
    for path in (COOPERATION, local[0], "/work/chen-2003", "/work/adams-2001"):
        page = text(client, path)
        levels = headings(page)
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
        assert not re.search(r"<[^>]* (style|on[a-z]+)=", page)
        assert "<script>" not in page
        ids = re.findall(r' id="([^"]*)"', page)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r'href="#([^"]*)"', page)) <= set(ids)
        for table in re.findall(r"(?s)<table>.*?</table>", page):
            assert "<caption" in table
            assert "<th>" not in table


def test_strange_names_are_shown_as_they_are(strange: TestClient) -> None:
    page = text(strange, "/concept/trust")
    shown = visible(page)
    for name in ("区域合作 mechanism", "مجلس التعاون council", f"{LONG} council"):
        assert name in shown
    assert "\u202e" not in page
    assert "‹U+202E›" in page
    labels = ["".join(part.itertext()) for part in drawing(page, "map").iter("{*}text")]
    labels = labels or ["".join(part.itertext()) for part in drawing(page, "map").iter("text")]
    assert "区域合作 mechanism" in labels
    assert max(map(len, labels)) <= 26
    assert "\u202e" not in "".join(labels)


def test_who_holds_views_on_a_thing_is_named(strange: TestClient) -> None:
    page = text(strange, "/concept/trust")
    (path,) = set(re.findall(r'href="(/scholar/[^"]*)" dir="auto">Smith<', page))
    scholar = text(strange, path)
    shown = visible(scholar)
    for part in ("Smith", "claims credited to them 2", "hinders …", "Odd.", "reported as a view of others"):
        assert part in shown, part
    assert "format=ttl" in scholar


def test_claims_by_year_are_drawn_and_listed(strange: TestClient) -> None:
    page = text(strange, "/concept/trust")
    chart = drawing(page, "years")
    assert chart.get("role") == "img"
    assert "2004 to 2011; most in 2004." in "".join(chart.itertext())
    assert re.search(r'<th scope="row">2011</th><td class="number">1</td>', page)


def test_a_map_is_drawn_without_styles_and_leads_on(strange: TestClient) -> None:
    page = text(strange, "/concept/trust")
    found = drawing(page, "map")
    targets = [a.get("href") for a in found.iter("a")]
    assert targets
    assert all(f'<th scope="row"><a href="{target}"' in page for target in targets)
    assert all(len(list(a.iter("title"))) == 1 for a in found.iter("a"))
    assert not [part for part in found.iter() if part.get("style")]


def neighbour(label: str, works: int = 1) -> Neighbour:
    return Neighbour(Thing(f"{BASE}local/{label}", label, "Outcome"), works, works, ("promotes",))


@pytest.mark.parametrize("count", [0, 1, 2, 3, 8, 16, 40])
def test_labels_of_a_map_do_not_overlap_and_stay_inside(count: int) -> None:
    drawn = maps.drawn("a thing", [neighbour("w" * 60, n + 1) for n in range(count)])
    assert len(drawn.spots) == min(count, maps.MOST)
    for anchor in ("start", "end"):
        heights = sorted(spot.y for spot in drawn.spots if spot.anchor == anchor)
        assert all(b - a >= 40 for a, b in pairwise(heights))
        assert all(18 <= y <= drawn.height - 18 for y in heights)
    for spot in drawn.spots:
        wide = 26 * 7.6 * (1 if spot.anchor == "start" else -1)
        assert 0 <= spot.text_x + wide <= drawn.width
        assert abs(spot.x - drawn.x) > drawn.box / 2
        assert 1 <= spot.width <= 7


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        ("trust", ("trust",)),
        ("", ("",)),
        ("joint regional planning", ("joint", "regional", "planning")),
        ("a b c d", ("a b c d",)),
        ("abcdefghijklmnopqrstuvwxyz", ("abcdefghij", "klmnopqrst", "uvwxyz")),
        ("区域合作协调机制研究", ("区域合作协", "调机制研究")),
        ("one two three four five six seven eight", ("one two", "three four", "five six…")),
        ("\u202eab", ("‹U+202E›ab",)),
        ("<b>&amp;", ("<b>&amp;",)),
    ],
)
def test_labels_are_wrapped_by_width(label: str, lines: tuple[str, ...]) -> None:
    assert maps.wrapped(label, 10, 3) == lines


def test_a_word_of_any_length_is_wrapped_at_once() -> None:
    begun = time.process_time()
    assert maps.wrapped("w" * 100_000, 10, 3) == ("w" * 10, "w" * 10, f"{'w' * 9}…")
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    ("years", "bars_labels"),
    [
        ([], None),
        ([("2001", 3)], None),
        ([("n.d.", 3), ("2001", 1)], None),
        ([("2001", 3), ("2003", 1)], ["2001", "2002", "2003"]),
        ([("1990", 3), ("2003", 1)], ["1990", "1992", "1994", "1996", "1998", "2000", "2002"]),
        ([("0001", 3), ("1990", 3), ("2003", 1)], ["1990", "1992", "1994", "1996", "1998", "2000", "2002"]),
    ],
)
def test_bars_cover_every_year(years: list[tuple[str, int]], bars_labels: list[str] | None) -> None:
    chart = bars.charted(years)
    assert (chart and [bar.label for bar in chart.bars if bar.label]) == bars_labels


def test_bars_are_as_high_as_their_numbers() -> None:
    chart = bars.charted([("2001", 40), ("2002", 10), ("2004", 95)])
    assert chart is not None
    assert [bar.claims for bar in chart.bars] == [40, 10, 0, 95]
    assert chart.bars[0].height == pytest.approx(4 * chart.bars[1].height)
    assert chart.grid[0] == (chart.base, 0)
    assert chart.grid[-1][1] >= 95
    assert all(0 <= bar.y <= chart.base for bar in chart.bars)


def request(query: str) -> Request:
    return Request({"type": "http", "query_string": query.encode(), "headers": []})


def test_countries_can_be_compared(harmful: TestClient) -> None:
    assert 'href="/compare?countries=China"' in text(harmful, "/entity/china")
    assert "/compare?countries" not in text(harmful, "/entity/local-government")


def test_what_a_form_asks_is_what_is_wanted() -> None:
    chosen = filters.Filter.of(request("relation=hinders&end=tail&polarity=negative"))
    assert chosen.of_thing("x:1") == Wanted(tail="x:1", relation="hinders", polarity="negative")
    assert chosen.verb == "is hindered by"
    with pytest.raises(QueryError, match=r"relation: 'Hinders' is not known; choose one of .*hinders"):
        filters.Filter.of(request("relation=Hinders"))
    found = filters.files(chosen.of_thing("https://a/b?c&d"))
    assert found["csv"] == "/claims.csv?tail=https%3A%2F%2Fa%2Fb%3Fc%26d&relation=hinders&polarity=negative"


@pytest.mark.parametrize(
    ("iri", "address"),
    [
        (f"{BASE}claim/1", "/claim/1?format=ttl"),
        (f"{BASE}ontology#Claim", "/ontology?format=ttl"),
        ("http://a/b", "/entity?iri=http%3A%2F%2Fa%2Fb&format=ttl"),
    ],
)
def test_data_have_an_address(iri: str, address: str) -> None:
    assert ("Turtle", address) in links.data(iri)


def test_all_ways_and_kinds_have_words() -> None:
    from kg.export.wording import Hold
    from kg.model import Dispute, EntityType, Modality, Polarity

    assert set(phrases.HOLDS) == set(Hold)
    assert set(phrases.DISPUTES) == set(Dispute)
    assert set(phrases.TYPES) == set(EntityType)
    assert set(phrases.POLARITIES) == set(Polarity)
    assert set(phrases.MODALITIES) == set(phrases.HELD) == set(Modality)
