from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from assembly_samples import A, B, linked
from hypothesis import given
from hypothesis import strategies as st

from kg.assemble import beta
from kg.assemble.belief import belief
from kg.assemble.precision import Odds, Record, family, load, way
from kg.model import Belief, Claim, Relation

SCRIPT = Path(__file__).parents[2] / "corpus" / "judged" / "precision.py"

RECORD = Record(
    prior=Odds(1, 1),
    way_weight=10,
    confidence_weight=10,
    ways={"rules": (7, 8), "both": (98, 98)},
    families={"title": (8, 10), "hinder-verb": (0, 2)},
)
"""Rules alone are right in eight of ten with the prior, both in 99 of 100."""


def made(rule: str, confidence: float) -> Claim:
    return linked(A, Relation.PROMOTES, B, rule=rule, confidence=confidence).claim


def test_more_judged_claims_change_the_record() -> None:
    more = RECORD.judged([("title", False), ("title+model", True), ("model", True), ("new-rule", False)])
    assert more.ways == {"rules": (7, 10), "both": (99, 99), "model": (1, 1)}
    assert more.families == {"title": (9, 12), "hinder-verb": (0, 2), "new-rule": (0, 1)}
    assert RECORD.judged([]) == RECORD


@pytest.mark.parametrize(
    ("rule", "maker", "mean"),
    [
        ("unjudged", Odds(8.0, 2.0), 0.85),
        ("title", Odds(16.0, 4.0), 25 / 30),
        ("title+model", Odds(17.9, 2.1), 26.9 / 30),
        ("hinder-verb", Odds(8.0, 4.0), 17 / 22),
        ("model", Odds(1.0, 1.0), 10 / 12),
    ],
)
def test_a_claim_is_shrunk_to_the_record_of_its_maker(rule: str, maker: Odds, mean: float) -> None:
    found = RECORD.maker(rule)
    assert (found.right, found.wrong) == pytest.approx((maker.right, maker.wrong))
    assert RECORD.claim(rule, 0.9).mean == pytest.approx(mean)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("title", ("rules", "title")), ("title+model", ("both", "title")), ("model", ("model", "model"))],
)
def test_makers(rule: str, expected: tuple[str, str]) -> None:
    assert (way(rule), family(rule)) == expected


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        ([], Belief()),
        ([[]], Belief()),
        ([[("unjudged", 0.9)]], Belief(0.85, 0.6686, 0.9662)),
        ([[("unjudged", 0.9)], []], Belief(0.85, 0.6686, 0.9662)),
        ([[("unjudged", 0.9), ("unjudged", 0.7), ("other", 0.2)]], Belief(0.85, 0.6686, 0.9662)),
        ([[("unjudged", 0.8)], [("unjudged", 0.6)]], Belief(0.94, 0.8225, 0.9953)),
        ([[("unjudged", 0.8)], [("other", 0.6)]], Belief(0.94, 0.8611, 0.9869)),
    ],
)
def test_belief(sources: list[list[tuple[str, float]]], expected: Belief) -> None:
    assert belief([[made(*claim) for claim in source] for source in sources], RECORD) == expected


def test_one_source_has_the_interval_of_its_claim() -> None:
    odds = RECORD.claim("title", 0.7)
    low, high = beta.interval(odds.right, odds.wrong)
    found = belief([[made("title", 0.7)]], RECORD)
    assert [found.low, found.high] == pytest.approx([low, high], abs=1e-4)


@pytest.mark.parametrize(
    ("right", "wrong", "expected"),
    [
        (1, 1, (0.025, 0.975)),
        (2, 1, (0.1581, 0.9874)),
        (18.4, 1.6, (0.7711, 0.9930)),
        (177, 23, (0.8374, 0.9253)),
        (0.5, 0.5, (0.0015, 0.9985)),
        (5, 0.01, (0.9896, 1.0)),
        (1e6, 0.1, (0.999999, 1.0)),
    ],
)
def test_interval(right: float, wrong: float, expected: tuple[float, float]) -> None:
    assert beta.interval(right, wrong) == pytest.approx(expected, abs=2e-4)


def test_the_record_is_what_was_judged() -> None:
    spec = importlib.util.spec_from_file_location("count_precision", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert script.RECORD.read_text(encoding="utf-8") == script.text()
    record = load()
    assert sum(judged for _, judged in record.ways.values()) > 190
    assert all(0 <= right <= judged for right, judged in (*record.ways.values(), *record.families.values()))


MADE = st.builds(made, st.sampled_from(["title", "title+model", "model", "hinder-verb"]), st.floats(0, 1))
SOURCES = st.lists(st.lists(MADE, max_size=3), max_size=6)


@given(SOURCES, MADE)
def test_another_source_never_lowers_belief(sources: list[list[Claim]], more: Claim) -> None:
    before, after = belief(sources, load()), belief([*sources, [more]], load())
    assert after.belief >= before.belief
    assert 0 <= after.low <= after.belief <= after.high <= 1


@given(SOURCES)
def test_order_of_sources_and_claims_does_not_matter(sources: list[list[Claim]]) -> None:
    turned = [list(reversed(source)) for source in reversed(sources)]
    assert belief(turned, load()) == belief(sources, load())


@pytest.mark.parametrize("number", [40, 400, 4000])
def test_very_many_sources(number: int) -> None:
    found = belief([[made("title", 0.1)]] * number, RECORD)
    assert 0.99 < found.low <= found.belief <= found.high == 1.0
