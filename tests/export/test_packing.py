from __future__ import annotations

import json
from typing import Any

import pytest
from test_content import unpacked

from kg.export.packing import packed


@pytest.mark.parametrize(
    "records",
    [
        [],
        [{"a": 1}],
        [{"a": n, "b": "same"} for n in range(5)],
        [{"a": [n % 2, "x"], "b": None, "c": {"k": n % 2 == 0}} for n in range(9)],
        [{"a": value} for value in (1, 1.0, True, "1", None, 1, 1.0, True, "1", None, 1, "1", 1, 1, 1)],
        [{"a": value} for value in (0.0, -0.0, 0, False, [0], [0.0], [False], {"x": 1, "y": 2})] * 3,
    ],
)
def test_records_come_back_as_they_were(records: list[dict[str, Any]]) -> None:
    back = unpacked(json.loads(json.dumps(packed(records))))
    assert json.dumps(back) == json.dumps(records)


def test_what_comes_often_stands_once() -> None:
    columns = packed([{"relation": name, "work": n} for n, name in enumerate(["isA", "isA", "causes", "isA"])])[
        "columns"
    ]
    assert columns == {"relation": {"table": ["isA", "causes"], "at": [0, 0, 1, 0]}, "work": [0, 1, 2, 3]}
