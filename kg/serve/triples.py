"""What the graph says about one IRI: its triples, asked for safely, in the forms of RDF.

iri -> query -> N-Triples -> Described -> Turtle | JSON-LD | N-Triples | RDF/XML
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import NamedTuple

import pyoxigraph as ox
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from kg import __version__
from kg.serve.addresses import KINDS
from kg.serve.negotiation import content_type, wanted
from kg.serve.room import Snapshot
from kg.serve.workers import Asked
from kg.store import PREFIXES
from kg.terms import BASE


class Form(NamedTuple):
    """A form of RDF: its name, the value of ``?format=`` that stands for it, and what writes it."""

    name: str
    format: str
    writer: ox.RdfFormat


MOST = 10_000
"""Triples of a description at most."""

LONGEST = 2_000
"""Characters that an IRI may have."""

NAMES = PREFIXES | {
    "bibo": "http://purl.org/ontology/bibo/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "schema": "https://schema.org/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "void": "http://rdfs.org/ns/void#",
}
"""Prefixes of what is written."""

FORMATS = {
    "text/turtle": Form("Turtle", "ttl", ox.RdfFormat.TURTLE),
    "application/ld+json": Form("JSON-LD", "jsonld", ox.RdfFormat.JSON_LD),
    "application/n-triples": Form("N-Triples", "nt", ox.RdfFormat.N_TRIPLES),
    "application/rdf+xml": Form("RDF/XML", "rdf", ox.RdfFormat.RDF_XML),
}
"""The forms of RDF by media type, the one that is meant where none is named first."""

ALSO = {
    "claim": (
        "{iri} igr:evidence ?s . ?s ?p ?o",
        "{iri} igr:evidence/oa:hasSelector ?s . ?s ?p ?o",
        "{iri} igr:states ?s . ?s ?p ?o",
        "?s prov:used {iri} ; ?p ?o",
    ),
    "curator": ("?s prov:wasAssociatedWith {iri} ; ?p ?o",),
    "evidence": (
        "{iri} oa:hasSelector ?s . ?s ?p ?o",
        "?s igr:evidence {iri} BIND (igr:evidence AS ?p) BIND ({iri} AS ?o)",
    ),
    "graph": ("GRAPH {iri} {{ ?s ?p ?o }}",),
    "proposition": ("?s igr:states {iri} BIND (igr:states AS ?p) BIND ({iri} AS ?o)",),
    "scheme": ("?s skos:inScheme {iri} BIND (skos:inScheme AS ?p) BIND ({iri} AS ?o)",),
    "scholar": ("?s igr:attributedTo {iri} BIND (igr:attributedTo AS ?p) BIND ({iri} AS ?o)",),
    "work": ("?s igr:inWork {iri} BIND (igr:inWork AS ?p) BIND ({iri} AS ?o)",),
}
"""What else belongs to the description of an IRI, by its kind."""

_DECLARED = {
    "text/turtle": ("", re.compile(r"@prefix (\w+): <[^>]*> \.\n")),
    "application/rdf+xml": ("<rdf:RDF", re.compile(r' xmlns:(\w+)="[^"]*"')),
}
"""Behind what the writers declare prefixes, and how they do."""

_IRI = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\\x7f-\x9f\ud800-\udfff]+')
_OUT = "{iri} ?p ?o BIND ({iri} AS ?s)"
_IN = "?s ?p {iri} BIND ({iri} AS ?o)"
_QUERY = """{prefixes}
CONSTRUCT {{ ?s ?p ?o }} WHERE {{ SELECT DISTINCT ?s ?p ?o WHERE {{ {parts} }} LIMIT {limit} }}"""


@dataclass(frozen=True, slots=True)
class Described:
    """Triples about an IRI, those with it as subject first, else sorted; ``is_cut`` where there are more."""

    triples: tuple[ox.Triple, ...]
    is_cut: bool = False


def is_iri(text: str) -> bool:
    """Whether a text is an absolute IRI that can be written into a query and a graph as it is."""
    if len(text) > LONGEST or not _IRI.fullmatch(text):
        return False
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


def kind_of(iri: str) -> str:
    """The kind of an IRI of this project, one of ``KINDS``; empty for any other IRI."""
    first = re.split("[/#]", iri.removeprefix(BASE), maxsplit=1)[0] if iri.startswith(BASE) else ""
    return first if first in KINDS else ""


def form_wanted(request: Request, offered: Sequence[str]) -> str:
    """The media type that a request wants, by ``?format=`` or ``Accept``.

    Raises:
        Refused: 400 no such format; 406 none of those offered.
    """
    return wanted(",".join(request.headers.getlist("accept")), request.query_params.get("format"), offered)[0]


def short(iri: str) -> str:
    """An IRI with a prefix in the place of its namespace, where it has one of ``NAMES``."""
    known = ((space, name) for name, space in NAMES.items() if iri.startswith(space) and iri != space)
    space, name = max(known, default=("", ""))
    return f"{name}:{iri.removeprefix(space)}" if name else iri


async def outgoing(snapshot: Snapshot, iri: str, limit: int = MOST) -> Described:
    """What the graph says of an IRI, and what belongs to it.

    Raises:
        Refused: the graph could not be asked; see :meth:`Pool.ask`.
    """
    return await _described(snapshot, iri, (_OUT, *ALSO.get(kind_of(iri), ())), limit)


async def incoming(snapshot: Snapshot, iri: str, limit: int = MOST) -> Described:
    """What the graph says with an IRI as object.

    Raises:
        Refused: the graph could not be asked; see :meth:`Pool.ask`.
    """
    return await _described(snapshot, iri, (_IN,), limit)


def written(triples: Iterable[ox.Triple], media_type: str) -> bytes:
    """Triples in one of ``FORMATS``, with the prefixes that they need, in order."""
    body = ox.serialize(triples, format=FORMATS[media_type].writer, prefixes=NAMES) or b""
    return _in_order(body.decode(), *_DECLARED[media_type]).encode() if media_type in _DECLARED else body


def query(iri: str, parts: Iterable[str], limit: int) -> str:
    """The query for some parts of the description of an IRI.

    Raises:
        ValueError: the text is no IRI.
    """
    if not is_iri(iri):
        raise ValueError(f"{iri[:100]!r} is no IRI")
    prefixes = "\n".join(f"PREFIX {name}: <{space}>" for name, space in NAMES.items())
    union = " UNION ".join("{ " + part.format(iri=f"<{iri}>") + " }" for part in parts)
    return _QUERY.format(prefixes=prefixes, parts=union, limit=limit)


def link(subject: str, predicate: str, value: str) -> ox.Triple:
    """A triple of three nodes, each an IRI or a name such as ``dcterms:title``."""
    return ox.Triple(_node(subject), _node(predicate), _node(value))


def text(subject: str, predicate: str, value: str, language: str | None = None) -> ox.Triple:
    """A triple with a text as object."""
    return ox.Triple(_node(subject), _node(predicate), ox.Literal(value, language=language))


def count(subject: str, predicate: str, value: int) -> ox.Triple:
    """A triple with a whole number as object."""
    return ox.Triple(_node(subject), _node(predicate), ox.Literal(value))


def time(subject: str, predicate: str, seconds: float) -> ox.Triple:
    """A triple with a moment as object, given as seconds since the epoch."""
    moment = datetime.fromtimestamp(int(seconds), UTC).isoformat().replace("+00:00", "Z")
    return ox.Triple(_node(subject), _node(predicate), ox.Literal(moment, datatype=_node("xsd:dateTime")))


def answer(
    request: Request, snapshot: Snapshot, body: bytes, media_type: str, more: Mapping[str, str] = MappingProxyType({})
) -> Response:
    """Data that stay the same as long as the graph is shown; 304 without them where the client has them.

    Args:
        request: what it answers.
        snapshot: the graph that they were made from.
        body: the data.
        media_type: one of ``FORMATS``.
        more: further headers.
    """
    tag = f'W/"{snapshot.generation}-{__version__}-{media_type.rpartition("/")[2]}"'
    headers = {"Vary": "Accept", "ETag": tag, "Cache-Control": "no-cache", **more}
    known = ",".join(request.headers.getlist("if-none-match")).split(",")
    if {tag.removeprefix("W/"), "*"} & {name.strip().removeprefix("W/") for name in known}:
        return Response(status_code=304, headers=headers)
    return Response(body, headers={"Content-Type": content_type(media_type), **headers})


def _node(name: str) -> ox.NamedNode:
    """The node of a prefixed name, or of an IRI."""
    prefix, _, local = name.partition(":")
    return ox.NamedNode(NAMES[prefix] + local if prefix in NAMES else name)


def _in_order(text: str, opening: str, declared: re.Pattern[str]) -> str:
    # The writer declares all prefixes that it was given, in an order that changes from process to process.
    start = end = text.index(opening) + len(opening)
    found = []
    while match := declared.match(text, end):
        found.append(match)
        end = match.end()
    rest = text[end:]
    return text[:start] + "".join(sorted(m[0] for m in found if re.search(rf"\b{m[1]}:", rest))) + rest


async def _described(snapshot: Snapshot, iri: str, parts: Iterable[str], limit: int) -> Described:
    answer = await snapshot.pool.ask(Asked(query(iri, parts, limit + 1), ("application/n-triples",)))
    return await run_in_threadpool(_read, answer.body, iri, limit)


def _read(body: bytes, iri: str, limit: int) -> Described:
    found = [quad.triple for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES)]
    found.sort(key=lambda triple: (str(triple.subject) != f"<{iri}>", str(triple)))
    return Described(tuple(found[:limit]), len(found) > limit)
