from __future__ import annotations

import pytest

from kg.cells import CUT, LONGEST, fitted, neutral, plain, printable

UNITS = 32_767  # of UTF-16 in a cell of Excel


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ""),
        ("Ein Fluß,\n\t政府 \x85", "Ein Fluß,\n\t政府 \x85"),
        ("a\x00b\x1fc", "a\ufffdb\ufffdc"),
        ("\x7f\x80\x9f", "\ufffd\ufffd\ufffd"),
        ("\ud800\udfff\ufffe\uffff", "\ufffd\ufffd\ufffd\ufffd"),
        ("𠀀", "𠀀"),
    ],
)
def test_what_cannot_be_printed_is_marked_and_the_length_kept(text: str, found: str) -> None:
    assert printable(text) == found
    assert len(printable(text)) == len(text)
    assert printable(found) == found


@pytest.mark.parametrize("text", ["", "x" * LONGEST, "政" * LONGEST, "𠀀" * (LONGEST // 2)])
def test_what_fits_is_left_as_it_is(text: str) -> None:
    assert fitted(text) == text


@pytest.mark.parametrize("letter", ["x", "=", "政", "𠀀", "x𠀀", "\ud800"])
def test_a_long_text_is_cut_with_a_mark_and_fits_with_the_guard(letter: str) -> None:
    text = letter * (LONGEST + 1)
    cut = fitted(text)
    assert cut.endswith(CUT)
    assert text.startswith(cut.removesuffix(CUT).replace("\ud800", ""))
    units = len(neutral(cut).encode("utf-16-le", "surrogatepass")) // 2
    assert units <= UNITS
    assert letter == "\ud800" or units >= UNITS - 2
    assert fitted(cut) == cut


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠x", "'=1", "''@x"]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_begins_like_a_formula_is_marked(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a", "1", "'", "'a", "a=1", "the + sign", "政府"])
def test_other_texts_are_left_as_they_are(text: str) -> None:
    assert neutral(text) == plain(text) == text


@pytest.mark.parametrize("text", [*FORMULAS, "", "a", "-", "+", "'", "'a", "'''=1"])
def test_the_mark_of_a_text_is_taken_off_again(text: str) -> None:
    assert plain(neutral(text)) == text
