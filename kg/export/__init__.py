"""What leaves the program, one module a form: tables, drafts, bibliographies, networks, linked data, pages.

Most are made of a ``Selection`` (see ``selection``); the graph page and the report of patterns are made of networks.
"""

from __future__ import annotations

import os
from pathlib import Path

from kg.model import KgError


def write_atomic(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: a failed or broken-off write leaves what was there.

    Raises:
        KgError: the folder is missing, or the place cannot be written.
    """
    if not path.parent.is_dir():
        raise KgError(f"cannot write {path}: the folder {path.parent} does not exist; make it first")
    if path.exists() and not path.is_file():
        raise KgError(f"cannot write {path}: it is not a file; give the name of a file")
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        reason = error.strerror or error
        raise KgError(f"cannot write {path}: {reason}; choose another place or free this one") from error
    finally:
        part.unlink(missing_ok=True)
