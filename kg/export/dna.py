"""The chosen claims as an event list of Discourse Network Analyzer: who says what, when, and whether they agree.

Columns, separator and dates are those of the event lists that the program itself exports (leifeld/dna), which rDNA
and programs for relational event models read; our own columns stand at the end.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from kg.cells import fitted, neutral
from kg.claimrow import ClaimRow
from kg.export.flat import line, words
from kg.export.selection import Selection, Work, write_stamped
from kg.model import SYMMETRIC, THIS_WORK, Polarity

Cell = str | int

COLUMNS = (
    "statement_id",
    "time",
    "person",
    "organization",
    "concept",
    "agreement",
    "start_position",
    "stop_position",
    "text",
    "coder",
    "document_id",
    "document_title",
    "document_author",
    "document_source",
    "document_section",
    "document_type",
    "modality",
    "belief",
    "claim",
)
"""The headings: those of the program, and from ``modality`` on our own."""


def write_dna(selection: Selection, path: Path) -> tuple[Path, ...]:
    """Write one row a claim, semicolons between the cells, in the order of the selection.

    Who holds a claim is whom the text credits, else the authors of the work together; bodies stand as organizations.
    The concept is the claim in words, its ends sorted where the relation is symmetric. A work without a year has no
    time. Claims about a work itself ("this paper studies ...") state nothing to agree with and are left out.

    Args:
        selection: what is written.
        path: the file; one that is there is replaced.

    Returns:
        The files written.

    Raises:
        KgError: the place cannot be written.
    """
    works = {work.doc: work for work in selection.works}
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    writer.writerow(COLUMNS)
    rows = (row for row in selection.claims if not row.speaks_of_work)
    for number, row in enumerate(rows, 1):
        cells = _cells(number, row, works)
        writer.writerow([neutral(fitted(line(cell))) if isinstance(cell, str) else cell for cell in cells])
    return write_stamped(path, text.getvalue().encode(), selection.stamp)


def _cells(number: int, row: ClaimRow, works: Mapping[str, Work]) -> list[Cell]:
    work = works.get(row.doc)
    authors = work.reference.authors if work else ()
    person, organization = _holder(row, authors)
    return [
        number,
        f"{row.year}-01-01 00:00:00" if row.year.isdecimal() else "",
        person,
        organization,
        _concept(row),
        int(row.polarity != Polarity.NEGATIVE),
        _whole(row.start),
        _whole(row.end),
        row.quote,
        row.rule,
        row.doc,
        row.title,
        " and ".join(authors),
        work.reference.container if work else "",
        row.section,
        work.reference.kind if work else "",
        row.modality,
        row.belief,
        row.claim,
    ]


def _holder(row: ClaimRow, authors: tuple[str, ...]) -> tuple[str, str]:
    """A person, or several as one, and an organization; records name persons with a comma and bodies without."""
    if row.attributed_to != THIS_WORK:
        return row.attributed_to, ""
    persons = " and ".join(name for name in authors if "," in name)
    bodies = " and ".join(name for name in authors if "," not in name)
    return (persons, bodies) if persons or bodies else (row.citation, "")


def _concept(row: ClaimRow) -> str:
    ends = [row.head_label, row.tail_label]
    return f" {words(row.relation)} ".join(sorted(ends) if row.relation in SYMMETRIC else ends)


def _whole(text: str) -> Cell:
    return int(text) if text.isdecimal() else ""
