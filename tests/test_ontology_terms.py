from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS, VANN

from kg import rdf
from kg.curate import (
    Decision,
    Edit,
    Reason,
    Status,
    Verdict,
    decision_quads,
    linked_anchor,
    status_quads,
)
from kg.model import (
    SYMMETRIC,
    Belief,
    Claim,
    Disagreement,
    Dispute,
    Document,
    Entity,
    EntityType,
    Evidence,
    Extraction,
    LinkedClaim,
    Mention,
    Modality,
    Page,
    Part,
    Polarity,
    Proposition,
    Reference,
    Relation,
    Role,
    Section,
)
from kg.ontology_triples import IGR, SCHEMA
from kg.resources import data_dir
from kg.terms import BASE
from kg.terms import ONTOLOGY as NAMESPACE
from kg.vocab import ontology_files

ONTOLOGY = rdflib.URIRef("https://w3id.org/igr/ontology")
BIBO = rdflib.Namespace("http://purl.org/ontology/bibo/")
OF_THE_CLAIM = {
    *("Reading", "Claim", "RejectedClaim", "Proposition", "Polarity", "Modality", "Disagreement", "DisputeKind"),
    *("Decision", "Verdict", "Reason", "Status", "Fact"),
}
AGREEMENTS = {"Treaty", "Compact", "Contract", "Law", "Plan", "Policy", "Memorandum"}
BODIES = {
    *("Council", "Committee", "JointOffice", "Firm"),
    *("IntergovernmentalOrganisation", "NonGovernmentalOrganisation"),
}
INVERSES = {
    "hinderedBy": "hinders",
    "causedBy": "causes",
    "promotedBy": "promotes",
    "addressedBy": "addresses",
    "explainedBy": "explains",
}
ANY = "Government Body Region Agreement Mechanism Obstacle Theory Factor Outcome Issue Method Scholar Work"
NO_WORK = ANY.removesuffix(" Work")
THINGS = NO_WORK.removesuffix(" Scholar")
PLACED = "Government Body Region"
TABLE = {
    "cooperatesWith": (PLACED, PLACED),
    "competesWith": (PLACED, PLACED),
    "directs": ("Government Body", "Government Body Region Issue"),
    "participatesIn": ("Government Body Region Scholar", "Body Mechanism Agreement"),
    "establishes": ("Government Body Agreement", "Body Mechanism Agreement Region"),
    "locatedIn": (NO_WORK, "Region Government"),
    "appliesTo": ("Mechanism Agreement Body", "Government Region Issue"),
    "addresses": ("Government Body Region Scholar Mechanism Agreement Factor", "Obstacle Issue Outcome"),
    "hinders": (ANY, THINGS),
    "causes": (ANY, THINGS),
    "promotes": (ANY, THINGS),
    "requires": (ANY, ANY),
    "hasPart": (THINGS, THINGS),
    "isA": (ANY, ANY),
    "explains": ("Theory", ANY),
    "proposedBy": ("Theory Mechanism Factor", "Scholar"),
    "studies": ("Work Scholar", ANY),
    "usesTheory": ("Work Scholar", "Theory"),
    "usesMethod": ("Work Scholar", "Method"),
    "recommends": ("Work Scholar", ANY),
}
"""Relation to the types of its head and of its tail, as the annotation guide has them."""


@pytest.fixture(scope="module")
def terms() -> rdflib.Graph:
    return rdflib.Graph().parse(ontology_files()[0], format="ox-turtle")


def names(nodes: Iterable[rdflib.term.Node]) -> set[str]:
    """The local names of the ontology's own terms among the nodes."""
    return {str(n).removeprefix(IGR) for n in nodes if isinstance(n, rdflib.URIRef) and n.startswith(IGR)}


def declared(terms: rdflib.Graph, *kinds: rdflib.URIRef) -> set[str]:
    """The ontology's own terms of these kinds, or all of them."""
    found = kinds or (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.NamedIndividual)
    return names(s for kind in found for s in terms.subjects(RDF.type, kind))


def english(terms: rdflib.Graph, subject: rdflib.URIRef, predicate: rdflib.URIRef) -> list[str]:
    """The English values of a property."""
    found = (o for o in terms.objects(subject, predicate) if isinstance(o, rdflib.Literal))
    return [str(o) for o in found if o.language == "en"]


def test_entity_types_and_kinds_are_the_classes(terms: rdflib.Graph) -> None:
    assert declared(terms, OWL.Class) == set(EntityType) | OF_THE_CLAIM | AGREEMENTS | BODIES


@pytest.mark.parametrize(("parent", "kinds"), [("Agreement", AGREEMENTS), ("Body", BODIES)])
def test_kinds_stand_under_their_type(terms: rdflib.Graph, parent: str, kinds: set[str]) -> None:
    assert names(terms.subjects(RDFS.subClassOf, IGR[parent])) == kinds


def test_relations_are_the_properties_with_includes(terms: rdflib.Graph) -> None:
    for side in (SCHEMA.domainIncludes, SCHEMA.rangeIncludes):
        assert names(terms.subjects(side)) == set(Relation)
    assert set(Relation) <= declared(terms, OWL.ObjectProperty)


@pytest.mark.parametrize(("kind", "values"), [("Polarity", Polarity), ("Modality", Modality)])
def test_qualifiers_are_the_individuals(terms: rdflib.Graph, kind: str, values: Iterable[str]) -> None:
    found = names(terms.subjects(RDF.type, IGR[kind]))
    assert found == set(values)
    assert found <= declared(terms, OWL.NamedIndividual)
    apart = names(n for pair in terms.subject_objects(OWL.differentFrom) for n in pair)
    assert found <= apart


@pytest.mark.parametrize("relation", list(Relation))
def test_relations_join_what_the_guide_says(terms: rdflib.Graph, relation: Relation) -> None:
    head, tail = TABLE[relation]
    assert names(terms.objects(IGR[relation], SCHEMA.domainIncludes)) == set(head.split())
    assert names(terms.objects(IGR[relation], SCHEMA.rangeIncludes)) == set(tail.split())


def test_the_table_knows_every_type_and_relation() -> None:
    assert set(TABLE) == set(Relation)
    assert ANY.split() == list(EntityType)


def test_only_mutual_relations_are_symmetric_and_none_is_transitive(terms: rdflib.Graph) -> None:
    assert names(terms.subjects(RDF.type, OWL.SymmetricProperty)) == set(SYMMETRIC)
    assert set(terms.subjects(RDF.type, OWL.TransitiveProperty)) == set()


def test_inverses_are_named_and_never_relations_themselves(terms: rdflib.Graph) -> None:
    assert {a: b for a, b in INVERSES.items() if (IGR[a], OWL.inverseOf, IGR[b]) in terms} == INVERSES
    assert names(terms.subjects(OWL.inverseOf)) == set(INVERSES)
    assert not set(INVERSES) & set(Relation)


def test_every_term_says_what_it_is(terms: rdflib.Graph) -> None:
    for name in declared(terms):
        for predicate in (RDFS.label, SKOS.definition, SKOS.example):
            (text,) = english(terms, IGR[name], predicate)
            assert text == text.strip() != "", (name, predicate)
        assert list(terms.objects(IGR[name], RDFS.isDefinedBy)) == [ONTOLOGY], name


def test_no_two_terms_of_a_kind_share_a_label(terms: rdflib.Graph) -> None:
    for kinds in ((OWL.Class,), (OWL.ObjectProperty, OWL.DatatypeProperty)):
        labels = [label for name in declared(terms, *kinds) for label in english(terms, IGR[name], RDFS.label)]
        assert len(labels) == len(set(labels))


def test_every_subject_is_the_ontology_a_term_or_declared_as_foreign(terms: rdflib.Graph) -> None:
    subjects = {s for s in terms.subjects() if not str(s).startswith(IGR)} - {ONTOLOGY}
    assert names(terms.subjects()) == declared(terms)
    for subject in subjects:
        assert {p for p, _ in terms.predicate_objects(subject)} == {RDF.type}, subject


def test_foreign_terms_that_owl_needs_are_declared(terms: rdflib.Graph) -> None:
    classes = {o for p in (RDFS.subClassOf, RDFS.domain, RDFS.range) for o in terms.objects(None, p)}
    assert {c for c in classes if not str(c).startswith(str(rdflib.XSD))} <= set(terms.subjects(RDF.type, OWL.Class))
    built_in = (str(RDF), str(RDFS), str(OWL))
    used = {p for p in terms.predicates() if not str(p).startswith(built_in)}
    assert used <= set(terms.subjects(RDF.type, OWL.AnnotationProperty)) | {SKOS.closeMatch}
    assert (SKOS.closeMatch, RDF.type, OWL.ObjectProperty) in terms


def test_nothing_is_imported_and_nothing_is_blank(terms: rdflib.Graph) -> None:
    assert set(terms.subject_objects(OWL.imports)) == set()
    assert [n for n in terms.all_nodes() if isinstance(n, rdflib.BNode)] == []


# --- What the ontology must declare because something uses it -----------------------------------


TEXT = "In China, mutual trust promotes cooperation."


def claim() -> LinkedClaim:
    """A claim with every field filled."""
    made = Claim(
        doc="a",
        head=Mention("mutual trust", EntityType.FACTOR, 10, 22),
        relation=Relation.PROMOTES,
        tail=Mention("cooperation", EntityType.OUTCOME, 32, 43),
        evidence=Evidence(0, len(TEXT), TEXT),
        rule="promote-verb",
        confidence=0.8,
        trigger=(23, 31),
        attributed_to="Feiock",
        time="2013",
        place="China",
    )
    trust = Entity(f"{BASE}local/mutual-trust", "mutual trust", EntityType.FACTOR, local=True)
    cooperation = Entity(f"{BASE}local/cooperation", "cooperation", EntityType.OUTCOME, local=True)
    return LinkedClaim(made, trust, cooperation, (0.9, "label"), (1.0, "label"))


def written() -> str:
    """The lines of a work and a proposition in which nothing is left empty."""
    reference = Reference(
        "Title", ("Feiock",), 2013, "article", "Journal", "10.1/2", "https://example.org/", ("China",)
    )
    parts = (Part(0, len(TEXT), Role.BODY, Section.METHOD),)
    document = Document("a", TEXT, reference, parts, pages=(Page(0, "12"),))
    linked = claim()
    placed = replace(linked.head, broader=f"{BASE}concept/trust", within=f"{BASE}concept/china")
    proposition = Proposition(
        "1", placed, Relation.PROMOTES, linked.tail, (linked,), 0.5, refines=("2",), against=Belief(0.5, 0.2, 0.8)
    )
    team = rdf.Holder("https://example.org/team", "A and B", (rdf.Holder("https://example.org/a", "A"),))
    extraction = Extraction(document, (), (linked.claim,), 1)
    lines = [
        *rdf.work_quads(extraction, [linked], {"Feiock": team}, merged=["b"], related=["c"]),
        *rdf.work_quads(extraction, [linked], rejected={linked.id}),
        *rdf.assembled_quads([proposition]),
        *rdf.dispute_quads([Disagreement("3", kind, "1", "2", "4", "5", "why") for kind in Dispute]),
        *decision_quads(decisions(linked)),
        *status_quads({f"{n}": status for n, status in enumerate(Status)}),
    ]
    return "\n".join(lines)


def decisions(linked: LinkedClaim) -> Iterator[Decision]:
    """One decision of each verdict and reason, with every new value."""
    where, when = linked_anchor(linked), "2026-11-22T12:00:00+00:00"
    new = Edit("a", Relation.CAUSES, "b", Polarity.NEGATIVE, Modality.RECOMMENDED)
    for number, reason in enumerate(Reason):
        yield Decision(linked.id, Verdict.REJECT, f"c{number}", when, where, reason, "note")
    yield Decision(linked.id, Verdict.EDIT, "d", when, where, Reason.OTHER, edit=new)
    yield Decision(linked.id, Verdict.ACCEPT, "d", "2026-11-22T13:00:00+00:00", where)
    yield Decision(linked.id, Verdict.UNSURE, "e", when, where)


def test_whatever_the_graph_is_written_with_is_declared(terms: rdflib.Graph) -> None:
    used = set(re.findall(re.escape(NAMESPACE) + r"(\w+)", written()))
    fixed = set(re.findall(r'_igr\("(\w+)"\)', inspect.getsource(rdf)))
    assert fixed <= used, "written() leaves something empty"
    assert {"triggerStart", "headEnd", "tailType", "claimPlace", "linkScore", "place", "local"} <= used
    assert used <= declared(terms)


def test_direct_triples_and_links_use_relations_only() -> None:
    predicates = set(re.findall(rf"> <{re.escape(NAMESPACE)}(\w+)>", written()))
    assert "promotes" in predicates
    assert not predicates & set(INVERSES)


@pytest.mark.parametrize("file", sorted(data_dir("queries").rglob("*.rq")), ids=lambda f: f.stem)
def test_whatever_a_query_asks_for_is_declared(terms: rdflib.Graph, file: Path) -> None:
    assert set(re.findall(r"\bigr:(\w+)", file.read_text(encoding="utf-8"))) - declared(terms) == set()


@pytest.mark.parametrize("file", sorted(data_dir("ontology").rglob("*.ttl")), ids=lambda f: f.stem)
def test_whatever_a_file_of_the_ontology_uses_is_declared(terms: rdflib.Graph, file: Path) -> None:
    graph = rdflib.Graph().parse(file, format="ox-turtle")
    assert names(node for triple in graph for node in triple) - declared(terms) == set()


def test_facets_are_properties_of_concepts(terms: rdflib.Graph) -> None:
    facets = {"level", "governmentType", "direction", "icaMode", "icaScope", "instrument", "stage", "stageAfter"}
    assert facets <= declared(terms, OWL.ObjectProperty)
    assert facets == names(terms.subjects(RDFS.range, SKOS.Concept))
    assert {"valence", "rank"} <= declared(terms, OWL.DatatypeProperty)


# --- What FOOPS! looks for and a file can hold -------------------------------------------------


@pytest.mark.parametrize(
    "predicate",
    [
        *(DCTERMS.title, DCTERMS.description, DCTERMS.abstract, DCTERMS.creator, DCTERMS.contributor),
        *(DCTERMS.publisher, DCTERMS.created, DCTERMS.modified, DCTERMS.license, DCTERMS.bibliographicCitation),
        *(OWL.versionIRI, OWL.versionInfo, VANN.preferredNamespacePrefix, VANN.preferredNamespaceUri, BIBO.status),
    ],
)
def test_the_header_has_one(terms: rdflib.Graph, predicate: rdflib.URIRef) -> None:
    (value,) = terms.objects(ONTOLOGY, predicate)
    assert str(value).strip()


def test_namespace_version_and_ontology_iri_agree(terms: rdflib.Graph) -> None:
    version = str(terms.value(ONTOLOGY, OWL.versionInfo))
    assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    assert terms.value(ONTOLOGY, OWL.versionIRI) == rdflib.URIRef(f"{ONTOLOGY}/{version}")
    assert f"Version {version}." in str(terms.value(ONTOLOGY, DCTERMS.bibliographicCitation))
    assert str(terms.value(ONTOLOGY, VANN.preferredNamespaceUri)) == str(IGR) == f"{ONTOLOGY}#"
    assert str(terms.value(ONTOLOGY, VANN.preferredNamespacePrefix)) == "igr"
    assert list(terms.subjects(RDF.type, OWL.Ontology)) == [ONTOLOGY]


def test_the_dates_are_dates_in_order(terms: rdflib.Graph) -> None:
    created, modified = (terms.value(ONTOLOGY, p) for p in (DCTERMS.created, DCTERMS.modified))
    assert isinstance(created, rdflib.Literal)
    assert isinstance(modified, rdflib.Literal)
    assert created.datatype == modified.datatype == rdflib.XSD.date
    assert created.toPython() <= modified.toPython()


def test_the_licence_is_the_address_of_one(terms: rdflib.Graph) -> None:
    licence = terms.value(ONTOLOGY, DCTERMS.license)
    assert isinstance(licence, rdflib.URIRef)
    assert licence.startswith("https://creativecommons.org/licenses/")


def test_iris_can_be_resolved_in_form(terms: rdflib.Graph) -> None:
    for node in terms.all_nodes() | set(terms.predicates()):
        if isinstance(node, rdflib.URIRef):
            assert re.fullmatch(r"https?://[a-z0-9.-]+(?:/[\w.~-]+)*/?(?:#\w*)?", node), node
    assert all(re.fullmatch(r"[A-Za-z]+", name) for name in declared(terms))


def test_persistent_iris_and_other_vocabularies_are_used(terms: rdflib.Graph) -> None:
    assert ONTOLOGY.startswith("https://w3id.org/")
    outside = {str(o) for p in (RDFS.subClassOf, SKOS.closeMatch, RDFS.seeAlso) for o in terms.objects(None, p)}
    for base in (
        *("http://www.w3.org/ns/org#", "http://www.w3.org/ns/prov#", "http://www.w3.org/ns/oa#"),
        *("http://purl.org/dc/terms/", "http://purl.org/spar/fabio/", "http://purl.org/ontology/bibo/"),
        *("http://data.europa.eu/m8g/", "https://schema.org/", "http://www.opengis.net/ont/geosparql#"),
    ):
        assert any(iri.startswith(base) for iri in outside), base
