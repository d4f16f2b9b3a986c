"""The PRISMA 2020 flow of records, as far as the program knows it: what it does not know stays blank.

What is included in a review is decided by people, so that its rows are blank and the last box says what was read.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kg.export import write_atomic
from kg.export.prisma_drawing import Box, as_svg
from kg.export.selection import Selection, write_stamped
from kg.export.sheets import Cell, as_csv, form_of

Count = tuple[str, int | None]
"""A name, such as a file or a reason, and how many records it stands for."""


@dataclass(frozen=True, slots=True)
class Flow:
    """How many records went which way; None is what nobody counted, an empty tuple too.

    Attributes:
        identified: the records of each source file.
        duplicates: records taken for others again.
        excluded_automatic: records that the program left aside, by reason.
        screened: records looked at by title and abstract.
        excluded: records of these left out by people.
        sought: reports whose text was sought.
        not_retrieved: of these, those that were not found.
        assessed: reports that were read.
        excluded_assessed: reports of these that were left out, by reason.
        read: works that the program read, whether or not they are in a review.
        claims: claims read from these works.
    """

    identified: tuple[Count, ...] = ()
    duplicates: int | None = None
    excluded_automatic: tuple[Count, ...] = ()
    screened: int | None = None
    excluded: int | None = None
    sought: int | None = None
    not_retrieved: int | None = None
    assessed: int | None = None
    excluded_assessed: tuple[Count, ...] = ()
    read: int | None = None
    claims: int | None = None


def write_prisma(selection: Selection, path: Path, flow: Flow) -> tuple[Path, ...]:
    """Write the flow: ``.csv`` for the R package PRISMA2020, or ``.svg``.

    Args:
        selection: only its stamp is used.
        path: the file to write; one that is there is replaced.
        flow: what is known.

    Returns:
        The files written.

    Raises:
        KgError: another suffix, or a place that cannot be written.
    """
    return form_of(path, _FORMS)(flow, selection, path)


def total(counts: tuple[Count, ...]) -> int | None:
    """The sum of some counts; None where there is none or one of them is not known."""
    known = [count for _, count in counts if count is not None]
    return sum(known) if counts and len(known) == len(counts) else None


_HEADINGS = ("data", "node", "box", "description", "boxtext", "tooltips", "url", "n")
_NA = "NA"
_ROWS = (
    (_NA, "node4", "prevstud", "Previous studies"),
    ("previous_studies", "node5", "box1", "Studies included in previous version of review"),
    ("previous_reports", _NA, "box1", "Reports of studies included in previous version of review"),
    (_NA, "node6", "newstud", "Identification of new studies via databases and registers"),
    ("database_results", "node7", "box2", "Databases"),
    ("database_specific_results", _NA, "box2", "Specific Databases"),
    ("register_results", _NA, "box2", "Registers"),
    ("register_specific_results", _NA, "box2", "Specific Registers"),
    (_NA, "node16", "othstud", "Identification of new studies via other methods"),
    ("website_results", "node17", "box11", "Websites"),
    ("organisation_results", _NA, "box11", "Organisations"),
    ("citations_results", _NA, "box11", "Citation searching"),
    ("duplicates", "node8", "box3", "Duplicate records"),
    ("excluded_automatic", _NA, "box3", "Records marked as ineligible by automation tools"),
    ("excluded_other", _NA, "box3", "Records removed for other reasons"),
    ("records_screened", "node9", "box4", "Records screened"),
    ("records_excluded", "node10", "box5", "Records excluded"),
    ("dbr_sought_reports", "node11", "box6", "Reports sought for retrieval"),
    ("dbr_notretrieved_reports", "node12", "box7", "Reports not retrieved"),
    ("other_sought_reports", "node18", "box12", "Reports sought for retrieval"),
    ("other_notretrieved_reports", "node19", "box13", "Reports not retrieved"),
    ("dbr_assessed", "node13", "box8", "Reports assessed for eligibility"),
    ("dbr_excluded", "node14", "box9", "Reports excluded"),
    ("other_assessed", "node20", "box14", "Reports assessed for eligibility"),
    ("other_excluded", "node21", "box15", "Reports excluded"),
    ("new_studies", "node15", "box10", "New studies included in review"),
    ("new_reports", _NA, "box10", "Reports of new included studies"),
    ("total_studies", "node22", "box16", "Total studies included in review"),
    ("total_reports", _NA, "box16", "Reports of total included studies"),
    ("identification", "node1", "identification", "Identification"),
    ("screening", "node2", "screening", "Screening"),
    ("included", "node3", "included", "Included"),
    ("total_studies_ma", "node23", "box17", "Total studies included in meta-analysis"),
    ("total_reports_ma", _NA, "box17", "Reports of total included studies in meta-analysis"),
)
"""Data, node, box and text of the rows that the R package looks for."""


def _known(flow: Flow) -> dict[str, Cell]:
    """What is known, by the names of the R package."""
    counts = {
        "database_results": total(flow.identified),
        "duplicates": flow.duplicates,
        "excluded_automatic": total(flow.excluded_automatic),
        "records_screened": flow.screened,
        "records_excluded": flow.excluded,
        "dbr_sought_reports": flow.sought,
        "dbr_notretrieved_reports": flow.not_retrieved,
        "dbr_assessed": flow.assessed,
    }
    lists = {"database_specific_results": flow.identified, "dbr_excluded": flow.excluded_assessed}
    return {name: _blank(count) for name, count in counts.items()} | {n: _listed(c) for n, c in lists.items()}


def _blank(count: int | None) -> Cell:
    return "" if count is None else count


def _listed(counts: tuple[Count, ...]) -> str:
    """``name, 3; other, 4``; commas and semicolons part the values there, so that names lose theirs."""
    names = (" ".join(name.replace(",", " ").replace(";", " ").split()) for name, _ in counts)
    return "; ".join(f"{name}, {_blank(count)}" for name, (_, count) in zip(names, counts, strict=True))


def _write_csv(flow: Flow, selection: Selection, path: Path) -> tuple[Path, ...]:
    known = _known(flow)
    rows: list[list[Cell]] = [list(_HEADINGS)]
    rows += [[name, node, box, text, text, text, _NA, known.get(name, "")] for name, node, box, text in _ROWS]
    return write_stamped(path, as_csv(rows, "utf-8"), selection.stamp)


def _boxes(flow: Flow) -> tuple[Box, ...]:
    """The boxes of the picture, each with what leaves the flow beside it."""
    before = (("Duplicate records", flow.duplicates),)
    automatic = flow.excluded_automatic or (("Records marked as ineligible by the program", None),)
    return (
        Box("Identification", "Records identified", total(flow.identified), flow.identified),
        Box("Identification", "Records removed before screening", None, (*before, *automatic), beside=True),
        Box("Screening", "Records screened", flow.screened),
        Box("Screening", "Records excluded", flow.excluded, beside=True),
        Box("Screening", "Reports sought for retrieval", flow.sought),
        Box("Screening", "Reports not retrieved", flow.not_retrieved, beside=True),
        Box("Screening", "Reports assessed for eligibility", flow.assessed),
        Box("Screening", "Reports excluded", total(flow.excluded_assessed), flow.excluded_assessed, beside=True),
        Box("Read", "Works read by the program", flow.read, (("Claims read from them", flow.claims),)),
    )


def _write_svg(flow: Flow, selection: Selection, path: Path) -> tuple[Path, ...]:
    write_atomic(path, as_svg(_boxes(flow), selection.stamp))
    return (path,)


_FORMS = {".csv": _write_csv, ".svg": _write_svg}
