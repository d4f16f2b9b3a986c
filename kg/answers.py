"""Answers of Oxigraph, written in the standard formats as they come."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import IO

import pyoxigraph as ox

from kg.counting import Counted, TooManyError
from kg.model import QueryError

TABLE = "table"
TRUTH = "truth"
GRAPH = "graph"

UNNAMED = ""
"""Stands for the graph without a name among the IRIs of graphs."""

_RESULTS = {
    "csv": ox.QueryResultsFormat.CSV,
    "json": ox.QueryResultsFormat.JSON,
    "tsv": ox.QueryResultsFormat.TSV,
    "xml": ox.QueryResultsFormat.XML,
}
_GRAPHS = {
    "jsonld": ox.RdfFormat.JSON_LD,
    "nq": ox.RdfFormat.N_QUADS,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
    "trig": ox.RdfFormat.TRIG,
    "ttl": ox.RdfFormat.TURTLE,
}
_PREFIXED = frozenset({"rdf", "trig", "ttl"})
_PLACE = re.compile(r"error at (\d+):(\d+): (?:expected (?:one of )?)?(.*)", re.DOTALL)
_EXPECTED = re.compile(r'"((?:[^"\\]|\\.)*)"(?=, |$)|([A-Za-z][^,\[\]]*)(?=, |$)')
_OFFERED = 8  # of what could stand at a place, how much is named
_SAID = 160  # letters of the engine's own words that are passed on


class ForbiddenError(QueryError):
    """A query that is understood and not allowed."""


class Answer:
    """What a query found, not yet written.

    Attributes:
        kind: ``TABLE`` for SELECT, ``TRUTH`` for ASK, ``GRAPH`` for CONSTRUCT and DESCRIBE.
    """

    def __init__(
        self, found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, prefixes: Mapping[str, str]
    ) -> None:
        self._found = found
        self._prefixes = dict(prefixes)
        self.kind = {ox.QuerySolutions: TABLE, ox.QueryBoolean: TRUTH, ox.QueryTriples: GRAPH}[type(found)]

    def write(self, output: IO[bytes], format: str, most: int) -> None:
        """Write the answer while it is found.

        Args:
            output: gets it in pieces of some kilobytes.
            format: ``csv``, ``json``, ``tsv`` or ``xml``; for graphs ``jsonld``, ``nq``, ``nt``, ``rdf``, ``trig`` or
                ``ttl``.
            most: rows or triples that may be written.

        Raises:
            TooManyError: there are more; the output has at most some kilobytes of them.
            QueryError: the engine gave up.
        """
        try:
            if isinstance(self._found, ox.QueryTriples):
                prefixes = self._prefixes if format in _PREFIXED else None
                ox.serialize(_up_to(most, self._found), output, format=_GRAPHS[format], prefixes=prefixes)
            else:
                counted = Counted(output, format if self.kind == TABLE else "", most)
                self._found.serialize(counted, format=_RESULTS[format])  # type: ignore[arg-type]
        except (ValueError, RuntimeError) as error:
            raise QueryError(f"the query cannot be answered: {plain(error)}") from error


def graphs(iris: tuple[str, ...]) -> list[ox.NamedNode | ox.DefaultGraph]:
    """Names of graphs for the engine.

    Raises:
        QueryError: one is no IRI.
    """
    try:
        return [ox.DefaultGraph() if iri == UNNAMED else ox.NamedNode(iri) for iri in iris]
    except ValueError as error:
        raise QueryError(f"the name of a graph is no IRI: {plain(error)}; write it in full") from error


def plain(error: Exception) -> str:
    """What the engine says, in one line of at most 300 letters, with line and column where it knows them."""
    match = _PLACE.fullmatch(str(error))
    if match is None:
        return _short(str(error)) or type(error).__name__
    line, column, expected = match.groups()
    return f"line {line}, column {column}: {_reason(expected)}"


def _reason(expected: str) -> str:
    # The engine lists what its grammar takes, down to classes of characters, and puts what it says in words among them.
    found = _EXPECTED.findall(" ".join(expected.split()))
    words = [word for _, word in found if " " in word]
    tokens = [(sign or word).replace("\\", "") for sign, word in found]
    if words:
        return _short("; ".join(words))
    if not tokens:
        return "nothing that SPARQL knows begins there"
    return "expected " + " or ".join(tokens[:_OFFERED]) + (" or the like" if len(tokens) > _OFFERED else "")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SAID else line[:_SAID] + "…"


def _up_to(most: int, triples: ox.QueryTriples) -> Iterator[ox.Triple]:
    for number, triple in enumerate(triples):
        if number == most:
            raise TooManyError
        yield triple
