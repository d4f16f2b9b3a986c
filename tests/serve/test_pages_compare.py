"""Works and countries side by side."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from pages_fixtures import SCRIPT, csv_rows, text, visible, xlsx_rows
from starlette.testclient import TestClient

from kg.claimrow import COLUMNS, ClaimRow
from kg.index import Claim
from kg.serve.pages.comparing import AGREE, DIFFER, HELD, ITSELF, Side, alone, rows, shared, statements

pytest_plugins = ["pages_fixtures"]


def claim(
    work: str, head: str, relation: str, tail: str, polarity: str = "positive", modality: str = "asserted"
) -> Claim:
    given = {"claim": f"c/{work}{head}{tail}", "work": f"w/{work}", "head": head, "tail": tail, "relation": relation}
    given |= {"headLabel": head, "tailLabel": tail, "headType": "Obstacle", "tailType": "Outcome"}
    row = {**dict.fromkeys(COLUMNS, ""), **given, "polarity": polarity, "modality": modality}
    return Claim(ClaimRow.from_mapping(row), f"p/{head}{tail}", f"w/{work}", "e", True)


def side(name: str, *claims: Claim) -> Side:
    return Side(name, f"w/{name}", True, claims)


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        (("positive", "asserted"), ("positive", "asserted"), AGREE),
        (("positive", "asserted"), ("negative", "asserted"), DIFFER),
        (("positive", "asserted"), ("positive", "recommended"), HELD),
        (("negative", "asserted"), ("negative", "asserted"), AGREE),
        (("negative", "hypothetical"), ("positive", "recommended"), DIFFER),
    ],
)
def test_verdicts(one: Sequence[str], other: Sequence[str], verdict: str) -> None:
    sides = [side("a", claim("a", "x", "hinders", "y", *one)), side("b", claim("b", "x", "hinders", "y", *other))]
    assert [told.verdict for told in statements(sides)] == [verdict]


def test_a_relation_without_direction_is_one_statement_either_way() -> None:
    sides = [side("a", claim("a", "x", "cooperatesWith", "y")), side("b", claim("b", "y", "cooperatesWith", "x"))]
    assert [told.verdict for told in statements(sides)] == [AGREE]


def test_what_works_say_of_themselves_is_compared() -> None:
    sides = [side("a", claim("a", "w/a", "usesTheory", "t")), side("b", claim("b", "w/b", "usesTheory", "t"))]
    [told] = statements(sides)
    assert (told.head.label, told.head.iri, told.verdict) == (ITSELF, "", AGREE)


def test_things_in_common_and_of_one_side() -> None:
    sides = [
        side("a", claim("a", "x", "hinders", "y"), claim("a", "x", "causes", "z", "negative")),
        side("b", claim("b", "q", "hinders", "x")),
    ]
    [common] = shared(sides, 10)
    assert common.thing.label == "x"
    assert common.said == (["causes z (denied)", "hinders y"], ["is hindered by q"])
    own = {one.type: [[end.label for end in ends] for ends in one.things] for one in alone(sides, 10)}
    assert own == {"Obstacle": [[], ["q"]], "Outcome": [["y", "z"], []]}


def test_rows_of_the_file() -> None:
    sides = [side("a", claim("a", "x", "hinders", "y")), side("b", claim("b", "x", "hinders", "z"))]
    assert list(rows(sides, statements(sides))) == [
        ["x", "Obstacle", "hinders", "y", "Outcome", "one side only", "asserted", 1, "", 0],
        ["x", "Obstacle", "hinders", "z", "Outcome", "one side only", "", 0, "asserted", 1],
    ]


def test_two_works(harmful: TestClient) -> None:
    said = visible(text(harmful, "/compare?works=one&works=two&works=&works="))
    assert "differ" in said
    assert "local protectionism hinders regional economic integration Asserted Denied differ" in said


def test_works_by_words_of_their_title(client: TestClient) -> None:
    html = text(client, "/compare?works=More+river+pacts&works=https://w3id.org/igr/work/chen-2003")
    assert "River pacts" in visible(html)
    assert "The same thing" in html


def test_two_countries(harmful: TestClient) -> None:
    said = visible(text(harmful, "/compare?countries=China&countries=Canada"))
    assert "hinders regional economic integration Asserted 1 work Denied 1 work differ" in said


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("", 200, "Set two to four works"),
        ("works=adams-2001", 200, "Set two to four works"),
        ("works=zzzqqq&works=adams-2001", 400, "No work is called"),
        ("countries=Atlantis&countries=China", 400, "No claim is about"),
        (f"works={SCRIPT}", 400, "No work is called"),
    ],
)
def test_what_is_said(client: TestClient, query: str, status: int, said: str) -> None:
    html = text(client, f"/compare?{query}", status)
    assert said in visible(html)
    assert SCRIPT not in html


def test_files(harmful: TestClient) -> None:
    found = csv_rows(harmful.get("/compare.csv?works=one&works=two"))
    assert found[0][:6] == ["head", "head type", "relation", "tail", "tail type", "sides"]
    assert len(xlsx_rows(harmful.get("/compare.xlsx?works=one&works=two"))) == len(found)
    assert not [cell for row in found for cell in row if cell.startswith(("=", "+", "@"))]
    assert harmful.get("/compare.csv?works=one").status_code == 400
