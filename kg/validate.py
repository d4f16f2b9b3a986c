"""Checks that a store keeps its promises; every breach names its file, its node and the cure.

The graph is held to shapes, and the evidence in it to the texts it was read from, which are not in the graph.
The module asks queries of whatever answers them, and compares; where the texts lie is the caller's affair.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Protocol

from kg import shapes, vocab
from kg.model import Extraction
from kg.terms import clean, evidence_iri

EVIDENCE_TEXT = "https://w3id.org/igr/shape/evidence-text"
DOCUMENT_TEXT = "https://w3id.org/igr/shape/document-text"

_BATCH = 500  # nodes looked up in one query
_PREFIXES = (
    "PREFIX igr: <https://w3id.org/igr/ontology#>\n"
    "PREFIX oa: <http://www.w3.org/ns/oa#>\n"
    "PREFIX prov: <http://www.w3.org/ns/prov#>\n"
)
_WORKS = "SELECT ?document ?work WHERE { ?work igr:documentId ?document }"
_PASSAGES = """SELECT ?node ?start ?end ?quote WHERE {{
  ?node oa:hasSource <{work}> ; igr:quote ?quote ; oa:hasSelector ?selector .
  ?selector oa:start ?start ; oa:end ?end .
}}"""
# Where a node stands: in the graph of a document; else it is stated by claims; else it is an end of what they state;
# else it is a decision or a disagreement on them.
_HOMES = (
    "GRAPH ?graph { ?node ?property ?value . ?work igr:documentId ?id }",
    "?node ^igr:states/igr:inWork/igr:documentId ?id",
    "?node (^igr:head|^igr:tail)/^igr:states/igr:inWork/igr:documentId ?id",
    "?node (prov:used|igr:claimFor|igr:claimAgainst)/igr:inWork/igr:documentId ?id",
)
_HOME = "SELECT ?node (MIN(?id) AS ?document) WHERE {{ VALUES ?node {{ {nodes} }} {pattern} }} GROUP BY ?node"


class Answer(Protocol):
    """The answer of a query."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns."""

    @property
    def rows(self) -> tuple[tuple[str | None, ...], ...]:
        """Lexical values, None where unbound."""


class Source(Protocol):
    """Anything that answers SELECT queries."""

    def select(self, text: str) -> Answer:
        """The answer of a query."""


@dataclass(frozen=True, slots=True)
class Violation:
    """Something that breaks a promise, and what to do.

    Attributes:
        node: the node at fault; an IRI, or a place in the store.
        shape: the IRI of the shape it breaks, which ``ontology/shapes.ttl`` explains.
        message: what is wrong, read after the node.
        cure: how to mend it.
        file: the Turtle file that declares the node, or the id of the document it was read from; empty if neither
            is known.
    """

    node: str
    shape: str
    message: str
    cure: str
    file: str = ""


def shape_violations(source: Source, checks: Iterable[shapes.Check]) -> Iterator[Violation]:
    """Where a graph breaks its shapes, in the order of the checks, then of the nodes."""
    for check in checks:
        found = source.select(check.query)
        rows = (dict(zip(found.columns, row, strict=True)) for row in found.rows)
        breaches = {(row["this"] or "", _filled(check.message, row)) for row in rows}
        yield from (Violation(node, check.shape, message, check.cure) for node, message in sorted(breaches))


def text_violations(source: Source, extractions: Iterable[Extraction]) -> Iterator[Violation]:
    """Where evidence, in the graph or in what was read, is not a slice of the text it was read from.

    Args:
        source: the graph.
        extractions: what was read of every document; they are taken one at a time.
    """
    works = {str(document): str(work) for document, work in source.select(_PREFIXES + _WORKS).rows}
    for extraction in extractions:
        yield from _misquoted(source, extraction, works.pop(clean(extraction.document.id), ""))
    for document, work in sorted(works.items()):
        message, cure = "has no text in the store to hold its evidence to", "build its document again"
        yield Violation(work, DOCUMENT_TEXT, message, cure, document)


def located(source: Source, violations: Iterable[Violation]) -> list[Violation]:
    """The violations with their files where these can be found, sorted by file and node."""
    found = list(violations)
    nodes = {v.node for v in found if not v.file and re.match(r"https?:", v.node)}
    files = _documents(source, sorted(nodes))
    files |= {node: str(path) for node, path in shapes.declared_in(nodes, vocab.ontology_files()).items()}
    placed = (v if v.file else replace(v, file=files.get(v.node, "")) for v in found)
    return sorted(placed, key=lambda v: (v.file, v.node, v.shape, v.message))


def _filled(message: str, row: dict[str, str | None]) -> str:
    return re.sub(r"\{[?$](\w+)\}", lambda name: row.get(name[1]) or "", message)


def _misquoted(source: Source, extraction: Extraction, work: str) -> Iterator[Violation]:
    document, text = extraction.document, clean(extraction.document.text)
    passages = set(_passages(source, work)) if work else set()
    for evidence in {claim.evidence for claim in extraction.claims}:
        node = evidence_iri(document.id, evidence.start, evidence.end)
        passages.add((node, evidence.start, evidence.end, clean(evidence.text)))
    for node, start, end, quote in sorted(passages):
        if not 0 <= start < end <= len(text) or text[start:end] != quote:
            message = f"is not what the text says from {start} to {end} of {len(text)} characters"
            cure = "take its document out with `kg remove` and build it again"
            yield Violation(node, EVIDENCE_TEXT, message, cure, document.id)


def _passages(source: Source, work: str) -> Iterator[tuple[str, int, int, str]]:
    for node, start, end, quote in source.select(_PREFIXES + _PASSAGES.format(work=work)).rows:
        try:
            yield str(node), int(start or ""), int(end or ""), str(quote)
        except ValueError:
            continue  # no numbers: the shapes say so


def _documents(source: Source, nodes: Iterable[str]) -> dict[str, str]:
    waiting, found = iter(nodes), dict[str, str]()
    while batch := list(islice(waiting, _BATCH)):
        for pattern in _HOMES:
            listed = " ".join(f"<{node}>" for node in batch if node not in found)
            query = _PREFIXES + _HOME.format(nodes=listed, pattern=pattern)
            found |= {str(node): str(document) for node, document in source.select(query).rows}
    return found
