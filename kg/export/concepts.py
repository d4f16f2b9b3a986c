"""What tables of concepts count: the ends of claims as the vocabulary has them, and what a claim makes of them."""

from __future__ import annotations

from typing import NamedTuple

from kg.claimrow import ClaimRow, last_segment
from kg.export.selection import Selection, Work
from kg.model import Polarity, Roll
from kg.networks import Things

DENIED = "denied"
STANCES = ("asserted", DENIED, "recommended", "hypothetical")
"""What a claim may make of its relation; a denial is one whatever its modality."""


class Concept(NamedTuple):
    """A thing as one type: what is a theory here and a mechanism there is two concepts."""

    kind: str
    label: str
    iri: str


def ends(row: ClaimRow, things: Things, roll: Roll = Roll.VOCABULARY) -> tuple[Concept, Concept]:
    """Head and tail of a claim, rolled up."""
    return (
        _concept(row.head, row.head_label, row.head_type, things, roll),
        _concept(row.tail, row.tail_label, row.tail_type, things, roll),
    )


def _concept(iri: str, label: str, kind: str, things: Things, roll: Roll) -> Concept:
    rolled = things.rolled(iri, roll)
    own = label if rolled == iri and label else last_segment(rolled)
    return Concept(kind, things.labels.get(rolled) or own, rolled)


def by_works(counted: tuple[Concept, int]) -> tuple[int, str, Concept]:
    """What counted concepts are sorted by: those of most works first, then by name."""
    concept, works = counted
    return -works, concept.label.casefold(), concept


def stance(row: ClaimRow) -> str:
    """Whether a claim asserts, denies, recommends or supposes."""
    return DENIED if row.polarity == Polarity.NEGATIVE else row.modality


def without_claims(selection: Selection) -> list[Work]:
    """The works that none of the claims is from."""
    told = {row.doc for row in selection.claims}
    return [work for work in selection.works if work.doc not in told]
