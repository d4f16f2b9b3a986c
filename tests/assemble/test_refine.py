from __future__ import annotations

import pytest
from assembly_samples import entity, linked
from hypothesis import given
from hypothesis import strategies as st

from kg.assemble.merge import merge
from kg.assemble.refine import generals, nearest
from kg.model import Relation

CHAIN = {"l:tax treaty": "l:treaty", "l:treaty": "l:agreement", "l:growth in Wuhan": "l:growth", "l:Wuhan": "l:Hubei"}
PLACES = {"l:Wuhan": "l:China", "l:Hubei": "l:China"}

Ends = tuple[str, str]


def refined(statements: list[Ends], relation: Relation, *broader: dict[str, str]) -> dict[Ends, set[Ends]]:
    """Statements to the nearest that each refines."""
    propositions = merge(linked(entity(h), relation, entity(t)) for h, t in statements)
    ends = {p.id: (p.head.label, p.tail.label) for p in propositions}
    found = generals([p.outline for p in propositions], broader)
    return {ends[id]: {ends[g] for g in nearest(id, found)} for id in found}


@pytest.mark.parametrize(
    ("relation", "statements", "expected"),
    [
        (Relation.PROMOTES, [("treaty", "growth"), ("agreement", "growth")], {0: {1}}),
        (Relation.PROMOTES, [("treaty", "growth in Wuhan"), ("agreement", "growth")], {0: {1}}),
        (Relation.PROMOTES, [("treaty", "growth"), ("agreement", "growth in Wuhan")], {}),
        (Relation.PROMOTES, [("treaty", "growth"), ("bridge", "growth")], {}),
        (
            Relation.PROMOTES,
            [("tax treaty", "growth"), ("agreement", "growth"), ("treaty", "growth")],
            {0: {2}, 2: {1}},
        ),
        (Relation.PROMOTES, [("tax treaty", "growth"), ("agreement", "growth")], {0: {1}}),
        (
            Relation.PROMOTES,
            [("treaty", "growth in Wuhan"), ("agreement", "growth in Wuhan"), ("treaty", "growth")],
            {0: {1, 2}},
        ),
        (Relation.COOPERATES_WITH, [("Wuhan", "treaty"), ("agreement", "China")], {0: {1}}),
        (Relation.DIRECTS, [("Wuhan", "treaty"), ("agreement", "China")], {}),
        (Relation.COOPERATES_WITH, [("Wuhan", "Hubei"), ("China", "China")], {0: {1}}),
    ],
)
def test_refinement(relation: Relation, statements: list[Ends], expected: dict[int, set[int]]) -> None:
    found = refined(statements, relation, CHAIN, PLACES)
    turned = {frozenset(s) if relation is Relation.COOPERATES_WITH else s: n for n, s in enumerate(statements)}

    def number(ends: Ends) -> int:
        return turned[frozenset(ends) if relation is Relation.COOPERATES_WITH else ends]

    assert {number(s): {number(g) for g in general} for s, general in found.items()} == expected


def test_things_in_a_circle_are_not_compared() -> None:
    circle = {"l:a": "l:b", "l:b": "l:c", "l:c": "l:a", "l:x": "l:a"}
    assert refined([("a", "t"), ("b", "t"), ("x", "t")], Relation.PROMOTES, circle) == {
        ("x", "t"): {("a", "t"), ("b", "t")}
    }


NAMES = st.sampled_from("abcde")
BROADER = st.dictionaries(NAMES.map("l:{}".format), NAMES.map("l:{}".format))


@given(st.sets(st.tuples(NAMES, NAMES), max_size=12), BROADER, BROADER, st.sampled_from(Relation))
def test_refinement_has_no_circles_and_passes_on(
    statements: set[Ends], one: dict[str, str], other: dict[str, str], relation: Relation
) -> None:
    propositions = merge(linked(entity(h), relation, entity(t)) for h, t in statements)
    found = generals([p.outline for p in propositions], (one, other))
    for id, wider in found.items():
        assert id not in wider
        assert all(found.get(w, frozenset()) <= wider for w in wider)
        assert set(nearest(id, found)) <= wider
        reached = {g for n in nearest(id, found) for g in (n, *found.get(n, ()))}
        assert reached == wider
