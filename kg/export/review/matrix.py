"""The table that gives a review its bearings: which mechanisms works set against which obstacles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kg.claimrow import ClaimRow
from kg.export.drafts.model import Block, Heading, Paragraph, Run, Table, runs
from kg.export.wording import Hold, hold
from kg.model import EntityType, Relation, Roll
from kg.networks import Things

_ROWS, _COLUMNS = 12, 8
_Cells = dict[tuple[str, str], dict[Hold, set[str]]]


def matrix(claims: Iterable[ClaimRow], things: Things) -> list[Block]:
    """Obstacles by mechanisms, with the works that say that the one addresses the other; empty where none does."""
    cells = _cells(claims, things)
    if not cells:
        return []
    rows = _busiest(cells, 0, _ROWS, None)
    columns = _busiest(cells, 1, _COLUMNS, set(rows))
    rows = [row for row in rows if any((row, column) in cells for column in columns)]
    head = (Run("Obstacle"), *(Run(things.label(column)) for column in columns))
    body = tuple(
        (Run(things.label(row)), *(Run(_cell(cells.get((row, column), {}))) for column in columns)) for row in rows
    )
    about = (
        "Works that assert that the mechanism addresses the obstacle; + works that recommend it, ? works that suppose "
        "it or report it of others, − works that deny it. A dot: no work of this selection. Here obstacles and "
        "mechanisms are counted as classes of the vocabulary; shown are those that most works set against each other."
    )
    return [
        Heading(1, "Obstacles and the mechanisms set against them", "matrix"),
        Paragraph(runs(about)),
        Table("Works by obstacle and mechanism", head, body),
    ]


def _cells(claims: Iterable[ClaimRow], things: Things) -> _Cells:
    found: _Cells = {}
    for row in claims:
        if (row.relation, row.head_type, row.tail_type) == (
            Relation.ADDRESSES,
            EntityType.MECHANISM,
            EntityType.OBSTACLE,
        ):
            mechanism, obstacle = (things.rolled(end, Roll.CLASS) for end in (row.head, row.tail))
            found.setdefault((obstacle, mechanism), defaultdict(set))[hold(row)].add(row.work)
    return found


def _busiest(cells: _Cells, side: int, most: int, within: set[str] | None) -> list[str]:
    """The things of one side with the most works, over the rows given or all."""
    works: defaultdict[str, set[str]] = defaultdict(set)
    for pair, held in cells.items():
        if within is None or pair[0] in within:
            works[pair[side]] |= set().union(*held.values())
    return sorted(works, key=lambda thing: (-len(works[thing]), thing))[:most]


_SIGNS = (
    ("", (Hold.ASSERTED,)),
    ("+", (Hold.RECOMMENDED,)),
    ("?", (Hold.SUPPOSED, Hold.REPORTED)),
    ("−", (Hold.DENIED, Hold.REPORTED_DENIAL, Hold.ADVISED_AGAINST, Hold.SUPPOSED_NOT)),
)


def _cell(held: dict[Hold, set[str]]) -> str:
    counts = ((sign, len(set().union(*(held.get(how, set()) for how in hows)))) for sign, hows in _SIGNS)
    return " ".join(f"{sign}{count}" for sign, count in counts if count) or "·"
