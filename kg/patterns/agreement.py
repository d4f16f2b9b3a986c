"""Who agrees with whom, and on what they clash."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import product

from kg.claimrow import ClaimRow
from kg.measures.discourse import Discourse, Tie, discourse
from kg.model import THIS_WORK, Relation
from kg.patterns.doubt import asks, misread
from kg.patterns.records import Finding, Kind, Numbers, Section, Test
from kg.patterns.study import LEAST, Clash, Study
from kg.patterns.tables import LEVEL
from kg.patterns.words import chances, counted, listed, named

ABOUT = (
    "Works, and scholars whom works credit, tied by the statements that they support or contest: congruence less "
    "conflict (Leifeld, 2017; Leifeld & Haunss, 2012), and the clashes that the store labels conflicts. Read two that "
    "agree as speakers of one school only where the test says so, and look at the sentences of a clash before you "
    "believe it."
)
DEALT = "on each statement the sides are dealt anew to those who speak of it"
_SLOW_DRAWS = 500
_MOST = 10
_SAID = {
    Relation.COOPERATES_WITH: "cooperating with",
    Relation.COMPETES_WITH: "competing with",
    Relation.DIRECTS: "directing",
    Relation.PARTICIPATES_IN: "taking part in",
    Relation.ESTABLISHES: "establishing",
    Relation.LOCATED_IN: "being located in",
    Relation.APPLIES_TO: "applying to",
    Relation.ADDRESSES: "addressing",
    Relation.HINDERS: "hindering",
    Relation.CAUSES: "causing",
    Relation.PROMOTES: "promoting",
    Relation.REQUIRES: "requiring",
    Relation.HAS_PART: "having as a part",
    Relation.IS_A: "being a kind of",
    Relation.EXPLAINS: "explaining",
    Relation.PROPOSED_BY: "being proposed by",
    Relation.STUDIES: "studying",
    Relation.USES_THEORY: "using the theory",
    Relation.USES_METHOD: "using the method",
    Relation.RECOMMENDS: "recommending",
}
_NETWORKS = (("works-statements", "work", "works"), ("scholars-statements", "scholar", "scholars"))


def section(study: Study) -> Section:
    """Agreement and conflict."""
    findings = _clashes(study)
    for name, noun, nouns in _NETWORKS:
        findings += _ties(study, name, noun, nouns)
    notes = [study.held_back]
    if not study.clashes:
        notes.append("The store labels no two claims a conflict.")
    return Section.made("agreement", "Agreement and conflict", ABOUT, findings, notes)


def _clashes(study: Study) -> list[Finding]:
    """The conflicts of the store whose claims are both among those chosen, those on one statement together."""
    by_statement: defaultdict[str, list[Clash]] = defaultdict(list)
    for clash in study.clashes:
        if clash.claim_for in study.claims and clash.claim_against in study.claims and _is_plain(study, clash):
            one = study.claims[clash.claim_for]
            said = f"{named(one.head_label)} {_SAID[Relation(one.relation)]} {named(one.tail_label)}"
            by_statement[said].append(clash)
    made = [_clash(study, said, clashes) for said, clashes in by_statement.items()]
    return sorted(made, key=lambda found: (-found.works, found.sentence))


def _clash(study: Study, said: str, clashes: Sequence[Clash]) -> Finding:
    fors, againsts = ({_holder(study.claims[c]) for c in side} for side in zip(*map(_ends, clashes), strict=True))
    claims = tuple(sorted({claim for clash in clashes for claim in _ends(clash)}))
    count = study.works(claims)
    lead = "Possible clash, to be read:" if count < LEAST else "Works can be read for and against"
    sentence = f"{lead} {said}: for it {listed(sorted(fors))}; against it {listed(sorted(againsts))}."
    numbers: Numbers = {
        "statement": said,
        "for": "; ".join(sorted(fors)),
        "against": "; ".join(sorted(againsts)),
        "why": clashes[0].why,
    }
    test = Test.none("claims that contradict each other; nothing to test")
    return Finding(sentence, test, numbers=numbers, claims=claims, works=count)


def _is_plain(study: Study, clash: Clash) -> bool:
    """Whether both claims are of the very same things, and neither sentence asks, tests or is likely misread."""
    one, other = study.claims[clash.claim_for], study.claims[clash.claim_against]
    same = (one.head, one.tail) == (other.head, other.tail)
    return same and not (misread(one) or asks(one) or asks(other))


def _ends(clash: Clash) -> tuple[str, str]:
    return clash.claim_for, clash.claim_against


def _holder(claim: ClaimRow) -> str:
    """Who holds a claim: its work, or whom the work credits."""
    work = _short(claim.citation)
    return work if claim.attributed_to == THIS_WORK else f"{claim.attributed_to}, as {work} reports"


def _short(citation: str) -> str:
    """A citation up to its year."""
    found = re.match(r".*?\(\d{4}\w?\)", citation)
    return found[0] if found else citation


def _records(study: Study, name: str) -> dict[tuple[str, str, int], set[str]]:
    """Who takes which side on what, once, with the claims behind it."""
    found: defaultdict[tuple[str, str, int], set[str]] = defaultdict(set)
    for row in study.rows(name).rows:
        claim = study.claims.get(row["claim"])
        if claim is not None and claim.modality == "asserted" and not misread(claim):
            found[row["source"], row["target"], 1 if row["sign"] == "+" else -1].add(claim.claim)
    return dict(found)


def _ties(study: Study, name: str, noun: str, nouns: str) -> list[Finding]:
    records = _records(study, name)
    shared = _shared(records)
    found = discourse(shared, draws=min(study.draws, _SLOW_DRAWS), seed=study.seed)
    tested = [tie for tie in found.ties if tie.chance.p is not None]
    sure = sorted((t for t in tested if t.q is not None and t.q < LEVEL), key=lambda t: (t.q, t.first, t.second))
    if sure:
        return [_tie(study, tie, records, noun) for tie in sure[:_MOST]]
    return [_nobody(study, found, len(tested), records, nouns)]


def _shared(records: Mapping[tuple[str, str, int], set[str]]) -> list[tuple[str, str, int]]:
    """The records on statements that two speak of: the rest can tie nobody."""
    speaking: defaultdict[str, set[str]] = defaultdict(set)
    for actor, statement, _ in records:
        speaking[statement].add(actor)
    return sorted(record for record in records if len(speaking[record[1]]) > 1)


def _behind(records: Mapping[tuple[str, str, int], set[str]], tie: Tie) -> tuple[str, ...]:
    keys = product((tie.first, tie.second), {*tie.agreed, *tie.disputed}, (1, -1))
    return tuple(sorted({claim for key in keys for claim in records.get(key, ())}))


def _tie(study: Study, tie: Tie, records: Mapping[tuple[str, str, int], set[str]], noun: str) -> Finding:
    claims = _behind(records, tie)
    names = listed(named(_name(study, end, noun)) for end in (tie.first, tie.second))
    sentence = (
        f"{names} agree on {counted(len(tie.agreed), 'statement')} and differ on {len(tie.disputed)}, "
        f"which chance would not deal them ({chances(tie.chance.p, tie.q)})."
    )
    numbers: Numbers = {"agreed": len(tie.agreed), "disputed": len(tie.disputed), "subtract": tie.subtract}
    test = Test.of(tie.chance, "congruence less conflict", DEALT, study.seed, tie.q)
    return Finding(sentence, test, Kind.FINDING, numbers, claims, study.works(claims))


def _name(study: Study, iri: str, noun: str) -> str:
    if noun == "work":
        return next((_short(c.citation) for c in study.source.claims if c.work == iri), study.label(iri))
    return study.label(iri)


def _nobody(
    study: Study, found: Discourse, tested: int, records: Mapping[tuple[str, str, int], set[str]], nouns: str
) -> Finding:
    apart = sum(bool(tie.disputed) for tie in found.ties)
    seen = f"{counted(len(found.ties), 'pair')} of {nouns} share a statement, {apart} with a difference"
    claims = tuple(sorted({claim for tie in found.ties for claim in _behind(records, tie)})) if tested else ()
    numbers: Numbers = {"pairs": len(found.ties), "with_difference": apart, "tested": tested}
    if not tested:
        sentence = (
            f"Too little is shared to test whether {nouns} agree: {seen}, and none shares three that anybody disputes."
        )
        test = Test.none("no pair shares three statements that anybody disputes")
        return Finding(sentence, test, Kind.SMALL, numbers, claims, study.works(claims))
    camps = f"; camps over all: {chances(found.camps.p)}" if found.camps.p is not None else ""
    sentence = (
        f"No two {nouns} agree or differ more than chance would make them at q < .05 ({tested} tested){camps}; {seen}."
    )
    test = Test.of(found.camps, "mean square of congruence less conflict", DEALT, study.seed)
    return Finding(sentence, test, Kind.NULL, numbers, claims, study.works(claims))
