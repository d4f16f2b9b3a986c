"""The evidence table: one row a claim, with its sentence, its source and columns left blank for a verdict."""

from __future__ import annotations

import io
import json
import math
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from kg.cells import ROWS, printable
from kg.claimrow import ClaimRow, last_segment
from kg.export import write_atomic
from kg.export.references import full, locator, works_by_id
from kg.export.selection import Selection, Work, write_stamped
from kg.export.sheets import Cell, Heading, as_csv, fill_readme, fill_table, form_of, workbook
from kg.export.texts import bare_doi
from kg.model import THIS_WORK, KgError

_TITLE = "Evidence table"
_NUMBER = re.compile(r"\d+(\.\d+)?(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_MEANING = "One row a claim. A claim is what one sentence of one work says, not what is the case."


class Line(NamedTuple):
    """A claim with its work and the countries it is about."""

    row: ClaimRow
    work: Work
    countries: frozenset[str]


class Column(NamedTuple):
    """A column: its heading, where its value is from, its width in characters, its type, and what it means."""

    name: str
    value: Callable[[Line], Cell]
    width: int
    meaning: str
    kind: type[str] | type[int] | type[float] = str


def _number(text: str) -> Cell:
    """The number a text writes, or the text itself where it writes none."""
    if text.isascii() and text.isdecimal() and len(text) < 16:
        return int(text)
    if _NUMBER.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    return text


COLUMNS = (
    Column("claim id", lambda of: last_segment(of.row.claim), 22, "Stable id of the claim: last part of its IRI"),
    Column("head", lambda of: of.row.head_label, 26, "What the claim is about, by its name in the vocabulary"),
    Column("head type", lambda of: of.row.head_type, 13, "Kind of thing the head is"),
    Column("relation", lambda of: of.row.relation, 16, "What head does to tail; read head, relation, tail"),
    Column("tail", lambda of: of.row.tail_label, 26, "The other end of the claim"),
    Column("tail type", lambda of: of.row.tail_type, 13, "Kind of thing the tail is"),
    Column("quote", lambda of: of.row.quote, 80, "The sentence that makes the claim, word for word"),
    Column("section", lambda of: of.row.section, 14, "Part of the work the sentence stands in, where it is known"),
    Column("page", lambda of: of.row.page, 7, "Number printed on its page; blank where the text has no pages"),
    Column(
        "locator", lambda of: locator(of.row), 22, "Page, and characters of the text as it was read, counted from 0"
    ),
    Column("reference", lambda of: full(of.work), 60, "The work that makes the claim, in full"),
    Column("year", lambda of: _number(of.row.year), 7, "Year the work came out", int),
    Column("doi", lambda of: bare_doi(of.row.doi), 22, "DOI of the work, without https://doi.org/"),
    Column("polarity", lambda of: of.row.polarity, 10, "positive: the text states it; negative: the text denies it"),
    Column(
        "modality",
        lambda of: of.row.modality,
        14,
        "asserted: given as a fact; recommended: called for; hypothetical: only supposed",
    ),
    Column(
        "attributed to",
        lambda of: "this work" if of.row.attributed_to == THIS_WORK else of.row.attributed_to,
        18,
        "this work: the work itself speaks; otherwise whom it cites for the claim",
    ),
    Column("time", lambda of: of.row.time, 12, "When it holds, as the sentence says; blank where it does not say"),
    Column("place", lambda of: of.row.place, 16, "Where it holds, as the sentence says; blank where it does not say"),
    Column(
        "country",
        lambda of: "; ".join(sorted(of.countries)),
        16,
        "Country of the place; where the sentence names no place, the countries that the record of the work names",
    ),
    Column(
        "belief",
        lambda of: _number(of.row.belief),
        9,
        "How far all claims of the store that say the same support it, 0 to 1",
        float,
    ),
    Column(
        "confidence",
        lambda of: _number(of.row.confidence),
        11,
        "How far the extractor trusts its reading, 0 to 1; not whether the claim is true",
        float,
    ),
    Column("rule", lambda of: of.row.rule, 22, "The rule that read the claim"),
    Column(
        "start",
        lambda of: _number(of.row.start),
        8,
        "Where the sentence begins: characters from the document's start",
        int,
    ),
    Column("end", lambda of: _number(of.row.end), 8, "Where it ends: the first character after it", int),
    Column("document", lambda of: of.row.doc, 22, "Id of the document in the store"),
    Column("curated", lambda of: of.row.status, 12, "What curators made of the claim; blank where none has judged it"),
    Column("decision", lambda of: "", 12, "Blank, for your verdict"),
    Column("note", lambda of: "", 30, "Blank, for your remarks"),
)


def write_evidence(selection: Selection, path: Path) -> tuple[Path, ...]:
    """Write the evidence table in the form the suffix names: ``.xlsx``, ``.csv``, ``.json`` or ``.parquet``.

    A workbook and a Parquet file carry the stamp in themselves, the others beside them.

    Args:
        selection: the claims, in the order of the rows, and their works.
        path: the file to write; one that is there is replaced.

    Returns:
        The files written.

    Raises:
        KgError: another suffix, more claims than a sheet holds, or a place that cannot be written.
    """
    return form_of(path, _FORMS)(selection, path)


def _rows(selection: Selection) -> Iterator[list[Cell]]:
    works = works_by_id(selection)
    for row in selection.claims:
        line = Line(row, works[row.doc], selection.countries.get(row.claim, frozenset()))
        values = (column.value(line) for column in COLUMNS)
        yield [printable(value) if isinstance(value, str) else value for value in values]


def _write_json(selection: Selection, path: Path) -> tuple[Path, ...]:
    names = [column.name.replace(" ", "_") for column in COLUMNS]
    table = [dict(zip(names, row, strict=True)) for row in _rows(selection)]
    text = json.dumps(table, ensure_ascii=False, indent=1) + "\n"
    return write_stamped(path, text.encode(), selection.stamp)


def _write_csv(selection: Selection, path: Path) -> tuple[Path, ...]:
    content = as_csv([[column.name for column in COLUMNS], *_rows(selection)])
    return write_stamped(path, content, selection.stamp)


def _write_parquet(selection: Selection, path: Path) -> tuple[Path, ...]:
    """Numbers are numbers, null where there is none; columns carry their meanings, the table its stamp."""
    types = {str: pa.string(), int: pa.int64(), float: pa.float64()}
    names = [column.name.replace(" ", "_") for column in COLUMNS]
    fields = [
        pa.field(name, types[column.kind], metadata={"meaning": column.meaning})
        for name, column in zip(names, COLUMNS, strict=True)
    ]
    schema = pa.schema(fields, metadata=dict(selection.stamp.pairs()))
    rows = [
        {name: _typed(cell, column.kind) for name, cell, column in zip(names, row, COLUMNS, strict=True)}
        for row in _rows(selection)
    ]
    content = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), content, compression="zstd")
    write_atomic(path, content.getvalue())
    return (path,)


def _typed(cell: Cell, kind: type[str] | type[int] | type[float]) -> Cell | None:
    if kind is str:
        return cell
    return None if isinstance(cell, str) else kind(cell)


def _write_xlsx(selection: Selection, path: Path) -> tuple[Path, ...]:
    if len(selection.claims) > ROWS:
        count = f"{len(selection.claims):,} claims are more than a sheet holds ({ROWS:,})"
        raise KgError(f"{count}: write .csv, .json or .parquet")
    works = len({row.doc for row in selection.claims})
    told = [
        ("Claims", f"{len(selection.claims):,}"),
        ("Works", f"{works:,}"),
        ("", ""),
        *((column.name, column.meaning) for column in COLUMNS),
    ]
    headings = [Heading(column.name, column.width) for column in COLUMNS]

    def fill(book: object) -> None:
        fill_readme(book, _TITLE, _MEANING, selection.stamp, told)
        fill_table(book, "Evidence", headings, _rows(selection)).activate()

    write_atomic(path, workbook(_TITLE, fill))
    return (path,)


_FORMS = {".xlsx": _write_xlsx, ".csv": _write_csv, ".json": _write_json, ".parquet": _write_parquet}
