"""Processes that answer SPARQL and can be killed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock
from time import monotonic
from typing import Any, TypeVar

from kg.model import KgError
from kg.queries import Rows
from kg.serve.channel import DiedError, Process, RefusedError
from kg.serve.settings import Limits, Settings
from kg.store import Table, held

_T = TypeVar("_T")
_JSON = "application/sparql-results+json"
_READY = 60.0  # seconds that a process may take to open the graph, on a machine that is busy
_BUSY = "all processes for queries are busy; try again"
_SLOW = "the query takes more than {seconds:g} s; add LIMIT, or ask for less at once"
_MEMORY = (422, "the query takes more than {memory:,} MiB of memory; add LIMIT, or ask for less at once")
_CRASH = (400, "the query crashed the engine; take it apart, most of all what stands in many parentheses")
_ENDS = {-6: _MEMORY, -9: _MEMORY, -14: (408, _SLOW)}
"""What the end of a process says of its query: SIGABRT, SIGKILL by the system, its own SIGALRM; all else is a crash."""


class Refused(KgError):  # noqa: N818
    """A request that is not answered: why, and the HTTP status that says so."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Asked:
    """A query for a worker.

    Attributes:
        text: SPARQL.
        accept: the media types that the client takes, best first, or ``()`` for the default of each kind of answer.
        default_graphs: IRIs of the graphs that the protocol names as default graph; None where it names none.
        named_graphs: the same for named graphs.
    """

    text: str
    accept: tuple[str, ...] = ()
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer of a query: its media type and its bytes."""

    media_type: str
    body: bytes


class Pool:
    """Some processes that have one graph open.

    A query has a process for itself. One that takes too long, dies or is not wanted any more takes its process with it,
    and another is started, so that nobody gets the answer of somebody else.
    """

    def __init__(self, graph: Path, settings: Settings) -> None:
        """Start the processes for a graph, given by its folder, and keep it on disk.

        Raises:
            StoreError: it is not there any more.
        """
        self._limits = settings.limits
        self._task = _task(graph, settings)
        self._closing = Lock()
        self._closed = False
        self._held = ExitStack()
        self._held.enter_context(held(graph))
        self._idle: SimpleQueue[Process | None] = SimpleQueue()
        self._queries = settings.queries
        for _ in range(self._queries):
            self._idle.put(self._started())
        self._threads = ThreadPoolExecutor(self._queries, "sparql")

    async def ask(self, asked: Asked) -> Answered:
        """The answer of a query.

        Raises:
            Refused: 400 broken query, with line and column; 403 update or SERVICE; 406 no such format; 408 over the
                limit of time; 422 over a limit of rows, bytes or memory; 502 a server that SERVICE asks does not
                answer; 503 all processes are busy for too long.
        """
        job = _Job(asked, self._limits.seconds)
        return await self._watched(job, self._submitted(self._answer, job))

    async def select(self, text: str) -> Rows:
        """The rows of a SELECT query, for pages; see :meth:`ask`."""
        job = _Job(Asked(text, (_JSON,)), self._limits.seconds)
        return await self._watched(job, self._submitted(self._table, job))

    def close(self) -> None:
        """End the processes, at once for those that are idle."""
        with self._closing:
            self._closed = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        while True:
            try:
                process = self._idle.get_nowait()
            except Empty:
                break
            if process:
                process.discard()
        for _ in range(self._queries):  # for those who were about to take one
            self._idle.put(None)
        self._held.close()

    def _submitted(self, work: Callable[[_Job], _T], job: _Job) -> Future[_T]:
        try:
            return self._threads.submit(work, job)
        except RuntimeError:  # closed
            raise Refused(503, _BUSY) from None

    async def _watched(self, job: _Job, running: Future[_T]) -> _T:
        waiting = asyncio.wrap_future(running)
        waiting.add_done_callback(lambda done: done.cancelled() or done.exception())
        try:
            while not waiting.done():
                await asyncio.wait({waiting}, timeout=job.left)
                if waiting.done() or job.left:
                    continue
                if running.cancel():
                    raise Refused(503, _BUSY)
                if job.stop(Refused(408, _SLOW.format(seconds=self._limits.seconds))):
                    break
        except asyncio.CancelledError:
            if not running.cancel():
                job.stop(Refused(499, "the client went away"))
            raise
        if waiting.cancelled():
            raise Refused(503, _BUSY)  # closed meanwhile
        return await waiting

    def _table(self, job: _Job) -> Table:
        return _read_table(self._answer(job).body)

    def _answer(self, job: _Job) -> Answered:
        process = self._idle.get()
        try:
            process = process or self._started()
            if process is None:
                raise Refused(503, _BUSY)
            job.take(process)
            process.wait_until_ready()
            job.begin()
            return Answered(*process.exchange(asdict(job.asked)))
        except RefusedError as error:
            raise Refused(error.status, str(error)) from None
        except DiedError as error:
            raise job.stopped or _refusal(error.code, job, self._limits) from None
        finally:
            job.leave()
            self._give_back(process)

    def _give_back(self, process: Process | None) -> None:
        if process and not process.usable:
            process.discard()
            process = self._started()
        with self._closing:
            if not self._closed:
                self._idle.put(process)
                return
        if process:
            process.discard()

    def _started(self) -> Process | None:
        if self._closed:
            return None
        try:
            return Process(self._task)
        except OSError:  # no memory or no number left for it; tried again when it is needed
            return None


class _Job:
    """A query on its way: waiting, then with a process that gets ready, then answered."""

    def __init__(self, asked: Asked, seconds: float) -> None:
        self.asked = asked
        self.stopped: Refused | None = None
        self.begun = False
        self._seconds = seconds
        self._deadline = monotonic() + seconds
        self._process: Process | None = None
        self._lock = Lock()

    @property
    def left(self) -> float:
        """Seconds that are left for what it is at."""
        return max(self._deadline - monotonic(), 0.0)

    def take(self, process: Process) -> None:
        """The process is its own from now on."""
        with self._lock:
            self._process, self._deadline = process, monotonic() + _READY

    def begin(self) -> None:
        """Its time runs from now on."""
        self.begun, self._deadline = True, monotonic() + self._seconds

    def leave(self) -> None:
        """The process is another's from now on."""
        with self._lock:
            self._process = None

    def stop(self, reason: Refused) -> bool:
        """Kill its process; False if it has none."""
        with self._lock:
            if self._process is None:
                return False
            self.stopped = reason
            self._process.kill()
            return True


def _task(graph: Path, settings: Settings) -> dict[str, Any]:
    limits = settings.limits
    return {
        "graph": str(graph.resolve()),
        "services": settings.services,
        "seconds": limits.seconds,
        "rows": limits.rows,
        "memory": limits.memory,
        "answer": limits.answer,
    }


def _refusal(code: int, job: _Job, limits: Limits) -> Refused:
    if not job.begun:
        return Refused(503, "no process for queries can be started; try again, or look at the memory of the machine")
    status, message = _ENDS.get(code, _CRASH)
    return Refused(status, message.format(memory=limits.memory, seconds=limits.seconds))


def _read_table(body: bytes) -> Table:
    found = json.loads(body)
    if "results" not in found:
        raise Refused(400, "this query gives no table; write a SELECT query")
    columns = tuple(found["head"]["vars"])
    rows = (tuple(_lexical(row.get(column)) for column in columns) for row in found["results"]["bindings"])
    return Table(columns, tuple(rows))


def _lexical(term: Mapping[str, Any] | None) -> str | None:
    if term is None:
        return None
    return f"_:{term['value']}" if term["type"] == "bnode" else str(term["value"])
