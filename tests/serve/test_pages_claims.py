"""Pages of claims, sentences, propositions and disagreements: the evidence, how sure it is, and who else says so."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from pages_fixtures import SCRIPT, text, visible
from review_samples import claim as row
from serve_fixtures import asking
from starlette.testclient import TestClient

from kg import publish
from kg.curate import Decision, Reason, Verdict, anchor
from kg.deciding import decide
from kg.index import Claim, Index, Wanted, ensure
from kg.serve.addresses import path_of
from kg.serve.pages import claims, phrases
from kg.serve.settings import Settings
from kg.store import writer
from kg.terms import BASE

pytest_plugins = ["pages_fixtures"]


@pytest.fixture(scope="module")
def index(store: Path) -> Index:
    return Index(ensure(store))


def claim_of(index: Index, words: str) -> Claim:
    """The first claim whose sentence has these words."""
    return next(claim for claim in index.claims(limit=1000) if words in claim.row.quote)


def test_a_claim_is_told_with_its_evidence(client: TestClient, index: Index) -> None:
    claim = claim_of(index, "River pact scheme promotes")
    page = text(client, path_of(claim.row.claim))
    shown = visible(page)
    for part in (
        "The work says that it is so.",
        "Said or denied says that it is so",
        "Held as a statement of fact",
        "Whose view of this work itself",
        "Time not said",
        f"characters {claim.row.start} to {claim.row.end} of the text",
        "Transaction costs hinder joint parks.",
        "judged claims",
        f"Confidence {claim.row.confidence}",
        "95 % interval",
        "They deny it 1 claim",
        "River pact schemes do not promote intergovernmental cooperation",
        "Nobody has judged this claim.",
        f"Claim {claim.row.claim}, graph {index_name(client)}.",
    ):
        assert part in shown, part
    assert '<mark class="head">' in page
    assert '<mark class="tail">' in page
    for address in (
        f"{path_of(claim.row.work)}#claim-{claim.id}",
        path_of(claim.evidence),
        path_of(claim.proposition),
        path_of(claim.row.head),
        f"{path_of(claim.row.claim)}?format=jsonld",
    ):
        assert f'href="{address}"' in page, address
    assert f'id="claim-{claim.id}"' in text(client, path_of(claim.row.work))


def index_name(client: TestClient) -> str:
    return str(client.get("/healthz").json()["generation"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("do not promote", "The work says that it is not so."),
        ("may hinder", "The work only supposes it"),
        ("should establish", "The work calls for it"),
    ],
)
def test_how_a_claim_is_held_is_said_in_words(client: TestClient, index: Index, words: str, said: str) -> None:
    assert said in visible(text(client, path_of(claim_of(index, words).row.claim)))


def test_where_texts_are_withheld_the_sentence_stands_alone(store: Path, index: Index) -> None:
    claim = claim_of(index, "River pact scheme promotes")
    with asking(Settings(store, show_text=False)) as client:
        for iri in (claim.row.claim, claim.evidence):
            shown = visible(text(client, path_of(iri)))
            assert "River pact scheme" in shown
            assert "Transaction costs" not in shown
            assert "Read it in its text" not in shown


def test_a_rejected_claim_has_a_page_that_says_so(own_store: Path) -> None:
    claim = claim_of(Index(ensure(own_store)), "River pact scheme promotes")
    note = f"no {SCRIPT}"
    made = Decision(claim.id, Verdict.REJECT, "Ann", "2026-11-22T12:00:00Z", anchor(claim.row), Reason.DIRECTION, note)
    decide(own_store, made)
    with writer(own_store) as target:
        publish.publish(target)
    with asking(Settings(own_store)) as client:
        page = text(client, path_of(claim.row.claim))
        shown = visible(page)
        assert "Curators rejected this claim: it does not count anywhere" in shown
        assert "Ann" in shown
        assert "No other claim is compared with it" in shown
        assert SCRIPT not in page
        assert "rejected" in visible(text(client, path_of(claim.evidence)))
        assert f'id="claim-{claim.id}"' not in text(client, path_of(claim.row.work))


def test_a_verdict_is_seen_before_the_graph_has_it(own_store: Path) -> None:
    claim = claim_of(Index(ensure(own_store)), "River pact scheme promotes")
    made = Decision(claim.id, Verdict.REJECT, "Ann", "2026-11-22T12:00:00Z", anchor(claim.row), Reason.DIRECTION)
    decide(own_store, made)
    with asking(Settings(own_store)) as client:
        for iri in (claim.row.claim, claim.row.work, claim.row.tail, claim.proposition, claim.evidence):
            assert '<span class="status rejected">' in text(client, path_of(iri)), iri
        assert "Curators rejected this claim: it does not count," in visible(text(client, path_of(claim.row.claim)))


def test_a_sentence_has_its_claims(client: TestClient, index: Index) -> None:
    claim = claim_of(index, "River pact scheme promotes")
    page = text(client, path_of(claim.evidence))
    count = index.count(Wanted(evidence=claim.evidence))
    assert page.count('<li class="claim"') == count
    assert f'href="{path_of(claim.row.work)}#s{claim.row.start}"' in page
    assert f'id="s{claim.row.start}"' in text(client, path_of(claim.row.work))


def test_a_proposition_has_both_sides(client: TestClient, index: Index) -> None:
    claim = claim_of(index, "River pact scheme promotes")
    page = text(client, path_of(claim.proposition))
    shown = visible(page)
    for part in ("They say so 1 claim", "They deny it 1 claim", "Belief that it is so", "Belief that it is not so"):
        assert part in shown, part
    assert page.count('<li class="claim"') >= 2
    assert 'href="/claims.csv?proposition=' in page


def test_a_disagreement_shows_both_sentences_and_why(harmful: TestClient) -> None:
    (path,) = set(re.findall(r'href="(/disagreement/[0-9a-f]+)"', text(harmful, "/work/one")))
    page = text(harmful, path)
    shown = html.unescape(visible(page))
    assert "Local protectionism hinders regional economic integration in China." in shown.replace(" .", ".")
    assert "does not hinder" in shown
    assert "Why it is taken for that" in shown
    assert any(f"{meaning}" in shown for meaning in phrases.DISPUTES.values())
    assert SCRIPT not in page
    assert page.count('<li class="claim"') == 2


@pytest.mark.parametrize(
    ("rule", "names", "judged"),
    [
        ("model", ["the trained network alone"], [True]),
        ("title+model", ["the rule “title”", "a rule and the trained network together"], [True, True]),
        ("no-such-rule", ["the rule “no-such-rule”", "a rule alone"], [False, True]),
        ("no-such-rule+curated", ["the rule “no-such-rule”", "a rule alone"], [False, True]),
    ],
)
def test_makers_are_told_with_their_record(rule: str, names: list[str], judged: list[bool]) -> None:
    found = claims.makers(rule)
    assert [maker.name for maker in found] == names
    assert [maker.judged > 0 for maker in found] == judged


@pytest.mark.parametrize(
    ("right", "judged", "share"), [(0, 0, ""), (1, 1, ""), (9, 9, ""), (5, 10, "50 %"), (75, 104, "72 %")]
)
def test_a_share_is_told_where_enough_were_judged(right: int, judged: int, share: str) -> None:
    assert claims.Maker("it", right, judged).share == share


def test_a_claim_can_be_cited() -> None:
    made = row("1", "ash", "c:trust", "promotes", "c:rare", quote="It  does\nso.", page="12")
    line = claims.citation(Claim(made, "p", "h", "e", True), "abc")
    assert line == "“It does so.” ash (2001). P. 12. Claim claim:1, graph abc."


@pytest.mark.parametrize(
    ("changes", "group"),
    [
        ({}, "agree"),
        ({"polarity": "negative"}, "dispute"),
        ({"modality": "recommended"}, "recommend"),
        ({"modality": "recommended", "polarity": "negative"}, "recommend"),
        ({"modality": "hypothetical"}, "suppose"),
        ({"attributed_to": "Ann Elm"}, "report"),
        ({"attributed_to": "Ann Elm", "polarity": "negative"}, "report"),
    ],
)
def test_claims_are_grouped_by_how_they_are_held(changes: dict[str, str], group: str) -> None:
    made = Claim(row("1", "ash", "c:trust", "promotes", "c:rare", **changes), "p", "h", "e", True)
    assert phrases.grouped([made]) == [(phrases.GROUPS[group], [made])]


def test_every_claim_and_sentence_of_a_store_has_a_page(client: TestClient, index: Index) -> None:
    for claim in index.claims(limit=1000):
        for iri in (claim.row.claim, claim.proposition, claim.evidence, claim.row.head, claim.row.tail):
            assert iri.startswith(BASE)
            text(client, path_of(iri))
