from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.claimrow import COLUMNS, read_rows
from kg.export.statements import nanopubs, reifiers
from kg.terms import BASE, ONTOLOGY

NP = "http://www.nanopub.org/nschema#"


def row(number: int, **values: str) -> dict[str, str]:
    plain = dict.fromkeys(COLUMNS, "")
    plain |= {
        "claim": f"{BASE}claim/{number}",
        "work": f"{BASE}work/w",
        "head": f"{BASE}concept/trust",
        "relation": "promotes",
        "tail": f"{BASE}concept/cooperation",
        "polarity": "positive",
        "modality": "asserted",
        "attributedTo": "THIS_WORK",
        "confidence": "0.8",
        "rule": "promote-verb",
        "quote": "Trust promotes cooperation.",
        "start": "0",
        "end": "27",
    }
    return plain | values


def test_a_claim_reifies_its_triple() -> None:
    text = reifiers(read_rows([row(1), row(2, polarity="negative", attributedTo='A "B"\nC')]))
    triples = list(ox.parse(text, format=ox.RdfFormat.TURTLE))
    reified = {t.object for t in triples if t.predicate.value.endswith("#reifies")}
    (triple,) = reified
    assert isinstance(triple, ox.Triple)
    assert triple.predicate == ox.NamedNode(ONTOLOGY + "promotes")
    assert not any(t.predicate.value == ONTOLOGY + "promotes" for t in triples), "it is named, not asserted"
    assert {t.object.value for t in triples if t.predicate.value.endswith("creator")} == {'A "B"\nC'}


def test_both_lines_and_turtle_readers_take_it() -> None:
    assert len(list(ox.parse(reifiers(read_rows([row(1)])), format=ox.RdfFormat.N_TRIPLES))) == 7


@pytest.mark.parametrize("held", [{"polarity": "negative"}, {"modality": "recommended"}, {"modality": "hypothetical"}])
def test_a_nanopublication_asserts_only_what_is_asserted(held: dict[str, str]) -> None:
    store = ox.Store()
    store.bulk_load(nanopubs(read_rows([row(1), row(2, **held)])).encode(), format=ox.RdfFormat.TRIG)
    heads = list(store.quads_for_pattern(None, None, ox.NamedNode(NP + "Nanopublication")))
    assert [q.subject.value for q in heads if isinstance(q.subject, ox.NamedNode)] == [f"{BASE}nanopub/1"]


def test_a_nanopublication_has_its_four_graphs() -> None:
    graphs = {str(q.graph_name) for q in ox.parse(nanopubs(read_rows([row(1)])), format=ox.RdfFormat.TRIG)}
    parts = ("assertion", "head", "provenance", "pubinfo")
    assert graphs == {f"<{BASE}nanopub/1#{part}>" for part in parts}


def test_reifiers_are_sorted() -> None:
    rows = read_rows([row(1), row(2, relation="requires"), row(3, modality="hypothetical")])
    assert reifiers(rows) == reifiers(rows[::-1])
