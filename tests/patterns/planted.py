"""Claims made up so that it is known what a report must find in them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields

from kg.claimrow import WORK_BASE, ClaimRow
from kg.networks import Filter, Roll, Rows, Things
from kg.patterns import Clash, Study

TYPES = {
    "m": "Mechanism",
    "o": "Obstacle",
    "e": "Outcome",
    "t": "Theory",
    "g": "Government",
    "f": "Factor",
}
NETWORKS: Mapping[str, tuple[str, str, Mapping[str, str]]] = {
    "mechanisms-obstacles": ("m", "o", {"addresses": ""}),
    "mechanisms-outcomes": ("m", "e", {"promotes": "+", "causes": "+", "hinders": "-"}),
    "theories-mechanisms": ("t", "m", {"explains": ""}),
    "actors-tied": ("g", "g", {"cooperatesWith": ""}),
    "actors-mechanisms": ("g", "m", {"establishes": ""}),
    "causal-map": ("moef", "moef", {"promotes": "+", "causes": "+", "hinders": "-", "addresses": "-"}),
}
"""Which ends and relations make the rows of a network, and the sign of each."""


def claim(head: str, relation: str, tail: str, work: int, **changes: str) -> ClaimRow:
    """A claim of a work; the first letter of a thing says what it is."""
    known = dict.fromkeys((field.name for field in fields(ClaimRow)), "")
    known |= {
        "claim": f"claim/{work}-{head}-{relation}-{tail}",
        "doc": f"w{work}",
        "work": f"{WORK_BASE}w{work}",
        "citation": f"Author {work} ({1990 + work % 30}). Title.",
        "year": str(1990 + work % 30),
        "relation": relation,
        "polarity": "positive",
        "modality": "asserted",
        "attributed_to": "THIS_WORK",
        "confidence": "0.9",
        "quote": f"{head} {relation} {tail}, says work {work}.",
        "start": "0",
    }
    for end, thing in (("head", head), ("tail", tail)):
        known |= {end: thing, f"{end}_label": f"thing {thing}", f"{end}_type": TYPES.get(thing[0], "Factor")}
    return ClaimRow(**(known | changes))


@dataclass(frozen=True)
class Planted:
    """A source of claims whose networks are read off the claims themselves."""

    claims: tuple[ClaimRow, ...]
    things: Things = field(default_factory=Things)
    countries: Mapping[str, frozenset[str]] = field(default_factory=dict)
    asked: Filter = field(default_factory=Filter)

    @property
    def all_claims(self) -> int:
        return len(self.claims)

    def rows(self, name: str) -> Rows:
        if name == "works-concepts":
            ends = [(c.work, thing, c.claim) for c in self.claims for thing in (c.head, c.tail)]
            rows = [{"source": a, "target": b, "claim": c} for a, b, c in ends]
            return Rows(name, "", ("work", "concept"), tuple(rows))
        if name.endswith("-statements"):
            made = [
                {
                    "source": c.work,
                    "target": f"{c.head} {c.relation} {c.tail}",
                    "claim": c.claim,
                    "sign": "-" if c.polarity == "negative" else "+",
                }
                for c in self.claims
            ]
            return Rows(name, "", ("work", "statement"), tuple(made if name[0] == "w" else []), signed=True)
        heads, tails, signs = NETWORKS[name]
        found = [
            {"source": c.head, "target": c.tail, "claim": c.claim, "sign": signs[c.relation]}
            for c in self.claims
            if c.relation in signs and c.head[0] in heads and c.tail[0] in tails
        ]
        causal = name == "causal-map"
        kinds = ("thing", "thing") if heads == tails else (heads, tails)
        return Rows(name, "", kinds, tuple(found), signed=any(signs.values()), directed=causal)


def study(
    claims: Iterable[ClaimRow], *, clashes: Iterable[Clash] = (), roll: Roll = Roll.NONE, **source: object
) -> Study:
    """A study of some claims with few draws."""
    return Study(Planted(tuple(claims), **source), roll, 0, 999, tuple(clashes))  # type: ignore[arg-type]


def remedies(works: int, planted: int, seed: int = 3) -> list[ClaimRow]:
    """Two random mechanisms against two random obstacles a work; the first works claim m0 against o0 as well."""
    rng = random.Random(seed)
    made = {(f"m{rng.randrange(1, 6)}", f"o{rng.randrange(1, 6)}", work) for work in range(works) for _ in range(2)} | {
        ("m0", "o0", work) for work in range(planted)
    }
    return [claim(head, "addresses", tail, work) for head, tail, work in sorted(made)]
