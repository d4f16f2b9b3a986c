"""Records to N-Quads lines: one graph for each work, one for what the works say together.

The claims of a work, with their evidence, stand in ``graph/<doc>``; the propositions that claims share
stand in ``graph/assembled``. Every node has an IRI made from content, so that the same records give
the same lines in any order, and no line is ever a blank node. Text is untrusted: it reaches a line only
through :func:`literal`, :func:`iri` or :func:`slugify`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from kg.model import (
    SYMMETRIC,
    THIS_WORK,
    Claim,
    Disagreement,
    Document,
    Entity,
    EntityType,
    Evidence,
    Extraction,
    LinkedClaim,
    Mention,
    Modality,
    Page,
    Polarity,
    Proposition,
    Reference,
    Section,
)
from kg.terms import ASSEMBLED, BASE, ONTOLOGY, evidence_iri, graph_iri, iri, is_web_iri, literal, scholar_iri, work_iri

Triple = tuple[str, str, str]
"""Subject, predicate and object as N-Quads terms."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a view, as a node of the graph, with its members where it is several people."""

    iri: str
    label: str
    members: tuple[Holder, ...] = ()


Holders = Mapping[str, Holder]
"""Those whose views one work gives or whom it speaks of, by the names it gives them."""
Revised = Mapping[str, str]
"""Ids of claims that curators wrote, each with that of the claim it stands for."""
NONE: Revised = MappingProxyType({})

_DCTERMS = "http://purl.org/dc/terms/"
_OA = "http://www.w3.org/ns/oa#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_PROV = "http://www.w3.org/ns/prov#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_BIBO = "http://purl.org/ontology/bibo/"
_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"

_TOGETHER = iri(ASSEMBLED)
_XSD = "http://www.w3.org/2001/XMLSchema#"

_CONTEXT = 32  # characters of text kept on either side of a quotation


def citation(reference: Reference) -> str:
    """The reference on one line: ``Author; Author (year). Title. Container.``"""
    who = "; ".join(reference.authors)
    when = f"({reference.year})" if reference.year is not None else ""
    parts = (" ".join(filter(None, (who, when))), reference.title, reference.container)
    return " ".join(p if p.endswith((".", "?", "!")) else f"{p}." for p in parts if p)


def work_quads(
    extraction: Extraction,
    claims: Iterable[LinkedClaim],
    holders: Holders = MappingProxyType({}),
    rejected: Collection[str] = (),
    revised: Revised = NONE,
    merged: Iterable[str] = (),
    related: Iterable[str] = (),
) -> Iterator[str]:
    """The lines of one work's graph: its record, its claims and their evidence.

    The direct triple head, relation, tail is there only for what the work asserts and does not deny. A claim whose id
    is among the ``rejected`` is kept as such: it states no proposition and no triple. ``revised`` gives for a claim
    that a curator wrote the id of the one it stands for. Who holds a view is a node of the name alone where
    ``holders`` does not say more. ``merged`` and ``related`` are ids of documents: other records of the work, and
    works of which it is another form.
    """
    document = extraction.document
    work = iri(work_iri(document.id))
    graph = iri(graph_iri(document.id))
    yield from _lines(graph, _work(extraction, work))
    yield from _lines(graph, ((work, _igr("mergedDocument"), literal(id)) for id in merged))
    yield from _lines(graph, ((work, f"<{_DCTERMS}relation>", iri(work_iri(id))) for id in related))
    kept = _distinct(claims)
    for id, linked in kept.items():
        node = iri(f"{BASE}claim/{id}")
        yield from _lines(graph, _claim(linked, node, work, holders, id in rejected))
        if id in revised:
            old = iri(f"{BASE}claim/{revised[id]}")
            yield from _lines(graph, [(node, f"<{_PROV}wasRevisionOf>", old)])
    for holder in holders.values():
        yield from _lines(graph, _holder(holder))
    for evidence in {linked.claim.evidence: None for linked in kept.values()}:
        yield from _lines(graph, _evidence(document, evidence, work))


def assembled_quads(propositions: Iterable[Proposition]) -> Iterator[str]:
    """The lines of the shared graph: each proposition with its support, each entity with its type."""
    forms: defaultdict[str, Counter[Entity]] = defaultdict(Counter)
    for proposition in propositions:
        yield from proposition_quads(proposition)
        for entity in (proposition.head, proposition.tail):
            forms[entity.iri][entity] += len(proposition.claims)
    for counts in forms.values():
        # One label and one type for an IRI: those of most claims.
        entity, _ = min(counts.items(), key=lambda form: (-form[1], form[0].label, form[0].type))
        yield from entity_quads(entity)


def proposition_quads(proposition: Proposition) -> Iterator[str]:
    """The lines of one proposition with its support."""
    return _lines(_TOGETHER, _proposition(proposition))


def entity_quads(entity: Entity) -> Iterator[str]:
    """The lines of one thing that propositions speak of."""
    return _lines(_TOGETHER, _entity(entity))


def dispute_quads(found: Iterable[Disagreement]) -> Iterator[str]:
    """The lines of what seems to clash: its two sides, what it is, and why."""
    for dispute in found:
        yield from _lines(_TOGETHER, _dispute(dispute))


def _dispute(dispute: Disagreement) -> Iterator[Triple]:
    node = iri(f"{BASE}disagreement/{dispute.id}")
    yield node, _TYPE, _igr("Disagreement")
    yield node, _igr("disputeKind"), _igr("dispute" + "".join(w.capitalize() for w in dispute.kind.split()))
    yield node, f"<{_RDFS}comment>", literal(dispute.reason)
    for side, proposition, claim in (
        ("For", dispute.proposition_a, dispute.claim_a),
        ("Against", dispute.proposition_b, dispute.claim_b),
    ):
        if proposition:
            yield node, _igr(f"proposition{side}"), iri(f"{BASE}proposition/{proposition}")
        if claim:
            yield node, _igr(f"claim{side}"), iri(f"{BASE}claim/{claim}")


def _distinct(claims: Iterable[LinkedClaim]) -> dict[str, LinkedClaim]:
    # One claim for an id, the surest: two rules may read the same statement in one sentence.
    kept: dict[str, LinkedClaim] = {}
    for linked in claims:
        id = linked.id
        known = kept.setdefault(id, linked)
        if known != linked:
            kept[id] = min(known, linked, key=lambda c: (-c.claim.confidence, repr(c)))
    return kept


def _lines(graph: str, triples: Iterable[Triple]) -> Iterator[str]:
    for subject, predicate, value in triples:
        yield f"{subject} {predicate} {value} {graph} ."


def _work(extraction: Extraction, work: str) -> Iterator[Triple]:
    document, reference = extraction.document, extraction.document.reference
    yield work, _TYPE, _igr(EntityType.WORK)
    yield work, _igr("documentId"), literal(document.id)
    yield work, _igr("sentences"), _integer(extraction.sentences)
    yield work, f"<{_DCTERMS}title>", literal(reference.title)
    yield work, f"<{_DCTERMS}bibliographicCitation>", literal(citation(reference))
    for author in reference.authors:
        yield work, f"<{_DCTERMS}creator>", literal(author)
    for place in reference.places:
        yield work, _igr("place"), literal(place)
    if reference.year is not None:
        yield work, f"<{_DCTERMS}issued>", literal(f"{reference.year:04d}", datatype="gYear")
    if reference.kind:
        yield work, f"<{_DCTERMS}type>", literal(reference.kind)
    if reference.doi:
        yield work, f"<{_BIBO}doi>", literal(reference.doi)
    if is_web_iri(reference.url):
        yield work, f"<{_DCTERMS}source>", f"<{reference.url}>"


def _claim(linked: LinkedClaim, node: str, work: str, holders: Holders, rejected: bool) -> Iterator[Triple]:
    claim = linked.claim
    yield from _rejected(linked, node) if rejected else _stated(linked, node)
    yield node, _igr("inWork"), work
    yield node, _igr("polarity"), _igr(claim.polarity)
    yield node, _igr("modality"), _igr(claim.modality)
    yield node, _igr("rule"), literal(claim.rule)
    yield node, _igr("confidence"), _decimal(claim.confidence)
    yield node, _igr("linkScore"), _decimal(min(linked.head_link[0], linked.tail_link[0]))
    yield node, _igr("evidence"), iri(evidence_iri(claim.doc, claim.evidence.start, claim.evidence.end))
    if claim.time:
        yield node, f"<{_DCTERMS}temporal>", literal(claim.time)
    if claim.place:
        yield node, _igr("claimPlace"), literal(claim.place)
    yield from _held_by(claim.attributed_to, node, work, holders)
    yield from _ends(linked, node)
    yield from _span(node, "trigger", *claim.trigger)


def _stated(linked: LinkedClaim, node: str) -> Iterator[Triple]:
    claim = linked.claim
    yield node, _TYPE, _igr("Claim")
    yield node, _igr("states"), iri(f"{BASE}proposition/{linked.proposition}")
    if claim.polarity is Polarity.POSITIVE and claim.modality is Modality.ASSERTED:
        head, tail = _ordered(claim, linked.head, linked.tail)
        yield iri(head.iri), _igr(claim.relation), iri(tail.iri)


def _rejected(linked: LinkedClaim, node: str) -> Iterator[Triple]:
    head, tail = _ordered(linked.claim, linked.head, linked.tail)
    yield node, _TYPE, _igr("RejectedClaim")
    yield node, _igr("readHead"), iri(head.iri)
    yield node, _igr("readRelation"), _igr(linked.claim.relation)
    yield node, _igr("readTail"), iri(tail.iri)


def _held_by(name: str, node: str, work: str, holders: Holders) -> Iterator[Triple]:
    if name == THIS_WORK:
        yield node, _igr("attributedTo"), work
        return
    holder = holders.get(name) or Holder(scholar_iri(name), name)
    yield node, _igr("attributedTo"), iri(holder.iri)
    yield from _holder(holder)


def _holder(holder: Holder) -> Iterator[Triple]:
    node = iri(holder.iri)
    yield node, _TYPE, _igr(EntityType.SCHOLAR)
    yield node, f"<{_RDFS}label>", literal(holder.label)
    for member in holder.members:
        yield node, _igr("hasMember"), iri(member.iri)
        yield from _holder(member)


def _ends(linked: LinkedClaim, node: str) -> Iterator[Triple]:
    claim = linked.claim
    ends: list[Mention] = [claim.head, claim.tail]
    if _is_swapped(claim, linked.head, linked.tail):
        ends.reverse()
    for side, mention in zip(("head", "tail"), ends, strict=True):
        yield node, _igr(f"{side}Mention"), literal(mention.text)
        yield node, _igr(f"{side}Type"), _igr(mention.type)
        yield from _span(node, side, mention.start, mention.end)


def _is_swapped(stated: Claim | Proposition, head: Entity, tail: Entity) -> bool:
    # The ends of a symmetric proposition are sorted by IRI; its claims follow, or a mention would stand
    # at the wrong end.
    return stated.relation in SYMMETRIC and tail.iri < head.iri


def _ordered(stated: Claim | Proposition, head: Entity, tail: Entity) -> tuple[Entity, Entity]:
    return (tail, head) if _is_swapped(stated, head, tail) else (head, tail)


def _span(node: str, name: str, start: int, end: int) -> Iterator[Triple]:
    if start >= 0:
        yield node, _igr(f"{name}Start"), _integer(start)
        yield node, _igr(f"{name}End"), _integer(end)


def _evidence(document: Document, evidence: Evidence, work: str) -> Iterator[Triple]:
    text = document.text
    name = evidence_iri(document.id, evidence.start, evidence.end)
    node, position, quotation = iri(name), iri(f"{name}#position"), iri(f"{name}#quote")
    before = text[max(0, evidence.start - _CONTEXT) : evidence.start]
    after = text[evidence.end : evidence.end + _CONTEXT]
    yield node, _TYPE, f"<{_OA}SpecificResource>"
    yield node, f"<{_OA}hasSource>", work
    yield node, f"<{_OA}hasSelector>", position
    yield node, f"<{_OA}hasSelector>", quotation
    yield node, _igr("quote"), literal(evidence.text)
    if section := section_at(document, evidence):
        yield node, _igr("section"), literal(section)
    if page := page_at(document, evidence):
        yield node, _igr("page"), literal(page)
    yield position, _TYPE, f"<{_OA}TextPositionSelector>"
    yield position, f"<{_OA}start>", _integer(evidence.start)
    yield position, f"<{_OA}end>", _integer(evidence.end)
    yield quotation, _TYPE, f"<{_OA}TextQuoteSelector>"
    yield quotation, f"<{_OA}exact>", literal(evidence.text)
    if before:
        yield quotation, f"<{_OA}prefix>", literal(before)
    if after:
        yield quotation, f"<{_OA}suffix>", literal(after)


def section_at(document: Document, evidence: Evidence) -> Section:
    """The section that a sentence stands in; none where the text does not tell."""
    return next((p.section for p in document.parts if p.start <= evidence.start < p.end), Section.NONE)


def page_at(document: Document, evidence: Evidence) -> str:
    """The page that a sentence stands on, ``12``, or ``12-13`` where it runs over a page break; empty without pages."""
    pages = document.pages
    first = bisect_right(pages, evidence.start, key=_start) - 1
    last = bisect_right(pages, max(evidence.start, evidence.end - 1), key=_start) - 1
    if first < 0:
        return pages[last].label if last >= 0 else ""
    return pages[first].label if first == last else f"{pages[first].label}-{pages[last].label}"


def _start(page: Page) -> int:
    return page.start


def _proposition(proposition: Proposition) -> Iterator[Triple]:
    node = iri(f"{BASE}proposition/{proposition.id}")
    head, tail = _ordered(proposition, proposition.head, proposition.tail)
    yield node, _TYPE, _igr("Proposition")
    yield node, _igr("head"), iri(head.iri)
    yield node, _igr("relation"), _igr(proposition.relation)
    yield node, _igr("tail"), iri(tail.iri)
    yield node, _igr("works"), _integer(len({c.claim.doc for c in proposition.claims}))
    yield node, _igr("belief"), _decimal(proposition.belief)
    yield node, _igr("beliefLow"), _decimal(proposition.low)
    yield node, _igr("beliefHigh"), _decimal(proposition.high)
    yield node, _igr("supportingWorks"), _integer(proposition.works)
    yield node, _igr("sources"), _integer(proposition.sources)
    if proposition.against.belief:
        yield node, _igr("denialBelief"), _decimal(proposition.against.belief)
        yield node, _igr("denialBeliefLow"), _decimal(proposition.against.low)
        yield node, _igr("denialBeliefHigh"), _decimal(proposition.against.high)
    for general in proposition.refines:
        yield node, _igr("refines"), iri(f"{BASE}proposition/{general}")


def _entity(entity: Entity) -> Iterator[Triple]:
    node = iri(entity.iri)
    yield node, _TYPE, _igr(entity.type)
    # A work that stands in a proposition has its title in its own graph.
    if entity.local and not entity.iri.startswith(f"{BASE}work/"):
        yield node, f"<{_SKOS}prefLabel>", literal(entity.label, language="en")
        yield node, _igr("local"), literal("true", datatype="boolean")
        if entity.broader:
            yield node, f"<{_SKOS}broader>", iri(entity.broader)
        if entity.within:
            yield node, _igr("within"), iri(entity.within)


@cache
def _igr(name: str) -> str:
    return f"<{ONTOLOGY}{name}>"


def _integer(value: int) -> str:
    return f'"{value:d}"^^<{_XSD}integer>'


def _decimal(value: float) -> str:
    # Four digits, in the form that the store keeps: 0.8, not 0.8000.
    return f'"{f"{value:.4f}".rstrip("0").rstrip(".")}"^^<{_XSD}decimal>'
