"""Claim rows as a network of concepts, every edge with its claims: what the page draws.

A node is an entity; an edge gathers the claims of one head, relation, tail, polarity and modality.
Support is counted in works, never in sentences. Nothing here depends on the order of the rows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import networkx as nx

from kg.claimrow import ClaimRow, last_segment, read_rows
from kg.model import SYMMETRIC, KgError

__all__ = ["around", "between", "graph", "of_claims"]

_EdgeKey = tuple[str, str, str]
_Group = tuple[str, str, _EdgeKey]


def graph(rows: Iterable[Mapping[str, str]], *, with_works: bool = False) -> nx.MultiDiGraph[str]:
    """Build the network of what the claims speak of.

    Nodes are entity IRIs with ``label``, ``type``, ``works`` (how many speak of it) and ``aliases`` (what the texts
    call it besides). Edges have the key (relation, polarity, modality), the same as attributes, ``claims`` (their
    IRIs), ``works`` (how many make one of them), ``belief`` (the greatest of their propositions) and ``evidence``
    (the ``ClaimRow``s in reading order). The ends of a symmetric relation are sorted.

    Args:
        rows: claim rows; see ``ClaimRow`` for the columns.
        with_works: whether claims about a work itself ("this paper studies ...") take part.

    Raises:
        KgError: a row lacks a column, or has no head, relation or tail.
    """
    return of_claims(row for row in read_rows(rows) if with_works or not row.speaks_of_work)


def of_claims(rows: Iterable[ClaimRow]) -> nx.MultiDiGraph[str]:
    """The network of some claims in reading order; see ``graph``.

    Raises:
        KgError: a row has no head, relation or tail.
    """
    claims = tuple(rows)
    net: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    _add_nodes(net, claims)
    _add_edges(net, claims)
    return net


def _add_nodes(net: nx.MultiDiGraph[str], claims: Sequence[ClaimRow]) -> None:
    names: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    works: dict[str, set[str]] = defaultdict(set)
    called: dict[str, set[str]] = defaultdict(set)
    for row in claims:
        for (iri, label, kind), mention in zip(_ends(row), (row.head_mention, row.tail_mention), strict=True):
            names[iri].add((label, kind, row.work))
            works[iri].add(row.work)
            called[iri].add(" ".join(mention.split()))
    for iri in sorted(names):
        label, kind = _commonest((label, kind) for label, kind, _ in names[iri])
        others = {name.casefold(): name for name in sorted(called[iri], reverse=True) if name}
        aliases = tuple(sorted(name for key, name in others.items() if key != label.casefold()))
        net.add_node(iri, label=label or last_segment(iri), type=kind, works=len(works[iri]), aliases=aliases)


def _commonest(forms: Iterable[tuple[str, str]]) -> tuple[str, str]:
    """The name and type that most works give a thing; texts take one thing for an outcome here, for a factor there."""
    counts = Counter(forms)
    return min(counts, key=lambda form: (-counts[form], form))


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
            belief=max(float(row.belief or 0) for row in evidence),
            evidence=evidence,
        )


def _group(row: ClaimRow) -> _Group:
    head, tail = row.head, row.tail
    if row.relation in SYMMETRIC:
        head, tail = min(head, tail), max(head, tail)
    return head, tail, (row.relation, row.polarity, row.modality)


def around(net: nx.MultiDiGraph[str], thing: str, hops: int) -> nx.MultiDiGraph[str]:
    """What is within so many relations of a thing, whichever way they point, with all relations among it."""
    near: nx.MultiDiGraph[str] = nx.ego_graph(net, thing, radius=hops, undirected=True)
    return near


def between(net: nx.MultiDiGraph[str], one: str, other: str) -> nx.MultiDiGraph[str]:
    """The shortest chains of relations between two things, whichever way they point; all of the least length.

    Raises:
        KgError: no chain joins them.
    """
    plain = nx.Graph(net)
    try:
        chains = list(nx.all_shortest_paths(plain, one, other))
    except nx.NetworkXNoPath:
        labels = (net.nodes[thing]["label"] for thing in (one, other))
        raise KgError("no chain of claims joins {!r} and {!r}; ask for less, or other things".format(*labels)) from None
    steps = {frozenset(step) for chain in chains for step in pairwise(chain)}
    found = net.subgraph({thing for chain in chains for thing in chain}).copy()
    found.remove_edges_from([edge for edge in found.edges(keys=True) if frozenset(edge[:2]) not in steps])
    return found
