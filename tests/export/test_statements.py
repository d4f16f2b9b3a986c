from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.claimrow import COLUMNS
from kg.export.statements import write_nanopubs, write_rdf12
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


def test_a_claim_reifies_its_triple(tmp_path: Path) -> None:
    path = tmp_path / "claims.ttl"
    write_rdf12([row(1), row(2, polarity="negative", attributedTo='A "B"\nC')], path)
    triples = list(ox.parse(path=path, format=ox.RdfFormat.TURTLE))
    reified = {t.object for t in triples if t.predicate.value.endswith("#reifies")}
    (triple,) = reified
    assert isinstance(triple, ox.Triple)
    assert triple.predicate == ox.NamedNode(ONTOLOGY + "promotes")
    assert not any(t.predicate.value == ONTOLOGY + "promotes" for t in triples), "it is named, not asserted"
    assert {t.object.value for t in triples if t.predicate.value.endswith("creator")} == {'A "B"\nC'}


def test_both_lines_and_turtle_readers_take_it(tmp_path: Path) -> None:
    path = tmp_path / "claims.nt"
    write_rdf12([row(1)], path)
    assert len(list(ox.parse(path=path, format=ox.RdfFormat.N_TRIPLES))) == 7


@pytest.mark.parametrize("held", [{"polarity": "negative"}, {"modality": "recommended"}, {"modality": "hypothetical"}])
def test_a_nanopublication_asserts_only_what_is_asserted(tmp_path: Path, held: dict[str, str]) -> None:
    path = tmp_path / "claims.trig"
    write_nanopubs([row(1), row(2, **held)], path)
    store = ox.Store()
    store.bulk_load(path=path, format=ox.RdfFormat.TRIG)
    heads = list(store.quads_for_pattern(None, None, ox.NamedNode(NP + "Nanopublication")))
    assert [q.subject.value for q in heads if isinstance(q.subject, ox.NamedNode)] == [f"{BASE}nanopub/1"]


def test_a_nanopublication_has_its_four_graphs(tmp_path: Path) -> None:
    path = tmp_path / "claims.trig"
    write_nanopubs([row(1)], path)
    graphs = {str(q.graph_name) for q in ox.parse(path=path, format=ox.RdfFormat.TRIG)}
    parts = ("assertion", "head", "provenance", "pubinfo")
    assert graphs == {f"<{BASE}nanopub/1#{part}>" for part in parts}


def test_any_order_gives_the_same_bytes(tmp_path: Path) -> None:
    rows = [row(1), row(2, relation="requires"), row(3, modality="hypothetical")]
    for write in (write_rdf12, write_nanopubs):
        write(rows, tmp_path / "a")
        write(rows[::-1], tmp_path / "b")
        assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
