"""Which mechanisms are claimed against which obstacles, and which obstacles have none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from kg.model import EntityType, Modality, Polarity, Relation
from kg.networks import Roll
from kg.patterns.records import Finding, Numbers, Section
from kg.patterns.study import LEAST, Pair, Study, by_cell, claims_of, of_works
from kg.patterns.tables import COUNT, Table, associated, strongest_first
from kg.patterns.words import counted, listed, named, works

ABOUT = (
    "Each mechanism or agreement with each obstacle that claims say it addresses, in any modality, counted in works "
    "and held against chance (lift: Brin et al., 1997; q: Benjamini & Hochberg, 1995). Read a pair with q < .05 as a "
    "remedy tied to its problem beyond the popularity of both, not as a remedy that works."
)
LEVELS = {Roll.NONE: "", Roll.VOCABULARY: "", Roll.CLASS: "By class"}
_MOST = 10
_LESSENS = frozenset({Relation.ADDRESSES, Relation.HINDERS})


def section(study: Study) -> Section:
    """Obstacles and their mechanisms."""
    findings: list[Finding] = []
    notes: list[str] = []
    for roll in study.rolls():
        pairs = study.pairs("mechanisms-obstacles", roll)
        table = Table(pairs, "a mechanism and an obstacle", lambda m, o: f"{m} is claimed against {o}", LEVELS[roll])
        found, said = associated(study, table)
        findings += found
        notes += said
    pairs = study.pairs("mechanisms-obstacles")
    findings = [*strongest_first(findings), *_remedied(study, pairs), *_without(study)]
    return Section.made("obstacles", "Obstacles and the mechanisms claimed against them", ABOUT, findings, notes)


def _remedied(study: Study, pairs: Sequence[Pair]) -> list[Finding]:
    """The obstacles that most works claim a mechanism against."""
    by_obstacle: defaultdict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_obstacle[pair.column].append(pair)
    shown = [(of_works(found), obstacle) for obstacle, found in by_obstacle.items() if of_works(found) >= LEAST]
    return [_remedies(study, o, by_obstacle[o]) for _, o in sorted(shown, key=lambda s: (-s[0], s[1]))[:_MOST]]


def _remedies(study: Study, obstacle: str, pairs: Sequence[Pair]) -> Finding:
    cells = sorted((-of_works(found), row) for (row, _), found in by_cell(pairs).items())
    often = [f"{named(study.label(row))} ({works(-n)})" for n, row in cells if -n >= LEAST]
    which = f"most often {listed(often, 3)}" if often else f"no single mechanism in {LEAST} works"
    how = study.modalities(pair.claim for pair in pairs)
    sentence = (
        f"{works(of_works(pairs)).capitalize()} claim a mechanism against {named(study.label(obstacle))}, "
        f"{counted(len(cells), 'mechanism')} in all and {which}; {held(how)}."
    )
    numbers: Numbers = {"obstacle": study.label(obstacle), "works": of_works(pairs), "mechanisms": len(cells), **how}
    return Finding(sentence, COUNT, numbers=numbers, claims=claims_of(pairs), works=of_works(pairs))


def held(how: dict[str, int]) -> str:
    """``3 works assert it, 1 recommends it and 2 only suppose it``."""
    verbs = {
        Modality.ASSERTED: ("asserts it", "assert it"),
        Modality.RECOMMENDED: ("recommends it", "recommend it"),
        Modality.HYPOTHETICAL: ("only supposes it", "only suppose it"),
    }
    said = [(how[m.value], verbs[m]) for m in verbs if how.get(m.value)]
    return listed(f"{works(n) if at == 0 else n} {verb[0] if n == 1 else verb[1]}" for at, (n, verb) in enumerate(said))


def _without(study: Study) -> list[Finding]:
    """Obstacles that many works name and no claim says to be lessened by anything, nor a narrower one."""
    against: set[str] = set()
    naming: defaultdict[str, set[str]] = defaultdict(set)
    for claim in study.source.claims:
        if claim.polarity == Polarity.NEGATIVE:
            continue
        if claim.relation in _LESSENS:
            against.update(_with_broader(study, claim.tail))
        for iri, kind in ((claim.head, claim.head_type), (claim.tail, claim.tail_type)):
            if kind == EntityType.OBSTACLE:
                naming[study.source.things.rolled(iri, study.roll)].add(claim.claim)
    bare = [(study.works(claims), o) for o, claims in naming.items() if o not in against]
    ranked = sorted((-count, obstacle) for count, obstacle in bare if count >= LEAST)
    return [_bare(study, obstacle, naming[obstacle]) for _, obstacle in ranked[:_MOST]]


def _with_broader(study: Study, iri: str) -> list[str]:
    chain = [iri]
    while (above := study.source.things.broader.get(chain[-1])) and above not in chain:
        chain.append(above)
    return chain


def _bare(study: Study, obstacle: str, claims: set[str]) -> Finding:
    count = study.works(claims)
    lead = f"{works(count).capitalize()} name {named(study.label(obstacle))} as an obstacle"
    sentence = f"{lead}, and no claim says that anything addresses or hinders it."
    numbers: Numbers = {"obstacle": study.label(obstacle), "works": count}
    return Finding(sentence, COUNT, numbers=numbers, claims=tuple(sorted(claims)), works=count)
