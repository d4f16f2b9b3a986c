"""Pages for people: which function shows an IRI of which kind, and the routes of all other pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from kg.serve.pages import (
    claimlist,
    claims,
    compare,
    disagreements,
    gaps,
    graphs,
    home,
    lists,
    network,
    propositions,
    questions,
    scholars,
    search,
    things,
    works,
)

Show = Callable[[Request, str], Response | None]
"""Shows the page of an IRI; None where nothing is known of it."""

PAGES: Mapping[str, Show] = {
    "claim": claims.show,
    "concept": things.show,
    "disagreement": propositions.show_disagreement,
    "entity": things.show,
    "evidence": claims.show_sentence,
    "graph": graphs.show,
    "local": things.show,
    "proposition": propositions.show,
    "scholar": scholars.show,
    "work": works.show,
}
"""What shows the IRIs of each kind."""

_LISTED = (home, search, lists, questions, claimlist, disagreements, gaps, compare, network)

ROUTES: list[BaseRoute] = [route for module in _LISTED for route in module.ROUTES]
"""The pages that are of no single IRI."""
