"""A view that a work only reports is kept apart from one that it holds, in every question that counts or lists claims.

Each statement below is made three times: one work reports it of Feiock with the most confidence, in the sentence that
sorts first; another holds it itself, first in an unsure sentence, then in a sure one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pytest
from competency_graph import LINKS, Row, graph
from test_answers import CATALOGUE, INTEGRATION

from kg import queries, vocab
from kg.model import THIS_WORK
from kg.store import Store, writer

REPORTED, UNSURE, SUREST = "Feiock says", "Perhaps", "Surely"
ONLY_REPORTED = "market segmentation"

STATED = """
c:local-protectionism | hinders | c:regional-economic-integration
c:local-protectionism | hinders | c:regional-economic-integration | | | Germany
c:competition-law | addresses | c:local-protectionism
c:common-interest | promotes | c:intergovernmental-cooperation
c:benefit-sharing-mechanism | requires | Factor: equitable distribution
c:customs-union | promotes | c:economic-growth
c:customs-union | causes | c:local-protectionism
e:european-union | isA | c:economic-union
e:southern-california-association-of-governments | addresses | c:transport
c:third-party-organisation | locatedIn | e:japan
c:joint-agreement | locatedIn | e:united-states
work | recommends | c:third-party-organisation | should
e:tokyo | participatesIn | e:summit-of-the-nine-prefectures-and-cities
work | usesMethod | c:case-study
Mechanism: voluntary cooperation mechanism | appliesTo | e:china | not
e:changsha | cooperatesWith | e:zhuzhou
e:changsha | competesWith | e:zhuzhou
e:federal-government | directs | e:state-government
c:central-guidance-model | appliesTo | e:central-china
c:central-guidance-model | appliesTo | e:western-china
c:central-guidance-model | appliesTo | e:western-china | not
c:game-theory | explains | Factor: interests of local governments
c:new-regionalism | promotes | c:joint-agreement
c:household-registration-system | hinders | c:tiebout-sorting
c:transaction-cost-theory | proposedBy | e:ronald-coase
e:louisville-jefferson-county-compact | addresses | c:vicious-competition
Theory: regional economics | hasPart | c:location-theory | | 1950s
e:shanghai | establishes | Body: joint office | | 1992
"""
"""A statement a line: its ends and relation, how it is held, its time and its place."""

_COLUMNS = ("head", "relation", "tail", "held", "time", "place")


def _rows() -> Iterator[Row]:
    for number, line in enumerate(STATED.strip().splitlines()):
        cells = [cell.strip() for cell in line.split("|")] + ["", "", ""]
        stated = dict(zip(_COLUMNS, cells, strict=False))
        for work, holder, confidence, said in (
            ("a", "Feiock", "0.95", REPORTED),
            ("b", "", "0.6", UNSURE),
            ("b", "", "0.8", SUREST),
        ):
            made = {"work": work, "holder": holder, "confidence": confidence, "sentence": f"{said} {number}."}
            yield stated | made
    segmented = dict.fromkeys(_COLUMNS, "") | {"head": "c:market-segmentation", "confidence": "0.9", "holder": "Feiock"}
    hinders = segmented | {"relation": "hinders", "tail": "c:regional-economic-integration"}
    for work in "acd":  # more works than hold local protectionism to hinder it, but none of its own account
        yield hinders | {"work": work, "sentence": "Feiock says so of segmentation."}
    causes = segmented | {"work": "b", "relation": "causes", "tail": "c:local-protectionism"}
    yield causes | {"sentence": "Feiock says that one breeds the other."}
    yield causes | {"sentence": "Surely one breeds the other.", "holder": "", "confidence": "0.5"}


@pytest.fixture(scope="module")
def views(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store of the statements above."""
    common = {"authors": "", "year": "2000", "kind": "article", "container": "", "places": "China"}
    works = [{"id": id, "title": f"Work {id}"} | common for id in "abcd"]
    folder = tmp_path_factory.mktemp("views") / "store"
    with writer(folder) as target:
        target.publish(graph(works, list(_rows()), ()), [*vocab.ontology_files(), LINKS])
    return Store.open(folder)


class Case(NamedTuple):
    """A question, the row of its answer that is looked at, and the columns of works, of reports and of a sentence."""

    query: str
    where: Mapping[str, str]
    columns: str = "works reported sentence"
    values: Mapping[str, str] = {}


PROTECTION = "local protectionism"
LAW = "competition law"
GUIDED = "central-guidance model"
COUNTED = [
    Case("what-hinders", {"thing": PROTECTION}, values={"thing": INTEGRATION}),
    Case("obstacles", {"obstacle": PROTECTION}),
    Case("obstacles-without-remedy", {"obstacle": "household registration system"}),
    Case("mechanisms-for-obstacle", {"mechanism": LAW}, values={"obstacle": PROTECTION}),
    Case("mechanism-obstacle-matrix", {"mechanism": LAW}, "works reported"),
    Case("mechanisms", {"mechanism": "benefit-sharing mechanism"}),
    Case("what-promotes", {"thing": "common interest"}, values={"outcome": "intergovernmental cooperation"}),
    Case("conditions-of-a-mechanism", {"condition": "equitable distribution"}),
    Case("effects-of-a-mechanism", {"relation": "promotes"}),
    Case("makeup-of-a-thing", {"relation": "promotes"}, values={"thing": "customs union"}),
    Case("two-sided-effects", {"thing": "customs union"}, "worksFor reportedFor sentenceFor"),
    Case("two-sided-effects", {"thing": "customs union"}, "worksAgainst reportedAgainst sentenceAgainst"),
    Case("examples-of-stages", {"example": "European Union"}),
    Case("issues-handled-jointly", {"issue": "transport"}),
    Case("where-a-thing-exists", {"place": "Japan"}),
    Case("practised-abroad-advised-here", {}, "practisedWorks practisedReported practised"),
    Case("practised-abroad-advised-here", {}, "advisedWorks advisedReported advised"),
    Case("mechanism-forms-by-country", {"mechanisms": "joint agreement"}, "works reported"),
    Case("members-of-bodies", {"member": "Tokyo"}),
    Case("not-transferable", {"mechanism": "voluntary cooperation mechanism"}),
    Case("pairs-that-do-both", {}, "worksCooperating reportedCooperating cooperating"),
    Case("pairs-that-do-both", {}, "worksCompeting reportedCompeting competing"),
    Case("who-cooperates-who-competes", {"relation": "cooperatesWith"}),
    Case("ties-between-actors", {"actor": "Changsha"}, "works reported"),
    Case("who-directs-whom", {}),
    Case("relations-between-levels", {"relation": "directs"}),
    Case("actors-linking-levels", {"actor": "federal government"}, "works reported"),
    Case("recommended-only", {"tail": "third-party organisation", "head": "Work b"}),
    Case("regions-and-models", {"region": "Central China"}, values={"model": GUIDED}),
    Case("asserted-and-denied", {"tail": "Western China"}, "worksFor reportedFor sentenceFor"),
    Case("asserted-and-denied", {"tail": "Western China"}, "worksAgainst reportedAgainst sentenceAgainst"),
    Case("theories", {"theory": "game theory"}),
    Case("what-theories-explain", {"theory": "game theory"}),
    Case("theories-with-mechanisms", {"theory": "new regionalism"}),
    Case("theories-that-do-not-fit", {"theory": "Tiebout sorting"}),
    Case("who-proposed-it", {"scholar": "Ronald Coase"}),
    Case("what-an-agreement-solved", {}),
    Case(
        "shared-obstacles", {"within": PROTECTION, "elsewhere": PROTECTION}, "worksWithin reportedWithin sentenceWithin"
    ),
    Case(
        "shared-obstacles",
        {"within": PROTECTION, "elsewhere": PROTECTION},
        "worksElsewhere reportedElsewhere sentenceElsewhere",
    ),
    Case("timeline", {"time": "1992"}, values={"thing": "Shanghai"}),
]


def rows_of(store: Store, case: Case) -> list[dict[str, str]]:
    """The rows of an answer that have the cells which are looked for."""
    table = queries.run(store, CATALOGUE[case.query], case.values)
    rows = [{name: cell or "" for name, cell in zip(table.columns, row, strict=True)} for row in table.rows]
    return [row for row in rows if all(row[name] == cell for name, cell in case.where.items())]


@pytest.mark.parametrize("case", COUNTED, ids=lambda case: f"{case.query} {case.columns}")
def test_works_that_only_report_a_view_are_counted_apart(views: Store, case: Case) -> None:
    rows = rows_of(views, case)
    works, reported, *sentence = case.columns.split()
    assert rows
    for row in rows:
        held_alone = case.query == "recommended-only"  # what a work advises of itself is a statement of its own
        assert (row[works], row[reported]) == (("1", "0") if held_alone else ("2", "1"))
        assert all(row[name].startswith(SUREST) for name in sentence)


def test_what_works_hold_themselves_comes_before_what_more_works_report(views: Store) -> None:
    rows = rows_of(views, Case("what-hinders", {}, values={"thing": INTEGRATION}))
    assert [(row["thing"], row["works"], row["reported"]) for row in rows[:2]] == [
        (PROTECTION, "2", "1"),
        (ONLY_REPORTED, "3", "3"),
    ]


@pytest.mark.parametrize(
    ("query", "where", "values"),
    [
        ("methods", {"method": "case study"}, {}),
        ("works-using-a-theory", {}, {"theory": "game theory"}),
        ("phases-of-a-field", {}, {}),
    ],
)
def test_a_row_of_one_work_says_whose_view_its_sentence_gives(
    views: Store, query: str, where: Mapping[str, str], values: Mapping[str, str]
) -> None:
    found = {
        (row["attributedTo"], row["sentence"].split()[0]) for row in rows_of(views, Case(query, where, "", values))
    }
    assert found == {("Feiock", "Feiock"), (THIS_WORK, SUREST)}


@pytest.mark.parametrize(
    ("query", "where", "values"),
    [
        ("certainty-of-claims", {"relation": "directs"}, {}),
        ("surest-claims", {"relation": "directs"}, {}),
        ("sentences-by-year", {}, {"actor": "Tokyo"}),
        ("evidence", {}, {"thing": "Tokyo"}),
    ],
)
def test_a_list_of_claims_says_whose_views_they_are(
    views: Store, query: str, where: Mapping[str, str], values: Mapping[str, str]
) -> None:
    found = [(row["attributedTo"], row["sentence"][:6]) for row in rows_of(views, Case(query, where, "", values))]
    assert sorted(found) == [("Feiock", REPORTED[:6]), (THIS_WORK, UNSURE[:6]), (THIS_WORK, SUREST[:6])]


def test_each_side_of_a_disagreement_says_whose_view_it_is(views: Store) -> None:
    rows = rows_of(views, Case("disagreements", {"tail": "Western China"}))
    assert {(row["attributedToFor"], row["attributedToAgainst"]) for row in rows} <= {
        (one, other) for one in (THIS_WORK, "Feiock") for other in (THIS_WORK, "Feiock")
    }
    assert all((row["attributedToFor"] == "Feiock") == row["sentenceFor"].startswith(REPORTED) for row in rows)
    assert rows


def test_a_statement_of_one_work_is_quoted_from_what_asserts_it(views: Store) -> None:
    rows = rows_of(views, Case("claims-of-one-work", {}))
    assert [(row["attributedTo"], row["sentence"]) for row in rows] == [(THIS_WORK, "Surely one breeds the other.")]


@pytest.mark.parametrize(
    ("head", "others", "reported", "said"), [(PROTECTION, "1", "0", SUREST), (ONLY_REPORTED, "3", "3", REPORTED)]
)
def test_works_that_credit_the_same_are_counted_apart(
    views: Store, head: str, others: str, reported: str, said: str
) -> None:
    rows = rows_of(views, Case("shared-sources", {"head": head}))
    assert [(row["others"], row["reported"]) for row in rows] == [(others, reported)]
    assert rows[0]["sentenceOther"].startswith(said)
