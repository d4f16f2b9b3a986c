"""Values out of JSON objects of which nothing can be taken for granted: a wrong type is an empty value."""

from __future__ import annotations

from typing import Any

from kg.read import cleaning

_OTHERS = frozenset({"others", "et al", "et al."})


def text(value: object) -> str:
    """A string or number as one clean line; the first of a list; empty for anything else."""
    return cleaning.line(raw(value))


def raw(value: object) -> str:
    """A string as it is or a number as a string; the first of a list; empty for anything else."""
    for _ in range(2):
        if isinstance(value, list):
            value = next((one for one in value if one), None)
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def many(value: object) -> list[Any]:
    """The members of a list; one thing that stands where a list should is the only one."""
    if isinstance(value, list):
        return value
    return [] if value is None or value == "" else [value]


def inside(value: object, *path: str) -> Any:
    """What lies under keys inside of objects, or None; of a list on the way the first counts."""
    for name in path:
        if isinstance(value, list):
            value = next(iter(value), None)
        value = value.get(name) if isinstance(value, dict) else None
    return value


def first(*values: object) -> str:
    """The first value that is not empty, as one clean line."""
    return next(filter(None, map(text, values)), "")


def date_year(value: object) -> int | None:
    """The year of a CSL date (``date-parts``, ``raw``, ``literal``) or of a plain string or number."""
    if not isinstance(value, dict):
        return cleaning.year(raw(value))
    candidates = (value.get("date-parts"), value.get("raw"), value.get("literal"), value.get("year"))
    return next(filter(None, (cleaning.year(raw(candidate)) for candidate in candidates)), None)


def csl_name(value: object) -> str:
    """A name of CSL, Crossref or Zotero as "Family, Given"; the name of a body as it is."""
    whole = first(inside(value, "literal"), inside(value, "name"))
    if whole or not isinstance(value, dict):
        return whole or text(value)
    family = first(value.get("family"), value.get("lastName"))
    given = first(value.get("given"), value.get("firstName"))
    family = " ".join(filter(None, (text(value.get("non-dropping-particle")), family)))
    given = " ".join(filter(None, (given, text(value.get("dropping-particle")), text(value.get("suffix")))))
    return f"{family}, {given}" if family and given else family or given


def csl_names(*lists: object) -> tuple[str, ...]:
    """The names of the first list that has any."""
    return next(filter(None, (_named(many(value)) for value in lists)), ())


def _named(values: list[Any]) -> tuple[str, ...]:
    return cleaning.names(name for name in map(csl_name, values) if name.casefold() not in _OTHERS)


def joined_title(title: str, subtitle: str) -> str:
    """Title and subtitle as one, unless the title has it already."""
    return title if not subtitle or subtitle.casefold() in title.casefold() else f"{title}: {subtitle}".lstrip(": ")
