"""The first page: what the graph holds, how to look into it, and how to cite it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg import __version__
from kg.index import Index
from kg.model import EntityType
from kg.ontology_diagram import relation_map
from kg.serve.pages import asking
from kg.serve.pages.asking import Field
from kg.serve.rendering import page
from kg.serve.room import room

READY = (
    ("what-hinders", "What hinders", "?"),
    ("mechanisms-for-obstacle", "What is said to work against", "?"),
    ("what-promotes", "What promotes", "?"),
    ("effects-of-a-mechanism", "What effects has", "?"),
    ("conditions-of-a-mechanism", "What must there be for", "?"),
    ("where-a-thing-exists", "Where is there, or should there be,", "?"),
    ("works-using-a-theory", "Which works use", "?"),
    ("timeline", "When did what begin in", "?"),
    ("practised-abroad-advised-here", "What is practised elsewhere and advised for", "?"),
    ("evidence", "What does every work say about", "?"),
    ("what-theories-explain", "Which theory explains what?", ""),
    ("who-directs-whom", "Who directs whom, and by what means?", ""),
    ("who-cooperates-who-competes", "Which named actors cooperate, and which compete?", ""),
    ("two-sided-effects", "What is said to have good effects and bad ones?", ""),
    ("obstacles-without-remedy", "Against which obstacles is nothing said to help?", ""),
)
"""The questions of the page: name, the words before the thing that is chosen, and those after it."""

TOPS = (EntityType.MECHANISM, EntityType.OBSTACLE, EntityType.THEORY, EntityType.GOVERNMENT)
"""Types of things of which the page lists those of most claims."""

_FEW, _OFFERED = 8, 30


@dataclass(frozen=True, slots=True)
class Ready:
    """A question on the page; ``field`` is None where nothing is to be chosen."""

    name: str
    before: str
    after: str
    field: Field | None


def home(request: Request) -> Response:
    """The first page."""
    snapshot = room(request).snapshot
    index = snapshot.index
    made = datetime.fromtimestamp(snapshot.modified, UTC)
    return page(
        request,
        "home.html",
        counts=index.counts(),
        made=made,
        day=f"{made.day} {made:%B %Y}",
        version=__version__,
        ready=_ready(index),
        questions=len(asking.catalogue()),
        tops={type: index.things(type, _FEW) for type in TOPS},
        picture=_picture(),
    )


def _ready(index: Index) -> Sequence[Ready]:
    found = []
    for name, before, after in READY:
        fields = asking.fields(asking.catalogue()[name], {}, index, _OFFERED)
        if not fields or fields[0].offered:
            found.append(Ready(name, before, after, fields[0] if fields else None))
    return found


def meant(text: str) -> tuple[str, str] | None:
    """The question of the page that a text begins with, and its address with the rest of the text as its thing."""
    plain = text.rstrip("? ")
    for name, before, after in READY:
        rest = plain[len(before) :].strip()
        if after and rest and plain.casefold().startswith(f"{before} ".casefold()):
            parameter = asking.catalogue()[name].parameters[0].name
            return f"{before} {rest}{after}", f"/questions/{name}?{urlencode({parameter: rest})}"
    return None


@cache
def _picture() -> str:
    """The drawing of types and relations; its names lead to the page of the ontology."""
    return relation_map().replace('href="#', 'href="/ontology#')


ROUTES = [Route("/", home)]
