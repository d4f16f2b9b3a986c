"""The published graph on a server, open for reading, as ``kg.store.Store`` gives the one on this machine."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlencode

import pyoxigraph as ox

from kg import disk, sparql
from kg.answers import Answer, query_errors, written
from kg.loading import one_line
from kg.model import QueryError, StoreError
from kg.remote import dialect, publishing
from kg.remote.address import Address, graph_url, parse
from kg.remote.http import Client, Reply
from kg.store import PREFIXES, Store, Table

_JSON = {"Accept": "application/sparql-results+json"}
_NT = {"Accept": "application/n-triples"}
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_UNION = ("union-default-graph", "true")  # of Oxigraph: a query that names no graph asks all; others pass it over
_BOOKED = f"SELECT ?graph ?digest WHERE {{ GRAPH <{publishing.BOOK}> {{ ?graph ?is ?digest }} }}"
_BOOLEAN = "http://www.w3.org/2001/XMLSchema#boolean"
_TRUTH = {"0": "false", "1": "true"}
_LEAVE_OUT = "leave --store out, or give a folder that was built without a server"


class RemoteStore(Store):
    """A published graph on a SPARQL server.

    Attributes:
        generation: the name of the graph; empty while a build sends it, or where one was stopped.
        address: where it is.
    """

    def __init__(self, address: Address) -> None:
        super().__init__(ox.Store())
        self.address = address
        self._client = Client(address.query)
        self._virtuoso = False
        try:
            self.book = self._booked()
        except StoreError:
            self._client.close()
            raise
        self.generation = self.book.get(publishing.STORE, "")

    @classmethod
    def reach(cls, text: str) -> RemoteStore:
        """Open the graph at an address.

        Raises:
            StoreError: the server is not reached or refuses, or nobody has built a graph on it.
        """
        store = cls(parse(text))
        if not store.book:
            store.close()
            raise StoreError(f"no graph of kg at {text}; run: kg build --store '{text}'")
        return store

    def close(self) -> None:
        """Let the connection go."""
        self._client.close()
        super().close()

    @property
    def is_whole(self) -> bool:
        """Whether every part of the graph is there, of one build."""
        return bool(self.generation)

    def select(self, text: str) -> Table:
        """Answer a SELECT query over all graphs together; see ``Store.select``."""
        # Asked of an empty store first, which finds updates, SERVICE and broken queries, with the place of the fault.
        with query_errors():
            if not isinstance(self._query(text), ox.QuerySolutions):
                raise QueryError("this query gives no table; write a SELECT query")
        found = json.loads(self._solutions(text))
        columns = tuple(found["head"]["vars"])
        rows = tuple(tuple(_cell(row.get(name)) for name in columns) for row in found["results"]["bindings"])
        return Table(columns, rows)

    def serialize(self, text: str, format: str) -> bytes:
        """Answer a query in a standard format; see ``Store.serialize``."""
        with query_errors():
            understood = self._query(text)
            if isinstance(understood, ox.QueryTriples):
                triples = ox.parse(self._asked(text, _NT).content, format=ox.RdfFormat.N_TRIPLES)
                return written({quad.triple for quad in triples}, format, PREFIXES)
            found = self._solutions(text, is_truth=isinstance(understood, ox.QueryBoolean))
            return written(ox.parse_query_results(found, ox.QueryResultsFormat.JSON), format, PREFIXES)

    def ask(
        self,
        text: str,
        default_graphs: tuple[str, ...] | None = None,
        named_graphs: tuple[str, ...] | None = None,
        services: Iterable[str] = (),
    ) -> Answer:
        """Not for a graph on a server, which has an endpoint of its own.

        Raises:
            StoreError: always.
        """
        raise StoreError(f"{self.address.text} answers SPARQL itself; ask it, or {_LEAVE_OUT}")

    def nquads(self) -> Iterator[bytes]:
        """Every quad of the graph as a line of N-Quads, sorted by its bytes."""
        with tempfile.TemporaryDirectory(prefix="kg-") as folder:
            yield from disk.sorted_unique((f"{quad} ." for quad in self._quads()), Path(folder))

    def turtle(self) -> bytes:
        """Every triple of the graph in Turtle, sorted, without the names of the graphs."""
        inner = ox.Store()
        inner.bulk_extend(self._quads())
        return Store(inner).turtle()

    def dataset(self) -> NoReturn:
        """Not for a graph on a server: rdflib has a store of its own for those.

        Raises:
            StoreError: always.
        """
        raise StoreError(f"rdflib reaches {self.address.query} by its SPARQLStore; {_LEAVE_OUT}")

    def publish(self, lines: Iterable[str], vocabulary: Iterable[Path], folder: Path) -> publishing.Sent:
        """Make the graph on the server that of the lines; see :func:`kg.remote.publishing.publish`."""
        sent = publishing.publish(self._client, self.address, lines, vocabulary, self.book, folder)
        self.book, self.generation = self._booked(), sent.generation
        return sent

    def _booked(self) -> dict[str, str]:
        reply = self._sent(_BOOKED, _JSON)
        self._virtuoso = reply.headers.get("server", "").startswith("Virtuoso")
        rows = _json(reply, self.address)["results"]["bindings"]
        return {row["graph"]["value"]: row["digest"]["value"] for row in rows}

    def _solutions(self, text: str, *, is_truth: bool = False) -> bytes:
        reply = self._asked(text, _JSON)
        if not self._virtuoso:
            return reply.content
        found = _json(reply, self.address)
        if is_truth and "results" in found:  # a table of one column, whose name is the server's affair
            values = (cell["value"] for row in found["results"]["bindings"] for cell in row.values())
            return json.dumps({"head": {}, "boolean": any(value != "0" for value in values)}).encode()
        for row in found.get("results", {}).get("bindings", ()):
            for cell in row.values():
                if cell.get("datatype") == _BOOLEAN:
                    cell["value"] = _TRUTH.get(cell["value"], cell["value"])
        return json.dumps(found).encode()

    def _asked(self, text: str, headers: Mapping[str, str]) -> Reply:
        sent = dialect.rewritten(text, self._column) if self._virtuoso else text
        reply = self._sent(sent, headers)
        if most := reply.headers.get("x-sparql-maxrows"):
            _cut(self.address, most)
        return reply

    def _column(self, query: str) -> list[str]:
        reply = self._sent(query, _JSON)
        if most := reply.headers.get("x-sparql-maxrows"):
            _cut(self.address, most)
        return [row["x"]["value"] for row in _json(reply, self.address)["results"]["bindings"]]

    def _sent(self, text: str, headers: Mapping[str, str]) -> Reply:
        union = () if sparql.names_dataset(text) else (_UNION,)
        body = urlencode([("query", text), *union, *self.address.extra]).encode()
        return self._client.ask("POST", self.address.query, {**_FORM, **headers}, body)

    def _quads(self) -> Iterator[ox.Quad]:
        if not self.address.store:
            raise StoreError(f"{self.address.text} does not say where graphs are; add store= and their path")
        for graph in sorted(self.book.keys() - {publishing.STORE}):
            reply = self._client.ask("GET", graph_url(self.address, graph), _NT)
            name = ox.NamedNode(graph)
            try:
                triples = ox.parse(reply.content, format=ox.RdfFormat.N_TRIPLES)
                yield from _with_own_names([ox.Quad(t.subject, t.predicate, _plain(t.object), name) for t in triples])
            except SyntaxError as error:
                raise StoreError(f"{self.address.text} gives no N-Triples ({one_line(error)})") from error


def _with_own_names(quads: list[ox.Quad]) -> Iterable[ox.Quad]:
    # Servers name blank nodes anew; these are the names that a build gives those of the vocabulary.
    if not any(isinstance(term, ox.BlankNode) for quad in quads for term in (quad.subject, quad.object)):
        return quads
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def _plain(term: Any) -> Any:
    # Virtuoso keeps true as a number and gives it as "1".
    if isinstance(term, ox.Literal) and term.datatype.value == _BOOLEAN and term.value in _TRUTH:
        return ox.Literal(_TRUTH[term.value], datatype=term.datatype)
    return term


def _cell(term: Mapping[str, str] | None) -> str | None:
    if term is None:
        return None
    return f"_:{term['value']}" if term["type"] == "bnode" else term["value"]


def _json(reply: Reply, address: Address) -> Any:
    try:
        found = json.loads(reply.content)
        if not isinstance(found["head"], dict) or ("results" not in found and "boolean" not in found):
            raise ValueError("no results")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        shown = re.sub(r"\s+", " ", reply.content[:60].decode("utf-8", "replace"))
        raise StoreError(f"{address.query} gives no SPARQL results but {shown!r}; mend the address") from error
    return found


def _cut(address: Address, most: str) -> NoReturn:
    raise StoreError(f"{address.query} gives at most {most} rows and has more; raise ResultSetMaxRows in its settings")
