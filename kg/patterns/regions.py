"""How the mechanisms claimed of one country differ from those of another."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations

from kg.measures.null import Comparison, adjusted
from kg.measures.periods import Shift, shifts
from kg.model import EntityType, Modality, Polarity
from kg.networks import Roll
from kg.patterns.records import Finding, Kind, Numbers, Section, Test
from kg.patterns.study import LEAST, Pair, Study, claims_of, of_works
from kg.patterns.tables import LEVEL, Table, associated, empty
from kg.patterns.words import floor, listed, works

ABOUT = (
    "The classes of mechanisms that works assert anything of, by the country that the claim is about: each country "
    "with each class against chance, and the distance between the profiles of two countries (Jensen-Shannon: Lin, "
    "1991; for comparisons of matrices see Krackhardt, 1988). Read a difference as one between literatures on two "
    "countries, which may come from what was collected; the author's own country plays no part."
)
MIXED = "works are dealt anew to the two countries; both keep their number of works"
_TOP = 6
_LEAST_WORKS = 10
"""Works that a country needs to take part."""
_SLOW_DRAWS = 1000
_DEMONYMS = frozenset(
    "african american argentine argentinian asian australian austrian belarusian belgian bolivian brazilian british "
    "bulgarian cambodian cameroonian canadian chilean chinese colombian croatian czech danish dutch egyptian english "
    "estonian ethiopian european filipino finnish french german ghanaian greek hungarian indian indonesian iranian "
    "irish israeli italian japanese kazakh kenyan korean latvian lithuanian malaysian mexican mongolian moroccan "
    "nepalese nigerian norwegian pakistani peruvian polish portuguese romanian russian rwandan scottish senegalese "
    "serbian singaporean slovak slovenian spanish swedish swiss taiwanese tanzanian thai tunisian turkish ugandan "
    "ukrainian uruguayan venezuelan vietnamese welsh zambian zimbabwean".split()
)


def section(study: Study) -> Section:
    """Countries compared."""
    pairs = profiles(study)
    title = "Countries compared by their mechanisms"
    if len({pair.column for pair in pairs}) < 2:
        sentence = (
            f"Too few works to compare countries: fewer than two have {_LEAST_WORKS} works that assert of a mechanism."
        )
        small = Finding(sentence, Test.none("fewer than two countries"), Kind.SMALL)
        return Section.made("countries", title, ABOUT, [small])
    table = Table(
        pairs, "a class of mechanisms and a country", lambda one, country: f"{one} is spoken of for {country}"
    )
    findings, notes = associated(study, table)
    findings += empty(study, table)
    notes.append(
        "Classes that bear the name of a country or continent are left out, such as “Chinese cooperation model”."
    )
    notes.append(f"Compared are the countries of most works: {listed(_sizes(pairs))}.")
    return Section.made("countries", title, ABOUT, [*findings, *_distances(study, pairs)], notes)


def profiles(study: Study) -> list[Pair]:
    """Works, classes of mechanisms and countries; of the countries with most works."""
    found = []
    names = frozenset(country for places in study.source.countries.values() for country in places)
    for claim in study.source.claims:
        if claim.polarity == Polarity.NEGATIVE or claim.modality != Modality.ASSERTED or claim.relation == "recommends":
            continue
        for iri, kind in ((claim.head, claim.head_type), (claim.tail, claim.tail_type)):
            if kind == EntityType.MECHANISM:
                rolled = study.source.things.rolled(iri, Roll.CLASS)
                if of_country(study.label(rolled), names):
                    continue
                places = sorted(study.source.countries.get(claim.claim, ()))
                found += [Pair(claim.work, rolled, country, claim.claim) for country in places]
    works_of = {country: _works(found, country) for country in {pair.column for pair in found}}
    ranked = sorted((c for c in works_of if works_of[c] >= _LEAST_WORKS), key=lambda c: (-works_of[c], c))[:_TOP]
    return sorted({pair for pair in found if pair.column in ranked})


def of_country(label: str, countries: Iterable[str]) -> bool:
    """Whether a class is one of some country by its name, so that its tie to that country is no finding."""
    words = _words(label)
    named_in = any(f" {' '.join(_words(country))} " in f" {' '.join(words)} " for country in countries)
    return named_in or not _DEMONYMS.isdisjoint(words)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _works(pairs: list[Pair], country: str) -> int:
    return of_works(pair for pair in pairs if pair.column == country)


def _sizes(pairs: list[Pair]) -> list[str]:
    sizes = {country: _works(pairs, country) for country in {pair.column for pair in pairs}}
    return [f"{country} ({works(sizes[country])})" for country in sorted(sizes, key=lambda c: (-sizes[c], c))]


def _distances(study: Study, pairs: list[Pair]) -> list[Finding]:
    """Two countries at a time; works about both take no part, and classes of fewer than three works neither."""
    classes: defaultdict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        classes[pair.row].add(pair.work)
    shown = [pair for pair in pairs if len(classes[pair.row]) >= LEAST]
    both = list(combinations(sorted({pair.column for pair in shown}), 2))
    found = [(pair, _distance(study, shown, pair)) for pair in both]
    kept = [(pair, shift) for pair, shift in found if shift is not None]
    qs = adjusted([shift.divergence.p for _, shift in kept])
    made = [_difference(study, shown, pair, shift, q) for (pair, shift), q in zip(kept, qs, strict=True)]
    order = {Kind.FINDING: 0, Kind.NULL: 1, Kind.SMALL: 2}
    return sorted(made, key=lambda f: (order[f.kind], f.test.q is None, f.test.q, -f.works, f.sentence))


def _distance(study: Study, pairs: list[Pair], both: tuple[str, str]) -> Shift | None:
    of: defaultdict[str, set[str]] = defaultdict(set)
    topics: defaultdict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        if pair.column in both:
            of[pair.work].add(pair.column)
            topics[pair.work].add(pair.row)
    period: Mapping[str, str] = {work: min(countries) for work, countries in of.items() if len(countries) == 1}
    found = shifts(topics, period, draws=min(study.draws, _SLOW_DRAWS), seed=study.seed)
    return found[0] if found else None


def _tested(pairs: list[Pair], both: tuple[str, str]) -> list[Pair]:
    """The pairs of the works on one of two countries, not on both."""
    works_on = [{pair.work for pair in pairs if pair.column == country} for country in both]
    shared = works_on[0] & works_on[1]
    return [pair for pair in pairs if pair.column in both and pair.work not in shared]


def _difference(study: Study, pairs: list[Pair], both: tuple[str, str], shift: Shift, q: float | None) -> Finding:
    behind = _tested(pairs, both)
    found: Comparison = shift.divergence
    test = Test.of(found, "Jensen-Shannon divergence in bits", MIXED, study.seed, q)
    names = listed((shift.before, shift.after))
    numbers: Numbers = {
        "countries": names,
        "works": of_works(behind),
        "divergence": found.observed,
        "expected": found.expected,
    }
    if found.p is None:
        sentence, kind = f"{names} cannot be compared: {found.reason}.", Kind.SMALL
    elif (q if q is not None else found.p) < LEVEL:
        how = _sides(study, behind, shift)
        sentence = f"The mechanisms of {names} differ more than chance would make them ({_size(found, q)}): {how}."
        kind = Kind.FINDING
    else:
        sentence = f"The mechanisms of {names} do not differ more than chance would make them ({_size(found, q)})."
        kind = Kind.NULL
    return Finding(sentence, test, kind, numbers, claims_of(behind), of_works(behind))


def _sides(study: Study, pairs: list[Pair], shift: Shift) -> str:
    """Which classes weigh more on which side, of those that enough works on that side speak of."""
    said = []
    for country, later in ((shift.before, False), (shift.after, True)):
        often = {n for n, _, grew in shift.drivers if grew is later and _meeting(pairs, n, country) >= LEAST}
        names = [study.called(name, _claims(pairs, name, country)) for name, _, _ in shift.drivers if name in often]
        said.append(f"{listed(names)} {'weighs' if len(names) == 1 else 'weigh'} more in {country}" if names else "")
    return "; ".join(filter(None, said)) or f"no single class of {LEAST} works stands out"


def _claims(pairs: list[Pair], row: str, column: str) -> tuple[str, ...]:
    return claims_of(pair for pair in pairs if pair.row == row and pair.column == column)


def _meeting(pairs: list[Pair], row: str, column: str) -> int:
    return of_works(pair for pair in pairs if pair.row == row and pair.column == column)


def _size(found: Comparison, q: float | None) -> str:
    return f"{found.observed or 0:.2f} bits, {found.expected or 0:.2f} by chance, {floor(found.p, found.draws, q)}"
