from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from conftest import Reader, stated

from kg.extract import rules
from kg.extract.rules import DATA, Rule, load
from kg.model import EntityType, Relation, RuleError

RULES = load()
GROUP = '{"group": "help", "lemmas": "help aid"}'
RULE = {
    "id": "help-verb",
    "relation": "promotes",
    "pattern": "subj|poss V:@help,favour obj",
    "example": "Trust helps growth.",
    "claims": ["trust | promotes | growth"],
}


def written(folder: Path, *lines: str, groups: str = GROUP) -> Path:
    """A folder with rule files of these lines."""
    (folder / "triggers.jsonl").write_text(groups + "\n", encoding="utf-8")
    (folder / "rules.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def rule(**changes: object) -> str:
    return json.dumps(RULE | changes)


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
def test_the_example_gives_exactly_its_claims(rule: Rule, read_text: Reader) -> None:
    found = [stated(c) for c in read_text(rule.example).claims if c.rule == rule.id]
    assert sorted(found) == sorted(rule.claims)
    assert found


@pytest.mark.parametrize("rule", [r for r in RULES if r.counter], ids=lambda r: r.id)
def test_the_counter_example_gives_nothing(rule: Rule, read_text: Reader) -> None:
    assert [stated(c) for c in read_text(rule.counter).claims if c.rule == rule.id] == []


def test_ids_are_unique() -> None:
    ids = [r.id for r in RULES]
    assert len(ids) == len(set(ids)) > 50


def test_every_relation_has_a_rule() -> None:
    assert {r.relation for r in RULES} == set(Relation)


def test_confidences_are_probabilities() -> None:
    assert all(0 < r.confidence <= 1 for r in RULES)


def test_every_group_of_triggers_stands_on_one_line() -> None:
    lines = (DATA / "triggers.jsonl").read_text(encoding="utf-8").splitlines()
    groups = [json.loads(line)["group"] for line in lines if line.strip()]
    assert len(groups) == len(set(groups))


def test_a_rule_is_read_with_its_defaults(tmp_path: Path) -> None:
    (read,) = load(written(tmp_path, rule(), ""))
    assert (read.id, read.relation, read.pos) == ("help-verb", Relation.PROMOTES, "V")
    assert (read.head, read.tail, read.triggers) == (("subj", "poss"), ("obj",), ("help", "aid", "favour"))
    assert (read.heads, read.tails, read.skipped) == (frozenset(), frozenset(), frozenset())
    assert (read.work, read.advice, read.counter, read.confidence) == (False, False, "", 0.7)
    assert (read.barred, read.neutral) == (frozenset(), False)


def test_a_rule_is_read_with_all_it_says(tmp_path: Path) -> None:
    line = rule(
        **{"not": "No."},
        skip="@help",
        bar=["Body"],
        neutral=True,
        head=["Factor"],
        tail=["Issue"],
        work=True,
        advice=True,
        confidence=1,
    )
    (read,) = load(written(tmp_path, line))
    assert (read.heads, read.tails) == (frozenset({EntityType.FACTOR}), frozenset({EntityType.ISSUE}))
    assert (read.skipped, read.work, read.advice) == (frozenset({"help", "aid"}), True, True)
    assert (read.counter, read.confidence) == ("No.", 1.0)
    assert (read.barred, read.neutral) == (frozenset({EntityType.BODY}), True)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "not JSON"),
        (rule(colour="red"), "unknown key colour"),
        (rule(pattern="subj help obj"), "not a rule"),
        (rule(pattern="subj X:help obj"), "not a rule"),
        (json.dumps({k: v for k, v in RULE.items() if k != "pattern"}), "not a rule"),
        (json.dumps({k: v for k, v in RULE.items() if k != "example"}), "not a rule"),
        (rule(relation="adores"), "'adores' is not a valid Relation"),
        (rule(head=["Person"]), "'Person' is not a valid EntityType"),
        (rule(confidence="high"), "could not convert"),
        (rule(pattern="subj V:@hinder obj"), "no group @hinder"),
        (rule(skip="@hinder"), "no group @hinder"),
    ],
)
def test_malformed_lines_are_refused(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(RuleError) as raised:
        load(written(tmp_path, rule(id="first"), "", line))
    assert str(raised.value).startswith(f"{tmp_path / 'rules.jsonl'}:3: ")
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_malformed_groups_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleError) as raised:
        load(written(tmp_path, rule(), groups=f"{GROUP}\n{{"))
    assert str(raised.value).startswith(f"{tmp_path / 'triggers.jsonl'}:2: not JSON")


def test_an_id_used_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"rules\.jsonl: rule id used twice: help-verb"):
        load(written(tmp_path, rule(), rule()))


def test_the_rule_files_need_nothing_beside_them(tmp_path: Path) -> None:
    for name in ("rules.jsonl", "triggers.jsonl"):
        shutil.copy(DATA / name, tmp_path / name)
    assert rules.load(tmp_path) == RULES
