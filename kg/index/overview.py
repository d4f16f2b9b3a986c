"""What some pages ask of a whole index: all names, all citations, tables of pairs, the best supported claims."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kg.index import statements
from kg.index.records import Claim, Thing, Wanted, Work

Ask = Callable[..., list[tuple[str, ...]]]
Claims = Callable[..., tuple[Claim, ...]]
Things = Callable[..., tuple[Thing, ...]]
Works = Callable[..., tuple[Work, ...]]

STRUCTURE = ("isA", "hasPart")
"""Relations that say what a thing is, not what it does to another; they fill no cell of a table of pairs."""

ORDERS = {
    "author": "work.rank",
    "newest": "work.year DESC, work.rank",
    "oldest": "work.year = '', work.year, work.rank",
    "claims": "work.claims DESC, work.rank",
}
"""The orders of works: by citation, by year, and those of most claims first."""

_GIVEN = "(SELECT node.n FROM node JOIN json_each(:{name}) ON node.iri = json_each.value)"
_NAMES = """SELECT node.iri, thing.type, thing.local, name.kind, name.text
FROM name JOIN thing ON thing.n = name.node JOIN node ON node.n = name.node WHERE name.of = 'thing' ORDER BY name.n"""
_CITATIONS = """SELECT work.citation, MIN(node.iri) FROM work JOIN node ON node.n = work.n
GROUP BY work.citation HAVING COUNT(*) = 1"""
_MOST_WORKS = (
    f"{statements.THINGS} WHERE thing.type = ? AND thing.claims > 0 ORDER BY thing.works DESC, thing.rank LIMIT ?"
)
_PAIRS = f"""
WITH RECURSIVE one (top, n) AS (
  SELECT node.n, node.n FROM node JOIN json_each(:ones) ON node.iri = json_each.value
  UNION SELECT one.top, broader.thing FROM broader JOIN one ON broader.general = one.n
),
other (top, n) AS (
  SELECT node.n, node.n FROM node JOIN json_each(:others) ON node.iri = json_each.value
  UNION SELECT other.top, broader.thing FROM broader JOIN other ON broader.general = other.n
),
joined AS (
  SELECT one.top AS one, other.top AS other, c.n, c.work, c.polarity FROM one JOIN claim c ON c.head = one.n
  JOIN other ON other.n = c.tail WHERE c.counts AND c.relation NOT IN {STRUCTURE}
  UNION
  SELECT one.top, other.top, c.n, c.work, c.polarity FROM one JOIN claim c ON c.tail = one.n
  JOIN other ON other.n = c.head WHERE c.counts AND c.relation NOT IN {STRUCTURE}
)
SELECT a.iri, b.iri, COUNT(DISTINCT work), COUNT(DISTINCT joined.n), SUM(polarity <> 'positive')
FROM joined JOIN node a ON a.n = joined.one JOIN node b ON b.n = joined.other GROUP BY joined.one, joined.other"""
_STRONGEST = """{claims} WHERE c.n IN (
  SELECT c.n FROM claim c JOIN proposition p ON p.n = c.proposition
  WHERE {where} AND c.head IN (SELECT n FROM thing) AND c.tail IN (SELECT n FROM thing) {more}
  ORDER BY p.supporting DESC, p.belief DESC, c.n LIMIT :limit
) ORDER BY c.n"""
_ENDS = {
    "among": "c.head IN {0} AND c.tail IN {0}".format(_GIVEN.format(name="among")),
    "touching": "(c.head IN {0} OR c.tail IN {0})".format(_GIVEN.format(name="touching")),
}
_PLACES = """SELECT c.iri, c.place, work.places FROM claim c JOIN work ON work.n = c.work
WHERE c.counts AND (c.place <> '' OR work.places <> '[]') ORDER BY c.n"""


class Called(NamedTuple):
    """A name of a thing; ``kind`` is ``preferred``, ``alternative`` or ``hidden``."""

    iri: str
    type: str
    local: bool
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Pair:
    """What joins two things: works, claims, and how many of the claims deny it."""

    works: int
    claims: int
    denied: int


class Overview:
    """Answers about one index; ``rows``, ``claims``, ``things`` and ``works`` ask it."""

    def __init__(self, rows: Ask, claims: Claims, things: Things, works: Works) -> None:
        self._rows = rows
        self._claims = claims
        self._things = things
        self._works = works

    def names(self) -> Iterator[Called]:
        """Every name of every thing."""
        for iri, type, local, kind, text in self._rows(_NAMES, ()):
            yield Called(iri, type, bool(local), kind, text)

    def citations(self) -> dict[str, str]:
        """The IRI of each work by its citation; what several works share is left out."""
        return {row[0]: row[1] for row in self._rows(_CITATIONS, ())}

    def years(self) -> Mapping[str, int]:
        """How many works came out in each year, latest first; those without a year are under an empty text."""
        rows = self._rows("SELECT year, COUNT(*) FROM work GROUP BY year ORDER BY year DESC", ())
        return {year: int(count) for year, count in rows}

    def works(self, order: str, year: str | None, limit: int, offset: int) -> tuple[Work, ...]:
        """Works in an order of ``ORDERS``, those of one year where it is given."""
        condition, values = ("", []) if year is None else ("WHERE work.year = ?", [year])
        text = f"{statements.WORKS} {condition} ORDER BY {ORDERS[order]} LIMIT ? OFFSET ?"
        return self._works(text, (*values, limit, offset))

    def places(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """For each claim the place that it names, and those that the record of its work names; some have neither."""
        for iri, place, places in self._rows(_PLACES, ()):
            yield iri, place, tuple(json.loads(places))

    def these(self, iris: Iterable[str]) -> tuple[Claim, ...]:
        """Some claims, in reading order."""
        text = f"{statements.CLAIMS} WHERE c.iri IN (SELECT value FROM json_each(:iris)) ORDER BY c.n"
        return self._claims(text, {"iris": _listed(iris)})

    def parts(self, wanted: Wanted, size: int) -> Iterator[tuple[Claim, ...]]:
        """All claims that are wanted, in reading order, so many at a time."""
        where, values = statements.where(wanted)
        numbers = [row[0] for row in self._rows(f"SELECT c.n FROM claim c WHERE {where} ORDER BY c.n", values)]
        text = f"{statements.CLAIMS} WHERE c.n IN (SELECT value FROM json_each(:numbers)) ORDER BY c.n"
        for start in range(0, len(numbers), size):
            yield self._claims(text, {"numbers": json.dumps(numbers[start : start + size])})

    def most_works(self, type: str, limit: int) -> tuple[Thing, ...]:
        """The things of a type that most works speak of."""
        return self._things(_MOST_WORKS, (type, limit))

    def pairs(self, ones: Iterable[str], others: Iterable[str]) -> Mapping[tuple[str, str], Pair]:
        """What joins things of one group, or their kinds, with those of another, either way, by IRIs of both."""
        given = {"ones": _listed(ones), "others": _listed(others)}
        return {(one, other): Pair(*map(int, counts)) for one, other, *counts in self._rows(_PAIRS, given)}

    def strongest(
        self, wanted: Wanted, limit: int, *, among: Iterable[str] = (), touching: Iterable[str] = ()
    ) -> tuple[Claim, ...]:
        """The claims between things whose statements most works support, in reading order.

        Args:
            wanted: which claims.
            limit: how many at most.
            among: IRIs of things; both ends are among them, if there are any.
            touching: IRIs of things; an end is one of them, if there are any.
        """
        where, values = statements.where(wanted)
        given = {"among": _listed(among), "touching": _listed(touching)}
        asked = {name: iris for name, iris in given.items() if iris != "[]"}
        more = " ".join(f"AND {_ENDS[name]}" for name in asked)
        text = _STRONGEST.format(claims=statements.CLAIMS, where=where, more=more)
        return self._claims(text, {**values, **asked, "limit": limit})


def _listed(iris: Iterable[str]) -> str:
    return json.dumps(list(iris))
