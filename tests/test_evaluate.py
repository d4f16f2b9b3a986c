from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kg.evaluate import (
    Report,
    RuleScore,
    Score,
    as_json,
    bag,
    by_rule,
    evaluate,
    judged,
    load,
    rule_table,
    rules_as_json,
    table,
    wilson,
)
from kg.model import ReadError

SHARED = Path(__file__).resolve().parents[2] / "shared"
GOLD = SHARED / "gold" / "dev-seeds.jsonl"
SCORER = SHARED / "tools" / "score_claims.py"

Row = dict[str, Any]


def entity(text: str, kind: str = "Mechanism", *aliases: str) -> Row:
    return {"text": text, "type": kind, "aliases": list(aliases)}


def claim(head: str, relation: str, tail: str, **qualifiers: str) -> Row:
    return {"head": head, "relation": relation, "tail": tail, **qualifiers}


def one(entities: list[Row], claims: list[Row]) -> dict[str, Row]:
    return {"d": {"doc": "d", "entities": entities, "relations": claims}}


def judge(gold: list[Row], predicted: list[Row]) -> Report:
    """The report on the claims of one document without entities."""
    return evaluate(one([], gold), one([], predicted))


FUND = claim("joint fund", "promotes", "growth")
RIVALS = claim("north town", "competesWith", "south town")


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("The Joint Funds of the Cities", "joint fund city"),
        ("labour organisation", "labor organization"),
        ("our hour", "hour"),
        ("regional politics", "region politic"),
        ("fiscal crises' costs", "fiscal crise cost"),
        ("churches and taxes", "church tax"),
        ("city's parks", "city park"),
        ("of the", "of the"),
        ("政府", ""),
    ],
)
def test_content_words(form: str, expected: str) -> None:
    assert bag(form) == frozenset(expected.split())


@pytest.mark.parametrize(
    ("predicted", "claims", "pairs"),
    [
        ([FUND], 1, 1),
        ([], 0, 0),
        ([claim("joint funds", "promotes", "the growth")], 1, 1),
        ([claim("fund", "promotes", "growth")], 1, 1),
        ([claim("fund of large towns", "promotes", "growth")], 0, 0),
        ([claim("growth", "promotes", "joint fund")], 0, 1),
        ([claim("joint fund", "hinders", "growth")], 0, 1),
        ([claim("joint park", "promotes", "growth")], 1, 1),
        ([claim("park", "promotes", "growth")], 0, 0),
        ([claim("the", "promotes", "growth")], 0, 0),
    ],
)
def test_one_claim(predicted: list[Row], claims: int, pairs: int) -> None:
    report = judge([FUND], predicted)
    assert report.claims == Score(claims, len(predicted), 1)
    assert report.pairs == Score(pairs, len(predicted), 1)


def test_symmetric_claims_match_either_way_round() -> None:
    assert judge([RIVALS], [claim("south town", "competesWith", "north town")]).claims.matched == 1
    directed = RIVALS | {"relation": "directs"}
    assert judge([directed], [claim("south fringe", "directs", "north fringe")]).claims.matched == 0


def test_repeated_claims_count_once() -> None:
    again = claim("Joint Funds", "promotes", "growth", attributedTo="Lee")
    denied = FUND | {"polarity": "negative"}
    assert judge([FUND, again], [FUND, FUND, again]).claims == Score(1, 1, 1)
    assert judge([FUND, denied], [FUND]).claims == Score(1, 1, 2)


def test_the_matching_is_as_large_as_it_can_be() -> None:
    """The first gold claim likes the first prediction best, but only that one fits the second."""
    gold = [claim("joint park fund", "promotes", "growth"), claim("joint park", "promotes", "growth")]
    predicted = [claim("joint park fund", "promotes", "growth"), claim("fund", "promotes", "growth")]
    assert judge(gold, predicted).claims == Score(2, 2, 2)


def test_aliases_match() -> None:
    gold = one([entity("joint fund", "Mechanism", "shared purse")], [FUND])
    predicted = one([entity("purse", "Mechanism")], [claim("purse", "promotes", "growth")])
    report = evaluate(gold, predicted)
    assert (report.claims, report.entities) == (Score(1, 1, 1), Score(1, 1, 1))


def test_entities_match_with_and_without_type() -> None:
    gold = one([entity("joint fund"), entity("growth", "Outcome"), entity("trust", "Factor")], [])
    predicted = one([entity("joint funds"), entity("growth", "Factor")], [])
    report = evaluate(gold, predicted)
    assert report.entities == Score(1, 2, 3)
    assert report.entities_untyped == Score(2, 2, 3)


def test_score() -> None:
    score = Score(2, 3, 6) + Score(0, 1, 0)
    assert (score.precision, score.recall, score.f1) == (0.5, 0.3333, 0.4)
    assert (Score().precision, Score().recall, Score().f1) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("gold", "predicted", "expected"),
    [
        ({}, {}, (1.0, 1.0, 1.0)),
        ({"polarity": "negative"}, {}, (0.0, 1.0, 1.0)),
        ({}, {"modality": "recommended"}, (1.0, 0.0, 1.0)),
        ({"modality": "asserted", "attributedTo": "THIS_WORK"}, {}, (1.0, 1.0, 1.0)),
        ({"attributedTo": "Lee"}, {}, (1.0, 1.0, 0.0)),
        ({"attributedTo": "Ann Lee"}, {"attributedTo": "Lee"}, (1.0, 1.0, 1.0)),
        ({"attributedTo": "Lee; Kim"}, {"attributedTo": "Kim"}, (1.0, 1.0, 1.0)),
        ({"attributedTo": "Lee; Kim"}, {"attributedTo": "Roy"}, (1.0, 1.0, 0.0)),
    ],
)
def test_qualifiers(gold: Row, predicted: Row, expected: tuple[float, ...]) -> None:
    report = judge([FUND | gold], [FUND | predicted])
    assert tuple(report.qualifiers.values()) == expected
    assert list(report.qualifiers) == ["polarity", "modality", "attributedTo"]


def test_documents_are_matched_by_id() -> None:
    gold = one([], [FUND]) | {"e": {"doc": "e", "relations": [RIVALS]}}
    predicted = one([], [FUND]) | {"x": {"doc": "x", "relations": [RIVALS]}}
    report = evaluate(gold, predicted)
    assert (report.documents, report.claims) == (2, Score(1, 1, 2))
    assert report.by_relation == {"competesWith": Score(0, 0, 1), "promotes": Score(1, 1, 1)}
    assert report.interval == (0.0, 1.0)


def test_nothing_to_judge() -> None:
    report = evaluate({}, one([], [FUND]))
    assert (report.documents, report.claims, report.interval) == (0, Score(), None)
    assert set(report.qualifiers.values()) == {None}
    assert next(table(report)) == "0 documents"


def test_gold_against_itself_is_perfect() -> None:
    gold = one([entity("joint fund", "Mechanism", "fund"), entity("growth", "Outcome")], [FUND, RIVALS])
    report = evaluate(gold, gold)
    for score in (report.entities, report.entities_untyped, report.claims, report.pairs):
        assert (score.precision, score.recall, score.f1) == (1.0, 1.0, 1.0)
    assert report.interval == (1.0, 1.0)
    assert set(report.qualifiers.values()) == {1.0}


def test_table() -> None:
    lines = list(table(judge([FUND, RIVALS], [FUND]), by_relation=True))
    assert lines == [
        "1 documents",
        "entities          P 0.000  R 0.000  F1 0.000   (0 matched, 0 predicted, 0 gold)",
        "entities_untyped  P 0.000  R 0.000  F1 0.000   (0 matched, 0 predicted, 0 gold)",
        "claims            P 1.000  R 0.500  F1 0.667   (1 matched, 1 predicted, 2 gold)",
        "pairs             P 1.000  R 0.500  F1 0.667   (1 matched, 1 predicted, 2 gold)",
        "claims F1, 95 % bootstrap over documents: 0.667 to 0.667",
        "qualifiers        polarity 1.0  modality 1.0  attributedTo 1.0",
        "  competesWith     P 0.000  R 0.000  F1 0.000   gold 1, predicted 0",
        "  promotes         P 1.000  R 1.000  F1 1.000   gold 1, predicted 1",
    ]
    assert list(table(judge([FUND], [FUND])))[-1].startswith("qualifiers")


def test_judged() -> None:
    gold, predicted = {"relations": [FUND]}, {"relations": [RIVALS, FUND, FUND]}
    assert list(judged(gold, predicted)) == [(RIVALS, False), (FUND, True)]


@pytest.mark.parametrize(
    ("right", "of", "expected"),
    [
        (0, 0, (0.0, 1.0)),
        (0, 10, (0.0, 0.2775)),
        (5, 10, (0.2366, 0.7634)),
        (10, 10, (0.7225, 1.0)),
        (80, 100, (0.7112, 0.8666)),
    ],
)
def test_wilson(right: int, of: int, expected: tuple[float, float]) -> None:
    assert wilson(right, of) == expected


MADE_BY_TWO = [
    (["help-verb"], [("help-verb", 1, 1, 1.0)]),
    (["help-verb+model"], [("help-verb", 1, 1, 1.0)]),
    (["model"], [("model", 1, 1, 1.0)]),
    ([None], [("unknown", 1, 1, 1.0)]),
    (["help-verb", "help-verb+model"], [("help-verb", 1, 2, 1.0)]),
    (["help-verb", "model"], [("help-verb", 1, 1, 0.5), ("model", 0, 1, 0.5)]),
    (["model", "b", "b+model", "a"], [("b", 0, 2, 0.5), ("a", 0, 1, 0.25), ("model", 1, 1, 0.25)]),
    ([], []),
]


@pytest.mark.parametrize(("rules", "expected"), MADE_BY_TWO)
def test_the_record_of_each_rule(rules: list[str | None], expected: list[tuple[str, int, int, float]]) -> None:
    """Of the claims only the first is right; claims of rule and network count for the rule."""
    ends = ["growth", "trust", "roads", "parks"]
    made = [
        claim("joint fund", "promotes", end) | ({"rule": r} if r else {}) for end, r in zip(ends, rules, strict=False)
    ]
    assert by_rule(one([], [FUND]), one([], made)) == [RuleScore(*row) for row in expected]


def test_documents_without_gold_leave_no_record() -> None:
    assert by_rule({}, one([], [FUND])) == []


def test_the_record_as_text_and_json() -> None:
    scores = [RuleScore("help-verb", 1, 2, 0.6667), RuleScore("model", 0, 1, 0.3333)]
    assert list(rule_table(scores)) == [
        "rule                     firings  right      P   95 % (Wilson)    share",
        "help-verb                      2      1  0.500   0.095 to 0.905   0.667",
        "model                          1      0  0.000   0.000 to 0.793   0.333",
    ]
    first = rules_as_json(scores)[0]
    assert first == {
        "rule": "help-verb",
        "right": 1,
        "firings": 2,
        "share": 0.6667,
        "precision": 0.5,
        "precision_95": (0.0945, 0.9055),
    }


def test_load(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    odd = one([entity("line\u2028end\x85", "Issue")], [FUND])["d"]
    path.write_text(f"{json.dumps(odd, ensure_ascii=False)}\n\n{json.dumps({'doc': 'e'})}\n", encoding="utf-8")
    assert load(path) == {"d": odd, "e": {"doc": "e"}}


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "3",
        "[]",
        '{"id": "d"}',
        '{"doc": 3}',
        '{"doc": "d", "relations": [{"head": "a", "relation": "isA"}]}',
        '{"doc": "d", "relations": [{"head": "a", "relation": "isA", "tail": null}]}',
        '{"doc": "d", "entities": [{"text": "a"}]}',
        '{"doc": "d", "entities": 5}',
        '{"doc": "d", "entities": ["a"]}',
    ],
)
def test_broken_lines_are_refused(tmp_path: Path, line: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(f'{{"doc": "a"}}\n{line}\n', encoding="utf-8")
    with pytest.raises(ReadError) as raised:
        load(path)
    assert str(raised.value).startswith(f"{path}:2: not a document")


def test_unreadable_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"gone\.jsonl: cannot be read"):
        load(tmp_path / "gone.jsonl")
    (tmp_path / "latin.jsonl").write_bytes(b"\xe9")
    with pytest.raises(ReadError, match=r"latin\.jsonl: cannot be read"):
        load(tmp_path / "latin.jsonl")


def perturbed(documents: list[Row], seed: int) -> list[Row]:
    """Documents with claims and entities dropped, doubled, turned, reworded and requalified."""
    rng = random.Random(seed)
    changed: list[Row] = json.loads(json.dumps(documents))
    for document in changed:
        for name in ("entities", "relations"):
            rows = [r for r in document[name] for _ in range(rng.choice((0, 1, 1, 1, 2)))]
            rng.shuffle(rows)
            document[name] = [_perturbed(dict(row), rng) for row in rows]
    return [*changed[1:], {"doc": "unknown", "entities": [], "relations": [FUND]}]


def _perturbed(row: Row, rng: random.Random) -> Row:
    for key in ("text", "head", "tail"):
        if key in row and rng.random() < 0.3:
            row[key] = " ".join(w for w in row[key].split() if rng.random() < 0.7) or "the"
    if "head" in row and rng.random() < 0.2:
        row["head"], row["tail"] = row["tail"], row["head"]
    for key, values in {
        "type": ["Outcome", "Factor"],
        "relation": ["promotes", "causes", "cooperatesWith"],
        "polarity": ["positive", "negative"],
        "modality": ["asserted", "recommended"],
        "attributedTo": ["THIS_WORK", "Lee; Kim"],
    }.items():
        if key in row and rng.random() < 0.2:
            row[key] = rng.choice(values)
    if "aliases" in row and rng.random() < 0.5:
        del row["aliases"]
    return row


@pytest.mark.skipif(not SCORER.exists() or not GOLD.exists(), reason="needs the shared scorer beside the checkout")
@pytest.mark.parametrize("seed", [None, 1, 2, 3, 4])
def test_figures_are_those_of_the_shared_scorer(tmp_path: Path, seed: int | None) -> None:
    documents = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").split("\n") if line]
    predicted = documents if seed is None else perturbed(documents, seed)
    path = tmp_path / "predicted.jsonl"
    path.write_text("\n".join(json.dumps(d) for d in predicted), encoding="utf-8")
    command = [sys.executable, str(SCORER), str(GOLD), str(path), "--json"]
    theirs = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    report = evaluate(load(GOLD), load(path))
    assert json.loads(json.dumps(as_json(report))) == theirs
    assert (report.claims.f1 == 1.0) is (seed is None)
