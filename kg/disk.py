"""Files that are replaced whole, directories that are held, lines that are sorted on disk."""

from __future__ import annotations

import heapq
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from itertools import islice
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows, where a file that is open cannot be removed anyway
    fcntl = None  # type: ignore[assignment]

TEMPORARY = ".tmp-"
"""How the name of a file or folder begins that a killed run may leave behind."""

_RUN = 400_000  # lines sorted in memory at a time, about 120 MB
_FILES = 100  # sorted runs of one length, each an open file; systems allow some 1,000 open files


def lock(folder: Path, *, exclusive: bool = False) -> int | None:
    """Hold a folder, with others who read it or alone, and return what :func:`release` wants.

    RocksDB opens files as it needs them, so a graph must not be removed while somebody reads it.

    Raises:
        BlockingIOError: somebody holds it in the other way.
        OSError: there is no such folder.
    """
    if fcntl is None:
        return None
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise
    except OSError:
        pass  # a file system without locks
    return descriptor


def release(descriptor: int | None) -> None:
    """Give back what :func:`lock` has given."""
    if descriptor is not None:
        os.close(descriptor)


def discard(folder: Path) -> None:
    """Remove a folder at once or not at all; one that is held or cannot be removed stays."""
    with suppress(OSError):
        held = lock(folder, exclusive=True)
        try:
            doomed = folder.with_name(TEMPORARY + folder.name)
            os.replace(folder, doomed)
            shutil.rmtree(doomed, ignore_errors=True)
        finally:
            release(held)


def write(path: Path, content: bytes) -> None:
    """Write or replace a file, as a whole or not at all, even if the machine stops."""
    temporary = path.with_name(f"{TEMPORARY}{os.getpid()}-{path.name}")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


def sorted_unique(lines: Iterable[str], folder: Path) -> Iterator[bytes]:
    """The lines in the order of their UTF-8 bytes, with line ends, each once; sorted in a folder."""
    rest = iter(lines)
    with ExitStack() as files:
        runs: list[list[IO[bytes]]] = [[]]  # those of one length together, so that each line is merged a few times only
        while run := sorted({f"{line}\n".encode() for line in islice(rest, _RUN)}):
            _keep(run, runs, 0, lambda: files.enter_context(tempfile.TemporaryFile(dir=folder)))
        yield from _merged([file for level in runs for file in level])


def _keep(lines: Iterable[bytes], runs: list[list[IO[bytes]]], level: int, new: Callable[[], IO[bytes]]) -> None:
    """Write a run; where that makes too many of its level, merge them into one of the next."""
    file = new()
    file.writelines(lines)
    file.seek(0)
    runs[level].append(file)
    if len(runs[level]) < _FILES:
        return
    full, runs[level] = runs[level], []
    if len(runs) == level + 1:
        runs.append([])
    _keep(_merged(full), runs, level + 1, new)
    for old in full:
        old.close()


def _merged(runs: Iterable[IO[bytes]]) -> Iterator[bytes]:
    previous = b""
    for line in heapq.merge(*runs):
        if line != previous:
            yield line
        previous = line
