"""What a page shows, as plain values: the things, the lines between them, the sentences, the legend.

    networkx graph -> content -> page

Texts are made visible here (control characters written out). A sentence stands in the content once,
however many claims it makes, and so does a work.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import networkx as nx

from kg.claimrow import ClaimRow
from kg.export.packing import packed
from kg.export.parts import HUGE, Group, View, boxed, groups, tie, views
from kg.export.styles import RELATIONS, TYPES, line_style, relation_style, thing_style
from kg.export.texts import bare_doi, doi_link, marks, visible
from kg.model import SYMMETRIC, Polarity

_Place = tuple[float, float]
Layout = Callable[["nx.Graph[str]"], Mapping[str, _Place]]
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Content:
    """A page's values: ``nodes`` and ``edges`` as vis-network draws them, ``data`` for the rest.

    ``data`` holds packed records (see ``packed``): ``things`` and ``links`` stand in the order of
    nodes and edges, ``claims`` in the order of the links, which say how many are theirs.
    """

    nodes: list[Json]
    edges: list[Json]
    data: Json


def content(graph: nx.MultiDiGraph[str], layout: Layout) -> Content:
    """Everything a page shows of a network, in an order that does not depend on the network's own."""
    iris = sorted(graph)
    keys = sorted(graph.edges(keys=True), key=lambda edge: (*edge[:2], str(edge[2])))
    lines = [graph.edges[key] for key in keys]
    numbers = {iri: number for number, iri in enumerate(iris)}
    shown, found = views(graph), groups(graph)
    places = _places(graph, iris, layout, shown, found)
    works, sentences = _works(lines), _sentences(lines)
    work_numbers = {iri: number for number, iri in enumerate(works)}
    rows = [row for line in lines for row in line["evidence"]]
    data = {
        "things": packed(_things(graph, iris, shown, found)),
        "links": packed([_link(line, _level(tie(*key[:2]), shown)) for key, line in zip(keys, lines, strict=True)]),
        "claims": packed([_claim(row, work_numbers, sentences) for row in rows]),
        "sentences": list(sentences),
        "works": packed([_work(row) for row in works.values()]),
        "places": places,
        "views": [_view(view, keys) for view in shown],
        "groups": [{"name": visible(group.name), "things": len(group.members)} for group in found],
        "types": _legend_of_types(graph),
        "relations": _legend_of_relations(lines),
    }
    most = max((9, *(graph.nodes[iri]["works"] for iri in iris)))
    nodes = [_node(graph.nodes[iri], places[-1]["free"][number], most) for number, iri in enumerate(iris)]
    edges = [_edge(line, numbers[key[0]], numbers[key[1]]) for key, line in zip(keys, lines, strict=True)]
    _bend(edges)
    return Content(nodes, edges, data)


def _places(
    graph: nx.MultiDiGraph[str], iris: Sequence[str], layout: Layout, shown: Sequence[View], found: Sequence[Group]
) -> list[Json]:
    """For each view the places of the things in it, and the places with every group in a box of its own.

    The boxes of a view beyond ``HUGE`` are left out: nobody could read them.
    """
    places = []
    for view in shown:
        net: nx.Graph[str] = nx.Graph()
        net.add_nodes_from(sorted(view.things))
        net.add_edges_from(sorted(view.ties))
        in_boxes = layout(boxed(view, found)) if len(net) <= HUGE else None
        places.append({"free": _listed(layout(net), iris), "boxed": in_boxes and _listed(in_boxes, iris)})
    return places


def _listed(places: Mapping[str, _Place], iris: Sequence[str]) -> list[list[int] | int]:
    """The places in whole pixels, in the order of the things; 0 for one outside the view."""
    return [[round(value) for value in places[iri]] if iri in places else 0 for iri in iris]


def _things(
    graph: nx.MultiDiGraph[str], iris: Sequence[str], shown: Sequence[View], found: Sequence[Group]
) -> list[Json]:
    home = {iri: number for number, group in enumerate(found) for iri in group.members}
    return [
        {
            "type": visible(graph.nodes[iri]["type"]),
            "works": graph.nodes[iri]["works"],
            "aliases": [visible(name) for name in graph.nodes[iri].get("aliases", ())],
            "group": home[iri],
            "level": next(level for level, view in enumerate(shown) if iri in view.things),
        }
        for iri in iris
    ]


def _node(data: Json, place: Sequence[int], most: int) -> Json:
    shape, colour = thing_style(data["type"])
    size = round(8 + 18 * math.sqrt(data["works"] / most), 1)
    label = visible(data["label"])
    return {"label": label, "shape": shape, "color": colour, "size": size, "x": place[0], "y": place[1]}


def _link(data: Json, level: int) -> Json:
    belief = data.get("belief")
    return {
        "relation": visible(data["relation"]),
        "polarity": visible(data["polarity"]),
        "modality": visible(data["modality"]),
        "works": data["works"],
        "belief": None if belief is None or math.isnan(belief) else round(belief, 4),
        "claims": len(data["evidence"]),
        "directed": data["relation"] not in SYMMETRIC,
        "denied": data["polarity"] == Polarity.NEGATIVE,
        "level": level,
    }


def _level(pair: tuple[str, str], shown: Sequence[View]) -> int:
    return next(level for level, view in enumerate(shown) if pair in view.ties)


def _edge(data: Json, head: int, tail: int) -> Json:
    style = line_style(data["relation"], data["modality"], denied=data["polarity"] == Polarity.NEGATIVE)
    return {"from": head, "to": tail, "width": round(1.6 + math.log2(max(data["works"], 1)), 1), **style}


def _bend(edges: Iterable[Json]) -> None:
    """Bend the lines that share both ends apart: 0 is straight, the sign is the side of the head's left."""
    pairs: dict[tuple[int, int], list[Json]] = defaultdict(list)
    for edge in edges:
        pairs[min(edge["from"], edge["to"]), max(edge["from"], edge["to"])].append(edge)
    for parallel in pairs.values():
        for place, edge in enumerate(parallel):
            bend = round((place - (len(parallel) - 1) / 2) * 0.3, 2)
            edge["bend"] = bend if edge["from"] <= edge["to"] else -bend


def _claim(row: ClaimRow, works: Mapping[str, int], sentences: Mapping[str, int]) -> Json:
    return {
        "work": works[row.work],
        "sentence": sentences[visible(row.quote)],
        "marks": marks(row),
        "by": visible(row.attributed_to),
        "confidence": visible(row.confidence),
        "belief": visible(row.belief),
        "rule": visible(row.rule),
        "status": visible(row.status),
        "time": visible(row.time),
        "place": visible(row.place),
    }


def _sentences(lines: Sequence[Json]) -> dict[str, int]:
    """Every sentence once, with its number."""
    quotes = dict.fromkeys(visible(row.quote) for line in lines for row in line["evidence"])
    return {quote: number for number, quote in enumerate(quotes)}


def _works(lines: Sequence[Json]) -> dict[str, ClaimRow]:
    """The works behind the lines by IRI, each as one of its rows, in the order of their citations."""
    rows = {row.work: row for line in lines for row in reversed(line["evidence"])}
    return {row.work: row for row in sorted(rows.values(), key=lambda row: (row.citation, row.work))}


def _work(row: ClaimRow) -> Json:
    return {
        "citation": visible(row.citation),
        "title": visible(row.title),
        "year": visible(row.year),
        "doi": visible(bare_doi(row.doi)),
        "link": doi_link(row.doi),
    }


def _view(view: View, keys: Sequence[tuple[str, str, Any]]) -> Json:
    links = sum(tie(*key[:2]) in view.ties for key in keys)
    return {"kind": view.kind, "alpha": view.alpha, "things": len(view.things), "links": links}


def _legend_of_types(graph: nx.MultiDiGraph[str]) -> list[Json]:
    found: set[str] = {visible(data["type"]) for _, data in graph.nodes(data=True)}
    names = [*(name for name in TYPES if name in found), *sorted(found - set(TYPES))]
    return [{"name": name, **dict(zip(("shape", "colour"), thing_style(name), strict=True))} for name in names]


def _legend_of_relations(lines: Sequence[Json]) -> list[Json]:
    found: set[str] = {visible(line["relation"]) for line in lines}
    names = [*(name for name in RELATIONS if name in found), *sorted(found - set(RELATIONS))]
    return [{"name": name, "symmetric": name in SYMMETRIC, **relation_style(name)} for name in names]
