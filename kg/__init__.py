"""A knowledge graph of intergovernmental relations, read from the literature."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from kg.model import KgError

if TYPE_CHECKING:
    from kg.api import Graph

__all__ = ["KgError"]  # not open, which a star import would put in the place of Python's own
__version__ = "0.1.0"


def open(path: Path | str | None = None) -> Graph:
    """Open a store for asking, in Python or in a notebook.

    Args:
        path: the folder of the store, or the address of a graph on a server (``sparql+http://...``); without one that
            which ``KG_STORE`` names, else ``.kg``.

    Raises:
        StoreError: there is no store at the path, or the server cannot be asked.
    """
    from kg.api import Graph

    return Graph(os.path.expanduser(path or os.environ.get("KG_STORE") or ".kg"))
