"""The columns of a curation sheet: what each shows, and which a curator fills in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import NamedTuple

from kg.cells import fitted, printable
from kg.claimrow import ClaimRow, last_segment
from kg.curate.records import Decision, Edit, Reason, Verdict
from kg.model import Modality, Polarity, Relation

CLAIM_ID = "claim id"


class Shown(NamedTuple):
    """A locked column; a ``checked`` one says what is decided on and must come back as it was."""

    name: str
    value: Callable[[ClaimRow], str]
    width: int
    meaning: str
    checked: bool = True


class Given(NamedTuple):
    """A column that a curator fills in, from a list of codes where it has one."""

    name: str
    value: Callable[[Decision], str]
    width: int
    meaning: str
    codes: Sequence[StrEnum] = ()


SHOWN = (
    # The prefix keeps a spreadsheet program from taking an id of digits, or of digits and one e, for a number.
    Shown(CLAIM_ID, lambda row: f"claim/{last_segment(row.claim)}", 27, "Stable id of the claim"),
    Shown("document", lambda row: row.doc, 20, "Id of the document that makes the claim"),
    Shown("citation", lambda row: row.citation, 30, "The work that makes the claim; not read back", checked=False),
    Shown("quote", lambda row: row.quote, 80, "The sentence that makes the claim, word for word"),
    Shown("head", lambda row: row.head_mention, 24, "What the claim is about, as the text has it"),
    Shown("relation", lambda row: row.relation, 16, "What head does to tail; read head, relation, tail"),
    Shown("tail", lambda row: row.tail_mention, 24, "The other end of the claim, as the text has it"),
    Shown("head in graph", lambda row: row.head_label, 24, "What the head is taken for; not read back", checked=False),
    Shown("tail in graph", lambda row: row.tail_label, 24, "What the tail is taken for; not read back", checked=False),
    Shown("polarity", lambda row: row.polarity, 10, "positive: the text states it; negative: the text denies it"),
    Shown(
        "modality", lambda row: row.modality, 14, "asserted: as a fact; recommended: called for; hypothetical: supposed"
    ),
    Shown("attributed to", lambda row: row.attributed_to, 16, "THIS_WORK, or whom the work cites for the claim"),
    Shown("rule", lambda row: row.rule, 20, "The rule that read the claim; not read back", checked=False),
    Shown(
        "confidence",
        lambda row: row.confidence,
        11,
        "How far the reader trusts it, 0 to 1; not read back",
        checked=False,
    ),
)


VERDICTS = tuple(verdict for verdict in Verdict if verdict is not Verdict.WITHDRAW)
"""The verdicts of a sheet: nothing is taken back by one, since a blank verdict changes nothing."""


def _edit(decision: Decision) -> Edit:
    return decision.edit or Edit()


GIVEN = (
    Given("verdict", lambda d: d.verdict, 11, "Your verdict: does the sentence say what the claim says?", VERDICTS),
    Given("reason", lambda d: d.reason or "", 16, "What is wrong; a rejected claim needs it", tuple(Reason)),
    Given("new head", lambda d: _edit(d).head, 24, "With edit: the head as it should be, if it is wrong"),
    Given("new relation", lambda d: _edit(d).relation or "", 16, "With edit: the right relation", tuple(Relation)),
    Given("new tail", lambda d: _edit(d).tail, 24, "With edit: the tail as it should be, if it is wrong"),
    Given("new polarity", lambda d: _edit(d).polarity or "", 12, "With edit: the right polarity", tuple(Polarity)),
    Given("new modality", lambda d: _edit(d).modality or "", 14, "With edit: the right modality", tuple(Modality)),
    Given("note", lambda d: d.note, 40, "Your remarks"),
)

COLUMNS = (*(c.name for c in SHOWN), *(c.name for c in GIVEN))
"""The headings, in the order in which they are written; they are read in any."""

MEANINGS = {
    Verdict.ACCEPT: "the sentence says it, with these ends, this relation and this polarity and modality",
    Verdict.REJECT: "the sentence does not say it; give a reason",
    Verdict.EDIT: "it says something like it; fill in what should be otherwise, and leave the rest blank",
    Verdict.UNSURE: "you cannot tell; also the way to take an earlier verdict back, since a blank one changes nothing",
    Reason.BOUNDARIES: "head or tail takes in too much of the text or too little",
    Reason.GROUNDING: "head or tail is taken for the wrong thing of the graph",
    Reason.POLARITY: "what the text denies is taken as stated, or the other way round",
    Reason.NO_RELATION: "the sentence joins head and tail by no relation of the list",
    Reason.WRONG_RELATION: "the sentence joins them by another relation",
    Reason.DIRECTION: "head and tail are the wrong way round",
    Reason.HYPOTHESIS: "what is only supposed or called for is taken as a fact, or the other way round",
    Reason.ATTRIBUTION: "the view is held by someone else",
    Reason.VAGUE: "head or tail says too little to be of use",
    Reason.OTHER: "anything else; say what in the note",
}
"""What each verdict and reason means."""


def shown(row: ClaimRow) -> list[str]:
    """The locked cells of a row."""
    return [cell(column.value(row)) for column in SHOWN]


def given(decision: Decision | None) -> list[str]:
    """The cells of a decision, blank where there is none."""
    return [cell(column.value(decision)) if decision else "" for column in GIVEN]


def cell(text: str) -> str:
    """A text as a cell of a sheet holds it."""
    return fitted(printable(text))
