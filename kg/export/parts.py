"""Parts of a network: what a large one opens with, and the groups that hold together.

network -> ties -> disparity filter -> views;  ties -> Louvain -> groups
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from heapq import heappop, heappush

import networkx as nx

Tie = tuple[str, str]
"""Two things and whatever lines join them, in the order of their names."""

LARGE = 300
"""Things above which a page opens with a part of them ..."""
CORE = 150
"""... namely with this many."""
HUGE = 1_500
"""Things above which the part is taken from the backbone."""
ALPHAS = (0.05, 0.1, 0.2, 0.3)
"""Levels of the disparity filter; the strictest whose backbone holds ``CORE`` things is taken."""


@dataclass(frozen=True, slots=True)
class View:
    """A part of the network: its things, and the ties between them that it shows.

    ``kind`` is ``best``, ``backbone`` or ``all``; ``alpha`` is the level of the filter behind it, 0
    where there is none.
    """

    kind: str
    things: frozenset[str]
    ties: frozenset[Tie]
    alpha: float = 0.0


@dataclass(frozen=True, slots=True)
class Group:
    """Things more tied to each other than to the rest, named by the two most spoken of."""

    name: str
    members: tuple[str, ...]


def tie(head: str, tail: str) -> Tie:
    """The tie a line belongs to."""
    return min(head, tail), max(head, tail)


def ties(graph: nx.MultiDiGraph[str]) -> dict[Tie, int]:
    """The ties of a network, loops among them, with the works behind their lines added up."""
    weights: Counter[Tie] = Counter()
    for head, tail, data in graph.edges(data=True):
        weights[tie(head, tail)] += data["works"]
    return {pair: weights[pair] for pair in sorted(weights)}


def views(graph: nx.MultiDiGraph[str]) -> tuple[View, ...]:
    """The parts a page shows, each within the next; the last one is the whole network."""
    weights = ties(graph)
    whole = View("all", frozenset(graph), frozenset(weights))
    if len(graph) <= LARGE:
        return (whole,)
    if len(graph) <= HUGE:
        return _best(graph, weights, weights, 0.0), whole
    alpha, kept = _backbone(weights)
    best = _best(graph, weights, kept, alpha)
    backbone = View("backbone", frozenset(end for pair in kept for end in pair), frozenset(kept), alpha)
    return (best, backbone, whole) if alpha and len(backbone.things) > len(best.things) else (best, whole)


def _best(graph: nx.MultiDiGraph[str], weights: dict[Tie, int], among: Collection[Tie], alpha: float) -> View:
    """A part that hangs together, grown along the ties that most works state, and the given ties within it."""
    works: dict[str, int] = {iri: data["works"] for iri, data in graph.nodes(data=True)}
    ranked = sorted(among, key=lambda pair: (-weights[pair], -works[pair[0]] - works[pair[1]], pair))
    at: dict[str, list[int]] = defaultdict(list)
    for rank, pair in enumerate(ranked):
        for end in pair:
            at[end].append(rank)
    things: set[str] = set()
    waiting: list[int] = []
    for start in range(len(ranked)):
        heappush(waiting, start)
        while waiting and len(things) < CORE:
            for end in ranked[heappop(waiting)]:
                if end not in things and len(things) < CORE:
                    things.add(end)
                    for rank in at[end]:
                        heappush(waiting, rank)
    return View("best", frozenset(things), frozenset(pair for pair in among if things.issuperset(pair)), alpha)


def _backbone(weights: dict[Tie, int]) -> tuple[float, frozenset[Tie]]:
    """The level of the filter, and the ties of the largest part of the backbone that hangs together."""
    chances = disparity(weights)
    for alpha in ALPHAS:
        net: nx.Graph[str] = nx.Graph(pair for pair, chance in chances.items() if chance < alpha)
        parts = sorted(map(sorted, nx.connected_components(net)), key=lambda part: (-len(part), part))
        if parts and len(parts[0]) >= CORE:
            return alpha, frozenset(tie(*pair) for pair in net.subgraph(parts[0]).edges)
    # Where every tie weighs the same, none stands out, and there is nothing to prefer.
    return 0.0, frozenset(weights)


def disparity(weights: dict[Tie, int]) -> dict[Tie, float]:
    """The chance that a tie takes so large a share of what one of its ends deals out at random.

    The disparity filter of Serrano, Boguñá and Vespignani (2009): a share x of k ties has the
    chance (1 - x)^(k - 1); the lesser one of the two ends counts. Loops take no part.
    """
    proper = {pair: weight for pair, weight in weights.items() if pair[0] != pair[1]}
    strength: Counter[str] = Counter()
    degree: Counter[str] = Counter()
    for pair, weight in proper.items():
        for end in pair:
            strength[end] += weight
            degree[end] += 1
    return {
        pair: min(float((1 - weight / strength[end]) ** (degree[end] - 1)) for end in pair)
        for pair, weight in proper.items()
    }


def groups(graph: nx.MultiDiGraph[str], *, seed: int = 0) -> tuple[Group, ...]:
    """The communities of the whole network (Louvain), the largest first."""
    iris = sorted(graph)
    numbers = {iri: number for number, iri in enumerate(iris)}
    plain: nx.Graph[int] = nx.Graph()
    plain.add_nodes_from(range(len(iris)))
    proper = ((a, b, weight) for (a, b), weight in ties(graph).items() if a != b)
    plain.add_weighted_edges_from((numbers[a], numbers[b], weight) for a, b, weight in proper)
    found = nx.community.louvain_communities(plain, weight="weight", seed=seed) if iris else []
    named = (_group(graph, (iris[number] for number in members)) for members in found)
    return tuple(sorted(named, key=lambda group: (-len(group.members), group.name, group.members)))


def _group(graph: nx.MultiDiGraph[str], members: Iterable[str]) -> Group:
    data = graph.nodes
    ranked = sorted(members, key=lambda iri: (-data[iri]["works"], data[iri]["label"], iri))
    return Group(" · ".join(data[iri]["label"] for iri in ranked[:2]), tuple(ranked))


def boxed(view: View, found: Iterable[Group]) -> nx.Graph[str]:
    """A view without the ties between groups, each group held together: laid out, it falls into boxes."""
    net: nx.Graph[str] = nx.Graph()
    net.add_nodes_from(sorted(view.things))
    home = {iri: number for number, group in enumerate(found) for iri in group.members}
    net.add_edges_from(pair for pair in sorted(view.ties) if home[pair[0]] == home[pair[1]])
    parts: dict[int, list[str]] = {}
    for part in sorted(map(sorted, nx.connected_components(net))):
        parts.setdefault(home[part[0]], []).append(part[0])
    net.add_edges_from((first, other) for first, *others in parts.values() for other in others)
    return net
