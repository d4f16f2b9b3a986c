"""The chosen claims as things and ties of plain values: what every network file is written from.

claims -> things, ties (one a group of claims), pairs (one for all ties of two things)

Claims that speak of a work itself ("this paper studies ...") are left out, as is everywhere a network is drawn. All
texts are visible and hold no line ends.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import networkx as nx

from kg.claimrow import ClaimRow, last_segment
from kg.export.content import Layout
from kg.export.texts import visible
from kg.model import SYMMETRIC, Modality, Polarity
from kg.networks import Things

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing with how many works and claims speak of it, and the mean year of the works that have one."""

    iri: str
    label: str
    type: str
    level: str
    works: int
    claims: int
    year: float | None
    aliases: str


@dataclass(frozen=True, slots=True)
class Tie:
    """The claims of one head, relation, tail, polarity and modality; ``works`` counts those that make one of them."""

    id: str
    head: str
    tail: str
    relation: str
    polarity: str
    modality: str
    works: int
    belief: float
    claims: tuple[str, ...]

    @property
    def kind(self) -> str:
        """The relation, with how it is held where that is not plainly: no two ties of two things share it."""
        held = {"denied": self.polarity == Polarity.NEGATIVE, self.modality: self.modality != Modality.ASSERTED}
        return " ".join(filter(None, (self.relation, ", ".join(word for word, holds in held.items() if holds))))

    @property
    def symmetric(self) -> bool:
        """Whether head and tail might as well be turned round."""
        return self.relation in SYMMETRIC


@dataclass(frozen=True, slots=True)
class Pair:
    """All ties of two different things, whichever way they point.

    ``works`` counts those that tie them, ``weight`` is the sum of the works of their ties.
    """

    one: str
    other: str
    works: int
    weight: int
    claims: int
    kinds: str


@dataclass(frozen=True, slots=True)
class Flat:
    """A network of plain values: things by IRI, ties by ends and kind, pairs by ends."""

    things: tuple[Thing, ...]
    ties: tuple[Tie, ...]
    pairs: tuple[Pair, ...]


def flat(claims: Iterable[ClaimRow], things: Things) -> Flat:
    """The network of some claims; its order does not depend on theirs."""
    rows = [row for row in claims if not row.speaks_of_work]
    groups: defaultdict[tuple[str, ...], list[ClaimRow]] = defaultdict(list)
    for row in rows:
        groups[(*_ends(row), row.relation, row.polarity, row.modality)].append(row)
    ties = tuple(_tie(number, key, groups[key]) for number, key in enumerate(sorted(groups)))
    return Flat(_things(rows, things), ties, _pairs(ties, groups))


def places(net: Flat, layout: Layout | None) -> Mapping[str, Place]:
    """Where each thing is drawn, to a tenth of a pixel; nowhere without a layout."""
    if layout is None:
        return {}
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(thing.iri for thing in net.things)
    graph.add_edges_from((pair.one, pair.other) for pair in net.pairs)
    return {iri: (round(x, 1), round(y, 1)) for iri, (x, y) in layout(graph).items()}


def line(text: str) -> str:
    """A text in one line with nothing hidden in it."""
    return visible(" ".join(text.split()))


def words(relation: str) -> str:
    """The name of a relation as words: ``participatesIn`` as ``participates in``."""
    return re.sub(r"[A-Z]", lambda capital: f" {capital[0].lower()}", relation)


def _ends(row: ClaimRow) -> tuple[str, str]:
    turned = row.relation in SYMMETRIC and row.tail < row.head
    return (row.tail, row.head) if turned else (row.head, row.tail)


def _things(rows: Iterable[ClaimRow], known: Things) -> tuple[Thing, ...]:
    mentions: defaultdict[str, list[tuple[ClaimRow, str, str, str]]] = defaultdict(list)
    for row in rows:
        mentions[row.head].append((row, row.head_label, row.head_type, row.head_mention))
        mentions[row.tail].append((row, row.tail_label, row.tail_type, row.tail_mention))
    return tuple(_thing(iri, mentions[iri], known) for iri in sorted(mentions))


def _thing(iri: str, mentions: list[tuple[ClaimRow, str, str, str]], known: Things) -> Thing:
    """A thing, called and typed as most of its works do."""
    forms = Counter((label, kind) for label, kind, _ in {(m[1], m[2], m[0].work) for m in mentions})
    label, kind = min(forms, key=lambda form: (-forms[form], form))
    name = line(label) or last_segment(iri)
    called = {line(mention).casefold(): line(mention) for *_, mention in sorted(mentions, key=lambda m: m[3])}
    aliases = sorted(text for key, text in called.items() if key not in ("", name.casefold()))
    years = {row.work: int(row.year) for row, *_ in mentions if row.year.isdecimal()}
    return Thing(
        iri=iri,
        label=name,
        type=kind,
        level=line(known.levels.get(iri, "")),
        works=len({row.work for row, *_ in mentions}),
        claims=len({row.claim for row, *_ in mentions}),
        year=round(sum(years.values()) / len(years), 2) if years else None,
        aliases=" | ".join(aliases),
    )


def _tie(number: int, key: tuple[str, ...], rows: list[ClaimRow]) -> Tie:
    head, tail, relation, polarity, modality = key
    works = len({row.work for row in rows})
    belief = max(float(row.belief or 0) for row in rows)
    claims = tuple(sorted({row.claim for row in rows}))
    return Tie(f"e{number}", head, tail, relation, polarity, modality, works, belief, claims)


def _pairs(ties: tuple[Tie, ...], groups: Mapping[tuple[str, ...], list[ClaimRow]]) -> tuple[Pair, ...]:
    of_pair: defaultdict[tuple[str, str], list[Tie]] = defaultdict(list)
    works: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for tie in ties:
        if tie.head != tie.tail:
            ends = min(tie.head, tie.tail), max(tie.head, tie.tail)
            of_pair[ends].append(tie)
            works[ends] |= {row.work for row in groups[tie.head, tie.tail, tie.relation, tie.polarity, tie.modality]}
    return tuple(
        Pair(
            one=ends[0],
            other=ends[1],
            works=len(works[ends]),
            weight=sum(tie.works for tie in of_pair[ends]),
            claims=len({claim for tie in of_pair[ends] for claim in tie.claims}),
            kinds=" | ".join(sorted({tie.kind for tie in of_pair[ends]})),
        )
        for ends in sorted(of_pair)
    )
