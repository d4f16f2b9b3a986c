"""Where works seem to disagree, and whether they do.

Two claims seem to clash if they hold the same proposition, or one and a narrower one, with opposite polarity, or if
one says that a thing promotes what the other says it hinders. That alone is no conflict: nobody may hold the view
that is denied, one side may be a guess, or the two may speak of different places, times or levels of government. A
pair is called a conflict only if each side is asserted by a holder of its own who can be named, neither is a view
that its work reports and rejects, and nothing known sets their scopes apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from kg.model import (
    SYMMETRIC,
    THIS_WORK,
    Claim,
    Disagreement,
    Dispute,
    Modality,
    Polarity,
    Proposition,
    Reference,
    Relation,
    digest,
)

Resolve = Callable[[Iterable[str]], Mapping[str, frozenset[str]]]
"""Attributions and authors to the persons they name; to nobody for "some scholars"."""

_OPPOSITE = {Relation.PROMOTES: Relation.HINDERS, Relation.HINDERS: Relation.PROMOTES}

_SPEAKERS = (
    r"\b(?:some|many|most|several|few|others|critics|opponents|proponents|supporters|advocates|sceptics|skeptics|"
    r"commentators|observers|scholars|economists|researchers|politicians|people|it (?:is|was|has been))\b[^,;:.]*?"
)
_THINK = r"\b(?:argued?|believed?|think|thought|claim(?:ed)?|assumed?|suggest(?:ed)?|contend(?:ed)?)\b"
_HOLD = rf"(?:{_THINK}|\b(?:hold|held|say|said|maintain(?:ed)?|assert(?:ed)?|supposed?)\b)"
_LED_BY_REPORT = re.compile(
    rf"(?:{_SPEAKERS}{_HOLD}(?: \w+ly)? that\b|\b(?:view|belief|myth|notion|idea|assumption)s? that\b)[^,;:]*\Z"
    rf"|{_SPEAKERS}{_THINK}\s+(?:the\s+|an?\s+)?\Z",
    re.IGNORECASE,
)
_BROKEN_BY_REPORT = re.compile(rf",\s*(?:as\s+|so\s+)?{_SPEAKERS}{_HOLD}\s*,", re.IGNORECASE)

_YEAR = re.compile(r"\b(1\d\d\d|20\d\d)([’']?s)?\b")
_OPENED = re.compile(r"\b(?:since|after|from)\b|[–-]\s*(?:now|today|(?:the )?present)\b", re.IGNORECASE)
_CLOSED = re.compile(r"\b(?:until|till|before|by)\b", re.IGNORECASE)
_LED_IN = re.compile(r"(?:(?:in|across|throughout|within|inside|the)\s+)+", re.IGNORECASE)
_LIST = re.compile(r"\s*[,;]\s*(?:and\s+)?|\s+and\s+")

_SAMPLES = 3  # claims of one kind and scope that each claim of the other side is compared with
_GRADES = {
    kind: grade
    for grade, kind in enumerate(
        (Dispute.CONFLICT, Dispute.SCOPE_DIFFERENCE, Dispute.REPORTED_VIEW, Dispute.DENIED, Dispute.HYPOTHETICAL)
    )
}
"""Of several counterparts of a claim that with the first of these is shown."""


@dataclass(frozen=True, slots=True)
class Background:
    """What is known beside the propositions.

    Attributes:
        works: work to its record, for its authors and the places it studies.
        levels: thing to the level of government at which it acts, by IRI.
        resolve: attributions and authors to the persons they name.
    """

    works: Mapping[str, Reference]
    levels: Mapping[str, str]
    resolve: Resolve


@dataclass(frozen=True, slots=True)
class Scope:
    """Where and when a claim holds and at which levels of government; empty where that is not known."""

    places: frozenset[str] = frozenset()
    years: tuple[int, int] | None = None
    levels: tuple[str, str] = ("", "")

    def apart(self, other: Scope) -> str:
        """What sets two scopes apart, in words; empty if they may meet."""
        if self.places and other.places and not self.places & other.places:
            return f"places differ: {', '.join(sorted(self.places))} and {', '.join(sorted(other.places))}"
        if self.years and other.years and (self.years[1] < other.years[0] or other.years[1] < self.years[0]):
            return f"times differ: {_span(self.years)} and {_span(other.years)}"
        if any(a and b and a != b for a, b in zip(self.levels, other.levels, strict=True)):
            return "levels of government differ"
        return ""


def _span(years: tuple[int, int]) -> str:
    return "–".join(str(y) if 0 < y < _END else "" for y in years)


_END = 9999


@dataclass(frozen=True, slots=True)
class Party:
    """A claim as a party to a dispute.

    Attributes:
        names: who holds it: the authors of the work, or the attribution. Empty if nobody is named.
        own: whether the work itself holds it.
        asserted: neither advice nor guess.
    """

    id: str
    doc: str
    names: tuple[str, ...]
    own: bool
    asserted: bool
    scope: Scope

    @property
    def named(self) -> bool:
        """Whether it is known who holds it."""
        return self.own or bool(self.names)


class Side:
    """The claims of one polarity of a proposition, as parties sorted by id."""

    def __init__(self, proposition: Proposition, polarity: Polarity, background: Background) -> None:
        self.proposition = proposition
        self.polarity = polarity
        self._background = background

    @cached_property
    def parties(self) -> list[Party]:
        """All of them."""
        levels = _levels(self.proposition, self._background.levels)
        held = (c for c in self.proposition.claims if c.claim.polarity is self.polarity)
        return sorted((_party(c.id, c.claim, levels, self._background) for c in held), key=lambda p: p.id)

    @cached_property
    def samples(self) -> list[Party]:
        """A few of each kind and scope."""
        found: dict[tuple[object, ...], list[Party]] = {}
        for party in self.parties:
            of_kind = found.setdefault((party.asserted, party.own, party.named, party.scope), [])
            if len(of_kind) < _SAMPLES and party.doc not in {p.doc for p in of_kind}:
                of_kind.append(party)
        return [party for of_kind in found.values() for party in of_kind]

    @cached_property
    def own(self) -> dict[str, Party]:
        """What a work itself asserts, by work."""
        return {p.doc: p for p in reversed(self.parties) if p.own and p.asserted}

    @cached_property
    def of_work(self) -> dict[str, Party]:
        """One claim of each work."""
        return {p.doc: p for p in reversed(self.parties)} | self.own


def _party(id: str, claim: Claim, levels: tuple[str, str], background: Background) -> Party:
    reference = background.works.get(claim.doc)
    authors = reference.authors if reference is not None else ()
    if claim.attributed_to == THIS_WORK:
        own = not _is_report(claim)
        names = authors if own else ()
    else:
        own = _is_author(claim.attributed_to, authors, background.resolve)
        names = authors if own else _named(claim.attributed_to, background.resolve)
    places = _places(claim.place) or frozenset(
        p for place in (reference.places if reference else ()) for p in _places(place)
    )
    scope = Scope(places, _years(claim.time), levels)
    return Party(id, claim.doc, names, own, claim.modality is Modality.ASSERTED, scope)


def _is_report(claim: Claim) -> bool:
    """Whether the words before or inside a claim credit it to people without names: "some hold that ..."."""
    evidence = claim.evidence
    ends = sorted(m.start - evidence.start for m in (claim.head, claim.tail) if m.start >= 0)
    inside = [at for at in ends if 0 <= at <= len(evidence.text)]
    before = evidence.text[: inside[0]] if inside else re.split(r"[,;:]", evidence.text)[0]
    between = evidence.text[inside[0] : inside[-1]] if inside else ""
    return bool(_LED_BY_REPORT.search(before) or _BROKEN_BY_REPORT.search(between))


def _named(attribution: str, resolve: Resolve) -> tuple[str, ...]:
    return (attribution,) if resolve([attribution])[attribution] else ()


def _is_author(attribution: str, authors: tuple[str, ...], resolve: Resolve) -> bool:
    """Whether a work credits a claim to its own authors."""
    persons = resolve((attribution, *authors))
    own = frozenset(p for author in authors for p in persons[author])
    return bool(persons[attribution]) and persons[attribution] <= own


def _levels(proposition: Proposition, levels: Mapping[str, str]) -> tuple[str, str]:
    found = levels.get(proposition.head.iri, ""), levels.get(proposition.tail.iri, "")
    if proposition.relation not in SYMMETRIC:
        return found
    return (min(found), max(found)) if all(found) else ("", "")


def _places(text: str) -> frozenset[str]:
    """The places of a list, without "in the" and in lower case."""
    return frozenset(filter(None, (_LED_IN.sub("", p, count=1).casefold().strip() for p in _LIST.split(text))))


def _years(text: str) -> tuple[int, int] | None:
    """First and last year of a time: "1990s", "since 2004", "1961–1967", "25 June 1992"; None if it names none."""
    found = [(int(m[1]), int(m[1]) + (9 if m[2] else 0)) for m in _YEAR.finditer(text)]
    if not found:
        return None
    first, last = min(a for a, _ in found), max(b for _, b in found)
    if len(found) > 1:
        return first, last
    return (0 if _CLOSED.search(text) else first), (_END if _OPENED.search(text) else last)


def disagreements(
    propositions: Iterable[Proposition],
    works: Mapping[str, Reference],
    resolve: Resolve,
    levels: Mapping[str, str],
) -> list[Disagreement]:
    """The pairs of claims that seem to clash, and the denials of what nobody asserts, each with what it is.

    Every claim of the side with fewer claims is shown once, with the counterpart that makes most of the clash. The time
    grows with the claims and the length of chains of refinement, since a claim is compared with a few of each kind
    and scope.

    Args:
        propositions: all, with what they refine.
        works: work to its record, for its authors and the places it studies.
        resolve: attributions and authors to the persons they name (``kg.assemble.resolve``).
        levels: thing to its level of government, by IRI.

    Returns:
        Disagreements sorted by id, the same for any order of the propositions.
    """
    background = Background(works, levels, resolve)
    known = {p.id: p for p in propositions}
    found: dict[str, Disagreement] = {}
    clashed: set[str] = set()
    for asserting, denying in _clashes(known, background):
        if denying.polarity is Polarity.NEGATIVE:
            clashed.add(denying.proposition.id)
        found |= {d.id: d for d in _judged(asserting, denying, resolve)}
    for p in known.values():
        if p.id not in clashed:
            found |= {d.id: d for d in _lone(Side(p, Polarity.NEGATIVE, background))}
    return [found[id] for id in sorted(found)]


def _clashes(known: Mapping[str, Proposition], background: Background) -> Iterator[tuple[Side, Side]]:
    """Sides that assert and sides that deny it, or say that it hinders what the others say it promotes."""
    sides: dict[tuple[str, Polarity], Side] = {}
    held = {(p.id, c.claim.polarity) for p in known.values() for c in p.claims}
    ends = {(p.relation, p.head.iri, p.tail.iri): p for p in known.values() if p.relation in _OPPOSITE}

    def clash(asserting: Proposition, denying: Proposition, polarity: Polarity) -> Iterator[tuple[Side, Side]]:
        keys = (asserting.id, Polarity.POSITIVE), (denying.id, polarity)
        if held.issuperset(keys):
            one, other = (sides.setdefault(k, Side(known[k[0]], k[1], background)) for k in keys)
            yield one, other

    for p in known.values():
        yield from clash(p, p, Polarity.NEGATIVE)
        wider = [p, *_wider(p, known)]
        for general in wider[1:]:
            yield from clash(p, general, Polarity.NEGATIVE)
            yield from clash(general, p, Polarity.NEGATIVE)
        if p.relation in _OPPOSITE:
            found = (ends.get((_OPPOSITE[p.relation], g.head.iri, g.tail.iri)) for g in wider)
            for q in filter(None, found):
                yield from clash(*((p, q) if p.relation is Relation.PROMOTES else (q, p)), Polarity.POSITIVE)


def _wider(proposition: Proposition, known: Mapping[str, Proposition]) -> list[Proposition]:
    """All propositions that one refines, by way of the nearest."""
    found: dict[str, None] = {}
    waiting = list(proposition.refines)
    while waiting:
        id = waiting.pop()
        if id in known and id not in found:
            found[id] = None
            waiting += known[id].refines
    return [known[id] for id in sorted(found)]


def _judged(asserting: Side, denying: Side, resolve: Resolve) -> Iterator[Disagreement]:
    fewer_assert = len(asserting.parties) < len(denying.parties)
    few, many = (asserting, denying) if fewer_assert else (denying, asserting)
    for party in few.parties:
        others = [*many.samples, *filter(None, [many.of_work.get(party.doc)])]
        pairs = ((party, other) if fewer_assert else (other, party) for other in others)
        judged = [(a, b, *_kind(a, b, asserting, denying, resolve)) for a, b in pairs]
        a, b, kind, reason = min(judged, key=lambda j: (_GRADES[j[2]], j[0].doc != j[1].doc, j[0].id, j[1].id))
        yield _record(kind, asserting.proposition, denying.proposition, a.id, b.id, reason)


def _kind(a: Party, b: Party, asserting: Side, denying: Side, resolve: Resolve) -> tuple[Dispute, str]:
    if not (a.asserted and b.asserted):
        return Dispute.HYPOTHETICAL, "one side is only supposed or advised"
    if apart := a.scope.apart(b.scope):
        return Dispute.SCOPE_DIFFERENCE, apart
    if _same_holder(a, b, resolve):
        return Dispute.DENIED, "one holder says both"
    for party, answers in ((a, denying), (b, asserting)):
        if not party.own and party.doc in answers.own:
            return Dispute.REPORTED_VIEW, f"{party.doc} reports the view and itself says the opposite"
    if not (a.named and b.named):
        return Dispute.REPORTED_VIEW, "the view is credited to nobody who is named"
    return Dispute.CONFLICT, "each side is asserted by its own holder, and nothing known sets their scopes apart"


def _same_holder(one: Party, other: Party, resolve: Resolve) -> bool:
    if one.own and other.own:
        return one.doc == other.doc
    persons = resolve((*one.names, *other.names))
    held = [{p for name in party.names for p in persons[name]} for party in (one, other)]
    return bool(held[0] & held[1])


def _lone(denying: Side) -> Iterator[Disagreement]:
    for party in denying.parties:
        if party.asserted:
            p = denying.proposition
            yield _record(Dispute.DENIED, p, p, "", party.id, "nobody asserts what is denied")


def _record(kind: Dispute, one: Proposition, other: Proposition, a: str, b: str, reason: str) -> Disagreement:
    return Disagreement(digest("disagreement", one.id, other.id, a, b), kind, one.id, other.id, a, b, reason)
