"""The concept matrix of Webster and Watson (2002): works by concepts, each cell with levels of government."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from kg.export import write_atomic
from kg.export.concepts import Concept, by_works, ends
from kg.export.matrix_page import as_html
from kg.export.matrix_parts import KINDS, LETTERS, MEANING, NO_LEVEL, OTHER_LEVEL, TITLE, Matrix, facts, legend
from kg.export.references import full, order, short, works_by_id
from kg.export.selection import Selection, Work, write_stamped
from kg.export.sheets import (
    HEADING,
    WIDEST,
    Cell,
    Heading,
    as_csv,
    fill_readme,
    fill_table,
    form_of,
    put,
    workbook,
)
from kg.model import KgError

_FIXED = ("work", "title", "year", "concepts")


def write_matrix(selection: Selection, path: Path, least: int = 2) -> tuple[Path, ...]:
    """Write the concept matrix: ``.xlsx``, ``.csv`` (what is left out in a file beside it) or ``.html``.

    Args:
        selection: the claims and works.
        path: the file to write; one that is there is replaced.
        least: works that a concept needs for a column; all others are listed.

    Returns:
        The files written.

    Raises:
        KgError: another suffix, more concepts than a sheet has columns, or a place that cannot be written.
    """
    return form_of(path, _FORMS)(matrix(selection, least), selection, path)


def matrix(selection: Selection, least: int = 2) -> Matrix:
    """Count the concepts of the claims."""
    levels: defaultdict[tuple[str, Concept], set[str]] = defaultdict(set)
    works: defaultdict[Concept, set[str]] = defaultdict(set)
    named = _levels(selection)
    for row in selection.claims:
        for concept in ends(row, selection.things):
            if concept.kind in KINDS:
                levels[row.doc, concept] |= named[row.doc, row.start]
                works[concept].add(row.doc)
    counted = sorted(((concept, len(docs)) for concept, docs in works.items()), key=_column)
    shown = tuple(pair for pair in counted if pair[1] >= least)
    rest = tuple(pair for pair in counted if pair[1] < least)
    return _matrix(selection, shown, levels, rest, least)


def _levels(selection: Selection) -> Mapping[tuple[str, str], set[str]]:
    """The levels that the claims of each sentence name, by document id and place of the sentence."""
    named: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in selection.claims:
        named[row.doc, row.start] |= {
            level for end in (row.head, row.tail) if (level := selection.things.levels.get(end))
        }
    return named


def _matrix(
    selection: Selection,
    shown: tuple[tuple[Concept, int], ...],
    levels: Mapping[tuple[str, Concept], set[str]],
    rest: tuple[tuple[Concept, int], ...],
    least: int,
) -> Matrix:
    known = {concept for concept, _ in shown}
    cells = {key: _letters(named) for key, named in sorted(levels.items()) if key[1] in known}
    works = sorted(works_by_id(selection).values(), key=order)
    filled = {doc for doc, _ in cells}
    full_rows = tuple(work for work in works if work.doc in filled)
    return Matrix(full_rows, shown, cells, rest, tuple(work for work in works if work.doc not in filled), least)


def _column(counted: tuple[Concept, int]) -> tuple[int, int, str, Concept]:
    return list(KINDS).index(counted[0].kind), *by_works(counted)


def _letters(levels: Iterable[str]) -> str:
    known = [letter for level, letter in LETTERS.items() if level in levels]
    unknown = [OTHER_LEVEL] if set(levels) - set(LETTERS) else []
    return "".join([*known, *unknown]) or NO_LEVEL


def _fixed(work: Work) -> list[Cell]:
    return [short(work), work.reference.title, work.reference.year or ""]


def _write_csv(found: Matrix, selection: Selection, path: Path) -> tuple[Path, ...]:
    headings = [*_FIXED, *(f"{concept.kind}: {concept.label}" for concept, _ in found.concepts)]
    lines: list[list[Cell]] = [list(headings)]
    for work in found.works:
        cells = found.row(work)
        lines.append([*_fixed(work), sum(map(bool, cells)), *cells])
    totals: list[Cell] = ["works", "", "", len(found.works), *(count for _, count in found.concepts)]
    beside = path.with_name(f"{path.stem}-left-out{path.suffix}")
    left: list[list[Cell]] = [["left out", "name", "works"]]
    left += [[concept.kind, concept.label, count] for concept, count in found.rest]
    left += [["Work", full(work), ""] for work in found.bare]
    written = write_stamped(path, as_csv([*lines, totals]), selection.stamp)
    write_atomic(beside, as_csv(left))
    return *written, beside


def _write_xlsx(found: Matrix, selection: Selection, path: Path) -> tuple[Path, ...]:
    if len(_FIXED) + len(found.concepts) > WIDEST:
        known = f"{len(found.concepts):,} concepts are more than a sheet has columns ({WIDEST:,})"
        raise KgError(f"{known}: ask for concepts of more works")

    def fill(book: Any) -> None:
        told = [*facts(found), ("", ""), ("Letters", "Levels of government"), *legend()]
        fill_readme(book, TITLE, MEANING, selection.stamp, told)
        _fill_matrix(book, found)
        headings = [Heading("type", 14), Heading("concept", 50), Heading("works", 8)]
        rest: list[list[Cell]] = [[concept.kind, concept.label, count] for concept, count in found.rest]
        fill_table(book, "Concepts left out", headings, rest)
        bare = [[short(work), full(work)] for work in found.bare]
        fill_table(book, "Works without a cell", [Heading("work", 30), Heading("reference", 110)], bare)

    write_atomic(path, workbook(TITLE, fill))
    return (path,)


def _fill_matrix(book: Any, found: Matrix) -> None:
    sheet = book.add_worksheet("Matrix")
    strong = book.add_format(HEADING)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 50)
    sheet.set_column(2, 3, 9, book.add_format({"align": "center"}))
    for position, name in enumerate(_FIXED):
        sheet.merge_range(0, position, 1, position, name, strong)
    _fill_headings(book, sheet, found.concepts)
    centred = book.add_format({"align": "center"})
    if found.concepts:
        sheet.set_column(len(_FIXED), len(_FIXED) + len(found.concepts) - 1, 4.5, centred)
    for line, work in enumerate(found.works, start=2):
        cells = found.row(work)
        for position, cell in enumerate([*_fixed(work), sum(map(bool, cells)), *cells]):
            put(sheet, line, position, cell)
    _fill_totals(book, sheet, found)
    sheet.freeze_panes(2, 1)
    sheet.activate()


def _fill_headings(book: Any, sheet: Any, concepts: Sequence[tuple[Concept, int]]) -> None:
    """The group of the concepts in the first row, the concepts, turned, in the second."""
    group = book.add_format(HEADING | {"text_wrap": False, "left": 1})
    turned = book.add_format(HEADING | {"rotation": 90, "bold": False, "valign": "bottom", "align": "center"})
    sheet.set_row(1, 200)
    first = len(_FIXED)
    for kind, members in groupby(concepts, key=lambda pair: pair[0].kind):
        names = [concept.label for concept, _ in members]
        put(sheet, 0, first, KINDS[kind], group)
        for position in range(first + 1, first + len(names)):
            sheet.write_blank(0, position, None, book.add_format(HEADING))
        for position, name in enumerate(names, start=first):
            put(sheet, 1, position, name, turned)
        first += len(names)


def _fill_totals(book: Any, sheet: Any, found: Matrix) -> None:
    last, strong = len(found.works) + 2, book.add_format({"bold": True, "top": 1, "align": "center"})
    put(sheet, last, 0, "works", book.add_format({"bold": True, "top": 1}))
    put(sheet, last, 3, len(found.works), strong)
    for position, (_, count) in enumerate(found.concepts, start=len(_FIXED)):
        put(sheet, last, position, count, strong)


def _write_html(found: Matrix, selection: Selection, path: Path) -> tuple[Path, ...]:
    write_atomic(path, as_html(found, selection))
    return (path,)


_FORMS = {".xlsx": _write_xlsx, ".csv": _write_csv, ".html": _write_html}
