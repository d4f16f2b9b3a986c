"""Forms resolved to nodes by what is known of people, and joined with claims in one table."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property, lru_cache

from kg.model import THIS_WORK, Concept
from kg.scholars.census import Census
from kg.scholars.holders import ARTICLE, DATED, Holder, Kind, names
from kg.scholars.known import NOBODY, Ontology, People, Work, author_name
from kg.scholars.lexicon import COMMON, GENERIC
from kg.scholars.nodes import Node, labels, scoped, spelt, team, unknown
from kg.scholars.persons import Name, agree, fold, is_weak, name_key, one_person, surnames
from kg.terms import scholar_iri, work_iri

_RANKS = ((1.0, "preferred label"), (0.95, "alternative label"), (0.8, "hidden label"))
_CAREER = 10  # years before the first work of the store in which its author may have been cited
_ALONE = "a form of one person"
_PAIR = "a pair of the ontology"
_JOINT = "co-authors of a work"


class Scholars:
    """Resolves the forms of every work to nodes; what it answers is a function of the ontology and the works."""

    def __init__(self, concepts: Iterable[Concept], works: Iterable[Work], census: Census | None = None) -> None:
        """Read the people of works.

        Args:
            concepts: of the ontology.
            works: those whose forms are resolved.
            census: what is known of all works together; without it, of these.
        """
        self._ontology = _ontology(tuple(concepts))
        self._works = {w.doc: w for w in works}
        self._people = {doc: People(w) for doc, w in self._works.items()}
        self._census = census or Census.of(self._people.values())

    def nodes(self) -> dict[str, dict[str, Node]]:
        """Whom the forms of each work stand for, not yet with one label for an IRI."""
        return {doc: {form: self._resolve(doc, form) for form in w.forms} for doc, w in self._works.items()}

    @cached_property
    def _labels(self) -> dict[str, str]:
        return labels(node for found in self.nodes().values() for node in found.values())

    def resolve(self, doc: str, form: str) -> Node:
        """Whom a form of a document stands for; ``THIS_WORK`` is the work with its authors."""
        return spelt(self._resolve(doc, form), self._labels)

    def _resolve(self, doc: str, form: str) -> Node:
        if form == THIS_WORK:
            return self._work(doc)
        holder = names(form)
        if actor := self._actor(DATED.sub("", form), holder):
            return actor
        persons, reason = self._team(doc, holder)
        found = [self._person(doc, p, holder.years, reason or ("" if len(persons) > 1 else _ALONE)) for p in persons]
        found += [self._body(doc, b) for b in holder.bodies]
        found += [scoped(doc, g, Kind.GROUP, "unnamed; of this work only", 1.0) for g in holder.groups]
        members = tuple(dict.fromkeys(found))
        others = holder.others and len(persons) <= len(holder.persons)
        if not members:
            return scoped(doc, form, Kind.GROUP, "no name in it; of this work only", 1.0)
        return members[0] if len(members) == 1 and not others else team(members, doc if others else "")

    def _work(self, doc: str) -> Node:
        reference = self._works.get(doc, NOBODY).reference
        authors = tuple(
            self._global(doc, name, "author of this work", 1.0) if (name := author_name(a)) else self._resolve(doc, a)
            for a in reference.authors
        )
        return Node(work_iri(doc), reference.title or doc, Kind.WORK, "the work itself", 1.0, authors)

    def _actor(self, label: str, holder: Holder) -> Node | None:
        """A government or body of the ontology, unless the form may be a person's name."""
        found = self._ontology.actor(ARTICLE.sub("", label.strip()))
        alone = len(holder.persons) + len(holder.bodies) + len(holder.groups) == 1 and not holder.others
        borne = any(holder.years or self._census.bearers(p) or self._ontology.bearers(p) for p in holder.persons)
        if found is None or not alone or borne or label.islower():
            return None
        score, kind = _RANKS[found[1]]
        return Node(found[0].iri, found[0].label, Kind.BODY, f"{kind} of the ontology", score)

    def _body(self, doc: str, name: str) -> Node:
        if actor := self._actor(name, Holder(bodies=(name,))):
            return actor
        if all(w in GENERIC or len(w) < 4 for w in fold(name).split()) and not name.isupper():
            return scoped(doc, name, Kind.BODY, "a name that many bodies bear; of this work only", 0.8)
        return Node(scholar_iri(name), name, Kind.BODY, "full name of a body", 0.9)

    def _team(self, doc: str, holder: Holder) -> tuple[tuple[Name, ...], str]:
        """The persons of a form, by the record of their joint work where there is one, and what told it."""
        persons = holder.persons
        if len(persons) + holder.others < 2 or not persons:
            return persons, ""
        if frozenset(map(name_key, persons)) in self._ontology.pairs:
            return persons, _PAIR
        shared = Name(persons[-1].surname, persons[0].surname)  # "Vincent and Elinor Ostrom"
        if len(persons) == 2 and persons[1].given and any(agree(shared, n) for n in self._census.bearers(shared)):
            return (persons if persons[0].given else (shared, persons[1])), ""
        here = self._people.get(doc)
        cited = here.cited.get(fold(persons[0].surname), []) if here else []
        joint = {c.authors for c in cited if c.title and (not holder.years or c.year in holder.years)}
        found = [a for a in joint | ({here.authors} if here else set()) if _fits(a, persons, holder.others)]
        if not found and not holder.others and not surnames(persons) <= COMMON:
            found = [a for a in self._census.teams(persons) if _fits(a, persons, False)]
        merged = _merged(sorted(found))
        return (merged, _JOINT) if merged else (persons, "")

    def _person(self, doc: str, written: Name, years: tuple[int, ...], told: str) -> Node:
        here = self._people.get(doc)
        name = here.turned(written) if here else written
        if told == _JOINT and name.given:
            return self._global(doc, name, _JOINT, 0.9)
        steps = [step for step in here.fuller(name, years, told == _ALONE) if step[0]] if here else []
        concept = self._concept(name, told)
        if concept and (not steps or any(self._ontology.is_one(concept[0], n) for n in steps[0][0])):
            score, kind = _RANKS[concept[1]]
            return Node(concept[0].iri, concept[0].label, Kind.PERSON, f"{kind} of the ontology", score)
        if steps:
            found, reason, score = steps[0]
            one = one_person(found)
            return self._global(doc, one, reason, score) if one else unknown(doc, name)
        if name.given:
            return self._global(doc, name, "full name", 0.9)
        return self._by_surname(doc, name, years) or unknown(doc, name)

    def _concept(self, name: Name, told: str) -> tuple[Concept, int] | None:
        found = self._ontology.labelled(name)
        bearers = list(self._ontology.bearers(name))
        return found or ((bearers[0], 1) if told == _PAIR and len(bearers) == 1 else None)

    def _global(self, doc: str, name: Name, reason: str, score: float) -> Node:
        """The node of a name with given names: of the ontology, of the store, else its own."""
        labelled = self._ontology.labelled(name)
        near = [labelled[0]] if labelled else [c for c, n in self._ontology.bearers(name).items() if agree(n, name)]
        if labelled or (len(near) == 1 and not is_weak(name)):
            reason = f"{reason}; a name of the ontology"
            return Node(near[0].iri, near[0].label, Kind.PERSON, reason, min(score, 0.95))
        if is_weak(name):
            return scoped(doc, str(name), Kind.PERSON, f"{reason}; too common, of this work only", 0.7)
        alike = [n for n in self._census.bearers(name) if agree(n, name) and not is_weak(n)]
        one = one_person([*alike, name]) or name
        if name_key(one) != name_key(name):
            reason, score = f"{reason}; fuller in the store", min(score, 0.85)
        return Node(scholar_iri(str(one)), str(one), Kind.PERSON, reason, score)

    def _by_surname(self, doc: str, name: Name, years: tuple[int, ...]) -> Node | None:
        """The one bearer of a rare surname in the store, if two works name them or a year given is of their works."""
        known = self._census.bearers(name)
        one = one_person([*known, *self._ontology.bearers(name).values()])
        wrote = self._census.years(known)
        dated = bool(wrote & {*years})
        year = self._works.get(doc, NOBODY).reference.year
        late = year is not None and bool(wrote) and min(wrote) > year + _CAREER
        known_well = len(set().union(*known.values())) > 1 and not late
        if fold(name.surname) in COMMON or one is None or not (dated or known_well):
            return None
        reason, score = ("author of a work of that year", 0.75) if dated else ("only bearer of the surname", 0.6)
        return self._global(doc, one, f"{reason} in the store", score)


@lru_cache(maxsize=1)
def _ontology(concepts: tuple[Concept, ...]) -> Ontology:
    return Ontology(concepts)


def _fits(authors: tuple[Name, ...], persons: tuple[Name, ...], others: bool) -> bool:
    """Whether the authors of a work are the persons named, in any order, or begin with them."""
    if others:
        return len(authors) > len(persons) and all(map(agree, authors, persons))
    return len(authors) == len(persons) and all(any(agree(a, p) for a in authors) for p in persons)


def _merged(found: list[tuple[Name, ...]]) -> tuple[Name, ...]:
    """The persons of the works found, if all the works have the same ones."""
    if not found or any(len(a) != len(found[0]) for a in found):
        return ()
    people = [one_person([n for authors in found for n in authors if agree(n, name)]) for name in found[0]]
    same = all(any(agree(n, p) for n in a) for a in found for p in people if p)
    return tuple(p for p in people if p) if same and all(people) else ()
