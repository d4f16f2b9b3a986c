"""Two-mode networks folded on one side: who shares what, who agrees with whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from typing import Any

import networkx as nx

from kg.model import KgError


def fold(two_mode: nx.Graph[str], side: int, *, most: int = 1000, least: int = 1) -> nx.Graph[str]:
    """Tie the things of one side of a two-mode network that share things of the other (Breiger, 1974).

    Edges have ``shared`` (the things shared, sorted), ``weight`` (how many), ``claims`` (of both ends with what they
    share) and, where the network is signed, ``agree`` and ``differ``: on how many they have the same sign, and on
    how many the opposite one; a thing on which an end is of both minds counts in neither.

    Args:
        two_mode: as ``network`` makes it.
        side: 0 folds on the sources, 1 on the targets.
        most: things shared by more than so many others are left out, for what everybody shares tells nobody
            apart and would tie all pairs; their names stand in the graph as ``left_out``.
        least: pairs that share fewer things are not tied; how many they are stands in the graph as ``loose``.

    Raises:
        KgError: the network is not two-mode.
    """
    if not two_mode.graph.get("two_mode"):
        raise KgError(f"{two_mode.graph.get('name')} ties things of one kind; only a two-mode network can be folded")
    folded: nx.Graph[str] = nx.Graph(**{**two_mode.graph, "two_mode": False})
    folded.add_nodes_from((iri, data) for iri, data in two_mode.nodes(data=True) if data["side"] in (side, -1))
    count: Counter[tuple[str, str]] = Counter()
    held: defaultdict[str, set[str]] = defaultdict(set)
    left_out = []
    for thing in sorted(two_mode):
        sharing = sorted(n for n in two_mode[thing] if n in folded and n != thing)
        if two_mode.nodes[thing]["side"] == side or len(sharing) < 2:
            continue
        if len(sharing) > most:
            left_out.append(thing)
            continue
        count.update(combinations(sharing, 2))
        for one in sharing:
            held[one].add(thing)
    kept = sorted(pair for pair, things in count.items() if things >= least)
    for one, other in kept:
        folded.add_edge(one, other, **_tie(two_mode, one, other, sorted(held[one] & held[other])))
    folded.graph["left_out"] = tuple(left_out)
    folded.graph["loose"] = len(count) - len(kept)
    return folded


def _tie(two_mode: nx.Graph[str], one: str, other: str, things: list[str]) -> dict[str, Any]:
    ties = [(two_mode.edges[one, thing], two_mode.edges[other, thing]) for thing in things]
    tie: dict[str, Any] = {
        "shared": tuple(things),
        "weight": len(things),
        "claims": tuple(sorted({claim for pair in ties for edge in pair for claim in edge["claims"]})),
    }
    if two_mode.graph.get("signed"):
        products = [a["sign"] * b["sign"] for a, b in ties]
        tie.update(agree=products.count(1), differ=products.count(-1))
    return tie
