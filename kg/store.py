"""The store: a directory with the documents read so far and the published graph, on Oxigraph.

    FORMAT      {"format": 1, "kg": "0.1.0"}
    documents/  one shard of bytes for each document; what is in them is the caller's affair
    curation/   notes of people: files of bytes that no build makes or changes; LOCK in it is held while one is changed
    intake/     one report for each file that was given: what came of every record in it
    graphs/     one folder for each published graph, named by its content
    index/      one file for the current graph, made from it when first wanted; it may be removed at any time
    CURRENT     the name of the graph that readers open
    SERVER      the address of the server that has the graph, where it is not in the folder
    LOCK        held by the one process that writes

A graph is built beside the old one and takes its place by one rename, so a reader never waits for a
writer, and a run killed at any moment leaves the old graph or the new one. The module knows lines,
quads and queries, not claims.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pyoxigraph as ox
from filelock import FileLock, Timeout

from kg import __version__, disk, loading, sparql
from kg.answers import Answer, ForbiddenError, broken, graphs, query_errors, written
from kg.holdings import FORMAT, NOTES, PATIENCE, Shards, alone, is_store
from kg.loading import one_line
from kg.model import QueryError, StoreError
from kg.shelves import write_errors
from kg.terms import BASE

if TYPE_CHECKING:
    import rdflib

PREFIXES = {
    "dcterms": "http://purl.org/dc/terms/",
    "igr": "https://w3id.org/igr/ontology#",
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

_SERVER = "SERVER"
_ATTEMPTS = 5  # a graph may be replaced between reading its name and opening it


@dataclass(frozen=True, slots=True)
class Table:
    """The answer of a query: column names, and rows of lexical values (None where unbound)."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]


class Store:
    """A published graph, open for reading; it stays as it was opened whatever is published later.

    Attributes:
        generation: the name of the graph, made from its content.
    """

    def __init__(self, inner: ox.Store, hold: int | None = None, generation: str = "") -> None:
        self.generation = generation
        self._inner = inner
        self._release = weakref.finalize(self, disk.release, hold)

    @classmethod
    def open(cls, path: Path | str) -> Store:
        """Open the current graph of a store: in its folder, on the server that the folder names, or at an address.

        Raises:
            StoreError: there is no store or no graph at the path, a newer version wrote it, or it
                cannot be read, or the server cannot be asked.
        """
        from kg.remote.address import is_address

        if is_address(str(path)):
            return cls.at_address(str(path))
        root, reason = Path(path), ""
        if address := server(root):
            return cls.at_address(address)
        for _ in range(_ATTEMPTS):
            name = generation(root)
            folder = root / "graphs" / name
            try:
                hold = disk.lock(folder)
                try:
                    return cls(ox.Store.read_only(str(folder)), hold, name)
                except OSError:
                    disk.release(hold)
                    raise
            except OSError as error:
                reason = one_line(error)
        raise StoreError(f"the graph of {root} cannot be opened ({reason}); run: kg build --store {root}")

    @staticmethod
    def at_address(address: str) -> Store:
        """Open the graph that lies on a server; its ``generation`` is empty while it is not whole.

        Args:
            address: as :func:`kg.remote.address.parse` takes it.

        Raises:
            StoreError: the server cannot be asked, or nobody has built a graph on it.
        """
        from kg.remote.graph import RemoteStore  # which is a store itself, and loads what only servers need

        return RemoteStore.reach(address)

    @classmethod
    def at(cls, graph: Path) -> Store:
        """Open a published graph by its folder, whether it is the current one or not.

        Raises:
            StoreError: it is not there any more, or cannot be read.
        """
        hold = _hold(graph)
        try:
            return cls(ox.Store.read_only(str(graph)), hold, graph.name)
        except OSError as error:
            disk.release(hold)
            raise StoreError(f"the graph {graph} cannot be opened ({one_line(error)}); run: kg build") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let a later publish remove this graph from disk."""
        self._release()

    def select(self, text: str) -> Table:
        """Answer a SELECT query over all graphs together.

        Raises:
            QueryError: the query is broken, is refused, or is no SELECT query.
        """
        with query_errors():
            found = self._query(text)
            if not isinstance(found, ox.QuerySolutions):
                raise QueryError("this query gives no table; write a SELECT query")
            columns = tuple(variable.value for variable in found.variables)
            rows = tuple(tuple(_lexical(term) for term in solution) for solution in found)
        return Table(columns, rows)

    def serialize(self, text: str, format: str) -> bytes:
        """Answer a query in a standard format.

        Args:
            text: a SELECT or ASK query, or a CONSTRUCT or DESCRIBE query.
            format: csv, json, tsv or xml for the first two, nt or ttl for the others.

        Raises:
            QueryError: the query is broken or refused, or has no answer in this format.
        """
        with query_errors():
            return written(self._query(text), format, PREFIXES)

    def ask(
        self,
        text: str,
        default_graphs: tuple[str, ...] | None = None,
        named_graphs: tuple[str, ...] | None = None,
        services: Iterable[str] = (),
    ) -> Answer:
        """Begin to answer a query of any kind.

        Args:
            text: SPARQL.
            default_graphs: IRIs of the graphs that are its default graph together; None for those that it names itself,
                or else all.
            named_graphs: IRIs of the graphs that it may name; None for those that it names itself, or else all.
            services: IRIs of other servers that it may ask.

        Raises:
            ForbiddenError: it is an update, or asks another server.
            QueryError: it is broken; the message has line and column.
        """
        asked = sparql.services(text)
        if asked is None or not asked <= frozenset(services):
            raise ForbiddenError(f"SERVICE is refused{_allowed(services)}; take the clause out")
        dataset: dict[str, Any] = {"use_default_graph_as_union": not sparql.names_dataset(text)}
        if default_graphs is not None or named_graphs is not None:
            dataset = {"default_graph": graphs(default_graphs or ()), "named_graphs": graphs(named_graphs or ())}
        try:
            return Answer(self._inner.query(text, base_iri=BASE, **dataset), PREFIXES)
        except (SyntaxError, ValueError, RuntimeError) as error:
            if isinstance(error, SyntaxError) and sparql.is_update(text):
                raise ForbiddenError("updates are refused; write SELECT, ASK, CONSTRUCT or DESCRIBE") from error
            raise QueryError(f"the query is broken: {broken(error, text, PREFIXES)}") from error

    def nquads(self) -> Iterator[bytes]:
        """Every quad of the store as a line of N-Quads, sorted by its bytes."""
        with tempfile.TemporaryDirectory(prefix="kg-") as folder:
            yield from disk.sorted_unique((f"{quad} ." for quad in self._inner), Path(folder))

    def turtle(self) -> bytes:
        """Every triple of the store in Turtle, sorted, without the names of the graphs."""
        return written({quad.triple for quad in self._inner}, "ttl", PREFIXES)

    def dataset(self) -> rdflib.Dataset:
        """The store as an rdflib dataset, all graphs together; its queries go to Oxigraph unchecked."""
        # Imported here because only few users want them, and they take longer than most queries.
        import rdflib
        from oxrdflib import OxigraphStore

        return rdflib.Dataset(store=OxigraphStore(store=self._inner), default_union=True)

    def _query(self, text: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        if sparql.calls_service(text):
            raise QueryError("SERVICE is refused: a query stays inside the store; take the clause out")
        try:
            return self._inner.query(text, use_default_graph_as_union=not sparql.names_dataset(text))
        except SyntaxError as error:
            if not sparql.is_update(text):
                raise
            raise QueryError("updates are refused; write SELECT, ASK, CONSTRUCT or DESCRIBE") from error


class Writer(Shards):
    """The one writer of a store."""

    def publish(self, lines: Iterable[str], vocabulary: Iterable[Path]) -> str:
        """Put a new graph in the place of the current one.

        Args:
            lines: N-Quads without line ends, in any order, repeated or not. They are sorted on disk, so
                memory does not grow with the graph.
            vocabulary: Turtle files for the vocabulary graph.

        Returns:
            The name of the graph, made from its content: an unchanged graph is not loaded again.

        Raises:
            StoreError: the disk is full or refuses, or a line or file is not RDF.
        """
        graphs = self.root / "graphs"
        if address := server(self.root):
            return self._send(address, lines, vocabulary)
        with write_errors(self.root), tempfile.TemporaryDirectory(prefix=disk.TEMPORARY, dir=graphs) as name:
            temporary = Path(name)
            terms = loading.vocabulary(vocabulary)
            quads = temporary / "quads.nq"
            generation = loading.write_sorted(lines, terms, quads)
            if not loading.opens(graphs / generation):
                loading.load(quads, terms, temporary / "graph")
                disk.discard(graphs / generation)
                os.replace(temporary / "graph", graphs / generation)
            disk.write(self.root / "CURRENT", f"{generation}\n".encode())
            for old in graphs.iterdir():
                if old.name != generation and not old.name.startswith(disk.TEMPORARY):
                    disk.discard(old)
        return generation

    def _send(self, address: str, lines: Iterable[str], vocabulary: Iterable[Path]) -> str:
        from kg.remote.address import parse
        from kg.remote.graph import RemoteStore

        graphs = self.root / "graphs"
        with (
            write_errors(self.root),
            tempfile.TemporaryDirectory(prefix=disk.TEMPORARY, dir=graphs) as name,
            RemoteStore(parse(address)) as there,
        ):
            sent = there.publish(lines, vocabulary, Path(name))
            (self.root / "CURRENT").unlink(missing_ok=True)  # a graph from before there was a server
            for old in graphs.iterdir():
                if not old.name.startswith(disk.TEMPORARY):
                    disk.discard(old)
        return sent.generation


def generation(path: Path | str) -> str:
    """The name of the graph that readers of a store open now.

    Raises:
        StoreError: there is no store or no graph at the path, or a newer version wrote it.
    """
    root = Path(path)
    if not is_store(root):
        raise StoreError(f"no store at {root}; run: kg build --store {root}")
    if address := server(root):
        raise StoreError(f"the graph of {root} is on {address}; pages need one here: build into another --store folder")
    return _current(root)


@contextmanager
def held(graph: Path) -> Iterator[None]:
    """Keep a published graph on disk, although another may take its place.

    Raises:
        StoreError: it is not there any more.
    """
    hold = _hold(graph)
    try:
        yield
    finally:
        disk.release(hold)


@contextmanager
def writer(path: Path | str) -> Iterator[Writer]:
    """Take a store for writing, made first if need be; nobody else writes until it is given back.

    Raises:
        StoreError: another process writes it, it cannot be written, a newer version wrote it, or the
            directory holds something else.
    """
    root = Path(path)
    with write_errors(root):
        is_store(root)  # before anything is written into a directory that holds something else
        root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(root / "LOCK", timeout=0)
        try:
            lock.acquire()
        except Timeout:
            raise StoreError(f"another kg process is writing {root}; wait for it") from None
    try:
        with write_errors(root):
            _prepare(root)
        yield Writer(root)
    finally:
        lock.release()


def server(path: Path | str) -> str:
    """The address of the server that the graph of a store lies on; empty where it lies in the folder itself.

    Raises:
        StoreError: it cannot be read.
    """
    file = Path(path) / _SERVER
    try:
        return file.read_text(encoding="ascii").strip() if file.is_file() else ""
    except (OSError, ValueError) as error:
        raise StoreError(f"{file} cannot be read ({one_line(error)}); build with --store ADDRESS again") from error


def attach(path: Path | str, address: str) -> None:
    """Let the graph of a store lie on a server from the next build on; the folder is made first if need be.

    Args:
        path: the folder, which keeps the documents, notes and reports.
        address: as :func:`kg.remote.address.parse` takes it; no part of it is secret.

    Raises:
        StoreError: the address takes no graphs, or the folder cannot be written.
    """
    from kg.remote.address import parse

    if not parse(address).store:
        raise StoreError(f"{address} can only be read; add store= and the path that takes graphs")
    with writer(path) as target:
        if server(target.root) != address:
            with write_errors(target.root):
                disk.write(target.root / _SERVER, f"{address}\n".encode())


def _hold(graph: Path) -> int | None:
    try:
        return disk.lock(graph)
    except OSError as error:
        raise StoreError(f"the graph {graph} is gone ({one_line(error)}); run: kg build") from error


def _allowed(services: Iterable[str]) -> str:
    known = ", ".join(sorted(services))
    return f" for all but {known}, written as a whole IRI" if known else ": a query stays inside the store"


def _lexical(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> str | None:
    if term is None:
        return None
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


def _current(root: Path) -> str:
    try:
        name = (root / "CURRENT").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise StoreError(f"no graph in {root} yet; run: kg build --store {root}") from None
    except (OSError, ValueError) as error:
        raise StoreError(f"{root / 'CURRENT'} cannot be read ({one_line(error)})") from error
    if not re.fullmatch("[0-9a-f]{20}", name):
        raise StoreError(f"{root / 'CURRENT'} names no graph; run: kg build --store {root}")
    return name


def _prepare(root: Path) -> None:
    written = json.dumps({"format": FORMAT, "kg": __version__}) + "\n"
    if not is_store(root) or (root / "FORMAT").read_text(encoding="utf-8") != written:
        disk.write(root / "FORMAT", written.encode())
    for folder in (root, root / "documents", root / "intake", root / "graphs"):
        folder.mkdir(exist_ok=True)
        _sweep(folder)
    (root / "curation").mkdir(exist_ok=True)
    with alone(root, NOTES, PATIENCE):  # what is there now was left, and is not being written
        _sweep(root / "curation")


def _sweep(folder: Path) -> None:
    """Remove what a run that was killed has left."""
    for left in folder.glob(f"{disk.TEMPORARY}*"):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
