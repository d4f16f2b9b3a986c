"""Things, propositions and disagreements on a cluster.

Things and propositions belong to parts by their IRI and id. Things gather how all claims give them, and tell it to the
propositions that speak of them. A proposition gathers its claims, asks whichever propositions may be more general
whether they are held, and sends them what asserts it, and what may clash with them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from kg import disagree, publish, rdf, verdicts
from kg.assemble import held, precision, refine, resolve, supported
from kg.assemble.merge import commonest, forms, proposition, unique
from kg.engines.exchange import Message, Sent, received
from kg.engines.graph_documents import Block, Known, block, concepts, counted
from kg.model import Disagreement, Entity, LinkedClaim, Outline, Polarity, Proposition, Reference


@dataclass(frozen=True, slots=True)
class Thing:
    """What all claims make of one thing, and the propositions that speak of it."""

    entity: Entity
    broader: str
    propositions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Row:
    """A claim on its way to its proposition, with its id and what its work is known for."""

    id: str
    claim: LinkedClaim
    authors: tuple[str, ...]
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stated:
    """The propositions of a part, without support, what is broader than their ends, and the works that state them."""

    propositions: dict[str, Proposition]
    broader: dict[str, str]
    works: dict[str, Reference]


@dataclass(frozen=True, slots=True)
class Compared:
    """What the propositions of a part refine, and what they clash with."""

    generals: dict[str, frozenset[str]]
    clashes: tuple[disagree.Clash, ...]


@dataclass(frozen=True, slots=True)
class Support:
    """What asserts a narrower proposition, with the authors of these works."""

    proposition: str
    claims: tuple[LinkedClaim, ...]
    authors: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Counterpart:
    """The other side of a clash."""

    clash: disagree.Clash
    side: disagree.Side


def tell_things(docs: Iterable[Known], judged: verdicts.Judged) -> Iterator[Message]:
    """What the claims of a part say of the things they speak of, by thing."""
    known = counted(docs, judged)
    claims, broader = unique(known).values(), refine.broader(known)
    propositions: defaultdict[str, set[str]] = defaultdict(set)
    for claim in claims:
        for end in (claim.head, claim.tail):
            propositions[end.iri].add(claim.proposition)
    for iri, found in forms(claims).items():
        yield iri, (found, broader.get(iri, ""), frozenset(propositions[iri]))


def things(sent: Sent) -> tuple[Thing, ...]:
    """The things of a part, as all claims have them."""
    said: defaultdict[str, Counter[Entity]] = defaultdict(Counter)
    broader: defaultdict[str, set[str]] = defaultdict(set)
    propositions: defaultdict[str, set[str]] = defaultdict(set)
    for iri, (found, kind, speaking) in received(sent):
        said[iri].update(found)
        broader[iri] |= {kind} - {""}
        propositions[iri] |= speaking
    return tuple(
        Thing(commonest(found), min(broader[iri], default=""), frozenset(propositions[iri]))
        for iri, found in said.items()
    )


def tell_ends(found: Iterable[Thing]) -> Iterator[Message]:
    """Each thing to the propositions that speak of it."""
    yield from ((id, (thing.entity, thing.broader)) for thing in found for id in sorted(thing.propositions))


def thing_lines(found: Iterable[Thing]) -> Block:
    """The lines of the things of a part."""
    return block(line for thing in found for line in rdf.entity_quads(thing.entity))


def tell_claims(docs: Sequence[Known], judged: verdicts.Judged) -> Iterator[Message]:
    """Each claim of a part, once, to its proposition."""
    references = {doc.id: doc.reference for doc in docs}
    for id, claim in unique(counted(docs, judged)).items():
        reference = references[claim.claim.doc]
        yield claim.proposition, Row(id, claim, reference.authors, reference.places)


def stated(sent: Sent) -> Stated:
    """The propositions of a part."""
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    entities: dict[str, Entity] = {}
    broader: dict[str, str] = {}
    for id, said in received(sent):
        if isinstance(said, Row):
            rows[id].append(said)
            continue
        entity, kind = said
        entities[entity.iri] = entity
        broader |= {entity.iri: kind} if kind else {}
    found = {id: _merged(id, rows[id], entities) for id in sorted(rows)}
    works = {r.claim.claim.doc: r for each in rows.values() for r in each}
    return Stated(found, broader, {doc: Reference("", r.authors, places=r.places) for doc, r in works.items()})


def _merged(id: str, rows: Iterable[Row], entities: Mapping[str, Entity]) -> Proposition:
    return proposition(id, [row.claim for row in sorted(rows, key=lambda row: row.id)], entities)


def _chains(had: Stated) -> refine.Chains:
    kinds, places = _broader()
    return had.broader | kinds, places


@cache
def _broader() -> tuple[dict[str, str], dict[str, str]]:
    return refine.known(concepts())


def ask_generals(had: Stated) -> Iterator[Message]:
    """Each proposition to those that may be more general, or the opposite of one that is."""
    order = refine.Order(_chains(had))
    for p in had.propositions.values():
        relations = [p.relation, *filter(None, [disagree.OPPOSITE.get(p.relation)])]
        yield from ((id, p.id) for id in sorted(refine.candidates(p.outline, relations, order)))


def answer_generals(had: Stated, sent: Sent) -> Iterator[Message]:
    """Each proposition that is held to those that asked for it."""
    for id, asking in received(sent):
        if id in had.propositions:
            yield asking, had.propositions[id].outline


def compared(had: Stated, sent: Sent) -> Compared:
    """What the propositions of a part refine, and what they clash with."""
    own = {id: p.outline for id, p in had.propositions.items()}
    outlines: dict[str, Outline] = own | {outline.id: outline for _, outline in received(sent)}
    found = refine.generals(outlines.values(), _chains(had))
    clashes = disagree.clashes(own.values(), outlines, lambda id: sorted(found.get(id, ())))
    return Compared(found, tuple(dict.fromkeys(clashes)))


def tell_generals(had: Stated, found: Compared) -> Iterator[Message]:
    """What asserts each proposition to those it refines, and its sides to those they clash with."""
    for p in had.propositions.values():
        if p.id in found.generals and (asserted := held(p.claims, Polarity.POSITIVE)):
            authors = {c.claim.doc: had.works[c.claim.doc].authors for c in asserted}
            support = Support(p.id, tuple(asserted), authors)
            yield from ((general, support) for general in sorted(found.generals[p.id]))
    sides = _Sides(had)
    for clash in found.clashes:
        if clash.asserting == clash.denying:
            continue
        if clash.asserting in had.propositions:
            yield clash.denying, Counterpart(clash, sides.of(clash.asserting, Polarity.POSITIVE))
        else:
            yield clash.asserting, Counterpart(clash, sides.of(clash.denying, clash.polarity))


class _Sides:
    """The sides of the propositions of a part, each made once."""

    def __init__(self, had: Stated) -> None:
        self._propositions = had.propositions
        self._background = disagree.Background(had.works, publish.levels(concepts()), resolve)
        self._made: dict[tuple[str, Polarity], disagree.Side] = {}

    def of(self, id: str, polarity: Polarity) -> disagree.Side:
        if (id, polarity) not in self._made:
            self._made[id, polarity] = disagree.side(self._propositions[id], polarity, self._background)
        return self._made[id, polarity]


def proposition_lines(had: Stated, found: Compared, sent: Sent, record: precision.Record) -> Block:
    """The lines of the propositions of a part, and of the disagreements on them."""
    supports: defaultdict[str, list[Support]] = defaultdict(list)
    counterparts: list[Counterpart] = []
    for id, said in received(sent):
        if isinstance(said, Support):
            supports[id].append(said)
        else:
            counterparts.append(said)
    lines = [line for p in had.propositions.values() for line in _lines(p, had, found, supports.get(p.id, ()), record)]
    lines += rdf.dispute_quads(_disputes(had, found, counterparts))
    claims = sum(len(p.claims) for p in had.propositions.values())
    return block(lines, claims, len(had.propositions))


def _lines(
    p: Proposition, had: Stated, found: Compared, narrower: Iterable[Support], record: precision.Record
) -> Iterator[str]:
    support = held(p.claims, Polarity.POSITIVE)
    authors = {doc: had.works[doc].authors for doc in {c.claim.doc for c in p.claims}}
    for other in sorted(narrower, key=lambda s: s.proposition):
        support += other.claims
        authors |= other.authors
    whole = replace(p, refines=refine.nearest(p.id, found.generals))
    return rdf.proposition_quads(supported(whole, support, authors, record))


def _disputes(had: Stated, found: Compared, sent: Iterable[Counterpart]) -> Iterator[Disagreement]:
    """The disagreements that are judged here: of propositions with themselves, and with what others sent."""
    sides = _Sides(had)
    own = [c for c in found.clashes if c.asserting == c.denying]
    pairs = [(c, sides.of(c.asserting, Polarity.POSITIVE), sides.of(c.denying, c.polarity)) for c in own]
    for other in sent:
        clash = other.clash
        if other.side.proposition == clash.asserting:
            pairs.append((clash, other.side, sides.of(clash.denying, clash.polarity)))
        else:
            pairs.append((clash, sides.of(clash.asserting, Polarity.POSITIVE), other.side))
    for _, asserting, denying in pairs:
        yield from disagree.judged(asserting, denying, resolve)
    clashed = {c.denying for c in (*found.clashes, *(o.clash for o in sent)) if c.polarity is Polarity.NEGATIVE}
    for id, p in had.propositions.items():
        if id not in clashed and Polarity.NEGATIVE in p.outline.held:
            yield from disagree.lone(sides.of(id, Polarity.NEGATIVE))
