"""The network of the chosen claims for VOSviewer: a map file and a network file, or one JSON file.

Things are items in clusters by type; two things have one link, whose strength is the number of works that tie them.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any

from kg.cells import neutral
from kg.export import write_atomic
from kg.export.content import Layout
from kg.export.flat import Flat, Place, Thing, flat, line, places
from kg.export.selection import Selection, Stamp, write_stamped
from kg.export.styles import TYPES
from kg.model import KgError

_LEAST = 3
"""Items without which VOSviewer refuses a file."""
_UNIT = 1000.0
"""Pixels of the layout that are one unit of a map of VOSviewer."""

Item = dict[str, Any]


def write_vosviewer(selection: Selection, path: Path, layout: Layout | None = None) -> tuple[Path, ...]:
    """Write ``NAME.json``, or ``NAME-map.txt`` and ``NAME-network.txt`` with their stamps beside them.

    Args:
        selection: what is written.
        path: ends in ``.json`` for JSON; any other suffix is put off.
        layout: gives the items their places; without it VOSviewer finds them itself.

    Returns:
        The files written.

    Raises:
        KgError: there are fewer than three things, or the place cannot be written.
    """
    net = flat(selection.claims, selection.things)
    if len(net.things) < _LEAST:
        raise KgError(
            f"cannot write {path}: VOSviewer needs {_LEAST} things and there are {len(net.things)}; ask for more"
        )
    clusters = _clusters(net.things)
    items = [_item(number, thing, clusters) for number, thing in enumerate(net.things, 1)]
    _place(items, net, places(net, layout))
    numbers = {thing.iri: number for number, thing in enumerate(net.things, 1)}
    links = [(numbers[pair.one], numbers[pair.other], pair.works) for pair in net.pairs]
    if path.suffix.lower() == ".json":
        write_atomic(path, _json(items, links, clusters, selection.stamp))
        return (path,)
    return (
        *write_stamped(path.with_name(f"{path.stem}-map.txt"), _map(items), selection.stamp),
        *write_stamped(path.with_name(f"{path.stem}-network.txt"), _table(links), selection.stamp),
    )


def _clusters(things: Iterable[Thing]) -> dict[str, int]:
    """A number from 1 for each type there is, in the order of the legend."""
    there = {thing.type for thing in things}
    order = [*(kind for kind in TYPES if kind in there), *sorted(there - set(TYPES))]
    return {kind: number for number, kind in enumerate(order, 1)}


def _item(number: int, thing: Thing, clusters: Mapping[str, int]) -> Item:
    return {
        "id": number,
        "label": thing.label,
        "description": _description(thing),
        "url": thing.iri,
        "cluster": clusters[thing.type],
        "weights": {"Documents": thing.works, "Claims": thing.claims},
        "scores": {} if thing.year is None else {"Avg. pub. year": thing.year},
    }


def _description(thing: Thing) -> str:
    """What the program shows of a thing: HTML, so that every text is escaped."""
    rows = (("Thing", thing.label), ("Type", thing.type), ("Level", thing.level), ("Also called", thing.aliases))
    cells = "".join(f"<tr><td>{name}:</td><td>{escape(text)}</td></tr>" for name, text in rows if text)
    return f"<table>{cells}</table>"


def _place(items: Iterable[Item], net: Flat, at: Mapping[str, Place]) -> None:
    for item, thing in zip(items, net.things, strict=True):
        if thing.iri in at:
            x, y = at[thing.iri]
            item |= {"x": round(x / _UNIT, 4), "y": round(-y / _UNIT, 4)}


def _json(items: list[Item], links: Iterable[tuple[int, int, int]], clusters: Mapping[str, int], stamp: Stamp) -> bytes:
    content = {
        "config": {
            "terminology": {
                "item": "Thing",
                "items": "Things",
                "link": "Tie",
                "links": "Ties",
                "link_strength": "Documents",
                "total_link_strength": "Total documents",
                "cluster": "Type",
                "clusters": "Types",
            }
        },
        "info": {
            "title": f"Network of claims: {escape(line(stamp.asked))}",
            "description": "<br>".join(escape(line(text)) for text in stamp.lines()),
        },
        "network": {
            "clusters": [{"cluster": number, "label": kind} for kind, number in clusters.items()],
            "items": items,
            "links": [{"source_id": one, "target_id": other, "strength": works} for one, other, works in links],
        },
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _map(items: list[Item]) -> bytes:
    spot = ["x", "y"] if "x" in items[0] else []
    names = ["id", "label", "description", "url", *spot, "cluster"]
    heads = [*names, "weight<Documents>", "weight<Claims>", "score<Avg. pub. year>"]
    rows = (
        [*(item[name] for name in names), *item["weights"].values(), item["scores"].get("Avg. pub. year", "")]
        for item in items
    )
    return _table([heads, *rows])


def _table(rows: Iterable[Iterable[str | int | float]]) -> bytes:
    """Tab-separated text; VOSviewer refuses quotation marks in the midst of a text."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    writer.writerows(
        [neutral(cell.replace('"', "'")) if isinstance(cell, str) else cell for cell in row] for row in rows
    )
    return text.getvalue().encode("utf-8-sig")
