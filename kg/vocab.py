"""Reads ``ontology/``: the concepts with all their names, and what each relation may join."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from kg.model import Concept, EntityType, Relation, VocabularyError
from kg.resources import data_dir
from kg.terms import ONTOLOGY

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_PROPERTY = "http://www.w3.org/2002/07/owl#ObjectProperty"
_CONCEPT, _TOP = _SKOS + "Concept", _SKOS + "topConceptOf"
_LABEL, _NAME, _HIDDEN, _BROADER = (_SKOS + n for n in ("prefLabel", "altLabel", "hiddenLabel", "broader"))
_WITHIN, _LEVEL = ONTOLOGY + "locatedIn", ONTOLOGY + "level"
_HEADS, _TAILS = "https://schema.org/domainIncludes", "https://schema.org/rangeIncludes"
_READ = frozenset({_TYPE, _TOP, _LABEL, _NAME, _HIDDEN, _BROADER, _WITHIN, _LEVEL, _HEADS, _TAILS})
"""The predicates that the stages use; definitions, examples and sources are most of the files, and are passed over."""

_TYPES = {ONTOLOGY + t: t for t in EntityType}

_Object = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_Facts = dict[str, dict[str, list[_Object]]]
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
        heads={r: _types(facts, r, _HEADS) for r in Relation},
        tails={r: _types(facts, r, _TAILS) for r in Relation},
    )


def _parse(files: Iterable[Path]) -> _Facts:
    facts: _Facts = defaultdict(lambda: defaultdict(list))
    for file in files:
        try:
            for triple in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE):
                if (predicate := triple.predicate.value) in _READ and isinstance(triple.subject, ox.NamedNode):
                    facts[triple.subject.value][predicate].append(triple.object)
        except (OSError, SyntaxError, ValueError) as e:
            raise VocabularyError(f"{file}: not readable as Turtle ({e}); mend or restore the file") from e
    return facts


def _types(facts: _Facts, relation: Relation, side: str) -> frozenset[EntityType]:
    about = facts[ONTOLOGY + relation]
    if _PROPERTY not in _iris(about[_TYPE]):
        raise VocabularyError(f"igr.ttl: relation {relation} is not declared; add it as owl:ObjectProperty")
    return frozenset(_TYPES[iri] for iri in _iris(about[side]) if iri in _TYPES)


def _concepts(facts: _Facts) -> Iterable[Concept]:
    for iri, about in facts.items():
        types = _iris(about[_TYPE])
        kinds = sorted(_TYPES[t] for t in types if t in _TYPES)
        if _CONCEPT not in types or not kinds or about[_TOP]:
            continue  # the plain word of a scheme ("mechanism") names no thing
        labels = _labels(about[_LABEL])
        if not labels:
            raise VocabularyError(f"{iri}: has no English skos:prefLabel; add one")
        yield Concept(
            iri=iri,
            label=labels[0],
            type=kinds[0],
            names=tuple(_labels(about[_NAME])),
            hidden=tuple(_labels(about[_HIDDEN])),
            broader=min(_iris(about[_BROADER]), default=""),
            within=min(_iris(about[_WITHIN]), default=""),
            level=min(_iris(about[_LEVEL]), default=""),
        )


def _iris(found: Iterable[_Object]) -> set[str]:
    return {o.value for o in found if isinstance(o, ox.NamedNode)}


def _labels(found: Iterable[_Object]) -> list[str]:
    return sorted(o.value for o in found if isinstance(o, ox.Literal) and o.language in (None, "en"))
