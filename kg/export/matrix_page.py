"""A concept matrix as a page: a table that stays legible, nothing fetched, no script."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from kg.export.concepts import Concept, by_works
from kg.export.markup import Markup, element, joined, page
from kg.export.matrix_parts import KINDS, MEANING, TITLE, Matrix, legend
from kg.export.references import full, order, short
from kg.export.selection import Selection, Work

MOST = 60
"""Concepts that a page shows; the others are listed below."""


def as_html(found: Matrix, selection: Selection) -> bytes:
    """The page of a matrix: the concepts of most works, and a list of all others."""
    most = {concept for concept, _ in sorted(found.concepts, key=by_works)[:MOST]}
    shown = [pair for pair in found.concepts if pair[0] in most]
    works = [work for work in found.works if any((work.doc, concept) in found.cells for concept in most)]
    hidden = [*(pair for pair in found.concepts if pair[0] not in most), *found.rest]
    others = {work.doc for work in works}
    left = [work for work in sorted((*found.works, *found.bare), key=order) if work.doc not in others]
    letters = "; ".join(f"{letter} {name}" for letter, name in legend())
    note = (
        f"{len(works):,} works by {len(shown):,} concepts, those of most works (at most {MOST}, of {found.least} works "
        f"or more each); {len(hidden):,} concepts and {len(left):,} works are listed below the table."
    )
    return page(
        TITLE,
        "td{min-width:1.3rem}",
        element("p", MEANING),
        element("p", f"Letters: {letters}."),
        element("div", _table(found, shown, works), class_="scroll", tabindex=0, role="region", aria_label=TITLE),
        _list("Concepts left out", [f"{one.label} ({one.kind.lower()}), works: {n}" for one, n in hidden]),
        _list("Works left out", [full(work) for work in left]),
        notes=[note],
        stamp=selection.stamp,
    )


def _list(name: str, lines: Sequence[str]) -> Markup:
    items = joined([element("li", line) for line in lines])
    return element("details", element("summary", f"{name}: {len(lines):,}"), element("ul", items))


def _table(found: Matrix, shown: Sequence[tuple[Concept, int]], works: Sequence[Work]) -> Markup:
    groups = [(kind, len(list(members))) for kind, members in groupby(shown, key=lambda pair: pair[0].kind)]
    upper = [element("th", KINDS[kind], colspan=count, scope="colgroup") for kind, count in groups]
    total = element("th", element("span", "concepts, also those not shown"), rowspan=2, scope="col", class_="up")
    lower = [element("th", element("span", one.label), scope="col", class_="up") for one, _ in shown]
    head = joined(
        [
            element("tr", element("th", "work", rowspan=2, scope="col", class_="corner"), total, *upper),
            element("tr", *lower, class_="second"),
        ]
    )
    lines = [_line(found, shown, work) for work in works]
    totals = [element("td", f"{count}") for count in ("", *(count for _, count in shown))]
    foot = element("tr", element("th", "works", scope="row"), *totals)
    return element(
        "table",
        element("caption", "Works by concepts"),
        element("thead", head),
        element("tbody", joined(lines)),
        element("tfoot", foot),
    )


def _line(found: Matrix, shown: Sequence[tuple[Concept, int]], work: Work) -> Markup:
    cells = [found.cells.get((work.doc, concept), "") for concept, _ in shown]
    name = element("th", short(work), scope="row", title=work.reference.title)
    total = sum(map(bool, found.row(work)))
    return element("tr", name, element("td", f"{total}"), *(element("td", cell) for cell in cells))
