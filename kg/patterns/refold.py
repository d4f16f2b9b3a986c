"""Two-mode networks whose ties are dealt anew, so that what folding makes of them can be held against chance."""

from __future__ import annotations

import networkx as nx
import numpy as np

_TRADES = 5
"""Trades per source; with so many the chain forgets where it began (Strona et al., 2014)."""


def dealt(two_mode: nx.Graph[str], rng: np.random.Generator) -> nx.Graph[str]:
    """The same network with its ties dealt anew; every node keeps its number of ties.

    Two sources put together the targets that only one of them has and deal them out again (the curveball of Strona
    et al., 2014). The new ties have no claims.

    Args:
        two_mode: as ``kg.networks.network`` makes it.
        rng: the source of chance.
    """
    names = sorted(two_mode)
    number = {name: at for at, name in enumerate(names)}
    held: dict[int, set[int]] = {}
    for one, other in two_mode.edges:
        source, target = _oriented(two_mode, one, other)
        held.setdefault(number[source], set()).add(number[target])
    sources = sorted(held)
    if len(sources) > 1:
        for first, second in rng.integers(len(sources), size=(_TRADES * len(sources), 2)).tolist():
            _trade(held, sources[first], sources[second], rng)
    made: nx.Graph[str] = nx.Graph(**two_mode.graph)
    made.add_nodes_from((name, two_mode.nodes[name]) for name in names)
    made.add_edges_from(
        ((names[a], names[b]) for a in sources for b in sorted(held[a])),
        claims=(),
    )
    return made


def _oriented(two_mode: nx.Graph[str], one: str, other: str) -> tuple[str, str]:
    """Source and target of a tie; a thing that is both stands where the other end leaves it."""
    turned = two_mode.nodes[one]["side"] == 1 or two_mode.nodes[other]["side"] == 0
    return (other, one) if turned else (one, other)


def _trade(held: dict[int, set[int]], a: int, b: int, rng: np.random.Generator) -> None:
    mine, theirs = held[a] - held[b] - {b}, held[b] - held[a] - {a}
    if a == b or not mine or not theirs:
        return
    pool = sorted(mine | theirs)
    chosen = {pool[at] for at in rng.permutation(len(pool))[: len(mine)].tolist()}
    held[a] = held[a] - mine | chosen
    held[b] = held[b] - theirs | (mine | theirs) - chosen
