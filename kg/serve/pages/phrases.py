"""What pages say in words: relations from either end, how claims are held, kinds of disagreements, counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.claimrow import ClaimRow
from kg.export.wording import RANK, VERBS, Hold, hold, verb
from kg.index import Claim, Neighbour, Tally
from kg.model import Dispute, EntityType, Modality, Polarity

HOLDS: Mapping[str, str] = {
    Hold.ASSERTED: "The work says that it is so.",
    Hold.RECOMMENDED: "The work calls for it; it does not say that it is so.",
    Hold.SUPPOSED: "The work only supposes it: as a hypothesis, a possibility or a condition.",
    Hold.DENIED: "The work says that it is not so.",
    Hold.ADVISED_AGAINST: "The work advises against it.",
    Hold.SUPPOSED_NOT: "The work supposes that it is not so.",
    Hold.REPORTED: "The work reports that others say so; it need not agree.",
    Hold.REPORTED_DENIAL: "The work reports that others deny it; it need not agree.",
}
"""What each way of holding a claim means."""

DISPUTES: Mapping[str, str] = {
    Dispute.CONFLICT: "Two holders assert opposite things, and nothing known sets their places, times or levels apart.",
    Dispute.DENIED: "A holder denies what is said, and nobody holds the opposite against it on equal terms.",
    Dispute.REPORTED_VIEW: "One side is a view that a work only reports of others.",
    Dispute.HYPOTHETICAL: "One side is only supposed.",
    Dispute.SCOPE_DIFFERENCE: "The two sides speak of different places, times or levels of government.",
}
"""What each kind of disagreement means."""

POLARITIES: Mapping[str, str] = {Polarity.POSITIVE: "says that it is so", Polarity.NEGATIVE: "says that it is not so"}
MODALITIES: Mapping[str, str] = {
    Modality.ASSERTED: "as a statement",
    Modality.RECOMMENDED: "as advice",
    Modality.HYPOTHETICAL: "as a supposition",
}

HELD: Mapping[str, str] = {
    Modality.ASSERTED: "as a statement of fact",
    Modality.RECOMMENDED: "as advice: what should be",
    Modality.HYPOTHETICAL: "as a supposition: what may be",
}
"""How a text holds what it says, on the page of a claim."""

TYPES: Mapping[str, str] = {
    EntityType.GOVERNMENT: "government or level of government",
    EntityType.BODY: "body: an organisation between or below governments",
    EntityType.REGION: "region",
    EntityType.AGREEMENT: "agreement",
    EntityType.MECHANISM: "mechanism: a way in which governments deal with each other",
    EntityType.OBSTACLE: "obstacle to cooperation",
    EntityType.THEORY: "theory or concept of scholars",
    EntityType.FACTOR: "factor: something that makes a difference",
    EntityType.OUTCOME: "outcome",
    EntityType.ISSUE: "issue: a field of policy",
    EntityType.METHOD: "method of research",
    EntityType.SCHOLAR: "scholar or body that is cited",
    EntityType.WORK: "work",
}
"""Types of things, for a reader who has not read the ontology."""


def group_of(row: ClaimRow) -> str:
    """The group that a claim counts in: ``agree``, ``dispute``, ``recommend``, ``suppose``, or ``report``."""
    held = hold(row)
    if held in (Hold.REPORTED, Hold.REPORTED_DENIAL):
        return "report"
    if held in (Hold.RECOMMENDED, Hold.ADVISED_AGAINST):
        return "recommend"
    if held in (Hold.SUPPOSED, Hold.SUPPOSED_NOT):
        return "suppose"
    return "agree" if held is Hold.ASSERTED else "dispute"


GROUPS: Mapping[str, str] = {
    "agree": "They say so",
    "dispute": "They deny it",
    "recommend": "They call for it or advise against it",
    "suppose": "They only suppose it",
    "report": "They report it as a view of others",
}
"""The groups in the order of the page, with their headings."""


def grouped(claims: Iterable[Claim]) -> list[tuple[str, list[Claim]]]:
    """Claims under the heading of their group, empty groups left out."""
    found: dict[str, list[Claim]] = {group: [] for group in GROUPS}
    for claim in claims:
        found[group_of(claim.row)].append(claim)
    return [(GROUPS[group], those) for group, those in found.items() if those]


def joined(neighbour: Neighbour) -> str:
    """What joins a neighbour: relations and counts."""
    names = ", ".join(VERBS[relation][0] if relation in VERBS else relation for relation in neighbour.relations)
    return f"{names}; {counted(neighbour.claims, 'claim')} in {counted(neighbour.works, 'work')}"


def counted(number: int, noun: str) -> str:
    """``1 claim``, ``1,204 claims``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Told:
    """A row of the table of relations: the relation told of the thing, and how its claims are held."""

    verb: str
    tally: Tally


def told(tallies: Iterable[Tally]) -> list[Told]:
    """Tallies with their verbs, in the order in which a review tells relations."""
    ordered = sorted(tallies, key=lambda t: (RANK.get(t.relation, len(RANK)), t.end != "head"))
    return [Told(verb(t.relation, t.end == "head"), t) for t in ordered]


def polarity_word(row: ClaimRow) -> str:
    """``say`` or ``deny``."""
    return "deny" if row.polarity == Polarity.NEGATIVE else "say"
