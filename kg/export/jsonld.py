"""The graph as compact JSON-LD: one object a graph, in it one object a thing, and one that says where it comes from.

Values are strings; the context gives their types, so that no number changes on the way. What the texts say is
never read as a keyword: every value stands in a place whose key is an IRI.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from kg.export import write_atomic
from kg.export.flat import line
from kg.export.quads import PREFIXES, RDF, Quad, by_graph, quad, short, unescaped
from kg.export.selection import Stamp
from kg.terms import BASE

_Json = dict[str, Any]
_Kinds = Mapping[str, str]
"""For a predicate what all its objects are: ``@id``, or a datatype."""

DATASET = BASE + "dataset"
"""The IRI of the whole graph."""


def write_jsonld(quads: Iterable[bytes], path: Path, stamp: Stamp) -> tuple[Path, ...]:
    """Write the quads as JSON-LD 1.1, a line a thing, graphs and things sorted.

    Args:
        quads: sorted lines of N-Quads, as ``Store.nquads`` gives them.
        path: the file; one that is there is replaced.
        stamp: what the object of the dataset says.

    Returns:
        The files written.

    Raises:
        KgError: the place cannot be written, or a quad is none that a store writes.
    """
    graphs = by_graph(quads)
    kinds = _kinds(quad(text) for lines in graphs.values() for text in lines)
    objects = (_text(_dataset(stamp)), *(_graph(name, lines, kinds) for name, lines in graphs.items()))
    head = f'{{"@context": {_text(_context(kinds))},\n"@graph": [\n'
    write_atomic(path, (head + ",\n".join(objects) + "\n]}\n").encode())
    return (path,)


def _kinds(quads: Iterable[Quad]) -> _Kinds:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for told in quads:
        found[told.predicate].add("" if told.language else told.datatype if told.value else "@id")
    single = {predicate: next(iter(kinds)) for predicate, kinds in sorted(found.items()) if len(kinds) == 1}
    return {predicate: kind for predicate, kind in single.items() if kind and predicate != RDF + "type"}


def _context(kinds: _Kinds) -> _Json:
    terms = {short(predicate): {"@type": short(kind) if ":" in kind else kind} for predicate, kind in kinds.items()}
    return {**PREFIXES, **terms}


def _dataset(stamp: Stamp) -> _Json:
    told = {"dcterms:created": stamp.date, "dcterms:description": stamp.asked, "dcterms:rights": stamp.licence}
    made = {"dcterms:identifier": f"sha256:{stamp.corpus}", "dcterms:provenance": stamp.made_by}
    values = {name: {"@value": line(text)} for name, text in (told | made).items() if text}
    return {"@id": DATASET, "@type": "http://rdfs.org/ns/void#Dataset", **values}


def _graph(name: str, lines: Iterable[str], kinds: _Kinds) -> str:
    things = ",\n".join(map(_text, _things(map(quad, lines), kinds)))
    return f'{{"@id": {_text(short(name))}, "@graph": [\n{things}\n]}}'


def _things(quads: Iterable[Quad], kinds: _Kinds) -> Iterator[_Json]:
    for subject, told in groupby(quads, lambda q: q.subject):
        thing: _Json = {"@id": short(subject)}
        for predicate, objects in groupby(told, lambda q: q.predicate):
            typed = predicate == RDF + "type"
            values = [short(q.object) if typed else _value(q, kinds.get(predicate)) for q in objects]
            thing["@type" if typed else short(predicate)] = values[0] if len(values) == 1 else values
        yield thing


def _value(told: Quad, kind: str | None) -> Any:
    if not told.value:
        return short(told.object) if kind else {"@id": short(told.object)}
    text = unescaped(told.value)
    if told.language:
        return {"@value": text, "@language": told.language}
    if told.datatype and not kind:
        return {"@value": text, "@type": short(told.datatype)}
    return text


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
