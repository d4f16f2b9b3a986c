"""Lists of things, works, scholars, claims, disagreements and gaps: pages, filters and files."""

from __future__ import annotations

import html as markup
import re
from collections.abc import Iterator

import pytest
from pages_fixtures import SCRIPT, csv_rows, text, visible, xlsx_rows
from serve_fixtures import asking
from starlette.testclient import TestClient

from kg import pipeline
from kg.export.tables import COLUMNS
from kg.networks import countries
from kg.serve.pages.countries import located
from kg.serve.room import Room
from kg.serve.settings import Settings

pytest_plugins = ["pages_fixtures"]

THING = "https://w3id.org/igr/concept/local-protectionism"
TABLES = {
    "things": "local protectionism",
    "things?type=Obstacle": "local protectionism",
    "works": "River pacts",
    "scholars": "",
    "claims": "Local protectionism hinders regional economic integration",
    f"claims?thing={THING}": "Local protectionism hinders regional economic integration",
    "disagreements": "denied",
    "gaps": "local protectionism",
}


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The application on a store of a work that makes no claim."""
    folder = tmp_path_factory.mktemp("empty")
    (folder / "one.md").write_text("---\ntitle: Plain\nyear: 2001\n---\nNothing.", encoding="utf-8")
    pipeline.build([folder / "one.md"], folder / "kg", pipeline.Settings())
    with asking(Settings(folder / "kg")) as found:
        yield found


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/", "The store has no claims yet."),
        *((path, "The store has no claims.") for path in ("/claims", "/things", "/scholars", "/disagreements")),
        ("/gaps", "The store has no claims."),
        ("/search?q=zzzqqqxxx", "The store has no claims."),
        ("/questions/what-hinders", "The store has no claims."),
        ("/questions/who-directs-whom", "The store has no claims."),
    ],
)
def test_a_store_without_claims_says_so(empty: TestClient, path: str, said: str) -> None:
    page = text(empty, path)
    assert said in visible(page)
    assert "regional economic integration" not in page


def html_text(page: str) -> str:
    return markup.unescape(page)


@pytest.mark.parametrize(("path", "said"), TABLES.items())
def test_pages_and_files_hold_the_same(client: TestClient, path: str, said: str) -> None:
    page, _, query = path.partition("?")
    html = text(client, f"/{path}")
    rows = csv_rows(client.get(f"/{page}.csv?{query}"))
    book = xlsx_rows(client.get(f"/{page}.xlsx?{query}"))
    assert said in visible(html)
    assert any(said in cell for row in rows for cell in row)
    assert len(book) == len(rows)
    assert book[0] == rows[0]
    assert len(rows) == 1 or f"/{page}.csv" in html


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/things?type=Scholar", "scholars that claims speak of"),
        ("/things?page=99", "things that claims speak of"),
        ("/works?page=-1", "6 works were read"),
        ("/works?page=%00", "6 works were read"),
        ("/works?year=2003&sort=nonsense", "1 work was read that came out in 2003"),
        ("/works?year=none&sort=claims", "works were read of which no year is known"),
        ("/works?year=9999&sort=oldest", "0 works were read"),
        ("/claims?relation=&polarity=&page=z", "claims"),
        (f"/claims?thing={THING}&other=regional+economic+integration", "about local protectionism and regional"),
        ("/claims?thing=Local+Protectionisms", "about local protectionism"),
        ("/claims?thing=regional+economic+integration&kinds=1", "about regional economic"),
        ("/claims?work=https://nowhere.org/x", "0 claims made by"),
        ("/disagreements?kind=", "Claims that seem to clash"),
        ("/gaps?rows=&columns=Outcome&size=", "Gaps: obstacles by outcomes"),
        ("/gaps?rows=Method&columns=Method", "Gaps: methods by methods"),
    ],
)
def test_whatever_is_asked_something_is_shown(client: TestClient, path: str, said: str) -> None:
    assert said in visible(text(client, path))


@pytest.mark.parametrize(
    ("page", "query", "value", "known"),
    [
        ("claims", "relation=foo", "foo", "hinders"),
        ("claims", "polarity=x", "x", "positive, negative"),
        ("claims", "modality=<b>", "<b>", "asserted"),
        ("claims", f"thing={THING}&end=middle", "middle", "head, tail"),
        ("things", "type=Foo", "Foo", "Mechanism"),
        ("gaps", "rows=foo&columns=", "foo", "Obstacle"),
        ("gaps", "columns=Work", "Work", "Obstacle"),
        ("gaps", "size=999", "999", "10, 20"),
        ("disagreements", "kind=foo", "foo", "conflict"),
    ],
)
def test_values_that_there_are_not_are_refused(
    client: TestClient, page: str, query: str, value: str, known: str
) -> None:
    for form in ("", ".csv", ".xlsx"):
        answer = client.get(f"/{page}{form}?{query}", headers={"Accept": "text/html" if not form else "*/*"})
        assert answer.status_code == 400
        said = html_text(answer.text)
        assert f"{value!r} is not known" in said
        assert known in said
        assert "<b>" not in answer.text or form


def test_a_name_that_nothing_has_is_said_with_links_to_those_nearest(client: TestClient) -> None:
    assert "No thing is called" in text(client, "/claims?thing=zzzqqq", 400)
    html = text(client, "/claims?thing=local+protectionizm&polarity=negative", 400)
    assert '<a href="?polarity=negative&amp;thing=local+protectionism">local protectionism</a>' in html
    assert client.get("/claims.csv?thing=zzzqqq").status_code == 400


def test_claims_are_chosen_by_polarity(client: TestClient) -> None:
    rows = csv_rows(client.get("/claims.csv?polarity=negative"))
    at = rows[0].index("polarity")
    assert {row[at] for row in rows[1:]} == {"negative"}


def test_the_file_of_claims_is_the_evidence_table(client: TestClient) -> None:
    rows = csv_rows(client.get("/claims.csv"))
    assert rows[0] == [column.name for column in COLUMNS]
    assert len(rows) - 1 == int(visible(text(client, "/claims")).split()[1])


def test_works_can_be_marked_for_comparison(client: TestClient) -> None:
    html = text(client, "/works")
    assert '<form action="/compare">' in html
    assert 'name="works" value="adams-2001"' in html


def test_disagreements_stand_side_by_side(harmful: TestClient) -> None:
    html = text(harmful, "/disagreements")
    assert "One side says" in html
    assert "does not hinder" in visible(html)
    assert "Why:" in html
    rows = csv_rows(harmful.get("/disagreements.csv"))
    assert any("does not hinder" in cell for cell in rows[1])


def test_gaps_lead_to_the_claims_that_join(harmful: TestClient) -> None:
    html = text(harmful, "/gaps?rows=Obstacle&columns=Outcome")
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="(/claims\?thing=[^"]*)"', html)]
    assert links
    for link in links:
        assert "0 claims" not in visible(text(harmful, link))


def test_empty_pairs_are_counted(harmful: TestClient) -> None:
    rows = csv_rows(harmful.get("/gaps.csv?rows=Obstacle&columns=Outcome"))
    works = {(row[0], row[1]): row[2] for row in rows[1:]}
    assert works["local protectionism", "regional economic integration"] == "2"
    assert "0" in works.values()


@pytest.mark.parametrize("path", ["things", "works", "scholars", "claims", "disagreements", "gaps"])
def test_harmful_texts_are_text(harmful: TestClient, path: str) -> None:
    html = text(harmful, f"/{path}")
    assert SCRIPT not in html
    assert "<img src=x" not in html
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=\"", html)
    cells = [cell for row in csv_rows(harmful.get(f"/{path}.csv")) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "-"))]
    xlsx_rows(harmful.get(f"/{path}.xlsx"))


def test_countries_are_those_of_networks(harmful: TestClient) -> None:
    here = harmful.app.state.room  # type: ignore[attr-defined]
    assert isinstance(here, Room)
    index = here.snapshot.index
    places = [("China", "China"), ("canada", "Canada"), ("Ontario", "Canada")]
    studied = [{"work": work.iri, "place": place} for work in index.works() for place in work.places]
    named = [{"name": name, "country": country} for name, country in places]
    expected = countries((claim.row for claim in index.claims(limit=1000)), named, studied)
    assert located(index, places) == {claim: lie for claim, lie in expected.items() if lie}
