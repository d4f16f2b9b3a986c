"""Scholars as texts cite them: with a year, with initials, with company, or by surname after the full name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from kg.link.context import Context
from kg.link.forms import fold, person, tokens
from kg.link.index import Name, Tokens, names
from kg.model import Concept, EntityType


class People:
    """The scholars of the ontology."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self._names: dict[Tokens, list[Name]] = defaultdict(list)
        self._surnames: dict[str, list[Name]] = defaultdict(list)
        self._parts: dict[str, list[Concept]] = defaultdict(list)
        for concept in concepts:
            if concept.type is EntityType.SCHOLAR:
                self._add(concept)

    def _add(self, concept: Concept) -> None:
        for text, status in names(concept):
            name = Name(text, status, concept, tokens(text))
            self._names[tuple(sorted(name.tokens))].append(name)
            if len(name.tokens) == 1:
                self._surnames[name.tokens[0]].append(name)
        for part in set(tokens(concept.label)):
            self._parts[part].append(concept)

    def cited(self, phrase: str) -> Iterator[Name]:
        """Names that a citation agrees with: the same words, or a surname that is a name alone and the initials.

        "Coase, R. H. (1937)" is Ronald Coase, "J. Williamson" is not Oliver Williamson.
        """
        parts = tokens(person(phrase))
        yield from self._names.get(tuple(sorted(parts)), ())
        for surname in {parts[0], parts[-1]} if parts else ():
            initials = [p for p in parts if p != surname]
            for name in self._surnames.get(surname, ()):
                given = [t for t in tokens(name.concept.label) if t != surname]
                if given and initials and initials[0] == given[0][0] and all(len(p) == 1 for p in initials):
                    yield name

    def told(self, phrase: str, context: Context) -> Concept | None:
        """The scholar whose full name stands in the document, for a part of that name that no one else there bears."""
        parts = tokens(person(phrase))
        if len(parts) != 1:
            return None
        borne = ((c, fold(n)) for c in self._parts.get(parts[0], ()) for n, _ in names(c) if " " in n)
        full = {c.iri: c for c, name in borne if name in context.text}
        others = {m[1] for m in re.finditer(rf"\b([A-Z][a-z]+) {re.escape(person(phrase))}\b", context.text)}
        known = {word for c in full.values() for n, _ in names(c) for word in fold(n).split()}
        return next(iter(full.values())) if len(full) == 1 and others <= known else None

    def may_be_told(self, phrase: str) -> bool:
        """Whether the rest of a document may say whom a phrase names."""
        parts = tokens(person(phrase))
        return len(parts) == 1 and parts[0] in self._parts
