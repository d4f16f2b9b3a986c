"""Queries that take too much of something, and what is left for the next one."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kg.serve.settings import Limits, Settings
from kg.serve.workers import Answered, Asked, Pool, Refused
from kg.store import Store, generation, writer

pytest_plugins = ["serve_fixtures"]

BOMB = "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(STRLEN(CONCAT(STR(?a), STR(?d), STR(?g))) < 1) }"
"""Nothing that it joins is shared, and nothing is let through: it takes time, not memory."""

HOARD = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
OTHER = "http://127.0.0.1:9/sparql"


@contextmanager
def opened(store: Path, queries: int = 1, services: tuple[str, ...] = (), **limits: float) -> Iterator[Pool]:
    """Some processes for the current graph of a store."""
    settings = Settings(store, queries=queries, services=services, limits=Limits(**limits))  # type: ignore[arg-type]
    pool = Pool(store / "graphs" / generation(store), settings)
    try:
        yield pool
    finally:
        pool.close()


def run(work: Callable[[], Coroutine[None, None, None]]) -> None:
    """Do the work of a test, within a minute."""
    asyncio.run(asyncio.wait_for(work(), 60))


async def status(pool: Pool, text: str, *accept: str) -> int:
    """What a query is answered with: 200, or the status of the refusal."""
    try:
        await pool.ask(Asked(text, accept))
    except Refused as refused:
        return refused.status if len(str(refused).splitlines()) == 1 and len(str(refused)) <= 300 else 0
    return 200


def test_a_cartesian_query_is_ended_and_the_next_one_answered(store: Path) -> None:
    async def work() -> None:
        with opened(store, seconds=1.0) as pool:
            begun = time.monotonic()
            assert await status(pool, BOMB) == 408
            assert time.monotonic() - begun < 20
            assert await status(pool, "ASK {}") == 200

    run(work)


def test_a_query_that_hoards_is_ended_and_the_next_one_answered(store: Path) -> None:
    async def work() -> None:
        with opened(store, memory=64) as pool:
            assert await status(pool, HOARD) == 422
            assert await status(pool, "ASK {}") == 200

    run(work)


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is limited on Linux only")
def test_a_long_text_is_memory_too(store: Path) -> None:
    text = "REPLACE(" * 6 + "'aaaaaaaaaaaaaaaa'" + ", 'a', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')" * 6

    async def work() -> None:
        with opened(store, memory=64) as pool:
            assert await status(pool, f"SELECT ({text} AS ?x) {{}}") == 422
            assert await status(pool, "ASK {}") == 200

    run(work)


@pytest.mark.parametrize("accept", ["json", "xml", "csv", "tsv"])
def test_rows_are_counted_exactly(store: Path, accept: str) -> None:
    media_types = {
        "json": "application/sparql-results+json",
        "xml": "application/sparql-results+xml",
        "csv": "text/csv",
        "tsv": "text/tab-separated-values",
    }
    rows = "VALUES ?x { 'a' '},{' '}},{\"' '\\\\' '\\n' '\\r\\n' '\"' '<result>' UNDEF UNDEF }"

    async def work() -> None:
        with opened(store, rows=10) as pool:
            asked = f"SELECT ?x {{ {rows} }}", f"SELECT ?x {{ {rows} ?s ?p ?o }} LIMIT 11"
            assert [await status(pool, text, media_types[accept]) for text in asked] == [200, 422]

    run(work)


@pytest.mark.parametrize("accept", ["text/turtle", "application/n-triples", "application/ld+json"])
def test_triples_are_counted_exactly(store: Path, accept: str) -> None:
    async def work() -> None:
        with opened(store, rows=10) as pool:
            asked = [f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }} LIMIT {n}" for n in (10, 11)]
            assert [await status(pool, text, accept) for text in asked] == [200, 422]

    run(work)


def test_bytes_are_counted(store: Path) -> None:
    long = "'" + "a" * 1000 + "'"

    async def work() -> None:
        with opened(store, answer=1) as pool:
            text = f"SELECT ({long} AS ?x) {{ ?s ?p ?o . ?a ?b ?c }} LIMIT "
            assert [await status(pool, text + limit) for limit in ("500", "2000")] == [200, 422]

    run(work)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { FILTER(" + "(" * 200_000 + "1" + ")" * 200_000 + ") }",
        "SELECT * " + "{" * 100_000 + "}" * 100_000,
        "SELECT * { ?a " + "(" * 300_000 + "<x:y>" + ")" * 300_000 + " ?b }",
        "SELECT * { FILTER(" + "!" * 300_000 + "1) }",
    ],
    ids=["expression", "group", "path", "not"],
)
def test_a_query_that_crashes_the_engine_is_the_clients_fault(store: Path, text: str) -> None:
    async def work() -> None:
        with opened(store) as pool:
            assert await status(pool, text) in (400, 422)
            assert await status(pool, "ASK {}") == 200

    run(work)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://x.org/> { ?s ?p ?o } }",
        "SELECT * { ?a ?b ?c OPTIONAL { SERVICE SILENT <http://x.org/> { ?s ?p ?o } } }",
        "SELECT * { { SELECT ?s { { SELECT * { SERVICE <http://x.org/> { ?s ?p ?o } } } } } }",
        "SELECT * { ?a ?b ?c FILTER NOT EXISTS { SERVICE <http://x.org/> { ?s ?p ?o } } }",
        "SELECT * { ?a ?b ?c BIND(EXISTS { SERVICE <http://x.org/> { ?s ?p ?o } } AS ?x) }",
        "ASK { ?a ?b ?c MINUS { GRAPH ?g { SERVICE <http://x.org/> { ?s ?p ?o } } } }",
        f"SELECT * {{ SERVICE <{OTHER}> {{ ?s ?p ?o SERVICE <http://x.org/> {{ ?a ?b ?c }} }} }}",
        f"SELECT * {{ BIND(<{OTHER}> AS ?x) SERVICE ?x {{ ?s ?p ?o }} }}",
        "PREFIX o: <http://127.0.0.1:9/> SELECT * { SERVICE o:sparql { ?s ?p ?o } }",
        "BASE <http://127.0.0.1:9/> SELECT * { SERVICE <sparql> { ?s ?p ?o } }",
        f"SELECT * {{ SERVICE <{OTHER}?x> {{ ?s ?p ?o }} }}",
        "LOAD <http://x.org/>",
        "PREFIX a: <http://x.org/> LOAD SILENT a:b INTO GRAPH a:c",
        "INSERT DATA { <x:y> <x:y> <x:y> }",
        "DROP ALL",
    ],
)
def test_other_servers_and_updates_are_refused(store: Path, text: str) -> None:
    async def work() -> None:
        with opened(store, services=(OTHER,)) as pool:
            assert await status(pool, text) == 403

    run(work)


def test_servers_of_the_list_may_be_asked(store: Path) -> None:
    async def work() -> None:
        with opened(store, services=(OTHER,)) as pool:
            text = f"SELECT * {{ ?a ?b ?c {{ SERVICE <{OTHER}> {{ ?s ?p ?o }} }} }}"
            assert await status(pool, text) == 502  # nobody is there
            assert await status(pool, text.replace("SERVICE", "SERVICE SILENT")) == 200

    run(work)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?service { ?service <http://x.org/service> 'SERVICE <http://x.org/> {}' }",
        "SELECT * { ?s ?p ?o } LIMIT 1 # SERVICE <http://x.org/> { }",
    ],
)
def test_the_word_service_is_no_service(store: Path, text: str) -> None:
    async def work() -> None:
        with opened(store) as pool:
            assert await status(pool, text) == 200

    run(work)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("SELECT * {", "line 1, column 11: expected"),
        ("SELECT *\nWHERE { ?s ?p ?o .\n FILTER(?s <) }", "line 3, column "),
        ("SELECT ?x { ?x rdfs:label ?y }", 'line 1, column 16: the prefix "rdfs" is not declared; add PREFIX rdfs: <'),
        ("", "line 1, column 1: nothing that SPARQL knows begins there"),
    ],
)
def test_a_broken_query_is_told_where(store: Path, text: str, place: str) -> None:
    async def work() -> None:
        with opened(store) as pool:
            with pytest.raises(Refused, match="the query is broken") as refused:
                await pool.ask(Asked(text))
            assert place in str(refused.value)
            assert (refused.value.status, len(str(refused.value)) <= 300) == (400, True)

    run(work)


def test_many_at_once_get_their_own_answers(store: Path) -> None:
    async def one(pool: Pool, number: int) -> bool:
        if number % 17 == 0:
            return await status(pool, "SELECT * { FILTER(" + "(" * 200_000 + "1" + ")" * 200_000 + ") }") in (400, 422)
        answer = await pool.ask(Asked(f"SELECT ({number} AS ?n) {{}}", ("text/csv",)))
        return answer == Answered("text/csv", f"n\r\n{number}\r\n".encode())

    async def work() -> None:
        with opened(store, queries=3) as pool:
            assert all(await asyncio.gather(*(one(pool, number) for number in range(100))))

    run(work)


def test_a_query_that_nobody_waits_for_is_ended(store: Path) -> None:
    async def work() -> None:
        with opened(store, seconds=30.0) as pool:
            await pool.ask(Asked("ASK {}"))
            for _ in range(3):
                leaving = asyncio.create_task(pool.ask(Asked(BOMB)))
                await asyncio.sleep(0.2)
                leaving.cancel()
                begun = time.monotonic()
                answer = await pool.ask(Asked("SELECT (7 AS ?n) {}", ("text/csv",)))
                assert (answer.body, time.monotonic() - begun < 15) == (b"n\r\n7\r\n", True)

    run(work)


def test_who_waits_too_long_for_a_process_is_told_so(store: Path) -> None:
    async def work() -> None:
        with opened(store, seconds=1.0) as pool:
            await pool.ask(Asked("ASK {}"))
            found = await asyncio.gather(*(status(pool, BOMB) for _ in range(4)))
            assert set(found) == {408, 503}
            assert await status(pool, "ASK {}") == 200

    run(work)


def test_a_process_that_is_killed_is_replaced(store: Path) -> None:
    async def work() -> None:
        others = children(os.getpid())  # servers and browsers of other tests
        with opened(store) as pool:
            await pool.ask(Asked("ASK {}"))
            mine = children(os.getpid()) - others
            assert mine
            for pid in mine:
                os.kill(pid, signal.SIGKILL)
            assert await status(pool, "ASK {}") in (200, 400, 422, 503)
            assert await status(pool, "ASK {}") == 200

    run(work)


@pytest.mark.skipif(not Path("/proc").exists(), reason="processes are counted on Linux only")
def test_closing_ends_the_processes(store: Path) -> None:
    async def work() -> None:
        before = children(os.getpid())
        with opened(store, queries=3) as pool:
            await pool.ask(Asked("ASK {}"))
            assert len(children(os.getpid()) - before) == 3
        assert children(os.getpid()) == before
        assert await status(pool, "ASK {}") == 503

    run(work)


@pytest.mark.skipif(not Path("/proc").exists(), reason="processes are counted on Linux only")
def test_processes_end_when_their_parent_is_killed(store: Path) -> None:
    text = (
        "import asyncio, sys; from pathlib import Path; from kg.serve.workers import *\n"
        "pool = Pool(Path(sys.argv[1]), Settings(Path('.'), queries=2)); asyncio.run(pool.ask(Asked('ASK {}')))\n"
        "print('ready', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", text, str(store / "graphs" / generation(store))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"ready\n"
        found = children(parent.pid)
        assert len(found) == 2
        parent.kill()
    end = time.monotonic() + 20
    while any(runs(pid) for pid in found) and time.monotonic() < end:
        time.sleep(0.05)
    assert not any(runs(pid) for pid in found)


def test_the_rows_of_a_table_are_as_the_store_gives_them(store: Path) -> None:
    text = "SELECT ?s ?p ?o ?none { ?s a <https://w3id.org/igr/ontology#Claim> ; ?p ?o } ORDER BY ?s ?p ?o"

    async def work() -> None:
        with opened(store) as pool, Store.open(store) as inner:
            found, wanted = await pool.select(text), inner.select(text)
            assert (found.columns, found.rows) == (wanted.columns, wanted.rows)
            with pytest.raises(Refused, match="write a SELECT query"):
                await pool.select("ASK {}")

    run(work)


def test_a_graph_that_is_replaced_stays_for_those_who_have_it_open(own_store: Path) -> None:
    async def work() -> None:
        with opened(own_store, seconds=1.0) as pool:
            graph = own_store / "graphs" / generation(own_store)
            with writer(own_store) as other:
                other.publish(["<x:s> <x:p> <x:o> <x:g> ."], [])
            assert graph.is_dir()
            assert await status(pool, BOMB) == 408  # the process that is started then opens the old graph again
            assert await status(pool, "ASK { FILTER NOT EXISTS { <x:s> <x:p> <x:o> } }") == 200

    run(work)


def children(pid: int) -> set[int]:
    """The processes that a process has started and that still run."""
    found = set()
    for task in Path(f"/proc/{pid}/task").iterdir():
        found |= {int(child) for child in (task / "children").read_text().split()}
    return {child for child in found if runs(child)}


def runs(pid: int) -> bool:
    """Whether a process runs; one that has ended and is not yet taken note of does not."""
    try:
        return ") Z" not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
