"""Documents read on a Dask cluster: one task for each, a bounded number of them under way.

What Dask does itself is left to it: a task whose worker has died is given to another, one that fails for want of a
network or a disk is tried again, the dashboard shows them as ``kg-read``. Documents that crash or hang are held by
:mod:`kg.engines.far`. What Dask cannot do is done here: a document on which worker after worker dies is tried once more
when nothing else is under way, and lost if that kills workers again (``KilledWorker``, which Dask also raises for
those that only stood in the queue of such a worker); and when the scheduler is gone, which forgets all tasks, it is
waited for, and what has not come out is sent again.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import time
import uuid
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from kg.engines import Done, EngineError, Lost, Results, Say, Settings, Work, failed, far, lost, one
from kg.model import KgError
from kg.shelves import Shelf

try:
    from distributed import CancelledError, Client, KilledWorker
except ImportError:
    raise EngineError('a cluster needs Dask; run: pip install "intergov-kg[cluster]"') from None

REACHING = 10.0
"""Seconds in which a scheduler must answer."""
WAITING = 120.0
"""Seconds to wait for a scheduler that is gone, and for a worker where there is none."""

_connect: Any = Client  # which has no types
_AHEAD = 2  # tasks under way for each thread of a worker: one that is read, one that is there already
_SPARE = 4
_LOOK = 1.0  # seconds between two looks at the cluster where nothing comes
_RETRIES = 2  # of a task that fails for no fault of its document
_FETCHING = 120.0  # seconds in which the result of a task must come from its worker
_SETBACKS = 5  # times that a document may be lost with a connection
_GIVEN_UP = "what was read is kept, so run the same command again to go on"


class _GoneError(EngineError):
    """The scheduler does not answer any more."""

    def __init__(self) -> None:
        super().__init__(f"the scheduler is gone; {_GIVEN_UP}")


class Cluster:
    """Reads on the workers of a Dask cluster."""

    def __init__(self, address: str, say: Say) -> None:
        self._address = address
        self._say = say

    def read(self, works: Sequence[Work], settings: Settings, shelf: Shelf | None = None) -> Results:
        """Read documents on the cluster.

        Raises:
            EngineError: the scheduler or all workers are gone for long, or a worker has other programs or rules.
            StoreError: a worker cannot write to the shelf.
        """
        rest, patience, barren = _Rest(works), REACHING, 0
        while rest:
            left = len(rest)
            with connected(self._address, patience) as client:
                if patience == WAITING:
                    self._say(f"the scheduler at {self._address} answers again; {left:,} documents are left to read")
                try:
                    agree(client, self._address, settings)
                    yield from _Session(client, rest, settings, shelf).read()
                except _GoneError:
                    barren = 0 if len(rest) < left else barren + 1
                    if barren > _SETBACKS:
                        raise
                    self._say(f"the scheduler at {self._address} is gone; waiting for it for {WAITING:g} s")
                    patience = WAITING
                finally:
                    _relieve(client, settings)


@contextmanager
def connected(address: str, patience: float = REACHING) -> Iterator[Any]:
    """A client of a cluster; it is tried again and again while nobody answers.

    Args:
        address: of its scheduler.
        patience: seconds until that is given up.

    Raises:
        EngineError: nobody answers there.
    """
    for name in [*logging.root.manager.loggerDict]:
        if name.split(".")[0] == "distributed":  # what goes wrong is said in a line of ours
            logging.getLogger(name).setLevel(logging.CRITICAL)
    client = _client(address, patience)
    try:
        yield client
    finally:
        with suppress(Exception):
            client.close(timeout=REACHING)


def _client(address: str, patience: float) -> Any:
    end, pause = time.monotonic() + patience, 0.5
    while True:
        try:
            return _connect(address, timeout=REACHING, set_as_default=False, name="kg")
        except (OSError, TimeoutError, ValueError) as error:
            if isinstance(error, ValueError) or time.monotonic() + pause > end:
                said = " ".join(str(error).split()) or type(error).__name__
                cure = "start `dask scheduler`, or check --scheduler"
                raise EngineError(f"no scheduler answers at {address} ({said}); {cure}; {_GIVEN_UP}") from error
        time.sleep(pause)
        pause = min(2 * pause, REACHING)


def agree(client: Any, address: str, settings: Settings) -> None:
    """See that every worker would read the same bytes as this machine.

    Raises:
        EngineError: one would not, or there is none.
    """
    with _gone(client):
        try:
            client.wait_for_workers(1, timeout=WAITING)
        except TimeoutError:
            raise _no_worker(address) from None
        told = client.run(far.about, settings, on_error="return")
    here = {**far.about(settings), "platform": "linux"}
    for worker, there in sorted(told.items()):
        if isinstance(there, BaseException):
            said = " ".join(str(there).split())
            raise EngineError(f"worker {worker} cannot read ({said}); install intergov-kg and its spaCy pipeline there")
        for name in here:
            if there.get(name) != here[name]:
                raise EngineError(
                    f"worker {worker} has another {name} ({there.get(name)} there, {here[name]} here); "
                    "install the same there, so that the same documents give the same claims"
                )


def _no_worker(address: str) -> EngineError:
    return EngineError(
        f"no worker of the scheduler at {address} for {WAITING:g} s; start `dask worker {address}`; {_GIVEN_UP}"
    )


def _relieve(client: Any, settings: Settings) -> None:
    """Let workers give back the memory of what reads; those that are gone have."""
    with suppress(Exception):
        if client.status == "running":
            client.run(far.rest, settings, on_error="ignore")


@contextmanager
def _gone(client: Any) -> Iterator[None]:
    """Tell errors of a scheduler that is gone from others.

    Raises:
        _GoneError: instead of what Dask raises then.
    """
    try:
        yield
    except KgError:
        raise
    except Exception as error:
        if client.status == "running" and not isinstance(error, OSError):
            raise
        raise _GoneError from error


class _Rest:
    """What has not come out yet: what waits, what is suspected to kill workers, and how often each was set back."""

    def __init__(self, works: Sequence[Work]) -> None:
        self.waiting = deque(works)
        self.suspects: deque[Work] = deque()
        self.tried: set[str] = set()
        self.setbacks: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self.waiting) + len(self.suspects)


class _Session:
    """The reading of documents by one client, until all are read or its scheduler is gone."""

    def __init__(self, client: Any, rest: _Rest, settings: Settings, shelf: Shelf | None) -> None:
        self._client = client
        self._rest = rest
        self._given = (settings, shelf, one.fingerprint(settings.model))
        self._flying: dict[str, tuple[Any, Work]] = {}
        self._heard: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._threads = 0
        self._looked = 0.0
        self._manned = time.monotonic()

    def read(self) -> Iterator[Done | Lost]:
        """Read what waits.

        Raises:
            EngineError: there is no worker for long, or one has other rules.
            _GoneError: the scheduler is; what has not come out waits again.
        """
        try:
            while self._rest or self._flying:
                with _gone(self._client):
                    self._look()
                    self._send()
                with suppress(queue.Empty):
                    yield from self._take(self._heard.get(timeout=_LOOK))
        finally:
            self._rest.waiting.extendleft(work for _, work in self._flying.values())

    def _look(self) -> None:
        """See how many threads the cluster has now."""
        if self._client.status != "running":
            raise _GoneError
        now = time.monotonic()
        if now - self._looked < _LOOK:
            return
        self._looked, self._threads = now, sum(self._client.nthreads().values())
        if self._threads:
            self._manned = now
        elif now - self._manned > WAITING:
            raise _no_worker(self._client.scheduler.address)

    def _send(self) -> None:
        """Send as many documents as keep all threads busy; a suspect alone."""
        rest = self._rest
        while rest.waiting and len(self._flying) < _AHEAD * self._threads + _SPARE:
            self._submit(rest.waiting.popleft())
        if rest.suspects and not self._flying:
            self._submit(rest.suspects.popleft())

    def _submit(self, work: Work) -> None:
        name = f"kg-read-{uuid.uuid4().hex}"
        future = self._client.submit(far.read, work, *self._given, key=name, pure=False, retries=_RETRIES)
        self._flying[name] = future, work
        # The one thread that Dask calls back in serves all its clients, so nothing may wait there.
        future.add_done_callback(lambda ended: self._heard.put(ended.key))

    def _take(self, name: str) -> Iterator[Done | Lost]:
        """What came of a task that has ended."""
        future, work = self._flying.pop(name)
        try:
            outcome = future.result(timeout=_FETCHING)
        except (Exception, asyncio.CancelledError) as error:  # of the task, or on the way from its worker
            outcome = error
        if isinstance(outcome, Done | Lost):
            yield outcome
        elif isinstance(outcome, KgError):
            raise outcome
        elif isinstance(outcome, KilledWorker):
            yield from self._suspect(work, outcome.allowed_failures + 1)
        elif isinstance(outcome, OSError | CancelledError | asyncio.CancelledError):
            yield from self._set_back(work)
        else:
            yield failed(work, outcome)

    def _suspect(self, work: Work, deaths: int) -> Iterator[Lost]:
        if work.document.id in self._rest.tried:
            yield lost(work, f"{deaths} workers died while they read nothing else; leave it out or report it")
        else:
            self._rest.tried.add(work.document.id)
            self._rest.suspects.append(work)

    def _set_back(self, work: Work) -> Iterator[Lost]:
        """Its task was cancelled, or its result went with a connection."""
        self._rest.setbacks[work.document.id] += 1
        if self._rest.setbacks[work.document.id] > _SETBACKS:
            yield lost(work, f"the cluster gave it up {_SETBACKS + 1} times; look at the logs of the workers")
        else:
            self._rest.waiting.appendleft(work)
