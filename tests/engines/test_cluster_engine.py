"""Documents read on a Dask cluster of real processes: workers die, the scheduler is restarted, documents are poison."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from engine_samples import MODEL, Dask, alive, descendants, free_port, innocent, outcome, rules, until, works

from kg.engines import Done, EngineError, Settings, reader

distributed: Any = pytest.importorskip("distributed", reason="needs the extra `cluster`")
pytest_plugins = ["engine_samples"]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="workers run on Linux")


@pytest.fixture(scope="module")
def two(poison: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dask]:
    """Two workers of one thread each."""
    from engine_samples import cluster

    with cluster(tmp_path_factory.mktemp("dask")) as dask:
        yield dask


def on(dask: Dask, patience: float = 120.0) -> Settings:
    return rules(patience=patience, scheduler=dask.address)


def test_poison_is_refused_by_name_and_the_rest_reads_as_here(two: Dask) -> None:
    bad = {
        "bad-0": ("Raiseword", r"reading it failed \(ValueError: a line and \[31m another\); .*"),
        "bad-1": ("Heldword", r"was not read within 2 s; .*"),
        "bad-2": ("Segvword", r"killed the process that read it twice \(signal 11\); .*"),
    }
    texts = innocent(10) | {name: f"Trust promotes parks. {word}" for name, (word, _) in bad.items()}
    done, lost = outcome(works(texts, rules()), on(two, patience=2))
    assert done == outcome(works(innocent(10), rules()), rules())[0]
    assert set(lost) == set(bad)
    for name, (_, reason) in bad.items():
        assert re.fullmatch(f"{name}: {reason}", lost[name])


def readers(dask: Dask) -> set[int]:
    """The processes that read, their nurseries, and what else workers have below them."""
    return set[int]().union(*(descendants(p.pid) for p in dask.processes[1:]))


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8")
    except OSError:
        return ""


def test_a_worker_killed_on_the_way_loses_no_document(two: Dask) -> None:
    given, found = works(innocent(16, "Slowword"), rules()), dict[str, bytes | None]()
    for result in reader(on(two)).read(given, on(two)):
        assert isinstance(result, Done), result
        found[result.document] = result.content
        if len(found) == 3:  # the process of the worker, which its nanny starts again
            (worker,) = [p for p in descendants(two.processes[1].pid) if "spawn_main" in command_of(p)]
            os.kill(worker, signal.SIGKILL)
    assert found == outcome(given, rules(1))[0]


def test_workers_keep_no_process_that_reads_when_nobody_asks(two: Dask) -> None:
    outcome(works(innocent(2), rules()), on(two))
    until(lambda: not [pid for pid in readers(two) if "pickle.loads" in command_of(pid)], 30)


def test_nothing_waits_where_dask_calls_back(two: Dask, monkeypatch: pytest.MonkeyPatch) -> None:
    # The thread that it calls back in is one for all clients: a reading that is broken off would hold up the next.
    fetched = list[bool]()
    fetch = distributed.Future.result

    def watched(future: Any, timeout: float | None = None) -> Any:
        fetched.append(threading.current_thread() is threading.main_thread())
        return fetch(future, timeout)

    monkeypatch.setattr(distributed.Future, "result", watched)
    outcome(works(innocent(4), rules()), on(two))
    assert fetched == [True] * 4


def test_a_scheduler_that_is_restarted_is_found_again(poison: Path, tmp_path: Path) -> None:
    from engine_samples import cluster

    said: list[str] = []
    with cluster(tmp_path) as dask:
        given, found = works(innocent(16, "Slowword"), rules()), dict[str, bytes | None]()
        for result in reader(on(dask), said.append).read(given, on(dask)):
            assert isinstance(result, Done), result
            assert result.document not in found
            found[result.document] = result.content
            if len(found) == 3:
                dask.processes[0].kill()
                dask.processes[0].wait()
                dask.scheduler()
                for _ in range(2):  # those of before end with their scheduler
                    dask.worker()
    assert found == outcome(given, rules(1))[0]
    assert not said or "is gone; waiting for it" in said[0]


def test_a_document_that_kills_workers_is_refused_and_those_beside_it_are_not(poison: Path, tmp_path: Path) -> None:
    dask = Dask(tmp_path)
    try:
        dask.scheduler(DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0")
        dask.worker()
        texts = innocent(6) | {"bad": "Workerword promotes parks."}
        done, lost = outcome(works(texts, rules()), on(dask))
        assert set(done) == set(innocent(6))
        assert lost == {"bad": "bad: 1 workers died while they read nothing else; leave it out or report it"}
    finally:
        dask.end()


def test_a_worker_with_other_rules_is_refused_before_anything_is_read(poison: Path, tmp_path: Path) -> None:
    other = shutil.copytree(poison, tmp_path / "other")
    facts = other / f"{MODEL}-1.0.dist-info"
    (facts / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {MODEL}\nVersion: 2.0\n", encoding="utf-8")
    dask = Dask(tmp_path)
    try:
        dask.scheduler()
        dask.worker(PYTHONPATH=os.pathsep.join((str(other), os.environ["PYTHONPATH"])))
        said = rf"worker tcp://\S+ has another model \({MODEL} 2.0 there, {MODEL} 1.0 here\); install the same there"
        with pytest.raises(EngineError, match=said):
            outcome(works(innocent(1), rules()), on(dask))
    finally:
        dask.end()


def test_a_worker_without_the_program_is_told(poison: Path, tmp_path: Path) -> None:
    (tmp_path / "kg").mkdir()
    (tmp_path / "kg" / "__init__.py").write_text("raise ImportError('no module of this name')", encoding="utf-8")
    dask = Dask(tmp_path)
    try:
        dask.scheduler()
        dask.worker(PYTHONPATH=str(tmp_path))
        with pytest.raises(EngineError, match=r"worker tcp://\S+ cannot read \(.*\); install intergov-kg"):
            outcome(works(innocent(1), rules()), on(dask))
    finally:
        dask.end()


def test_nobody_at_the_address_is_one_line(poison: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.engines import cluster

    monkeypatch.setattr(cluster, "REACHING", 1.0)
    for address in (f"tcp://127.0.0.1:{free_port()}", "nowhere://"):
        settings = rules(scheduler=address)
        with pytest.raises(EngineError, match="no scheduler answers at") as told:
            outcome(works(innocent(1), rules()), settings)
        assert "\n" not in str(told.value)


def test_a_cluster_without_workers_is_given_up(poison: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.engines import cluster

    monkeypatch.setattr(cluster, "WAITING", 1.0)
    dask = Dask(tmp_path)
    try:
        dask.scheduler()
        with pytest.raises(EngineError, match="no worker of the scheduler at"):
            outcome(works(innocent(1), rules()), on(dask))
    finally:
        dask.end()


def test_all_that_workers_start_ends_with_them(poison: Path, tmp_path: Path) -> None:
    from engine_samples import cluster

    with cluster(tmp_path, 1) as dask:
        results = reader(on(dask)).read(works(innocent(8, "Slowword"), rules()), on(dask))
        next(results)
        below = readers(dask)
        assert len(below) >= 3
        dask.processes[1].kill()
        until(lambda: not any(map(alive, below)))
        results.close()
