"""JSON for programs: what the pages show, with the names that the command line's JSON has.

Every refusal is ``{"detail": ...}`` with what is wrong in one line.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Annotated, Any, Literal, TypeVar

from fastapi import APIRouter, FastAPI, HTTPException, Path, Query
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from kg import receipt, reports
from kg.index import Claim, Hit, Index, Wanted
from kg.model import Dispute, EntityType, Modality, Polarity, Relation
from kg.serve import api_models as m
from kg.serve.judging.desk import OUT, statuses
from kg.serve.once import once
from kg.serve.openapi import openapi
from kg.serve.pages import asking
from kg.serve.room import Room, Snapshot, room
from kg.store import Store
from kg.terms import BASE, work_iri

T = TypeVar("T")

MOST = 1_000
"""Records of a list in one answer at most."""

FARTHEST = 10_000_000
"""Records that may be passed over."""

_OPEN, _CLOSE = "\ue000", "\ue001"  # around what a search found


class Told(APIRoute):
    """A call that says in one line what is wrong with its parameters."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The call, with its refusals in the form of all others."""
        answer = super().get_route_handler()

        async def told(request: Request) -> Response:
            try:
                return await answer(request)
            except RequestValidationError as error:
                wrong = (f"{'.'.join(map(str, e['loc'][1:])) or 'request'}: {e['msg']}" for e in error.errors())
                raise HTTPException(422, "; ".join(wrong)) from error

        return told


_UNFIT: dict[int | str, dict[str, Any]] = {422: {"model": m.Problem, "description": "A parameter is missing or unfit."}}
_UNKNOWN: dict[int | str, dict[str, Any]] = {404: {"model": m.Problem, "description": "There is no such thing."}}
_WHICH: dict[int | str, dict[str, Any]] = {
    400: {"model": m.Problem, "description": "Neither of the two parameters was given, or both."}
}
_ASKED: dict[int | str, dict[str, Any]] = {
    400: {"model": m.Problem, "description": "A parameter of the question is unknown, missing or unfit."},
    408: {"model": m.Problem, "description": "The question takes longer than this server lets it."},
    503: {"model": m.Problem, "description": "All processes for queries are busy; try again."},
}

router = APIRouter(prefix="/api", route_class=Told, responses=_UNFIT)


def register(app: FastAPI) -> None:
    """Let an application answer the calls, and describe them at ``/openapi.json``."""
    app.include_router(router)
    app.openapi = partial(openapi, app)  # type: ignore[method-assign]


Iri = Annotated[str, Query(max_length=2_000, description="An IRI of the graph.")]
Which = Annotated[str | None, Query(max_length=2_000, description="Its IRI, or the other parameter.")]
Limit = Annotated[int, Query(ge=1, le=MOST, description="Records in the answer at most.")]
Offset = Annotated[int, Query(ge=0, le=FARTHEST, description="Records to pass over.")]
Kind = Literal["thing", "work", "scholar", "claim"]


@router.get("/search", tags=["search"])
def search(
    request: Request,
    q: Annotated[str, Query(min_length=1, max_length=300, description="Words to look for.")],
    kind: Annotated[Kind | None, Query(description="What to find; all kinds without it.")] = None,
    limit: Limit = 20,
) -> m.Found:
    """Things, works, scholars and claims by words, also where a name is written a little otherwise."""
    return m.Found(q=q, hits=[_hit(hit) for hit in _index(request).search(q, kind or "", limit)])


@router.get("/things", tags=["things"])
def things(
    request: Request,
    type: Annotated[EntityType | None, Query(description="Their class; all classes without it.")] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> m.Things:
    """Things that claims speak of, most claims first."""
    index, name = _index(request), type or ""
    total = index.types().get(name, 0) if name else sum(index.types().values())
    found = [m.Thing.model_validate(thing) for thing in index.things(name, limit, offset)]
    return m.Things(total=total, limit=limit, offset=offset, things=found)


@router.get("/thing", tags=["things"], responses=_UNKNOWN)
def thing(request: Request, iri: Iri) -> m.OneThing:
    """A thing with its names, what is broader and narrower, how its claims are held, and its neighbours."""
    index = _index(request)
    return m.OneThing(
        thing=m.Thing.model_validate(_known(index.thing(iri), iri)),
        names=[m.Name.model_validate(name) for name in index.names(iri)],
        broader=[m.Thing.model_validate(other) for other in index.broader(iri)],
        narrower=[m.Thing.model_validate(other) for other in index.narrower(iri)],
        tallies=[m.Tally.model_validate(tally) for tally in index.tallies(iri)],
        neighbours=[m.Neighbour.model_validate(other) for other in index.neighbours(iri)],
    )


@router.get("/works", tags=["works"])
def works(request: Request, limit: Limit = 50, offset: Offset = 0) -> m.Works:
    """The works of the store, by citation."""
    index = _index(request)
    found = [m.Work.model_validate(work) for work in index.works(limit, offset)]
    return m.Works(total=index.counts()["works"], limit=limit, offset=offset, works=found)


@router.get("/work", tags=["works"], responses=_UNKNOWN | _WHICH)
def work(
    request: Request,
    iri: Which = None,
    doc: Annotated[str | None, Query(max_length=1_000, description="Its id in the store.")] = None,
) -> m.OneWork:
    """A work, by its IRI or by its id, and the scholars to whom it credits claims."""
    asked = _one(iri, None if doc is None else work_iri(doc), "iri", "doc")
    index = _index(request)
    found = m.Work.model_validate(_known(index.work(asked), doc or asked))
    return m.OneWork(work=found, scholars=[m.Scholar.model_validate(s) for s in index.scholars_of(asked)])


@router.get("/claims", tags=["claims"])
def claims(
    request: Request,
    thing: Annotated[str, Query(max_length=2_000, description="IRI of a thing at either end.")] = "",
    work: Annotated[str, Query(max_length=2_000, description="IRI of the work that makes them.")] = "",
    holder: Annotated[str, Query(max_length=2_000, description="IRI of who holds them.")] = "",
    relation: Annotated[Relation | None, Query(description="Their relation.")] = None,
    polarity: Annotated[Polarity | None, Query(description="Whether they state or deny it.")] = None,
    modality: Annotated[Modality | None, Query(description="How they are held.")] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> m.Claims:
    """Claims that count, in reading order: by document and place in the text."""
    wanted = Wanted(
        thing=thing,
        work=work,
        holder=holder,
        relation=relation or "",
        polarity=polarity or "",
        modality=modality or "",
    )
    here = room(request)
    snapshot = here.snapshot
    found = _claims(here, snapshot, snapshot.index.claims(wanted, limit, offset))
    return m.Claims(total=snapshot.index.count(wanted), limit=limit, offset=offset, claims=found)


@router.get("/claim", tags=["claims"], responses=_UNKNOWN | _WHICH)
def claim(
    request: Request,
    iri: Which = None,
    id: Annotated[str | None, Query(max_length=100, description="The last segment of its IRI.")] = None,
) -> m.OneClaim:
    """A claim, by its IRI or by its id, with what it states and where it seems to clash with others."""
    asked = _one(iri, None if id is None else f"{BASE}claim/{id}", "iri", "id")
    here = room(request)
    snapshot = here.snapshot
    index = snapshot.index
    found = _known(index.claim(asked), asked)
    proposition = index.proposition(found.proposition) if found.proposition else None
    return m.OneClaim(
        claim=_claims(here, snapshot, [found])[0],
        proposition=m.Proposition.model_validate(proposition) if proposition else None,
        disagreements=[m.Disagreement.model_validate(d) for d in index.disputes_of(asked)],
    )


@router.get("/scholars", tags=["scholars"])
def scholars(request: Request, limit: Limit = 50, offset: Offset = 0) -> m.Scholars:
    """Those to whom claims are credited, most claims first."""
    index = _index(request)
    found = [m.Scholar.model_validate(scholar) for scholar in index.scholars(limit, offset)]
    return m.Scholars(total=index.counts()["scholars"], limit=limit, offset=offset, scholars=found)


@router.get("/disagreements", tags=["claims"])
def disagreements(
    request: Request,
    kind: Annotated[Dispute | None, Query(description="What the clash is; all kinds without it.")] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> m.Disagreements:
    """Claims that seem to clash, conflicts first."""
    index, name = _index(request), kind or ""
    total = sum(count for known, count in index.disagreement_kinds() if name in ("", known))
    found = [m.Disagreement.model_validate(d) for d in index.disagreements(name, limit, offset)]
    return m.Disagreements(total=total, limit=limit, offset=offset, disagreements=found)


@router.get("/questions", tags=["questions"])
def questions() -> m.Questions:
    """The ready questions, with their parameters and their SPARQL, as ``kg query --list --json`` has them."""
    return m.Questions(questions=[m.Question.model_validate(q) for q in asking.catalogue().values()])


_VALUES = {
    "name": "values",
    "in": "query",
    "description": "The parameters of the question, by name; things are given by label or IRI.",
    "style": "form",
    "explode": True,
    "schema": {"type": "object", "additionalProperties": {"type": "string"}},
}


@router.get(
    "/questions/{name}", tags=["questions"], responses=_UNKNOWN | _ASKED, openapi_extra={"parameters": [_VALUES]}
)
async def question(
    request: Request,
    name: Annotated[str, Path(max_length=100, description="Its name, as /api/questions has it.")],
    limit: Limit = 100,
    offset: Offset = 0,
) -> m.Rows:
    """Ask a ready question; its own parameters are given by name, such as ``thing=local protectionism``."""
    asked = _known(asking.catalogue().get(name), f"the question {name}")
    values = {key: value for key, value in request.query_params.items() if key not in ("limit", "offset")}
    snapshot = room(request).snapshot
    text = await run_in_threadpool(asking.bound, asked, values, snapshot.index)
    table = await snapshot.pool.select(text)
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows[offset : offset + limit]]
    return m.Rows(
        question=name, columns=list(table.columns), rows=rows, total=len(table.rows), limit=limit, offset=offset
    )


@router.get("/info", tags=["store"])
async def info(request: Request) -> m.Info:
    """What the store holds, how it came to it, and what read it, as ``kg info --json`` has it."""
    here = room(request)

    async def made() -> m.Info:
        return await run_in_threadpool(_info, here)

    return await once(request, here.snapshot.generation, "info", made)


def _info(here: Room) -> m.Info:
    with Store.open(here.store) as store:
        return m.Info.model_validate(receipt.as_json(reports.info(store, here.store)))


def _index(request: Request) -> Index:
    return room(request).snapshot.index


def _known(found: T | None, what: str) -> T:
    if found is None:
        raise HTTPException(404, f"nothing is known of {what[:200]}")
    return found


def _one(one: str | None, other: str | None, *names: str) -> str:
    """The one of two parameters that was given."""
    given = [value for value in (one, other) if value is not None]
    if len(given) != 1:
        raise HTTPException(400, f"give one of {' and '.join(names)}")
    return given[0]


def _claims(here: Room, snapshot: Snapshot, found: Sequence[Claim]) -> list[m.Claim]:
    """Claims with the status that they have now, also where the graph does not have it yet."""
    standing = statuses(here, [claim.row.claim for claim in found], snapshot)
    return [_claim(claim, standing.get(claim.row.claim, "")) for claim in found]


def _claim(claim: Claim, status: str) -> m.Claim:
    names = m.Claim.model_fields.keys() & set(claim.row.__slots__)
    row = {name: getattr(claim.row, name) for name in names} | {"status": status}
    return m.Claim(
        id=claim.id,
        proposition=claim.proposition,
        holder=claim.holder,
        evidence=claim.evidence,
        counts=claim.counts and status not in OUT,
        **row,
    )


def _hit(hit: Hit) -> m.Hit:
    """A hit with the places of what was found in the place of the marks around it."""
    plain, found, start = "", [], 0
    for character in hit.snippet:
        if character == _OPEN:
            start = len(plain)
        elif character == _CLOSE:
            found.append((start, len(plain)))
        else:
            plain += character
    told = {name: getattr(hit, name) for name in hit.__slots__}
    return m.Hit(**told | {"snippet": plain, "found": found})
