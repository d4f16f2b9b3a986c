"""Works as BibTeX, in UTF-8."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.cells import printable
from kg.export.backing import LEAD, Remark
from kg.export.csl_items import csl_type
from kg.export.selection import Work
from kg.export.texts import LATEX, bare_doi
from kg.model import Reference

TYPES = {
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "book": "book",
    "chapter": "incollection",
    "entry-encyclopedia": "incollection",
    "paper-conference": "inproceedings",
    "report": "techreport",
    "thesis": "phdthesis",
}
"""Types of BibTeX by those of CSL; every other work is ``misc``."""

_CONTAINERS = {
    "article": "journal",
    "incollection": "booktitle",
    "inproceedings": "booktitle",
    "techreport": "institution",
    "phdthesis": "school",
    "book": "publisher",
    "misc": "howpublished",
}
_NOTES = ("annote", "annotation", "kgnote")
"""Fields for the note; the first that a record does not have."""

_SPECIAL = str.maketrans(LATEX)
_ENTRY = re.compile(r"@[ \t\n]*(?!(?:comment|string|preamble)\b)(\w+)[ \t\n]*([{(])", re.IGNORECASE)
_MACRO = re.compile(r"@string\{([^\s={}\"]+) = \{.*\}\}\n")
"""A line before an entry, as our reader writes it."""
_PARENT = re.compile(r"\bcrossref\s*=\s*[{\"]\s*([^\s{}\",]+)", re.IGNORECASE)
_FIELD = re.compile(r"[\s,]*([^\s=,{}()\"#%'][^=,{}()\"#%'\n]{0,80}?)\s*=\s*")
"""A field up to its value; Scopus writes blanks in names."""


@dataclass(frozen=True, slots=True)
class _Field:
    """Where the value of a field stands in an entry."""

    name: str
    start: int
    end: int


def records(works: Iterable[tuple[Work, Remark]]) -> str:
    """BibTeX entries, one after the other with an empty line between."""
    found = list(works)
    owned = {work.doc: _own(work) for work, _ in found}
    parents = {name for _, text in owned.values() for name in _PARENT.findall(text)}
    taken = {key for _, text in owned.values() if text for key in [_key_of(text)]}
    defined: dict[str, str] = {}
    parts = []
    # BibTeX wants an entry that others refer to behind all of these.
    for work, remark in sorted(found, key=lambda pair: _key_of(owned[pair[0].doc][1]) in parents):
        macros, text = owned[work.doc]
        if not text:
            key = _key(work.doc, taken)
            taken.add(key)
            text = made(work.reference, key, work.abstract)
        new = {name: line for name, line in macros.items() if defined.get(name) != line}
        defined |= new
        parts.append("".join(f"{line}\n" for line in new.values()) + _added(text, remark))
    return "\n\n".join(parts) + "\n"


def _own(work: Work) -> tuple[dict[str, str], str]:
    """The macros that the record of a work uses, each as the line that defines it, and its entry."""
    text = next(iter(work.texts_in("bibtex")), "").strip()
    macros: dict[str, str] = {}
    while line := _MACRO.match(text):
        macros[line[1].lower()] = line[0].rstrip()
        text = text[line.end() :]
    return macros, text


def _key_of(text: str) -> str:
    match = _ENTRY.search(text)
    return text[match.end() :].split(",", 1)[0].strip() if match else ""


def _key(doc: str, taken: Iterable[str]) -> str:
    """A key that no other entry has."""
    bare = re.sub(r"[^A-Za-z0-9_:.-]+", "-", doc).strip("-") or "work"
    at, key = 2, bare
    while key in taken:
        key, at = f"{bare}-{at}", at + 1
    return key


def made(reference: Reference, key: str, abstract: str = "") -> str:
    """An entry made of what is known of a work."""
    kind = TYPES.get(csl_type(reference), "misc")
    container = _CONTAINERS[kind]
    pairs = {
        "author": " and ".join(_author(author) for author in reference.authors),
        "title": f"{{{_escaped(reference.title)}}}",
        container: _escaped(reference.container),
        "year": str(reference.year) if reference.year is not None else "",
        "volume": _escaped(reference.volume),
        "number": _escaped(reference.issue),
        "pages": re.sub(r"(?<=\w)[-–](?=\w)", "--", _escaped(reference.pages)),
        "doi": _bare(bare_doi(reference.doi)),
        "url": _bare(reference.url),
        "language": _escaped(reference.language),
        "abstract": _escaped(abstract),
        "keywords": ", ".join(map(_escaped, reference.keywords)),
    }
    if reference.publisher:
        pairs["publisher"] = _escaped(reference.publisher)
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in pairs.items() if value)
    return f"@{kind}{{{key},\n{lines}}}"


def _author(author: str) -> str:
    """A name; a body, which has no comma, is kept whole by braces."""
    return _escaped(author) if "," in author else f"{{{_escaped(author)}}}"


def _escaped(text: str) -> str:
    return " ".join(printable(text).split()).translate(_SPECIAL)


def _bare(text: str) -> str:
    """An address, which takes no escapes; what could end the field is written in percent."""
    return re.sub(r"[{}\\\s]", lambda match: f"%{ord(match[0]):02X}", printable(text))


def _added(text: str, remark: Remark) -> str:
    """An entry with tags among its keywords and a note; all else stays as it is.

    What an earlier export added is replaced; an entry that cannot be taken apart is left as it is.
    """
    match = _ENTRY.search(text)
    if not match or not remark.note:
        return text
    fields, end = _fields(text, match)
    if end < 0:
        return text
    by_name = {field.name.lower(): field for field in reversed(fields)}
    edits = [*_keyword_edit(text, by_name, remark, end), *_note_edit(text, by_name, remark, end)]
    # Where fields are appended, one that lacks its comma gets it.
    if any(start == end for start, _, _ in edits) and not text[:end].rstrip().endswith((",", "{", "(")):
        last = len(text[:end].rstrip())
        edits.append((last, last, ","))
    for start, stop, new in sorted(edits, key=lambda edit: edit[0], reverse=True):
        text = text[:start] + new + text[stop:]
    return text


_Edits = Iterator[tuple[int, int, str]]


def _keyword_edit(text: str, fields: dict[str, _Field], remark: Remark, end: int) -> _Edits:
    field = fields.get("keywords") or fields.get("keyword")
    if field is None:
        yield end, end, f"  keywords = {{{', '.join(remark.tags)}}},\n"
        return
    value = text[field.start : field.end]
    mark = "; " if ";" in value and "," not in value else ", "
    have = {part.strip(' {}"') for part in re.split("[,;]", value)}
    tags = [tag for tag in remark.tags if tag not in have]
    added = mark.join(tags)
    if tags and value[:1] in '{"' and _value_end(text, field.start) == field.end:
        yield field.end - 1, field.end - 1, (mark if value[1:-1].strip() else "") + added
    elif tags:
        yield field.end, field.end, f" # {{{mark}{added}}}"


def _note_edit(text: str, fields: dict[str, _Field], remark: Remark, end: int) -> _Edits:
    note = _escaped(remark.note)
    ours = next((f for f in fields.values() if text[f.start + 1 : f.end].startswith(LEAD)), None)
    if ours:
        yield ours.start, ours.end, f"{{{note}}}"
        return
    name = next(name for name in _NOTES if name not in fields or name == _NOTES[-1])
    yield end, end, f"  {name} = {{{note}}},\n"


def _fields(text: str, match: re.Match[str]) -> tuple[list[_Field], int]:
    """The fields of an entry, and where its closing bracket stands; -1 where it cannot be taken apart."""
    close = "}" if match[2] == "{" else ")"
    at = text.find(",", match.end())
    if at < 0:
        return [], -1
    found: list[_Field] = []
    while name := _FIELD.match(text, at):
        end = _values_end(text, name.end())
        if end < 0:
            return [], -1
        found.append(_Field(name[1], name.end(), end))
        at = end
    rest = re.compile(r"[\s,]*").match(text, at)
    last = rest.end() if rest else at
    return found, last if text[last : last + 1] == close else -1


def _values_end(text: str, at: int) -> int:
    """Where a value ends that may be joined of parts by ``#``."""
    while True:
        end = _value_end(text, at)
        joined = re.compile(r"\s*#\s*").match(text, end) if end >= 0 else None
        if not joined:
            return end
        at = joined.end()


def _value_end(text: str, at: int) -> int:
    """Where one part of a value ends: in braces, in quotation marks, or a bare word."""
    opener = text[at : at + 1]
    if opener not in ("{", '"'):
        word = re.compile(r"[^\s,{}()#\"]+").match(text, at)
        return word.end() if word else -1
    depth = 0
    for place in range(at, len(text)):
        letter = text[place]
        escaped = text[place - 1] == "\\" and place > at
        depth += (letter == "{") - (letter == "}") if not escaped else 0
        if place > at and depth == 0 and (letter == "}" if opener == "{" else letter == '"'):
            return place + 1
    return -1
