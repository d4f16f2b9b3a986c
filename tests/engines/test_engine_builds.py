"""Builds on every engine give one graph; what is lost is named and tried again; documents may lie at a URL."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from engine_samples import MODEL, Dask, cluster, rules, until
from fixtures_store import DOCUMENTS, LIMIT, Run, command, environment, nquads, write_documents

from kg import pipeline, shards
from kg.engines import Settings
from kg.holdings import PLACE, Shards
from kg.model import Engine, StoreError
from kg.shelves import Folder, Remote
from kg.store import writer

fsspec = pytest.importorskip("fsspec", reason="needs the extra `cluster`")
pytest_plugins = ["fixtures_store", "engine_samples"]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs signals")

QUICK = ("--engine", "rules", "--spacy-model", MODEL)


@pytest.fixture(scope="module")
def quick(poison: Path, papers: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The graph of the six documents, by rules."""
    path = tmp_path_factory.mktemp("quick") / "kg"
    pipeline.build([papers], path, rules())
    return nquads(path)


@pytest.fixture(scope="module")
def two(poison: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dask]:
    pytest.importorskip("distributed", reason="needs the extra `cluster`")
    with cluster(tmp_path_factory.mktemp("dask")) as dask:
        yield dask


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("place", ["", "memory://kg-{}/documents", "file://{}"])
def test_local_builds_give_one_graph(workers: int, place: str, quick: bytes, papers: Path, tmp_path: Path) -> None:
    store = tmp_path / "kg"
    url = place.format(tmp_path / "away")
    report = pipeline.build([papers], store, rules(workers), place=url)
    assert (report.read, report.refused) == (len(DOCUMENTS), ())
    assert nquads(store) == quick
    assert bool(list((store / "documents").iterdir())) == (not url)
    again = pipeline.build([papers], store, rules(workers))
    assert (again.read, again.unchanged, again.generation) == (0, len(DOCUMENTS), report.generation)


def test_a_build_on_a_cluster_gives_the_same_graph(two: Dask, quick: bytes, papers: Path, tmp_path: Path) -> None:
    at = replace(rules(), scheduler=two.address)
    pipeline.build([papers], tmp_path / "kg", at)
    assert nquads(tmp_path / "kg") == quick
    pipeline.build([papers], tmp_path / "away", at, place=f"file://{tmp_path}/shards")
    assert nquads(tmp_path / "away") == quick
    assert len(list((tmp_path / "shards").iterdir())) == len(DOCUMENTS)
    assert not list((tmp_path / "away" / "documents").iterdir())


def test_a_build_broken_off_on_one_engine_goes_on_on_another(
    two: Dask, quick: bytes, papers: Path, tmp_path: Path
) -> None:
    class EnoughError(Exception):
        pass

    def stop(_: str) -> None:
        raise EnoughError

    for settings in (replace(rules(), scheduler=two.address), rules(2), rules(1)):
        with pytest.raises(EnoughError):
            pipeline.build([papers], tmp_path / "kg", settings, stop)
    report = pipeline.build([papers], tmp_path / "kg", replace(rules(), scheduler=two.address))
    assert (report.read, report.unchanged) == (len(DOCUMENTS) - 3, 3)
    assert nquads(tmp_path / "kg") == quick


BAD = {"bad-1.txt": "Raiseword hinders joint parks.", "bad-2.txt": "Killword hinders joint parks."}


def test_what_is_lost_is_named_and_tried_again(
    kg: Run, poison: Path, papers: Path, quick: bytes, tmp_path: Path
) -> None:
    mixed, store = write_documents(tmp_path / "mixed"), tmp_path / "kg"
    for name, text in BAD.items():
        (mixed / name).write_text(text, encoding="utf-8")
    ended = kg("build", mixed, "--store", store, *QUICK, "--workers", "2")
    assert ended.code == 3
    for line in (
        "refused: bad-1: reading it failed (ValueError: a line and [31m another); leave it out or report it",
        "refused: bad-2: killed the process that read it twice (signal 9); leave it out or report it",
    ):
        assert line in " ".join(ended.err.split())
    assert nquads(store) == quick
    for name in BAD:  # by now it can be read
        (mixed / name).write_text("Trust promotes joint parks.", encoding="utf-8")
    (mixed / "bad-2.txt").write_text(BAD["bad-2.txt"], encoding="utf-8")
    ended = kg("build", mixed, "--store", store, *QUICK, "--json")
    made = json.loads(ended.out)
    assert (ended.code, made["read"], made["unchanged"], made["documents"]) == (3, 1, 6, 7)
    assert [refusal["source"] for refusal in made["refused"]] == ["bad-2.txt"]


@pytest.mark.parametrize("workers", ["1", "2"])
def test_extract_names_what_fails(kg: Run, poison: Path, tmp_path: Path, workers: str) -> None:
    mixed = write_documents(tmp_path / "mixed")
    (mixed / "bad-1.txt").write_text(BAD["bad-1.txt"], encoding="utf-8")
    ended = kg("extract", mixed, *QUICK, "--workers", workers)
    assert (ended.code, len(ended.out.splitlines())) == (3, len(DOCUMENTS))
    assert "refused: bad-1: reading it failed" in ended.err


def test_an_interrupted_build_goes_on(poison: Path, tmp_path: Path) -> None:
    slow, store = tmp_path / "slow", tmp_path / "kg"
    slow.mkdir()
    for i in range(12):
        (slow / f"slow-{i:02}.txt").write_text(f"Trust promotes {i} parks. Slowword", encoding="utf-8")
    env = environment() | {name: os.environ[name] for name in ("PYTHONPATH", "POISON_MARK")}
    line = command("build", slow, "--store", store, *QUICK, "--workers", "2")
    with subprocess.Popen(line, env=env, stderr=subprocess.PIPE) as build:
        until(lambda: len(list(store.glob("documents/[!.]*"))) >= 3)
        build.send_signal(signal.SIGINT)
        said = build.communicate(timeout=LIMIT)[1].decode()
    assert (build.returncode, said) == (130, "kg: interrupted; run the same command again to go on\n")
    report = pipeline.build([slow], store, rules(2))
    assert report.read + report.unchanged == 12
    assert report.unchanged >= 3


def test_a_cluster_is_asked_for_with_its_address(kg: Run, tmp_path: Path) -> None:
    ended = kg("build", "--on", "dask", "--store", tmp_path / "kg")
    assert ended.code == 2
    assert "--scheduler" in ended.err


# --- documents at a URL ------------------------------------------------------------------------


@pytest.fixture
def away(tmp_path: Path) -> Iterator[Shards]:
    """A store whose documents lie in memory."""
    with writer(tmp_path / "kg") as target:
        target.lay(f"memory://{tmp_path.name}/documents")
        yield target


def test_shards_at_a_url_are_named_by_what_they_were_made_from(away: Shards) -> None:
    assert away.shards() == ()
    away.write_shard("a", b"one", "k1")
    away.write_shard("b", b"two", "k2")
    away.write_shard("a", b"three", "k3")
    assert away.shards() == ("a.k3", "b.k2")
    assert [away.read_shard(name) for name in ("a", "a.k3", "b")] == [b"three", b"three", b"two"]
    assert away.shelf.keys(lambda _: pytest.fail("opened")) == {"a": "k3", "b": "k2"}
    assert away.shelf.version("a") == "a.k3"
    away.delete_shard("a")
    assert away.shards() == ("b.k2",)
    with pytest.raises(StoreError, match="no shard a in memory://"):
        away.read_shard("a")
    for name in ("../a", "a/b", ".a"):
        with pytest.raises(StoreError, match="cannot name a shard"):
            away.read_shard(name)


def test_of_two_shards_of_a_document_the_last_written_counts(away: Shards) -> None:
    away.write_shard("a", b"old", "k9")
    system, root = fsspec.core.url_to_fs(away.shelf.url)  # type: ignore[attr-defined]
    system.pipe_file(f"{root}/a.k1", b"new")  # a worker that was killed before it removed the other
    assert away.shards() == ("a.k1",)
    assert away.read_shard("a") == b"new"
    away.write_shard("a", b"new", "k1")
    assert [path.rpartition("/")[2] for path in system.ls(root, detail=False)] == ["a.k1"]


def test_the_store_remembers_the_url(away: Shards) -> None:
    shelf = Shards(away.root).shelf
    assert isinstance(shelf, Remote)
    away.lay(shelf.url + "/")  # the same
    with pytest.raises(StoreError, match=r"lie at memory://.*; leave --shards out"):
        away.lay("memory://elsewhere")


def test_documents_that_lie_in_the_store_stay_there(tmp_path: Path) -> None:
    with writer(tmp_path / "kg") as target:
        target.write_shard("a", b"one")
        assert target.shelf == Folder((tmp_path / "kg").absolute() / "documents")
        with pytest.raises(StoreError, match="lie in it; leave --shards out"):
            target.lay("memory://somewhere")


@pytest.mark.parametrize("url", ["nowhere://bucket", "file:///proc/1/none/of/this", "documents"])
def test_a_url_that_cannot_be_written_is_one_line(url: str, papers: Path, tmp_path: Path) -> None:
    settings = Settings(engine=Engine.RULES)
    with pytest.raises(StoreError, match=r"check the URL|whole URL") as told:
        pipeline.build([papers], tmp_path / "kg", settings, place=url)
    assert "\n" not in str(told.value)


def test_without_fsspec_the_cure_is_named(away: Shards, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [n for n in sys.modules if n.split(".")[0] == "fsspec"]:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(StoreError, match=r'run: pip install "intergov-kg\[cluster\]"'):
        away.shards()


def test_a_damaged_note_of_the_place_is_told(away: Shards) -> None:
    (away.root / PLACE).write_bytes(b"\xff")
    with pytest.raises(StoreError, match="SHARDS cannot be read"):
        Shards(away.root).shards()


def test_removal_takes_a_document_from_the_url(quick: bytes, papers: Path, tmp_path: Path) -> None:
    store = tmp_path / "kg"
    pipeline.build([papers], store, rules(), place=f"file://{tmp_path}/away")
    pipeline.remove(["adams-2001"], store)
    held = {shards.document(Shards(store).read_shard(name)).id for name in Shards(store).shards()}
    assert held == {Path(name).stem for name in DOCUMENTS} - {"adams-2001"}
