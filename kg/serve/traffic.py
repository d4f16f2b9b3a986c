"""How much one client may send, in what time, and how often."""

from __future__ import annotations

import asyncio
import math
import time
from collections import OrderedDict

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.serve import errors
from kg.serve.settings import Limits

_DRAINED = (
    64 * 1024 * 1024
)  # bytes that are read and dropped, so that a client that only writes comes to read the answer
_ADDRESSES = 10_000  # whose requests are counted
_CLOSE = {"Connection": "close"}


class Bodies:
    """Refuses bodies that are too large (413) or come too slowly (408)."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self.app = app
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = _Body(receive, self._limits)
        headers = Headers(scope=scope)
        if _declared(headers) > self._limits.body:
            if headers.get("expect", "").lower() != "100-continue":
                await body.drain()
            refusal = errors.answer(Request(scope), 413, body.too_large, _CLOSE)
            await refusal(scope, receive, send)
            return
        await self.app(scope, body.receive, send)


class _Body:
    """The body of one request, as far as it has come."""

    def __init__(self, receive: Receive, limits: Limits) -> None:
        self._receive = receive
        self._limits = limits
        self._end = asyncio.get_running_loop().time() + limits.patience
        self._size = 0
        self._whole = False
        self.too_large = f"a request may have {limits.body:,} bytes; send less"

    async def receive(self) -> Message:
        """The next piece; when the body is whole, whatever comes after it."""
        if self._whole:
            return await self._receive()
        message = await self._next()
        if self._size > self._limits.body:
            await self.drain()
            raise HTTPException(413, self.too_large, _CLOSE)
        return message

    async def drain(self) -> None:
        """Read what is still to come and drop it, as far as that is worth while."""
        try:
            while not self._whole and self._size < _DRAINED:
                await self._next()
        except HTTPException:  # too slow, and too large before that
            return

    async def _next(self) -> Message:
        try:
            async with asyncio.timeout_at(self._end):
                message = await self._receive()
        except TimeoutError:
            limit = self._limits.patience
            raise HTTPException(408, f"the body of the request did not come within {limit:g} seconds", _CLOSE) from None
        self._size += len(message.get("body", b""))
        self._whole = message["type"] != "http.request" or not message.get("more_body", False)
        return message


class Rate:
    """Refuses the requests of an address that sends too many (429); each process of a server counts for itself."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self.app = app
        self._limit = limits.rate
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # address to requests left, and when

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or not self._limit or scope["path"].startswith("/static/"):
            await self.app(scope, receive, send)
            return
        wait = self._take(scope["client"][0] if scope.get("client") else "", time.monotonic())
        if not wait:
            await self.app(scope, receive, send)
            return
        line = f"{self._limit} requests a minute are answered; wait {wait} s"
        await errors.answer(Request(scope), 429, line, {"Retry-After": str(wait)})(scope, receive, send)

    def _take(self, address: str, now: float) -> int:
        """Count a request; 0, or the seconds until the next is answered."""
        left, then = self._left.pop(address, (float(self._limit), now))
        left = min(self._limit, left + (now - then) * self._limit / 60)
        self._left[address] = (left - 1 if left >= 1 else left, now)
        if len(self._left) > _ADDRESSES:
            self._left.popitem(last=False)
        return 0 if left >= 1 else max(1, math.ceil((1 - left) * 60 / self._limit))


def _declared(headers: Headers) -> int:
    text = headers.get("content-length", "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
