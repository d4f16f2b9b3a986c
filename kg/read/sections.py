"""Which section of a work each block belongs to, told from its headings; the headings are data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

from kg.model import Role, Section
from kg.read.records import Block

MAX_HEADING = 200
"""A longer line, in characters, names no section."""

MAX_ABSTRACT = 10_000
"""Characters after which what follows the heading "Abstract" is no abstract any more."""

MAX_KEYWORDS = 600
"""Characters of the paragraph under the heading "Keywords"; what is longer is text."""

MAX_PASSED = 6_000
"""Characters after which what follows the heading "Acknowledgements" is none of them any more."""

_TABLE = Path(__file__).parent / "data" / "sections.tsv"

_CHAPTER, _PLAIN, _LETTERED, _BRACKETED = 0, 1, 2, 8
"""Levels of headings: of a chapter; numbered "2" or without number; "A."; "(1)". "2.1" stands at 2, "2.1.1" at 3."""

_ORDINALS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
)
_CHAPTERED = re.compile(rf"(?:chapter|part)\s+(?:\d{{1,3}}|[ivxlc]+|{_ORDINALS})\b[\s.:：—–|-]*", re.I)
_DECIMAL = re.compile(
    r"(?:section\s+|§\s*)?(\d{1,2}(?:\.\d{1,2}){0,5})(?:[.:、．](?=\D)\s*|\s+|\s*[—–|]\s*)(?=\S)", re.I
)
_ROMAN = re.compile(r"[IVX]{1,5}(?:[.:、．)]\s*|\s+[—–-]\s+)(?=\S)")
_BARE_ROMAN = re.compile(r"[IVX]{1,5}\s+(?=[A-Z])")
_LETTER = re.compile(r"[A-Z][.)]\s+(?=\S)")
_BRACKET = re.compile(r"(?:[(（\[][0-9A-Za-z]{1,4}[)）\]]|[0-9a-z]{1,3}[)）]|[a-z]\.\s)\s*(?=\S)")
_LEVELS = ((_CHAPTERED, _CHAPTER), (_ROMAN, _PLAIN), (_LETTER, _LETTERED), (_BRACKET, _BRACKETED))
_MARKS = re.compile(r"#{1,6}\s")
_SPACED = re.compile(r"\w(?: \w){4,}")
_JOINTS = re.compile(r"\s*(?:,|&|/|\band\b)\s*(?:(?:and|&)\s+)?")
_COLON = re.compile(r"\s*(?::|：|\s[-—–]+\s|—|–|\. )\s*")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d")
_LATE = frozenset({Section.RESULTS, Section.DISCUSSION, Section.CONCLUSION})
_ENDS = frozenset({Section.CONCLUSION, Section.REFERENCES})

_CONTENT = frozenset({Section.LITERATURE, Section.METHOD, Section.RESULTS, Section.DISCUSSION})
_BELOW = {
    Section.ABSTRACT: frozenset({Section.KEYWORDS}),
    Section.INTRODUCTION: _CONTENT | {Section.KEYWORDS},
    Section.LITERATURE: frozenset({Section.METHOD, Section.DISCUSSION}),
    Section.METHOD: frozenset({Section.LITERATURE}),
    Section.RESULTS: frozenset({Section.METHOD, Section.DISCUSSION}),
    Section.DISCUSSION: frozenset({Section.CONCLUSION}),
    Section.CONCLUSION: frozenset({Section.DISCUSSION}),
}
"""Which sections may begin below a heading of another; every chapter has an introduction and a summary of its own."""


@dataclass(frozen=True, slots=True)
class Heading(Block):
    """A heading whose level its file tells: 1 is the highest, 0 that it is not known."""

    role: Role = Role.HEADING
    level: int = 0


def section_of(heading: str) -> Section | None:
    """The section that a heading names; NONE for one such as "Appendix" that ends a section, None where unknown."""
    return _named(_words(heading)[1])


def is_statement(heading: str) -> bool:
    """Whether a heading is one of thanks, funding, interests, ethics or data: what stands below is not read."""
    return _matches("passed", _words(heading)[1]) is not None


def may_close(heading: str) -> bool:
    """Whether a heading such as "Funding" is that of a statement where it stands at the end of a work."""
    return _matches("closing", _words(heading)[1]) is not None


def sectioned(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks with their sections; those that have one keep it.

    A section lasts until a heading of its own level or a higher one: the level that a ``Heading`` knows, else what its
    number tells. A heading without number that names no section lies below. Blocks of the references and of statements
    such as acknowledgements are passed over.
    """
    return tuple(_sectioned(blocks))


def _sectioned(blocks: Iterable[Block]) -> Iterator[Block]:
    running = Running()
    own = Section.NONE  # what the file says of the section whose heading came last
    for block in blocks:
        own = block.section if block.role is Role.HEADING else own
        level = block.level if isinstance(block, Heading) else 0
        section = running.meet(block.role, block.text, level)
        role = running.role(block.role) if block.section in {Section.NONE, own} else block.role
        if block.section is not Section.NONE:
            running.tell(block.section)
            section = block.section
        if section is Section.REFERENCES:
            role = Role.SKIPPED
        elif section is Section.KEYWORDS and role is Role.BODY:
            role = Role.KEYWORDS
        yield replace(block, role=role, section=section)


class Running:
    """The section in which a text is, as its blocks go by."""

    def __init__(self) -> None:
        self._open: list[tuple[int, Section]] = []  # headings that hold the present place: level and section
        self._late = self._ended = self._after_chapter = False
        self._length = 0  # characters since the last heading
        self._passed: int | None = None  # level of the heading whose section is passed over, -1 where it is not known

    @property
    def section(self) -> Section:
        """The section at this place."""
        return self._open[-1][1] if self._open else Section.NONE

    def role(self, role: Role) -> Role:
        """The role of the block that was met last: text and headings of a section that is passed over are not read."""
        return Role.SKIPPED if self._passed is not None and role in {Role.BODY, Role.HEADING} else role

    def meet(self, role: Role, text: str, level: int = 0) -> Section:
        """The section of the next block, given its role; ``level`` of a heading where it is known, else 0."""
        if role is Role.HEADING:
            return self._heading(text, level)
        if role is Role.BODY:
            return self._body(text)
        if role is Role.KEYWORDS:
            return self._keywords()
        return Section.NONE if role is Role.TITLE else self.section

    def tell(self, section: Section) -> None:
        """Say that the block that has just gone by is of a section, for those that follow to be judged by."""
        self._late = self._late or section in _LATE
        self._ended = self._ended or section in _ENDS

    def _heading(self, text: str, known: int) -> Section:
        within = self.section
        told, words, is_bare = _words(text)
        if within is Section.REFERENCES and self._is_reference(text, words, known):
            return within
        passes = self._passes(text, words, known or max(told, _PLAIN))
        named = Section.NONE if passes else _named(words, self._late)
        if not passes and not named and self._passed is not None and 0 <= self._passed < (known or told):
            return within
        ends = self._after_chapter or self._passed is not None
        self._passed = (known or told) if passes else None
        if named is None and told < 0 and not known:
            if within not in {Section.REFERENCES, Section.KEYWORDS} and not ends:
                return within
            named = Section.NONE
        unnumbered = _CHAPTER if self._after_chapter else _PLAIN
        level = known or (told if told >= 0 else unnumbered)
        self._after_chapter = is_bare
        return self._begin(level, named)

    def _passes(self, text: str, words: str, level: int) -> bool:
        """Whether what stands below a heading is passed over."""
        if _matches("passed", words) is not None:
            return True
        if not (self._ended or self._passed is not None) or _matches("closing", words) is None:
            return False
        numbered = not " ".join(text.split()).lstrip("#*_ ").casefold().startswith(words)
        below = any(above < level and section is not Section.NONE for above, section in self._open)
        return not numbered and not below

    def _is_reference(self, text: str, words: str, known: int) -> bool:
        """Whether a heading among the references is one of them or parts their list."""
        below = bool(known) and known > self._open[-1][0]
        return below or bool(_YEAR.search(text)) or _matches("below", words) is not None

    def _begin(self, level: int, named: Section | None) -> Section:
        while self._open and self._open[-1][0] >= level:
            self._open.pop()
        above = self.section
        if named is None or (above is not Section.NONE and named not in _BELOW.get(above, frozenset())):
            lasting = named in {Section.REFERENCES, Section.NONE}
            named = named if lasting and named is not None else above
        self._open.append((level, named))
        self._length = 0
        self.tell(named)
        return named

    def _body(self, text: str) -> Section:
        opening = _opening(text)
        if opening is not None and self.section is not Section.REFERENCES:
            self._passed = None
            return self._keywords() if opening is Section.KEYWORDS else opening
        self._after_chapter = False
        before, self._length = self._length, self._length + len(text)
        self._passed = None if before > MAX_PASSED else self._passed
        if (self.section is Section.KEYWORDS and (before or self._length > MAX_KEYWORDS)) or (
            self.section is Section.ABSTRACT and before > MAX_ABSTRACT
        ):
            self._end()
        return self.section

    def _keywords(self) -> Section:
        if self.section is Section.REFERENCES:
            return Section.REFERENCES
        self._passed = None
        if self.section is Section.ABSTRACT:
            self._end()
        return Section.KEYWORDS

    def _end(self) -> None:
        self._open[-1] = (self._open[-1][0], Section.NONE)


def _words(heading: str) -> tuple[int, str, bool]:
    """The level that the number of a heading tells, -1 without one; its words in small letters; is it "Chapter 2"?"""
    if len(heading) > MAX_HEADING:
        return -1, "", False
    line = " ".join(heading.split())
    marks = len(line) - len(line.lstrip("#")) if _MARKS.match(line) else 0
    line = line.lstrip("# ").strip("*_ ")
    number, rest = _number(line)
    rest = rest.strip("*_ ").rstrip(".:：;,*_ —–-").replace("’", "'").casefold()
    words = rest.replace(" ", "") if _SPACED.fullmatch(rest) else rest
    return marks or number, words, number == _CHAPTER and not words


def _number(line: str) -> tuple[int, str]:
    if decimal := _DECIMAL.match(line):
        return decimal[1].count(".") + 1, line[decimal.end() :]
    for pattern, level in _LEVELS:
        if found := pattern.match(line):
            return level, line[found.end() :]
    bare = _BARE_ROMAN.match(line)
    return (_PLAIN, line[bare.end() :]) if bare and _named(line[bare.end() :].casefold()) else (-1, line)


@lru_cache(maxsize=4096)
def _named(words: str, late: bool = False) -> Section | None:
    """The section that the words of a heading name."""
    if late and (found := _matches("late", words)) is not None:
        return found
    for where in ("passed", "whole", "begins", "colon"):
        if (found := _matches(where, words)) is not None:
            return found
    return _goes_on(words)


def _goes_on(words: str) -> Section | None:
    """The section of a heading of which only the beginning is known, or that is put together from known ones."""
    before_colon = _COLON.split(words, maxsplit=1)[0]
    pieces = _JOINTS.split(before_colon)
    strong = _matches("begins", pieces[0])
    if strong is not None:
        return strong
    named = [_either(piece) for piece in pieces]
    return named[0] if all(one is not None for one in named) else None


def _either(words: str) -> Section | None:
    found = _matches("begins", words)
    return _matches("colon", words) if found is None else found


def _opening(text: str) -> Section | None:
    return next((section for section, pattern in _table()["opening"] if pattern.match(text)), None)


def _matches(where: str, words: str) -> Section | None:
    return next((section for section, pattern in _table()[where] if pattern.fullmatch(words)), None)


@cache
def _table() -> dict[str, list[tuple[Section, re.Pattern[str]]]]:
    """The patterns by where they stand."""
    found: dict[str, list[tuple[Section, re.Pattern[str]]]] = {}
    lines = (line for line in _TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    next(lines)
    for line in lines:
        section, where, pattern = line.split("\t")
        found.setdefault(where, []).append((Section(section), re.compile(pattern, re.I)))
    return found
