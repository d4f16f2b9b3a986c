"""The graph that a cluster makes is that which this machine makes alone, to the byte."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import made_works
import pytest
from engine_samples import LIMIT, cluster, until

from kg import loading, publish, scholars, vocab
from kg.engines import EngineError
from kg.link import Linker
from kg.model import StoreError
from kg.publish import Published
from kg.store import writer

distributed = pytest.importorskip("distributed", reason="needs the extra `cluster`")

from kg.engines import assembly  # noqa: E402


@pytest.fixture(scope="module", autouse=True)
def names_alone() -> Iterator[None]:
    """A graph is named by its content before it is loaded: loading is left out, and the vocabulary is read once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "vocabulary", cache(lambda paths: _vocabulary(paths)))
        patch.setattr(vocab, "ontology_files", cache(vocab.ontology_files))
        patch.setattr(loading, "load", _keep)
        yield


_vocabulary = loading.vocabulary


def _keep(quads: Path, terms: object, folder: Path) -> None:
    """The lines of a graph in the place of the graph."""
    folder.mkdir()
    shutil.copy(quads, folder / "quads.nq")


@pytest.fixture(scope="module")
def clients() -> Iterator[dict[int, Any]]:
    """Clients of clusters of one and two workers, which are threads of this process."""
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    found = {}
    started = []
    try:
        for workers in (1, 2):
            started.append(
                distributed.LocalCluster(
                    n_workers=workers, threads_per_worker=1, processes=False, dashboard_address=None
                )
            )
            found[workers] = distributed.Client(started[-1], set_as_default=False)
        yield found
    finally:
        for client in found.values():
            client.close()
        for one in started:
            one.close()


def alone(path: Path, folder: Path) -> Published:
    """What this machine makes of a store."""
    with writer(made_works.copy(path, folder / "alone")) as target:
        return publish.publish(target)


def spread(path: Path, folder: Path, client: Any, parts: int = 0) -> Published:
    """What a cluster makes of a store."""
    with writer(made_works.copy(path, folder / "spread")) as target:
        return assembly.publish(target, client, parts)


@pytest.fixture(scope="module")
def works(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Published]:
    """A store of made-up works on which people decided, and what this machine makes of it."""
    folder = tmp_path_factory.mktemp("made")
    path = made_works.store(folder / "kg", 60)
    made_works.judge(path)
    return path, alone(path, folder)


def test_the_sample_has_everything(works: tuple[Path, Published]) -> None:
    path, made = works
    lines = (path.parent / "alone" / "graphs" / made.generation / "quads.nq").read_text(encoding="utf-8")
    for part in ("disputeConflict", "disputeDenied", "refines", "denialBelief", "scholar/team.", "hasMember", "within"):
        assert f"#{part}" in lines or part in lines
    with writer(path) as target:
        same = publish.same_works(target)
        judged, _ = publish.judgement(target, publish.linked(target), Linker(vocab.load().concepts))
    assert made.merged
    assert same.groups
    assert same.related
    assert made.orphans
    assert judged.rejected
    assert judged.written
    assert made.propositions < made.claims


@pytest.mark.parametrize(("workers", "parts"), [(1, 1), (1, 3), (2, 3), (2, 7)])
def test_the_graph_is_that_of_one_machine(
    works: tuple[Path, Published], clients: dict[int, Any], workers: int, parts: int, tmp_path: Path
) -> None:
    path, expected = works
    assert spread(path, tmp_path, clients[workers], parts) == expected


@pytest.mark.parametrize("seed", [1, 2])
def test_the_graph_of_works_nobody_judged(clients: dict[int, Any], seed: int, tmp_path: Path) -> None:
    path = made_works.store(tmp_path / "kg", 30, seed)
    assert spread(path, tmp_path, clients[2], 5) == alone(path, tmp_path)


@pytest.mark.parametrize("number", [0, 1])
def test_hardly_any_works(clients: dict[int, Any], number: int, tmp_path: Path) -> None:
    path = made_works.store(tmp_path / "kg", number)
    assert spread(path, tmp_path, clients[1], 4) == alone(path, tmp_path)


def test_a_damaged_document_is_told(clients: dict[int, Any], tmp_path: Path) -> None:
    path = made_works.store(tmp_path / "kg", 3)
    with writer(path) as target:
        target.write_shard(target.shards()[1], b"{", "none")
        with pytest.raises(StoreError, match="a document of the store is damaged"):
            assembly.publish(target, clients[1], 2)
    assert not (path / "CURRENT").exists()


def test_workers_that_do_not_reach_the_documents_are_told(clients: dict[int, Any], tmp_path: Path) -> None:
    path = made_works.store(tmp_path / "kg", 1)
    with writer(path) as target:
        names = target.shards()
        target.delete_shard(names[0])
        with pytest.raises(EngineError, match=r"worker .* cannot read the documents of the store .*--shards"):
            assembly._reach(clients[1], target.shelf, names)


def test_a_part_asks_for_all_that_it_needs_of_people() -> None:
    concepts = tuple(vocab.load().concepts)
    found = [scholars.work(e) for e in made_works.extractions(80, 3)]
    whole = scholars.Scholars(concepts, found)
    parts = scholars.Census.of(scholars.People(w) for w in found).parts()
    for work in found:
        told = scholars.Census()
        for key in scholars.asked([scholars.People(work)]):
            if key in parts:
                told.join(parts[key])
        mine = scholars.Scholars(concepts, [work], told).nodes()
        assert mine[work.doc] == whole.nodes()[work.doc]


def test_a_worker_that_is_killed_changes_nothing(works: tuple[Path, Published], tmp_path: Path) -> None:
    path, expected = works
    with (
        cluster(tmp_path, 2) as dask,
        distributed.Client(dask.address, set_as_default=False, timeout=LIMIT) as client,
        ThreadPoolExecutor(1) as pool,
    ):
        client.wait_for_workers(2, timeout=LIMIT)
        first = sorted(client.run(os.getpid).values())[0]
        ended = threading.Event()
        made = pool.submit(spread, path, tmp_path, client, 6)
        made.add_done_callback(lambda _: ended.set())
        until(lambda: ended.is_set() or _has(client, "stated"))
        assert not ended.is_set()
        os.kill(first, signal.SIGKILL)
        assert made.result(LIMIT) == expected
        assert first not in client.run(os.getpid).values()


def _has(client: Any, step: str) -> bool:
    """Whether a step has come out somewhere."""
    return any(str(key).startswith(step) for keys in client.has_what().values() for key in keys)
