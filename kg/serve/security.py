"""What stands before every request: who may ask, by which name, from which page; and what answers say to browsers."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.serve import errors
from kg.serve.addresses import KINDS
from kg.serve.csrf import Visitors
from kg.serve.journal import Faults, Journal
from kg.serve.room import Present
from kg.serve.settings import Settings
from kg.serve.traffic import Bodies, Rate

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'self'; font-src 'self'"
)
"""The Content-Security-Policy of answers that do not bring their own."""

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
"""The names by which this machine calls itself."""

_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_TOOLS = frozenset({"sparql", "rdf-graph-store", "api"})
"""The first segments of paths that take requests of programs, from wherever they come."""

_SHARED = _TOOLS | KINDS | {"void", ".well-known", "openapi.json"}
"""The first segments of paths whose answers pages of other origins may read, where the option says so."""

_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def protect(app: FastAPI, settings: Settings) -> None:
    """Put everything in front of an application that its requests and answers pass."""
    outermost_first = (
        Middleware(Journal),
        Middleware(Marked),
        Middleware(Faults),
        Middleware(Present),
        Middleware(Hosts, settings),
        Middleware(Paths),
        Middleware(Rate, settings.limits),
        Middleware(Shared, settings.origins),
        Middleware(Known, settings.token),
        Middleware(OwnPages, settings.origins),
        Middleware(Bodies, settings.limits),
        Middleware(Heads),
        Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),
        Middleware(Visitors),
    )
    for layer in reversed(outermost_first):
        app.add_middleware(layer.cls, *layer.args, **layer.kwargs)


class Marked:
    """Says to browsers what the pages of this server may do; an answer that says it itself keeps what it says."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""

        async def marking(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, marking)


class Hosts:
    """Refuses requests that call the server by a name that is not its own (400), as after DNS rebinding.

    The port does not count: it differs behind a tunnel, and another port is another origin to a browser anyway.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._names = {_bracketed(name).lower() for name in (*LOOPBACK, settings.host, *settings.hosts)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http" and not self._own(scope):
            line = "this server is not called by that name; start it with --allow-host NAME\n"
            await PlainTextResponse(line, 400)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _own(self, scope: Scope) -> bool:
        given = Headers(scope=scope).getlist("host")
        found = _HOST.fullmatch(given[0]) if len(given) == 1 else None
        if found is None:
            return False
        reached = scope["server"][0] if scope.get("server") else ""  # an address, which nobody can rebind
        return found["name"].lower() in self._names | {_bracketed(reached)}


class Paths:
    """Knows nothing (404) where a path goes upwards or has characters that no address of ours has."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http" and _strays(scope["path"]):
            await errors.answer(Request(scope), 404)(scope, receive, send)
            return
        await self.app(scope, receive, send)


class Shared:
    """Lets pages of other origins read data (CORS), never with the credentials of the browser."""

    def __init__(self, app: ASGIApp, origins: tuple[str, ...]) -> None:
        self.app = app
        self._shared = app if not origins else _cors(app, origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        shared = scope["type"] == "http" and _first(scope["path"]) in _SHARED
        await (self._shared if shared else self.app)(scope, receive, send)


class Known:
    """Asks for the token (401), as the password of a browser or as bearer token; whether all is well needs none."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self.app = app
        self._token = _digest(token) if token else b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or not self._token or scope["path"] == "/healthz" or self._knows(scope):
            await self.app(scope, receive, send)
            return
        wanted = {"WWW-Authenticate": 'Basic realm="Reading room", charset="UTF-8"'}
        await PlainTextResponse("this server asks for a token, as password\n", 401, wanted)(scope, receive, send)

    def _knows(self, scope: Scope) -> bool:
        scheme, _, given = Headers(scope=scope).get("authorization", "").partition(" ")
        if scheme.lower() == "basic":
            given = _password(given)
        elif scheme.lower() != "bearer":
            return False
        return hmac.compare_digest(_digest(given), self._token)


class OwnPages:
    """Refuses what pages of other sites send (403): forms, and whatever they load without showing it to anybody.

    Paths for programs take requests from everywhere, but from pages of other sites only where origins are named: such
    pages could not read the answers, and would only keep the server busy.
    """

    def __init__(self, app: ASGIApp, origins: tuple[str, ...]) -> None:
        self.app = app
        self._shared = _SHARED if origins else frozenset()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or not (line := self._wrong(scope)):
            await self.app(scope, receive, send)
            return
        await errors.answer(Request(scope), 403, line)(scope, receive, send)

    def _wrong(self, scope: Scope) -> str:
        first = _first(scope["path"])
        if scope["method"] not in _SAFE and first not in _TOOLS and not _is_own(scope):
            return "another site sent this form"
        if first not in self._shared and _is_loaded_elsewhere(Headers(scope=scope)):
            return "a page of another site asked for this; start the server with --cors ORIGIN to let it"
        return ""


class Heads:
    """Answers HEAD as GET, without the body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self.app(dict(scope) | {"method": "GET"}, receive, without_body)


def _cors(app: ASGIApp, origins: tuple[str, ...]) -> ASGIApp:
    return CORSMiddleware(
        app,
        allow_origins=origins,
        allow_methods=("GET", "HEAD", "POST", "OPTIONS"),
        allow_headers=("Accept", "Authorization", "Content-Type", "If-None-Match"),
        expose_headers=("ETag", "Link", "X-Request-Id"),
    )


def _first(path: str) -> str:
    return path.removeprefix("/").partition("/")[0]


def _strays(path: str) -> bool:
    return any(ord(c) < 32 or ord(c) == 127 for c in path) or not {".", ".."}.isdisjoint(re.split(r"[/\\]", path))


def _bracketed(name: str) -> str:
    return f"[{name}]" if ":" in name and not name.startswith("[") else name


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest()


def _password(given: str) -> str:
    try:
        return base64.b64decode(given, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _netloc(address: str) -> str:
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""


def _is_loaded_elsewhere(headers: Headers) -> bool:
    """Whether a browser says that a page of another site loads something, in a frame too; a link may lead here."""
    other = headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}
    return other and headers.get("sec-fetch-dest", "") != "document"


def _is_own(scope: Scope) -> bool:
    """Whether a request comes from a page of this server, or from no page at all."""
    headers = Headers(scope=scope)
    if (origin := headers.get("origin") or headers.get("referer")) is not None:
        return _netloc(origin) == headers.get("host", "").lower()
    return headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}
