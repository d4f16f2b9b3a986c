"""The causal claims for Causal Map (causalmap.app): links between factors, with the statements and their sources.

Sheets and columns are those of the program's standard workbook: ``links``, ``factors``, ``statements``, ``sources``;
columns it does not know it keeps. Arrows run from cause to effect: what is required stands before what requires it.
What a text denies is left out, for that one thing does not further another does not say what it does.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from kg.cells import ROWS, fitted, neutral
from kg.claimrow import ClaimRow
from kg.export import write_atomic
from kg.export.flat import line
from kg.export.selection import Selection, Stamp, Work, write_stamped
from kg.model import THIS_WORK, KgError, Modality, Polarity, Relation

Cell = str | int
Rows = list[Sequence[Cell]]

SIGNS: Mapping[str, str] = {
    Relation.CAUSES: "+",
    Relation.PROMOTES: "+",
    Relation.REQUIRES: "+",
    Relation.HINDERS: "-",
    Relation.ADDRESSES: "-",
}
"""The relations that are causal, and whether more of the cause goes with more of the effect."""

LINKS = ("from", "to", "from_label", "to_label", "statement_id", "source_id", "quote", "hashtags", "link_memo")
FACTORS = ("factor_id", "label", "factor_memo", "type", "links", "sources")
STATEMENTS = ("statement_id", "text", "source_id")
SOURCES = ("source_id", "source_memo", "title", "year", "doi")


@dataclass(frozen=True, slots=True)
class _Link:
    row: ClaimRow
    cause: tuple[str, str, str]
    effect: tuple[str, str, str]


def write_causalmap(selection: Selection, path: Path) -> tuple[Path, ...]:
    """Write the causal claims as a workbook (``.xlsx``), or as ``NAME.csv`` and ``NAME-factors.csv``.

    Args:
        selection: what is written.
        path: ends in ``.xlsx`` or ``.csv``; a file that is there is replaced.

    Returns:
        The files written.

    Raises:
        KgError: another suffix, more claims than a sheet holds, or a place that cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix not in (".xlsx", ".csv"):
        raise KgError(f"cannot write {path}: the suffix must be .xlsx or .csv")
    sheets = _sheets(_links(selection.claims), {work.doc: work for work in selection.works})
    if max(map(len, sheets.values())) > ROWS + 1:
        raise KgError(f"cannot write {path}: more claims than a sheet holds ({ROWS:,}); ask for fewer")
    if suffix == ".xlsx":
        write_atomic(path, _workbook(sheets, selection.stamp))
        return (path,)
    links = [row[2:] for row in sheets["links"]]
    factors = path.with_name(f"{path.stem}-factors{path.suffix}")
    return (
        *write_stamped(path, _csv(links), selection.stamp),
        *write_stamped(factors, _csv(sheets["factors"]), selection.stamp),
    )


def _links(claims: Iterable[ClaimRow]) -> list[_Link]:
    found = []
    for row in claims:
        if (
            row.relation in SIGNS
            and row.polarity != Polarity.NEGATIVE
            and row.head != row.tail
            and not row.speaks_of_work
        ):
            ends = (row.head, row.head_label, row.head_type), (row.tail, row.tail_label, row.tail_type)
            cause, effect = reversed(ends) if row.relation == Relation.REQUIRES else ends
            found.append(_Link(row, cause, effect))
    return found


def _sheets(links: list[_Link], works: Mapping[str, Work]) -> dict[str, Rows]:
    names = _names(links)
    factors = {iri: number for number, iri in enumerate(sorted(names), 1)}
    sentences = list(dict.fromkeys((link.row.doc, link.row.start, link.row.quote) for link in links))
    statements = {sentence: number for number, sentence in enumerate(sentences, 1)}
    rows: Rows = [LINKS]
    for link in links:
        row, ends = link.row, (link.cause[0], link.effect[0])
        statement = statements[row.doc, row.start, row.quote]
        numbers = [factors[iri] for iri in ends]
        labels = [names[iri] for iri in ends]
        rows.append([*numbers, *labels, statement, row.doc, row.quote, _hashtags(row), row.claim])
    told: Rows = [[number, quote, doc] for (doc, _, quote), number in statements.items()]
    docs = sorted({link.row.doc: link.row for link in links}.items())
    return {
        "links": rows,
        "factors": [FACTORS, *_factors(links, factors, names)],
        "statements": [STATEMENTS, *told],
        "sources": [SOURCES, *(_source(row, works.get(doc)) for doc, row in docs)],
    }


def _names(links: Iterable[_Link]) -> dict[str, str]:
    """A name for each factor; things that are called the same are told apart, for the program joins them by name."""
    labels = {end[0]: line(end[1]) for link in links for end in (link.cause, link.effect)}
    owners: dict[str, str] = {}
    for iri in sorted(labels):
        owners.setdefault(labels[iri].casefold(), iri)
    kinds = {end[0]: end[2] for link in links for end in (link.cause, link.effect)}
    return {
        iri: label if owners[label.casefold()] == iri else f"{label} ({kinds[iri]}, {iri.rpartition('/')[2]})"
        for iri, label in labels.items()
    }


def _factors(links: Iterable[_Link], factors: Mapping[str, int], names: Mapping[str, str]) -> Iterable[Sequence[Cell]]:
    kinds: dict[str, str] = {}
    counts: dict[str, int] = dict.fromkeys(factors, 0)
    docs: dict[str, set[str]] = {iri: set() for iri in factors}
    for link in links:
        for iri, _, kind in (link.cause, link.effect):
            kinds[iri] = min(kind, kinds.get(iri, kind))
            counts[iri] += 1
            docs[iri].add(link.row.doc)
    for iri, number in factors.items():
        yield [number, names[iri], iri, kinds[iri], counts[iri], len(docs[iri])]


def _source(row: ClaimRow, work: Work | None) -> Sequence[Cell]:
    citation = work.citation if work else row.citation
    return [row.doc, citation, row.title, int(row.year) if row.year.isdecimal() else "", row.doi]


def _hashtags(row: ClaimRow) -> str:
    tags = [f"#{row.relation}", "#more-less" if SIGNS[row.relation] == "-" else ""]
    tags += [f"#{row.modality}" if row.modality != Modality.ASSERTED else ""]
    tags += ["#reported" if row.attributed_to != THIS_WORK else ""]
    return " ".join(filter(None, tags))


def _cell(cell: Cell) -> Cell:
    return fitted(line(cell)) if isinstance(cell, str) else cell


def _csv(rows: Rows) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in rows:
        cells = map(_cell, row)
        writer.writerow([neutral(cell) if isinstance(cell, str) else cell for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def _workbook(sheets: Mapping[str, Rows], stamp: Stamp) -> bytes:
    """The sheets, and one that says where they come from; the program reads only those whose names it knows."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"title": "Causal claims", "created": datetime(2000, 1, 1)})
        for name, rows in sheets.items():
            _fill(book.add_worksheet(name), rows)
        _fill(book.add_worksheet("README"), [("about", "value"), *stamp.pairs()])
    return content.getvalue()


def _fill(page: Any, rows: Rows) -> None:
    page.freeze_panes(1, 0)
    for number, row in enumerate(rows):
        for position, cell in enumerate(map(_cell, row)):
            if isinstance(cell, int):
                page.write_number(number, position, cell)
            else:
                page.write_string(number, position, cell)
