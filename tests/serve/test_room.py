"""The graph in a room and the one that takes its place, with graphs that are names alone."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from kg.model import StoreError
from kg.serve import indexing
from kg.serve import room as rooms
from kg.serve.room import Room, Snapshot
from kg.serve.settings import Settings

pytest_plugins = ["serve_fixtures"]

LIMIT = 10.0  # seconds


class _Graph:
    """What is open of a graph."""

    def __init__(self) -> None:
        self.closed = False

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store whose graphs are the names in CURRENT; a broken one is named so."""

    def ensure(path: Path) -> Path:
        name = (path / "CURRENT").read_text()
        if name == "broken":
            raise StoreError("nothing\nbut noise")
        return Path(name)

    async def made(path: Path) -> Path:
        return ensure(path)

    def opened(index: Path, settings: Settings) -> Snapshot:
        return Snapshot(index.stem, 0.0, _Graph(), _Graph())  # type: ignore[arg-type]

    monkeypatch.setattr(rooms, "ensure", ensure)
    monkeypatch.setattr(rooms, "made", made)
    monkeypatch.setattr(Snapshot, "open", opened)
    monkeypatch.setattr(rooms, "LOOK", 0.01)
    _publish(tmp_path, "one")
    return tmp_path


def _publish(store: Path, name: str) -> None:
    (store / "next").write_text(name)
    os.replace(store / "next", store / "CURRENT")


def _in_room(store: Path, act: Callable[[Room], Awaitable[None]]) -> Room:
    async def whole() -> Room:
        here = Room(Settings(store))
        await here.open()
        try:
            async with asyncio.timeout(LIMIT):
                await act(here)
        finally:
            await here.close()
        return here

    return asyncio.run(whole())


async def _until(true: Callable[[], bool]) -> None:
    while not true():
        await asyncio.sleep(0.01)


def test_the_next_graph_takes_its_place_and_the_old_one_is_closed_later(named: Path) -> None:
    async def act(here: Room) -> None:
        old = here.snapshot
        before = here.enter()
        _publish(named, "two")
        await _until(lambda: here.snapshot.generation == "two")
        after = here.enter()
        here.leave(here.enter())
        await asyncio.sleep(0.1)
        assert not old.pool.closed  # type: ignore[attr-defined]
        here.leave(before)
        await _until(lambda: old.index.closed)  # type: ignore[attr-defined]
        assert not here.snapshot.pool.closed  # type: ignore[attr-defined]
        here.leave(after)

    assert _in_room(named, act).snapshot.pool.closed  # type: ignore[attr-defined]


def test_a_graph_that_is_left_is_closed_with_the_room(named: Path) -> None:
    left: list[Snapshot] = []

    async def act(here: Room) -> None:
        left.append(here.snapshot)
        here.enter()
        _publish(named, "two")
        await here.refresh()
        assert here.snapshot.generation == "two"

    _in_room(named, act)
    assert left[0].pool.closed  # type: ignore[attr-defined]


def test_the_same_graph_again_changes_nothing(named: Path) -> None:
    async def act(here: Room) -> None:
        before = here.snapshot
        _publish(named, "one")
        await here.refresh()
        await asyncio.sleep(0.1)
        assert here.snapshot is before

    _in_room(named, act)


def test_a_broken_graph_is_told_once_and_tried_again(
    named: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(rooms, "RETRY", 0.05)

    async def act(here: Room) -> None:
        _publish(named, "broken")
        await asyncio.sleep(0.3)
        (named / "CURRENT").unlink()
        await asyncio.sleep(0.3)
        assert here.snapshot.generation == "one"
        _publish(named, "two")
        await _until(lambda: here.snapshot.generation == "two")

    _in_room(named, act)
    told = [record.getMessage() for record in caplog.records if "is not shown" in record.getMessage()]
    assert len(told) == 2
    assert told[0].endswith("nothing but noise")


def test_an_index_is_made_in_another_process(own_store: Path) -> None:
    index = asyncio.run(indexing.made(own_store))
    assert index.is_file()
    assert index.stem == (own_store / "CURRENT").read_text().strip()


def test_why_no_index_is_made_comes_back(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="kg build"):
        asyncio.run(indexing.made(tmp_path / "none"))
