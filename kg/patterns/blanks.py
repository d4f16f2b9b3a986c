"""Research gaps: what many works speak of on either side, and none together."""

from __future__ import annotations

from kg.patterns.obstacles import LEVELS
from kg.patterns.records import Finding, Section
from kg.patterns.study import Study
from kg.patterns.tables import GAP_WORKS, Table, empty

ABOUT = (
    f"Empty cells whose mechanism and whose obstacle or outcome at least {GAP_WORKS} works name each, against the "
    "number of works that chance would put there (after the evidence-gap maps of Snilstveit et al., 2016). Read them "
    "as questions that the corpus leaves open; an empty cell between rare things is no gap, and "
    "a pair that works deny is not empty."
)
NETWORKS = (
    ("mechanisms-obstacles", "a mechanism and an obstacle"),
    ("mechanisms-outcomes", "a mechanism and an outcome"),
)


def section(study: Study) -> Section:
    """Gaps between mechanisms and obstacles, and mechanisms and outcomes."""
    findings: list[Finding] = []
    for name, what in NETWORKS:
        for roll in study.rolls():
            denied = study.denied_cells(name, roll)
            table = Table(study.pairs(name, roll), what, lambda *_: "", LEVELS[roll], denied=denied)
            findings += empty(study, table)
    return Section.made("gaps", "Gaps between mechanisms, obstacles and outcomes", ABOUT, findings)
