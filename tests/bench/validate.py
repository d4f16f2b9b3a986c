"""Times the checks of `kg validate` on synthetic claims, by this project's engine or by pySHACL.

    python tests/bench/validate.py --claims 10000 --engine kg
    python tests/bench/validate.py --claims 10000 --engine pyshacl-dataset --limit 600

Each run has a process of its own for the work that is timed, so the peak memory is that of the engine alone.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from kg import rdf, reports, shards, vocab
from kg.assemble import assemble
from kg.model import (
    Claim,
    Concept,
    Document,
    Entity,
    Evidence,
    Extraction,
    LinkedClaim,
    Mention,
    Modality,
    Part,
    Polarity,
    Reference,
    Relation,
    Role,
)
from kg.store import Store, writer

CLAIMS_A_WORK = 100
SHAPES = vocab.ontology_files()[0].with_name("shapes.ttl")


def extraction(number: int, size: int, concepts: dict[str, list[Concept]], chance: random.Random) -> Extraction:
    """A made-up work with claims that hold to the ontology, one in a sentence."""
    name, text, claims = f"work-{number:06}", "", []
    for _ in range(size):
        head, relation, tail = _statement(concepts, chance)
        start = len(text)
        text += f"{head.label} {relation} {tail.label}. "
        evidence = Evidence(start, len(text) - 1, text[start:-1])
        claims.append(_claim(name, head, relation, tail, evidence, chance))
    parts = (Part(0, len(text), Role.BODY),)
    document = Document(name, text, Reference(f"Work {number}"), parts, f"{name}.txt")
    return Extraction(document, (), tuple(claims), size)


def _statement(concepts: dict[str, list[Concept]], chance: random.Random) -> tuple[Concept, Relation, Concept]:
    known = vocab.load()
    relation = chance.choice(list(Relation))
    head, tail = (
        _pick(concepts[chance.choice(sorted(t for t in types if concepts.get(t)))], chance)
        if any(concepts.get(t) for t in types)
        else None
        for types in (known.heads[relation], known.tails[relation])
    )
    return (head, relation, tail) if head and tail else _statement(concepts, chance)


def _pick(concepts: list[Concept], chance: random.Random) -> Concept:
    # A few concepts are spoken of often and most seldom, as in texts.
    return concepts[int(len(concepts) * chance.random() ** 3)]


def _claim(
    doc: str, head: Concept, relation: Relation, tail: Concept, evidence: Evidence, chance: random.Random
) -> Claim:
    at = evidence.end - 1 - len(tail.label)
    return Claim(
        doc,
        Mention(head.label, head.type, evidence.start, evidence.start + len(head.label)),
        relation,
        Mention(tail.label, tail.type, at, at + len(tail.label)),
        evidence,
        "made-up",
        round(chance.uniform(0.5, 1), 2),
        polarity=chance.choices(list(Polarity), (9, 1))[0],
        modality=chance.choices(list(Modality), (8, 1, 1))[0],
    )


def linked(found: Extraction, entities: dict[str, Entity]) -> Iterator[LinkedClaim]:
    """The claims of a made-up work, whose mentions are labels of concepts."""
    for claim in found.claims:
        ends = entities[claim.head.text], entities[claim.tail.text]
        yield LinkedClaim(claim, *ends, (1.0, "label"), (1.0, "label"))


def make(path: Path, size: int) -> None:
    """A store of made-up works with so many claims, the same for the same number."""
    chance = random.Random(size)
    concepts: dict[str, list[Concept]] = {}
    for concept in vocab.load().concepts:
        concepts.setdefault(concept.type, []).append(concept)
    entities = {c.label: Entity(c.iri, c.label, c.type, False) for c in vocab.load().concepts}
    lines: list[str] = []
    claims: list[LinkedClaim] = []
    with writer(path) as target:
        for number in range(-(-size // CLAIMS_A_WORK)):
            made = extraction(number, min(CLAIMS_A_WORK, size - number * CLAIMS_A_WORK), concepts, chance)
            target.write_shard(made.document.id, shards.dump(made, "made-up"))
            found = list(linked(made, entities))
            lines += rdf.work_quads(made, found)
            claims += found
        lines += rdf.assembled_quads(assemble(claims))
        target.publish(lines, vocab.ontology_files())


def run_kg(path: Path) -> int:
    """Everything that `kg validate` does."""
    with Store.open(path) as store:
        return len(reports.validate(store, path))
