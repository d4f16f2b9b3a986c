"""Which names a place may have: those that the extractor cannot take for something else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from letters import fold, loses_letters
from sources import Unit

from kg.link.match import bag
from kg.normal import content, words

MIN_LETTERS = 4
BIG_CITY = 50_000
"""Inhabitants from which a city of another country makes a bare name doubtful."""
_OF = frozenset("Canton Department Emirate Governorate Municipality Prefecture Province Region Republic State".split())
"""Kinds that stand before the name as well, with "of"."""
_GOVERNMENT = {
    "City": "municipal",
    "County": "county",
    "Province": "provincial",
    "Region": "regional",
    "State": "state",
}

Key = tuple[str, ...]


def key(name: str) -> Key:
    """What two names share that the linker or a reader could take for each other."""
    return bag(fold(name))


@dataclass(frozen=True)
class Labels:
    """The names a place gets, the preferred first."""

    preferred: str
    others: tuple[str, ...]


@dataclass(frozen=True)
class Rules:
    """The lists that decide.

    Attributes:
        generic: words of which no name may consist.
        unsafe: keys of names that need their kind.
        keep: codes of units that keep a bare name though a larger city elsewhere has it.
        cities: key of a name to country to the inhabitants of the largest city of that name.
        taken: keys of the names of hand-written concepts and of countries.
    """

    generic: frozenset[str]
    unsafe: frozenset[Key]
    keep: frozenset[str]
    cities: Mapping[Key, Mapping[str, int]]
    taken: frozenset[Key] = field(default_factory=frozenset)

    def is_generic(self, name: str) -> bool:
        """Whether all words of a name are generic ones."""
        return set(content(fold(name))) <= self.generic

    def may_stand_alone(self, name: str, unit: Unit) -> bool:
        """Whether a bare name means this unit and little else."""
        letters = sum(len(w.rstrip("'")) for w in words(name))
        if letters < MIN_LETTERS or self.is_generic(name) or key(name) in self.taken | self.unsafe:
            return False
        sizes = self.cities.get(key(name), {})
        country = unit.code[:2]
        abroad = max((n for c, n in sizes.items() if c != country), default=0)
        return unit.code in self.keep or abroad < max(BIG_CITY, sizes.get(country, 0))


def label(units: Iterable[Unit], short: Mapping[str, str], rules: Rules) -> dict[str, Labels]:
    """Code to the labels of each unit that has one of its own.

    Args:
        units: all units; a name that two of them would have goes to neither.
        short: code of a container to its name behind a comma.
        rules: the lists that decide.
    """
    every = list(units)
    bare = {u.code: _bare(u, rules) for u in every}
    full = {u.code: _full(u, rules) for u in every}
    placed = {u.code: _placed(u, short[u.container], rules) for u in every}
    bare = _own(bare, rules.taken)
    full = _own(full, rules.taken | _keys(bare))
    placed = _own(placed, rules.taken | _keys(bare) | _keys(full))
    return {u.code: labels for u in every if (labels := _choose(u, bare[u.code], full[u.code], placed[u.code]))}


def _bare(unit: Unit, rules: Rules) -> list[str]:
    if not unit.kind:
        return [n for name in unit.names[:1] for n in _spellings(name)] + [
            n for name in unit.names[1:] for n in _spellings(name) if rules.may_stand_alone(n, unit)
        ]
    if not unit.bare:
        return []
    return [n for name in unit.names for n in _spellings(name) if rules.may_stand_alone(n, unit)]


def _full(unit: Unit, rules: Rules) -> list[str]:
    exact = [n for name in unit.exact for n in _spellings(name)]
    if not unit.kind:
        return exact
    found = []
    for name in (n for n in _spellings(unit.names[0]) if not rules.is_generic(n)):
        found += _with_kind(name, unit)
    found += [f"{n} {unit.kind}" for name in unit.names[1:] for n in _spellings(name) if not rules.is_generic(n)]
    return found + exact


def _with_kind(name: str, unit: Unit) -> list[str]:
    found = [f"County {name}"] if unit.container == "IE" else []
    found.append(f"{name} {unit.kind}")
    if unit.kind in _OF:
        found.append(f"{unit.kind} of {name}")
    if unit.kind in _GOVERNMENT:
        found.append(f"{name} {_GOVERNMENT[unit.kind]} government")
    return found


def _placed(unit: Unit, container: str, rules: Rules) -> list[str]:
    names = [n for m in unit.names for n in _spellings(m)]
    short = [f"{n}, {container}" for n in names if not rules.is_generic(n) and key(n) != key(container)]
    if not unit.kind:
        return short
    return [*(f"{n} {unit.kind}{join}{container}" for n in names for join in (", ", " of ")), *short]


def _spellings(name: str) -> list[str]:
    """A name and its ASCII form; the ASCII form first where slugs would lose letters of the name."""
    plain = fold(name)
    both = [plain, name] if loses_letters(name) else [name, plain]
    return list(dict.fromkeys(both))


def _own(candidates: dict[str, list[str]], taken: frozenset[Key]) -> dict[str, list[str]]:
    """The candidates whose key nobody else has."""
    owners: dict[Key, set[str]] = defaultdict(set)
    for code, names in candidates.items():
        for name in names:
            owners[key(name)].add(code)
    mine = {k for k, codes in owners.items() if len(codes) == 1} - taken
    return {code: [n for n in names if key(n) in mine] for code, names in candidates.items()}


def _keys(candidates: dict[str, list[str]]) -> frozenset[Key]:
    return frozenset(key(n) for names in candidates.values() for n in names)


def _choose(unit: Unit, bare: list[str], full: list[str], placed: list[str]) -> Labels | None:
    """The labels in order; a bare name that is not the first one ("Genève") is never the preferred one."""
    if full:  # "Ishikawa Prefecture" stands in "Ishikawa Prefecture, Japan" already
        placed = [n for n in placed if f" {unit.kind}" not in n]
    if bare and bare[0] in _spellings(unit.names[0]):
        names = [*bare, *full]
    else:
        names = [*full[:1], *bare, *full[1:], *placed] if full else [*placed, *bare]
    unique = list(dict.fromkeys(names))
    return Labels(unique[0], tuple(unique[1:])) if unique else None
