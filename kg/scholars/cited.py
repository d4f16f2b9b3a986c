"""What a document cites: its list of references, and the author-year marks in its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.scholars.holders import YEAR, YEARS, Holder, names
from kg.scholars.lexicon import NO_NAME, PARTICLES
from kg.scholars.persons import Name

_OF_SURNAME = "|".join(sorted(PARTICLES))
_HEADING = re.compile(
    r"^[ \t#*\d.]*(?:references|bibliography|works cited|literature cited|literature|参考文献)[ \t*:：.]*$", re.I | re.M
)
_AFTER = re.compile(r"^[ \t#*\d.]*(?:appendi(?:x|ces)|acknowledge?ments?|about the authors?)\b.{0,60}$", re.I | re.M)
_MARK = re.compile(r"\s*(?:[-*•–]\s+|\[\d{1,4}\]\s*|\(\d{1,3}\)\s+|\d{1,3}[.)]\s+)")
_OPENING = re.compile(
    rf"(?:(?:{_OF_SURNAME})\s+)*[^\W\d_a-z][\w'’-]+(?:\s[^\W\d_a-z][\w'’-]+)?(?:,\s+[^\W\d_a-z]|\s+[A-Z]{{1,3}}[.,])"
)
_GB = re.compile(r"\[(?:[JMDCRNPSGAZ]|(?:EB|DB|CP|J|M|N)/OL)\]")
_DATE = re.compile(rf"[\s,.]*[(\[]?\b({YEAR})[a-z]?(?:,\s*\w+(?:\s\d+)?)?[)\]]?\s*(?:[.,:]\s*|(?=[A-Z\"'“‘*_]))")
_STOP = re.compile(
    r"(?<=[^\W_A-Z])[.?!](?:\s|\Z)|(?<=[A-Z]{2})\.\s|(?<=[A-Z] [A-Z])\.\s|(?<=[A-Z]{2} [A-Z])\.\s|"
    r"(?<=[a-z] [A-Z])\.\s(?!\w+(?:[.,]|\s+and\b|\s+&))|[.?!](?=\s*[\[_])"
)
_QUOTED = re.compile(r"[\"“](.{8,300}?)[,.]?[\"”](?=[\s,.]|\Z)")
_QUOTED_NEXT = re.compile(r"[\"“‘'](.{8,300}?)[,.]?[\"”’'](?=[\s,.]|\Z)")
_SUR = rf"(?:(?:{_OF_SURNAME})\s+){{0,3}}[^\W\d_a-z](?:[\w’-]|'(?!s\b))+"
_INITIALS_FIRST = re.compile(rf"(?:(?:,\s*|\s+)?(?:(?:and|&)\s+)?(?:[^\W\d_a-z]\.[\s-]?)+{_SUR})+(?=,\s)")
_LIST = rf"{_SUR}(?:(?:,\s+{_SUR}){{0,4}},?\s+(?:and|&)\s+{_SUR})?(?:,?\s+et\.?\s+al\.?)?"
_IN_TEXT = re.compile(rf"\b({_LIST})(?:['’]s?)?,?\s*[(\[]?\Z")
_YEAR_MARK = re.compile(rf"{YEAR}(?:[a-z]?,\s*{YEAR})*[a-z]?(?=[)\];:,]|\Z)")
_LONGEST = 250  # characters of the authors of an entry
_WINDOW = 120  # characters before a year that may name its authors


@dataclass(frozen=True, slots=True)
class Cited:
    """A work that a document cites, by its list or by a mark in the text (which has no title)."""

    authors: tuple[Name, ...]
    year: int | None
    title: str = ""
    others: bool = False


def references(text: str) -> list[Cited]:
    """What a document cites: the list at its end, in order, then the author-year marks before it.

    Read tolerantly (APA, Harvard, numbered, GB/T 7714); an entry without a person and a year is left out.
    """
    heading = max(_HEADING.finditer(text), key=lambda m: m.start(), default=None)
    body, tail = (text[: heading.start()], text[heading.end() :]) if heading else (text, "")
    if end := _AFTER.search(tail):
        tail = tail[: end.start()]
    listed = [c for e in _entries(tail) if (c := entry(e)) is not None]
    return list(dict.fromkeys((*listed, *_marks(body))))


def _entries(tail: str) -> Iterator[str]:
    """The entries of a list, each on one line."""
    held: list[str] = []
    blank = dated = False
    for line in tail.splitlines():
        starts = _MARK.match(line) or (dated and (blank or _OPENING.match(line)))  # an indented line goes on
        if held and line.strip() and starts:
            yield " ".join(held)
            held, dated = [], False
        if line.strip():
            held.append(line.strip())
            dated = dated or YEARS.search(line) is not None
        blank = not line.strip()
    if held:
        yield " ".join(held)


def entry(text: str) -> Cited | None:
    """One entry of a list of references, or nothing where no person and year can be told."""
    text = _MARK.sub("", text, count=1) if _MARK.match(text) else text
    who, title, year = _divided(text.replace("’", "'").replace("*", "").strip())
    who = re.sub(r"\(?\b[Ee]ds?\b\.?\)?|,?\s*等", "", who.strip(" ,.:_")) if len(who) <= _LONGEST else ""
    holder = names(re.sub(r",?\s+\.\.\.\s+", ", ", who))
    return (
        Cited(holder.persons, int(year[1]), title.strip(" _\"'“”.,"), holder.others)
        if holder.persons and year
        else None
    )


def _divided(text: str) -> tuple[str, str, re.Match[str] | None]:
    """The authors, the title and the year of an entry."""
    genre, date, quoted = _GB.search(text), _DATE.search(text), _QUOTED.search(text)
    if genre:
        return *_split(text[: genre.start()] + "."), YEARS.search(text, genre.end())
    if date and not (quoted and quoted.start() < date.start()) and _names_only(text[: date.start()]):
        rest = text[date.end() :]
        quoted = _QUOTED_NEXT.match(rest)
        return text[: date.start()], quoted[1] if quoted else _split(rest)[0], date
    last = max(YEARS.finditer(text), key=lambda m: m.start(), default=None)
    if quoted:
        return text[: quoted.start()], quoted[1], last
    if first := _INITIALS_FIRST.match(text):
        return first[0], _split(text[first.end() + 1 :])[0], last
    who, rest = _split(text)
    return who, _split(rest)[0], last


def _split(text: str) -> tuple[str, str]:
    """A text at its first full stop that ends no initial."""
    stop = _STOP.search(text)
    return (text[: stop.start()], text[stop.end() :].strip()) if stop else (text, "")


def _names_only(text: str) -> bool:
    """Whether what stands before a year can be authors: short, and no sentence of common words."""
    small = [w for w in re.findall(r"[^\W\d_]+", text) if w.islower() and w not in PARTICLES]
    allowed = {"and", "et", "al", "ed", "eds", "others", "s", "y"}
    return 0 < len(text.strip()) <= _LONGEST and not {*small} - allowed and re.search(r"[:/\d]", text) is None


def _marks(text: str) -> Iterator[Cited]:
    """The author-year marks of a text, each year a work."""
    for dates in _YEAR_MARK.finditer(text):
        found = _IN_TEXT.search(text, max(0, dates.start() - _WINDOW), dates.start())
        holder = names(found[1]) if found else Holder()
        if found and holder.persons and re.split(r"\W", found[1])[0].casefold() not in NO_NAME:
            for year in YEARS.findall(dates[0]):
                yield Cited(holder.persons, int(year), "", holder.others)
