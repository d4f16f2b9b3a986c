"""What a SPARQL query would do, found out before it runs."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LEXEME = re.compile(
    r"""
    (?P<string> \"{3} (?:[^"\\]|\\.|"(?!""))* \"{3} | '{3} (?:[^'\\]|\\.|'(?!''))* '{3}
              | " (?:[^"\\\r\n]|\\.)* " | ' (?:[^'\\\r\n]|\\.)* ' )
  | (?P<comment> \#[^\r\n]* )
  | (?P<iri> < [A-Za-z][A-Za-z0-9+.-]* :// [^<>"{}|^`\\\x00-\x20]* > | < [^<>"'\#{}|^`\\\x00-\x20]* > )
  | (?P<doubtful> < [^<>"{}|^`\\\x00-\x20]* > )
  | (?P<escaped> \\. )
    """,
    re.VERBOSE | re.DOTALL,
)
_UPDATE = re.compile(
    r"(?i)(?:\s|BASE\s*<x:y>|PREFIX[^<]*<x:y>)*"
    r"(?:INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD|WITH)\b"
)


def calls_service(text: str) -> bool:
    """Whether a query asks another server, however deep; True also where that cannot be ruled out."""
    if "service" not in text.lower():
        return False
    bare = _bare(text)
    if bare is None:
        return True
    if "service" not in bare.lower():
        return False
    from rdflib.plugins.sparql.parser import parseQuery

    # rdflib sees only what is outside strings, comments and IRIs, so that nothing in those can be read
    # in one way by it and in another by Oxigraph.
    try:
        return _has_service(parseQuery(bare))
    except Exception:  # of whatever kind: rdflib cannot read the query
        return True


def is_update(text: str) -> bool:
    """Whether a text that is no query is a SPARQL update."""
    return _UPDATE.match(_bare(text) or "") is not None


def _bare(text: str) -> str | None:
    # The query with its strings, comments and IRIs emptied. None if a `<` may begin an IRI or mean
    # less-than with a string or a comment behind it: what is outside then depends on who reads.
    if any(match.lastgroup == "doubtful" for match in _LEXEME.finditer(text)):
        return None
    empty = {"string": '""', "comment": " ", "iri": "<x:y>"}
    return _LEXEME.sub(lambda match: empty.get(match.lastgroup or "", match.group()), text)


def _has_service(node: object) -> bool:
    if getattr(node, "name", "") == "ServiceGraphPattern":
        return True
    children = node.values() if isinstance(node, dict) else node
    return not isinstance(node, str) and isinstance(children, Iterable) and any(map(_has_service, children))
