"""What one store has and another has not: a receipt of what a new reading, or a new text, changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.claimrow import ClaimRow, last_segment
from kg.model import SYMMETRIC, digest

COMPARED = ("polarity", "modality", "attributed_to", "time", "place", "confidence", "rule")
"""The fields in which one claim may differ from its like; where its sentence stands in the text is none."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A proposition and in how many works it is claimed, before and after; 0 where it is not."""

    id: str
    head: str
    relation: str
    tail: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Changed:
    """A claim that both stores have, with the same sentence and ends, and the fields that differ."""

    before: ClaimRow
    after: ClaimRow
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What a second store has gained, lost and changed; claims in reading order, propositions by their words."""

    propositions_gained: tuple[Stated, ...]
    propositions_lost: tuple[Stated, ...]
    propositions_changed: tuple[Stated, ...]
    claims_gained: tuple[ClaimRow, ...]
    claims_lost: tuple[ClaimRow, ...]
    claims_changed: tuple[Changed, ...]

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.__slots__)


def difference(rows_a: Iterable[ClaimRow], rows_b: Iterable[ClaimRow]) -> Difference:
    """What the second store has gained, lost and changed against the first, whatever the order of the rows."""
    before, after = _distinct(rows_a), _distinct(rows_b)
    stated = _stated(before, after)
    gained, lost, changed = _claims(before, after)
    return Difference(
        propositions_gained=tuple(s for s in stated if not s.before),
        propositions_lost=tuple(s for s in stated if not s.after),
        propositions_changed=tuple(s for s in stated if s.before and s.after and s.before != s.after),
        claims_gained=tuple(sorted(gained, key=_order)),
        claims_lost=tuple(sorted(lost, key=_order)),
        claims_changed=tuple(sorted(changed, key=lambda c: _order(c.after))),
    )


def _distinct(rows: Iterable[ClaimRow]) -> list[ClaimRow]:
    return list({row.claim: row for row in rows}.values())


def _order(row: ClaimRow) -> tuple[str, int, str]:
    return row.doc, int(row.start) if row.start.isdecimal() else -1, row.claim


def _ends(row: ClaimRow) -> tuple[str, str]:
    return (min(row.head, row.tail), max(row.head, row.tail)) if row.relation in SYMMETRIC else (row.head, row.tail)


def _stated(before: Sequence[ClaimRow], after: Sequence[ClaimRow]) -> list[Stated]:
    """Every proposition of both stores."""
    works: defaultdict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    words: dict[str, tuple[str, str, str]] = {}
    for side, rows in enumerate((before, after)):
        for row in sorted(rows, key=_order, reverse=True):
            head, tail = _ends(row)
            key = digest(head, row.relation, tail)  # as the graph names the proposition
            works[key][side].add(row.doc)
            words[key] = (row.head_label, row.relation, row.tail_label)
    found = (Stated(key, *words[key], len(one), len(other)) for key, (one, other) in works.items())
    return sorted(found, key=lambda s: (s.head, s.relation, s.tail, s.id))


def _claims(
    before: Sequence[ClaimRow], after: Sequence[ClaimRow]
) -> tuple[list[ClaimRow], list[ClaimRow], list[Changed]]:
    """The claims gained, lost and changed."""
    likes: defaultdict[tuple[str, ...], tuple[list[ClaimRow], list[ClaimRow]]] = defaultdict(lambda: ([], []))
    for side, rows in enumerate((before, after)):
        for row in sorted(rows, key=_order):
            likes[row.doc, " ".join(row.quote.split()), row.relation, *_ends(row)][side].append(row)
    gained: list[ClaimRow] = []
    lost: list[ClaimRow] = []
    changed: list[Changed] = []
    for one, other in likes.values():
        pairs = _pairs(one, other)
        matched = {row.claim for pair in pairs for row in pair}
        lost += [row for row in one if row.claim not in matched]
        gained += [row for row in other if row.claim not in matched]
        changed += [Changed(a, b, fields) for a, b in pairs if (fields := _fields(a, b))]
    return gained, lost, changed


def _pairs(one: Sequence[ClaimRow], other: Sequence[ClaimRow]) -> list[tuple[ClaimRow, ClaimRow]]:
    """Like claims of two stores, one to one: the same id first, then the fewest differences."""
    ranked = sorted(
        ((a.claim != b.claim, len(_fields(a, b)), i, j) for i, a in enumerate(one) for j, b in enumerate(other)),
    )
    left, free = set(range(len(one))), set(range(len(other)))
    found = []
    for _, _, i, j in ranked:
        if i in left and j in free:
            left.remove(i)
            free.remove(j)
            found.append((one[i], other[j]))
    return found


def _fields(a: ClaimRow, b: ClaimRow) -> tuple[str, ...]:
    return tuple(name for name in COMPARED if getattr(a, name) != getattr(b, name))


def lines(found: Difference) -> Iterator[str]:
    """The difference as lines of text: counts, then each proposition and claim that differs."""
    yield _counts("propositions", found.propositions_gained, found.propositions_lost, found.propositions_changed)
    yield _counts("claims", found.claims_gained, found.claims_lost, found.claims_changed)
    stated = (("+", found.propositions_gained), ("-", found.propositions_lost), ("~", found.propositions_changed))
    for mark, propositions in stated:
        for s in propositions:
            works = f"{s.before} -> {s.after} works"
            yield _plain(f"{mark} proposition {s.head} | {s.relation} | {s.tail} ({works})")
    for mark, rows in (("+", found.claims_gained), ("-", found.claims_lost)):
        yield from (_plain(f"{mark} claim {_told(row)}") for row in rows)
    for c in found.claims_changed:
        values = ", ".join(
            f"{name.replace('_', ' ')} {getattr(c.before, name) or 'none'} -> {getattr(c.after, name) or 'none'}"
            for name in c.fields
        )
        yield _plain(f"~ claim {_told(c.after)}: {values}")


def _counts(what: str, gained: Sequence[object], lost: Sequence[object], changed: Sequence[object]) -> str:
    return f"{what}: {len(gained)} gained, {len(lost)} lost, {len(changed)} changed"


def _told(row: ClaimRow) -> str:
    return f"{last_segment(row.claim)} {row.doc}: {row.head_label} | {row.relation} | {row.tail_label} “{row.quote}”"


def _plain(text: str) -> str:
    return " ".join(text.split())
