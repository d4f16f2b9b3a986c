"""Which rows and columns go together in more works than their margins explain, and which never meet.

The data are triples (work, row, column): this work pairs this row with this column. A triple counts once; the support
of a cell is the number of works that hold it.

Null model: the rows that a work pairs with one column are a block. The names of the columns are dealt anew to the
blocks, among blocks of one size, and no work gets a column twice. So every work keeps its blocks, every row its pairs,
and every column its works and its pairs: both margins of the table and the size of each work stay, and nothing is
called an association because a row, a column or a work is frequent. Blocks stay whole since the rows that a work names
together are no independent evidence. A cell then follows a sum of hypergeometric laws, one a size of block; with one
pair a work this is Fisher's exact test. The law leaves out that no work gets a column twice, which makes its p a little
too large, never too small. Sentences do not count, and works are taken as independent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy import stats

from kg.measures.null import Bools, Floats, Ints, MeasureError, adjusted, generator

__all__ = ["Associations", "Cell", "Gap", "Gaps", "associations", "gaps"]

_LEAST_SUPPORT = 3
_LEAST_WORKS = 5
_CHUNK = 100_000_000
"""Bytes for what the works hold in all draws at once."""
_COUNTED = 200
"""Draws counted at once."""
_MOST_DEALT = 3_000_000
"""Blocks dealt in all draws together: a table of more than 1,500 is dealt fewer than 2,000 times."""
_LEAST_DRAWS = 200
_LAWS = 1_000_000
"""Chances of the laws held at once."""
_SWAPS = 3
"""Swaps per block, so that each block changes its column about six times. Too few would only make p larger."""
_TRIES = 30
"""Swaps tried per block at most, where works hold so many columns that few swaps can be made."""
_TOO_FEW = f"fewer than {_LEAST_WORKS} works"

Triples = Iterable[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Cell:
    """A row and a column that at least three works pair.

    ``works`` is the support and ``expected`` its mean under the null model, both in works; ``lift`` is their ratio.
    ``p`` is by permutation and ``exact`` by the hypergeometric laws (not below 1e-15), both the chance of so much
    support or more. ``q`` is from ``exact``, since a permutation p stops at 1 / (1 + draws), which is too
    coarse for many cells.
    """

    row: str
    column: str
    works: int
    expected: float
    lift: float
    p: float | None
    exact: float | None
    q: float | None


@dataclass(frozen=True, slots=True)
class Associations:
    """Cells by falling support; ``works`` and ``pairs`` (distinct triples) in all.

    ``hidden`` counts the cells with a work but fewer than three, which are not shown. ``tests`` is the number of cells
    that q corrects for: all whose margins allow three works, hidden and empty ones too, as those that reached three
    are the best of them. ``reason`` says why no p is given.
    """

    cells: tuple[Cell, ...]
    works: int
    pairs: int
    hidden: int
    tests: int
    draws: int
    reason: str | None


@dataclass(frozen=True, slots=True)
class Gap:
    """A row and a column that many works name and none pairs.

    ``row_works`` and ``column_works`` are the works that name each; ``p`` is the chance of an empty cell under the null
    model, by the hypergeometric laws.
    """

    row: str
    column: str
    row_works: int
    column_works: int
    expected: float
    p: float | None
    q: float | None


@dataclass(frozen=True, slots=True)
class Gaps:
    """Empty cells by falling expected support; ``tests`` is the number of cells with large margins, empty or not."""

    gaps: tuple[Gap, ...]
    tests: int
    reason: str | None


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """The triples as numbers.

    ``pairs`` has shape (pairs, 3): work, row and column, sorted. ``block`` is the block of each pair, shape (pairs,);
    ``owner``, ``label`` and ``size`` are the work, column and number of rows of each block, shape (blocks,).
    """

    works: tuple[str, ...]
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    pairs: Ints
    block: Ints
    owner: Ints
    label: Ints
    size: Ints

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.rows), len(self.columns)

    def counts(self, labels: Ints) -> Ints:
        """Support by row and column under columns given to the blocks.

        Args:
            labels: the column of each block, shape (draws, blocks).

        Returns:
            Works, shape (draws, rows, columns).
        """
        draws, (rows, columns) = len(labels), self.shape
        cells = (np.arange(draws)[:, None] * rows + self.pairs[:, 1]) * columns + labels[:, self.block]
        works: Ints = np.bincount(cells.ravel(), minlength=draws * rows * columns).reshape(draws, rows, columns)
        return works

    @property
    def support(self) -> Ints:
        """Support as observed, in works, shape (rows, columns)."""
        works: Ints = self.counts(self.label[None, :])[0]
        return works

    def strata(self) -> Iterator[Ints]:
        """The blocks of each size, as numbers."""
        for size in np.unique(self.size).tolist():
            yield np.flatnonzero(self.size == size)

    def named(self, side: int) -> Ints:
        """How many works name each row (side 1) or column (side 2)."""
        seen = np.unique(self.pairs[:, [0, side]], axis=0)[:, 1]
        works: Ints = np.bincount(seen, minlength=self.shape[side - 1])
        return works


def _table(triples: Triples) -> _Table:
    known = sorted(set(triples))
    sides = [sorted({triple[side] for triple in known}) for side in range(3)]
    number = [{name: at for at, name in enumerate(side)} for side in sides]
    pairs = [[number[side][triple[side]] for side in range(3)] for triple in known]
    works, rows, columns = (tuple(side) for side in sides)
    table = np.array(pairs, dtype=np.int64).reshape(-1, 3)
    blocks, block, size = np.unique(table[:, [0, 2]], axis=0, return_inverse=True, return_counts=True)
    return _Table(works, rows, columns, table, block.ravel(), blocks[:, 0], blocks[:, 1], size)


def associations(triples: Triples, *, draws: int = 2000, seed: int = 0) -> Associations:
    """Support, lift (Brin et al. 1997), p and q (Benjamini & Hochberg 1995) of each cell; see the module for the null.

    Args:
        triples: (work, row, column); repeats count once.
        draws: how many times the columns are dealt anew; fewer, and 200 at least, where the table has so many blocks
            that they would come to more than 3,000,000. The result says how many it was; ``exact`` and q stay.
        seed: decides the deals.

    Raises:
        MeasureError: draws is below 1.
    """
    if draws < 1:
        raise MeasureError(f"associations: {draws} draws; give at least one")
    table = _table(triples)
    draws = min(draws, max(_LEAST_DRAWS, _MOST_DEALT // max(1, len(table.label))))
    counts = table.support
    shown = counts >= _LEAST_SUPPORT
    reason = _TOO_FEW if len(table.works) < _LEAST_WORKS else None
    family = _family(table, _LEAST_SUPPORT)
    expected, _, below = _laws(table, family | shown)
    exact = np.clip(1 - below, 1e-15, 1)
    qs = _spread(family, adjusted(exact[family].tolist()))
    reached = np.zeros(counts.shape) if reason else _reached(table, counts, draws, seed)
    cells = [
        Cell(
            table.rows[r],
            table.columns[c],
            int(counts[r, c]),
            float(expected[r, c]),
            float(counts[r, c] / expected[r, c]),
            None if reason else float((1 + reached[r, c]) / (1 + draws)),
            None if reason else float(exact[r, c]),
            None if reason else qs[r, c],
        )
        for r, c in np.argwhere(shown).tolist()
    ]
    cells.sort(key=lambda cell: (-cell.works, cell.row, cell.column))
    hidden = int(((counts > 0) & ~shown).sum())
    tests = 0 if reason else int(family.sum())
    return Associations(tuple(cells), len(table.works), len(table.pairs), hidden, tests, 0 if reason else draws, reason)


def gaps(triples: Triples, *, least: int = 5) -> Gaps:
    """Cells that no work fills although both margins are large.

    The cells tested are those whose row and whose column at least ``least`` works name, whether empty or not, with the
    chance of so little support; an empty cell between small margins is no gap. After the evidence-gap maps of
    Snilstveit et al. (2016), with a test.

    Args:
        triples: (work, row, column); repeats count once.
        least: the works that make a margin large.

    Raises:
        MeasureError: least is below 1.
    """
    if least < 1:
        raise MeasureError(f"gaps: least {least}; give 1 work or more")
    table = _table(triples)
    counts = table.support
    reason = _TOO_FEW if len(table.works) < _LEAST_WORKS else None
    family = _family(table, least)
    expected, chance, _ = _laws(table, family)
    qs = _spread(family, adjusted(chance[family].tolist()))
    row_works, column_works = table.named(1).tolist(), table.named(2).tolist()
    found = [
        Gap(
            table.rows[r],
            table.columns[c],
            row_works[r],
            column_works[c],
            float(expected[r, c]),
            None if reason else float(chance[r, c]),
            None if reason else qs[r, c],
        )
        for r, c in np.argwhere(family & (counts == 0)).tolist()
    ]
    found.sort(key=lambda gap: (-gap.expected, gap.row, gap.column))
    return Gaps(tuple(found), 0 if reason else int(family.sum()), reason)


def _family(table: _Table, least: int) -> Bools:
    """The cells whose row and column at least so many works name: chosen by the margins, which the null keeps."""
    return np.outer(table.named(1) >= least, table.named(2) >= least)


def _laws(table: _Table, asked: Bools) -> tuple[Floats, Floats, Floats]:
    """The mean support of each cell, and the chances of at most and of less than that observed.

    All three have shape (rows, columns); the chances of cells that are not asked for are 0.
    """
    counts = table.support
    strata = [(*_margins(table, blocks), len(blocks)) for blocks in table.strata()]
    expected = np.zeros(counts.shape)
    for rows, columns, size in strata:
        expected += np.outer(rows, columns) / size
    at_most, below = np.zeros(counts.shape), np.zeros(counts.shape)
    for cells in _alike(counts, asked):
        most = int(counts[cells].max()) + 1
        law = np.zeros((most, len(cells[0])))
        law[0] = 1.0
        for rows, columns, size in strata:
            law = _added(law, _hypergeometric(rows[cells[0]], columns[cells[1]], size, most))
        up_to = np.vstack([np.zeros((1, law.shape[1])), np.cumsum(law, axis=0)])
        at_most[cells] = np.take_along_axis(up_to, counts[cells][None] + 1, axis=0)[0]
        below[cells] = np.take_along_axis(up_to, counts[cells][None], axis=0)[0]
    return expected, np.clip(at_most, 0, 1), below


def _alike(counts: Ints, asked: Bools) -> Iterator[tuple[Ints, Ints]]:
    """The cells asked for, as rows and columns, those of like support together: the laws are cut at it."""
    rows, columns = np.nonzero(asked)
    length = np.frexp(counts[rows, columns])[1]
    for exponent in np.unique(length).tolist():
        at = np.flatnonzero(length == exponent)
        for some in np.array_split(at, min(len(at), 1 + len(at) * 2**exponent // _LAWS)):
            yield rows[some], columns[some]


def _margins(table: _Table, blocks: Ints) -> tuple[Ints, Ints]:
    """How many of some blocks hold each row, and how many bear each column."""
    held = table.pairs[np.isin(table.block, blocks), 1]
    rows, columns = table.shape
    return np.bincount(held, minlength=rows), np.bincount(table.label[blocks], minlength=columns)


def _hypergeometric(rows: Ints, columns: Ints, blocks: int, most: int) -> Floats:
    """The chance of each support below ``most`` that can be, worked out once a pair of margins.

    Args:
        rows: how many of the blocks hold the row of each cell, shape (cells,).
        columns: how many bear its column, shape (cells,).
        blocks: how many there are.
        most: where the law is cut.

    Returns:
        Shape (supports, cells); no cell can have more support than the last but for the cut.
    """
    kinds, at = np.unique(rows * (blocks + 1) + columns, return_inverse=True)
    row_kinds, column_kinds = np.divmod(kinds, blocks + 1)
    supports = min(most, int(np.minimum(row_kinds, column_kinds).max()) + 1)
    chances = stats.hypergeom.pmf(np.arange(supports)[:, None], blocks, row_kinds, column_kinds)
    found: Floats = np.asarray(chances, dtype=np.float64)[:, at]
    return found


def _added(one: Floats, other: Floats) -> Floats:
    """The law of the sum of two independent supports, cut at the length of the first."""
    total = np.zeros_like(one)
    for more in range(len(other)):
        total[more:] += other[more] * one[: len(one) - more]
    return total


def _spread(family: Bools, qs: tuple[float | None, ...]) -> dict[tuple[int, int], float | None]:
    return {(r, c): q for (r, c), q in zip(np.argwhere(family).tolist(), qs, strict=True)}


def _reached(table: _Table, counts: Ints, draws: int, seed: int) -> Ints:
    """In how many deals each cell has at least the support observed, shape (rows, columns)."""
    rng = generator(seed)
    reached = np.zeros(counts.shape, dtype=np.int64)
    step = max(1, _CHUNK // (len(table.works) * len(table.columns)))
    for start in range(0, draws, step):
        labels = _dealt(table, min(step, draws - start), rng)
        for some in np.array_split(labels, 1 + len(labels) // _COUNTED):
            reached += (table.counts(some) >= counts).sum(axis=0)
    return reached


def _dealt(table: _Table, draws: int, rng: np.random.Generator) -> Ints:
    """Random columns for the blocks, shape (draws, blocks), by swaps that start from those observed.

    Each step takes a block and another of its size, and swaps their columns unless a work would get one twice: a
    symmetric chain that stays where it is when refused, so all deals are equally likely in the end.
    """
    blocks, columns = len(table.label), len(table.columns)
    order = np.argsort(table.size, kind="stable")
    _, stratum, length = np.unique(table.size, return_inverse=True, return_counts=True)
    first, room = (np.cumsum(length) - length)[stratum], length[stratum]
    base = table.owner * columns
    wide = len(table.works) * columns
    # Flat, with the place of each draw added to it: indexing by two arrays takes twice as long.
    labels, held = np.tile(table.label, draws), np.zeros(draws * wide, dtype=np.bool_)
    row, cell = np.arange(draws) * blocks, np.arange(draws) * wide
    held[(cell[:, None] + (base + table.label)).ravel()] = True
    moved = 0
    for _ in range(_TRIES * blocks):
        if moved >= _SWAPS * blocks * draws:
            break
        one = rng.integers(blocks, size=draws)
        other = order[first[one] + rng.integers(room[one])]
        at, to = row + one, row + other
        mine, theirs = labels[at], labels[to]
        here, there = cell + base[one], cell + base[other]
        free = ~(held[here + theirs] | held[there + mine]) | (here == there)
        free &= mine != theirs
        at, to, here, there, mine, theirs = (side[free] for side in (at, to, here, there, mine, theirs))
        held[here + mine] = held[there + theirs] = False
        held[here + theirs] = held[there + mine] = True
        labels[at], labels[to] = theirs, mine
        moved += len(at)
    return labels.reshape(draws, blocks)
