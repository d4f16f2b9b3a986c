"""The endpoint ``/sparql``: the SPARQL 1.1 Protocol, for queries."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from kg.serve.asking import answered
from kg.serve.description import service_description
from kg.serve.negotiation import FORMATS, GRAPHS, HTML, TABLES, TURTLE, best, wanted
from kg.serve.room import room
from kg.serve.workers import Asked, Refused

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
_NAMED = frozenset(media_type for media_types in FORMATS.values() for media_type in media_types)
OFFERED = tuple(sorted(dict.fromkeys((*TABLES, *GRAPHS)), key=lambda media_type: media_type not in _NAMED))
"""All media types of answers, other names of the same last; which of them a query has is known when it is read."""

_FIELDS = 100
_CHARSET = re.compile(r'(?i)charset\s*=\s*"?([^";\s]*)')
_READ_ONLY = "updates are refused: this endpoint is read-only"


@dataclass(frozen=True, slots=True)
class Parameters:
    """The names and values that a request gives, in its order."""

    pairs: tuple[tuple[str, str], ...]

    def all(self, name: str) -> tuple[str, ...]:
        """All values of a name."""
        return tuple(value for key, value in self.pairs if key == name)

    def one(self, name: str) -> str | None:
        """The one value of a name, or None.

        Raises:
            Refused: 400 there are several.
        """
        found = self.all(name)
        if len(found) > 1:
            raise Refused(400, f"there are {len(found)} parameters {name}; give one")
        return found[0] if found else None

    @property
    def format(self) -> str | None:
        """The first value of ``format`` that says something; SPARQLWrapper gives several."""
        return next(filter(None, self.all("format")), None)

    def graphs(self, name: str) -> tuple[str, ...] | None:
        """All values of a name, which are graphs; None where there are none.

        Raises:
            Refused: 400 one is empty.
        """
        found = self.all(name)
        if not all(found):
            raise Refused(400, f"{name} is empty; give the IRI of a graph")
        return found or None


async def sparql(request: Request) -> Response:
    """The answer of a query, or what the endpoint can do where there is none.

    Raises:
        Refused: the request is not one of the protocol, or its query is not answered; see :meth:`Pool.ask`.
    """
    here = room(request)
    snapshot = here.snapshot
    given = await _given(request)
    text = given.one("query")
    if given.all("update"):
        raise Refused(400, "give a query or an update, not both") if text else Refused(403, _READ_ONLY)
    if text is None:
        return await _without_query(request, given)
    if len(text.encode()) > here.settings.limits.query:
        raise Refused(413, f"the query has more than {here.settings.limits.query:,} bytes; shorten it")
    if _reads_pages(request, given):
        return RedirectResponse(f"/query?{urlencode({'query': text})}", 303, {"Vary": "Accept"})
    asked = Asked(
        text,
        wanted(accepted(request), given.format, OFFERED),
        given.graphs("default-graph-uri"),
        given.graphs("named-graph-uri"),
    )
    return await answered(request, snapshot, asked)


def _reads_pages(request: Request, given: Parameters) -> bool:
    """Whether a link is opened in a browser; one that names graphs is answered, for the page cannot name them."""
    if request.method == "POST" or given.format or any(name.endswith("-graph-uri") for name, _ in given.pairs):
        return False
    return best(accepted(request), (*OFFERED, HTML)) == HTML


def accepted(request: Request) -> str:
    """What a request accepts, from all its ``Accept`` headers."""
    return ",".join(request.headers.getlist("accept"))


def decoded(text: bytes) -> tuple[tuple[str, str], ...]:
    """The names and values of a form or of the query of an address, decoded once.

    Raises:
        Refused: 400, it is not UTF-8, or has too many fields.
    """
    try:
        return tuple(parse_qsl(text.decode(), keep_blank_values=True, errors="strict", max_num_fields=_FIELDS))
    except UnicodeDecodeError:
        raise Refused(400, "the parameters are not UTF-8; encode them so, then with percent signs") from None
    except ValueError:
        raise Refused(400, f"there are more than {_FIELDS} parameters; give fewer") from None


async def _given(request: Request) -> Parameters:
    in_address = decoded(request.scope["query_string"])
    if request.method != "POST":
        return Parameters(in_address)
    media_type, _, parameters = request.headers.get("content-type", "").partition(";")
    read = _BODIES.get(media_type.strip().lower())
    charset = _CHARSET.search(parameters)
    if read is None:
        raise Refused(415, f"send a query as {QUERY} or as {FORM}, and say so in Content-Type")
    if charset and charset[1].lower() not in {"utf-8", "utf8", "us-ascii"}:
        raise Refused(415, f"send the query in UTF-8, not in {charset[1][:20]}")
    return Parameters((*in_address, *read(await request.body())))


def _direct(name: str) -> Callable[[bytes], tuple[tuple[str, str], ...]]:
    def read(body: bytes) -> tuple[tuple[str, str], ...]:
        try:
            return ((name, body.decode()),)
        except UnicodeDecodeError as error:
            raise Refused(400, f"the {name} is not UTF-8 from byte {error.start} on; encode it so") from None

    return read


_BODIES = {FORM: decoded, QUERY: _direct("query"), UPDATE: _direct("update")}


async def _without_query(request: Request, given: Parameters) -> Response:
    if request.method == "POST":
        raise Refused(400, "there is no query; give it as parameter query or as the body")
    if given.all("default-graph-uri") or given.all("named-graph-uri"):
        raise Refused(400, "there are graphs and no query; give it as parameter query")
    if given.format is None and best(accepted(request), (TURTLE, HTML)) == HTML:
        return RedirectResponse("/query", 303, {"Vary": "Accept"})
    return await service_description(request)


ROUTES: list[BaseRoute] = [Route("/sparql", sparql, methods=["GET", "POST"])]
