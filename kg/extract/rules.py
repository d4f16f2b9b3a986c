"""Reads and checks the rule files: one rule a line, with an example that runs as a test."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kg.model import EntityType, Relation, RuleError

DATA = Path(__file__).parent / "data"
PARTS_OF_SPEECH = {
    "V": frozenset({"VERB", "AUX"}),
    "N": frozenset({"NOUN", "PROPN"}),
    "A": frozenset({"ADJ", "VERB"}),
}
_PATTERN = re.compile(r"(?P<head>\S+) (?P<pos>[VNA]):(?P<triggers>\S+) (?P<tail>\S+)\Z")
_KEYS = {
    "id",
    "relation",
    "pattern",
    "example",
    "claims",
    "not",
    "confidence",
    "head",
    "tail",
    "work",
    "advice",
    "skip",
    "bar",
    "neutral",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the grammar.

    Attributes:
        head: names of the arguments of the trigger that may fill the head, the first found wins.
        triggers: lemmas of the predicate.
        heads: types the head must have; empty for what the relation admits.
        work: whether the document itself is the head (its "we", "the paper", or nobody).
        advice: whether it holds only where the text calls for it ("should", "it is necessary to").
        skipped: lemmas of heads that are left to another rule.
        neutral: whether the relation stays as it is, whatever the ends are.
        barred: types of heads that are left to another rule.
        claims: what the example says, each "head | relation | tail".
        counter: a sentence the rule must not fire on, or empty.
    """

    id: str
    relation: Relation
    head: tuple[str, ...]
    pos: str
    triggers: tuple[str, ...]
    tail: tuple[str, ...]
    heads: frozenset[EntityType]
    tails: frozenset[EntityType]
    work: bool
    advice: bool
    skipped: frozenset[str]
    barred: frozenset[EntityType]
    neutral: bool
    confidence: float
    example: str
    claims: tuple[str, ...]
    counter: str


@cache
def load(folder: Path = DATA) -> tuple[Rule, ...]:
    """All rules, in the order of the file.

    Raises:
        RuleError: a line is not a rule, a group is unknown or an id is used twice.
    """
    groups = {g["group"]: tuple(g["lemmas"].split()) for _, g in _lines(folder / "triggers.jsonl")}
    rules = [_rule(record, groups, place) for place, record in _lines(folder / "rules.jsonl")]
    ids = [r.id for r in rules]
    twice = sorted({i for i in ids if ids.count(i) > 1})
    if twice:
        raise RuleError(f"{folder / 'rules.jsonl'}: rule id used twice: {twice[0]}; rename one")
    return tuple(rules)


def _lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            yield f"{path}:{number}", json.loads(line)
        except json.JSONDecodeError as e:
            raise RuleError(f"{path}:{number}: not JSON ({e.msg}); mend the line") from e


def _rule(record: dict[str, Any], groups: dict[str, tuple[str, ...]], place: str) -> Rule:
    unknown = sorted(set(record) - _KEYS)
    pattern = _PATTERN.match(record.get("pattern", ""))
    if unknown or pattern is None or not {"id", "relation", "example", "claims"} <= set(record):
        raise RuleError(
            f"{place}: not a rule{', unknown key ' + unknown[0] if unknown else ''}; see docs/extraction.md"
        )
    try:
        return Rule(
            id=record["id"],
            relation=Relation(record["relation"]),
            head=tuple(pattern["head"].split("|")),
            pos=pattern["pos"],
            triggers=tuple(_expand(pattern["triggers"], groups, place)),
            tail=tuple(pattern["tail"].split("|")),
            heads=frozenset(EntityType(t) for t in record.get("head", [])),
            tails=frozenset(EntityType(t) for t in record.get("tail", [])),
            work=record.get("work", False),
            advice=record.get("advice", False),
            skipped=frozenset(_expand(record["skip"], groups, place)) if "skip" in record else frozenset(),
            barred=frozenset(EntityType(t) for t in record.get("bar", [])),
            neutral=record.get("neutral", False),
            confidence=float(record.get("confidence", 0.7)),
            example=record["example"],
            claims=tuple(record["claims"]),
            counter=record.get("not", ""),
        )
    except ValueError as e:
        raise RuleError(f"{place}: {e}; see docs/extraction.md") from e


def _expand(triggers: str, groups: dict[str, tuple[str, ...]], place: str) -> Iterator[str]:
    for trigger in triggers.split(","):
        if not trigger.startswith("@"):
            yield trigger
            continue
        if trigger[1:] not in groups:
            raise RuleError(f"{place}: no group {trigger} in triggers.jsonl; add it there")
        yield from groups[trigger[1:]]
