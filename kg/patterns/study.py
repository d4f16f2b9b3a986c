"""The claims under study, as pairs of a work's row and column; works are counted, never sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import networkx as nx

from kg.claimrow import ClaimRow
from kg.model import Modality, Polarity
from kg.networks import Filter, Roll, Rows, Things, network
from kg.patterns.words import named

LEAST = 3
"""Works that a cell must have to be shown."""


class Source(Protocol):
    """What the claims come from; see ``kg.networking.Material``."""

    @property
    def asked(self) -> Filter:
        """The filter that chose the claims."""

    @property
    def claims(self) -> tuple[ClaimRow, ...]:
        """The claims chosen."""

    @property
    def all_claims(self) -> int:
        """How many claims the store has."""

    @property
    def things(self) -> Things:
        """Names, broader things and levels."""

    @property
    def countries(self) -> Mapping[str, frozenset[str]]:
        """Claim to the countries it is about."""

    def rows(self, name: str) -> Rows:
        """The rows of a named network."""


class Pair(NamedTuple):
    """A claim of a work that pairs a row with a column."""

    work: str
    row: str
    column: str
    claim: str


@dataclass(frozen=True, slots=True)
class Clash:
    """Two claims that the store holds to be in conflict, and why."""

    claim_for: str
    claim_against: str
    why: str


class Study:
    """Claims, how far things are rolled up, and what decides the draws; rows of networks are read once.

    Args:
        source: where the claims come from.
        roll: how far things are rolled up.
        seed: decides all draws.
        draws: how many, at least 1; measures that are slow take fewer.
        clashes: claims in conflict, as the store labels them.
    """

    def __init__(
        self,
        source: Source,
        roll: Roll = Roll.VOCABULARY,
        seed: int = 0,
        draws: int = 2000,
        clashes: Sequence[Clash] = (),
    ) -> None:
        self.source = source
        self.roll = roll
        self.seed = seed
        self.draws = draws
        self.clashes = tuple(clashes)
        self.claims = {row.claim: row for row in source.claims}
        self._rows: dict[str, Rows] = {}

    def label(self, iri: str) -> str:
        """The name of a thing."""
        return self.source.things.label(iri)

    def called(self, iri: str, claims: Iterable[str]) -> str:
        """The name of a class, with the thing in it that most of some claims are of; that of a thing as it is."""
        things = self.source.things
        works: defaultdict[str, set[str]] = defaultdict(set)
        for claim in map(self.claims.__getitem__, claims):
            for end in (claim.head, claim.tail):
                member = things.rolled(end, Roll.VOCABULARY)
                if member != iri and things.rolled(end, Roll.CLASS) == iri:
                    works[self.label(member)].add(claim.work)
        often = min(works, key=lambda label: (-len(works[label]), label), default="")
        within = f" (mostly {named(often)})" if often and len(works[often]) >= LEAST else ""
        return f"{named(self.label(iri))}{within}"

    def rolls(self) -> tuple[Roll, ...]:
        """The roll asked for, and that to classes."""
        return tuple(dict.fromkeys((self.roll, Roll.CLASS)))

    def works(self, claims: Iterable[str]) -> int:
        """How many works make some claims."""
        return len({self.claims[claim].work for claim in claims})

    def modalities(self, claims: Iterable[str]) -> dict[str, int]:
        """How many works hold some claims in each modality; a work that holds them in two counts in both."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for claim in claims:
            found[self.claims[claim].modality].add(self.claims[claim].work)
        return {modality.value: len(found[modality.value]) for modality in Modality}

    def rows(self, name: str) -> Rows:
        """The rows of a named network."""
        if name not in self._rows:
            self._rows[name] = self.source.rows(name)
        return self._rows[name]

    def pairs(self, name: str, roll: Roll | None = None, *, asserted: bool = False) -> list[Pair]:
        """The pairs of a network that claims state: never denials, and if ``asserted`` no advice and no guesses."""
        things, how = self.source.things, self.roll if roll is None else roll
        found = set()
        for row in self.rows(name).rows:
            claim = self.claims.get(row["claim"])
            if claim is None or not _counts(claim, asserted):
                continue
            head, tail = things.rolled(row["source"], how), things.rolled(row["target"], how)
            if head != tail:
                found.add(Pair(claim.work, head, tail, claim.claim))
        return sorted(found)

    def network(self, name: str, roll: Roll | None = None, *, asserted: bool = True) -> nx.Graph[str]:
        """A network of what claims assert, or state in any modality; denials are left out."""
        claims = [claim for claim in self.source.claims if _counts(claim, asserted)]
        return network(self.rows(name), claims, self.source.things, self.roll if roll is None else roll)


def _counts(claim: ClaimRow, asserted: bool) -> bool:
    if claim.polarity == Polarity.NEGATIVE:
        return False
    return not asserted or (claim.modality == Modality.ASSERTED and claim.relation != "recommends")


def by_cell(pairs: Iterable[Pair]) -> dict[tuple[str, str], list[Pair]]:
    """Pairs by row and column."""
    found: defaultdict[tuple[str, str], list[Pair]] = defaultdict(list)
    for pair in pairs:
        found[pair.row, pair.column].append(pair)
    return dict(found)


def of_works(pairs: Iterable[Pair]) -> int:
    """How many works make some pairs."""
    return len({pair.work for pair in pairs})


def claims_of(pairs: Iterable[Pair]) -> tuple[str, ...]:
    """The claims of some pairs, sorted."""
    return tuple(sorted({pair.claim for pair in pairs}))


def frequent(pairs: Iterable[Pair], least: int = LEAST) -> list[Pair]:
    """The pairs whose row and whose column at least so many works name."""
    kept = list(pairs)
    works: defaultdict[tuple[int, str], set[str]] = defaultdict(set)
    for pair in kept:
        works[0, pair.row].add(pair.work)
        works[1, pair.column].add(pair.work)
    return [p for p in kept if len(works[0, p.row]) >= least and len(works[1, p.column]) >= least]


def hidden(pairs: Iterable[Pair]) -> int:
    """How many cells have fewer works than may be shown."""
    return sum(of_works(cell) < LEAST for cell in by_cell(pairs).values())
