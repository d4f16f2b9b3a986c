"""Who bears a surname and where, in what years they wrote, and who wrote together: what works tell of each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.model import THIS_WORK
from kg.scholars.cited import Cited
from kg.scholars.holders import Holder, names
from kg.scholars.known import People
from kg.scholars.persons import Name, fold, surnames

_NONE: dict[Name, set[str]] = {}
_TOLD = 2  # works that name a person: what is asked is whether there are more than one


@dataclass(slots=True)
class Part:
    """What is known of one surname, or of those who wrote together under some surnames.

    Attributes:
        bearers: everyone named in full, and some of the works that name them.
        years: of their works.
        teams: authors of works with these surnames.
    """

    bearers: dict[Name, set[str]] = field(default_factory=dict)
    years: dict[Name, set[int]] = field(default_factory=dict)
    teams: set[tuple[Name, ...]] = field(default_factory=set)

    def join(self, other: Part) -> None:
        """Add what others know of the same."""
        for name, docs in other.bearers.items():
            self.bearers[name] = set(sorted({*docs, *self.bearers.get(name, ())})[:_TOLD])
        for name, years in other.years.items():
            self.years[name] = years | self.years.get(name, set())
        self.teams |= other.teams


class Census:
    """The people of some works, or what some works asked of those of all."""

    def __init__(self) -> None:
        self._bearers: defaultdict[str, dict[Name, set[str]]] = defaultdict(dict)
        self._years: defaultdict[Name, set[int]] = defaultdict(set)
        self._teams: defaultdict[str, set[tuple[Name, ...]]] = defaultdict(set)

    @classmethod
    def of(cls, works: Iterable[People]) -> Census:
        """What some works tell."""
        found = cls()
        for people in works:
            found._count(people)
        return found

    def _count(self, people: People) -> None:
        source = people.source
        for name in people.recorded.union(*people.written.values()):
            self._bearers[fold(name.surname)].setdefault(name, set()).add(source.doc)
        own = Cited(people.authors, source.reference.year, source.reference.title)
        for item in (own, *source.cited):
            self._add(item)

    def _add(self, item: Cited) -> None:
        for name in item.authors:
            if name.given and item.year:
                self._years[name].add(item.year)
        if len(item.authors) > 1 and item.title and not item.others and all(n.given for n in item.authors):
            self._teams[_team(item.authors)].add(item.authors)

    def join(self, part: Part) -> None:
        """Add what is known of a surname, or of some that wrote together."""
        for name, docs in part.bearers.items():
            self._bearers[fold(name.surname)].setdefault(name, set()).update(docs)
        for name, years in part.years.items():
            self._years[name] |= years
        for authors in part.teams:
            self._teams[_team(authors)].add(authors)

    def parts(self) -> dict[str, Part]:
        """What it knows, by surname and by team."""
        found: defaultdict[str, Part] = defaultdict(Part)
        for surname, bearers in self._bearers.items():
            found[surname].bearers |= {name: set(sorted(docs)[:_TOLD]) for name, docs in bearers.items()}
        for name, years in self._years.items():
            found[fold(name.surname)].years[name] = years
        for team, authors in self._teams.items():
            found[team].teams |= authors
        return dict(found)

    def bearers(self, name: Name) -> dict[Name, set[str]]:
        """Everyone named in full with this surname, and works that name them."""
        return self._bearers.get(fold(name.surname), _NONE)

    def years(self, found: Iterable[Name]) -> set[int]:
        """In what years some people wrote."""
        return set().union(*(self._years.get(name, ()) for name in found))

    def teams(self, persons: Iterable[Name]) -> set[tuple[Name, ...]]:
        """The authors of works whose surnames are those of some persons."""
        return self._teams.get(_team(persons), set())


def asked(works: Iterable[People]) -> set[str]:
    """All surnames and teams that resolving the forms of some works may ask a census for."""
    return set().union(*map(_asked_by, works))


def _asked_by(people: People) -> set[str]:
    source = people.source
    own = source.reference.authors if THIS_WORK in source.forms else ()
    found = {fold(name.surname) for name in people.authors}
    for form in (*source.forms, *own):
        found |= _asked(names(form), people)
    return found


def _asked(holder: Holder, people: People) -> set[str]:
    persons = holder.persons
    if not persons:
        return set()
    shared = Name(persons[-1].surname, persons[0].surname)
    written = {*persons, shared, *people.authors}
    written.update(name for c in people.cited.get(fold(persons[0].surname), ()) for name in c.authors)
    read = written | {people.turned(name) for name in written}
    return {fold(name.surname) for name in read} | {_team(persons)}


def _team(persons: Iterable[Name]) -> str:
    return f"team {'|'.join(sorted(surnames(persons)))}"
