"""Judging claims in the browser: cards with keys, the log of what was decided, and the graph made anew.

Everything works by plain forms; ``static/judge.js`` adds keys. Each form carries what its sender saw as their verdict,
so that nothing is overwritten that they did not see.
"""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from kg.serve.judging.box import verdict_box
from kg.serve.judging.cards import card
from kg.serve.judging.desk import decided, statuses
from kg.serve.judging.history import download, history, publish
from kg.serve.judging.saving import name_curator, naming, save, undo

ROUTES: list[BaseRoute] = [
    Route("/judge", card, methods=["GET"]),
    Route("/judge", save, methods=["POST"]),
    Route("/judge/undo", undo, methods=["POST"]),
    Route("/judge/curator", naming, methods=["GET"]),
    Route("/judge/curator", name_curator, methods=["POST"]),
    Route("/judge/log", history, methods=["GET"]),
    Route("/judge/log.jsonl", download, methods=["GET"]),
    Route("/judge/publish", publish, methods=["POST"]),
]

__all__ = ["ROUTES", "decided", "statuses", "verdict_box"]
