"""The log of decisions: one JSON line a decision, never taken back, only followed by a later one.

Which decision counts depends on their times alone, not on the order of the lines, so that logs can be
joined in any order.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from kg.curate.records import Anchor, CurationError, Decision, Edit, Reason, Verdict, moment
from kg.model import Modality, Polarity, Relation


def dump(decisions: Iterable[Decision]) -> bytes:
    """The decisions as canonical JSON lines, in their order."""
    return b"".join(map(line, decisions))


def line(decision: Decision) -> bytes:
    """One decision as a line; a character that UTF-8 cannot hold becomes a question mark."""
    text = json.dumps(asdict(decision), ensure_ascii=False, sort_keys=True)
    return text.encode(errors="replace") + b"\n"


def load(content: bytes, name: str) -> tuple[Decision, ...]:
    """Every decision of a log, in its order; ``name`` is the file, for messages.

    Raises:
        CurationError: a line is no decision.
    """
    return tuple(_decision(text, f"{name}:{n}") for n, text in enumerate(content.split(b"\n"), 1) if text.strip())


def append(content: bytes, decisions: Iterable[Decision]) -> bytes:
    """The log with more decisions at its end; a line that is there is not repeated."""
    known = set(content.split(b"\n"))
    lines = dict.fromkeys(map(line, decisions))
    new = b"".join(text for text in lines if text.rstrip(b"\n") not in known)
    gap = b"\n" if new and content and not content.endswith(b"\n") else b""
    return content + gap + new


def latest(decisions: Iterable[Decision]) -> dict[tuple[str, str], Decision]:
    """The latest line for each claim and curator, also one that takes back; of two of one moment always the same."""
    found: dict[tuple[str, str], Decision] = {}
    for decision in sorted(decisions, key=rank):
        found[decision.claim, decision.curator] = decision
    return dict(sorted(found.items()))


def current(decisions: Iterable[Decision]) -> dict[tuple[str, str], Decision]:
    """The decision that counts for each claim and curator: the latest, and none where it was taken back."""
    return {key: made for key, made in latest(decisions).items() if made.verdict is not Verdict.WITHDRAW}


@dataclass(frozen=True, slots=True)
class Change:
    """What a new decision does to a log: ``before`` is None where the log has nothing of the curator on the claim."""

    before: Decision | None
    after: Decision

    @property
    def is_late(self) -> bool:
        """Whether the log has a later decision, so that this one changes nothing."""
        return self.before is not None and rank(self.after) < rank(self.before)

    @property
    def is_empty(self) -> bool:
        """Whether it only repeats what the log has, or takes back what is not there."""
        if self.before is None:
            return self.after.verdict is Verdict.WITHDRAW
        return self.before == replace(self.after, time=self.before.time)


def changes(old: Iterable[Decision], new: Iterable[Decision]) -> tuple[Change, ...]:
    """What new decisions would change, by claim and curator; those that only repeat what counts are left out."""
    known = latest(old)
    found = (Change(known.get(key), decision) for key, decision in latest(new).items())
    return tuple(change for change in found if not change.is_empty)


def difference(old: Iterable[Decision], new: Iterable[Decision]) -> str:
    """What new decisions would change, as text: a line of counts, then a line for each change."""
    decisions = tuple(new)
    found = changes(old, decisions)
    late = sum(c.is_late for c in found)
    fresh = sum(c.before is None for c in found)
    repeated = len(latest(decisions)) - len(found)
    counts = f"{fresh} new, {len(found) - fresh - late} changed, {late} too late, {repeated} as before"
    return "\n".join((counts, *map(_line_of, found)))


def _line_of(change: Change) -> str:
    a = change.after.anchor
    claim = " ".join(f"{a.head} | {a.relation} | {a.tail}".split())
    before = f"{told(change.before)} -> " if change.before else ""
    mark = "!" if change.is_late else "~" if change.before else "+"
    late = " (the log has a later decision, which stays)" if change.is_late else ""
    curator = " ".join(change.after.curator.split())
    return f"{mark} {change.after.claim} {curator}: {before}{told(change.after)}{late}; {claim}"


def told(decision: Decision) -> str:
    """A verdict with its reason, its new values and its note, on one line."""
    edit = asdict(decision.edit) if decision.edit else {}
    new = ", ".join(f"{name} {value}" for name, value in edit.items() if value)
    parts = (decision.reason, new, f"note: {decision.note}" if decision.note else "")
    more = "; ".join(" ".join(part.split()) for part in parts if part)
    return f"{decision.verdict} ({more})" if more else decision.verdict


def rank(decision: Decision) -> tuple[datetime, bytes]:
    """What decisions are ordered by; the latest is the largest."""
    return moment(decision.time), line(decision)


def _decision(text: bytes, place: str) -> Decision:
    try:
        raw = json.loads(text)
        coded = {
            "verdict": Verdict(raw["verdict"]),
            "reason": Reason(raw["reason"]) if raw["reason"] else None,
            "anchor": _anchor(raw["anchor"]),
            "edit": _edit(raw["edit"]) if raw["edit"] else None,
        }
        return Decision(**{**_texts(raw, *coded), **coded})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise CurationError(f"{place}: no decision ({_one_line(error)}); mend or remove the line") from error
    except CurationError as error:
        raise CurationError(f"{place}: {error}") from error


_HELD = {"relation": Relation, "polarity": Polarity, "modality": Modality}


def _anchor(raw: dict[str, Any]) -> Anchor:
    return Anchor(**{**_texts(raw), **{name: kind(raw[name]) for name, kind in _HELD.items()}})


def _edit(raw: dict[str, Any]) -> Edit:
    held = {name: kind(raw[name]) if raw[name] else None for name, kind in _HELD.items()}
    return Edit(**{**_texts(raw, *_HELD), **held})


def _texts(raw: dict[str, Any], *others: str) -> dict[str, Any]:
    """The values, of which all but some are texts."""
    if wrong := [name for name, value in raw.items() if name not in others and not isinstance(value, str)]:
        raise TypeError(f"{wrong[0]} is no text")
    return raw


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
