"""Two phrases compared, then a score: pure string work (after the matches of Gilda, Gyori et al., 2022)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kg.normal import content, words


class Status(StrEnum):
    """What kind of name a concept has in the ontology."""

    PREFERRED = "preferred label"
    ALTERNATIVE = "alternative label"
    HIDDEN = "hidden label"


class Likeness(StrEnum):
    """How two phrases agree."""

    SAME = "same words"
    REORDERED = "same content words in another order"
    NONE = "different words"


_BASE = {Likeness.SAME: 1.0, Likeness.REORDERED: 0.9, Likeness.NONE: 0.0}
_STATUS = {Status.PREFERRED: 1.0, Status.ALTERNATIVE: 0.98, Status.HIDDEN: 0.95}
_OTHER_TYPE = 0.92
"""What a link loses if the mention was read as another type than the concept's."""


@dataclass(frozen=True, slots=True)
class Match:
    """A comparison that explains itself."""

    likeness: Likeness
    status: Status
    same_type: bool

    @property
    def score(self) -> float:
        """How good the match is, 0 to 1."""
        return round(_BASE[self.likeness] * _STATUS[self.status] * (1.0 if self.same_type else _OTHER_TYPE), 4)

    @property
    def reason(self) -> str:
        """The match in words."""
        return f"{self.likeness} as the {self.status}" + ("" if self.same_type else ", read as another type")


def compare(phrase: str, name: str) -> Likeness:
    """How a phrase agrees with a name.

    >>> compare("mechanism of benefit sharing", "benefit-sharing mechanism").value
    'same content words in another order'
    """
    if words(phrase) == words(name):
        return Likeness.SAME
    return Likeness.REORDERED if bag(phrase) == bag(name) else Likeness.NONE


def bag(phrase: str) -> tuple[str, ...]:
    """The content words of a phrase, sorted: equal for phrases that differ only in order and small words."""
    return tuple(sorted(content(phrase)))
