"""Two-mode networks whose ties are dealt anew, so that what folding makes of them can be held against chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import networkx as nx
import numpy as np

from kg.measures.graphs import shared
from kg.measures.null import Ints

_TRADES = 5
"""Trades per source; with so many the chain forgets where it began (Strona et al., 2014)."""


@dataclass(frozen=True, slots=True, eq=False)
class Deck:
    """The ties of a two-mode network as numbers: which targets each source holds.

    ``names`` are all nodes, sorted; ``sides`` (0, 1, or -1 for both) and ``works`` are theirs, shape (nodes,).
    """

    names: tuple[str, ...]
    sides: Ints
    works: Ints
    held: Mapping[int, frozenset[int]]

    @classmethod
    def of(cls, two_mode: nx.Graph[str]) -> Deck:
        """The ties of a network as ``kg.networks.network`` makes it."""
        names = tuple(sorted(two_mode))
        number = {name: at for at, name in enumerate(names)}
        held: dict[int, set[int]] = {}
        for one, other in two_mode.edges:
            source, target = _oriented(two_mode, one, other)
            held.setdefault(number[source], set()).add(number[target])
        sides, works = (np.array([two_mode.nodes[n][key] for n in names], dtype=np.int64) for key in ("side", "works"))
        return cls(names, sides, works, {source: frozenset(held[source]) for source in sorted(held)})

    def dealt(self, rng: np.random.Generator) -> Deck:
        """The same with its ties dealt anew; every node keeps its number of ties.

        Two sources put together the targets that only one of them has and deal them out again (the curveball of Strona
        et al., 2014).
        """
        sources, held = list(self.held), dict(self.held)
        if len(sources) > 1:
            for first, second in rng.integers(len(sources), size=(_TRADES * len(sources), 2)).tolist():
                _trade(held, sources[first], sources[second], rng)
        return replace(self, held=held)

    def folded(self, side: int, least: int, most: int = 1000) -> tuple[Ints, Ints]:
        """Which two nodes of a side share how many things: what ``kg.networks.fold`` counts, by a sparse product.

        Args:
            side: 0 ties sources, 1 targets.
            least: pairs that share fewer are left out.
            most: things shared by more than so many are left out.

        Returns:
            Numbers of two nodes, the lesser first, sorted, shape (pairs, 2); how many they share, shape (pairs,).
        """
        dealt = [(a, b) for a, mine in self.held.items() for b in mine]
        one, other = np.array(dealt, dtype=np.int64).reshape(-1, 2).T
        both = np.stack([np.concatenate([one, other]), np.concatenate([other, one])], axis=1)
        node, thing = np.unique(both, axis=0).T
        right = np.isin(self.sides[node], (side, -1)) & (self.sides[thing] != side) & (node != thing)
        node, thing = node[right], thing[right]
        few = np.bincount(thing, minlength=len(self.names))[thing] <= most
        return shared(node[few], thing[few], len(self.names), least)


def _oriented(two_mode: nx.Graph[str], one: str, other: str) -> tuple[str, str]:
    """Source and target of a tie; a thing that is both stands where the other end leaves it."""
    turned = two_mode.nodes[one]["side"] == 1 or two_mode.nodes[other]["side"] == 0
    return (other, one) if turned else (one, other)


def _trade(held: dict[int, frozenset[int]], a: int, b: int, rng: np.random.Generator) -> None:
    mine, theirs = held[a] - held[b] - {b}, held[b] - held[a] - {a}
    if a == b or not mine or not theirs:
        return
    pool = sorted(mine | theirs)
    chosen = frozenset(pool[at] for at in rng.permutation(len(pool))[: len(mine)].tolist())
    held[a] = held[a] - mine | chosen
    held[b] = held[b] - theirs | (mine | theirs) - chosen
