"""Mends noisy text for the parser, and keeps the way back to the text as it was read.

Each fix is a generator of edits; they run in a fixed order, each on the outcome of the one before.
Only the parser sees the mended text: evidence always points into the text as read.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.repair.capitals import capitals, copulas
from kg.repair.characters import characters, curly_quotes, mojibake, straight_quotes
from kg.repair.edits import Fix, applied
from kg.repair.joins import glued_words, prefixes, split_words
from kg.repair.layout import furniture, inner_markers, line_breaks, line_hyphens, list_markers, markup, notes
from kg.repair.spacing import lost_stops, space_after, space_before, stops

__all__ = ["FIXES", "Repaired", "repair"]

FIXES: tuple[Fix, ...] = (
    mojibake,
    curly_quotes,
    characters,
    furniture,
    line_hyphens,
    line_breaks,
    markup,
    notes,
    list_markers,
    straight_quotes,
    space_before,
    space_after,
    stops,
    inner_markers,
    glued_words,
    split_words,
    prefixes,
    lost_stops,
    copulas,
    capitals,
)


@dataclass(frozen=True, slots=True)
class Repaired:
    """A mended text; ``origin[i]`` is the offset in the text as read of character ``i``."""

    text: str
    origin: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the text as read that a non-empty span of the mended text came from."""
        return self.origin[start], self.origin[end - 1] + 1


def repair(text: str, offset: int = 0) -> Repaired:
    """Mend a stretch of text that begins at ``offset`` of its document."""
    mended, origin = text, list(range(offset, offset + len(text)))
    for fix in FIXES:
        mended, origin = applied(mended, origin, fix(mended))
    return Repaired(mended, tuple(origin))
