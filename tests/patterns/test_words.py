from __future__ import annotations

import pytest

from kg.patterns.words import amount, at, chance, chances, counted, floor, listed, named, share, works


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (works(1), "1 work"),
        (works(1200), "1,200 works"),
        (counted(2, "city", "cities"), "2 cities"),
        (named("a\n b"), "“a b”"),
        (listed([]), ""),
        (listed(["a"]), "a"),
        (listed("abc"), "a, b and c"),
        (listed("abcd", 2), "a, b and 2 more"),
        (listed("abc", 2), "a, b and c"),
        (chance("p", 0.0004), "p < .001"),
        (chance("q", 0.034), "q = .034"),
        (chance("q", 0.5), "q = .50"),
        (chance("q", 1.0), "q > .99"),
        (chance("q", None), ""),
        (chances(0.004, None), "p = .004"),
        (chances(0.004, 0.03), "p = .004, q = .030"),
        (floor(1 / 51, 50), "p <= .02, the least that 50 draws can show"),
        (floor(1 / 10_001, 10_000, 0.004), "p <= .0001, the least that 10,000 draws can show; q = .004"),
        (floor(0.004, 999, 0.03), "p = .004, q = .030"),
        (floor(None, 0), ""),
        (amount(0.4), "0.40"),
        (amount(4), "4.0"),
        (amount(44), "44"),
        (share(0.034), "3.4%"),
        (share(0.5), "50%"),
        (at("", "No pair."), "No pair."),
        (at("By class", "No pair."), "By class, no pair."),
    ],
)
def test_numbers_in_words(said: str, expected: str) -> None:
    assert said == expected
