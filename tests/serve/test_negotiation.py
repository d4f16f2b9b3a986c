"""Which form of an answer a client gets."""

from __future__ import annotations

import time

import pytest

from kg.serve.negotiation import GRAPHS, HTML, TABLES, TURTLE, best, content_type, ranked, wanted
from kg.serve.workers import Refused

OFFERED = (HTML, TURTLE, "application/ld+json")


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", HTML),
        ("*/*", HTML),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", HTML),
        ("text/turtle", TURTLE),
        ("TEXT/Turtle", TURTLE),
        ("text/turtle, text/html", TURTLE),
        ("text/turtle;q=0.9, text/html", HTML),
        ("text/turtle, */*", TURTLE),
        ("application/*", "application/ld+json"),
        ("text/*;q=0.1, application/ld+json;q=0.2", "application/ld+json"),
        ("text/*, text/html;q=0", TURTLE),
        ('application/ld+json;profile="a, text/html;q=1"', "application/ld+json"),
        ("text/html;level=1;q=0.1, text/turtle;q=0.2", TURTLE),
        ("text/turtle ; q = 0.5 , text/html;q=0.4", TURTLE),
        ("text/html;q=0.5000, text/turtle;q=0.1", TURTLE),
        (";;q=,", HTML),
        ("image/png", None),
        ('text/turtle, text/html;a="b, text/turtle;q=0', TURTLE),
        ("*/*;q=0", None),
        ("text/html;q=0.0", None),
    ],
)
def test_the_client_gets_what_it_likes_best(accept: str, media_type: str | None) -> None:
    assert best(accept, OFFERED) == media_type


@pytest.mark.parametrize("end", ["", "\\"])
def test_quotation_marks_without_end_take_no_time(end: str) -> None:
    begun = time.process_time()
    assert best('text/turtle, "' + '\\"' * 30_000 + end, OFFERED) == TURTLE
    assert time.process_time() - begun < 1


def test_all_that_it_takes_is_in_its_order() -> None:
    assert ranked("text/turtle;q=0.5, */*;q=0.1, application/ld+json;q=0.5", OFFERED) == (OFFERED[1], OFFERED[2], HTML)


@pytest.mark.parametrize(
    ("format", "found"),
    [
        ("ttl", (TURTLE,)),
        ("turtle", (TURTLE,)),
        ("jsonld", ("application/ld+json",)),
        ("json-ld", ("application/ld+json",)),
        ("json", ("application/ld+json",)),
        ("application/ld+json", ("application/ld+json",)),
        ("html", (HTML,)),
    ],
)
def test_a_link_may_name_the_format(format: str, found: tuple[str, ...]) -> None:
    assert wanted("image/png", format, OFFERED) == found


@pytest.mark.parametrize(
    ("format", "table", "graph"),
    [
        ("xml", "application/sparql-results+xml", "application/rdf+xml"),
        ("json", "application/sparql-results+json", "application/ld+json"),
        ("turtle", None, TURTLE),
        ("n3", None, "application/n-triples"),
        ("ntriples", None, "application/n-triples"),
        ("rdf+xml", None, "application/rdf+xml"),
        ("rdfxml", None, "application/rdf+xml"),
        ("nquads", None, "application/n-quads"),
    ],
)
def test_formats_have_the_names_that_tools_give(format: str, table: str | None, graph: str) -> None:
    assert wanted("*/*", format, tuple(GRAPHS))[0] == graph
    if table:
        assert wanted("*/*", format, tuple(TABLES))[0] == table
    else:
        with pytest.raises(Refused):
            wanted("*/*", format, tuple(TABLES))


@pytest.mark.parametrize(
    ("accept", "format", "status", "said"),
    [
        ("image/png", None, 406, "is there as application/ld+json, text/turtle, text/html; ask"),
        ("*/*", "csv", 406, "is there as application/ld+json, text/turtle, text/html; ask"),
        ("*/*", "text/csv", 406, "is there as application/ld+json, text/turtle, text/html; ask"),
        ("*/*", "doc", 400, "choose one of json, xml, csv"),
        ("*/*", "x" * 1000, 400, "choose one of json, xml, csv"),
        ("*/*", "", 400, "choose one of json, xml, csv"),
    ],
)
def test_what_there_is_not_is_refused(accept: str, format: str | None, status: int, said: str) -> None:
    with pytest.raises(Refused) as refused:
        wanted(accept, format, OFFERED)
    assert refused.value.status == status
    assert len(str(refused.value)) < 300
    assert said in str(refused.value)


def test_text_says_that_it_is_utf8() -> None:
    assert content_type("text/csv") == "text/csv; charset=utf-8"
    assert content_type("application/ld+json") == "application/ld+json"
