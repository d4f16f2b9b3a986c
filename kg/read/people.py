"""Names of authors as lists of other programs write them, brought to "Family, Given"; what they take is untrusted."""

from __future__ import annotations

import re

from kg.read import cleaning

_IDS = re.compile(r"\s?\(\d{5,20}\)")
_NOBODY = re.compile(
    r"\[?(?:no author(?: name| id)?s? (?:available|found)|anonymous|anon\.?|na|n/a|et al\.?|\.{3}|…)\]?", re.I
)
_INITIALS = re.compile(r"(?:[^\W\d_a-z]\.?-?){1,4}|(?:[^\W\d_]{1,2}\.-?){1,5}")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SUFFIXES = frozenset("jr jr. sr sr. ii iii iv".split())
_PARTICLES = frozenset(
    "van von de der den del della di da das do dos du la le los ten ter zu bin ibn al el af av y".split()
)
_BODY = re.compile(
    r"\b(?:academy|administration|agency|alliance|assembly|association|authority|bank|board|bureau|cent(?:er|re)|cities|city|"
    r"collaborat(?:ion|ive)|college|commission|committee|commonwealth|company|conference|congress|consortium|council|"
    r"county|department|division|federation|forum|foundation|fund|government|group|inc|institut\w*|league|ltd|ministry|"
    r"municipality|network|office|organi[sz]ation|parliament|party|programme?|secretariat|senate|service|society|state|"
    r"states|team|union|united|universit\w+|oecd|undp|unesco|world)\b",
    re.I,
)
_LONGEST = 200
"""A longer name, in characters, is no name that rules could take apart."""


def listed(value: str) -> tuple[str, ...]:
    """The authors of one cell or string: parted by semicolon, bar, line, "and" or comma, whichever it uses."""
    text = (
        _IDS.sub("", value)
        .replace("；", ";")
        .replace("，", ",")
        .replace("、", ";")
        .replace("|", ";")
        .replace("\n", ";")
    )
    parts = text.split(";") if ";" in text else _unmarked(text)
    return several(parts)


def several(parts: list[str]) -> tuple[str, ...]:
    """Single names, each once; where any has a comma, those without one are bodies and stay as they are."""
    kept = [line for line in map(cleaning.line, parts) if line and not _NOBODY.fullmatch(line)]
    inverted = any("," in part for part in kept)
    return cleaning.names(part if inverted else person(part) for part in kept)


def person(name: str) -> str:
    """A name in any order as "Family, Given": "Gong B.", "B Gong", "Jan van den Berg"; bodies as they are."""
    words = name.split()
    if "," in name or len(words) < 2 or len(name) > _LONGEST or _BODY.search(name) or _CJK.search(name):
        return name
    suffix = [words.pop()] if words[-1].lower() in _SUFFIXES and len(words) > 2 else []
    cut = len(words) - 1
    if not (_INITIALS.fullmatch(words[-1]) and len(words[0].strip(".")) > 1 and not _INITIALS.fullmatch(words[0])):
        while cut > 1 and words[cut - 1].lower() in _PARTICLES:
            cut -= 1
        return f"{' '.join(words[cut:])}, {' '.join(words[:cut] + suffix)}"
    while cut > 1 and _INITIALS.fullmatch(words[cut - 1]):
        cut -= 1
    return f"{' '.join(words[:cut])}, {' '.join(words[cut:] + suffix)}"


def _unmarked(text: str) -> list[str]:
    if "," in text or not _BODY.search(text):
        by_and = re.split(r"\s(?:and|&)\s", text)
        if len(by_and) > 1 and not any(_several_in(part) for part in by_and):
            return by_and
        text = ", ".join(part.strip(" ,") for part in by_and)
    return _by_commas([part.strip() for part in text.split(",") if part.strip()])


def _several_in(part: str) -> bool:
    pieces = [piece.strip() for piece in part.split(",") if piece.strip()]
    return len(pieces) > 2 or (len(pieces) == 2 and all(" " in piece for piece in pieces))


def _by_commas(parts: list[str]) -> list[str]:
    """Commas part names ("Liu R., Adler D."), or family from given name ("Liu, R., Adler, D."), or both."""
    if any(_INITIALS.fullmatch(part.replace(" ", "")) for part in parts[1:]):
        return _with_initials(parts)
    if len(parts) < 2 or all(" " in part or _CJK.search(part) for part in parts):
        return parts
    if len(parts) == 2:
        return [", ".join(parts)]
    if len(parts) % 2 == 0 and not any(" " in part for part in parts[::2]):
        return [f"{family}, {given}" for family, given in zip(parts[::2], parts[1::2], strict=True)]
    return parts


def _with_initials(parts: list[str]) -> list[str]:
    names: list[str] = []
    for part in parts:
        if names and "," not in names[-1] and _INITIALS.fullmatch(part.replace(" ", "")):
            names[-1] += f", {part}"
        else:
            names.append(part)
    return [person(name) for name in names]
