from __future__ import annotations

import pytest
from conftest import Reader, doc
from spacy.language import Language

from kg import extract
from kg.export.annotations import record
from kg.extract.blend import places
from kg.extract.dates import dates
from kg.extract.harvest import THE_WORK, Block, evidence
from kg.extract.scope import Scopes
from kg.model import Claim, Engine, EntityType, Mention, Relation, Role
from kg.repair import repair


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("in 1967", "1967"),
        ("In 1957 Portland", "1957"),
        ("On 8 August 1967, five states", "8 August 1967"),
        ("on July 17 of 2018", "July 17 of 2018"),
        ("July 18, 2013", "July 18, 2013"),
        ("2002-12-03 Framework", "2002-12-03"),
        ("in May 1970 the voters", "May 1970"),
        ("in the autumn of 2003", "autumn of 2003"),
        ("at the beginning of 2017", "beginning of 2017"),
        ("in the 1990s", "1990s"),
        ("in the late 1960s", "late 1960s"),
        ("since the mid-1990s", "since the mid-1990s"),
        ("ever since 1945", "since 1945"),
        ("until 1959", "until 1959"),
        ("before the 1980s", "before the 1980s"),
        ("by 1966", "by 1966"),
        ("from 2008 onward", "from 2008"),
        ("not until 1979", "1979"),
        ("as early as 1899", "1899"),
        ("from 2001 to 2006", "2001–2006"),
        ("between 1961 and 1967", "1961–1967"),
        ("in the years between 1995 and 2002", "1995–2002"),
        ("during the period 1979-1995", "1979–1995"),
        ("from 1949 till today", "1949–today"),
        ("in the 1960s and 1970s", "1960s and 1970s"),
        ("in the middle of the twentieth century", "middle of the twentieth century"),
        ("during the Twelfth Five-Year Plan", "Twelfth Five-Year Plan"),
        ("during the Cold War", "Cold War"),
        ("since the reform and opening up", "since the reform and opening up"),
        ("over the past decade", "past decade"),
    ],
)
def test_a_date_has_a_value(text: str, value: str) -> None:
    assert [d.value for d in dates(text)] == [value]


@pytest.mark.parametrize("text", ["2,000 towns", "12 counties", "1999.5 metres", "$1999", "2005%", "the first plan"])
def test_a_number_is_no_date(text: str) -> None:
    assert list(dates(text)) == []


def claim_of(nlp: Language, said: str, head: str, tail: str, relation: Relation = Relation.ESTABLISHES) -> Claim:
    """A claim as the network makes it: two stretches of a text, and no trigger."""
    repaired = repair(said)
    parsed = nlp.make_doc(repaired.text)
    parsed._.role = Role.BODY
    block = Block("d", said, repaired, nlp(parsed))
    found = places(block)
    ends = [mention(said, name) for name in (head, tail)]
    held = next(p for p in found if evidence(p.block, p.sentence).end >= ends[1].end)
    claim = Claim("d", ends[0], relation, ends[1], evidence(held.block, held.sentence), "model", 0.5)
    (scoped,) = Scopes(found).scoped([claim])
    return scoped


def mention(said: str, name: str) -> Mention:
    if not name:
        return THE_WORK
    start = said.index(name)
    return Mention(name, EntityType.GOVERNMENT, start, start + len(name))


@pytest.mark.parametrize(
    ("said", "head", "tail", "time"),
    [
        ("In 1967 the five states founded a joint council.", "five states", "joint council", "1967"),
        ("On 8 August 1967, the five states founded a council.", "five states", "council", "8 August 1967"),
        ("July 18, 2013, the two cities signed a framework.", "two cities", "framework", "July 18, 2013"),
        ("The states founded a joint council in the 1990s.", "states", "joint council", "1990s"),
        ("Since the mid-1990s the cities have run a joint fund.", "cities", "joint fund", "since the mid-1990s"),
        ("From 2001 to 2006 the cities ran a joint fund.", "cities", "joint fund", "2001–2006"),
        ("The statute of the council was signed by Chad in March 1972.", "Chad", "statute", "March 1972"),
        # what is said in one clause is not said in another
        ("In 1970 the voters approved the district; they dissolved the board.", "voters", "board", ""),
        ("In 1970 the voters approved the district; they dissolved the board.", "voters", "district", "1970"),
        ("The cities set up a fund in 1990, and the counties built a road.", "counties", "road", ""),
        ("The cities set up a fund in 1990, and the counties built a road.", "cities", "fund", "1990"),
        ("Kenya joined the fund in 2005 and Rwanda joined the council in 2007.", "Rwanda", "council", "2007"),
        ("The author argued in 2008 that trust promotes cooperation.", "trust", "cooperation", ""),
        ("Since the states formed a union in 2009, trade has promoted growth.", "trade", "growth", ""),
        # what opens a sentence holds for both verbs of one subject, what follows the first does not
        ("In 1990 the states signed the treaty and created a council.", "states", "council", "1990"),
        ("The states signed the treaty in 1990 and created a council.", "states", "council", ""),
        ("On 22 May 1964 peace came, when Chad and Niger signed the statute.", "Chad", "statute", "22 May 1964"),
        ("The council was founded in 1983 to promote regional growth.", "council", "regional growth", ""),
        # of two times the one behind the tail is said of it
        ("The body is old. It launched a union in 2005 and a market in 2010.", "body", "union", "2005"),
        ("The body is old. It launched a union in 2005 and a market in 2010.", "body", "market", "2010"),
        # no times: citations, parts of names, numbers of things
        ("Joint planning promotes regional growth (Smith, 2003).", "Joint planning", "regional growth", ""),
        ("Smith (2003) shows that trust promotes cooperation.", "trust", "cooperation", ""),
        ("The treaty of 2002 established a joint park.", "treaty of 2002", "joint park", ""),
        ("The Agenda 2030 promotes regional growth.", "Agenda 2030", "regional growth", ""),
        ("The reform merged towns in 1999 municipalities.", "reform", "towns", ""),
        # a bracket, or a participle, that tells of an end
        ("The tools are contracting (1978–1993) and tax sharing (since 1994).", "tools", "tax sharing", "since 1994"),
        ("The plan rests on a pact with Alberta, signed in 2015.", "Alberta", "pact", "2015"),
    ],
)  # fmt: skip
def test_time(nlp: Language, said: str, head: str, tail: str, time: str) -> None:
    assert claim_of(nlp, said, head, tail).time == time


@pytest.mark.parametrize(
    ("said", "head", "tail", "place"),
    [
        ("In China, local protectionism hinders regional integration.", "local protectionism", "integration", "China"),
        ("Trust promotes growth across the European Union.", "Trust", "growth", "European Union"),
        ("Trade has promoted growth throughout Latin America.", "Trade", "growth", "Latin America"),
        ("In the Yangtze River Delta, trust promotes growth.", "trust", "growth", "Yangtze River Delta"),
        ("In Jiangsu Province, trust promotes growth.", "trust", "growth", "Jiangsu Province"),
        ("In Canada and the United States, trust promotes growth.", "trust", "growth", "Canada and the United States"),
        ("In Scotland and in Wales, trust promotes growth.", "trust", "growth", "Scotland and Wales"),
        ("Most local governments in China fund the local courts.", "local governments", "local courts", "China"),
        ("In China, trust promotes growth; trade promotes peace.", "trade", "peace", ""),
        ("In the county council, trust promotes growth.", "trust", "growth", ""),
        ("In the State Council, trust promotes growth.", "trust", "growth", ""),
        ("In local governments, trust promotes growth.", "trust", "growth", ""),
        ("In theory, trust promotes growth.", "trust", "growth", ""),
        ("Trade promotes the growth of cities in Bavaria.", "Trade", "Bavaria", ""),
        ("Gauteng Province in South Africa promotes growth.", "Gauteng Province", "growth", ""),
    ],
)  # fmt: skip
def test_place(nlp: Language, said: str, head: str, tail: str, place: str) -> None:
    assert claim_of(nlp, said, head, tail, Relation.PROMOTES).place == place


def test_where_a_thing_lies_is_told_by_the_tail_alone(nlp: Language) -> None:
    said = "In Germany, the cluster lies in the Ruhr area."
    assert claim_of(nlp, said, "cluster", "Ruhr area", Relation.LOCATED_IN).place == ""


def test_of_the_work_itself_a_place_is_told_and_no_time(nlp: Language) -> None:
    said = "The article examines tax competition in Spain between 1993 and 2003."
    claim = claim_of(nlp, said, "", "tax competition", Relation.STUDIES)
    assert (claim.time, claim.place) == ("", "Spain")


def test_ends_in_one_phrase_are_not_dated_by_the_verb(nlp: Language) -> None:
    said = "In May 2017 the governor of Lagos State in Nigeria received a guest."
    assert claim_of(nlp, said, "Lagos State", "Nigeria", Relation.LOCATED_IN).time == ""


def test_rules_give_their_claims_time_and_place(read_text: Reader) -> None:
    text = "Trade is old.  In 1998 local protectionism hindered regional integration in China."
    (claim,) = [c for c in read_text(text).claims if c.relation is Relation.HINDERS]
    assert (claim.time, claim.place) == ("1998", "China")


def test_mended_text_is_dated_too(read_text: Reader) -> None:
    text = "In 1998   local protectionism hindered regionalintegration Of the counties."
    (claim,) = [c for c in read_text(text).claims if c.relation is Relation.HINDERS]
    assert text[claim.tail.start : claim.tail.end].startswith("regionalintegration")
    assert claim.time == "1998"


def test_titles_say_neither(nlp: Language) -> None:
    title = doc("Regional integration in China since 1998", Role.TITLE)
    (read,) = extract.extract([title], nlp, Engine.RULES)
    assert {(c.time, c.place) for c in read.claims} <= {("", "")}


def test_the_record_holds_both(read_text: Reader) -> None:
    read = read_text("In 1998 local protectionism hindered regional integration in China.")
    (relation,) = [r for r in record(read)["relations"] if r["relation"] == "hinders"]
    assert (relation["time"], relation["place"]) == ("1998", "China")
