"""The page of a search: hits by kind, what was found marked, nearest names, nothing that is run."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from pages_fixtures import SCRIPT, text, visible
from starlette.testclient import TestClient

from kg.index import Hit
from kg.serve.pages.search import parts

pytest_plugins = ["pages_fixtures"]


def test_things_works_and_sentences_are_found(client: TestClient) -> None:
    html = text(client, "/search?q=local+protectionism")
    assert 'href="/concept/local-protectionism"' in html
    assert '<h2 id="of-thing">Things</h2>' in html
    assert '<mark class="found">protectionism</mark>' in html
    assert "adams-2001" in html  # the work of the sentence


def test_one_kind_alone(client: TestClient) -> None:
    html = text(client, "/search?q=local+protectionism&kind=claim")
    assert 'id="of-claim"' in html
    assert 'id="of-thing"' not in html


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "Write a name or some words"),
        ("?q=", "Write a name or some words"),
        ("?q=zzzqqqxxx", "Nothing is called “zzzqqqxxx”"),
        ("?q=lokal+protectionizm", "These names are nearest"),
        ("?q=local+protectionism&kind=nonsense", "Things"),
        ("?q=%00%01%EE%80%80", "Nothing is called"),
        ("?q=%22+NEAR(+*", "Middle East"),
        ("?q=%FF%FE", "Search"),
    ],
)
def test_what_is_said(client: TestClient, query: str, said: str) -> None:
    assert said in visible(text(client, f"/search{query}"))


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("what hinders regional integration", "/questions/what-hinders?thing=regional+integration"),
        ("What hinders  <b>?", "/questions/what-hinders?thing=%3Cb%3E"),
        ("which works use game theory?", "/questions/works-using-a-theory?theory=game+theory"),
        ("what hinders", ""),
        ("what hindersx y", ""),
        ("local protectionism", ""),
    ],
)
def test_a_question_is_offered_that_the_words_begin_like(client: TestClient, words: str, address: str) -> None:
    html = text(client, "/search?" + urlencode({"q": words}))
    found = re.findall(r'Ask the graph: <a href="([^"]*)">', html)
    assert found == ([address] if address else [])


def test_a_long_search_is_cut(client: TestClient) -> None:
    assert len(text(client, "/search?q=" + "a" * 5000)) < 20_000


def test_markup_stays_text(harmful: TestClient) -> None:
    html = text(harmful, "/search?q=" + SCRIPT)
    assert SCRIPT not in html
    html = text(harmful, "/search?q=economic+growth+alert&kind=work")
    assert "<img src=x" not in html


@pytest.mark.parametrize(
    ("snippet", "expected"),
    [
        ("a \ue000b\ue001 c", [("a ", False), ("b", True), (" c", False)]),
        ("\ue000b\ue001", [("b", True)]),
        ("", [("label", False)]),
    ],
)
def test_pieces_of_a_snippet(snippet: str, expected: list[tuple[str, bool]]) -> None:
    assert parts(Hit("", "claim", "label", snippet=snippet)) == expected
