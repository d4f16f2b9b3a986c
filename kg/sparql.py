"""What a SPARQL query would do, found out before it runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_LEXEME = re.compile(
    r"""
    (?P<string> \"{3} (?:[^"\\]|\\.|"(?!""))* \"{3} | '{3} (?:[^'\\]|\\.|'(?!''))* '{3}
              | " (?:[^"\\\r\n]|\\.)* " | ' (?:[^'\\\r\n]|\\.)* ' )
  | (?P<comment> \#[^\r\n]* )
  | (?P<iri> < [A-Za-z][A-Za-z0-9+.-]* :// [^<>"{}|^`\\\x00-\x20]* > | < [^<>"'\#{}|^`\\\x00-\x20]* > )
  | (?P<doubtful> < [^<>"{}|^`\x00-\x20]* > )
  | (?P<escaped> \\. )
    """,
    re.VERBOSE | re.DOTALL,
)
_UPDATE = re.compile(
    r"(?i)(?:\s|BASE\s*<x:\d+>|PREFIX[^<]*<x:\d+>)*"
    r"(?:INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD|WITH)\b"
)
_FROM = re.compile(r"(?i)(?<![\w?$:@.-])FROM(?=[\s<])")
_NUMBER = re.compile(r"x:(\d+)")


def calls_service(text: str) -> bool:
    """Whether a query asks another server, however deep; True also where that cannot be ruled out."""
    return services(text) != frozenset()


def services(text: str) -> frozenset[str] | None:
    """The IRIs of the other servers that a query asks, however deep.

    None where that cannot be told: an address is a variable or a shortened name, or the query cannot be read.
    """
    if "service" not in text.lower():
        return frozenset()
    iris: list[str] = []
    bare = _bare(text, iris)
    if bare is None:
        return None
    if "service" not in bare.lower():
        return frozenset()
    from rdflib.plugins.sparql.parser import parseQuery

    # rdflib sees only what is outside strings, comments and IRIs, so that nothing in those can be read
    # in one way by it and in another by Oxigraph.
    try:
        return frozenset(iris[int(_NUMBER.fullmatch(str(term))[1])] for term in _services(parseQuery(bare)))  # type: ignore[index]
    except Exception:  # of whatever kind: rdflib cannot read the query, or an address is no IRI
        return None


def names_dataset(text: str) -> bool:
    """Whether a query says by FROM which graphs it asks."""
    return "from" in text.lower() and _FROM.search(_bare(text) or text) is not None


def is_update(text: str) -> bool:
    """Whether a text that is no query is a SPARQL update."""
    return _UPDATE.match(_bare(text) or "") is not None


def _bare(text: str, iris: list[str] | None = None) -> str | None:
    # The query with its strings, comments and IRIs emptied, the IRIs numbered as they are put into the list. None if a
    # `<` may begin an IRI or mean less-than with a string or a comment behind it, or with an escape, which may stand in
    # an IRI: what is outside then depends on who reads.
    found = [] if iris is None else iris
    if any(match.lastgroup == "doubtful" for match in _LEXEME.finditer(text)):
        return None

    def empty(match: re.Match[str]) -> str:
        if match.lastgroup == "iri":
            found.append(match.group()[1:-1])
            return f"<x:{len(found) - 1}>"
        return {"string": '""', "comment": " "}.get(match.lastgroup or "", match.group())

    return _LEXEME.sub(empty, text)


def _services(node: object) -> Iterator[object]:
    if isinstance(node, dict) and getattr(node, "name", "") == "ServiceGraphPattern":
        yield node["term"]
    children = node.values() if isinstance(node, dict) else node
    if not isinstance(node, str) and isinstance(children, Iterable):
        for child in children:
            yield from _services(child)
