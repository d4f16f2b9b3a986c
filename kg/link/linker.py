"""From mentions to entities: candidates by normal form, ranked, else a local concept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.link.match import Match, Status, bag, compare
from kg.model import THIS_WORK, Claim, Concept, Document, Entity, EntityType, Extraction, LinkedClaim, Mention
from kg.terms import local_iri, work_iri

THRESHOLD = 0.8
"""A best candidate below this score is no link; the mention becomes a local concept."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A concept a mention may stand for, and why."""

    concept: Concept
    match: Match


class Linker:
    """An index of every name of the concepts, by its content words."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self._index: dict[tuple[str, ...], list[tuple[str, Status, Concept]]] = {}
        for concept in concepts:
            for name, status in _names(concept):
                self._index.setdefault(bag(name), []).append((name, status, concept))

    def candidates(self, mention: Mention) -> list[Candidate]:
        """All concepts that share the mention's content words, best first; one entry a concept."""
        best: dict[str, Candidate] = {}
        for name, status, concept in self._index.get(bag(mention.text), ()):
            match = Match(compare(mention.text, name), status, concept.type is mention.type)
            held = best.get(concept.iri)
            if held is None or match.score > held.match.score:
                best[concept.iri] = Candidate(concept, match)
        return sorted(best.values(), key=lambda c: (-c.match.score, c.concept.iri))

    def link(self, mention: Mention) -> tuple[Entity, tuple[float, str]]:
        """The entity of a mention with the score and reason of the link."""
        ranked = self.candidates(mention)
        if ranked and ranked[0].match.score >= THRESHOLD:
            concept, match = ranked[0].concept, ranked[0].match
            return Entity(concept.iri, concept.label, concept.type, local=False), (match.score, match.reason)
        return local_entity(mention), (1.0, "no name of the ontology; a local concept")


def _names(concept: Concept) -> Iterator[tuple[str, Status]]:
    yield concept.label, Status.PREFERRED
    yield from ((n, Status.ALTERNATIVE) for n in concept.names)
    yield from ((n, Status.HIDDEN) for n in concept.hidden)


def local_entity(mention: Mention) -> Entity:
    """A concept of our own for a mention: its IRI comes from the sorted content words, so variants meet."""
    return Entity(local_iri(bag(mention.text)), mention.text, mention.type, local=True)


def work_entity(document: Document) -> Entity:
    """The document itself as an entity."""
    return Entity(work_iri(document.id), document.reference.title, EntityType.WORK, local=False)


def link(extraction: Extraction, linker: Linker) -> Iterator[LinkedClaim]:
    """The claims of one extraction with their ends linked; a claim whose ends meet in one entity goes out."""
    work = work_entity(extraction.document)
    for claim in extraction.claims:
        head, head_link = _end(claim.head, work, linker)
        tail, tail_link = _end(claim.tail, work, linker)
        if head.iri != tail.iri or _mutual(claim):
            yield LinkedClaim(claim, head, tail, head_link, tail_link)


def _end(mention: Mention, work: Entity, linker: Linker) -> tuple[Entity, tuple[float, str]]:
    if mention.text == THIS_WORK:
        return work, (1.0, "the work itself")
    return linker.link(mention)


def _mutual(claim: Claim) -> bool:
    return claim.relation in {"cooperatesWith", "competesWith"}
