"""The card page: one claim with its sentence, and what may be said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from kg.claimrow import last_segment
from kg.curate import Decision, Reason, Verdict
from kg.deciding import Standing, is_judged, mark
from kg.index import Claim
from kg.model import Modality, Polarity, Relation
from kg.serve import csrf, errors
from kg.serve.judging.desk import desk
from kg.serve.judging.forms import Form, curator
from kg.serve.judging.queue import ORDERS, Asked, Queue
from kg.serve.judging.told import against, told
from kg.serve.rendering import page
from kg.serve.room import Snapshot, room
from kg.terms import BASE

KEYS: Mapping[Reason, str] = {
    Reason.BOUNDARIES: "b",
    Reason.GROUNDING: "g",
    Reason.POLARITY: "p",
    Reason.NO_RELATION: "n",
    Reason.WRONG_RELATION: "w",
    Reason.DIRECTION: "d",
    Reason.HYPOTHESIS: "h",
    Reason.ATTRIBUTION: "t",
    Reason.VAGUE: "v",
    Reason.OTHER: "o",
}
"""The letter of each reason; its number follows from its place."""

CHOICES = {"relation": tuple(Relation), "polarity": tuple(Polarity), "modality": tuple(Modality)}
"""The codes that an edit may choose from."""

NO_CLAIM = "the graph has no such claim; it may have been made anew since: go on with the next at /judge"


@dataclass(frozen=True, slots=True)
class Sitting:
    """A curator at the cards: the graph, what people hold now, who judges, and what they asked for."""

    snapshot: Snapshot
    standing: Standing
    curator: str
    asked: Asked

    @classmethod
    def of(cls, request: Request, given: Mapping[str, str], form: Form | None = None) -> Sitting:
        """The sitting of a request; ``given`` are the parameters that say what was asked for.

        Raises:
            KgError: the log or the graph cannot be read.
        """
        here = room(request)
        snapshot = here.snapshot
        return cls(snapshot, desk(here).now(snapshot), curator(request, form), Asked.read(given))

    def claim(self, id: str) -> Claim | None:
        """A claim of the graph by its id or its IRI."""
        return self.snapshot.index.claim(f"{BASE}claim/{last_segment(id)}") if id else None

    def mine(self, claim: str) -> Decision | None:
        """What the curator holds of a claim."""
        return self.standing.held.get(claim, {}).get(self.curator)

    def done(self) -> set[str]:
        """The claims that the curator has judged."""
        return {claim for claim, by in self.standing.held.items() if self.curator in by}


def card(request: Request) -> Response:
    """The next claim to judge, or the one that is asked for."""
    if not room(request).settings.write:
        return page(request, "judge_closed.html")
    given = request.query_params
    sitting = Sitting.of(request, given)
    if not sitting.curator:
        return page(request, "judge_name.html", csrf=csrf.token(request), name="", back=request.url.query)
    if "claim" in given:
        claim = sitting.claim(given["claim"])
        return show(request, sitting, claim) if claim else errors.answer(request, 404, NO_CLAIM)
    queue = desk(room(request)).queue(sitting.snapshot, sitting.asked)
    done = set() if sitting.asked.show else sitting.done()
    return show(request, sitting, sitting.claim(queue.next(done, given.get("after", ""))))


def show(
    request: Request, sitting: Sitting, claim: Claim | None, fault: str = "", entered: Form | None = None
) -> Response:
    """The card of a claim, or that all are judged.

    Args:
        request: what it answers.
        sitting: who judges what.
        claim: the claim; None where there is no further one.
        fault: what is wrong with what was sent.
        entered: the fields of the form that was sent.
    """
    queue = desk(room(request)).queue(sitting.snapshot, sitting.asked)
    values: dict[str, Any] = {
        "claim": claim,
        "asked": sitting.asked,
        "curator": sitting.curator,
        "csrf": csrf.token(request),
        "back": sitting.asked.query(),
        "fault": fault,
        "orders": ORDERS,
        "relations": tuple(Relation),
        "progress": _progress(sitting, queue),
        "labels": _labels(sitting),
        "waiting": len(sitting.standing.waiting),
        **_before(request, sitting),
        **(_on_claim(request, sitting, claim, entered) if claim else {}),
    }
    return page(request, "judge.html", 422 if fault else 200, **values)


def _on_claim(request: Request, sitting: Sitting, claim: Claim, entered: Form | None) -> dict[str, Any]:
    from kg.serve.pages.around import in_text  # the pages show verdicts: they import this package

    mine = sitting.mine(claim.id)
    return {
        "in_text": in_text(room(request), claim),
        "judged": is_judged(claim.row),
        "original": "" if is_judged(claim.row) else _original(sitting, claim),
        "seen": mark(mine),
        "mine": told(mine) if mine else None,
        "edited": _edited(claim, mine, entered),
        "note": (entered or {}).get("note", mine.note if mine else ""),
        "reasons": [(r, str((n + 1) % 10), KEYS[r]) for n, r in enumerate(Reason)],
        "choices": CHOICES,
        "skip": sitting.asked.address(after=claim.id),
    }


def _edited(claim: Claim, mine: Decision | None, entered: Form | None) -> dict[str, str]:
    """What the fields of an edit hold: what was sent, else what the curator wrote before, else what was read."""
    row, edit = claim.row, mine.edit if mine else None
    read = {
        "head": row.head_mention,
        "relation": row.relation,
        "tail": row.tail_mention,
        "polarity": row.polarity,
        "modality": row.modality,
    }
    written = {name: getattr(edit, name) or value for name, value in read.items()} if edit else read
    return {name: (entered or {}).get(f"new-{name}", value) for name, value in written.items()}


def _before(request: Request, sitting: Sitting) -> dict[str, Any]:
    """What was saved by the form before, and the last verdict of the curator, which may be taken back."""
    saved = request.query_params.get("saved", "")
    kept = sitting.mine(saved)
    last = sitting.standing.last(sitting.curator)
    return {
        "saved": told(kept) if kept else None,
        "against": against(sitting.standing, saved, sitting.curator),
        "undone": request.query_params.get("undone", ""),
        "last": told(last) if last else None,
        "last_seen": mark(last),
    }


def _original(sitting: Sitting, claim: Claim) -> str:
    """The id of the claim in whose place a curator wrote this one; empty where nobody knows."""
    for id, by in sitting.standing.held.items():
        if any(d.verdict is Verdict.EDIT and d.anchor.quote == claim.row.quote for d in by.values()):
            return id
    return ""


def _progress(sitting: Sitting, queue: Queue) -> dict[str, int]:
    held = sitting.standing.held
    here = [claim for claim in held if claim in queue.places]
    return {
        "total": len(queue.places),
        "mine": sum(sitting.curator in held[claim] for claim in here),
        "all": len(here),
    }


def _labels(sitting: Sitting) -> dict[str, str]:
    wanted = [iri for iri in (sitting.asked.thing, sitting.asked.work) if iri]
    return {iri: iri for iri in wanted} | sitting.snapshot.index.labels(wanted)
