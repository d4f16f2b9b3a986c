"""The application: its routes, what stands before them, and the room behind them."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route

from kg import __version__
from kg.serve import api, errors, files, graphstore, judging, linked, pages, query_page, security, sparql
from kg.serve.room import Room, room
from kg.serve.settings import Settings
from kg.serve.warming import keep_warm

_ROUTED = (sparql, graphstore, query_page, judging, pages, linked)
TITLE = "Reading room"


def make_app(settings: Settings) -> FastAPI:
    """The application for a store.

    Settings without a secret get one, which holds as long as the application.
    """
    settings = replace(settings, secret=settings.secret or secrets.token_hex(32))
    app = FastAPI(title=TITLE, version=__version__, docs_url=None, redoc_url=None, lifespan=_lifespan)
    app.state.room = Room(settings)
    app.router.routes += [Route("/healthz", healthz), Mount("/static", files.Files(), name="static")]
    api.register(app)
    app.router.routes += [route for module in _ROUTED for route in module.ROUTES]
    errors.register(app)
    security.protect(app, settings)
    return app


def healthz(request: Request) -> JSONResponse:
    """That the server answers, and from which graph."""
    return JSONResponse({"generation": room(request).snapshot.generation}, headers={"Cache-Control": "no-store"})


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    here: Room = app.state.room
    await here.open()
    warming = asyncio.create_task(keep_warm(app))
    try:
        yield
    finally:
        warming.cancel()
        with suppress(asyncio.CancelledError):
            await warming
        await here.close()
