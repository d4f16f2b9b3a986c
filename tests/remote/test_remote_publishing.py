"""Graphs sent to a real server: what changed and no more, and whole again after a build that was killed."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from fixtures_store import Run, command, environment, nquads
from sparql_servers import oxigraph, virtuoso
from test_remote_http import Reply, served

import kg
from kg.model import QueryError, StoreError
from kg.remote.graph import RemoteStore
from kg.remote.publishing import BOOK
from kg.store import Store, attach, server, writer

pytest_plugins = ["fixtures_store", "sparql_servers"]

TERMS = Path(__file__).parents[1] / "data" / "tiny-vocabulary.ttl"
A, B, C = "urn:graph:a", "urn:graph:b", "urn:graph:c"


class Between:
    """Stands before a server, counts what is sent, and does something before a request is passed on."""

    def __init__(self, address: str, before: Callable[[str, str], None] = lambda method, path: None) -> None:
        self._place = address.removeprefix("sparql+http://").rstrip("/")
        self.before = before
        self.sent: list[tuple[str, str]] = []

    def __call__(self, request: BaseHTTPRequestHandler, body: bytes) -> Reply:
        if "/store" in request.path:
            self.sent.append((request.command, request.path))
            self.before(request.command, request.path)
        connection = http.client.HTTPConnection(self._place, timeout=60)
        try:
            kept = {k: v for k, v in request.headers.items() if k.lower() in {"accept", "content-type"}}
            connection.request(request.command, request.path, body, kept)
            answer = connection.getresponse()
            kind = answer.getheader("Content-Type", "text/plain")
            return answer.status, {"Content-Type": kind}, answer.read()
        finally:
            connection.close()


def line(graph: str, value: str) -> str:
    return f'<urn:s> <urn:p> "{value}" <{graph}> .'


def published(folder: Path, *lines: str) -> str:
    with writer(folder) as target:
        return target.publish(lines, [TERMS])


@pytest.fixture
def empty(bare_environment: pytest.MonkeyPatch) -> object:
    with oxigraph() as address:
        yield address


def test_only_what_changed_is_sent(empty: str, tmp_path: Path) -> None:
    between = Between(empty)
    with served(between) as place:
        attach(tmp_path / "kg", f"sparql+http://{place}/")

        def sent(*lines: str) -> list[tuple[str, str]]:
            between.sent.clear()
            published(tmp_path / "kg", *lines)
            return [(method, path.partition("graph=")[2]) for method, path in between.sent if "published" not in path]

        first = sent(line(A, "1"), line(B, "1"))
        assert [m for m, _ in first] == ["PUT", "PUT", "PUT"]
        assert sent(line(B, "1"), line(A, "1")) == []
        assert between.sent == []
        assert sent(line(A, "2"), line(B, "1"), line(C, "1")) == [
            ("PUT", "urn%3Agraph%3Aa"),
            ("PUT", "urn%3Agraph%3Ac"),
        ]
        assert sent(line(A, "2"), line(C, "1")) == [("DELETE", "urn%3Agraph%3Ab")]
        embedded = tmp_path / "embedded"
        published(embedded, line(A, "2"), line(C, "1"))
        assert nquads(tmp_path / "kg") == nquads(embedded)


def test_large_graphs_go_in_pieces(empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.remote.publishing._CHUNK", 200)
    lines = [line(A, f"{number:03d}") for number in range(50)]
    lines += [f"_:b <urn:p> _:{'c' * 40}{number} <{B}> ." for number in range(50)]
    attach(tmp_path / "kg", empty)
    published(tmp_path / "kg", *lines)
    with Store.open(tmp_path / "kg") as store:
        assert store.select(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{A}> {{ ?s ?p ?o }} }}").rows == (("50",),)
        # Blank nodes hold within one request only.
        assert store.select(f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ GRAPH <{B}> {{ ?s ?p ?o }} }}").rows == (("1",),)


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_build_killed_while_it_sends_ends_equal(
    empty: str, own_store: Path, papers: Path, graph: bytes, kg: Run, tmp_path: Path
) -> None:
    running: list[subprocess.Popen[bytes]] = []

    def kill(method: str, path: str) -> None:
        if method == "PUT" and len([m for m, _ in between.sent if m == "PUT"]) == 4:
            os.kill(running[0].pid, signal.SIGKILL)
            running[0].wait(60)

    between = Between(empty, kill)
    with served(between) as place:
        address = f"sparql+http://{place}/"
        running.append(
            subprocess.Popen(
                command("build", papers, "--store", address, "--work", own_store),
                env=environment(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )
        try:
            assert running[0].wait(120) == -signal.SIGKILL
        finally:
            running[0].kill()
            running[0].wait(30)
        between.before = lambda method, path: None
        with RemoteStore.reach(address) as half:
            assert not half.is_whole
            assert b"".join(half.nquads()) != graph
        said = kg("query", "works", "--store", address, "--format", "csv")
        assert "a build was stopped" in said.err
        again = kg("build", papers, "--store", address, "--work", own_store)
        assert again.code == 0
        assert "0 read now" in again.err
        assert nquads(own_store) == graph
        between.sent.clear()
        assert kg("build", papers, "--store", address, "--work", own_store).code == 0
        assert between.sent == []
        assert not list((own_store / "graphs").iterdir())


def test_commands_on_a_server_answer_as_on_this_machine(
    empty: str,
    own_store: Path,
    store: Path,
    papers: Path,
    kg: Run,
    tmp_path: Path,
    bare_environment: pytest.MonkeyPatch,
) -> None:
    assert kg("build", papers, "--store", empty, "--work", own_store).code == 0
    assert server(own_store) == empty
    questions: tuple[tuple[str, ...], ...] = (
        ("query", "obstacles"),
        ("query", "works", "--format", "json"),
        ("network", "--name", "actors-tied", "--json"),
    )
    for asked in questions:
        here, by_folder, by_address = (kg(*asked, "--store", place) for place in (store, own_store, empty))
        assert here.out == by_folder.out == by_address.out
        assert here.out
    for name in ("info", "validate"):
        here, there = kg(name, "--store", store), kg(name, "--store", own_store)
        assert (here.code, here.out) == (there.code, there.out)
    one, other = tmp_path / "one.nq", tmp_path / "other.nq"
    assert kg("export", "nquads", "--out", one, "--store", store).code == 0
    assert kg("export", "nquads", "--out", other, "--store", own_store).code == 0
    assert one.read_bytes() == other.read_bytes()
    refused = kg("info", "--store", empty)
    assert refused.code == 1
    assert "the folder that it was built from" in refused.err
    bare_environment.setenv("KG_WORK", str(own_store))
    assert kg("info", "--store", empty).out == kg("info", "--store", store).out
    assert "pages need one here" in kg("serve", "--store", own_store).err


def test_what_is_no_question_goes_to_no_server(empty: str, tmp_path: Path) -> None:
    attach(tmp_path / "kg", empty)
    published(tmp_path / "kg", line(A, "1"))
    with Store.open(tmp_path / "kg") as store:
        for text, said in (
            ("DROP ALL", "updates are refused"),
            ("SELECT * { SERVICE <http://h/> { ?s ?p ?o } }", "SERVICE is refused"),
            ("SELECT *", "the query is broken"),
            ("ASK { ?s ?p ?o }", "no table"),
        ):
            with pytest.raises(QueryError, match=said):
                store.select(text)
        assert store.select(f"SELECT ?o {{ GRAPH <{A}> {{ ?s ?p ?o }} }}").rows == (("1",),)
        assert BOOK not in b"".join(store.nquads()).decode()


def test_an_address_that_only_reads_takes_no_build(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="add store="):
        attach(tmp_path / "kg", "sparql+http://127.0.0.1:1/sparql")


def test_virtuoso_gives_no_cut_answer_as_whole(tmp_path: Path, bare_environment: pytest.MonkeyPatch) -> None:
    bare_environment.setenv("KG_SPARQL_USER", "dba")
    bare_environment.setenv("KG_SPARQL_PASSWORD", "dba")
    (tmp_path / "db").mkdir()
    with virtuoso(tmp_path / "db", most=20) as address:
        attach(tmp_path / "kg", address)
        published(tmp_path / "kg", *(line(A, str(number)) for number in range(50)))
        with Store.open(tmp_path / "kg") as store:
            assert len(store.select(f"SELECT ?o {{ GRAPH <{A}> {{ ?s ?p ?o }} }} LIMIT 10").rows) == 10
            with pytest.raises(StoreError, match="ResultSetMaxRows"):
                store.select(f"SELECT ?o {{ GRAPH <{A}> {{ ?s ?p ?o }} }}")
        bare_environment.setenv("KG_SPARQL_PASSWORD", "wrong")
        with pytest.raises(StoreError, match="refuses the login"):
            published(tmp_path / "kg", line(A, "other"))


def test_a_graph_at_an_address_is_open_from_python(empty: str, tmp_path: Path) -> None:
    attach(tmp_path / "store", empty)
    published(tmp_path / "store", line(A, "one"))
    with kg.open(empty) as graph:
        assert list(graph.query("SELECT ?o WHERE { <urn:s> <urn:p> ?o }").to_pandas()["o"]) == ["one"]
        with pytest.raises(StoreError, match="has no documents; open the folder"):
            graph.info()
