"""The index of the current graph, made in a process of its own: the server stays quick meanwhile."""

from __future__ import annotations

from pathlib import Path

from kg.index import ensure
from kg.serve.apart import apart


async def made(store: Path) -> Path:
    """The index of the current graph of a store, made if it is not there.

    Raises:
        KgError: there is no graph, or its index cannot be made.
    """
    return await apart(ensure, store)
