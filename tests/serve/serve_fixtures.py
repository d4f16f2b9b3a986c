"""A small store, the application on it, and real servers of it.

PYTEST_DONT_REWRITE: test modules import from here before pytest takes this module as a plugin.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from fixtures_store import LIMIT, command, environment
from starlette.testclient import TestClient

from kg.serve.app import make_app
from kg.serve.run import dumped
from kg.serve.settings import Settings

pytest_plugins = ["fixtures_store"]

_AS = "import sys; from kg.serve import run; run.run(run.loaded(sys.argv[1]), print)"

BASE = "http://127.0.0.1:8000"


class Served(NamedTuple):
    """A server that runs: where, its process and the file that its standard error goes to."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def logged(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def others(self) -> bool:
        """Whether any process that it started is still there."""
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def stop(self, how: signal.Signals = signal.SIGTERM, seconds: float = LIMIT) -> int:
        """End it as a person would, and give its exit code."""
        self.process.send_signal(how)
        return self.process.wait(seconds)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(store: Path, log: Path, *options: object, **more: str) -> Iterator[Served]:
    """``kg serve`` in a process of its own, on a free port of this machine, until the block ends."""
    port = free_port()
    asked = command("serve", "--store", store, "--port", port, *options)
    with _running(asked, port, log, more) as served:
        yield served


@contextmanager
def serving_as(settings: Settings, log: Path) -> Iterator[Served]:
    """The same for settings that no option of the command sets."""
    port = free_port()
    asked = [sys.executable, "-c", _AS, dumped(replace(settings, port=port))]
    with _running(asked, port, log, {}) as served:
        yield served


@contextmanager
def _running(asked: list[str], port: int, log: Path, more: dict[str, str]) -> Iterator[Served]:
    with log.open("wb") as stream:
        process = subprocess.Popen(asked, stderr=stream, env=environment(**more), start_new_session=True)
    served = Served(f"http://127.0.0.1:{port}", process, log)
    try:
        _wait(served)
        yield served
    finally:
        _end(process)


def _wait(served: Served) -> None:
    end = time.monotonic() + LIMIT
    while time.monotonic() < end and served.process.poll() is None:
        try:
            if httpx.get(f"{served.url}/healthz", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"the server does not answer: {served.logged()}")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(30)
    finally:
        with suppress(ProcessLookupError):  # nothing is left of it, as it should be
            os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def asking(settings: Settings) -> Iterator[TestClient]:
    """The application for some settings, in this process, without a socket."""
    with TestClient(make_app(settings), base_url=BASE, follow_redirects=False, client=("127.0.0.1", 50000)) as client:
        yield client


@pytest.fixture(scope="session")
def shown(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the store of the six documents that an index is made in; not to be changed otherwise."""
    return Path(shutil.copytree(store, tmp_path_factory.mktemp("shown") / "kg"))


@pytest.fixture(scope="session")
def client(shown: Path) -> Iterator[TestClient]:
    """The application on the store of the six documents; read only."""
    with asking(Settings(shown)) as found:
        yield found


@pytest.fixture
def writing_client(own_store: Path) -> Iterator[TestClient]:
    """The application on a store of its own that may be judged."""
    with asking(Settings(own_store, write=True)) as found:
        yield found


@pytest.fixture(scope="session")
def served(shown: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A real server of the store of the six documents; read only."""
    with serving(shown, tmp_path_factory.mktemp("served") / "log") as found:
        yield found


@pytest.fixture
def served_writing(own_store: Path, tmp_path: Path) -> Iterator[Served]:
    """A real server of a store of its own, with ``--write``."""
    with serving(own_store, tmp_path / "log", "--write") as found:
        yield found
