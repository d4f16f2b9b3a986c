"""Decisions and the claims they are about: by id, or by anchor where a new reading changed the id."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from kg.claimrow import ClaimRow, last_segment
from kg.curate.log import latest, rank
from kg.curate.records import Anchor, CurationError, Decision, Verdict
from kg.model import SYMMETRIC, LinkedClaim, Modality, Polarity, Relation, digest
from kg.normal import words
from kg.terms import clean

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attachment:
    """Decisions on the claims that are there, those found again under a new id, and those without a claim."""

    decisions: tuple[Decision, ...]
    moved: tuple[tuple[Decision, str], ...]
    orphans: tuple[Decision, ...]


def anchors(rows: Iterable[ClaimRow]) -> dict[str, Anchor]:
    """The anchor of each claim of the table, by claim id.

    Raises:
        CurationError: a row has a relation, polarity or modality that is none.
    """
    return {last_segment(row.claim): anchor(row) for row in rows}


def anchor(row: ClaimRow) -> Anchor:
    """Where the claim of a row stands and what it says.

    Raises:
        CurationError: the row has a relation, polarity or modality that is none.
    """
    try:
        held = Relation(row.relation), Polarity(row.polarity), Modality(row.modality)
    except ValueError as error:
        raise CurationError(f"claim {row.claim}: {error}; build the store again") from error
    return _anchor(row.doc, row.quote, (row.head_mention, row.tail_mention), held)


def linked_anchor(linked: LinkedClaim) -> Anchor:
    """Where a claim stands and what it says; the anchor is that of its row, but for the order of symmetric ends."""
    claim = linked.claim
    held = claim.relation, claim.polarity, claim.modality
    return _anchor(claim.doc, claim.evidence.text, (claim.head.text, claim.tail.text), held)


def _anchor(doc: str, quote: str, ends: tuple[str, str], held: tuple[Relation, Polarity, Modality]) -> Anchor:
    relation, polarity, modality = held
    return Anchor(
        clean(doc), _sentence(quote), clean(quote), clean(ends[0]), relation, clean(ends[1]), polarity, modality
    )


def _sentence(quote: str) -> str:
    return digest(unicodedata.normalize("NFC", " ".join(clean(quote).split())))


def attach(decisions: Iterable[Decision], claims: Mapping[str, Anchor]) -> Attachment:
    """Find the claim of each decision that counts.

    A decision belongs to the claim with its id where that stands in the same sentence; else to every claim
    that says the same in the same sentence of the same document: same relation, polarity and modality, and
    ends with the same words. A claim whose polarity or modality is now read otherwise is another claim: what
    was rejected for its polarity must not reject the reading that mends it. What is taken back is left out,
    also where it was decided under another id.
    """
    by_key: defaultdict[Key, list[str]] = defaultdict(list)
    for claim, where in claims.items():
        by_key[_key(where)].append(claim)
    kept: list[tuple[Decision, str]] = []
    moved: list[tuple[Decision, str]] = []
    orphans: list[Decision] = []
    for decision in latest(decisions).values():
        known = claims.get(decision.claim)
        if known is not None and known.sentence == decision.anchor.sentence:
            kept.append((decision, decision.claim))
        elif found := by_key.get(_key(decision.anchor)):
            moved += [(decision, claim) for claim in sorted(found)]
        elif decision.verdict is not Verdict.WITHDRAW:
            orphans.append(decision)
    placed = _standing([*kept, *moved])
    return Attachment(
        tuple(replace(decision, claim=claim) for decision, claim in placed),
        tuple((decision, claim) for decision, claim in placed if claim != decision.claim),
        tuple(orphans),
    )


def _standing(placed: list[tuple[Decision, str]]) -> list[tuple[Decision, str]]:
    """The decisions that their curator has not taken back, each with its claim."""
    ends: dict[tuple[str, str], Decision] = {}
    for decision, claim in placed:
        if decision.verdict is Verdict.WITHDRAW:
            ends[claim, decision.curator] = max(ends.get((claim, decision.curator), decision), decision, key=rank)
    return [(d, c) for d, c in placed if (c, d.curator) not in ends or rank(d) > rank(ends[c, d.curator])]


def _key(where: Anchor) -> Key:
    ends = _words(where.head), _words(where.tail)
    if where.relation in SYMMETRIC:
        ends = min(ends), max(ends)
    return where.doc, where.sentence, ends[0], where.relation, ends[1], where.polarity, where.modality


def _words(mention: str) -> str:
    return " ".join(words(mention)) or mention.strip()
