from __future__ import annotations

from itertools import combinations

import pytest
from assembly_samples import A, B, linked
from hypothesis import given
from hypothesis import strategies as st

from kg.assemble import likeness
from kg.assemble.groups import Groups
from kg.assemble.sources import sources
from kg.model import THIS_WORK, LinkedClaim, Relation

COPY = "Local protectionism, together with weak courts, hinders the integration of regional markets in the delta."
LACK = "The lack of a coordination mechanism is the main obstacle to regional integration in the delta."


def said(doc: str, by: str = THIS_WORK, sentence: str = "") -> LinkedClaim:
    return linked(A, Relation.PROMOTES, B, doc, by=by, sentence=sentence)


@pytest.mark.parametrize(
    ("claims", "authors", "expected"),
    [
        ([], {}, []),
        ([said("w1")], {}, ["w1"]),
        ([said("w1"), said("w1", "Feiock")], {}, ["w1"]),
        ([said("w1"), said("w2")], {}, ["w1", "w2"]),
        ([said("w1", "Chen Shengyong and Ma Bin (2004)"), said("w2", "Chen and Ma")], {}, ["w1 w2"]),
        ([said("w1", "Feiock"), said("w2", "Ostrom")], {}, ["w1", "w2"]),
        ([said("w1", "some scholars"), said("w2", "some scholars")], {}, ["w1", "w2"]),
        ([said("w1", "Feiock et al."), said("w2")], {"w2": ("Feiock, Richard C.", "Park, H. J.")}, ["w1 w2"]),
        ([said("w1", "Wang Jian"), said("w2")], {"w2": ("Wang, Xiaozeng",)}, ["w1", "w2"]),
        # Two works of one author are two, until a third credits them.
        ([said("w1"), said("w2")], {"w1": ("Feiock, R.",), "w2": ("Feiock, R.",)}, ["w1", "w2"]),
        ([said("w1", sentence=COPY), said("w2", sentence=COPY)], {}, ["w1 w2"]),
        (
            [said("w1", "Feiock"), said("w2", "Feiock", COPY), said("w3", sentence=COPY), said("w4")],
            {},
            ["w1 w2 w3", "w4"],
        ),
        # The real case: one work credits the triad to Chen and Ma, the other has their paper in nearly its words.
        (
            [
                said("thesis", "Chen Shengyong and Ma Bin", COPY),
                said("other", sentence=COPY.replace("hinders the integration", "hinders integration")),
            ],
            {},
            ["other thesis"],
        ),
    ],
)
def test_sources(claims: list[LinkedClaim], authors: dict[str, tuple[str, ...]], expected: list[str]) -> None:
    found = sources(claims, authors)
    assert [" ".join(sorted({c.claim.doc for c in group})) for group in found] == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (COPY, COPY.upper(), True),
        (COPY, COPY.replace("weak", "very weak"), True),
        (COPY, f"Moreover, {COPY}", True),
        (
            LACK,
            "Lack of a coordination mechanism remains the main obstacle to regional integration in the delta area.",
            True,
        ),
        (
            LACK,
            "Regional integration in the Yangtze delta is hindered most by the lack of a mechanism for coordination.",
            False,
        ),
        ("Competition promotes growth.", "Competition promotes growth.", True),
        ("Competition promotes growth.", "Competition between cities promotes the growth of both.", False),
        ("", "", False),
        ("No.", "No.", True),
    ],
)
@pytest.mark.parametrize("others", [0, 60])
def test_near_identical_sentences(one: str, other: str, same: bool, others: int) -> None:
    """Alone and among many."""
    noise = [
        f"County{n} and town{n} share the tax{n} of their mines{n} after reform{n} of courts{n}." for n in range(others)
    ]
    groups = Groups()
    said = {sentence: str(n) for n, sentence in enumerate(noise)} | {one: "one", f"{other} ": "other"}
    likeness.join_alike(said, groups)
    assert (groups.first("one") == groups.first("other")) is same
    assert all(groups.first(str(n)) == str(n) for n in range(others))


def test_many_copies_are_joined_in_few_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    judge = likeness.likeness

    def counted(one: frozenset[int], other: frozenset[int]) -> float:
        nonlocal compared
        compared += 1
        return judge(one, other)

    monkeypatch.setattr(likeness, "likeness", counted)
    claims = [said(f"w{n}", sentence=f"{LACK} This was seen {n} times.") for n in range(400)]
    assert len(sources(claims, {})) == 1
    assert compared < 5 * len(claims)


WORDS = st.lists(st.sampled_from("tax towns share mines reform courts growth".split()), max_size=14).map(" ".join)


@given(st.lists(WORDS, max_size=8, unique=True))
def test_no_pair_is_missed_that_comparing_each_with_each_finds(sentences: list[str]) -> None:
    one, other = Groups(), Groups()
    likeness.join_alike({s: s for s in sentences}, one)
    for a, b in combinations(sentences, 2):
        limits = zip(likeness._views(a), likeness._views(b), (0.6, 0.5), strict=True)
        if any(likeness.likeness(x, y) >= limit for x, y, limit in limits):
            other.join(a, b)
    assert [one.first(s) for s in sentences] == [other.first(s) for s in sentences]


CLAIMS = st.builds(
    said, st.sampled_from("abcdef"), st.sampled_from([THIS_WORK, "Feiock", "Li", "R. Li"]), st.sampled_from(["", COPY])
)


@given(st.lists(CLAIMS, max_size=10))
def test_order_of_claims_does_not_matter(claims: list[LinkedClaim]) -> None:
    authors = {"a": ("Feiock, R.",), "b": ("Li, R.",)}

    def works(found: list[list[LinkedClaim]]) -> list[list[str]]:
        return [sorted({c.claim.doc for c in group}) for group in found]

    found = works(sources(claims, authors))
    assert works(sources(claims[::-1], authors)) == found
    assert sorted(doc for group in found for doc in group) == sorted({c.claim.doc for c in claims})
