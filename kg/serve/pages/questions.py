"""The ready questions: the list of them, each as a form with its answer, and the answer as a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kg import queries
from kg.export.sheets import Heading
from kg.index import Index
from kg.model import KgError, QueryError
from kg.queries import Question, Rows
from kg.serve.pages import asking
from kg.serve.pages.asking import Cell, Column
from kg.serve.pages.downloading import Table, as_book, as_text, links
from kg.serve.pages.naming import Told, told
from kg.serve.rendering import page, with_query
from kg.serve.room import room
from kg.serve.workers import Refused

SHOWN, ALL = 300, 5_000
"""Rows that a page shows, and those it shows when all are asked for."""

TAGS = {
    "actors": "Actors: who deals with whom",
    "agreement": "What works agree on, and what not",
    "comparison": "Comparisons",
    "evidence": "Evidence",
    "factors": "Factors, outcomes and issues",
    "mechanisms-obstacles": "Mechanisms and obstacles",
    "theories": "Theories and scholars",
    "time": "Time",
}
"""Headings of the groups of questions; a group without one is named by its tag."""

INSTEAD = {"claims": "/claims"}
"""Questions whose answer has a page of its own, which takes no query."""

_WIDTHS = ((" sentence", 80), (" work", 40), ("", 22))


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as a page shows it: its columns, the rows that are shown, and how many there are."""

    columns: Sequence[Column]
    cells: Sequence[Sequence[Cell]]
    total: int


def listing(request: Request) -> Response:
    """All ready questions by tag."""
    return page(request, "questions.html", groups=_groups(), tags=TAGS, described=asking.described)


def _groups() -> dict[str, list[Question]]:
    """The questions by tag, in the order of ``TAGS``."""
    groups = queries.by_tag(asking.catalogue().values())
    order = [*TAGS, *groups]
    return dict(sorted(groups.items(), key=lambda group: order.index(group[0])))


async def asked(request: Request) -> Response:
    """A question with its form and, where no value lacks, its answer."""
    question, snapshot = _question(request), room(request).snapshot
    if question.name in INSTEAD:
        return RedirectResponse(INSTEAD[question.name])
    values = asking.given(question, request.query_params.items())
    show = partial(_shown, request, snapshot.index, question, values)
    if not await run_in_threadpool(asking.is_complete, question, values, snapshot.index):
        return await show()
    try:
        text = await run_in_threadpool(asking.bound, question, values, snapshot.index)
    except QueryError as error:
        return await show(message=told(request, error, asking.named(question, values)), status=400)
    try:
        rows = await snapshot.pool.select(text)
    except KgError as error:
        return await show(
            message=Told(str(error)), status=error.status if isinstance(error, Refused) else 400, text=text
        )
    return await show(text=text, rows=rows)


async def _shown(
    request: Request,
    index: Index,
    question: Question,
    values: dict[str, str],
    *,
    message: Told = Told(),  # noqa: B008
    status: int = 200,
    text: str = "",
    rows: Rows | None = None,
) -> Response:
    """The page of a question, made in a thread: an answer may be long."""
    return await run_in_threadpool(_page, request, index, question, values, message, status, text, rows)


async def as_file(request: Request) -> Response:
    """The answer of a question as a table, whole.

    Raises:
        KgError: a value is missing or unfit, or the query is refused.
    """
    question, snapshot = _question(request), room(request).snapshot
    values = asking.given(question, request.query_params.items())
    text = await run_in_threadpool(asking.bound, question, values, snapshot.index)
    rows = await snapshot.pool.select(text)
    table = await run_in_threadpool(_table, question, values, rows, snapshot.index)
    return as_text(table) if request.url.path.endswith(".csv") else await as_book(request, table)


def _table(question: Question, values: dict[str, str], rows: Rows, index: Index) -> Table:
    names = [*rows.columns, *(f"{rows.columns[at]} IRI" for at in asking.iris(rows))]
    headings = [Heading(name, next(w for ending, w in _WIDTHS if f" {name}".startswith(ending))) for name in names]
    facts = [("Question", question.name), *values.items(), ("", ""), ("", asking.described(question))]
    return Table(question.name, question.summary, headings, asking.plain(rows, index), facts)


def _question(request: Request) -> Question:
    name = request.path_params["name"]
    if name not in asking.catalogue():
        raise HTTPException(404, "There is no such question; the page of questions lists those there are.")
    return asking.catalogue()[name]


def _page(
    request: Request,
    index: Index,
    question: Question,
    values: dict[str, str],
    message: Told,
    status: int,
    text: str,
    rows: Rows | None,
) -> Response:
    most = ALL if request.query_params.get("_rows") == "all" else SHOWN
    answer = Answer(asking.columns(rows), asking.cells(rows, rows.rows[:most], index), len(rows.rows)) if rows else None
    return page(
        request,
        "question.html",
        status,
        question=question,
        description=asking.described(question),
        fields=asking.fields(question, values, index),
        answer=answer,
        message=message,
        sparql=text,
        query="/query?" + urlencode({"query": text}),
        whole=with_query(request, _rows="all") if answer and answer.total > most and most < ALL else "",
        files=links(request),
    )


ROUTES = [
    Route("/questions", listing),
    Route("/questions/{name}.csv", as_file),
    Route("/questions/{name}.xlsx", as_file),
    Route("/questions/{name}", asked),
]
