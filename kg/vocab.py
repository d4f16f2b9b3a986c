"""Reads ``ontology/``: the concepts with all their names, and what each relation may join."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import rdflib
from rdflib.namespace import OWL, RDF, SKOS

from kg.model import Concept, EntityType, Relation, VocabularyError
from kg.resources import data_dir
from kg.terms import ONTOLOGY

IGR = rdflib.Namespace(ONTOLOGY)
SCHEMA = rdflib.Namespace("https://schema.org/")

_TYPES = {str(IGR[t]): t for t in EntityType}

_Facts = dict[str, dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]]
"""Subject to predicate to objects: all the loader asks, without the indexes of a graph."""


@dataclass(frozen=True)
class Vocabulary:
    """The ontology as the stages use it.

    Attributes:
        concepts: every concept that has an entity type, sorted by IRI.
        heads: relation to the types its head may have.
        tails: relation to the types its tail may have.
    """

    concepts: tuple[Concept, ...]
    heads: dict[Relation, frozenset[EntityType]]
    tails: dict[Relation, frozenset[EntityType]]

    def admits(self, head: EntityType, relation: Relation, tail: EntityType) -> bool:
        """Whether the relation may join things of these types."""
        return head in self.heads[relation] and tail in self.tails[relation]


def ontology_files(folder: Path | None = None) -> tuple[Path, ...]:
    """The Turtle files of the ontology in a stable order: classes, vocabularies, actors."""
    root = folder or data_dir("ontology")
    return (root / "igr.ttl", *sorted(root.glob("vocab/*.ttl")), *sorted(root.glob("actors/*.ttl")))


@cache
def load(folder: Path | None = None) -> Vocabulary:
    """Read the ontology.

    Raises:
        VocabularyError: a file is missing or is not Turtle, or a relation is not declared.
    """
    facts = _parse(ontology_files(folder))
    return Vocabulary(
        concepts=tuple(sorted(_concepts(facts), key=lambda c: c.iri)),
        heads={r: _types(facts, r, "domainIncludes") for r in Relation},
        tails={r: _types(facts, r, "rangeIncludes") for r in Relation},
    )


def _parse(files: Iterable[Path]) -> _Facts:
    facts: _Facts = defaultdict(lambda: defaultdict(list))
    for file in files:
        try:
            for triple in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE):
                if isinstance(triple.subject, ox.NamedNode) and not isinstance(triple.object, ox.Triple):
                    facts[triple.subject.value][triple.predicate.value].append(triple.object)
        except (OSError, SyntaxError, ValueError) as e:
            raise VocabularyError(f"{file}: not readable as Turtle ({e}); mend or restore the file") from e
    return facts


def _types(facts: _Facts, relation: Relation, side: str) -> frozenset[EntityType]:
    about = facts[str(IGR[relation])]
    if str(OWL.ObjectProperty) not in {o.value for o in about[str(RDF.type)]}:
        raise VocabularyError(f"igr.ttl: relation {relation} is not declared; add it as owl:ObjectProperty")
    return frozenset(_TYPES[o.value] for o in about[str(SCHEMA[side])] if o.value in _TYPES)


def _concepts(facts: _Facts) -> Iterable[Concept]:
    for iri, about in facts.items():
        types = {o.value for o in about[str(RDF.type)]}
        kinds = sorted(_TYPES[t] for t in types if t in _TYPES)
        if str(SKOS.Concept) not in types or not kinds or about[str(SKOS.topConceptOf)]:
            continue  # the plain word of a scheme ("mechanism") names no thing
        labels = _labels(about[str(SKOS.prefLabel)])
        if not labels:
            raise VocabularyError(f"{iri}: has no English skos:prefLabel; add one")
        yield Concept(
            iri=iri,
            label=labels[0],
            type=kinds[0],
            names=tuple(_labels(about[str(SKOS.altLabel)])),
            hidden=tuple(_labels(about[str(SKOS.hiddenLabel)])),
            broader=_first(about[str(SKOS.broader)]),
            within=_first(about[str(IGR.locatedIn)]),
            level=_first(about[str(IGR.level)]),
        )


def _first(found: Iterable[ox.NamedNode | ox.BlankNode | ox.Literal]) -> str:
    return min((o.value for o in found), default="")


def _labels(found: Iterable[ox.NamedNode | ox.BlankNode | ox.Literal]) -> list[str]:
    return sorted(o.value for o in found if isinstance(o, ox.Literal) and o.language in (None, "en"))
