"""The page of an IRI that has no page of its own: all that the graph says of it, and who points at it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from kg.serve.rendering import page
from kg.serve.room import Snapshot
from kg.serve.triples import FORMATS, Described, incoming, outgoing, short

SHOWN = 500
"""Triples of the description on the page at most."""

POINTING = 100
"""Triples with the IRI as object on the page at most."""

_TITLES = ("skos:prefLabel", "rdfs:label", "dcterms:title")
_XSD = "http://www.w3.org/2001/XMLSchema#"


@dataclass(frozen=True, slots=True)
class Value:
    """A node or a literal: its label or its text, its IRI if it has one, and the language or type of a literal."""

    text: str
    iri: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A triple as it is shown."""

    subject: Value
    predicate: Value
    value: Value


async def generic(request: Request, snapshot: Snapshot, iri: str, alternates: Mapping[str, str]) -> Response | None:
    """The page of an IRI; None where the graph does not know it.

    ``alternates`` are addresses of its description by media type.

    Raises:
        Refused: the graph could not be asked; see :meth:`Pool.ask`.
    """
    described = await outgoing(snapshot, iri, SHOWN)
    pointing = await incoming(snapshot, iri, POINTING)
    if not described.triples and not pointing.triples:
        return None
    forms = [(href, FORMATS[name].name) for name, href in alternates.items()]
    return await run_in_threadpool(_page, request, snapshot, iri, described, pointing, forms)


def _page(
    request: Request,
    snapshot: Snapshot,
    iri: str,
    described: Described,
    pointing: Described,
    forms: list[tuple[str, str]],
) -> Response:
    labels = snapshot.index.labels(_iris((*described.triples, *pointing.triples)))
    rows = [_row(triple, labels) for triple in described.triples]
    return page(
        request,
        "resource.html",
        iri=iri,
        heading=labels.get(iri) or _title(described, iri) or short(iri),
        own=[row for row in rows if row.subject.iri == iri],
        others=[row for row in rows if row.subject.iri != iri],
        pointing=[_row(triple, labels) for triple in pointing.triples],
        described=described,
        more=pointing.is_cut,
        forms=forms,
    )


def _title(described: Described, iri: str) -> str:
    """What the graph calls an IRI, in English if it can."""
    named = (t for t in described.triples if str(t.subject) == f"<{iri}>" and short(t.predicate.value) in _TITLES)
    found = [(t.object.language not in ("en", None), t.object.value) for t in named if isinstance(t.object, ox.Literal)]
    return min(found, default=(False, ""))[1]


def _iris(triples: Iterable[ox.Triple]) -> set[str]:
    nodes = {node for triple in triples for node in (triple.subject, triple.predicate, triple.object)}
    return {node.value for node in nodes if isinstance(node, ox.NamedNode)}


def _row(triple: ox.Triple, labels: dict[str, str]) -> Row:
    subject, predicate, value = (_value(node, labels) for node in (triple.subject, triple.predicate, triple.object))
    return Row(subject, predicate, value)


def _value(node: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple, labels: dict[str, str]) -> Value:
    if isinstance(node, ox.NamedNode):
        return Value(labels.get(node.value) or short(node.value), node.value)
    if isinstance(node, ox.Literal):
        kind = node.language or node.datatype.value.removeprefix(_XSD)
        return Value(node.value, note="" if kind == "string" else kind)
    return Value(str(node))
