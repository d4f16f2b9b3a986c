"""Who a claim is credited to: the persons and bodies that an attribution names, however it writes them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

_DROPPED = re.compile(
    r"\b(?:et al\b\.?|and (?:others|colleagues|co-?authors|(?:his|her|their) \w+)|inter alia|e\.g\.|cf\.|see also|see)"
    r"|['’]s\b|[(\[,]*\b(?:1[5-9]|20)\d\d[a-z]?\b[)\]]*",
    re.IGNORECASE,
)
_AND = re.compile(r"\s+(?:and|und|et)\s+|\s*&\s*")
_SHORT = re.compile(r"(?:[^\W\d_][.\s-]+)*[^\W\d_]\.?|[jJsS]r\.?|I{2,3}")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})
_NO_NAME = frozenset(
    "the some many most several few other others both various recent prof professor dr mr mrs ms jr sr ii iii "
    "van von der den de della".split()
)
_GROUPS = frozenset(
    "scholars researchers authors economists critics commentators observers analysts academics experts theorists "
    "proponents opponents supporters advocates sceptics skeptics writers scientists sociologists lawyers historians "
    "geographers politicians officials practitioners reformers studies literature".split()
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name without order: its words, and its letters that stand for words."""

    words: frozenset[str]
    initials: frozenset[str]

    def __str__(self) -> str:
        return " ".join((*sorted(self.words), *sorted(self.initials)))


@lru_cache(maxsize=1 << 16)
def names(form: str) -> tuple[Name, ...]:
    """The names in an attribution, or in one author of a record; none for "some scholars" or "critics".

    Years, "et al." and "and others" are left out; accents and the order of words do not count: "Feiock, R. C.",
    "R. C. Feiock (2013)" and "Feiock and others" may all name one person.
    """
    found = (_name(person) for piece in form.split(";") for person in _persons(_DROPPED.sub(" ", piece)))
    return tuple(dict.fromkeys(name for name in found if name is not None))


def _persons(form: str) -> Iterator[str]:
    """The persons of a list: "Hicks, Weissert and Bowman", "Li, W. and Wu, X.", "Bowman, Ann"."""
    parts = [_joined(part) for part in _AND.split(form)]
    if all(len(pieces) == 2 for pieces in parts):
        parts = [[", ".join(pieces)] for pieces in parts]
    yield from (person for pieces in parts for person in pieces)


def _joined(part: str) -> list[str]:
    """The pieces between commas, initials joined to the surname before them."""
    pieces: list[str] = []
    for piece in filter(None, (p.strip() for p in part.split(","))):
        if pieces and _SHORT.fullmatch(piece):
            pieces[-1] = f"{pieces[-1]} {piece}"
        else:
            pieces.append(piece)
    return pieces


def _name(person: str) -> Name | None:
    words = person.replace(".", " ").split()
    if any(w.lower() in _GROUPS and (i == 0 or w.islower()) for i, w in enumerate(words)):
        return None
    tokens = {_plain(w) for w in words if not w[0].islower() and w.lower() not in _NO_NAME} - {""}
    initials = frozenset(t for t in tokens if len(t) == 1 and t.isascii() and t.isalpha())
    return Name(frozenset(tokens) - initials, initials) if tokens - initials else None


def _plain(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word).casefold().translate(_LETTERS)
    return "".join(c for c in letters if c.isalnum())


def resolve(forms: Iterable[str]) -> dict[str, frozenset[str]]:
    """Attributions and authors to the persons they name, as far as they can be told apart among these forms.

    A shorter name stands for a fuller one if it can mean no other of the forms: "Wang" is "Wang Jian" where no other
    Wang is named. Whoever has the same name is one person, so take few forms at a time: those of one statement.
    """
    read = {form: names(form) for form in sorted(set(forms))}
    fullest = _fullest({name for found in read.values() for name in found})
    return {form: frozenset(str(fullest[name]) for name in found) for form, found in read.items()}


def _fullest(found: Iterable[Name]) -> dict[Name, Name]:
    """Each name to the fullest that it can only mean."""
    fullest: dict[Name, Name] = {}
    by_word: dict[str, list[Name]] = {}
    for name in sorted(found, key=lambda n: (-len(n.words), -len(n.initials), str(n))):
        fuller = {other: None for word in name.words for other in by_word.get(word, ())}
        meant = {fullest[other] for other in fuller if _may_be(name, other)}
        fullest[name] = meant.pop() if len(meant) == 1 else name
        for word in name.words:
            by_word.setdefault(word, []).append(name)
    return fullest


def _may_be(short: Name, full: Name) -> bool:
    if not short.words <= full.words:
        return False
    letters = full.initials | {word[0] for word in full.words - short.words}
    return not short.initials or not letters or bool(short.initials & letters)
