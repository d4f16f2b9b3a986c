"""What decisions do: the status of claims, where curators disagree, and how often they agree."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from kg.curate.log import current
from kg.curate.records import Decision, Edit, Verdict


class Status(StrEnum):
    """How a claim stands after curation."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    EDITED = "edited"
    CONTESTED = "contested"


_STATUS = {Verdict.ACCEPT: Status.ACCEPTED, Verdict.REJECT: Status.REJECTED, Verdict.EDIT: Status.EDITED}


def apply(claims: Iterable[str], decisions: Iterable[Decision]) -> dict[str, Status]:
    """The status of each claim id on which somebody decided; a claim is contested where curators differ.

    "Unsure" decides nothing: a claim with no other verdict has no status. Attach the decisions first.
    """
    by_claim = _by_claim(decisions)
    found = ((claim, _status(by_claim.get(claim, ()))) for claim in claims)
    return {claim: status for claim, status in found if status is not None}


@dataclass(frozen=True, slots=True)
class Conflict:
    """A claim on which curators differ, with the decision of each that is not "unsure"."""

    claim: str
    decisions: tuple[Decision, ...]


def conflicts(decisions: Iterable[Decision]) -> tuple[Conflict, ...]:
    """The claims on which curators differ in verdict or in new values, by id."""
    found = _by_claim(decisions)
    return tuple(Conflict(claim, made) for claim, made in found.items() if _status(made) is Status.CONTESTED)


def _by_claim(decisions: Iterable[Decision]) -> dict[str, tuple[Decision, ...]]:
    """The decisions that count and are not "unsure", by claim."""
    found: defaultdict[str, list[Decision]] = defaultdict(list)
    for decision in current(decisions).values():
        if decision.verdict is not Verdict.UNSURE:
            found[decision.claim].append(decision)
    return {claim: tuple(made) for claim, made in found.items()}


def _status(decisions: Iterable[Decision]) -> Status | None:
    views: set[tuple[Verdict, Edit | None]] = {(d.verdict, d.edit) for d in decisions}
    if len(views) > 1:
        return Status.CONTESTED
    return _STATUS[next(iter(views))[0]] if views else None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two curators agree on the verdicts of the claims both decided on.

    ``same`` of ``count`` verdicts are equal; ``kappa`` is Cohen's (1960), unweighted, over the four
    verdicts, "unsure" among them. Where it is undefined it is None and ``undefined`` says why.
    """

    curators: tuple[str, str]
    count: int
    same: int
    kappa: float | None
    undefined: str = ""


def agreement(decisions: Iterable[Decision]) -> tuple[Agreement, ...]:
    """The agreement of each two curators, by name."""
    verdicts: defaultdict[str, dict[str, Verdict]] = defaultdict(dict)
    for (claim, curator), decision in current(decisions).items():
        verdicts[curator][claim] = decision.verdict
    return tuple(_agreement(pair, verdicts[pair[0]], verdicts[pair[1]]) for pair in combinations(sorted(verdicts), 2))


def _agreement(pair: tuple[str, str], one: Mapping[str, Verdict], other: Mapping[str, Verdict]) -> Agreement:
    both = [(one[claim], other[claim]) for claim in sorted(one.keys() & other.keys())]
    count, same = len(both), sum(a == b for a, b in both)
    if not both:
        return Agreement(pair, 0, 0, None, "no claim was decided by both")
    first, second = Counter(a for a, _ in both), Counter(b for _, b in both)
    # Whole numbers, so that "all the same" is found exactly.
    expected = sum(first[verdict] * second[verdict] for verdict in Verdict)
    if expected == count * count:
        return Agreement(pair, count, same, None, "both gave every claim the same one verdict")
    return Agreement(pair, count, same, round((same * count - expected) / (count * count - expected), 4))
