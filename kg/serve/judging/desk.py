"""What is kept between requests: the log beside each graph, and the orders in which claims come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from threading import Lock
from weakref import WeakKeyDictionary

from kg.claimrow import last_segment
from kg.curate import Status
from kg.deciding import Ledger, Standing
from kg.serve.judging.queue import Asked, Queue
from kg.serve.room import Room, Snapshot

_GRAPHS = 2  # a request may still be at the one that was replaced
_QUEUES = 8

OUT = frozenset({Status.REJECTED, Status.EDITED})
"""How a claim stands that does not count, also before the graph is made anew."""

WITHDRAWN = "withdrawn"
"""How a claim stands whose verdict was taken back, until the graph is made anew."""


class Desk:
    """The ledger of each graph that is open, and the last orders that were asked for."""

    def __init__(self, store: Path) -> None:
        self._store = store
        self._turn, self._sorting = Lock(), Lock()
        self._ledgers: dict[str, Ledger] = {}
        self._queues: dict[tuple[str, Asked], Queue] = {}

    def now(self, snapshot: Snapshot) -> Standing:
        """What people hold of the claims of a graph now.

        Raises:
            KgError: the log or the graph cannot be read.
        """
        with self._turn:
            ledger = self._ledgers.pop(snapshot.generation, None)
            ledger = ledger or Ledger(self._store, snapshot.index)
            self._ledgers[snapshot.generation] = ledger
            while len(self._ledgers) > _GRAPHS:
                del self._ledgers[next(iter(self._ledgers))]
        return ledger.now()

    def queue(self, snapshot: Snapshot, asked: Asked) -> Queue:
        """The claims that are asked for, in order."""
        key = snapshot.generation, replace(asked, show="")
        with self._sorting:
            queue = self._queues.pop(key, None) or Queue.of(snapshot.index, asked)
            self._queues[key] = queue
            while len(self._queues) > _QUEUES:
                del self._queues[next(iter(self._queues))]
        return queue


_DESKS: WeakKeyDictionary[Room, Desk] = WeakKeyDictionary()


def desk(here: Room) -> Desk:
    """The desk of a room."""
    return _DESKS.setdefault(here, Desk(here.store))


def statuses(here: Room, claims: Iterable[str], snapshot: Snapshot | None = None) -> dict[str, str]:
    """How claims stand now, whether the graph has it yet or not.

    Args:
        here: the room of the request.
        claims: IRIs of claims.
        snapshot: the graph that the page is made from; the current one if it is not given.

    Returns:
        ``accepted``, ``rejected``, ``edited`` or ``contested`` by IRI, ``withdrawn`` where the graph has a verdict that
        was taken back since; claims on which nobody decided are left out.

    Raises:
        KgError: the log or the graph cannot be read.
    """
    now = desk(here).now(snapshot or here.snapshot)
    return {claim: said for claim in claims if (said := _status(now, last_segment(claim)))}


def decided(here: Room, snapshot: Snapshot | None = None) -> dict[str, str]:
    """How each claim stands now on which somebody decided, by its id; see :func:`statuses`."""
    now = desk(here).now(snapshot or here.snapshot)
    return {claim: str(status) for claim, status in now.status.items()}


def _status(now: Standing, claim: str) -> str:
    if claim in now.status:
        return now.status[claim]
    return WITHDRAWN if claim in now.waiting and not now.held.get(claim) else ""
