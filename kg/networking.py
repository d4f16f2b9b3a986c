"""Joins the stages that make networks of a store: its claims, what is known of their ends, and the named networks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import networkx as nx

from kg import queries
from kg.claimrow import ClaimRow
from kg.claimtable import claim_rows
from kg.model import QueryError
from kg.networks import Filter, Roll, Rows, Things, chosen, countries, network
from kg.resources import data_dir
from kg.store import Store
from kg.terms import ONTOLOGY

_WORKS = f"SELECT DISTINCT ?work WHERE {{ ?work <{ONTOLOGY}documentId> ?id }}"


@cache
def catalogue() -> tuple[queries.Question, ...]:
    """The named networks, by name; each is a query of ``queries/networks``."""
    return queries.catalogue(data_dir("queries") / "networks")


@dataclass(frozen=True, slots=True)
class Material:
    """What networks are made from: the claims that a filter chose, and what is known of things and places.

    ``all_claims`` and ``all_works`` count those of the store; ``countries`` gives for a claim those it is about.
    """

    store: Store
    asked: Filter
    claims: tuple[ClaimRow, ...]
    all_claims: int
    all_works: int
    things: Things
    countries: Mapping[str, frozenset[str]]

    def rows(self, name: str) -> Rows:
        """The rows of a named network, of all claims.

        Raises:
            QueryError: no network has the name; the message lists those there are.
        """
        named = {network.name: network for network in catalogue()}
        if name not in named:
            raise QueryError(f"no network is called {name!r}; there are: {', '.join(sorted(named))}")
        found = named[name]
        one, other = found.network["ends"]
        return Rows(
            name,
            found.summary,
            (str(one), str(other)),
            _dicts(self.store, found.text),
            bool(found.network.get("signed")),
            bool(found.network.get("directed")),
        )

    def network(self, name: str, roll: Roll = Roll.NONE) -> nx.Graph[str]:
        """A named network of the chosen claims; see ``kg.networks.network``.

        Raises:
            QueryError: no network has the name.
        """
        return network(self.rows(name), self.claims, self.things, roll)


def material(store: Store, asked: Filter) -> Material:
    """What networks of a store are made from.

    Raises:
        KgError: a place or level that is asked stands in no claim.
    """
    found = tuple(claim_rows(store))
    look_ups = {q.name: q for q in queries.catalogue(data_dir("queries") / "lookups")}
    things = Things.from_rows(_dicts(store, look_ups["things"].text))
    lie_in = countries(found, _dicts(store, look_ups["places"].text), _dicts(store, look_ups["studied-places"].text))
    works = len(store.select(_WORKS).rows)
    return Material(store, asked, chosen(found, asked, things, lie_in), len(found), works, things, lie_in)


def _dicts(store: Store, query: str) -> tuple[Mapping[str, str], ...]:
    table = store.select(query)
    return tuple(dict(zip(table.columns, (cell or "" for cell in row), strict=True)) for row in table.rows)
