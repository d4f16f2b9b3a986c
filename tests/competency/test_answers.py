"""The questions asked of a graph whose answers are known: what five documents say, written by hand."""

from __future__ import annotations

import pytest
from competency_graph import LINKS, lines

from kg import queries, vocab
from kg.resources import data_dir
from kg.store import Store, writer

CATALOGUE = {q.name: q for q in queries.catalogue(data_dir("queries"))}
NEEDED = {"thing": "local protectionism", "scholar": "Feiock"}
"""Values for parameters that have no default."""

KNOWN = {
    "A2": (
        "mechanisms-for-obstacle",
        "mechanism modality",
        {
            ("competition law", "recommended"),
            ("cooperation mechanism", "recommended"),
            ("open institutional competition", "recommended"),
            ("performance evaluation reform", "recommended"),
            ("separation of government and enterprise", "recommended"),
            ("transformation of government functions", "asserted"),
        },
    ),
    "A4": (
        "what-an-agreement-solved",
        "clause solved",
        {
            ("tax sharing between units", "annexation conflict"),
            ("division of functions", "jurisdictional fragmentation"),
            ("Louisville–Jefferson County Joint Office of Economic Development", "vicious competition"),
        },
    ),
    "A5": (
        "risks-and-costs",
        "kind obstacle scholar",
        {
            *(("collaboration risk", f"{name} risk", "Feiock") for name in ("coordination", "division", "defection")),
            *(("transaction cost", f"{name} cost", "Feiock") for name in ("information", "negotiation", "enforcement")),
            ("transaction cost", "autonomy loss", "Feiock"),
        },
    ),
    "A7": (
        "conditions-of-a-mechanism",
        "condition",
        {
            ("equitable distribution",),
            ("incentive compatibility",),
            ("institutionalization",),
            ("supporting system and organisation",),
        },
    ),
    "B10": (
        "who-proposed-it",
        "thing scholar time",
        {
            ("transaction cost theory", "Ronald Coase", "1937"),
            ("Tiebout sorting", "Charles Tiebout", "1956"),
            ("responsibility isomorphism thesis", "Zhu Guanglei", ""),
            ("central coordination agency", "Zhang Keyun", ""),
            ("compound administration", "Wang Jian", ""),
            ("compound administration", "Bao Jing", ""),
            ("cellular economy", "Audrey Donnithorne", "1972"),
            ("agreed international division of labour", "Kiyoshi Kojima", ""),
        },
    ),
    "B13": (
        "theories-that-do-not-fit",
        "theory reason thing place",
        {
            ("Tiebout sorting", "does not explain", "choice of residence", "China"),
            ("Tiebout sorting", "is hindered by", "household registration system", "China"),
            ("Tiebout sorting", "is hindered by", "schooling tied to residence", "China"),
        },
    ),
    "C17": (
        "who-cooperates-who-competes",
        "one relation other",
        {
            ("European Union", "competesWith", "United States"),
            ("Association of Southeast Asian Nations", "cooperatesWith", "China"),
            ("Changji", "cooperatesWith", "Urumqi"),
            ("Changsha", "cooperatesWith", "Xiangtan"),
            ("Changsha", "cooperatesWith", "Zhuzhou"),
            ("Xiangtan", "cooperatesWith", "Zhuzhou"),
            ("Jefferson County, Kentucky", "cooperatesWith", "Louisville"),
            ("Jinyun County", "cooperatesWith", "Wuyi County"),
            ("Jinyun County", "cooperatesWith", "Yongkang"),
            ("Wuyi County", "cooperatesWith", "Yongkang"),
        },
    ),
    "D20": (
        "not-transferable",
        "mechanism condition",
        {
            ("voluntary cooperation mechanism", "local autonomy"),
            ("voluntary cooperation mechanism", "tradition of self-government"),
        },
    ),
    "D24": (
        "examples-of-stages",
        "stage example",
        {
            ("preferential trade arrangement", "Imperial Preference"),
            ("free trade area", ""),
            ("customs union", "European Economic Community"),
            ("common market", "European single market"),
            ("economic union", "European Union"),
            ("complete economic integration", ""),
        },
    ),
}
"""Number of the question: the query, its columns, and the rows that must come out, in any order."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    root = tmp_path_factory.mktemp("competency") / "store"
    with writer(root) as target:
        target.publish(lines(), [*vocab.ontology_files(), LINKS])
    return Store.open(root)


@pytest.mark.parametrize("number", KNOWN)
def test_known_answers(store: Store, number: str) -> None:
    name, columns, expected = KNOWN[number]
    answer = queries.run(store, CATALOGUE[name], {})
    places = [answer.columns.index(column) for column in columns.split()]
    assert {tuple(row[p] or "" for p in places) for row in answer.rows} == expected


def test_game_thinking_is_used_by_three_works(store: Store) -> None:
    answer = queries.run(store, CATALOGUE["works-using-a-theory"], {})
    assert len({row[0] for row in answer.rows}) == 3


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_question_is_described_and_answered(store: Store, name: str) -> None:
    question = CATALOGUE[name]
    assert question.summary
    assert question.description
    assert question.tags
    values = {p.name: NEEDED[p.name] for p in question.parameters if p.default is None}
    answer = queries.run(store, question, values)
    assert answer.rows
    assert all(len(row) == len(answer.columns) for row in answer.rows)
