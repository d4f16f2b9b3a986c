"""Documents read by processes of this machine: what kills one of them takes nothing from the others."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from engine_samples import LIMIT, alive, descendants, document, innocent, outcome, rules, until, works
from fixtures_store import environment

from kg.engines import Done, EngineError, Lost, Settings, Work, children, local, one, reader
from kg.engines.children import Children
from kg.model import ModelError

pytest_plugins = ["engine_samples"]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs signals")

TWICE = "killed the process that read it twice ({}); leave it out or report it"
POISON = {
    "raises": ("Raiseword", "reading it failed (ValueError: a line and [31m another); leave it out or report it"),
    "hangs": ("Hangword", "was not read within 2 s; give it more with --patience, or leave it out"),
    "hangs in C": ("Heldword", "was not read within 2 s; give it more with --patience, or leave it out"),
    "is killed": ("Killword", TWICE.format("signal 9")),
    "crashes": ("Segvword", TWICE.format("signal 11")),
    "exits": ("Exitword", TWICE.format("exit code 7")),
}
"""What a document does, the word that makes it, and why it is refused."""


def readers() -> set[int]:
    """The processes below this one that read documents; servers and browsers of other tests may be there too."""
    found = set()
    for pid in descendants(os.getpid()):
        with suppress(OSError):  # it has ended meanwhile
            if children._START.encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.add(pid)
    return found


@pytest.mark.parametrize("workers", [1, 2])
def test_poison_is_refused_by_name_and_the_rest_is_read(workers: int, poison: Path) -> None:
    settings = rules(workers, patience=2)
    bad = {f"bad-{n}": f"Trust promotes parks. {word}" for n, (word, _) in enumerate(POISON.values())}
    texts = innocent(12)
    mixed = dict(sorted((texts | bad).items(), key=lambda item: item[0][::-1]))
    done, lost = outcome(works(mixed, settings), settings)
    assert lost == {f"bad-{n}": f"bad-{n}: {reason}" for n, (_, reason) in enumerate(POISON.values())}
    assert done == outcome(works(texts, rules()), rules())[0]


def test_a_document_that_killed_its_process_once_is_read(poison: Path) -> None:
    settings, mark = rules(1), Path(os.environ["POISON_MARK"])
    mark.unlink(missing_ok=True)
    texts = innocent(3) | {"once": "Trust promotes parks. Onceword"}
    done, lost = outcome(works(texts, settings), settings)
    assert mark.exists()
    assert (set(done), lost) == (set(texts), {})


def test_in_this_process_a_document_that_raises_is_refused_too(poison: Path) -> None:
    texts = innocent(2) | {"bad": f"{POISON['raises'][0]} promotes parks."}
    done, lost = outcome(works(texts, rules()), rules())
    assert (len(done), lost) == (2, {"bad": f"bad: {POISON['raises'][1]}"})


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_a_pipeline_that_is_not_there_is_said_at_once(workers: int) -> None:
    settings = rules(workers, model="en_nowhere")
    with pytest.raises(ModelError, match="spaCy pipeline en_nowhere is not installed"):
        outcome(works(innocent(2), settings), settings)
    assert not readers()


def test_processes_killed_from_outside_are_replaced(poison: Path) -> None:
    settings = rules(2)
    texts = innocent(12, "Slowword")
    given, found = works(texts, settings), set[str]()
    for result in reader(settings).read(given, settings):
        assert isinstance(result, Done), result
        found.add(result.document)
        if len(found) == 3:
            for pid in readers():  # those that read, and the one they were forked from
                os.kill(pid, signal.SIGKILL)
    assert found == set(texts)


def test_nothing_is_left_when_the_reading_is_broken_off(poison: Path) -> None:
    settings = rules(2)
    results = reader(settings).read(works(innocent(8, "Slowword"), settings), settings)
    next(results)
    below = readers()
    assert len(below) == 3
    results.close()
    assert not any(map(alive, below))


READS = """
import sys
sys.path[:0] = {path!r}
from engine_samples import innocent, rules, works
from kg.engines import reader
settings = rules(2)
for result in reader(settings).read(works(innocent(40, {word!r}), settings), settings):
    print(result.document, flush=True)
"""


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT], ids=str)
@pytest.mark.parametrize("word", ["Slowword", "Heldword"])
def test_all_end_with_the_process_that_asked(end: int, word: str, poison: Path) -> None:
    path = [str(Path(__file__).parent), str(Path(__file__).parents[1])]
    line = [sys.executable, "-c", READS.format(path=path, word=word)]
    env = environment() | {name: os.environ[name] for name in ("PYTHONPATH", "POISON_MARK")}
    asks = subprocess.Popen(line, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        until(lambda: len(descendants(asks.pid)) == 3)
        below = descendants(asks.pid)
        asks.send_signal(end)
        asks.wait(LIMIT)
        until(lambda: not any(map(alive, below)), 20)
    finally:
        asks.kill()
        asks.communicate()


def test_processes_hold_no_file_of_the_one_that_asked(poison: Path, tmp_path: Path) -> None:
    held = os.open(tmp_path / "LOCK", os.O_CREAT | os.O_RDWR)
    os.set_inheritable(held, True)
    settings = rules(1)
    results = reader(settings).read(works(innocent(4, "Slowword"), settings), settings)
    try:
        next(results)
        open_files = [os.readlink(f) for pid in readers() for f in Path(f"/proc/{pid}/fd").iterdir()]
    finally:
        results.close()
        os.close(held)
    assert open_files
    assert not [name for name in open_files if "LOCK" in name]


class Stillborn:
    """Children that end before they begin."""

    def __init__(self, settings: Settings) -> None:
        self._inner = children.Spawned(settings)

    def start(self) -> children.Child:
        child = self._inner.start()
        os.kill(child.pid, signal.SIGKILL)
        return child

    def end(self, child: children.Child) -> int:
        return self._inner.end(child)

    def close(self) -> None:
        self._inner.close()


def test_processes_that_cannot_begin_end_the_reading(poison: Path) -> None:
    settings = rules(2)
    with (
        pytest.raises(EngineError, match=r"end before they begin \(signal 9\)"),
        local.Pool(settings, 2, Stillborn(settings)) as pool,
    ):
        list(pool.read(works(innocent(4), settings)))


@pytest.mark.parametrize("kind", [children.Nursery, children.Spawned])
def test_both_ways_to_start_processes_read_the_same(kind: type[Children], poison: Path) -> None:
    settings = rules(2, patience=2)
    texts = innocent(5) | {"bad": "Killword promotes parks.", "long": "Heldword promotes parks."}
    with local.Pool(settings, 2, kind(settings)) as pool:  # type: ignore[call-arg]
        found = list(pool.read(works(texts, settings)))
    assert sorted(r.document for r in found if isinstance(r, Lost)) == ["bad", "long"]
    done = {r.document: r.content for r in found if isinstance(r, Done)}
    assert done == outcome(works(innocent(5), rules()), rules())[0]


def test_a_thesis_goes_through_the_pipes(poison: Path) -> None:
    settings = rules(1)
    long = replace(
        document("thesis", "Trust promotes joint parks."), text="Trust promotes joint parks." + "x" * 900_000
    )
    given = [Work(d, one.key(d, settings)) for d in (long, replace(long, id="other"))]
    done, lost = outcome(given, settings)
    assert not lost
    assert all(len(content or b"") > 900_000 for content in done.values())
