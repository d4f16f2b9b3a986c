"""The graph as a function of the shards, the notes of people and the ontology.

    shards -> linked claims -> (decisions) claims that count -> propositions -> lines of the graph

What people decided is read from the notes of the store: ``decisions.jsonl``, ``audited.txt``, which names the claims
that were drawn by chance, and ``aliases.tsv``, which says what names stand for. The linked claims of all works are held
in memory; the texts of the works are not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from kg import aliases, curate, disagree, duplicates, naming, rdf, scholars, shards, verdicts, vocab
from kg.assemble import assemble, chains, precision, resolve
from kg.holdings import Shards
from kg.link import Linker, link
from kg.model import (
    Concept,
    Disagreement,
    Document,
    Extraction,
    LinkedClaim,
    Proposition,
    Reference,
    Role,
    Section,
)
from kg.store import Writer
from kg.verdicts import CURATED as CURATED

DECISIONS = "decisions.jsonl"
ALIASES = "aliases.tsv"
AUDITED = "audited.txt"
"""The note of the claims that audits drew by chance, one id a line."""
DUPLICATES = "duplicates.tsv"
"""The note of what people decided about records of one work."""


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


def publish(target: Writer) -> Published:
    """Make the graph of a store anew.

    Raises:
        KgError: a shard or a note of the store is damaged, or the store cannot be written.
    """
    concepts = vocab.load().concepts
    linker = Linker(concepts, alias_map(target))
    gathered = _gather(target, linker, same_works(target))
    people = scholars.Scholars(concepts, gathered.people)
    for doc, claims in gathered.claims.items():
        gathered.claims[doc] = [naming.named(c, partial(people.resolve, doc)) for c in claims]
    judged, record = judgement(target, (c for claims in gathered.claims.values() for c in claims), linker)
    for claim in judged.written:
        gathered.claims[claim.claim.doc].append(claim)
    counted = [c for claims in gathered.claims.values() for c in claims if judged.counts(c)]
    authors = {doc: reference.authors for doc, reference in gathered.references.items()}
    propositions = assemble(counted, authors, chains(concepts, counted), record)
    disputes = disagree.disagreements(propositions, gathered.references, resolve, levels(concepts))
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


def levels(concepts: Iterable[Concept]) -> dict[str, str]:
    """Things to their levels of government, by IRI."""
    return {c.iri: c.level for c in concepts if c.level}


def judgement(
    source: Shards, claims: Iterable[LinkedClaim], linker: Linker
) -> tuple[verdicts.Judged, precision.Record]:
    """What the decisions of a store make of its claims, and how often makers of claims were right."""
    log = decisions(source)
    known = verdicts.concerned(log, claims)
    judged = verdicts.judge(log, known, linker)
    return judged, verdicts.record(source.note(AUDITED).decode().split(), judged, known)


def decisions(source: Shards) -> tuple[curate.Decision, ...]:
    """What people decided about claims of a store."""
    return curate.load(source.note(DECISIONS), DECISIONS)


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
    records = joint(items(source), same) if same.groups else {}
    for extraction in _extractions(source):
        if extraction.document.id not in same.merged:
            yield whole(extraction, records)


def joint(known: Iterable[duplicates.Item], same: duplicates.Found) -> dict[str, Reference]:
    """The references of works of several records, by the document that counts."""
    several = {group.kept: (group.kept, *group.others) for group in same.groups}
    wanted = {id for ids in several.values() for id in ids}
    by_id = {item.id: item for item in known if item.id in wanted}
    return {kept: duplicates.merged([by_id[id] for id in ids]) for kept, ids in several.items()}


def whole(extraction: Extraction, records: Mapping[str, Reference]) -> Extraction:
    """What was read of a document, with what all records of the work together tell of it."""
    document = extraction.document
    if document.id not in records:
        return extraction
    return replace(extraction, document=replace(document, reference=records[document.id]))


def documents(source: Shards) -> Iterator[Document]:
    """Every document of a store, also those that count as one work with another."""
    return (shards.document(source.read_shard(name)) for name in source.shards())


def items(source: Shards) -> Iterator[duplicates.Item]:
    """The documents of a store as they are compared."""
    return map(item, documents(source))


def item(document: Document) -> duplicates.Item:
    """A document as it is compared."""
    return duplicates.Item(document.id, document.reference, len(document.text), abstract(document))


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


def _extractions(target: Shards) -> Iterator[Extraction]:
    for name in target.shards():
        yield shards.load(target.read_shard(name))


def _lines(
    target: Writer,
    gathered: _Gathered,
    judged: verdicts.Judged,
    people: scholars.Scholars,
    propositions: Sequence[Proposition],
    disputes: Sequence[Disagreement],
) -> Iterator[str]:
    others = {group.kept: group.others for group in gathered.same.groups}
    near = related(gathered.same)
    for extraction in works(target, gathered.same):
        doc = extraction.document.id
        claims = gathered.claims[doc]
        holders = naming.holders(claims, partial(people.resolve, doc))
        yield from rdf.work_quads(
            extraction, claims, holders, judged.rejected, judged.revised, others.get(doc, ()), near.get(doc, ())
        )
    yield from rdf.assembled_quads(propositions)
    yield from rdf.dispute_quads(disputes)
    yield from curate.decision_quads(judged.attached)
    yield from curate.status_quads(judged.status)


def related(same: duplicates.Found) -> Mapping[str, list[str]]:
    """Works to those of which they are another form."""
    found: dict[str, list[str]] = {}
    for pair in same.related:
        found.setdefault(pair.one, []).append(pair.other)
        found.setdefault(pair.other, []).append(pair.one)
    return found
