"""BibTeX text to its blocks, and a block to its fields.

The text is cut into blocks here, in one pass: a brace too many or too few then costs one block and not the file, and
each block is small when bibtexparser takes it apart. What that cannot read is read by the lines that look like fields.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bibtexparser.model import DuplicateFieldKeyBlock, Entry
from bibtexparser.splitter import Splitter

logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # it tells every broken block on standard error

Fields = tuple[tuple[str, str], ...]

LONGEST = 4_000_000
"""Characters of a block; what is longer is a brace that was never closed."""

_OPENING = r"@[ \t]*([A-Za-z][\w-]*)\s*([{(])"
_START = re.compile(rf"^[ \t]*{_OPENING}", re.M)
_NEXT = re.compile(rf"\s*{_OPENING}")
_RESYNC = re.compile(
    r"\n[ \t]*@[ \t]*(?:(?:string|preamble|comment)\s*[{(]|[A-Za-z]+[ \t]*[{(][ \t]*[^\s={}\",][^={}\n\"]*,"
    r"[ \t]*(?:\n|[\w-]+\s*=))",
    re.I,
)
_TOKEN = {"{": re.compile(r"\\.|[{}]|\n[ \t]*@", re.S), "(": re.compile(r"\\.|[{}\")]|\n[ \t]*@", re.S)}
_LOST_FIELD = re.compile(r"^[ \t]*,?[ \t]*[A-Za-z][\w-]*[ \t]*=[ \t]*[{\"\d]", re.M)
_FIELD = re.compile(
    r"(?:^[ \t]*,?[ \t]*([A-Za-z][\w:.+/-]*(?: \d+)?)[ \t]*=\s*(?=[{\"\w])"
    r"|[,}\"][ \t]*([A-Za-z][\w:.+/-]*)[ \t]*=[ \t]*(?=[{\"]))",
    re.M,
)
_BARE = re.compile(r"[^\s#{}\"]+")
_KEY = re.compile(r"\s*@[ \t]*[\w-]+\s*[{(]([^,={})]*+)[,})]")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A block or the text between two: where it begins, its kind in small letters (text: empty), and itself."""

    line: int
    kind: str
    raw: str


def chunks(text: str) -> Iterator[Chunk]:
    """The blocks of a text and what stands between them, in order; blank stretches are left out."""
    at, line, comments = 0, 1, True
    while start := _NEXT.match(text, at) or _START.search(text, at):
        begin = text.index("@", start.start())
        if between := text[at:begin].strip():
            yield Chunk(line + _lines_before(text, at), "", between)
        line += text.count("\n", at, begin)
        kind = start.group(1).lower()
        end = _end(text, start.end(), start.group(2), resync=kind != "comment" or not comments)
        if kind == "comment" and end < 0 and comments:
            comments = False  # one never closes: from here on a comment ends where an entry begins
            end = _end(text, start.end(), start.group(2), resync=True)
        end = _with_lost_fields(text, end if end > 0 else _last_closing_line(text, begin, -end))
        yield Chunk(line, kind, text[begin:end].rstrip())
        line += text.count("\n", begin, end)
        at = end
    if rest := text[at:].strip():
        yield Chunk(line + _lines_before(text, at), "", rest)


def key(raw: str) -> str:
    """The citation key of an entry."""
    found = _KEY.match(raw)
    return found.group(1).strip() if found else ""


def expressions(raw: str) -> Fields:
    """The fields of an entry as it has them: names, and values with their delimiters, macros and joins."""
    found = _strict(raw)
    return _lenient(raw) if found is None else found


def fields(raw: str) -> Fields:
    """The fields of an entry: names as written, and values without delimiters; joined values stay as written."""
    return tuple((name, _bare(value)) for name, value in expressions(raw))


def pieces(value: str) -> tuple[tuple[bool, str], ...] | None:
    """The texts (True) and macros or numbers (False) that a value joins; None where it is not well formed."""
    found: list[tuple[bool, str]] = []
    at, end = 0, len(value)
    while at < end:
        piece = _piece(value, at)
        if piece is None:
            return None
        quoted, text, at = piece
        found.append((quoted, text))
        after = value[at:].lstrip() if end - at < 3 else value[at : at + 80].lstrip() or value[at:].lstrip()
        if not after:
            break
        if not after.startswith("#"):
            return None
        at = value.index("#", at) + 1
    return tuple(found)


def _piece(value: str, at: int) -> tuple[bool, str, int] | None:
    while at < len(value) and value[at].isspace():
        at += 1
    if value[at : at + 1] in {"{", '"'}:
        end = _closing(value, at)
        return (True, value[at + 1 : end], end + 1) if end > 0 else None
    bare = _BARE.match(value, at)
    return (False, bare.group(), bare.end()) if bare else None


def _closing(value: str, at: int) -> int:
    """Where the brace or quotation mark at an offset closes; -1 where it does not."""
    quoted, depth = value[at] == '"', 0
    for found in re.compile(r"\\.|[{}\"]", re.S).finditer(value, at + 1):
        token = found.group()
        if depth == 0 and token == ('"' if quoted else "}"):
            return found.start()
        depth += (token == "{") - (token == "}")
        if depth < 0:
            return -1
    return -1


def _bare(value: str) -> str:
    parts = pieces(value)
    return parts[0][1] if parts and len(parts) == 1 else value


def _end(text: str, at: int, opener: str, *, resync: bool) -> int:
    """Where the block opened before ``at`` ends; negative where it is cut off by the next entry or the end."""
    depth, quoted = 0, False
    for found in _TOKEN[opener].finditer(text, at, at + LONGEST):
        token = found.group()
        if token[0] == "\n":
            if resync and _RESYNC.match(text, found.start()):
                return -found.start()
        elif token == '"':
            quoted = not quoted if depth == 0 else quoted
        elif depth == 0 and token == ("}" if opener == "{" else ")") and not quoted:
            return found.end()
        elif token in "{}":
            depth = max(0, depth + (1 if token == "{" else -1))
    following = _RESYNC.search(text, at + LONGEST)
    return -(following.start() if following else len(text))


def _last_closing_line(text: str, begin: int, stop: int) -> int:
    """Where a block ends that does not close before ``stop``: after its last line that begins with a brace."""
    closing = text.rfind("\n}", begin, stop)
    return stop if closing < 0 else closing + 2


def _with_lost_fields(text: str, end: int) -> int:
    """Where a block ends that was closed by a brace too many: after the fields that still follow it."""
    if text[end : end + 200].lstrip(" \t,;\n")[:1] in {"", "@"}:
        return end
    start = _START.search(text, end)
    stop = start.start() if start else len(text)
    return stop if _LOST_FIELD.search(text, end, stop) else end


def _lines_before(text: str, at: int) -> int:
    """How many line ends stand between an offset and the next character that is not blank."""
    blank = re.compile(r"\s*").match(text, at)
    return blank.group().count("\n") if blank else 0


def _strict(raw: str) -> Fields | None:
    blocks = Splitter(raw).split().blocks
    if len(blocks) != 1:
        return None
    block = blocks[0]
    entry = block.ignore_error_block if isinstance(block, DuplicateFieldKeyBlock) else block
    if not isinstance(entry, Entry):
        return None
    found = tuple((field.key, str(field.value)) for field in entry.fields)
    whole = all(name and "\n" not in name and pieces(value) is not None for name, value in found)
    return found if whole else None


def _lenient(raw: str) -> Fields:
    """What looks like fields in a broken entry, each up to where the next begins."""
    found = list(_FIELD.finditer(raw))
    ends = [match.start() + (match.group(2) is not None) for match in found[1:]] + [len(raw.rstrip().rstrip("})"))]
    return tuple(
        (match.group(1) or match.group(2), "{" + _undelimited(raw[match.end() : end]) + "}")
        for match, end in zip(found, ends, strict=False)
    )


def _undelimited(value: str) -> str:
    text = value.strip().rstrip(",").rstrip()
    if text[:1] in {"{", '"'}:
        text = text[1:].removesuffix("}" if text[0] == "{" else '"')
    kept = text.count("{") == text.count("}")
    return text if kept else text.replace("{", "").replace("}", "")
