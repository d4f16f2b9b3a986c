"""The triples of Turtle files, as far as the page of the ontology asks them.

A graph of rdflib takes ten times as long to fill, and the page needs only three ways to look things up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pyoxigraph as ox
import rdflib

from kg.model import VocabularyError
from kg.terms import ONTOLOGY

IGR = rdflib.Namespace(ONTOLOGY)
SCHEMA = rdflib.Namespace("https://schema.org/")

Node = rdflib.URIRef | rdflib.BNode | rdflib.Literal
_Found = Mapping[Node, None]
_Read = ox.NamedNode | ox.BlankNode | ox.Literal


class Triples:
    """Triples by subject and by object, each once."""

    def __init__(self, files: Iterable[Path]) -> None:
        """Read some files.

        Raises:
            VocabularyError: one is missing or is not Turtle.
        """
        self._told: defaultdict[Node, defaultdict[Node, dict[Node, None]]] = defaultdict(lambda: defaultdict(dict))
        self._of: defaultdict[Node, defaultdict[Node, dict[Node, None]]] = defaultdict(lambda: defaultdict(dict))
        known: dict[_Read, Node] = {}
        for triple in _read(files):
            subject, predicate, object = (known.get(term) or known.setdefault(term, _node(term)) for term in triple)
            self._told[subject][predicate][object] = None
            self._of[predicate][object][subject] = None

    def __contains__(self, triple: tuple[Node, Node, Node | None]) -> bool:
        """Whether there is a triple; with None as object, whether there is one with any."""
        subject, predicate, object = triple
        found = _found(self._told, subject, predicate)
        return bool(found) if object is None else object in found

    def objects(self, subject: Node | None, predicate: Node) -> Iterator[Node]:
        """What a property says of a subject; of all subjects where it is None."""
        if subject is None:
            return iter(self._of.get(predicate, ()))
        return iter(_found(self._told, subject, predicate))

    def subjects(self, predicate: Node, object: Node) -> Iterator[Node]:
        """Of what a property says a value."""
        return iter(_found(self._of, predicate, object))

    def predicate_objects(self, subject: Node) -> Iterator[tuple[Node, Node]]:
        """All that is said of a subject."""
        return ((predicate, object) for predicate, found in self._told[subject].items() for object in found)

    def reached(self, subject: Node, predicate: Node) -> set[Node]:
        """A subject, and all to which a property leads from it, step by step."""
        found, ahead = {subject}, [subject]
        while ahead:
            new = {node for node in self.objects(ahead.pop(), predicate) if node not in found}
            found |= new
            ahead += new
        return found


def _found(table: Mapping[Node, Mapping[Node, dict[Node, None]]], first: Node, second: Node) -> _Found:
    return table[first].get(second, {}) if first in table else {}


def _read(files: Iterable[Path]) -> Iterator[tuple[_Read, _Read, _Read]]:
    for file in files:
        try:
            for triple in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE):
                if not isinstance(triple.subject, ox.Triple) and not isinstance(triple.object, ox.Triple):
                    yield triple.subject, triple.predicate, triple.object
        except (OSError, SyntaxError, ValueError) as e:
            raise VocabularyError(f"{file}: not readable as Turtle ({e}); mend or restore the file") from e


def _node(term: _Read) -> Node:
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    datatype = None if term.language else rdflib.URIRef(term.datatype.value)
    return rdflib.Literal(term.value, lang=term.language, datatype=datatype)
