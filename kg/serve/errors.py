"""What went wrong, as a page for people, as one line for tools and as JSON for the API; never where in the program."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI
from jinja2 import TemplateError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from kg.model import KgError, StoreError
from kg.serve.rendering import page
from kg.serve.workers import Refused

_log = logging.getLogger(__name__)

_SAID: Mapping[int, str] = {
    400: "This request cannot be understood.",
    401: "This server asks for a password.",
    403: "This is not allowed.",
    404: "There is nothing here.",
    405: "This address does not take such a request.",
    408: "The request took too long to arrive.",
    413: "The request is too large.",
    429: "Too many requests; wait a while.",
    500: "The server made a mistake; its log says which.",
}


def register(app: FastAPI) -> None:
    """Let the application answer errors."""
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(KgError, _on_refused)


def answer(request: Request, status: int, line: str = "", headers: Mapping[str, str] | None = None) -> Response:
    """An error, in the form that the client reads.

    Args:
        request: what it answers.
        status: of HTTP.
        line: what is wrong, without line ends; the common words for the status where it is empty.
        headers: further ones.
    """
    line = " ".join(line.split()) or _SAID.get(status, _phrase(status))
    if request.url.path.startswith("/api/"):
        return JSONResponse({"detail": line}, status, headers)
    response = _page(request, status, line) if "text/html" in request.headers.get("accept", "") else None
    response = response or PlainTextResponse(line + "\n", status)
    response.headers.update(headers or {})
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.add_vary_header("Accept")
    return response


def _page(request: Request, status: int, line: str) -> Response | None:
    try:
        return page(request, "error.html", status, code=status, phrase=_phrase(status), line=line)
    except (TemplateError, AttributeError):  # a mistake in what all pages share must not hide the first one
        _log.exception("%s the page of an error", request.scope.get("kg.id", "-"))
        return None


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if request.method == "OPTIONS" and error.status_code == 405:
        allowed = (error.headers or {}).get("Allow", "GET, HEAD")
        return Response(status_code=204, headers={"Allow": f"{allowed}, OPTIONS"})
    line = "" if error.detail == _phrase(error.status_code) else str(error.detail)
    return answer(request, error.status_code, line, error.headers)


def _on_refused(request: Request, error: Exception) -> Response:
    if isinstance(error, Refused):
        return answer(request, error.status, str(error), {"Retry-After": "2"} if error.status == 503 else None)
    return answer(request, 409 if isinstance(error, StoreError) else 400, str(error))
