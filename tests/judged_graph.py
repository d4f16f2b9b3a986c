"""The graph of a store after people have judged some of its claims, with two curated facts beside it."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from fixtures_store import nquads

from kg.curate import Decision, Edit, Reason, Verdict, decision_quads, dump, linked_anchor
from kg.holdings import Shards
from kg.model import LinkedClaim, Modality, Polarity
from kg.publish import DECISIONS, linked, publish
from kg.store import writer
from kg.terms import BASE, ONTOLOGY, iri, literal

_NOON, _LATER = "2026-11-22T12:00:00Z", "2026-11-23T12:00:00Z"
_CURATED = iri(f"{BASE}graph/curated")


def judged_copy(store: Path, folder: Path) -> Path:
    """A copy of a store in which claims are accepted, rejected, edited, contested, and taken back."""
    copy = Path(shutil.copytree(store, folder, ignore=shutil.ignore_patterns("graphs", "CURRENT")))
    with writer(copy) as target:
        target.write_note(DECISIONS, dump(_decisions(copy)))
        publish(target)
    return copy


def judged_lines(store: Path, folder: Path) -> list[str]:
    """The lines of such a copy, those of decisions that count no longer, and those of two facts on what it states."""
    copy = judged_copy(store, folder)
    lines = nquads(copy).decode().splitlines()
    stated = sorted({line.split()[2] for line in lines if f" <{ONTOLOGY}states> " in line})
    return list(dict.fromkeys([*lines, *decision_quads(_decisions(copy)), *_facts(stated)]))


def _decisions(store: Path) -> Iterator[Decision]:
    found = {c.id: c for c in linked(Shards(store))}
    claims = [found[id] for id in sorted(found)]
    said = Counter(c.proposition for c in claims if c.claim.modality is Modality.ASSERTED)
    denied = next(c for c in claims[5:] if said[c.proposition] > 1 and c.claim.polarity is Polarity.POSITIVE)
    new = Edit("the new head", None, "the new tail", Polarity.NEGATIVE, Modality.RECOMMENDED)
    yield _decision(claims[0], Verdict.ACCEPT, note="as it stands")
    yield _decision(claims[1], Verdict.REJECT, reason=Reason.VAGUE)
    yield _decision(claims[2], Verdict.EDIT, reason=Reason.OTHER, edit=new)
    yield _decision(claims[3], Verdict.ACCEPT)
    yield _decision(claims[3], Verdict.REJECT, "Bea", reason=Reason.DIRECTION)
    yield _decision(claims[4], Verdict.REJECT, reason=Reason.DIRECTION)
    yield _decision(claims[4], Verdict.UNSURE, time=_LATER)
    yield _decision(denied, Verdict.EDIT, reason=Reason.POLARITY, edit=Edit(polarity=Polarity.NEGATIVE))


def _decision(
    claim: LinkedClaim,
    verdict: Verdict,
    curator: str = "Ann",
    *,
    time: str = _NOON,
    reason: Reason | None = None,
    note: str = "",
    edit: Edit | None = None,
) -> Decision:
    return Decision(claim.id, verdict, curator, time, linked_anchor(claim), reason, note, edit)


def _facts(propositions: list[str]) -> Iterator[str]:
    for number, says in enumerate(("affirms", "denies")):
        node = iri(f"{BASE}fact/{number}")
        for predicate, value in (
            ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", iri(f"{ONTOLOGY}Fact")),
            (ONTOLOGY + says, propositions[number]),
            ("http://www.w3.org/2004/02/skos/core#note", literal("The pages of the body say so.")),
            ("http://purl.org/dc/terms/source", literal("example.org")),
            ("http://purl.org/dc/terms/temporal", literal("1986")),
        ):
            yield f"{node} <{predicate}> {value} {_CURATED} ."
