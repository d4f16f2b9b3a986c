from __future__ import annotations

from dataclasses import replace

import pyoxigraph as ox
import pytest
from curation_samples import decision

from kg.curate import Decision, Edit, Status, Verdict, curator_iri, decision_quads, status_quads
from kg.model import Modality, Polarity, Relation
from kg.terms import BASE, CURATION, ONTOLOGY

PREFIXES = {
    "prov:": "http://www.w3.org/ns/prov#",
    "rdfs:": "http://www.w3.org/2000/01/rdf-schema#",
    "rdf:": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "igr:": ONTOLOGY,
    "base:": BASE,
}


def parsed(lines: list[str]) -> list[ox.Quad]:
    found = list(ox.parse("\n".join(lines), format=ox.RdfFormat.N_QUADS))
    assert {str(quad.graph_name) for quad in found} <= {f"<{CURATION}>"}
    assert not any(isinstance(term, ox.BlankNode) for quad in found for term in (quad.subject, quad.object))
    return found


def short(term: object) -> str:
    text = str(getattr(term, "value", term))
    for prefix, start in PREFIXES.items():
        text = text.replace(start, prefix)
    return "it" if text.startswith("base:decision/") else text


def facts(*decisions: Decision) -> set[tuple[str, str, str]]:
    quads = parsed(list(decision_quads(decisions)))
    return {(short(quad.subject), short(quad.predicate), short(quad.object)) for quad in quads}


def test_a_decision_is_an_activity_of_its_curator() -> None:
    made = decision("reject", time="2026-11-22T13:00:00.500+01:00", note='says "no"\n<b>')
    assert facts(made) == {
        ("it", "rdf:type", "prov:Activity"),
        ("it", "rdf:type", "igr:Decision"),
        ("it", "prov:used", "base:claim/0a1b"),
        ("it", "prov:wasAssociatedWith", "base:curator/ann"),
        ("it", "prov:endedAtTime", "2026-11-22T12:00:00.5Z"),
        ("it", "igr:verdict", "igr:verdictReject"),
        ("it", "igr:reason", "igr:reasonBoundaries"),
        ("it", "rdfs:comment", 'says "no"\n<b>'),
        ("base:curator/ann", "rdf:type", "prov:Agent"),
        ("base:curator/ann", "rdfs:label", "Ann"),
    }


def test_an_edit_gives_the_new_values() -> None:
    edit = Edit("cost", Relation.HINDERS, "trade", Polarity.NEGATIVE, Modality.HYPOTHETICAL)
    made = replace(decision("unsure"), verdict=Verdict.EDIT, edit=edit)
    assert {fact[1:] for fact in facts(made) if fact[1].startswith("igr:new")} == {
        ("igr:newHead", "cost"),
        ("igr:newRelation", "igr:hinders"),
        ("igr:newTail", "trade"),
        ("igr:newPolarity", "igr:negative"),
        ("igr:newModality", "igr:hypothetical"),
    }


def test_a_later_decision_names_the_one_it_follows() -> None:
    first, second = decision("accept"), decision("reject", time="2026-11-23T00:00:00Z")
    assert ("it", "igr:supersedes", "it") in facts(second, first)
    assert not any(fact[1] == "igr:supersedes" for fact in facts(first, decision("reject", curator="Bo")))
    assert sorted(decision_quads([first, second])) == sorted(decision_quads([second, first, second]))


def test_status() -> None:
    quads = parsed(list(status_quads({"0a1b": Status.CONTESTED})))
    assert [(short(q.subject), short(q.predicate), short(q.object)) for q in quads] == [
        ("base:claim/0a1b", "igr:status", "igr:statusContested")
    ]


@pytest.mark.parametrize(
    ("curator", "found"),
    [
        ("Ann Ó Brien", f"{BASE}curator/ann-o-brien"),
        ("0000-0002-1825-009X", "https://orcid.org/0000-0002-1825-009X"),
        (" https://orcid.org/0000-0002-1825-0097 ", "https://orcid.org/0000-0002-1825-0097"),
        ("https://x.org/> <y", f"{BASE}curator/https-x-org-y"),
    ],
)
def test_curator(curator: str, found: str) -> None:
    assert curator_iri(curator) == found
    assert facts(decision(curator=curator))


@pytest.mark.parametrize("text", ['> <urn:x> "', "\\", "\n", "\x00\x7f", "\ud800", "%"])
def test_hostile_text_stays_in_its_literal(text: str) -> None:
    made = replace(decision(note=text, curator=f"Ann{text}"), claim=f"a{text}")
    assert len(facts(made)) == 9
