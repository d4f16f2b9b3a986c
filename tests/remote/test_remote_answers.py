"""The competency suite on real servers: the same answers as from the store on this machine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
import sparql_servers
from competency_graph import LINKS, lines
from test_answers import ALL_WORKS, CATALOGUE, GIVEN, SEEDS, Known, check

from kg import queries, vocab
from kg.claimtable import claim_rows
from kg.resources import data_dir
from kg.store import Store, attach, writer

pytest_plugins = ["sparql_servers", "competency_stores"]

SERVERS = ("oxigraph", "virtuoso")
OTHERS = {q.name: q.text for part in ("lookups", "networks") for q in queries.catalogue(data_dir("queries") / part)}


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        for name in sparql_servers.ENVIRONMENT:
            patch.delenv(name, raising=False)
        if request.param == "virtuoso":
            patch.setenv("KG_SPARQL_USER", "dba")
            patch.setenv("KG_SPARQL_PASSWORD", "dba")
        yield request.getfixturevalue(f"{request.param}_address")


@pytest.fixture(scope="module")
def all_there(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with _published(tmp_path_factory.mktemp("all") / "store", server, seeds_only=False) as store:
        yield store


@pytest.fixture(scope="module")
def seeds_there(all_there: Store, server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The seeds alone, in the place of what was on the server; asked for last."""
    with _published(tmp_path_factory.mktemp("seeds") / "store", server, seeds_only=True) as store:
        yield store


def _published(folder: Path, address: str, *, seeds_only: bool) -> Store:
    attach(folder, address)
    with writer(folder) as target:
        target.publish(lines(seeds_only=seeds_only), [*vocab.ontology_files(), LINKS])
    store = Store.open(folder)
    store.select = cache(store.select)  # type: ignore[method-assign]  # names are looked up for each question
    return store


def _rows(store: Store, text: str) -> Counter[tuple[str | None, ...]]:
    # The order within a joined cell is that of the server.
    return Counter(tuple(_in_order(cell) for cell in row) for row in store.select(text).rows)


def _in_order(cell: str | None) -> str | None:
    return "; ".join(sorted(cell.split("; "))) if cell and "; " in cell else cell


def _name(known: Known) -> str:
    return " ".join((known.number, known.query, *known.values.values(), *known.where.values()))


def test_the_graph_comes_back_as_it_was_sent(all_works: Store, all_there: Store) -> None:
    assert all_there.generation == all_works.generation
    assert b"".join(all_there.nquads()) == b"".join(all_works.nquads())


@pytest.mark.parametrize("known", ALL_WORKS, ids=_name)
def test_known_answers_of_many_works(all_there: Store, known: Known) -> None:
    check(all_there, known)


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_ready_question_has_the_same_answer(all_works: Store, all_there: Store, name: str) -> None:
    values: Mapping[str, str] = GIVEN.get(name, {})
    found = queries.run(all_there, CATALOGUE[name], values)
    assert found.columns == queries.run(all_works, CATALOGUE[name], values).columns
    text = queries.bind(CATALOGUE[name], values, lambda label, kind: queries.resolve_label(all_works, label, kind))
    assert _rows(all_there, text) == _rows(all_works, text)


@pytest.mark.parametrize("name", OTHERS)
def test_a_look_up_or_network_has_the_same_rows(all_works: Store, all_there: Store, name: str) -> None:
    assert _rows(all_there, OTHERS[name]) == _rows(all_works, OTHERS[name])


def test_the_table_of_claims_is_the_same(all_works: Store, all_there: Store) -> None:
    assert list(claim_rows(all_there)) == list(claim_rows(all_works))


CONSTRUCT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o . ?s <https://w3id.org/igr/ontology#documentId> ?id }"
ASK = "ASK { ?s <https://w3id.org/igr/ontology#local> true }"


@pytest.mark.parametrize(
    ("text", "format"),
    [
        (CONSTRUCT, "ttl"),
        (CONSTRUCT, "nt"),
        (ASK, "json"),
        (ASK.replace("true", "false"), "json"),
        (CATALOGUE["works"].text, "csv"),
        (CATALOGUE["works"].text, "tsv"),
        (CATALOGUE["works"].text, "xml"),
    ],
)
def test_an_answer_is_written_as_on_this_machine(all_works: Store, all_there: Store, text: str, format: str) -> None:
    assert all_there.serialize(text, format) == all_works.serialize(text, format)


@pytest.mark.parametrize("known", SEEDS, ids=_name)
def test_known_answers(seeds_there: Store, known: Known) -> None:
    check(seeds_there, known)
