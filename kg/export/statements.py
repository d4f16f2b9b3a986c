"""Claims for other RDF tools: RDF 1.2 reifiers, and nanopublications.

In RDF 1.2 a claim is a reifier of the triple it speaks of (W3C, RDF 1.2 Concepts): the triple is named,
not asserted, so that denied and advised statements stay what they are. A nanopublication (Groth, Gibson and
Velterop, 2010) is four graphs: head, assertion, provenance and publication info; it is written unsigned.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg import __version__
from kg.claimrow import ClaimRow
from kg.terms import BASE, ONTOLOGY, iri, literal

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_PROV = "http://www.w3.org/ns/prov#"
_NP = "http://www.nanopub.org/nschema#"
_DCTERMS = "http://purl.org/dc/terms/"


def reifiers(claims: Iterable[ClaimRow]) -> str:
    """One reifier a claim as sorted lines of N-Triples 1.2."""
    lines = sorted({line for row in claims for line in _reifier(row)})
    return "".join(f"{line} .\n" for line in lines)


def nanopubs(claims: Iterable[ClaimRow]) -> str:
    """One nanopublication for each claim that is positive and asserted, as TriG in the order given.

    A nanopublication asserts its triple; what a work denies, advises or supposes is left out.
    """
    asserted = (row for row in claims if (row.polarity, row.modality) == ("positive", "asserted"))
    return "\n".join(map(_nanopub, asserted))


def _reifier(row: ClaimRow) -> Iterator[str]:
    claim = iri(row.claim)
    yield f"{claim} {iri(_RDF + 'reifies')} <<( {_triple(row)} )>>"
    for predicate, value in _facts(row):
        yield f"{claim} {iri(predicate)} {value}"


def _triple(row: ClaimRow) -> str:
    return f"{iri(row.head)} {iri(ONTOLOGY + row.relation)} {iri(row.tail)}"


def _facts(row: ClaimRow) -> Iterator[tuple[str, str]]:
    """What is said of a claim: work, qualifiers, sentence, what read it."""
    yield ONTOLOGY + "inWork", iri(row.work)
    yield ONTOLOGY + "polarity", iri(ONTOLOGY + row.polarity)
    yield ONTOLOGY + "modality", iri(ONTOLOGY + row.modality)
    yield ONTOLOGY + "quote", literal(row.quote)
    yield ONTOLOGY + "rule", literal(row.rule)
    yield ONTOLOGY + "confidence", literal(row.confidence, datatype="decimal")
    if row.attributed_to != "THIS_WORK":
        yield _DCTERMS + "creator", literal(row.attributed_to)


def _nanopub(row: ClaimRow) -> str:
    base = row.claim.replace("/claim/", "/nanopub/")
    head, assertion, provenance, info = (f"{base}#{part}" for part in ("head", "assertion", "provenance", "pubinfo"))
    parts = (("hasAssertion", assertion), ("hasProvenance", provenance), ("hasPublicationInfo", info))
    software = iri(f"{BASE}software/intergov-kg")
    return "".join(
        (
            _block(head, [_said(base, _RDF + "type", iri(_NP + "Nanopublication"))]),
            _block(head, [_said(base, _NP + name, iri(graph)) for name, graph in parts]),
            _block(assertion, [_triple(row)]),
            _block(provenance, [_said(assertion, _PROV + "hadPrimarySource", iri(row.work))]),
            _block(provenance, [_said(assertion, _PROV + "wasDerivedFrom", iri(row.claim))]),
            _block(provenance, [_said(row.claim, predicate, value) for predicate, value in _facts(row)]),
            _block(info, [_said(base, _PROV + "wasAttributedTo", software)]),
            _block(info, [_said(base, _DCTERMS + "hasVersion", literal(__version__))]),
        )
    )


def _said(subject: str, predicate: str, value: str) -> str:
    return f"{iri(subject)} {iri(predicate)} {value}"


def _block(graph: str, triples: Iterable[str]) -> str:
    return f"{iri(graph)} {{\n" + "".join(f"  {triple} .\n" for triple in triples) + "}\n"
