from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import doc

from kg import terms
from kg.aliases import Alias, AliasError, Aliases
from kg.link import Context, Linker, link
from kg.link.linker import work_entity
from kg.model import (
    THIS_WORK,
    Claim,
    Concept,
    Entity,
    EntityType,
    Evidence,
    Extraction,
    Mention,
    Relation,
)

FUND = Concept("c:fund", "joint fund", EntityType.MECHANISM, ("shared purse",), ("jointfund",))
COUNCIL = Concept("c:council", "regional council", EntityType.MECHANISM, ("council of cities",))
BODY = Concept("e:council", "regional council", EntityType.BODY)
RIVALRY = Concept("c:rivalry", "rivalry", EntityType.OBSTACLE, ("regional rivalry",))
CONCEPTS = (FUND, COUNCIL, BODY, RIVALRY)
LOCAL = terms.BASE + "local/"


def mention(text: str, kind: EntityType = EntityType.MECHANISM) -> Mention:
    return Mention(text, kind, 0, len(text))


def claim(head: Mention, relation: Relation, tail: Mention) -> Claim:
    return Claim("d", head, relation, tail, Evidence(0, 9, "It helps."), "rule", 0.8)


@pytest.mark.parametrize(
    ("text", "kind", "iri", "score"),
    [
        ("Joint Funds", EntityType.MECHANISM, "c:fund", 1.0),
        ("shared purse", EntityType.MECHANISM, "c:fund", 0.98),
        ("jointfund", EntityType.MECHANISM, "c:fund", 0.95),
        ("joint fund", EntityType.OUTCOME, "c:fund", 0.92),
        ("cities' council", EntityType.MECHANISM, "c:council", 0.882),
        ("regional council", EntityType.MECHANISM, "c:council", 1.0),
        ("regional council", EntityType.BODY, "e:council", 1.0),
        ("regional council", EntityType.REGION, "c:council", 0.92),
        ("regional rivalry", EntityType.OBSTACLE, "c:rivalry", 0.98),
    ],
)
def test_mentions_of_concepts(text: str, kind: EntityType, iri: str, score: float) -> None:
    entity, (found, reason) = Linker(CONCEPTS).link(mention(text, kind))
    assert (entity.iri, found, entity.local) == (iri, score, False)
    assert reason


def test_a_linked_entity_has_label_and_type_of_its_concept() -> None:
    entity, _ = Linker(CONCEPTS).link(mention("shared purses", EntityType.ISSUE))
    assert entity == Entity("c:fund", "joint fund", EntityType.MECHANISM, local=False)


def test_a_weak_candidate_is_no_link() -> None:
    weak = Concept("c:x", "x", EntityType.ISSUE, hidden=("purse sharing",))
    linker = Linker([weak])
    assert [c.match.score for c in linker.candidates(mention("sharing of purses"))] == [0.7866]
    assert linker.link(mention("sharing of purses"))[0].local


def test_candidates_come_best_first_and_once_each() -> None:
    double = replace(FUND, names=("fund joint", "joint funds"))
    found = Linker([double, *CONCEPTS[1:]]).candidates(mention("joint fund"))
    assert [(c.concept.iri, c.match.score) for c in found] == [("c:fund", 1.0)]
    found = Linker(CONCEPTS).candidates(mention("regional council", EntityType.BODY))
    assert [(c.concept.iri, c.match.score) for c in found] == [("e:council", 1.0), ("c:council", 0.92)]


def test_the_order_of_the_concepts_does_not_matter() -> None:
    for text in ("regional council", "joint fund", "rivalry"):
        one = Linker(CONCEPTS).candidates(mention(text, EntityType.REGION))
        assert one == Linker(CONCEPTS[::-1]).candidates(mention(text, EntityType.REGION))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("shared sewage plant", "Shared Sewage Plants"),
        ("planning of transport", "transport planning"),
        ("co-operation between mayors", "cooperation among mayors"),
        ("programme analyses", "analysis of programs"),
    ],
)
def test_variants_of_an_unknown_name_meet(one: str, other: str) -> None:
    linker = Linker(CONCEPTS)
    (first, (score, reason)), (second, _) = linker.link(mention(one)), linker.link(mention(other))
    assert first.iri == second.iri
    assert first.iri.startswith(terms.BASE + "local/")
    assert (first.label, first.local, score) == (one, True, 1.0)
    assert "local" in reason


@pytest.mark.parametrize(
    "text", ["a/b?c#d", 'x" onload="y', "政府 合作", "<b> {c} | ^ ` \\", "50 % growth", "\ud7ff é \U0001f600 x", "?!"]
)
def test_local_iris_are_safe(text: str) -> None:
    name = Linker(()).link(mention(text))[0].iri.removeprefix(terms.BASE + "local/")
    assert name
    assert all(c.isascii() and (c.isalnum() or c in "-%._~") for c in name)


def test_work_iris_are_safe() -> None:
    work = work_entity(doc("Text.", id='a b/"../x'))
    assert work == Entity(terms.BASE + "work/a%20b%2F%22..%2Fx", "A title", EntityType.WORK, local=False)


def test_claims_are_linked_at_both_ends() -> None:
    stated = claim(Mention(THIS_WORK, EntityType.WORK), Relation.STUDIES, mention("joint funds"))
    (linked,) = link(Extraction(doc("It helps."), (), (stated,)), Linker(CONCEPTS))
    assert linked.claim is stated
    assert (linked.head.iri, linked.tail.iri) == (terms.BASE + "work/d", "c:fund")
    assert linked.head_link == (1.0, "the work itself")
    assert linked.tail_link == (1.0, "same words as the preferred label")


@pytest.mark.parametrize(
    ("relation", "kept"),
    [(Relation.PROMOTES, 0), (Relation.IS_A, 0), (Relation.COOPERATES_WITH, 1), (Relation.COMPETES_WITH, 1)],
)
def test_a_thing_joined_to_itself_stays_only_where_that_is_mutual(relation: Relation, kept: int) -> None:
    stated = claim(mention("joint fund"), relation, mention("shared purses"))
    assert len(list(link(Extraction(doc("It helps."), (), (stated,)), Linker(CONCEPTS)))) == kept


def test_an_acronym_of_the_document_is_written_out() -> None:
    context = Context.of("The Joint Fund (JF) pays. A big joint port authority (JPA) runs it.")
    entity, (score, reason) = Linker(CONCEPTS).link(mention("JF"), context)
    assert (entity.iri, score) == ("c:fund", 0.98)
    assert reason == 'short for "Joint Fund" in the document, same words as the preferred label'
    port, _ = Linker(CONCEPTS).link(mention("JPAs"), context)
    assert (port.iri, port.label) == (LOCAL + "joint-port-authority", "joint port authority")
    assert Linker(CONCEPTS).link(mention("JF"))[0].iri == LOCAL + "jf"


def test_one_linker_keeps_documents_apart() -> None:
    linker = Linker(CONCEPTS)
    one, other = Context.of("the Joint Fund (JF)"), Context.of("the jolly firm (JF)")
    assert [linker.link(mention("JF"), c)[0].iri for c in (one, other, one)] == [
        "c:fund",
        LOCAL + "jolly-firm",
        "c:fund",
    ]


def row(surface: str, iri: str, kind: str = "", negative: bool = False, label: str = "", line: int = 9) -> Alias:
    return Alias(surface, kind, negative, iri, label, curated=True, row=line)


@pytest.mark.parametrize(
    ("rows", "text", "kind", "iri", "reason"),
    [
        ([row("kitty", "c:fund")], "Kitties", "Mechanism", "c:fund", "alias map, row 9"),
        ([row("kitty", "c:fund", "Body")], "kitty", "Mechanism", LOCAL + "kitty", "no name of the ontology"),
        ([row("joint fund", "c:rivalry")], "joint fund", "Mechanism", "c:rivalry", "alias map, row 9"),
        ([row("kitty", "c:fund"), row("kitty", "c:rivalry", "Body")], "kitty", "Body", "c:rivalry", "alias map, row 9"),
        ([row("kitty", LOCAL + "pot", label="pot")], "kitty", "Mechanism", LOCAL + "pot", "alias map, row 9"),
        (
            [row("regional council", "e:council", negative=True)],
            "regional council",
            "Body",
            "c:council",
            "alias map, row 9, rules out regional council; same words as the preferred label, read as another type",
        ),
        (
            [row("joint fund", "c:fund", negative=True)],
            "joint fund",
            "Mechanism",
            LOCAL + "joint-fund",
            "alias map, row 9, rules out joint fund; no name of the ontology; a local concept",
        ),
        ([row("joint fund", "c:fund", "Body", True)], "joint fund", "Mechanism", "c:fund", "same words"),
    ],
)
def test_the_alias_map_is_followed(rows: list[Alias], text: str, kind: str, iri: str, reason: str) -> None:
    linker = Linker(CONCEPTS, Aliases(tuple(rows)))
    entity, (_, why) = linker.link(mention(text, EntityType(kind)))
    assert entity.iri == iri
    assert why.startswith(reason)


def test_a_split_of_a_local_concept_really_splits() -> None:
    shared = Linker(CONCEPTS).link(mention("planning of ports"))[0].iri
    linker = Linker(CONCEPTS, Aliases((row("planning of ports", shared, negative=True),)))
    (apart, (_, reason)), (rest, _) = linker.link(mention("planning of ports")), linker.link(mention("port planning"))
    assert rest.iri == shared
    assert apart.iri != shared
    assert apart.iri.startswith(LOCAL + "planning-of-port-")
    assert apart.label == "planning of ports"
    assert reason.startswith("alias map, row 9, rules out")
    twice = (row("planning of ports", shared, negative=True), row("planning of ports", apart.iri, negative=True))
    assert Linker(CONCEPTS, Aliases(twice)).link(mention("planning of ports"))[0].iri not in {shared, apart.iri}


def test_a_forced_local_concept_has_the_label_of_the_map() -> None:
    linker = Linker(CONCEPTS, Aliases((row("kitty", LOCAL + "pot", label="common pot"),)))
    assert linker.link(mention("kitty"))[0] == Entity(LOCAL + "pot", "common pot", EntityType.MECHANISM, local=True)


def test_a_thing_that_nobody_knows_is_refused() -> None:
    with pytest.raises(AliasError, match=r"^map\.tsv, row 9: c:pot is no concept .*mend object_id$"):
        Linker(CONCEPTS, Aliases((row("kitty", "c:pot"),), "map.tsv"))


def test_broader_and_place_of_a_local_concept() -> None:
    land = Concept(
        "e:land", "Arcadia", EntityType.GOVERNMENT, ("Arcadian government",), level="x/national", within="e:x"
    )
    town = Concept("e:town", "town government", EntityType.GOVERNMENT)
    linker = Linker([land, town, FUND])
    for text in ("Arcadian towns", "towns in Arcadia", "Arcadia's towns"):
        entity, _ = linker.link(mention(text, EntityType.GOVERNMENT))
        assert (entity.iri, entity.broader, entity.within) == (LOCAL + "arcadia-town", "e:town", "e:land")
    entity, _ = linker.link(mention("large joint fund"))
    assert (entity.broader, entity.within) == ("c:fund", "")
