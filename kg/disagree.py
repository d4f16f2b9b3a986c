"""Where works seem to disagree, and whether they do.

Two claims seem to clash if they hold the same proposition, or one and a narrower one, with opposite polarity, or if
one says that a thing promotes what the other says it hinders. That alone is no conflict: nobody may hold the view
that is denied, one side may be a guess, or the two may speak of different places, times or levels of government. A
pair is called a conflict only if each side is asserted by a holder of its own who can be named, neither is a view
that its work reports and rejects, and nothing known sets their scopes apart.

What the records do not hold is read from the sentences, by marks that are few and sure and only ever keep a pair from
being called a conflict. ``corpus/judged/disagreements.py`` says how often the labels are right.
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
    EntityType,
    Modality,
    Outline,
    Polarity,
    Proposition,
    Reference,
    Relation,
    digest,
)

Resolve = Callable[[Iterable[str]], Mapping[str, frozenset[str]]]
"""Attributions and authors to the persons they name; to nobody for "some scholars"."""

OPPOSITE = {Relation.PROMOTES: Relation.HINDERS, Relation.HINDERS: Relation.PROMOTES}
"""What a claim must not state of two things that another states of them."""

_SPEAKERS = (
    r"\b(?:some|many|most|several|few|others|critics|opponents|proponents|supporters|advocates|sceptics|skeptics|"
    r"commentators|observers|scholars|economists|researchers|politicians|people|it (?:is|was|has been))\b[^,;:.]*?"
)
_THINK = (
    r"\b(?:argued?|believed?|think|thought|claim(?:ed)?|assumed?|suggest(?:ed)?|contend(?:ed)?|"
    r"expect(?:ed)?|fear(?:ed)?|predict(?:ed)?|hoped?|propose[ds]?)\b"
)
_HOLD = rf"(?:{_THINK}|\b(?:hold|held|say|said|maintain(?:ed)?|assert(?:ed)?|supposed?)\b)"
_LED_BY_REPORT = re.compile(
    rf"(?i)(?:{_SPEAKERS}{_HOLD}(?: \w+ly)? that\b|\b(?:view|belief|myth|notion|idea|assumption)s? that\b"
    r"|\b(?:literature|wisdom|evidence|research) (?:says?|holds?|suggests?|has it) that\b)[^,;:]*\Z"
    rf"|{_SPEAKERS}{_THINK}\s+(?:the\s+|an?\s+)?\Z"
)
_BROKEN_BY_REPORT = re.compile(
    rf"(?i),\s*(?:as\s+|so\s+)?{_SPEAKERS}{_HOLD}\s*,"
    r"|\b(?:is|are|was|were|been)\s+(?:\w+ly\s+|often\s+)?(?:(?:praised|hailed|regarded|seen|viewed|advertised) as"
    r"|(?:said|believed|thought|supposed|assumed|claimed|alleged) to)\b"
)
_SUPPOSED = re.compile(
    r"(?i)\b(?:(?:hypothes[ie]s|expectations?)\b[^.;]*?\b(?:tested|to the test|examined|formulated|put forward|guide)\b"
    r"[^.;]*?\b(?:that|whether)|it (?:is|was) hypothesi[sz]ed that|the hypothesis that)\b(?! (?:bears?|is|was|has)\b)"
    r"(?:[^;]|; (?:and )?that\b)*\Z"
)
_SETTLED = re.compile(
    r"(?i)\b(?:confirm|verif|refut|reject|disprov|supported|f(?:i|ou)nds?\b|show|holds?\b|b(?:ears?|orne?)\b.* out\b)"
)
_STANDING = frozenset(
    {Relation.PARTICIPATES_IN, Relation.LOCATED_IN, Relation.COOPERATES_WITH, Relation.COMPETES_WITH, Relation.DIRECTS}
)
"""What holds between actors for a time and may end."""
_ACTORS = frozenset({EntityType.GOVERNMENT, EntityType.BODY, EntityType.REGION})
_ENDED = re.compile(
    r"(?i)\b(?:suspend(?:s|ed)?|withdr[ae]w(?:s|n|al)?|quit|left|leaves?|leaving|exit(?:s|ed)?|expelled|ceased?|"
    r"dissolved|abolished|no longer|formerly|used to)\b"
)
_DEFINED = re.compile(
    r"(?i)\b(?:is|are|was|means|denotes|refers to|describes)\s+(?:an?|the)\s+(?:\w+[ -]){0,3}?"
    r"(?:arrangement|system|model|form|type|kind|ideal|theory|situation)\s+(?:in|under|by) which\b"
)
_CONDITION = re.compile(r"(?i)\s*(?:where|when|if|unless|with|without|under|between|among|within)\b")
_TURN = re.compile(
    r"(?i)\b(?:short[ -](?:term|run)\b.*\blong[ -](?:term|run)|first(?:ly)?\b.*\b(?:later|then|afterwards)"
    r"|in (?:one|some) \w+\b.*\bin (?:another|other))\b"
)
_YEAR = re.compile(r"\b(1\d\d\d|20\d\d)([’']?s)?\b")
_OPENED = re.compile(r"\b(?:since|after|from)\b|[–-]\s*(?:now|today|(?:the )?present)\b", re.IGNORECASE)
_CLOSED = re.compile(r"\b(?:until|till|before|by)\b", re.IGNORECASE)
_LED_IN = re.compile(r"(?:(?:in|across|throughout|within|inside|the)\s+)+", re.IGNORECASE)
_LIST = re.compile(r"\s*[,;]\s*(?:and\s+)?|\s+and\s+")
_END = 9999
_SAMPLES = 3  # claims of one kind and scope that each claim of the other side is compared with
_ORDER = (Dispute.CONFLICT, Dispute.SCOPE_DIFFERENCE, Dispute.REPORTED_VIEW, Dispute.DENIED, Dispute.HYPOTHETICAL)
"""Of several counterparts of a claim that with the first of these is shown."""


@dataclass(frozen=True, slots=True)
class Background:
    """What is known beside the propositions: what ``disagreements`` is given."""

    works: Mapping[str, Reference]
    levels: Mapping[str, str]
    resolve: Resolve


@dataclass(frozen=True, slots=True)
class Scope:
    """Where and when a claim holds and at which levels of government; empty where that is not known.

    ``ended``: its sentence tells that something between actors ended. ``model``: it holds in a model which the sentence
    defines. ``generic``: it tells what actors of a kind do to each other, and names none of them.
    """

    places: frozenset[str] = frozenset()
    years: tuple[int, int] | None = None
    levels: tuple[str, str] = ("", "")
    ended: bool = False
    model: bool = False
    generic: bool = False

    def apart(self, other: Scope) -> str:
        """What sets two scopes apart, in words; empty if they may meet."""
        if self.places and other.places and not self.places & other.places:
            return f"places differ: {', '.join(sorted(self.places))} and {', '.join(sorted(other.places))}"
        if self.years and other.years and (self.years[1] < other.years[0] or other.years[1] < self.years[0]):
            return f"times differ: {_span(self.years)} and {_span(other.years)}"
        if any(a and b and a != b for a, b in zip(self.levels, other.levels, strict=True)):
            return "levels of government differ"
        if self.ended or other.ended:
            return "times differ: one side tells of an end"
        return "one side tells what holds in a model that it defines" if self.model or other.model else ""

    def of_others(self, other: Scope) -> bool:
        """Whether two scopes of different works may be of other actors of a kind."""
        return (self.generic or other.generic) and not (self.places and self.places == other.places)


def _span(years: tuple[int, int]) -> str:
    return "–".join(str(y) if 0 < y < _END else "" for y in years)


@dataclass(frozen=True, slots=True)
class Party:
    """A claim as a party to a dispute.

    ``names``: who holds it, the authors or the attribution; empty if nobody is named. ``own``: the work itself does.
    ``asserted``: it is neither advice nor a guess nor a hypothesis to be tested. ``said``: the sentence.
    """

    id: str
    doc: str
    names: tuple[str, ...]
    own: bool
    asserted: bool
    scope: Scope
    said: str


@dataclass(frozen=True, slots=True)
class Clash:
    """Two propositions, or one twice: works assert the one, and hold the other in a polarity that contradicts it."""

    asserting: str
    denying: str
    polarity: Polarity


class Side:
    """The claims of one polarity of a proposition, as parties sorted by id."""

    def __init__(self, proposition: str, parties: list[Party]) -> None:
        self.proposition = proposition
        self.parties = parties

    @cached_property
    def samples(self) -> list[Party]:
        """A few of each kind and scope."""
        found: dict[tuple[object, ...], list[Party]] = {}
        for party in self.parties:
            of_kind = found.setdefault((party.asserted, party.own, party.own or bool(party.names), party.scope), [])
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


def side(proposition: Proposition, polarity: Polarity, background: Background) -> Side:
    """The side that holds a proposition in one polarity; it knows no more of its works than it needs."""
    levels = _levels(proposition, background.levels)
    generic = _is_generic(proposition)
    held = (c for c in proposition.claims if c.claim.polarity is polarity)
    parties = sorted((_party(c.id, c.claim, levels, generic, background) for c in held), key=lambda p: p.id)
    return Side(proposition.id, parties)


def _party(id: str, claim: Claim, levels: tuple[str, str], generic: bool, background: Background) -> Party:
    reference, by = background.works.get(claim.doc, Reference("")), claim.attributed_to
    authors = reference.authors
    own = not _is_report(claim) if by == THIS_WORK else _is_author(by, authors, background.resolve)
    others = (by,) if by != THIS_WORK and background.resolve([by])[by] else ()
    places = _places(claim.place) or _places(";".join(reference.places))
    ended = claim.relation in _STANDING and bool(_ENDED.search(claim.evidence.text))
    scope = Scope(places, _years(claim.time), levels, ended, _is_in_model(claim), generic)
    asserted = claim.modality is Modality.ASSERTED and not _is_supposed(claim)
    return Party(id, claim.doc, authors if own else others, own, asserted, scope, claim.evidence.text)


def _is_generic(proposition: Proposition) -> bool:
    ends = proposition.head, proposition.tail
    return proposition.relation in _STANDING and all(e.type in _ACTORS and e.label.islower() for e in ends)


def _is_in_model(claim: Claim) -> bool:
    """Whether both ends stand behind "is an arrangement in which", so that the claim is part of a definition."""
    found = _DEFINED.search(claim.evidence.text)
    ends = [m.start - claim.evidence.start for m in (claim.head, claim.tail) if m.start >= 0]
    return found is not None and all(at >= found.end() for at in ends)


def _inside(claim: Claim) -> list[int]:
    """Where the ends stand in the sentence, if they do."""
    found = (m.start - claim.evidence.start for m in (claim.head, claim.tail) if m.start >= 0)
    return sorted(at for at in found if 0 <= at <= len(claim.evidence.text))


def _is_supposed(claim: Claim) -> bool:
    """Whether a claim is a hypothesis to be tested, and its sentence does not tell how it fared."""
    text, inside = claim.evidence.text, _inside(claim)
    return bool(_SUPPOSED.search(text[: inside[-1]] if inside else text)) and not _SETTLED.search(text)


def _is_report(claim: Claim) -> bool:
    """Whether the words before or inside a claim credit it to people without names: "some hold that ..."."""
    evidence, inside = claim.evidence, _inside(claim)
    before = evidence.text[: inside[0]] if inside else re.split(r"[,;:]", evidence.text)[0]
    between = evidence.text[inside[0] : inside[-1]] if inside else ""
    return bool(_LED_BY_REPORT.search(before) or _BROKEN_BY_REPORT.search(between))


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
    outlines = {p.id: p.outline for p in known.values()}
    sides: dict[tuple[str, Polarity], Side] = {}

    def of(id: str, polarity: Polarity) -> Side:
        if (id, polarity) not in sides:
            sides[id, polarity] = side(known[id], polarity, background)
        return sides[id, polarity]

    found: dict[str, Disagreement] = {}
    clashed: set[str] = set()
    for clash in clashes(outlines.values(), outlines, lambda id: _wider(known[id], known)):
        if clash.polarity is Polarity.NEGATIVE:
            clashed.add(clash.denying)
        pair = of(clash.asserting, Polarity.POSITIVE), of(clash.denying, clash.polarity)
        found |= {d.id: d for d in judged(*pair, resolve)}
    for outline in outlines.values():
        if outline.id not in clashed and Polarity.NEGATIVE in outline.held:
            found |= {d.id: d for d in lone(of(outline.id, Polarity.NEGATIVE))}
    return [found[id] for id in sorted(found)]


def clashes(
    asked: Iterable[Outline], known: Mapping[str, Outline], wider: Callable[[str], Iterable[str]]
) -> Iterator[Clash]:
    """Sides that assert and sides that deny it, or say that it hinders what the others say it promotes.

    Args:
        asked: propositions that are compared with themselves, what they refine, and the opposites of both.
        known: all these, by id.
        wider: gives the ids of all that a proposition refines, by its id.
    """
    ends = {(p.relation, p.head, p.tail): p for p in known.values() if p.relation in OPPOSITE}
    for p in asked:
        general = [known[id] for id in wider(p.id)]
        pairs = [(p, p, Polarity.NEGATIVE)]
        pairs += [(a, b, Polarity.NEGATIVE) for g in general for a, b in ((p, g), (g, p))]
        for g in (p, *general) if p.relation in OPPOSITE else ():
            if q := ends.get((OPPOSITE[p.relation], g.head, g.tail)):
                pairs.append((*((p, q) if p.relation is Relation.PROMOTES else (q, p)), Polarity.POSITIVE))
        for a, b, polarity in pairs:
            if Polarity.POSITIVE in a.held and polarity in b.held:
                yield Clash(a.id, b.id, polarity)


def _wider(proposition: Proposition, known: Mapping[str, Proposition]) -> list[str]:
    """All propositions that one refines, by way of the nearest."""
    found: dict[str, None] = {}
    waiting = list(proposition.refines)
    while waiting:
        id = waiting.pop()
        if id in known and id not in found:
            found[id] = None
            waiting += known[id].refines
    return sorted(found)


def judged(asserting: Side, denying: Side, resolve: Resolve) -> Iterator[Disagreement]:
    """The disagreements of two sides, one for each claim of the side with fewer, the same for any order of claims."""
    fewer_assert = len(asserting.parties) < len(denying.parties)
    few, many = (asserting, denying) if fewer_assert else (denying, asserting)
    for party in few.parties:
        others = [*many.samples, *filter(None, [many.of_work.get(party.doc)])]
        pairs = ((party, other) if fewer_assert else (other, party) for other in others)
        found = [(a, b, *_kind(a, b, asserting, denying, resolve)) for a, b in pairs]
        if asserting.proposition == denying.proposition:
            found = [j for j in found if j[2] is not Dispute.DENIED or not _is_one_sentence(j[0], j[1])]
        if found:
            a, b, kind, reason = min(found, key=lambda j: (_ORDER.index(j[2]), j[0].doc != j[1].doc, j[0].id, j[1].id))
            yield _record(kind, asserting.proposition, denying.proposition, a.id, b.id, reason)


def _is_one_sentence(one: Party, other: Party) -> bool:
    """Whether two claims come from one sentence, in which no holder states and denies the same: it was misread."""
    return bool(one.said) and (one.doc, one.said) == (other.doc, other.said)


def _kind(a: Party, b: Party, asserting: Side, denying: Side, resolve: Resolve) -> tuple[Dispute, str]:
    if not (a.asserted and b.asserted):
        return Dispute.HYPOTHETICAL, "one side is only supposed or advised"
    if apart := a.scope.apart(b.scope):
        return Dispute.SCOPE_DIFFERENCE, apart
    if a.doc != b.doc and a.scope.of_others(b.scope):
        return Dispute.SCOPE_DIFFERENCE, "the places are not known to be the same, and no government is named"
    if a.doc == b.doc and _on_conditions(a.said, b.said):
        return Dispute.SCOPE_DIFFERENCE, "each side has a condition of its own"
    if _same_holder(a, b, resolve):
        return Dispute.DENIED, "one holder says both"
    for party, answers in ((a, denying), (b, asserting)):
        if not party.own and party.doc in answers.own:
            return Dispute.REPORTED_VIEW, f"{party.doc} reports the view and itself says the opposite"
    if not all(party.own or party.names for party in (a, b)):
        return Dispute.REPORTED_VIEW, "the view is credited to nobody who is named"
    return Dispute.CONFLICT, "each side is asserted by its own holder, and nothing known sets their scopes apart"


def _on_conditions(one: str, other: str) -> bool:
    """Whether two sentences begin with a condition each, or a single one tells when or where each side holds."""
    return bool(_TURN.search(one) if one == other else _CONDITION.match(one) and _CONDITION.match(other))


def _same_holder(one: Party, other: Party, resolve: Resolve) -> bool:
    """Whether a holder of one claim holds the other too, in the same work or in another by the same author."""
    if one.own and other.own and one.doc == other.doc:
        return True
    persons = resolve((*one.names, *other.names))
    held = [{p for name in party.names for p in persons[name]} for party in (one, other)]
    return bool(held[0] & held[1])


def lone(denying: Side) -> Iterator[Disagreement]:
    """The denials of what nobody asserts."""
    for party in denying.parties:
        if party.asserted:
            p = denying.proposition
            yield _record(Dispute.DENIED, p, p, "", party.id, "nobody asserts what is denied")


def _record(kind: Dispute, one: str, other: str, a: str, b: str, reason: str) -> Disagreement:
    return Disagreement(digest("disagreement", one, other, a, b), kind, one, other, a, b, reason)
