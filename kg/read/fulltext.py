"""Plain text and Markdown to documents.

The text as read is the file decoded as UTF-8, without a byte order mark, with every line end as
one newline: what Python's ``open(path, encoding="utf-8-sig").read()`` gives. Control characters,
which neither XML nor a spreadsheet can hold, are blanks. All offsets of the project count characters
of that text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import yaml
from charset_normalizer import from_bytes

from kg.model import Document, Part, ReadError, Reference, Role, Section
from kg.read.sections import Running
from kg.terms import clean

MAX_BYTES = 16 * 1024 * 1024
"""A larger file is no thesis; it is refused before it fills the memory."""

MAX_PARAGRAPHS = 100_000
"""Paragraphs, headings and lines that stand by themselves."""

MAX_TITLE = 250
"""A first line longer than this, in characters, is text and not a title."""

_WRAP = 130
"""Lines up to this length may have been broken by a typesetter."""

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_FRONT = re.compile(r"\A---\n(.*?)^---[ \t]*(?:\n|\Z)", re.S | re.M)
_KEYWORDS = re.compile(r"\s*\**(key\s?-?words?|index terms|keywords/search tags)\b[^:：]{0,20}[:：]", re.I)
_REFERENCES = re.compile(r"[\s#*\d.]*(references|bibliography|works cited|literature cited|notes)[\s*:.]*\Z", re.I)
_TAIL = 300  # characters at the end of a paragraph that tell how it ends
_CONTENTS_LINE = re.compile(r"(\.\s?){4,}\s*[\divxlc]*\s*\Z", re.I)
_MARKED = re.compile(r"#+\s")
_NUMBERED = re.compile(r"#+\s|(\d+(\.\d+)*\.?|[IVX]+\.|[(（]?[\dIVXa-z]{1,3}[)）])\s+\S")
_SENTENCE_END = re.compile(r"""[.!?。！？:：;；]["'”’)\]]*\Z""")


def read_text(path: Path) -> Document:
    """Read a plain text file; its first short line is taken for the title.

    Raises:
        ReadError: missing, empty, binary, too large or not UTF-8.
    """
    return _text(path.stem, path.name, _bytes(path), str(path))


def read_markdown(path: Path) -> Document:
    """Read a Markdown file; YAML front matter gives the bibliographic record.

    Raises:
        ReadError: as for text, or the front matter is not YAML.
    """
    return _markdown(path.stem, path.name, _bytes(path), str(path))


def text_document(id: str, name: str, data: bytes) -> Document:
    """The document of the bytes of a plain text file; ``name`` is that of the file.

    Raises:
        ReadError: empty, binary or not UTF-8.
    """
    return _text(id, name, data, name)


def markdown_document(id: str, name: str, data: bytes) -> Document:
    """The document of the bytes of a Markdown file; ``name`` is that of the file.

    Raises:
        ReadError: as for text, or the front matter is not YAML.
    """
    return _markdown(id, name, data, name)


def _text(id: str, name: str, data: bytes, where: str) -> Document:
    text = _decode(data, where)
    parts = tuple(_parts(text, 0, where))
    title = next((text[p.start : p.end] for p in parts if p.role is Role.TITLE), id)
    return Document(id, text, Reference(_plain(title)), parts, name)


def _markdown(id: str, name: str, data: bytes, where: str) -> Document:
    text = _decode(data, where)
    front = _FRONT.match(text)
    parts = tuple(_parts(text, front.end() if front else 0, where))
    title = next((_plain(text[p.start : p.end]) for p in parts if p.role is Role.TITLE), id)
    record = _front_matter(front.group(1), where) if front else {}
    return Document(id, text, _reference(record, title), parts, name)


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ReadError(f"{path}: larger than {MAX_BYTES >> 20} MB; split it")
        return path.read_bytes()
    except OSError as e:
        raise ReadError(f"{path}: {e.strerror or e}; check the path and its permissions") from e


def _decode(data: bytes, where: str) -> str:
    if not data.strip():
        raise ReadError(f"{where}: is empty; nothing to read")
    if len(data) > MAX_BYTES:
        raise ReadError(f"{where}: larger than {MAX_BYTES >> 20} MB; split it")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ReadError(f"{where}: is UTF-16; save it as UTF-8")
    if b"\0" in data:
        raise ReadError(f"{where}: is binary, not text; export it as text")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        guess = from_bytes(data[:100_000]).best()
        looks = f", looks like {guess.encoding}" if guess else ""
        raise ReadError(f"{where}: is not UTF-8 (byte {e.start}{looks}); save it as UTF-8") from e
    return clean(_CONTROLS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")))


def _front_matter(block: str, where: str) -> dict[str, Any]:
    try:
        record = yaml.load(block, yaml.BaseLoader)  # every value as it is written: a title may be "No"
    except (yaml.YAMLError, RecursionError) as e:
        line = getattr(getattr(e, "problem_mark", None), "line", 0) + 2
        raise ReadError(f"{where}:{line}: front matter is not YAML; mend it or take it out") from e
    if block.strip() and not isinstance(record, dict):
        raise ReadError(f"{where}:2: front matter is not 'key: value' lines; mend it or take it out")
    return record or {}


def _reference(record: dict[str, Any], title: str) -> Reference:
    def text(key: str) -> str:
        return _scalar(record.get(key))

    def texts(key: str) -> tuple[str, ...]:
        value = record.get(key)
        found = map(_scalar, value if isinstance(value, list) else [value])
        return tuple(v for v in found if v)

    year = re.search(r"\d{4}", text("year"))
    return Reference(
        title=text("title") or title,
        authors=texts("authors"),
        year=int(year.group()) if year else None,
        kind=text("kind"),
        container=text("container"),
        doi=text("doi").removeprefix("https://doi.org/"),
        url=text("url"),
        places=texts("places"),
    )


def _scalar(value: Any) -> str:
    """A plain value of front matter; nothing for lists and for YAML's words for nothing."""
    if not isinstance(value, str) or value in {"null", "~"}:
        return ""
    return " ".join(clean(value.encode(errors="replace").decode()).split())


def _plain(line: str) -> str:
    return " ".join(line.strip("#* \t\n").split())


def _parts(text: str, start: int, where: str) -> Iterator[Part]:
    """The blocks of a text with their roles: title, headings, paragraphs, keywords, what is passed over."""
    blocks = list(islice(_blocks(text, start), MAX_PARAGRAPHS + 1))
    if len(blocks) > MAX_PARAGRAPHS:
        raise ReadError(f"{where}: has more than {MAX_PARAGRAPHS:,} paragraphs; split it")
    running = Running()
    first = True
    for begin, end in _join_broken(text, blocks):
        role = _role(text[begin:end], first)
        section = running.meet(role, text[begin:end])
        yield Part(begin, end, Role.SKIPPED if section is Section.REFERENCES else running.role(role), section)
        first = False


def _role(block: str, first: bool) -> Role:
    line = block.strip()
    if _KEYWORDS.match(line):
        return Role.KEYWORDS
    if _CONTENTS_LINE.search(line[-_TAIL:]):
        return Role.SKIPPED
    if _REFERENCES.match(line):
        return Role.HEADING
    if len(line) > MAX_TITLE or (_SENTENCE_END.search(line) and not _is_titled(line, first)):
        return Role.BODY
    if first:
        return Role.TITLE
    return Role.HEADING if _is_heading(line) else Role.BODY


def _is_titled(line: str, first: bool) -> bool:
    """Whether a line is a title or heading though it ends like a sentence: "# Who pays?"."""
    return bool(_MARKED.match(line)) or (first and line.endswith(("?", "？")))


def _is_heading(line: str) -> bool:
    words = line.split()
    if len(words) > 20:
        return False
    return len(words) <= 8 or bool(_NUMBERED.match(line))


def _blocks(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Stretches between blank lines, cut further where a line is a paragraph of its own."""
    begin = end = -1
    for line in re.finditer(r"[^\n]+", text[start:]):
        a, b = start + line.start(), start + line.end()
        if not line.group().strip():
            continue
        if begin >= 0 and _wrapped(text, begin, end, a):
            end = b
            continue
        if begin >= 0:
            yield begin, end
        begin, end = a, b
    if begin >= 0:
        yield begin, end


def _wrapped(text: str, begin: int, end: int, next_start: int) -> bool:
    """Whether the line that starts at ``next_start`` continues the block by a soft line break."""
    if text.count("\n", end, next_start) != 1:
        return False
    last = text[max(text.rfind("\n", begin, end) + 1, begin) : end]
    following = text[next_start : next_start + _WRAP + 1].split("\n", 1)[0]
    if _MARKED.match(last) or _CONTENTS_LINE.search(last[-_TAIL:]):
        return False
    if _KEYWORDS.match(following) or _NUMBERED.match(following):
        return False
    return 30 <= len(last) <= _WRAP and len(following) <= _WRAP


def _join_broken(text: str, blocks: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Join a paragraph that a page break cut in mid-sentence: no full stop, then a small letter."""
    held: tuple[int, int] | None = None
    last = 0  # where the last of the blocks begins that are held
    for begin, end in blocks:
        if held and _cut(text[last : held[1]], text[begin:end], joined=last > held[0]):
            held, last = (held[0], end), begin
            continue
        if held:
            yield held
        held, last = (begin, end), begin
    if held:
        yield held


def _cut(before: str, after: str, joined: bool) -> bool:
    """Whether a block goes on in the next; one that was ``joined`` to others is no short line."""
    unfinished = not _SENTENCE_END.search(before.rstrip()) and (joined or len(before.split()) >= 6)
    return unfinished and after.lstrip()[:1].islower() and not _CONTENTS_LINE.search(before[-_TAIL:])
