from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.assemble.belief import belief

PROBABILITY = st.floats(0, 1)


@pytest.mark.parametrize(
    ("confidences", "expected"),
    [
        ({}, 0.0),
        ({"a": []}, 0.0),
        ({"a": [0.8]}, 0.8),
        ({"a": [0.8, 0.8, 0.5]}, 0.8),
        ({"a": [0.8], "b": [0.5]}, 0.9),
        ({"a": [0.5], "b": [0.5], "c": [0.5]}, 0.875),
        ({"a": [0.5], "b": []}, 0.5),
        ({"a": [1.0], "b": [0.0]}, 1.0),
        ({"a": [0.3333], "b": [0.3333]}, 0.5555),
    ],
)
def test_belief(confidences: dict[str, list[float]], expected: float) -> None:
    assert belief(confidences) == expected


@given(st.dictionaries(st.text(max_size=3), st.lists(PROBABILITY), max_size=5), PROBABILITY)
def test_another_work_never_lowers_belief(confidences: dict[str, list[float]], more: float) -> None:
    before = belief(confidences)
    assert 0.0 <= before <= 1.0
    assert belief(confidences | {"another": [more]}) >= (before if "another" not in confidences else 0.0)
