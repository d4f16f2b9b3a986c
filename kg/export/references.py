"""Works as tables cite them: short, and in full after the manner of the American Psychological Association."""

from __future__ import annotations

import re

from kg.claimrow import ClaimRow
from kg.export.selection import Selection, Work
from kg.export.texts import doi_link
from kg.model import Reference

_MOST = 20
"""Authors that a full reference names."""

_SHORT_TITLE = 50


def works_by_id(selection: Selection) -> dict[str, Work]:
    """The works of the store by document id; a work that only a claim names is made from the claim."""
    works = {work.doc: work for work in selection.works}
    for row in selection.claims:
        if row.doc not in works:
            year = int(row.year) if row.year.isdecimal() and row.year.isascii() else None
            works[row.doc] = Work(row.work, row.doc, row.citation, Reference(row.title, year=year, doi=row.doi))
    return works


def short(work: Work) -> str:
    """``Doig (2001)``, ``Ann & Ben (2001)``, ``Ann et al. (2001)``; the title where there is no author."""
    reference = work.reference
    names = [author.split(",")[0].strip() for author in reference.authors]
    if not names:
        title = reference.title or work.citation or work.doc
        names = [title if len(title) <= _SHORT_TITLE else f"{title[: _SHORT_TITLE - 1].rstrip()}…"]
    who = f"{names[0]} et al." if len(names) > 2 else " & ".join(names)
    return f"{who} ({_year(reference)})"


def order(work: Work) -> tuple[str, int, str, str]:
    """What works are sorted by: their names, year, title and id."""
    first = " ".join(work.reference.authors) or work.reference.title or work.citation
    return first.casefold(), work.reference.year or 0, work.reference.title.casefold(), work.doc


def full(work: Work) -> str:
    """The reference of a work in full; the citation of the store where no author is known."""
    reference = work.reference
    if not reference.authors:
        return work.citation or _sentences([reference.title, f"({_year(reference)})"])
    who = f"{_people(reference.authors)} ({_year(reference)})"
    made = [who, reference.title, _container(reference), reference.publisher]
    return " ".join(filter(None, (_sentences(made), doi_link(reference.doi) or reference.url)))


def locator(row: ClaimRow) -> str:
    """Where the sentence stands, for people: ``p. 12, sentence at 10412-10498``."""
    place = f"sentence at {row.start}-{row.end}" if row.start and row.end else ""
    return ", ".join(filter(None, (f"p. {row.page}" if row.page else "", place)))


def _year(reference: Reference) -> str:
    return "n.d." if reference.year is None else str(reference.year)


def _people(authors: tuple[str, ...]) -> str:
    names = [_initials(author) for author in authors]
    if len(names) > _MOST:
        return f"{', '.join(names[: _MOST - 1])}, … {names[-1]}"
    return f"{', '.join(names[:-1])}, & {names[-1]}" if len(names) > 1 else names[0]


def _initials(author: str) -> str:
    """``Doig, Jameson W.`` as ``Doig, J. W.``; the name of a body as it is."""
    family, comma, given = author.partition(",")
    if not comma or not given.strip():
        return author.strip().rstrip(",")
    firsts = ["-".join(f"{part[0]}." for part in name.split("-") if part) for name in given.split()]
    return f"{family.strip()}, {' '.join(filter(None, firsts))}"


def _container(reference: Reference) -> str:
    issue = f"({reference.issue})" if reference.issue else ""
    pages = re.sub(r"(?<=\d)-+(?=\d)", "–", reference.pages)
    return ", ".join(filter(None, (reference.container, f"{reference.volume}{issue}", pages)))


def _sentences(parts: list[str]) -> str:
    return " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in parts if part)
