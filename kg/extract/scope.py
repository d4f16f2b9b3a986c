"""When and where: the time and the place that a sentence gives for each of its claims.

The words tell what is a date (``dates``) and what is the name of a place (the ontology); the parse tells which clause
each belongs to, and which clauses a claim stands in (``reach``). What another clause, a bracket or an end of the claim
itself says of times and places is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Span, Token

from kg.extract import harvest
from kg.extract.blend import Place
from kg.extract.dates import Date, dates, phrases
from kg.extract.entities import SPANS
from kg.extract.lexicon import word_list
from kg.extract.phrases import canonical, text_of
from kg.extract.reach import Marks, are_joined, heads_clause, meeting, opens_clause
from kg.model import Claim, EntityType, Mention, Relation, Role

_NEAR = 3
"""How many words may stand between the tail of a claim and a time that is said of it rather than of its clause."""

_MADE = frozenset({Relation.ESTABLISHES, Relation.PARTICIPATES_IN})
"""Relations whose time a participle may tell: "a pact signed in 2015"."""


@dataclass(frozen=True, slots=True)
class Said:
    """A time or a place in a sentence: its words, its tokens, the clause it belongs to and the word it hangs on."""

    value: str
    start: int
    end: int
    clause: Token
    anchor: Token


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a claim stands in its sentence: the tokens of its ends, as far as they are there, and its predicate."""

    head: Span | None
    tail: Span | None
    predicate: Token
    in_phrase: bool
    """Whether one noun phrase holds both ends, so that no verb says what they have to do with each other."""

    @property
    def ends(self) -> list[Span]:
        """The ends that stand in the sentence, the tail first, since times are told of tails."""
        return [e for e in (self.tail, self.head) if e is not None]


class Scopes:
    """Gives claims the times and places of their sentences, each of which is read once."""

    def __init__(self, found: Iterable[Place]) -> None:
        self._found: dict[tuple[int, int], Place] = {}
        for place in found:
            if place.block.doc._.role == Role.BODY:  # a title dates no claim, a list of keywords makes none
                evidence = harvest.evidence(place.block, place.sentence)
                self._found[evidence.start, evidence.end] = place
        self._read: dict[tuple[int, int], Sentence] = {}

    def scoped(self, claims: Iterable[Claim]) -> list[Claim]:
        """The claims with the time and place that the sentence of each gives for it."""
        return [self._scoped(c) for c in claims]

    def _scoped(self, claim: Claim) -> Claim:
        key = (claim.evidence.start, claim.evidence.end)
        if key not in self._found:
            return claim
        if key not in self._read:
            self._read[key] = Sentence(self._found[key])
        return self._read[key].scoped(claim)


class Sentence:
    """The times and places of a sentence, with the clause of each."""

    def __init__(self, place: Place) -> None:
        self._block = place.block
        self._span = place.sentence
        dated, named = list(_dated(place.sentence)), list(_named(place.sentence))
        self._marks = Marks(place.sentence if dated or named else place.sentence[:0])  # most sentences say neither
        self._times = list(_times(dated, self._marks))
        self._bracketed = [(d, s) for d, s in dated if _fills_bracket(d, s)]
        self._places = list(_places(named, self._marks))

    def scoped(self, claim: Claim) -> Claim:
        """A claim of the sentence with the time and place said of it."""
        if not (self._times or self._bracketed or self._places):
            return claim
        standing = self._standing(claim)
        if standing is None:
            return claim
        return replace(claim, time=self._time(claim, standing), place=self._place(claim, standing))

    def _time(self, claim: Claim, standing: Standing) -> str:
        if claim.head.type is EntityType.WORK:  # a date there is that of what the work is about
            return ""
        return self._chosen(_said_of(standing, self._times), standing) or self._of_end(claim, standing)

    def _of_end(self, claim: Claim, standing: Standing) -> str:
        """A time that a bracket or a participle tells of an end: "council (since 1995)", "pact signed in 2015"."""
        for end in standing.ends:
            for date, span in self._bracketed:
                if span.start == end.end + 1:
                    return date.value
        if claim.relation not in _MADE or standing.tail is None:
            return ""
        told = [t for t in _said_of(standing, self._times) if _tells_of_making(t.clause, standing.tail)]
        return told[0].value if told else ""

    def _place(self, claim: Claim, standing: Standing) -> str:
        if claim.relation is Relation.LOCATED_IN:  # its tail says where
            return ""
        named = {claim.head.text.lower(), claim.tail.text.lower()}
        places = [p for p in _said_of(standing, self._places) if p.value.lower() not in named]
        return self._chosen([p for p in places if _modifies(p, standing.ends)], standing)

    def _chosen(self, said: Sequence[Said], standing: Standing) -> str:
        """What is said in the innermost clause that says anything: close behind the tail, else first."""
        for clause, before in self._marks.reach(standing.predicate):
            held = [s for s in said if s.clause == clause and s.start < before]
            tail = standing.tail
            behind = [s for s in held if tail is not None and 0 <= s.start - tail.end <= _NEAR]
            if held:
                return (behind or held)[0].value
        return ""

    def _standing(self, claim: Claim) -> Standing | None:
        """Where a claim stands: at its trigger, else at the lowest verb over both ends, as far as they are here."""
        head, tail = self._mention(claim.head), self._mention(claim.tail)
        trigger = self._slice(*claim.trigger)
        if trigger is not None:
            listed = claim.relation is Relation.IS_A and trigger.root.dep_ in {"amod", "prep"}  # "areas such as X"
            return Standing(head, tail, trigger.root, listed)
        ends = sorted((e.root for e in (head, tail) if e is not None), key=lambda t: t.i)
        if not ends:
            return None
        if len(ends) == 1 or self._marks.part(ends[0]) != self._marks.part(ends[1]):
            return Standing(head, tail, ends[-1], False)
        met = meeting(*ends)
        return Standing(head, tail, met, not heads_clause(met) and not are_joined(*ends))

    def _mention(self, mention: Mention) -> Span | None:
        return self._slice(mention.start, mention.end)

    def _slice(self, start: int, end: int) -> Span | None:
        """The tokens of the sentence that a slice of the text as read became."""
        origin = self._block.repaired.origin
        held = [t.i for t in self._span if origin[t.idx] < end and origin[t.idx + len(t) - 1] >= start]
        return self._span.doc[held[0] : held[-1] + 1] if held else None


def _said_of(standing: Standing, said: Iterable[Said]) -> list[Said]:
    """The times or places that are no part of the ends of a claim, and stand in the phrase that joins them, if any."""
    free = [s for s in said if not any(s.start < e.end and e.start < s.end for e in standing.ends)]
    if not standing.in_phrase:
        return free
    return [s for s in free if standing.predicate == s.anchor or standing.predicate.is_ancestor(s.anchor)]


def _tells_of_making(clause: Token, tail: Span) -> bool:
    """Whether a clause says how a thing was made: "a pact signed in 2015", "a fund which they created in 2000"."""
    made = clause.dep_ == "acl" or (clause.dep_ == "relcl" and clause.lemma_ in word_list("making_verbs"))
    return made and clause.head in tail


def _modifies(place: Said, ends: Iterable[Span]) -> bool:
    """Whether a place hangs on a predicate, opens its clause, or says of which things of a kind a claim speaks."""
    if place.anchor == place.clause or opens_clause(place.clause.doc[place.start], place.clause):
        return True
    return place.anchor.pos_ != "PROPN" and any(e.start <= place.anchor.i < e.end for e in ends)


def _dated(sentence: Span) -> Iterator[tuple[Date, Span]]:
    for date in dates(text_of(sentence)):
        span = sentence.char_span(date.start, date.end, alignment_mode="expand")
        if span is not None:
            yield date, span


def _times(dated: Iterable[tuple[Date, Span]], marks: Marks) -> Iterator[Said]:
    for date, span in dated:
        clause = marks.owner(span) if _is_time(date, span) else None
        if clause is not None:
            yield Said(date.value, span.start, span.end, clause, span.root.head)


def _is_time(date: Date, span: Span) -> bool:
    """Whether a date stands by itself: behind a preposition, or as a full date; no number of things."""
    if not date.opener and not _stands_free(date, span):
        return False
    counted = span[-1].head
    return not (span[-1].dep_ == "nummod" and counted.i >= span.end and counted.pos_ == "NOUN")


def _stands_free(date: Date, span: Span) -> bool:
    """Whether a date without a preposition says when: "July 18, 2013, ...", "1996 The Declaration established ..."."""
    opens = span.start == span.sent.start or span.doc[span.start - 1].text == ";"
    if date.exact:
        return opens or span.root.dep_ == "npadvmod"
    return opens and span.end < span.sent.end and span.doc[span.end].pos_ == "DET"


def _fills_bracket(date: Date, span: Span) -> bool:
    """Whether a date is all that stands in a bracket and is no mere year, which may be that of a citation."""
    if date.value.isdigit() or span.start == span.sent.start or span.end == span.sent.end:
        return False
    return span.doc[span.start - 1].text == "(" and span.doc[span.end].text == ")"


def _named(sentence: Span) -> Iterator[tuple[Token, Span]]:
    """The places a sentence names, each with its preposition."""
    for opener in sentence:
        if opener.pos_ == "ADP" and opener.lower_ in phrases("place_openers"):
            names = _names_behind(opener)
            if names is not None:
                yield opener, names


def _places(named: Iterable[tuple[Token, Span]], marks: Marks) -> Iterator[Said]:
    """The places of a sentence, those of one list together: "in Scotland, in Wales and in Ulster"."""
    held: list[Said] = []
    for opener, names in named:
        clause = marks.owner(names.doc[opener.i : names.end])
        if clause is None:
            continue
        place = Said(canonical(names), opener.i, names.end, clause, opener.head)
        if held and not _goes_on(held[-1], place):
            yield _as_one(held)
            held = []
        held.append(place)
    if held:
        yield _as_one(held)


def _goes_on(one: Said, other: Said) -> bool:
    between = one.clause.doc[one.end : other.start]
    return len(between) > 0 and all(t.text == "," or t.dep_ == "cc" or t.lower_ in {"well", "as"} for t in between)


def _as_one(places: Sequence[Said]) -> Said:
    *others, last = [p.value for p in places]
    value = f"{', '.join(others)} and {last}" if others else last
    return replace(places[0], value=value, end=places[-1].end)


def _names_behind(opener: Token) -> Span | None:
    """The names of places behind a preposition, all of them where several are joined; nothing where one is no place."""
    names = [_place_name(t) for c in opener.children if c.dep_ == "pobj" for t in _joined(c)]
    held = [n for n in names if n is not None]
    if not held or len(held) < len(names):
        return None
    between = opener.doc[opener.i + 1 : held[0].start]
    return opener.doc[held[0].start : held[-1].end] if all(t.pos_ == "DET" for t in between) else None


def _joined(token: Token) -> list[Token]:
    return [token, *(t for c in token.children if c.dep_ == "conj" for t in _joined(c))]


def _place_name(token: Token) -> Span | None:
    """The longest name of a place that ends in a token."""
    names = [s for s in token.doc.spans.get(SPANS, ()) if s.end == token.i + 1 and _is_place(s)]
    return min(names, key=lambda s: s.start, default=None)


def _is_place(span: Span) -> bool:
    """Whether a typed span is the name of a territory: "Jiangsu Province", not "local governments", "State Council"."""
    if text_of(span) in phrases("territories"):  # unions that the ontology has as bodies
        return True
    if span.label_ not in {EntityType.REGION, EntityType.GOVERNMENT} or _is_power(span):
        return False
    named = any(t.pos_ == "PROPN" and t.text[:1].isupper() for t in span)
    return named and (span[-1].text[:1].isupper() or span[-1].lower_ in phrases("territory_nouns"))


def _is_power(span: Span) -> bool:
    return any(t.lemma_.lower() in phrases("powers") for t in span)
