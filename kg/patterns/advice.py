"""What is recommended by many works and asserted by few."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from kg.claimrow import ClaimRow
from kg.measures.association import Associations, Cell, associations
from kg.model import EntityType, Modality, Polarity, Relation
from kg.patterns.records import Finding, Kind, Numbers, Section, Test
from kg.patterns.study import LEAST, Pair, Study, by_cell, claims_of, frequent, of_works
from kg.patterns.tables import COUNT, LEVEL, beyond, statistic
from kg.patterns.words import amount, chances, counted, listed, named, works

ABOUT = (
    "Each mechanism or agreement by the works that recommend it and the works that assert something of its being set "
    "up, taken part in, applied or having effects, held against chance (lift: Brin et al., 1997; q: Benjamini & "
    "Hochberg, 1995). Read a high share of recommendations as advice that runs ahead of the practice that this "
    "corpus asserts."
)
NULL = "recommending and asserting are dealt anew to the works; mechanisms and works keep their totals"

_TOOLS = {EntityType.MECHANISM, EntityType.AGREEMENT}
_ENDS: Mapping[str, tuple[str, ...]] = {
    Relation.RECOMMENDS: ("tail",),
    Relation.ESTABLISHES: ("tail",),
    Relation.PARTICIPATES_IN: ("tail",),
    Relation.APPLIES_TO: ("head",),
    Relation.ADDRESSES: ("head",),
    Relation.PROMOTES: ("head",),
    Relation.CAUSES: ("head",),
    Relation.HINDERS: ("head",),
}
"""The relations that tell of a mechanism at work, and the end at which it stands."""
_MOST = 10
_NOT_BEYOND = f"Recommended by {LEAST} works or more, not beyond chance:"
_ADVISED, _ASSERTED = "recommended", "asserted"


def section(study: Study) -> Section:
    """Advice against reported practice."""
    pairs = list(stances(study))
    cells = by_cell(pairs)
    found = associations({(p.work, p.row, p.column) for p in frequent(pairs)}, draws=study.draws, seed=study.seed)
    advised = {cell.row: cell for cell in found.cells if cell.column == _ADVISED}
    order = sorted(advised, key=lambda row: (advised[row].q is None, advised[row].q, -advised[row].lift, row))
    sure = [row for row in order if _is_sure(advised[row])]
    findings = [_finding(study, cells, advised[row], row, found.draws) for row in sure]
    if not sure:
        findings.append(_nothing(study, cells, [advised[row] for row in order], found))
    rest = sorted((row for row in order if row not in sure), key=lambda row: (_practised(cells, row), row))
    findings += [_finding(study, cells, None, row) for row in rest[:_MOST]]
    few = sum(column == _ADVISED and of_works(cell) < LEAST for (_, column), cell in cells.items())
    notes = [f"{counted(few, 'mechanism')} that fewer than {LEAST} works recommend are hidden."] if few else []
    notes.append(study.held_back)
    return Section.made("advice", "Advice against reported practice", ABOUT, findings, notes)


def stances(study: Study) -> Iterable[Pair]:
    """Works, mechanisms, and whether the work recommends or asserts; guesses and denials take no side."""
    for claim in study.read:
        stance = _stance(claim)
        for end in _ENDS.get(claim.relation, ()) if stance else ():
            iri, kind = (claim.tail, claim.tail_type) if end == "tail" else (claim.head, claim.head_type)
            if kind in _TOOLS:
                yield Pair(claim.work, study.source.things.rolled(iri, study.roll), stance, claim.claim)


def _stance(claim: ClaimRow) -> str:
    if claim.polarity == Polarity.NEGATIVE or claim.modality == Modality.HYPOTHETICAL:
        return ""
    if claim.relation == Relation.RECOMMENDS or claim.modality == Modality.RECOMMENDED:
        return _ADVISED
    return _ASSERTED


def _is_sure(cell: Cell) -> bool:
    return cell.q is not None and cell.q < LEVEL and cell.lift > 1


def _practised(cells: Mapping[tuple[str, str], list[Pair]], row: str) -> float:
    """Works that assert a mechanism in use, for each that recommends it."""
    return of_works(cells.get((row, _ASSERTED), [])) / of_works(cells[row, _ADVISED])


def _finding(
    study: Study, cells: Mapping[tuple[str, str], list[Pair]], cell: Cell | None, row: str, draws: int = 0
) -> Finding:
    advised, done = cells.get((row, _ADVISED), []), cells.get((row, _ASSERTED), [])
    odds = f", {beyond(cell)} ({chances(cell.p, cell.q)})" if cell else ""
    lead = f"{works(of_works(advised))} recommend {named(study.label(row))}{_where(study, advised)}{odds}"
    verb = "asserts" if of_works(done) == 1 else "assert"
    rest = f"{works(of_works(done))} {verb} its use or effects{_where(study, done)}"
    lead = lead if cell else f"{_NOT_BEYOND} {lead}"
    sentence = f"{lead}; {rest if done else 'none asserts its use or effects'}."
    numbers: Numbers = {
        "mechanism": study.label(row),
        "recommending_works": of_works(advised),
        "asserting_works": of_works(done),
        "recommending": "; ".join(sorted({study.claims[p.claim].citation for p in advised})),
    }
    test = Test(statistic(cell, "works that recommend it"), cell.p, cell.q, NULL, draws, study.seed) if cell else COUNT
    both = [*advised, *done]
    return Finding(sentence, test, Kind.FINDING, numbers, claims_of(both), of_works(both))


def _where(study: Study, pairs: Iterable[Pair]) -> str:
    """`` (China 5, Germany 1)``: works by the countries that the claims are about; empty where none is known."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        for country in study.source.countries.get(pair.claim, ()):
            found[country].add(pair.work)
    ranked = sorted(found, key=lambda country: (-len(found[country]), country))
    return f" ({listed((f'{country} {len(found[country])}' for country in ranked), 4)})" if ranked else ""


def _nothing(
    study: Study, cells: Mapping[tuple[str, str], list[Pair]], tried: list[Cell], found: Associations
) -> Finding:
    if found.reason:
        sentence = f"There are too few works to test advice against practice: {found.reason}."
        return Finding(sentence, Test.none(found.reason), Kind.SMALL)
    if not tried:
        sentence = f"No mechanism is recommended by {LEAST} works or more."
        return Finding(sentence, Test.none("every cell is hidden"), Kind.HIDDEN)
    best = tried[0]
    sentence = (
        f"No mechanism is recommended more often than chance would make it at q < .05 ({counted(found.tests, 'cell')} "
        f"tested). Nearest to it is {named(study.label(best.row))}: {works(best.works)} recommend it, "
        f"{amount(best.expected)} by chance ({chances(best.p, best.q)})."
    )
    numbers: Numbers = {
        "mechanism": study.label(best.row),
        "works": best.works,
        "expected": best.expected,
        "tests": found.tests,
    }
    test = Test(statistic(best, "works that recommend it"), best.p, best.q, NULL, found.draws, study.seed)
    return Finding(sentence, test, Kind.NULL, numbers, claims_of(cells[best.row, _ADVISED]), best.works)
