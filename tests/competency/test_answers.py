"""The questions asked of graphs whose answers are known: what documents say, written by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

import pytest

from kg import queries
from kg.resources import data_dir
from kg.store import Store, Table

pytest_plugins = ["competency_stores"]

CATALOGUE = {q.name: q for q in queries.catalogue(data_dir("queries"))}

Rows = Set[tuple[str, ...]] | Sequence[tuple[str, ...]]


class Known(NamedTuple):
    """An answer that is known.

    A set of rows may come in any order, a list in this one; the columns that name a work show its id. Where ``whole``
    is false, other rows may come besides; ``where`` keeps to the rows with these cells.
    """

    number: str
    query: str
    columns: str
    rows: Rows
    values: Mapping[str, str] = {}
    whole: bool = True
    where: Mapping[str, str] = {}


MEETING = "Joint Meeting of Directors of the Economic Cooperation Offices of Yangtze River Delta Cities"
COMPACT_OFFICE = "Louisville–Jefferson County Joint Office of Economic Development"
CZT = "Changsha–Zhuzhou–Xiangtan"
DIVISIONS = "adjustment of administrative divisions"
BORDERS = "administrative boundary barrier"
INTEGRATION = "regional economic integration"
COOPERATION = "intergovernmental cooperation"
YOKOHAMA = "city.yokohama.lg.jp"

SEEDS = [
    Known(
        "A1",
        "what-hinders",
        "thing modality polarity works",
        {
            ("local protectionism", "asserted", "positive", "2"),
            ("market segmentation", "asserted", "positive", "2"),
            ("administrative region economy", "asserted", "positive", "1"),
            ("lack of coordination mechanism", "asserted", "positive", "1"),
            ("legacy industrial layout", "asserted", "positive", "1"),
        },
        whole=False,
    ),
    *(
        Known(
            "A1",
            "sentences-for-an-edge",
            "head relation tail work",
            {(obstacle, "hinders", INTEGRATION, work) for work in works.split()},
            {"one": obstacle, "other": INTEGRATION},
        )
        for obstacle, works in (
            ("local protectionism", "003 004"),
            ("market segmentation", "003 004"),
            ("administrative region economy", "004"),
            ("lack of coordination mechanism", "003"),
            ("legacy industrial layout", "004"),
        )
    ),
    Known(
        "A2",
        "mechanisms-for-obstacle",
        "mechanism modality work",
        {
            ("competition law", "recommended", "004"),
            ("cooperation mechanism", "recommended", "004"),
            ("open institutional competition", "recommended", "004"),
            ("performance evaluation reform", "recommended", "004"),
            ("separation of government and enterprise", "recommended", "004"),
            ("transformation of government functions", "asserted", "003"),
        },
    ),
    Known(
        "A3",
        "obstacles-without-remedy",
        "obstacle works work",
        {("household registration system", "1", "003"), ("oversized government", "1", "004")},
        whole=False,
    ),
    Known(
        "A4",
        "what-an-agreement-solved",
        "clause solved",
        {
            ("tax sharing between units", "annexation conflict"),
            ("division of functions", "jurisdictional fragmentation"),
            (COMPACT_OFFICE, "vicious competition"),
        },
    ),
    Known(
        "A5",
        "risks-and-costs",
        "kind obstacle scholar",
        {
            *(("collaboration risk", f"{name} risk", "Feiock") for name in ("coordination", "division", "defection")),
            *(("transaction cost", f"{name} cost", "Feiock") for name in ("information", "negotiation", "enforcement")),
            ("transaction cost", "autonomy loss", "Feiock"),
        },
    ),
    Known(
        "A7",
        "conditions-of-a-mechanism",
        "condition work",
        {
            ("equitable distribution", "000"),
            ("incentive compatibility", "000"),
            ("institutionalization", "000"),
            ("supporting system and organisation", "000"),
        },
    ),
    Known(
        "B9",
        "what-theories-explain",
        "theory explained work",
        {
            ("resource dependence theory", "motive for cooperation", "002"),
            ("prisoner's dilemma", "competition between local governments", "002"),
            ("game theory", "interests of local governments", "000"),
            ("cluster governance theory", "cooperation dilemma", "001"),
            ("transaction cost theory", "horizontal relations between governments", "003"),
        },
        where={"polarity": "positive"},
    ),
    Known(
        "B9",
        "who-says",
        "head relation tail work",
        {("transaction cost theory", "explains", "horizontal relations between governments", "003")},
        {"scholar": "Zhang Jingen"},
    ),
    Known(
        "B10",
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
    Known(
        "B11",
        "theories-with-mechanisms",
        "theory mechanism works work",
        {
            ("new regionalism", "joint agreement", "1", "003"),
            ("new regionalism", "regional self-organisation", "1", "003"),
        },
    ),
    Known("B12", "works-using-a-theory", "work", {("000",), ("002",), ("003",)}),
    Known(
        "B13",
        "theories-that-do-not-fit",
        "theory reason thing place",
        {
            ("Tiebout sorting", "does not explain", "choice of residence", "China"),
            ("Tiebout sorting", "is hindered by", "household registration system", "China"),
            ("Tiebout sorting", "is hindered by", "schooling tied to residence", "China"),
        },
    ),
    Known(
        "C14",
        "members-of-bodies",
        "member role",
        {
            ("federal minister of finance", "directs"),
            ("state ministers of economics", "takes part"),
            ("banks", "takes part"),
            ("experts", "takes part"),
        },
        where={"body": "GRW planning committee"},
    ),
    Known(
        "C14",
        "members-of-bodies",
        "member role time",
        {
            ("Shanghai", "directs", "1992"),
            *((city, "takes part", "1992") for city in ("Shanghai", "Wuxi", "Ningbo", "Zhoushan", "Suzhou")),
        },
        where={"body": MEETING},
    ),
    Known(
        "C14",
        "members-of-bodies",
        "member role works factSource",
        {
            ("Tokyo", "takes part", "1", ""),
            *((f"{name} Prefecture", "takes part", "0", YOKOHAMA) for name in ("Saitama", "Chiba", "Kanagawa")),
            *((f"{name} City", "takes part", "0", YOKOHAMA) for name in ("Saitama", "Chiba")),
            *((name, "takes part", "0", YOKOHAMA) for name in ("Yokohama", "Kawasaki", "Sagamihara")),
        },
        where={"body": "Summit of the Nine Prefectures and Cities"},
    ),
    Known(
        "C17",
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
    Known(
        "C18",
        "where-a-thing-exists",
        "place modality polarity work",
        {
            ("", "recommended", "positive", "002"),
            ("China", "asserted", "negative", "003"),
            ("United States", "asserted", "positive", "003"),
            ("Japan", "asserted", "positive", "003"),
        },
    ),
    Known(
        "D19",
        "practised-abroad-advised-here",
        "mechanism country advisedIn",
        {
            *(("regional authority", name, "002; 003; 004") for name in ("United States", "Germany", "Japan")),
            *(("cooperation legislation", name, "003; 004") for name in ("United States", "Germany", "Japan")),
            ("benefit-sharing mechanism", "United States", "000; 003"),
            ("joint agreement", "United States", "002; 003"),
            *(("third-party organisation", name, "002") for name in ("United States", "Japan")),
            ("vertical transfer payment", "Germany", "003; 004"),
        },
    ),
    Known(
        "D20",
        "not-transferable",
        "mechanism place condition",
        {
            ("voluntary cooperation mechanism", "China", "local autonomy"),
            ("voluntary cooperation mechanism", "China", "tradition of self-government"),
        },
    ),
    Known(
        "D21",
        "regions-and-models",
        "region model conflict",
        {
            ("Central China", "central-guidance model", ""),
            ("Western China", "central-guidance model", ""),
            (f"{CZT} urban agglomeration", "central-guidance model", ""),
            *(
                (name, "central-guidance model", "mutual-benefit model (Yangtze River Delta)")
                for name in ("Jiangsu", "Zhejiang", "Shanghai")
            ),
            ("Beijing–Tianjin–Hebei", "mutual-benefit model", ""),
            ("Pearl River Delta", "mutual-benefit model", ""),
            (
                "Yangtze River Delta",
                "mutual-benefit model",
                "; ".join(f"central-guidance model ({name})" for name in ("Jiangsu", "Shanghai", "Zhejiang")),
            ),
        },
    ),
    Known(
        "D22",
        "shared-obstacles",
        "within worksWithin elsewhere worksElsewhere workElsewhere",
        {
            ("local protectionism", "2", "trade protectionism", "1", "004"),
            ("differing interests", "1", "differing interests", "1", "004"),
            ("market segmentation", "2", "trade barrier", "1", "004"),
        },
    ),
    Known(
        "D23",
        "makeup-of-a-thing",
        "role thing",
        {
            ("condition", "voluntariness"),
            ("condition", "independence of members"),
            ("condition", "equality of partners"),
            ("condition", "common goal"),
            ("condition", "common interest"),
            ("condition", "cooperation on several levels"),
            ("condition", "management without administration"),
            ("condition", "definite tasks"),
            ("condition", "horizontal intergovernmental cooperation"),
            ("condition", "regional relevance"),
            ("part", "city network steering committee"),
            ("part", "city network working group"),
            ("part", "city network working circle"),
            ("effect", "post-war recovery"),
            ("effect", "regional disparity"),
            ("effect", "public problems of the region"),
        },
    ),
    Known(
        "D24",
        "examples-of-stages",
        "stage example",
        [
            ("preferential trade arrangement", "Imperial Preference"),
            ("free trade area", ""),
            ("customs union", "European Economic Community"),
            ("common market", "European single market"),
            ("economic union", "European Union"),
            ("complete economic integration", ""),
        ],
    ),
    Known(
        "E25",
        "asserted-and-denied",
        "head relation tail worksFor workFor worksAgainst",
        {
            (DIVISIONS, "addresses", BORDERS, "1", "003", "2"),
            ("market forces", "addresses", BORDERS, "1", "004", "1"),
            (INTEGRATION, "promotes", "World Trade Organization", "1", "004", "1"),
        },
    ),
    Known(
        "E25",
        "disagreements",
        "kind head relation tail workFor workAgainst",
        {
            ("conflict", DIVISIONS, "addresses", BORDERS, "003", "004"),
            ("reported view", "market forces", "addresses", BORDERS, "004", "004"),
            ("denied", INTEGRATION, "promotes", "World Trade Organization", "004", "004"),
        },
    ),
    Known(
        "E25",
        "sentences-for-an-edge",
        "polarity attributedTo work",
        {
            ("positive", "THIS_WORK", "003"),
            ("negative", "THIS_WORK", "003"),
            ("negative", "THIS_WORK", "004"),
        },
        {"one": DIVISIONS, "other": BORDERS},
    ),
    Known(
        "E25",
        "sentences-for-an-edge",
        "polarity attributedTo work",
        {("positive", "economists", "004"), ("negative", "THIS_WORK", "004")},
        {"one": "market forces", "other": BORDERS},
    ),
    Known(
        "E25",
        "two-sided-effects",
        "thing good bad workFor workAgainst",
        {("competition between local governments", "economic growth", "local protectionism", "003", "003")},
        whole=False,
    ),
    *(
        Known(
            "E25",
            "who-says",
            "head relation tail work",
            {("competition between local governments", relation, effect, "003")},
            {"scholar": scholar},
        )
        for scholar, relation, effect in (
            ("Qian Yingyi", "promotes", "economic growth"),
            ("Zhou Li'an", "causes", "local protectionism"),
        )
    ),
    Known(
        "E26",
        "recommended-only",
        "head relation tail work",
        {
            (
                "reform of the administrative system",
                "requires",
                "turn of the centre from controller to coordinator",
                "003",
            )
        },
        where={"modality": "hypothetical"},
    ),
    Known(
        "E27",
        "shared-sources",
        "head relation tail source workCrediting workOther",
        {
            (COOPERATION, "requires", need, "Chen Shengyong and Ma Bin", "003", "004")
            for need in ("institutional condition", "organisational arrangement", "rules of cooperation")
        },
    ),
    Known(
        "E28",
        "contradicted-by-facts",
        "head relation tail time factTime factSource",
        {
            ("Southern California Association of Governments", "hasPart", "nineteen cities", "", "", "scag.ca.gov"),
            (
                "Louisville",
                "establishes",
                "Louisville–Jefferson County Compact",
                "1985",
                "1986",
                "Courier-Journal, 16 August 2014",
            ),
            ("Hannover", "establishes", "city network of the EXPO region", "1994", "1995", "netzwerk-ewh.de"),
            ("federal minister of finance", "directs", "GRW planning committee", "", "", "wirtschaftslexikon24.com"),
            (
                "Yangtze River Delta Economic Zone",
                "hasPart",
                "five administrative divisions",
                "",
                "",
                "the text itself",
            ),
        },
    ),
    *(
        Known("F31", "timeline", "time thing", rows, {"thing": thing})
        for thing, rows in (
            (
                "Yangtze River Delta",
                [
                    ("1992", MEETING),
                    ("1997", "Yangtze River Delta Urban Economic Coordination Association"),
                    ("September 2008", "State Council guiding opinions on the Yangtze River Delta"),
                ],
            ),
            (
                f"{CZT} urban agglomeration",
                [
                    ("2005", f"{CZT} Integration Leading and Coordinating Group"),
                    ("July 2005", f"Regional Plan of the {CZT} Urban Agglomeration"),
                    ("June 2006", f"{CZT} Joint Meeting of Party and Government Leaders"),
                ],
            ),
            ("Urumqi–Changji area", [("2004", "intercity integration")]),
            (
                "Southern California Association of Governments",
                [("1965", "Southern California Association of Governments")],
            ),
            ("Benelux", [("1921", "Belgium–Luxembourg Economic Union")]),
            ("Mercosur", [("January 1995", "customs union")]),
        )
    ),
    Known(
        "F34",
        "phases-of-a-field",
        "span theories work",
        [
            ("up to the Second World War", "location theory", "003"),
            (
                "1950s to 1970s",
                "centre-periphery model; cumulative causation; export-base theory; growth pole theory",
                "003",
            ),
            ("from the 1980s", "industrial cluster theory; new economic geography", "003"),
        ],
    ),
    Known(
        "G36",
        "what-promotes",
        "thing work",
        {
            ("income gain", "000"),
            ("equitable distribution", "000"),
            ("higher-level guidance", "002"),
            ("common interest", "003"),
            ("local autonomy", "003"),
            ("reciprocity norm", "003"),
            ("legal guarantee", "003"),
            ("common interest", "004"),
        },
        {"outcome": COOPERATION},
        whole=False,
    ),
    Known(
        "G37",
        "effects-of-a-mechanism",
        "effect kinds valence",
        {
            ("trade creation", "static effect", "good"),
            ("trade diversion", "static effect", "bad"),
            ("lower cost of administration", "static effect", ""),
            ("terms of trade improvement", "static effect", "open"),
            ("regional bargaining power", "static effect", "good"),
            ("less smuggling", "static effect", ""),
            ("stronger competition", "dynamic effect", ""),
            ("scale economies", "dynamic effect", "good"),
            ("more investment", "dynamic effect", ""),
            ("technological progress", "dynamic effect", "good"),
        },
    ),
    Known(
        "G38",
        "issues-handled-jointly",
        "issue actor place work",
        {
            *(
                (issue, f"{name} of the Nine Prefectures and Cities", "Tokyo metropolitan area", "003")
                for issue, name in (
                    ("waste management", "Waste Issues Committee"),
                    ("environmental protection", "Environmental Issues Committee"),
                    ("disaster prevention", "Disaster Prevention and Crisis Management Committee"),
                )
            ),
            *(
                (issue, "Southern California Association of Governments", "Southern California", "003")
                for issue in ("transport", "land use")
            ),
            ("traffic pollution", "city network of the EXPO region", "Hannover metropolitan area", "003"),
            ("logistics", "Hannover metropolitan area", "Lower Saxony", "003"),
            ("public problems of the region", "city network", "Germany", "003"),
            *(
                (issue, "regional authority", "", "002")
                for issue in ("watershed management", "tourism", "environmental protection")
            ),
        },
    ),
    Known(
        "G40",
        "methods",
        "doc method",
        {
            ("000", "case study"),
            ("000", "game analysis"),
            ("002", "case study"),
            ("003", "case study"),
            ("003", "comparative study"),
            ("003", "inductive-deductive reasoning"),
            ("003", "regression analysis"),
        },
    ),
]
"""What the five seed documents say: the questions to which they give the answer."""

ALL_WORKS = [
    Known(
        "A6",
        "mechanism-obstacle-matrix",
        "mechanism obstacle works asserting recommending",
        {
            ("competition law", "local protectionism", "1", "0", "1"),
            ("transformation of government functions", "local protectionism", "1", "1", "0"),
        },
        whole=False,
    ),
    Known(
        "A8",
        "mechanism-forms-by-country",
        "country mode",
        {
            *(("United States", f"{mode} mode") for mode in ("embeddedness", "contract", "delegated-authority")),
            ("China", "imposed-authority mode"),
        },
        whole=False,
    ),
    Known(
        "C15",
        "who-directs-whom",
        "director directed instruments",
        {
            ("central government", "local government", "financial instrument; laws; plans"),
            ("federal government", "state government", "vertical transfer payment"),
        },
        whole=False,
    ),
    Known(
        "C16",
        "ties-between-actors",
        "actor other relations",
        {
            ("local government", "council of governments", "participatesIn"),
            ("local government", "metropolitan planning organisation", "participatesIn"),
        },
        whole=False,
    ),
    Known(
        "E29",
        "evidence",
        "thing relation other work",
        {
            ("transport", "addresses", "Southern California Association of Governments", "003"),
            ("transport", "addresses", "intergovernmental cooperation", "chen-2019"),
            ("transport", "addresses", "metropolitan planning organisation", "griffith-2021"),
        },
        {"thing": "transport"},
        where={"thing": "transport"},
    ),
    Known("E30", "certainty-of-claims", "confidence linkScore rule", {("0.9", "1", "by-hand")}),
    Known(
        "F32",
        "mechanism-shares-by-year",
        "year mechanism works worksOfYear share",
        [(year, "cooperation mechanism", "1", "1", "1") for year in ("2008", "2009", "2020")],
    ),
    Known(
        "F33",
        "first-mentions",
        "thing firstYear firstWork lastYear works years",
        {
            ("cooperation mechanism", "2008", "bai-2008", "2020", "3", "3"),
            ("transport", "2019", "chen-2019", "2021", "3", "2"),
        },
        whole=False,
    ),
    Known(
        "F35",
        "attention-by-year",
        "year works worksOfYear",
        [("2019", "2", "2"), ("2021", "1", "1")],
        {"least": "3"},
        where={"thing": "transport"},
    ),
    Known(
        "G39",
        "issue-mechanism-gaps",
        "issue mechanism issueWorks mechanismWorks",
        {
            ("environmental protection", "cooperation mechanism", "3", "4"),
            ("transport", "cooperation mechanism", "3", "4"),
        },
    ),
    Known(
        "pairs",
        "pairs-that-do-both",
        "one other worksCooperating worksCompeting workCompeting",
        {("local government", "local government", "2", "1", "bai-2008")},
    ),
]
"""What the seed documents and the synopses say, for the questions that need years and many works."""

GIVEN = {
    "attention-by-year": {"least": "2"},
    "evidence": {"thing": "local protectionism"},
    "similar-works": {"work": "003"},
    "who-says": {"scholar": "Feiock"},
}
"""Values for parameters that have no default, or too large a one for few works."""

COUNTS = re.compile(r"works|claims|sources", re.IGNORECASE)
"""The columns that hold numbers of things."""


def answer(store: Store, known: Known) -> list[tuple[str, ...]]:
    """The rows of an answer in the columns that are known, each once."""
    table = queries.run(store, CATALOGUE[known.query], known.values)
    rows = [{name: cell or "" for name, cell in zip(table.columns, row, strict=True)} for row in table.rows]
    kept = [row for row in rows if all(row[name] == cell for name, cell in known.where.items())]
    ids = _ids(store)
    named = [{name: ids.get(cell, cell) for name, cell in row.items()} for row in kept]
    return list(dict.fromkeys(tuple(row[name] for name in known.columns.split()) for row in named))


def _ids(store: Store) -> dict[str, str]:
    table = queries.run(store, CATALOGUE["works"], {})
    doc, citation = table.columns.index("doc"), table.columns.index("citation")
    return {str(row[citation]): str(row[doc]) for row in table.rows}


def check(store: Store, known: Known) -> None:
    """Hold the answer of a store against the known one."""
    found = answer(store, known)
    if not isinstance(known.rows, Set):
        assert found == list(known.rows)
    elif known.whole:
        assert set(found) == known.rows
    else:
        assert known.rows <= set(found)


def _name(known: Known) -> str:
    return " ".join((known.number, known.query, *known.values.values(), *known.where.values()))


@pytest.mark.parametrize("known", SEEDS, ids=_name)
def test_known_answers(seeds: Store, known: Known) -> None:
    check(seeds, known)


@pytest.mark.parametrize("known", ALL_WORKS, ids=_name)
def test_known_answers_of_many_works(all_works: Store, known: Known) -> None:
    check(all_works, known)


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_question_is_described_and_answered(all_works: Store, name: str) -> None:
    question = CATALOGUE[name]
    assert question.summary
    assert question.description
    assert question.tags
    found = queries.run(all_works, question, GIVEN.get(name, {}))
    assert found.rows or name == "rejected-claims"  # nobody has judged the hand-built graph
    assert found.columns == _selected(question.text)
    assert len(set(found.rows)) == len(found.rows)
    _check_cells(found, iris=name == "claims")


def _selected(text: str) -> tuple[str, ...]:
    # The variables of the first SELECT of a query, which is the outermost.
    query = re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE)
    found = re.search(r"\bSELECT\b(?:\s+DISTINCT)?(.*?)\bWHERE\b", query, re.DOTALL)
    assert found
    return tuple(re.findall(r"\?(\w+)", found[1]))


def _check_cells(found: Table, *, iris: bool) -> None:
    numbers = [position for position, name in enumerate(found.columns) if COUNTS.search(name)]
    for row in found.rows:
        assert len(row) == len(found.columns)
        assert any(row)
        assert all(row[position] is None or str(row[position]).isdecimal() for position in numbers)
        assert iris or not any(str(cell).startswith("http") for cell in row)


def test_the_most_similar_work_comes_first(all_works: Store) -> None:
    table = queries.run(all_works, CATALOGUE["similar-works"], {"work": "003"})
    likeness = _column(table, "likeness")
    assert likeness == sorted(likeness, reverse=True)
    assert len(likeness) == 10
    assert all(0 < value < 1 for value in likeness)


def _column(table: Table, name: str) -> Sequence[float]:
    position = table.columns.index(name)
    return [float(str(row[position])) for row in table.rows]
