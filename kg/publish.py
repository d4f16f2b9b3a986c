"""The graph as a function of the shards, the notes of people and the ontology.

    shards -> linked claims -> (decisions) claims that count -> propositions -> lines of the graph

What people decided is read from the notes of the store: ``decisions.jsonl``, ``audited.txt``, which names the claims
that were drawn by chance, and ``aliases.tsv``, which says what names stand for. The linked claims of all works are held
in memory; the texts of the works are not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kg import aliases, audit, curate, disagree, duplicates, rdf, scholars, shards, vocab
from kg.assemble import assemble, chains, precision, resolve
from kg.holdings import Shards
from kg.link import Linker, link
from kg.model import (
    THIS_WORK,
    Disagreement,
    Document,
    Entity,
    EntityType,
    Extraction,
    LinkedClaim,
    Mention,
    Proposition,
    Reference,
    Role,
    Section,
)
from kg.store import Writer
from kg.terms import BASE

DECISIONS = "decisions.jsonl"
ALIASES = "aliases.tsv"
AUDITED = "audited.txt"
"""The note of the claims that audits drew by chance, one id a line."""
DUPLICATES = "duplicates.tsv"
"""The note of what people decided about records of one work."""
CURATED = "+curated"
"""What the rule of a claim ends in that a curator wrote in the place of another."""


@dataclass(frozen=True, slots=True)
class Published:
    """The graph that was made and what is in it.

    ``orphans`` are decisions whose claim is no longer read, ``merged`` documents that count as one with another.
    """

    generation: str
    documents: int
    sentences: int
    claims: int
    propositions: int
    orphans: int = 0
    merged: int = 0


@dataclass(slots=True)
class _Gathered:
    """What is kept of all works while the graph is made."""

    claims: dict[str, list[LinkedClaim]]
    references: dict[str, Reference]
    people: list[scholars.Work]
    same: duplicates.Found
    sentences: int = 0


@dataclass(frozen=True, slots=True)
class _Judged:
    """What decisions make of the claims: which are rejected, and which were written anew in the place of which."""

    attached: tuple[curate.Decision, ...] = ()
    status: Mapping[str, curate.Status] = field(default_factory=dict)
    rejected: frozenset[str] = frozenset()
    revised: Mapping[str, str] = field(default_factory=dict)
    orphans: int = 0


def publish(target: Writer) -> Published:
    """Make the graph of a store anew.

    Raises:
        KgError: a shard or a note of the store is damaged, or the store cannot be written.
    """
    concepts = vocab.load().concepts
    linker = Linker(concepts, alias_map(target))
    gathered = _gather(target, linker, same_works(target))
    people = scholars.Scholars(concepts, gathered.people)
    _name_scholars(gathered, people)
    judged = _judge(target, gathered, linker)
    counted = [c for claims in gathered.claims.values() for c in claims if not _is_rejected(c, judged)]
    authors = {doc: reference.authors for doc, reference in gathered.references.items()}
    propositions = assemble(counted, authors, chains(concepts, counted), _record(target, gathered, judged))
    levels = {c.iri: c.level for c in concepts if c.level}
    disputes = disagree.disagreements(propositions, gathered.references, resolve, levels)
    generation = target.publish(
        _lines(target, gathered, judged, people, propositions, disputes), vocab.ontology_files()
    )
    distinct = sum(len(p.claims) for p in propositions)
    return Published(
        generation,
        len(gathered.references),
        gathered.sentences,
        distinct,
        len(propositions),
        judged.orphans,
        len(gathered.same.merged),
    )


def alias_map(source: Shards) -> aliases.Aliases | None:
    """The alias map of a store, if somebody gave it one."""
    text = source.note(ALIASES).decode("utf-8")
    return aliases.read(text, ALIASES) if text else None


def linked(source: Shards) -> Iterator[LinkedClaim]:
    """The claims of all works of a store, linked as the next graph will have them, before any decision."""
    linker = Linker(vocab.load().concepts, alias_map(source))
    for extraction in _extractions(source):
        yield from link(extraction, linker)


def same_works(source: Shards) -> duplicates.Found:
    """Which documents of a store are records of one work, by rules and by what people decided."""
    return duplicates.duplicates(items(source), decided(source))


def decided(source: Shards) -> duplicates.Decisions:
    """What people decided about records of one work."""
    return duplicates.read_decisions(source.note(DUPLICATES).decode("utf-8"), DUPLICATES)


def works(source: Shards, same: duplicates.Found) -> Iterator[Extraction]:
    """What was read, each work once, with what all its records together tell of it."""
    several = {group.kept: (group.kept, *group.others) for group in same.groups}
    wanted = {id for ids in several.values() for id in ids}
    known = {item.id: item for item in items(source) if item.id in wanted} if wanted else {}
    for extraction in _extractions(source):
        document = extraction.document
        if document.id in same.merged:
            continue
        if document.id in several:
            reference = duplicates.merged([known[id] for id in several[document.id]])
            extraction = replace(extraction, document=replace(document, reference=reference))
        yield extraction


def documents(source: Shards) -> Iterator[Document]:
    """Every document of a store, also those that count as one work with another."""
    return (shards.document(source.read_shard(name)) for name in source.shards())


def items(source: Shards) -> Iterator[duplicates.Item]:
    """The documents of a store as they are compared."""
    for document in documents(source):
        yield duplicates.Item(document.id, document.reference, len(document.text), abstract(document))


def abstract(document: Document) -> str:
    """The abstract of a document; empty where the text does not tell which part it is."""
    parts = (p for p in document.parts if p.section is Section.ABSTRACT and p.role is Role.BODY)
    return " ".join(document.text[p.start : p.end] for p in parts)


def _gather(target: Writer, linker: Linker, same: duplicates.Found) -> _Gathered:
    found = _Gathered({}, {}, [], same)
    for extraction in works(target, same):
        doc = extraction.document.id
        found.claims[doc] = list(link(extraction, linker))
        found.references[doc] = extraction.document.reference
        found.people.append(scholars.work(extraction))
        found.sentences += extraction.sentences
    return found


def _name_scholars(gathered: _Gathered, people: scholars.Scholars) -> None:
    """Whom a claim speaks of is whom others credit: one node for both, unless a curator said otherwise."""
    for doc, claims in gathered.claims.items():
        gathered.claims[doc] = [_with_scholars(c, people) for c in claims]


def _with_scholars(claim: LinkedClaim, people: scholars.Scholars) -> LinkedClaim:
    ends = (claim.head, claim.tail)
    if not any(end.local and end.type is EntityType.SCHOLAR for end in ends):
        return claim
    head = _scholar(claim.head, claim.claim.head, claim.head_link[1], claim.claim.doc, people)
    tail = _scholar(claim.tail, claim.claim.tail, claim.tail_link[1], claim.claim.doc, people)
    return replace(claim, head=head, tail=tail)


def _scholar(end: Entity, mention: Mention, reason: str, doc: str, people: scholars.Scholars) -> Entity:
    if not end.local or end.type is not EntityType.SCHOLAR or reason.startswith(aliases.DECIDED):
        return end
    node = people.resolve(doc, mention.text)
    if node.kind not in {scholars.Kind.PERSON, scholars.Kind.TEAM}:
        return end
    return Entity(node.iri, node.label, EntityType.SCHOLAR, local=node.iri.startswith(f"{BASE}scholar/"))


def _extractions(target: Shards) -> Iterator[Extraction]:
    for name in target.shards():
        yield shards.load(target.read_shard(name))


def _judge(target: Writer, gathered: _Gathered, linker: Linker) -> _Judged:
    """Attach the decisions to the claims, and put beside each claim that was edited the one that is meant."""
    log = curate.load(target.note(DECISIONS), DECISIONS)
    if not log:
        return _Judged()
    by_id = {c.id: c for claims in gathered.claims.values() for c in claims}
    found = curate.attach(log, {id: curate.linked_anchor(c) for id, c in by_id.items()})
    status = curate.apply(by_id, found.decisions)
    out = {id for id, held in status.items() if held in {curate.Status.REJECTED, curate.Status.EDITED}}
    revised: dict[str, str] = {}
    for decision in found.decisions:
        if decision.edit is not None and status.get(decision.claim) is curate.Status.EDITED:
            new = _edited(by_id[decision.claim], decision.edit, linker)
            if new.id not in by_id and new.id not in revised:
                revised[new.id] = decision.claim
                gathered.claims[new.claim.doc].append(new)
    return _Judged(found.decisions, status, frozenset(out) - revised.keys(), revised, len(found.orphans))


def _is_rejected(claim: LinkedClaim, judged: _Judged) -> bool:
    # Ids are hashes: none is made where nobody has decided anything.
    return bool(judged.rejected) and claim.id in judged.rejected


def _record(target: Writer, gathered: _Gathered, judged: _Judged) -> precision.Record:
    """How often makers of claims were right: the record of the package and the audits of this store.

    Only claims that an audit drew by chance count; those a curator chose to judge say nothing of the others.
    """
    drawn = target.note(AUDITED).decode().split()
    if not drawn:
        return precision.load()
    right = audit.right(judged.status)
    rules = {c.id: c.claim.rule for claims in gathered.claims.values() for c in claims}
    return precision.load().judged((rules[id], right[id]) for id in drawn if id in right and id in rules)


def _edited(old: LinkedClaim, edit: curate.Edit, linker: Linker) -> LinkedClaim:
    """The claim as a curator wants it, with its new ends linked; nothing is left to doubt in it."""
    claim = replace(
        old.claim,
        relation=edit.relation or old.claim.relation,
        polarity=edit.polarity or old.claim.polarity,
        modality=edit.modality or old.claim.modality,
        rule=old.claim.rule.removesuffix(CURATED) + CURATED,
        confidence=1.0,
    )
    new = replace(old, claim=claim)
    if edit.head:
        mention = replace(claim.head, text=edit.head, start=-1, end=-1)
        head, link_ = linker.link(mention)
        new = replace(new, claim=replace(new.claim, head=mention), head=head, head_link=link_)
    if edit.tail:
        mention = replace(claim.tail, text=edit.tail, start=-1, end=-1)
        tail, link_ = linker.link(mention)
        new = replace(new, claim=replace(new.claim, tail=mention), tail=tail, tail_link=link_)
    return new


def _lines(
    target: Writer,
    gathered: _Gathered,
    judged: _Judged,
    people: scholars.Scholars,
    propositions: Sequence[Proposition],
    disputes: Sequence[Disagreement],
) -> Iterator[str]:
    others = {group.kept: group.others for group in gathered.same.groups}
    related = _related(gathered.same)
    for extraction in works(target, gathered.same):
        doc = extraction.document.id
        claims = gathered.claims[doc]
        forms = {c.claim.attributed_to for c in claims} - {THIS_WORK} | _named(claims)
        holders = {form: _holder(people.resolve(doc, form)) for form in forms}
        yield from rdf.work_quads(
            extraction, claims, holders, judged.rejected, judged.revised, others.get(doc, ()), related.get(doc, ())
        )
    yield from rdf.assembled_quads(propositions)
    yield from rdf.dispute_quads(disputes)
    yield from curate.decision_quads(judged.attached)
    yield from curate.status_quads(judged.status)


def _related(same: duplicates.Found) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for pair in same.related:
        found.setdefault(pair.one, []).append(pair.other)
        found.setdefault(pair.other, []).append(pair.one)
    return found


def _named(claims: Iterable[LinkedClaim]) -> set[str]:
    """The forms of scholars that claims speak of."""
    ends = (end for c in claims for end in ((c.head, c.claim.head), (c.tail, c.claim.tail)))
    return {mention.text for entity, mention in ends if entity.iri.startswith(f"{BASE}scholar/")}


def _holder(node: scholars.Node) -> rdf.Holder:
    return rdf.Holder(node.iri, node.label, tuple(_holder(m) for m in node.members))
