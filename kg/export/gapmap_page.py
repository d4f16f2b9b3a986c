"""A gap map as a page: a table of counts, each linked to its sentences; nothing is fetched and no script runs."""

from __future__ import annotations

from kg.claimrow import ClaimRow
from kg.export.concepts import Concept, stance
from kg.export.gapmap_parts import MARKS, Filled, GapMap, Side, colours, legend
from kg.export.markup import Markup, element, joined, page
from kg.export.references import order, short
from kg.export.selection import Selection
from kg.export.texts import bare_doi, doi_link

_STYLE = """
td{min-width:1.6rem;padding:0}td a{display:block;padding:.3rem .2rem;color:inherit;text-decoration:none}
td small{display:block;font-size:.65rem}td a:hover{text-decoration:underline}
ul.key{display:flex;gap:.4rem;list-style:none;padding:0;flex-wrap:wrap}ul.key li{padding:.2rem .6rem;margin:0}
"""


def as_html(found: GapMap, selection: Selection) -> bytes:
    """The page of a map."""
    marks = ", ".join(f"{letter} {name}" for name, letter in MARKS.items())
    key = f"Works in a cell; the letters after a number say how many of its works do not only assert: {marks}."
    return page(
        found.title,
        _STYLE,
        element("p", found.meaning),
        element("p", key),
        _key(),
        element("div", _table(found), class_="scroll", tabindex=0, role="region", aria_label=found.title),
        element("h2", "Sentences"),
        *_sentences(found),
        element("h2", "Empty cells"),
        _gaps(found),
        element("h2", "Left out"),
        _rest("Mechanisms", found.rows),
        _rest(found.across.capitalize(), found.columns),
        notes=[f"{name}: {text}." for name, text in found.facts()],
        stamp=selection.stamp,
    )


def _key() -> Markup:
    items = [element("li", name, style=f"background:{fill};color:{ink}") for name, fill, ink in legend()]
    return element("ul", *items, class_="key", aria_label="Colours by number of works")


def _table(found: GapMap) -> Markup:
    heads = [
        element("th", element("span", f"{one.label} ({works})"), scope="col", class_="up")
        for one, works in found.columns.shown
    ]
    corner = element("th", f"mechanism, by {found.across}", scope="col", class_="corner")
    cells = {(line, position): cell for line, position, cell in found.placed()}
    lines = []
    for line, (row, works) in enumerate(found.rows.shown):
        name = element("th", f"{row.label} ({works})", scope="row")
        made = [_cell(found, cells.get((line, at)), line, at) for at in range(len(found.columns.shown))]
        lines.append(element("tr", name, *made))
    return element(
        "table",
        element("caption", "Number of works in each cell"),
        element("thead", element("tr", corner, *heads)),
        element("tbody", joined(lines)),
    )


def _cell(found: GapMap, cell: Filled | None, line: int, position: int) -> Markup:
    if cell is None:
        return element("td")
    fill, ink = colours(cell.works)
    told = f"{found.rows.shown[line][0].label}, {found.columns.shown[position][0].label}: {cell.counts()}"
    small = [element("small", cell.marks())] if cell.marks() else []
    link = element("a", str(cell.works), *small, href=f"#c{line}-{position}", title=told, aria_label=told)
    return element("td", link, style=f"background:{fill};color:{ink}")


def _sentences(found: GapMap) -> list[Markup]:
    """The sentences of each filled cell, folded in, under the name of its row."""
    pieces, last = [], -1
    for line, position, cell in found.placed():
        if line != last:
            pieces.append(element("h3", found.rows.shown[line][0].label))
            last = line
        names = f"{found.rows.shown[line][0].label} × {found.columns.shown[position][0].label}"
        head = element("summary", f"{names} ({cell.counts()}; claims: {cell.told()})")
        claims = sorted(cell.claims, key=lambda claim: order(found.works[claim.doc]))
        items = joined([_item(found, claim) for claim in claims])
        pieces.append(element("details", head, element("ul", items), id=f"c{line}-{position}"))
    return pieces


def _item(found: GapMap, claim: ClaimRow) -> Markup:
    said = f"{stance(claim)}: {claim.head_label} {claim.relation} {claim.tail_label}. "
    source = short(found.works[claim.doc]) + (f", p. {claim.page}" if claim.page else "")
    link = doi_link(claim.doi)
    cited = [element("cite", source)] + ([Markup(" "), element("a", bare_doi(claim.doi), href=link)] if link else [])
    return element("li", element("blockquote", claim.quote), said, *cited)


def _gaps(found: GapMap) -> Markup:
    gaps: dict[Concept, list[str]] = {}
    for row, column in found.empty():
        gaps.setdefault(row, []).append(column.label)
    items = [
        element("details", element("summary", f"{row.label}: {len(names)}"), element("p", "; ".join(names)))
        for row, names in gaps.items()
    ]
    return element("div", joined(items))


def _rest(name: str, side: Side) -> Markup:
    items = joined([element("li", f"{one.label}, works: {works}") for one, works in side.rest])
    return element("details", element("summary", f"{name}: {len(side.rest):,}"), element("ul", items))
