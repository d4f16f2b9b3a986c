"""The graph is a function of the documents, however they came and whatever was killed on the way."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fixtures_store import DOCUMENTS, LIMIT, OLD, command, environment, nquads, process
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import pipeline
from kg.engines import one
from kg.model import StoreError
from kg.pipeline import Settings
from kg.store import Store, writer

pytest_plugins = ["fixtures_store"]

ONE, TWO = Settings(), Settings(workers=2)


def files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


WAYS: dict[str, Callable[[Path], list[list[Path]]]] = {
    "again": lambda folder: [[folder]],
    "file by file": lambda folder: [files(folder)],
    "backwards": lambda folder: [files(folder)[::-1]],
    "folder and its files": lambda folder: [[*files(folder), folder]],
    "in several builds": lambda folder: [files(folder)[4:], files(folder)[:2], files(folder)[2:4]],
    "built twice": lambda folder: [[folder], [folder]],
}
"""How the same documents may reach a store: the paths of each build."""


@pytest.mark.parametrize("way", WAYS)
def test_the_same_documents_give_the_same_bytes(way: str, papers: Path, graph: bytes, tmp_path: Path) -> None:
    for paths in WAYS[way](papers):
        pipeline.build(paths, tmp_path / "kg", ONE)
    assert nquads(tmp_path / "kg") == graph


def test_two_workers_give_the_same_bytes(papers: Path, graph: bytes, tmp_path: Path) -> None:
    report = pipeline.build([papers], tmp_path / "kg", TWO)
    assert report.read == len(DOCUMENTS)
    assert nquads(tmp_path / "kg") == graph


def test_a_build_reports_what_the_store_holds(papers: Path, tmp_path: Path) -> None:
    done: list[str] = []
    report = pipeline.build([papers], tmp_path / "kg", ONE, done.append)
    assert done == sorted(Path(name).stem for name in DOCUMENTS)
    assert (report.documents, report.read, report.unchanged, report.refused) == (6, 6, 0, ())
    assert report.claims >= len(DOCUMENTS)
    assert 0 < report.propositions < report.claims  # two documents say one thing
    assert (tmp_path / "kg" / "graphs" / report.generation).is_dir()


def test_unchanged_documents_are_not_read_again(papers: Path, own_store: Path) -> None:
    done: list[str] = []
    report = pipeline.build([papers], own_store, ONE, done.append)
    assert (report.documents, report.read, report.unchanged, done) == (6, 0, 6, [])


def test_what_other_rules_have_read_is_read_again_though_nobody_names_it(
    papers: Path, own_store: Path, graph: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    monkeypatch.setattr(one, "fingerprint", lambda model: "rules of tomorrow")
    report = pipeline.build([papers / OLD[0]], own_store, ONE, done.append)
    assert (report.documents, report.read) == (6, 6)
    assert done[0] == Path(OLD[0]).stem
    assert nquads(own_store) == graph


def test_a_changed_document_replaces_its_graph(papers: Path, own_store: Path, tmp_path: Path) -> None:
    changed = shutil.copytree(papers, tmp_path / "changed")
    (changed / "fang-2006.txt").write_text("Trust promotes joint parks.", encoding="utf-8")
    report = pipeline.build([changed / "fang-2006.txt"], own_store, ONE)
    assert (report.documents, report.read) == (6, 1)
    pipeline.build([changed], tmp_path / "fresh", ONE)
    assert nquads(own_store) == nquads(tmp_path / "fresh")
    assert b"Administrative rigidity may hinder" not in nquads(own_store)


def test_removal_leaves_what_a_build_without_the_document_gives(own_store: Path, old_graph: bytes) -> None:
    pipeline.remove([Path(name).stem for name in DOCUMENTS if name not in OLD], own_store)
    assert nquads(own_store) == old_graph


def test_removal_of_an_unknown_document_changes_nothing(own_store: Path, graph: bytes) -> None:
    with pytest.raises(StoreError, match="no document nobody-1999"):
        pipeline.remove(["adams-2001", "nobody-1999"], own_store)
    assert nquads(own_store) == graph
    assert len(list((own_store / "documents").iterdir())) == len(DOCUMENTS)


def test_removal_makes_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store at"):
        pipeline.remove(["adams-2001"], tmp_path / "kg")
    assert not (tmp_path / "kg").exists()


def test_a_refused_document_leaves_the_rest(papers: Path, graph: bytes, tmp_path: Path) -> None:
    mixed = shutil.copytree(papers, tmp_path / "mixed")
    (mixed / "empty.txt").touch()
    (mixed / "binary.md").write_bytes(b"\0\1\2")
    report = pipeline.build([mixed, tmp_path / "missing.txt"], tmp_path / "kg", ONE)
    assert [Path(r.source).name for r in report.refused] == ["missing.txt", "binary.md", "empty.txt"]
    assert nquads(tmp_path / "kg") == graph


def shards(store: Path) -> int:
    return len([p for p in store.glob("documents/*") if not p.name.startswith(".")])


def in_publishing(store: Path, name: str) -> bool:
    return any(store.glob(f"graphs/.tmp-*/{name}")) or published(store)


def published(store: Path) -> bool:
    return len([p for p in store.glob("graphs/*") if not p.name.startswith(".tmp-")]) > START[store.name]


Moment = Callable[[Path], bool]
START = {"new": 0, "old": 1}
"""How many graphs the store has before the build that is killed."""

MOMENTS: list[tuple[str, str, str, Moment]] = [
    ("new", "1", "at once", lambda store: True),
    ("new", "1", "the folder is there", lambda store: store.is_dir()),
    ("new", "1", "one document is read", lambda store: shards(store) >= 1),
    ("new", "2", "half of the documents are read by two", lambda store: shards(store) >= 3),
    ("new", "1", "lines are sorted", lambda store: in_publishing(store, "quads.nq")),
    ("new", "1", "the graph is loaded", lambda store: in_publishing(store, "graph")),
    ("new", "1", "the graph is in its place", published),
    ("old", "1", "one document more is read", lambda store: shards(store) >= 4),
    ("old", "1", "the new graph is loaded", lambda store: in_publishing(store, "graph")),
    ("old", "1", "the new graph is in its place", published),
]
"""Store at the start, workers, and when the build is killed."""


def kill_when(reached: Moment, store: Path, papers: Path, workers: str) -> None:
    """Start a build and kill it, with SIGKILL, as soon as its store is seen in a state."""
    line = command("build", papers, "--store", store, "--workers", workers)
    build = subprocess.Popen(line, env=environment(), stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + LIMIT
    while build.poll() is None and not reached(store):
        assert time.monotonic() < deadline
        time.sleep(0.0005)
    build.kill()
    build.wait()


def graph_or_message(store: Path) -> bytes | str:
    try:
        return nquads(store)
    except StoreError as error:
        return str(error)


@pytest.mark.parametrize(("start", "workers", "moment", "reached"), MOMENTS, ids=[row[2] for row in MOMENTS])
def test_a_build_killed_at_any_moment_leaves_a_store_that_goes_on(
    start: str,
    workers: str,
    moment: str,
    reached: Moment,
    papers: Path,
    old_store: Path,
    graph: bytes,
    old_graph: bytes,
    tmp_path: Path,
) -> None:
    target = tmp_path / start
    if start == "old":
        shutil.copytree(old_store, target)
    kill_when(reached, target, papers, workers)
    found = graph_or_message(target)
    if isinstance(found, bytes):
        assert found in {graph, old_graph}
    else:
        assert start == "new"
        assert found.startswith(("no store at", "no graph in"))
        assert found.endswith(f"run: kg build --store {target}")
    read_before = shards(target)
    assert pipeline.build([papers], target, ONE).unchanged == read_before
    assert nquads(target) == graph
    assert not list(target.rglob(".tmp-*"))
    assert len(list((target / "graphs").iterdir())) == 1


def test_a_reader_sees_the_old_graph_while_a_build_reads(
    papers: Path, old_store: Path, graph: bytes, old_graph: bytes, tmp_path: Path
) -> None:
    target = shutil.copytree(old_store, tmp_path / "kg")
    seen: list[bytes] = []
    with Store.open(target) as held:
        pipeline.build([papers], target, ONE, lambda _: seen.append(nquads(target)))
        assert set(seen) == {old_graph}
        assert b"".join(held.nquads()) == old_graph
    assert nquads(target) == graph


def documents(store: Path) -> int:
    with Store.open(store) as opened:
        return len(opened.select("SELECT DISTINCT ?w WHERE { ?w a <https://w3id.org/igr/ontology#Work> }").rows)


def test_a_reader_is_never_kept_waiting_by_a_build(papers: Path, old_store: Path, tmp_path: Path) -> None:
    target = shutil.copytree(old_store, tmp_path / "kg")
    begun = time.monotonic()
    build = subprocess.Popen(command("build", papers, "--store", target), env=environment())
    seen, longest = [documents(target)], 0.0
    while build.poll() is None:
        asked = time.monotonic()
        seen.append(documents(target))
        longest = max(longest, time.monotonic() - asked)
        time.sleep(0.02)
    assert build.returncode == 0
    assert set(seen) <= {len(OLD), len(DOCUMENTS)}
    assert seen[0] == len(OLD)
    assert seen == sorted(seen)  # once new, always new
    assert documents(target) == len(DOCUMENTS)
    assert longest < (time.monotonic() - begun) / 2


def test_the_second_of_two_writers_is_told_in_one_line(papers: Path, own_store: Path, graph: bytes) -> None:
    for arguments in (("build", papers), ("remove", "adams-2001")):
        with writer(own_store):
            ended = process(*arguments, "--store", own_store)
        assert ended == (1, "", f"kg: another kg process is writing {own_store}; wait for it\n")
    assert nquads(own_store) == graph


def test_documents_wanted_for_an_evaluation_are_read_and_no_others(papers: Path) -> None:
    found, refused = pipeline.predictions([papers], {"adams-2001"}, ONE)
    assert list(found) == ["adams-2001"]
    assert found["adams-2001"]["relations"]
    assert refused == ()


STEPS = st.lists(st.tuples(st.booleans(), st.sampled_from(sorted(DOCUMENTS))), min_size=1, max_size=6)
"""Steps of adding a document (again) or taking it out."""


@settings(max_examples=6, deadline=None, derandomize=True)
@given(steps=STEPS)
def test_any_order_of_adding_and_taking_out_equals_a_build_from_nothing(
    steps: list[tuple[bool, str]], papers: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("steps")
    pipeline.build([papers / "adams-2001.txt"], path / "kg", ONE)
    held = {"adams-2001.txt"}
    for add, name in steps:
        if add:
            pipeline.build([papers / name], path / "kg", ONE)
            held.add(name)
        elif name in held and len(held) > 1:
            pipeline.remove([Path(name).stem], path / "kg")
            held.remove(name)
    pipeline.build([papers / name for name in sorted(held)], path / "fresh", ONE)
    assert nquads(path / "kg") == nquads(path / "fresh")
