"""Forms that come in: where they come from, who sends them, and what they say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from functools import wraps
from urllib.parse import parse_qsl, quote, unquote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg.cells import printable
from kg.claimrow import ClaimRow
from kg.curate import CurationError
from kg.serve import csrf
from kg.serve.room import room
from kg.serve.workers import Refused

Form = Mapping[str, str]
"""The fields of a form; of one that stands there twice the last."""

CURATOR = "kg-curator"
"""The cookie with the name of the curator."""

LONGEST = 200
"""Characters of a name."""

_YEAR = 365 * 24 * 3600
_FIELDS = 60
_ORCID = re.compile(r"(?:https?://)?orcid\.org/(\d{4}-\d{4}-\d{4}-\d{3}[\dX])/?", re.IGNORECASE)


def posted(handler: Callable[[Request, Form], Response]) -> Callable[[Request], Awaitable[Response]]:
    """A handler of forms, in a thread; only a server with ``--write`` takes them, and only from its own pages."""

    @wraps(handler)
    async def taken(request: Request) -> Response:
        if not room(request).settings.write:
            raise Refused(403, "this server is read only; start it with: kg serve --write")
        form = _form(request, await request.body())
        csrf.check(request, form)
        return await run_in_threadpool(handler, request, form)

    return taken


def _form(request: Request, body: bytes) -> Form:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise Refused(415, "a form comes as application/x-www-form-urlencoded")
    try:
        text = body.decode("utf-8", "replace")
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=_FIELDS, errors="replace"))
    except ValueError:
        raise Refused(400, "this form has too many fields") from None


def curator_name(text: str) -> str:
    """A name as it is kept, blank where it is none: in one form of accents, an ORCID without its address."""
    name = " ".join(printable(unicodedata.normalize("NFC", text)).split())
    orcid = _ORCID.fullmatch(name)
    return orcid[1].upper() if orcid else name[:LONGEST]


def curator(request: Request, form: Form | None = None) -> str:
    """Who judges: whom the form names, else whom the cookie names; empty where nobody said."""
    given = (form or {}).get("curator") or unquote(request.cookies.get(CURATOR, ""), errors="replace")
    return curator_name(given)


def remember(request: Request, response: Response, name: str) -> None:
    """Let the browser keep the name of the curator for a year."""
    secure = request.url.scheme == "https"
    response.set_cookie(CURATOR, quote(name, safe=""), _YEAR, path="/", secure=secure, httponly=True, samesite="strict")


def now() -> str:
    """The time of a decision that is made now."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def see_other(address: str) -> Response:
    """Send a browser on to a page of ours after it has sent a form."""
    return RedirectResponse(address, 303, headers={"Cache-Control": "no-store"})


def cells(form: Form, row: ClaimRow) -> dict[str, str]:
    """The columns of a decision that a form fills in.

    The buttons of a card send ``choice``: a verdict, or ``reject:`` and a reason. A head or tail that came back as it
    was shown is no new one, though a field shows no line ends.

    Raises:
        CurationError: an edit leaves the head or the tail empty.
    """
    verdict, _, reason = form.get("choice", "").partition(":")
    edited = verdict == "edit"
    if not reason and verdict in ("edit", "reject"):
        reason = form.get("reason", "")
    found = {"verdict": verdict, "reason": reason, "note": form.get("note", "").strip()}
    for name in ("head", "relation", "tail", "polarity", "modality"):
        found[f"new {name}"] = form.get(f"new-{name}", "").strip() if edited else ""
    for end, shown in (("head", row.head_mention), ("tail", row.tail_mention)):
        if edited and shown.strip() and not form.get(f"new-{end}", shown).strip():
            raise CurationError(f"new {end}: it is empty; write what the {end} should be, or reject the claim")
        if found[f"new {end}"].split() == shown.split():
            found[f"new {end}"] = ""
    return found
