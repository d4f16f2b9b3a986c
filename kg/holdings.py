"""What a store keeps beside its graph: documents as they were read, notes of people, reports on files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from filelock import FileLock, Timeout

from kg import __version__, disk
from kg.loading import one_line
from kg.model import StoreError
from kg.shelves import Folder, Remote, Shelf, checked, write_errors

FORMAT = 1

PLACE = "SHARDS"
"""The file of a store that holds the URL of its documents; there is none where they lie in the store."""

NOTES = "LOCK"
PATIENCE = 10.0  # seconds to wait for somebody who changes a note; it takes milliseconds
_POLL = 0.01


class Shards:
    """The documents of a store: named runs of bytes, each replaced as a whole."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def shelf(self) -> Shelf:
        """Where the documents lie, as a value that workers on other machines can be given.

        Raises:
            StoreError: the note that says it cannot be read.
        """
        try:
            return Remote((self.root / PLACE).read_text(encoding="utf-8").strip())
        except FileNotFoundError:
            return Folder(self.root.absolute() / "documents")
        except (OSError, ValueError) as error:
            raise StoreError(f"{self.root / PLACE} cannot be read ({one_line(error)})") from error

    def lay(self, url: str) -> None:
        """Let the documents lie at an fsspec URL from now on; the store remembers it.

        Raises:
            StoreError: they lie somewhere else already, or it cannot be written.
        """
        if "://" not in url:  # each worker would look from a folder of its own
            raise StoreError(f"{url!r} is no whole URL; write file:///FOLDER, s3://BUCKET/FOLDER or another of fsspec")
        if self.shelf == (wanted := Remote(url.rstrip("/"))):
            return
        if isinstance(self.shelf, Remote):
            raise StoreError(f"the documents of {self.root} lie at {self.shelf.url}; leave --shards out")
        if self.shelf.names():
            raise StoreError(f"the documents of {self.root} lie in it; leave --shards out, or choose another --store")
        wanted.names()  # before anything is written down that cannot be reached
        with write_errors(self.root):
            disk.write(self.root / PLACE, f"{wanted.url}\n".encode())
        self.__dict__.pop("shelf")

    def shards(self) -> tuple[str, ...]:
        """Names to read all shards by, sorted."""
        return self.shelf.names()

    def read_shard(self, name: str) -> bytes:
        """The bytes of one shard.

        Raises:
            StoreError: there is no such shard, or it cannot be read.
        """
        return self.shelf.read(name)

    def write_shard(self, name: str, content: bytes, key: str = "none") -> None:
        """Write or replace one shard, as a whole or not at all.

        Args:
            name: of the document.
            content: the bytes.
            key: of what it was made from.
        """
        self.shelf.write(name, content, key)

    def delete_shard(self, name: str) -> None:
        """Remove one shard, if it is there."""
        self.shelf.delete(name)

    def note(self, name: str) -> bytes:
        """The bytes of one note; none where nobody has written it yet.

        Raises:
            StoreError: it cannot be read.
        """
        try:
            return (self.root / "curation" / checked(name, self.root)).read_bytes()
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise StoreError(f"note {name} of {self.root} cannot be read ({one_line(error)})") from error

    def write_note(self, name: str, content: bytes) -> None:
        """Write or replace one note, as a whole or not at all."""
        self.amend(name, lambda _: content)

    def amend(self, name: str, change: Callable[[bytes], bytes]) -> None:
        """Make one note anew from what it is; nobody else changes a note meanwhile, while a build may well run.

        Raises:
            StoreError: there is no store, somebody else changes notes for too long, or it cannot be written.
        """
        path = self.root / "curation" / checked(name, self.root)
        with write_errors(self.root), alone(self.root, NOTES, PATIENCE):
            held = self.note(name)
            if (content := change(held)) != held:
                disk.write(path, content)

    def reports(self) -> tuple[str, ...]:
        """The names of the reports on files that were given, sorted."""
        folder = self.root / "intake"
        return tuple(sorted(p.name for p in folder.glob("[!.]*"))) if folder.is_dir() else ()

    def report(self, name: str) -> bytes:
        """The bytes of one report.

        Raises:
            StoreError: there is no such report, or it cannot be read.
        """
        try:
            return (self.root / "intake" / checked(name, self.root)).read_bytes()
        except OSError as error:
            raise StoreError(f"no report {name} in {self.root} ({one_line(error)}); build its file again") from error

    def write_report(self, name: str, content: bytes) -> None:
        """Write or replace one report, as a whole or not at all."""
        with write_errors(self.root):
            disk.write(self.root / "intake" / checked(name, self.root), content)


@contextmanager
def alone(path: Path | str, name: str, patience: float = 0.0) -> Iterator[None]:
    """Hold one of the locks that stand beside the notes of a store; a build does not wait for it.

    Args:
        path: the store.
        name: of the lock.
        patience: seconds to wait while another holds it.

    Raises:
        StoreError: there is no store, or another held the lock all the time.
    """
    root = Path(path)
    if not is_store(root):
        raise StoreError(f"no store at {root}; run: kg build --store {root}")
    lock = FileLock(root / "curation" / checked(name, root), timeout=patience)
    try:
        lock.acquire(poll_interval=_POLL)
    except Timeout:
        raise StoreError(f"another kg process holds {root / 'curation' / name}; wait for it and try again") from None
    try:
        yield
    finally:
        lock.release()


def is_store(root: Path) -> bool:
    """Whether a store is there; False where nothing is yet.

    Raises:
        StoreError: something else is there, or a newer version wrote it.
    """
    try:
        if not (root / "FORMAT").is_file():
            found = [p.name for p in root.iterdir()] if root.exists() else []
            if any(name != "LOCK" and not name.startswith(disk.TEMPORARY) for name in found):
                raise ValueError("it holds other things")
            return False
        written = json.loads((root / "FORMAT").read_text(encoding="utf-8"))
        number, version = int(written["format"]), str(written["kg"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{root} is not a store ({one_line(error)}); choose another --store") from error
    if number > FORMAT:
        raise StoreError(
            f"{root} has format {number}, written by kg {version}; this is kg {__version__}, "
            f"which reads format {FORMAT}: upgrade intergov-kg"
        )
    return True
