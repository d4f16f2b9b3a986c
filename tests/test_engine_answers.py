"""Answers in the standard formats, their rows counted, and the graphs that a query asks."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from kg import sparql
from kg.answers import GRAPH, TABLE, TRUTH, UNNAMED, ForbiddenError
from kg.counting import Rows, TooManyError
from kg.model import QueryError, StoreError
from kg.store import Store, generation, held, writer

QUADS = ('<x:a> <x:p> "1" <x:g> .', '<x:b> <x:p> "2" <x:g> .', '<x:b> <x:p> "2" <x:h> .', '<x:c> <x:p> "3" .')
AWKWARD = "VALUES ?x { UNDEF 'a' '},{' '}},{\"' '\\\\' '\\\\\"' '\\n' '\\r\\n' '\"' '\"\"' '<result>' UNDEF UNDEF }"
ALL = "SELECT ?s { ?s ?p ?o } ORDER BY ?s"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A store of a few quads."""
    with writer(tmp_path / "kg") as store:
        store.publish(QUADS, [])
    return tmp_path / "kg"


@pytest.fixture
def quads(root: Path) -> Store:
    return Store.open(root)


def written(store: Store, text: str, format: str, most: int = 1000) -> bytes:
    output = io.BytesIO()
    store.ask(text).write(output, format, most)
    return output.getvalue()


@pytest.mark.parametrize("format", ["json", "xml", "csv", "tsv"])
@pytest.mark.parametrize("size", [1, 2, 3, 7, 10_000])
@pytest.mark.parametrize("text", [f"SELECT ?x {{ {AWKWARD} }}", f"SELECT ?x ?y {{ {AWKWARD} BIND('{{' AS ?y) }}"])
def test_rows_are_counted_wherever_the_pieces_are_cut(quads: Store, format: str, size: int, text: str) -> None:
    whole, rows = written(quads, text, format), Rows(format)
    for at in range(0, len(whole), size):
        rows.feed(whole[at : at + size])
    assert rows.count == 13


@pytest.mark.parametrize(
    ("text", "kind", "formats"),
    [
        (ALL, TABLE, "json xml csv tsv"),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", GRAPH, "ttl nt nq rdf jsonld trig"),
    ],
)
def test_no_more_than_so_many_are_written(quads: Store, text: str, kind: str, formats: str) -> None:
    number = 4 if kind == TABLE else 3  # the triple that is in two graphs is one
    assert quads.ask(text).kind == kind
    for format in formats.split():
        assert written(quads, text, format, number)
        with pytest.raises(TooManyError):
            written(quads, text, format, number - 1)


def test_a_truth_has_no_rows(quads: Store) -> None:
    assert quads.ask("ASK {}").kind == TRUTH
    assert written(quads, "ASK {}", "json", 0) == b'{"head":{},"boolean":true}'


@pytest.mark.parametrize(
    ("text", "default", "named", "found"),
    [
        (ALL, None, None, "abc"),
        ("SELECT ?s FROM <x:g> { ?s ?p ?o } ORDER BY ?s", None, None, "ab"),
        ("SELECT ?s FROM <x:g> FROM <x:h> { ?s ?p ?o } ORDER BY ?s", None, None, "ab"),
        ("SELECT ?s FROM NAMED <x:g> { ?s ?p ?o }", None, None, ""),
        ("SELECT ?s FROM NAMED <x:h> { GRAPH ?g { ?s ?p ?o } }", None, None, "b"),
        ("SELECT ?s FROM <x:none> { ?s ?p ?o }", ("x:h",), None, "b"),
        (ALL, ("x:g", "x:h"), None, "ab"),
        (ALL, (UNNAMED,), None, "c"),
        (ALL, (), ("x:g",), ""),
        ("SELECT ?s { GRAPH ?g { ?s ?p ?o } }", ("x:g",), ("x:h",), "b"),
        ("SELECT ?s { GRAPH ?g { ?s ?p ?o } }", ("x:g",), None, ""),
        ("SELECT ?s { ?s <p> ?o }", None, None, ""),
    ],
)
def test_the_graphs_that_are_asked(
    quads: Store, text: str, default: tuple[str, ...] | None, named: tuple[str, ...] | None, found: str
) -> None:
    output = io.BytesIO()
    quads.ask(text, default, named).write(output, "csv", 1000)
    rows = set(output.getvalue().decode().split()[1:])  # the engine gives a triple of two graphs once or twice
    assert rows == {f"x:{name}" for name in found}


def test_the_command_line_asks_the_graphs_that_the_query_names(quads: Store) -> None:
    assert quads.select("SELECT DISTINCT ?s FROM <x:h> { ?s ?p ?o }").rows == (("x:b",),)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("SELECT * FROM <x:y> {}", True),
        ("SELECT *FROM<x:y>{}", True),
        ("select *\nfrom named a:b {}", True),
        ("ASK # what\nFROM# where\n<x:y> {}", True),
        ("SELECT ?from { ?from a:from 'x'@from , ' FROM <x:y> ' }", False),
        ("SELECT * { ?s <http://x.org/from> $from } # FROM <x:y>", False),
        ("PREFIX from: <x:y> SELECT * { from:a ?p ?o }", False),
    ],
)
def test_from_is_seen_where_it_names_a_graph(text: str, named: bool) -> None:
    assert sparql.names_dataset(text) is named


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ASK {}", set()),
        ("ASK { SERVICE <http://a.org/> {} SERVICE SILENT <http://b.org/> {} }", {"http://a.org/", "http://b.org/"}),
        ("ASK { OPTIONAL { { SELECT * { SERVICE <http://a.org/> {} } } } }", {"http://a.org/"}),
        ("ASK { SERVICE <http://a.org/> { SERVICE <http://b.org/> {} } }", None),  # rdflib cannot read it
        ("PREFIX a: <http://a.org/> ASK { SERVICE a:b {} }", None),
        ("ASK { SERVICE ?x {} }", None),
        ("ASK { SERVICE <http://a.org/> {} ", None),
    ],
)
def test_the_servers_that_a_query_asks(text: str, found: set[str] | None) -> None:
    assert sparql.services(text) == found


def test_only_servers_of_the_list_may_be_asked(quads: Store) -> None:
    text = "ASK { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }"
    with pytest.raises(ForbiddenError, match="SERVICE is refused: a query stays inside the store"):
        quads.ask(text)
    with pytest.raises(ForbiddenError, match=r"for all but http://127\.0\.0\.1:9/a, written as a whole IRI"):
        quads.ask(text, services=["http://127.0.0.1:9/a"])
    assert quads.ask(text, services=["http://127.0.0.1:9/"]).kind == TRUTH


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT * {", "line 1, column 11: expected "),
        ("SELECT * {\n ?s ?p ?o\n", "line 3, column 1: expected "),
        ("SELECT (1 AS ?x) (2 AS ?x) {}", "Duplicated variable name in SELECT"),
        (
            "SELECT ?x {\n ?x igr:name ?y }",
            'line 2, column 5: the prefix "igr" is not declared; add PREFIX igr: <https://w3id.org/igr/ontology#>',
        ),
        (
            "SELECT * { ?s ?p 'a'^^foo.a:b }",
            'line 1, column 23: the prefix "foo.a" is not declared; add PREFIX foo.a: <',
        ),
        ("SELECT * { ?s ?p :" + "a" * 300 + " }", "a prefix is not declared; add a line PREFIX name: <IRI>"),
        ("SELECT * {\n ?s ?p ?o ", "line 2, column 11: expected , or . or ; or { or }, found the end of the query"),
        ("SELECT * {} ORDER BY", "line 1, column 21: expected a term or an expression, found the end of the query"),
        ("SELECT * { BIND(3 as x) }", 'line 1, column 22: expected a variable, found "x)"'),
        ("SELECT * {} LIMIT \x1b" + "x" * 50, 'expected something else, found "' + "x" * 29 + '…"'),
        ("SELEC * {\n}", 'line 1, column 1: not understood: "SELEC * { }"'),
        ("SELECT * {\n ?s ?p ?o FILTER( ) }", 'line 2, column 17: not understood: "( ) }"'),
        ("hello", 'line 1, column 6: the end of the query is not understood: "hello"'),
        ("SELECT", "line 1, column "),
        ("", "line 1, column 1: nothing that SPARQL knows begins there"),
        ("\ud800", "surrogates not allowed"),
    ],
)
def test_a_broken_query_is_told_where_in_one_short_line(quads: Store, text: str, said: str) -> None:
    with pytest.raises(QueryError) as error:
        quads.ask(text)
    assert said in str(error.value)
    assert len(str(error.value)) <= 300
    assert len(str(error.value).splitlines()) == 1


def test_a_graph_that_is_held_outlives_the_next(root: Path) -> None:
    graph = root / "graphs" / generation(root)
    with held(graph):
        with writer(root) as store:
            store.publish(QUADS[:1], [])
        with Store.at(graph) as old:
            assert old.generation == graph.name
            assert len(old.select(ALL).rows) == 4
    with writer(root) as store:
        store.publish(QUADS[:1], [])
    with pytest.raises(StoreError, match="is gone"):
        Store.at(graph)
    with pytest.raises(StoreError, match="is gone"), held(graph):
        pass
