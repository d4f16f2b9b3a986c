"""Lines of N-Quads as terms, and how terms are written shortly in Turtle and JSON-LD.

Only what the store writes is read: absolute IRIs, literals and a named graph in each line, no blank nodes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from kg.model import StoreError
from kg.terms import BASE, ONTOLOGY

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"

PREFIXES = {
    "bibo": "http://purl.org/ontology/bibo/",
    "claim": BASE + "claim/",
    "concept": BASE + "concept/",
    "dcterms": "http://purl.org/dc/terms/",
    "evidence": BASE + "evidence/",
    "graph": BASE + "graph/",
    "igr": ONTOLOGY,
    "local": BASE + "local/",
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "proposition": BASE + "proposition/",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": RDF,
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "scholar": BASE + "scholar/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "work": BASE + "work/",
    "xsd": XSD,
}
"""What the start of an IRI is written as."""

_QUAD = re.compile(
    r'<([^>]*)> <([^>]*)> (?:<([^>]*)>|("(?:[^"\\]|\\.)*")(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?) <([^>]*)> \.\n?'
)
_LOCAL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")
_START = re.compile(r"(.*[/#])([^/#]*)", re.DOTALL)
_BY_START = {start: prefix for prefix, start in PREFIXES.items()}
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_LETTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


class Quad(NamedTuple):
    """A quad: IRIs without brackets; ``value`` is a literal as N-Quads writes it, empty where the object is an IRI."""

    subject: str
    predicate: str
    object: str
    value: str
    language: str
    datatype: str
    graph: str


def quad(line: str) -> Quad:
    """The terms of a line of N-Quads.

    Raises:
        StoreError: the line is none that a store writes.
    """
    found = _QUAD.fullmatch(line)
    if found is None:
        raise StoreError(f"the store holds a quad that cannot be exported ({line[:100]!r}); build it again")
    return Quad(*(part or "" for part in found.groups()))


def by_graph(lines: Iterable[bytes]) -> dict[str, list[str]]:
    """The lines of each graph, in the order given, by the graph's IRI, sorted."""
    graphs: dict[str, list[str]] = {}
    for raw in lines:
        line = raw.decode()
        start = line.rindex("<")
        graphs.setdefault(line[start + 1 : line.rindex(">")], []).append(line)
    return dict(sorted(graphs.items()))


def short(iri: str) -> str:
    """An IRI with its prefix, such as ``igr:head``; itself where it has none."""
    found = _START.fullmatch(iri)
    if found and found[1] in _BY_START and _LOCAL.fullmatch(found[2]):
        return f"{_BY_START[found[1]]}:{found[2]}"
    return iri


def unescaped(literal: str) -> str:
    """The text of a literal in quotation marks."""
    inside = literal[1:-1]
    return _ESCAPE.sub(_character, inside) if "\\" in inside else inside


def _character(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _LETTERS.get(match[3], match[3])
