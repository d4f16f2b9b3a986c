"""Files to documents: one parser per format, one return type, one table of formats.

path -> files (of folders, globs and archives) -> Source -> Reading: documents and a report
"""

from __future__ import annotations

import glob
import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from kg.model import Document, ReadError
from kg.read import archive, fulltext, intake
from kg.read.cleaning import line
from kg.read.decoding import decoded
from kg.read.intake import ENGLISH, Intake, Reading, Skipped
from kg.read.records import Format, Source

__all__ = ["ENGLISH", "MAX_BYTES", "Ignored", "Intake", "Reading", "Refusal", "Skipped", "read", "read_all", "suffixes"]

MAX_BYTES = 64 * 1024 * 1024
"""A larger file is no thesis and no search result; it is refused before it fills the memory."""

_TEXTS = {".txt": fulltext.text_document, ".md": fulltext.markdown_document}
_ARCHIVE = ".zip"
_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_NAME = "the name holds control characters or is not UTF-8; rename the file or its folder"
_ADVICE = {
    ".xlsx": "save the sheet as CSV",
    ".xls": "save the sheet as CSV",
    ".ods": "save the sheet as CSV",
    ".odt": "save it as .docx",
    ".rtf": "save it as .docx",
    ".epub": "save it as .html",
    ".rdf": "export it as RIS or BibTeX",
    ".rar": "pack it as .zip",
    ".7z": "pack it as .zip",
}
"""What to do with files of kinds that are not read."""

STDIN = Path("-")
"""What stands for standard input among paths."""


@cache
def formats() -> tuple[Format, ...]:
    """Every format but plain text, in the order in which a file is tried: those told most surely come first."""
    # Imported when files are read: other commands need the reports and not the parsers.
    from kg.read import bibtex, columns, docx, endnote_xml, html, jats, jsons, pdf, pubmed, tagged, tei

    modules = (pdf, docx, tagged, bibtex, endnote_xml, pubmed, jats, tei, html, jsons, columns)
    return tuple(format for module in modules for format in module.FORMATS)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An input that was not taken, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ignored:
    """Files of a folder that are of no kind that is read, and were left aside."""

    folder: str
    names: tuple[str, ...]


@cache
def suffixes() -> tuple[str, ...]:
    """The suffixes of files that are read, with the dot."""
    return tuple(sorted({*_TEXTS, _ARCHIVE, *(suffix for format in formats() for suffix in format.suffixes)}))


def read(path: Path, languages: frozenset[str] = ENGLISH) -> Reading:
    """Read one file of any known kind.

    Args:
        path: the file; its kind is told by its content, and where that does not tell, by its suffix.
        languages: codes of those that are read.

    Raises:
        ReadError: the file is missing, empty, of an unknown kind, too large or broken, or an archive.
    """
    if _shown(path) != str(path):
        raise ReadError(f"{_shown(path)}: {_NAME}")
    return _read(str(path), path.name, _bytes(path), languages)


def read_all(paths: Sequence[Path], languages: frozenset[str] = ENGLISH) -> Iterator[Reading | Refusal | Ignored]:
    """Read files, folders, globs, archives and standard input (``-``), in an order that does not depend on how they
    were given.

    A document is known by its id: of two different files with one stem the first by path is taken and the other
    refused. What cannot be read comes out as a ``Refusal`` in its place.
    """
    taken: dict[str, str] = {}
    for found in _files(paths):
        if isinstance(found, Path):
            yield from (_named_apart(r, taken) for r in _readings(found, languages))
        else:
            yield found


def _readings(path: Path, languages: frozenset[str]) -> Iterator[tuple[str, Reading] | Refusal]:
    """The readings of a file, with the path of each: one, or those of an archive's members."""
    try:
        if path != STDIN and _shown(path) != str(path):
            read(path)
        data = sys.stdin.buffer.read(MAX_BYTES + 1) if path == STDIN else _bytes(path)
        if archive.is_archive(data):
            yield from _members(path, data, languages)
            return
        name = "stdin" if path == STDIN else path.name
        yield str(path), _read(str(path), name, data, languages)
    except ReadError as e:
        yield Refusal(_shown(path), str(e))


def _members(path: Path, data: bytes, languages: frozenset[str]) -> Iterator[tuple[str, Reading] | Refusal]:
    for name, content in archive.members(data, str(path)):
        shown = f"{path}/{name}"
        if _shown(shown) != shown:
            yield Refusal(_shown(shown), f"{_shown(shown)}: {_NAME}")
            continue
        try:
            if isinstance(content, ReadError):
                raise content
            yield shown, _read(shown, f"{path.name}/{name}", content, languages)
        except ReadError as e:
            yield Refusal(shown, str(e))


def _named_apart(found: tuple[str, Reading] | Refusal, taken: dict[str, str]) -> Reading | Refusal:
    """The reading without documents whose id another file has taken."""
    if isinstance(found, Refusal):
        return found
    path, reading = found
    kept: list[Document] = []
    skipped: list[Skipped] = []
    for document in reading.documents:
        other = taken.setdefault(document.id, path)
        if other == path:
            kept.append(document)
            continue
        reason = f"has the same name as {other}, and the name is the document's id; rename one"
        if reading.intake.seen == 1:
            return Refusal(path, f"{path}: {reason}")
        where = int(document.source.rpartition(":")[2])
        raw = document.record.text if document.record else ""
        skipped.append(Skipped(where, reason, document.reference.title, raw))
    return intake.without(reading, tuple(kept), tuple(skipped)) if skipped else reading


def _read(path: str, name: str, data: bytes, languages: frozenset[str]) -> Reading:
    """The reading of the bytes of a file.

    Args:
        path: the file in messages.
        name: its own name, with that of its folder where it lies in an archive.
        data: its bytes.
        languages: codes of those that are read.
    """
    if len(data) > MAX_BYTES:
        raise ReadError(f"{path}: larger than {MAX_BYTES >> 20} MB; split it")
    if not data.strip():
        raise ReadError(f"{path}: is empty; nothing to read")
    pure = PurePosixPath(name)
    suffix = pure.suffix.lower()
    source = Source(name, data) if suffix == ".md" else decoded(name, data)
    format = None if suffix == ".md" else _format(source, suffix)
    try:
        if format is not None:
            return intake.at(path, intake.reading(source, format, pure.stem, languages))
        if suffix in _TEXTS or (not suffix and source.text):
            document = _TEXTS.get(suffix, fulltext.text_document)(pure.stem, name, data)
            return intake.at(path, intake.of_document(document, suffix.removeprefix(".") or "txt", languages))
    except ReadError as e:
        raise _placed(e, path, name) from e
    raise ReadError(f"{path}: {_why_not(suffix, source)}")


def _why_not(suffix: str, source: Source) -> str:
    """What to say of a file whose content fits no format."""
    if suffix in _ADVICE:
        return f"cannot read {suffix}; {_ADVICE[suffix]}"
    if suffix in {".csv", ".tsv", ".tab"} and source.text:
        heads = line(", ".join(re.split("[,;\t]", source.text.lstrip().split("\n", 1)[0][:120])))
        return f"has no column of titles beside another that is known (its first row: {heads}); name one Title"
    if suffix in suffixes():
        return f"cannot read {suffix}: what it holds is of another kind, or broken; export it again"
    return f"cannot read {suffix or 'a file without suffix'}; give {_kinds()}"


def _placed(error: ReadError, path: str, name: str) -> ReadError:
    """The error with the path that the user gave in the place of the file's name."""
    text = str(error)
    return ReadError(path + text.removeprefix(name) if text.startswith(name) else f"{path}: {text}")


def _format(source: Source, suffix: str) -> Format | None:
    """The format that a source's content fits; those of its suffix are tried first."""
    ordered = sorted(formats(), key=lambda format: suffix not in format.suffixes)
    return next((format for format in ordered if format.fits(source)), None)


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ReadError(f"{path}: larger than {MAX_BYTES >> 20} MB; split it")
        return path.read_bytes()
    except FileNotFoundError as e:
        raise ReadError(f"{path}: no such file; check the path") from e
    except OSError as e:
        raise ReadError(f"{path}: {e.strerror or e}; check the path and its permissions") from e


def _files(paths: Sequence[Path]) -> Iterator[Path | Refusal | Ignored]:
    found: dict[str, Path] = {}
    for path in sorted(spread for given in paths for spread in _spread(given)):
        if path == STDIN or not path.is_dir():
            found.setdefault(os.path.abspath(path), path)
            continue
        visible = [p for p in path.rglob("*") if p.is_file() and not _is_hidden(p.relative_to(path))]
        inside = [p for p in visible if p.suffix.lower() in suffixes()]
        if not inside:
            where = _shown(path)
            yield Refusal(where, f"{where}: holds no document; give a folder with {_kinds()} files")
        others = sorted(_shown(p.relative_to(path)) for p in visible if p.suffix.lower() not in suffixes())
        if others:
            yield Ignored(_shown(path), tuple(others))
        for inner in inside:
            found.setdefault(os.path.abspath(inner), inner)
    yield from (found[key] for key in sorted(found))


def _spread(path: Path) -> list[Path]:
    """The files of a pattern such as ``papers/*.ris``; the path itself where it is none."""
    if path.exists() or not glob.has_magic(str(path)):
        return [path]
    return sorted(map(Path, glob.glob(str(path), recursive=True))) or [path]


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts) or path.stem.upper() == "README"


def _shown(path: Path | str) -> str:
    """A path as it can be written; Python keeps the bytes of a name that is not UTF-8 as surrogates."""
    return _UNSHOWN.sub(lambda found: found.group().encode("unicode_escape").decode(), str(path))


def _kinds() -> str:
    *others, last = suffixes()
    return f"{', '.join(others)} or {last}"
