"""Every candidate is a claim or is counted under the reason for which it is none."""

from __future__ import annotations

from collections import Counter

import pytest
from conftest import Reader, doc
from spacy.language import Language

from kg.extract import extract
from kg.extract.funnel import Funnel, Reason
from kg.model import Document, Engine, Extraction, Mode, Part, Reference, Role

TEXT = (
    "Tax competition weakens the trust between cities. It does not promote growth. Cities should set up a joint fund. "
    "Local protectionism hinders regional economic integration, and it hinders it. This leads to many of these. "
    "The mayors met. We study river pacts. In 1998 Jiangsu and Zhejiang set up a joint committee."
)


def whole() -> Document:
    """A document with a title, a body and keywords."""
    title, keywords = "A study of river pacts", "tax competition; regional integration"
    text = f"{title}\n{TEXT}\n{keywords}"
    body, end = len(title) + 1, len(title) + 1 + len(TEXT)
    parts = (Part(0, len(title), Role.TITLE), Part(body, end, Role.BODY), Part(end + 1, len(text), Role.KEYWORDS))
    return Document("d", text, Reference(title), parts)


def balance(read: Extraction) -> int:
    """Candidates less all that became of them."""
    return read.candidates - len(read.claims) - sum(count for _, count in read.dropped)


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("engine", list(Engine))
def test_candidates_are_claims_or_dropped_for_a_reason(engine: Engine, mode: Mode, nlp: Language) -> None:
    (read,) = extract([whole()], nlp, engine, mode)
    assert read.candidates > len(read.claims) > 0
    assert balance(read) == 0
    assert list(read.dropped) == sorted(read.dropped)
    assert {reason for reason, _ in read.dropped} <= {str(reason) for reason in Reason}
    assert all(count > 0 for _, count in read.dropped)


def test_a_long_document_is_counted_whole(nlp: Language) -> None:
    (once,) = extract([doc(TEXT)], nlp)
    (often,) = extract([doc("\n\n".join([TEXT] * 12))], nlp)
    assert balance(often) == 0
    assert often.candidates > 8 * once.candidates


def test_modes_differ_in_what_is_unsure_and_in_nothing_before(nlp: Language) -> None:
    read = {mode: next(extract([whole()], nlp, Engine.BOTH, mode)) for mode in Mode}
    assert len({r.candidates for r in read.values()}) == 1
    unsure = [dict(read[mode].dropped).get(Reason.UNSURE, 0) for mode in (Mode.COMPLETE, Mode.BALANCED, Mode.PRECISE)]
    assert unsure == sorted(unsure)
    assert unsure[0] < unsure[-1]


def test_what_rules_and_network_both_read_is_two_candidates_and_one_claim(nlp: Language) -> None:
    (read,) = extract([doc("Local protectionism hinders regional economic integration.")], nlp)
    assert [c.rule for c in read.claims] == ["hinder-verb+model"]
    assert dict(read.dropped)[Reason.AGREED] == 1


@pytest.mark.parametrize(
    ("sentence", "dropped"),
    [
        ("The reform led to the second.", {Reason.VAGUE: 1}),
        ("The compact is a kind of mechanism.", {Reason.VAGUE: 1}),
        ("The city supervised the fish.", {Reason.TYPES: 1}),
        ("Regional cooperation promotes regional cooperation.", {Reason.TYPES: 1, Reason.ITSELF: 1}),
    ],
)
def test_rules_say_why_a_filling_is_no_claim(sentence: str, dropped: dict[Reason, int], read_text: Reader) -> None:
    read = read_text(sentence)
    assert (read.claims, read.candidates, dict(read.dropped)) == ((), sum(dropped.values()), dropped)


@pytest.mark.parametrize("text", ["...", "Nothing here.", "Trust helps."])
def test_a_text_without_candidates_has_nothing_dropped(text: str, read_text: Reader) -> None:
    read = read_text(text)
    assert (read.claims, read.candidates, read.dropped) == ((), 0, ())


def test_of_equal_claims_one_is_kept(read_text: Reader) -> None:
    read = read_text("Cities should set up a joint fund, and cities should set up a joint fund.")
    assert (len(read.claims), read.candidates, read.dropped) == (1, 2, ((str(Reason.REPEATED), 1),))


def test_rows_are_sorted_and_leave_out_what_never_came_up() -> None:
    funnel = Funnel(5, Counter({Reason.UNSURE: 2, Reason.AGREED: 0}))
    funnel.drop(Reason.ITSELF)
    funnel.drop(Reason.OVERLAP, 0)
    assert funnel.rows() == (("below the threshold of confidence", 2), ("joins a thing to itself", 1))
