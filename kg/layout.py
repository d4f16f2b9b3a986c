"""Where to draw each node of a network: tied things near each other, room for every name.

connected part -> distances to pivots -> forces -> even spread -> no overlaps;  parts -> packed
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import shortest_path
from scipy.spatial import cKDTree
from threadpoolctl import threadpool_limits

_Points = NDArray[np.float64]
_Shape = tuple[int, tuple[tuple[int, int], ...]]
"""How many nodes a part has, and its edges as numbers of nodes."""

_BOX = np.array((132.0, 74.0))
"""Width and height a thing and its name take in a drawing, in pixels."""
_GAP = 90.0
"""Between parts of a drawing that no relation joins, in pixels."""
_PIVOTS = 50
_FORCES_UP_TO = 3_000
"""Nodes up to which forces are computed: they need room for every pair of nodes."""


def layout(net: nx.Graph[str], *, seed: int = 0) -> dict[str, tuple[float, float]]:
    """Give every node a place, in pixels, no two on top of each other.

    Parts that no edge joins stand beside the largest one. The same nodes, edges and seed give the
    same places, whatever their order; 2,000 nodes take a few seconds.
    """
    plain: nx.Graph[str] = nx.Graph()
    plain.add_nodes_from(sorted(net))
    plain.add_edges_from(sorted({(min(edge[:2]), max(edge[:2])) for edge in net.edges() if edge[0] != edge[1]}))
    parts = sorted((sorted(part) for part in nx.connected_components(plain)), key=lambda part: (-len(part), part))
    shapes = [_shape(plain, part) for part in parts]
    spread = {shape: _spread(*shape, seed) for shape in dict.fromkeys(shapes)}
    places = _packed([spread[shape] for shape in shapes])
    iris = chain.from_iterable(parts)
    return {iri: (float(x), float(y)) for iri, (x, y) in zip(iris, chain.from_iterable(places), strict=True)}


def _shape(plain: nx.Graph[str], iris: Sequence[str]) -> _Shape:
    """A connected part without its names; most small parts share theirs with others."""
    numbers = {iri: number for number, iri in enumerate(iris)}
    return len(iris), tuple((numbers[head], numbers[tail]) for head, tail in plain.edges(iris))


def _spread(count: int, edges: Sequence[tuple[int, int]], seed: int) -> _Points:
    """Places of the nodes of one connected part: an array of shape (nodes, 2)."""
    if count == 1:
        return np.zeros((1, 2))
    part: nx.Graph[int] = nx.Graph()
    part.add_nodes_from(range(count))
    part.add_edges_from(edges)
    points = _from_pivots(part, np.random.default_rng(seed))
    if count <= _FORCES_UP_TO:
        start: Any = dict(enumerate(points))
        steps = min(200, max(10, 24_000 // count), 8 * count)
        found = nx.forceatlas2_layout(part, pos=start, max_iter=steps, seed=seed)
        points = np.array([found[number] for number in range(count)])
    return _apart(_evened(points))


def _from_pivots(part: nx.Graph[int], chance: np.random.Generator) -> _Points:
    """Places that keep the distances to some pivots (pivot MDS), slightly shaken so that none coincide."""
    pivots = np.unique(np.linspace(0, len(part) - 1, _PIVOTS).astype(int))
    steps = shortest_path(nx.to_scipy_sparse_array(part), unweighted=True, indices=pivots).T ** 2
    centred = steps - steps.mean(axis=0) - steps.mean(axis=1, keepdims=True) + steps.mean()
    with threadpool_limits(1):  # the last bits, and with them the bytes of a page, depend on the number of threads
        axes, strengths, _ = np.linalg.svd(centred, full_matrices=False)
    axes = axes[:, :2] * np.where(axes[:1, :2] < 0, -1.0, 1.0) * strengths[:2]
    points = np.zeros((len(part), 2))
    points[:, : axes.shape[1]] = axes / (np.abs(axes).max() or 1.0) * np.sqrt(len(part))
    return points + chance.normal(0.0, 0.04 * np.sqrt(len(part)), points.shape)


def _evened(points: _Points) -> _Points:
    """Stretch places over a landscape box with room for every name, half by distance, half by rank.

    Distance alone leaves crowds in the middle where no name can be read; rank alone leaves no shape.
    """
    extent = np.ptp(points, axis=0)
    distance = (points - points.min(axis=0)) / np.where(extent > 0, extent, 1.0)
    rank = points.argsort(axis=0, kind="stable").argsort(axis=0) / (len(points) - 1)
    area = len(points) * np.prod(_BOX) * 1.2
    even: _Points = (distance + rank) / 2 * np.sqrt((area * 1.25, area / 1.25))
    return even


def _apart(points: _Points) -> _Points:
    """Push nodes whose boxes overlap apart, each pair along the axis where little is missing."""
    points = points.copy()
    for _ in range(80):
        pairs = cKDTree(points / _BOX).query_pairs(1.0, p=np.inf, output_type="ndarray")
        if not len(pairs):
            break
        between = points[pairs[:, 1]] - points[pairs[:, 0]]
        missing = _BOX - np.abs(between)
        across = missing[:, 0] / _BOX[0] < missing[:, 1] / _BOX[1]
        push = np.where(between < 0, -1.0, 1.0) * (missing * 0.5 + 0.5)
        push[across, 1] = 0
        push[~across, 0] = 0
        np.add.at(points, pairs[:, 1], push / 2)
        np.add.at(points, pairs[:, 0], -push / 2)
    return points


def _packed(parts: Sequence[_Points]) -> list[_Points]:
    """Stand the parts in columns to the right of the first, about as high as it."""
    sizes = [np.ptp(part, axis=0) + _BOX + _GAP for part in parts]
    area = sum(float(np.prod(size)) for size in sizes)
    height = max([np.sqrt(area / 1.6), *(float(size[1]) for size in sizes)], default=0.0)
    packed, x, y, width = [], 0.0, 0.0, 0.0
    for part, size in zip(parts, sizes, strict=True):
        if y + size[1] > height + 1e-6:
            x, y, width = x + width, 0.0, 0.0
        packed.append(part - part.min(axis=0) + (x, y))
        y += float(size[1])
        width = max(width, float(size[0]))
    return packed
