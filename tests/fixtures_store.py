"""Six small documents, stores built from them and from part of the bundled corpus, and the command line, in process.

PYTEST_DONT_REWRITE: test modules import from here before pytest takes this module as a plugin.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from kg import cli, pipeline
from kg.pipeline import Settings
from kg.store import Store

DOCUMENTS = {
    "adams-2001.txt": "Local protectionism hinders regional economic integration. "
    "Benefit sharing reduces local protectionism.",
    "brown-2002.txt": "Local protectionism hinders regional economic integration. "
    "Trust between mayors promotes intergovernmental cooperation.",
    "chen-2003.md": "---\ntitle: River pacts\nauthors: [Chen]\nyear: 2003\n---\n"
    "River pact scheme promotes intergovernmental cooperation. Transaction costs hinder joint parks.",
    "doe-2004.md": "---\ntitle: More river pacts\nauthors: [Doe]\nyear: 2004\n---\n"
    "River pact schemes do not promote intergovernmental cooperation. Free riding hinders joint action.",
    "évora-2005.txt": "Market segmentation – so the author holds – hinders regional economic integration. "
    "Governments should establish a joint meeting office.",
    "fang-2006.txt": "Administrative rigidity may hinder benefit sharing. Tax sharing promotes economic growth.",
}
"""File name to text; two of the texts name one thing, which no vocabulary knows, in two forms."""

OLD = ("adams-2001.txt", "chen-2003.md", "fang-2006.txt")
"""The documents of the store that a build is started on."""

PART = 60
"""How many works of the bundled corpus are read for tests; reading all takes a minute."""

LIMIT = 120  # seconds that a command may take on a busy machine


class Outcome(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


def write_documents(folder: Path, names: tuple[str, ...] = tuple(DOCUMENTS)) -> Path:
    """A folder with some of the documents."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_text(DOCUMENTS[name], encoding="utf-8")
    return folder


def nquads(store: Path) -> bytes:
    """The whole graph of a store."""
    with Store.open(store) as opened:
        return b"".join(opened.nquads())


def environment(**more: str) -> dict[str, str]:
    """The environment of a command: nothing that would change what it does but what is given."""
    dropped = {"KG_STORE", "KG_DEBUG", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "PYTHONPATH"}
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return kept | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}", **more}


def command(*arguments: object) -> list[str]:
    """The command line of a process of its own."""
    return [sys.executable, "-m", "kg", *map(str, arguments)]


def process(*arguments: object, folder: Path | None = None, stdin: str = "", **more: str) -> Outcome:
    """Run a command in a process of its own, where exit codes and streams are the real ones."""
    ended = subprocess.run(
        command(*arguments),
        input=stdin.encode(),
        capture_output=True,
        cwd=folder,
        env=environment(**more),
        timeout=LIMIT,
        check=False,
    )
    return Outcome(ended.returncode, ended.stdout.decode(), ended.stderr.decode())


@pytest.fixture
def kg(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in this process, which has loaded the spaCy pipeline."""
    for name in ("KG_STORE", "KG_DEBUG"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: object, stdin: bytes = b"") -> Outcome:
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["kg", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as ended:
            cli.main()
        streams = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Outcome(ended.value.code, streams.out, streams.err)

    return run


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The six documents; not to be changed."""
    return write_documents(tmp_path_factory.mktemp("shared") / "papers")


@pytest.fixture(scope="session")
def store(papers: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the six documents, built undisturbed from nothing; not to be changed."""
    path = tmp_path_factory.mktemp("store") / "kg"
    pipeline.build([papers], path, Settings())
    return path


@pytest.fixture(scope="session")
def old_store(papers: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of three of the documents; not to be changed."""
    path = tmp_path_factory.mktemp("old") / "kg"
    pipeline.build([papers / name for name in OLD], path, Settings())
    return path


@pytest.fixture(scope="session")
def graph(store: Path) -> bytes:
    """The graph of the six documents."""
    return nquads(store)


@pytest.fixture(scope="session")
def old_graph(old_store: Path) -> bytes:
    """The graph of the three documents."""
    return nquads(old_store)


@pytest.fixture
def own_store(store: Path, tmp_path: Path) -> Path:
    """A copy of the store of the six documents that a test may change, without the index others may have made in it."""
    return Path(shutil.copytree(store, tmp_path / "own", ignore=shutil.ignore_patterns("index")))


@pytest.fixture(scope="session")
def corpus_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the last works of the bundled corpus; not to be changed."""
    path = tmp_path_factory.mktemp("corpus") / "kg"
    pipeline.build(sorted(pipeline.corpus().glob("*.md"))[-PART:], path, Settings())
    return path
