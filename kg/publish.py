"""The graph as a function of the shards, the notes of people and the ontology.

    shards -> linked claims -> (decisions) claims that count -> propositions -> lines of the graph

What people decided is read from the notes of the store: ``decisions.jsonl``, and ``aliases.tsv``, which says what
names stand for. The linked claims of all works are held in memory; the texts of the works are not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kg import aliases, curate, disagree, rdf, scholars, shards, vocab
from kg.assemble import assemble, chains, resolve
from kg.link import Linker, link
from kg.model import THIS_WORK, Disagreement, Extraction, LinkedClaim, Proposition, Reference
from kg.store import Shards, Writer

DECISIONS = "decisions.jsonl"
ALIASES = "aliases.tsv"
CURATED = "+curated"
"""What the rule of a claim ends in that a curator wrote in the place of another."""


@dataclass(frozen=True, slots=True)
class Published:
    """The graph that was made and what is in it; ``orphans`` are decisions whose claim is no longer read."""

    generation: str
    documents: int
    sentences: int
    claims: int
    propositions: int
    orphans: int = 0


@dataclass(slots=True)
class _Gathered:
    """What is kept of all works while the graph is made."""

    claims: dict[str, list[LinkedClaim]]
    references: dict[str, Reference]
    people: list[scholars.Work]
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
    gathered = _gather(target, linker)
    judged = _judge(target, gathered, linker)
    counted = [c for claims in gathered.claims.values() for c in claims if c.id not in judged.rejected]
    authors = {doc: reference.authors for doc, reference in gathered.references.items()}
    propositions = assemble(counted, authors, chains(concepts, counted))
    levels = {c.iri: c.level for c in concepts if c.level}
    people = scholars.Scholars(concepts, gathered.people)
    disputes = disagree.disagreements(propositions, gathered.references, resolve, levels)
    generation = target.publish(
        _lines(target, gathered, judged, people, propositions, disputes), vocab.ontology_files()
    )
    ids = {c.id for c in counted}
    return Published(
        generation, len(gathered.references), gathered.sentences, len(ids), len(propositions), judged.orphans
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


def _gather(target: Writer, linker: Linker) -> _Gathered:
    found = _Gathered({}, {}, [])
    for extraction in _extractions(target):
        doc = extraction.document.id
        found.claims[doc] = list(link(extraction, linker))
        found.references[doc] = extraction.document.reference
        found.people.append(scholars.work(extraction))
        found.sentences += extraction.sentences
    return found


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
    for extraction in _extractions(target):
        doc = extraction.document.id
        claims = gathered.claims[doc]
        forms = {c.claim.attributed_to for c in claims} - {THIS_WORK}
        holders = {form: _holder(people.resolve(doc, form)) for form in forms}
        yield from rdf.work_quads(extraction, claims, holders, judged.rejected, judged.revised)
    yield from rdf.assembled_quads(propositions)
    yield from rdf.dispute_quads(disputes)
    yield from curate.decision_quads(judged.attached)
    yield from curate.status_quads(judged.status)


def _holder(node: scholars.Node) -> rdf.Holder:
    return rdf.Holder(node.iri, node.label, tuple(_holder(m) for m in node.members))
