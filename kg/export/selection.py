"""What exports are made from: the claims that were asked for, the works of the store, and the stamp of both."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType

from kg.claimrow import ClaimRow
from kg.export import write_atomic
from kg.model import Record, Reference
from kg.networks import Things


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells where an export comes from; every value is one line of text.

    Attributes:
        made_by: program and version.
        corpus: SHA-256 of the content of all documents of the store.
        asked: the filter in words, ``all claims`` where nothing was asked.
        date: the day of the export, as ``2026-11-22``.
        licence: under what terms it may be passed on.
    """

    made_by: str
    corpus: str
    asked: str
    date: str
    licence: str

    def lines(self) -> tuple[str, ...]:
        """The stamp as lines of text, for comments and sheets."""
        return tuple(f"{name}: {value}" for name, value in self.pairs())

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The stamp as names and values."""
        names = {"made_by": "made by", "corpus": "corpus SHA-256", "asked": "claims", "date": "date"}
        return tuple((names.get(name, name), value) for name, value in asdict(self).items())


@dataclass(frozen=True, slots=True)
class Work:
    """A work of the store.

    Attributes:
        iri: its IRI.
        doc: the id of its document.
        citation: its short citation.
        reference: what is known of it.
        record: the record it came with, if it came as one.
        abstract: one paragraph; empty where none was read.
        others: what further records of the same work say, word for word.
    """

    iri: str
    doc: str
    citation: str
    reference: Reference
    record: Record | None = None
    abstract: str = ""
    others: tuple[Record, ...] = ()

    def texts_in(self, format: str) -> tuple[str, ...]:
        """The records of the work in a format, word for word: its own first, then those of the same work."""
        records = (self.record, *self.others)
        return tuple(record.text for record in records if record and record.format == format and record.text.strip())


@dataclass(frozen=True, slots=True)
class Selection:
    """What an export is made from.

    Attributes:
        claims: the claims that the filter takes, by citation, document and place in the text.
        works: every work of the store by document id, also those without a claim.
        things: names, broader things and levels of the ends of claims.
        countries: for a claim (IRI) the countries it is about.
        stamp: where all this comes from.
    """

    claims: tuple[ClaimRow, ...]
    works: tuple[Work, ...]
    things: Things
    countries: Mapping[str, frozenset[str]]
    stamp: Stamp


def write_stamped(
    path: Path, content: bytes, stamp: Stamp, more: Mapping[str, object] = MappingProxyType({})
) -> tuple[Path, ...]:
    """Write a file that has no place for a stamp, and its stamp beside it as ``FILE-metadata.json``.

    Args:
        path: the file to write; one that is there is replaced.
        content: what it holds.
        stamp: where it comes from.
        more: what else is said of the file, by name, as JSON has values.

    Returns:
        The files written.

    Raises:
        KgError: the place cannot be written.
    """
    beside = path.with_name(f"{path.name}-metadata.json")
    write_atomic(path, content)
    told = {"file": path.name, **asdict(stamp), **more}
    write_atomic(beside, (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode())
    return path, beside
