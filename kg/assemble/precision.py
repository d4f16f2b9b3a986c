"""How often each maker of claims was right, as judged by hand, and what that says of one more claim of its."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parent / "data" / "precision.json"
_NETWORK = "model"

RULES, NETWORK, BOTH = "rules", "model", "both"
"""The ways of making a claim: a rule alone, the network alone, both."""


def way(rule: str) -> str:
    """Who made a claim, by its rule: ``title`` is a rule alone, ``title+model`` both, ``model`` the network alone."""
    if rule == _NETWORK:
        return NETWORK
    return BOTH if rule.endswith(f"+{_NETWORK}") else RULES


def family(rule: str) -> str:
    """The rule without what the network says of it."""
    return rule.removesuffix(f"+{_NETWORK}")


@dataclass(frozen=True, slots=True)
class Odds:
    """A Beta distribution of the chance that a claim is right: so many right claims, so many wrong."""

    right: float
    wrong: float

    @property
    def mean(self) -> float:
        """The chance that is expected, 0 to 1."""
        return self.right / (self.right + self.wrong)

    @property
    def variance(self) -> float:
        """How far the chance may lie from that, squared."""
        return self.mean * (1.0 - self.mean) / (self.right + self.wrong + 1.0)

    def seen(self, right: float, wrong: float) -> Odds:
        """After so many more claims."""
        return Odds(self.right + right, self.wrong + wrong)

    def weighing(self, claims: float) -> Odds:
        """The same chance as if it rested on so many claims."""
        return Odds(self.mean * claims, (1.0 - self.mean) * claims)


@dataclass(frozen=True, slots=True)
class Record:
    """Judged claims by maker.

    Attributes:
        prior: what each way of making claims is credited with before any is judged.
        way_weight: claims that the record of the way counts as beside that of the rule.
        confidence_weight: claims that the confidence of a claim counts as beside the record of its maker.
        ways: way to (right, judged).
        families: rule to (right, judged).
    """

    prior: Odds
    way_weight: float
    confidence_weight: float
    ways: Mapping[str, tuple[int, int]]
    families: Mapping[str, tuple[int, int]]

    def maker(self, rule: str) -> Odds:
        """How often a maker is right: its own judged claims, and those of its way at a limited weight.

        The network alone has no rules; there the way is the maker.
        """
        of_way = self.prior.seen(*_seen(self.ways.get(way(rule), (0, 0))))
        if way(rule) == NETWORK:
            return of_way
        return of_way.weighing(self.way_weight).seen(*_seen(self.families.get(family(rule), (0, 0))))

    def judged(self, verdicts: Iterable[tuple[str, bool]]) -> Record:
        """The record with more judged claims, each given by its rule and whether it is right."""
        ways, families = dict(self.ways), dict(self.families)
        for rule, is_right in verdicts:
            kept = [(ways, way(rule))] if way(rule) == NETWORK else [(ways, way(rule)), (families, family(rule))]
            for counts, name in kept:
                right, judged = counts.get(name, (0, 0))
                counts[name] = (right + is_right, judged + 1)
        return replace(self, ways=ways, families=families)

    def claim(self, rule: str, confidence: float) -> Odds:
        """The chance that a claim is right: its confidence, shrunk to the record of its maker."""
        weight = self.confidence_weight
        of_maker = self.maker(rule)
        return of_maker.seen(weight * confidence, weight * (1.0 - confidence))


def _seen(counts: tuple[int, int]) -> tuple[int, int]:
    right, judged = counts
    return right, judged - right


@cache
def load() -> Record:
    """The record that comes with the package."""
    read: dict[str, Any] = json.loads(_DATA.read_text(encoding="utf-8"))
    return Record(
        prior=Odds(*read["prior"]),
        way_weight=read["way_weight"],
        confidence_weight=read["confidence_weight"],
        ways={name: (right, judged) for name, (right, judged) in read["ways"].items()},
        families={name: (right, judged) for name, (right, judged) in read["families"].items()},
    )
