"""Works of CSL-JSON and of the JSON of Zotero."""

from __future__ import annotations

from kg.model import Reference
from kg.read import cleaning
from kg.read.fields import csl_name, csl_names, date_year, first, inside, many, raw, text
from kg.read.jsonstream import Json
from kg.read.kinds import CSL_TYPES, csl_kind

_CONTAINERS = (
    "publicationTitle bookTitle proceedingsTitle encyclopediaTitle dictionaryTitle websiteTitle blogTitle "
    "forumTitle conferenceName repository"
).split()


def csl_work(work: Json) -> tuple[Reference, str]:
    """Reference and abstract of an item of CSL-JSON."""
    kind = text(work.get("type"))
    kind = kind if kind in CSL_TYPES else csl_kind(kind)
    publisher = text(work.get("publisher"))
    container = first(work.get("container-title"), work.get("event-title") if kind == "paper-conference" else "")
    return Reference(
        title=text(work.get("title")),
        authors=csl_names(work.get("author"), work.get("editor")),
        year=date_year(work.get("issued")),
        kind=kind,
        container=publisher or container if kind == "thesis" else container,
        doi=cleaning.doi(raw(work.get("DOI"))) or _doi_of(raw(work.get("URL"))),
        url=text(work.get("URL")),
        volume=text(work.get("volume")),
        issue=text(work.get("issue")),
        pages=cleaning.pages(first(work.get("page"), work.get("page-first"))),
        publisher=publisher,
        language=text(work.get("language")),
        keywords=_keywords(work.get("keyword")),
    ), cleaning.abstract(raw(work.get("abstract")))


def zotero_work(item: Json) -> tuple[Reference, str]:
    """Reference and abstract of an item of Zotero's own JSON: of its web API or of Better BibTeX."""
    work = item["data"] if isinstance(item.get("data"), dict) else item
    kind = csl_kind(text(work.get("itemType")))
    publisher = first(work.get("university"), work.get("institution"), work.get("publisher"))
    container = publisher if kind == "thesis" else first(*(work.get(name) for name in _CONTAINERS))
    return Reference(
        title=text(work.get("title")),
        authors=_creators(work),
        year=cleaning.year(raw(work.get("date"))),
        kind=kind,
        container=container,
        doi=cleaning.doi(raw(work.get("DOI"))) or _doi_of(raw(work.get("url"))),
        url=text(work.get("url")),
        volume=text(work.get("volume")),
        issue=text(work.get("issue")),
        pages=cleaning.pages(text(work.get("pages"))),
        publisher=publisher,
        language=text(work.get("language")),
        keywords=cleaning.keywords(raw(inside(tag, "tag") or tag) for tag in many(work.get("tags"))),
    ), cleaning.abstract(raw(work.get("abstractNote")))


def _creators(work: Json) -> tuple[str, ...]:
    creators = many(work.get("creators"))
    others = ("editor", "contributor", "translator", "seriesEditor", "bookAuthor")
    authors = [one for one in creators if text(inside(one, "creatorType")) not in others]
    return cleaning.names(csl_name(one) for one in authors or creators)


def _keywords(value: object) -> tuple[str, ...]:
    words = [raw(one) for one in many(value)]
    return cleaning.keywords(words, ";" if len(words) > 1 or ";" in "".join(words) else ",")


def _doi_of(url: str) -> str:
    return cleaning.doi(url) if "doi.org/10." in url else ""
