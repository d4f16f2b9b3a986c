"""Claim rows as a network of concepts: who stands where, what holds together, where to draw it.

    rows -> graph -> summary

A node is an entity; an edge gathers the claims of one head, relation, tail, polarity and modality.
Support is counted in works, never in sentences. Nothing here depends on the order of the rows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import networkx as nx

from kg.claimrow import ClaimRow, last_segment, read_rows
from kg.model import SYMMETRIC, EntityType, KgError, Modality, Polarity, Relation

__all__ = ["Community", "Remedy", "Summary", "Thing", "graph", "summary"]

_EXACT_BETWEENNESS = 500
"""Nodes up to which betweenness is exact; above, it is estimated from so many sources."""

_EdgeKey = tuple[str, str, str]
_Group = tuple[str, str, _EdgeKey]


def graph(rows: Iterable[Mapping[str, str]], *, with_works: bool = False) -> nx.MultiDiGraph[str]:
    """Build the network of what the claims speak of.

    Nodes are entity IRIs with ``label``, ``type`` and ``works`` (how many speak of it). Edges have
    the key (relation, polarity, modality), the same as attributes, ``claims`` (their IRIs),
    ``works`` (how many make one of them) and ``evidence`` (the ``ClaimRow``s in reading order).
    The ends of a symmetric relation are sorted.

    Args:
        rows: claim rows; see ``ClaimRow`` for the columns.
        with_works: whether claims about a work itself ("this paper studies ...") take part.

    Raises:
        KgError: a row lacks a column, or has no head, relation or tail.
    """
    claims = [row for row in read_rows(rows) if with_works or not row.speaks_of_work]
    net: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    _add_nodes(net, claims)
    _add_edges(net, claims)
    return net


def _add_nodes(net: nx.MultiDiGraph[str], claims: Sequence[ClaimRow]) -> None:
    names: dict[str, set[tuple[str, str]]] = defaultdict(set)
    works: dict[str, set[str]] = defaultdict(set)
    for row in claims:
        for iri, label, kind in _ends(row):
            names[iri].add((label, kind))
            works[iri].add(row.work)
    for iri in sorted(names):
        label, kind = min(names[iri])
        net.add_node(iri, label=label or last_segment(iri), type=kind, works=len(works[iri]))


def _ends(row: ClaimRow) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
    if not (row.head and row.relation and row.tail):
        raise KgError(f"claim {row.claim or '(without id)'} has no head, relation or tail: build the store again")
    return (row.head, row.head_label, row.head_type), (row.tail, row.tail_label, row.tail_type)


def _add_edges(net: nx.MultiDiGraph[str], claims: Sequence[ClaimRow]) -> None:
    groups: dict[_Group, list[ClaimRow]] = defaultdict(list)
    for row in claims:
        groups[_group(row)].append(row)
    for head, tail, key in sorted(groups):
        evidence = tuple(groups[head, tail, key])
        net.add_edge(
            head,
            tail,
            key=key,
            relation=key[0],
            polarity=key[1],
            modality=key[2],
            claims=tuple(sorted({row.claim for row in evidence})),
            works=len({row.work for row in evidence}),
            evidence=evidence,
        )


def _group(row: ClaimRow) -> _Group:
    head, tail = row.head, row.tail
    if row.relation in SYMMETRIC:
        head, tail = min(head, tail), max(head, tail)
    return head, tail, (row.relation, row.polarity, row.modality)


@dataclass(frozen=True, slots=True)
class Thing:
    """A node and how it stands in the network.

    ``works`` speak of it, ``degree`` counts the things it is tied to, ``betweenness`` is the share
    of shortest paths that run through it, from 0 to 1.
    """

    iri: str
    label: str
    type: str
    works: int
    degree: int
    betweenness: float


@dataclass(frozen=True, slots=True)
class Remedy:
    """A mechanism said to address an obstacle.

    ``works`` and ``claims`` say so in any modality; ``asserted`` counts the claims that report it
    as a fact, ``denied`` those that deny it.
    """

    mechanism: str
    obstacle: str
    works: int
    claims: int
    asserted: int
    denied: int


@dataclass(frozen=True, slots=True)
class Community:
    """Things more tied to each other than to the rest, named by the two most spoken of."""

    name: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """What ``kg network`` reports; every list runs from most to least."""

    nodes: int
    edges: int
    claims: int
    works: int
    relations: tuple[tuple[str, int], ...]
    components: tuple[int, ...]
    by_works: tuple[Thing, ...]
    by_degree: tuple[Thing, ...]
    by_betweenness: tuple[Thing, ...]
    remedies: tuple[Remedy, ...]
    communities: tuple[Community, ...]


def summary(net: nx.MultiDiGraph[str], *, top: int = 10, seed: int = 0) -> Summary:
    """Measure a network.

    Degree, betweenness, components and communities read the network without directions and with
    parallel edges joined; the works of an edge are its weight in the communities.

    Args:
        net: a network as ``graph`` builds it.
        top: how many things and remedies each list holds.
        seed: of the communities and of the estimate of betweenness above 500 nodes.
    """
    plain = _plain(net)
    things = _things(plain, seed)
    evidence = [row for _, _, data in net.edges(data=True) for row in data["evidence"]]
    return Summary(
        nodes=len(net),
        edges=net.number_of_edges(),
        claims=len({row.claim for row in evidence}),
        works=len({row.work for row in evidence}),
        relations=_counted(data["relation"] for _, _, data in net.edges(data=True)),
        components=tuple(sorted(map(len, nx.connected_components(plain)), reverse=True)),
        by_works=_best(things, "works", top),
        by_degree=_best(things, "degree", top),
        by_betweenness=_best(things, "betweenness", top),
        remedies=_remedies(net)[:top],
        communities=_communities(plain, {thing.iri: thing for thing in things}, seed),
    )


def _plain(net: nx.MultiDiGraph[str]) -> nx.Graph[str]:
    """The network without directions, loops and parallel edges; works of joined edges are summed."""
    plain: nx.Graph[str] = nx.Graph()
    plain.add_nodes_from(sorted(net.nodes(data=True)))
    weights: Counter[tuple[str, str]] = Counter()
    for head, tail, data in net.edges(data=True):
        if head != tail:
            weights[min(head, tail), max(head, tail)] += data["works"]
    plain.add_weighted_edges_from((head, tail, weights[head, tail]) for head, tail in sorted(weights))
    return plain


def _things(plain: nx.Graph[str], seed: int) -> list[Thing]:
    sources = _EXACT_BETWEENNESS if len(plain) > _EXACT_BETWEENNESS else None
    between = nx.betweenness_centrality(plain, k=sources, seed=seed)
    return [
        Thing(iri, data["label"], data["type"], data["works"], plain.degree(iri), between[iri])
        for iri, data in plain.nodes(data=True)
    ]


def _best(things: Iterable[Thing], measure: str, top: int) -> tuple[Thing, ...]:
    ranked = sorted(things, key=lambda thing: (-getattr(thing, measure), -thing.works, thing.label, thing.iri))
    return tuple(ranked[:top])


def _counted(names: Iterable[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(names).items(), key=lambda item: (-item[1], item[0])))


def _remedies(net: nx.MultiDiGraph[str]) -> tuple[Remedy, ...]:
    pairs: dict[tuple[str, str], list[ClaimRow]] = defaultdict(list)
    for head, tail, data in net.edges(data=True):
        if data["relation"] == Relation.ADDRESSES and _is_remedy(net, head, tail):
            pairs[head, tail].extend(data["evidence"])
    label = {iri: str(data["label"]) for iri, data in net.nodes(data=True)}
    remedies = (_remedy(label[head], label[tail], rows) for (head, tail), rows in pairs.items())
    return tuple(sorted(remedies, key=lambda r: (-r.works, -r.claims, r.mechanism, r.obstacle, r.denied)))


def _is_remedy(net: nx.MultiDiGraph[str], head: str, tail: str) -> bool:
    return (net.nodes[head]["type"], net.nodes[tail]["type"]) == (EntityType.MECHANISM, EntityType.OBSTACLE)


def _remedy(mechanism: str, obstacle: str, rows: Sequence[ClaimRow]) -> Remedy:
    stated = [row for row in rows if row.polarity != Polarity.NEGATIVE]
    return Remedy(
        mechanism,
        obstacle,
        works=len({row.work for row in stated}),
        claims=len({row.claim for row in stated}),
        asserted=len({row.claim for row in stated if row.modality == Modality.ASSERTED}),
        denied=len({row.claim for row in rows} - {row.claim for row in stated}),
    )


def _communities(plain: nx.Graph[str], things: Mapping[str, Thing], seed: int) -> tuple[Community, ...]:
    iris = list(plain)
    numbered = nx.relabel_nodes(plain, {iri: number for number, iri in enumerate(iris)})
    groups = nx.community.louvain_communities(numbered, weight="weight", seed=seed)
    communities = (_community([things[iris[number]] for number in group]) for group in groups)
    return tuple(sorted(communities, key=lambda group: (-len(group.members), group.name, group.members)))


def _community(members: Sequence[Thing]) -> Community:
    ranked = _best(members, "works", len(members))
    return Community(" · ".join(thing.label for thing in ranked[:2]), tuple(thing.iri for thing in ranked))
