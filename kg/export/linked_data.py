"""The graph for RDF tools, sorted so that two exports can be compared line by line, with its stamp as comments.

``turtle``, ``trig``, ``nquads`` and ``jsonld`` (``kg.export.jsonld``) take the quads of the store, all of them;
``rdf12`` and ``nanopub`` are made from the chosen claims.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from kg.export import write_atomic
from kg.export.flat import line
from kg.export.quads import PREFIXES, RDF, Quad, by_graph, quad, short
from kg.export.selection import Selection, Stamp
from kg.export.statements import nanopubs, reifiers


def write_nquads(quads: Iterable[bytes], path: Path, stamp: Stamp) -> tuple[Path, ...]:
    """Write the quads as they are.

    Args:
        quads: sorted lines of N-Quads, as ``Store.nquads`` gives them.
        path: the file; one that is there is replaced.
        stamp: what the comments say.

    Returns:
        The files written.

    Raises:
        KgError: the place cannot be written.
    """
    return _write(path, _comments(stamp).encode() + b"".join(quads))


def write_turtle(quads: Iterable[bytes], path: Path, stamp: Stamp) -> tuple[Path, ...]:
    """Write every triple once, without the names of the graphs; see ``write_nquads``.

    Raises:
        KgError: the place cannot be written, or a quad is none that a store writes.
    """
    lines = sorted({text[: text.rindex(" <")] for lines in by_graph(quads).values() for text in lines})
    triples = (quad(f"{text} <> .") for text in lines)
    return _write(path, "".join((_comments(stamp), _prefixes(), *_subjects(triples, ""))).encode())


def write_trig(quads: Iterable[bytes], path: Path, stamp: Stamp) -> tuple[Path, ...]:
    """Write the triples of each graph together, graph after graph; see ``write_nquads``.

    Raises:
        KgError: the place cannot be written, or a quad is none that a store writes.
    """
    return _write(path, "".join((_comments(stamp), _prefixes(), *_graphs(quads))).encode())


def write_rdf12(selection: Selection, path: Path) -> tuple[Path, ...]:
    """Write one reifier a claim as sorted N-Triples 1.2, which is Turtle 1.2 too.

    Raises:
        KgError: the place cannot be written.
    """
    return _write(path, (_comments(selection.stamp) + reifiers(selection.claims)).encode())


def write_nanopubs(selection: Selection, path: Path) -> tuple[Path, ...]:
    """Write one unsigned nanopublication, as TriG, for each claim that is positive and asserted.

    Raises:
        KgError: the place cannot be written.
    """
    return _write(path, (_comments(selection.stamp) + nanopubs(selection.claims)).encode())


def _write(path: Path, content: bytes) -> tuple[Path, ...]:
    write_atomic(path, content)
    return (path,)


def _comments(stamp: Stamp) -> str:
    return "".join(f"# {line(text)}\n" for text in stamp.lines())


def _prefixes() -> str:
    return "".join(f"@prefix {prefix}: <{start}> .\n" for prefix, start in PREFIXES.items())


def _graphs(quads: Iterable[bytes]) -> Iterator[str]:
    for graph, lines in by_graph(quads).items():
        yield f"\n{_iri(graph)} {{\n"
        yield from _subjects(map(quad, lines), "  ")
        yield "}\n"


def _subjects(quads: Iterable[Quad], indent: str) -> Iterator[str]:
    """A block a subject, a line a predicate."""
    for subject, told in groupby(quads, lambda q: q.subject):
        lines = (
            f"{_predicate(predicate)} {', '.join(map(_object, objects))}"
            for predicate, objects in groupby(told, lambda q: q.predicate)
        )
        yield f"{indent}{_iri(subject)} " + f" ;\n{indent}    ".join(lines) + " .\n"


def _predicate(iri: str) -> str:
    return "a" if iri == RDF + "type" else _iri(iri)


def _object(told: Quad) -> str:
    if not told.value:
        return _iri(told.object)
    if told.language:
        return f"{told.value}@{told.language}"
    return f"{told.value}^^{_iri(told.datatype)}" if told.datatype else told.value


def _iri(iri: str) -> str:
    name = short(iri)
    return f"<{iri}>" if name == iri else name
