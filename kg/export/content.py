"""What a page shows, as plain values: the things, the lines between them, the sentences, the legend.

    networkx graph -> content -> page

Texts are made visible here (control characters written out) and the sentences are cut at their
mentions, so that the page has only to show them.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import networkx as nx

from kg.claimrow import ClaimRow
from kg.model import SYMMETRIC, Polarity

_Place = tuple[float, float]
Layout = Callable[["nx.MultiDiGraph[str]"], Mapping[str, _Place]]
Json = dict[str, Any]

LARGE = 300
"""Things above which a page starts with a part of them ..."""
CORE = 150
"""... namely with this many."""

TYPES = {
    "Government": ("square", "#1f4e79"),
    "Body": ("diamond", "#2e75b6"),
    "Region": ("hexagon", "#3f88ac"),
    "Agreement": ("dot", "#5566b0"),
    "Mechanism": ("dot", "#00795f"),
    "Obstacle": ("triangle", "#c4450c"),
    "Factor": ("triangleDown", "#a06f00"),
    "Outcome": ("star", "#667a00"),
    "Issue": ("hexagon", "#6b6b6b"),
    "Theory": ("diamond", "#8e3b8a"),
    "Method": ("square", "#b0507f"),
    "Scholar": ("dot", "#8a5a44"),
    "Work": ("square", "#444444"),
}
"""Shape and colour of each type of thing; no two share both, and none is told apart by colour alone."""

FAMILIES = {
    "works for": ("#177d5b", ("promotes", "addresses", "establishes", "cooperatesWith", "participatesIn")),
    "works against": ("#c4450c", ("hinders", "competesWith")),
    "structure": ("#566878", ("requires", "hasPart", "isA", "locatedIn", "appliesTo", "directs")),
    "explanation and study": (
        "#7e4794",
        ("causes", "explains", "proposedBy", "studies", "usesTheory", "usesMethod", "recommends"),
    ),
}
"""Families of relations, with the colour of their lines and their members."""

_DASHES: dict[str, list[int] | bool] = {"recommended": [9, 5], "hypothetical": [2, 5]}
_OTHER = "#444444"
_FAMILY = {relation: family for family, (_, relations) in FAMILIES.items() for relation in relations}


def content(graph: nx.MultiDiGraph[str], layout: Layout) -> Json:
    """Everything a page shows of a network, in an order that does not depend on the network's own.

    ``things`` and ``links`` refer to each other, and ``links`` to ``works``, by position. A thing
    of the core has a second place, ``core``, for the view of the core alone.
    """
    iris = sorted(graph)
    core = _core(graph) if len(iris) > LARGE else set()
    places = layout(graph)
    core_places = layout(graph.subgraph(sorted(core)).copy()) if core else {}
    works = _works(graph)
    most = max((9, *(graph.nodes[iri]["works"] for iri in iris)))
    return {
        "things": [_thing(graph.nodes[iri], places[iri], core_places.get(iri), most) for iri in iris],
        "links": _links(graph, {iri: place for place, iri in enumerate(iris)}, list(works)),
        "works": list(works.values()),
        "types": _legend_of_types(graph),
        "relations": _legend_of_relations(graph),
    }


def _core(graph: nx.MultiDiGraph[str]) -> set[str]:
    """The best supported things: ends of the relations that most works state, until they are enough."""
    works: dict[str, int] = {iri: data["works"] for iri, data in graph.nodes(data=True)}
    support: dict[tuple[str, str], int] = defaultdict(int)
    for head, tail, data in graph.edges(data=True):
        support[head, tail] = max(support[head, tail], data["works"])
    core: set[str] = set()
    for ends in sorted(support, key=lambda ends: (-support[ends], -works[ends[0]] - works[ends[1]], ends)):
        if len(core.union(ends)) <= CORE:
            core.update(ends)
    return core


def _thing(data: Json, place: _Place, core: _Place | None, most: int) -> Json:
    shape, colour = TYPES.get(data["type"], ("dot", _OTHER))
    return {
        "label": visible(data["label"]),
        "type": visible(data["type"]),
        "works": data["works"],
        "x": round(place[0], 1),
        "y": round(place[1], 1),
        "core": core and [round(value, 1) for value in core],
        "shape": shape,
        "colour": colour,
        "size": round(6 + 18 * math.sqrt(data["works"] / most), 1),
    }


def _links(graph: nx.MultiDiGraph[str], numbers: Mapping[str, int], works: Sequence[str]) -> list[Json]:
    keys = sorted(graph.edges(keys=True), key=lambda edge: (*edge[:2], str(edge[2])))
    work_numbers = {work: place for place, work in enumerate(works)}
    links = [
        _link(graph.edges[head, tail, key], numbers[head], numbers[tail], work_numbers) for head, tail, key in keys
    ]
    _bend(links)
    return links


def _link(data: Json, head: int, tail: int, works: Mapping[str, int]) -> Json:
    relation = data["relation"]
    return {
        "from": head,
        "to": tail,
        "relation": visible(relation),
        "polarity": visible(data["polarity"]),
        "modality": visible(data["modality"]),
        "works": data["works"],
        "colour": _colour(relation),
        "dashes": _DASHES.get(data["modality"], False),
        "width": round(1.6 + math.log2(max(data["works"], 1)), 1),
        "directed": relation not in SYMMETRIC,
        "denied": data["polarity"] == Polarity.NEGATIVE,
        "claims": [_claim(row, works) for row in data["evidence"]],
    }


def _bend(links: Iterable[Json]) -> None:
    """Bend the lines that share both ends apart: 0 is straight, the sign is the side of the head's left."""
    pairs: dict[tuple[int, int], list[Json]] = defaultdict(list)
    for link in links:
        pairs[min(link["from"], link["to"]), max(link["from"], link["to"])].append(link)
    for parallel in pairs.values():
        for place, link in enumerate(parallel):
            bend = round((place - (len(parallel) - 1) / 2) * 0.3, 2)
            link["bend"] = bend if link["from"] <= link["to"] else -bend


def _claim(row: ClaimRow, works: Mapping[str, int]) -> Json:
    return {
        "work": works[row.work],
        "quote": pieces(row.quote, row.head_mention, row.tail_mention),
        "by": visible(row.attributed_to),
        "confidence": visible(row.confidence),
        "rule": visible(row.rule),
        "time": visible(row.time),
        "place": visible(row.place),
    }


def _works(graph: nx.MultiDiGraph[str]) -> dict[str, Json]:
    """The works behind the lines by IRI, in the order of their citations."""
    rows = {row.work: row for _, _, data in graph.edges(data=True) for row in reversed(data["evidence"])}
    ordered = sorted(rows.values(), key=lambda row: (row.citation, row.work))
    return {
        row.work: {
            "citation": visible(row.citation),
            "title": visible(row.title),
            "year": visible(row.year),
            "doi": visible(_bare_doi(row.doi)),
            "link": doi_link(row.doi),
        }
        for row in ordered
    }


def _legend_of_types(graph: nx.MultiDiGraph[str]) -> list[Json]:
    found: set[str] = {visible(data["type"]) for _, data in graph.nodes(data=True)}
    names = [*(name for name in TYPES if name in found), *sorted(found - set(TYPES))]
    styles = ((name, *TYPES.get(name, ("dot", _OTHER))) for name in names)
    return [{"name": name, "shape": shape, "colour": colour} for name, shape, colour in styles]


def _legend_of_relations(graph: nx.MultiDiGraph[str]) -> list[Json]:
    found: set[str] = {visible(data["relation"]) for _, _, data in graph.edges(data=True)}
    names = [*(name for name in _FAMILY if name in found), *sorted(found - set(_FAMILY))]
    return [{"name": name, "family": _FAMILY.get(name, "other"), "colour": _colour(name)} for name in names]


def _colour(relation: str) -> str:
    return FAMILIES[_FAMILY[relation]][0] if relation in _FAMILY else _OTHER


_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


def visible(text: str) -> str:
    """A text with its control characters, those that turn the writing direction above all, written out."""
    return _HIDDEN.sub(lambda match: f"‹U+{ord(match[0]):04X}›", text)


def doi_link(doi: str) -> str:
    """The address of a DOI at doi.org; empty where the text is not a DOI."""
    bare = _bare_doi(doi)
    return f"https://doi.org/{quote(bare, safe='/:;().-_')}" if re.fullmatch(r"10\.\d{4,9}/\S+", bare) else ""


def _bare_doi(doi: str) -> str:
    return re.sub(r"^(https?://(dx\.)?doi\.org/|doi:)\s*", "", doi.strip(), flags=re.IGNORECASE)


def pieces(text: str, head: str, tail: str) -> list[list[str]]:
    """Cut a sentence at its mentions: pairs of text and what it is (``head``, ``tail`` or nothing)."""
    cut, last = [], 0
    for start, end, role in _marks(text, head, tail):
        cut += [[text[last:start], ""], [text[start:end], role]]
        last = end
    cut.append([text[last:], ""])
    return [[visible(part), role] for part, role in cut if part]


def _marks(text: str, head: str, tail: str) -> list[tuple[int, int, str]]:
    """Where the mentions stand, in order; the longer one chooses first and they do not overlap."""
    taken: list[tuple[int, int, str]] = []
    for mention, role in sorted(((head, "head"), (tail, "tail")), key=lambda item: -len(item[0])):
        free = (span for span in _occurrences(text, mention) if not any(_overlap(span, t) for t in taken))
        if (span := next(free, None)) is not None:
            taken.append((*span, role))
    return sorted(taken)


def _occurrences(text: str, mention: str) -> Iterator[tuple[int, int]]:
    """Where a mention stands as whole words; its case and line breaks may differ."""
    words = [re.escape(word) for word in mention.split()]
    if words:
        pattern = r"(?<!\w)" + r"\s+".join(words) + r"(?!\w)"
        yield from (match.span() for match in re.finditer(pattern, text, re.IGNORECASE))


def _overlap(span: tuple[int, int], other: tuple[int, int, str]) -> bool:
    return span[0] < other[1] and other[0] < span[1]
