"""Works as RIS."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.cells import printable
from kg.export.backing import LEAD, Remark
from kg.export.csl_items import csl_type
from kg.export.selection import Work
from kg.export.texts import bare_doi
from kg.model import Reference

TYPES = {
    "article": "UNPB",
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "article-newspaper": "NEWS",
    "book": "BOOK",
    "chapter": "CHAP",
    "dataset": "DATA",
    "entry-encyclopedia": "ENCYC",
    "entry-dictionary": "DICT",
    "legal_case": "CASE",
    "legislation": "STAT",
    "map": "MAP",
    "paper-conference": "CONF",
    "report": "RPRT",
    "standard": "STAND",
    "thesis": "THES",
    "webpage": "ELEC",
}
"""Types of RIS by those of CSL; every other work is ``GEN``."""

_TAG = re.compile(r"[ \ufeff]*([A-Z][A-Z0-9])[ \t]{1,6}-(?:[ \t]|$)")
_NOTES = frozenset({"N1", "RN"})
_WHO = frozenset({"thesis", "report"})
"""Types whose container is who published them."""


def records(works: Iterable[tuple[Work, Remark]]) -> str:
    """RIS records, one after the other with an empty line between."""
    return "\n".join(_record(work, remark) for work, remark in works)


def _record(work: Work, remark: Remark) -> str:
    own = next(iter(work.texts_in("ris")), "")
    return _added(own or made(work.reference, work.doc, work.abstract), remark)


def made(reference: Reference, key: str, abstract: str = "") -> str:
    """A record made of what is known of a work."""
    kind = csl_type(reference)
    container = "PB" if kind in _WHO and not reference.publisher else "T2"
    first, _, last = reference.pages.replace("–", "-").partition("-")
    pairs = (
        ("TY", TYPES.get(kind, "GEN")),
        ("ID", key),
        *(("AU", author) for author in reference.authors),
        ("TI", reference.title),
        (container, reference.container),
        ("PY", str(reference.year) if reference.year is not None else ""),
        ("VL", reference.volume),
        ("IS", reference.issue),
        ("SP", first.strip()),
        ("EP", last.strip("- ")),
        ("PB", reference.publisher),
        ("DO", bare_doi(reference.doi)),
        ("UR", reference.url),
        ("LA", reference.language),
        ("AB", abstract),
        *(("KW", keyword) for keyword in reference.keywords),
    )
    return "".join(f"{line}\n" for line in (*(_line(*pair) for pair in pairs if pair[1]), "ER  - "))


def _line(tag: str, value: str) -> str:
    return f"{tag}  - {' '.join(printable(value).split())}"


def _added(record: str, remark: Remark) -> str:
    """A record with tags after its last one and the note before its first; every other line stays as it is.

    What an earlier export added is replaced.
    """
    lines = [line for line in record.rstrip("\n").split("\n") if not line.startswith(f"N1  - {LEAD}")]
    have = {line[6:].strip() for line in lines if line.startswith("KW  - ")}
    tags = [_line("KW", tag) for tag in remark.tags if tag not in have]
    found = [_tag(line) for line in lines]
    end = found.index("ER") if "ER" in found else len(lines)
    keyword = max((at for at, tag in enumerate(found[:end]) if tag == "KW"), default=-1)
    tags_at = _after(found, keyword, end) if keyword >= 0 else end
    note_at = next((at for at, tag in enumerate(found[:end]) if tag in _NOTES), end)
    note = [_line("N1", remark.note)] if remark.note else []
    for at, new in sorted(((note_at, note), (tags_at, tags)), key=lambda place: -place[0]):
        lines[at:at] = new
    return "\n".join([*lines, *(["ER  - "] if "ER" not in found else []), ""])


def _after(found: list[str], at: int, end: int) -> int:
    """Where the field of a line ends: lines without a tag belong to it."""
    return next((next_ for next_ in range(at + 1, end) if found[next_]), end)


def _tag(line: str) -> str:
    match = _TAG.match(line)
    return match[1] if match else ""
