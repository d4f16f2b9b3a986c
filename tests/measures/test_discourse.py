from __future__ import annotations

import random

import pytest
from chance import assert_safe

from kg.measures.discourse import Normalisation, Tie, discourse
from kg.measures.null import MeasureError

RECORDS = [
    ("A", "law", 1), ("A", "tax", 1), ("A", "trust", -1), ("A", "court", 1),
    ("B", "law", 1), ("B", "tax", -1), ("B", "trust", -1),
    ("C", "law", -1), ("C", "roads", 1),
]  # fmt: skip
"""A and B agree on two concepts and clash on one; both clash with C on one."""


def ties(normalisation: Normalisation, records: list[tuple[str, str, int]] = RECORDS) -> dict[str, Tie]:
    return {t.first + t.second: t for t in discourse(records, normalisation=normalisation, draws=9).ties}


@pytest.mark.parametrize(
    ("normalisation", "congruence", "conflict"),
    [
        (Normalisation.NONE, 2, 1),
        (Normalisation.ACTIVITY, 2 / 3.5, 1 / 3.5),  # (4 + 3) / 2 statements
        (Normalisation.JACCARD, 2 / 5, 1 / 5),  # A alone: tax+, court+; B alone: tax-; both: law+, trust-
        (Normalisation.COSINE, 2 / 12, 1 / 12),  # 4 times 3 statements
    ],
)
def test_norms_by_hand(normalisation: Normalisation, congruence: float, conflict: float) -> None:
    tie = ties(normalisation)["AB"]
    assert [tie.congruence, tie.conflict] == pytest.approx([congruence, conflict])
    assert tie.subtract == pytest.approx(congruence - conflict)
    assert (tie.agreed, tie.disputed) == (("law", "trust"), ("tax",))


def test_pairs_without_a_shared_concept_are_not_tied() -> None:
    found = ties(Normalisation.NONE, [*RECORDS, ("D", "roads", 1)])
    assert {pair: (tie.congruence, tie.conflict) for pair, tie in found.items()} == {
        "AB": (2, 1), "AC": (0, 1), "BC": (0, 1), "CD": (1, 0),
    }  # fmt: skip


def test_repeats_multiply_as_in_the_manual() -> None:
    # The manual's sum of x times x': two statements for, three for, and one against give 2 * 3 and 2 * 1.
    records = [("A", "law", 1)] * 2 + [("B", "law", 1)] * 3 + [("B", "law", -1)]
    tie = ties(Normalisation.NONE, records)["AB"]
    assert (tie.congruence, tie.conflict, tie.subtract) == (6, 2, 4)
    assert (tie.agreed, tie.disputed) == (("law",), ("law",))
    # Jaccard: B alone has the one against; the joint ones count 2 * 3.
    assert ties(Normalisation.JACCARD, records)["AB"].congruence == pytest.approx(6 / 7)


def test_few_shared_concepts_or_actors_give_no_p() -> None:
    found = discourse(RECORDS, draws=9)
    assert {t.first + t.second: t.chance.reason for t in found.ties} == {
        "AB": None,
        "AC": "fewer than 3 concepts in common",
        "BC": "fewer than 3 concepts in common",
    }
    assert (found.camps.p, found.camps.reason) == (None, "fewer than 5 actors")
    assert discourse([]).camps.reason == "no two actors speak of one concept"


def test_an_unknown_side() -> None:
    with pytest.raises(MeasureError, match="statement A on law: side 0"):
        discourse([("A", "law", 0)])


def camps(seed: int) -> list[tuple[str, str, int]]:
    rng = random.Random(seed)
    return [
        (f"a{actor}", f"c{concept}", 1 if ((actor < 5) == (concept % 2 == 0)) == (rng.random() < 0.9) else -1)
        for actor in range(10)
        for concept in range(12)
    ]


def test_planted_camps_are_found() -> None:
    found = discourse(camps(1), draws=499)
    assert found.camps.p == pytest.approx(1 / 500)
    strong = {(t.first, t.second): t.subtract > 0 for t in found.ties if t.q is not None and t.q < 0.05}
    assert len(strong) > 15
    assert all(agrees == ((a < "a5") == (b < "a5")) for (a, b), agrees in strong.items())


def test_actors_who_take_both_sides_are_not_dealt_apart() -> None:
    both = [(f"a{actor}", "law", side) for actor in range(6) for side in (1, -1)]
    found = discourse(both, draws=9)
    assert found.camps.reason == "the null model allows one value only"
    assert {tie.subtract for tie in found.ties} == {0}


def test_order_does_not_matter_and_the_seed_does() -> None:
    records = camps(2)
    shuffled = random.Random(1).sample(records, len(records))
    assert discourse(records, draws=49) == discourse(shuffled, draws=49) != discourse(records, draws=49, seed=1)


def test_p_is_safe_where_sides_mean_nothing() -> None:
    rng = random.Random(3)
    lean = [rng.choice((0.2, 0.5, 0.8)) for _ in range(10)]
    overall, single = [], []
    for seed in range(200):
        spoken = [(actor, concept) for actor in range(8) for concept in range(10) if rng.random() < 0.7]
        records = {(f"a{a}", f"c{c}", 1 if rng.random() < lean[c] else -1) for a, c in spoken}
        records |= {(f"a{a}", f"c{c}", 1) for a, c in spoken if rng.random() < 0.1}
        found = discourse(records, draws=49, seed=seed)
        overall.append(found.camps.p)
        single += [tie.chance.p for tie in found.ties if (tie.first, tie.second) == ("a0", "a1") and tie.chance.draws]
    assert_safe(overall)
    assert_safe(single)
    assert sum(p is not None and p <= 0.2 for p in overall) > 20
