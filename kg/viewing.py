"""Joins the stages that draw: the claims of a store that are asked for, as an interactive page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import networkx as nx

from kg import network, queries, reports
from kg.claimrow import ClaimRow
from kg.model import KgError, QueryError
from kg.networking import Material, material
from kg.networks import Filter
from kg.store import Store


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a network is drawn: all of it, what is near a thing, what joins two things, or what a query gives.

    ``hops`` counts relations from the ``focus``; ``path`` are labels of two things; ``query`` is a file.
    """

    focus: str = ""
    hops: int = 1
    path: tuple[str, str] | None = None
    query: str = ""

    def __str__(self) -> str:
        """The part in words, empty for all."""
        if self.focus:
            return f"within {self.hops} relation{'s' * (self.hops > 1)} of {self.focus}"
        if self.path:
            return f"between {self.path[0]} and {self.path[1]}"
        return f"what {Path(self.query).name} gives" if self.query else ""


def view(store: Store, path: Path, asked: Filter, part: Part, date: str = "") -> tuple[int, int]:
    """Write the network of the claims asked for as an interactive page.

    Returns:
        How many things and claims it holds.

    Raises:
        KgError: nothing is left to draw, a label is unknown, or the place cannot be written.
    """
    return draw(material(store, asked), path, part, date)


def draw(found: Material, path: Path, part: Part, date: str = "") -> tuple[int, int]:
    """Write the network of claims that were chosen before; see ``view``."""
    from kg.export.graph import write_page
    from kg.layout import layout

    net = network.of_claims(row for row in _given(found.store, found.claims, part) if not row.speaks_of_work)
    net = _part(found.store, net, part)
    if not found.all_claims:
        raise KgError("the store has no claims to draw; run: kg build PATH")
    if not len(net):
        raise KgError(f"no claim is left to draw ({found.asked}); ask for less")
    write_page(net, path, _title(found.asked, part), layout, corpus=found.all_works, date=date)
    return len(net), len({claim for _, _, data in net.edges(data=True) for claim in data["claims"]})


def _title(asked: Filter, part: Part) -> str:
    words = [str(part), str(asked) if asked != Filter() else ""]
    return ": ".join(filter(None, (reports.PAGE_TITLE, ", ".join(filter(None, words)))))


def _given(store: Store, claims: tuple[ClaimRow, ...], part: Part) -> list[ClaimRow]:
    """The claims that the query gives, or those between the things that it gives."""
    if not part.query:
        return list(claims)
    table = store.select(reports.ask(store, part.query, {}))
    given = {cell for row in table.rows for cell in row if cell}
    named = [row for row in claims if row.claim in given]
    found = named or [row for row in claims if row.head in given and row.tail in given]
    if not found:
        raise QueryError(f"{part.query} gives no claims and no things that claims join; select ?claim, ?head or ?tail")
    return found


def _part(store: Store, net: nx.MultiDiGraph[str], part: Part) -> nx.MultiDiGraph[str]:
    if part.focus:
        return network.around(net, _thing(store, net, part.focus), part.hops)
    if part.path:
        one, other = (_thing(store, net, label) for label in part.path)
        return network.between(net, one, other)
    return net


def _thing(store: Store, net: nx.MultiDiGraph[str], label: str) -> str:
    iri = queries.resolve_label(store, label, queries.THING)
    if iri not in net:
        raise KgError(f"no claim that is asked for speaks of {label!r}; ask for less, or take another name")
    return iri
