"""What is known of people: in one document, in all works together, and in the ontology."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kg.model import THIS_WORK, Concept, EntityType, Extraction, Reference
from kg.scholars.cited import Cited, references
from kg.scholars.holders import is_body, is_group, names
from kg.scholars.lexicon import COMMON
from kg.scholars.persons import Name, agree, fold, fullness, name_key, person

_ACTORS = frozenset({EntityType.BODY, EntityType.GOVERNMENT})
_Steps = tuple[tuple[list[Name], str, float], ...]
"""Names a name may be short for, the surest source first: the names, the reason and the score."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is known of the people in one document: its record, what it cites, the forms it credits or names."""

    doc: str
    reference: Reference
    cited: tuple[Cited, ...] = ()
    forms: tuple[str, ...] = ()


NOBODY = Work("", Reference(""))


def work(extraction: Extraction) -> Work:
    """What one document tells of people: its record, its references, its holders and the scholars it names."""
    document = extraction.document
    forms = {c.attributed_to for c in extraction.claims} - {THIS_WORK}
    ends = (m for c in extraction.claims for m in (c.head, c.tail))
    forms |= {m.text for m in ends if m.type is EntityType.SCHOLAR}
    forms |= {t for e in extraction.entities if e.type is EntityType.SCHOLAR for t in (e.text, *e.aliases)}
    return Work(document.id, document.reference, tuple(references(document.text)), tuple(sorted(forms)))


class People:
    """The people of one document: its authors, the names in full in it, the works it cites."""

    def __init__(self, source: Work) -> None:
        self.source = source
        self.authors = tuple(n for a in source.reference.authors if (n := author_name(a)))
        self.cited: dict[str, list[Cited]] = defaultdict(list)
        self.recorded = {*self.authors, *(n for c in source.cited if c.title for n in c.authors if n.given)}
        self._orders: dict[str, set[Name]] = defaultdict(set)
        self.written: dict[str, set[Name]] = defaultdict(set)
        for item in source.cited:
            for name in item.authors:
                self.cited[fold(name.surname)].append(item)
        for name in self.recorded:
            for order in ((name.surname, name.given), (name.given, name.surname), (name.surname,)):
                self._orders[fold(" ".join(order))].add(name)
        for name in (n for form in source.forms for n in names(form).persons if n.given):
            if self.turned(name) == name:
                self.written[fold(name.surname)].add(name)

    def turned(self, name: Name) -> Name:
        """The name with its surname where the one record of it in this work has it: "Long Yang", "Mejía Martínez"."""
        found = self._orders.get(fold(str(name)), set()) if name.given else set()
        return min(found) if len(found) == 1 and not any(agree(n, name) for n in found) else name

    def fuller(self, name: Name, years: tuple[int, ...], alone: bool) -> _Steps:
        """What a name may be short for in this work; ``alone`` where its form names nobody else."""
        surname = fold(name.surname)
        cited = self.cited.get(surname, [])
        dated = _longer(name, (n for c in cited if c.year in years for n in c.authors))
        listed = _longer(name, (n for c in cited for n in c.authors))
        # Wang (2010), or Li and Wang, in a work of Wang may well be another Wang.
        is_told = name.given or surname not in COMMON or (alone and not years)
        own = _longer(name, self.authors) if is_told else []
        return (
            (dated, "reference list of this work", 0.9),
            (_longer(name, self.written.get(surname, ())), "fuller form in this work", 0.9),
            ([*own, *listed], "author of this work" if own else "reference list of this work", 0.9 if own else 0.85),
        )


def author_name(text: str) -> Name | None:
    """The author that a record names, if it is a person with a given name."""
    name = person(text)
    return name if name.given and not is_body(text) and not is_group(text) else None


def _longer(name: Name, found: Iterable[Name]) -> list[Name]:
    return sorted({n for n in found if n.given and agree(n, name) and fullness(n) > fullness(name)})


class Ontology:
    """The scholars of the ontology by name and surname, and its governments and bodies by label."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self._labels: dict[Name, dict[Concept, int]] = defaultdict(dict)
        self._actors: dict[str, dict[Concept, int]] = defaultdict(dict)
        self._bearers: dict[str, dict[Concept, Name]] = defaultdict(dict)
        self.pairs: set[frozenset[Name]] = set()
        for concept in concepts:
            ranked = [(concept.label, 0), *((n, 1) for n in concept.names), *((n, 2) for n in concept.hidden)]
            for label, rank in ranked:
                if concept.type in _ACTORS:
                    self._actors[fold(label)].setdefault(concept, rank)
                elif concept.type is EntityType.SCHOLAR:
                    self._add(concept, names(label).persons, rank)

    def _add(self, concept: Concept, persons: tuple[Name, ...], rank: int) -> None:
        if len(persons) > 1:
            self.pairs.add(frozenset(map(name_key, persons)))
            return
        for name in persons:
            self._labels[name_key(name)].setdefault(concept, rank)
            if rank == 0 or (rank == 1 and concept in self._bearers[fold(name.surname)]):
                held = self._bearers[fold(name.surname)].setdefault(concept, name)
                self._bearers[fold(name.surname)][concept] = max(held, name, key=fullness)

    def labelled(self, name: Name) -> tuple[Concept, int] | None:
        """The scholar with this label and the rank of the label; nothing where two have it."""
        return _surest(self._labels.get(name_key(name), {}))

    def actor(self, label: str) -> tuple[Concept, int] | None:
        """The government or body with this label."""
        return _surest(self._actors.get(fold(label), {}))

    def bearers(self, name: Name) -> dict[Concept, Name]:
        """The scholars with this surname and their fullest names."""
        return self._bearers.get(fold(name.surname), {})

    def is_one(self, concept: Concept, name: Name) -> bool:
        """Whether a name may be that of the scholar."""
        known = self.bearers(name).get(concept)
        return known is not None and agree(known, name)


def _surest(ranked: dict[Concept, int]) -> tuple[Concept, int] | None:
    found = sorted(ranked.items(), key=lambda item: item[1])
    return found[0] if found and (len(found) == 1 or found[0][1] < found[1][1]) else None
