"""Which theories travel with which mechanisms."""

from __future__ import annotations

from kg.patterns.obstacles import LEVELS
from kg.patterns.records import Finding, Section
from kg.patterns.study import Study
from kg.patterns.tables import Table, associated, strongest_first

ABOUT = (
    "A theory that a work uses, with each mechanism that the same work makes a claim of; the works are counted and "
    "held against chance (after Breiger, 1974; lift: Brin et al., 1997). Read a pair as a lens that sees a remedy "
    "more often than others do; the work need not say that the theory explains the mechanism."
)


def section(study: Study) -> Section:
    """Theories and mechanisms."""
    findings: list[Finding] = []
    notes: list[str] = []
    for roll in study.rolls():
        pairs = study.pairs("theories-mechanisms", roll)
        what = "a theory and a mechanism"
        found, said = associated(study, Table(pairs, what, lambda t, m: f"{t} and {m} go together", LEVELS[roll]))
        findings += found
        notes += said
    return Section.made(
        "theories", "Theories and the mechanisms that go with them", ABOUT, strongest_first(findings), notes
    )
