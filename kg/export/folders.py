"""Many files as one folder or one ``.zip``, written so that nothing of anybody else is touched.

A folder that we write holds the list of our files. Written again, those it no longer needs go; files that others
put there stay, and a folder without the list is refused unless it is empty.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from kg.export import write_atomic
from kg.model import KgError

LIST = ".kg-files.json"
"""The file of a folder that names those we wrote."""

Content = bytes | Path
"""The bytes of a file, or the file they are in."""

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_NAME = re.compile(r"(?!\.{1,2}$)[^\x00-\x1f<>:\"|?*\\/]+(?<![. ])")


def write_files(path: Path, files: Mapping[str, Content]) -> tuple[Path, ...]:
    """Write files under their names, in folders parted by ``/``; the same files give the same bytes.

    Args:
        path: a folder, made if need be, or a file that ends in ``.zip``.
        files: contents by name.

    Returns:
        The files written: all of a folder, or the one.

    Raises:
        KgError: a name is no safe one, the folder is not ours or holds a file of the name that is not, or the place
            cannot be written.
    """
    unsafe = sorted(name for name in files if not is_safe(name))
    if unsafe:
        raise KgError(f"cannot write {path}: {unsafe[0]!r} is no safe name for a file; choose another")
    if path.suffix.lower() == ".zip":
        write_atomic(path, _zip(files))
        return (path,)
    return _folder(path, files)


def is_safe(name: str) -> bool:
    """Whether a name stays inside its folder and can be written on every system."""
    return bool(name) and all(_NAME.fullmatch(part) for part in name.split("/"))


def content(given: Content) -> bytes:
    """The bytes of a file.

    Raises:
        KgError: it cannot be read.
    """
    if isinstance(given, bytes):
        return given
    try:
        return given.read_bytes()
    except OSError as error:
        raise KgError(f"cannot read {given}: {error.strerror or error}; make it first") from error


def _zip(files: Mapping[str, Content]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content(files[name]))
    return packed.getvalue()


def _folder(path: Path, files: Mapping[str, Content]) -> tuple[Path, ...]:
    ours = _ours(path)
    _free(path, [name for name in files if name not in ours])
    try:
        path.mkdir(exist_ok=True)
        # Whatever happens from here on, the list names every file of ours.
        _write_list(path, ours | set(files))
        written = tuple(_put(path / name, files[name]) for name in sorted(files))
        for name in sorted(ours - set(files)):
            if _inside(path, name):
                (path / name).unlink(missing_ok=True)
        _write_list(path, files)
    except OSError as error:
        raise KgError(
            f"cannot write {path}: {error.strerror or error}; choose another place or free this one"
        ) from error
    return (*written, path / LIST)


def _ours(path: Path) -> frozenset[str]:
    """The names of the files we wrote into a folder before; none where there is no folder yet."""
    if not path.parent.is_dir():
        raise KgError(f"cannot write {path}: the folder {path.parent} does not exist; make it first")
    if not path.is_dir() and (path.exists() or path.is_symlink()):
        raise KgError(f"cannot write {path}: it is not a folder; give the name of a folder, or one that ends in .zip")
    if not path.exists() or not any(path.iterdir()):
        return frozenset()
    try:
        listed = json.loads((path / LIST).read_text("utf-8"))["files"]
        return frozenset(name for name in listed if is_safe(name))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise KgError(f"cannot write {path}: the folder holds other things; choose an empty or a new one") from error


def _free(path: Path, new: Iterable[str]) -> None:
    taken = sorted(name for name in new if (path / name).exists() or not _inside(path, name))
    if taken:
        raise KgError(f"cannot write {path / taken[0]}: something that is not ours is in its place; move it away")


def _inside(path: Path, name: str) -> bool:
    """Whether no link leads a name out of its folder."""
    return (path / PurePosixPath(name)).parent.resolve().is_relative_to(path.resolve())


def _put(place: Path, given: Content) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(given, bytes):
        write_atomic(place, given)
        return place
    if not given.is_file():
        raise KgError(f"cannot read {given}: it is not a file; make it first")
    shutil.copyfile(given, place)
    return place


def _write_list(path: Path, names: Iterable[str]) -> None:
    listed = {"about": "files that kg wrote here; it replaces and removes no others", "files": sorted(names)}
    write_atomic(path / LIST, (json.dumps(listed, ensure_ascii=False, indent=1) + "\n").encode())
