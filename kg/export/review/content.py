"""The draft of a review: fixed sentences with counts, names, quotes and citations, and nothing that no claim says."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.claimrow import ClaimRow
from kg.export.citations import Style, cite
from kg.export.drafts.model import (
    Block,
    Bullets,
    Draft,
    Entry,
    Heading,
    Item,
    Paragraph,
    Quote,
    References,
    Run,
    Runs,
    Table,
    runs,
)
from kg.export.references import works_by_id
from kg.export.review.framing import left_out, methods, provenance
from kg.export.review.matrix import matrix
from kg.export.review.quoting import Citer, commas, listed_runs
from kg.export.review.subjects import KINDS, Statement, Subject, subjects, works
from kg.export.selection import Selection
from kg.export.wording import BY_WORKS, PLURALS, Hold, hold, verb
from kg.model import EntityType, KgError
from kg.patterns.doubt import misread
from kg.patterns.words import counted
from kg.patterns.words import works as of_works

TITLE = "What the literature claims: a review draft"
_TOLD = 10
"""Statements of a subject that are told with their quotes."""
_LEAST_TOLD = 3
"""As many are told, though only one work makes each."""
_ALSO = 5
"""Statements of one work that are listed for each relation."""
_CITED = 8
_PLACES = 5


@dataclass(frozen=True, slots=True)
class Plan:
    """How much a draft holds.

    Attributes:
        least: works that must speak of a thing.
        most: things of each kind, the best supported first.
        style: of citations and references.
        sentences: how many were read; 0 where that is not known.
        precision: the share of claims, 0 to 1, that were found right in all their parts; None where nobody checked.
    """

    least: int = 2
    most: int = 25
    style: Style = Style.APA
    sentences: int = 0
    precision: float | None = None


def review(selection: Selection, plan: Plan) -> Draft:
    """The draft of a review.

    Raises:
        KgError: no claim is about a mechanism, an obstacle or a theory.
    """
    read = [row for row in selection.claims if not misread(row)]
    found = subjects(read, selection.things)
    if not any(found.values()):
        raise KgError("no claim is about a mechanism, an obstacle or a theory; ask for less, or read more texts")
    told = {kind: [s for s in found[kind] if s.works >= plan.least][: plan.most] for kind in KINDS}
    draft = _Writer(selection, Citer())
    list(draft.body(told))  # to learn which works are cited, and so which letters their years take
    by_doc = works_by_id(selection)
    cited = cite((by_doc[doc] for doc in sorted(draft.citer.cited)), plan.style)
    writer = _Writer(selection, Citer(cited.short))
    blocks = [
        *methods(selection, read, plan.sentences, plan.precision),
        *matrix(read, selection.things),
        *writer.body(told),
        *left_out(found, told, plan.least),
        Heading(1, "References", "references"),
        References(tuple(Entry(cited.full[doc], writer.citer.anchor(doc)) for doc in cited.order)),
        *provenance(selection),
    ]
    return Draft(TITLE, tuple(blocks), selection.stamp)


class _Writer:
    """Tells subjects, and keeps which works it cites."""

    def __init__(self, selection: Selection, citer: Citer) -> None:
        self.things = selection.things
        self.countries = selection.countries
        self.citer = citer

    def body(self, told: Mapping[EntityType, Sequence[Subject]]) -> Iterator[Block]:
        """The subjects of all kinds, under their headings."""
        for kind in KINDS:
            if told[kind]:
                yield Heading(1, PLURALS[kind].capitalize(), PLURALS[kind])
                yield _overview(kind, told[kind])
            for at, subject in enumerate(told[kind], 1):
                yield Heading(2, _title(subject.label), f"{kind.lower()}-{at}")
                yield from self._subject(subject)

    def _subject(self, subject: Subject) -> Iterator[Block]:
        yield Paragraph(runs(_about(subject, self.countries)))
        if names := _narrower(subject):
            yield Paragraph(runs("Narrower things that count here: ", names, "."))
        told = _chosen(subject)
        for statement in subject.statements:
            if not statement.other and statement.relation in BY_WORKS:
                yield Paragraph(self._by_works(statement))
        shown: set[str] = set()
        items = tuple(self._told(s, shown) for s in told)
        if items:
            yield Bullets(items)
        yield from self._disagreements(subject, shown)
        if also := tuple(self._also(subject, told)):
            yield Paragraph(runs("Besides, in brief:"))
            yield Bullets(also)

    def _by_works(self, statement: Statement) -> Runs:
        """``Studied in 3 works (...).``; how they hold it where they do not all assert it."""
        parts = [
            runs(f"{BY_WORKS[statement.relation]} " if how is Hold.ASSERTED else f"{how} ", self._support(rows))
            for how, rows in _by_hold(statement)
        ]
        return runs(_capital(commas(parts)), ".")

    def _told(self, statement: Statement, shown: set[str]) -> Item:
        """A statement, who holds it how, and its quotes."""
        rows = self.citer.choose(statement.claims, shown)
        above = "" if rows else " Quoted above."
        said = runs(self._said(statement), ": ", self._holders(statement), f".{above}")
        return Item(said, tuple(self.citer.quote(row) for row in rows))

    def _said(self, statement: Statement) -> Runs:
        other = Run(self.things.label(statement.other), italic=True) if statement.other else "the work itself"
        return runs(f"{verb(statement.relation, statement.forward)} ", other)

    def _holders(self, statement: Statement) -> Runs:
        parts = (runs(f"{how} ", self._support(rows)) for how, rows in _by_hold(statement))
        return commas(parts)

    def _support(self, rows: Sequence[ClaimRow]) -> Runs:
        return runs(f"in {of_works(works(rows))} (", self.citer.many(rows, _CITED), ")")

    def _disagreements(self, subject: Subject, shown: set[str]) -> Iterator[Block]:
        """What works assert and deny, and what they assert in both directions."""
        for statement in subject.statements:
            if statement.disputed:
                sides = [runs(f"{how} ", self._support(statement.held(how))) for how in (Hold.ASSERTED, Hold.DENIED)]
                lead = runs(Run("Disagreement", bold=True), " on whether it ", self._said(statement), ": ")
                yield Paragraph(runs(lead, listed_runs(sides), "."))
                yield from self._unseen([statement.held(how) for how in (Hold.ASSERTED, Hold.DENIED)], shown)
        for pair in subject.opposed():
            rows = [statement.held(Hold.ASSERTED) for statement in pair]
            sides = [
                runs("that it ", self._said(s), " is asserted ", self._support(held))
                for s, held in zip(pair, rows, strict=True)
            ]
            yield Paragraph(runs(Run("Disagreement", bold=True), ": ", listed_runs(sides), "."))
            yield from self._unseen(rows, shown)

    def _unseen(self, sides: Iterable[Sequence[ClaimRow]], shown: set[str]) -> Iterator[Quote]:
        """The surest quote of each side that is not shown yet."""
        for rows in sides:
            if not any(row.quote in shown for row in rows):
                yield from (self.citer.quote(row) for row in self.citer.choose(rows, shown, most=1))

    def _also(self, subject: Subject, told: Sequence[Statement]) -> Iterator[Item]:
        """What is not told in full, in a line for each verb."""
        rest: defaultdict[str, list[Statement]] = defaultdict(list)
        for statement in subject.statements:
            if statement.other and statement not in told:
                rest[verb(statement.relation, statement.forward)].append(statement)
        for said, statements in rest.items():
            statements.sort(key=lambda s: -float(s.claims[0].belief or 0))
            items = [self._brief(statement) for statement in statements[:_ALSO]]
            more = len(statements) - len(items)
            yield Item(runs(f"{said} ", listed_runs(items, more), "."))

    def _brief(self, statement: Statement) -> Runs:
        held = [how for how, _ in _by_hold(statement)]
        how = "" if held == [Hold.ASSERTED] else f"{', '.join(held)}; "
        label = Run(self.things.label(statement.other), italic=True)
        return runs(label, f" ({how}", self.citer.many(statement.claims, _CITED), ")")


_COLUMNS: tuple[tuple[str, frozenset[Hold]], ...] = (
    ("asserted", frozenset({Hold.ASSERTED})),
    ("recommended", frozenset({Hold.RECOMMENDED})),
    ("supposed", frozenset({Hold.SUPPOSED, Hold.SUPPOSED_NOT})),
    ("denied", frozenset({Hold.DENIED, Hold.ADVISED_AGAINST})),
    ("reported", frozenset({Hold.REPORTED, Hold.REPORTED_DENIAL})),
)


def _overview(kind: EntityType, told: Sequence[Subject]) -> Table:
    """The subjects of a kind, with their works, their claims by how they are held, and their disagreements."""
    rows = []
    for at, subject in enumerate(told, 1):
        held = Counter(hold(row) for row in subject.claims)
        counts = (sum(held[how] for how in hows) for _, hows in _COLUMNS)
        numbers = (subject.works, len(subject.claims), *counts, subject.disagreements)
        name = Run(_title(subject.label), link=f"#{kind.lower()}-{at}")
        rows.append((name, *(Run(f"{number:,}" if number else "·") for number in numbers)))
    heads = (kind.value, "works", "claims", *(name for name, _ in _COLUMNS), "disputes")
    caption = f"{PLURALS[kind].capitalize()} in order of works; claims by how they are held"
    return Table(caption, tuple(map(Run, heads)), tuple(rows))


def _title(label: str) -> str:
    return label[:1].upper() + label[1:]


def _capital(said: Runs) -> Runs:
    return runs(_title(said[0].text), said[1:]) if said else said


def _by_hold(statement: Statement) -> list[tuple[Hold, tuple[ClaimRow, ...]]]:
    return [(how, rows) for how in Hold if (rows := statement.held(how))]


def _chosen(subject: Subject) -> list[Statement]:
    """The statements told in full: what several works say or dispute, and a few of the surest of the others."""
    ranked = sorted(
        (s for s in subject.statements if s.other),
        key=lambda s: (not s.disputed, -s.works, -float(s.claims[0].belief or 0)),
    )
    shared = [s for s in ranked if s.works > 1]
    kept = set(map(id, (shared if len(shared) >= _LEAST_TOLD else ranked[:_LEAST_TOLD])[:_TOLD]))
    return [s for s in subject.statements if id(s) in kept]


def _about(subject: Subject, countries: Mapping[str, frozenset[str]]) -> str:
    """How many claims of how many works, how they are held, when they came out and where they lie."""
    held = Counter(hold(row) for row in subject.claims)
    how = ", ".join(f"{held[h]:,} {h}" for h in Hold if held[h])
    years = sorted({row.year for row in subject.claims if row.year})
    span = f" ({years[0]}–{years[-1]})" if len(years) > 1 else f" ({years[0]})" if years else ""
    said = f"{counted(len(subject.claims), 'claim')} in {of_works(subject.works)}{span}: {how}."
    lands: defaultdict[str, set[str]] = defaultdict(set)
    for row in subject.claims:
        for land in countries.get(row.claim, ()):
            lands[land].add(row.work)
    ranked = sorted(lands, key=lambda land: (-len(lands[land]), land))
    named = [f"{land} ({of_works(len(lands[land]))})" for land in ranked[:_PLACES]]
    more = f" and {counted(len(ranked) - _PLACES, 'more country', 'more countries')}" if len(ranked) > _PLACES else ""
    return said + (f" Countries: {', '.join(named)}{more}." if named else "")


def _narrower(subject: Subject) -> Runs:
    """The narrower things that count as a subject, those of most works first."""
    names = [runs(Run(label, italic=True), f" ({of_works(count)})") for label, count in subject.narrower[:_PLACES]]
    return listed_runs(names, len(subject.narrower) - len(names))
