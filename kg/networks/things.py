"""What networks need to know of things: their names, what is broader than they are, their level, their country."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kg.claimrow import ClaimRow, last_segment
from kg.model import Roll

_CLASS = 2
"""Steps from a class to the head of its scheme, both counted."""


@dataclass(frozen=True, slots=True)
class Things:
    """Names, broader things and levels of government by IRI; ``local`` are those that only the texts know."""

    labels: Mapping[str, str] = field(default_factory=dict)
    broader: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, str] = field(default_factory=dict)
    local: frozenset[str] = frozenset()

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, str]]) -> Things:
        """Take rows of ``thing``, ``label``, ``broader``, ``level`` and ``local``; the least value of each counts."""
        labels: dict[str, str] = {}
        broader: dict[str, str] = {}
        levels: dict[str, str] = {}
        local: set[str] = set()
        for row in rows:
            for known, column in ((labels, "label"), (broader, "broader"), (levels, "level")):
                if value := row[column]:
                    known[row["thing"]] = min(value, known.get(row["thing"], value))
            if row["local"]:
                local.add(row["thing"])
        return cls(labels, broader, levels, frozenset(local))

    def label(self, iri: str) -> str:
        """The name of a thing, or the end of its IRI."""
        return self.labels.get(iri) or last_segment(iri)

    def rolled(self, iri: str, roll: Roll) -> str:
        """What a thing counts as; itself where nothing broader is known."""
        if roll is Roll.NONE:
            return iri
        known = [thing for thing in self._chain(iri) if thing not in self.local]
        if not known:
            return iri
        if roll is Roll.CLASS:
            return known[-2] if len(known) > 1 else known[0]
        # Under a class of the scheme, such as "policy or programme", stand things that have little in common.
        return iri if iri in self.local and len(known) <= _CLASS else known[0]

    def _chain(self, iri: str) -> list[str]:
        chain = [iri]
        while (above := self.broader.get(chain[-1])) and above not in chain:
            chain.append(above)
        return chain


def countries(
    rows: Iterable[ClaimRow], places: Iterable[Mapping[str, str]], studied: Iterable[Mapping[str, str]]
) -> dict[str, frozenset[str]]:
    """The countries of each claim: where the place lies that it names, else those of the record of its work.

    Args:
        rows: the claims.
        places: rows of ``name`` (of a place) and ``country``.
        studied: rows of ``work`` and ``place`` (a name).

    Returns:
        Claim IRI to names of countries; a claim without a known place has none.
    """
    lies_in: defaultdict[str, set[str]] = defaultdict(set)
    for row in places:
        lies_in[row["name"].casefold()].add(row["country"])
    of_work: defaultdict[str, set[str]] = defaultdict(set)
    for row in studied:
        of_work[row["work"]] |= lies_in.get(row["place"].casefold(), set())
    return {r.claim: frozenset(lies_in.get(r.place.casefold(), set()) if r.place else of_work[r.work]) for r in rows}
