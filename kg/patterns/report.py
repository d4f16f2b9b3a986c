"""All sections of the report, in order."""

from __future__ import annotations

from collections.abc import Callable

from kg.patterns import (
    actors,
    advice,
    agreement,
    blanks,
    causes,
    change,
    concepts,
    obstacles,
    outcomes,
    regions,
    theories,
)
from kg.patterns.records import Report, Section
from kg.patterns.study import Study

SECTIONS: tuple[Callable[[Study], Section], ...] = (
    obstacles.section,
    outcomes.section,
    advice.section,
    theories.section,
    blanks.section,
    actors.section,
    concepts.section,
    concepts.toolkits,
    causes.section,
    agreement.section,
    change.section,
    regions.section,
)


def sections(study: Study) -> tuple[Section, ...]:
    """Every section of a study."""
    return tuple(make(study) for make in SECTIONS)


def report(study: Study, version: str) -> Report:
    """The report of a study, the same for the same claims, roll, seed and draws."""
    return Report(
        works=len({claim.work for claim in study.source.claims}),
        claims=len(study.claims),
        all_claims=study.source.all_claims,
        filter=str(study.source.asked),
        roll=study.roll.value,
        seed=study.seed,
        draws=study.draws,
        version=version,
        sections=sections(study),
    )
