"""Works of Crossref; their abstracts are fragments of JATS inside of JSON."""

from __future__ import annotations

import html
import re

from kg.model import Reference
from kg.read import cleaning
from kg.read.fields import csl_names, date_year, first, inside, joined_title, many, raw, text
from kg.read.jsonstream import Json
from kg.read.kinds import csl_kind

_TITLE = re.compile(r"<(?:jats:)?title(?:\s[^<>]{0,200})?>([^<]*+)</(?:jats:)?title>")
_WHOLE = re.compile(r"(?:abstract|summary|description)\W*", re.I)
_DATES = ("issued", "published-print", "published", "published-online", "published-other", "posted")


def crossref_work(work: Json) -> tuple[Reference, str]:
    """Reference and abstract of a work of Crossref."""
    kind = csl_kind(first(work.get("type")))
    publisher = first(inside(work, "institution", "name"), work.get("publisher")) if kind == "thesis" else ""
    publisher = publisher or text(work.get("publisher"))
    containers = list(filter(None, map(text, many(work.get("container-title")))))
    container = next(iter(containers[-1:] if kind == "chapter" else containers), "")
    return Reference(
        title=joined_title(text(work.get("title")), text(work.get("subtitle"))),
        authors=csl_names(work.get("author"), work.get("editor")),
        year=next(filter(None, (date_year(work.get(date)) for date in _DATES)), None),
        kind=kind,
        container=publisher if kind == "thesis" else container,
        doi=cleaning.doi(raw(work.get("DOI"))),
        url=first(inside(work, "resource", "primary", "URL"), work.get("URL")),
        volume=text(work.get("volume")),
        issue=first(work.get("issue"), inside(work, "journal-issue", "issue")),
        pages=cleaning.pages(first(work.get("page"), work.get("article-number"))),
        publisher=publisher,
        language=text(work.get("language")),
        keywords=cleaning.keywords(map(raw, many(work.get("subject")))),
    ), jats_abstract(raw(work.get("abstract")))


def jats_abstract(fragment: str) -> str:
    """An abstract out of JATS: titles of its parts as "Label: ", the title "Abstract" and all markup gone."""
    text_ = html.unescape(fragment) if "&lt;" in fragment else fragment
    return cleaning.abstract(_TITLE.sub(_label, text_))


def _label(found: re.Match[str]) -> str:
    words = found.group(1).strip()
    return f" {words.rstrip(':')}: " if words and not _WHOLE.fullmatch(words) else " "
