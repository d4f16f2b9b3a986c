"""The index is made once for a graph, whole or not at all, and always with the same bytes."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from fixtures_store import write_documents

from kg import disk
from kg.index import Index, build, ensure, schema
from kg.model import StoreError
from kg.pipeline import Settings
from kg.pipeline import build as build_store
from kg.store import Store, generation

pytest_plugins = ("fixtures_store", "index_fixtures")


@pytest.fixture(autouse=True)
def _spare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "spare").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "spare"))


def files(folder: Path) -> list[str]:
    """The names of what lies in a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_the_name_of_the_graph_names_the_index(own_store: Path) -> None:
    made = ensure(own_store)
    assert made == own_store / "index" / f"{generation(own_store)}.sqlite"
    with Store.open(own_store) as store:
        assert store.generation == generation(own_store)
    assert files(made.parent) == [made.name]


def test_an_index_that_is_there_is_kept(own_store: Path) -> None:
    before = ensure(own_store).stat()
    after = ensure(own_store).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_the_same_graph_gives_the_same_bytes(judged: Path, tmp_path: Path) -> None:
    for name in ("one", "other"):
        with Store.open(judged) as store:
            build.build(store, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


DAMAGES = {
    "empty": lambda content: b"",
    "cut short": lambda content: content[: len(content) // 2],
    "no database": lambda content: b"nothing of the kind" * 1000,
    "header changed": lambda content: content[:18] + b"\xff" * 40 + content[58:],
    "pages changed": lambda content: (
        content[: len(content) // 3] + b"\xee" * 40_000 + content[len(content) // 3 + 40_000 :]
    ),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_index_is_made_anew(own_store: Path, damage: object) -> None:
    made = ensure(own_store)
    content = made.read_bytes()
    assert callable(damage)
    made.write_bytes(damage(content))
    assert ensure(own_store).read_bytes() == content


@pytest.mark.parametrize("pragma", ["user_version", "application_id"])
def test_an_index_of_another_schema_is_made_anew(own_store: Path, pragma: str) -> None:
    made = ensure(own_store)
    content = made.read_bytes()
    with closing(sqlite3.connect(made)) as database:
        database.execute(f"PRAGMA {pragma} = {schema.NUMBER + 1}")
    assert not build.is_whole(made)
    assert ensure(own_store).read_bytes() == content


def test_what_is_left_over_goes_but_what_is_read_stays(own_store: Path) -> None:
    folder = ensure(own_store).parent
    for name in (f"{'0' * 20}.sqlite", f"{'1' * 20}.sqlite", f"{disk.TEMPORARY}77.sqlite", "README"):
        shutil.copy(folder / f"{generation(own_store)}.sqlite", folder / name)
    reader = Index(folder / f"{'1' * 20}.sqlite")
    ensure(own_store)
    assert files(folder) == sorted([f"{'1' * 20}.sqlite", f"{generation(own_store)}.sqlite", "README"])
    assert reader.counts()["works"] == 6
    reader.close()
    ensure(own_store)
    assert files(folder) == sorted([f"{generation(own_store)}.sqlite", "README"])


def test_a_build_goes_on_with_an_index_in_the_store(own_store: Path, tmp_path: Path) -> None:
    old = ensure(own_store)
    reader = Index(old)
    papers = write_documents(tmp_path / "more", ("chen-2003.md",))
    (papers / "new.txt").write_text("Trust promotes regional economic integration.", encoding="utf-8")
    build_store([papers], own_store, Settings())
    new = ensure(own_store)
    assert new != old
    assert Index(new).counts()["works"] == 7
    with ThreadPoolExecutor(1) as other:  # a new connection to an index that has been replaced
        assert other.submit(reader.counts).result()["works"] == 6
    reader.close()


def test_processes_that_make_it_at_once_do_not_harm_each_other(own_store: Path) -> None:
    text = f"from pathlib import Path; from kg.index import ensure; ensure(Path({str(own_store)!r}))"
    running = [subprocess.Popen([sys.executable, "-c", text]) for _ in range(3)]
    assert [each.wait(120) for each in running] == [0, 0, 0]
    made = own_store / "index" / f"{generation(own_store)}.sqlite"
    assert files(made.parent) == [made.name]
    assert build.is_whole(made)


def test_threads_that_make_it_at_once_do_not_harm_each_other(own_store: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(ensure, [own_store] * 4))
    assert made == {own_store / "index" / f"{generation(own_store)}.sqlite"}
    assert files(own_store / "index") == [next(iter(made)).name]


@pytest.fixture
def full_store(own_store: Path) -> Path:
    """A store in which no folder for indexes can be made."""
    (own_store / "index").write_text("in the way", encoding="utf-8")
    return own_store


def test_a_store_that_cannot_be_written_has_its_index_elsewhere(full_store: Path, tmp_path: Path) -> None:
    made = ensure(full_store)
    assert made.parent.parent == tmp_path / "spare"
    assert Index(made).counts()["works"] == 6
    assert ensure(full_store) == made


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="folders have no owner")
@pytest.mark.parametrize("mode", [0o777, 0o770])
def test_a_folder_that_others_may_write_is_not_trusted(full_store: Path, mode: int) -> None:
    made = ensure(full_store)
    made.parent.chmod(mode)
    with pytest.raises(StoreError, match="others may write"):
        ensure(full_store)


def test_no_graph_has_no_index(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store"):
        ensure(tmp_path / "nowhere")
    with pytest.raises(StoreError, match="cannot be opened"):
        Index(tmp_path / "nowhere.sqlite")


@pytest.mark.parametrize("name", ["with space", "what?", "a#b", "100%25", "naïve", "quote'\""])
def test_the_store_may_have_any_path(store: Path, tmp_path: Path, name: str) -> None:
    copy = Path(shutil.copytree(store, tmp_path / name))
    assert Index(ensure(copy)).counts()["works"] == 6
