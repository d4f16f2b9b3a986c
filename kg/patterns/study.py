"""The claims under study, as pairs of a work's row and column; works are counted, never sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import networkx as nx

from kg.claimrow import ClaimRow
from kg.model import SYMMETRIC, Modality, Polarity, Relation
from kg.networks import Filter, Roll, Rows, Things, network
from kg.patterns.doubt import misread
from kg.patterns.words import counted, named, works

LEAST = 3
"""Works that a cell must have to be shown."""
_MOSTLY, _OFTEN = 0.5, 0.25
"""The shares of works above which a member stands for its class, and from which it is an example."""

_LEAST_DRAWS = 20


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
    """A claim of a work that pairs a row with a column, and the claims that deny what it says of the two."""

    work: str
    row: str
    column: str
    claim: str
    denials: tuple[str, ...] = ()


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
        self.read = tuple(row for row in source.claims if not misread(row))
        self._read = {row.claim: row for row in self.read}
        self._rows: dict[str, Rows] = {}
        self._denials: dict[Roll, dict[_Said, tuple[str, ...]]] = {}

    @property
    def held_back(self) -> str:
        """How many claims are in no finding because their sentence is likely misread; empty where there is none."""
        count = len(self.source.claims) - len(self.read)
        if not count:
            return ""
        verb = "was" if count == 1 else "were"
        return (
            f"{counted(count, 'claim')} whose sentence holds a “not” or a question {verb} held back for reading; "
            "kg query evidence shows the sentences."
        )

    def label(self, iri: str) -> str:
        """The name of a thing."""
        return self.source.things.label(iri)

    def called(self, iri: str, claims: Iterable[str]) -> str:
        """The name of a class, with the thing in it that many of some claims are of; that of a thing as it is."""
        own, claims = self.label(iri), tuple(claims)
        members = self._members(iri, claims)
        often = min(members, key=lambda label: (-len(members[label]), label), default="")
        count, all_works = len(members.get(often, ())), self.works(claims)
        if not often or often.casefold() == own.casefold() or count < max(LEAST, _OFTEN * all_works):
            return named(own)
        if count > _MOSTLY * all_works:
            return f"{named(own)} (mostly {named(often)})"
        return f"{named(own)} (for example {named(often)}, {count} of {works(all_works)})"

    def _members(self, iri: str, claims: Iterable[str]) -> dict[str, set[str]]:
        """The names of what claims speak of in a class, each with the works."""
        things = self.source.things
        found: defaultdict[str, set[str]] = defaultdict(set)
        for claim in map(self.claims.__getitem__, claims):
            for end in (claim.head, claim.tail):
                member = things.rolled(end, Roll.VOCABULARY)
                if member != iri and things.rolled(end, Roll.CLASS) == iri:
                    found[self.label(member)].add(claim.work)
        return found

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
        """The pairs of a network that claims state: never denials, and if ``asserted`` no advice and no guesses.

        A work that denies what it states of a pair elsewhere does not count for it.
        """
        things, how = self.source.things, self.roll if roll is None else roll
        found = set()
        for row in self.rows(name).rows:
            claim = self._read.get(row["claim"])
            if claim is None or not _counts(claim, asserted):
                continue
            head, tail = things.rolled(row["source"], how), things.rolled(row["target"], how)
            denials = self.denials(claim, how) if {head, tail} == self._ends(claim, how) else ()
            if head != tail and claim.work not in self.works_of(denials):
                found.add(Pair(claim.work, head, tail, claim.claim, denials))
        return sorted(found)

    def denials(self, claim: ClaimRow, roll: Roll | None = None) -> tuple[str, ...]:
        """The claims that deny what a claim says, of the same things rolled up; causing and promoting are one."""
        how = self.roll if roll is None else roll
        return self._denied(how).get(_said(claim, self.source.things, how), ())

    def denied_cells(self, name: str, roll: Roll) -> frozenset[tuple[str, str]]:
        """The rows and columns that works deny in the relations, read from head to tail, of a network."""
        relations = {self.claims[r["claim"]].relation for r in self.rows(name).rows if r["claim"] in self.claims}
        same = {_same(relation) for relation in relations}
        return frozenset((head, tail) for head, relation, tail in self._denied(roll) if relation in same)

    def works_of(self, claims: Iterable[str]) -> frozenset[str]:
        """The works that make some claims."""
        return frozenset(self.claims[claim].work for claim in claims)

    def _ends(self, claim: ClaimRow, roll: Roll) -> set[str]:
        return {self.source.things.rolled(end, roll) for end in (claim.head, claim.tail)}

    def _denied(self, roll: Roll) -> dict[_Said, tuple[str, ...]]:
        """What claims deny, with these claims."""
        if roll not in self._denials:
            found: defaultdict[_Said, set[str]] = defaultdict(set)
            for claim in self.claims.values():
                if claim.polarity == Polarity.NEGATIVE and claim.modality == Modality.ASSERTED:
                    found[_said(claim, self.source.things, roll)].add(claim.claim)
            self._denials[roll] = {said: tuple(sorted(claims)) for said, claims in found.items()}
        return self._denials[roll]

    def network(self, name: str, roll: Roll | None = None, *, asserted: bool = True) -> nx.Graph[str]:
        """A network of what claims assert, or state in any modality; denials are left out."""
        claims = [
            claim
            for claim in self.read
            if _counts(claim, asserted) and claim.work not in self.works_of(self.denials(claim, roll))
        ]
        return network(self.rows(name), claims, self.source.things, self.roll if roll is None else roll)


_Said = tuple[str, str, str]
"""Head, relation and tail, rolled up."""


def _same(relation: str) -> str:
    return Relation.PROMOTES.value if relation == Relation.CAUSES else relation


def _said(claim: ClaimRow, things: Things, roll: Roll) -> _Said:
    head, tail = (things.rolled(end, roll) for end in (claim.head, claim.tail))
    if claim.relation in SYMMETRIC:
        head, tail = min(head, tail), max(head, tail)
    return head, _same(claim.relation), tail


def _counts(claim: ClaimRow, asserted: bool) -> bool:
    if claim.polarity == Polarity.NEGATIVE:
        return False
    return not asserted or (claim.modality == Modality.ASSERTED and claim.relation != "recommends")


def fewer(draws: int, ties: int, most: int) -> int:
    """The draws for a network: fewer where all draws together have too many ties; 20 at least, as p < .05 takes."""
    return min(draws, max(_LEAST_DRAWS, most // max(1, ties)))


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


def denying(study: Study, denials: Iterable[str]) -> str:
    """``; 1 work denies it``; empty where none does."""
    count = study.works(denials)
    return f"; {works(count)} {'denies' if count == 1 else 'deny'} it" if count else ""


def hidden(pairs: Iterable[Pair]) -> int:
    """How many cells have fewer works than may be shown."""
    return sum(of_works(cell) < LEAST for cell in by_cell(pairs).values())
