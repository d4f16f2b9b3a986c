"""Date expressions in a text: "in 1967", "since the mid-1990s", "from 2001 to 2006". Pure string work.

Patterns find what looks like a date and how it is opened; whether it tells when a claim holds is for the parse to say
(``scope``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kg.extract.rules import DATA


@dataclass(frozen=True, slots=True)
class Date:
    """A date in a text, from its preposition to its last word.

    ``value`` is what a claim says of it. ``exact`` tells whether it names a month or a day, so that it can stand
    without a preposition: "July 18, 2013".
    """

    start: int
    end: int
    opener: str
    value: str
    exact: bool


_Span = tuple[int, int]

_REACH = 60
"""How far before a date its preposition may stand, in characters."""

_LINK = re.compile(r"\s?[-–—]\s?| (?:to|through|till|until|up to) (?:the )?")
_AND = re.compile(r",? (?:and|or)(?: again)? (?:the )?")
_OPEN_END = re.compile(r"(?:\s?[-–—]\s?| (?:to|till|until|up to) )(today|now|(?:the )?present)\b")
_AFTER = re.compile(r" (?:onwards?|period)\b")


@cache
def phrases(name: str) -> tuple[str, ...]:
    """A named list of phrases of ``data/scope.json``, the longest first."""
    lists: dict[str, str] = json.loads((DATA / "scope.json").read_text(encoding="utf-8"))
    return tuple(sorted(lists[name].split(";"), key=lambda p: (-len(p), p)))


def dates(text: str) -> Iterator[Date]:
    """The date expressions of a text, left to right."""
    if _hint().search(text) is None:
        return
    held: list[_Span] = []
    for match in _point().finditer(text):
        if held and not _goes_on(text, held, match.start()):
            yield _date(text, held)
            held = []
        held.append(match.span())
    if held:
        yield _date(text, held)


def _goes_on(text: str, held: list[_Span], start: int) -> bool:
    """Whether a date goes on with another: "1961 to 1967", "1967 and 1975"."""
    between = text[held[-1][1] : start]
    return len(held) == 1 and bool(_LINK.fullmatch(between) or _AND.fullmatch(between))


def _date(text: str, points: list[_Span]) -> Date:
    start, end = points[0][0], points[-1][1]
    opening = _opening().search(text, max(0, start - _REACH), start)
    opener = opening["opener"].lower() if opening else ""
    ends = [text[a:b] for a, b in points]
    lasting = _OPEN_END.match(text, end) if len(points) == 1 else None
    if lasting:
        ends.append(lasting[1])
        end = lasting.end()
    linked = len(points) > 1 and _LINK.fullmatch(text[points[0][1] : points[1][0]])
    if lasting or linked or (len(points) > 1 and opening and "between" in opening[0].lower()):
        words, opener_said = "–".join(map(_bare, ends)), opener if opener not in {"from", "between"} else ""
    else:
        words, opener_said = text[start:end], opener
    after = _AFTER.match(text, end)
    return Date(
        start=opening.start("opener") if opening else start,
        end=after.end() if after else end,
        opener=opener,
        value=f"{opener_said} {words}" if opener_said in phrases("openers_kept") else _bare(words),
        exact=bool(_exact().search(text, start, end)),
    )


def _bare(words: str) -> str:
    return re.sub(r"\A(?:the )?(?:year )?", "", words)


@cache
def _hint() -> re.Pattern[str]:
    """What a sentence must hold for the other patterns to be tried."""
    return re.compile(rf"\d{{4}}|[Cc]entur|[Dd]ecade|Five-Year Plan|{_any('periods')}")


@cache
def _opening() -> re.Pattern[str]:
    """The preposition that stands before a date, with "the years" and the like behind it."""
    openers = "|".join(re.escape(p) for n in ("openers_left_out", "openers_kept") for p in phrases(n))
    lead = r"(?:(?:the )?(?:entire |whole )?(?:years|period|time)(?: of| from| between)? )?"
    return re.compile(rf"\b(?P<opener>{openers}) {lead}(?:about |around )?\Z", re.IGNORECASE)


@cache
def _exact() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_any('months')})\b|\d{{4}}-\d\d-\d\d")


@cache
def _point() -> re.Pattern[str]:
    """One point or stretch of time, with its article."""
    year = r"(?:1\d\d\d|20\d\d)"
    month = rf"(?:{_any('months')})\.?"
    day = r"(?:3[01]|[12]?\d)(?:st|nd|rd|th)?(?:\s?[-–]\s?(?:3[01]|[12]?\d)(?:st|nd|rd|th)?)?"
    ordinal = rf"(?i:{_any('ordinals')})"
    age = rf"(?:{year}[’']?s|{ordinal}[ -]century|{year})"
    part = r"(?:very )?(?:beginning|start|middle|end|turn|close|course|(?:first|second|latter) half)"
    early = r"(?:early|mid|middle|later?)(?:[ -](?:to|and)[ -](?:mid|late))?"
    forms = (
        r"\d{4}-\d\d-\d\d",
        rf"{day}(?: of)? {month},? {year}",
        rf"{month} (?:the )?{day}(?:,| of)? ?{year}",
        rf"(?:(?:early|mid|late)[ -])?{month},?(?: of)? {year}",
        rf"(?i:{_any('seasons')})(?: of)? {year}",
        rf"{part} of (?:the )?(?:year )?{age}",
        rf"{early}[ -]{age}",
        rf"year {year}",
        rf"{year}[/–-]\d\d(?!\d)(?!-\d)",
        age,
        rf"{ordinal} Five-Year Plans?(?: period)?",
        r"(?:last|past) (?:\w+ )?(?:decades?|century)",
        _any("periods"),
    )
    return re.compile(rf"(?<![\w.,/$€£¥])(?:the )?(?:{'|'.join(forms)})(?![\w%]|[.,/:]\d)")


def _any(name: str) -> str:
    return "|".join(map(re.escape, phrases(name)))
