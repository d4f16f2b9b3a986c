"""What is reviewed: mechanisms, obstacles and theories, each with the statements that works make about it.

claims --rolled to the vocabulary--> Subject, each with Statements: what is said, and the claims that say it
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.claimrow import WORK_BASE, ClaimRow
from kg.export.wording import OPPOSED, RANK, Hold, hold
from kg.model import SYMMETRIC, EntityType, Roll
from kg.networks import Things

KINDS = (EntityType.MECHANISM, EntityType.OBSTACLE, EntityType.THEORY)


@dataclass(frozen=True, slots=True)
class Statement:
    """What is said of a subject: a relation, read forward if the subject is its head, and the thing at the other end.

    ``other`` is an IRI, empty where the other end is the work itself; ``claims`` say it, the surest first, and what a
    work asserts that denies the same elsewhere is not among them.
    """

    relation: str
    forward: bool
    other: str
    claims: tuple[ClaimRow, ...]

    def held(self, how: Hold) -> tuple[ClaimRow, ...]:
        """The claims held in one way."""
        return tuple(row for row in self.claims if hold(row) is how)

    @property
    def works(self) -> int:
        """How many works make it, in whatever way."""
        return works(self.claims)

    @property
    def disputed(self) -> bool:
        """Whether works assert it and others deny it; none does both."""
        return bool(self.held(Hold.ASSERTED)) and bool(self.held(Hold.DENIED))


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing that is reviewed.

    Attributes:
        iri: the thing.
        label: its name.
        kind: its type.
        claims: all claims about it, in reading order.
        statements: what they say, in the order told.
        narrower: the names of narrower things that count as it, each with its works, those of most works first.
    """

    iri: str
    label: str
    kind: EntityType
    claims: tuple[ClaimRow, ...]
    statements: tuple[Statement, ...]
    narrower: tuple[tuple[str, int], ...] = ()

    @property
    def works(self) -> int:
        """How many works speak of it."""
        return works(self.claims)

    def opposed(self) -> list[tuple[Statement, Statement]]:
        """Pairs of statements that contradict each other, asserted by works of which none makes both."""
        known = {(s.relation, s.forward, s.other): s for s in self.statements if s.other}
        pairs = []
        for (relation, forward, other), one in known.items():
            for first, second in OPPOSED:
                against = known.get((second, forward, other)) if relation == first else None
                if against and _apart(one, against):
                    pairs.append((one, against))
        return pairs

    @property
    def disagreements(self) -> int:
        """How many statements are disputed or contradicted by another."""
        return sum(statement.disputed for statement in self.statements) + len(self.opposed())


def works(claims: Iterable[ClaimRow]) -> int:
    """How many works make some claims."""
    return len({row.work for row in claims})


def _apart(one: Statement, other: Statement) -> bool:
    first, second = ({row.work for row in s.held(Hold.ASSERTED)} for s in (one, other))
    return bool(first - second) and bool(second - first)


def subjects(claims: Sequence[ClaimRow], things: Things) -> dict[EntityType, tuple[Subject, ...]]:
    """The things of each kind that claims speak of, rolled up to the vocabulary; the best supported first."""
    found: defaultdict[tuple[EntityType, str], list[ClaimRow]] = defaultdict(list)
    for row in claims:
        ends = ((row.head_type, row.head), (row.tail_type, row.tail))
        for kind, iri in dict.fromkeys((kind, things.rolled(iri, Roll.VOCABULARY)) for kind, iri in ends):
            if kind in KINDS:
                found[EntityType(kind), iri].append(row)
    made: defaultdict[EntityType, list[Subject]] = defaultdict(list)
    for (kind, iri), rows in found.items():
        statements = _statements(iri, kind, rows, things)
        narrower = _narrower(iri, rows, things)
        made[kind].append(Subject(iri, things.label(iri), kind, tuple(rows), statements, narrower))
    return {kind: tuple(sorted(made[kind], key=lambda s: (-s.works, s.label, s.iri))) for kind in KINDS}


def _narrower(iri: str, rows: Iterable[ClaimRow], things: Things) -> tuple[tuple[str, int], ...]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        for end in {row.head, row.tail} - {iri}:
            if things.rolled(end, Roll.VOCABULARY) == iri:
                found[things.label(end)].add(row.work)
    return tuple(sorted(((label, len(works)) for label, works in found.items()), key=lambda n: (-n[1], n[0])))


def _statements(iri: str, kind: EntityType, rows: Iterable[ClaimRow], things: Things) -> tuple[Statement, ...]:
    """What claims say of a thing; what is said of it and a narrower form of itself is left out."""
    found: defaultdict[tuple[str, bool, str], list[ClaimRow]] = defaultdict(list)
    for row in rows:
        head, tail = (things.rolled(end, Roll.VOCABULARY) for end in (row.head, row.tail))
        if head == tail:
            continue
        forward = (head, row.head_type) == (iri, kind)
        other = tail if forward else head
        other = "" if other.startswith(WORK_BASE) else other
        found[row.relation, forward or row.relation in SYMMETRIC, other].append(row)
    made = [Statement(*said, tuple(sorted(_plain(claims), key=surest))) for said, claims in found.items()]
    return tuple(sorted(made, key=lambda s: (*_order(s), things.label(s.other), s.other)))


def _plain(claims: Sequence[ClaimRow]) -> list[ClaimRow]:
    """Claims of one statement, but not what a work asserts that denies the same elsewhere."""
    denying = {row.work for row in claims if hold(row) is Hold.DENIED}
    return [row for row in claims if hold(row) is not Hold.ASSERTED or row.work not in denying]


def _order(statement: Statement) -> tuple[int, bool, int, int]:
    """By relation, and in it what most works assert first."""
    return RANK[statement.relation], not statement.forward, -works(statement.held(Hold.ASSERTED)), -statement.works


def surest(row: ClaimRow) -> tuple[int, float, float, int, str]:
    """The order of claims: what a work holds itself first, then by belief and confidence, short sentences first."""
    order = tuple(Hold)
    return order.index(hold(row)), -float(row.belief or 0), -float(row.confidence or 0), len(row.quote), row.claim
