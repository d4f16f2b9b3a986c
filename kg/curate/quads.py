"""Decisions as N-Quads lines of one graph: who decided what on which claim, and when (PROV-O).

Every node has an IRI made from content; there is no blank node.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from itertools import pairwise

from kg.curate.effect import Status
from kg.curate.log import line
from kg.curate.records import Decision, moment
from kg.model import digest
from kg.terms import BASE, CURATION, ONTOLOGY, iri, is_web_iri, literal, slugify

_PROV = "http://www.w3.org/ns/prov#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")

Triple = tuple[str, str, str]
"""Subject and predicate as IRIs, object as an N-Quads term."""


def decision_quads(decisions: Iterable[Decision]) -> Iterator[str]:
    """The lines of every decision; one that a later decision of its curator follows is named by that.

    None may be one that takes another back: the graph has what counts (``attach``).
    """
    by_pair: defaultdict[tuple[str, str], set[Decision]] = defaultdict(set)
    for decision in decisions:
        by_pair[decision.claim, decision.curator].add(decision)
    for made in by_pair.values():
        ordered = sorted(made, key=lambda d: (moment(d.time), line(d)))
        for decision in ordered:
            yield from _lines(_decision(decision))
        for earlier, later in pairwise(ordered):
            yield from _lines([(decision_iri(later), ONTOLOGY + "supersedes", iri(decision_iri(earlier)))])


def status_quads(status: Mapping[str, Status]) -> Iterator[str]:
    """The lines that say how each claim stands, by which a question leaves out what is rejected."""
    yield from _lines(
        (f"{BASE}claim/{claim}", ONTOLOGY + "status", _code("status", value)) for claim, value in status.items()
    )


def curator_iri(curator: str) -> str:
    """The IRI of a curator: a web address or an ORCID as it is, a name made into one of this project's."""
    if _ORCID.fullmatch(curator.strip()):
        return f"https://orcid.org/{curator.strip()}"
    return curator.strip() if is_web_iri(curator.strip()) else f"{BASE}curator/{slugify(curator)}"


def _lines(triples: Iterable[Triple]) -> Iterator[str]:
    for subject, predicate, value in triples:
        yield f"{iri(subject)} {iri(predicate)} {value} {iri(CURATION)} ."


def decision_iri(decision: Decision) -> str:
    """The IRI of a decision, made from all that it says."""
    return f"{BASE}decision/{digest(line(decision).decode())}"


def _decision(decision: Decision) -> Iterator[Triple]:
    node, curator = decision_iri(decision), curator_iri(decision.curator)
    yield node, _TYPE, iri(_PROV + "Activity")
    yield node, _TYPE, iri(ONTOLOGY + "Decision")
    yield node, _PROV + "used", iri(f"{BASE}claim/{decision.claim}")
    yield node, _PROV + "wasAssociatedWith", iri(curator)
    yield node, _PROV + "endedAtTime", literal(_utc(decision.time), datatype="dateTime")
    yield node, ONTOLOGY + "verdict", _code("verdict", decision.verdict)
    if decision.reason:
        yield node, ONTOLOGY + "reason", _code("reason", decision.reason)
    if decision.note:
        yield node, _RDFS + "comment", literal(decision.note)
    yield from _edit(decision, node)
    yield curator, _TYPE, iri(_PROV + "Agent")
    yield curator, _RDFS + "label", literal(decision.curator)


def _edit(decision: Decision, node: str) -> Iterator[Triple]:
    for name, value in asdict(decision.edit).items() if decision.edit else ():
        if value:
            term = literal(value) if name in ("head", "tail") else iri(ONTOLOGY + value)
            yield node, f"{ONTOLOGY}new{name.capitalize()}", term


def _code(kind: str, code: str) -> str:
    """The term of a code: ``reasonNoRelation``. The kind keeps it apart from properties, such as ``direction``."""
    return iri(ONTOLOGY + kind + "".join(word.capitalize() for word in code.split()))


def _utc(time: str) -> str:
    # In the form that the store keeps: no zeros at the end of a fraction.
    text = moment(time).isoformat().removesuffix("+00:00")
    return (text.rstrip("0") if "." in text else text) + "Z"
