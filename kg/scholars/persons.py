"""A person's name in its parts: read in any order, and compared with others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache

from kg.scholars.lexicon import ASIAN, COMMON, PARTICLES

_TITLES = re.compile(r"(?:(?:Prof(?:essor)?|Dr|Mr|Mrs|Ms|Sir|Lord|President|Premier|Governor|Senator)\b\.?\s+)+(?=\S)")
_INITIAL = re.compile(r"[^\W\d_][.-]{0,2}(?:(?<=[.-])[^\W\d_][.-]{0,2})*|[A-Z]{2,3}")
_SUFFIX = re.compile(r",?\s*\b(?:Jr|Sr|II|III|Eds?|eds?)\b\.?\s*\Z|[’']s\Z|\s*\([^()]*\)")
_SYLLABLE = re.compile(
    r"(?:[zcs]h|ts|hs|[b-df-hj-np-tw-z])?(?:i?a(?:ng|n|i|o)?|ua(?:ng|n|i)?|i?e(?:ng|n|i|r)?|iong|i(?:ng|n|u)?|"
    r"o(?:ng|n|u)?|u(?:ng|n|o|i|e)?)"
)
_SYLLABLES = re.compile(rf"(?:{_SYLLABLE.pattern})++")  # possessive: "xian" splits in two ways


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """A person's name in its two parts; ``given`` may be empty or initials."""

    surname: str
    given: str = ""

    @property
    def initials(self) -> str:
        """The first letters of the given names, of each syllable where they are Chinese."""
        return "".join(t[0] for t in _tokens(self)).upper()

    def __str__(self) -> str:
        """The name in reading order, the surname first where the given name is Chinese."""
        parts = (self.surname, self.given) if _is_chinese(self) else (self.given, self.surname)
        return " ".join(filter(None, parts))


@cache
def person(text: str) -> Name:
    """One person's name in any order it is written in."""
    text = _SUFFIX.sub("", _SUFFIX.sub("", _TITLES.sub("", text.strip()))).strip(" .")
    surname, comma, given = text.partition(",")
    if comma:
        return Name(_cased(surname.strip()), _spelled(words_of(given)))
    words = words_of(text)
    cut = _cut(words)
    if cut < 0:
        return Name(_cased(" ".join(words[:-cut])), _spelled(words[-cut:]))
    return Name(_cased(" ".join(words[cut:])), _spelled(words[:cut]))


def _spelled(given: list[str]) -> str:
    """Given names with every initial in one form: "RC", "R.C." and "R C" are "R. C."."""
    apart = (". ".join(re.findall(r"\w", w)) + "." if _INITIAL.fullmatch(w) else w.strip(", ") for w in given)
    return " ".join(filter(None, apart))


def _cut(words: list[str]) -> int:
    """Where the surname begins, or minus where it ends if it stands first."""
    if len(words) < 2:
        return 0
    first = next((i for i, w in enumerate(words) if not _INITIAL.fullmatch(w)), 0)
    last = next((i for i, w in enumerate(words) if _INITIAL.fullmatch(w)), 0)
    surnamed = words[-1].isupper() and words[-1].casefold() in ASIAN  # Ming LI
    if first == 0 < last and are_initials(words[last:]) and not surnamed:
        return -last  # Feiock R. C.
    shouted = [i for i, w in enumerate(words) if len(w) > 1 and w.isupper() and "." not in w]
    if len(shouted) == 1 and shouted[0] in {0, len(words) - 1}:
        return shouted[0] or -1
    particle = next((i for i, w in enumerate(words[:-1]) if w.casefold() in PARTICLES), -1)
    if particle >= 0 and not (particle == 0 and words[0].casefold() in ASIAN):
        return particle
    chinese = words[0].casefold() in ASIAN and _is_chinese(Name(words[0], " ".join(words[1:])))
    return -1 if chinese and not (len(words) > 2 and words[-1].casefold() in ASIAN) else len(words) - 1


def words_of(text: str) -> list[str]:
    """The words of a name, an initial apart from the name after it."""
    return re.sub(r"\.(?=[^\W\d_])", ". ", text.replace(".-", ".-")).split()


def are_initials(words: Collection[str]) -> bool:
    """Whether there are words and all of them are initials."""
    return bool(words) and all(map(_INITIAL.fullmatch, words))


def _cased(surname: str) -> str:
    return surname.title() if surname.isupper() and len(surname) > 1 else surname


@cache
def fold(text: str) -> str:
    """The text without case, accents and punctuation; "ø" and "ł" lose their stroke."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(str.maketrans("øłđæœ’", "oldeo'", "")))
    plain = "".join(c for c in plain if not unicodedata.combining(c) and c != "'")
    return " ".join(re.sub(r"[^\w]|_", " ", plain).split())


@cache
def _is_chinese(name: Name) -> bool:
    given = fold(name.given)
    if fold(name.surname) not in ASIAN or not given or are_initials(words_of(name.given)):
        return False
    return _SYLLABLES.fullmatch(given.replace(" ", "")) is not None or "-" in name.given


@cache
def _tokens(name: Name) -> tuple[str, ...]:
    """The given names, folded; the syllables of Chinese ones, the letters of initials."""
    if _is_chinese(name):
        return tuple(
            s for part in fold(name.given.replace("'", " ")).split() for s in _SYLLABLE.findall(part) or [part]
        )
    words = words_of(name.given)
    if are_initials(words):
        return tuple(c for c in fold(name.given) if c != " ")
    return tuple(fold(w) for w in words if fold(w))


@cache
def agree(one: Name, other: Name) -> bool:
    """Whether two names may be one person's: the same surname, and given names that do not contradict each other.

    An initial agrees with a name, and a middle name may be left out; "Wang Jian" is not "Wang Jianguo".
    """
    if fold(one.surname) != fold(other.surname):
        return False
    a, b = _tokens(one), _tokens(other)
    if _is_chinese(one) and _is_chinese(other):
        return _joined(one) == _joined(other)
    if not _is_chinese(one) and not _is_chinese(other) and _joined(one) == _joined(other):
        return True
    return all(x == y or (1 in {len(x), len(y)} and x[0] == y[0]) for x, y in zip(a, b, strict=False))


def _joined(name: Name) -> str:
    return fold(name.given).replace(" ", "")


def name_key(name: Name) -> Name:
    """What the spellings of one name have in common."""
    return Name(fold(name.surname), _joined(name))


def surnames(persons: Iterable[Name]) -> frozenset[str]:
    """The surnames of some persons, folded."""
    return frozenset(fold(p.surname) for p in persons)


def fullness(name: Name) -> tuple[int, int, int, str, str]:
    """How much of a person a name tells; the fuller sorts later."""
    full = [t for t in _tokens(name) if len(t) > 1]
    accents = sum(not c.isascii() for c in f"{name.surname}{name.given}")
    return len(full), len(_tokens(name)), accents, name.surname, name.given


def one_person(found: Collection[Name]) -> Name | None:
    """The fullest of some names if they can all be one person's."""
    fullest = max(found, key=fullness, default=None)
    return fullest if fullest and all(agree(a, b) for a in found for b in found) else None


def is_weak(name: Name) -> bool:
    """Whether a name fits too many people: "Wang, J.", and any common surname by itself."""
    tokens = _tokens(name)
    return fold(name.surname) in COMMON and all(len(t) == 1 for t in tokens) and len(tokens) < 2
