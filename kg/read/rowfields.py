"""The cells of a row, by field, to a reference and an abstract; the same for the tables of all programs."""

from __future__ import annotations

import re
from urllib.parse import unquote

from kg.model import Reference
from kg.read import cleaning, people
from kg.read.kinds import csl_kind

Values = dict[str, list[str]]
"""The cells of a row by field, in order of preference."""

_COMMA = re.compile(r",(?![^()]{0,80}\))")  # not inside brackets: "reform (history, cost)"
_DOI_IN = re.compile(r"(?:doi\.org/|[?&](?:id=doi:|doi=))(10\.[^&\s]+)")
_CITED = re.compile(  # "Public Policy (2004) 102:4 (253-258). Date of Publication: 2004"
    r"(.{1,300}?)\s\((\d{4})\)\s?([\w-]{1,20})?(?::([\w .-]{1,30}))?(?:\s\(([\w -]{1,30})\))?(?:[.,;]|$)"
)


def row_reference(values: Values) -> Reference:
    """The reference that the cells of a row give."""
    values = _with_source(values)
    kind = csl_kind(_first(values, "kind"))
    publisher = _first(values, "university" if kind == "thesis" and "university" in values else "publisher")
    container = _first(values, "container")
    return Reference(
        title=": ".join(filter(None, (_first(values, "title"), _first(values, "subtitle")))),
        authors=_authors(values),
        year=_year(values),
        kind=kind,
        container=publisher or container if kind == "thesis" else container,
        doi=next(filter(None, map(cleaning.doi, values.get("doi", []))), "") or _doi_address(_first(values, "url")),
        url=_first(values, "url"),
        volume=_first(values, "volume"),
        issue=_first(values, "issue"),
        pages=cleaning.pages(_first(values, "first"), _first(values, "last"))
        or cleaning.pages(_first(values, "pages")),
        publisher=publisher or (container if kind == "thesis" else ""),
        language=_first(values, "language"),
        keywords=_keywords(values),
    )


def _first(values: Values, field: str) -> str:
    return cleaning.line(next(iter(values.get(field, ())), ""))


def _authors(values: Values) -> tuple[str, ...]:
    people_ = next(filter(None, map(people.listed, values.get("authors", []))), ())
    bodies = cleaning.names(part for value in values.get("bodies", []) for part in value.split(";"))
    editors = next(filter(None, map(people.listed, values.get("editors", []))), ())
    return tuple(dict.fromkeys(people_ + bodies)) or editors


def _year(values: Values) -> int | None:
    dates = values.get("year", []) + values.get("date", [])
    return next((year for year in map(cleaning.year, dates) if year), None)


def _doi_address(url: str) -> str:
    found = _DOI_IN.search(url)
    return cleaning.doi(unquote(found.group(1))) if found else ""


def _keywords(values: Values) -> tuple[str, ...]:
    parts: list[str] = []
    for value in values.get("keywords", []):
        mark = next((mark for mark in ";|" if mark in value), "")
        parts += value.split(mark) if mark else _COMMA.split(value)
    return cleaning.keywords(parts)


def row_abstract(values: Values) -> str:
    """The first abstract of a row that is no placeholder."""
    return next(filter(None, map(cleaning.abstract, values.get("abstract", []))), "")


def _with_source(values: Values) -> Values:
    """A column that cites the place in one string ("Policy (2004) 102:4 (253-258)"), taken apart."""
    source = _first(values, "source")
    if not source:
        return values
    cited = _CITED.match(source)
    parts = dict(zip(("container", "year", "volume", "issue", "pages"), cited.groups(), strict=True)) if cited else {}
    found = {field: [part] for field, part in parts.items() if part} or {"container": [source]}
    return found | values
