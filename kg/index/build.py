"""Makes the index of a graph, and keeps it beside the graph.

An index is made under another name and takes its place by one rename, so two processes that make it at once do the
work twice and leave one. Whoever reads or makes a file holds it; only what nobody holds is removed.
"""

from __future__ import annotations

import gc
import hashlib
import os
import secrets
import sqlite3
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from kg import disk
from kg.index import schema
from kg.index.source import Source
from kg.index.tables import Tables
from kg.model import StoreError
from kg.store import Store, generation

_SUFFIX = ".sqlite"
_ATTEMPTS = 3  # a file that another process takes for one left over may be removed before it is held


def ensure(store_path: Path) -> Path:
    """Make the index of the current graph, if it is not there, and remove those of earlier graphs.

    Returns:
        Where it is: ``index/<generation>.sqlite`` in the store, or in a folder for temporary files where the store
        cannot be written.

    Raises:
        StoreError: there is no graph, or the index cannot be written anywhere.
    """
    root = Path(store_path)
    if (path := found(root)) is not None:
        return path
    with Store.open(root) as store:
        return _made(store, root)


def found(store_path: Path) -> Path | None:
    """The index of the current graph, if it was made before; those of earlier graphs are removed then.

    Raises:
        StoreError: there is no graph.
    """
    wanted = generation(store_path) + _SUFFIX
    for folder in (store_path / "index", _spare_folder(store_path)):
        if _is_trusted(folder, store_path) and is_whole(folder / wanted):
            _tidy(folder, wanted)
            return folder / wanted
    return None


def build(store: Store, path: Path) -> None:
    """Write the index of a graph to a new or an empty file; the same graph gives the same bytes.

    Raises:
        OSError: the file cannot be written.
    """
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as database, _without_collection():
            _write(database, Tables(Source(store)))
    except sqlite3.OperationalError as error:
        raise OSError(str(error)) from error


def is_whole(path: Path) -> bool:
    """Whether a file is an index that this version made and that nothing has damaged."""
    if not path.is_file():
        return False
    try:
        with closing(sqlite3.connect(read_only(path), uri=True)) as database:
            numbers = [database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
            if numbers != [schema.APPLICATION, schema.NUMBER]:
                return False
            checked: str = database.execute("PRAGMA quick_check(1)").fetchone()[0]
            return checked == "ok"
    except sqlite3.DatabaseError:
        return False


def read_only(path: Path) -> str:
    """The URI under which SQLite opens a file that nobody changes."""
    return f"{path.absolute().as_uri()}?mode=ro&immutable=1"


def _write(database: sqlite3.Connection, tables: Tables) -> None:
    database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA page_size = 8192;")
    database.executescript(f"PRAGMA application_id = {schema.APPLICATION}; {schema.TABLES}")
    for table, rows in tables.rows():
        columns = database.execute(f"SELECT COUNT(*) FROM pragma_table_info('{table}')").fetchone()[0]
        _insert(database, f"INSERT INTO {table} VALUES ({', '.join('?' * columns)})", rows)
    database.executescript(schema.INDEXES + schema.WORDS)
    for words, texts in tables.texts():
        _insert(database, f"INSERT INTO {words} (rowid, text) VALUES (?, ?)", texts)
        database.execute(f"INSERT INTO {words} ({words}) VALUES ('optimize')")
    # Written last: a file that is cut short says that it is no index.
    database.executescript(f"VACUUM; PRAGMA user_version = {schema.NUMBER}")


@contextmanager
def _without_collection() -> Iterator[None]:
    """Look for no garbage: millions of rows would be gone through again and again, and none of them is any."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _insert(database: sqlite3.Connection, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
    database.execute("BEGIN")
    database.executemany(statement, rows)
    database.commit()


def _made(store: Store, root: Path) -> Path:
    reason = ""
    for folder in (root / "index", _spare_folder(root)):
        for _ in range(_ATTEMPTS):
            try:
                _prepare(folder, root)
                return _made_in(folder, store)
            except FileNotFoundError as error:
                reason = str(error)
            except OSError as error:
                reason = str(error)
                break
    raise StoreError(f"the index of {root} cannot be written ({reason}); make room on the disk or let kg write there")


def _made_in(folder: Path, store: Store) -> Path:
    path = folder / f"{store.generation}{_SUFFIX}"
    with _temporary(folder) as temporary:
        build(store, temporary)
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        os.replace(temporary, path)
    _tidy(folder, path.name)
    return path


@contextmanager
def _temporary(folder: Path) -> Iterator[Path]:
    path = folder / f"{disk.TEMPORARY}{secrets.token_hex(8)}{_SUFFIX}"
    try:
        path.touch(exist_ok=False)
        hold = disk.lock(path)
        try:
            yield path
        finally:
            disk.release(hold)
    finally:
        path.unlink(missing_ok=True)


def _tidy(folder: Path, kept: str) -> None:
    """Remove the indexes of other graphs and what killed runs left, but what somebody holds."""
    for path in folder.iterdir():
        if path.name != kept and path.name.endswith(_SUFFIX):
            with suppress(OSError):
                hold = disk.lock(path, exclusive=True)
                try:
                    path.unlink()
                finally:
                    disk.release(hold)


def _prepare(folder: Path, root: Path) -> None:
    folder.mkdir(mode=0o777 if folder.parent == root else 0o700, exist_ok=True)
    if not _is_trusted(folder, root):
        raise PermissionError(f"others may write {folder}")


def _spare_folder(root: Path) -> Path:
    """A folder for this store and this user, where the store itself cannot be written."""
    name = hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:20]
    return Path(tempfile.gettempdir()) / f"kg-index-{_user()}-{name}"


def _is_trusted(folder: Path, root: Path) -> bool:
    """Whether a folder is the store's, or one for temporary files that this user alone can write."""
    if folder.parent == root or not hasattr(os, "getuid"):
        return True
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o022


def _user() -> int:
    return os.getuid() if hasattr(os, "getuid") else 0
