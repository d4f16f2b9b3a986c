"""Which form of an answer a client gets: by the ``Accept`` header, or by ``?format=`` in a link."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.serve.workers import Refused

HTML = "text/html"
JSON = "application/sparql-results+json"
TURTLE = "text/turtle"

TABLES = {
    JSON: "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/json": "json",
    "application/xml": "xml",
    "text/xml": "xml",
}
"""Media types of tables, ours first, and the format that each stands for."""

TRUTHS = {media_type: format for media_type, format in TABLES.items() if format in {"json", "xml"}}
"""The same for the answers of ASK, for which the standard has no CSV and no TSV."""

GRAPHS = {
    TURTLE: "ttl",
    "application/n-triples": "nt",
    "application/rdf+xml": "rdf",
    "application/ld+json": "jsonld",
    "application/trig": "trig",
    "application/n-quads": "nq",
    "application/x-turtle": "ttl",
    "text/plain": "nt",
    "application/json": "jsonld",
    "application/xml": "rdf",
    "text/xml": "rdf",
}
"""The same for graphs."""

FORMATS = {
    "json": (JSON, "application/ld+json"),
    "xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
    "ttl": (TURTLE,),
    "nt": ("application/n-triples",),
    "rdf": ("application/rdf+xml",),
    "jsonld": ("application/ld+json",),
    "trig": ("application/trig",),
    "nq": ("application/n-quads",),
    "html": (HTML,),
}
"""The values of ``?format=`` and the media types that they stand for."""

_NAMES = {
    "turtle": "ttl",
    "n3": "nt",
    "ntriples": "nt",
    "n-triples": "nt",
    "json-ld": "jsonld",
    "rdf+xml": "rdf",
    "rdfxml": "rdf",
    "nquads": "nq",
    "n-quads": "nq",
}
"""Names that SPARQLWrapper and other clients give, and ours."""

_RANGE = re.compile(r"([\w!#$%&'*+.^`|~-]+)/([\w!#$%&'*+.^`|~-]+)")
_WEIGHT = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?")
_UNQUOTED = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\\?\Z)', re.DOTALL)  # or to the end, so that each letter is read once


@dataclass(frozen=True, slots=True)
class _Range:
    main: str
    sub: str
    weight: float
    place: int

    @property
    def precision(self) -> int:
        return (self.main != "*") + (self.sub != "*")

    def covers(self, media_type: str) -> bool:
        main, _, sub = media_type.partition("/")
        return self.main in ("*", main) and self.sub in ("*", sub)


def best(accept: str, offered: Sequence[str]) -> str | None:
    """The media type that a client likes best among those offered.

    Args:
        accept: the value of its ``Accept`` header; an empty one takes everything.
        offered: media types without parameters, in small letters, ours first.

    Returns:
        One of those offered; None where it takes none of them.
    """
    return next(iter(ranked(accept, offered)), None)


def ranked(accept: str, offered: Sequence[str]) -> tuple[str, ...]:
    """All media types that a client takes among those offered, best first.

    What it weighs the same is in the order in which it named it, what it names before what it takes as one of many, and
    then in our order.
    """
    ranges = _ranges(accept)
    found = []
    for place, media_type in enumerate(offered):
        wanted = max((r for r in ranges if r.covers(media_type)), key=lambda r: r.precision, default=None)
        if wanted and wanted.weight:
            found.append(((-wanted.weight, -wanted.precision, wanted.place, place), media_type))
    return tuple(media_type for _, media_type in sorted(found))


def wanted(accept: str, format: str | None, offered: Sequence[str]) -> tuple[str, ...]:
    """The media types that a request takes among those offered, best first.

    Args:
        accept: the value of its ``Accept`` header.
        format: the value of ``?format=``, one of ``FORMATS`` or a media type, which comes before ``Accept``; or None.
        offered: as in :func:`best`.

    Raises:
        Refused: 400 no such format; 406 none of those offered.
    """
    if format is None or "/" in format:
        found = ranked(format or accept, offered)
    else:
        found = tuple(media_type for media_type in _named(format) if media_type in offered)
    if not found:
        raise Refused(406, not_acceptable(offered))
    return found


def _named(format: str) -> tuple[str, ...]:
    try:
        return FORMATS[_NAMES.get(format, format)]
    except KeyError:
        raise Refused(400, f"there is no format {format[:20]!r}; choose one of {', '.join(FORMATS)}") from None


def not_acceptable(offered: Sequence[str]) -> str:
    """What is said to a client that takes nothing of what there is."""
    ours = (media_type for media_types in FORMATS.values() for media_type in media_types if media_type in offered)
    return f"this answer is there as {', '.join(dict.fromkeys(ours))}; ask for one of these with Accept or ?format="


def content_type(media_type: str) -> str:
    """The value of a ``Content-Type`` header: text says that it is UTF-8, other types say so by themselves."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def _ranges(accept: str) -> tuple[_Range, ...]:
    elements = _UNQUOTED.sub("", accept).lower().split(",")
    found = tuple(r for place, element in enumerate(elements) if (r := _range(element, place)))
    return found or (_Range("*", "*", 1.0, 0),)


def _range(element: str, place: int) -> _Range | None:
    # One that is not written as the standard has it counts for nothing.
    name, *parameters = (part.strip() for part in element.split(";"))
    match = _RANGE.fullmatch(name)
    weights = [value for value in parameters if value.partition("=")[0].strip() == "q"]
    weight = weights[0].partition("=")[2].strip() if weights else "1"
    if not match or not _WEIGHT.fullmatch(weight):
        return None
    return _Range(match[1], match[2], float(weight), place)
