"""What a gap map is made of, in whatever form it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from kg.claimrow import ClaimRow
from kg.export.concepts import STANCES, Concept
from kg.export.selection import Work

STEPS = (
    (1, "#deebf7", "#1a1a1a"),
    (2, "#b3d1ea", "#1a1a1a"),
    (3, "#7db4dc", "#1a1a1a"),
    (5, "#2b70ae", "#ffffff"),
    (10, "#08386b", "#ffffff"),
)
"""From how many works on a cell has which colour, and the colour of its number."""

MARKS = {"denied": "d", "recommended": "r", "hypothetical": "h"}
"""What follows the number of works of a cell where some do not only assert."""


@dataclass(frozen=True, slots=True)
class Side:
    """The rows or the columns of a map, each with its works, those of most works first; ``rest`` has no place."""

    shown: tuple[tuple[Concept, int], ...]
    rest: tuple[tuple[Concept, int], ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """A cell with claims: how many works make them, how many of these take each stance, and the relations."""

    claims: tuple[ClaimRow, ...]
    works: int
    by: Mapping[str, int]
    relations: tuple[tuple[str, int], ...]

    def told(self) -> str:
        """The relations in words: ``addresses 3, hinders 1``."""
        return ", ".join(f"{name} {count}" for name, count in self.relations)

    def counts(self) -> str:
        """The works in words: ``5 works: 4 asserted, 1 denied``."""
        parts = ", ".join(f"{self.by[name]} {name}" for name in STANCES if self.by[name])
        return f"{self.works} {'work' if self.works == 1 else 'works'}: {parts}"

    def letters(self) -> str:
        """The letters of stances other than assertion: ``d r``."""
        return " ".join(letter for name, letter in MARKS.items() if self.by[name])

    def marks(self) -> str:
        """The letters of stances other than assertion, with their works: ``1d 2r``."""
        return " ".join(f"{self.by[name]}{letter}" for name, letter in MARKS.items() if self.by[name])


@dataclass(frozen=True, slots=True)
class GapMap:
    """Mechanisms by obstacles or outcomes.

    Attributes:
        across: what the columns are, as ``obstacles``.
        rows: the mechanisms.
        columns: the obstacles or outcomes.
        cells: what joins a shown row and a shown column.
        works: every work by document id.
        least: works that a row or column needs.
        most: rows, and columns, that a map has.
        joined: claims that join a mechanism with one of the columns, shown or not.
        aside: claims that join them by a relation of structure and count nowhere.
    """

    across: str
    rows: Side
    columns: Side
    cells: Mapping[tuple[Concept, Concept], Filled]
    works: Mapping[str, Work]
    least: int
    most: int
    joined: int
    aside: int

    @property
    def title(self) -> str:
        """The name of the map."""
        return f"Gap map: mechanisms by {self.across}"

    @property
    def meaning(self) -> str:
        """How to read the map."""
        return (
            "A cell counts the works with a claim that joins the two, by whatever relation and in either direction; "
            "a work is counted once for each stance it takes. The number of works of a row or column counts all cells, "
            "also those that are left out. An empty cell says that no claim here joins the two, not that nothing is "
            "known."
        )

    def placed(self) -> Iterator[tuple[int, int, Filled]]:
        """Row, column (from 0) and content of each filled cell."""
        for line, (row, _) in enumerate(self.rows.shown):
            for position, (column, _) in enumerate(self.columns.shown):
                if cell := self.cells.get((row, column)):
                    yield line, position, cell

    def empty(self) -> list[tuple[Concept, Concept]]:
        """The pairs of a row and a column that no claim joins."""
        pairs = ((row, column) for row, _ in self.rows.shown for column, _ in self.columns.shown)
        return [pair for pair in pairs if pair not in self.cells]

    def facts(self) -> list[tuple[str, str]]:
        """What the map shows and what it leaves out."""
        shown = sum(len(cell.claims) for cell in self.cells.values())
        cells = len(self.rows.shown) * len(self.columns.shown)
        limit = f"of {self.least} works or more, at most {self.most}, those of most works"
        return [
            ("Rows", f"{len(self.rows.shown)} mechanisms {limit}; {len(self.rows.rest):,} more are left out"),
            (
                "Columns",
                f"{len(self.columns.shown)} {self.across} {limit}; {len(self.columns.rest):,} more are left out",
            ),
            ("Cells", f"{len(self.cells):,} of {cells:,} are filled, {cells - len(self.cells):,} are empty"),
            ("Claims shown", f"{shown:,} of {self.joined:,} that join a mechanism with one of the {self.across}"),
            ("Claims aside", f"{self.aside:,} that join the two by isA or hasPart"),
        ]


def colours(works: int) -> tuple[str, str]:
    """The colour of a cell of that many works, and the colour of its number."""
    return next((fill, ink) for least, fill, ink in reversed(STEPS) if works >= least)


def legend() -> list[tuple[str, str, str]]:
    """The steps of the colours as ``3-4 works``, each with its colour and that of its number."""
    found = []
    for (least, fill, ink), (after, _, _) in pairwise(STEPS):
        found.append((f"{least}" if after == least + 1 else f"{least}-{after - 1}", fill, ink))
    last, fill, ink = STEPS[-1]
    return [*found, (f"{last} or more", fill, ink)]
