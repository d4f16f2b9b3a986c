"""Which claims a curator wants to judge, and in which order they come."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from urllib.parse import urlencode

from kg.claimrow import last_segment
from kg.deciding import is_judged
from kg.index import Index, Made, Wanted
from kg.model import digest

ORDERS = {"uncertain": "least certain first", "random": "by chance"}
"""The orders, and how they are called."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a curator asked for.

    Attributes:
        order: one of ``ORDERS``.
        seed: another number gives another order by chance.
        relation: of the claims; empty for all.
        thing: IRI of a thing at an end of the claims; empty for all.
        work: IRI of the work that makes them; empty for all.
        show: ``all`` where claims are wanted too that the curator has judged.
    """

    order: str = "uncertain"
    seed: str = "1"
    relation: str = ""
    thing: str = ""
    work: str = ""
    show: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Asked:
        """What the parameters of an address ask for; what is no order or no number is left aside."""
        order, seed = given.get("order", ""), given.get("seed", "")
        return cls(
            order if order in ORDERS else "uncertain",
            str(int(seed)) if seed.isascii() and seed.isdigit() and len(seed) < 10 else "1",
            given.get("relation", ""),
            given.get("thing", ""),
            given.get("work", ""),
            "all" if given.get("show") == "all" else "",
        )

    def query(self, **more: str) -> str:
        """The parameters of the address that asks for this, and more; those that say nothing are left out."""
        said = {
            "order": self.order if self.order != "uncertain" else "",
            "seed": self.seed if self.order == "random" else "",
            "relation": self.relation,
            "thing": self.thing,
            "work": self.work,
            "show": self.show,
        }
        return urlencode({name: value for name, value in (said | more).items() if value})

    def address(self, **more: str) -> str:
        """The address of the card page that shows this."""
        query = self.query(**more)
        return f"/judge?{query}" if query else "/judge"

    @property
    def wanted(self) -> Wanted:
        """The claims, also those that curators rejected."""
        return Wanted(thing=self.thing, work=self.work, relation=self.relation, rejected=True)


@dataclass(frozen=True, slots=True)
class Queue:
    """The ids of claims in the order in which they come, each with its place."""

    places: Mapping[str, int]

    @classmethod
    def of(cls, index: Index, asked: Asked) -> Queue:
        """The claims that a curator asked for, without those that curators wrote themselves."""
        made = {last_segment(each.claim): each for each in index.made(asked.wanted) if is_judged(each)}
        if asked.order == "random":
            ordered = sorted(made, key=lambda claim: digest(asked.seed, claim))
        else:
            ordered = sorted(made, key=lambda claim: (_certainty(made[claim]), claim))
        return cls({claim: place for place, claim in enumerate(ordered)})

    def next(self, done: Collection[str], after: str = "") -> str:
        """The first claim after one that is not done, from the beginning again at the end; empty where all are."""
        start = self.places.get(after, -1) + 1
        turned = chain(islice(self.places, start, None), islice(self.places, start))
        return next((claim for claim in turned if claim not in done), "")


def _certainty(made: Made) -> float:
    """How far belief, or confidence where there is none, is from one half."""
    try:
        return abs(float(made.belief or made.confidence) - 0.5)
    except ValueError:
        return 0.0
