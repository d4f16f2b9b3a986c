"""docs/questions.md names every question and every file, and its examples can be asked."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import NamedTuple

import pytest
from test_answers import SEEDS

from kg import queries
from kg.resources import data_dir
from kg.store import Store

pytest_plugins = ["competency_stores"]

PAGE = Path(__file__).parents[2] / "docs" / "questions.md"
CATALOGUE = {q.name: q for q in queries.catalogue(data_dir("queries"))}
GROUPS = {"A": range(1, 9), "B": range(9, 14), "C": range(14, 19), "D": range(19, 25)}
GROUPS |= {"E": range(25, 31), "F": range(31, 36), "G": range(36, 41)}
IDS = [f"{group}{number}" for group, numbers in GROUPS.items() for number in numbers]


class Line(NamedTuple):
    """A row of a table of the page: the id of the question, or nothing, the file and the example."""

    number: str
    query: str
    example: str


LINES = [
    Line(number or "", query, example)
    for number, query, example in re.findall(
        r"^\| (?:([A-G]\d+)\*? \| )?[^|]+ \| `([^`|]+)` \| `([^`|]+)` \|$",
        PAGE.read_text(encoding="utf-8"),
        re.MULTILINE,
    )
]


def values(line: Line) -> dict[str, str]:
    """The values that an example gives."""
    words = shlex.split(line.example)
    pairs = [words[place + 1].split("=", 1) for place, word in enumerate(words) if word == "--set"]
    return dict(pairs)


def test_every_line_of_the_tables_is_read() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if "| `kg " in line]
    assert len(LINES) == len(rows)


def test_the_forty_questions_are_there_in_order() -> None:
    assert list(dict.fromkeys(line.number for line in LINES if line.number)) == IDS


def test_every_file_is_named_and_every_name_is_a_file() -> None:
    assert {line.query for line in LINES} == CATALOGUE.keys()


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.example)
def test_an_example_asks_its_file(line: Line, all_works: Store) -> None:
    assert line.example.startswith(f"kg query {line.query}")
    found = queries.run(all_works, CATALOGUE[line.query], values(line))
    assert found.rows or line.query in UNANSWERED


UNANSWERED = {"similar-works", "rejected-claims"}
"""The example names a work of the bundled corpus that the hand-built graph does not have; nobody has judged it."""


def test_the_questions_with_known_answers_are_marked() -> None:
    marked = set(re.findall(r"^\| ([A-G]\d+)\* \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert marked == {known.number for known in SEEDS}
