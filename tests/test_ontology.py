from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS

from kg.link.match import bag
from kg.model import EntityType, Relation
from kg.normal import STOP_WORDS, words
from kg.ontology_triples import IGR, SCHEMA
from kg.terms import BASE
from kg.vocab import ontology_files

LABELS = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
CLASSES = frozenset(IGR[t] for t in EntityType)
UNTYPED = frozenset({"facets", "levels"})
"""Files whose concepts are values of properties, so that no claim speaks of them."""
SHORT_NAMES = frozenset({"EU", "UK", "U.K.", "U.N.", "U.S."})
EVERYDAY = """
action actor agreement area benefit block center change city competition condition conflict contract
cost council country county crisis decision development effect efficiency event experience
fund game gap goal group growth integration interest law leader level market meeting member merger model
network norm notice office order organization park partner party plan platform policy power principle
process program project province report resource result risk rule service state strategy structure study
system task tax tool union zone
"""
"""Words that mean too much to name one thing, in normal form."""


@dataclass(frozen=True)
class Ontology:
    """The union of the Turtle files, and the files that type each concept."""

    graph: rdflib.Graph
    files: dict[rdflib.URIRef, list[Path]]

    def labels(self, concept: rdflib.URIRef) -> set[str]:
        """Every English label of a concept."""
        found = (o for p in LABELS for o in self.graph.objects(concept, p))
        return {str(o) for o in found if isinstance(o, rdflib.Literal) and o.language == "en"}

    def english(self, subject: rdflib.URIRef, predicate: rdflib.URIRef) -> list[str]:
        """The English values of a property, none of them blank."""
        found = (o for o in self.graph.objects(subject, predicate) if isinstance(o, rdflib.Literal))
        return [str(o) for o in found if o.language == "en" and str(o).strip()]

    def tops(self) -> set[rdflib.URIRef]:
        """The top concept of each vocabulary."""
        return {c for c in self.files if (c, SKOS.topConceptOf, None) in self.graph}

    def vocabulary(self) -> Iterator[rdflib.URIRef]:
        """The concepts of ``vocab/`` below a top concept."""
        tops = self.tops()
        return (c for c, files in self.files.items() if files[0].parent.name == "vocab" and c not in tops)


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    union, files = rdflib.Graph(), defaultdict(list)
    for file in ontology_files():
        graph = rdflib.Graph().parse(file, format="ox-turtle")
        for concept in graph.subjects(RDF.type, SKOS.Concept):
            assert isinstance(concept, rdflib.URIRef)
            files[concept].append(file)
        union += graph
    return Ontology(union, dict(files))


@pytest.fixture(scope="module")
def owners(ontology: Ontology) -> dict[tuple[str, ...], set[rdflib.URIRef]]:
    """The concepts that have a name with these content words."""
    found: dict[tuple[str, ...], set[rdflib.URIRef]] = defaultdict(set)
    for concept in ontology.files:
        for label in ontology.labels(concept):
            found[bag(label)].add(concept)
    return dict(found)


def local(node: rdflib.term.Node) -> str:
    """An IRI without the part that all share."""
    return str(node).removeprefix(BASE)


def listed(nodes: Iterable[rdflib.term.Node]) -> list[str]:
    """Short names in a stable order, for messages that can be read."""
    return sorted(local(n) for n in nodes)


def slug(label: str) -> str:
    """A label as the last part of an IRI: ASCII, lower case, hyphens; the genitive keeps its s."""
    plain = re.sub(r"'(?=s\b)|(?<=s)'", "", label.lower().replace("’", "'"))
    ascii_only = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("prisoner's dilemma", "prisoners-dilemma"),
        ("Peoples' Trade Agreement", "peoples-trade-agreement"),
        ("Xi'an City Economic Zone", "xi-an-city-economic-zone"),
        ("autonomous body (Japan)", "autonomous-body-japan"),
        ("state–region planning contract", "state-region-planning-contract"),
        ("Johann Heinrich von Thünen", "johann-heinrich-von-thunen"),
    ],
)
def test_slug(label: str, expected: str) -> None:
    assert slug(label) == expected


def test_the_vocabulary_is_there(ontology: Ontology) -> None:
    assert {f.stem for files in ontology.files.values() for f in files} >= {
        "mechanisms",
        "obstacles",
        "bodies",
    }
    assert len(ontology.files) > 1000


def test_each_concept_stands_in_one_file(ontology: Ontology) -> None:
    assert listed(c for c, files in ontology.files.items() if len(files) > 1) == []


def test_no_name_belongs_to_two_concepts(owners: dict[tuple[str, ...], set[rdflib.URIRef]]) -> None:
    assert {" ".join(b): listed(c) for b, c in owners.items() if len(c) > 1} == {}


@pytest.mark.parametrize(
    ("name", "owner", "kind"),
    [
        ("council of governments", "concept/council-of-governments", "Body"),
        ("regional council", "concept/council-of-governments", "Body"),
        ("metropolitan planning organization", "concept/metropolitan-planning-organisation", "Body"),
        ("working group", "concept/working-group", "Body"),
        ("joint office", "concept/joint-office", "Body"),
        ("river basin authority", "concept/river-basin-organisation", "Body"),
        ("intergovernmental council", "concept/intergovernmental-council", "Body"),
        ("regional development agency", "concept/regional-development-agency", "Body"),
        ("transnational city network", "concept/transnational-municipal-network", "Body"),
        ("intermunicipal company", "concept/inter-municipal-company", "Body"),
        ("association of local governments", "concept/municipal-association", "Body"),
        ("leading group", "concept/leading-small-group", "Body"),
        ("neutral third party", "concept/third-party-organisation", "Body"),
        ("supranational institution", "concept/supranational-authority", "Body"),
        ("intergovernmental organization", "entity/international-organization", "Body"),
        ("special district government", "concept/special-district", "Government"),
        ("metropolitan government", "entity/metropolitan-government", "Government"),
        ("municipality", "entity/municipal-government", "Government"),
        ("euroregion", "concept/euroregion", "Region"),
        ("interstate compact", "concept/interstate-compact", "Agreement"),
        ("memorandum of understanding", "concept/memorandum-of-understanding", "Agreement"),
        ("interlocal agreement", "concept/interlocal-agreement", "Agreement"),
        ("city deal", "concept/city-deal", "Agreement"),
        ("competition law", "concept/competition-law", "Agreement"),
        ("Anti-Monopoly Law", "entity/anti-monopoly-law-of-china", "Agreement"),
        ("network governance", "concept/network-governance", "Theory"),
        ("fiscal equivalence principle", "concept/fiscal-equivalence", "Factor"),
        ("power asymmetry", "concept/asymmetric-power", "Obstacle"),
        ("blame avoidance", "concept/blame-shifting", "Obstacle"),
        ("inter-municipal cooperation", "concept/inter-municipal-cooperation", "Mechanism"),
        ("cooperation among municipalities", "concept/inter-municipal-cooperation", "Mechanism"),
        ("cross-border cooperation", "concept/cross-border-cooperation", "Mechanism"),
        ("regional cooperation", "concept/regional-cooperation", "Outcome"),
        ("intergovernmental cooperation", "concept/intergovernmental-cooperation", "Outcome"),
        ("cooperation between local governments", "concept/cooperation-between-local-governments", "Outcome"),
        ("local governmental cooperation", "concept/cooperation-between-local-governments", "Outcome"),
        ("interlocal cooperation", "concept/cooperation-between-local-governments", "Outcome"),
    ],
)
def test_a_name_that_several_things_could_claim(
    ontology: Ontology,
    owners: dict[tuple[str, ...], set[rdflib.URIRef]],
    name: str,
    owner: str,
    kind: str,
) -> None:
    assert listed(owners[bag(name)]) == [owner]
    assert (rdflib.URIRef(BASE + owner), RDF.type, IGR[kind]) in ontology.graph


def test_local_cooperation_is_a_kind_of_intergovernmental_cooperation(ontology: Ontology) -> None:
    concept = rdflib.Namespace(BASE + "concept/")
    narrow = concept["cooperation-between-local-governments"]
    assert (narrow, SKOS.broader, concept["intergovernmental-cooperation"]) in ontology.graph


@pytest.mark.parametrize("predicate", [SKOS.prefLabel, SKOS.definition, SKOS.example])
def test_each_concept_has_one_english(ontology: Ontology, predicate: rdflib.URIRef) -> None:
    assert listed(c for c in ontology.files if len(ontology.english(c, predicate)) != 1) == []


@pytest.mark.parametrize("predicate", [SKOS.inScheme, DCTERMS.source])
def test_each_concept_has_one(ontology: Ontology, predicate: rdflib.URIRef) -> None:
    assert listed(c for c in ontology.files if len(list(ontology.graph.objects(c, predicate))) != 1) == []


def test_labels_are_in_english_or_chinese_and_one_preferred_in_each(ontology: Ontology) -> None:
    wrong = []
    for concept in ontology.files:
        languages = [getattr(o, "language", None) for o in ontology.graph.objects(concept, SKOS.prefLabel)]
        others = {getattr(o, "language", None) for p in LABELS for o in ontology.graph.objects(concept, p)}
        if len(languages) != len(set(languages)) or not others <= {"en", "zh"}:
            wrong.append(concept)
    assert listed(wrong) == []


def test_each_concept_has_one_entity_type_but_facets_and_levels_none(ontology: Ontology) -> None:
    wrong = []
    for concept, files in ontology.files.items():
        kinds = set(ontology.graph.objects(concept, RDF.type)) - {SKOS.Concept}
        typed = len(kinds) == 1 and kinds <= CLASSES
        if (files[0].stem in UNTYPED and kinds) or (files[0].stem not in UNTYPED and not typed):
            wrong.append(concept)
    assert listed(wrong) == []


def test_iris_follow_folder_and_preferred_label(ontology: Ontology) -> None:
    wrong = []
    for concept, files in ontology.files.items():
        space, name = local(concept).split("/", 1)
        (label,) = ontology.english(concept, SKOS.prefLabel)
        rightly_named = files[0].stem == "facets" or name == slug(label)
        if space != {"vocab": "concept", "actors": "entity"}[files[0].parent.name] or not rightly_named:
            wrong.append(concept)
    assert listed(wrong) == []


def test_every_link_leads_to_something(ontology: Ontology) -> None:
    known = set(ontology.files) | set(ontology.graph.subjects(RDF.type, SKOS.ConceptScheme))
    named = {node for triple in ontology.graph for node in (triple[0], triple[2])}
    ours = {n for n in named if local(n).startswith(("concept/", "entity/", "scheme/"))}
    assert listed(ours - known) == []


@pytest.mark.parametrize(
    ("predicate", "file"),
    [
        (SKOS.broader, None),
        (IGR.locatedIn, None),
        (IGR.level, "levels"),
        (IGR.icaMode, "facets"),
        (IGR.icaScope, "facets"),
        (IGR.direction, "facets"),
        (IGR.instrument, "facets"),
        (IGR.stage, "facets"),
        (IGR.stageAfter, "facets"),
    ],
)
def test_targets_are_concepts(ontology: Ontology, predicate: rdflib.URIRef, file: str | None) -> None:
    targets = set(ontology.graph.objects(None, predicate))
    stems = {f.stem for c, files in ontology.files.items() if c in targets for f in files}
    assert targets
    assert listed(targets - set(ontology.files)) == []
    assert file is None or stems == {file}


def test_places_are_regions_or_governments(ontology: Ontology) -> None:
    places = set(ontology.graph.objects(None, IGR.locatedIn))
    allowed = {IGR.Region, IGR.Government}
    assert listed(p for p in places if not allowed & set(ontology.graph.objects(p, RDF.type))) == []


def test_broader_is_one_at_most_and_obligatory_in_vocabularies(ontology: Ontology) -> None:
    count = {c: len(list(ontology.graph.objects(c, SKOS.broader))) for c in ontology.files}
    assert listed(c for c, n in count.items() if n > 1) == []
    assert listed(c for c in ontology.vocabulary() if count[c] != 1) == []
    assert listed(t for t in ontology.tops() if (t, SKOS.broader, None) in ontology.graph) == []


def test_broader_goes_round_in_no_circle(ontology: Ontology) -> None:
    parent = dict(ontology.graph.subject_objects(SKOS.broader))
    wrong = []
    for concept in ontology.files:
        seen: set[rdflib.term.Node] = set()
        at: rdflib.term.Node | None = concept
        while at is not None and at not in seen:
            seen.add(at)
            at = parent.get(at)
        if at is not None:
            wrong.append(concept)
    assert listed(wrong) == []


def test_broader_stays_in_its_vocabulary(ontology: Ontology) -> None:
    scheme = dict(ontology.graph.subject_objects(SKOS.inScheme))
    links = {(c, b) for c in ontology.vocabulary() for b in ontology.graph.objects(c, SKOS.broader)}
    assert listed(c for c, b in links if scheme.get(c) != scheme.get(b)) == []


def test_schemes_and_their_tops_name_each_other(ontology: Ontology) -> None:
    up = set(ontology.graph.subject_objects(SKOS.topConceptOf))
    assert up == {(top, scheme) for scheme, top in ontology.graph.subject_objects(SKOS.hasTopConcept)}
    assert len(up) == 10


def test_labels_are_no_short_or_everyday_words(ontology: Ontology) -> None:
    everyday = {(word,) for word in EVERYDAY.split()}
    names = {
        label
        for concept, files in ontology.files.items()
        if files[0].stem not in UNTYPED
        for label in ontology.labels(concept)
    }
    assert {n for n in names if len("".join(words(n))) < 3} - SHORT_NAMES == set()
    assert {n for n in names if set(words(n)) <= STOP_WORDS or bag(n) in everyday} == set()


def test_only_tops_are_called_by_the_plain_word(ontology: Ontology) -> None:
    tops = ontology.tops()
    plain = {bag(t) for t in EntityType} | {bag(w) for t in tops for w in ontology.english(t, SKOS.prefLabel)}
    wrong = {c for c in ontology.files if plain & {bag(label) for label in ontology.labels(c)}} - tops
    assert listed(wrong) == []


@pytest.mark.parametrize("name", list(EntityType))
def test_each_entity_type_is_declared(ontology: Ontology, name: EntityType) -> None:
    assert (IGR[name], RDF.type, OWL.Class) in ontology.graph
    for predicate in (RDFS.label, SKOS.definition, SKOS.example):
        assert len(ontology.english(IGR[name], predicate)) == 1, predicate


@pytest.mark.parametrize("name", list(Relation))
def test_each_relation_is_declared(ontology: Ontology, name: Relation) -> None:
    assert (IGR[name], RDF.type, OWL.ObjectProperty) in ontology.graph
    for predicate in (RDFS.label, SKOS.definition, SKOS.example):
        assert len(ontology.english(IGR[name], predicate)) == 1, predicate
    for predicate in (SCHEMA.domainIncludes, SCHEMA.rangeIncludes):
        assert set(ontology.graph.objects(IGR[name], predicate)) - CLASSES == set()
        assert (IGR[name], predicate, None) in ontology.graph


def test_nothing_else_claims_to_be_a_relation(ontology: Ontology) -> None:
    joined = {s for p in (SCHEMA.domainIncludes, SCHEMA.rangeIncludes) for s in ontology.graph.subjects(p)}
    assert listed(joined) == listed(IGR[r] for r in Relation)


def test_nothing_else_claims_to_be_an_entity_type(ontology: Ontology) -> None:
    ends = {o for p in (SCHEMA.domainIncludes, SCHEMA.rangeIncludes) for o in ontology.graph.objects(None, p)}
    assert listed(ends) == listed(CLASSES)
