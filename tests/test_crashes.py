"""Whatever kills a writer, and whenever: readers have the former graph or the new one, and the next build mends it."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from fixtures_store import DOCUMENTS, LIMIT, command, environment, nquads, process
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import loading, pipeline, publish, shards, vocab
from kg.holdings import Shards
from kg.link import Linker
from kg.model import Engine, StoreError
from kg.pipeline import Settings

pytest_plugins = ["fixtures_store"]

WORKS, OLD_WORKS = 6, 2
"""Works of the bundled corpus that a build which is killed is given, and those its store may have before."""
KILLS = 3
"""Kills of each store, spread over the time that a build takes."""
RULES, QUICK = Settings(engine=Engine.RULES), ("--engine", "rules")


def graph_of(store: Path) -> bytes | None:
    """The graph that a reader finds; None where there is none yet."""
    if not (store / "CURRENT").exists():
        with pytest.raises(StoreError, match=r"no store at|no graph in"):
            nquads(store)
        return None
    return nquads(store)


def temporaries(store: Path) -> list[Path]:
    return list(store.rglob(".tmp-*"))


# --- a process that is killed ------------------------------------------------------------------


@pytest.fixture(scope="module")
def works() -> list[Path]:
    """The shortest works, so that a build takes seconds."""
    return sorted(pipeline.corpus().glob("*.md"), key=lambda path: (path.stat().st_size, path.name))[:WORKS]


@pytest.fixture(scope="module")
def undisturbed(works: list[Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, float]:
    """The graph of the works, and the seconds that a command took to build it."""
    path = tmp_path_factory.mktemp("undisturbed") / "kg"
    start = time.monotonic()
    assert process("build", *works, *QUICK, "--store", path).code == 0
    return nquads(path), time.monotonic() - start


def killed_after(seconds: float, works: list[Path], store: Path) -> None:
    """Start a build and kill it, with SIGKILL, after some seconds, if it has not ended."""
    line = command("build", *works, *QUICK, "--store", store)
    build = subprocess.Popen(line, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        build.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        build.kill()
        build.communicate()


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
@pytest.mark.parametrize("before", [0, OLD_WORKS], ids=["no graph", "a graph"])
def test_a_build_killed_at_random_leaves_a_graph_or_none(
    before: int, works: list[Path], undisturbed: tuple[bytes, float], tmp_path: Path
) -> None:
    (new, usual), target, chance = undisturbed, tmp_path / "kg", random.Random(before)
    if before:
        pipeline.build(works[:before], target, RULES)
    for part in range(KILLS):
        former = graph_of(target)
        killed_after(usual * (part + chance.random()) / KILLS, works, target)
        assert graph_of(target) in (former, new)
    pipeline.build(works, target, RULES)
    assert nquads(target) == new
    assert not temporaries(target)


HOLDER = """
import sys, time
from kg.store import writer
with writer(sys.argv[1]):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_the_store_of_a_killed_writer_is_free(own_store: Path, papers: Path, graph: bytes) -> None:
    line = [sys.executable, "-c", HOLDER, str(own_store)]
    with subprocess.Popen(line, env=environment(), stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        refused = process("build", papers, "--store", own_store)
        assert refused == (1, "", f"kg: another kg process is writing {own_store}; wait for it\n")
        assert nquads(own_store) == graph  # a reader does not wait
        holder.kill()
        holder.wait(LIMIT)
    pipeline.build([papers], own_store, Settings())
    assert nquads(own_store) == graph


# --- faults in this process --------------------------------------------------------------------


OPERATIONS = 36
"""About as many file operations as a build of one document makes."""


class Killed(BaseException):
    """Stands for a signal that no program can catch."""


class Machine:
    """File operations that work until the process is killed, and from then on no more: nothing is tidied up."""

    OPERATIONS = ((os, "replace"), (os, "fsync"), (os, "mkdir"), (os, "unlink"), (shutil, "rmtree"), (loading, "load"))

    def __init__(self, lasting: int) -> None:
        self._left = lasting

    def _dying(self, work: Callable[..., Any]) -> Callable[..., Any]:
        def operation(*given: Any, **named: Any) -> Any:
            if self._left <= 0:
                raise Killed
            self._left -= 1
            return work(*given, **named)

        return operation

    @contextmanager
    def running(self) -> Iterator[None]:
        """Kill what is done meanwhile when so many operations have been made; it may end before."""
        with pytest.MonkeyPatch.context() as patch:
            for module, name in self.OPERATIONS:
                patch.setattr(module, name, self._dying(getattr(module, name)))
            with suppress(Killed):
                yield


@pytest.fixture(scope="module")
def quick() -> Iterator[None]:
    """Builds in a tenth of a second: without the graph of the vocabulary, and with one linker for all."""
    linker = Linker(vocab.load().concepts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "vocabulary", lambda paths: [])
        patch.setattr(publish, "Linker", lambda concepts, aliases: linker)
        yield


class Fresh:
    """Graphs built from nothing, each once."""

    def __init__(self, papers: Path, folder: Path) -> None:
        self._papers = papers
        self._folder = folder
        self._made: dict[frozenset[str], bytes] = {}

    def graph(self, names: frozenset[str]) -> bytes:
        """That of the documents of these names."""
        if names not in self._made:
            path = self._folder / f"kg-{len(self._made)}"
            pipeline.build([self._papers / name for name in sorted(names)], path, RULES)
            self._made[names] = nquads(path)
        return self._made[names]


@pytest.fixture(scope="module")
def fresh(quick: None, papers: Path, tmp_path_factory: pytest.TempPathFactory) -> Fresh:
    return Fresh(papers, tmp_path_factory.mktemp("fresh"))


def held(store: Path) -> frozenset[str]:
    """The names of the documents that a store has read."""
    source = Shards(store)
    return frozenset(Path(shards.load(source.read_shard(n)).document.source).name for n in source.shards())


def act(add: bool, name: str, papers: Path, store: Path) -> None:
    if add:
        pipeline.build([papers / name], store, RULES)
    else:
        pipeline.remove([Path(name).stem], store)


STEPS = st.lists(
    st.tuples(st.booleans(), st.sampled_from(sorted(DOCUMENTS)), st.none() | st.integers(0, OPERATIONS)),
    min_size=1,
    max_size=6,
)
"""Steps of adding a document (again) or taking it out, and after how many file operations each is killed."""


@settings(max_examples=15, deadline=None, derandomize=True)
@given(steps=STEPS)
def test_kills_in_any_order_of_adding_and_taking_out(
    steps: list[tuple[bool, str, int | None]], fresh: Fresh, papers: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = tmp_path_factory.mktemp("crashes") / "kg"
    documents: frozenset[str] = frozenset()
    for add, name, kill in steps:
        if not add and (name not in documents or graph_of(store) is None):
            continue
        former, wanted = graph_of(store), documents | {name} if add else documents - {name}
        if kill is None:
            act(add, name, papers, store)
            documents = wanted
            assert graph_of(store) == fresh.graph(documents)
        else:
            with Machine(kill).running():
                act(add, name, papers, store)
            assert graph_of(store) in (former, fresh.graph(wanted))
            assert held(store) in (documents, wanted)
            documents = held(store)
    pipeline.build([], store, RULES)
    assert nquads(store) == fresh.graph(documents)
    assert not temporaries(store)
    assert len(list((store / "graphs").iterdir())) == 1


def test_a_build_killed_at_every_other_of_its_file_operations(fresh: Fresh, papers: Path, tmp_path: Path) -> None:
    one, two = sorted(DOCUMENTS)[:2]
    act(True, one, papers, tmp_path / "one")
    seen = []
    for kill in range(0, OPERATIONS + 1, 2):
        store = Path(shutil.copytree(tmp_path / "one", tmp_path / str(kill)))
        with Machine(kill).running():
            act(True, two, papers, store)
        found = graph_of(store)
        seen.append(found == fresh.graph(frozenset({one, two})))
        assert seen[-1] or found == fresh.graph(frozenset({one}))
        act(True, two, papers, store)
        assert nquads(store) == fresh.graph(frozenset({one, two}))
        assert not temporaries(store)
    # the old graph up to some operation, the new one from it on
    assert seen == sorted(seen)
    assert not seen[0]
    assert seen[-1]
