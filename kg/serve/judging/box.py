"""What the page of a claim shows of its verdicts, and the buttons to give one."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from kg.curate import Reason
from kg.deciding import is_judged, mark
from kg.index import Claim
from kg.serve import csrf
from kg.serve.judging.cards import Sitting
from kg.serve.judging.desk import WITHDRAWN
from kg.serve.judging.told import Told, all_told, told
from kg.serve.room import room


@dataclass(frozen=True, slots=True)
class Box:
    """What ``verdict_box.html`` shows as ``box``.

    Attributes:
        claim: the claim.
        status: how it stands now.
        verdicts: what each curator holds of it.
        mine: what the one who looks at it holds of it.
        waiting: whether the graph has not yet what counts.
        may_judge: whether verdicts are taken.
        curator: who looks at it; empty where nobody said.
        csrf: for the forms; empty where no verdict is taken.
        seen: for the forms.
        reasons: why a claim may be rejected.
    """

    claim: Claim
    status: str
    verdicts: tuple[Told, ...]
    mine: Told | None
    waiting: bool
    may_judge: bool
    curator: str
    csrf: str
    seen: str
    reasons: tuple[str, ...] = tuple(Reason)


def verdict_box(request: Request, claim: Claim) -> Box:
    """What a page shows of the verdicts on a claim: its template takes it as ``box`` and includes ``verdict_box.html``.

    Raises:
        KgError: the log or the graph cannot be read.
    """
    sitting = Sitting.of(request, {})
    by = sitting.standing.held.get(claim.id, {})
    mine, waiting = sitting.mine(claim.id), claim.id in sitting.standing.waiting
    may_judge = room(request).settings.write and is_judged(claim.row)
    return Box(
        claim,
        sitting.standing.status.get(claim.id, WITHDRAWN if waiting and not by else ""),
        tuple(all_told(by.values())),
        told(mine) if mine else None,
        waiting,
        may_judge,
        sitting.curator,
        csrf.token(request) if may_judge and sitting.curator else "",
        mark(mine),
    )
