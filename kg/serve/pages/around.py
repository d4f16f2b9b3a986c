"""What stands around the sentence of a claim in its text, if texts may be shown."""

from __future__ import annotations

from dataclasses import dataclass

from kg.index import Claim
from kg.serve.pages import texts
from kg.serve.pages.sources import stored
from kg.serve.room import Room


@dataclass(frozen=True, slots=True)
class InText:
    """The sentence in its text: what stands around it, and the part of the page of the work that shows it."""

    context: texts.Context
    part: int


def in_text(here: Room, claim: Claim) -> InText | None:
    """Where the sentence of a claim stands; None where texts are not shown, or this one has changed since."""
    held = stored(here.store, claim.row.doc) if here.settings.show_text else None
    around = texts.context(held.document, claim) if held else None
    if held is None or around is None:
        return None
    return InText(around, texts.part_of(held.document, int(claim.row.start)))
