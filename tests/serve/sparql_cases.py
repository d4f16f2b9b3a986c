"""Generated and spoiled queries, and requests that carry them: the same for the same seed.

PYTEST_DONT_REWRITE: test modules import from here before pytest takes this module as a plugin.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlencode

import kg

READY = sorted((Path(kg.__file__).parents[1] / "queries").rglob("*.rq"))
TERMS = (
    "?s ?p ?o ?x ?y <https://w3id.org/igr/ontology#Claim> <x:y> <> <a\\u0020b> igr:head rdfs:label :a a _:b [] ( ) "
    "'text' \"two\"@en '''long''' 1 -1 1.5e3 true NOW() 'unclosed <unclosed \U0001f600 é \\ \x00 \x0b $s @en ^^xsd:date"
).split(" ")
WORDS = (
    "SELECT ASK CONSTRUCT DESCRIBE WHERE FROM NAMED GRAPH OPTIONAL UNION MINUS FILTER BIND VALUES SERVICE SILENT "
    "EXISTS NOT IN GROUP ORDER BY HAVING LIMIT OFFSET DISTINCT REDUCED BASE PREFIX LOAD INSERT DELETE DATA CLEAR DROP "
    "WITH LATERAL UNDEF COUNT SUM GROUP_CONCAT REGEX REPLACE SUBSTR IRI BNODE UUID { } ( ) . ; , * / | ^ ! ? + = != < "
    "> && || AS << >> #"
).split(" ")
MEDIA_TYPES = (
    *("*/*",) * 10,
    "text/csv",
    "text/turtle",
    "application/sparql-results+xml",
    "application/json",
    "image/png",
    ";;,q=",
)
PATHS = ("a", "?p", "igr:head", "igr:head|igr:tail", "igr:head/igr:broader*", "^igr:head", "!a", "(a?)+")
DATASETS = ((), (), (("default-graph-uri", "x:y"),), (("named-graph-uri", "x:y"),), (("named-graph-uri", "no iri"),))
MOST = 4_000  # letters of a query that is repeated


class Case(NamedTuple):
    """A request."""

    method: str
    address: str
    body: bytes
    headers: dict[str, str]


def cases(number: int, seed: int = 1) -> Iterator[Case]:
    """So many requests."""
    chance = random.Random(seed)
    texts = [path.read_text(encoding="utf-8") for path in READY]
    for _ in range(number):
        text = chance.choice((generated, generated, lambda c: c.choice(texts), soup))(chance)
        for _ in range(chance.choice((0, 0, 0, 1, 1, 2, 5))):
            text = chance.choice(SPOILING)(text, chance)
        yield _case(text, chance)


def generated(chance: random.Random) -> str:
    """A query that keeps to the grammar, most of the time."""
    group = _group(chance, 3)
    form = chance.choice(
        (
            f"SELECT * {group}",
            f"SELECT DISTINCT ?s ?o WHERE {group} ORDER BY ?o",
            f"SELECT (COUNT(*) AS ?n) {group} GROUP BY ?s HAVING (?n > 1)",
            f"ASK {group}",
            f"CONSTRUCT {{ ?s ?p ?o }} WHERE {group}",
            f"DESCRIBE ?s WHERE {group}",
            f"SELECT ?s FROM <https://w3id.org/igr/graph/assembled> FROM NAMED <x:y> {group}",
        )
    )
    return f"PREFIX igr: <https://w3id.org/igr/ontology#>\n{form} LIMIT {chance.choice((0, 1, 20, 10**9))}"


def soup(chance: random.Random) -> str:
    """Words of the language in any order."""
    return " ".join(chance.choice((*WORDS, *TERMS)) for _ in range(chance.randrange(1, 40)))


def _group(chance: random.Random, depth: int) -> str:
    parts = [_triple(chance)]
    for _ in range(chance.randrange(3)):
        inner = _group(chance, depth - 1) if depth else "{ ?s a ?y }"
        parts.append(
            chance.choice(
                (
                    f"OPTIONAL {inner}",
                    f"{inner} UNION {inner}",
                    f"MINUS {inner}",
                    f"FILTER EXISTS {inner}",
                    f"GRAPH ?g {inner}",
                    f"{{ SELECT ?s {inner} LIMIT 5 }}",
                    f"SERVICE <http://127.0.0.1:1/> {inner}",
                    'FILTER(REGEX(STR(?s), "(a+)+$"))',
                    "BIND(STRLEN(STR(?s)) / 0 AS ?z)",
                    "VALUES ?s { <x:y> UNDEF }",
                )
            )
        )
    return "{ " + " ".join(parts) + " }"


def _triple(chance: random.Random) -> str:
    path = chance.choice(
        ("a", "?p", "igr:head", "igr:head|igr:tail", "igr:head/igr:broader*", "^igr:head", "!a", "(a?)+")
    )
    return f"?s {path} {chance.choice(('?o', '?s', 'igr:Claim', '<x:y>', '1'))} ."


def _cut(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + text[at + chance.randrange(1, 12) :]


def _inserted(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return f"{text[:at]} {chance.choice((*WORDS, *TERMS))} {text[at:]}"


def _repeated(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    piece = text[at : at + chance.randrange(1, 30)]
    return text[:at] + (piece * chance.choice((2, 3, 200)))[:MOST] + text[at:]


def _letter(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chr(chance.choice((chance.randrange(128), chance.randrange(0x2FF), 0x10FFFF))) + text[at + 1 :]


def _nested(text: str, chance: random.Random) -> str:
    depth = chance.choice((10, 500, 30_000))
    opening, closing = chance.choice((("{", "}"), ("(", ")"), ("[", "]"), ("!", ""), ("<<", ">>")))
    at = chance.randrange(len(text) + 1)
    return text[:at] + opening * depth + closing * depth + text[at:]


SPOILING: tuple[Callable[[str, random.Random], str], ...] = (
    _cut,
    _cut,
    _inserted,
    _inserted,
    _repeated,
    _letter,
    _nested,
)


def _case(text: str, chance: random.Random) -> Case:
    raw = text.encode("utf-8", "surrogatepass")
    headers = {"Accept": chance.choice(MEDIA_TYPES)}
    more = urlencode(
        chance.choice(([], [], [("default-graph-uri", "x:y")], [("named-graph-uri", chance.choice(TERMS[:9]))]))
    )
    kind = chance.randrange(4)
    if kind == 0 and len(raw) < 5_000:
        return Case("GET", f"/sparql?query={quote(raw)}&{more}", b"", headers)
    if kind == 1:
        body = b"query=" + quote(raw).encode()
        return Case("POST", f"/sparql?{more}", body, headers | {"Content-Type": "application/x-www-form-urlencoded"})
    media_type = chance.choice(("application/sparql-query",) * 9 + ("application/sparql-update",))
    return Case("POST", f"/sparql?{more}", raw, headers | {"Content-Type": media_type})
