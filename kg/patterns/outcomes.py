"""Which mechanisms are claimed to bring which outcomes."""

from __future__ import annotations

from kg.model import Relation
from kg.patterns.obstacles import LEVELS
from kg.patterns.records import Finding, Section
from kg.patterns.study import Study
from kg.patterns.tables import Table, associated, strongest_first

ABOUT = (
    "Each mechanism or agreement with each outcome that claims say it promotes or causes, in any modality, counted in "
    "works and held against chance (lift: Brin et al., 1997; q: Benjamini & Hochberg, 1995). Read a pair with q < .05 "
    "as an effect that the literature ties to this mechanism more than to others, not as an effect that was measured."
)
_BRINGS = frozenset({Relation.PROMOTES, Relation.CAUSES})


def section(study: Study) -> Section:
    """Mechanisms and their outcomes."""
    findings: list[Finding] = []
    notes: list[str] = []
    for roll in study.rolls():
        pairs = [p for p in study.pairs("mechanisms-outcomes", roll) if study.claims[p.claim].relation in _BRINGS]
        what = "a mechanism and an outcome"
        found, said = associated(
            study, Table(pairs, what, lambda m, o: f"{m} is said to bring {o}", LEVELS[roll], True)
        )
        findings += found
        notes += said
    title = "Outcomes and the mechanisms said to bring them"
    return Section.made("outcomes", title, ABOUT, strongest_first(findings), notes)
