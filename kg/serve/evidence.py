"""Claims as the lines of an evidence table, read from the index a part at a time by whichever process wants them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from kg.claimrow import ClaimRow, last_segment
from kg.export.selection import Work
from kg.export.sheets import Cell
from kg.index import Index, Wanted
from kg.model import Reference

_PART = 1_000


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of the claims of an index that are wanted, in reading order.

    Attributes:
        path: of the index.
        wanted: which claims.
        status: how claims stand now, by id; claims on which nobody decided are left out.
        countries: the names of the countries of claims, by IRI.
    """

    path: Path
    wanted: Wanted
    status: Mapping[str, str]
    countries: Mapping[str, frozenset[str]]

    def __len__(self) -> int:
        """How many there are."""
        with closing(Index(self.path)) as index:
            return index.count(self.wanted)

    def __iter__(self) -> Iterator[list[Cell]]:
        """Each line once, as wide as :data:`kg.export.tables.COLUMNS`."""
        from kg.export.tables import COLUMNS, Line  # it loads what writes Parquet

        values = [column.value for column in COLUMNS]
        works: dict[str, Work] = {}
        with closing(Index(self.path)) as index:
            for claim in chain.from_iterable(index.overview.parts(self.wanted, _PART)):
                row = self._now(claim.row)
                work = works.get(row.work) or works.setdefault(row.work, _work(row))
                line = Line(row, work, self.countries.get(row.claim, frozenset()))
                yield [value(line) for value in values]

    def _now(self, row: ClaimRow) -> ClaimRow:
        status = self.status.get(last_segment(row.claim), "")
        return row if row.status == status else replace(row, status=status)


def _work(row: ClaimRow) -> Work:
    """The work of a claim as tables cite it: by the citation of the store."""
    year = int(row.year) if row.year.isascii() and row.year.isdecimal() else None
    return Work(row.work, row.doc, row.citation, Reference(row.title, year=year, doi=row.doi))
