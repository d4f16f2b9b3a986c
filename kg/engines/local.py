"""Documents read by processes of this machine, which may die or hang without harm to the others."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import wait
from types import TracebackType

from kg.engines import Done, EngineError, Lost, Results, Settings, Work, deadly, late
from kg.engines.children import FAILED, READ, READY, STARTING, UNFIT, Child, Children, children, ending
from kg.model import ModelError
from kg.shelves import Shelf

_CHUNK = 16  # works that a process is given at once, at most
_LETTERS = 60_000  # letters of a chunk, about; a few dozen abstracts, or one thesis
_STARTS = 3  # processes in a row that may end before they begin
_LOOK = 5.0  # seconds between two looks at the clock where nothing comes


class Local:
    """Reads in processes of this machine."""

    def read(self, works: Sequence[Work], settings: Settings, shelf: Shelf | None = None) -> Results:
        """Read documents side by side.

        Raises:
            EngineError: processes end before they begin.
            ModelError: the spaCy pipeline is missing or unfit.
        """
        del shelf  # whoever asked puts it there, so that it is written once
        if works:  # loading takes longer than a build that has nothing to read
            with Pool(settings, min(settings.workers, len(works)), children(settings)) as pool:
                yield from pool.read(works)


class _Seat:
    """A place for a process: the one that holds it now, and what it has to read; the first is what it reads."""

    def __init__(self) -> None:
        self.child: Child | None = None
        self.ready = False
        self.works: deque[Work] = deque()
        self.since = 0.0

    @property
    def free(self) -> bool:
        return not self.works and (self.child is None or self.ready)

    def due(self, patience: float) -> float:
        """When it is late."""
        return self.since + (patience if self.ready else STARTING)


class Pool:
    """Processes that read, each replaced when it ends."""

    def __init__(self, settings: Settings, workers: int, children: Children) -> None:
        """Take processes from ``children``, which is closed with the pool."""
        self._settings = settings
        self._children = children
        self._seats = [_Seat() for _ in range(workers)]
        self._waiting: deque[Work] = deque()
        self._suspects: deque[Work] = deque()
        self._tried: set[str] = set()
        self._stillborn = 0

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._children.close()

    def end(self) -> None:
        """End the processes of this pool, and no others that come from the same place."""
        for seat in self._seats:
            if seat.child is not None:
                self._end(seat)

    def read(self, works: Sequence[Work]) -> Iterator[Done | Lost]:
        """Read documents; each comes out once.

        A document that was being read when its process died is read once more when all others are, alone.

        Raises:
            EngineError: processes end before they begin.
            ModelError: the spaCy pipeline is missing or unfit.
        """
        self._tried.clear()
        self._waiting.extend(works)
        while self._waiting or self._suspects or any(seat.works for seat in self._seats):
            self._hand_out()
            yield from self._hear()
            yield from self._look()

    def _hand_out(self) -> None:
        for seat in self._seats:
            if seat.free and (chunk := self._chunk()):
                self._give(seat, chunk)

    def _chunk(self) -> list[Work]:
        """The next works for one process: less and less towards the end, so that all end together."""
        if not self._waiting:
            alone = not any(seat.works for seat in self._seats)
            return [self._suspects.popleft()] if self._suspects and alone else []
        most = max(1, min(_CHUNK, len(self._waiting) // (2 * len(self._seats))))
        chunk: list[Work] = []
        letters = 0
        while self._waiting and len(chunk) < most and letters < _LETTERS:
            chunk.append(self._waiting.popleft())
            letters += len(chunk[-1].document.text)
        return chunk

    def _give(self, seat: _Seat, chunk: list[Work]) -> None:
        seat.works.extend(chunk)
        seat.since = time.monotonic()
        if seat.child is None:
            seat.child, seat.ready = self._children.start(), False
            return  # it gets its works when it is ready for them
        self._send(seat)

    def _send(self, seat: _Seat) -> None:
        assert seat.child is not None
        seat.since = time.monotonic()
        with suppress(OSError):  # it has ended, which its pipe tells presently
            seat.child.pipe.send([*seat.works])

    def _hear(self) -> Iterator[Done | Lost]:
        """Wait for answers until something comes or somebody is late."""
        busy = {seat.child.pipe: seat for seat in self._seats if seat.child is not None and seat.works}
        due = min((seat.due(self._settings.patience) for seat in busy.values()), default=0.0)
        for pipe in wait(list(busy), min(_LOOK, max(0.0, due - time.monotonic()))):
            yield from self._answer(busy[pipe])  # type: ignore[index]

    def _answer(self, seat: _Seat) -> Iterator[Done | Lost]:
        assert seat.child is not None
        try:
            said = seat.child.pipe.recv_bytes()
        except (EOFError, OSError):
            yield from self._died(seat)
            return
        kind, content = said[:1], said[1:]
        if kind == UNFIT:
            raise ModelError(content.decode())
        if kind == READY:
            seat.ready, self._stillborn = True, 0
            self._send(seat)
            return
        work = seat.works.popleft()
        seat.since = time.monotonic()
        if kind == READ:
            yield Done(work.document.id, content)
        elif kind == FAILED:
            yield Lost(work.document.id, work.document.source, content.decode())

    def _died(self, seat: _Seat) -> Iterator[Lost]:
        """Read what it was reading once more, alone, or not again; others read the rest."""
        began, how = seat.ready, ending(self._end(seat))
        if not began:
            self._put_back(seat)
            self._stillborn += 1
            if self._stillborn > _STARTS:
                raise EngineError(
                    f"processes that read end before they begin ({how}); use fewer --workers, or free memory"
                )
            return
        work = seat.works.popleft()
        self._put_back(seat)
        if work.document.id in self._tried:
            yield deadly(work, how)
        else:
            self._tried.add(work.document.id)
            self._suspects.append(work)

    def _look(self) -> Iterator[Lost]:
        """End processes that have read one document for too long."""
        for seat in self._seats:
            if seat.child is None or not seat.works or time.monotonic() < seat.due(self._settings.patience):
                continue
            if seat.child.pipe.poll():
                continue  # it has answered meanwhile
            if not seat.ready:
                raise EngineError(f"a process that reads was not ready within {STARTING:g} s; try again")
            self._end(seat)
            yield late(seat.works.popleft(), self._settings)
            self._put_back(seat)

    def _put_back(self, seat: _Seat) -> None:
        self._waiting.extendleft(reversed(seat.works))
        seat.works.clear()

    def _end(self, seat: _Seat) -> int:
        assert seat.child is not None
        child, seat.child, seat.ready = seat.child, None, False
        return self._children.end(child)
