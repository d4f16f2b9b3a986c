"""Evidence gap maps: mechanisms by obstacles or outcomes, with the works behind each cell and the empty cells."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kg.claimrow import ClaimRow
from kg.export import write_atomic
from kg.export.concepts import STANCES, Concept, by_works, ends, stance
from kg.export.gapmap_drawing import as_svg
from kg.export.gapmap_page import as_html
from kg.export.gapmap_parts import Filled, GapMap, Side, colours
from kg.export.references import full, locator, order, short, works_by_id
from kg.export.selection import Selection
from kg.export.sheets import BODY, HEADING, Cell, Heading, fill_readme, fill_table, form_of, put, workbook
from kg.export.texts import bare_doi
from kg.model import KgError, Relation

COLUMNS = {"obstacle": ("Obstacle", "obstacles"), "outcome": ("Outcome", "outcomes")}
"""What may stand across: its type, and its name in headings."""

STRUCTURE = frozenset({Relation.IS_A, Relation.HAS_PART})
"""Relations that say what a thing is, not what it does to another; they fill no cell."""

MOST = 40
"""Rows, and columns, of a map."""

_ROWS = "Mechanism"


def write_gapmap(selection: Selection, path: Path, columns: str = "obstacle", least: int = 2) -> tuple[Path, ...]:
    """Write the map of mechanisms by obstacles or outcomes: ``.xlsx``, ``.html`` or ``.svg``.

    Args:
        selection: the claims and works.
        path: the file to write; one that is there is replaced.
        columns: ``obstacle`` or ``outcome``.
        least: works that a row or a column needs.

    Returns:
        The files written.

    Raises:
        KgError: another suffix or other columns, or a place that cannot be written.
    """
    form = form_of(path, _FORMS)
    write_atomic(path, form(gapmap(selection, columns, least), selection))
    return (path,)


def gapmap(selection: Selection, columns: str = "obstacle", least: int = 2) -> GapMap:
    """Count the works of the claims that join a mechanism with an obstacle or an outcome.

    Raises:
        KgError: other columns are asked.
    """
    if columns not in COLUMNS:
        raise KgError(f"no gap map has columns of {columns!r}; choose one of {', '.join(COLUMNS)}")
    kind, across = COLUMNS[columns]
    joins: defaultdict[tuple[Concept, Concept], list[ClaimRow]] = defaultdict(list)
    aside = 0
    for row in selection.claims:
        if pair := _pair(row, selection, kind):
            aside += row.relation in STRUCTURE
            if row.relation not in STRUCTURE:
                joins[pair].append(row)
    down = _side(((pair[0], claims) for pair, claims in joins.items()), least)
    over = _side(((pair[1], claims) for pair, claims in joins.items()), least)
    shown = {one for one, _ in (*down.shown, *over.shown)}
    cells = {pair: _filled(claims) for pair, claims in sorted(joins.items()) if shown.issuperset(pair)}
    total = sum(map(len, joins.values()))
    return GapMap(across, down, over, cells, works_by_id(selection), least, MOST, total, aside)


def _pair(row: ClaimRow, selection: Selection, kind: str) -> tuple[Concept, Concept] | None:
    """The mechanism and the other thing that a claim joins, whichever is its head."""
    if {row.head_type, row.tail_type} != {_ROWS, kind}:
        return None
    head, tail = ends(row, selection.things)
    return (head, tail) if head.kind == _ROWS else (tail, head)


def _side(found: Iterable[tuple[Concept, Sequence[ClaimRow]]], least: int) -> Side:
    works: defaultdict[Concept, set[str]] = defaultdict(set)
    for concept, claims in found:
        works[concept] |= {row.doc for row in claims}
    counted = sorted(((concept, len(docs)) for concept, docs in works.items()), key=by_works)
    enough = [pair for pair in counted if pair[1] >= least][:MOST]
    return Side(tuple(enough), tuple(counted[len(enough) :]))


def _filled(claims: Sequence[ClaimRow]) -> Filled:
    works: Mapping[str, set[str]] = {name: {r.doc for r in claims if stance(r) == name} for name in STANCES}
    by = {name: len(docs) for name, docs in works.items()}
    relations = Counter(row.relation for row in claims)
    return Filled(tuple(claims), len({row.doc for row in claims}), by, tuple(sorted(relations.items())))


def _xlsx(found: GapMap, selection: Selection) -> bytes:
    def fill(book: Any) -> None:
        told = [
            *found.facts(),
            ("Map", "Works in each cell; darker is more; blank is none"),
            ("Cells", "The same as a list, with how many works assert, deny, recommend or suppose"),
            ("Empty cells", "The pairs of a row and a column that no claim joins"),
            ("Claims", "The sentences behind each filled cell"),
            ("Left out", "Things that have no row or column, with their works"),
        ]
        fill_readme(book, found.title, found.meaning, selection.stamp, told)
        _fill_map(book, found)
        _fill_lists(book, found)

    return workbook(found.title, fill)


def _fill_map(book: Any, found: GapMap) -> None:
    sheet = book.add_worksheet("Map")
    strong = book.add_format(HEADING)
    turned = book.add_format(HEADING | {"rotation": 90, "bold": False, "valign": "bottom", "align": "center"})
    sheet.set_row(0, 190)
    sheet.set_column(0, 0, 40, book.add_format(BODY))
    sheet.set_column(1, 1, 8)
    if found.columns.shown:
        sheet.set_column(2, len(found.columns.shown) + 1, 4.5)
    put(sheet, 0, 0, f"mechanism \\ {found.across}", strong)
    put(sheet, 0, 1, "works", strong)
    for position, (concept, _) in enumerate(found.columns.shown, start=2):
        put(sheet, 0, position, concept.label, turned)
    for line, (concept, works) in enumerate(found.rows.shown, start=1):
        put(sheet, line, 0, concept.label)
        put(sheet, line, 1, works)
    _fill_cells(book, sheet, found)
    last = len(found.rows.shown) + 1
    put(sheet, last, 0, "works", book.add_format({"bold": True, "top": 1}))
    for position, (_, works) in enumerate(found.columns.shown, start=2):
        put(sheet, last, position, works, book.add_format({"bold": True, "top": 1, "align": "center"}))
    sheet.freeze_panes(1, 2)
    sheet.activate()


def _fill_cells(book: Any, sheet: Any, found: GapMap) -> None:
    styles: dict[tuple[str, str], Any] = {}
    for line, position, cell in found.placed():
        fill, ink = look = colours(cell.works)
        if look not in styles:
            styles[look] = book.add_format({"bg_color": fill, "font_color": ink, "align": "center"})
        put(sheet, line + 1, position + 2, cell.works, styles[look])


def _fill_lists(book: Any, found: GapMap) -> None:
    one = found.across.removesuffix("s")
    pair = [Heading("mechanism", 36), Heading(one, 36)]
    counts = [Heading(name, 13) for name in ("works", *STANCES, "claims")]
    cells: list[list[Cell]] = [
        [row.label, column.label, cell.works, *(cell.by[name] for name in STANCES), len(cell.claims), cell.told()]
        for (row, column), cell in sorted(found.cells.items(), key=lambda item: (-item[1].works, item[0]))
    ]
    fill_table(book, "Cells", [*pair, *counts, Heading("claims by relation", 40)], cells)
    fill_table(book, "Empty cells", pair, [[row.label, column.label] for row, column in found.empty()])
    names = (
        ("stance", 14),
        ("head", 26),
        ("relation", 14),
        ("tail", 26),
        ("quote", 80),
        ("work", 26),
        ("locator", 22),
        ("doi", 22),
        ("reference", 60),
        ("claim id", 22),
    )
    fill_table(book, "Claims", [*pair, *(Heading(*name) for name in names)], _claims(found))
    left: list[list[Cell]] = [
        [concept.kind.lower(), concept.label, works]
        for side in (found.rows, found.columns)
        for concept, works in side.rest
    ]
    fill_table(book, "Left out", [Heading("type", 14), Heading("thing", 50), Heading("works", 8)], left)


def _claims(found: GapMap) -> list[list[Cell]]:
    lines: list[list[Cell]] = []
    for (row, column), cell in sorted(found.cells.items(), key=lambda item: (-item[1].works, item[0])):
        for claim in sorted(cell.claims, key=lambda c: order(found.works[c.doc])):
            work = found.works[claim.doc]
            ends_ = [claim.head_label, claim.relation, claim.tail_label]
            place = [short(work), locator(claim), bare_doi(claim.doi), full(work), claim.claim.rpartition("/")[2]]
            lines.append([row.label, column.label, stance(claim), *ends_, claim.quote, *place])
    return lines


_FORMS = {".xlsx": _xlsx, ".html": as_html, ".svg": as_svg}
