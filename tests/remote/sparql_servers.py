"""Real SPARQL servers of the tests, each on a free port of this machine with a folder of its own."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "competency"))

VIRTUOSO = shutil.which("virtuoso-t")
OXIGRAPH = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
ENVIRONMENT = ("KG_SPARQL_USER", "KG_SPARQL_PASSWORD", "KG_SPARQL_TOKEN", "KG_SPARQL_CA", "KG_WORK", "KG_STORE")

_PATIENCE = 120.0  # seconds until a server answers; Virtuoso makes its database first
_INI = """[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
ServerThreads = 8
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 4
[SPARQL]
ResultSetMaxRows = {most}
"""


@contextmanager
def oxigraph() -> Iterator[str]:
    """An Oxigraph server that holds its graphs in memory; gives the address."""
    if OXIGRAPH is None:
        pytest.skip("the oxigraph server is not installed; it comes with the developers' packages")
    port = free_port()
    command = [OXIGRAPH, "serve", "--bind", f"127.0.0.1:{port}"]
    with _running(command, f"http://127.0.0.1:{port}/query?query=ASK%7B%7D", None):
        yield f"sparql+http://127.0.0.1:{port}/"


@contextmanager
def virtuoso(folder: Path, most: int = 1_000_000) -> Iterator[str]:
    """A Virtuoso server with a database in the folder; gives the address. ``most`` rows are in an answer."""
    if VIRTUOSO is None:
        pytest.skip("virtuoso-t is not installed; Debian has it as virtuoso-opensource")
    sql, port = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(_INI.format(folder=folder, sql=sql, http=port, most=most), encoding="ascii")
    command = [VIRTUOSO, "+foreground", "+configfile", str(folder / "virtuoso.ini")]
    with _running(command, f"http://127.0.0.1:{port}/sparql?query=ASK%7B%7D", folder):
        yield f"sparql+http://127.0.0.1:{port}/sparql?store=/sparql-graph-crud-auth"


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _running(command: list[str], url: str, folder: Path | None) -> Iterator[None]:
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(process, url)
        yield
    finally:
        process.kill()
        process.wait(30)


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            pytest.fail(f"the server ended with {process.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (OSError, urllib.error.URLError):
            time.sleep(0.1)
    pytest.fail(f"no answer from {url} in {_PATIENCE:.0f} seconds")


@pytest.fixture
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """No login and no folder from the environment of whoever runs the tests."""
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.fixture(scope="session")
def oxigraph_address() -> Iterator[str]:
    """The Oxigraph server that the tests share."""
    with oxigraph() as address:
        yield address


@pytest.fixture(scope="session")
def virtuoso_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The Virtuoso server that the tests share; its login is ``dba`` twice."""
    with virtuoso(tmp_path_factory.mktemp("virtuoso")) as address:
        yield address
