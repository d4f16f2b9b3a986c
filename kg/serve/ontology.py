"""The ontology at its own address: the page that explains it, and its terms as RDF."""

from __future__ import annotations

import re
from functools import cache

import pyoxigraph as ox

from kg import ontology_page
from kg.resources import data_dir
from kg.serve.negotiation import TURTLE
from kg.serve.triples import written
from kg.terms import ONTOLOGY

ADDRESS = ONTOLOGY.removesuffix("#")
"""The IRI of the ontology; those of its terms have a fragment more."""

_VERSION = "http://www.w3.org/2002/07/owl#versionIRI"
_HASH = re.compile("'(sha256-[A-Za-z0-9+/=]+)'")


def is_ontology(iri: str) -> bool:
    """Whether an IRI is that of the ontology, or of the version of it that is here."""
    versions = {
        t.object.value for t in _terms() if t.predicate.value == _VERSION and isinstance(t.object, ox.NamedNode)
    }
    return iri == ADDRESS or iri in versions


def as_page() -> tuple[str, str]:
    """The page, which brings its own style, and the Content-Security-Policy that lets it.

    Raises:
        VocabularyError: a file of the ontology is missing or is not Turtle.
    """
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
