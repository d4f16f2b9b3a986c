"""Sorted lines to the named graphs of a server: only those that changed, and again after a run that was killed.

What is on the server is written down in a graph of its own, ``urn:intergov-kg:published``: the digest of each graph and
the name of the whole. Before anything is sent the digests of what will change are taken out of it, and each comes back
when its graph has been sent; the name of the whole comes last. So a run that was killed leaves no digest of a graph
that is not there as a whole, and the next run sends what is missing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import IO, Final
from urllib.parse import urlsplit

from kg import disk, loading
from kg.model import StoreError
from kg.remote.address import Address, graph_url
from kg.remote.http import Client
from kg.terms import iri

BOOK: Final = "urn:intergov-kg:published"
"""The graph in which it is written what is on the server."""

STORE: Final = "urn:intergov-kg:store"
DIGEST: Final = "urn:intergov-kg:digest"
GENERATION: Final = "urn:intergov-kg:generation"

_CHUNK = 8 << 20  # bytes of a graph that one request carries
_SETTLE = 64 << 20  # bytes sent after which the book is written
_TYPE = {"Content-Type": "application/n-triples"}
_QUAD = re.compile(rb"(.*) <([^<>\s]+)> \.\n", re.DOTALL)
_BLANK = re.compile(rb"(?:^|> )_:")


@dataclass(frozen=True, slots=True)
class Part:
    """A named graph in a file of N-Triples: its IRI, where it begins and ends, and a digest of it."""

    graph: str
    begin: int
    end: int
    digest: str


@dataclass(frozen=True, slots=True)
class Sent:
    """What a run did: the name of the whole, and how many graphs were sent and taken away."""

    generation: str
    sent: int = 0
    removed: int = 0


def publish(
    client: Client,
    address: Address,
    lines: Iterable[str],
    vocabulary: Iterable[Path],
    held: Mapping[str, str],
    folder: Path,
) -> Sent:
    """Make the graphs of a server those of the lines.

    Args:
        client: of the server.
        address: where graphs go.
        lines: N-Quads without line ends, each in a named graph, in any order.
        vocabulary: Turtle files for the vocabulary graph.
        held: what the book of the server says, digests by graph, and the name of the whole under ``STORE``.
        folder: for sorting; as large as the graph.

    Raises:
        StoreError: a line or file is not RDF, or the server does not take it.
    """
    if not address.store:
        raise StoreError(f"{address.text} can only be read; add store= and the path that takes graphs")
    terms = loading.vocabulary(vocabulary)
    generation = loading.write_sorted(lines, terms, folder / "quads.nq")
    words = sorted(f"{quad} .\n".encode() for quad in terms)
    parts = tuple(_parts(folder / "quads.nq", words, folder / "graphs.nt"))
    wanted = {part.graph: part.digest for part in parts}
    book = {graph: digest for graph, digest in held.items() if wanted.get(graph) == digest}
    if held == {**wanted, STORE: generation}:
        return Sent(generation)
    _put(client, address, BOOK, [_book(book)])
    gone = sorted(held.keys() - wanted.keys() - {STORE})
    for graph in gone:
        client.ask("DELETE", graph_url(address, graph), {}, ok=(404,))
    changed = [part for part in parts if part.graph not in book]
    _send(client, address, folder / "graphs.nt", changed, book)
    _put(client, address, BOOK, [_book({**wanted, STORE: generation})])
    return Sent(generation, len(changed), len(gone))


def _send(client: Client, address: Address, path: Path, parts: Iterable[Part], book: dict[str, str]) -> None:
    sent = 0
    with path.open("rb") as file:
        for part in parts:
            _put(client, address, part.graph, _chunks(file, part))
            book[part.graph] = part.digest
            sent += part.end - part.begin
            if sent > _SETTLE:
                _put(client, address, BOOK, [_book(book)])
                sent = 0


def _put(client: Client, address: Address, graph: str, chunks: Iterable[bytes]) -> None:
    for method, chunk in zip(_methods(), chunks, strict=False):
        client.ask(method, graph_url(address, graph), _TYPE, chunk)


def _methods() -> Iterator[str]:
    yield "PUT"  # takes the place of what is there
    while True:
        yield "POST"  # adds to it


def _chunks(file: IO[bytes], part: Part) -> Iterator[bytes]:
    """A graph in pieces of whole lines; in one piece where it has blank nodes, which hold within a request only."""
    file.seek(part.begin)
    lines: list[bytes] = []
    size = 0
    whole, left = False, part.end - part.begin
    while left:
        line = file.readline()
        lines.append(line)
        size, left = size + len(line), left - len(line)
        whole = whole or _BLANK.search(line) is not None
        if size >= _CHUNK and not whole:
            yield b"".join(lines)
            lines, size = [], 0
    if lines:
        yield b"".join(lines)


def _book(digests: Mapping[str, str]) -> bytes:
    whole = {STORE: "", **digests}  # a whole without a name is not whole
    lines = (f'{iri(g)} <{GENERATION if g == STORE else DIGEST}> "{digest}" .\n' for g, digest in whole.items())
    return "".join(sorted(lines)).encode()


def _parts(quads: Path, words: list[bytes], path: Path) -> Iterator[Part]:
    """The graphs of a file of sorted quads and that of the vocabulary, one after the other in another file."""
    vocabulary = loading.VOCABULARY.value
    with quads.open("rb") as file, path.open("wb") as out:
        ordered = disk.sorted_unique(_by_graph(file, vocabulary), quads.parent)
        for name, lines in groupby(ordered, key=lambda line: line.partition(b"\t")[0]):
            yield _written(out, name.decode(), (line.partition(b"\t")[2] for line in lines))
        if words:
            yield _written(out, vocabulary, (_split(word)[0] + b" .\n" for word in words))


def _by_graph(file: IO[bytes], without: str) -> Iterator[str]:
    for line in file:
        triple, graph = _split(line)
        if graph.decode() != without:
            yield f"{graph.decode()}\t{triple.decode()} ."


def _split(line: bytes) -> tuple[bytes, bytes]:
    found = _QUAD.fullmatch(line)
    if found is None or not urlsplit(found[2].decode()).scheme:
        raise StoreError(
            f"a line of the graph is in no named graph ({line[:100].decode(errors='replace')!r}); report it"
        )
    return found[1], found[2]


def _written(out: IO[bytes], graph: str, lines: Iterable[bytes]) -> Part:
    begin, content = out.tell(), hashlib.sha256()
    for line in lines:
        content.update(line)
        out.write(line)
    out.flush()
    return Part(graph, begin, out.tell(), content.hexdigest()[:32])
