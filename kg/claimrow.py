"""One row of the claim table: what the store answers, what networks, pages and tables are made from.

row of strings -> ClaimRow -> networkx graph | page | spreadsheet
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, astuple, dataclass, fields

from kg.model import KgError
from kg.terms import BASE

WORK_BASE = BASE + "work/"
"""How the IRI of every work of the corpus begins."""


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim with its ends, its qualifiers, its sentence and its work; every value may be empty.

    ``claim``, ``work``, ``head`` and ``tail`` are IRIs; ``start`` and ``end`` count characters of
    the document, from 0, end exclusive. ``trigger_start`` and the like too, where they are known.
    ``belief`` is that of the proposition, ``status`` what curators made of the claim. ``section`` is the part of the
    work that the sentence stands in, ``page`` what is printed on its page as number.
    """

    claim: str
    doc: str
    work: str
    citation: str
    title: str
    year: str
    doi: str
    head: str
    head_label: str
    head_type: str
    relation: str
    tail: str
    tail_label: str
    tail_type: str
    polarity: str
    modality: str
    attributed_to: str
    confidence: str
    rule: str
    quote: str
    start: str
    end: str
    head_mention: str
    tail_mention: str
    time: str
    place: str
    belief: str
    status: str
    trigger_start: str
    trigger_end: str
    head_start: str
    head_end: str
    tail_start: str
    tail_end: str
    section: str = ""
    page: str = ""

    @classmethod
    def from_mapping(cls, row: Mapping[str, str]) -> ClaimRow:
        """Take a row whose keys are written in camelCase (``headLabel``); other keys are left aside.

        Raises:
            KgError: the row lacks a column that has no default.
        """
        lacking = [column for column in _REQUIRED if column not in row]
        if lacking:
            raise KgError(f"claim row lacks {', '.join(lacking)}: let the query select every column")
        return cls(*(row.get(column, "") for column in COLUMNS))

    @property
    def speaks_of_work(self) -> bool:
        """Whether an end is a work itself, as in "this paper studies ..."."""
        return self.head.startswith(WORK_BASE) or self.tail.startswith(WORK_BASE)


def _camel(name: str) -> str:
    """``head_label`` as ``headLabel``."""
    return re.sub(r"_(\w)", lambda match: match[1].upper(), name)


COLUMNS = tuple(_camel(field.name) for field in fields(ClaimRow))
"""The keys of a row, in the order of the fields."""

_REQUIRED = tuple(_camel(field.name) for field in fields(ClaimRow) if field.default is MISSING)


def read_rows(rows: Iterable[Mapping[str, str]]) -> tuple[ClaimRow, ...]:
    """The distinct rows in reading order: by citation, document, place in the text.

    Raises:
        KgError: a row lacks a column.
    """
    return tuple(sorted({ClaimRow.from_mapping(row) for row in rows}, key=_reading_order))


def _reading_order(row: ClaimRow) -> tuple[str, str, int, tuple[str, ...]]:
    start = int(row.start) if row.start.isdecimal() else -1
    return row.citation, row.doc, start, astuple(row)


def last_segment(iri: str) -> str:
    """What follows the last ``/`` or ``#`` of an IRI."""
    return re.split(r"[/#]", iri)[-1]
