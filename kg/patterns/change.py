"""What comes and goes: bursts of attention, and how far periods are apart."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping

from kg.measures.null import adjusted
from kg.measures.periods import Burst, Bursts, Shift, bursts, shifts
from kg.networks import Roll
from kg.patterns.records import Finding, Kind, Numbers, Section, Test
from kg.patterns.study import LEAST, Pair, Study, claims_of, of_works
from kg.patterns.tables import LEVEL
from kg.patterns.words import amount, counted, floor, listed, named, works

ABOUT = (
    "The works that speak of each concept by year of publication: bursts (Kleinberg, 2003) and the distance between "
    "the concepts of one period and the next (Jensen-Shannon: Lin, 1991). Read a burst as attention in this corpus, "
    "which depends on what was collected; a policy before it is no cause by that."
)
DEALT = "the works on the concept are dealt anew to the years; years keep their number of works"
MIXED = "works are dealt anew to the two periods; both keep their number of works"
_LEAST_WORKS = 10
"""Works that a concept needs before its bursts are looked for."""
_MOST = 10
_SLOW_DRAWS = 1000
_MANY = 5
"""Times the draws asked for that a burst gets whose first draws left it rare; thousands of q take small p."""
_NEAR = 0.01
_LONG = 15
"""Years above which a span is no burst."""
_WINDOWS = 4


def section(study: Study) -> Section:
    """Change over time."""
    years = {claim.work: int(claim.year) for claim in study.source.claims if claim.year.isdecimal()}
    title = "Change over time"
    if len(set(years.values())) < 5:
        sentence = f"Too few years for change over time: the works have {counted(len(set(years.values())), 'year')}."
        small = Finding(sentence, Test.none("fewer than 5 years"), Kind.SMALL)
        return Section.made("change", title, ABOUT, [small])
    undated = len({claim.work for claim in study.source.claims}) - len(years)
    notes = [f"{works(undated)} without a year {'is' if undated == 1 else 'are'} left out." if undated else ""]
    first, more = min(study.draws, _SLOW_DRAWS), _MANY * study.draws
    notes.append(f"Bursts take {first:,} draws, those with p of .01 or less then {more:,} others.")
    return Section.made("change", title, ABOUT, [*_bursts(study, years), *_shifts(study, years)], notes)


def by_concept(study: Study, roll: Roll | None = None) -> dict[str, list[Pair]]:
    """The pairs of works and concepts by concept."""
    found: defaultdict[str, list[Pair]] = defaultdict(list)
    for pair in study.pairs("works-concepts", roll):
        found[pair.column].append(pair)
    return dict(found)


def _bursts(study: Study, years: Mapping[str, int]) -> list[Finding]:
    totals = Counter(years.values())
    concepts = {iri: [p for p in pairs if p.work in years] for iri, pairs in by_concept(study).items()}
    often = sorted(iri for iri, pairs in concepts.items() if of_works(pairs) >= _LEAST_WORKS)
    if not often:
        sentence = f"Too few works to look for bursts: no concept has {_LEAST_WORKS} works with a year."
        return [Finding(sentence, Test.none("no concept is frequent enough"), Kind.SMALL)]
    hits = {iri: Counter(years[work] for work in sorted({pair.work for pair in concepts[iri]})) for iri in often}
    found = {iri: bursts(hits[iri], totals, draws=min(study.draws, _SLOW_DRAWS), seed=study.seed) for iri in often}
    for iri in often:
        if (found[iri].strongest.p or 1.0) <= _NEAR:
            found[iri] = bursts(hits[iri], totals, draws=_MANY * study.draws, seed=study.seed)
    qs = dict(zip(often, adjusted([found[iri].strongest.p for iri in often]), strict=True))
    ranked = sorted(often, key=lambda i: (qs[i] is None, qs[i], -(found[i].strongest.observed or 0), i))
    sure = [iri for iri in ranked if (qs[iri] or 1.0) < LEVEL]
    if sure:
        return [_burst(study, iri, found[iri], qs[iri], concepts[iri], years) for iri in sure[:_MOST]]
    return [_no_burst(study, ranked[0], found[ranked[0]], qs[ranked[0]], concepts[ranked[0]], len(often))]


def _burst(
    study: Study, iri: str, found: Bursts, q: float | None, pairs: list[Pair], years: Mapping[str, int]
) -> Finding:
    top = max(found.bursts, key=lambda burst: (burst.weight, -burst.first))
    inside = [pair for pair in pairs if top.first <= years[pair.work] <= top.last]
    total = sum(top.first <= year <= top.last for year in years.values())
    tested = floor(found.strongest.p, found.strongest.draws, q)
    span = str(top.first) if top.first == top.last else f"{top.first}–{top.last}"
    sentence = (
        f"{named(study.label(iri))} bursts in {span}: {of_works(inside)} of the {works(total)} of those years speak "
        f"of it, {amount(total * (found.rate or 0))} at its usual rate ({tested})."
    )
    if top.last - top.first >= _LONG:
        sentence = f"{named(study.label(iri))} {_long(top, years, {pair.work for pair in pairs})} ({tested})."
    numbers: Numbers = {
        "concept": study.label(iri),
        "first": top.first,
        "last": top.last,
        "works_in_burst": of_works(inside),
        "works_of_years": total,
        "rate": found.rate,
        "weight": top.weight,
    }
    test = Test.of(found.strongest, "weight of the strongest burst", DEALT, study.seed, q)
    return Finding(sentence, test, Kind.FINDING, numbers, claims_of(inside), of_works(inside))


def _long(top: Burst, years: Mapping[str, int], speaking: Collection[str]) -> str:
    """A long span, which is no burst, in words; a few works before or after it count as if they were in it."""
    early, late = (sum(years[w] < top.first for w in years), sum(years[w] > top.last for w in years))
    first = top.first if early >= LEAST else min(years.values())
    last = top.last if late >= LEAST else max(years.values())
    within = {work for work, year in years.items() if first <= year <= last}
    inside = f"{len(within.intersection(speaking)):,} of {works(len(within))}"
    outside = f"{len(set(speaking) - within):,} of {len(years) - len(within):,}"
    if early < LEAST:
        return f"is spoken of more up to {last}: {inside}, then {outside}"
    if late < LEAST:
        return f"is spoken of more from {first} on: {inside}, before {outside}"
    return f"is spoken of more from {first} to {last}: {inside}, in other years {outside}"


def _no_burst(study: Study, iri: str, found: Bursts, q: float | None, pairs: list[Pair], tried: int) -> Finding:
    tested = floor(found.strongest.p, found.strongest.draws, q)
    sentence = (
        f"No concept bursts more than chance would make it at q < .05 ({counted(tried, 'concept')} of {_LEAST_WORKS} "
        f"works or more tested). Nearest to it is {named(study.label(iri))} ({tested})."
    )
    test = Test.of(found.strongest, "weight of the strongest burst", DEALT, study.seed, q)
    numbers: Numbers = {"concept": study.label(iri), "tests": tried}
    return Finding(sentence, test, Kind.NULL, numbers, claims_of(pairs), of_works(pairs))


def windows(years: Mapping[str, int]) -> dict[str, str]:
    """Work to period: four periods of about as many works, each from a year to a year."""
    counts = Counter(years.values())
    edges: list[int] = []
    seen = 0
    for year in sorted(counts):
        seen += counts[year]
        if seen >= len(years) * (len(edges) + 1) / _WINDOWS:
            edges.append(year)
    starts = [min(counts), *(year + 1 for year in edges[:-1])]
    spans = {year: f"{a}–{b}" for a, b in zip(starts, edges, strict=True) for year in range(a, b + 1)}
    return {work: spans[year] for work, year in years.items() if year in spans}


def _shifts(study: Study, years: Mapping[str, int]) -> list[Finding]:
    concepts = {iri: pairs for iri, pairs in by_concept(study, Roll.CLASS).items() if of_works(pairs) >= LEAST}
    topics: defaultdict[str, set[str]] = defaultdict(set)
    for iri, pairs in concepts.items():
        for pair in pairs:
            topics[pair.work].add(iri)
    period = windows(years)
    found = shifts(topics, period, draws=min(study.draws, _SLOW_DRAWS), seed=study.seed)
    return [_shift(study, shift, concepts, topics, period) for shift in found]


def _often(concepts: Mapping[str, list[Pair]], period: Mapping[str, str], span: str) -> set[str]:
    """The concepts that enough works of a period speak of."""
    return {iri for iri, pairs in concepts.items() if of_works(p for p in pairs if period.get(p.work) == span) >= LEAST}


def _shift(
    study: Study,
    shift: Shift,
    concepts: Mapping[str, list[Pair]],
    topics: Mapping[str, Collection[str]],
    period: Mapping[str, str],
) -> Finding:
    test = Test.of(shift.divergence, "Jensen-Shannon divergence in bits", MIXED, study.seed, shift.q)
    held = {w for w in topics if period.get(w) in (shift.before, shift.after)}
    many = {True: _often(concepts, period, shift.after), False: _often(concepts, period, shift.before)}
    behind = {name: claims_of(p for p in concepts[name] if p.work in held) for name, _, _ in shift.drivers}
    shown = [(study.called(name, behind[name]), grew) for name, _, grew in shift.drivers if name in many[grew]]
    grown, fallen = ([name for name, grew in shown if grew is up] for up in (True, False))
    claims = tuple(sorted({claim for found in behind.values() for claim in found}))
    numbers: Numbers = {
        "before": shift.before,
        "after": shift.after,
        "works": len(held),
        "divergence": shift.divergence.observed,
    }
    spans = f"from {shift.before} to {shift.after}"
    if shift.divergence.p is None:
        sentence = f"The change {spans} cannot be tested: {shift.divergence.reason}."
        return Finding(sentence, test, Kind.SMALL, numbers, claims, len(held))
    size = f"{shift.divergence.observed or 0:.3f} bits, {shift.divergence.expected or 0:.3f} by chance"
    tested = floor(shift.divergence.p, shift.divergence.draws, shift.q)
    sure = (shift.q if shift.q is not None else shift.divergence.p) < LEVEL
    if not sure:
        sentence = f"Concepts do not shift more than chance {spans} ({size}, {tested})."
        return Finding(sentence, test, Kind.NULL, numbers, claims, len(held))
    sides = [
        f"{listed(names)} {verb}{'s' * (len(names) == 1)}"
        for names, verb in ((grown, "gain"), (fallen, "lose"))
        if names
    ]
    moved = "; ".join(sides) or f"no single one of {LEAST} works stands out"
    sentence = f"Concepts shift {spans} ({size}, {tested}): {moved}."
    return Finding(sentence, test, Kind.FINDING, numbers, claims, len(held))
