"""Where a work came from: its document in the store, how it was read, and the report on the file that held it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath

from kg import shards
from kg.holdings import Shards
from kg.model import Document, KgError, Role, StoreError
from kg.read import Intake, intake
from kg.read.language import label
from kg.shards import Facts

_REASONS = 8
"""Reasons for which something was skipped that one page shows."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A document of the store and what its shard tells about its making."""

    document: Document
    facts: Facts

    @property
    def sections(self) -> tuple[str, ...]:
        """The parts of a work that were told apart in it, in reading order."""
        return tuple(dict.fromkeys(str(part.section) for part in self.document.parts if part.section))

    @property
    def headings(self) -> int:
        """How many headings it has."""
        return sum(part.role is Role.HEADING for part in self.document.parts)

    @property
    def unread(self) -> int:
        """Characters of it that were not read: references, notes, what a publisher added."""
        return sum(part.end - part.start for part in self.document.parts if part.role is Role.SKIPPED)

    @property
    def file(self) -> str:
        """The name of the file that it came in."""
        name, _, line = self.document.source.rpartition(":")
        return name if name and line.isdecimal() else self.document.source

    @property
    def line(self) -> str:
        """The line of the file at which its record begins; empty where the file is the whole document."""
        name, _, line = self.document.source.rpartition(":")
        return line if name and line.isdecimal() else ""


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a file.

    Attributes:
        name: of the file, behind that of its folder where it is known; the whole path is nobody's business.
        format: what it was read as.
        encoding: how its text was decoded.
        seen: records in it.
        taken: those that became documents.
        skipped: those that did not.
        reasons: why not, with how many, the most frequent first.
        missing: what taken records lack, with how many lack it.
        languages: of its records, in words.
    """

    name: str
    format: str
    encoding: str
    seen: int
    taken: int
    skipped: int
    reasons: tuple[tuple[str, int], ...]
    missing: tuple[tuple[str, int], ...]
    languages: tuple[str, ...]


def stored(store: Path, doc: str) -> Stored | None:
    """The document of a store with this id; None where it is gone or cannot be read."""
    name = shards.name(doc)
    try:
        return _stored(store, name, Shards(store).shelf.version(name))
    except StoreError:
        return None


@lru_cache(maxsize=32)
def _stored(store: Path, name: str, changed: str) -> Stored:
    del changed  # a shard that is written anew is read anew
    data = Shards(store).read_shard(name)
    return Stored(shards.document(data), shards.facts(data))


def reports(store: Path, file: str) -> tuple[Report, ...]:
    """The reports on the files of a name; several where files of different folders have it."""
    folder = store / "intake"
    try:
        changed = folder.stat().st_mtime_ns
    except OSError:
        return ()
    return _reports(store, changed).get(file, ())


@lru_cache(maxsize=2)
def _reports(store: Path, changed: int) -> Mapping[str, tuple[Report, ...]]:
    """All reports by the name of their file, without the records themselves."""
    del changed  # so does the folder when a report is written
    source = Shards(store)
    found: defaultdict[str, list[Report]] = defaultdict(list)
    for name in source.reports():
        try:
            report = intake.load(source.report(name))
        except KgError:
            continue  # a damaged report takes nothing from the page of a work
        found[report.source].append(_short(report))
    return {file: tuple(sorted(those, key=lambda r: r.name)) for file, those in found.items()}


def _short(report: Intake) -> Report:
    reasons = Counter(skipped.reason for skipped in report.skipped)
    return Report(
        "/".join(PurePosixPath(report.path or report.source).parts[-2:]),
        report.format,
        report.encoding,
        report.seen,
        report.taken,
        len(report.skipped),
        tuple(sorted(reasons.items(), key=lambda item: (-item[1], item[0]))[:_REASONS]),
        report.missing,
        tuple(label(code) for code, _ in report.languages if code),
    )
