"""Works written as JSON: CSL-JSON, OpenAlex, Crossref, Publish or Perish, Zotero."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path

from kg.model import Reference
from kg.read import cleaning, people
from kg.read.crossref import crossref_work
from kg.read.csl import csl_work, zotero_work
from kg.read.fields import first, many, raw, text
from kg.read.jsonstream import Item, Json, records
from kg.read.openalex import openalex_work
from kg.read.records import Entry, Fault, Format, Source

Builder = Callable[[Json], tuple[Reference, str]]

_KEYS = Path(__file__).parent / "data" / "keys.tsv"
_HEAD = 65_536  # characters in which the first record's tell-tale fields stand
_NAMED = re.compile(r'"([A-Za-z][\w-]{0,40})"\s{0,20}:')
_SURROGATE = re.compile("[\ud800-\udfff]")
_NO_WORKS = frozenset({"attachment", "note", "annotation"})


def scholar_work(work: Json) -> tuple[Reference, str]:
    """Reference and abstract of a result of Publish or Perish; the abstract may be cut with an ellipsis."""
    publisher = text(work.get("publisher"))
    authors = work.get("authors")
    return Reference(
        title=text(work.get("title")),
        authors=people.listed(authors) if isinstance(authors, str) else people.several(list(map(raw, many(authors)))),
        year=cleaning.year(raw(work.get("year"))),
        kind="book" if text(work.get("type")).upper() == "BOOK" else "",
        container=text(work.get("source")),
        doi=cleaning.doi(raw(work.get("doi"))),
        url=first(work.get("article_url"), work.get("fulltext_url")),
        volume=_counted(work.get("volume")),
        issue=_counted(work.get("issue")),
        pages=cleaning.pages(_counted(work.get("startpage")), _counted(work.get("endpage"))),
        publisher="" if "." in publisher and " " not in publisher else publisher,
    ), cleaning.abstract(raw(work.get("abstract")))


def _counted(value: object) -> str:
    number = text(value)
    return "" if number == "0" else number


TELLING: dict[str, frozenset[str]] = {
    "openalex": frozenset({"abstract_inverted_index", "authorships", "primary_location", "cited_by_api_url"}),
    "crossref": frozenset({"message-type", "reference-count", "references-count", "is-referenced-by-count", "indexed"}),
    "zotero-json": frozenset({"itemType"}),
    "publish-or-perish": frozenset({"cites_url", "article_url", "ecc"}),
    "csl-json": frozenset({"issued", "container-title", "citation-key", "title-short", "author", "title"}),
}
"""Fields that only one format has, in the order in which they are looked for."""

BUILDERS: dict[str, Builder] = {
    "openalex": openalex_work,
    "crossref": crossref_work,
    "zotero-json": zotero_work,
    "publish-or-perish": scholar_work,
    "csl-json": csl_work,
}


def told(source: Source) -> str:
    """The name of the format of a JSON text, by the fields that stand near its beginning; empty for another."""
    head = source.text[:_HEAD].lstrip()
    if head[:1] not in ("{", "["):
        return ""
    names = frozenset(_NAMED.findall(head))
    found = next((name for name, telling in TELLING.items() if telling & names), "")
    return "" if found == "csl-json" and not ("type" in names and names & {"title", "id"}) else found


def _parse(name: str, source: Source) -> Iterator[Entry | Fault]:
    for item in records(source.text, source.name):
        yield _read(item, name)


def _read(item: Item, name: str) -> Entry | Fault:
    work = item.value
    if work is None:
        return Fault(item.place, item.wrong, item.text)
    inner = work["data"] if name == "zotero-json" and isinstance(work.get("data"), dict) else work
    if inner.get("itemType") in _NO_WORKS if isinstance(inner.get("itemType"), str) else False:
        return Fault(item.place, f"is an {inner['itemType']} and no work; give the item it belongs to", _compact(work))
    if _known(name).isdisjoint(inner):
        return Fault(item.place, f"has no field of {name}; give title, authors and year", _compact(work))
    reference, abstract = BUILDERS[name](work)
    unknown = tuple(_sound(key) for key in inner if key not in _known(name))
    return Entry(item.place, _compact(work), reference, abstract, unknown=unknown)


def _compact(work: Json) -> str:
    return _sound(json.dumps(work, ensure_ascii=False, separators=(",", ":")))


def _sound(value: str) -> str:
    """Half characters, which no file can hold, as the escapes that JSON has for them."""
    return _SURROGATE.sub(lambda m: f"\\u{ord(m.group()):04x}", value)


@cache
def _known(name: str) -> frozenset[str]:
    rows = (line.split("\t") for line in _KEYS.read_text(encoding="utf-8").splitlines())
    return next(frozenset(keys.split()) for owner, keys in rows if owner == name)


def _fits(name: str, source: Source) -> bool:
    return told(source) == name


FORMATS: tuple[Format, ...] = tuple(
    Format(name, frozenset({".json", ".jsonl", ".ndjson"}), partial(_fits, name), partial(_parse, name))
    for name in TELLING
)
