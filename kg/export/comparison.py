"""The comparison of works by properties: a workbook, and a table that the Open Research Knowledge Graph takes in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from kg.claimrow import ClaimRow
from kg.export import write_atomic
from kg.export.concepts import STANCES, ends, stance, without_claims
from kg.export.references import full, order, short, works_by_id
from kg.export.selection import Selection, Work, write_stamped
from kg.export.sheets import Cell, Heading, as_csv, fill_readme, fill_table, form_of, workbook
from kg.export.texts import bare_doi, doi_link
from kg.model import Relation, Roll

_TITLE = "Comparison of works"
_MEANING = (
    "One row a work, one column a property. A value stands without a mark where a claim of the work asserts something "
    "of it; denied, recommended and hypothetical mark what the work says otherwise."
)


class Property(NamedTuple):
    """A property of works: its name, the type of its values, and how far they are rolled up."""

    name: str
    kind: str
    roll: Roll = Roll.VOCABULARY


PROPERTIES = (
    Property("mechanism", "Mechanism"),
    Property("obstacle", "Obstacle"),
    Property("theory", "Theory"),
    Property("method", "Method"),
    Property("government", "Government", Roll.NONE),
    Property("place", "Region", Roll.NONE),
    Property("outcome", "Outcome"),
)
"""The properties that the ends of claims give."""

COUNTRY, STUDIES = "country", "research problem"

_COLUMNS = (
    *(Heading(name, 36) for name in (STUDIES, *(p.name for p in PROPERTIES))),
    Heading(COUNTRY, 18),
)
_ORKG = (
    "paper:title",
    "paper:authors",
    "paper:publication_month",
    "paper:publication_year",
    "paper:doi",
    "paper:research_field",
    "contribution:extraction_method",
)
_MOST = 10
"""Values of a property that the table for ORKG has of one work; there each takes a column of its own."""
_FIELD = "R11"
_FIRST_YEAR = 1900
"""ORKG takes no whole table in which a year is earlier."""

Values = Mapping[str, tuple[str, ...]]
"""The values of a work by property: those of most claims first, then by name."""


def write_comparison(selection: Selection, path: Path) -> tuple[Path, ...]:
    """Write the comparison: ``.xlsx`` for people, or ``.csv`` as ORKG takes it in.

    In the CSV a column is repeated for each further value, ten at most; the file of the stamp counts those left out.

    Returns:
        The files written.

    Raises:
        KgError: another suffix, or a place that cannot be written.
    """
    return form_of(path, _FORMS)(selection, path)


def compared(selection: Selection) -> list[tuple[Work, Values]]:
    """The works with a claim, by author and year, each with its properties."""
    claims: defaultdict[str, list[ClaimRow]] = defaultdict(list)
    for row in selection.claims:
        claims[row.doc].append(row)
    works = sorted((work for doc, work in works_by_id(selection).items() if doc in claims), key=order)
    return [(work, _values(selection, work, claims[work.doc])) for work in works]


def _values(selection: Selection, work: Work, claims: list[ClaimRow]) -> Values:
    said: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in claims:
        for known in PROPERTIES:
            for end in ends(row, selection.things, known.roll):
                if end.kind == known.kind:
                    said[known.name][end.label].append(stance(row))
        if row.relation == Relation.STUDIES and row.head == row.work:
            said[STUDIES][row.tail_label].append(stance(row))
        if row.place:
            said["place"][row.place].append(stance(row))
        for country in selection.countries.get(row.claim, ()):
            said[COUNTRY][country].append("asserted")
    return {name: _ranked(values) for name, values in said.items()}


def _ranked(values: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Values, each with the stances of its claims, in their order, marked."""
    ranked = sorted(values, key=lambda value: (-len(values[value]), value.casefold(), value))
    return tuple(_marked(value, values[value]) for value in ranked)


def _marked(value: str, stances: Collection[str]) -> str:
    """The value; what is not, or not only, asserted is marked in words."""
    known = [name for name in STANCES if name in stances]
    return value if known in ([], [STANCES[0]]) else f"{value} ({' and '.join(known)})"


def _write_xlsx(selection: Selection, path: Path) -> tuple[Path, ...]:
    works = compared(selection)
    bare = [[short(work), full(work)] for work in sorted(without_claims(selection), key=order)]
    headings = [Heading("work", 28), Heading("title", 44), Heading("year", 7), Heading("doi", 22), *_COLUMNS]
    told = [
        ("Works", f"{len(works):,} with a claim; {len(bare):,} without one are listed by themselves"),
        (STUDIES, "What the work says it studies"),
        ("place", "Regions that claims speak of, and places that sentences name"),
        (COUNTRY, "Countries of those places; else those that the record of the work names"),
        ("Order", "Values of most claims first, then by name"),
        ("Names", "Things that only the texts name count as the nearest thing of the vocabulary; governments do not."),
    ]

    def fill(book: Any) -> None:
        fill_readme(book, _TITLE, _MEANING, selection.stamp, told)
        sheet = fill_table(book, "Comparison", headings, [_line(work, values) for work, values in works])
        sheet.activate()
        fill_table(book, "Works without a claim", [Heading("work", 30), Heading("reference", 110)], bare)

    write_atomic(path, workbook(_TITLE, fill))
    return (path,)


def _line(work: Work, values: Values) -> list[Cell]:
    reference = work.reference
    known: list[Cell] = [short(work), reference.title, reference.year or "", bare_doi(reference.doi)]
    return [*known, *("; ".join(values.get(column.name, ())) for column in _COLUMNS)]


def _write_csv(selection: Selection, path: Path) -> tuple[Path, ...]:
    """ORKG compares the first heading letter by letter, so that the file begins without a byte order mark."""
    works = compared(selection)
    counts = {column.name: [len(values.get(column.name, ())) for _, values in works] for column in _COLUMNS}
    most = {name: min(max(found, default=0), _MOST) for name, found in counts.items()}
    left = {name: sum(max(count - _MOST, 0) for count in found) for name, found in counts.items()}
    names = [name for name, count in most.items() for _ in range(count)]
    rows: list[list[Cell]] = [[*_ORKG, *("contribution:research_problem" if n == STUDIES else n for n in names)]]
    for work, values in works:
        padded = ((*values.get(name, ()), *[""] * count)[:count] for name, count in most.items())
        rows.append([*_paper(work), *(value for group in padded for value in group)])
    more = {"most_values": _MOST, "values_left_out": {name: count for name, count in left.items() if count}}
    return write_stamped(path, as_csv(rows, "utf-8"), selection.stamp, more)


def _paper(work: Work) -> list[Cell]:
    reference = work.reference
    year = reference.year if reference.year and reference.year >= _FIRST_YEAR else ""
    doi = bare_doi(reference.doi) if doi_link(reference.doi) else ""
    authors = "; ".join(map(_given_first, reference.authors))
    return [reference.title or work.citation, authors, "", year, doi, _FIELD, "Automatic"]


def _given_first(author: str) -> str:
    family, _, given = author.replace(";", " ").partition(",")
    return f"{given.strip()} {family.strip()}".strip()


_FORMS = {".xlsx": _write_xlsx, ".csv": _write_csv}
