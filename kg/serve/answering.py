"""What runs in a process that answers queries: one after the other, from one graph, within limits of its own.

The parent kills it when a query takes too long. Memory is limited by the system: an engine that cannot get any ends the
process, and the parent starts another.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from kg.answers import GRAPH, TABLE, TRUTH, ForbiddenError
from kg.counting import TooManyError
from kg.model import KgError, StoreError
from kg.serve import channel
from kg.serve.negotiation import GRAPHS, TABLES, TRUTHS, not_acceptable
from kg.serve.workers import Refused
from kg.store import Store

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

_MIB = 1024 * 1024
_GRACE = 5.0  # seconds after which a process ends itself that nobody has killed: its parent is no more
_DATASET = ("default_graphs", "named_graphs")
_KINDS = {TABLE: TABLES, TRUTH: TRUTHS, GRAPH: GRAPHS}


@dataclass(frozen=True, slots=True)
class Task:
    """What a process is started with; see ``Limits`` for the numbers."""

    graph: str
    services: tuple[str, ...]
    seconds: float
    rows: int
    memory: int
    answer: int


class _TooLargeError(Exception):
    """More bytes than an answer may have."""


class _Body:
    """A file that sends what is written to it in frames."""

    def __init__(self, output: IO[bytes], most: int) -> None:
        self._output = output
        self._left = most

    def write(self, piece: bytes) -> int:
        self._left -= len(piece)
        if self._left < 0:
            raise _TooLargeError
        channel.send(self._output, channel.DATA, piece)
        return len(piece)

    def flush(self) -> None:
        """Frames are sent at the end of the answer at the latest."""


_SAID: dict[type[Exception], tuple[int, str]] = {
    ForbiddenError: (403, "{error}"),
    KgError: (400, "{error}"),
    TooManyError: (422, "the answer has more than {rows:,} rows; add LIMIT, or start the server with --max-rows"),
    _TooLargeError: (422, "the answer has more than {answer:,} MiB; add LIMIT, or ask for fewer columns"),
    MemoryError: (422, "the query takes more than {memory:,} MiB of memory; add LIMIT, or ask for less at once"),
    OSError: (500, "what the query needs cannot be read ({error}); try again"),
}
"""What is said of an error; the first that fits."""


def main() -> None:
    """Answer the queries that come on standard input until there are no more; the task is the first argument."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to end
    task = Task(**json.loads(sys.argv[1]))
    output = _own_output()
    try:
        store = Store.at(Path(task.graph))
        _limit_memory(task.memory)
    except StoreError as error:
        _refuse(output, 503, str(error))
        return
    channel.send(output, channel.READY)
    output.flush()
    while (question := channel.receive(sys.stdin.buffer)) is not None:
        _alarm(task.seconds + _GRACE)
        _answer(store, task, question, output)
        _alarm(0)


def chosen(accept: Iterable[str], kind: str) -> str:
    """The media type of an answer: the first of those accepted that there is for its kind, or ours.

    Raises:
        Refused: 406 there is none.
    """
    offered, taken = _KINDS[kind], tuple(accept)
    found = next((media_type for media_type in taken or offered if media_type in offered), None)
    if found is None:
        raise Refused(406, not_acceptable(tuple(offered)))
    return found


def _answer(store: Store, task: Task, question: dict[str, Any], output: IO[bytes]) -> None:
    try:
        _write(store, task, question, output)
    except BrokenPipeError:
        os._exit(0)  # nobody listens any more
    except (KgError, TooManyError, _TooLargeError, MemoryError, OSError) as error:
        refused = _refusal(error, task)
        _refuse(output, refused.status, str(refused))


def _refusal(error: Exception, task: Task) -> Refused:
    if isinstance(error, Refused):
        return error
    status, said = next(row for kind, row in _SAID.items() if isinstance(error, kind))
    if isinstance(error, OSError) and task.services:
        status = 502  # it is the other server that does not answer
    return Refused(status, said.format(error=error, rows=task.rows, answer=task.answer, memory=task.memory))


def _write(store: Store, task: Task, question: dict[str, Any], output: IO[bytes]) -> None:
    default, named = (None if iris is None else tuple(iris) for iris in map(question.get, _DATASET))
    answer = store.ask(question["text"], default, named, task.services)
    media_type = chosen(question["accept"], answer.kind)
    channel.send(output, channel.HEAD, media_type.encode())
    body = _Body(output, task.answer * _MIB)
    answer.write(body, _KINDS[answer.kind][media_type], task.rows)  # type: ignore[arg-type]
    channel.send(output, channel.END)
    output.flush()


def _refuse(output: IO[bytes], status: int, message: str) -> None:
    channel.send(output, channel.REFUSED, json.dumps([status, " ".join(message.split())]).encode())
    output.flush()


def _own_output() -> IO[bytes]:
    # What a library prints must not come between the frames.
    own = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=1 << 16)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return own


def _limit_memory(most: int) -> None:
    # Beyond what it has now: the program and the files of the graph are mapped, which takes address space, not memory.
    pages = Path("/proc/self/statm")
    if resource is None or not pages.exists():
        return
    now = int(pages.read_text().split()[0]) * resource.getpagesize()
    wanted, hard = now + most * _MIB, resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard < 0 else min(wanted, hard), hard))


def _alarm(seconds: float) -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)
