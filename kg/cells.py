"""Cells of tables: texts that a sheet holds, that fit a cell, and that no spreadsheet program runs as a formula.

Text is untrusted. A workbook marks a text as text, so that :func:`printable` and :func:`fitted` are enough there; a
text file cannot, so that each of its cells passes through :func:`neutral` as well.
"""

from __future__ import annotations

import re

from kg.terms import clean

ROWS = 1_048_575
"""Rows that a sheet holds below its headings."""

LONGEST = 32_766
"""UTF-16 units of a text in a cell; a cell holds one more, which is kept for the mark of :func:`neutral`."""

CUT = " [cut]"
"""What a text that did not fit ends with."""

_CONTROLS = re.compile(r"[\x7f-\x84\x86-\x9f]")
# The wide forms are signs of a formula in some languages of Excel.
_FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r\n]")
SIGNS = frozenset("'=+-@＝＋－＠\t\r\n")
"""What the texts begin with that :func:`neutral` may change."""


def printable(text: str) -> str:
    """The text, as long as before, with U+FFFD for characters that no file holds or no program shows."""
    return _CONTROLS.sub("\ufffd", clean(text))


def fitted(text: str) -> str:
    """A text that fits a cell; a longer one is cut between two characters and ends with a mark."""
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * LONGEST:
        return text
    return units[: 2 * (LONGEST - len(CUT))].decode("utf-16-le", "ignore") + CUT


def neutral(text: str) -> str:
    """A cell of a text file that no spreadsheet takes for a formula; :func:`plain` gives the text back."""
    return f"'{text}" if _FORMULA.match(text) else text


def plain(text: str) -> str:
    """A cell without the mark that :func:`neutral` sets."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
