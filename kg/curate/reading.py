"""A sheet that came back: its decisions, or one line for each row that cannot be taken."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.claimrow import ClaimRow, last_segment
from kg.curate.columns import CLAIM_ID, SHOWN, cell
from kg.curate.filled import filled, short
from kg.curate.records import CurationError, Decision, check_signature
from kg.curate.tables import Row, table


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sheet says: decisions of the good rows, and a line for each bad one. Take all or nothing."""

    decisions: tuple[Decision, ...]
    errors: tuple[str, ...]


def read_sheet(content: bytes, name: str, rows: Iterable[ClaimRow], curator: str, time: str) -> Reading:
    """The decisions of a sheet, XLSX or text with tabs, made by one curator at one time.

    A row without verdict says nothing. Every other row must name a claim of the store by a cell that
    nobody changed, and only once.

    Args:
        content: the bytes of the file.
        name: the file, for messages.
        rows: every claim of the store.
        curator: who filled in the sheet.
        time: when it is taken in, in ISO 8601 with a zone.

    Raises:
        CurationError: the file is no sheet, the curator is blank, or the time is none.
    """
    check_signature(curator, time)
    known = {last_segment(row.claim): row for row in rows}
    decisions: list[Decision] = []
    errors: list[str] = []
    first: dict[str, int] = {}
    for line in table(content, name):
        try:
            row = _claim(line, known, first)
            if decision := _decision(line, row, curator, time):
                decisions.append(decision)
        except CurationError as error:
            errors.append(f"{name}, row {line.number}, {error}")
    return Reading(tuple(decisions), tuple(errors))


def _claim(line: Row, known: Mapping[str, ClaimRow], first: dict[str, int]) -> ClaimRow:
    """The claim of a row, whose locked cells are as they were written."""
    claim = last_segment(line.cells[CLAIM_ID])
    if claim not in known:
        cure = "use the store that the sheet was made from, or remove the row"
        raise CurationError(f"column {CLAIM_ID}: the store has no claim {line.cells[CLAIM_ID]!r}; {cure}")
    if claim in first:
        raise CurationError(f"column {CLAIM_ID}: the claim stands in row {first[claim]} too; remove one of the rows")
    first[claim] = line.number
    for column in SHOWN:
        expected = cell(column.value(known[claim]))
        if column.checked and not _same(expected, line.cells[column.name]):
            raise CurationError(
                f"column {column.name}: the cell was changed, from {short(expected)} to "
                f"{short(line.cells[column.name])}; put it back, and write what is wrong into the open columns"
            )
    return known[claim]


def _same(expected: str, found: str) -> bool:
    """Whether a cell holds what was written, but for space, composed accents and the form of a number."""
    one, other = (" ".join(unicodedata.normalize("NFC", text).split()) for text in (expected, found))
    try:
        return one == other or float(one) == float(other)
    except ValueError:
        return False


def _decision(line: Row, row: ClaimRow, curator: str, time: str) -> Decision | None:
    try:
        return filled(line.cells, row, curator, time)
    except CurationError as error:
        raise CurationError(f"column {error}") from error
