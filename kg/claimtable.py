"""The claim table of a whole store, read property by property.

The ready question ``claims`` gives the same rows and more freedom; joining some twenty properties claim by claim takes
it twice as long as reading each of them once and joining them here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from typing import Protocol

from kg.claimrow import ClaimRow
from kg.model import THIS_WORK
from kg.terms import ONTOLOGY

_BIBO = "http://purl.org/ontology/bibo/"
_DCTERMS = "http://purl.org/dc/terms/"
_OA = "http://www.w3.org/ns/oa#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"

_OF_CLAIM = {
    "work": "inWork",
    "polarity": "polarity",
    "modality": "modality",
    "confidence": "confidence",
    "rule": "rule",
    "head_mention": "headMention",
    "tail_mention": "tailMention",
    "head_type": "headType",
    "tail_type": "tailType",
    "time": _DCTERMS + "temporal",
    "place": "claimPlace",
    "status": "status",
    "trigger_start": "triggerStart",
    "trigger_end": "triggerEnd",
    "head_start": "headStart",
    "head_end": "headEnd",
    "tail_start": "tailStart",
    "tail_end": "tailEnd",
}
_OF_WORK = {
    "doc": "documentId",
    "citation": _DCTERMS + "bibliographicCitation",
    "title": _DCTERMS + "title",
    "year": _DCTERMS + "issued",
    "doi": _BIBO + "doi",
}
_OF_PROPOSITION = {"head": "head", "relation": "relation", "tail": "tail", "belief": "belief"}
_CODES = {"polarity": "", "modality": "", "head_type": "", "tail_type": "", "relation": "", "status": "status"}
"""Columns whose values are terms of the ontology, with what is cut off the front of their names."""

_Values = Mapping[str, str]


class Answer(Protocol):
    """The rows of an answer."""

    @property
    def rows(self) -> tuple[tuple[str | None, ...], ...]:
        """Lexical values; None where a column has no value."""


class Source(Protocol):
    """What can answer a SELECT query."""

    def select(self, text: str) -> Answer:
        """The answer of one query."""


Read = Callable[[str], Mapping[str, str]]
"""Gives one value a subject, the least, of a property: a name of the ontology or an IRI."""


def claim_rows(source: Source, read: Read | None = None) -> Iterator[ClaimRow]:
    """Every claim that counts, by document and place in the text.

    Args:
        source: what the graph is asked of.
        read: reads one property; for a caller who has read some of them already.
    """
    read = read or partial(least, source)
    works = {name: read(prop) for name, prop in _OF_WORK.items()}
    propositions = {name: read(prop) for name, prop in _OF_PROPOSITION.items()}
    claims = {name: read(prop) for name, prop in _OF_CLAIM.items()}
    names, holders = _names(source), _holders(source, read)
    evidence = _evidence(source, read)
    found = []
    for claim, proposition in read("states").items():
        values = {name: known.get(claim, "") for name, known in claims.items()}
        values |= {name: known.get(proposition, "") for name, known in propositions.items()}
        values |= {name: known.get(values["work"], "") for name, known in works.items()}
        values |= {name: _code(values[name], prefix) for name, prefix in _CODES.items()}
        quote, start, end, section, page = evidence.get(claim, ("", "", "", "", ""))
        found.append(
            ClaimRow(
                claim=claim,
                head_label=names.get(values["head"], values["head"]),
                tail_label=names.get(values["tail"], values["tail"]),
                attributed_to=holders.get(claim, THIS_WORK),
                quote=quote,
                start=start,
                end=end,
                section=section,
                page=page,
                **values,
            )
        )
    yield from sorted(found, key=lambda row: (row.doc, int(row.start or 0), int(row.end or 0), row.claim))


def least(source: Source, prop: str) -> Mapping[str, str]:
    """One value a subject, the least where there are several; ``prop`` is a name of the ontology or an IRI."""
    pairs = list(_pairs(source, f"SELECT ?s ?o WHERE {{ ?s {_property(prop)} ?o }}"))
    found = dict(pairs)
    if len(found) < len(pairs):
        for name, text in pairs:
            found[name] = min(text, found[name])
    return found


def _property(name: str) -> str:
    return f"<{name if ':' in name else ONTOLOGY + name}>"


def _pairs(source: Source, query: str) -> Iterator[tuple[str, str]]:
    return ((str(subject), str(value)) for subject, value in source.select(query).rows)


@cache
def _code(iri: str, prefix: str) -> str:
    name = iri.rpartition("#")[2].removeprefix(prefix)
    return name.lower() if prefix else name


def _names(source: Source) -> _Values:
    query = f"""SELECT ?s ?o WHERE {{
        {{ ?s {_property(_SKOS + "prefLabel")} ?o }} UNION {{ ?s {_property(_DCTERMS + "title")} ?o }}
        FILTER(LANG(?o) IN ("en", "")) }}"""
    return dict(sorted(_pairs(source, query), reverse=True))


def _holders(source: Source, read: Read) -> _Values:
    """The name of the scholar that a claim is credited to; no entry where it is the work's own."""
    query = f"""SELECT ?s (MIN(?name) AS ?o) WHERE {{
        ?s a {_property("Scholar")} ; {_property(_RDFS + "label")} ?name }} GROUP BY ?s"""
    names = dict(_pairs(source, query))
    credited = read("attributedTo")
    return {claim: names[holder] for claim, holder in credited.items() if holder in names}


def _evidence(source: Source, read: Read) -> Mapping[str, tuple[str, str, str, str, str]]:
    """The sentence of each claim, with its place in the text, its section and its page."""
    quotes, starts, ends = read("quote"), read(_OA + "start"), read(_OA + "end")
    sections, pages = read("section"), read("page")
    selectors = _pairs(source, f"SELECT ?s ?o WHERE {{ ?s {_property(_OA + 'hasSelector')} ?o }}")
    positions = {sentence: selector for sentence, selector in selectors if selector in starts}
    places = {sentence: (starts[position], ends[position]) for sentence, position in positions.items()}
    return {
        claim: (
            quotes.get(sentence, ""),
            *places.get(sentence, ("", "")),
            sections.get(sentence, ""),
            pages.get(sentence, ""),
        )
        for claim, sentence in read("evidence").items()
    }
