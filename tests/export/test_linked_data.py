from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from network_sample import CLAIMS, STAMP, quads, reordered, selection

from kg.export.jsonld import DATASET, write_jsonld
from kg.export.linked_data import write_nanopubs, write_nquads, write_rdf12, write_trig, write_turtle
from kg.export.quads import PREFIXES, quad, short, unescaped
from kg.export.selection import Stamp
from kg.model import StoreError
from kg.terms import BASE

Writer = Callable[[Iterable[bytes], Path, Stamp], tuple[Path, ...]]

WRITERS: dict[str, Writer] = {"nquads": write_nquads, "trig": write_trig, "json-ld": write_jsonld}


def dataset(text: bytes, form: str) -> set[tuple[str, ...]]:
    """The quads of a text as rdflib reads them, without those about the export."""
    read = rdflib.Dataset()
    read.parse(data=text.decode(), format=form)
    terms = ((s, p, o, g) for s, p, o, g in read.quads() if str(s) != DATASET)
    return {tuple(term.n3() if isinstance(term, rdflib.term.Node) else str(term) for term in q) for q in terms}


@pytest.mark.parametrize("form", WRITERS)
def test_quads_read_back(tmp_path: Path, form: str) -> None:
    (path,) = WRITERS[form](quads(), tmp_path / "graph", STAMP)
    assert dataset(path.read_bytes(), form) == dataset(b"".join(quads()), "nquads")


@pytest.mark.parametrize(("form", "mime"), [("trig", ox.RdfFormat.TRIG), ("json-ld", ox.RdfFormat.JSON_LD)])
def test_a_second_reader_finds_the_same_quads(tmp_path: Path, form: str, mime: ox.RdfFormat) -> None:
    (path,) = WRITERS[form](quads(), tmp_path / "graph", STAMP)
    found = {str(q) for q in ox.parse(path=path, format=mime) if DATASET not in str(q.subject)}
    assert found == {str(q) for q in ox.parse(input=b"".join(quads()), format=ox.RdfFormat.N_QUADS)}


def test_turtle_has_every_triple_once(tmp_path: Path) -> None:
    (path,) = write_turtle(quads(), tmp_path / "graph.ttl", STAMP)
    triples = list(ox.parse(path=path, format=ox.RdfFormat.TURTLE))
    assert len(triples) == len(quads()) - 1, "one triple stands in two graphs"
    assert len(rdflib.Graph().parse(path)) == len(triples)
    assert f"\n{short(BASE + 'claim/0a')} a igr:Claim ;\n" in path.read_text("utf-8")


@pytest.mark.parametrize("write", [write_nquads, write_turtle, write_trig])
def test_the_stamp_is_a_comment(tmp_path: Path, write: Writer) -> None:
    text = write(quads(), tmp_path / "graph", STAMP)[0].read_text("utf-8")
    assert text.splitlines()[:5] == [f"# {line}" for line in STAMP.lines()]


def test_a_stamp_cannot_end_its_comment(tmp_path: Path) -> None:
    forged = replace(STAMP, asked="all\n<http://a/> <http://a/> <http://a/> .")
    (path,) = write_turtle([], tmp_path / "graph.ttl", forged)
    assert not list(ox.parse(path=path, format=ox.RdfFormat.TURTLE))


def test_the_dataset_says_where_it_is_from(tmp_path: Path) -> None:
    (path,) = write_jsonld(quads(), tmp_path / "graph.jsonld", STAMP)
    read = rdflib.Dataset()
    read.parse(path, format="json-ld")
    told = {str(o) for _, _, o, _ in read.quads((rdflib.URIRef(DATASET), None, None, None))}
    assert {STAMP.licence, STAMP.date, STAMP.asked, f"sha256:{STAMP.corpus}"} <= told


def test_claims_as_reifiers_and_nanopublications(tmp_path: Path) -> None:
    (reified,) = write_rdf12(selection(), tmp_path / "claims.ttl")
    (published,) = write_nanopubs(selection(), tmp_path / "claims.trig")
    triples = list(ox.parse(path=reified, format=ox.RdfFormat.TURTLE))
    assert sum(t.predicate.value.endswith("#reifies") for t in triples) == len(CLAIMS)
    found = {str(q.graph_name) for q in ox.parse(path=published, format=ox.RdfFormat.TRIG)}
    assert len(found) == 4 * 4, "four claims are positive and asserted"
    for path in (reified, published):
        assert path.read_text("utf-8").startswith("# made by: intergov-kg 9.9\n")


def test_reifiers_do_not_depend_on_the_order_of_claims(tmp_path: Path) -> None:
    one, other = (write_rdf12(chosen, tmp_path / "c.ttl")[0].read_bytes() for chosen in (selection(), reordered()))
    assert one == other


def test_a_blank_node_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be exported"):
        write_trig([b"_:b <http://a/p> <http://a/o> <http://a/g> .\n"], tmp_path / "g.trig", STAMP)


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        (f"{BASE}claim/0a", "claim:0a"),
        (f"{BASE}ontology#head", "igr:head"),
        (f"{BASE}work/a%20b", f"{BASE}work/a%20b"),
        (f"{BASE}work/a/b", f"{BASE}work/a/b"),
        (f"{BASE}work/", f"{BASE}work/"),
        ("urn:x", "urn:x"),
    ],
)
def test_short_names(iri: str, name: str) -> None:
    assert short(iri) == name


def test_no_prefix_hides_another() -> None:
    assert len(set(PREFIXES.values())) == len(PREFIXES)


def test_terms_of_a_line() -> None:
    found = quad('<http://a/s> <http://a/p> "x \\" <y> \\u00e9\\n"@en <http://a/g> .\n')
    assert (found.language, found.graph, unescaped(found.value)) == ("en", "http://a/g", 'x " <y> \xe9\n')
