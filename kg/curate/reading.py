"""A sheet that came back: its decisions, or one line for each row that cannot be taken."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from kg.claimrow import ClaimRow, last_segment
from kg.curate.attach import anchor
from kg.curate.columns import CLAIM_ID, GIVEN, SHOWN, cell
from kg.curate.records import Anchor, CurationError, Decision, Edit, Reason, Verdict, check_signature
from kg.curate.tables import Row, table
from kg.model import Modality, Polarity, Relation
from kg.vocab import load

CodeT = TypeVar("CodeT", bound=StrEnum)


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
                f"column {column.name}: the cell was changed, from {_short(expected)} to "
                f"{_short(line.cells[column.name])}; put it back, and write what is wrong into the open columns"
            )
    return known[claim]


def _same(expected: str, found: str) -> bool:
    """Whether a cell holds what was written, but for space, composed accents and the form of a number."""
    one, other = (" ".join(unicodedata.normalize("NFC", text).split()) for text in (expected, found))
    try:
        return one == other or float(one) == float(other)
    except ValueError:
        return False


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return repr(plain if len(plain) <= 60 else f"{plain[:60]}…")


def _decision(line: Row, row: ClaimRow, curator: str, time: str) -> Decision | None:
    cells, where = line.cells, anchor(row)
    verdict = _code(cells, "verdict", Verdict)
    if verdict is None:
        if filled := [column.name for column in GIVEN if cells[column.name]]:
            raise CurationError(
                f"column verdict: blank beside a filled {filled[0]}; choose a verdict, or clear the row"
            )
        return None
    reason, edit = _code(cells, "reason", Reason), _edit(cells, where)
    _check(verdict, reason, edit)
    _check_types(row, edit)
    note = cell(cells["note"])
    return Decision(
        last_segment(row.claim), verdict, curator, time, where, reason, note, edit if edit != Edit() else None
    )


def _check(verdict: Verdict, reason: Reason | None, edit: Edit) -> None:
    if verdict is Verdict.REJECT and reason is None:
        raise CurationError(f"column reason: blank beside reject; choose one of {', '.join(Reason)}")
    if verdict is Verdict.ACCEPT and reason is not None:
        raise CurationError(f"column reason: {reason} beside accept; clear it, or choose reject or edit")
    if verdict is Verdict.EDIT and edit == Edit():
        raise CurationError("column verdict: edit without a new value; fill in a column that begins with new")
    if verdict is not Verdict.EDIT and edit != Edit():
        raise CurationError(f"column verdict: {verdict} beside a new value; choose edit, or clear the new value")


def _check_types(row: ClaimRow, edit: Edit) -> None:
    """A relation takes certain types of things at its ends; a claim that breaks this would not be valid."""
    if edit.relation is None:
        return
    known = load()
    for end, kind, taken in (
        ("head", row.head_type, known.heads[edit.relation]),
        ("tail", row.tail_type, known.tails[edit.relation]),
    ):
        if kind not in taken:
            raise CurationError(
                f"column new relation: {edit.relation} takes no {kind} as its {end}, only {', '.join(sorted(taken))}; "
                "choose another relation, or reject the claim"
            )


def _edit(cells: Mapping[str, str], where: Anchor) -> Edit:
    """The new values that differ from what was read."""
    head, tail = cell(cells["new head"]), cell(cells["new tail"])
    relation = _code(cells, "new relation", Relation)
    polarity, modality = _code(cells, "new polarity", Polarity), _code(cells, "new modality", Modality)
    return Edit(
        head=head if head != where.head else "",
        relation=relation if relation != where.relation else None,
        tail=tail if tail != where.tail else "",
        polarity=polarity if polarity != where.polarity else None,
        modality=modality if modality != where.modality else None,
    )


def _code(cells: Mapping[str, str], column: str, codes: type[CodeT]) -> CodeT | None:
    """The code of a cell, in capitals or not; None where the cell is blank."""
    text = " ".join(cells[column].split())
    if not text:
        return None
    known = {code.casefold(): code for code in codes}
    if text.casefold() in known:
        return known[text.casefold()]
    near = difflib.get_close_matches(text.casefold(), known, n=1)
    offer = f"did you mean {known[near[0]]}?" if near else f"choose one of {', '.join(codes)}"
    raise CurationError(f"column {column}: {_short(text)} is no code; {offer}")
