"""Works as items of the Citation Style Language (CSL-JSON), which reference managers and citation styles read."""

from __future__ import annotations

from typing import Any

from kg.export.texts import bare_doi
from kg.model import Reference

TYPES = frozenset(
    """
    article article-journal article-magazine article-newspaper bill book broadcast chapter classic collection dataset
    document entry entry-dictionary entry-encyclopedia event figure graphic hearing interview legal_case legislation
    manuscript map motion_picture musical_score pamphlet paper-conference patent performance periodical
    personal_communication post post-weblog regulation report review review-book software song speech standard thesis
    treaty webpage
    """.split()
)
"""The types of CSL 1.0.2."""

_KINDS = {
    "article": "article-journal",
    "journal article": "article-journal",
    "conference": "paper-conference",
    "conference paper": "paper-conference",
    "dissertation": "thesis",
    "phd thesis": "thesis",
    "master thesis": "thesis",
    "monograph": "book",
    "book section": "chapter",
    "book chapter": "chapter",
    "working-paper": "report",
    "working paper": "report",
    "preprint": "article",
    "web page": "webpage",
}
"""Words for kinds of works that are no types, or that mean another type to writers of records."""

_GENRES = {"working-paper": "Working paper", "working paper": "Working paper", "preprint": "Preprint"}
_FROM_PUBLISHER = frozenset({"book", "report", "thesis"})
"""Types whose container, where no publisher is known, is who brought them out."""


def csl_type(reference: Reference) -> str:
    """The CSL type of a work; ``document`` where its kind is not known."""
    kind = " ".join(reference.kind.lower().replace("_", "-").split())
    kind = _KINDS.get(kind, kind)
    if kind in TYPES:
        return kind
    return "article-journal" if reference.container and not kind else "document"


def item(reference: Reference, key: str) -> dict[str, Any]:
    """A work as an item; what is not known is left out.

    Args:
        reference: the work.
        key: what the item is called.
    """
    kind = csl_type(reference)
    container, publisher = reference.container, reference.publisher
    if kind in _FROM_PUBLISHER and not publisher:
        container, publisher = "", container
    made: dict[str, Any] = {
        "id": key,
        "type": kind,
        "title": reference.title,
        "author": [name(author) for author in reference.authors],
        "issued": {"date-parts": [[reference.year]]} if reference.year is not None else {},
        "container-title": container,
        "volume": reference.volume,
        "issue": reference.issue,
        "page": reference.pages,
        "publisher": publisher,
        "genre": _GENRES.get(reference.kind.lower(), ""),
        "DOI": bare_doi(reference.doi),
        "URL": reference.url,
        "language": reference.language,
        "keyword": ", ".join(reference.keywords),
    }
    return {field: value for field, value in made.items() if value}


def name(author: str) -> dict[str, str]:
    """An author as CSL has names; one without a comma is a body, or a name that is not to be taken apart."""
    family, comma, given = (part.strip() for part in author.partition(","))
    return {"family": family, "given": given} if comma and family and given else {"literal": family or given}
