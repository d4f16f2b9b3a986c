"""The ready questions as SPARQL to begin with: their parameters filled with values that this graph knows."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from kg.index import Index
from kg.model import QueryError
from kg.queries import THING, Parameter, Question, bind
from kg.serve.pages.naming import names
from kg.serve.snippets import legible


def filled(index: Index, question: Question, values: Mapping[str, str]) -> str:
    """The SPARQL of a question, with comments that say what it asks and what its parameters stand for.

    Args:
        index: what labels are looked up in.
        question: with ``#+`` header.
        values: of some of its parameters; the others get their defaults or, where the graph does not know those, what
            most claims speak of.

    Raises:
        QueryError: a value given is unknown or unfit, or the graph has nothing that a parameter could stand for.
    """
    known = _values(index, question, values)
    chosen: dict[str, str] = {}

    def resolve(label: str, kind: str) -> str:
        try:
            return chosen.setdefault(label, names(index).resolve(label, kind))
        except QueryError:
            if label in values.values():
                raise
            return chosen.setdefault(label, _most_spoken_of(index, kind, chosen.values()))

    text = bind(question, known, resolve)
    lines = [f"# {_comment(question.summary)}"]
    for parameter in question.parameters:
        value = known.get(parameter.name, parameter.default or "")
        lines.append(f"# {parameter.name}: {_comment(_said(index, value, chosen.get(value, '')))}")
    return "\n".join([*lines, "", re.sub(r"^#\+.*\n", "", text, flags=re.MULTILINE).strip(), ""])


def _values(index: Index, question: Question, values: Mapping[str, str]) -> dict[str, str]:
    known = {p.name: values[p.name] for p in question.parameters if values.get(p.name)}
    missing = [p for p in question.parameters if p.name not in known and p.default is None]
    return known | {parameter.name: _example(index, parameter) for parameter in missing}


def _example(index: Index, parameter: Parameter) -> str:
    if parameter.kind == "iri":
        return ""  # nothing is called so
    if parameter.kind == "text":
        return next((work.doc for work in index.works(limit=1)), "")
    return "1"


def _most_spoken_of(index: Index, kind: str, taken: Collection[str]) -> str:
    things = index.things("" if kind == THING else kind, limit=len(taken) + 1)
    found = next((thing.iri for thing in things if thing.iri not in taken), "")
    if not found:
        raise QueryError(
            f"the graph has no {'thing' if kind == THING else kind} to ask about; build it from some works"
        )
    return found


def _said(index: Index, value: str, iri: str) -> str:
    return f"{index.labels((iri,)).get(iri, value)} <{iri}>" if iri else value or "any"


def _comment(text: str) -> str:
    # A comment ends with its line, also where an escape stands for the line end.
    return " ".join(legible(" ".join(text.split())).replace("\\", "/").split())
