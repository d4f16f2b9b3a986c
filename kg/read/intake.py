"""From entries to documents, with a report of what came of everything in a file.

Source -> Entry | Fault -> Reading: documents, and an Intake that says what was skipped, where and why
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields, replace

from kg.model import UNTITLED, Document, Page, Part, ReadError, Record, Reference, Role, Section, digest
from kg.read.language import label, language, named
from kg.read.records import Block, Entry, Fault, Format, Source
from kg.read.sections import sectioned
from kg.terms import clean, slugify

ENGLISH = frozenset({"en"})
"""Languages that are read where nothing else is asked."""

MAX_RECORDS = 100_000
"""Records of one file; a larger one is refused before it takes the day."""

_TAIL = re.compile(
    r"(?:\s*(?:copyright\b[^.©]{0,60})?©|(?<=[.!?)\]\"”’'])\s+(?:\(c\)|copyright:?(?: \(c\))?))\s*"
    r"(?:the )?(?:authors?\b|\d{4}|published|elsevier|springer|wiley|sage|taylor).{0,600}\Z"
    r"|(?<=[.!?)\]\"”’'])\s+(?-i:Published by|Publisher:)\s.{0,300}\Z",
    re.I | re.S,
)
_FIELDS = ("title", "authors", "year", "container", "doi", "keywords")
_SHOWN_WORDS = 8  # of an abstract, where there is no title
_WORDS = 4  # words of a title that stand in an id


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something of a file that became no document: its line, why, its title if it has one, and itself."""

    line: int
    reason: str
    title: str
    raw: str


@dataclass(frozen=True, slots=True)
class Intake:
    """What came of a file.

    Attributes:
        source: the name of the file, which its documents carry.
        format: what it was read as; empty where it was refused as a whole.
        encoding: how its text was decoded; empty for files that are no text.
        seen: records and faults in it.
        taken: those that became documents.
        skipped: those that did not.
        missing: what taken records lack (``abstract``, ``year`` ...), with how many lack it.
        languages: codes of the languages of what was seen, with how many; empty code where it was not told.
        unknown: tags or columns that are kept and not understood, with how many records have them.
        path: the file as it was given, which tells it from others of its name.
    """

    source: str
    format: str = ""
    encoding: str = ""
    seen: int = 0
    taken: int = 0
    skipped: tuple[Skipped, ...] = ()
    missing: tuple[tuple[str, int], ...] = ()
    languages: tuple[tuple[str, int], ...] = ()
    unknown: tuple[tuple[str, int], ...] = ()
    path: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """The documents of a file and the report of what came of the rest."""

    documents: tuple[Document, ...]
    intake: Intake


def reading(source: Source, format: Format, name: str, languages: frozenset[str] = ENGLISH) -> Reading:
    """The documents of a source of a known format.

    Args:
        source: the file.
        format: what it is.
        name: what a document is called that is the whole file.
        languages: codes of those that are read; texts in others are skipped.

    Raises:
        ReadError: the file as a whole cannot be read, or holds nothing.
    """
    found = _Found(source, format, name, languages)
    for item in format.parse(source):
        if found.seen == MAX_RECORDS:
            raise ReadError(f"{source.name}: holds more than {MAX_RECORDS:,} records; split it")
        found.add(item)
    if not found.seen:
        raise ReadError(f"{source.name}: holds no record; it was taken for {format.name}")
    return found.reading()


class _Found:
    """What has been found in a file so far."""

    def __init__(self, source: Source, format: Format, name: str, languages: frozenset[str]) -> None:
        self.seen = 0
        self._source, self._format, self._name, self._languages = source, format, name, languages
        self._documents: dict[str, Document] = {}
        self._skipped: list[Skipped] = []
        self._missing = Counter[str]()
        self._spoken = Counter[str]()
        self._unknown = Counter[str]()
        self._repeats = Counter[str]()  # number of the last document that an id was given to again

    def add(self, item: Entry | Fault) -> None:
        """Take an entry, or note why not."""
        self.seen += 1
        if isinstance(item, Fault):
            self._skipped.append(Skipped(item.line, item.reason, "", item.raw))
            return
        self._unknown.update(dict.fromkeys(item.unknown, 1))
        spoken = language_of(item)
        self._spoken[spoken] += 1
        if spoken and spoken not in self._languages:
            self._skip(item, f"is in {label(spoken)}; give a spaCy pipeline for that language to read it")
        elif not (item.reference.title or item.abstract or self._format.whole):
            self._skip(item, "has neither title nor abstract; add one")
        else:
            self._take(item)

    def _skip(self, entry: Entry, reason: str) -> None:
        self._skipped.append(Skipped(entry.line, reason, entry.reference.title, entry.raw))

    def _take(self, entry: Entry) -> None:
        id = self._name if self._format.whole and not self._documents else self._id(entry)
        self._documents[id] = document(entry, id, self._source.name, self._format)
        lacks = [name for name in _FIELDS if not getattr(entry.reference, name)]
        self._missing.update(lacks if entry.abstract or entry.blocks else ["abstract", *lacks])

    def _id(self, entry: Entry) -> str:
        """A name that tells the work, with a digest that tells it from others; numbered where a file repeats it."""
        known = entry.reference
        author = slugify(known.authors[0].partition(",")[0])[:24] if known.authors else "anonymous"
        words = "-".join(re.findall(r"[a-z0-9]+", slugify(known.title or entry.abstract))[:_WORDS])[:48]
        same = digest(self._source.name, known.doi or f"{known.title}|{known.year}|{known.authors[:1]}")[:6]
        id = "-".join(filter(None, (author.strip("-"), str(known.year or "undated"), words, same)))
        while (numbered := f"{id}-{self._repeats[id]}" if self._repeats[id] else id) in self._documents:
            self._repeats[id] = max(2, self._repeats[id] + 1)
        return numbered

    def reading(self) -> Reading:
        """All that was found."""
        intake = Intake(
            source=self._source.name,
            format=self._format.name,
            encoding=self._source.encoding,
            seen=self.seen,
            taken=len(self._documents),
            skipped=tuple(self._skipped),
            missing=tuple(sorted(self._missing.items())),
            languages=tuple(sorted(self._spoken.items())),
            unknown=tuple(sorted(self._unknown.items())),
        )
        return Reading(tuple(self._documents.values()), intake)


def language_of(entry: Entry) -> str:
    """The language of an entry's text: of its abstract or full text, else as its record says, else of its title."""
    body = " ".join(block.text for block in _head(entry.blocks))
    if text := entry.abstract or body:
        return language(text)
    return named(entry.reference.language) or language(entry.reference.title)


def _head(blocks: tuple[Block, ...]) -> Iterator[Block]:
    left = 4_000
    for block in blocks:
        if block.role is Role.BODY and left > 0:
            left -= len(block.text)
            yield block


def document(entry: Entry, id: str, source: str, format: Format) -> Document:
    """An entry as a document: its title, its abstract, its full text and its keywords, a blank line between them."""
    pieces = tuple(_pieces(entry, id))
    starts: list[int] = []
    length = 0
    for piece in pieces:
        starts.append(length)
        length += len(piece.text) + 2
    places = tuple(zip(starts, pieces, strict=True))
    return Document(
        id=id,
        text="\n\n".join(clean(piece.text) for piece in pieces) + "\n",
        reference=_sound(replace(entry.reference, title=pieces[0].text)),
        parts=tuple(Part(start, start + len(piece.text), piece.role, piece.section) for start, piece in places),
        source=source if format.whole else f"{source}:{entry.line}",
        pages=_pages(places),
        record=None if format.whole else Record(format.name, clean(entry.needs + entry.raw)),
    )


def _sound(reference: Reference) -> Reference:
    """A reference without characters that XML cannot hold: addresses come as the file has them."""
    values = {f.name: getattr(reference, f.name) for f in fields(reference)}
    texts = {name: clean(value) for name, value in values.items() if isinstance(value, str)}
    lists = {name: tuple(map(clean, value)) for name, value in values.items() if isinstance(value, tuple)}
    return Reference(**(values | texts | lists))


def _pieces(entry: Entry, id: str) -> Iterator[Block]:
    title = entry.reference.title or (id if entry.blocks else _untitled(entry.abstract))
    blocks = sectioned(block for block in entry.blocks if block.text and block.role is not Role.TITLE)
    page = next((block.page for block in blocks if block.page), "")
    yield Block(title, Role.TITLE, page=page)
    if entry.abstract and not any(block.section is Section.ABSTRACT for block in blocks):
        yield from _abstract(entry.abstract, page)
    yield from blocks
    if entry.reference.keywords and not any(block.role is Role.KEYWORDS for block in blocks):
        keywords = "; ".join(entry.reference.keywords)
        yield Block(f"Keywords: {keywords}", Role.KEYWORDS, Section.KEYWORDS)


def _untitled(abstract: str) -> str:
    words = abstract.split()
    return f"{UNTITLED} {' '.join(words[:_SHOWN_WORDS])}{' ...' if len(words) > _SHOWN_WORDS else ''}"


def _abstract(text: str, page: str) -> Iterator[Block]:
    """The abstract, and apart from it the publisher's line at its end."""
    tail = _TAIL.search(text)
    cut = tail.start() if tail and tail.start() else len(text)
    yield Block(text[:cut].strip(), section=Section.ABSTRACT, page=page)
    if text[cut:].strip():
        yield Block(text[cut:].strip(), Role.SKIPPED, page=page)


def _pages(places: tuple[tuple[int, Block], ...]) -> tuple[Page, ...]:
    found: list[Page] = []
    for start, block in places:
        for offset, number in ((0, block.page), *block.turns):
            if number and (not found or found[-1].label != number):
                found.append(Page(start + offset, number))
    return tuple(found)


def of_document(document: Document, format: str, languages: frozenset[str]) -> Reading:
    """The reading of a file that is one text.

    Raises:
        ReadError: it is in a language that is not read.
    """
    parts = (document.text[p.start : p.end] for p in document.parts if p.role is Role.BODY)
    body = ""
    for part in parts:
        body = f"{body} {part}".strip()
        if len(body) > 4_000:
            break
    spoken = language(body)
    if spoken and spoken not in languages:
        raise ReadError(f"{document.source}: is in {label(spoken)}; give a spaCy pipeline for that language to read it")
    missing = tuple((name, 1) for name in sorted(_FIELDS) if not getattr(document.reference, name))
    intake = Intake(document.source, format, "utf-8", 1, 1, missing=missing, languages=((spoken, 1),))
    return Reading((document,), intake)


def at(path: str, reading: Reading) -> Reading:
    """A reading whose report names the file as it was given."""
    return Reading(reading.documents, replace(reading.intake, path=path))


def refused(path: str, name: str, reason: str) -> Intake:
    """The report on a file that was refused as a whole."""
    return Intake(name, skipped=(Skipped(0, reason, "", ""),), path=path)


def without(reading: Reading, kept: tuple[Document, ...], skipped: tuple[Skipped, ...]) -> Reading:
    """A reading of which only some documents are kept, with what became of the others."""
    old = reading.intake
    return Reading(kept, replace(old, taken=len(kept), skipped=tuple(sorted((*old.skipped, *skipped), key=_line))))


def _line(skipped: Skipped) -> int:
    return skipped.line


def dump(intake: Intake) -> bytes:
    """A report as canonical JSON."""
    return json.dumps(asdict(intake), ensure_ascii=False, sort_keys=True).encode(errors="replace")


def load(data: bytes) -> Intake:
    """The report that :func:`dump` wrote.

    Raises:
        ReadError: the bytes are no report.
    """
    try:
        raw = json.loads(data)
        skipped = tuple(Skipped(**s) for s in raw["skipped"])
        raw = {name: value for name, value in raw.items() if name in Intake.__slots__}  # other versions know others
        counts = {name: tuple((str(k), int(n)) for k, n in raw[name]) for name in _COUNTS}
        return Intake(**(raw | counts | {"skipped": skipped}))
    except (KeyError, TypeError, ValueError) as e:
        raise ReadError(f"a report of the store is damaged ({e}); build its file again") from e


_COUNTS = ("missing", "languages", "unknown")
