"""Words that works use for different actors: left out, or told apart by the country that the claim is about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import networkx as nx

from kg.networks import Roll, network
from kg.patterns.study import Pair, Study
from kg.patterns.words import listed, named

GENERIC = frozenset(
    "agency association authorities authority board body canton cantons center centre chamber cities city commission "
    "committee communities community congress council counties countries country county court department districts "
    "federation forum government governments governor governors group localities member members ministry "
    "municipalities municipality nations office officials organization parliament parties party prefecture prefectures "
    "premier premiers president province provinces region regions secretariat stakeholders state states summit town "
    "towns union village villages".split()
)
"""Nouns that texts use for whatever actor they speak of."""

_MANY = re.compile(
    r"(member|participating|neighbou?ring|partner|signatory) (state|countr|government|nation)\w*"
    r"|state and local (governments?|officials)|(higher|lower)-level governments?|government agenc(y|ies)"
    r"|departments? of government|prime minister|(non-?governmental|nonprofit) organi[sz]ations?"
)
"""Names of several actors of one country or of many."""

_ROLE = re.compile(
    r"(federal|central|national|union|commonwealth|local|municipal|city|county|provincial|prefectural|cantonal|state"
    r"|subnational|sub-national|regional|metropolitan|indigenous) (government|authorit(?=y|ies))\w*|commonwealth"
)
"""Levels of government, which every country has; an actor only together with its country."""


@dataclass(frozen=True)
class Known:
    """Pairs whose ends are actors of their own, the level of government of each, and the words left out."""

    study: Study
    name: str
    pairs: Sequence[Pair]
    levels: Mapping[str, str]
    left_out: Sequence[str]

    @cached_property
    def net(self) -> nx.Graph[str]:
        """The network of the pairs; how many works tie a node is counted without what was left out."""
        rows = [{"source": pair.row, "target": pair.column, "claim": pair.claim} for pair in self.pairs]
        source = self.study.source
        return network(replace(self.study.rows(self.name), rows=tuple(rows)), source.claims, source.things, Roll.NONE)

    @property
    def note(self) -> str:
        """What was done with which words."""
        names = listed(map(named, self.left_out), 5)
        left = f"Left out, since works mean different actors by the word: {names}. " if names else ""
        return (
            f"{left}Levels of government, such as “local government”, are told apart by the country of the claim; "
            "claims about no country or several leave them out."
        )


def known(study: Study, name: str) -> Known:
    """What claims assert in a network, without actors that bear a mere noun or a role of no one country.

    An actor such as ``federal government`` stands for as many actors as there are countries and is named with its own;
    claims about no country or several give none.
    """
    found: list[Pair] = []
    levels: dict[str, str] = {}
    left: set[str] = set()
    for pair in study.pairs(name, asserted=True):
        ends = [_actor(study, iri, pair.claim) for iri in (pair.row, pair.column)]
        left |= {study.label(iri) for iri, end in zip((pair.row, pair.column), ends, strict=True) if end is None}
        for iri, end in zip((pair.row, pair.column), ends, strict=True):
            if end is not None and (level := study.source.things.levels.get(iri)):
                levels[end] = min(level, levels.get(end, level))
        if ends[0] is not None and ends[1] is not None and ends[0] != ends[1]:
            found.append(Pair(pair.work, ends[0], ends[1], pair.claim))
    return Known(study, name, tuple(sorted(set(found))), levels, tuple(sorted(left - _roles(left))))


def _roles(labels: set[str]) -> set[str]:
    return {label for label in labels if _ROLE.fullmatch(label.casefold())}


def _actor(study: Study, iri: str, claim: str) -> str | None:
    """The actor that a word means in a claim, or None if that cannot be told."""
    label = study.label(iri)
    word = " ".join(label.casefold().split())
    if word in GENERIC or _MANY.fullmatch(word):
        return None
    if not _ROLE.fullmatch(word):
        return iri
    countries = sorted(study.source.countries.get(claim, ()))
    return f"{_singular(label)} ({countries[0]})" if len(countries) == 1 else None


def _singular(label: str) -> str:
    return re.sub(r"(?i)authorities$", "authority", re.sub(r"(?i)governments$", "government", label))
