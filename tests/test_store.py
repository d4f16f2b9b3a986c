from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import IO

import pytest
from rdflib import URIRef

from kg import __version__, disk, sparql
from kg.holdings import Shards
from kg.model import QueryError, StoreError
from kg.store import Store, Table, writer

VOCABULARY = Path(__file__).parent / "data" / "tiny-vocabulary.ttl"
ALL = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o"


def line(subject: str, value: str = "v", graph: str = "g") -> str:
    return f'<https://x.org/{subject}> <https://x.org/p> "{value}" <https://x.org/{graph}> .'


def publish(root: Path, lines: Iterable[str], vocabulary: Iterable[Path] = ()) -> str:
    with writer(root) as target:
        return target.publish(lines, vocabulary)


def subjects(store: Store) -> list[str | None]:
    rows = store.select("SELECT DISTINCT ?s WHERE { ?s <https://x.org/p> ?o } ORDER BY ?s").rows
    return [(row[0] or "").removeprefix("https://x.org/") for row in rows]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "kg"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    root = tmp_path_factory.mktemp("store") / "kg"
    publish(root, [line("a"), line("b", "w"), line("b", "w", "h")], [VOCABULARY])
    return Store.open(root)


def test_what_is_published_is_read(store: Store) -> None:
    assert subjects(store) == ["a", "b"]
    assert store.select("SELECT ?v ?none WHERE { <https://x.org/a> ?p ?v }") == Table(("v", "none"), (("v", None),))


def test_two_builds_of_permuted_input_are_equal(tmp_path: Path) -> None:
    lines = [line(str(n), str(n % 7)) for n in range(500)]
    shuffled = random.Random(3).sample(lines, len(lines)) + lines[:50]
    first = publish(tmp_path / "one", lines, [VOCABULARY])
    second = publish(tmp_path / "two", shuffled, [VOCABULARY])
    dumps = [list(Store.open(tmp_path / name).nquads()) for name in ("one", "two")]
    assert first == second
    assert dumps[0] == dumps[1] == sorted(dumps[0])
    assert sum(b"<https://x.org/p>" in dumped for dumped in dumps[0]) == 500
    # A blank node of the vocabulary has the same name in both.
    assert any(b"_:" in dumped for dumped in dumps[0])


def test_lines_are_sorted_in_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "_RUN", 3)
    lines = ["b", "é", "a", "b", "c", "a", "b", "長", "a"]
    expected = [f"{text}\n".encode() for text in ("a", "b", "c", "é", "長")]
    assert list(disk.sorted_unique(lines, tmp_path)) == expected
    assert list(disk.sorted_unique([], tmp_path)) == []
    assert not list(tmp_path.iterdir())


def test_few_files_are_open_while_many_lines_are_sorted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "_RUN", 2)
    monkeypatch.setattr(disk, "_FILES", 3)
    lines = [str(n * 7 % 50) for n in range(200)]
    opened: list[IO[bytes]] = []
    new = tempfile.TemporaryFile

    def counted(dir: Path) -> IO[bytes]:
        opened.append(new(dir=dir))
        assert sum(not file.closed for file in opened) <= 20
        return opened[-1]

    monkeypatch.setattr(tempfile, "TemporaryFile", counted)
    assert list(disk.sorted_unique(lines, tmp_path)) == sorted({f"{text}\n".encode() for text in lines})
    assert len(opened) > 100


def test_an_unchanged_graph_is_not_loaded_again(root: Path) -> None:
    name = publish(root, [line("a")])
    before = (root / "graphs" / name).stat().st_mtime_ns
    assert publish(root, [line("a")]) == name
    assert (root / "graphs" / name).stat().st_mtime_ns == before


def test_a_damaged_graph_is_built_again(root: Path) -> None:
    name = publish(root, [line("a")])
    (root / "graphs" / name / "CURRENT").unlink()
    with pytest.raises(StoreError, match=r"cannot be opened .* run: kg build"):
        Store.open(root)
    assert publish(root, [line("a")]) == name
    assert subjects(Store.open(root)) == ["a"]


def test_a_changed_vocabulary_makes_another_graph(root: Path) -> None:
    assert publish(root, [line("a")]) != publish(root, [line("a")], [VOCABULARY])


def test_a_reader_keeps_its_graph_while_others_are_published(root: Path) -> None:
    publish(root, [line(f"old{n}") for n in range(50)])
    with Store.open(root) as before:
        for n in range(3):
            publish(root, [line(f"new{n}")])
        assert len(subjects(before)) == 50
        assert subjects(Store.open(root)) == ["new2"]
    publish(root, [line("last")])
    # The reader has closed: nothing but the current graph is left.
    assert [p.name for p in (root / "graphs").iterdir()] == [(root / "CURRENT").read_text().strip()]


def test_a_reader_is_not_kept_waiting_by_a_writer(root: Path) -> None:
    publish(root, [line("a")])
    with writer(root):
        assert subjects(Store.open(root)) == ["a"]


def test_a_second_writer_is_refused(root: Path) -> None:
    with writer(root), pytest.raises(StoreError, match=r"another kg process is writing .*; wait for it"):
        publish(root, [line("a")])
    publish(root, [line("a")])


def test_a_second_process_is_refused(root: Path) -> None:
    code = f"from kg.store import writer\nwith writer({str(root)!r}): pass"
    with writer(root):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "StoreError: another kg process is writing" in done.stderr


ENDLESS = """
import itertools, sys
from kg.store import writer
with writer(sys.argv[1]) as target:
    for n in itertools.count():
        target.write_shard("doc", b"x" * 100_000)
        lines = (f'<https://x.org/{i}> <https://x.org/p> "{n}" <https://x.org/g> .' for i in range(300))
        target.publish(lines, [])
        print(n, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_killed_writer_leaves_a_whole_graph(root: Path) -> None:
    chance = random.Random(11)
    for _ in range(4):
        with subprocess.Popen([sys.executable, "-c", ENDLESS, str(root)], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.random() / 4)
            process.send_signal(signal.SIGKILL)
        with Store.open(root) as store:
            rows = store.select("SELECT ?v (COUNT(?s) AS ?n) WHERE { ?s <https://x.org/p> ?v } GROUP BY ?v").rows
        assert [row[1] for row in rows] == ["300"]
        assert len(Shards(root).read_shard("doc")) == 100_000
    publish(root, [line("a")])
    left = [p for p in root.rglob("*") if p.name.startswith(disk.TEMPORARY)]
    assert left == []
    assert len(list((root / "graphs").iterdir())) == 1


def test_a_missing_store(root: Path) -> None:
    for path in (root, root.parent):  # nothing there, an empty directory
        with pytest.raises(StoreError) as error:
            Store.open(path)
        assert str(error.value) == f"no store at {path}; run: kg build --store {path}"


def test_a_store_without_a_graph(root: Path) -> None:
    with writer(root):
        pass
    with pytest.raises(StoreError, match=r"no graph in .* yet; run: kg build"):
        Store.open(root)


def test_a_newer_store(root: Path) -> None:
    publish(root, [line("a")])
    (root / "FORMAT").write_text(json.dumps({"format": 2, "kg": "9.9.9"}))
    for use in (lambda: Store.open(root), lambda: publish(root, [])):
        with pytest.raises(StoreError) as error:
            use()
        message = str(error.value)
        assert all(part in message for part in ("9.9.9", __version__, "format 2", "upgrade intergov-kg"))


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": "x", "kg": 1}', "\udce9"])
def test_a_broken_format(root: Path, content: str) -> None:
    publish(root, [line("a")])
    (root / "FORMAT").write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(StoreError, match="is not a store"):
        Store.open(root)


@pytest.mark.parametrize("content", ["", "../../etc", "f" * 20, "\n"])
def test_a_broken_pointer(root: Path, content: str) -> None:
    publish(root, [line("a")])
    (root / "CURRENT").write_text(content)
    with pytest.raises(StoreError, match="run: kg build"):
        Store.open(root)


def test_a_directory_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work")
    for use in (lambda: Store.open(tmp_path), lambda: publish(tmp_path, [])):
        with pytest.raises(StoreError, match=r"is not a store .it holds other things"):
            use()
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.docx"]


def test_a_file_is_no_store(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("")
    for use in (lambda: Store.open(path), lambda: publish(path, []), lambda: publish(path / "kg", [])):
        with pytest.raises(StoreError) as error:
            use()
        assert "\n" not in str(error.value)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match=r"cannot be written .* choose another --store"):
        publish(tmp_path / "kg", [])


@pytest.mark.parametrize("broken", ["no line", "<a> <b> <c> <d> .", '<a:b> <a:b> "x\ny" <a:b> .'])
def test_a_broken_line_leaves_the_old_graph(root: Path, broken: str) -> None:
    publish(root, [line("a")])
    with pytest.raises(StoreError, match="no N-Quads"):
        publish(root, [line("b"), broken])
    assert subjects(Store.open(root)) == ["a"]


def test_a_broken_vocabulary_is_named(root: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("@prefix : <x")
    for path in (broken, tmp_path / "missing.ttl"):
        with pytest.raises(StoreError, match=path.name):
            publish(root, [], [path])


def test_shards(root: Path) -> None:
    with writer(root) as target:
        for name in ("b.json", "a"):
            target.write_shard(name, name.encode())
        target.write_shard("a", b"again")
        target.write_shard("c", b"")
        target.delete_shard("c")
        target.delete_shard("c")
        assert target.shards() == ("a", "b.json")
    assert Shards(root).read_shard("a") == b"again"
    with pytest.raises(StoreError, match="no shard c in"):
        Shards(root).read_shard("c")


@pytest.mark.parametrize("name", ["", "..", "../x", "a/b", ".hidden", "é", "x" * 201, "a\0b"])
def test_a_shard_cannot_leave_its_folder(root: Path, name: str) -> None:
    with writer(root) as target, pytest.raises(StoreError, match="cannot name a shard"):
        target.write_shard(name, b"")


@pytest.mark.parametrize(
    ("query", "format", "expected"),
    [
        ("SELECT ?v { <https://x.org/a> ?p ?v }", "csv", b"v\r\nv\r\n"),
        ("SELECT ?v { <https://x.org/a> ?p ?v }", "tsv", b'?v\n"v"\n'),
        ("SELECT ?v { <https://x.org/a> ?p ?v }", "json", b'"bindings":[{"v":{"type":"literal","value":"v"}}]'),
        ("SELECT ?v { <https://x.org/a> ?p ?v }", "xml", b"<literal>v</literal>"),
        ("ASK { ?s ?p ?o }", "json", b'"boolean":true'),
        ("ASK { ?s ?p ?o }", "csv", b"true"),
        ("DESCRIBE <https://x.org/a>", "nt", b'<https://x.org/a> <https://x.org/p> "v" .\n'),
        (
            "CONSTRUCT { ?s <https://w3id.org/igr/ontology#p> ?v } { ?s ?p ?v FILTER(?v = 'w') }",
            "ttl",
            b'igr:p "w"',
        ),
    ],
)
def test_serialize(store: Store, query: str, format: str, expected: bytes) -> None:
    assert expected in store.serialize(query, format)


@pytest.mark.parametrize(
    ("query", "format", "choices"),
    [
        ("SELECT * {}", "ttl", "csv, json, tsv, xml"),
        ("SELECT * {}", "xlsx", "csv, json, tsv, xml"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "csv", "nt, ttl"),
    ],
)
def test_a_format_that_does_not_fit(store: Store, query: str, format: str, choices: str) -> None:
    with pytest.raises(QueryError, match=f"{format} is no format .* choose one of {choices}"):
        store.serialize(query, format)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT * {", "broken: error at 1:1"),
        ("SELECT *\nWHERE { ?s ?p }", "broken: error at 2:1"),
        ("", "broken"),
        ("SELECT * { ?s no:prefix ?o }", "broken"),
        ("SELECT (<https://x.org/f>(1) AS ?x) {}", "is not supported"),
        ("SELECT \ud800", "broken"),
        ("ASK {}", "no table; write a SELECT query"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "no table"),
        ("INSERT DATA { <a:b> <a:b> 1 }", "updates are refused"),
        ("# SELECT\nPREFIX x: <https://x.org/#>\nBASE <x:y>\ndelete where { ?s ?p ?o }", "updates are refused"),
        ("LOAD <https://x.org/>", "updates are refused"),
        ("DROP ALL", "updates are refused"),
        ("SELECT * { SERVICE <https://x.org/> { ?s ?p ?o } }", "SERVICE is refused"),
    ],
)
def test_a_query_that_is_refused(store: Store, query: str, message: str) -> None:
    with pytest.raises(QueryError) as error:
        store.select(query)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { service silent ?s { ?s ?p ?o } }",
        "SELECT * { ?a ?b ?c OPTIONAL { { SELECT ?s { SERVICE <x:y> { ?s ?p ?o } } } } }",
        "SELECT * { ?a ?b ?c FILTER NOT EXISTS { GRAPH ?g { SERVICE <x:y> { ?s ?p ?o } } } }",
        "SELECT * { ?a ?b ?c } HAVING(EXISTS { SERVICE <x:y> { ?s ?p ?o } })",
        "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <x:y> { ?s ?p ?o } }",
        "PREFIX : <x:y> SELECT * { SERVICE:x { ?s ?p ?o } }",
        "SELECT * { SERVICESILENT<x:y> { ?s ?p ?o } }",
        # A comment ends at a carriage return for Oxigraph.
        "SELECT * { #\rSERVICE <x:y> { ?s ?p ?o }\n}",
        # An escape that rdflib would undo before it reads: a quotation mark, and a comment sign.
        'SELECT * { ?a ?b "\\u0022 . #" . SERVICE <x:y> { ?s ?p ?o }\n}',
        # Less-than that looks like the beginning of an IRI, with the beginning of a string in it.
        "SELECT * { ?a ?b ?z FILTER(?a<?b&&?c='x>y') SERVICE <x:y> { ?s ?p ?o } FILTER(?z='w') }",
        "PREFIX e: <x:y> SELECT * { ?a ?b ?z FILTER(?a<e:b#>'''\n) SERVICE <x:y> { ?s ?p ?o } #'''\n }",
        "PREFIX e: <x:y> SELECT * { ?s e:a\\' ?o . SERVICE <x:y> { ?x ?y ?z } #'\n}",
        "SELECT * { ?s <urn:a#b> ?o . SERVICE <x:y> { ?x ?y ?z } }",
        "SELECT * { ?a ?b ?c LATERAL { SERVICE <x:y> { ?s ?p ?o } } }",
        # An escape in an IRI, with what begins a comment or a string where it is read as less-than.
        "SELECT * { OPTIONAL { <x:\\u0041#> ?b ?c } SERVICE <x:y> { ?s ?p ?o }\n}",
        "SELECT * { OPTIONAL { <x://\\U00000041'> ?b ?c } SERVICE <x:y> { ?s ?p ?o } FILTER(?c = 'd') }",
        # Only Oxigraph can read the first of these; nobody can tell what the second means.
        "SELECT ?service { <<( ?s ?p ?o )>> ?b ?service }",
        "SELECT * { service",
    ],
)
def test_service_is_refused(store: Store, query: str) -> None:
    assert sparql.calls_service(query)
    with pytest.raises(QueryError, match="SERVICE is refused"):
        store.serialize(query, "json")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o }",
        "SELECT ?service { ?s ?p ?service }",
        "PREFIX x: <https://x.org/> SELECT * { ?s x:service ?o ; x:serviceLevel 'public service' }",
        "SELECT * { ?s ?p 'SERVICE <x:y> {}' , \"SERVICE\" , '''a 'SERVICE' ''' , \"\"\"\"SERVICE\\\"\"\"\" }",
        "SELECT * { ?s <https://x.org/service#it's> ?o } # SERVICE <x:y> { }",
        "SELECT * { ?s ?p ?o FILTER(?o < 3 && ?s > 2) } # service",
        "SELECT * { <<( ?s ?p ?o )>> ?b ?c } # service",
    ],
)
def test_a_word_is_not_a_call(store: Store, query: str) -> None:
    assert not sparql.calls_service(query)
    store.select(query)


def test_the_dataset_reads_all_graphs_together(store: Store) -> None:
    dataset = store.dataset()
    assert {str(value) for value in dataset.objects(URIRef("https://x.org/b"))} == {"w"}
    assert len(list(dataset.query("SELECT ?s { ?s <https://x.org/p> 'v' }"))) == 1


def test_turtle_has_each_triple_once(store: Store) -> None:
    turtle = store.turtle().decode()
    assert turtle.count("<https://x.org/b>") == 1
    assert "igr:Mechanism" in turtle
    assert turtle == store.turtle().decode()


def test_text_of_any_kind_comes_back(root: Path) -> None:
    value = 'tab\\t quote\\" slash\\\\ line\\n next\u0085 separator\u2028 長'
    publish(root, [line("a", value)])
    [dumped] = Store.open(root).nquads()
    assert dumped.decode() == line("a", value) + "\n"
