"""The trained network and its blend with the rules: plain sentences are read, and everything points into the text."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import doc
from spacy.language import Language

from kg import extract
from kg.extract import heads, network
from kg.extract.network import Proposal, Seen
from kg.model import Engine, EntityType, Modality, Mode, Polarity, Relation

PLAIN = (
    ("Local protectionism hinders regional economic integration.", "hinders"),
    ("In 1998 Jiangsu and Zhejiang set up a joint committee.", "establishes"),
    ("Benefit sharing promotes cooperation between local governments.", "promotes"),
    ("Regional cooperation requires mutual trust.", "requires"),
)
TEXT = (
    "Tax competition weakens the trust between cities. It does not promote growth. Cities should set up a joint fund."
)


@pytest.mark.parametrize(("sentence", "relation"), PLAIN)
def test_plain_sentences_are_read_without_rules(sentence: str, relation: str, nlp: Language) -> None:
    (read,) = extract.extract([doc(sentence)], nlp, Engine.MODEL, Mode.COMPLETE)
    assert relation in {str(c.relation) for c in read.claims}
    assert {c.rule for c in read.claims} == {"model"}


@pytest.mark.parametrize("engine", list(Engine))
def test_evidence_and_ends_are_slices_of_the_text(engine: Engine, nlp: Language) -> None:
    text = "  " + TEXT.replace("cities.", "cities.\n\n", 1)
    (read,) = extract.extract([doc(text)], nlp, engine, Mode.COMPLETE)
    assert read.claims
    for claim in read.claims:
        assert text[claim.evidence.start : claim.evidence.end] == claim.evidence.text
        for end in (claim.head, claim.tail):
            if end.type is not EntityType.WORK:
                assert text[end.start : end.end].lower().split()[0] in end.text.lower()


def test_modes_only_leave_claims_out(nlp: Language) -> None:
    kept = {}
    for mode in Mode:
        (read,) = extract.extract([doc(TEXT)], nlp, Engine.BOTH, mode)
        kept[mode] = set(read.claims)
    assert kept[Mode.PRECISE] <= kept[Mode.BALANCED] <= kept[Mode.COMPLETE]


def test_a_reading_depends_on_its_document_alone(nlp: Language) -> None:
    one, other = doc(TEXT, id="one"), doc(PLAIN[0][0] + " " + TEXT, id="other")
    alone = list(extract.extract([one], nlp))
    after = list(extract.extract([other, one], nlp))
    assert after[1] == alone[0]


def test_a_long_document_is_read_in_lots_that_know_what_stood_before(nlp: Language) -> None:
    text = " ".join(s for s, _ in PLAIN) * 1
    many = "\n\n".join([text] * 60)
    (read,) = extract.extract([doc(many)], nlp)
    assert read.sentences == 60 * len(PLAIN)
    assert max(c.evidence.start for c in read.claims) > len(many) - len(text)


def test_a_claim_says_what_made_it_and_how_sure_it_is(nlp: Language) -> None:
    (read,) = extract.extract([doc(PLAIN[0][0])], nlp)
    (claim,) = (c for c in read.claims if c.relation is Relation.HINDERS)
    assert claim.rule == "hinder-verb+model"
    assert 0.5 < claim.confidence <= 1
    assert (claim.polarity, claim.modality) == (Polarity.POSITIVE, Modality.ASSERTED)


def test_proposals_are_scored_in_their_order() -> None:
    sentence = PLAIN[0][0]
    head = Seen(0, 0, len("Local protectionism"), EntityType.OBSTACLE)
    start = sentence.index("regional")
    tail = Seen(0, start, len(sentence) - 1, EntityType.OUTCOME)
    wrong, right, absent = (
        Proposal(tail, Relation.HINDERS, head),
        Proposal(head, Relation.HINDERS, tail),
        Proposal(None, Relation.STUDIES, Seen(3, 0, 4, EntityType.ISSUE)),
    )
    scores = network.load().read([sentence], [wrong, right, absent]).scores
    assert scores[1] > 0.5 > scores[0]
    assert scores[2] == 0


@pytest.mark.parametrize("text", ["...", "§", "a" * 3000, "x " * 2000])
def test_odd_texts_are_no_trouble(text: str, nlp: Language) -> None:
    (read,) = extract.extract([doc(text)], nlp)
    assert read.document.text == text


def test_softmax_and_gelu() -> None:
    rows = heads.softmax(np.array([[0.0, 0.0], [1000.0, 0.0]], dtype=np.float32))
    assert rows.tolist() == [[0.5, 0.5], [1.0, 0.0]]
    assert heads.gelu(np.array([-100.0, 0.0, 100.0], dtype=np.float32)).tolist() == [0.0, 0.0, 100.0]
