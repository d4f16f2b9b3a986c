"""What a part of an assembly on a cluster does with its documents: compares, links, judges and writes them.

A part has a run of the documents of a store. Like the steps in :mod:`kg.engines.graph_people` and
:mod:`kg.engines.graph_propositions`, these are pure functions of what a part has and what it was sent. The meaning of
every step is that of :mod:`kg.publish`, by the same functions; only who needs what from whom is said here.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from kg import aliases, curate, duplicates, naming, publish, rdf, scholars, shards, verdicts, vocab
from kg.link import Linker, link
from kg.model import Concept, Extraction, LinkedClaim, Reference
from kg.shelves import Shelf


@dataclass(frozen=True, slots=True)
class Shelved:
    """Where the documents of a store lie, and the text of its alias map."""

    shelf: Shelf
    aliases: str


@dataclass(frozen=True, slots=True)
class Records:
    """What other records tell of the documents of a part: which do not count, and for those that do what is known."""

    merged: frozenset[str] = frozenset()
    references: Mapping[str, Reference] = field(default_factory=dict)
    others: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    related: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Read:
    """A document whose claims are linked, and whom it names."""

    id: str
    claims: tuple[LinkedClaim, ...]
    people: scholars.Work
    sentences: int


@dataclass(frozen=True, slots=True)
class Known:
    """A document whose claims speak of the scholars that all works know."""

    id: str
    claims: tuple[LinkedClaim, ...]
    reference: Reference
    nodes: Mapping[str, scholars.Node]


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of the graph, sorted, each once, compressed; and how many claims and propositions they are of."""

    content: bytes
    claims: int = 0
    propositions: int = 0

    def lines(self) -> list[str]:
        """The lines, without line ends."""
        text = zlib.decompress(self.content).decode()
        return text.split("\n") if text else []


def block(lines: Iterable[str], claims: int = 0, propositions: int = 0) -> Block:
    """Lines in any order, repeated or not, as a block."""
    text = "\n".join(sorted(set(lines)))
    return Block(zlib.compress(text.encode(), level=1), claims, propositions)


def items(names: Iterable[str], at: Shelved) -> tuple[duplicates.Item, ...]:
    """The documents of a part as they are compared."""
    return tuple(publish.item(shards.document(at.shelf.read(name))) for name in names)


def read(names: Iterable[str], at: Shelved, records: Records) -> tuple[Read, ...]:
    """The documents of a part that count, linked."""
    linker = _linker(at.aliases)
    return tuple(
        Read(e.document.id, tuple(link(e, linker)), scholars.work(e), e.sentences)
        for e in _extractions(names, at, records)
    )


def _extractions(names: Iterable[str], at: Shelved, records: Records) -> Iterator[Extraction]:
    for name in names:
        extraction = shards.load(at.shelf.read(name))
        if extraction.document.id not in records.merged:
            yield publish.whole(extraction, records.references)


@lru_cache(maxsize=1)
def _linker(text: str) -> Linker:
    return Linker(concepts(), aliases.read(text, publish.ALIASES) if text else None)


@cache
def concepts() -> tuple[Concept, ...]:
    """The ontology, read once."""
    return tuple(vocab.load().concepts)


def sentences(docs: Iterable[Read]) -> tuple[int, int]:
    """How many documents count, and how many sentences they have."""
    counts = [doc.sentences for doc in docs]
    return len(counts), sum(counts)


def concerned(docs: Iterable[Known], log: Sequence[curate.Decision]) -> dict[str, LinkedClaim]:
    """The claims of a part that decisions may be about."""
    return verdicts.concerned(log, (claim for doc in docs for claim in doc.claims))


def with_written(docs: Iterable[Known], judged: verdicts.Judged) -> Iterator[tuple[Known, list[LinkedClaim]]]:
    """Documents with their claims, those that curators wrote at the end."""
    written: defaultdict[str, list[LinkedClaim]] = defaultdict(list)
    for claim in judged.written:
        written[claim.claim.doc].append(claim)
    return ((doc, [*doc.claims, *written.get(doc.id, ())]) for doc in docs)


def counted(docs: Iterable[Known], judged: verdicts.Judged) -> list[LinkedClaim]:
    """The claims of a part that are not rejected."""
    return [c for _, claims in with_written(docs, judged) for c in claims if judged.counts(c)]


def work_lines(
    names: Iterable[str], at: Shelved, records: Records, docs: Iterable[Known], judged: verdicts.Judged
) -> Block:
    """The lines of the works of a part, with their claims and evidence."""
    known = {doc.id: (doc, claims) for doc, claims in with_written(docs, judged)}
    lines: list[str] = []
    for extraction in _extractions(names, at, records):
        doc, claims = known[extraction.document.id]
        holders = naming.holders(claims, doc.nodes.__getitem__)
        others, related = records.others.get(doc.id, ()), records.related.get(doc.id, ())
        lines += rdf.work_quads(extraction, claims, holders, judged.rejected, judged.revised, others, related)
    return block(lines)
