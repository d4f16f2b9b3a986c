"""The page of the graph: a form for the part that is drawn, and the drawing in a frame."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.export.wording import VERBS
from kg.index import Index
from kg.model import Polarity, QueryError, Relation
from kg.queries import THING
from kg.serve.asking import while_listening
from kg.serve.pages.asking import MOST as OFFERED
from kg.serve.pages.drawing import drawer
from kg.serve.pages.naming import names
from kg.serve.pages.phrases import POLARITIES
from kg.serve.parts import MOST, Part
from kg.serve.rendering import page
from kg.serve.room import room
from kg.serve.security import POLICY


def graph(request: Request) -> Response:
    """The form, and the drawing of what ``?focus=``, ``?hops=``, ``?relation=`` and ``?polarity=`` ask for."""
    index = room(request).snapshot.index
    part, message = Part(), ""
    try:
        part = _part(request, index)
    except QueryError as error:
        message = str(error)
    claims, works = (0, 0) if message else drawer(index).counts(part)
    response = page(
        request,
        "network.html",
        400 if message else 200,
        part=part,
        focus=request.query_params.get("focus", "") if message else part.label,
        message=message,
        claims=claims,
        works=works,
        most=MOST,
        counts=index.counts(),
        frame="/network.html?" + urlencode(_asked(part), doseq=True),
        relations=[(name, VERBS[name][0]) for name in VERBS],
        polarities=POLARITIES,
        offered=[thing.label for thing in index.things(limit=OFFERED)],
    )
    response.headers["Content-Security-Policy"] = f"{POLICY}; frame-src 'self'"
    return response


async def drawing(request: Request) -> Response:
    """The drawing: a page that needs nothing else, under the policy that it names itself.

    Raises:
        KgError: nothing has the name, or no claim is left.
    """
    index = room(request).snapshot.index
    part = await run_in_threadpool(_part, request, index)
    made = await while_listening(request, drawer(index).page(part))
    return Response(made.html, media_type="text/html", headers={"Content-Security-Policy": made.policy})


def _part(request: Request, index: Index) -> Part:
    """The part that an address asks for; values that there are not ask nothing.

    Raises:
        QueryError: nothing has the name of the focus.
    """
    asked = request.query_params
    focus = asked.get("focus", "").strip()
    iri = names(index).resolve(focus, THING) if focus and not index.thing(focus) else focus
    polarity = asked.get("polarity", "")
    return Part(
        focus=iri,
        label=index.labels([iri]).get(iri, iri) if iri else "",
        hops=2 if asked.get("hops") == "2" else 1,
        relations=tuple(sorted(set(asked.getlist("relation")) & set(Relation))),
        polarity=polarity if polarity in set(Polarity) else "",
    )


def _asked(part: Part) -> dict[str, object]:
    given = {"focus": part.focus, "hops": part.hops, "relation": part.relations, "polarity": part.polarity}
    return {name: value for name, value in given.items() if value}


ROUTES = [Route("/graph", graph), Route("/network.html", drawing)]
