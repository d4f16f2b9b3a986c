"""The graph that requests are answered from, and how the next one takes its place.

A request takes ``room.snapshot`` once and keeps to it. When a build has made a new graph, a new snapshot is
opened beside the old one and takes its place; the old one is closed when the last request that
began before has ended.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from kg.index import Index, ensure
from kg.serve.indexing import made
from kg.serve.settings import Settings
from kg.serve.workers import Pool

_log = logging.getLogger(__name__)

LOOK = 1.0
"""Seconds between two looks at which graph is the current one."""

RETRY = 30.0
"""Seconds after which a graph that could not be opened is tried again."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One published graph, open for reading.

    Attributes:
        generation: the name of the graph, made from its content; the version that ETags name.
        modified: seconds since the epoch at which the graph took its place.
        index: what pages are made from.
        pool: the processes that answer SPARQL.
    """

    generation: str
    modified: float
    index: Index
    pool: Pool

    @classmethod
    def open(cls, index: Path, settings: Settings) -> Snapshot:
        """Open the graph that an index was made from.

        Raises:
            KgError: the index or the graph cannot be read.
            OSError: another graph has taken its place, and it is gone.
        """
        graph = settings.store / "graphs" / index.stem
        modified = (settings.store / "CURRENT").stat().st_mtime
        opened = Index(index)
        try:
            return cls(index.stem, modified, opened, Pool(graph, settings))
        except BaseException:
            opened.close()
            raise

    def close(self) -> None:
        """Let go of the graph."""
        self.pool.close()
        self.index.close()


class Room:
    """What all requests share: the settings and the current snapshot."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.snapshot: Snapshot
        self._seen: tuple[int, int] | None = None
        self._left: dict[Snapshot, int] = {}  # to the last request that began before it was left
        self._present: set[int] = set()
        self._number = 0
        self._watching: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()

    @property
    def store(self) -> Path:
        """The folder of the store."""
        return self.settings.store

    async def open(self) -> None:
        """Open the current graph, and look from now on for the next.

        Raises:
            KgError: there is no graph, or it cannot be read.
        """
        self._seen = self._sign()
        self.snapshot = await asyncio.to_thread(lambda: Snapshot.open(ensure(self.store), self.settings))
        self._watching = asyncio.create_task(self._watch())

    async def close(self) -> None:
        """Look no more, and let go of every graph."""
        if self._watching is not None:
            self._watching.cancel()
            with suppress(asyncio.CancelledError):
                await self._watching
        for snapshot in (*self._left, self.snapshot):
            await asyncio.to_thread(snapshot.close)
        self._left.clear()

    async def refresh(self) -> None:
        """Put the current graph of the store in the place of the one that is open, if it is another.

        Raises:
            KgError: it cannot be read; the one that is open stays.
            OSError: the same.
        """
        async with self._turn:
            sign = self._sign()
            if sign == self._seen:
                return
            fresh = await asyncio.to_thread(Snapshot.open, await made(self.store), self.settings)
            self._seen = sign
            if fresh.generation == self.snapshot.generation:
                await asyncio.to_thread(fresh.close)
                return
            old, self.snapshot = self.snapshot, fresh
            _log.info("graph %s takes the place of %s", fresh.generation, old.generation)
            self._left[old] = self._number
            self._close_left()

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        failed, again = self._seen, 0.0
        while True:
            await asyncio.sleep(LOOK)
            sign = self._sign()
            if sign == self._seen or (sign == failed and loop.time() < again):
                continue
            try:
                await self.refresh()
            except Exception as error:  # whatever is wrong with the new graph, the old one is there to be read
                if sign != failed:
                    _log.warning("the new graph of %s is not shown: %s", self.store, " ".join(str(error).split()))
                failed, again = sign, loop.time() + RETRY

    def _sign(self) -> tuple[int, int] | None:
        """What changes when another graph becomes the current one; None where there is none."""
        try:
            found = (self.store / "CURRENT").stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns

    def enter(self) -> int:
        """A request begins; the number that :meth:`leave` wants."""
        self._number += 1
        self._present.add(self._number)
        return self._number

    def leave(self, number: int) -> None:
        """A request has ended: the graphs that only it could be using are closed."""
        self._present.discard(number)
        self._close_left()

    def _close_left(self) -> None:
        first = min(self._present, default=self._number + 1) if self._left else 0
        for snapshot, last in list(self._left.items()):
            if last < first:
                del self._left[snapshot]
                asyncio.get_running_loop().run_in_executor(None, snapshot.close)


class Present:
    """Tells the room when requests begin and end."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        here: Room = scope["app"].state.room
        number = here.enter()
        try:
            await self.app(scope, receive, send)
        finally:
            here.leave(number)


def room(request: Request) -> Room:
    """The room that a request came to."""
    found = request.app.state.room
    assert isinstance(found, Room)
    return found
