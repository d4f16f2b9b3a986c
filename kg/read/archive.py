"""The members of a zip file, one at a time, within stated limits.

Sizes in the file's own directory are not believed: bytes are counted while they are unpacked.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator

from kg.model import ReadError

MAX_MEMBERS = 10_000
"""Files in an archive."""

MAX_MEMBER = 64 * 1024 * 1024
"""Bytes of one member, unpacked."""

MAX_TOTAL = 512 * 1024 * 1024
"""Bytes of all members together, unpacked."""

MAX_RATIO = 200
"""Bytes unpacked for each byte packed; text is packed to a tenth, a bomb to a thousandth."""

_RATIO_FROM = 1024 * 1024  # bytes unpacked from which the ratio tells something
_CHUNK = 64 * 1024
_ENTRY = b"PK\x01\x02"  # begins an entry of the directory
_MAX_ENTRIES = 10 * MAX_MEMBERS  # more are not even listed: members that are zips themselves may hold some
_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_PACKED = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED = 0x1 | 0x40
_OUTSIDE = re.compile(r"[/\\]|[A-Za-z]:|(?:.*[/\\])?\.\.(?:[/\\]|\Z)", re.S)
_OFFICE = ("[Content_Types].xml", "mimetype", "META-INF/container.xml")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, OSError)


def is_archive(data: bytes) -> bool:
    """Whether bytes are a zip file that holds other files, and not a Word, Excel, OpenDocument or EPUB file."""
    if not data.startswith(_MAGIC):
        return False
    if data.count(_ENTRY) > _MAX_ENTRIES:
        return True
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            names = {info.filename for info in opened.infolist()}
    except _BROKEN:
        return True
    return names.isdisjoint(_OFFICE)


def members(data: bytes, name: str) -> Iterator[tuple[str, bytes | ReadError]]:
    """The members of a zip file by name, each with its bytes or why it is refused.

    Hidden files, those of ``__MACOSX`` and folders are left out. Nothing is written to disk, so no name can reach
    beyond the archive; names that try are refused.

    Args:
        data: the zip file.
        name: what to call it in messages.

    Raises:
        ReadError: it is no zip file, broken as a whole, or unpacks to more than the limits.
    """
    with _opened(data, name) as opened:
        left = MAX_TOTAL
        seen: set[str] = set()
        for info in sorted(_wanted(opened), key=lambda info: (info.filename, info.header_offset)):
            where = f"{name}/{info.filename!r}"[:300]
            reason = _refusal(info, seen)
            seen.add(info.filename)
            content = ReadError(f"{where}: {reason}") if reason else _unpacked(opened, info, where)
            left -= 0 if isinstance(content, ReadError) else len(content)
            if left < 0:
                raise ReadError(f"{name}: unpacks to more than {MAX_TOTAL >> 20} MB; split it")
            yield info.filename, content


def member(data: bytes, name: str, path: str, limit: int = MAX_MEMBER) -> bytes | None:
    """One member of a zip file, such as a part of a Word file; None where it has no such member.

    Raises:
        ReadError: the file or the member is broken, or beyond the limits.
    """
    with _opened(data, name) as opened:
        try:
            info = opened.getinfo(path)
        except KeyError:
            return None
        reason = _refusal(info, set())
        content = ReadError(f"{name}: {path} {reason}") if reason else _unpacked(opened, info, f"{name}: {path}", limit)
    if isinstance(content, ReadError):
        raise content
    return content


def _opened(data: bytes, name: str) -> zipfile.ZipFile:
    if data.count(_ENTRY) > _MAX_ENTRIES:
        raise ReadError(f"{name}: holds more than {MAX_MEMBERS} files; split it")
    try:
        opened = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as e:
        raise ReadError(f"{name}: is cut off or broken; fetch or pack it again") from e
    if len(opened.infolist()) > MAX_MEMBERS:
        raise ReadError(f"{name}: holds more than {MAX_MEMBERS} files; split it")
    return opened


def _wanted(opened: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    for info in opened.infolist():
        parts = info.filename.split("/")
        hidden = any(part.startswith(".") and part not in {".", ".."} for part in parts) or "__MACOSX" in parts
        if info.filename and not info.is_dir() and not hidden:
            yield info


def _refusal(info: zipfile.ZipInfo, seen: set[str]) -> str:
    """Why a member is not even unpacked; empty where it is."""
    checks = (
        (_OUTSIDE.match(info.filename), "its name leads out of the archive; pack it again without such names"),
        (info.filename in seen, "stands twice in the archive; keep one"),
        (stat.S_ISLNK(info.external_attr >> 16), "is a link to another file; pack the file itself"),
        (info.flag_bits & _ENCRYPTED, "is locked with a password; pack it without one"),
        (info.compress_type not in _PACKED, "is packed in an unusual way; pack it as an ordinary zip"),
        (info.file_size > MAX_MEMBER, f"is larger than {MAX_MEMBER >> 20} MB; split it"),
    )
    return next((reason for fails, reason in checks if fails), "")


def _unpacked(opened: zipfile.ZipFile, info: zipfile.ZipInfo, where: str, limit: int = MAX_MEMBER) -> bytes | ReadError:
    content = bytearray()
    most = max(_RATIO_FROM, MAX_RATIO * info.compress_size)
    try:
        with opened.open(info) as stream:
            while chunk := stream.read(_CHUNK):
                content += chunk
                if len(content) > limit:
                    return ReadError(f"{where}: is larger than {limit >> 20} MB; split it")
                if len(content) > most:
                    return ReadError(f"{where}: unpacks to over {MAX_RATIO} times its size; give it unpacked")
    except _BROKEN:
        return ReadError(f"{where}: is damaged; fetch or pack the archive again")
    if is_archive(bytes(content[:4])) and is_archive(bytes(content)):
        return ReadError(f"{where}: is an archive in an archive; unpack it first")
    return bytes(content)
