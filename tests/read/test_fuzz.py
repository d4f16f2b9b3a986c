"""Damaged files of every format: documents or a refusal come of them, and never another error."""

from __future__ import annotations

from pathlib import Path

import pytest
from fuzz_samples import samples
from fuzzing import KINDS, MOST, Mutation, outcome, spoiled
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.read import formats, read

CASES = 80
"""Cases of each format; ``tests/bench/fuzz.py`` runs thousands."""

SLOW = {"pdf": 12, "zip": 40, "docx": 40}
"""Formats that take longer: a PDF is read by a process of its own."""

_MUTATION = st.builds(
    Mutation,
    st.sampled_from(KINDS),
    st.floats(0, 1, exclude_max=True),
    st.integers(0, MOST["length"]),
    st.integers(0, MOST["count"]),
    st.integers(0, MOST["token"]),
)


@pytest.mark.parametrize("format", samples())
def test_samples_are_read(format: str, tmp_path: Path) -> None:
    sample = samples()[format]
    for which, _ in enumerate(sample.seeds):
        path = tmp_path / sample.name
        path.write_bytes(spoiled(sample, which, ()))
        found = outcome(path)
        assert found.documents, format
        assert not found.refused
        assert format == "zip" or read(path).intake.format == format


def test_every_format_has_a_sample() -> None:
    assert {format.name for format in formats()} | {"txt", "md", "zip"} == set(samples())


@pytest.mark.parametrize("format", samples())
def test_damaged_files(format: str, tmp_path: Path) -> None:
    sample = samples()[format]
    path = tmp_path / sample.name

    @settings(max_examples=SLOW.get(format, CASES), derandomize=True, database=None, deadline=None)
    @given(st.integers(0, 5), st.lists(_MUTATION, min_size=1, max_size=4))
    def run(which: int, mutations: list[Mutation]) -> None:
        path.write_bytes(spoiled(sample, which, mutations))
        outcome(path)

    run()
