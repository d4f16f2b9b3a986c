"""Tables of pages as files: comma-separated text, sent as it is made, and Excel workbooks."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice

from anyio import CapacityLimiter, to_thread
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from kg import __version__
from kg.export.sheets import Cell, Heading, as_csv
from kg.serve.apart import apart
from kg.serve.asking import while_listening
from kg.serve.books import Book, written
from kg.serve.evidence import Lines
from kg.serve.rendering import with_query
from kg.serve.room import room
from kg.serve.workers import Refused

BOOK = 50_000
"""Rows of a workbook: it is made in the memory of a process of its own, some 4,000 wide rows a second."""

_PART = 500
_TURN = CapacityLimiter(2)  # processes that make workbooks
_SENDING = CapacityLimiter(4)  # threads that make texts: those that make pages are for pages
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Table:
    """A table for a file.

    Attributes:
        name: of the file, without suffix; letters, digits and hyphens of ours.
        title: what the table is, in words.
        headings: of its columns.
        rows: as wide as the headings; read once. All but ``Lines`` are gathered here for a workbook.
        meanings: what columns mean, by name, for the workbook.
    """

    name: str
    title: str
    headings: Sequence[Heading]
    rows: Iterable[Sequence[Cell]]
    meanings: Sequence[tuple[str, str]] = ()


Make = Callable[[Request], Table]


def downloads(path: str, make: Make) -> list[Route]:
    """The routes of the files of a page."""

    def csv(request: Request) -> Response:
        return as_text(make(request))

    async def xlsx(request: Request) -> Response:
        return await as_book(request, await run_in_threadpool(make, request))

    return [Route(f"{path}.csv", csv), Route(f"{path}.xlsx", xlsx)]


def links(request: Request) -> dict[str, str]:
    """The addresses of the files of a page: those of all rows that its parameters choose."""
    query = with_query(request)
    return {form: f"{request.url.path}.{form}{query if query != '?' else ''}" for form in ("csv", "xlsx")}


def as_text(table: Table) -> Response:
    """The table as CSV, which Excel reads rightly and takes for no formulas; sent while it is made."""
    return StreamingResponse(_sent(_parts(table)), media_type="text/csv; charset=utf-8", headers=_named(table, "csv"))


async def as_book(request: Request, table: Table) -> Response:
    """A table as a workbook, behind a sheet that says what it is; few are made at a time.

    Raises:
        Refused: it has more than ``BOOK`` rows.
    """
    async with _TURN:
        book = await run_in_threadpool(_book, request, table)
        content = await while_listening(request, apart(written, book))
    return Response(content, media_type=_XLSX, headers=_named(table, "xlsx"))


def _book(request: Request, table: Table) -> Book:
    rows = table.rows if isinstance(table.rows, Lines) else list(islice(table.rows, BOOK + 1))
    if len(rows) > BOOK:
        raise Refused(422, f"more than {BOOK:,} rows are too many for a workbook; take the CSV or ask for less")
    facts = [
        ("Graph", room(request).snapshot.generation),
        ("Address", str(request.url)),
        ("Rows", f"{len(rows):,}"),
        ("Made by", f"intergov-kg {__version__}"),
        ("Date", datetime.now(UTC).date().isoformat()),
    ]
    return Book(table.title, table.headings, rows, [*facts, *table.meanings])


async def _sent(parts: Iterator[bytes]) -> AsyncIterator[bytes]:
    while part := await to_thread.run_sync(next, parts, b"", limiter=_SENDING):
        yield part


def _parts(table: Table) -> Iterator[bytes]:
    """The text some rows at a time; the first part begins with the mark that Excel knows UTF-8 by."""
    lines = iter(chain([[heading.name for heading in table.headings]], table.rows))
    encoding = "utf-8-sig"
    while part := list(islice(lines, _PART)):
        yield as_csv(part, encoding)
        encoding = "utf-8"


def _named(table: Table, form: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{table.name}.{form}"'}
