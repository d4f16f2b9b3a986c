"""The countries of claims, found once for a graph: where the place lies that a claim names, else those of its work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from weakref import WeakKeyDictionary

from starlette.concurrency import run_in_threadpool

from kg import queries
from kg.index import Index
from kg.resources import data_dir
from kg.serve.room import Snapshot

Countries = Mapping[str, frozenset[str]]
"""Claim IRI to the names of its countries; a claim without a known place has no entry."""

_KNOWN: WeakKeyDictionary[Index, Countries] = WeakKeyDictionary()


async def countries(snapshot: Snapshot) -> Countries:
    """The countries of the claims of a graph.

    Raises:
        Refused: the query for places is not answered.
    """
    known = _KNOWN.get(snapshot.index)
    if known is None:
        rows = (await snapshot.pool.select(_places())).rows
        named = [(name or "", country or "") for name, country in rows]
        known = await run_in_threadpool(located, snapshot.index, named)
        _KNOWN[snapshot.index] = known
    return known


def located(index: Index, places: Iterable[tuple[str, str]]) -> Countries:
    """The same as :func:`kg.networks.countries`, from an index; ``places`` are names with the countries they lie in."""
    lies_in: defaultdict[str, set[str]] = defaultdict(set)
    for name, country in places:
        lies_in[name.casefold()].add(country)
    found: dict[str, frozenset[str]] = {}
    for claim, place, studied in index.overview.places():
        names = [place] if place else studied
        if lie := frozenset().union(*(lies_in.get(name.casefold(), ()) for name in names)):
            found[claim] = lie
    return found


@cache
def _places() -> str:
    return queries.find(queries.catalogue(data_dir("queries") / "lookups"), "places").text
