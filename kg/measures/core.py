"""A core tied to all, and a periphery tied to the core alone (Borgatti & Everett 1999)."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import numpy as np

from kg.measures.graphs import rewired, ties
from kg.measures.null import Bools, Comparison, Floats, against, generator, untested

__all__ = ["Core", "core_periphery"]

_LEAST_NODES = 5


@dataclass(frozen=True, slots=True)
class Core:
    """The nodes of the core, sorted, and the fit: the correlation (-1 to 1) with the ideal pattern.

    ``density`` is the share of possible ties that exist inside the core, between core and periphery, and inside the
    periphery; None where there is no pair.
    """

    nodes: tuple[str, ...]
    fit: Comparison
    density: tuple[float | None, float | None, float | None]


def core_periphery(graph: nx.Graph[str], *, draws: int = 200, seed: int = 0) -> Core:
    """The core that fits best, and whether it fits better than the degrees alone would make it.

    The fit is the Pearson correlation over pairs of nodes between "tied" and "one of the two is in the core". The
    search begins with the nodes of highest degree (Lip 2011) and goes on in passes that move every node once, best
    first, and keep the best state (Kernighan & Lin 1970). Null model: every node keeps its number of ties, the rest is
    wired at random, and the search is run again. Degrees go far to make a single core (Kojaku & Masuda 2018), so a
    large p means that hubs explain the core, not that there is none.

    Args:
        graph: any graph; direction and weights do not count.
        draws: how many graphs to wire at random.
        seed: decides the wiring.

    Raises:
        MeasureError: draws is below 1, or a weight is out of range.
    """
    flat = ties(graph)
    matrix = flat.matrix()
    if reason := _too_small(matrix):
        return Core((), untested(None, reason), (None, None, None))
    inside, fit = _search(matrix)
    rng = generator(seed)
    drawn = [_search(rewired(flat, rng).matrix())[1] for _ in range(draws)]
    nodes = tuple(name for name, core in zip(flat.names, inside.tolist(), strict=True) if core)
    return Core(nodes, against(fit, drawn), _densities(matrix, inside))


def _too_small(matrix: Floats) -> str | None:
    size = len(matrix)
    if size < _LEAST_NODES:
        return f"fewer than {_LEAST_NODES} nodes"
    tied = int(matrix.sum())
    return "no pair is tied, or every pair is" if tied in (0, size * (size - 1)) else None


def _fits(size: int, tied: float, covered: Floats, cores: Floats) -> Floats:
    """Correlations for cores of given sizes that cover given numbers of ties; -2 where the pattern is constant."""
    pairs = size * (size - 1) / 2
    ideal = cores * (cores - 1) / 2 + cores * (size - cores)
    spread = (pairs * tied - tied**2) * (pairs * ideal - ideal**2)
    top = pairs * covered - tied * ideal
    fits: Floats = np.divide(top, np.sqrt(np.maximum(spread, 0)), out=np.full(len(top), -2.0), where=spread > 0)
    return fits


def _search(matrix: Floats) -> tuple[Bools, float]:
    """Who is in the best core found, shape (nodes,), and its fit."""
    size, tied = len(matrix), float(matrix.sum() / 2)
    order = np.argsort(-matrix.sum(axis=1), kind="stable")
    ranked = matrix[np.ix_(order, order)]
    covered = np.cumsum(np.triu(ranked).sum(axis=1))
    fits = _fits(size, tied, covered, np.arange(1.0, size + 1))
    inside: Bools = np.zeros(size, dtype=np.bool_)
    inside[order[: int(np.argmax(fits)) + 1]] = True
    best = float(fits.max())
    while True:
        better, fit = _pass(matrix, inside, tied)
        if fit <= best + 1e-12:
            return inside, best
        inside, best = better, fit


def _pass(matrix: Floats, start: Bools, tied: float) -> tuple[Bools, float]:
    """Move every node once, the best first; the best state on the way and its fit."""
    size = len(matrix)
    inside, free = start.copy(), np.ones(size, dtype=np.bool_)
    to_outside = matrix @ ~inside
    covered, cores = tied - float(to_outside[~inside].sum()) / 2, float(inside.sum())
    best, kept = -2.0, inside.copy()
    for _ in range(size):
        way = np.where(inside, -1.0, 1.0)
        fits = np.where(free, _fits(size, tied, covered + way * to_outside, cores + way), -3.0)
        move = int(np.argmax(fits))
        covered, cores = covered + way[move] * to_outside[move], cores + way[move]
        to_outside = to_outside - way[move] * matrix[move]
        inside[move], free[move] = not inside[move], False
        if fits[move] > best + 1e-12:
            best, kept = float(fits[move]), inside.copy()
    return kept, best


def _densities(matrix: Floats, inside: Bools) -> tuple[float | None, float | None, float | None]:
    core, rest = int(inside.sum()), int((~inside).sum())
    pairs = core * (core - 1), core * rest, rest * (rest - 1)
    tied = matrix[np.ix_(inside, inside)], matrix[np.ix_(inside, ~inside)], matrix[np.ix_(~inside, ~inside)]
    shares = [float(block.sum()) / most if most else None for block, most in zip(tied, pairs, strict=True)]
    return shares[0], shares[1], shares[2]
