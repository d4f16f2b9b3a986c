"""How claims are told in words: relations as verbs, and how a work holds what it says."""

from __future__ import annotations

from enum import StrEnum

from kg.claimrow import ClaimRow
from kg.model import THIS_WORK, EntityType, Modality, Polarity, Relation


class Hold(StrEnum):
    """How a work holds a claim; the value stands before ``in 3 works``."""

    ASSERTED = "asserted"
    RECOMMENDED = "recommended"
    SUPPOSED = "supposed"
    DENIED = "denied"
    ADVISED_AGAINST = "advised against"
    SUPPOSED_NOT = "supposed not to hold"
    REPORTED = "reported as a view of others"
    REPORTED_DENIAL = "reported as denied by others"


_OWN = {
    (Polarity.POSITIVE, Modality.ASSERTED): Hold.ASSERTED,
    (Polarity.POSITIVE, Modality.RECOMMENDED): Hold.RECOMMENDED,
    (Polarity.POSITIVE, Modality.HYPOTHETICAL): Hold.SUPPOSED,
    (Polarity.NEGATIVE, Modality.ASSERTED): Hold.DENIED,
    (Polarity.NEGATIVE, Modality.RECOMMENDED): Hold.ADVISED_AGAINST,
    (Polarity.NEGATIVE, Modality.HYPOTHETICAL): Hold.SUPPOSED_NOT,
}


def is_reported(row: ClaimRow) -> bool:
    """Whether a work reports a claim of somebody else."""
    return row.attributed_to not in ("", THIS_WORK)


def hold(row: ClaimRow) -> Hold:
    """How the work of a claim holds it."""
    own = _OWN[Polarity(row.polarity), Modality(row.modality)]
    if not is_reported(row):
        return own
    return Hold.REPORTED if row.polarity == Polarity.POSITIVE else Hold.REPORTED_DENIAL


VERBS: dict[str, tuple[str, str]] = {
    Relation.ADDRESSES: ("addresses", "is addressed by"),
    Relation.PROMOTES: ("promotes", "is promoted by"),
    Relation.CAUSES: ("causes", "is caused by"),
    Relation.HINDERS: ("hinders", "is hindered by"),
    Relation.REQUIRES: ("requires", "is required by"),
    Relation.EXPLAINS: ("explains", "is explained by"),
    Relation.RECOMMENDS: ("recommends", "is recommended by"),
    Relation.PROPOSED_BY: ("is proposed by", "proposes"),
    Relation.APPLIES_TO: ("applies to", "is covered by"),
    Relation.COOPERATES_WITH: ("cooperates with", "cooperates with"),
    Relation.COMPETES_WITH: ("competes with", "competes with"),
    Relation.DIRECTS: ("directs", "is directed by"),
    Relation.ESTABLISHES: ("establishes", "is established by"),
    Relation.PARTICIPATES_IN: ("takes part in", "has as a participant"),
    Relation.HAS_PART: ("has as a part", "is a part of"),
    Relation.IS_A: ("is a kind of", "has as a kind"),
    Relation.LOCATED_IN: ("is located in", "is the place of"),
    Relation.STUDIES: ("studies", "is studied by"),
    Relation.USES_THEORY: ("uses the theory", "is used as a theory by"),
    Relation.USES_METHOD: ("uses the method", "is used as a method by"),
}
"""Relations as verbs, from head to tail and from tail to head, in the order in which a review tells them."""

RANK = {relation: at for at, relation in enumerate(VERBS)}

BY_WORKS: dict[str, str] = {
    Relation.STUDIES: "Studied",
    Relation.USES_THEORY: "Used as a theory",
    Relation.USES_METHOD: "Used as a method",
    Relation.RECOMMENDS: "Recommended",
}
"""What works themselves do with a thing: the word before ``in 3 works``."""

OPPOSED = ((Relation.PROMOTES, Relation.HINDERS), (Relation.CAUSES, Relation.HINDERS))
"""Relations of which one contradicts the other."""


def verb(relation: str, forward: bool) -> str:
    """A relation as a verb, told of its head (``forward``) or of its tail."""
    return VERBS[relation][0 if forward else 1]


PLURALS: dict[str, str] = {
    EntityType.MECHANISM: "mechanisms",
    EntityType.OBSTACLE: "obstacles",
    EntityType.THEORY: "theories",
    EntityType.OUTCOME: "outcomes",
    EntityType.FACTOR: "factors",
    EntityType.ISSUE: "issues",
    EntityType.AGREEMENT: "agreements",
    EntityType.GOVERNMENT: "governments",
    EntityType.BODY: "bodies",
    EntityType.REGION: "regions",
    EntityType.METHOD: "methods",
    EntityType.SCHOLAR: "scholars",
    EntityType.WORK: "works",
}
"""Types of things in the plural, in the order in which they give a claim its theme."""
