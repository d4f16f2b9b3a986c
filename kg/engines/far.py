"""What a worker of a cluster does: it reads one document at a time for each of its threads, in processes of its own.

A document that crashes or hangs ends such a process and not the worker, so it takes nothing from the documents beside
it, and as many threads as a worker has may read side by side, which no thread of one process could.
"""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from kg import shards
from kg.engines import Done, EngineError, Lost, Settings, Work, one
from kg.engines.children import Children, children
from kg.engines.local import Pool
from kg.shelves import Shelf

_lock = threading.Lock()
_nurseries: dict[Settings, Children] = {}
_idle: dict[Settings, list[Pool]] = {}
_busy: Counter[Settings] = Counter()


def about(settings: Settings) -> Mapping[str, str]:
    """What decides on the bytes that this process would read, and what else it must have, by name."""
    used = {**one.versions(settings), "program or rules": one.fingerprint(settings.model)}
    return {**used, "platform": sys.platform}


def read(work: Work, settings: Settings, shelf: Shelf | None, fingerprint: str) -> Done | Lost:
    """Read a document, and put what was read on a shelf that is shared.

    Args:
        work: the document.
        settings: how it is read.
        shelf: where the result belongs.
        fingerprint: of the rules with which it must be read.

    Raises:
        EngineError: this worker has other rules, or can start no process.
        StoreError: the shelf cannot be written.
    """
    if one.fingerprint(settings.model) != fingerprint:
        raise EngineError("a worker has another program or other rules than this machine; install the same there")
    with _pool(settings) as pool:
        (result,) = pool.read([work])
    if isinstance(result, Lost) or shelf is None or not shelf.shared:
        return result
    shelf.write(shards.name(result.document), result.content or b"", work.key)
    return Done(result.document, None)


def rest(settings: Settings) -> None:
    """End the processes that wait for more to read, which hold some hundred megabytes, unless somebody reads now."""
    with _lock:
        if _busy[settings]:
            return
        nursery = _nurseries.pop(settings, None)
        _idle.pop(settings, None)
        if nursery is not None:
            nursery.close()


@contextmanager
def _pool(settings: Settings) -> Iterator[Pool]:
    """A pool of one process that nobody else uses meanwhile; it is kept for the next document."""
    with _lock:
        pools = _idle.setdefault(settings, [])
        nursery = _nurseries.get(settings) or _nurseries.setdefault(settings, children(settings))
        pool = pools.pop() if pools else Pool(settings, 1, nursery)
        _busy[settings] += 1
    try:
        yield pool
        with _lock:
            pools.append(pool)
    except BaseException:
        pool.end()
        raise
    finally:
        with _lock:
            _busy[settings] -= 1
