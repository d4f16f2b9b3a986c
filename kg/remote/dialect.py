"""Queries as Virtuoso 7 understands them; what it gets wrong otherwise is told in docs/stores.md.

A query is rewritten into one with the same answer: variables that a sub-query keeps to itself get names of their own,
paths of any length from or to a named thing become the list of what they lead to, and some expressions another form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_TOKEN = re.compile(
    r"""
    \"{3}(?:[^"\\]|\\.|"(?!""))*\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
  | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*' | \#[^\r\n]*
  | <[^<>"{}|^`\\\x00-\x20]*> | [?$]\w+ | [A-Za-z_][\w:.-]*(?<!\.) | \s+ | .
    """,
    re.VERBOSE | re.DOTALL,
)
_PREFIX = re.compile(r"(?i)\bPREFIX\s+([A-Za-z][\w.-]*)?:\s*<([^<>\s]*)>")
_TERM = r"<[^<>\"{}|^`\\\s]*>|[A-Za-z][\w.-]*:[A-Za-z][\w-]*"
_SELECT = re.compile(r"(?i)\bSELECT\b")
_LONG_PATH = re.compile(rf"(\?\w+) ({_TERM})([*+]) ({_TERM})(?= *[.}}\n])")
_SHORT = re.compile(r"([A-Za-z][\w.-]*):([\w-]+)")

_FORMS = (
    # MIN of IRIs goes by their numbers there; of an expression around it in a sub-query the optimizer knows no place.
    (re.compile(r"COALESCE\(MIN\((\?\w+)\), igr:evidence\)"), r"IRI(MIN(STR(\1)))"),
    (
        re.compile(r"COALESCE\(IRI\(STRAFTER\(MIN\((\?\w+)\), (\"[^\"]*\")\)\), igr:evidence\)"),
        r"IRI(STRAFTER(STR(MIN(\1)), \2))",
    ),
)
"""Expressions, each with another that has the same value."""

_IN_ORDER = 'define sql:select-option "order"\n'
"""Patterns are joined as they are written: the search for a better order takes longer than the joins."""

_OPEN_PATH = re.compile(rf"\?\w+ (?:{_TERM})[*+] \?\w+")
"""A path of any length between two variables, which has to wait until one of them is known."""

_AT_ONCE = 200  # ends of a path that one question asks about

Pairs = Callable[[str], list[str]]
"""The IRIs that a query of one column finds."""


def rewritten(text: str, ask: Pairs) -> str:
    """A query as Virtuoso is to be asked it; one without SELECT loses its comments only.

    Args:
        text: SPARQL that Oxigraph has understood.
        ask: answers a query of one variable.
    """
    bare = _without_comments(text)
    if not _SELECT.search(bare):
        return bare
    prefixes: dict[str, str] = dict(_PREFIX.findall(bare))
    for form, other in _FORMS:
        bare = form.sub(other, bare)
    bare = _LONG_PATH.sub(lambda found: _listed(found, prefixes, ask), bare)
    return ("" if _OPEN_PATH.search(bare) else _IN_ORDER) + _own_names(bare)


def _without_comments(text: str) -> str:
    return "".join(token for token in _TOKEN.findall(text) if not token.startswith("#"))


def _listed(found: re.Match[str], prefixes: dict[str, str], ask: Pairs) -> str:
    variable, path, sign, end = found.groups()
    reached = closure(_whole(path, prefixes), _whole(end, prefixes), sign == "*", ask)
    return f"VALUES {variable} {{ {' '.join(reached)} }}"


def closure(path: str, end: str, zero: bool, ask: Pairs) -> list[str]:
    """Everything from which a property leads to an end, over any number of steps, as sorted terms.

    Args:
        path: the property, an IRI in ``<>``.
        end: the end, an IRI in ``<>``.
        zero: whether no step counts too.
        ask: answers a query of one variable.
    """
    reached = {end} if zero else set()
    waiting = [end]
    while waiting:
        some, waiting = waiting[:_AT_ONCE], waiting[_AT_ONCE:]
        query = f"SELECT DISTINCT ?x WHERE {{ ?x {path} ?y FILTER(?y IN ({', '.join(some)})) }}"
        new = {f"<{iri}>" for iri in ask(query)} - reached
        reached |= new
        waiting += sorted(new)
    return sorted(reached)


def _whole(term: str, prefixes: dict[str, str]) -> str:
    short = _SHORT.fullmatch(term)
    return f"<{prefixes[short[1]]}{short[2]}>" if short and short[1] in prefixes else term


def _own_names(text: str) -> str:
    """Number the variables that a sub-query does not give, so that no other part of the query has them."""
    tokens = _TOKEN.findall(text)
    selects = [place for place, token in enumerate(tokens) if token.upper() == "SELECT"]
    for number, place in enumerate(selects[1:], 1):
        given = _given(tokens, place)
        if given is None:
            continue
        for inside in range(place, _end(tokens, place)):
            if tokens[inside][0] in "?$" and tokens[inside] not in given and len(tokens[inside]) > 1:
                tokens[inside] += f"_{number}"
    return "".join(tokens)


def _given(tokens: list[str], place: int) -> set[str] | None:
    """The variables that a SELECT gives; None for all."""
    given, depth, last = set(), 0, ""
    for token in _until_brace(tokens, place + 1):
        depth += (token == "(") - (token == ")")
        if token == "*" and depth == 0:
            return None
        if token[0] in "?$":
            last = token
        if depth == 0 and last:
            given.add(last)
            last = ""
    return given


def _until_brace(tokens: list[str], place: int) -> Iterator[str]:
    while tokens[place] != "{":
        yield tokens[place]
        place += 1


def _end(tokens: list[str], place: int) -> int:
    """Where the group ends that a place stands in."""
    depth = 0
    for number in range(place, len(tokens)):
        depth += (tokens[number] == "{") - (tokens[number] == "}")
        if depth < 0:
            return number
    return len(tokens)
