"""Which mechanisms are claimed against which obstacles, and which obstacles have none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from kg.claimrow import ClaimRow
from kg.model import EntityType, Polarity, Relation
from kg.networks import Roll
from kg.patterns.records import Finding, Numbers, Section
from kg.patterns.study import LEAST, Pair, Study, by_cell, claims_of, denying, of_works
from kg.patterns.tables import COUNT, Table, associated, held, strongest_first
from kg.patterns.words import counted, listed, named, works

ABOUT = (
    "Each mechanism or agreement with each obstacle that claims say it addresses, in any modality, counted in works "
    "and held against chance (lift: Brin et al., 1997; q: Benjamini & Hochberg, 1995). Read a pair with q < .05 as a "
    "remedy tied to its problem beyond the popularity of both, not as a remedy that works."
)
LEVELS = {Roll.NONE: "", Roll.VOCABULARY: "", Roll.CLASS: "By class"}
_MOST = 10
_LESSENS = frozenset({Relation.ADDRESSES, Relation.HINDERS})
_PREPOSITIONS = frozenset({"among", "at", "between", "by", "for", "from", "in", "over", "to", "within"})


def section(study: Study) -> Section:
    """Obstacles and their mechanisms."""
    findings: list[Finding] = []
    notes: list[str] = []
    for roll in study.rolls():
        pairs = study.pairs("mechanisms-obstacles", roll)
        table = Table(
            pairs, "a mechanism and an obstacle", lambda m, o: f"{m} is claimed against {o}", LEVELS[roll], True
        )
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
    denials = {claim for pair in pairs for claim in pair.denials}
    sentence = (
        f"{works(of_works(pairs)).capitalize()} claim a mechanism against {named(study.label(obstacle))}, "
        f"{counted(len(cells), 'mechanism')} in all and {which}; {held(how)}{denying(study, denials)}."
    )
    numbers: Numbers = {"obstacle": study.label(obstacle), "works": of_works(pairs), "mechanisms": len(cells), **how}
    return Finding(sentence, COUNT, numbers=numbers, claims=claims_of(pairs), works=of_works(pairs))


def _without(study: Study) -> list[Finding]:
    """Obstacles that works say to hinder or to be caused, and whose name no claim says to be lessened by anything."""
    remedied: set[str] = set()
    naming: defaultdict[str, set[str]] = defaultdict(set)
    for claim in study.read:
        if claim.polarity == Polarity.NEGATIVE:
            continue
        if claim.relation in _LESSENS:
            remedied.update(map(study.label, _with_broader(study, claim.tail)))
        for iri in _named_ill(claim):
            naming[study.source.things.rolled(iri, study.roll)].add(claim.claim)
    heads = {_head(label) for label in remedied}
    bare = [(study.works(claims), o) for o, claims in naming.items() if not _among(study.label(o), heads)]
    ranked = sorted((-count, obstacle) for count, obstacle in bare if count >= LEAST)
    return [_bare(study, obstacle, naming[obstacle]) for _, obstacle in ranked[:_MOST]]


def _named_ill(claim: ClaimRow) -> Iterator[str]:
    """The obstacles that a claim says to hinder something or to be, as an ill, cause or effect."""
    ill = claim.relation == Relation.CAUSES and claim.tail_type == EntityType.OBSTACLE
    if claim.head_type == EntityType.OBSTACLE and (claim.relation == Relation.HINDERS or ill):
        yield claim.head
    if ill:
        yield claim.tail


def _with_broader(study: Study, iri: str) -> list[str]:
    chain = [iri]
    while (above := study.source.things.broader.get(chain[-1])) and above not in chain:
        chain.append(above)
    return chain


def _head(label: str) -> tuple[str, ...]:
    """The words of a name up to a preposition of place or part, such as ``rivalry`` of ``rivalry between cities``."""
    found = label.casefold().split()
    cut = next((at for at, word in enumerate(found) if at and word in _PREPOSITIONS), len(found))
    return tuple(found[:cut])


def _among(label: str, heads: Collection[tuple[str, ...]]) -> bool:
    """Whether something of a name, of its head noun, or of a kind of it is in a collection."""
    own = _head(label)
    return any(head[-len(own) :] == own or own[-len(head) :] == head for head in heads if head)


def _bare(study: Study, obstacle: str, claims: set[str]) -> Finding:
    count = study.works(claims)
    lead = f"{works(count).capitalize()} speak of {named(study.label(obstacle))} as an obstacle"
    sentence = f"{lead}; no claim filed under that name has a remedy (other wordings are not searched)."
    numbers: Numbers = {"obstacle": study.label(obstacle), "works": count}
    return Finding(sentence, COUNT, numbers=numbers, claims=tuple(sorted(claims)), works=count)
