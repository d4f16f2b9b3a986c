"""Joins the stages with which people judge one claim at a time while the graph is read.

A decision goes into the log of the store at once, under a lock of the notes' own, so that it is kept while a build
runs. What it does to the graph waits until that is made anew; until then :class:`Ledger` says what people hold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from threading import Lock

from kg import curate
from kg.claimrow import ClaimRow, last_segment
from kg.curate import Anchor, Decision, Status, Verdict
from kg.curate.records import moment
from kg.holdings import Shards
from kg.index import Index, Made, Wanted
from kg.model import KgError, digest
from kg.publish import CURATED, DECISIONS
from kg.store import Store, generation
from kg.terms import BASE, work_iri

_STEP = timedelta(milliseconds=1)
_ALL = 1_000_000  # claims of one work; it has thousands at most
_PUBLISHED = """
PREFIX igr: <https://w3id.org/igr/ontology#>
PREFIX prov: <http://www.w3.org/ns/prov#>
SELECT ?decision ?claim WHERE { ?decision a igr:Decision ; prov:used ?claim }
"""

Choice = Callable[[list[Decision]], Decision]
"""What is written after the decisions of one curator on one claim, which are in order."""


class ChangedError(KgError):
    """The curator has decided otherwise since they looked at the claim; ``held`` is None where it was taken back."""

    def __init__(self, held: Decision | None) -> None:
        super().__init__("this claim has been judged again under your name meanwhile; look at it again")
        self.held = held


def mark(decision: Decision | None) -> str:
    """What two decisions on a claim have in common that say the same, whenever; empty where nothing is decided."""
    if decision is None or decision.verdict is Verdict.WITHDRAW:
        return ""
    return digest(curate.line(replace(decision, time="1970-01-01T00:00:00Z")).decode())


def decide(path: Path, decision: Decision, seen: str | None = None) -> Decision:
    """Add a decision to the log of a store.

    Args:
        path: the store.
        decision: where the curator has decided on the claim later, its time is moved behind that, so that it counts.
        seen: the :func:`mark` of what the curator saw as their decision; None to write whatever they saw.

    Returns:
        What stands in the log; nothing is written where that says the same already.

    Raises:
        ChangedError: the log has another decision of the curator on the claim than they saw.
        StoreError: the log cannot be written.
    """
    return _write(path, decision.claim, decision.curator, seen, lambda _: decision)


def take_back(path: Path, made: Decision, time: str, seen: str | None = None) -> Decision:
    """Take back what a curator holds of a claim: what they held before counts again, or nothing.

    Args:
        path: the store.
        made: the decision that counts.
        time: now, in ISO 8601 with a zone.
        seen: see :func:`decide`.

    Returns:
        What stands in the log; its verdict is ``WITHDRAW`` where nothing counts any more.

    Raises:
        ChangedError: the log has another decision of the curator on the claim than they saw.
        StoreError: the log cannot be written.
    """
    nothing = Decision(made.claim, Verdict.WITHDRAW, made.curator, time, made.anchor)

    def before(history: list[Decision]) -> Decision:
        found = _before(history)
        return replace(found, time=time) if found else nothing

    return _write(path, made.claim, made.curator, seen, before)


def _write(path: Path, claim: str, curator: str, seen: str | None, choose: Choice) -> Decision:
    found: list[Decision] = []

    def change(content: bytes) -> bytes:
        history = _history(content, claim, curator)
        held = history[-1] if history else None
        chosen = choose(history)
        if held is not None and mark(held) == mark(chosen):
            found.append(held)
            return content
        if seen is not None and held is not None and seen != mark(held):
            raise ChangedError(held if mark(held) else None)
        found.append(_after(chosen, held))
        return curate.append(content, found)

    Shards(path).amend(DECISIONS, change)
    return found[0]


def _history(content: bytes, claim: str, curator: str) -> list[Decision]:
    """The decisions of a curator on a claim, oldest first; only lines that name the claim are read."""
    lines = (line for line in content.split(b"\n") if claim.encode() in line)
    found = curate.load(b"\n".join(lines), DECISIONS)
    return sorted((d for d in found if (d.claim, d.curator) == (claim, curator)), key=curate.rank)


def _after(decision: Decision, held: Decision | None) -> Decision:
    if held is None or moment(held.time) < moment(decision.time):
        return decision
    return replace(decision, time=(moment(held.time) + _STEP).isoformat(timespec="milliseconds"))


def _before(history: Iterable[Decision]) -> Decision | None:
    """What was held before; a decision that only brings back the one before the last counts as taking that back."""
    held: list[Decision] = []
    for decision in history:
        if decision.verdict is Verdict.WITHDRAW:
            held.clear()
        elif len(held) > 1 and mark(held[-2]) == mark(decision):
            held.pop()
        elif not held or mark(held[-1]) != mark(decision):
            held.append(decision)
    return held[-2] if len(held) > 1 else None


@dataclass(frozen=True, slots=True)
class Standing:
    """What people hold of the claims of a graph now, whether the graph has it yet or not.

    Attributes:
        log: every line of the log, in its order.
        held: the decisions that count, by the id of their claim and by curator.
        status: how each claim stands on which somebody decided, by id.
        orphans: decisions that count, but whose claim is no longer read.
        waiting: ids of the claims of which the graph has not what counts.
    """

    log: tuple[Decision, ...] = ()
    held: Mapping[str, Mapping[str, Decision]] = field(default_factory=dict)
    status: Mapping[str, Status] = field(default_factory=dict)
    orphans: tuple[Decision, ...] = ()
    waiting: frozenset[str] = frozenset()

    def last(self, curator: str) -> Decision | None:
        """The latest of the decisions of a curator that count."""
        made = (by[curator] for by in self.held.values() if curator in by)
        return max(made, key=lambda d: (moment(d.time), d.claim), default=None)


@dataclass(frozen=True, slots=True)
class _Part:
    """What people hold of the claims of one document; ``made`` are the IRIs of decisions by the id of their claim."""

    held: Mapping[str, Mapping[str, Decision]]
    status: Mapping[str, Status]
    orphans: tuple[Decision, ...]
    made: Mapping[str, set[str]]

    @classmethod
    def of(cls, log: Iterable[Decision], claims: Mapping[str, Anchor]) -> _Part:
        attached = curate.attach(log, claims)
        held: defaultdict[str, dict[str, Decision]] = defaultdict(dict)
        for (claim, curator), decision in curate.current(attached.decisions).items():
            held[claim][curator] = decision
        made: defaultdict[str, set[str]] = defaultdict(set)
        for decision in attached.decisions:
            made[decision.claim].add(curate.decision_iri(decision))
        return cls(held, curate.apply(held, attached.decisions), attached.orphans, made)


class Ledger:
    """The log of a store beside the index of one of its graphs; it may be asked from any thread.

    A decision is about a claim of its document, so that a new line changes only what is held of that document.
    """

    def __init__(self, path: Path, index: Index) -> None:
        self._path, self._index = path, index
        self._turn = Lock()
        self._content = b""
        self._by_doc: defaultdict[str, list[Decision]] = defaultdict(list)
        self._parts: dict[str, _Part] = {}
        self._generation = ""
        self._published: Mapping[str, set[str]] = {}
        self._standing = Standing()

    def now(self) -> Standing:
        """What people hold of the claims of the graph now; the log is read again only as far as it has grown.

        Raises:
            CurationError: a line of the log is no decision.
            StoreError: the log or the graph cannot be read.
        """
        with self._turn:
            content = Shards(self._path).note(DECISIONS)
            if content != self._content or generation(self._path) != self._generation:
                log = self._read(content)
                self._look_at_graph()
                self._standing = self._joined(log)
                self._content = content
            return self._standing

    def _read(self, content: bytes) -> tuple[Decision, ...]:
        """Every line of the log; documents with new lines are worked through again."""
        before, old = self._content, self._standing.log
        if not (before.endswith(b"\n") and content.startswith(before)):
            before, old = b"", ()
        new = curate.load(content[len(before) :], f"{self._path}/curation/{DECISIONS}")
        if not before:
            self._by_doc.clear()
            self._parts.clear()
        for decision in new:
            self._by_doc[decision.anchor.doc].append(decision)
        for doc in {decision.anchor.doc for decision in new}:
            self._parts[doc] = _Part.of(self._by_doc[doc], self._claims(doc))
        return (*old, *new)

    def _claims(self, doc: str) -> dict[str, Anchor]:
        """The claims that the decisions of a document name; all of its claims where one of those is no longer read."""
        named = {decision.claim for decision in self._by_doc[doc]}
        rows = {claim: found.row for claim in named if (found := self._index.claim(f"{BASE}claim/{claim}"))}
        known = {claim: curate.anchor(row) for claim, row in rows.items() if is_judged(row)}
        if any(d.claim not in known or known[d.claim].sentence != d.anchor.sentence for d in self._by_doc[doc]):
            of_work = self._index.claims(Wanted(work=work_iri(doc), rejected=True), _ALL)
            known |= {claim.id: curate.anchor(claim.row) for claim in of_work if is_judged(claim.row)}
        return known

    def _look_at_graph(self) -> None:
        """Take the decisions of the current graph, which may be newer than the index."""
        if generation(self._path) == self._generation:
            return
        found: defaultdict[str, set[str]] = defaultdict(set)
        with Store.open(self._path) as store:
            for decision, claim in store.select(_PUBLISHED).rows:
                found[last_segment(claim or "")].add(decision or "")
            self._generation, self._published = store.generation, found

    def _joined(self, log: tuple[Decision, ...]) -> Standing:
        held: dict[str, Mapping[str, Decision]] = {}
        status: dict[str, Status] = {}
        made: dict[str, set[str]] = {}
        for part in self._parts.values():
            held |= part.held
            status |= part.status
            made |= part.made
        published, none = self._published, set[str]()
        waiting = frozenset(c for c in made.keys() | published.keys() if made.get(c, none) != published.get(c, none))
        orphans = tuple(decision for part in self._parts.values() for decision in part.orphans)
        return Standing(log, held, status, orphans, waiting)


def is_judged(made: ClaimRow | Made) -> bool:
    """Whether people judge a claim: not one that a curator wrote in the place of another."""
    return not made.rule.endswith(CURATED)
