"""The records of curation: a decision, what it is about, and where it stands in the text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from kg.model import KgError, Modality, Polarity, Relation


class CurationError(KgError):
    """A decision, a log or a sheet that does not follow its form."""


class Verdict(StrEnum):
    """What a curator holds of a claim: whether its sentence says it.

    ``WITHDRAW`` holds nothing: it takes back what the curator decided on the claim before.
    """

    ACCEPT = "accept"
    REJECT = "reject"
    UNSURE = "unsure"
    EDIT = "edit"
    WITHDRAW = "withdraw"


class Reason(StrEnum):
    """What is wrong with a claim."""

    BOUNDARIES = "boundaries"
    GROUNDING = "grounding"
    POLARITY = "polarity"
    NO_RELATION = "no relation"
    WRONG_RELATION = "wrong relation"
    DIRECTION = "direction"
    HYPOTHESIS = "hypothesis"
    ATTRIBUTION = "attribution"
    VAGUE = "vague"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a claim says and where, by which a decision finds it again when its id has changed.

    ``sentence`` is a digest of the text of the sentence; ``head`` and ``tail`` are as the text has them.
    """

    doc: str
    sentence: str
    quote: str
    head: str
    relation: Relation
    tail: str
    polarity: Polarity
    modality: Modality


@dataclass(frozen=True, slots=True)
class Edit:
    """What a claim should be instead; what is empty or None stays as it was read."""

    head: str = ""
    relation: Relation | None = None
    tail: str = ""
    polarity: Polarity | None = None
    modality: Modality | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """One verdict of one curator on one claim; ``claim`` is its id, ``time`` is ISO 8601 with a zone.

    Raises:
        CurationError: the parts do not fit each other, or the time is none.
    """

    claim: str
    verdict: Verdict
    curator: str
    time: str
    anchor: Anchor
    reason: Reason | None = None
    note: str = ""
    edit: Edit | None = None

    def __post_init__(self) -> None:
        check_signature(self.curator, self.time)
        if not self.claim.strip():
            raise CurationError("a decision names no claim; give the id of one")
        if self.verdict is Verdict.REJECT and self.reason is None:
            raise CurationError(f"a rejected claim needs a reason; choose one of {', '.join(Reason)}")
        if self.verdict is Verdict.ACCEPT and self.reason is not None:
            raise CurationError("an accepted claim has no reason; leave it out, or reject or edit the claim")
        if self.verdict is Verdict.WITHDRAW and self.reason is not None:
            raise CurationError("what is taken back has no reason; leave it out, or say why in the note")
        if (self.verdict is Verdict.EDIT) != (self.edit not in (None, Edit())):
            raise CurationError("new values belong to the verdict edit, and edit needs at least one; give both or none")


def check_signature(curator: str, time: str) -> None:
    """See to it that a decision says who made it and when.

    Raises:
        CurationError: the curator is blank, or the time is none.
    """
    if not curator.strip():
        raise CurationError("a decision names no curator; give a name or an ORCID")
    moment(time)


def moment(time: str) -> datetime:
    """The moment that a time with a zone names, in UTC.

    Raises:
        CurationError: it is not ISO 8601, or it has no zone.
    """
    try:
        found = datetime.fromisoformat(time)
        if found.utcoffset() is None:
            raise ValueError("it has no zone")
        return found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise CurationError(f"{time!r} is no time of a decision; write it like 2026-11-22T09:30:00Z") from error
