"""Which theories travel with which mechanisms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kg.model import EntityType, Polarity, Relation
from kg.networks import Roll
from kg.patterns.obstacles import LEVELS
from kg.patterns.records import Finding, Section
from kg.patterns.study import Pair, Study
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
        pairs = _with_theory(study, study.pairs("theories-mechanisms", roll), roll)
        what = "a theory and a mechanism"
        found, said = associated(study, Table(pairs, what, lambda t, m: f"{t} and {m} go together", LEVELS[roll]))
        findings += found
        notes += said
    return Section.made(
        "theories", "Theories and the mechanisms that go with them", ABOUT, strongest_first(findings), notes
    )


def _with_theory(study: Study, pairs: Iterable[Pair], roll: Roll) -> list[Pair]:
    """Pairs, and for each the claims by which its work uses the theory."""
    uses: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for claim in study.read:
        ends = {Relation.USES_THEORY: (claim.tail, claim.tail_type), Relation.EXPLAINS: (claim.head, claim.head_type)}
        iri, kind = ends.get(Relation(claim.relation), ("", ""))
        if kind == EntityType.THEORY and claim.polarity == Polarity.POSITIVE:
            uses[claim.work, study.source.things.rolled(iri, roll)].append(claim.claim)
    kept = list(pairs)
    used = {Pair(p.work, p.row, p.column, claim) for p in kept for claim in uses[p.work, p.row]}
    return sorted({*kept, *used})
