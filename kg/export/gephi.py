"""The network of the chosen claims for Gephi and other programs that draw: GraphML and GEXF 1.3.

Every attribute is a plain value, for readers refuse lists. GEXF is written by hand: the writer of networkx stamps
the day and its own name on a file. The stamp stands in the graph data (GraphML) or the ``meta`` element (GEXF).
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import networkx as nx

from kg.export import write_atomic
from kg.export.content import Layout
from kg.export.flat import Flat, Place, Thing, flat, line, places
from kg.export.selection import Selection, Stamp
from kg.export.styles import relation_style, thing_style

Value = str | int | float
Values = dict[str, Value]

_SHAPES = {"square": "square", "diamond": "diamond", "triangle": "triangle", "triangleDown": "triangle"}
"""Shapes of the page that GEXF knows; what it does not know is a disc."""
_KINDS: dict[type[Value], str] = {str: "string", int: "integer", float: "double"}
_SMALLEST, _LARGEST = 4.0, 40.0
"""Sizes of nodes; their areas grow with the works that speak of them."""


def write_graphml(selection: Selection, path: Path, layout: Layout | None = None) -> tuple[Path, ...]:
    """Write the network as GraphML, one edge a group of claims.

    Args:
        selection: what is written.
        path: the file; one that is there is replaced.
        layout: gives the nodes their ``x`` and ``y``, y downwards; without it they have none.

    Returns:
        The files written.

    Raises:
        KgError: the place cannot be written.
    """
    net = flat(selection.claims, selection.things)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.graph.update({name: line(value) for name, value in selection.stamp.pairs()})
    at = places(net, layout)
    for thing in net.things:
        spot = dict(zip("xy", at[thing.iri], strict=True)) if at else {}
        graph.add_node(line(thing.iri), label=thing.label, **_of_thing(thing), **spot)
    for tie in net.ties:
        told = {"kind": tie.kind, "relation": tie.relation, "polarity": tie.polarity, "modality": tie.modality}
        counts = {"works": tie.works, "belief": tie.belief, "claims": " ".join(tie.claims)}
        graph.add_edge(
            line(tie.head), line(tie.tail), tie.id, weight=tie.works, symmetric=tie.symmetric, **told, **counts
        )
    file = io.BytesIO()
    nx.write_graphml_xml(graph, file)
    write_atomic(path, file.getvalue())
    return (path,)


def write_gexf(selection: Selection, path: Path, layout: Layout | None = None) -> tuple[Path, ...]:
    """Write the network twice as GEXF: every group of claims an edge, and one edge a pair of things.

    The first file is directed and its edges have a ``kind``, without which Gephi merges parallel ones; the second,
    named ``NAME-summed.gexf``, is not directed and has the summed weights.

    Args:
        selection: what is written.
        path: the first file; files that are there are replaced.
        layout: gives the nodes their places; without it they have none.

    Returns:
        The files written.

    Raises:
        KgError: the place cannot be written.
    """
    net = flat(selection.claims, selection.things)
    nodes = list(_nodes(net, places(net, layout)))
    summed = path.with_name(f"{path.stem}-summed{path.suffix}")
    write_atomic(path, _gexf(selection.stamp, "directed", nodes, _ties(net), _TIE))
    write_atomic(summed, _gexf(selection.stamp, "undirected", nodes, _pairs(net), _PAIR))
    return path, summed


def _of_thing(thing: Thing) -> Values:
    values: dict[str, Value | None] = {
        "type": thing.type,
        "level": thing.level,
        "works": thing.works,
        "claims": thing.claims,
        "year": thing.year,
        "aliases": thing.aliases,
    }
    return {name: value for name, value in values.items() if value is not None}


_THING: dict[str, type[Value]] = {
    "type": str,
    "level": str,
    "works": int,
    "claims": int,
    "year": float,
    "aliases": str,
}
_TIE: dict[str, type[Value]] = {
    "relation": str,
    "polarity": str,
    "modality": str,
    "works": int,
    "belief": float,
    "symmetric": str,
    "claims": str,
}
_PAIR: dict[str, type[Value]] = {"relations": str, "works": int, "claims": int}


def _gexf(
    stamp: Stamp, direction: str, nodes: Iterable[str], edges: Iterable[str], told: Mapping[str, type[Value]]
) -> bytes:
    day = f" lastmodifieddate={_quoted(stamp.date)}" if re.fullmatch(r"\d{4}-\d\d-\d\d", stamp.date) else ""
    lines = (
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">',
        f"<meta{day}>",
        f"<creator>{escape(line(stamp.made_by))}</creator>",
        "<description>" + escape("; ".join(map(line, stamp.lines()))) + "</description>",
        "</meta>",
        f'<graph defaultedgetype="{direction}" mode="static" idtype="string">',
        *_declared("node", _THING),
        *_declared("edge", told),
        "<nodes>",
        *nodes,
        "</nodes>",
        "<edges>",
        *edges,
        "</edges>",
        "</graph>",
        "</gexf>",
    )
    return "".join(f"{text}\n" for text in lines).encode()


def _declared(of: str, told: Mapping[str, type[Value]]) -> Iterator[str]:
    yield f'<attributes class="{of}" mode="static">'
    for name, kind in told.items():
        yield f'<attribute id="{name}" title="{name}" type="{_KINDS[kind]}"/>'
    yield "</attributes>"


def _nodes(net: Flat, at: Mapping[str, Place]) -> Iterator[str]:
    most = max((thing.works for thing in net.things), default=1)
    for thing in net.things:
        yield (
            f"<node id={_quoted(thing.iri)} label={_quoted(thing.label)}>"
            f"{_attributes(_of_thing(thing))}{_looks(thing, most, at.get(thing.iri))}</node>"
        )


def _looks(thing: Thing, most: int, place: Place | None) -> str:
    shape, colour = thing_style(thing.type)
    size = round(_SMALLEST + (_LARGEST - _SMALLEST) * math.sqrt(thing.works / most), 2)
    # Gephi's y grows upwards.
    spot = f'<viz:position x="{place[0]}" y="{-place[1]}" z="0.0"/>' if place else ""
    return f'{_colour(colour)}{spot}<viz:size value="{size}"/><viz:shape value="{_SHAPES.get(shape, "disc")}"/>'


def _colour(code: str) -> str:
    red, green, blue = (int(code[start : start + 2], 16) for start in (1, 3, 5))
    return f'<viz:color r="{red}" g="{green}" b="{blue}"/>'


def _ties(net: Flat) -> Iterator[str]:
    for tie in net.ties:
        told: Values = {
            "relation": tie.relation,
            "polarity": tie.polarity,
            "modality": tie.modality,
            "works": tie.works,
            "belief": tie.belief,
            "symmetric": "yes" if tie.symmetric else "no",
            "claims": " ".join(tie.claims),
        }
        looks = _attributes(told) + _colour(relation_style(tie.relation)["colour"])
        yield _edge(tie.id, (tie.head, tie.tail), tie.works, f" kind={_quoted(tie.kind)}", tie.kind, looks)


def _pairs(net: Flat) -> Iterator[str]:
    for number, pair in enumerate(net.pairs):
        told = _attributes({"relations": pair.kinds, "works": pair.works, "claims": pair.claims})
        yield _edge(f"p{number}", (pair.one, pair.other), pair.weight, "", "", told)


def _edge(name: str, ends: tuple[str, str], weight: int, kind: str, label: str, inside: str) -> str:
    label = f" label={_quoted(label)}" if label else ""
    source, target = map(_quoted, ends)
    return f'<edge id="{name}" source={source} target={target} weight="{weight}"{kind}{label}>{inside}</edge>'


def _attributes(values: Values) -> str:
    cells = "".join(f'<attvalue for="{name}" value={_quoted(value)}/>' for name, value in values.items() if value != "")
    return f"<attvalues>{cells}</attvalues>"


def _quoted(value: Value) -> str:
    return quoteattr(line(str(value)))
