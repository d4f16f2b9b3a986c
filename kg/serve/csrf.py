"""Forms that only our own pages can send: each carries a token that belongs to a cookie of the browser.

The token is ``salt.hmac(secret, salt + cookie)``. The salt is new each time, so that a compressed
page gives nothing away.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.serve.room import room
from kg.serve.workers import Refused

FIELD = "csrf"
"""The name of the hidden field of a form."""

COOKIE = "kg-form"
_KEY = "kg.csrf"
_WELL_FORMED = re.compile("[0-9a-f]{64}")


@dataclass(slots=True)
class _Visitor:
    """The cookie of a browser; ``new`` says that it must be sent one."""

    cookie: str
    new: bool
    used: bool = False


class Visitors:
    """Gives browsers that are shown a form the cookie that its token belongs to."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        visitor = scope[_KEY] = _visitor(Request(scope))

        async def remembering(message: Message) -> None:
            if message["type"] == "http.response.start" and visitor.used:
                headers = MutableHeaders(scope=message)
                headers["Cache-Control"] = "no-store"
                if visitor.new:
                    headers.append("Set-Cookie", _cookie(visitor.cookie, scope["scheme"]))
            await send(message)

        await self.app(scope, receive, remembering)


def token(request: Request) -> str:
    """The token for a form of the answer to a request, for a hidden field named :data:`FIELD`."""
    visitor: _Visitor = request.scope[_KEY]
    visitor.used = True
    return _signed(room(request).settings.secret, secrets.token_hex(16), visitor.cookie)


def check(request: Request, form: Mapping[str, object]) -> None:
    """Make sure that a page of ours, shown in this browser, sent a form.

    Raises:
        Refused: 403, its token is missing or is another's.
    """
    visitor: _Visitor = request.scope[_KEY]
    given = str(form.get(FIELD, ""))
    wanted = _signed(room(request).settings.secret, given.partition(".")[0], visitor.cookie)
    if visitor.new or not hmac.compare_digest(given.encode(), wanted.encode()):
        raise Refused(
            403, "this form is out of date, or another site sent it; load its page again and send it from there"
        )


def _signed(secret: str, salt: str, cookie: str) -> str:
    return salt + "." + hmac.new(secret.encode(), f"{salt}.{cookie}".encode(), "sha256").hexdigest()


def _visitor(request: Request) -> _Visitor:
    found = request.cookies.get(COOKIE, "")
    if _WELL_FORMED.fullmatch(found):
        return _Visitor(found, new=False)
    return _Visitor(secrets.token_hex(32), new=True)


def _cookie(value: str, scheme: str) -> str:
    return f"{COOKIE}={value}; Path=/; HttpOnly; SameSite=Strict" + "; Secure" * (scheme == "https")
