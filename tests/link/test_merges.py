"""What must meet and what must not, over the project's own ontology: tables of forms as texts have them."""

from __future__ import annotations

from functools import cache

import pytest

from kg import vocab
from kg.link import Context, Linker
from kg.model import Entity, EntityType, Mention


@cache
def linker() -> Linker:
    return Linker(vocab.load().concepts)


def node(text: str, kind: str, document: str = "") -> Entity:
    return linker().link(Mention(text, EntityType(kind)), Context.of(document))[0]


MEET = """
Government | local governments | local government
Government | Local Authorities | local government
Government | localgovernments | local government
Government | the central authorities | central government
Government | sub-national government | subnational governments
Government | neighboring governments | neighbouring government
Government | Jiangsu Province | Jiangsu
Region | Jiangsu | Jiangsu
Government | the government of Jiangsu | Jiangsu
Government | government of Fujian Province | Fujian
Government | HebeiProvince | Hebei
Government | People's Republic of China | China
Government | Chinese government | China
Government | USA | United States
Government | the U.S. government | United States
Government | American government | United States
Government | American | United States
Government | Bayern | Bavaria
Government | city of Louisville | Louisville
Government | local governments in China | Chinese local governments
Government | China's local governments | Chinese local governments
Government | states of the United States | American states
Government | U.S. states | American states
Region | Yangtze river deltaarea | Yangtze River Delta
Region | Yangtze RiverDelta | Yangtze River Delta
Region | Yangtse River Delta | Yangtze River Delta
Region | Changjiang delta | Yangtze River Delta
Region | Yangtze River Delta zone | Yangtze River Delta
Region | the pearl river delta | Pearl River Delta
Region | Zhujiang delta | Pearl River Delta
Region | four major plates | four macro-regions of China
Region | Beijing-Tianjin-Hebeiregion | Beijing–Tianjin–Hebei
Region | Beijing Tianjin Hebei | Beijing–Tianjin–Hebei
Region | East China | Eastern China
Region | Twin Cities area | Twin Cities
Region | metropolitanarea | metropolitan area
Body | Association of South-East Asian Nations | Association of Southeast Asian Nations
Body | asean | ASEAN
Body | Southern California Association of Governments (SCAG) | Southern California Association of Governments
Body | the EU | European Union
Body | World Trade Organisation | World Trade Organization
Body | councils of governments | council of governments
Mechanism | mechanism of benefit sharing | benefit-sharing mechanism
Mechanism | benefit sharing mechanisms | benefit-sharing mechanism
Mechanism | coordinative mechanism | coordination mechanism
Mechanism | sharing of information | information sharing
Mechanism | cooperativefederalism | cooperative federalism
Mechanism | inter municipal cooperation | inter-municipal cooperation
Mechanism | intermunicipal cooperation | inter-municipal cooperation
Mechanism | counterpartsupport | counterpart support
Mechanism | merger of municipalities | municipal merger
Mechanism | Wuchang integration | Urumqi–Changji integration
Mechanism | unconstitutional review | constitutional review
Mechanism | two-type society reform pilot | two-oriented society reform pilot area
Obstacle | local protectonism | local protectionism
Obstacle | segmentation of the market | market segmentation
Obstacle | barriers to trade | trade barriers
Obstacle | transaction costs | transaction cost
Obstacle | the prisoners' dilemma of towns | prisoners' dilemma of towns
Theory | theory of transaction costs | transaction cost theory
Theory | growth poles | growth pole theory
Theory | new regionalism theory | new regionalism
Theory | path dependency theory | path dependence theory
Outcome | regional economicintegration | regional economic integration
Outcome | growth of the economy | economic growth
Outcome | integration of regional economies | regional economic integration
Issue | managing the fisheries | fisheries management
Issue | protection of environment | environmental protection
Factor | New Deal in the 1930s | New Deal
Factor | reform and opening-up | reform and opening up
Scholar | Coase (1937) | Ronald Coase
Scholar | Coase, R. H. | Ronald Coase
Scholar | Feiock et al. (2009) | Richard C. Feiock
Scholar | Xie, Q. K. (2006) | Xie Qingkui
Scholar | Bela Balassa | Béla Balassa
Scholar | Ostrom and others (1999) | Ostrom
Mechanism | improving the bus network of towns | improvement of town bus network
Outcome | decision-making of boards | board decision making
"""

APART = """
Government | central government | local government
Government | Chinese local governments | China
Government | Chinese local governments | local government
Government | Chinese local governments | American local governments
Government | American states | United States
Government | provinces of Pakistan | Pakistan
Government | Washington State | Washington, D.C.
Government | state government | national government
Government | county government | country government
Government | Shanxi | Shaanxi
Government | Suzhou City, Anhui | Suzhou
Government | states on the river | Rivers State
Government | North Korea | South Korea
Government | other states of the basin | states of the basin
Region | East China | China
Region | Yangtze River Delta | Yangtze River Delta Economic Zone
Region | Pearl River Delta | Pan-Pearl River Delta
Region | Hannover region | Hannover
Region | cities and regions | city-region
Region | Northeast China | Eastern China
Region | East and South Asia | Southeast Asia
Region | Eastern Europe | Central and Eastern Europe
Body | European Union | African Union
Body | 14 city meeting | 15 city meeting
Body | regional organizations | regional economic organization
Body | think tanks | research institute
Body | Eurocity | Eurocities
Agreement | Cooperative Framework Agreement | cooperation framework agreement
Agreement | those on the Niger | Niger
Agreement | such agreements | agreements
Agreement | contract with governments | intergovernmental contract
Agreement | ASEAN–China Free Trade Area | ASEAN–China framework agreement
Mechanism | horizontal cooperation | vertical cooperation
Mechanism | network governance by towns | governance network of towns
Mechanism | policy transfer of towns | transfer policy of towns
Mechanism | grants from states | grants to states
Mechanism | inter-party coordination | intra-party coordination
Mechanism | formal agreement | informal agreement
Mechanism | cooperation with towns | cooperation of towns
Mechanism | single currency | monetary union
Mechanism | integrated development plan | integration development plan
Outcome | regional integration | regional disintegration
Outcome | centralisation | over-centralisation
Outcome | intention of rural towns | invention of rural towns
Outcome | that of the EU | EU
Outcome | overallocation of water | allocation of water
Outcome | coordination between parties | coordination within parties
Outcome | development of the region | region of development
Obstacle | lack of cooperation | cooperation
Obstacle | lack of such treaties | lack of treaties
Obstacle | weak enforcement | lack of enforcement mechanism
Obstacle | lack of coordination | lack of coordination mechanism
Issue | water quality | water pollution
Issue | air pollution control | air pollution
Issue | climate policy | climate change mitigation
Obstacle | information asymmetry | information symmetry
Factor | trust in governments | trust between governments
Outcome | cooperation in the region | cooperation among regions
Region | optimum currency area | optimum currency area theory
Government | local self-governments | local autonomy
Region | coastal province | coastal region
Factor | competition | cooperation
Factor | internal factors of towns | external factors of towns
Theory | federalism | fiscal federalism
Theory | intergovernmental relations | intergovernmental relations theory
Factor | path dependence | path dependence theory
Scholar | J. Williamson | Oliver Williamson
Scholar | Li and Zhou | Zhou Li'an
Scholar | Kenneth Waltz | Uwe Walz
Scholar | Zhang Wei | Zhang Wen
Factor | international competition | globalization pressure
"""


def rows(table: str) -> list[tuple[str, ...]]:
    return [tuple(cell.strip() for cell in line.split("|")) for line in table.strip().splitlines()]


@pytest.mark.parametrize(("kind", "one", "other"), rows(MEET))
def test_these_meet(kind: str, one: str, other: str) -> None:
    assert node(one, kind).iri == node(other, kind).iri


@pytest.mark.parametrize(("kind", "one", "other"), rows(APART))
def test_these_stay_apart(kind: str, one: str, other: str) -> None:
    assert node(one, kind).iri != node(other, kind).iri


def test_the_tables_are_long_enough() -> None:
    assert len(rows(MEET)) >= 60
    assert len(rows(APART)) >= 30


@pytest.mark.parametrize(
    ("text", "kind", "document", "iri"),
    [
        ("SGC", "Body", "the Southern Growth Council (SGC) met", "local/growth-southern-council"),
        ("YRD", "Region", "The Yangtze River Delta (YRD) grew.", "entity/yangtze-river-delta"),
        ("YRD region", "Region", "The Yangtze River Delta (YRD) grew.", "entity/yangtze-river-delta"),
        ("Washington", "Government", "The governor of Washington; Washington State.", "entity/washington-state"),
        ("Washington", "Region", "In Washington the federal Congress sits.", "entity/district-of-columbia"),
        ("Washington", "Government", "Washington is large.", "local/washington"),
        ("Washington", "Government", "", "local/washington"),
        ("Weber", "Scholar", "As Alfred Weber held, plants move. Weber said more.", "entity/alfred-weber"),
        ("Weber", "Scholar", "As Alfred Weber and Max Weber held.", "local/weber"),
        ("Weber", "Scholar", "As Weber held.", "local/weber"),
    ],
)
def test_a_document_tells_what_a_short_name_means(text: str, kind: str, document: str, iri: str) -> None:
    assert node(text, kind, document).iri.endswith(iri)


@pytest.mark.parametrize(
    ("text", "kind", "broader", "within"),
    [
        ("effective regional cooperation mechanism", "Mechanism", "cooperation-mechanism", ""),
        ("Chinese local governments", "Government", "local-government", "china"),
        ("American states", "Government", "state-government", "united-states"),
        ("provinces of Pakistan", "Government", "provincial-government", "pakistan"),
        ("three neighbouring county governments", "Government", "county-government", ""),
        ("economic growth of Beijing", "Outcome", "economic-growth", "beijing"),
        ("Dawen River Basin", "Region", "river-basin", ""),
        ("mail survey of mayors", "Method", "survey", ""),
        ("lack of a cooperation mechanism at sea", "Mechanism", "", ""),
        ("ineffective cooperation mechanism", "Mechanism", "", ""),
        ("political cooperation", "Mechanism", "cooperation-mechanism", ""),
        ("soil and water pollution", "Issue", "", ""),
        ("theorizing about town twinning", "Outcome", "", ""),
        ("Latin American Free Trade Association", "Body", "", ""),
        ("some unheard-of gadget", "Mechanism", "", ""),
    ],
)
def test_a_local_concept_is_placed_where_that_is_safe(text: str, kind: str, broader: str, within: str) -> None:
    entity = node(text, kind)
    assert entity.local
    assert (entity.broader.rpartition("/")[2], entity.within.rpartition("/")[2]) == (broader, within)


def test_the_forms_of_a_delta_are_one() -> None:
    """What machine translation makes of the name, and the name as some translate it, are one node."""
    forms = ("Yangtze river deltaarea", "Yangtze River delta", "Changjiang delta", "Yangtze River Delta")
    assert {node(form, "Region").iri.rpartition("/")[2] for form in forms} == {"yangtze-river-delta"}


@pytest.mark.parametrize(
    ("text", "document", "iri"),
    [
        (
            "Intergovernmental Council",
            "Members sit in the Intergovernmental Council.",
            "local/intergovernmental-council",
        ),
        ("Intergovernmental Council", "An intergovernmental council is the Intergovernmental Council.", "concept"),
        ("Intergovernmental Council", "", "concept"),
        ("Intergovernmental Councils", "They sit in the Intergovernmental Councils.", "concept"),
        ("intergovernmental council", "They sit in the intergovernmental council.", "concept"),
    ],
)
def test_a_kind_of_body_is_not_the_one_of_that_name(text: str, document: str, iri: str) -> None:
    entity = node(text, "Body", document)
    assert entity.iri.startswith(f"https://w3id.org/igr/{iri}")
    assert not entity.local or entity.broader.startswith("https://w3id.org/igr/concept/")


def test_a_word_for_a_kind_names_another_thing_in_each_document() -> None:
    one, other = (Context.of("Eight states ratified the Compact in that year.", doc) for doc in ("a", "b"))
    said = Mention("Compact", EntityType.AGREEMENT)
    (first, _), (again, _), (second, _) = (linker().link(said, c) for c in (one, one, other))
    assert first == again
    assert len({first.iri, second.iri, node("compacts", "Agreement").iri}) == 3
    assert node("Compact", "Agreement", "Such a Compact binds.").iri == node("compacts", "Agreement").iri


def test_a_surname_alone_is_another_person_in_each_document() -> None:
    one, other = (Context.of("Wang and colleagues (2020) differ.", doc) for doc in ("a", "b"))
    (first, _), (again, _), (second, _) = (
        linker().link(Mention(text, EntityType.SCHOLAR), context)
        for text, context in (("Wang and colleagues (2020)", one), ("Wang", one), ("Wang", other))
    )
    assert first.iri == again.iri != second.iri


def test_an_acronym_that_a_document_defines_is_no_other_kind_of_thing() -> None:
    assert node("FTAs", "Agreement").iri.endswith("concept/free-trade-area")
    defined = node("FTAs", "Agreement", "Many free trade agreements (FTAs) overlap.")
    assert defined.iri == node("free trade agreements", "Agreement").iri


@pytest.mark.parametrize(
    ("text", "before", "apart"),
    [
        ("policy", "They praise the ", True),
        ("policy", "They praise a ", False),
        ("policies", "They praise the ", False),
        ("the policy", "They praise ", True),
        ("fishing policy", "They praise the ", False),
        ("cooperation", "They praise the ", False),
    ],
)
def test_what_was_named_before_is_another_thing_in_each_document(text: str, before: str, apart: bool) -> None:
    said = Mention(text, EntityType.AGREEMENT, len(before), len(before + text))
    entity, _ = linker().link(said, Context.of(f"{before}{text}.", "a"))
    assert (entity.iri != node(text, "Agreement").iri) is apart


def test_no_concept_of_the_project_is_lost_to_another() -> None:
    """A preferred label read with its own type leads to its concept or to one of the same label."""
    for concept in vocab.load().concepts:
        entity, (score, _) = linker().link(Mention(concept.label, concept.type))
        assert score == 1.0
        assert entity.iri == concept.iri or entity.label == concept.label, concept
