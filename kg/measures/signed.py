"""Maps of signed links: who reaches whom, loops that reinforce or balance, and balance among friends and rivals.

Links carry ``sign``: 1 (more leads to more), -1 (more leads to less) or 0 (contested: sources disagree). Parallel links
of different signs are one contested link. A path is an argument that the map makes, not an effect that was measured.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, islice

import networkx as nx
import numpy as np

from kg.measures.null import Comparison, Ints, MeasureError, against, generator, untested

__all__ = ["Kind", "Loop", "Loops", "Reach", "Standing", "balance", "feedback", "reach", "standing"]

_LONGEST = 5
_MOST_LOOPS = 20_000
_LEAST_LOOPS = 3
_LEAST_TRIANGLES = 3

_Links = Mapping[tuple[str, str], int]


def _links(graph: nx.Graph[str]) -> _Links:
    """The sign of each link, sorted by ends; those of an undirected graph by its ends sorted. Loops fall away.

    Raises:
        MeasureError: a link has no sign.
    """
    seen: dict[tuple[str, str], set[int]] = {}
    for a, b, data in graph.edges(data=True):
        sign = data.get("sign")
        if sign not in (1, 0, -1):
            raise MeasureError(f"link {a} - {b}: sign {sign!r}; give 1, -1, or 0 for contested")
        if a != b:
            seen.setdefault((a, b) if graph.is_directed() else (min(a, b), max(a, b)), set()).add(int(sign))
    return {pair: min(seen[pair]) if len(seen[pair]) == 1 else 0 for pair in sorted(seen)}


@dataclass(frozen=True, slots=True)
class Reach:
    """How many nodes one node reaches by links in their direction.

    By the shortest paths, ``positive`` and ``negative`` of them are reached with one sign, ``mixed`` with both or
    through a contested link. ``consistent`` counts those that every walk, of any length, reaches with one sign.
    """

    node: str
    reached: int
    positive: int
    negative: int
    mixed: int
    consistent: int


def reach(graph: nx.DiGraph[str], nodes: Collection[str] | None = None) -> tuple[Reach, ...]:
    """What each node reaches and with which sign (Axelrod 1976), sorted by node; the node itself does not count.

    Args:
        graph: directed, each link with a ``sign``.
        nodes: those to work out; all where None.

    Raises:
        MeasureError: the graph is not directed, a link has no sign, or a node is not in the graph.
    """
    _directed(graph)
    after: dict[str, list[tuple[str, tuple[int, ...]]]] = {node: [] for node in sorted(graph)}
    for (a, b), sign in _links(graph).items():
        after[a].append((b, (sign,) if sign else (1, -1)))
    return tuple(_reach(node, after) for node in _asked(graph, nodes))


def _asked(graph: nx.DiGraph[str], nodes: Collection[str] | None) -> list[str]:
    if missing := sorted(set(nodes or ()) - set(graph)):
        raise MeasureError(f"causal map: {missing[0]} is not in it; give nodes of the graph")
    return sorted(graph if nodes is None else set(nodes))


def _directed(graph: nx.Graph[str]) -> None:
    if not graph.is_directed():
        raise MeasureError("causal map: the graph is undirected; give a DiGraph")


def _reach(start: str, after: Mapping[str, list[tuple[str, tuple[int, ...]]]]) -> Reach:
    nearest: dict[str, set[int]] = {start: {1}}
    front = nearest
    while front:
        ahead: dict[str, set[int]] = {}
        for node, signs in front.items():
            for target, links in after[node]:
                if target not in nearest:
                    ahead.setdefault(target, set()).update(sign * link for sign in signs for link in links)
        nearest = nearest | ahead
        front = ahead
    found = [signs for node, signs in nearest.items() if node != start]
    positive, negative = found.count({1}), found.count({-1})
    walks = _walks(start, after)
    consistent = sum(len(walks[node]) == 1 for node in nearest if node != start)
    return Reach(start, len(found), positive, negative, len(found) - positive - negative, consistent)


def _walks(start: str, after: Mapping[str, list[tuple[str, tuple[int, ...]]]]) -> Mapping[str, set[int]]:
    """The signs with which walks of any length reach each node."""
    seen: dict[str, set[int]] = {start: {1}}
    stack = [(start, 1)]
    while stack:
        node, sign = stack.pop()
        for target, links in after[node]:
            for found in {sign * link for link in links} - seen.setdefault(target, set()):
                seen[target].add(found)
                stack.append((target, found))
    return seen


class Kind(StrEnum):
    """What a feedback loop does to a change that runs round it."""

    REINFORCING = "reinforcing"
    """An even number of negative links: the change grows."""
    BALANCING = "balancing"
    """An odd number of negative links: the change is checked."""
    CONTESTED = "contested"
    """The sign of a link is contested."""


@dataclass(frozen=True, slots=True)
class Loop:
    """A feedback loop in the direction of its links, from its least node."""

    nodes: tuple[str, ...]
    kind: Kind


@dataclass(frozen=True, slots=True)
class Loops:
    """Feedback loops, the shortest first, and how many reinforce, against signs shuffled over the links.

    ``complete`` is False where the search stopped at 20,000 loops; then nothing is tested.
    """

    loops: tuple[Loop, ...]
    complete: bool
    reinforcing: Comparison


def feedback(graph: nx.DiGraph[str], *, draws: int = 1000, seed: int = 0) -> Loops:
    """Simple cycles of 2 to 5 links and their sign (Maruyama 1963; Axelrod 1976).

    Null model: the signs that are not contested are shuffled over their links, the links stay; p is two-sided. Loops
    with a contested link are listed and not tested.

    Args:
        graph: directed, each link with a ``sign``.
        draws: how many shuffles.
        seed: decides the shuffles.

    Raises:
        MeasureError: the graph is not directed, a link has no sign, or draws is below 1.
    """
    _directed(graph)
    links = _links(graph)
    names = sorted(graph)
    number = {name: at for at, name in enumerate(names)}
    net: nx.DiGraph[int] = nx.DiGraph()
    net.add_nodes_from(range(len(names)))
    net.add_edges_from((number[a], number[b]) for a, b in links)
    cycles = list(islice(nx.simple_cycles(net, length_bound=_LONGEST), _MOST_LOOPS + 1))
    complete = len(cycles) <= _MOST_LOOPS
    paths = sorted((_from_least([names[at] for at in cycle]) for cycle in cycles[:_MOST_LOOPS]), key=_short_first)
    loops = tuple(Loop(path, _kind([links[pair] for pair in _steps(path)])) for path in paths)
    decided = [loop for loop in loops if loop.kind is not Kind.CONTESTED]
    observed = float(sum(loop.kind is Kind.REINFORCING for loop in decided))
    if not complete:
        return Loops(loops, False, untested(None, f"more than {_MOST_LOOPS} loops"))
    if len(decided) < _LEAST_LOOPS:
        return Loops(loops, True, untested(observed, f"fewer than {_LEAST_LOOPS} loops of known sign"))
    return Loops(loops, True, against(observed, _shuffled(links, decided, draws, seed), "two-sided"))


def _short_first(path: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
    return len(path), path


def _from_least(path: list[str]) -> tuple[str, ...]:
    at = path.index(min(path))
    return (*path[at:], *path[:at])


def _steps(path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    return zip(path, (*path[1:], path[0]), strict=True)


def _kind(signs: list[int]) -> Kind:
    if 0 in signs:
        return Kind.CONTESTED
    return Kind.BALANCING if signs.count(-1) % 2 else Kind.REINFORCING


def _shuffled(links: _Links, loops: list[Loop], draws: int, seed: int) -> list[int]:
    """How many of the loops reinforce after each shuffle."""
    settled = {pair: at for at, pair in enumerate(pair for pair, sign in links.items() if sign)}
    negative = np.array([links[pair] < 0 for pair in settled], dtype=np.int64)
    steps = [settled[pair] for loop in loops for pair in _steps(loop.nodes)]
    starts = np.cumsum([0, *(len(loop.nodes) for loop in loops[:-1])])
    rng = generator(seed)
    deals = (np.add.reduceat(rng.permutation(negative)[steps], starts) for _ in range(draws))
    return [int((deal % 2 == 0).sum()) for deal in deals]


@dataclass(frozen=True, slots=True)
class Standing:
    """The place of a concept in a causal map.

    ``affects`` and ``affected_by`` count its links out and in. ``domain`` is the number of its neighbours either way;
    ``centrality`` adds 1 / distance over all nodes, direction aside, so that far ones count less (Eden, Ackermann &
    Cropper 1992).
    """

    node: str
    affects: int
    affected_by: int
    domain: int
    centrality: float


def standing(graph: nx.DiGraph[str], nodes: Collection[str] | None = None) -> tuple[Standing, ...]:
    """The place of every concept, sorted by node; sort by ``affects`` or ``affected_by`` for the ends of the map.

    Args:
        graph: directed, each link with a ``sign``.
        nodes: those to work out; all where None.

    Raises:
        MeasureError: the graph is not directed, a link has no sign, or a node is not in the graph.
    """
    _directed(graph)
    net: nx.DiGraph[str] = nx.DiGraph()
    net.add_nodes_from(sorted(graph))
    net.add_edges_from(_links(graph))
    both = net.to_undirected()
    return tuple(
        Standing(node, len(net.succ[node]), len(net.pred[node]), len(both[node]), _nearness(both, node))
        for node in _asked(graph, nodes)
    )


def _nearness(net: nx.Graph[str], node: str) -> float:
    # networkx's harmonic centrality adds in the order of a set, which changes the last digit from run to run.
    steps = nx.single_source_shortest_path_length(net, node)
    return math.fsum(1 / far for far in steps.values() if far)


def balance(graph: nx.Graph[str], *, draws: int = 1000, seed: int = 0) -> Comparison:
    """The share of triangles that are balanced: an even number of negative ties (Cartwright & Harary 1956).

    For ties that run both ways, such as cooperation and rivalry; a causal map has loops instead. Triangles with a
    contested tie do not count. Null model: the signs that are not contested are shuffled over their ties; p is the
    chance of so much balance or more.

    Args:
        graph: undirected, each tie with a ``sign``.
        draws: how many shuffles.
        seed: decides the shuffles.

    Raises:
        MeasureError: the graph is directed, a tie has no sign, or draws is below 1.
    """
    if graph.is_directed():
        raise MeasureError("balance: the graph is directed; give an undirected Graph, or use feedback")
    settled = {pair: sign for pair, sign in _links(graph).items() if sign}
    triangles = _triangles(list(settled))
    if len(triangles) < _LEAST_TRIANGLES:
        return untested(None, f"fewer than {_LEAST_TRIANGLES} triangles")
    signs = np.array(list(settled.values()), dtype=np.int64)
    rng = generator(seed)
    drawn = [_balanced(rng.permutation(signs), triangles) for _ in range(draws)]
    return against(_balanced(signs, triangles), drawn)


def _triangles(pairs: list[tuple[str, str]]) -> Ints:
    """The numbers of the three ties of each triangle, shape (triangles, 3)."""
    number = {pair: at for at, pair in enumerate(pairs)}
    later: dict[str, list[str]] = {}
    for a, b in pairs:
        later.setdefault(a, []).append(b)
    found = [
        (number[a, b], number[a, c], number[b, c])
        for a, others in later.items()
        for b, c in combinations(others, 2)
        if (b, c) in number
    ]
    return np.array(found, dtype=np.int64).reshape(-1, 3)


def _balanced(signs: Ints, triangles: Ints) -> float:
    return float((signs[triangles].prod(axis=1) > 0).mean())
