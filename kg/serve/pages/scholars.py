"""The page of a scholar: the views that works credit to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import Response

from kg.export.wording import VERBS
from kg.index import Claim, Wanted
from kg.serve.judging import statuses
from kg.serve.pages import links
from kg.serve.pages.bars import charted
from kg.serve.pages.filters import Filter, choices, files
from kg.serve.pages.phrases import polarity_word
from kg.serve.rendering import page, paging
from kg.serve.room import room

_SENTENCES = 20
_WORKS = 2_000  # claims that are looked at for the works that make them


def show(request: Request, iri: str) -> Response | None:
    """The page of somebody, or some people together, to whom works credit views."""
    here = room(request)
    snapshot = here.snapshot
    index = snapshot.index
    scholar = index.scholar(iri)
    if scholar is None:
        return None
    credited, named = Wanted(holder=iri), Wanted(thing=iri)
    chosen = Filter.of(request)
    wanted = chosen.narrow(credited)
    part = paging(request, index.count(wanted), _SENTENCES)
    everything = index.claims(credited, _WORKS)
    claims = index.claims(wanted, part.size, part.offset)
    about = [claim for claim in index.claims(named, _SENTENCES) if claim.holder != iri]
    years = index.years(credited)
    return page(
        request,
        "scholar.html",
        scholar=scholar,
        labels=index.labels(scholar.members),
        rows=_by_relation(everything),
        works=_works(everything),
        chosen=chosen,
        choices=choices(chosen, index.relations(credited)),
        claims=claims,
        statuses=statuses(here, (claim.row.claim for claim in (*claims, *about)), snapshot),
        paging=part,
        files=files(wanted),
        named=index.count(named),
        about=about,
        years=years,
        bars=charted(years),
        data=links.data(iri),
        query=links.query("scholar", iri),
    )


def _by_relation(claims: Iterable[Claim]) -> list[tuple[str, str, dict[str, int]]]:
    """Relation, verb, and how many views say or deny it."""
    counts = Counter((c.row.relation, polarity_word(c.row)) for c in claims)
    relations = [relation for relation in VERBS if any(relation == known for known, _ in counts)]
    return [(r, VERBS[r][0], {word: counts[r, word] for word in ("say", "deny")}) for r in relations]


def _works(claims: Iterable[Claim]) -> list[tuple[str, str, int]]:
    """IRI, citation and number of claims of each work, most claims first."""
    counts = Counter((c.row.work, c.row.citation) for c in claims)
    return [(*work, n) for work, n in sorted(counts.items(), key=lambda item: (-item[1], item[0][1]))]
