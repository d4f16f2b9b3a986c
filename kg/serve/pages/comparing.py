"""What two to four works or countries say, side by side: on the same statement, on the same thing, and alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.claimrow import ClaimRow
from kg.export.wording import PLURALS, hold, verb
from kg.index import Claim
from kg.model import SYMMETRIC

MOST = 4
"""Sides of a comparison."""

AGREE, DIFFER, HELD = "agree", "differ", "held differently"
"""What sides make of a statement: the same, one says it and one denies it, or one states and one calls for it."""

ITSELF = "the work itself"
_SAID = 5  # things that a cell says of a thing

_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Side:
    """A work or a country: its name, the IRI of its page, whether it is a work, and its claims."""

    name: str
    iri: str
    is_work: bool
    claims: Sequence[Claim]


@dataclass(frozen=True, slots=True)
class End:
    """An end of a statement; a work that speaks of itself has no IRI."""

    label: str
    type: str
    iri: str


@dataclass(frozen=True, slots=True)
class Held:
    """How a side holds a statement, in words, in how many works, and the IRI of its claim or of what it states."""

    words: str
    works: int
    iri: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement: its ends and relation, how each side holds it (None where it does not), and the verdict.

    The verdict is empty where one side alone makes it.
    """

    head: End
    relation: str
    tail: End
    held: tuple[Held | None, ...]
    verdict: str

    @property
    def works(self) -> int:
        """Works that make it, side by side."""
        return sum(held.works for held in self.held if held)


@dataclass(frozen=True, slots=True)
class Shared:
    """A thing that several sides speak of, and what each says of it; ``claims`` are those of the side with fewest."""

    thing: End
    said: tuple[Sequence[str], ...]
    claims: int


@dataclass(frozen=True, slots=True)
class Alone:
    """Things of one type that one side alone speaks of, by side: those of most claims, and how many there are."""

    type: str
    things: tuple[Sequence[End], ...]
    counts: tuple[int, ...]


def statements(sides: Sequence[Side]) -> list[Statement]:
    """Every statement of any side: those of most sides and works first."""
    found: defaultdict[_Key, list[list[Claim]]] = defaultdict(lambda: [[] for _ in sides])
    for at, side in enumerate(sides):
        for claim in side.claims:
            found[_key(claim.row, side.iri if side.is_work else "")][at].append(claim)
    told = [_statement(claims, sides) for claims in found.values()]
    return sorted(told, key=_order)


def _key(row: ClaimRow, own: str) -> _Key:
    head, tail = ("" if iri == own else iri for iri in (row.head, row.tail))
    return (min(head, tail), row.relation, max(head, tail)) if row.relation in SYMMETRIC else (head, row.relation, tail)


def _statement(claims: Sequence[Sequence[Claim]], sides: Sequence[Side]) -> Statement:
    first, own = next((those[0].row, side.iri) for those, side in zip(claims, sides, strict=True) if those)
    held = tuple(_held(those, side) for those, side in zip(claims, sides, strict=True))
    head, tail = _ends(first, own)
    return Statement(head, first.relation, tail, held, _verdict(claims))


def _held(claims: Sequence[Claim], side: Side) -> Held | None:
    if not claims:
        return None
    words = " and ".join(dict.fromkeys(str(hold(claim.row)) for claim in claims))
    iri = claims[0].row.claim if side.is_work else claims[0].proposition
    return Held(words, len({claim.row.work for claim in claims}), iri)


def _verdict(claims: Sequence[Sequence[Claim]]) -> str:
    signs = [frozenset(claim.row.polarity for claim in those) for those in claims if those]
    if len(signs) < 2:
        return ""
    if any(one.isdisjoint(other) for one in signs for other in signs):
        return DIFFER
    ways = {frozenset(hold(claim.row) for claim in those) for those in claims if those}
    return AGREE if len(ways) == 1 else HELD


def _order(told: Statement) -> tuple[int, int, str, str, str]:
    sides = sum(held is not None for held in told.held)
    return -sides, -told.works, told.head.label.casefold(), told.relation, told.tail.label.casefold()


def _ends(row: ClaimRow, own: str) -> tuple[End, End]:
    ends = (row.head, row.head_label, row.head_type), (row.tail, row.tail_label, row.tail_type)
    one, other = (End(ITSELF, "Work", "") if iri == own else End(label, kind, iri) for iri, label, kind in ends)
    return one, other


def shared(sides: Sequence[Side], most: int) -> list[Shared]:
    """Things that two sides or more speak of: those of which the side with fewest claims has most, by type."""
    said = [_said(side) for side in sides]
    counts = Counter(iri for things in said for iri in things)
    found = [_shared(iri, said) for iri, number in counts.items() if number > 1]
    best = sorted(found, key=lambda thing: (-thing.claims, thing.thing.label.casefold()))[:most]
    rank = {name: at for at, name in enumerate(PLURALS)}
    return sorted(best, key=lambda thing: (rank.get(thing.thing.type, len(rank)), -thing.claims))


def _said(side: Side) -> Mapping[str, tuple[End, Counter[str]]]:
    """What a side says of each thing, told from its end, with how often."""
    found: dict[str, tuple[End, Counter[str]]] = {}
    for claim in side.claims:
        row = claim.row
        head, tail = _ends(row, side.iri)
        for iri, end, other, forward in ((row.head, head, tail, True), (row.tail, tail, head, False)):
            if end.iri:
                how = "" if str(hold(row)) == "asserted" else f" ({hold(row)})"
                found.setdefault(iri, (end, Counter()))[1][f"{verb(row.relation, forward)} {other.label}{how}"] += 1
    return found


def _shared(iri: str, said: Sequence[Mapping[str, tuple[End, Counter[str]]]]) -> Shared:
    end = next(things[iri][0] for things in said if iri in things)
    told = tuple(_few(things[iri][1]) if iri in things else () for things in said)
    fewest = sorted((things[iri][1].total() for things in said if iri in things), reverse=True)[1]
    return Shared(end, told, fewest)


def _few(told: Counter[str]) -> Sequence[str]:
    ranked = sorted(told, key=lambda text: (-told[text], text))
    more = len(ranked) - _SAID
    return [*ranked[:_SAID], *([f"and {more:,} more"] if more > 0 else [])]


def alone(sides: Sequence[Side], most: int) -> list[Alone]:
    """Things that one side alone speaks of, by type."""
    said = [_said(side) for side in sides]
    counts = Counter(iri for things in said for iri in things)
    own: list[Mapping[str, list[End]]] = [_by_type(things, counts) for things in said]
    types = [name for name in PLURALS if any(name in things for things in own)]
    return [
        Alone(
            name,
            tuple(things.get(name, [])[:most] for things in own),
            tuple(len(things.get(name, [])) for things in own),
        )
        for name in types
    ]


def _by_type(things: Mapping[str, tuple[End, Counter[str]]], counts: Counter[str]) -> Mapping[str, list[End]]:
    found: defaultdict[str, list[End]] = defaultdict(list)
    own = ((end, told.total()) for iri, (end, told) in things.items() if counts[iri] == 1)
    for end, _ in sorted(own, key=lambda pair: (-pair[1], pair[0].label.casefold())):
        found[end.type].append(end)
    return found


def rows(sides: Sequence[Side], told: Iterable[Statement]) -> Iterator[list[str | int]]:
    """Statements for a file: ends, relation, verdict, and for each side how it holds it and in how many works."""
    for one in told:
        line: list[str | int] = [one.head.label, one.head.type, one.relation, one.tail.label, one.tail.type]
        line.append(one.verdict or "one side only")
        for held in one.held:
            line += [held.words, held.works] if held else ["", 0]
        yield line
