"""A query of a client, answered: with a version that it can ask for again, and no longer than it listens."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections.abc import Coroutine
from dataclasses import astuple
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response

from kg import __version__
from kg.serve.negotiation import content_type
from kg.serve.room import Snapshot
from kg.serve.workers import Asked, Refused

_T = TypeVar("_T")
_CHANGING = re.compile(r"(?i)\b(?:NOW|RAND|UUID|STRUUID|BNODE|SERVICE)\b")
"""What may give another answer to the same query on the same graph."""

_QUICK = 0.25  # seconds in which a client is not looked after


async def answered(request: Request, snapshot: Snapshot, asked: Asked) -> Response:
    """The answer of a query, or 304 where the client has it already.

    Raises:
        Refused: see :meth:`Pool.ask`.
    """
    tag = _tag(snapshot.generation, asked) if request.method == "GET" and not _CHANGING.search(asked.text) else ""
    headers = {"Vary": "Accept", "Cache-Control": "no-cache" if tag else "no-store"}
    if tag:
        headers["ETag"] = tag
    if tag and tag in _tags(request):
        return Response(status_code=304, headers=headers)
    answer = await while_listening(request, snapshot.pool.ask(asked))
    return Response(answer.body, headers=headers | {"Content-Type": content_type(answer.media_type)})


async def while_listening(request: Request, work: Coroutine[None, None, _T]) -> _T:
    """The result of some work, which is given up when the client goes away.

    Raises:
        Refused: 499, which nobody reads, or what the work raises.
    """
    working = asyncio.ensure_future(work)
    leaving: asyncio.Future[None] | None = None
    try:
        await asyncio.wait({working}, timeout=_QUICK)
        if not working.done():
            leaving = asyncio.ensure_future(_left(request))
            await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise Refused(499, "the client went away")
        return await working
    finally:
        working.cancel()
        if leaving:
            leaving.cancel()


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _tag(generation: str, asked: Asked) -> str:
    text = json.dumps([generation, __version__, *astuple(asked)])
    return f'W/"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def _tags(request: Request) -> frozenset[str]:
    # Compared weakly, as the standard has it: a proxy may have taken the W/ off.
    given = ",".join(request.headers.getlist("if-none-match")).split(",")
    return frozenset("W/" + tag.strip().removeprefix("W/") for tag in given)
