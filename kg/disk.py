"""Files that are replaced whole, directories that are held, lines that are sorted on disk."""

from __future__ import annotations

import heapq
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from itertools import islice
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows, where a file that is open cannot be removed anyway
    fcntl = None  # type: ignore[assignment]

TEMPORARY = ".tmp-"
"""How the name of a file or folder begins that a killed run may leave behind."""

_RUN = 400_000  # lines sorted in memory at a time, about 120 MB


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
    rest, previous = iter(lines), b""
    with ExitStack() as files:
        runs = []
        while run := sorted({f"{line}\n".encode() for line in islice(rest, _RUN)}):
            file = files.enter_context(tempfile.TemporaryFile(dir=folder))
            file.writelines(run)
            file.seek(0)
            runs.append(file)
        for line in heapq.merge(*runs):
            if line != previous:
                yield line
            previous = line
