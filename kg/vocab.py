"""Reads ``ontology/``: the concepts with all their names, and what each relation may join."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import rdflib
from rdflib.namespace import OWL, RDF, SKOS

from kg.model import Concept, EntityType, Relation, VocabularyError
from kg.resources import data_dir
from kg.terms import ONTOLOGY

IGR = rdflib.Namespace(ONTOLOGY)
SCHEMA = rdflib.Namespace("https://schema.org/")

_TYPES: dict[rdflib.term.Node, EntityType] = {IGR[t]: t for t in EntityType}


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
    graph = _parse(ontology_files(folder))
    return Vocabulary(
        concepts=tuple(sorted(_concepts(graph), key=lambda c: c.iri)),
        heads={r: _types(graph, r, "domainIncludes") for r in Relation},
        tails={r: _types(graph, r, "rangeIncludes") for r in Relation},
    )


def _parse(files: Iterable[Path]) -> rdflib.Graph:
    graph = rdflib.Graph()
    for file in files:
        try:
            graph.parse(file, format="ox-turtle")
        except (OSError, SyntaxError, ValueError) as e:
            raise VocabularyError(f"{file}: not readable as Turtle ({e}); mend or restore the file") from e
    return graph


def _types(graph: rdflib.Graph, relation: Relation, side: str) -> frozenset[EntityType]:
    if (IGR[relation], RDF.type, OWL.ObjectProperty) not in graph:
        raise VocabularyError(f"igr.ttl: relation {relation} is not declared; add it as owl:ObjectProperty")
    return frozenset(_TYPES[t] for t in graph.objects(IGR[relation], SCHEMA[side]) if t in _TYPES)


def _concepts(graph: rdflib.Graph) -> Iterable[Concept]:
    for node in graph.subjects(RDF.type, SKOS.Concept):
        kinds = sorted(_TYPES[t] for t in graph.objects(node, RDF.type) if t in _TYPES)
        labels = _labels(graph, node, SKOS.prefLabel)
        if not kinds or (node, SKOS.topConceptOf, None) in graph:
            continue  # the plain word of a scheme ("mechanism") names no thing
        if not labels:
            raise VocabularyError(f"{node}: has no English skos:prefLabel; add one")
        yield Concept(
            iri=str(node),
            label=labels[0],
            type=kinds[0],
            names=tuple(_labels(graph, node, SKOS.altLabel)),
            hidden=tuple(_labels(graph, node, SKOS.hiddenLabel)),
            broader=min((str(b) for b in graph.objects(node, SKOS.broader)), default=""),
        )


def _labels(graph: rdflib.Graph, node: rdflib.term.Node, predicate: rdflib.URIRef) -> list[str]:
    found = graph.objects(node, predicate)
    return sorted(str(o) for o in found if isinstance(o, rdflib.Literal) and o.language in (None, "en"))
