"""Works of OpenAlex; their abstracts are lists of the places at which each word stands."""

from __future__ import annotations

from collections.abc import Iterator

from kg.model import Reference
from kg.read import cleaning, people
from kg.read.fields import first, inside, many, raw, text
from kg.read.jsonstream import Json
from kg.read.kinds import csl_kind

MAX_ABSTRACT = 500_000
"""Characters after which an abstract is cut: one long word at a million places would fill the memory."""

UNSURE = 0.3
"""The score, 0 to 1, up to which a keyword or concept that a program gave is left out."""


def openalex_work(work: Json) -> tuple[Reference, str]:
    """Reference and abstract of a work of OpenAlex, in the older shape (``host_venue``) or the newer."""
    kind = csl_kind(first(work.get("type"), work.get("type_crossref")))
    source = first(
        inside(work, "primary_location", "source", "display_name"),
        inside(work, "host_venue", "display_name"),
        inside(work, "locations", "source", "display_name"),
        inside(work, "primary_location", "raw_source_name"),
    )
    university = first(inside(work, "authorships", "institutions", "display_name")) if kind == "thesis" else ""
    publisher = first(
        university,
        inside(work, "primary_location", "source", "host_organization_name"),
        inside(work, "host_venue", "publisher"),
    )
    biblio = inside(work, "biblio")
    return Reference(
        title=first(work.get("title"), work.get("display_name")),
        authors=people.several(list(map(_author, many(work.get("authorships"))))),
        year=cleaning.year(raw(work.get("publication_year"))) or cleaning.year(raw(work.get("publication_date"))),
        kind=kind,
        container=university or source,
        doi=cleaning.doi(raw(work.get("doi"))) or cleaning.doi(raw(inside(work, "ids", "doi"))),
        url=first(inside(work, "primary_location", "landing_page_url"), work.get("id")),
        volume=text(inside(biblio, "volume")),
        issue=text(inside(biblio, "issue")),
        pages=cleaning.pages(text(inside(biblio, "first_page")), text(inside(biblio, "last_page"))),
        publisher=publisher,
        language=text(work.get("language")),
        keywords=_keywords(work.get("keywords")) or _keywords(work.get("concepts")),
    ), cleaning.abstract(raw(work.get("abstract")) or rebuilt(work.get("abstract_inverted_index")))


def rebuilt(index: object) -> str:
    """The text of an inverted index (word: places), its words in the order of their places.

    Nothing is allocated by place, so that a place of 10**9 costs no more than any other; of two words at one place
    the first counts, and a place below 0 or that is no whole number is none.
    """
    nested = inside(index, "InvertedIndex")
    places: dict[int, str] = {}
    for place, word in _placed(nested if isinstance(nested, dict) else index):
        places.setdefault(place, word)
    words: list[str] = []
    size = 0
    for place in sorted(places):
        size += len(places[place]) + 1
        if size > MAX_ABSTRACT:
            break
        words.append(places[place])
    return " ".join(words)


def _placed(index: object) -> Iterator[tuple[int, str]]:
    for word, places in index.items() if isinstance(index, dict) else ():
        for place in many(places):
            if isinstance(place, int) and not isinstance(place, bool) and place >= 0:
                yield place, word


def _author(authorship: object) -> str:
    return first(
        inside(authorship, "author", "display_name"),
        inside(authorship, "raw_author_name"),
        authorship if isinstance(authorship, str) else "",
    )


def _keywords(value: object) -> tuple[str, ...]:
    sure = (one for one in many(value) if _score(one) > UNSURE)
    return cleaning.keywords(first(inside(one, "display_name"), inside(one, "keyword"), one) for one in sure)


def _score(keyword: object) -> float:
    try:
        return float(raw(inside(keyword, "score")) or 1)
    except ValueError:
        return 1
