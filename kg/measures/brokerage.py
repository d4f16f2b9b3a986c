"""Who stands between whom: the five roles of Gould & Fernandez (1989), against shuffled labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import networkx as nx
import numpy as np

from kg.measures.graphs import ties
from kg.measures.null import Comparison, Floats, Ints, adjusted, against, generator, untested

__all__ = ["ROLES", "Broker", "Brokerage", "Role", "brokerage"]

_LEAST_NODES = 5


class Role(StrEnum):
    """How the labels of source, broker and target stand to each other."""

    COORDINATOR = "coordinator"
    """All three in one group (A, A, A)."""
    CONSULTANT = "consultant"
    """Source and target in one group, the broker outside (B, A, B); also called itinerant."""
    GATEKEEPER = "gatekeeper"
    """The source outside, broker and target in one group (B, A, A)."""
    REPRESENTATIVE = "representative"
    """Source and broker in one group, the target outside (A, A, B)."""
    LIAISON = "liaison"
    """Three groups (B, A, C)."""


ROLES = tuple(Role)


@dataclass(frozen=True, slots=True)
class Broker:
    """How often a node brokers in a role, against shuffled labels; ``q`` is over all nodes and roles tested."""

    node: str
    role: Role
    count: Comparison
    q: float | None


@dataclass(frozen=True, slots=True)
class Brokerage:
    """Brokers sorted by node and role (only nodes that broker at all), the sum over nodes of each role, and who
    had no label and was left out."""

    brokers: tuple[Broker, ...]
    totals: Mapping[Role, Comparison]
    unlabelled: tuple[str, ...]


def brokerage(graph: nx.Graph[str], label: Mapping[str, str], *, draws: int = 1000, seed: int = 0) -> Brokerage:
    """Count the brokerage roles of every node.

    A node j brokers from i to k if i is tied to j and j to k, but i not to k. An undirected tie runs both ways, so
    each open pair counts twice and gatekeepers equal representatives. Null model: the labels are shuffled over the
    labelled nodes, ties and group sizes stay; p is the chance of brokering at least so often. The total of all five
    roles never changes, so the test says which role, not how much. q cannot fall below the number of tests over
    (1 + draws): raise ``draws`` for a large graph.

    Args:
        graph: any graph; weights do not count.
        label: node to group, such as a level of government; nodes without a label take no part.
        draws: how many shuffles.
        seed: decides the shuffles.

    Raises:
        MeasureError: draws is below 1.
    """
    known = graph.subgraph([node for node in graph if node in label])
    flat = ties(known, directed=known.is_directed())
    paths = _open_paths(flat.ends if known.is_directed() else np.vstack([flat.ends, flat.ends[:, ::-1]]))
    groups, codes = np.unique([label[name] for name in flat.names], return_inverse=True)
    size = len(flat.names)
    seen = _roles(paths, codes.astype(np.int64), size)
    reason = _too_small(size, len(groups), len(paths))
    rng = generator(seed)
    shuffles = 0 if reason else draws
    shuffled = [_roles(paths, rng.permutation(codes), size) for _ in range(shuffles)]
    drawn = np.array(shuffled).reshape(shuffles, size, len(ROLES))
    unlabelled = tuple(sorted(set(graph) - set(flat.names)))
    return Brokerage(_brokers(flat.names, seen, drawn, reason), _totals(seen, drawn, reason), unlabelled)


def _too_small(nodes: int, groups: int, paths: int) -> str | None:
    if nodes < _LEAST_NODES:
        return f"fewer than {_LEAST_NODES} nodes with a label"
    if groups < 2:
        return "all nodes bear one label"
    return None if paths else "nobody stands between two others"


def _open_paths(arrows: Ints) -> Ints:
    """All (source, broker, target) whose source has no tie to the target, shape (paths, 3)."""
    present = set(map(tuple, arrows.tolist()))
    after: dict[int, list[int]] = {}
    for a, b in sorted(present):
        after.setdefault(a, []).append(b)
    found = [(i, j, k) for i, j in sorted(present) for k in after.get(j, ()) if k != i and (i, k) not in present]
    return np.array(found, dtype=np.int64).reshape(-1, 3)


def _roles(paths: Ints, codes: Ints, nodes: int) -> Floats:
    """How often each node brokers in each role, shape (nodes, 5)."""
    source, broker, target = (codes[paths[:, at]] for at in range(3))
    role = np.select(
        [
            (source == broker) & (broker == target),
            source == target,
            broker == target,
            source == broker,
        ],
        [0, 1, 2, 3],
        4,
    )
    return np.bincount(paths[:, 1] * 5 + role, minlength=nodes * 5).reshape(nodes, 5).astype(np.float64)


def _compare(observed: float, drawn: Floats, reason: str | None) -> Comparison:
    return untested(observed, reason) if reason else against(observed, drawn)


def _brokers(names: tuple[str, ...], seen: Floats, drawn: Floats, reason: str | None) -> tuple[Broker, ...]:
    found = [
        (names[at], role, _compare(float(seen[at, r]), drawn[:, at, r], reason))
        for at in np.flatnonzero(seen.sum(axis=1)).tolist()
        for r, role in enumerate(ROLES)
    ]
    qs = adjusted([count.p for _, _, count in found])
    return tuple(Broker(node, role, count, q) for (node, role, count), q in zip(found, qs, strict=True))


def _totals(seen: Floats, drawn: Floats, reason: str | None) -> dict[Role, Comparison]:
    return {role: _compare(float(seen[:, r].sum()), drawn[:, :, r].sum(axis=1), reason) for r, role in enumerate(ROLES)}
