from __future__ import annotations

import pytest

from kg.model import StoreError
from kg.remote.address import graph_url, is_address, parse

HOST = "http://127.0.0.1:7878"


@pytest.mark.parametrize(
    ("text", "query", "store", "extra"),
    [
        ("sparql+http://127.0.0.1:7878", f"{HOST}/query", f"{HOST}/store", ()),
        ("sparql+http://127.0.0.1:7878/", f"{HOST}/query", f"{HOST}/store", ()),
        ("sparql+https://kg.example/a/", "https://kg.example/a/query", "https://kg.example/a/store", ()),
        ("sparql+http://[::1]:7878/", "http://[::1]:7878/query", "http://[::1]:7878/store", ()),
        ("sparql+http://h:8890/sparql", "http://h:8890/sparql", "", ()),
        ("sparql+http://h:8890/sparql?store=/crud-auth", "http://h:8890/sparql", "http://h:8890/crud-auth", ()),
        ("sparql+http://h/ds/?query=/ds/sparql&store=/ds/data", "http://h/ds/sparql", "http://h/ds/data", ()),
        (
            "sparql+http://h/ds/sparql?store=data&default-graph-uri=urn:x-arq:UnionGraph",
            "http://h/ds/sparql",
            "http://h/ds/data",
            (("default-graph-uri", "urn:x-arq:UnionGraph"),),
        ),
    ],
)
def test_an_address_leads_to_the_urls_of_a_server(
    text: str, query: str, store: str, extra: tuple[tuple[str, str], ...]
) -> None:
    found = parse(text)
    assert (found.text, found.query, found.store, found.extra) == (text, query, store, extra)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sparql+ftp://h/", "no address"),
        ("sparql+http:/h/", "no address"),
        ("sparql+http://", "no address"),
        ("sparql+http://h:port/", "no address"),
        ("sparql+http://h/a b", "no address"),
        ("sparql+http://h/\r\nX: y", "no address"),
        ("sparql+http://h/#part", "no address"),
        ("sparql+http://h/sparql?store=http://other/", "leads to another host, other"),
        ("sparql+http://h/sparql?store=//other/", "leads to another host, other"),
        ("sparql+http://h/sparql?query=https://h/q", "leads to another host"),
        ("sparql+http://me:geheim@h/", "KG_SPARQL_PASSWORD"),
    ],
)
def test_what_is_no_address_is_refused(text: str, said: str) -> None:
    with pytest.raises(StoreError, match=said) as refused:
        parse(text)
    assert "geheim" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_folder_is_no_address() -> None:
    assert not any(is_address(text) for text in (".kg", "papers/sparql", "C:\\kg", "http://h/"))


def test_the_iri_of_a_graph_cannot_add_a_parameter() -> None:
    address = parse("sparql+http://h/sparql?store=/crud?a=b")
    assert graph_url(address, "urn:a&default=x#y").endswith("?a=b&graph=urn%3Aa%26default%3Dx%23y")
