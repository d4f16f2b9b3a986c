"""The ready questions: `.rq` files with a header, and the values a user gives them.

A file begins with comment lines ``#+ key: value`` (YAML, as grlc reads it) and stays valid SPARQL: a
parameter is a variable, ``?_obstacle_iri`` (a thing, given by one of its labels), ``?_year_integer`` or
``?_scholar`` (plain text). A value takes the place of its variable as one serialised term, never as
text that could be read as SPARQL. Questions run on anything that has ``select``.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar

import yaml

from kg.model import QueryError

THING = "Thing"
"""The type of a parameter that may be a thing of any type."""

UNTAGGED = "other"
"""The group of the questions that have no tag."""

_KEYS = frozenset({"summary", "description", "tags", "parameters", "network"})
_PARAMETER_KEYS = frozenset({"name", "type", "description", "default"})
_VARIABLE = re.compile(r"[?$]_([a-z][a-z0-9]*)(?:_(iri|integer))?\b")
_PROJECTION = re.compile(r"\bSELECT\b([^{]*?)(?:\bWHERE\b|\{)", re.IGNORECASE)
_IRI = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\\ud800-\udfff]*')
_NEAREST = 5
_LABELS = """
PREFIX igr: <https://w3id.org/igr/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?label ?iri ?rank WHERE {
  { ?iri skos:prefLabel ?label BIND(0 AS ?order) }
  UNION { ?iri skos:altLabel ?label BIND(2 AS ?order) }
  UNION { ?iri skos:hiddenLabel ?label BIND(4 AS ?order) }
  %s
  OPTIONAL { ?iri igr:local ?local }
  BIND(IF(BOUND(?local), ?order + 1, ?order) AS ?rank)
}
"""
_PREFERRED = """
PREFIX igr: <https://w3id.org/igr/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?label ?iri (0 AS ?rank) WHERE {
  VALUES ?label { %(label)s %(label)s@en }
  ?iri skos:prefLabel ?label .
  %(restriction)s
  FILTER NOT EXISTS { ?iri igr:local ?local }
}
"""


class Rows(Protocol):
    """The answer of a query: column names, and rows of lexical values."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""

    @property
    def rows(self) -> tuple[tuple[str | None, ...], ...]:
        """The rows, as wide as the columns; None where a column has no value."""


RowsT_co = TypeVar("RowsT_co", bound=Rows, covariant=True)
KnownT = TypeVar("KnownT")


class Source(Protocol[RowsT_co]):
    """What can answer a SELECT query."""

    def select(self, text: str) -> RowsT_co:
        """The answer of one query."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a question needs. ``kind`` is iri, integer or text; without default it must be given."""

    name: str
    kind: str
    type: str
    description: str
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A ready question: what it asks, what it needs, and its SPARQL."""

    name: str
    summary: str
    description: str
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    text: str
    network: Mapping[str, Any] = field(default_factory=dict)
    """What the rows are as a network: the kind of thing at each end, whether signed, whether directed."""


Resolve = Callable[[str, str], str]
"""Finds the IRI for a label and a type; raises QueryError where there is none."""


def catalogue(folder: Path) -> tuple[Question, ...]:
    """Every question of a folder, by name.

    Raises:
        QueryError: a file cannot be read, or its header and its query do not agree.
    """
    return tuple(_question(path) for path in sorted(folder.glob("*.rq"), key=lambda path: path.stem))


def by_tag(questions: Iterable[Question]) -> dict[str, list[Question]]:
    """The questions under their first tags, tags and names in alphabetical order; last those without a tag."""
    groups: dict[str, list[Question]] = {}
    for question in sorted(questions, key=lambda q: (not q.tags, q.tags[:1], q.name)):
        groups.setdefault(question.tags[0] if question.tags else UNTAGGED, []).append(question)
    return groups


def find(questions: Iterable[Question], name: str) -> Question:
    """The question of this name.

    Raises:
        QueryError: there is none; the message offers the nearest names.
    """
    return _named({question.name: question for question in questions}, name)


def find_in(folder: Path, name: str) -> Question:
    """The question of this name in a folder; no other file is read.

    Raises:
        QueryError: there is none, the message offering the nearest names; or its header and its query do not agree.
    """
    return _question(_named({path.stem: path for path in folder.glob("*.rq")}, name))


def bind(question: Question, values: Mapping[str, str], resolve: Resolve) -> str:
    """The SPARQL of a question with its parameters filled in.

    Raises:
        QueryError: a parameter is unknown, missing or unfit.
    """
    known = {parameter.name: parameter for parameter in question.parameters}
    for name in values:
        if name not in known:
            raise QueryError(f"{question.name} has no parameter {name!r}; it takes {_list(known)}")
    terms = {name: _term(question, parameter, values, resolve) for name, parameter in known.items()}
    return _VARIABLE.sub(lambda match: terms[match.group(1)], question.text)


def run(source: Source[RowsT_co], question: Question, values: Mapping[str, str]) -> RowsT_co:
    """The answer of a question; things are given by label.

    Raises:
        QueryError: a parameter is unknown, missing or unfit, or nothing has the label.
    """
    return source.select(bind(question, values, lambda label, type_name: resolve_label(source, label, type_name)))


def resolve_label(source: Source[Rows], label: str, type_name: str) -> str:
    """The IRI of the thing with this label, whatever its case, hyphens and plurals.

    A preferred label goes before an alternative and a hidden one, the ontology before the texts, and a label as it is
    written before one that differs.

    Raises:
        QueryError: nothing of the type has the label; the message offers the nearest labels.
    """
    if not re.fullmatch("[A-Za-z]+", type_name):
        raise QueryError(f"{type_name!r} is no type of thing; mend the header of the question")
    restriction = "" if type_name == THING else f"?iri a igr:{type_name} ."
    # Most are preferred labels of the ontology, and found by their words; to compare all others takes long.
    asked = {"label": _literal(label), "restriction": restriction}
    if exact := source.select(_PREFERRED % asked).rows:
        return min(str(iri) for _, iri, _ in exact)
    labels = [(str(rank), str(iri), str(name)) for name, iri, rank in source.select(_LABELS % restriction).rows]
    wanted = key(label)
    # The least rank, then the least IRI: sorting all labels in SPARQL takes longer than reading them.
    found = min((row for row in labels if wanted and key(row[2]) == wanted), default=None)
    if found:
        return found[1]
    kind = "thing" if type_name == THING else type_name
    raise QueryError(f"no {kind} is called {label!r}; {_offer(label, {name for _, _, name in labels})}")


def key(label: str) -> str:
    """What labels share that differ in case, hyphens, spaces and plurals; empty where there is no letter or digit."""
    folded = re.sub("['\u2019]", "", unicodedata.normalize("NFKC", label).casefold())
    return "".join(_stem(word) for word in re.findall(r"[^\W_]+", folded))


def _named(known: Mapping[str, KnownT], name: str) -> KnownT:
    if name not in known:
        raise QueryError(f"no question is called {name!r}; {_offer(name, known)}")
    return known[name]


def _question(path: Path) -> Question:
    try:
        text = path.read_text(encoding="utf-8")
        header = yaml.safe_load("\n".join(re.findall(r"^#\+ ?(.*)$", text, re.MULTILINE))) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise QueryError(f"{path} cannot be read ({' '.join(str(error).split())}); mend the file") from error
    if not isinstance(header, dict) or not header.keys() <= _KEYS or not header.get("summary"):
        raise QueryError(f"{path} needs a header with #+ summary: and only {', '.join(sorted(_KEYS))}")
    kinds = _kinds(path, text)
    return Question(
        name=path.stem,
        summary=str(header["summary"]),
        description=str(header.get("description", "")),
        tags=tuple(str(tag) for tag in header.get("tags") or ()),
        parameters=tuple(_parameters(path, header.get("parameters") or [], kinds)),
        text=text,
        network=header.get("network") or {},
    )


def _kinds(path: Path, text: str) -> dict[str, str]:
    query = re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE)
    for clause in _PROJECTION.findall(query):
        if _VARIABLE.search(clause):
            raise QueryError(f"{path} selects a parameter; a parameter cannot be a column")
    return {name: kind or "text" for name, kind in _VARIABLE.findall(query)}


def _parameters(path: Path, declared: list[dict[str, Any]], kinds: dict[str, str]) -> Iterable[Parameter]:
    names = {str(entry.get("name")) for entry in declared}
    if names != kinds.keys() or any(not entry.keys() <= _PARAMETER_KEYS for entry in declared):
        raise QueryError(f"{path} declares {_list(sorted(names))} but uses {_list(sorted(kinds))}; make them agree")
    for entry in declared:
        name, default = str(entry["name"]), entry.get("default")
        yield Parameter(
            name=name,
            kind=kinds[name],
            type=str(entry.get("type", THING)),
            description=str(entry.get("description", "")),
            default=None if default is None else str(default),
        )


def _term(question: Question, parameter: Parameter, values: Mapping[str, str], resolve: Resolve) -> str:
    value = values.get(parameter.name, parameter.default)
    if value is None:
        need = f"{parameter.name}: {parameter.description}".rstrip(": ")
        raise QueryError(f"{question.name} needs a value for {need}")
    if parameter.kind == "text":
        return _literal(value)
    if parameter.kind == "integer":
        if not re.fullmatch(r"[+-]?[0-9]{1,18}", value):
            raise QueryError(f"parameter {parameter.name}: {value!r} is no whole number")
        return f'"{int(value)}"^^<http://www.w3.org/2001/XMLSchema#integer>'
    try:
        iri = resolve(value, parameter.type)
    except QueryError as error:
        raise QueryError(f"parameter {parameter.name}: {error}") from error
    if not _IRI.fullmatch(iri):
        raise QueryError(f"parameter {parameter.name}: {iri!r} is no IRI")
    return f"<{iri}>"


def _literal(text: str) -> str:
    escapes = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})
    return '"' + re.sub("[\x00\ud800-\udfff]", "\ufffd", text).translate(escapes) + '"'


def _list(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"


def _offer(wanted: str, known: Iterable[str]) -> str:
    # Compared without case, shown as they are written.
    shown = {name.casefold(): name for name in sorted(known, reverse=True)}
    nearest = difflib.get_close_matches(wanted.casefold(), shown, n=_NEAREST, cutoff=0.4)
    return f"nearest: {'; '.join(shown[name] for name in nearest)}" if nearest else "nothing is near it"


def _stem(word: str) -> str:
    # What singular and plural share: city, cities; cause, causes; tax, taxes; crisis, crises.
    if len(word) < 4:
        return word
    word = re.sub("ies$", "y", word)
    word = re.sub("(?<![sui])s$|(?<=s)is$", "", word)
    return word.removesuffix("e")
