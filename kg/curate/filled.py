"""What a curator filled in beside a claim, in a sheet or in a form, as a decision."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

from kg.claimrow import ClaimRow, last_segment
from kg.curate.attach import anchor
from kg.curate.columns import GIVEN, VERDICTS, cell
from kg.curate.records import Anchor, CurationError, Decision, Edit, Reason, Verdict
from kg.model import Modality, Polarity, Relation
from kg.vocab import load

CodeT = TypeVar("CodeT", bound=StrEnum)


def filled(cells: Mapping[str, str], row: ClaimRow, curator: str, time: str) -> Decision | None:
    """The decision that the open columns of a claim make; None where they are blank.

    Args:
        cells: what stands in each column of ``GIVEN``, by its name.
        row: the claim.
        curator: who filled them in.
        time: when, in ISO 8601 with a zone.

    Raises:
        CurationError: they do not fit each other; the message begins with the name of the column.
    """
    where = anchor(row)
    verdict = _code(cells, "verdict", VERDICTS)
    if verdict is None:
        if left := [column.name for column in GIVEN if cells[column.name]]:
            raise CurationError(f"verdict: blank beside a filled {left[0]}; choose a verdict, or clear the row")
        return None
    reason, edit = _code(cells, "reason", Reason), _edit(cells, where)
    _check(verdict, reason, edit)
    _check_types(row, edit)
    note = cell(cells["note"])
    return Decision(
        last_segment(row.claim), verdict, curator, time, where, reason, note, edit if edit != Edit() else None
    )


def short(text: str) -> str:
    """The beginning of a cell, in quotes, for messages."""
    plain = " ".join(text.split())
    return repr(plain if len(plain) <= 60 else f"{plain[:60]}…")


def _check(verdict: Verdict, reason: Reason | None, edit: Edit) -> None:
    if verdict is Verdict.REJECT and reason is None:
        raise CurationError(f"reason: blank beside reject; choose one of {', '.join(Reason)}")
    if verdict is Verdict.ACCEPT and reason is not None:
        raise CurationError(f"reason: {reason} beside accept; clear it, or choose reject or edit")
    if verdict is Verdict.EDIT and edit == Edit():
        raise CurationError("verdict: edit without a new value; fill in what is new: head, relation, tail or the like")
    if verdict is not Verdict.EDIT and edit != Edit():
        raise CurationError(f"verdict: {verdict} beside a new value; choose edit, or clear the new value")


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
                f"new relation: {edit.relation} takes no {kind} as its {end}, only {', '.join(sorted(taken))}; "
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


def _code(cells: Mapping[str, str], column: str, codes: Iterable[CodeT]) -> CodeT | None:
    """The code of a cell, in capitals or not; None where the cell is blank."""
    text = " ".join(cells[column].split())
    if not text:
        return None
    known = {code.casefold(): code for code in codes}
    if text.casefold() in known:
        return known[text.casefold()]
    near = difflib.get_close_matches(text.casefold(), known, n=1)
    offer = f"did you mean {known[near[0]]}?" if near else f"choose one of {', '.join(known.values())}"
    raise CurationError(f"{column}: {short(text)} is no code; {offer}")
