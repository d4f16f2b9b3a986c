"""Checks that what is stored keeps its promises; every breach names its node and the cure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

_PREFIXES = "PREFIX igr: <https://w3id.org/igr/ontology#>\nPREFIX oa: <http://www.w3.org/ns/oa#>\n"

_CURE = "remove the document with `kg remove` and build it again"

CHECKS: tuple[tuple[str, str], ...] = (
    ("a claim states exactly one proposition", "?node a igr:Claim . OPTIONAL { ?node igr:states ?value }"),
    ("a claim stands in exactly one work", "?node a igr:Claim . OPTIONAL { ?node igr:inWork ?value }"),
    ("a claim has exactly one polarity", "?node a igr:Claim . OPTIONAL { ?node igr:polarity ?value }"),
    ("a claim has exactly one modality", "?node a igr:Claim . OPTIONAL { ?node igr:modality ?value }"),
    ("a claim has exactly one evidence", "?node a igr:Claim . OPTIONAL { ?node igr:evidence ?value }"),
    (
        "a claim is attributed to exactly one holder",
        "?node a igr:Claim . OPTIONAL { ?node igr:attributedTo ?value }",
    ),
    ("a proposition has exactly one head", "?node a igr:Proposition . OPTIONAL { ?node igr:head ?value }"),
    (
        "a proposition has exactly one relation",
        "?node a igr:Proposition . OPTIONAL { ?node igr:relation ?value }",
    ),
    ("a proposition has exactly one tail", "?node a igr:Proposition . OPTIONAL { ?node igr:tail ?value }"),
)
"""What must hold, and the pattern whose ``?node`` must have exactly one ``?value``."""

_QUOTES = """SELECT ?node WHERE {
  ?node igr:quote ?quote ; oa:hasSelector ?position .
  ?position oa:start ?start ; oa:end ?end .
  FILTER (?end - ?start != STRLEN(?quote))
}"""


class Rows(Protocol):
    """The rows of an answer."""

    @property
    def rows(self) -> tuple[tuple[str | None, ...], ...]:
        """Lexical values, None where unbound."""


class Source(Protocol):
    """Anything that answers SELECT queries."""

    def select(self, text: str) -> Rows:
        """The answer of a query."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A node that breaks a rule, and what to do."""

    node: str
    rule: str
    cure: str = _CURE


def validate(source: Source) -> Iterator[Violation]:
    """Every breach in a store, in the order of the checks, then of the nodes."""
    for rule, pattern in CHECKS:
        query = f"SELECT ?node WHERE {{ {pattern} }} GROUP BY ?node HAVING (COUNT(DISTINCT ?value) != 1) ORDER BY ?node"
        yield from _violations(source, query, rule)
    yield from _violations(source, _QUOTES, "a quote is as long as the span it was read from")


def _violations(source: Source, query: str, rule: str) -> Iterator[Violation]:
    for row in source.select(_PREFIXES + query).rows:
        yield Violation(str(row[0]), rule)
