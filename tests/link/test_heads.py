"""Which class the head of a phrase leads to, over the project's own ontology: what to place and what not."""

from __future__ import annotations

import csv
from functools import cache

import pytest

from kg import vocab
from kg.link import Linker
from kg.link.forms import tokens
from kg.link.heads import _TABLE
from kg.model import Entity, EntityType, Mention

PLACED = """
Obstacle | conflicts over water allocation | conflict-and-rivalry
Obstacle | conflict between the state and the regions | conflict-and-rivalry
Obstacle | serious contradiction | conflict-and-rivalry
Obstacle | disparity between coast and interior | disparity
Obstacle | income gap of urban and rural | disparity
Obstacle | unbalanced urban development | disparity
Obstacle | fragmentation of social and political life | fragmentation
Obstacle | lack of a shared vision | missing-condition
Obstacle | absence of a regional monitoring centre | missing-condition
Obstacle | inadequate basic services | missing-condition
Obstacle | lack of reliable traffic data | resource-constraint
Obstacle | limited capacity of the states | resource-constraint
Obstacle | lack of an emergency information system | missing-condition
Obstacle | institutional barriers to cooperation | institutional-gap
Obstacle | contracting risk | collaboration-risk
Mechanism | regional municipal networks | interorganisational-network
Mechanism | voluntary mergers | consolidation-of-governments
Mechanism | state equalization | fiscal-equalisation
Mechanism | competition among communities | intergovernmental-competition
Mechanism | inter-cantonal relations | intergovernmental-relations
Mechanism | governance of metropolitan circles | territorial-governance
Mechanism | coordination by the Council of Ministers | coordination
Mechanism | political and economic cooperation | cooperation-mechanism
Mechanism | deeper cooperation | cooperation-mechanism
Mechanism | equalizing transfers | intergovernmental-transfer
Mechanism | virtual councils | organisational-instrument
Mechanism | regional forums | intergovernmental-forum
Mechanism | extra-budgetary funds | financial-instrument
Mechanism | uniform rules | legal-and-administrative-instrument
Mechanism | joint strategies | policy-or-programme
Agreement | 1969 Agreement | intergovernmental-contract
Agreement | Port Compact | interstate-compact
Agreement | Memorandum of 1982 | memorandum-of-understanding
Agreement | Clean Air Act | legal-and-administrative-instrument
Agreement | Johnston Plan | policy-or-programme
Outcome | cooperation over the river | cooperation-and-integration
Outcome | efficiency of public policy-making | governance-outcome
Outcome | exchange rate stability | economic-outcome
Outcome | development | economic-outcome
Outcome | quality of service provision | public-service-outcome
Outcome | territorial inequality | unwanted-result
Factor | trust between negotiators and experts | relational-factor
Factor | partisan politics | political-and-leadership-factor
Factor | geography | structural-condition
Factor | interests of the local authorities | motive-for-cooperation
Factor | capacity of municipalities | capacity-and-service-characteristic
Factor | strong coordination | coordination
Factor | exogenous shocks | external-pressure
Issue | pollution of the bay | environmental-issue
"""

BARE = """
Mechanism | non-cooperation of towns
Mechanism | lack of cooperation among towns
Mechanism | no cooperation at all
Mechanism | failure of cooperation among towns
Mechanism | failed cooperation
Mechanism | uncoordinated cooperation
Mechanism | anti-merger
Outcome | disintegration of the bloc
Outcome | end of cooperation
Outcome | dissolution of integration
Outcome | reduced inequality
Outcome | trade and tourism
Obstacle | conflict theory
Obstacle | competition in the product market
Obstacle | theory-practice gap
Obstacle | lack of progress
Factor | party competition and growth
Factor | guard their own interests
Factor | neighbours provide more infrastructure
Factor | public trust fund
Mechanism | share the resources by networks
Mechanism | reduce the number of actors
Mechanism | road network
Mechanism | merger of companies
Mechanism | labor relations
Mechanism | environmental relationship
Mechanism | transfer of powers
Mechanism | technology transfer
Mechanism | water transfer scheme
Mechanism | corporate governance
Mechanism | one-party rule
Mechanism | agreement on values
Mechanism | solving conflicts by rules
Agreement | act
Body | council of elders
Scholar | conflict
"""


@cache
def linker() -> Linker:
    return Linker(vocab.load().concepts)


def node(kind: str, text: str) -> Entity:
    return linker().link(Mention(text, EntityType(kind)))[0]


def table(text: str) -> list[list[str]]:
    return [line.split(" | ") for line in text.strip().splitlines()]


@pytest.mark.parametrize(("kind", "text", "name"), table(PLACED))
def test_a_head_places_a_local_concept(kind: str, text: str, name: str) -> None:
    entity = node(kind, text)
    assert entity.local
    assert entity.broader.rpartition("/")[2] == name


@pytest.mark.parametrize(("kind", "text"), table(BARE))
def test_what_no_head_places(kind: str, text: str) -> None:
    entity = node(kind, text)
    assert entity.local
    assert entity.broader == ""


def test_each_class_of_the_table_is_a_concept_and_each_word_a_normal_form() -> None:
    names = {c.iri.rpartition("/")[2] for c in vocab.load().concepts}
    with _TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert {row["class"] for row in rows} <= names
    for row in rows:
        marks = " ".join((row["heads"], row["only"], row["not"])).replace("+", " ").split()
        for word in filter(str.isalpha, (mark.lstrip("=~*") for mark in marks)):
            assert tokens(f"x {word}")[1:] == (word,), word
