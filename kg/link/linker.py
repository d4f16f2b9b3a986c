"""From mentions to entities: candidates of the ontology, ranked, else a local concept in its place."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from kg.aliases import Alias, AliasError, Aliases, reason
from kg.link.broader import broader
from kg.link.context import NOWHERE, Context
from kg.link.forms import EMPTY, derived, key, person, tokens
from kg.link.index import Index, Tokens, is_proper, is_titled
from kg.link.match import Likeness, Match, Status
from kg.link.people import People
from kg.link.places import Places
from kg.model import (
    SYMMETRIC,
    THIS_WORK,
    Claim,
    Concept,
    Document,
    Entity,
    EntityType,
    Extraction,
    LinkedClaim,
    Mention,
    digest,
)
from kg.terms import BASE, local_iri, work_iri

THRESHOLD = 0.8
"""A best candidate below this score is no link; the mention becomes a local concept."""

_NOTHING: Mapping[str, Alias] = {}
_FOUNDED = frozenset({EntityType.BODY, EntityType.AGREEMENT, EntityType.GOVERNMENT, EntityType.REGION})
"""What documents may call by the word for its kind: the Council, the Framework Agreement, the Country."""
_KINDS = frozenset(
    "accord act administration agency agreement alliance area assembly association authority bank basin board bureau "
    "cabinet center charter city commission committee community compact congress constitution convention council "
    "country county court declaration department district federation forum fund government governor group initiative "
    "law league legislature mayor ministry network office organization pact parliament partnership party plan policy "
    "premier president program project protocol province reform region republic secretariat senate state strategy "
    "summit treaty tribunal union zone dam memorandum".split()
)
"""Words for a kind that stand alone as the name of one thing, another one in each document."""
_ACTORS = frozenset({EntityType.GOVERNMENT, EntityType.REGION, EntityType.BODY, EntityType.SCHOLAR})
_IDEAS = frozenset({EntityType.THEORY, EntityType.FACTOR, EntityType.OUTCOME, EntityType.ISSUE})
"""What nobody who acts and no place is taken for: local self-governments are not local self-government."""
_THOUGHT = frozenset("theory model hypothesis approach framework perspective".split())
"""Last words of names of theories; path dependence is not the theory of it."""

Link = tuple[Entity, tuple[float, str]]
"""The entity of a mention, with the score and reason of the link."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A concept a mention may stand for, and why."""

    concept: Concept
    match: Match


class Linker:
    """Every name of the concepts, indexed once, and what a curator decided of their use.

    Raises:
        AliasError: the alias map names a thing that the ontology lacks and that is no local concept.
    """

    def __init__(self, concepts: Iterable[Concept], aliases: Aliases | None = None) -> None:
        known = sorted(concepts, key=lambda c: c.iri)
        self._concepts = {c.iri: c for c in known}
        self._aliases = aliases or Aliases()
        self._index = Index(known)
        self._places = Places(known)
        self._people = People(known)
        self._found: dict[tuple[str, str, EntityType], Link] = {}
        for alias in self._aliases.rows:
            if alias.iri not in self._concepts and not alias.iri.startswith(f"{BASE}local/"):
                where = f"{self._aliases.source}, row {alias.row}: {alias.iri}"
                raise AliasError(f"{where} is no concept of the ontology and not under {BASE}local/; mend object_id")

    def candidates(self, mention: Mention, context: Context = NOWHERE) -> list[Candidate]:
        """All concepts that a mention agrees with, best first; one entry a concept."""
        long = context.written_out(mention.text)
        found = list(self._compared(long, mention.type, long if long != mention.text else ""))
        if long != mention.text and not found:
            short = self._compared(mention.text, mention.type, "")
            found = [c for c in short if " " in mention.text or is_proper(c.concept)]
        place = self._places.itself(long)
        if place is None and mention.type is EntityType.GOVERNMENT:
            place = self._places.of_people(long)
        if place is not None:
            found.append(Candidate(place, Match(Likeness.KIND, Status.PREFERRED, place.type is mention.type)))
        told = self._told(long, mention.type, context)
        if told is not None:
            match = Match(Likeness.CONTEXT, Status.ALTERNATIVE, told.type is mention.type)
            found.append(Candidate(told, match))
        best: dict[str, Candidate] = {}
        for candidate in sorted(found, key=lambda c: (-c.match.score, c.concept.iri, c.match.reason)):
            best.setdefault(candidate.concept.iri, candidate)
        return list(best.values())

    def _compared(self, phrase: str, kind: EntityType, written_out: str) -> Iterator[Candidate]:
        hits = list(self._index.hits(phrase, kind))
        if kind is EntityType.SCHOLAR:
            hits += [(Likeness.PERSON, name) for name in self._people.cited(phrase)]
        for likeness, name in hits:
            if kind in _ACTORS and name.concept.type in _IDEAS:
                continue
            if kind is not EntityType.THEORY and _is_thought(name.concept) and tokens(phrase)[-1] not in _THOUGHT:
                continue
            yield Candidate(name.concept, Match(likeness, name.status, name.concept.type is kind, written_out))

    def _told(self, phrase: str, kind: EntityType, context: Context) -> Concept | None:
        """What the rest of the document says that a shared or short name stands for."""
        if kind is EntityType.SCHOLAR:
            return self._people.told(phrase, context)
        return self._places.told(phrase, context) if self._places.is_shared(phrase) else None

    def _needs_text(self, phrase: str, kind: EntityType) -> bool:
        return self._people.may_be_told(phrase) if kind is EntityType.SCHOLAR else self._places.is_shared(phrase)

    def link(self, mention: Mention, context: Context = NOWHERE) -> Link:
        """The entity of a mention with the score and reason of the link."""
        long = context.written_out(mention.text)
        named = self._is_name(long, mention.type, context)
        if named or self._needs_text(long, mention.type) or _points_back(mention, context):
            return self._link(mention, context, named)  # not kept: the next document may say otherwise
        asked = (mention.text, long, mention.type)
        if asked not in self._found:
            self._found[asked] = self._link(mention, context)
        return self._found[asked]

    def _link(self, mention: Mention, context: Context, named: bool = False) -> Link:
        forced = self._aliases.forced(mention)
        if forced is not None:
            return self._forced(mention, context, forced)
        barred = self._aliases.barred(mention)
        first = kind = ""
        for candidate in self.candidates(mention, context):
            concept, match = candidate.concept, candidate.match
            if match.score < THRESHOLD:
                break
            if named and match.likeness is Likeness.SAME and not is_proper(concept):
                kind = kind or concept.iri
            elif concept.iri not in barred:
                return _entity(concept), (match.score, first + match.reason)
            else:
                first = f"{reason(barred[concept.iri])}, rules out {concept.label}; "
        mark = context.mark if named or _points_back(mention, context) else ""
        local, why = self.local_entity(mention, context, barred, mark)
        return replace(local, broader=kind or local.broader), (1.0, first + why)

    def _is_name(self, phrase: str, kind: EntityType, context: Context) -> bool:
        """Whether the document gives the word for a kind of thing, in the singular, to one thing as its name."""
        if kind not in _FOUNDED or phrase.endswith("s") or not _is_capital(phrase):
            return False
        found = key(tokens(phrase))
        general = found[-1:] == found and found[0] in _KINDS
        general = general or any(not is_proper(name.concept) for name in self._index.named(found))
        return general and context.names(phrase)

    def _forced(self, mention: Mention, context: Context, alias: Alias) -> Link:
        concept = self._concepts.get(alias.iri)
        if concept is not None:
            return _entity(concept), (1.0, reason(alias))
        own, _ = self.local_entity(mention, context)
        return replace(own, iri=alias.iri, label=alias.label or own.label), (1.0, reason(alias))

    def local_entity(
        self, mention: Mention, context: Context = NOWHERE, barred: Mapping[str, Alias] = _NOTHING, mark: str = ""
    ) -> tuple[Entity, str]:
        """A concept of our own for a mention, under the kind of thing it is, and why.

        Its IRI comes from its content words, so that variants meet; one that a curator took apart from the
        rest gets an IRI from its words as they stand. A mark keeps what a document names apart from all others.
        """
        text = context.written_out(mention.text)
        if mention.type is EntityType.SCHOLAR:
            text = person(text)
        found = self._index.divided(tokens(text))
        place, rest = self._places.split(found, text) or (None, found)
        plain = derived(rest) if place is None else (*derived(rest), "in", *tokens(place.label))
        shared = local_iri((*(key(plain) or (text.strip().casefold(),)), *filter(None, [mark])))
        kind = self._kind(found, rest, mention)
        entity = Entity(shared, text, mention.type, local=True, broader=kind, within=place.iri if place else "")
        if shared not in barred:
            return entity, "no name of the ontology; a local concept"
        row = reason(barred[shared])
        return replace(
            entity, iri=_apart(mention.text, barred)
        ), f"{row}, rules out {shared}; a local concept of its own"

    def _kind(self, found: Tokens, rest: Tokens, mention: Mention) -> str:
        """The IRI of the kind of thing that words name, without the place in front of or after them."""
        if rest != found:
            general = [n.concept for n in self._index.named(key(rest)) if n.concept.type is mention.type]
            if not general and mention.type is EntityType.GOVERNMENT:
                general = [n.concept for n in self._index.named(key((*rest, "government")))]
            if general:
                return general[0].iri
        concept = broader(rest, mention.type, self._index, is_titled(mention.text))
        return concept.iri if concept else ""


def _points_back(mention: Mention, context: Context) -> bool:
    """Whether a mention means one named before: a word for a kind alone, "the policy", or a surname."""
    if mention.type is EntityType.SCHOLAR:
        return len(tokens(person(mention.text))) == 1
    alone = key(tokens(mention.text))
    whole = len(alone) == 1 and alone[0] in _KINDS and tokens(mention.text)[-1] == mention.text.split()[-1].lower()
    return whole and context.points_back(mention)


def _is_thought(concept: Concept) -> bool:
    return concept.type is EntityType.THEORY and tokens(concept.label)[-1] in _THOUGHT


def _is_capital(phrase: str) -> bool:
    return all(w[:1].isupper() or w in EMPTY for w in phrase.split())


def _entity(concept: Concept) -> Entity:
    return Entity(concept.iri, concept.label, concept.type, local=False)


def _apart(text: str, barred: Iterable[str]) -> str:
    own = (local_iri((*tokens(text), digest(text, str(n))[:8])) for n in itertools.count())
    return next(iri for iri in own if iri not in barred)


def work_entity(document: Document) -> Entity:
    """The document itself as an entity."""
    return Entity(work_iri(document.id), document.reference.title, EntityType.WORK, local=False)


def link(extraction: Extraction, linker: Linker) -> Iterator[LinkedClaim]:
    """The claims of one extraction with their ends linked; a claim whose ends meet in one entity goes out."""
    work = work_entity(extraction.document)
    context = Context.of(extraction.document.text, extraction.document.id)
    for claim in extraction.claims:
        head, head_link = _end(claim.head, work, linker, context)
        tail, tail_link = _end(claim.tail, work, linker, context)
        if head.iri != tail.iri or _mutual(claim):
            yield LinkedClaim(claim, head, tail, head_link, tail_link)


def _end(mention: Mention, work: Entity, linker: Linker, context: Context) -> Link:
    if mention.text == THIS_WORK:
        return work, (1.0, "the work itself")
    return linker.link(mention, context)


def _mutual(claim: Claim) -> bool:
    return claim.relation in SYMMETRIC
