"""Lines and Turtle files to a folder that Oxigraph opens."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from kg import disk
from kg.model import StoreError

VOCABULARY = ox.NamedNode("https://w3id.org/igr/graph/vocabulary")

_BLOCK = 4096  # lines hashed and written at once


def vocabulary(paths: Iterable[Path]) -> list[ox.Quad]:
    """The quads of the vocabulary graph; blank nodes have the same names in every run.

    Raises:
        StoreError: a file is missing or no Turtle.
    """
    dataset = ox.Dataset()
    for path in paths:
        try:
            for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True):
                dataset.add(ox.Quad(quad.subject, quad.predicate, quad.object, VOCABULARY))
        except (SyntaxError, OSError) as error:
            raise StoreError(f"{path} is no Turtle ({one_line(error)}); mend the file") from error
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return list(dataset)


def write_sorted(lines: Iterable[str], terms: Iterable[ox.Quad], path: Path) -> str:
    """Write lines, sorted and each once, and the quads of the vocabulary to a file, for :func:`load`.

    Returns:
        The name of the graph that they make together.
    """
    quads, content = list(terms), hashlib.sha256()
    with path.open("wb") as file:
        for block in _blocks(disk.sorted_unique(lines, path.parent)):
            content.update(block)
            file.write(block)
        file.writelines(f"{quad} .\n".encode() for quad in quads if not _is_blank(quad))
    for block in _blocks(disk.sorted_unique((f"{quad} ." for quad in quads), path.parent)):
        content.update(block)
    return content.hexdigest()[:20]


def _blocks(lines: Iterator[bytes]) -> Iterator[bytes]:
    """The lines, some thousand at a time."""
    while block := b"".join(islice(lines, _BLOCK)):
        yield block


def load(quads: Path, terms: Iterable[ox.Quad], folder: Path) -> None:
    """Load the file of :func:`write_sorted`, and what it lacks of the vocabulary, into a new folder.

    Raises:
        StoreError: a line of the file is no N-Quads.
    """
    store = ox.Store(folder)
    try:
        store.bulk_load(path=quads, format=ox.RdfFormat.N_QUADS)
    except SyntaxError as error:
        raise StoreError(f"a line of the graph is no N-Quads ({one_line(error)}); report it") from error
    # A second load makes Oxigraph write everything once more, but in a file blank nodes would lose their names.
    if blank := [quad for quad in terms if _is_blank(quad)]:
        store.bulk_extend(blank)
    store.flush()
    store.optimize()


def _is_blank(quad: ox.Quad) -> bool:
    return isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)


def opens(folder: Path) -> bool:
    """Whether there is a graph in a folder that can be read."""
    try:
        ox.Store.read_only(str(folder))
    except OSError:
        return False
    return True


def one_line(error: Exception) -> str:
    """The message of an error without line ends."""
    return " ".join(str(error).split())
