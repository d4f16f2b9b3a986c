"""The log of the server: one line for each request, with an id that its answer names too."""

from __future__ import annotations

import logging
import re
import secrets
import sys
import time

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.serve import errors

ID = "kg.id"
"""The key of the scope under which the id of a request stands."""

_log = logging.getLogger(__name__)
_PATH = 200  # characters of a path that are logged
_UNPRINTABLE = re.compile(r"[^\x20-\x7e\n]")
_STEERING = re.compile(r"[^\x20-\x7e]")


class _Lines(logging.Formatter):
    """Times in UTC, and no character of a request that would steer a terminal."""

    converter = time.gmtime  # type: ignore[assignment]  # it takes what its base takes

    def format(self, record: logging.LogRecord) -> str:
        """A record as text; only that of a fault of the program has several lines."""
        unsafe = _UNPRINTABLE if record.exc_info else _STEERING
        return unsafe.sub(lambda found: ascii(found[0])[1:-1], super().format(record))


def write_log() -> None:
    """Write the log of this process to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines("%(asctime)s %(message)s", "%Y-%m-%dT%H:%M:%SZ"))
    for name, level in (("kg.serve", logging.INFO), ("uvicorn", logging.WARNING), ("asyncio", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers[:], logger.propagate = [handler], False
        logger.setLevel(level)


class Journal:
    """Gives each request an id, and logs what was asked, the status, the time it took and the bytes of the answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope[ID] = name = secrets.token_hex(8)
        began, status, size = time.perf_counter(), 0, 0

        async def counting(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = name
            else:
                size += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, counting)
        finally:
            took = 1000 * (time.perf_counter() - began)
            _log.info("%s %s %s %s %.1f ms %s B", name, scope["method"], _path(scope), status or "gone", took, size)


class Faults:
    """Answers a fault of the program with its status alone; where it happened stands in the log."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        started = False

        async def noting(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except Exception:
            if scope["type"] != "http":
                raise
            _log.exception("%s fault of the program", scope.get(ID, "-"))
            if not started:  # otherwise the connection is closed, which says that the answer is not whole
                await errors.answer(Request(scope), 500)(scope, receive, send)


def _path(scope: Scope) -> str:
    path: str = scope["path"]
    return path if len(path) <= _PATH else f"{path[:_PATH]}..."
