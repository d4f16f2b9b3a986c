"""A query as a command or program to copy: for curl, Python and R, correctly quoted whatever the query holds.

A query that somebody copies may have come from a link of a stranger, so nothing of it may act outside its quotes:
neither in a shell nor, as a control character, in a terminal.
"""

from __future__ import annotations

import re
import shlex
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

SELECT, ASK, GRAPH = "SELECT", "ASK", "GRAPH"

_HIDDEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_FORM = re.compile(
    r"""\#[^\n]* | <[^<>"{}|^`\\\x00-\x20]*> | \b(?P<form>SELECT|ASK|CONSTRUCT|DESCRIBE)\b(?!:)""",
    re.VERBOSE | re.IGNORECASE,
)
_ACCEPTED = {SELECT: "text/csv", ASK: "application/sparql-results+json", GRAPH: "text/turtle"}
_PYTHON = {
    SELECT: (
        "JSON",
        (
            'for row in endpoint.queryAndConvert()["results"]["bindings"]:\n'
            '    print({name: value["value"] for name, value in row.items()})\n'
        ),
    ),
    ASK: ("JSON", 'print(endpoint.queryAndConvert()["boolean"])\n'),
    GRAPH: ("TURTLE", "print(endpoint.queryAndConvert().decode())\n"),
}
_R = {
    SELECT: ("csv", 'answer <- read.csv(address, encoding = "UTF-8", check.names = FALSE)\nprint(answer)\n'),
    ASK: ("json", 'cat(readLines(address, encoding = "UTF-8", warn = FALSE), sep = "\\n")\n'),
    GRAPH: ("ttl", 'cat(readLines(address, encoding = "UTF-8", warn = FALSE), sep = "\\n")\n'),
}


def legible(query: str) -> str:
    r"""The same query without characters that cannot be seen: line ends as ``\n``, the others as ``\uXXXX``.

    SPARQL reads such an escape as the character, wherever it stands.
    """
    return "".join(_escaped(c) for c in query.replace("\r\n", "\n").replace("\r", "\n"))


def form(query: str) -> str:
    """What the answer of a query is: ``SELECT`` rows, ``ASK`` a truth value, ``GRAPH`` triples; rows if in doubt."""
    words = (match["form"] for match in _FORM.finditer(query))
    word = next((word.upper() for word in words if word), SELECT)
    return word if word in (SELECT, ASK) else GRAPH


def snippets(endpoint: str, query: str) -> Mapping[str, str]:
    """The query for each of ``curl``, ``python`` and ``r``.

    Args:
        endpoint: address of the SPARQL endpoint.
        query: SPARQL.
    """
    query = legible(query)
    made = {name: make(legible(endpoint), query, form(query)) for name, make in _MAKERS.items()}
    return MappingProxyType(made)


def _curl(endpoint: str, query: str, form: str) -> str:
    accept, data = shlex.quote(f"Accept: {_ACCEPTED[form]}"), shlex.quote(f"query={query}")
    return f"curl --header {accept} \\\n  --data-urlencode {data} \\\n  {shlex.quote(endpoint)}\n"


def _python(endpoint: str, query: str, form: str) -> str:
    format, answer = _PYTHON[form]
    return (
        "# pip install SPARQLWrapper\n"
        f"from SPARQLWrapper import {format}, POST, SPARQLWrapper\n\n"
        f"endpoint = SPARQLWrapper({_python_string(endpoint)})\n"
        f"endpoint.setMethod(POST)\nendpoint.setOnlyConneg(True)\nendpoint.setReturnFormat({format})\n"
        f"endpoint.setQuery({_python_string(query)})\n{answer}"
    )


def _r(endpoint: str, query: str, form: str) -> str:
    format, answer = _R[form]
    return (
        f"endpoint <- {_quoted(endpoint)}\nquery <- {_quoted(query)}\n"
        f'address <- paste0(endpoint, "?format={format}&query=", URLencode(enc2utf8(query), reserved = TRUE))\n{answer}'
    )


def _python_string(text: str) -> str:
    return f'""{_quoted(text)}""' if "\n" in text else _quoted(text)


def _quoted(text: str) -> str:
    # In Python and in R. Neither reads anything but a backslash and the closing quotation mark in a special way.
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _escaped(character: str) -> str:
    if character in "\n\t" or unicodedata.category(character) not in _HIDDEN:
        return character
    code = 0xFFFD if unicodedata.category(character) == "Cs" else ord(character)
    return f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"


_MAKERS = {"curl": _curl, "python": _python, "r": _r}
