"""What a form names: persons, bodies and unnamed groups, with the years of their works."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from kg.scholars.lexicon import CUES, PARTICLES
from kg.scholars.persons import Name, are_initials, person, words_of

YEAR = r"(?:1[5-9]|20)\d\d"
YEARS = re.compile(rf"\b({YEAR})(?=[a-z]?\b)")
DATED = re.compile(rf"\s*[(\[][^()\[\]]*\b{YEAR}[^()\[\]]*[)\]]|(?:[,\s]+(?:and\s+)?{YEAR}[a-z]?){{1,9}}[\s.]*\Z")
_OTHERS = re.compile(
    r",?\s+(?:et\.?\s+al\b\.?|(?:and|&)\s+(?:others|(?:(?:his|her|their)\s+)?(?:\w+\s+)?(?:colleagues|collaborators|"
    r"co-?authors|associates|co-?workers)|other\s+[a-z].*))\s*\Z"
)
_AND = re.compile(r"\s*,?\s*(?:\band\b|&)\s*")
ARTICLE = re.compile(r"\A[Tt]he\s+(?=\S)")
_OF = re.compile(r"\s(?:of|on|in|among|from|for|who|that|within)\s")


class Kind(StrEnum):
    """What a node is: one person, named people together, a named body, unnamed people, or a work."""

    PERSON = "person"
    TEAM = "team"
    BODY = "body"
    GROUP = "group"
    WORK = "work"


@dataclass(frozen=True, slots=True)
class Holder:
    """What a form names: persons, bodies, unnamed groups, the years of their works, and whether others with them."""

    persons: tuple[Name, ...] = ()
    bodies: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    others: bool = False


def names(form: str) -> Holder:
    """Read a form as it stands; nothing but the form is known.

    "Yang Long" has the surname first, "R. C. Feiock" last; "Feiock, Richard C." is turned round.
    """
    text = " ".join(unicodedata.normalize("NFC", form).replace("’", "'").split()).strip(" .,;:")
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1]
    years = tuple(sorted({int(y) for y in YEARS.findall(text)}))
    found: dict[Kind, list[str]] = {Kind.PERSON: [], Kind.BODY: [], Kind.GROUP: []}
    others = False
    for piece in DATED.sub("", text).split(";"):
        named = _OTHERS.sub("", piece.strip())
        others |= named != piece.strip()
        for kind, part in _parts(named):
            found[kind].append(part)
    persons = tuple(dict.fromkeys(person(p) for p in found[Kind.PERSON]))
    bodies, groups = (tuple(dict.fromkeys(found[k])) for k in (Kind.BODY, Kind.GROUP))
    return Holder(persons, bodies, groups, years, others)


def _parts(text: str) -> Iterator[tuple[Kind, str]]:
    """The persons, bodies and groups of a form that holds no year and no "and others"."""
    pieces = [ARTICLE.sub("", p) for p in _AND.split(text) if p]
    if not pieces:
        return
    if is_group(pieces[0]):
        yield Kind.GROUP, text.removeprefix("the ")
    elif len(pieces) > 1 and any(map(is_body, pieces)) and not _are_apart(text, pieces):
        yield Kind.BODY, text.removeprefix("the ")  # "Ministry of Finance and Economy" is one
    elif len(pieces) == 1 and is_body(pieces[0]):
        yield Kind.BODY, pieces[0]
    else:
        plain = [p for p in pieces if not is_group(p) and not is_body(p)]
        yield from ((Kind.PERSON, p) for p in _listed(plain))
        yield from ((Kind.GROUP if is_group(p) else Kind.BODY, p) for p in pieces if p not in plain)


def _are_apart(text: str, pieces: list[str]) -> bool:
    return all(map(is_body, pieces)) or re.search(r"\b(?:and|&) the [A-Z]", text) is not None


def is_group(text: str) -> bool:
    """Whether the head of a phrase is a common noun: "critics of Riker", "Canadian cities"."""
    last = _OF.split(f"{text} ")[0].split()[-1:] or [text]
    return last[0].islower() and last[0] not in PARTICLES


def is_body(text: str) -> bool:
    """Whether a phrase is a body's name: an acronym, or a word for a kind of body in it."""
    words = re.findall(r"\w+", text)
    if len(words) == 1:
        return text.isupper() and len(text) > 2
    return any(w.casefold() in CUES and w[0].isupper() for w in words)


def _listed(pieces: list[str]) -> list[str]:
    """The names of a list, each with its given name behind a comma where the list is so written."""
    pieces = [re.sub(r",?\s*\b(?:Jr|Sr)\b\.?", "", p) for p in pieces]
    parts = [(i, part.strip()) for i, p in enumerate(pieces) for part in p.split(",") if part.strip()]
    turned = _is_turned(pieces)
    listed: list[str] = []
    for place, (piece, part) in enumerate(parts):
        alone = place > 0 and parts[place - 1][0] == piece and "," not in listed[-1]
        if alone and _is_given(part, listed[-1], turned and (piece == 0 or "," in pieces[piece])):
            listed[-1] += f", {part}"
        else:
            listed.append(part)
    return listed


def _is_turned(pieces: list[str]) -> bool:
    """Whether single words behind commas are given names: "Feiock, Richard", "Feiock, Richard and John Scholz"."""
    if not pieces or pieces[0].count(",") != 1:
        return len(pieces) > 1 and "," in pieces[-1]
    return len(pieces) == 1 or "," in pieces[-1] or (len(pieces) == 2 and bool(person(pieces[1]).given))


def _is_given(part: str, before: str, turned: bool) -> bool:
    words = words_of(part)
    if are_initials(words):
        return not are_initials(words_of(before)[-1:])
    bare = not person(before).given
    return (turned and (bare or len(words) == 1)) or (bare and len(words) < 4 and are_initials(words[-1:]))
