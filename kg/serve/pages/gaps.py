"""The table of two types of things: which pairs works join, and which nobody speaks of."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.export.sheets import Cell, Heading
from kg.export.wording import PLURALS
from kg.index import Index, Thing
from kg.index.overview import Pair
from kg.model import EntityType
from kg.serve.pages.downloading import Table, downloads, links
from kg.serve.pages.filters import one_of
from kg.serve.rendering import page
from kg.serve.room import room

SIZES = (10, 20, 30, 40)
"""How many rows and columns a table may have."""

STEPS = (1, 2, 3, 5, 10)
"""From how many works on a cell has which shade."""

GAPS = 40
"""Empty pairs that the page lists."""

_WIDE = 60  # things of each type among which empty pairs are looked for
_TYPES = tuple(name for name in PLURALS if name not in (EntityType.SCHOLAR, EntityType.WORK))


@dataclass(frozen=True, slots=True)
class Choice:
    """What the form asks for: the types of rows and columns, and how many of each."""

    rows: str
    columns: str
    size: int

    @classmethod
    def of(cls, request: Request) -> Choice:
        """What an address asks for; obstacles by mechanisms where it does not say.

        Raises:
            QueryError: it asks for a type or a size that there is not.
        """
        return cls(
            one_of(request, "rows", _TYPES) or EntityType.OBSTACLE,
            one_of(request, "columns", _TYPES) or EntityType.MECHANISM,
            int(one_of(request, "size", map(str, SIZES)) or SIZES[1]),
        )


@dataclass(frozen=True, slots=True)
class Grid:
    """Things down and across, those that most works speak of, and what joins them by IRIs of both."""

    rows: Sequence[Thing]
    columns: Sequence[Thing]
    pairs: Mapping[tuple[str, str], Pair]

    def cell(self, row: Thing, column: Thing) -> Pair | None:
        """What joins two things; None where no claim does."""
        return self.pairs.get((row.iri, column.iri))

    def gaps(self) -> list[tuple[Thing, Thing]]:
        """The pairs that no claim joins, those of the commonest things first."""
        found = [
            (one, other)
            for one, other in product(self.rows, self.columns)
            if one.iri != other.iri and (one.iri, other.iri) not in self.pairs
        ]
        return sorted(found, key=lambda pair: (-pair[0].works * pair[1].works, pair[0].label, pair[1].label))


def grid(index: Index, rows: str, columns: str, size: int) -> Grid:
    """The table of two types, with so many things of each."""
    down, across = index.overview.most_works(rows, size), index.overview.most_works(columns, size)
    return Grid(down, across, index.overview.pairs((t.iri for t in down), (t.iri for t in across)))


def gaps(request: Request) -> Response:
    """The table with its form, and the pairs that are missing although both things are common."""
    index, choice = room(request).snapshot.index, Choice.of(request)
    found = grid(index, choice.rows, choice.columns, choice.size)
    wide = grid(index, choice.rows, choice.columns, _WIDE)
    missing = wide.gaps()
    return page(
        request,
        "gaps.html",
        choice=choice,
        grid=found,
        gaps=missing[:GAPS],
        missing=len(missing),
        among=(len(wide.rows), len(wide.columns)),
        types=_TYPES,
        sizes=SIZES,
        shade=shade,
        claims=claims,
        files=links(request),
    )


def shade(pair: Pair) -> str:
    """The class of a cell by its works."""
    return f"w{bisect_right(STEPS, pair.works)}"


def claims(row: Thing, column: Thing) -> str:
    """The address of the claims that join two things."""
    return "/claims?" + urlencode({"thing": row.iri, "other": column.iri, "kinds": "1"})


def gaps_table(request: Request) -> Table:
    """Every pair of the things compared, with the works that join them, as a table; 0 is a gap."""
    index, choice = room(request).snapshot.index, Choice.of(request)
    wide = grid(index, choice.rows, choice.columns, _WIDE)
    one, other = choice.rows.lower(), choice.columns.lower()
    counts = ("works", f"{one} works", f"{other} works", "claims", "claims that deny it")
    headings = [Heading(one, 36), Heading(other, 36), *(Heading(name, 12) for name in counts)]
    headings += [Heading(f"{one} IRI", 50), Heading(f"{other} IRI", 50)]
    rows = (_row(wide, row, column) for row, column in product(wide.rows, wide.columns) if row.iri != column.iri)
    return Table("gaps", f"{PLURALS[choice.rows]} by {PLURALS[choice.columns]}".capitalize(), headings, rows)


def _row(found: Grid, row: Thing, column: Thing) -> list[Cell]:
    pair = found.cell(row, column) or Pair(0, 0, 0)
    counts = pair.works, row.works, column.works, pair.claims, pair.denied
    return [row.label, column.label, *counts, row.iri, column.iri]


ROUTES = [Route("/gaps", gaps), *downloads("/gaps", gaps_table)]
