"""Ready questions as pages ask them: the form, the SPARQL, and the answer with labels and links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from kg import queries
from kg.export.flat import words
from kg.export.wording import VERBS
from kg.index import Index
from kg.model import THIS_WORK
from kg.queries import Parameter, Question, Rows
from kg.resources import data_dir
from kg.serve.addresses import path_of
from kg.serve.pages.naming import Names, names

MOST = 100
"""Names that a field of a form offers."""

_CODES = frozenset(
    "type otherType modality polarity role kind kinds valence mode scope span time works claims belief confidence "
    "rule status steps year firstYear lastYear decade language name".split()
)
"""Columns whose values are no names of things, whatever they look like."""

HEADINGS = {
    "modality": "held",
    "polarity": "said or denied",
    "head": "thing",
    "tail": "other thing",
    "attributedTo": "held by",
    "attributedToFor": "held by (for)",
    "attributedToAgainst": "held by (against)",
    "reported": "works that only report it",
    "lift": "lift (1 is chance)",
    "doc": "document",
}
"""Headings of columns whose names say too little."""

_HOLDERS = {THIS_WORK: "the work"}
VALUES = {
    "modality": {"asserted": "asserted", "recommended": "recommended", "hypothetical": "supposed"},
    "polarity": {"positive": "said", "negative": "denied"},
    "relation": {name: verbs[0] for name, verbs in VERBS.items()},
    **dict.fromkeys(("attributedTo", "attributedToFor", "attributedToAgainst"), _HOLDERS),
}
"""Words for the codes of some columns."""

_COMPETENCY = re.compile(r"^Competency question [^.]*\.\s*")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")
_PLAIN_NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,12})?")
_SOME = 200  # rows that tell what a column holds
_IRI = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form: its parameter, what stands in it, and the names that it offers."""

    parameter: Parameter
    value: str
    offered: Sequence[str]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of an answer: the text that is shown, and the path that it leads to, empty where it leads nowhere."""

    text: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in the query, its heading in words, whether its cells are numbers, or sentences."""

    name: str
    heading: str
    number: bool
    sentence: bool


@cache
def catalogue() -> Mapping[str, Question]:
    """The ready questions by name."""
    return {question.name: question for question in queries.catalogue(data_dir("queries"))}


def described(question: Question) -> str:
    """What a question gives, without its number in the list of those that the graph must answer."""
    return _COMPETENCY.sub("", question.description)


def given(question: Question, parameters: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The values that an address gives a question; an empty field leaves its default, but where it is a text.

    What begins with an underscore is for the page.
    """
    texts = {parameter.name for parameter in question.parameters if parameter.kind == "text"}
    return {name: value for name, value in parameters if not name.startswith("_") and (value or name in texts)}


def is_complete(question: Question, values: Mapping[str, str], index: Index) -> bool:
    """Whether no parameter lacks a value; a default of which no claim speaks is none."""
    return all(p.name in values or _default(p, index) is not None for p in question.parameters)


def named(question: Question, values: Mapping[str, str]) -> dict[str, str]:
    """The values of the parameters that take the names of things."""
    return {p.name: values.get(p.name, p.default or "") for p in question.parameters if p.kind == "iri"}


def _default(parameter: Parameter, index: Index) -> str | None:
    """The default of a parameter; None where it is a thing of which no claim speaks."""
    if parameter.default is None or parameter.kind != "iri":
        return parameter.default
    thing = index.thing(names(index).found(parameter.default, parameter.type))
    return parameter.default if thing and thing.claims else None


def bound(question: Question, values: Mapping[str, str], index: Index) -> str:
    """The SPARQL of a question.

    Raises:
        QueryError: a parameter is unknown or unfit, or nothing has the name.
    """
    return queries.bind(question, values, lambda label, type: names(index).resolve(label, type))


def fields(question: Question, values: Mapping[str, str], index: Index, most: int = MOST) -> list[Field]:
    """The fields of a form, with the names that most claims speak of."""
    return [
        Field(parameter, values.get(parameter.name, _default(parameter, index) or ""), _offered(parameter, index, most))
        for parameter in question.parameters
    ]


def _offered(parameter: Parameter, index: Index, most: int) -> list[str]:
    if parameter.kind != "iri":
        return []
    type = "" if parameter.type == queries.THING else parameter.type
    found = [thing.label for thing in index.things(type, most)]
    return list(dict.fromkeys([*found, *filter(None, [_default(parameter, index)])]))


def columns(rows: Rows) -> list[Column]:
    """The columns of an answer."""
    return [
        Column(name, HEADINGS.get(name) or words(name), _is_number(rows, at), name.startswith("sentence"))
        for at, name in enumerate(rows.columns)
    ]


def _is_number(rows: Rows, at: int) -> bool:
    found = [row[at] for row in rows.rows if row[at]]
    return bool(found) and all(_NUMBER.fullmatch(value or "") for value in found)


def cells(rows: Rows, part: Sequence[tuple[str | None, ...]], index: Index) -> list[list[Cell]]:
    """Some rows of an answer with labels for IRIs, and links for them and for the names of things and works."""
    labels = index.labels({value for row in part for value in row if value and _IRI.fullmatch(value)})
    known = names(index)
    return [
        [_cell(name, value or "", labels, known) for name, value in zip(rows.columns, row, strict=True)] for row in part
    ]


def _cell(column: str, value: str, labels: Mapping[str, str], known: Names) -> Cell:
    if value in labels:
        return Cell(labels[value], path_of(value))
    if value in (meanings := VALUES.get(column, {})):
        return Cell(meanings[value])
    if column.lower().startswith(("sentence", "definition")) or column in _CODES or not value:
        return Cell(value)
    iri = known.work(value) if "work" in column.lower() else known.thing(value)
    return Cell(value, path_of(iri) if iri else "")


def plain(rows: Rows, index: Index) -> Iterator[list[str | int | float]]:
    """The rows of an answer for a file: a label where a value is an IRI, and the IRI in a column of its own.

    Columns of numbers hold numbers, so that a spreadsheet can sort and add them.
    """
    addressed = iris(rows)
    counted = {at for at in range(len(rows.columns)) if _is_number(rows, at)}
    labels = index.labels({row[at] or "" for at in addressed for row in rows.rows})
    for row in rows.rows:
        told = [
            _counted(value or "") if at in counted else labels.get(value or "", value or "")
            for at, value in enumerate(row)
        ]
        yield [*told, *(row[at] or "" for at in addressed)]


def _counted(value: str) -> str | int | float:
    """A number as it would be typed; a value that would change on the way stays a text."""
    if not _PLAIN_NUMBER.fullmatch(value):
        return value
    return float(value) if "." in value else int(value)


def iris(rows: Rows) -> list[int]:
    """The places of the columns that hold IRIs of the graph."""
    some = rows.rows[:_SOME]
    return [at for at in range(len(rows.columns)) if any(row[at] and _IRI.fullmatch(row[at] or "") for row in some)]
