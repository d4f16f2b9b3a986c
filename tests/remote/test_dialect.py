from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg import queries
from kg.remote.dialect import closure, rewritten
from kg.resources import data_dir

HEAD = "PREFIX igr: <https://w3id.org/igr/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
ORDER = 'define sql:select-option "order"\n'
ALL = [q for part in (".", "lookups", "networks") for q in queries.catalogue(data_dir("queries") / part)]


def nothing(_: str) -> list[str]:
    return []


def test_comments_go_and_strings_stay() -> None:
    text = '#+ summary: a\nSELECT ?a WHERE { ?a <b#c> "# d" } # end'
    assert rewritten(text, nothing) == ORDER + '\nSELECT ?a WHERE { ?a <b#c> "# d" } '


def test_what_a_sub_query_keeps_to_itself_has_a_name_of_its_own() -> None:
    text = (
        "SELECT ?a WHERE { ?a ?b ?c { SELECT ?a (MAX(?b) AS ?m) WHERE { ?a ?b ?c { SELECT ?c WHERE { ?c ?b 1 } } } } }"
    )
    assert rewritten(text, nothing).removeprefix(ORDER) == (
        "SELECT ?a WHERE { ?a ?b ?c { SELECT ?a (MAX(?b_1) AS ?m) WHERE { ?a ?b_1 ?c_1 "
        "{ SELECT ?c_1 WHERE { ?c_1 ?b_1_2 1 } } } } }"
    )


def test_a_query_that_gives_all_keeps_its_names() -> None:
    text = "SELECT ?a WHERE { { SELECT * WHERE { ?a ?b ?c } } }"
    assert rewritten(text, nothing) == ORDER + text


@pytest.mark.parametrize(
    ("clause", "sent"),
    [
        ("?a skos:broader* <urn:x> .", "VALUES ?a { <urn:x> <urn:y> } ."),
        ("?a skos:broader+ <urn:x> .", "VALUES ?a { <urn:y> } ."),
        ("?a skos:broader* ?b .", "?a skos:broader* ?b ."),
    ],
)
def test_long_paths_are_listed(clause: str, sent: str) -> None:
    def ask(query: str) -> list[str]:
        return ["urn:y"] if "IN (<urn:x>)" in query else []

    assert sent in rewritten(f"{HEAD} SELECT ?a WHERE {{ {clause} }}", ask)


def test_a_closure_ends_where_things_lead_in_a_circle() -> None:
    edges = {"<urn:a>": ["urn:b"], "<urn:b>": ["urn:c"], "<urn:c>": ["urn:a"]}

    def ask(query: str) -> list[str]:
        return [found for end, ends in edges.items() if end in query.partition("IN")[2] for found in ends]

    assert closure("<urn:p>", "<urn:a>", False, ask) == ["<urn:a>", "<urn:b>", "<urn:c>"]


@pytest.mark.parametrize("question", ALL, ids=lambda q: q.name)
def test_what_is_sent_of_a_ready_question_is_sparql(question: queries.Question) -> None:
    text = queries.bind(
        question, {p.name: "1" for p in question.parameters}, lambda label, kind: "https://w3id.org/igr/concept/x"
    )
    ox.Store().query(rewritten(text, nothing).removeprefix(ORDER))
