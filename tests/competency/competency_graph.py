"""The graph of what documents say, written by hand: tables to records to lines.

``works.tsv`` has the works, ``claims.tsv`` a claim a line in our own words, ``facts.tsv`` what outside sources
know better. The works with a number for an id are the five seed documents, whose answers are known; the others are
synopses of the bundled corpus, for the questions that need years and many works. A thing is ``c:slug`` or ``e:slug``
(a concept or an actor of the ontology), ``Type: label`` (one that the ontology lacks) or ``work`` (the work itself).
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from kg import rdf, vocab
from kg.assemble import assemble, resolve
from kg.disagree import disagreements
from kg.model import (
    THIS_WORK,
    Claim,
    Document,
    Entity,
    EntityType,
    Evidence,
    Extraction,
    LinkedClaim,
    Mention,
    Modality,
    Polarity,
    Reference,
    Relation,
)
from kg.terms import BASE, ONTOLOGY, iri, literal, slugify, work_iri

FOLDER = Path(__file__).parents[1] / "data" / "competency"
LINKS = FOLDER / "links.ttl"
"""Links between concepts that the ontology does not have yet."""

CURATED = iri(f"{BASE}graph/curated")

Row = dict[str, str]

_PREFIXES = {"c": f"{BASE}concept/", "e": f"{BASE}entity/"}
_HELD = {
    "": (Polarity.POSITIVE, Modality.ASSERTED),
    "not": (Polarity.NEGATIVE, Modality.ASSERTED),
    "should": (Polarity.POSITIVE, Modality.RECOMMENDED),
    "may": (Polarity.POSITIVE, Modality.HYPOTHETICAL),
}


def lines(*, seeds_only: bool = False) -> Iterator[str]:
    """The graph as N-Quads lines: of all the works, or of the seed documents alone."""
    works = [row for row in table("works") if not seeds_only or row["id"].isdecimal()]
    yield from graph(works, table("claims"), table("facts"))


def graph(works: Iterable[Row], rows: Sequence[Row], facts: Iterable[Row]) -> Iterator[str]:
    """The N-Quads lines of some works with their claims, and of facts, given as rows of the three tables."""
    claims: list[LinkedClaim] = []
    references: dict[str, Reference] = {}
    for row in works:
        own = [c for c in rows if c["work"] == row["id"]]
        document = _document(row, own)
        stated = [_claim(c, document) for c in own]
        yield from rdf.work_quads(Extraction(document, (), (), sentences=len(stated)), stated)
        claims += stated
        references[document.id] = document.reference
    propositions = assemble(claims)
    yield from rdf.assembled_quads(propositions)
    yield from rdf.dispute_quads(disagreements(propositions, references, resolve, {}))
    stated_somewhere = {claim.proposition for claim in claims}
    for number, row in enumerate(facts):
        yield from _fact(row, iri(f"{BASE}fact/{number}"), stated_somewhere)


@cache
def table(name: str) -> tuple[Row, ...]:
    """The rows of one table."""
    with (FOLDER / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def thing(name: str, work: str = "") -> Entity:
    """What a cell of a table names."""
    if name == "work":
        return Entity(work_iri(work), work, EntityType.WORK, local=False)
    kind, _, label = name.partition(":")
    if kind in _PREFIXES:
        return _concepts()[_PREFIXES[kind] + label]
    return Entity(f"{BASE}local/{slugify(label)}", label.strip(), EntityType(kind), local=True)


@cache
def _concepts() -> dict[str, Entity]:
    return {c.iri: Entity(c.iri, c.label, c.type, local=False) for c in vocab.load().concepts}


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _document(row: Row, claims: Iterable[Row]) -> Document:
    sentences = dict.fromkeys(c["sentence"] for c in claims)
    reference = Reference(
        title=row["title"],
        authors=_split(row["authors"]),
        year=int(row["year"]) if row["year"] else None,
        kind=row["kind"],
        container=row["container"],
        places=_split(row["places"]),
    )
    return Document(row["id"], " ".join(sentences), reference, ())


def _claim(row: Row, document: Document) -> LinkedClaim:
    head, tail = thing(row["head"], document.id), thing(row["tail"], document.id)
    start = document.text.index(row["sentence"])
    polarity, modality = _HELD[row["held"]]
    claim = Claim(
        doc=document.id,
        head=Mention(head.label, head.type),
        relation=Relation(row["relation"]),
        tail=Mention(tail.label, tail.type),
        evidence=Evidence(start, start + len(row["sentence"]), row["sentence"]),
        rule="by-hand",
        confidence=float(row.get("confidence", 0.9)),
        polarity=polarity,
        modality=modality,
        attributed_to=row["holder"] or THIS_WORK,
        time=row["time"],
        place=row["place"],
    )
    return LinkedClaim(claim, head, tail, (1.0, "by hand"), (1.0, "by hand"))


def _fact(row: Row, node: str, stated: Collection[str]) -> Iterator[str]:
    """A fact affirms or denies a proposition, stands in no work, and so is never counted as a claim."""
    claim = _claim(row | {"holder": "", "place": "", "sentence": ""}, Document("", "", Reference(""), ()))
    proposition = iri(f"{BASE}proposition/{claim.proposition}")
    says = "affirms" if claim.claim.polarity is Polarity.POSITIVE else "denies"
    triples = [
        (node, "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", f"<{ONTOLOGY}Fact>"),
        (node, f"<{ONTOLOGY}{says}>", proposition),
        (node, "<http://www.w3.org/2004/02/skos/core#note>", literal(row["note"])),
        (node, "<http://purl.org/dc/terms/source>", literal(row["source"])),
    ]
    if row["time"]:
        triples.append((node, "<http://purl.org/dc/terms/temporal>", literal(row["time"])))
    if claim.proposition not in stated:
        triples += [
            (proposition, f"<{ONTOLOGY}head>", iri(claim.head.iri)),
            (proposition, f"<{ONTOLOGY}relation>", f"<{ONTOLOGY}{claim.claim.relation}>"),
            (proposition, f"<{ONTOLOGY}tail>", iri(claim.tail.iri)),
        ]
    for subject, predicate, value in triples:
        yield f"{subject} {predicate} {value} {CURATED} ."
