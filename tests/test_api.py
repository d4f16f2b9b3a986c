"""The store from Python: what a researcher types in a notebook, and what comes back."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from fixtures_store import environment

import kg
from kg.api import Graph
from kg.notebook import SHOWN, Answer, Claims, Page, answer

pytest_plugins = ["fixtures_store"]

EVIL = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def g(store: Path) -> Iterator[Graph]:
    with kg.open(store) as opened:
        yield opened


def test_importing_loads_nothing_heavy() -> None:
    heavy = "{'pandas', 'networkx', 'numpy', 'spacy', 'rdflib', 'pyoxigraph', 'lxml', 'matplotlib'}"
    script = f"import sys, kg; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], env=environment(), capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_star_import_leaves_open_alone() -> None:
    names: dict[str, Any] = {}
    exec("from kg import *", names)
    assert "open" not in names


def test_the_store_is_found_as_the_commands_find_it(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_STORE", str(store))
    with kg.open() as opened:
        assert repr(opened) == f"kg.open({str(store)!r})"
    monkeypatch.delenv("KG_STORE")
    monkeypatch.setenv("HOME", str(store.parent))
    with kg.open(f"~/{store.name}") as opened:
        assert len(opened.works()) == 6


def test_a_graph_shows_what_is_in_it(g: Graph) -> None:
    assert g._repr_html_().endswith("</b>: 6 works, 13 claims, 11 propositions</p>")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, 13),
        ({"relations": "hinders"}, 6),
        ({"relations": ["hinders", "addresses"], "until": None}, 7),
        ({"polarity": "negative"}, 1),
        ({"modality": "recommended"}, 2),
        ({"since": 2003, "until": 2003}, 2),
        ({"about": "Local Protectionism"}, 3),
        ({"about": "local protectionism", "relations": {"addresses"}}, 1),
    ],
    ids=str,
)
def test_claims_are_filtered(g: Graph, asked: dict[str, Any], found: int) -> None:
    assert len(g.claims(**asked)) == found


def test_a_number_of_pandas_filters_too(g: Graph) -> None:
    year = g.claims().to_pandas()["year"].min()
    assert type(year) is not int
    assert len(g.claims(since=year, until=year, belief=year / 10_000)) == 2


def test_claims_are_records(g: Graph) -> None:
    claims = g.claims(about="local protectionism")
    assert claims[0] == next(iter(claims))
    assert claims[0].quote == "Local protectionism hinders regional economic integration."
    assert repr(claims) == "<3 claims: about local protectionism>"
    assert (
        repr(g.claims(polarity="negative", about="river pact scheme")) == "<1 claim: about river pact scheme, negative>"
    )


def test_claims_as_a_frame_have_sensible_types(g: Graph) -> None:
    frame = g.claims().to_pandas()
    assert list(frame.columns[:3]) == ["head_label", "relation", "tail_label"]
    types = {name: str(dtype) for name, dtype in frame.dtypes.items()}
    whole = {name for name, dtype in types.items() if dtype == "Int64"}
    assert whole == {"year", "start", "end"} | {
        f"{what}_{end}" for what in ("trigger", "head", "tail") for end in ("start", "end")
    }
    assert types["belief"] == types["confidence"] == "float64"
    assert set(types.values()) == {"Int64", "float64", "string"}
    assert frame["year"].isna().sum() == 9
    assert frame["place"].isna().all()
    assert len(frame[frame["quote"].str.contains("may hinder")]) == 1


def test_no_claims_have_the_same_columns_and_types(g: Graph) -> None:
    none = Claims((), "none").to_pandas()
    assert none.dtypes.equals(g.claims().to_pandas().dtypes)


def test_texts_that_look_like_numbers_stay_texts() -> None:
    table = Answer(
        ("doc", "year", "share", "so", "both", "none"),
        (("007", 1998, 1, True, 1, None), ("12", None, 0.5, None, "x", None)),
    )
    frame = table.to_pandas()
    assert [str(dtype) for dtype in frame.dtypes] == ["string", "Int64", "float64", "boolean", "string", "string"]
    assert list(frame["doc"]) == ["007", "12"]
    assert list(frame["both"]) == ["1", "x"]


XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.mark.parametrize(
    ("text", "datatype", "value"),
    [
        ("12", "", "12"),
        ("12", XSD + "integer", 12),
        ("9" * 30, XSD + "integer", "9" * 30),
        ("1998", XSD + "gYear", 1998),
        ("1998Z", XSD + "gYear", "1998Z"),
        ("0.78330", XSD + "decimal", 0.7833),
        ("1E-3", XSD + "double", 0.001),
        ("false", XSD + "boolean", False),
        ("2001-01-01", XSD + "date", "2001-01-01"),
    ],
)
def test_values_have_the_types_of_the_graph(text: str, datatype: str, value: object) -> None:
    term = {"type": "literal", "value": text} | ({"datatype": datatype} if datatype else {})
    found = answer({"head": {"vars": ["x", "y"]}, "results": {"bindings": [{"x": term}]}})
    assert found.rows == ((value, None),)
    assert type(found.rows[0][0]) is type(value)


def test_works_and_lists_are_tables(g: Graph) -> None:
    works = {work["doc"]: work for work in g.works()}
    assert works["chen-2003"] == {
        "doc": "chen-2003",
        "citation": "Chen (2003). River pacts.",
        "title": "River pacts",
        "year": 2003,
        "doi": None,
        "claims": 2,
    }
    asked = {row["question"]: row["parameters"] for row in g.questions()}
    assert asked["what-hinders"] == "thing=regional economic integration"
    assert "mechanisms-obstacles" in {row["network"] for row in g.networks()}
    assert "evidence" in {row["kind"] for row in g.exports()}
    assert g.info()["works"] == 6


def test_ready_questions_answer(g: Graph) -> None:
    found = g.query("what-hinders", thing="regional economic integration")
    assert [row["thing"] for row in found] == ["local protectionism", "market segmentation"]
    assert [row["works"] for row in found] == [2, 1]
    assert repr(found).startswith("<2 rows: thing, type, ")


def test_a_parameter_may_be_a_word_of_python_and_a_number(
    g: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = "#+ summary: Years\n#+ parameters:\n#+   - {name: from, type: Thing}\n#+   - {name: asked}\n"
    text = header + "SELECT ?year ?text WHERE { BIND(?_from_integer AS ?year) BIND(?_asked AS ?text) }"
    (tmp_path / "years.rq").write_text(text, encoding="utf-8")
    monkeypatch.setattr("kg.reports.data_dir", lambda _: tmp_path)
    assert g.query("years", from_=1999, asked="a ' \" b").rows == ((1999, "a ' \" b"),)
    assert g.query("years", **{"from": "2000"}, asked="class").rows == ((2000, "class"),)


def test_sparql_of_ones_own_knows_the_prefixes(g: Graph, tmp_path: Path) -> None:
    query = """
    SELECT ?label (COUNT(?claim) AS ?claims) WHERE {
      ?claim igr:states/igr:tail/skos:prefLabel ?label
    } GROUP BY ?label ORDER BY DESC(?claims) ?label LIMIT 1"""
    assert g.query(query).rows == (("intergovernmental cooperation", 3),)
    own = "PREFIX igr: <https://w3id.org/igr/ontology#> ASK { ?any igr:relation igr:hinders }"
    assert g.query(own).rows == ((True,),)
    file = tmp_path / "my question.rq"
    file.write_text(query, encoding="utf-8")
    assert g.query(file) == g.query(str(file)) == g.query(query)


def test_networks_come_as_networkx(g: Graph) -> None:
    named = g.network("mechanisms-obstacles")
    assert {data["label"] for _, data in named.nodes(data=True)} == {"benefit-sharing mechanism", "local protectionism"}
    whole = g.network(modality="hypothetical")
    assert isinstance(whole, nx.MultiDiGraph)
    assert len(whole) == 2
    assert [data["relation"] for _, _, data in whole.edges(data=True)] == ["hinders"]


def test_roll_is_that_of_the_command(g: Graph) -> None:
    assert nx.utils.graphs_equal(g.network("causal-map"), g.network("causal-map", "vocabulary"))


def test_tables_show_themselves_and_run_nothing() -> None:
    rows = tuple((f"{EVIL} \u202e {n}", "x" * 1000, None) for n in range(SHOWN + 5))
    shown = Answer((EVIL, "long", "none"), rows)._repr_html_()
    assert "<script" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt; ‹U+202E› 0</td>" in shown
    assert "x" * 301 not in shown
    assert shown.count("<tr>") == 1 + SHOWN
    assert shown.endswith(f"<p>{SHOWN + 5} rows; the first {SHOWN} are shown</p>")


def test_claims_show_sentence_and_how_they_are_held(g: Graph) -> None:
    shown = g.claims(polarity="negative")._repr_html_()
    for text in ("denied, asserted", "River pact schemes do not promote", "<p>1 claim (negative)</p>"):
        assert text in shown
    assert "<mark" not in shown
    assert len(repr(g.claims())) < 100


def test_a_page_is_framed_alone(g: Graph, tmp_path: Path) -> None:
    page = g.show("local protectionism", height=400)
    shown = page._repr_html_()
    assert shown.startswith('<iframe srcdoc="&lt;!')
    assert shown.count("<") == 2  # the frame and its end
    assert "allow-same-origin" not in shown
    assert 'height="400"' in shown
    assert repr(page) == "<page of 0.6 MB; a notebook shows it, save(path) writes it>"
    assert page.save(tmp_path / "page.html").read_text(encoding="utf-8") == page.content


def test_a_large_page_is_warned_of(g: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.api.LARGE", 1000)
    with pytest.warns(UserWarning, match=r"a page of 0\.6 MB makes a notebook slow; give a focus, or save\(path\) it"):
        assert isinstance(g.show(), Page)


def test_exports_are_written(g: Graph, tmp_path: Path) -> None:
    assert tmp_path / "claims.csv" in g.export("evidence", tmp_path / "claims.csv", relations="hinders")
    [review, *_] = g.export("review", str(tmp_path / "review.md"), style="gb-t-7714", least=1)
    assert review.read_text(encoding="utf-8").startswith("#")


ERRORS: list[tuple[Callable[[Graph], object], str]] = [
    (
        lambda g: g.claims(relation="hinders"),
        "'relation' is no filter; choose of relations, polarity, modality, belief,",
    ),
    (lambda g: g.claims(relations="heals"), "'heals' is no relation; choose of addresses,"),
    (lambda g: g.claims(relations=["hinders", 3]), "relations: 3 is no text; give one in quotes"),
    (lambda g: g.claims(places=7), "places: 7 is no text"),
    (lambda g: g.claims(since="2001"), "since: '2001' is no whole number; give one without quotes"),
    (lambda g: g.claims(until=True), "until: True is no whole number"),
    (lambda g: g.claims(belief="high"), "belief: 'high' is no number; give one from 0 to 1"),
    (lambda g: g.claims(curated="yes"), "curated: 'yes' is neither True nor False"),
    (lambda g: g.claims("local protectionsm"), "no thing is called 'local protectionsm'; nearest: local protectionism"),
    (lambda g: g.query("what hinders"), "no question is called 'what hinders'; nearest: what-hinders"),
    (lambda g: g.query("-"), "no question is called '-'"),
    (lambda g: g.query("what-hinders", thig="x"), "what-hinders has no parameter 'thig'; it takes thing"),
    (lambda g: g.query("attention-by-year", least=None), "parameter least: None is no whole number"),  # type: ignore[arg-type]
    (lambda g: g.query("SELECT * {}", a="1"), "values go with the ready questions"),
    (lambda g: g.query("SELECT"), "the query is broken: "),
    (lambda g: g.query("CONSTRUCT WHERE { ?s ?p ?o }"), "this query gives no table; write a SELECT query"),
    (lambda g: g.query("DROP ALL"), "updates are refused"),
    (lambda g: g.query("none.rq"), "none.rq: cannot be read"),
    (lambda g: g.query(None), "query: None is no text"),  # type: ignore[arg-type]
    (lambda g: g.network("friends"), "no network is called 'friends'; there are: actors-compete,"),
    (lambda g: g.network("causal-map", "up"), "roll: 'up' is no way to roll up; choose of none, vocabulary, class"),
    (lambda g: g.network(roll="class"), "roll goes with a named network"),
    (lambda g: g.show(hops=0), "hops: 0 is no whole number from 1 up"),
    (lambda g: g.show("fiscal stress"), "no claim that is asked for speaks of 'fiscal stress'"),
    (lambda g: g.export("poem", "a.txt"), "no export is called 'poem'; choose one of evidence,"),
    (lambda g: g.export("evidence", "a.csv", lest=1), "'lest' is no filter; choose of relations,"),
    (lambda g: g.export("evidence", "a.csv", least="2"), "least: '2' is no whole number from 1 up"),
    (lambda g: g.export("evidence", "nowhere/a.csv"), "the folder nowhere does not exist; make it first"),
    (lambda _: kg.open("nowhere"), "no store at nowhere; run: kg build --store nowhere"),
]


@pytest.mark.parametrize(("ask", "message"), ERRORS, ids=[message for _, message in ERRORS])
def test_errors_are_one_line_with_the_cure(
    g: Graph, ask: Callable[[Graph], object], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(kg.KgError) as raised:
        ask(g)
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)
    assert not list(tmp_path.iterdir())


def test_a_closed_graph_says_so(store: Path) -> None:
    closed = kg.open(store)
    closed.claims()
    closed.close()
    closed.close()
    for ask in (closed.claims, closed.works, closed.network, closed.show, closed.info, closed._repr_html_):
        with pytest.raises(kg.KgError, match="this graph is closed; open it again"):
            ask()
    assert repr(closed).startswith("kg.open(")
