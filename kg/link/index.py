"""The names of the ontology, found by their words, their letters, or all but one of their letters."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.link.forms import derived, fold, key, letters, ordered, tokens
from kg.link.match import Likeness, Status
from kg.model import Concept, EntityType
from kg.normal import STOP_WORDS

_LETTERS = 8
_LONG_WORD = 6
_LONG_NAME = 9
_PART = 4
_TAILS = {
    EntityType.REGION: frozenset({"area", "region", "zone", "district"}),
    EntityType.THEORY: frozenset({"theory"}),
}
"""Last words that a name of this type has or lacks without a change of meaning."""
_PHENOMENA = frozenset({"governance", "relation", "decentralization", "centralization"})
"""Heads of phrases that name what goes on far more often than the theory of it."""
_ENDINGS = frozenset("ship ness able ment less wide hood like ward ible ance ence ally ized izing".split())
_BEFORE = frozenset({"over", "under", "counter", "after", "fore", "down"})
"""First halves that make one word with what follows: overallocation is not allocation."""
_REAL = frozenset(
    "action auction adaption adoption contention convention intention invention mediation meditation proscribe "
    "prescribe tension pension location vocation county country rational national formal informal".split()
)
"""Words one letter apart that are all right: none is a slip for the other."""
_DATED = re.compile(r"(.{5,}?)(?:,? (?:in|of) (?:the )?|,? |\s*\()[12]\d{3}s?\)?")
_NAMED = frozenset({EntityType.GOVERNMENT, EntityType.REGION, EntityType.BODY, EntityType.AGREEMENT})

Tokens = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a concept."""

    text: str
    status: Status
    concept: Concept
    tokens: Tokens


Hit = tuple[Likeness, Name]


class Index:
    """Every name of the concepts; built once, asked by dictionary."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self._keys: dict[Tokens, list[Name]] = defaultdict(list)
        self._letters: dict[str, list[Name]] = defaultdict(list)
        self._derived: dict[Tokens, list[Name]] = defaultdict(list)
        self._tails: dict[Tokens, list[Name]] = defaultdict(list)
        self._words: set[str] = set()
        self._concepts: dict[str, Concept] = {}
        for concept in concepts:
            self._concepts[concept.iri] = concept
            for text, status in names(concept):
                self._add(Name(text, status, concept, tokens(text)))
        self._buckets: dict[tuple[str, str, int], list[str]] = defaultdict(list)
        for word in sorted(self._words):
            self._buckets[word[0], word[-1], len(word)].append(word)

    def _add(self, name: Name) -> None:
        self._keys[key(name.tokens)].append(name)
        self._letters[letters(name.tokens)].append(name)
        self._derived[key(derived(name.tokens))].append(name)
        self._words.update(name.tokens)
        if name.concept.type is EntityType.THEORY or (
            name.concept.type is EntityType.REGION and is_proper(name.concept)
        ):
            self._tails[_without_tail(name.tokens, name.concept.type)].append(name)

    def named(self, words: Tokens) -> list[Name]:
        """The names with this key."""
        return self._keys.get(words, [])

    def concept(self, iri: str) -> Concept | None:
        """The concept of this IRI, if there is one."""
        return self._concepts.get(iri)

    def knows(self, word: str) -> bool:
        """Whether a name has this word."""
        return word in self._words

    def hits(self, phrase: str, kind: EntityType) -> Iterator[Hit]:
        """Every name that agrees with a phrase, and how; one that differs by a letter only if no other does."""
        found = self.divided(tokens(phrase))
        sure = [hit for hit in self._sure(phrase, found, kind) if _may(phrase, hit)]
        yield from sure
        if not sure:
            yield from (hit for hit in self._slips(found) if _may(phrase, hit))

    def _sure(self, phrase: str, found: Tokens, kind: EntityType) -> Iterator[Hit]:
        as_written = tokens(phrase)
        for name in self.named(key(found)):
            same = Likeness.SAME if name.tokens == as_written else Likeness.REORDERED
            yield (Likeness.GLUED if found != as_written and same is not Likeness.SAME else same), name
        plain = letters(as_written)
        if len(plain) >= _LETTERS:
            yield from ((Likeness.GLUED, n) for n in self._letters.get(plain, ()) if n.tokens != as_written)
        yield from ((Likeness.DERIVED, n) for n in self._derived.get(key(derived(found)), ()))
        if kind in _TAILS:
            yield from self._but_for_tail(found, kind)
        dated = _DATED.fullmatch(phrase)
        if dated:
            yield from ((Likeness.TAIL, n) for n in self.named(key(tokens(dated[1]))) if is_titled(n.text))

    def _but_for_tail(self, found: Tokens, kind: EntityType) -> Iterator[Hit]:
        """A region's name is not cut to meet a mention: Hannover is a city, the Hannover region is not."""
        last = found[-1:] and found[-1]
        if last in _TAILS[kind] or (kind is EntityType.THEORY and last not in _PHENOMENA):
            near = self._tails.get(_without_tail(found, kind), ())
            yield from ((Likeness.TAIL, n) for n in near if n.concept.type is kind)

    def divided(self, found: Tokens) -> Tokens:
        """The words with those that no name has taken apart into two that names have: "economicintegration"."""
        parts: list[str] = []
        for word in found:
            parts += [word] if word in self._words or len(word) < _LONG_NAME else self._halves(word)
        return tuple(parts)

    def _halves(self, word: str) -> list[str]:
        cuts = [
            [word[:at], word[at:]]
            for at in range(_PART, len(word) - _PART + 1)
            if {word[:at], word[at:]} <= self._words and word[:at] not in _BEFORE and word[at:] not in _ENDINGS
        ]
        return cuts[0] if len(cuts) == 1 else [word]

    def _slips(self, found: Tokens) -> Iterator[Hit]:
        unknown = [w for w in found if w not in self._words and w.isalpha()]
        if len(unknown) != 1 or len(unknown[0]) < (_LONG_WORD if len(ordered(found)) > 1 else _LONG_NAME):
            return
        for word in self._near(unknown[0]):
            meant = tuple(word if w == unknown[0] else w for w in found)
            for name in self.named(key(meant)):
                if name.status is not Status.HIDDEN and _may_slip(name, unknown[0], word):
                    yield Likeness.TYPO, name

    def _near(self, word: str) -> Iterator[str]:
        if word in _REAL:
            return
        for size in (len(word) - 1, len(word), len(word) + 1):
            if size >= _LONG_WORD:
                near = self._buckets.get((word[0], word[-1], size), ())
                yield from (w for w in near if w not in _REAL and one_letter_apart(word, w))


def names(concept: Concept) -> Iterator[tuple[str, Status]]:
    """The names of a concept with their status, the preferred one first."""
    yield concept.label, Status.PREFERRED
    yield from ((n, Status.ALTERNATIVE) for n in concept.names)
    yield from ((n, Status.HIDDEN) for n in concept.hidden)


def is_proper(concept: Concept) -> bool:
    """Whether a concept is one named thing, not a kind of thing."""
    return concept.type is EntityType.SCHOLAR or (concept.type in _NAMED and concept.label[:1].isupper())


def one_letter_apart(one: str, other: str) -> bool:
    """Whether one letter between the first and the last is added, lost, changed or swapped with the next."""
    if one[-1:] != other[-1:] or one[:1] != other[:1] or abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, others = one[start:], other[start:]
    if len(one) == len(other):
        return rest[1:] == others[1:] or (rest[:2] == others[:2][::-1] and rest[2:] == others[2:])
    return rest[1:] == others or rest == others[1:]


def _without_tail(found: Tokens, kind: EntityType) -> Tokens:
    content = ordered(found)
    return key(content[:-1] if len(content) > 1 and content[-1] in _TAILS[kind] else content)


def _may(phrase: str, hit: Hit) -> bool:
    """Whether a phrase may be this name: small letters and capitals tell kinds of things from named things.

    "States on the river" are not Rivers State; "Li and Zhou" is not a scholar of these two names.
    """
    likeness, name = hit
    if likeness is Likeness.GLUED:
        return True
    if name.concept.type is EntityType.SCHOLAR and sorted(tokens(phrase)) != sorted(name.tokens):
        return False
    if not is_proper(name.concept):
        titled = name.concept.type in _NAMED and likeness is Likeness.DERIVED and is_titled(phrase)
        return not titled  # "Cooperative Framework Agreement" is one treaty, not a kind of agreement
    if "and" in tokens(phrase) and "and" not in name.tokens:
        return False  # East and South Asia are not Southeast Asia
    if len(name.tokens) == 1 and name.text.endswith("s") and not phrase.endswith("s"):
        return False  # a eurocity is not the association Eurocities
    return any(c.isupper() for c in phrase) or _as_written(phrase) == _as_written(name.text)


def _as_written(phrase: str) -> list[str]:
    return re.findall(r"\w+", fold(phrase).casefold().removeprefix("the "))


def is_titled(name: str) -> bool:
    """Whether words are written as the name of one thing: the New Deal, not decentralization in the 1990s."""
    content = [w for w in name.split() if w.casefold() not in STOP_WORDS]
    return len(content) > 1 and all(w[0].isupper() for w in content)


def _may_slip(name: Name, found: str, meant: str) -> bool:
    """Whether a word of a name may be misspelled like this.

    A place or a person of nearly the same name is another one; the ends of common words change what they
    mean, as an employer is no employee.
    """
    concept = name.concept
    if is_proper(concept):
        return concept.type not in {EntityType.GOVERNMENT, EntityType.SCHOLAR}
    return found[-2:] == meant[-2:]
