"""Processes that read documents, and the pipes to them.

On Linux they are forked from one process, the nursery, which has loaded the spaCy pipeline, the rules and the
vocabulary once and has no thread, so that all share that memory until they write to it. The nursery is a fresh process
and no fork of this one, so it holds neither its locks nor its files. Elsewhere each process is started anew. All of
them end when this process ends, however it ends.

A child is sent a list of works, pickled, and answers each in turn with a byte that says what came of it and the bytes
of the shard, or of a reason. It is sent more only when it has answered everything: it waits for it then, so neither
side ever waits for the other to empty a pipe.
"""

from __future__ import annotations

import ctypes
import json
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from multiprocessing.process import BaseProcess
from multiprocessing.reduction import recv_handle, send_handle
from pathlib import Path
from typing import Protocol

from kg.engines import EngineError, Settings, Work, failed, one
from kg.model import KgError, ModelError

READY, UNFIT, READ, FAILED = b"=", b"!", b"d", b"x"
"""What a child says: that it can begin; why it cannot; a shard; why there is none."""

STARTING = 300.0
"""Seconds in which a process must be ready; it takes four where nothing else runs."""

_END_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)
_LEAVING = 5.0  # seconds in which the nursery ends its children, before it is ended itself
_START = "import json, pickle, sys; sys.path[:] = json.loads(sys.argv[1]); pickle.loads(bytes.fromhex(sys.argv[2]))()"
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # threads do not outlive a fork


@dataclass(frozen=True, slots=True)
class Child:
    """A process that reads, the near end of the pipe to it, and the process that it was forked from."""

    pid: int
    pipe: Connection
    parent: int = 0


class Children(Protocol):
    """What starts processes that read, and ends them."""

    def start(self) -> Child:
        """A new process; it says READY, or UNFIT, by its pipe.

        Raises:
            EngineError: none can be started.
            ModelError: the spaCy pipeline is missing or unfit.
        """

    def end(self, child: Child) -> int:
        """End a process, if it has not ended, and say how it did: its exit code, or minus the number of a signal."""

    def close(self) -> None:
        """End all."""


def children(settings: Settings) -> Children:
    """The way of this platform to have processes that read."""
    return Nursery(settings) if sys.platform == "linux" else Spawned(settings)


class Nursery:
    """Children forked from a process that has loaded all that they share. Any thread may use it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Connection
        self._ready = False

    def start(self) -> Child:
        """Fork a process.

        Raises:
            EngineError: the nursery ends again and again.
            ModelError: the spaCy pipeline is missing or unfit.
        """
        with self._lock:
            try:
                return self._fork()
            except (EOFError, OSError):  # somebody has ended the nursery; with it its children went
                self._close()
            try:
                return self._fork()
            except (EOFError, OSError) as error:
                code = self._process.wait() if self._process else None
                raise EngineError(
                    f"the process that loads {self._settings.model} ended before it was ready ({ending(code or 0)}); "
                    "set KG_DEBUG=1 to see why"
                ) from error

    def end(self, child: Child) -> int:
        """End a child and say how it ended."""
        child.pipe.close()
        with self._lock, suppress(EOFError, OSError):
            if self._process is not None and self._process.pid == child.parent:
                self._pipe.send(child.pid)
                return int(self._pipe.recv())
        return -signal.SIGKILL  # the nursery has ended, which ends its children

    def close(self) -> None:
        """End the nursery and all its children."""
        with self._lock:
            self._close()

    def _fork(self) -> Child:
        process = self._process or self._open()
        near, far = Pipe()
        with far:
            self._pipe.send(None)
            send_handle(self._pipe, far.fileno(), None)
            return Child(int(self._pipe.recv()), near, process.pid)

    def _open(self) -> subprocess.Popen[bytes]:
        """Start the nursery and wait until it has loaded everything."""
        self._pipe, far = Pipe()
        self._ready = False
        with far:
            work = _Nursing(far.fileno(), self._settings)
            self._process = process = _python(work, far.fileno())
        if not self._pipe.poll(STARTING):
            raise EngineError(f"{self._settings.model} was not loaded within {STARTING:g} s; try again")
        kind, said = self._pipe.recv()
        if kind == UNFIT:
            raise ModelError(said)
        self._ready = True
        return process

    def _close(self) -> None:
        if self._process is None:
            return
        self._pipe.close()  # which tells the nursery to end
        if not self._ready:
            self._process.kill()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_LEAVING)
        self._process.kill()
        self._process.wait()
        self._process = None


class Spawned:
    """Children that are started one by one, where a process must not be forked."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._context = multiprocessing.get_context("spawn")
        self._processes: dict[int, BaseProcess] = {}

    def start(self) -> Child:
        """Start a process."""
        near, far = self._context.Pipe()
        with far:
            process = self._context.Process(target=_spawned, args=(far, self._settings), daemon=True)
            process.start()
        assert process.pid is not None
        self._processes[process.pid] = process
        return Child(process.pid, near)

    def end(self, child: Child) -> int:
        """End a child and say how it ended."""
        process = self._processes.pop(child.pid)
        child.pipe.close()
        process.kill()
        process.join()
        return process.exitcode or 0

    def close(self) -> None:
        """End all children."""
        for process in self._processes.values():
            process.kill()
        for process in self._processes.values():
            process.join()
        self._processes.clear()


def ending(code: int) -> str:
    """How a process ended, in words."""
    return f"signal {-code}" if code < 0 else f"exit code {code}"


# --- the far end -------------------------------------------------------------------------------


def attend(pipe: Connection, settings: Settings) -> None:
    """Read what comes through a pipe until nothing comes any more."""
    try:
        one.ready(settings)
    except KgError as error:
        pipe.send_bytes(UNFIT + str(error).encode())
        return
    pipe.send_bytes(READY)
    with suppress(EOFError, OSError):
        while True:
            works: list[Work] = pipe.recv()
            for work in works:
                pipe.send_bytes(_answer(work, settings))


def _answer(work: Work, settings: Settings) -> bytes:
    try:
        return READ + one.shard(work, settings)
    except Exception as error:
        return FAILED + failed(work, error).reason.encode(errors="replace")


def _spawned(pipe: Connection, settings: Settings) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # interrupts are the parent's affair
    threading.Thread(target=_end_with_parent, daemon=True).start()
    attend(pipe, settings)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


@dataclass(frozen=True, slots=True)
class _Nursing:
    """What the nursery does; ``far`` is its end of the pipe."""

    far: int
    settings: Settings

    def __call__(self) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        alive: set[int] = set()
        with Connection(self.far) as pipe:
            try:
                one.warm(self.settings)
            except KgError as error:
                pipe.send((UNFIT, str(error)))
                return
            try:
                pipe.send((READY, ""))
                while True:
                    pid = pipe.recv()
                    pipe.send(_ended(pid, alive) if pid else self._forked(pipe, alive))
            except (EOFError, OSError):
                for pid in [*alive]:
                    _ended(pid, alive)

    def _forked(self, pipe: Connection, alive: set[int]) -> int:
        handle, nursery = recv_handle(pipe), os.getpid()
        if pid := os.fork():
            os.close(handle)
            alive.add(pid)
            return pid
        try:
            pipe.close()
            ctypes.CDLL(None).prctl(_END_WITH_PARENT, signal.SIGKILL)
            if os.getppid() == nursery:  # or it has ended before it could be told
                attend(Connection(handle), self.settings)
        finally:
            os._exit(0)


def _ended(pid: int, alive: set[int]) -> int:
    alive.remove(pid)
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)  # one that has ended by itself keeps its own exit code
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _python(work: _Nursing, handle: int) -> subprocess.Popen[bytes]:
    """A fresh process that imports from where this one does; what libraries print in it is shown when asked for."""
    path = json.dumps([*sys.path, str(Path(__file__).parents[2])])
    return subprocess.Popen(
        [sys.executable, "-P", "-X", "utf8", "-c", _START, path, pickle.dumps(work).hex()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=None if os.environ.get("KG_DEBUG") else subprocess.DEVNULL,
        pass_fds=[handle],
        env=os.environ | _ONE_THREAD,
    )
