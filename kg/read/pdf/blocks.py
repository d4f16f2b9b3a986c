"""Paragraphs to blocks: what each is for, its text in one line, and where pages turn in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kg.model import Role, Section
from kg.read.pdf.headings import (
    ABSTRACT,
    ABSTRACT_LEAD,
    CAPTION,
    CHAPTER,
    CONTENTS,
    FIELD,
    HISTORY,
    KEYWORDS,
    KNOWN,
    LEADER,
    NOTES,
    NUMBERED,
    REFERENCES,
    SOURCE,
    STOP,
    TO_PAGE,
)
from kg.read.pdf.hyphens import Joiner
from kg.read.pdf.lines import Line
from kg.read.pdf.paragraphs import Measures, Paragraph
from kg.read.records import Block
from kg.read.sections import is_statement, may_close
from kg.terms import clean

_TAIL = 200
"""Letters at the end of a line in which it leads to a page number."""

_WRAPPED = 4
"""Lines of a table of contents that may follow each other without a page number."""

_SPACED = re.compile(r"(?:\b\w ){3,}\w\b")
_MOST_WORDS = 25
"""Words of a heading."""

_PROSE = 20
"""Words from which a block that ends in a full stop is text and not a line of a title page; without one, twice."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A block before its text is joined, with the lines it is made of."""

    lines: list[Line]
    text: str
    role: Role
    section: Section = Section.NONE

    @property
    def size(self) -> float:
        """Of its type, in points."""
        return self.lines[0].size


def without_contents(lines: Sequence[Line]) -> list[Line]:
    """The lines without tables of contents and lists of figures, whose lines lead to page numbers."""
    kept: list[Line] = []
    goes_on = False
    for page in _by_page(lines):
        headed = next((i for i, line in enumerate(page) if CONTENTS.fullmatch(line.text)), None)
        start = 0 if goes_on else headed
        end, count = _contents(page, start) if start is not None else (0, 0)
        if count < (2 if goes_on else 3):
            goes_on = False
            kept.extend(line for line in page if not LEADER.search(line.text[-_TAIL:]))
            continue
        kept.extend(line for line in (*page[:start], *page[end:]) if not LEADER.search(line.text[-_TAIL:]))
        goes_on = end + _WRAPPED > len(page)
    return kept


def _contents(page: Sequence[Line], start: int) -> tuple[int, int]:
    """Where a table of contents ends that begins at a line of a page, and how many of its lines lead to a number."""
    end, count = start, 0
    for i in range(start, len(page)):
        if _listed(page[i]):
            end, count = i + 1, count + 1
        elif i > end + _WRAPPED:
            break
    return end, count


def _listed(line: Line) -> bool:
    if LEADER.search(line.text[-_TAIL:]):
        return True
    return len(line.text) < 150 and bool(TO_PAGE.match(line.text)) and not CHAPTER.fullmatch(line.text)


def _by_page(lines: Sequence[Line]) -> Iterator[list[Line]]:
    page: list[Line] = []
    for line in lines:
        if page and page[-1].page != line.page:
            yield page
            page = []
        page.append(line)
    if page:
        yield page


def blocks(found: Sequence[Paragraph], set_: Measures, labels: Sequence[str], title: str) -> tuple[Block, ...]:
    """The blocks of a document.

    Args:
        found: its paragraphs.
        set_: how it is set.
        labels: the printed number of each page.
        title: of the document, as its first page gives it.
    """
    joiner = Joiner(line.text for paragraph in found for line in paragraph.lines)
    state = _State(set_, title)
    pieces = [state.take(paragraph, joiner) for paragraph in found]
    made = [_block(piece, joiner, labels) for piece in _over_floats(_front(pieces))]
    return tuple(block for block in made if block.text)


class _State:
    """What is known of the part of the document that is being read."""

    def __init__(self, set_: Measures, title: str) -> None:
        self._set = set_
        self._title = _letters(title)
        self._titled = False
        self._section = Section.NONE
        self._passed = False
        self._heading: Line | None = None
        self._abstract_size = 0.0
        self._keywords_next = False
        self._float = False

    def take(self, paragraph: Paragraph, joiner: Joiner) -> Piece:
        """The role and section of a paragraph."""
        text = _SPACED.sub(lambda m: m.group().replace(" ", ""), joined(paragraph.lines, joiner)[0])
        role, section = self._told(paragraph, text)
        return Piece(list(paragraph.lines), text, role, section)

    def _told(self, paragraph: Paragraph, text: str) -> tuple[Role, Section]:
        line = paragraph.first
        if not self._titled and self._title and _letters(text) and _letters(text) in self._title and line.page < 3:
            self._titled = _letters(text) == self._title
            return Role.TITLE, Section.NONE
        if paragraph.is_table or CAPTION.match(text) or self._floats_on(paragraph, text):
            self._float = True
            return Role.SKIPPED, self._section if self._section is Section.REFERENCES else Section.NONE
        self._float = False
        if KEYWORDS.match(text) and len(text) < 800:
            self._section, self._passed = Section.NONE, False
            self._keywords_next = bool(KEYWORDS.fullmatch(text))
            return Role.HEADING if self._keywords_next else Role.KEYWORDS, Section.KEYWORDS
        if self._is_heading(paragraph, text):
            return self._headed(line, text)
        return self._body(line, text)

    def _floats_on(self, paragraph: Paragraph, text: str) -> bool:
        """Whether a table or a figure goes on: its source, its notes, cells that run over lines."""
        if not self._float:
            return False
        small = paragraph.first.size < 0.95 * self._set.size
        return small or bool(SOURCE.match(text))

    def _headed(self, line: Line, text: str) -> tuple[Role, Section]:
        self._heading = line
        self._keywords_next = False
        self._passed = is_statement(text) or bool(NOTES.fullmatch(text) or CONTENTS.fullmatch(text))
        self._section = Section.NONE
        if REFERENCES.fullmatch(text):
            self._section = Section.REFERENCES
        elif ABSTRACT.fullmatch(text):
            self._section, self._abstract_size = Section.ABSTRACT, 0.0
        return Role.HEADING, self._section

    def _body(self, line: Line, text: str) -> tuple[Role, Section]:
        if self._keywords_next:
            self._keywords_next = False
            return Role.KEYWORDS, Section.KEYWORDS
        if self._section is Section.REFERENCES:
            return Role.SKIPPED, Section.REFERENCES
        if ABSTRACT_LEAD.match(text):
            self._section, self._abstract_size = Section.ABSTRACT, line.size
        if self._passed or (FIELD.match(text) and len(text) < 200) or (HISTORY.match(text) and len(text) < 400):
            return Role.SKIPPED, Section.NONE
        if self._section is Section.ABSTRACT:
            self._abstract_size = self._abstract_size or line.size
            if abs(line.size - self._abstract_size) > 0.4:
                self._section = Section.NONE
        return Role.BODY, self._section

    def _is_heading(self, paragraph: Paragraph, text: str) -> bool:
        line = paragraph.first
        if len(text.split()) > _MOST_WORDS or not any(letter.isalpha() for letter in text):
            return False
        known = any(p.fullmatch(text) for p in (REFERENCES, ABSTRACT, NOTES, KNOWN, CONTENTS))
        known = known or is_statement(text) or may_close(text)
        if self._section is Section.REFERENCES:
            return known or self._is_like_references(line, text)
        if known:
            return True
        if STOP.search(text) and not text.endswith("?"):
            return False
        return _looks_like_heading(line, text, self._set)

    def _is_like_references(self, line: Line, text: str) -> bool:
        """Whether a line is set like the heading of the references, and ends them."""
        heading = self._heading
        if heading is None or re.search(r"\b(?:1[89]|20)\d\d\b", text):
            return False
        larger = line.size > 1.08 * self._set.size
        return line.bold == heading.bold and abs(line.size - heading.size) < 0.6 and (line.bold or larger)


def _looks_like_heading(line: Line, text: str, set_: Measures) -> bool:
    words = text.split()
    if not (text[0].isupper() or text[0].isdigit() or text[0] in "“\"'‘("):
        return False
    if line.size > 1.08 * set_.size or line.bold:
        return True
    short = len(words) <= 12 and line.right < line.column.right - 2 * line.size
    if NUMBERED.match(text) and short and len(words) > 1 and not text.endswith(","):
        return True
    letters = sum(map(str.isalpha, text))
    return short and letters > 3 and (text.isupper() or line.italic)


def _front(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, the lines of title pages and of authors passed over: what stands before the first text."""
    at = next((i for i, piece in enumerate(pieces) if _is_prose(piece)), 0)
    start = next((i for i, piece in enumerate(pieces[:at]) if _opens_text(piece)), at)
    page = pieces[at].lines[0].page if pieces else 0
    while start and pieces[start - 1].role is Role.HEADING and pieces[start - 1].lines[0].page == page:
        start -= 1
    kept = (Role.TITLE, Role.KEYWORDS)
    return [
        replace(piece, role=Role.SKIPPED) if i < start and piece.role not in kept and not _opens(piece) else piece
        for i, piece in enumerate(pieces)
    ]


def _opens_text(piece: Piece) -> bool:
    heading = piece.role is Role.HEADING
    return heading and bool(KNOWN.fullmatch(piece.text) or ABSTRACT.fullmatch(piece.text) or NUMBERED.match(piece.text))


def _opens(piece: Piece) -> bool:
    return piece.section in (Section.ABSTRACT, Section.KEYWORDS)


def _is_prose(piece: Piece) -> bool:
    small = sum(map(str.islower, piece.text)) > 0.6 * len(piece.text)
    words = len(piece.text.split())
    long = words >= 2 * _PROSE or (words >= _PROSE and bool(STOP.search(piece.text)))
    return piece.role is Role.BODY and small and long


def _over_floats(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces, a paragraph that a table, a figure or a title page's foot cut in two made whole before it."""
    held: Piece | None = None
    between: list[Piece] = []
    for piece in pieces:
        if held and between and piece.role is Role.BODY and _goes_on(held, piece):
            held.lines.extend(piece.lines)
            continue
        if held and piece.role is Role.SKIPPED and piece.section is Section.NONE and len(between) < 60:
            between.append(piece)
            continue
        if held:
            yield held
        yield from between
        between = []
        held = piece if piece.role is Role.BODY else None
        if held is None:
            yield piece
    if held:
        yield held
    yield from between


def _goes_on(held: Piece, piece: Piece) -> bool:
    before, line = held.lines[-1], piece.lines[0]
    alike = abs(before.size - line.size) < 0.6 and before.bold == line.bold and held.section is piece.section
    return alike and not STOP.search(before.text) and line.text[:1].islower()


def joined(lines: Sequence[Line], joiner: Joiner) -> tuple[str, list[tuple[int, int]]]:
    """The text of lines, and where in it other pages begin: offset and page from 0."""
    parts: list[str] = []
    turns: list[tuple[int, int]] = []
    length, page = 0, lines[0].page
    for line in lines:
        if parts:
            whole = joiner.join(parts[-1], line.text)
            length -= len(parts[-1])
            parts[-1] = whole[: len(whole) - len(line.text)]
            length += len(parts[-1])
        if line.page != page:
            page = line.page
            turns.append((length, page))
        parts.append(line.text)
        length += len(line.text)
    return "".join(parts), turns


def _block(piece: Piece, joiner: Joiner, labels: Sequence[str]) -> Block:
    text, turns = joined(piece.lines, joiner)
    lead = ABSTRACT_LEAD.match(text) if piece.section is Section.ABSTRACT and piece.role is Role.BODY else None
    cut = lead.end() if lead else 0
    if piece.role is Role.HEADING:
        text, turns = piece.text, []
    return Block(
        text=clean(text[cut:].rstrip("\u00ad")),
        role=piece.role,
        section=piece.section,
        page=labels[piece.lines[0].page],
        turns=tuple((offset - cut, labels[page]) for offset, page in turns),
    )


def abstract(found: Sequence[Block]) -> str:
    """The abstract among the blocks, as one text."""
    return " ".join(b.text for b in found if b.section is Section.ABSTRACT and b.role is Role.BODY)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
