"""Answers of Oxigraph, written in the standard formats, and what is wrong with queries that have none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import IO

import pyoxigraph as ox

from kg.counting import Counted, TooManyError
from kg.loading import one_line
from kg.model import QueryError, StoreError

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
_SORTED = ("nt", "ttl")
_PREFIXED = frozenset({"rdf", "trig", "ttl"})
_PLACE = re.compile(r"error at (\d+):(\d+): (?:expected (?:one of )?)?(.*)", re.DOTALL)
_EXPECTED = re.compile(r'"((?:[^"\\]|\\.)*)"(?=, |$)|([A-Za-z][^,\[\]]*)(?=, |$)')
_CLASS = re.compile(r"\['")
_NAME = re.compile(r"((?:[^\W\d_][\w.-]*)?):(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)*\Z")  # with a prefix, before a place
_UNDECLARED = "Prefix not found"
_RARE = frozenset({"~", "{|", "<<"})  # of RDF 1.2, which nobody means who forgot a sign
_VARIABLE = frozenset({"$", "?"})
_OFFERED = 6  # of what could stand at a place, how much is named
_WORD = 30  # letters of a query that are shown
_NEAR = 200  # letters of it that are looked at
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


def written(
    found: ox.QuerySolutions | ox.QueryBoolean | Iterable[ox.Triple], format: str, prefixes: Mapping[str, str]
) -> bytes:
    """An answer in a standard format; triples are sorted.

    Args:
        found: what Oxigraph gives.
        format: ``csv``, ``json``, ``tsv`` or ``xml``; for triples ``nt`` or ``ttl``.
        prefixes: of Turtle.

    Raises:
        QueryError: such an answer has no such format.
    """
    if isinstance(found, ox.QuerySolutions | ox.QueryBoolean):
        return found.serialize(format=_RESULTS[_choice(format, _RESULTS, "table")]) or b""
    kind = _GRAPHS[_choice(format, _SORTED, "graph")]
    used = dict(prefixes) if format in _PREFIXED else None
    return ox.serialize(sorted(found, key=str), format=kind, prefixes=used) or b""


def _choice(format: str, known: Iterable[str], answer: str) -> str:
    if format not in known:
        raise QueryError(f"{format} is no format for a {answer}; choose one of {', '.join(known)}")
    return format


@contextmanager
def query_errors() -> Iterator[None]:
    """Say of a query that cannot be answered what is wrong with it.

    Raises:
        QueryError: instead of the errors of Oxigraph.
        StoreError: where the graph itself cannot be read.
    """
    try:
        yield
    except (SyntaxError, ValueError, RuntimeError) as error:
        raise QueryError(f"the query is broken: {one_line(error)}") from error
    except OSError as error:
        raise StoreError(f"the graph cannot be read ({one_line(error)}); build it again") from error


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
    """What the engine says, in one line."""
    return _short(str(error)) or type(error).__name__


def broken(error: Exception, text: str, prefixes: Mapping[str, str]) -> str:
    """What is wrong with a query, in one line of at most 300 letters, with line and column where the engine knows them.

    Args:
        error: what the engine says.
        text: the query.
        prefixes: names and IRIs that are told to whoever uses them and has not declared them.
    """
    match = _PLACE.fullmatch(str(error))
    if match is None:
        return plain(error)
    line, column, expected = int(match[1]), int(match[2]), " ".join(match[3].split())
    lines = text.split("\n")
    place = sum(len(before) + 1 for before in lines[: line - 1]) + column - 1
    place, reason = _reason(expected, text, place, prefixes)
    line_start = text.rfind("\n", 0, place) + 1
    return f"line {text.count(chr(10), 0, place) + 1}, column {place - line_start + 1}: {reason}"


def _reason(expected: str, text: str, place: int, prefixes: Mapping[str, str]) -> tuple[int, str]:
    # The engine lists what its grammar takes, down to classes of characters, and puts what it says in words among them.
    found = _EXPECTED.findall(expected)
    said = [word for _, word in found if " " in word]
    if _UNDECLARED in said:
        return _undeclared(text, place, prefixes)
    if said:
        return place, _short("; ".join(said))
    signs = [sign.replace("\\", "", 1) for sign, _ in found if sign and sign not in _RARE]
    if signs or _CLASS.search(expected):
        return place, f"expected {_listed(signs)}, found {_word(text, place)}"
    return _unread(text, place, [word for _, word in found if word])


def _undeclared(text: str, place: int, prefixes: Mapping[str, str]) -> tuple[int, str]:
    begin = max(place - _NEAR, 0)
    match = _NAME.search(text[begin:place])
    if match is None:
        return place, "a prefix is not declared; add a line PREFIX name: <IRI> for it"
    prefix = match[1][:_WORD]
    iri = prefixes.get(prefix, "IRI")
    return begin + match.start(), f'the prefix "{prefix}" is not declared; add PREFIX {prefix}: <{iri}>'


def _listed(signs: list[str]) -> str:
    if set(signs) >= _VARIABLE:
        if "(" in signs:
            return "a term or an expression"
        signs = ["a variable", *(sign for sign in signs if sign not in _VARIABLE)]
    return " or ".join(signs) if 0 < len(signs) <= _OFFERED else "something else"


def _unread(text: str, place: int, keywords: list[str]) -> tuple[int, str]:
    # It tells the place where a keyword would have ended, or the end of the query where one would go beyond it.
    if not text.strip():
        return place, "nothing that SPARQL knows begins there"
    if not keywords:
        return place, f"the end of the query is not understood: {_quoted(text.rstrip()[-_WORD:])}"
    begin = max(place - max(map(len, keywords)), 0)
    begin += len(text[begin:]) - len(text[begin:].lstrip())
    return begin, f"not understood: {_quoted(text[begin:])}"


def _word(text: str, place: int) -> str:
    words = text[place : place + _NEAR].split(maxsplit=1)
    return _quoted(words[0]) if words else "the end of the query"


def _quoted(text: str) -> str:
    shown = " ".join("".join(c if c.isprintable() else " " for c in text[:_NEAR]).split())
    return f'"{shown if len(shown) <= _WORD else shown[: _WORD - 1] + "…"}"'


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SAID else line[:_SAID] + "…"


def _up_to(most: int, triples: ox.QueryTriples) -> Iterator[ox.Triple]:
    for number, triple in enumerate(triples):
        if number == most:
            raise TooManyError
        yield triple
