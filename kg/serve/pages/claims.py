"""The page of a claim and that of a sentence: what the text has, what was read in it, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from kg.assemble import precision
from kg.claimrow import ClaimRow
from kg.export.texts import ROLES, pieces
from kg.export.wording import hold
from kg.index import Claim, Index, Wanted
from kg.publish import CURATED
from kg.serve.judging import statuses, verdict_box
from kg.serve.judging.desk import OUT
from kg.serve.pages import links
from kg.serve.pages.around import in_text
from kg.serve.pages.phrases import HELD, HOLDS, POLARITIES, TYPES, grouped
from kg.serve.rendering import page
from kg.serve.room import room
from kg.terms import BASE

OTHERS = 40
"""Other claims of the proposition that the page of a claim shows."""

_FEW = 10  # judged claims below which a share would say more than is known

WAYS: Mapping[str, str] = {
    precision.RULES: "a rule alone",
    precision.NETWORK: "the trained network alone",
    precision.BOTH: "a rule and the trained network together",
}
"""Who makes claims, in words."""


@dataclass(frozen=True, slots=True)
class Maker:
    """Who read a claim, and how often it was right as judged by hand; ``judged`` is 0 where nobody judged any."""

    name: str
    right: int
    judged: int

    @property
    def share(self) -> str:
        """Of those judged, how many were right, in percent; empty where too few were judged to say so."""
        return f"{100 * self.right / self.judged:.0f} %" if self.judged >= _FEW else ""


def show(request: Request, iri: str) -> Response | None:
    """The page of a claim, one that was rejected too."""
    here = room(request)
    snapshot = here.snapshot
    index = snapshot.index
    claim = index.claim(iri)
    if claim is None:
        return None
    row = claim.row
    others = [c for c in _same(index, claim) if c.row.claim != iri][:OTHERS]
    beside = [c for c in index.claims(Wanted(evidence=claim.evidence)) if c.row.claim != iri]
    return page(
        request,
        "claim.html",
        claim=claim,
        row=row,
        base=BASE,
        in_text=in_text(here, claim),
        marked=_marked(row),
        meaning=HOLDS[hold(row)],
        said=POLARITIES[row.polarity],
        manner=HELD[row.modality],
        types=TYPES,
        holder=index.labels([claim.holder]).get(claim.holder, row.attributed_to),
        makers=makers(row.rule),
        is_written=row.rule.endswith(CURATED),
        proposition=index.proposition(claim.proposition) if claim.proposition else None,
        others=grouped(others),
        further=_number(index, claim) - len(others),
        beside=beside,
        statuses=statuses(here, (c.row.claim for c in (*others, *beside)), snapshot),
        disputes=index.disputes_of(iri),
        box=verdict_box(request, claim),
        out=OUT,
        to_cite=citation(claim, snapshot.generation),
        data=links.data(iri),
        query=links.query("claim", iri),
    )


def show_sentence(request: Request, iri: str) -> Response | None:
    """The page of a sentence that makes claims."""
    here = room(request)
    snapshot = here.snapshot
    claims = snapshot.index.claims(Wanted(evidence=iri, rejected=True))
    if not claims:
        return None
    return page(
        request,
        "evidence.html",
        iri=iri,
        row=claims[0].row,
        claims=claims,
        statuses=statuses(here, (c.row.claim for c in claims), snapshot),
        in_text=in_text(here, claims[0]),
        data=links.data(iri),
        query=links.query("evidence", iri),
    )


def makers(rule: str) -> tuple[Maker, ...]:
    """The rule that read a claim, if one did, and the way in which it was read, each with its record."""
    record = precision.load()
    bare = rule.removesuffix(CURATED)
    way, family = precision.way(bare), precision.family(bare)
    of_way = Maker(WAYS[way], *record.ways.get(way, (0, 0)))
    if way == precision.NETWORK:
        return (of_way,)
    return Maker(f"the rule \u201c{family}\u201d", *record.families.get(family, (0, 0))), of_way


def citation(claim: Claim, generation: str) -> str:
    """A line with which somebody may cite a claim: its sentence, its work, its IRI and the graph."""
    row = claim.row
    place = f" P. {row.page}." if row.page else ""
    quote = " ".join(row.quote.split())
    return f"\u201c{quote}\u201d {row.citation}{place} Claim {row.claim}, graph {generation}."


def _marked(row: ClaimRow) -> set[str]:
    """The roles that stand in the sentence; a pronoun of the sentence may stand for what the text named before."""
    played = [role for _, role in pieces(row)]
    return {name for name, bit in ROLES.items() if any(role & bit for role in played)}


def _same(index: Index, claim: Claim) -> tuple[Claim, ...]:
    return index.claims(Wanted(proposition=claim.proposition), OTHERS + 1) if claim.proposition else ()


def _number(index: Index, claim: Claim) -> int:
    """Other claims of the proposition."""
    return index.count(Wanted(proposition=claim.proposition)) - 1 if claim.proposition and claim.counts else 0
