"""Decisions as pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kg import curate
from kg.curate import Decision, Verdict
from kg.deciding import Standing
from kg.export.wording import verb
from kg.index import Index
from kg.model import THIS_WORK
from kg.terms import BASE


@dataclass(frozen=True, slots=True)
class Told:
    """A decision in words.

    Attributes:
        claim: the id of the claim.
        iri: of the claim; empty where the graph has it no longer.
        curator: who decided.
        time: when, to the second, in UTC.
        said: the verdict with its reason, new values and note.
        about: the claim as it was read, in words.
        quote: its sentence.
    """

    claim: str
    iri: str
    curator: str
    time: str
    said: str
    about: str
    quote: str


def told(decision: Decision, index: Index | None = None) -> Told:
    """A decision in words; with an index, whether its claim is still read."""
    where, iri = decision.anchor, f"{BASE}claim/{decision.claim}"
    known = index is None or index.claim(iri) is not None
    time = decision.time[:19].replace("T", " ")
    head, tail = ("this work" if end == THIS_WORK else f"“{end}”" for end in (where.head, where.tail))
    about = f"{head} {verb(where.relation, forward=True)} {tail}"
    return Told(decision.claim, iri if known else "", decision.curator, time, curate.told(decision), about, where.quote)


def against(standing: Standing, claim: str, curator: str) -> list[Told]:
    """What other curators hold of a claim that this one holds otherwise; nobody differs who is unsure."""
    by = standing.held.get(claim, {})
    if (mine := by.get(curator)) is None or mine.verdict is Verdict.UNSURE:
        return []
    return [told(d) for d in by.values() if d.verdict is not Verdict.UNSURE and _view(d) != _view(mine)]


def all_told(decisions: Iterable[Decision], index: Index | None = None) -> list[Told]:
    """Decisions in words, in their order."""
    return [told(decision, index) for decision in decisions]


def _view(decision: Decision) -> tuple[Verdict, object]:
    return decision.verdict, decision.edit
