"""Runs the reading room: the socket, the processes that serve it, and its end."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from uvicorn import Config, Server
from uvicorn.supervisors import Multiprocess

from kg.index import Index, found
from kg.model import KgError
from kg.serve.app import make_app
from kg.serve.indexing import made
from kg.serve.journal import write_log
from kg.serve.listening import address, bound, check, names
from kg.serve.settings import Limits, Settings
from kg.serve.slow import Guarded

ENVIRONMENT = "KG_SERVE"
"""The variable by which the processes of one server are given their settings, as JSON."""

_KEPT = 10  # seconds that an idle connection is kept
_STOPPING = 10  # seconds in which answers that are under way are finished when the server stops
_AT_ONCE = 512  # connections
_SWITCH = 0.001  # seconds after which a thread that computes lets others run: requests wait for it several times each
_STARTING = 60.0  # seconds that a process may take to start

Ready = Callable[[str], None]


class _One(Server):
    """A server of one process, which says when it listens."""

    def __init__(self, config: Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


class _Several(Multiprocess):
    """A server of several processes, which says when all of them listen."""

    def __init__(self, config: Config, sockets: list[socket.socket], ready: Callable[[], None]) -> None:
        super().__init__(config, sockets)
        self.started = False
        self._ready = ready

    def init_processes(self) -> None:
        super().init_processes()
        self.started = all(process.wait_until_ready(_STARTING) for process in self.processes)
        if self.started:
            self._ready()


def prepare(settings: Settings) -> None:
    """Make sure that a store can be served, and that its graph has an index; the first time takes a while.

    Raises:
        KgError: nobody may listen there, or the store has no graph that can be read.
    """
    check(settings)
    Index(found(settings.store) or asyncio.run(made(settings.store))).close()


def run(settings: Settings, ready: Ready) -> None:
    """Serve a store until somebody stops the server (Ctrl-C or SIGTERM); answers that are under way are finished.

    Args:
        settings: what is served, as :func:`prepare` found it well.
        ready: is given the address as soon as it answers.

    Raises:
        KgError: the port is in use, the host is no address of this machine, or the server does not start.
    """
    listening = bound(settings.host, settings.port)
    settings = replace(
        settings,
        store=settings.store.resolve(),
        port=listening.getsockname()[1],
        hosts=names(settings),
        secret=settings.secret or secrets.token_hex(32),
    )
    os.environ[ENVIRONMENT] = dumped(settings)
    _end_quietly()
    try:
        _serve(_config(settings), listening, lambda: ready(address(settings)))
    finally:
        listening.close()
        os.environ.pop(ENVIRONMENT, None)


def _serve(config: Config, listening: socket.socket, ready: Callable[[], None]) -> None:
    server = _Several(config, [listening], ready) if config.workers > 1 else _One(config, ready)
    with suppress(SystemExit):  # of uvicorn, with a code of its own
        server.run() if isinstance(server, _Several) else server.run([listening])
    if not server.started:
        raise KgError("the server did not start; the lines above say why")


def dumped(settings: Settings) -> str:
    """Settings as JSON."""
    return json.dumps(asdict(settings), default=str)


def loaded(text: str) -> Settings:
    """Settings from what :func:`dumped` made of them."""
    values: dict[str, Any] = json.loads(text)
    lists = {name: tuple(values[name]) for name in ("hosts", "origins", "services")}
    return Settings(**(values | lists | {"store": Path(values["store"]), "limits": Limits(**values["limits"])}))


def app() -> FastAPI:
    """The application of a process of a server, which finds its settings in its environment."""
    write_log()
    settings = loaded(os.environ.pop(ENVIRONMENT))  # processes that it starts need not know the token
    Guarded.patience = settings.limits.patience
    sys.setswitchinterval(_SWITCH)
    return make_app(settings)


def _config(settings: Settings) -> Config:
    return Config(
        "kg.serve.run:app",
        factory=True,
        host=settings.host,
        port=settings.port,
        http=Guarded,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        workers=settings.workers,
        limit_concurrency=_AT_ONCE,
        timeout_keep_alive=_KEPT,
        timeout_graceful_shutdown=_STOPPING,
    )


def _end_quietly() -> None:
    """A server that is asked to stop has done its work: uvicorn sends the signal again when all is closed."""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: None)
