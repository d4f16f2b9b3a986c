from __future__ import annotations

from collections import Counter

import pytest
from curation_samples import row

from kg.audit import lines, precision, right, sample
from kg.claimrow import ClaimRow
from kg.curate import Status
from kg.evaluate import wilson
from kg.model import KgError

SIZES = {("studies", "title"): 60, ("causes", "lead-to"): 30, ("causes", "cause-verb+model"): 9, ("isA", "is-a"): 1}
ROWS = [
    row(f"{relation}-{rule}-{number}", relation=relation, rule=rule)
    for (relation, rule), size in SIZES.items()
    for number in range(size)
]


def drawn(n: int, seed: int = 1) -> dict[tuple[str, str], int]:
    return dict(Counter((found.relation, found.rule) for found in sample(ROWS, n, seed)))


@pytest.mark.parametrize(
    ("n", "shares"),
    [
        (100, (60, 30, 9, 1)),
        (1000, (60, 30, 9, 1)),
        (50, (30, 15, 4, 1)),
        (20, (12, 6, 1, 1)),
        (10, (6, 2, 1, 1)),
        (4, (1, 1, 1, 1)),
    ],
)
def test_strata_share_a_sample_by_size_with_one_each(n: int, shares: tuple[int, ...]) -> None:
    assert drawn(n) == dict(zip(SIZES, shares, strict=True))


def test_a_sample_smaller_than_the_strata_is_drawn_from_all_alike() -> None:
    assert sum(drawn(2).values()) == 2
    first = Counter(next(iter(sample(ROWS, 1, seed))).relation for seed in range(400))
    assert 200 < first["studies"] < 280


def test_a_sample_depends_on_ids_and_seed_alone() -> None:
    ids = {found.claim for found in sample(ROWS, 20, 7)}
    assert {found.claim for found in sample([*reversed(ROWS), *ROWS], 20, 7)} == ids
    assert {found.claim for found in sample(ROWS, 20, 8)} != ids
    assert [found for found in ROWS if found.claim in ids] == list(sample(ROWS, 20, 7))


def test_a_rule_with_and_without_the_network_is_one_stratum() -> None:
    rows = [row("a", rule="title"), row("b", rule="title+model")]
    assert len(sample(rows, 1, 1)) == 1
    assert [figure.size for figure in precision(rows, rows, {}).by_rule] == [2]


def test_an_empty_sample_is_refused() -> None:
    with pytest.raises(KgError, match="ask for at least 1"):
        sample(ROWS, 0, 1)
    assert sample([], 5, 1) == ()


def verdicts(rows: list[ClaimRow], *wrong: str) -> dict[str, bool]:
    ids = [found.claim.rpartition("/")[2] for found in rows]
    return {claim: not claim.startswith(wrong) for claim in ids}


def test_equal_weights_give_the_plain_share() -> None:
    rows = [found for found in ROWS if found.rule == "lead-to"]
    found = precision(rows, rows, verdicts(rows, "causes-lead-to-1"))  # 1 and 10 to 19
    assert (found.overall.right, found.overall.judged, found.overall.precision) == (19, 30, 0.6333)
    assert found.overall.interval == wilson(19, 30)
    assert found.covered == 1.0


def test_strata_are_weighted_by_size() -> None:
    picked = [next(r for r in ROWS if r.relation == "studies"), next(r for r in ROWS if r.rule == "lead-to")]
    found = precision(ROWS, picked, verdicts(picked, "causes"))
    # 60 claims stand behind the right one, 30 behind the wrong one.
    assert (found.overall.precision, found.overall.judged, found.overall.right) == (0.6667, 2, 1)
    assert found.covered == 0.9
    # (60 + 30)^2 / (60^2 + 30^2) is 1.8: no more than one claim's worth.
    assert found.overall.interval == wilson(1, 1)
    by_relation = {figure.name: figure for figure in found.by_relation}
    assert (by_relation["causes"].size, by_relation["causes"].precision) == (39, 0.0)
    assert (by_relation["isA"].precision, by_relation["isA"].interval) == (None, (0.0, 1.0))
    assert [figure.name for figure in found.by_rule] == ["title", "lead-to", "cause-verb", "is-a"]


def test_verdicts_on_claims_that_were_not_drawn_are_left_aside() -> None:
    assert precision(ROWS, ROWS[:5], verdicts(ROWS)).overall.judged == 5
    assert precision(ROWS, ROWS[:5], {}).overall.precision is None
    assert precision([], [], {}).covered == 0.0


@pytest.mark.parametrize("wrong", [(), ("studies",), ("causes-lead-to-2",), ("causes", "studies-title-1"), ("",)])
@pytest.mark.parametrize("n", [5, 20, 60])
def test_the_interval_holds_the_figure(wrong: tuple[str, ...], n: int) -> None:
    picked = sample(ROWS, n, 3)
    found = precision(ROWS, picked, verdicts(list(picked), *wrong))
    for figure in (found.overall, *found.by_relation, *found.by_rule):
        low, high = figure.interval
        assert figure.precision is None or low <= figure.precision <= high


def test_only_accepted_claims_are_right() -> None:
    status = dict(zip("arec", (Status.ACCEPTED, Status.REJECTED, Status.EDITED, Status.CONTESTED), strict=True))
    assert right(status) == {"a": True, "r": False, "e": False}


def test_lines() -> None:
    rows = [row(f"a{n}", relation="isA", rule="is\na") for n in range(4)] + [row("b", relation="studies", rule="title")]
    found = precision(rows, rows, {"a0": True, "a1": True, "a2": False})
    assert list(lines(found)) == [
        "                            claims judged  right      P   95 % (Wilson)",
        "all                              5      3      2  0.667   0.208 to 0.939",
        "by relation",
        "isA                              4      3      2  0.667   0.208 to 0.939",
        "  1 of fewer than 3 judged claims are in --json",
        "by rule",
        "is a                             4      3      2  0.667   0.208 to 0.939",
        "  1 of fewer than 3 judged claims are in --json",
        "80.0% of the claims lie in strata with a judged claim; the figures are for those, by size",
    ]
