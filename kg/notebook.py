"""What answers look like in a notebook and in pandas: tables, claims and pages that show themselves."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.claimrow import ClaimRow
from kg.export import write_atomic
from kg.export.texts import visible
from kg.model import THIS_WORK

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 20
"""Rows of a table that a notebook shows."""

Cell = str | int | float | bool | None
"""A value of a table; None where there is none."""

_CELL = 300  # characters of a cell that a notebook shows
_DTYPES = {frozenset({int}): "Int64", frozenset({float}): "float64", frozenset({bool}): "boolean"}
_DTYPES[frozenset({int, float})] = "float64"
_PLACES = tuple(f"{what}{end}" for what in ("", "trigger_", "head_", "tail_") for end in ("start", "end"))
_CLAIM_DTYPES = dict.fromkeys(("year", *_PLACES), "Int64") | dict.fromkeys(("belief", "confidence"), "float64")
_FIRST = "head_label relation tail_label polarity modality attributed_to quote citation year belief".split()
_CLAIM_COLUMNS = (*_FIRST, *(field.name for field in fields(ClaimRow) if field.name not in _FIRST))


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """A table: the names of its columns, and its rows, whose values have the types that the store gives them."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Cell]]:
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    def to_pandas(self) -> pd.DataFrame:
        """The table as a DataFrame: whole numbers and years are ``Int64``, texts ``string``, missing values missing.

        A text stays a text, also where it looks like a number.
        """
        kinds = {name: frozenset(type(row[n]) for row in self.rows) for n, name in enumerate(self.columns)}
        return _frame(self, {name: _DTYPES.get(kind - {type(None)}, "") for name, kind in kinds.items()})

    def __repr__(self) -> str:
        return f"<{_counted(len(self), 'row')}: {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        return _table(self.columns, self.rows, _counted(len(self), "row"), len(self))


@dataclass(frozen=True, slots=True, repr=False)
class Claims:
    """Claims of a store, as records; see ``kg.claimrow.ClaimRow`` for what each tells."""

    rows: tuple[ClaimRow, ...]
    asked: str

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[ClaimRow]:
        return iter(self.rows)

    def __getitem__(self, number: int) -> ClaimRow:
        return self.rows[number]

    def to_pandas(self) -> pd.DataFrame:
        """One row a claim and one column a field: years and offsets ``Int64``, belief and confidence ``float64``.

        Everything else is text, also where it looks like a number; what is not known is missing.
        """
        rows = tuple(tuple(_field(row, name) for name in _CLAIM_COLUMNS) for row in self.rows)
        return _frame(Answer(_CLAIM_COLUMNS, rows), _CLAIM_DTYPES)

    def __repr__(self) -> str:
        return f"<{_counted(len(self), 'claim')}: {self.asked}>"

    def _repr_html_(self) -> str:
        rows = tuple((r.head_label, r.relation, r.tail_label, _held(r), r.quote, r.citation) for r in self.rows[:SHOWN])
        said = f"{_counted(len(self), 'claim')} ({self.asked})"
        return _table(("head", "relation", "tail", "held", "quote", "work"), rows, said, len(self))


@dataclass(frozen=True, slots=True, repr=False)
class Page:
    """An interactive page; a notebook shows it in a frame of its own."""

    content: str
    title: str
    height: int = 640

    def save(self, path: Path | str) -> Path:
        """Write the page to a file, and give its path.

        Raises:
            KgError: the place cannot be written.
        """
        written = Path(path).expanduser()
        write_atomic(written, self.content.encode())
        return written

    def __repr__(self) -> str:
        return f"<page of {len(self.content) / 1e6:.1f} MB; a notebook shows it, save(path) writes it>"

    def _repr_html_(self) -> str:
        # The frame has no origin of its own: nothing in it reaches the notebook. A DOI opens in a tab of its own.
        sandbox = "allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox"
        return (
            f'<iframe srcdoc="{html.escape(self.content)}" sandbox="{sandbox}" allow="clipboard-write" '
            f'title="{html.escape(self.title)}" width="100%" height="{int(self.height)}" style="border: 0"></iframe>'
        )


def answer(found: Mapping[str, Any]) -> Answer:
    """An answer in SPARQL's JSON as a table; whether something is so has one cell."""
    if "boolean" in found:
        return Answer(("answer",), ((bool(found["boolean"]),),))
    columns = tuple(found["head"]["vars"])
    rows = (tuple(_typed(row.get(name)) for name in columns) for row in found["results"]["bindings"])
    return Answer(columns, tuple(rows))


_XSD = "http://www.w3.org/2001/XMLSchema#"
_TYPES: Mapping[str, Callable[[str], Cell]] = {
    _XSD + "integer": int,
    _XSD + "gYear": int,
    _XSD + "decimal": float,
    _XSD + "double": float,
    _XSD + "float": float,
    _XSD + "boolean": lambda text: text in ("true", "1"),
}
_DIGITS = 18  # of a whole number that pandas holds


def _typed(term: Mapping[str, str] | None) -> Cell:
    """A value of an answer in JSON, by its type and never by its looks."""
    if term is None:
        return None
    take = _TYPES.get(term.get("datatype", ""), str)
    try:
        return take(term["value"]) if len(term["value"]) <= _DIGITS or take is not int else term["value"]
    except ValueError:  # a year with a time zone
        return term["value"]


def _frame(table: Answer, dtypes: Mapping[str, str]) -> pd.DataFrame:
    """A table as a DataFrame; a column without a type is text."""
    import pandas as pd

    made = {}
    for n, name in enumerate(table.columns):
        dtype, values = dtypes.get(name) or "string", [row[n] for row in table.rows]
        made[name] = pd.Series(values if dtype != "string" else list(map(_as_text, values)), dtype=dtype)
    return pd.DataFrame(made, columns=list(table.columns))


def _as_text(value: Cell) -> str | None:
    return None if value is None else str(value)


def _field(row: ClaimRow, name: str) -> Cell:
    text = str(getattr(row, name))
    if _CLAIM_DTYPES.get(name) == "Int64":
        return int(text) if text.isascii() and text.isdecimal() else None
    return float(text) if text and name in _CLAIM_DTYPES else text or None


def _table(columns: Sequence[str], rows: Sequence[Sequence[Cell]], counted: str, count: int) -> str:
    """The first rows as an HTML table, and in words how many there are; no text is read as markup."""
    head = "".join(f"<th>{html.escape(visible(name))}</th>" for name in columns)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows[:SHOWN])
    more = f"; the first {SHOWN} are shown" if count > SHOWN else ""
    told = html.escape(visible(counted))
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table><p>{told}{more}</p>"


def _cell(value: Cell) -> str:
    text = "" if value is None else visible(str(value))
    return f'<td style="text-align: left">{html.escape(text if len(text) <= _CELL else text[:_CELL] + "…")}</td>'


def _held(row: ClaimRow) -> str:
    """How a claim is held: "asserted", "denied, recommended, says Yang"."""
    words = ("denied" if row.polarity == "negative" else "", row.modality)
    said = f"says {row.attributed_to}" if row.attributed_to != THIS_WORK else ""
    return ", ".join(filter(None, (*words, said)))


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
