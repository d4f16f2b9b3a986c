"""Whether two tables over the same names agree: correlation by quadratic assignment (QAP)."""

from __future__ import annotations

from itertools import permutations

import numpy as np

from kg.measures.null import Bools, Comparison, Floats, Ints, MeasureError, Tail, against, generator, untested

__all__ = ["qap", "two_mode_qap"]

_LEAST_SIZE = 4
_EXACT = 6
"""Names up to which all orders are tried (6! = 720)."""


def qap(first: Floats, second: Floats, *, draws: int = 2000, seed: int = 0, tail: Tail = "two-sided") -> Comparison:
    """Correlate two square tables, the diagonal aside (Hubert & Schultz 1976; Krackhardt 1987, 1988).

    Null model: the names of the second table are shuffled, rows and columns alike, so that each table keeps its own
    structure and only the match of names is broken. Up to 6 names all orders are tried and p is exact.

    Args:
        first: shape (names, names), finite; symmetric or not.
        second: the same shape, with the same order of names.
        draws: how many shuffles, above 6 names.
        seed: decides the shuffles.
        tail: which correlations count as extreme.

    Returns:
        The Pearson correlation, -1 to 1, and its distribution.

    Raises:
        MeasureError: the tables are not square, differ in shape or hold a value that is not finite; draws is below 1.
    """
    _check(first, second, square=True)
    size = len(first)
    if size < _LEAST_SIZE:
        return untested(None, f"fewer than {_LEAST_SIZE} names")
    off = ~np.eye(size, dtype=np.bool_)
    left, right = _standard(first, off), _standard(second, off)
    if left is None or right is None:
        return untested(None, "a table has the same value everywhere")
    orders = _orders(size, draws, seed)
    drawn = [float((left * right[np.ix_(order, order)]).sum()) for order in orders]
    return against(float((left * right).sum()), drawn, tail, every=size <= _EXACT)


def two_mode_qap(
    first: Floats, second: Floats, *, draws: int = 2000, seed: int = 0, tail: Tail = "two-sided"
) -> Comparison:
    """Correlate two tables whose rows and columns are different things, over all cells.

    Null model: rows and columns of the second table are shuffled, each on their own. Use it for the same mechanisms and
    obstacles in two literatures.

    Args:
        first: shape (rows, columns), finite.
        second: the same shape, with the same order of rows and of columns.
        draws: how many shuffles.
        seed: decides the shuffles.
        tail: which correlations count as extreme.

    Returns:
        The Pearson correlation, -1 to 1, and its distribution.

    Raises:
        MeasureError: the tables differ in shape, have not two sides or hold a value that is not finite; draws is
            below 1.
    """
    _check(first, second, square=False)
    if min(first.shape) < 2 or max(first.shape) < _LEAST_SIZE:
        return untested(None, f"fewer than 2 rows and columns, or fewer than {_LEAST_SIZE} of both")
    every = np.ones(first.shape, dtype=np.bool_)
    left, right = _standard(first, every), _standard(second, every)
    if left is None or right is None:
        return untested(None, "a table has the same value everywhere")
    rng = generator(seed)
    shuffles = ((rng.permutation(len(first)), rng.permutation(first.shape[1])) for _ in range(draws))
    drawn = [float((left * right[np.ix_(rows, columns)]).sum()) for rows, columns in shuffles]
    return against(float((left * right).sum()), drawn, tail)


def _check(first: Floats, second: Floats, *, square: bool) -> None:
    if first.ndim != 2 or first.shape != second.shape or (square and first.shape[0] != first.shape[1]):
        wanted = "two square tables of one shape" if square else "two tables of one shape"
        raise MeasureError(f"tables of shapes {first.shape} and {second.shape}; give {wanted}")
    if not (np.isfinite(first).all() and np.isfinite(second).all()):
        raise MeasureError("a table holds a value that is not finite; fill or drop its row first")


def _standard(table: Floats, used: Bools) -> Floats | None:
    """Mean 0 and length 1 over the cells used, 0 elsewhere; None if they are all alike."""
    values = np.where(used, table, 0.0).astype(np.float64)
    centred = np.where(used, values - values.sum() / used.sum(), 0.0)
    length = float(np.sqrt((centred**2).sum()))
    least = 1e-12 * max(1.0, float(np.abs(values).max()))
    return centred / length if length > least else None


def _orders(size: int, draws: int, seed: int) -> list[Ints]:
    if size <= _EXACT:
        return [np.array(order, dtype=np.int64) for order in permutations(range(size))]
    rng = generator(seed)
    return [rng.permutation(size) for _ in range(draws)]
