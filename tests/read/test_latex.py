from __future__ import annotations

import time

import pytest

from kg.read import latex


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("plain 5% & $100", "plain 5% & $100"),
        (r"5\% of \$100 \& more, 40% too", "5% of $100 & more, 40% too"),
        (r"Garc{\'\i}a, na{\"\i}ve, {\'E}tat, Erd{\H o}s, \c ca", "García, naïve, État, Erdős, ça"),
        (r"{\o}re, stra{\ss}e, \o re", "øre, straße, øre"),
        ("{{World Bank}} and {IGR}", "World Bank and IGR"),
        (r"{\em The Politics of} \textbf{Water}", "The Politics of Water"),
        ("pages 1--2 --- ``quoted''~text", "pages 1–2 — “quoted” text"),
        (r"$\alpha$ and $p < 0.05$", "α and p < 0.05"),
        ("from $20,000 to $30,000 each", "from $20,000 to $30,000 each"),
        (r"\enquote{State} \href{https://a.example}{here}\footnote{gone}", "“State” here"),
        (r"\unknown{kept} words", "kept words"),
        ("a { b", "a  b"),
        ("ends in \\", "ends in "),
    ],
)
def test_decoding(value: str, expected: str) -> None:
    assert latex.decode(value) == expected


@pytest.mark.parametrize("unit", ["{", "}", "\\", "\\a{", "$a", "{\\'e ", "\\begin{a}", "\\c ", "$\\a "])
def test_time_is_in_proportion_whatever_the_nesting(unit: str) -> None:
    start = time.perf_counter()
    latex.decode(unit * 20_000)
    assert time.perf_counter() - start < 2


def test_splitting_keeps_groups_whole() -> None:
    assert latex.split(r"a; {b; c}; d\;e", ";") == ["a", " {b; c}", r" d\;e"]
