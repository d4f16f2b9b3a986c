"""From the rows of a network's query to a networkx graph whose edges keep their claims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import networkx as nx

from kg.claimrow import ClaimRow
from kg.model import KgError, Roll
from kg.networks.things import Things


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a network's query and what its header says of it.

    ``summary`` says what is tied. ``rows`` have ``source``, ``target`` and ``claim`` (IRIs, or texts for statements)
    and, where the network is signed, ``sign`` (+ or -). ``ends`` says what stands at each end, such as (mechanism,
    obstacle).
    """

    name: str
    summary: str
    ends: tuple[str, str]
    rows: tuple[Mapping[str, str], ...]
    signed: bool = False
    directed: bool = False

    @property
    def two_mode(self) -> bool:
        """Whether its two ends are of different kinds that never meet: what can be folded."""
        return self.ends[0] != self.ends[1] and not self.directed


@dataclass(slots=True)
class _Edge:
    claims: set[str] = field(default_factory=set)
    works: set[str] = field(default_factory=set)
    plus: set[str] = field(default_factory=set)
    minus: set[str] = field(default_factory=set)


def network(
    source: Rows, claims: Iterable[ClaimRow], things: Things, roll: Roll = Roll.NONE, *, deny: bool = False
) -> nx.Graph[str]:
    """The network of the claims chosen.

    Nodes have ``label``, ``side`` (0 source, 1 target; -1 both) and ``works`` (how many tie them). Edges have
    ``claims`` (sorted IRIs), ``works`` (how many works say so) and, where the network is signed, ``plus`` and
    ``minus`` (works of either sign) and ``sign`` (1, -1, or 0 where they are as many). A tie of a thing with itself
    is left out. Where the network is not signed, claims that deny count only if ``deny`` is set.

    Args:
        source: what the query of the network gave.
        claims: those that count; see ``chosen``.
        things: names and broader things.
        roll: how far things are rolled up first.
        deny: whether denials count in an unsigned network as ties do.

    Raises:
        KgError: the query lacks a column.
    """
    works = {row.claim: row.work for row in claims if source.signed or deny or row.polarity != "negative"}
    edges: defaultdict[tuple[str, str], _Edge] = defaultdict(_Edge)
    sides: defaultdict[str, set[int]] = defaultdict(set)
    for row in source.rows:
        work = works.get(_cell(row, "claim", source))
        if work is None:
            continue
        head = things.rolled(_cell(row, "source", source), roll)
        tail = things.rolled(_cell(row, "target", source), roll)
        if head == tail:
            continue
        sides[head].add(0)
        sides[tail].add(1)
        edge = edges[(head, tail) if source.directed or source.two_mode else (min(head, tail), max(head, tail))]
        edge.claims.add(row["claim"])
        edge.works.add(work)
        if source.signed:
            (edge.plus if _cell(row, "sign", source) == "+" else edge.minus).add(work)
    return _graph(source, edges, sides, things)


def _cell(row: Mapping[str, str], column: str, source: Rows) -> str:
    try:
        return row[column]
    except KeyError:
        raise KgError(f"the query of the network {source.name} gives no column {column}; mend it") from None


def _graph(
    source: Rows,
    edges: Mapping[tuple[str, str], _Edge],
    sides: Mapping[str, set[int]],
    things: Things,
) -> nx.Graph[str]:
    made: nx.Graph[str] = nx.DiGraph() if source.directed else nx.Graph()
    tying: defaultdict[str, set[str]] = defaultdict(set)
    for (head, tail), edge in edges.items():
        tying[head] |= edge.works
        tying[tail] |= edge.works
    for iri in sorted(tying):
        side = next(iter(sides[iri])) if len(sides[iri]) == 1 else -1
        made.add_node(iri, label=_label(iri, things), side=side, works=len(tying[iri]))
    for (head, tail), edge in sorted(edges.items()):
        made.add_edge(head, tail, claims=tuple(sorted(edge.claims)), works=len(edge.works))
        if source.signed:
            plus, minus = len(edge.plus), len(edge.minus)
            made.edges[head, tail].update(plus=plus, minus=minus, sign=(plus > minus) - (plus < minus))
    made.graph.update(name=source.name, ends=source.ends, signed=source.signed, two_mode=source.two_mode)
    return made


def _label(iri: str, things: Things) -> str:
    """A name; a statement, which is written as its ends with the relation between, has that of its parts."""
    parts = iri.split(" ")
    if len(parts) == 3:
        return f"{things.label(parts[0])} {parts[1]} {things.label(parts[2])}"
    return things.label(iri)
