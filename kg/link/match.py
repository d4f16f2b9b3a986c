"""Two phrases compared, then a score: pure string work (after the matches of Gilda, Gyori et al., 2022).

How a phrase agrees with a name, the surest first; a score below the linker's threshold of 0.8 is no link:

    likeness     score  agrees                                  example
    same         1.00   every word, but for spelling and number  local authorities
    person       0.93   a scholar's name without year, initials  Coase, R. H. (1937)
    glued        0.92   the letters, not the spaces              regional economicintegration
    reordered    0.90   content words, the same head             mechanism of benefit sharing
    context      0.90   a short name, told by the document       Washington; Weber
    kind         0.90   a place with the word for its kind       the government of Fujian
    tail         0.90   all but area, zone, theory, a date       Yangtze River Delta zone
    derived      0.89   other forms of the same words            managing the fisheries
    typo         0.85   all but one letter of one long word      Yangtse River Delta

The score is multiplied by 0.98 or 0.95 for an alternative or a hidden label, by 0.92 where the mention was
read as another type than the concept's, and by 0.98 where an acronym was written out.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kg.link.forms import bag, derived, key, letters, tokens


class Status(StrEnum):
    """What kind of name a concept has in the ontology."""

    PREFERRED = "preferred label"
    ALTERNATIVE = "alternative label"
    HIDDEN = "hidden label"


class Likeness(StrEnum):
    """How two phrases agree."""

    SAME = "same words"
    PERSON = "same person"
    GLUED = "same letters without their spaces"
    REORDERED = "same content words in another order"
    CONTEXT = "short for what the document names in full"
    KIND = "the place with the word for its kind"
    TAIL = "same but for a general last word or a date"
    DERIVED = "other forms of the same words"
    TYPO = "same but for one letter"
    NONE = "different words"


BASE = {
    Likeness.SAME: 1.0,
    Likeness.PERSON: 0.93,
    Likeness.GLUED: 0.92,
    Likeness.REORDERED: 0.9,
    Likeness.CONTEXT: 0.9,
    Likeness.KIND: 0.9,
    Likeness.TAIL: 0.9,
    Likeness.DERIVED: 0.89,
    Likeness.TYPO: 0.85,
    Likeness.NONE: 0.0,
}
_STATUS = {Status.PREFERRED: 1.0, Status.ALTERNATIVE: 0.98, Status.HIDDEN: 0.95}
_OTHER_TYPE = 0.92
"""What a link loses if the mention was read as another type than the concept's."""
_WRITTEN_OUT = 0.98
"""What a link loses if it rests on an acronym that the document defines."""
_LETTERS = 8
"""Shorter names are not compared letter by letter: too many words meet in them."""


@dataclass(frozen=True, slots=True)
class Match:
    """A comparison that explains itself.

    Attributes:
        likeness: how phrase and name agree.
        status: what kind of name it is.
        same_type: whether mention and concept have one type.
        written_out: the phrase that an acronym of the mention stands for; empty where there is none.
    """

    likeness: Likeness
    status: Status
    same_type: bool
    written_out: str = ""

    @property
    def score(self) -> float:
        """How good the match is, 0 to 1."""
        score = BASE[self.likeness] * _STATUS[self.status]
        score *= 1.0 if self.same_type else _OTHER_TYPE
        return round(score * (_WRITTEN_OUT if self.written_out else 1.0), 4)

    @property
    def reason(self) -> str:
        """The match in words."""
        first = f'short for "{self.written_out}" in the document, ' if self.written_out else ""
        return f"{first}{self.likeness} as the {self.status}" + ("" if self.same_type else ", read as another type")


def compare(phrase: str, name: str) -> Likeness:
    """How a phrase agrees with a name, by their words and letters alone.

    >>> compare("mechanism of benefit sharing", "benefit-sharing mechanism").value
    'same content words in another order'
    """
    one, other = tokens(phrase), tokens(name)
    if one == other:
        return Likeness.SAME
    if letters(one) == letters(other) and len(letters(one)) >= _LETTERS:
        return Likeness.GLUED
    if key(one) == key(other):
        return Likeness.REORDERED
    return Likeness.DERIVED if key(derived(one)) == key(derived(other)) else Likeness.NONE


__all__ = ["BASE", "Likeness", "Match", "Status", "bag", "compare"]
