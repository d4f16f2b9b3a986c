"""Where the documents of a store lie: in a folder of the store, or at an fsspec URL that many machines reach.

A shelf is a frozen value that can be pickled, so that workers of a cluster read and write the same documents. In a
folder a shard is a file with the name of its document. At a URL a shard is named by its document and by the key of what
it was made from, ``NAME.KEY``, so that a listing tells what has been read without opening anything; a shard that is
there is whole and stays as it is. What asks for credentials takes them from the environment, as fsspec does.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from kg import disk
from kg.loading import one_line
from kg.model import KgError, StoreError

_PUT_WHOLE = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "adl", "oci", "memory"})
"""Protocols by which what is put is seen as a whole or not at all; elsewhere it is written aside and moved."""


class Shelf(Protocol):
    """Where shards lie; a value that can be pickled, whose methods say StoreError for what cannot be done."""

    @property
    def shared(self) -> bool:
        """Whether workers on other machines write here themselves."""

    def names(self) -> tuple[str, ...]:
        """Names to read all shards by, sorted; each begins with the name of its document."""

    def read(self, name: str) -> bytes:
        """The bytes of a shard, by one of :meth:`names` or by the name of its document alone."""

    def write(self, name: str, content: bytes, key: str) -> None:
        """Write or replace the shard of a document, as a whole or not at all."""

    def delete(self, name: str) -> None:
        """Remove a shard, if it is there."""

    def version(self, name: str) -> str:
        """Something that changes when the shard does."""

    def keys(self, key_of: Callable[[bytes], str]) -> dict[str, str]:
        """What each document was read from, by its name; ``key_of`` tells it of bytes, where no name tells it."""


@dataclass(frozen=True, slots=True)
class Folder:
    """Shards in a folder, each a file with the name of its document."""

    path: Path

    @property
    def shared(self) -> bool:
        """No: other machines need not have this folder."""
        return False

    def names(self) -> tuple[str, ...]:
        """The names of all shards, sorted."""
        with write_errors(self.path.parent):
            if not self.path.is_dir():
                return ()
            return tuple(sorted(p.name for p in self.path.iterdir() if not p.name.startswith(".")))

    def read(self, name: str) -> bytes:
        """The bytes of one shard.

        Raises:
            StoreError: there is no such shard, or it cannot be read.
        """
        path = self._path(name)
        try:
            return path.read_bytes()
        except OSError as error:
            raise _missing(name, self.path.parent, error) from error

    def write(self, name: str, content: bytes, key: str) -> None:
        """Write or replace one shard, as a whole or not at all; the key is in its bytes."""
        del key
        with write_errors(self.path.parent):
            disk.write(self._path(name), content)

    def delete(self, name: str) -> None:
        """Remove one shard, if it is there."""
        with write_errors(self.path.parent):
            self._path(name).unlink(missing_ok=True)

    def version(self, name: str) -> str:
        """When the file was written last.

        Raises:
            StoreError: there is no such shard.
        """
        path = self._path(name)
        try:
            return str(path.stat().st_mtime_ns)
        except OSError as error:
            raise _missing(name, self.path.parent, error) from error

    def keys(self, key_of: Callable[[bytes], str]) -> dict[str, str]:
        """The key of every shard, by its name; each is opened."""
        return {name: key_of(self.read(name)) for name in self.names()}

    def _path(self, name: str) -> Path:
        return self.path / checked(name, self.path.parent)


@dataclass(frozen=True, slots=True)
class Remote:
    """Shards at an fsspec URL, each named by its document and what it was made from."""

    url: str

    @property
    def shared(self) -> bool:
        """Yes: all who have the URL reach it."""
        return True

    def names(self) -> tuple[str, ...]:
        """Names of all shards, one of each document, sorted.

        Raises:
            StoreError: the URL cannot be reached.
        """
        return tuple(sorted(self._newest().values()))

    def read(self, name: str) -> bytes:
        """The bytes of one shard; without a key in the name, of the one that was written last.

        Raises:
            StoreError: there is no such shard, or it cannot be read.
        """
        with _reached(self.url):
            system, root = self._open()
            try:
                found: bytes = system.cat_file(f"{root}/{self._entry(name)}")
            except FileNotFoundError as error:
                raise _missing(name, self.url, error) from error
        return found

    def write(self, name: str, content: bytes, key: str) -> None:
        """Write the shard of a document made from what the key says, and take away those made from something else."""
        entry = f"{checked(name, self.url)}.{checked(key, self.url)}"
        with _reached(self.url):
            system, root = self._open()
            system.makedirs(root, exist_ok=True)
            _put(system, f"{root}/{entry}", content)
            for other in self._entries(name):
                if other != entry:
                    _remove(system, f"{root}/{other}")

    def delete(self, name: str) -> None:
        """Remove all shards of a document."""
        with _reached(self.url):
            system, root = self._open()
            for entry in self._entries(name.partition(".")[0]):
                _remove(system, f"{root}/{entry}")

    def version(self, name: str) -> str:
        """The name with the key.

        Raises:
            StoreError: there is no such shard.
        """
        with _reached(self.url):
            return self._entry(name)

    def keys(self, key_of: Callable[[bytes], str]) -> dict[str, str]:
        """The key of every shard, by the name of its document; none is opened."""
        del key_of
        return {name: entry.partition(".")[2] for name, entry in self._newest().items()}

    def _open(self) -> tuple[Any, str]:
        """The file system and the path in it, without a slash at the end."""
        try:
            from fsspec.core import url_to_fs
        except ImportError:
            raise StoreError(f'{self.url} needs fsspec; run: pip install "intergov-kg[cluster]"') from None
        system, path = url_to_fs(self.url)
        return system, path.rstrip("/")

    def _newest(self) -> dict[str, str]:
        """Names of documents to those of their shards; of several the one that was written last."""
        with _reached(self.url):
            system, root = self._open()
            system.invalidate_cache(root)
            found: dict[str, list[str]] = {}
            for entry in _listed(system, root):
                found.setdefault(entry.partition(".")[0], []).append(entry)
            return {name: _last(system, root, entries) for name, entries in found.items()}

    def _entries(self, name: str) -> list[str]:
        system, root = self._open()
        system.invalidate_cache(root)
        return [path.rpartition("/")[2] for path in system.glob(f"{root}/{checked(name, self.url)}.*")]

    def _entry(self, name: str) -> str:
        """The name with the key of a shard, by the name with it or without."""
        if "." in checked(name, self.url):
            return name
        entries = self._entries(name)
        if not entries:
            raise _missing(name, self.url, FileNotFoundError("it is not there"))
        return _last(*self._open(), entries)


def checked(name: str, root: Path | str) -> str:
    """A name, if it can be that of a file in any folder.

    Raises:
        StoreError: it cannot.
    """
    if not re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}", name):
        raise StoreError(f"{name!r} cannot name a shard of {root}; use ASCII letters, digits, . _ -")
    return name


def _listed(system: Any, root: str) -> Iterator[str]:
    """The names of the shards in a folder; none where there is no folder yet."""
    with suppress(FileNotFoundError):
        for path in system.ls(root, detail=False):
            name = path.rstrip("/").rpartition("/")[2]
            if not name.startswith("."):
                yield name


def _last(system: Any, root: str, entries: list[str]) -> str:
    """The shard of a document that was written last; there are two for the moment in which one replaces another."""
    if len(entries) == 1:
        return entries[0]
    return max(entries, key=lambda entry: (system.modified(f"{root}/{entry}"), entry))


def _put(system: Any, path: str, content: bytes) -> None:
    protocols = {system.protocol} if isinstance(system.protocol, str) else set(system.protocol)
    if "file" in protocols:
        disk.write(Path(path), content)
    elif protocols & _PUT_WHOLE:
        system.pipe_file(path, content)
    else:
        folder, _, name = path.rpartition("/")
        aside = f"{folder}/{disk.TEMPORARY}{uuid.uuid4().hex}-{name}"
        system.pipe_file(aside, content)
        system.mv(aside, path)


def _remove(system: Any, path: str) -> None:
    with suppress(FileNotFoundError):  # another has removed it
        system.rm_file(path)


def _missing(name: str, place: Path | str, error: OSError) -> StoreError:
    return StoreError(f"no shard {name} in {place} ({one_line(error)}); build it again")


@contextmanager
def write_errors(root: Path) -> Iterator[None]:
    """Say of what cannot be written which store it is.

    Raises:
        StoreError: instead of OSError.
    """
    try:
        yield
    except OSError as error:
        raise StoreError(f"{root} cannot be written ({one_line(error)}); choose another --store") from error


@contextmanager
def _reached(url: str) -> Iterator[None]:
    """Say of what cannot be reached which URL it is.

    Raises:
        StoreError: instead of whatever a file system of fsspec raises; each has errors of its own.
    """
    try:
        yield
    except KgError:
        raise
    except Exception as error:
        said = one_line(error) or type(error).__name__
        raise StoreError(f"{url} cannot be reached ({said}); check the URL and the credentials") from error
