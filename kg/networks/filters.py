"""Which claims a network is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.claimrow import ClaimRow
from kg.model import KgError, Modality, Polarity, Relation
from kg.networks.things import Things


@dataclass(frozen=True, slots=True)
class Filter:
    """What claims must be to count; a part that is empty asks nothing.

    Attributes:
        relations: names of relations, such as ``addresses``.
        polarity: ``positive`` or ``negative``.
        modality: ``asserted``, ``recommended`` or ``hypothetical``.
        belief: the least belief of the proposition, from 0 to 1.
        since: the first year of publication that counts.
        until: the last one.
        places: names of countries; a claim of any of them counts.
        levels: names of levels of government; a claim with an end of any of them counts.
        curated: whether only claims that curators accepted count.

    Raises:
        KgError: a name is none of those known, or a number is out of range.
    """

    relations: frozenset[str] = frozenset()
    polarity: str = ""
    modality: str = ""
    belief: float = 0.0
    since: int | None = None
    until: int | None = None
    places: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    curated: bool = False

    def __post_init__(self) -> None:
        for name in sorted(self.relations):
            _known(name, "relation", Relation)
        _known(self.polarity, "polarity", Polarity)
        _known(self.modality, "modality", Modality)
        if not 0 <= self.belief <= 1:
            raise KgError(f"belief {self.belief}: give a number from 0 to 1")

    def __str__(self) -> str:
        """The filter in words, ``all claims`` where nothing is asked."""
        years = f"published {self.since or '...'} to {self.until or '...'}" if self.since or self.until else ""
        parts = (
            " or ".join(sorted(self.relations)),
            self.polarity,
            self.modality,
            f"belief at least {self.belief:g}" if self.belief else "",
            years,
            f"in {' or '.join(sorted(self.places))}" if self.places else "",
            f"of level {' or '.join(sorted(self.levels))}" if self.levels else "",
            "accepted by curators" if self.curated else "",
        )
        return ", ".join(filter(None, parts)) or "all claims"


def chosen(
    rows: Iterable[ClaimRow], asked: Filter, things: Things, countries: Mapping[str, frozenset[str]]
) -> tuple[ClaimRow, ...]:
    """The claims that a filter takes, in the order given.

    Raises:
        KgError: no claim has a country or level that is asked; the message lists those there are.
    """
    found = tuple(rows)
    _there(asked.places, "country", {name for row in found for name in countries.get(row.claim, ())})
    _there(asked.levels, "level of government", {level for row in found for level in _levels(row, things)})
    return tuple(row for row in found if _takes(asked, row, things, countries))


def _takes(asked: Filter, row: ClaimRow, things: Things, countries: Mapping[str, frozenset[str]]) -> bool:
    return (
        (not asked.relations or row.relation in asked.relations)
        and asked.polarity in ("", row.polarity)
        and asked.modality in ("", row.modality)
        and float(row.belief or 0) >= asked.belief
        and _dated(asked, row.year)
        and (not asked.places or bool(asked.places & countries.get(row.claim, frozenset())))
        and (not asked.levels or not asked.levels.isdisjoint(_levels(row, things)))
        and (not asked.curated or row.status == "accepted")
    )


def _dated(asked: Filter, year: str) -> bool:
    if asked.since is None and asked.until is None:
        return True
    if not year.isdecimal():
        return False
    return (asked.since is None or asked.since <= int(year)) and (asked.until is None or int(year) <= asked.until)


def _levels(row: ClaimRow, things: Things) -> tuple[str, ...]:
    ends = (things.levels.get(row.head), things.levels.get(row.tail))
    return tuple(level for level in ends if level)


def _known(name: str, what: str, known: Iterable[str]) -> None:
    if name and name not in set(known):
        raise KgError(f"{name!r} is no {what}; choose of {', '.join(sorted(known))}")


def _there(asked: frozenset[str], what: str, known: Iterable[str]) -> None:
    unknown = sorted(asked - set(known))
    if unknown:
        listed: Sequence[str] = sorted(known)
        raise KgError(f"no claim has the {what} {unknown[0]!r}; there are: {', '.join(listed) or 'none'}")
