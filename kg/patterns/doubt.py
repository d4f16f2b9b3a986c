"""Claims that are likely misread: read as asserted, of a sentence that doubts, denies or asks."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.claimrow import ClaimRow
from kg.model import Modality, Polarity, Relation

DENYING = (
    "not suffice",
    "not enough",
    "little evidence",
    "little empirical evidence",
    "little support",
    "no guarantee",
    "not guarantee",
    "did not",
    "does not",
    "not confirmed",
)
"""Words of sentences that deny."""

ASKING = ("hypotheses are tested", "hypothesis is tested", "whether", "how far")
"""Words of sentences that test or ask."""


def _any_of(words: Iterable[str], more: str = "") -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(words).replace(" ", r"\s+") + r")\b" + more, re.IGNORECASE)


_DENIES, _ASKS = _any_of(DENYING), _any_of(ASKING, r"|\?")
_ABOUT_WORK = frozenset({Relation.STUDIES, Relation.USES_THEORY, Relation.USES_METHOD})
"""What a work does in asking: ``this paper asks whether ...``."""


def misread(claim: ClaimRow) -> bool:
    """Whether a claim is held back: positive and asserted, with doubt between or around its ends."""
    if claim.polarity != Polarity.POSITIVE or claim.modality != Modality.ASSERTED or claim.relation in _ABOUT_WORK:
        return False
    near = _near(claim)
    return bool(_DENIES.search(near) or _ASKS.search(near))


def asks(claim: ClaimRow) -> bool:
    """Whether the sentence of a claim tests a hypothesis or asks a question around its ends."""
    return bool(_ASKS.search(_near(claim)))


def _near(claim: ClaimRow) -> str:
    """The part of the sentence, between semicolons, that holds both ends; all of it where they are not known."""
    quote = claim.quote
    places = (claim.head_start, claim.head_end, claim.tail_start, claim.tail_end)
    if not claim.start.isdecimal() or not all(place.isdecimal() for place in places):
        return quote
    within = [int(place) - int(claim.start) for place in places]
    if min(within) < 0 or max(within) > len(quote):
        return quote
    after = quote.find(";", max(within))
    return quote[quote.rfind(";", 0, min(within)) + 1 : None if after < 0 else after + 1]
