"""The network of the chosen claims for Cytoscape and Cytoscape.js: one JSON file (``.cyjs``)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kg.export import write_atomic
from kg.export.content import Layout
from kg.export.flat import Place, Thing, Tie, flat, line, places
from kg.export.selection import Selection

_Json = dict[str, Any]


def write_cytoscape(selection: Selection, path: Path, layout: Layout | None = None) -> tuple[Path, ...]:
    """Write the network as Cytoscape JSON, one edge a group of claims; the stamp is data of the network.

    Args:
        selection: what is written.
        path: the file; one that is there is replaced.
        layout: gives the nodes their places; without it they have none.

    Returns:
        The files written.

    Raises:
        KgError: the place cannot be written.
    """
    net = flat(selection.claims, selection.things)
    at = places(net, layout)
    name = f"Network of claims: {line(selection.stamp.asked)}"
    told = {key.replace(" ", "_"): line(value) for key, value in selection.stamp.pairs()}
    content = {
        "format_version": "1.0",
        "generated_by": line(selection.stamp.made_by),
        "target_cytoscapejs_version": "~2.1",
        "data": {"name": name, "shared_name": name, **told},
        "directed": True,
        "multigraph": True,
        "elements": {"nodes": [_node(thing, at) for thing in net.things], "edges": [_edge(tie) for tie in net.ties]},
    }
    write_atomic(path, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())
    return (path,)


def _node(thing: Thing, at: Mapping[str, Place]) -> _Json:
    data = {name: value for name, value in asdict(thing).items() if name != "iri" and value is not None}
    iri = line(thing.iri)
    # networkx wants a value where Cytoscape has its id.
    node: _Json = {"data": {"id": iri, "value": iri, "name": thing.label, "shared_name": thing.label, **data}}
    if thing.iri in at:
        node["position"] = dict(zip("xy", at[thing.iri], strict=True))
    return node


def _edge(tie: Tie) -> _Json:
    ends = {"source": line(tie.head), "target": line(tie.tail)}
    data = {name: value for name, value in asdict(tie).items() if name not in ("head", "tail", "claims")}
    told = {"interaction": tie.kind, "weight": tie.works, "symmetric": tie.symmetric, "claims": " ".join(tie.claims)}
    return {"data": {**data, **ends, "key": tie.id, **told}}
