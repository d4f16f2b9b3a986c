from __future__ import annotations

from pathlib import Path

import pytest

from kg import terms, vocab
from kg.model import EntityType, Relation, VocabularyError

PREFIXES = """
@prefix igr: <https://w3id.org/igr/ontology#> .
@prefix c: <https://w3id.org/igr/concept/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix schema: <https://schema.org/> .
"""
RELATIONS = "".join(
    f"igr:{r} a owl:ObjectProperty ; schema:domainIncludes igr:Mechanism ; schema:rangeIncludes igr:Outcome .\n"
    for r in Relation
)
CONCEPTS = """
c:all a skos:Concept , igr:Mechanism ; skos:prefLabel "mechanism"@en ; skos:topConceptOf c:scheme .
c:fund a skos:Concept , igr:Mechanism ; skos:prefLabel "joint fund"@en , "gemeinsamer Fonds"@de ;
    skos:altLabel "shared fund"@en , "common fund" ; skos:hiddenLabel "jointfund"@en ; skos:broader c:all .
c:growth a skos:Concept , igr:Outcome ; skos:prefLabel "growth"@en .
c:level a skos:Concept ; skos:prefLabel "level"@en .
"""


def ontology(folder: Path, relations: str = RELATIONS, concepts: str = CONCEPTS) -> Path:
    """A small ontology in a folder."""
    for inner in ("vocab", "actors"):
        (folder / inner).mkdir()
    (folder / "igr.ttl").write_text(PREFIXES + relations, encoding="utf-8")
    (folder / "vocab" / "b.ttl").write_text(PREFIXES + concepts, encoding="utf-8")
    (folder / "vocab" / "a.ttl").write_text(PREFIXES, encoding="utf-8")
    (folder / "actors" / "a.ttl").write_text(PREFIXES, encoding="utf-8")
    return folder


def test_concepts_have_all_their_english_names(tmp_path: Path) -> None:
    fund, growth = vocab.load(ontology(tmp_path)).concepts
    assert (fund.iri, fund.label, fund.type) == (terms.BASE + "concept/fund", "joint fund", EntityType.MECHANISM)
    assert (fund.names, fund.hidden) == (("common fund", "shared fund"), ("jointfund",))
    assert fund.broader == terms.BASE + "concept/all"
    assert (growth.label, growth.names, growth.hidden, growth.broader) == ("growth", (), (), "")


@pytest.mark.parametrize(
    ("head", "tail", "expected"),
    [
        (EntityType.MECHANISM, EntityType.OUTCOME, True),
        (EntityType.OUTCOME, EntityType.MECHANISM, False),
        (EntityType.MECHANISM, EntityType.MECHANISM, False),
    ],
)
def test_relations_admit_what_the_ontology_says(
    tmp_path: Path, head: EntityType, tail: EntityType, expected: bool
) -> None:
    assert vocab.load(ontology(tmp_path)).admits(head, Relation.PROMOTES, tail) is expected


def test_files_come_in_a_stable_order(tmp_path: Path) -> None:
    files = [str(f.relative_to(tmp_path)) for f in vocab.ontology_files(ontology(tmp_path))]
    assert files == ["igr.ttl", "vocab/a.ttl", "vocab/b.ttl", "actors/a.ttl"]


@pytest.mark.parametrize(
    ("relations", "concepts", "message"),
    [
        (RELATIONS, 'c:x a skos:Concept ; skos:prefLabel "x', "vocab/b.ttl: not readable as Turtle"),
        (RELATIONS.replace("igr:hinders", "igr:blocks"), CONCEPTS, "relation hinders is not declared"),
        (RELATIONS, 'c:x a skos:Concept , igr:Issue ; skos:prefLabel "x"@de .', "concept/x: has no English"),
    ],
)
def test_a_broken_ontology_is_refused(tmp_path: Path, relations: str, concepts: str, message: str) -> None:
    with pytest.raises(VocabularyError) as raised:
        vocab.load(ontology(tmp_path, relations, concepts))
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_missing_ontology_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match=r"igr\.ttl: not readable"):
        vocab.load(tmp_path)


def test_the_ontology_of_the_project() -> None:
    loaded = vocab.load()
    iris = [c.iri for c in loaded.concepts]
    assert iris == sorted(set(iris))
    assert len(iris) > 500
    for concept in loaded.concepts:
        assert concept.label == concept.label.strip() != ""
    for relation in Relation:
        assert loaded.heads[relation]
        assert loaded.tails[relation]
    assert loaded.admits(EntityType.GOVERNMENT, Relation.ESTABLISHES, EntityType.BODY)
    assert not loaded.admits(EntityType.OUTCOME, Relation.EXPLAINS, EntityType.OUTCOME)
