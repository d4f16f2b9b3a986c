"""How long the ready questions take: on a made-up graph of many claims, and on the bundled corpus.

    python tests/bench/queries.py --claims 100000

Not a test: it prints the median of three runs of each question with its default parameters. The made-up
graph has the sizes that real ones have: few things are spoken of often and many once (Zipf), works differ
in length, one claim in four stands in a sentence with another, and few are denied, advised or credited.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import TypeVar

from kg import pipeline, queries, rdf, reports, terms, vocab
from kg.assemble import assemble
from kg.model import (
    SYMMETRIC,
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
from kg.store import Store, writer

T = TypeVar("T")

RUNS = 3
SEED = 7
CLAIMS_A_WORK = 60

GIVEN = {
    "thing": "local protectionism",
    "scholar": "Scholar 1",
    "head": "tax sharing between units",
    "tail": "local protectionism",
    "work": "work-0",
}
"""Values for the parameters that have no default."""

SHARE = {
    Relation.STUDIES: 18,
    Relation.CAUSES: 15,
    Relation.PROMOTES: 14,
    Relation.HINDERS: 12,
    Relation.IS_A: 11,
    Relation.REQUIRES: 10,
    Relation.ADDRESSES: 8,
    Relation.ESTABLISHES: 5,
    Relation.HAS_PART: 4,
    Relation.PARTICIPATES_IN: 4,
    Relation.COOPERATES_WITH: 3,
    Relation.COMPETES_WITH: 2,
    Relation.DIRECTS: 3,
    Relation.LOCATED_IN: 3,
    Relation.APPLIES_TO: 3,
    Relation.USES_THEORY: 3,
    Relation.USES_METHOD: 3,
    Relation.EXPLAINS: 3,
    Relation.PROPOSED_BY: 1,
    Relation.RECOMMENDS: 2,
}
"""How often each relation stands in a hundred claims or so."""

LOCAL = {
    EntityType.GOVERNMENT: 300,
    EntityType.BODY: 800,
    EntityType.REGION: 400,
    EntityType.AGREEMENT: 800,
    EntityType.MECHANISM: 3000,
    EntityType.OBSTACLE: 3000,
    EntityType.THEORY: 400,
    EntityType.FACTOR: 3000,
    EntityType.OUTCOME: 3000,
    EntityType.ISSUE: 1500,
    EntityType.METHOD: 200,
    EntityType.SCHOLAR: 400,
}
"""How many things of each type no vocabulary names."""


class Maker:
    """Makes the records of a graph, always the same for a seed."""

    def __init__(self, claims: int, seed: int = SEED) -> None:
        self.claims = claims
        self.random = random.Random(seed)
        self.vocabulary = vocab.load()

    @cached_property
    def things(self) -> dict[EntityType, tuple[list[Entity], list[float]]]:
        """The things of each type with their running weights, the commonest first."""
        named: dict[EntityType, list[Entity]] = defaultdict(list)
        for concept in self.vocabulary.concepts:
            named[concept.type].append(Entity(concept.iri, concept.label, concept.type, local=False))
        found = {}
        for type, count in LOCAL.items():
            self.random.shuffle(named[type])
            local = [f"{type} {number}".lower() for number in range(count)]
            things = named[type] + [Entity(f"{terms.BASE}local/{terms.slugify(x)}", x, type, local=True) for x in local]
            found[type] = (things, list(accumulate(1 / (rank + 3) for rank in range(len(things)))))
        return found

    def lines(self) -> Iterator[str]:
        """The graph as N-Quads lines."""
        linked: list[LinkedClaim] = []
        for extraction, claims in self.works():
            yield from rdf.work_quads(extraction, claims)
            linked += claims
        yield from rdf.assembled_quads(assemble(linked))

    def works(self) -> Iterator[tuple[Extraction, list[LinkedClaim]]]:
        """What was read from each work, and its claims linked."""
        for document, count in self._documents():
            claims = [self._claim(document, number) for number in range(count)]
            yield Extraction(document, (), tuple(c.claim for c in claims), sentences=2 * count), claims

    def _documents(self) -> Iterator[tuple[Document, int]]:
        left, number = self.claims, 0
        while left > 0:
            count = min(left, 1 + int(self.random.expovariate(1 / CLAIMS_A_WORK)))
            text = "".join(self._sentence(number, place) for place in range(count))
            yield Document(f"work-{number}", text, self._reference(number), ()), count
            left, number = left - count, number + 1

    def _sentence(self, work: int, place: int) -> str:
        return (
            f"Sentence {place:04} of work {work:05} says at some length, as such sentences do, that a thing leads on. "
        )

    def _reference(self, number: int) -> Reference:
        places = self.random.sample(["China", "United States", "Germany", "Japan", "Yangtze River Delta"], k=1)
        author = f"Author {self.random.randrange(500)}"
        return Reference(f"Work {number}", (author,), self.random.randint(1990, 2025), places=tuple(places))

    def _pick(self, types: Sequence[EntityType]) -> Entity:
        things, weights = self.things[self.random.choice(types)]
        return self.random.choices(things, cum_weights=weights)[0]

    def _claim(self, document: Document, number: int) -> LinkedClaim:
        relation = self.random.choices(list(SHARE), list(SHARE.values()))[0]
        head, tail = self._ends(document, relation)
        length = len(self._sentence(0, 0))
        start = length * (number - (number % 4 == 3))
        claim = Claim(
            doc=document.id,
            head=Mention(head.label, head.type, start, start + 5),
            relation=relation,
            tail=Mention(tail.label, tail.type, start + 6, start + 9),
            evidence=Evidence(start, start + length, document.text[start : start + length]),
            rule=f"rule-{self.random.randrange(80)}",
            confidence=round(self.random.uniform(0.5, 1.0), 2),
            polarity=self._one_of([Polarity.POSITIVE, Polarity.NEGATIVE], [96, 4]),
            modality=self._modality(relation),
            attributed_to=self._one_of([THIS_WORK, f"Scholar {self.random.randrange(300)}"], [90, 10]),
            time=self._one_of(["", str(self.random.randint(1950, 2025))], [95, 5]),
            place=self._one_of(["", self._pick([EntityType.REGION, EntityType.GOVERNMENT]).label], [95, 5]),
        )
        return LinkedClaim(claim, head, tail, (1.0, "same"), (1.0, "same"))

    def _ends(self, document: Document, relation: Relation) -> tuple[Entity, Entity]:
        heads = sorted(self.vocabulary.heads[relation])
        tails = sorted(self.vocabulary.tails[relation] - {EntityType.WORK})
        work = Entity(terms.work_iri(document.id), document.reference.title, EntityType.WORK, local=False)
        by_work = EntityType.WORK in heads and len(heads) < len(EntityType)
        head = work if by_work else self._pick([type for type in heads if type is not EntityType.WORK])
        tail = self._pick(tails)
        while relation in SYMMETRIC and tail == head:
            tail = self._pick(tails)
        return head, tail

    def _modality(self, relation: Relation) -> Modality:
        if relation is Relation.RECOMMENDS:
            return Modality.RECOMMENDED
        return self._one_of(list(Modality), [90, 6, 4])

    def _one_of(self, values: list[T], weights: list[int]) -> T:
        return self.random.choices(values, weights)[0]


def build(root: Path, claims: int) -> None:
    """Publish a made-up graph as a store."""
    with writer(root) as target:
        target.publish(Maker(claims).lines(), vocab.ontology_files())


def measure(store: Store, question: queries.Question) -> tuple[float, int]:
    """The median processor time of a question in milliseconds, and its rows."""
    values = {p.name: GIVEN[p.name] for p in question.parameters if p.default is None}
    text = queries.bind(question, values, lambda label, type: queries.resolve_label(store, label, type))
    times, rows = [], 0
    for _ in range(RUNS):
        start = time.process_time()
        rows = len(store.select(text).rows)
        times.append(1000 * (time.process_time() - start))
    return statistics.median(times), rows


def main() -> None:
    """Build what is not there yet, then print a line a question."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--claims", type=int, default=100_000, help="claims of the made-up graph")
    parser.add_argument("--stores", type=Path, help="folder in which the stores are kept, and found again")
    parser.add_argument("questions", nargs="*", help="names of questions; without any, all of them")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.stores or Path(temporary)
        demo, large = folder / "demo", folder / f"claims-{given.claims}"
        if not (demo / "CURRENT").exists():
            pipeline.build([pipeline.corpus()], demo, pipeline.Settings())
        if not (large / "CURRENT").exists():
            build(large, given.claims)
        with Store.open(demo) as small, Store.open(large) as big:
            print(f"{'question':36}{'demo ms':>9}{'rows':>8}{given.claims:>10} ms{'rows':>8}")
            for question in reports.questions():
                if not given.questions or question.name in given.questions:
                    cells = (*measure(small, question), *measure(big, question))
                    print(f"{question.name:36}{cells[0]:9.1f}{cells[1]:8}{cells[2]:13.1f}{cells[3]:8}", flush=True)


if __name__ == "__main__":
    main()
