"""The ontology at its own address: the page that explains it, and its terms as RDF."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from kg.resources import data_dir
from kg.serve.negotiation import TURTLE
from kg.serve.triples import written
from kg.terms import ONTOLOGY

ADDRESS = ONTOLOGY.removesuffix("#")
"""The IRI of the ontology; those of its terms have a fragment more."""

_OWL = "http://www.w3.org/2002/07/owl#"
_VERSION = _OWL + "versionIRI"
_PROPERTIES = {_OWL + "ObjectProperty", _OWL + "DatatypeProperty"}
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_HASH = re.compile("'(sha256-[A-Za-z0-9+/=]+)'")


def is_ontology(iri: str) -> bool:
    """Whether an IRI is that of the ontology, or of the version of it that is here."""
    versions = {
        t.object.value for t in _terms() if t.predicate.value == _VERSION and isinstance(t.object, ox.NamedNode)
    }
    return iri == ADDRESS or iri in versions


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the ontology: its IRI, its English label, and whether it is a property, a class or a value."""

    iri: str
    label: str
    kind: str


def terms() -> Iterator[Term]:
    """The terms of the ontology, by IRI; what the page of the ontology says of them takes a second to read."""
    types: defaultdict[str, set[str]] = defaultdict(set)
    labels: defaultdict[str, list[str]] = defaultdict(list)
    for triple in _terms():
        if isinstance(triple.subject, ox.NamedNode) and triple.subject.value.startswith(ONTOLOGY):
            iri, found = triple.subject.value, triple.object
            if triple.predicate.value == _TYPE and isinstance(found, ox.NamedNode):
                types[iri].add(found.value)
            if triple.predicate.value == _LABEL and isinstance(found, ox.Literal) and found.language == "en":
                labels[iri].append(found.value)
    for iri in sorted(types):
        # OWL's custom, which the ontology keeps: classes begin with a capital, individuals do not.
        other = "class" if iri.removeprefix(ONTOLOGY)[:1].isupper() else "value"
        yield Term(iri, min(labels[iri], default=""), "property" if types[iri] & _PROPERTIES else other)


def as_page() -> tuple[str, str]:
    """The page, which brings its own style, and the Content-Security-Policy that lets it.

    Raises:
        VocabularyError: a file of the ontology is missing or is not Turtle.
    """
    from kg import ontology_page  # it loads rdflib, and is made in a process of its own

    text = ontology_page.render()
    style = " ".join(f"'{name}'" for name in _HASH.findall(text))
    rest = "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    return text, f"default-src 'none'; style-src {style}; {rest}"


@cache
def as_data(media_type: str) -> bytes:
    """All terms in one of the forms of RDF; in Turtle the file as it was written."""
    return _file() if media_type == TURTLE else written(_terms(), media_type)


def _file() -> bytes:
    return (data_dir("ontology") / "igr.ttl").read_bytes()


@cache
def _terms() -> tuple[ox.Triple, ...]:
    return tuple(sorted((quad.triple for quad in ox.parse(_file(), format=ox.RdfFormat.TURTLE)), key=str))
