"""Files to documents: one function per format, one return type, one table from suffix to function."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.model import Document, ReadError
from kg.read import fulltext

READERS: dict[str, Callable[[Path], Document]] = {
    ".txt": fulltext.read_text,
    ".md": fulltext.read_markdown,
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """An input that was not taken, and why."""

    source: str
    reason: str


def read(path: Path) -> Document:
    """Read one file.

    Raises:
        ReadError: the file is missing, empty, binary, of an unknown kind or wrongly encoded.
    """
    reader = READERS.get(path.suffix.lower())
    if _shown(path) != str(path):
        raise ReadError(f"{_shown(path)}: the name is not UTF-8; rename the file or its folder")
    if reader is None and not path.exists():
        raise ReadError(f"{path}: no such file; check the path")
    if reader is None:
        raise ReadError(f"{path}: cannot read {path.suffix or 'a file without suffix'}; give {_kinds()}")
    return reader(path)


def read_all(paths: Sequence[Path]) -> Iterator[Document | Refusal]:
    """Read files and folders, in an order that does not depend on how they were given.

    Of two different files with one stem the first by path is taken and the other refused, since the
    stem is the document's id. What cannot be read comes out as a ``Refusal`` in its place.
    """
    taken: dict[str, str] = {}
    for path in _files(paths):
        if isinstance(path, Refusal):
            yield path
            continue
        try:
            document = read(path)
        except ReadError as e:
            yield Refusal(_shown(path), str(e))
            continue
        other = taken.setdefault(document.id, str(path))
        if other != str(path):
            reason = f"{path}: has the same name as {other}, and the name is the document's id; rename one"
            yield Refusal(str(path), reason)
            continue
        yield document


def _files(paths: Sequence[Path]) -> Iterator[Path | Refusal]:
    found: dict[str, Path] = {}
    for path in sorted(paths):
        if not path.is_dir():
            found.setdefault(os.path.abspath(path), path)
            continue
        inside = [p for p in path.rglob("*") if p.is_file() and _wanted(p.relative_to(path))]
        if not inside:
            where = _shown(path)
            yield Refusal(where, f"{where}: holds no document; give a folder with {_kinds()} files")
        for inner in inside:
            found.setdefault(os.path.abspath(inner), inner)
    yield from (found[key] for key in sorted(found))


def _wanted(path: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.parts)
    return not hidden and path.suffix.lower() in READERS and path.stem.upper() != "README"


def _shown(path: Path) -> str:
    """A path as it can be written; Python keeps the bytes of a name that is not UTF-8 as surrogates."""
    return str(path).encode(errors="backslashreplace").decode()


def _kinds() -> str:
    return " or ".join(sorted(READERS))
