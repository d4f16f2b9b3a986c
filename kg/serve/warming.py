"""What the first visitor of a page would wait for: asked for once by the server itself, a while after it has started.

The pages are asked for one after the other, and again when another graph is shown.
"""

from __future__ import annotations

import asyncio
import logging
from urllib.parse import unquote, urlencode

from fastapi import FastAPI
from starlette.types import Message, Scope

from kg.serve.addresses import path_of
from kg.serve.csrf import Visitors
from kg.serve.room import Present, Room

DELAY = 2.0
"""Seconds after which it begins: who has just started the server is served first."""

_log = logging.getLogger(__name__)


async def keep_warm(app: FastAPI) -> None:
    """Ask for pages of each graph that is shown, for ever."""
    here: Room = app.state.room
    done = ""
    while True:
        await asyncio.sleep(DELAY)
        if (generation := here.snapshot.generation) != done:
            done = generation
            for path, query in _pages(here):
                await _ask(app, path, query)


def _pages(here: Room) -> list[tuple[str, str]]:
    """Those that are slow at first: they read names, places or the ontology, or load what others need too."""
    index = here.snapshot.index
    things, works, claims = index.things(limit=1), index.works(limit=1), index.claims(limit=1)
    iris = [*(thing.iri for thing in things), *(work.iri for work in works), *(claim.row.claim for claim in claims)]
    return [
        ("/", ""),
        ("/claims", urlencode({"thing": things[0].label}) if things else ""),
        *((path_of(iri), "") for iri in iris),
        ("/search", "q=a"),
        ("/graph", ""),
        ("/gaps", ""),
        ("/compare", ""),
        ("/query/terms.json", ""),
        ("/void", ""),
        ("/ontology", ""),
    ]


async def _ask(app: FastAPI, path: str, query: str) -> None:
    """Let a page be made, past what stands before the requests of others."""
    try:
        await Present(Visitors(app.router))(_scope(app, path, query), _receive, _send)
    except Exception as error:  # whoever asks for the page is told; nobody has asked yet
        _log.info("- %s cannot be made: %s", path, " ".join(str(error).split()))


def _scope(app: FastAPI, path: str, query: str) -> Scope:
    return {
        "type": "http",
        "app": app,
        "method": "GET",
        "scheme": "http",
        "server": ("127.0.0.1", 80),
        "client": None,
        "root_path": "",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(b"host", b"127.0.0.1"), (b"accept", b"text/html")],
    }


async def _receive() -> Message:
    return await asyncio.Future()  # this client says nothing more, and stays


async def _send(message: Message) -> None:
    """Nobody reads it."""
