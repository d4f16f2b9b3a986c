"""The receipt of a build: what was read, what became of every candidate claim, and what read it.

The way down to the claims that were read stands in the shards, the rest in the graph. The two can differ where a build
was stopped after reading and before its graph was made; the receipt says so then.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg import __version__, shards
from kg.holdings import Shards
from kg.model import Engine, Modality, Polarity
from kg.shards import Facts
from kg.store import Store

NO_READER = "an earlier version"
"""What is printed for documents whose reader nobody wrote down."""


@dataclass(frozen=True, slots=True)
class Reader:
    """What read some documents of the store: its fingerprint, and the versions of its parts by name."""

    fingerprint: str
    versions: tuple[tuple[str, str], ...]
    documents: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a store holds and how it came to it.

    Attributes:
        documents: how many were read.
        sentences: how many of them were read.
        candidates: all that might have been claims; None where an earlier version read some of the documents.
        dropped: candidates that are no claims, by reason.
        read: claims that were read.
        merged: documents that count as one with another record of the same work.
        repeated: of them, those of such documents.
        joined: of the others, those that are not in the graph because both ends are one thing, or because another claim
            of the sentence says the same; None where the graph was made from another reading.
        rejected: claims that curators rejected.
        edited: claims in whose place curators wrote others.
        written: claims that curators wrote.
        works: documents of the graph.
        claims: claims of the graph that count.
        propositions: what the claims say.
        claims_by: claims of the graph by modality, polarity, engine and holder.
        sources: how many propositions have how many independent sources.
        corpus: SHA-256 of the content of all documents, in an order of its own.
        ontology: version of the ontology that the graph was made with; empty where it has none.
        readers: what read the documents, the reader of most first.
    """

    documents: int
    sentences: int
    candidates: int | None
    dropped: tuple[tuple[str, int], ...]
    read: int
    merged: int
    repeated: int
    joined: int | None
    rejected: int
    edited: int
    written: int
    works: int
    claims: int
    propositions: int
    claims_by: Mapping[str, Mapping[str, int]]
    sources: tuple[tuple[int, int], ...]
    corpus: str
    ontology: str
    readers: tuple[Reader, ...]


def receipt(store: Store, source: Shards) -> Receipt:
    """The receipt of a store and its shards.

    Raises:
        StoreError: a document of the store is damaged.
    """
    read = [shards.facts(source.read_shard(name)) for name in source.shards()]
    works = {str(doc): int(count or 0) for doc, count in store.select(_WORKS).rows}
    merged = {str(doc) for (doc,) in store.select(_MERGED).rows}
    counted = [f for f in read if f.document not in merged]
    counts = {str(name): int(count or 0) for name, count in store.select(_COUNTS).rows}
    rejected, edited, written = (counts.get(name, 0) for name in ("rejected", "edited", "written"))
    claims_by = _claims_by(store)
    claims = sum(claims_by["polarity"].values())
    joined = sum(f.claims for f in counted) + written - rejected - edited - claims
    is_same = joined >= 0 and works == {f.document: f.sentences for f in counted}
    is_known = all(f.candidates is not None for f in read)
    return Receipt(
        documents=len(read),
        sentences=sum(f.sentences for f in read),
        candidates=sum(f.candidates or 0 for f in read) if is_known else None,
        dropped=_dropped(read) if is_known else (),
        read=sum(f.claims for f in read),
        merged=len(read) - len(counted),
        repeated=sum(f.claims for f in read) - sum(f.claims for f in counted),
        joined=joined if is_same else None,
        rejected=rejected,
        edited=edited,
        written=written,
        works=len(works),
        claims=claims,
        propositions=counts.get("propositions", 0),
        claims_by=claims_by,
        sources=tuple((int(number or 0), int(count or 0)) for number, count in store.select(_SOURCES).rows),
        corpus=corpus_digest(read),
        ontology=_ontology(store),
        readers=_readers(read),
    )


def corpus_digest(read: Sequence[Facts]) -> str:
    """SHA-256 of the content of all documents, the same in whatever order they came."""
    return hashlib.sha256("\n".join(sorted(f.content for f in read)).encode()).hexdigest()


def engine_of(rule: str) -> Engine:
    """What reads claims with this name of a rule: ``title``, ``model``, ``title+model``, ``title+model+curated``."""
    first, *others = rule.split("+")
    if first == Engine.MODEL:
        return Engine.MODEL
    return Engine.BOTH if Engine.MODEL in others else Engine.RULES


def as_json(found: Receipt) -> dict[str, object]:
    """A receipt as plain values."""
    funnel = (
        "documents",
        "merged",
        "sentences",
        "candidates",
        "dropped",
        "read",
        "joined",
        "rejected",
        "edited",
        "written",
    )
    readers = [
        {"fingerprint": r.fingerprint, "documents": r.documents, "versions": dict(r.versions)} for r in found.readers
    ]
    return {
        "schema_version": 1,
        "kg": __version__,
        "works": found.works,
        "claims": found.claims,
        "propositions": found.propositions,
        "funnel": {name: getattr(found, name) for name in funnel} | {"dropped": dict(found.dropped)},
        "claims_by": {part: dict(counts) for part, counts in found.claims_by.items()},
        "propositions_by_sources": {str(number): count for number, count in found.sources},
        "corpus_sha256": found.corpus,
        "ontology": found.ontology,
        "read_by": readers,
    }


def lines(found: Receipt) -> Iterator[str]:
    """A receipt as text: the funnel in two columns, then facts about it."""
    rows = list(_rows(found))
    width, digits = max(len(label) for label, _ in rows), max(len(f"{count:,}") for _, count in rows)
    yield from (f"{label:<{width}}  {count:>{digits},}" for label, count in rows)
    yield ""
    for part, counts in found.claims_by.items():
        yield f"claims by {part:<10}" + ", ".join(f"{name} {count:,}" for name, count in counts.items())
    yield f"corpus              sha256 {found.corpus}"
    yield f"ontology            {found.ontology or 'of no version'}"
    for reader in found.readers:
        parts = ", ".join(f"{name} {value}" for name, value in reader.versions)
        yield f"read by             {reader.fingerprint or NO_READER}, {_documents(reader.documents)}"
        yield from (f"                    {parts}" for _ in range(bool(parts)))
    yield from _warnings(found)


def _rows(found: Receipt) -> Iterator[tuple[str, int]]:
    yield "documents", found.documents
    if found.merged:
        yield "  - records of a work that another document is", found.merged
    yield "sentences", found.sentences
    if found.candidates is not None:
        yield "candidate claims", found.candidates
        yield from ((f"  - {reason}", n) for reason, n in sorted(found.dropped, key=lambda row: (-row[1], row[0])))
    yield "claims read", found.read
    if found.repeated:
        yield "  - of further records of a work", found.repeated
    if found.joined is not None:
        yield "  - both ends are one thing, or said twice", found.joined
        yield from ((f"  {label}", count) for label, count in _curated(found) if count)
    yield "claims", found.claims
    yield "propositions", found.propositions
    yield "  with two independent sources or more", sum(count for number, count in found.sources if number > 1)


def _curated(found: Receipt) -> Iterator[tuple[str, int]]:
    yield "- rejected by curators", found.rejected
    yield "- written anew by curators", found.edited
    yield "+ written by curators", found.written


def _warnings(found: Receipt) -> Iterator[str]:
    if found.candidates is None:
        yield "Candidates are not known: an earlier version read some documents. kg build reads them again."
    if len(found.readers) > 1:
        yield "Different programs, rules or settings read the documents. kg build reads all with one."
    if found.joined is None:
        yield "The graph was made from other documents than the store holds now. kg build makes it anew."


def _documents(count: int) -> str:
    return "1 document" if count == 1 else f"{count:,} documents"


def _dropped(read: Sequence[Facts]) -> tuple[tuple[str, int], ...]:
    summed = Counter[str]()
    for facts in read:
        summed.update(dict(facts.dropped))
    return tuple(sorted(summed.items()))


def _readers(read: Sequence[Facts]) -> tuple[Reader, ...]:
    found = Counter((f.reader, f.versions) for f in read)
    readers = (Reader(fingerprint, versions, count) for (fingerprint, versions), count in found.items())
    return tuple(sorted(readers, key=lambda r: (-r.documents, r.fingerprint, r.versions)))


def _claims_by(store: Store) -> dict[str, dict[str, int]]:
    """The claims of the graph by modality, polarity, engine and holder; those that count, not the rejected."""
    found = {
        "modality": dict.fromkeys(map(str, Modality), 0),
        "polarity": dict.fromkeys(map(str, Polarity), 0),
        "engine": dict.fromkeys(map(str, Engine), 0),
        "holder": {"the work": 0, "others": 0},
    }
    for modality, polarity, rule, own, count in store.select(_HELD).rows:
        names = (modality, polarity, str(engine_of(rule or "")), "the work" if own == "true" else "others")
        for part, name in zip(found, names, strict=True):
            found[part][str(name)] = found[part].get(str(name), 0) + int(count or 0)
    return found


def _ontology(store: Store) -> str:
    rows = store.select(_VERSION).rows
    return str(rows[0][0]) if rows else ""


_WORKS = """PREFIX igr: <https://w3id.org/igr/ontology#>
SELECT ?doc ?sentences WHERE { ?work a igr:Work ; igr:documentId ?doc ; igr:sentences ?sentences }"""

_MERGED = """PREFIX igr: <https://w3id.org/igr/ontology#>
SELECT DISTINCT ?doc WHERE { ?work igr:mergedDocument ?doc }"""

_COUNTS = """PREFIX igr: <https://w3id.org/igr/ontology#>
PREFIX prov: <http://www.w3.org/ns/prov#>
SELECT ?what (COUNT(DISTINCT ?node) AS ?count) WHERE {
  { ?node a igr:Proposition BIND ("propositions" AS ?what) }
  UNION { ?node a igr:RejectedClaim ; igr:status igr:statusRejected BIND ("rejected" AS ?what) }
  UNION { ?node a igr:RejectedClaim ; igr:status igr:statusEdited BIND ("edited" AS ?what) }
  UNION { ?node a igr:Claim ; prov:wasRevisionOf ?old BIND ("written" AS ?what) }
} GROUP BY ?what"""

_HELD = """PREFIX igr: <https://w3id.org/igr/ontology#>
SELECT ?modality ?polarity ?rule ?own (COUNT(DISTINCT ?claim) AS ?count) WHERE {
  ?claim a igr:Claim ; igr:modality ?held ; igr:polarity ?sign ; igr:rule ?rule ; igr:inWork ?work ;
    igr:attributedTo ?holder .
  BIND (STRAFTER(STR(?held), "#") AS ?modality)
  BIND (STRAFTER(STR(?sign), "#") AS ?polarity)
  BIND (?holder = ?work AS ?own)
} GROUP BY ?modality ?polarity ?rule ?own"""

_SOURCES = """PREFIX igr: <https://w3id.org/igr/ontology#>
SELECT ?sources (COUNT(?proposition) AS ?count) WHERE { ?proposition a igr:Proposition ; igr:sources ?sources }
GROUP BY ?sources ORDER BY ?sources"""

_VERSION = """PREFIX owl: <http://www.w3.org/2002/07/owl#>
SELECT ?version WHERE { <https://w3id.org/igr/ontology> owl:versionInfo ?version } ORDER BY ?version LIMIT 1"""
