"""The way from candidates to claims: how many candidates there are, and why each that is no claim was dropped.

A candidate is a filling of a rule, a subject of a title, or a pair of things to which the network gives a relation with
at least its lowest score. It is counted where it is made and where it is dropped, so that the two can be compared.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum


class Reason(StrEnum):
    """Why a candidate is no claim, in plain words."""

    VAGUE = "an end is missing or too vague"
    TYPES = "an end is of a type the rule or relation does not take"
    ITSELF = "joins a thing to itself"
    NO_ADVICE = "a rule for advice, and the text advises nothing"
    KEYWORDS = "a list of keywords claims nothing"
    AGREED = "read by rules and network alike, one claim"
    OVERLAP = "overlaps a surer reading"
    UNSURE = "below the threshold of confidence"
    REPEATED = "same claim already read"


@dataclass(slots=True)
class Funnel:
    """The candidates of one document so far, and those dropped by reason."""

    candidates: int = 0
    dropped: Counter[Reason] = field(default_factory=Counter)

    def drop(self, reason: Reason, count: int = 1) -> None:
        """Count candidates that are no claims."""
        self.dropped[reason] += count

    def rows(self) -> tuple[tuple[str, int], ...]:
        """Reason and count of what was dropped, sorted by reason; none that never came up."""
        return tuple(sorted((str(reason), count) for reason, count in self.dropped.items() if count))
