"""A named network as a table, GraphML or JSON, with its claims on each edge."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import networkx as nx

from kg.cells import fitted, neutral, printable
from kg.export.texts import visible

_NUMBERS = ("works", "sign", "plus", "minus", "weight", "agree", "differ")
_LISTS = ("shared", "claims")


def as_csv(net: nx.Graph[str]) -> bytes:
    """One row an edge."""
    edges = sorted(net.edges(data=True), key=lambda edge: edge[:2])
    used = [name for name in (*_NUMBERS, *_LISTS) if any(name in data for _, _, data in edges)]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["source", "source label", "target", "target label", *used])
    for head, tail, data in edges:
        ends = [head, net.nodes[head]["label"], tail, net.nodes[tail]["label"]]
        cells = [*ends, *(_flat(data.get(name, "")) for name in used)]
        writer.writerow(neutral(printable(cell)) if isinstance(cell, str) else cell for cell in cells)
    return text.getvalue().encode("utf-8-sig")


def as_graphml(net: nx.Graph[str]) -> bytes:
    """Every attribute a plain value; lists are joined by bars."""
    flat: nx.Graph[str] = nx.DiGraph() if net.is_directed() else nx.Graph()
    for node in sorted(net):
        data = net.nodes[node]
        flat.add_node(visible(node), **{name: _seen(data[name]) for name in ("label", "side", "works") if name in data})
    for head, tail, data in sorted(net.edges(data=True), key=lambda edge: edge[:2]):
        values = {name: _seen(_flat(data[name])) for name in (*_NUMBERS, *_LISTS) if name in data}
        flat.add_edge(visible(head), visible(tail), **values)
    file = io.BytesIO()
    nx.write_graphml_xml(flat, file)
    return file.getvalue()


def as_json(net: nx.Graph[str]) -> bytes:
    """Nodes and edges as lists."""
    nodes = [{"id": node, **net.nodes[node]} for node in sorted(net)]
    edges = sorted(net.edges(data=True), key=lambda edge: edge[:2])
    made = {
        "schema_version": 1,
        "name": net.graph.get("name"),
        "directed": net.is_directed(),
        "nodes": nodes,
        "edges": [{"source": head, "target": tail, **data} for head, tail, data in edges],
    }
    return (json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _flat(value: Any) -> Any:
    """A list as one text; statements hold blanks, so that bars part its items."""
    return fitted(" | ".join(value)) if isinstance(value, tuple) else value


def _seen(value: Any) -> Any:
    return visible(value) if isinstance(value, str) else value
