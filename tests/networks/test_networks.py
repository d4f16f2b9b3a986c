"""Networks of claims: which claims count, what things are rolled up to, what edges keep, what folding ties."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import networkx as nx
import pytest

from kg.claimrow import COLUMNS, ClaimRow
from kg.model import KgError
from kg.networks import Filter, Roll, Rows, Things, chosen, countries, fold, network

BLANK = ClaimRow.from_mapping(dict.fromkeys(COLUMNS, ""))
SCHEME, REMEDY, TRANSFER, LOCAL, ODD = "v:mechanism", "v:remedy", "v:transfer", "l:big-transfer", "l:odd-remedy"
THINGS = Things(
    labels={SCHEME: "mechanism", REMEDY: "remedy", TRANSFER: "transfer", LOCAL: "big transfer", "p:bj": "Beijing"},
    broader={LOCAL: TRANSFER, ODD: REMEDY, TRANSFER: REMEDY, REMEDY: SCHEME},
    levels={"p:bj": "state or province"},
    local=frozenset({LOCAL, ODD, "l:odd"}),
)


def claim(name: str, work: str = "w1", **changes: str) -> ClaimRow:
    values = {"relation": "addresses", "polarity": "positive", "modality": "asserted", "year": "2010", "belief": "0.6"}
    return replace(BLANK, claim=name, work=work, **(values | changes))


def rows(*ties: str, ends: tuple[str, str] = ("a", "b"), signed: bool = False, directed: bool = False) -> Rows:
    """Ties written as "source target claim" with a sign at the end where they are signed."""
    cells = (tie.split() for tie in ties)
    columns = ("source", "target", "claim", "sign")
    return Rows("n", "", ends, tuple(dict(zip(columns, c, strict=False)) for c in cells), signed, directed)


@pytest.mark.parametrize(
    ("thing", "roll", "expected"),
    [
        (LOCAL, Roll.NONE, LOCAL),
        (LOCAL, Roll.VOCABULARY, TRANSFER),
        (LOCAL, Roll.CLASS, REMEDY),
        (TRANSFER, Roll.VOCABULARY, TRANSFER),
        (ODD, Roll.VOCABULARY, ODD),
        (ODD, Roll.CLASS, REMEDY),
        (REMEDY, Roll.CLASS, REMEDY),
        (SCHEME, Roll.CLASS, SCHEME),
        ("l:odd", Roll.CLASS, "l:odd"),
        ("unknown", Roll.CLASS, "unknown"),
    ],
)
def test_a_thing_counts_as_something_broader(thing: str, roll: Roll, expected: str) -> None:
    assert THINGS.rolled(thing, roll) == expected


def test_a_circle_of_broader_things_ends() -> None:
    assert Things(broader={"a": "b", "b": "a"}).rolled("a", Roll.CLASS) == "a"


CLAIMS = (
    claim("c1"),
    claim("c2", polarity="negative"),
    claim("c3", modality="recommended", year="1999"),
    claim("c4", relation="hinders", belief="0.9", status="accepted"),
    claim("c5", year="", head="p:bj"),
)
COUNTRIES = {"c1": frozenset({"China"}), "c2": frozenset({"China", "Japan"}), "c3": frozenset({"Japan"})}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (Filter(), "c1 c2 c3 c4 c5"),
        (Filter(relations=frozenset({"hinders"})), "c4"),
        (Filter(polarity="negative"), "c2"),
        (Filter(modality="recommended"), "c3"),
        (Filter(belief=0.7), "c4"),
        (Filter(since=2000), "c1 c2 c4"),
        (Filter(until=2000), "c3"),
        (Filter(places=frozenset({"Japan"})), "c2 c3"),
        (Filter(levels=frozenset({"state or province"})), "c5"),
        (Filter(curated=True), "c4"),
        (Filter(places=frozenset({"China"}), polarity="positive"), "c1"),
    ],
    ids=str,
)
def test_which_claims_are_chosen(asked: Filter, expected: str) -> None:
    assert " ".join(row.claim for row in chosen(CLAIMS, asked, THINGS, COUNTRIES)) == expected


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Filter(relations=frozenset({"heals"})), "'heals' is no relation; choose of addresses, "),
        (lambda: Filter(polarity="bad"), "'bad' is no polarity; choose of negative, positive"),
        (lambda: Filter(belief=1.5), "belief 1.5: give a number from 0 to 1"),
        (
            lambda: chosen(CLAIMS, Filter(places=frozenset({"Chna"})), THINGS, COUNTRIES),
            "no claim has the country 'Chna'; there are: China, Japan",
        ),
        (
            lambda: chosen(CLAIMS, Filter(levels=frozenset({"moon"})), THINGS, COUNTRIES),
            "no claim has the level of government 'moon'; there are: state or province",
        ),
    ],
)
def test_a_filter_that_cannot_be_met_says_so(make: Any, message: str) -> None:
    with pytest.raises(KgError) as caught:
        make()
    assert message in str(caught.value)


def test_a_filter_in_words() -> None:
    asked = Filter(relations=frozenset({"hinders"}), since=2000, places=frozenset({"Japan", "China"}), curated=True)
    assert str(asked) == "hinders, published 2000 to ..., in China or Japan, accepted by curators"
    assert str(Filter()) == "all claims"


def test_the_place_of_a_claim_goes_before_that_of_its_work() -> None:
    found = [claim("c1", "w1", place="osaka"), claim("c2", "w1"), claim("c3", "w2"), claim("c4", "w1", place="Nowhere")]
    places = [{"name": "Osaka", "country": "Japan"}, {"name": "Wuhan", "country": "China"}]
    expected = {"c1": {"Japan"}, "c2": {"China"}, "c3": set(), "c4": set()}
    assert countries(found, places, [{"work": "w1", "place": "Wuhan"}]) == expected


def test_edges_keep_claims_and_count_works() -> None:
    found = network(rows("x y c1", "y x c2", "x y c3", "x x c1", ends=("a", "a")), (claim("c1"), claim("c2")), THINGS)
    assert list(found.edges(data=True)) == [("x", "y", {"claims": ("c1", "c2"), "works": 1})]


def test_denials_are_no_ties_unless_asked_for() -> None:
    denied = (claim("c1"), claim("c2", "w2", polarity="negative"))
    ties = rows("x y c1", "x z c2")
    assert list(network(ties, denied, THINGS).edges) == [("x", "y")]
    assert list(network(ties, denied, THINGS, deny=True).edges) == [("x", "y"), ("x", "z")]


def test_a_signed_edge_says_who_is_for_and_who_against() -> None:
    ties = rows("x y c1 +", "x y c2 -", "x y c3 -", "x y c4 -", signed=True, directed=True)
    made = network(ties, (claim("c1"), claim("c2", "w2"), claim("c3", "w3"), claim("c4", "w3")), THINGS)
    assert made.is_directed()
    assert made.edges["x", "y"] == {"claims": ("c1", "c2", "c3", "c4"), "works": 3, "plus": 1, "minus": 2, "sign": -1}


def test_rolling_up_joins_edges() -> None:
    ties = rows(f"{LOCAL} o c1", f"{TRANSFER} o c2", f"{LOCAL} {TRANSFER} c3")
    made = network(ties, (claim("c1"), claim("c2", "w2"), claim("c3")), THINGS, Roll.VOCABULARY)
    assert made.edges[TRANSFER, "o"]["works"] == 2
    assert made.nodes[TRANSFER] == {"label": "transfer", "side": 0, "works": 2}


def test_a_query_without_a_column_is_named() -> None:
    with pytest.raises(KgError, match="the query of the network n gives no column target; mend it"):
        network(Rows("n", "", ("a", "b"), ({"source": "x", "claim": "c1"},)), (claim("c1"),), THINGS)


@pytest.fixture
def two_mode() -> nx.Graph[str]:
    works = [claim(f"c{n}", f"w{n}") for n in range(6)]
    return network(
        rows("x s c0 +", "y s c1 +", "z s c2 -", "x t c3 -", "z t c4 +", "y u c5 +", signed=True), works, THINGS
    )


def test_folding_ties_what_shares(two_mode: nx.Graph[str]) -> None:
    folded = fold(two_mode, 0)
    assert sorted(folded) == ["x", "y", "z"]
    assert folded.edges["x", "y"] == {"shared": ("s",), "weight": 1, "claims": ("c0", "c1"), "agree": 1, "differ": 0}
    assert folded.edges["x", "z"]["shared"] == ("s", "t")
    assert (folded.edges["x", "z"]["agree"], folded.edges["x", "z"]["differ"]) == (0, 2)
    assert sorted(fold(two_mode, 1).edges) == [("s", "t"), ("s", "u")]


def test_folding_leaves_out_what_everybody_shares(two_mode: nx.Graph[str]) -> None:
    folded = fold(two_mode, 0, most=2)
    assert folded.graph["left_out"] == ("s",)
    assert list(folded.edges) == [("x", "z")]


def test_folding_leaves_out_pairs_that_share_too_little(two_mode: nx.Graph[str]) -> None:
    whole, folded = fold(two_mode, 0), fold(two_mode, 0, least=2)
    assert list(folded.edges(data=True)) == [edge for edge in whole.edges(data=True) if edge[2]["weight"] >= 2]
    assert folded.graph["loose"] == len(whole.edges) - len(folded.edges) > 0


def test_folding_agrees_with_networkx(two_mode: nx.Graph[str]) -> None:
    expected = nx.bipartite.weighted_projected_graph(two_mode, ["x", "y", "z"])
    assert sorted((a, b, d["weight"]) for a, b, d in fold(two_mode, 0).edges(data=True)) == sorted(
        (min(a, b), max(a, b), d["weight"]) for a, b, d in expected.edges(data=True)
    )


def test_only_two_mode_networks_fold() -> None:
    plain = network(rows("x y c1", ends=("a", "a")), (claim("c1"),), THINGS)
    with pytest.raises(KgError, match="only a two-mode network can be folded"):
        fold(plain, 0)
