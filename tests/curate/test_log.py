from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from curation_samples import NOON, ROW, decision, row
from hypothesis import given
from hypothesis import strategies as st

from kg.curate import (
    CurationError,
    Decision,
    Edit,
    Reason,
    Verdict,
    anchor,
    append,
    changes,
    current,
    difference,
    dump,
    latest,
    load,
)
from kg.model import Modality, Polarity, Relation

LATER = "2026-11-22T14:00:00+01:00"  # an hour after noon in UTC
EDIT = Edit(head="sharing of benefits", relation=Relation.HINDERS)

EDITS = st.builds(
    Edit,
    st.text(),
    st.none() | st.sampled_from(Relation),
    st.text(min_size=1),
    st.none() | st.sampled_from(Polarity),
    st.none() | st.sampled_from(Modality),
)
VERDICTS = st.one_of(
    st.just((Verdict.ACCEPT, None, None)),
    st.tuples(st.just(Verdict.REJECT), st.sampled_from(Reason), st.none()),
    st.tuples(st.just(Verdict.UNSURE), st.none() | st.sampled_from(Reason), st.none()),
    st.tuples(st.just(Verdict.EDIT), st.none() | st.sampled_from(Reason), EDITS),
    st.just((Verdict.WITHDRAW, None, None)),
)
TIMES = st.sampled_from([NOON, LATER, "2026-11-22T13:00:00Z", "2026-11-22T12:00:00.5Z", "2026-11-21T23:59:59-05:00"])


@st.composite
def made(draw: st.DrawFn) -> Decision:
    verdict, reason, edit = draw(VERDICTS)
    claim, curator = draw(st.sampled_from("abc")), draw(st.sampled_from(["Ann", "Bo"]))
    where = replace(anchor(ROW), quote=draw(st.text()))
    return Decision(claim, verdict, curator, draw(TIMES), where, reason, draw(st.text()), edit)


LOGS = st.lists(made(), max_size=8)


@given(LOGS)
def test_a_log_read_back_is_the_same(decisions: list[Decision]) -> None:
    content = dump(decisions)
    assert load(content, "log") == tuple(decisions)
    assert content.count(b"\n") == len(decisions)


@given(LOGS, LOGS)
def test_logs_appended_in_any_order_give_the_same_state(a: list[Decision], b: list[Decision]) -> None:
    assert current(load(append(dump(b), a), "log")) == current(load(append(dump(a), b), "log")) == current([*a, *b])


@given(LOGS, made())
def test_a_later_decision_of_the_curator_counts_and_nothing_is_deleted(log: list[Decision], new: Decision) -> None:
    new = replace(new, time="2027-01-01T00:00:00Z")
    content = append(dump(log), [new])
    assert content.startswith(dump(log))
    before, after = current(log), current(load(content, "log"))
    assert after.get((new.claim, new.curator)) == (None if new.verdict is Verdict.WITHDRAW else new)
    assert {key: d for key, d in after.items() if d != new} == {
        key: d for key, d in before.items() if key != (new.claim, new.curator)
    }


def test_times_are_compared_as_moments() -> None:
    early, late = decision("accept", time="2026-11-22T12:30:00Z"), decision("reject", time=LATER)
    assert current([late, early]) == {("0a1b", "Ann"): late}


def test_each_curator_has_a_decision_of_their_own() -> None:
    assert len(current([decision(), decision(curator="Bo"), decision(of=row("0c"))])) == 3


def test_append_mends_a_missing_line_end_and_repeats_nothing() -> None:
    log = dump([decision()]).rstrip(b"\n")
    assert append(log, [decision()]) == log
    assert append(log, [decision("unsure"), decision("unsure")]) == dump([decision(), decision("unsure")])


def test_a_lone_surrogate_does_not_stop_the_log() -> None:
    (found,) = load(dump([decision(note="a\ud800b")]), "log")
    assert found.note == "a?b"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"verdict": "maybe"}, "'maybe' is not a valid Verdict"),
        ({"verdict": "reject"}, "needs a reason"),
        ({"reason": "other"}, "has no reason"),
        ({"verdict": "edit"}, "needs at least one"),
        ({"verdict": "withdraw", "reason": "other"}, "what is taken back has no reason"),
        (
            {
                "verdict": "withdraw",
                "edit": {**dict.fromkeys(("relation", "polarity", "modality")), "head": "x", "tail": ""},
            },
            "new values belong",
        ),
        ({"verdict": "edit", "edit": {"head": "x"}}, "'relation'"),
        (
            {"edit": {"head": "x", "tail": "", "relation": None, "polarity": None, "modality": None}},
            "new values belong",
        ),
        ({"time": "yesterday"}, "no time of a decision"),
        ({"time": "2026-11-22T12:00:00"}, "no time of a decision"),
        ({"time": "0001-01-01T00:00:00+14:00"}, "no time of a decision"),
        ({"curator": " "}, "names no curator"),
        ({"claim": ""}, "names no claim"),
        ({"note": 3}, "note is no text"),
        ({"anchor": "x"}, "no decision"),
        ({"anchor": {"doc": "x"}}, "no decision"),
        ({"more": "x"}, "more"),
    ],
)
def test_a_line_that_is_no_decision_is_named(changed: dict[str, Any], message: str) -> None:
    raw = json.loads(dump([decision()])) | changed
    with pytest.raises(CurationError) as caught:
        load(dump([decision()]) + json.dumps(raw).encode(), "log.jsonl")
    assert str(caught.value).startswith("log.jsonl:2: ")
    assert message in str(caught.value)


@pytest.mark.parametrize("content", [b"{", b"[]", b"3", b"\xff", b"[" * 100_000])
def test_a_line_that_is_no_record_is_named(content: bytes) -> None:
    with pytest.raises(CurationError, match=r"log:1: no decision .*; mend or remove the line"):
        load(content, "log")


def test_a_verdict_taken_back_counts_no_more_until_there_is_a_later_one() -> None:
    made, back, again = decision(), decision("withdraw", time=LATER), decision("reject", time="2026-11-23T00:00:00Z")
    assert current([back, made]) == {}
    assert latest([back, made]) == {("0a1b", "Ann"): back}
    assert current([again, back, made]) == {("0a1b", "Ann"): again}
    assert current([back, decision(curator="Bo")]) == {("0a1b", "Bo"): decision(curator="Bo")}


def test_difference_says_what_is_taken_back() -> None:
    made, back = decision(), decision("withdraw", time=LATER)
    claim = "Benefit sharing | addresses | local protectionism"
    assert difference([made], [back]).split("\n") == [
        "0 new, 1 changed, 0 too late, 0 as before",
        f"~ 0a1b Ann: accept -> withdraw; {claim}",
    ]
    assert difference([made, back], [made]).split("\n") == [
        "0 new, 0 changed, 1 too late, 0 as before",
        f"! 0a1b Ann: withdraw -> accept (the log has a later decision, which stays); {claim}",
    ]
    assert difference([], [back]) == difference([back], [back]) == "0 new, 0 changed, 0 too late, 1 as before"


def test_difference_says_what_would_change() -> None:
    same, other = row("0c"), row("0d")
    old = [
        decision("accept", time=NOON),
        decision("accept", of=same, time=NOON),
        decision("reject", of=other, time=LATER),
    ]
    edited = replace(decision("unsure", time=LATER), verdict=Verdict.EDIT, edit=EDIT, note="two\nlines")
    new = [
        edited,
        decision("accept", of=same, time=LATER),
        decision("accept", of=other, time=NOON),
        decision("reject", of=row("0e"), time=LATER),
    ]
    claim = "Benefit sharing | addresses | local protectionism"
    assert difference(old, new).split("\n") == [
        "1 new, 1 changed, 1 too late, 1 as before",
        f"~ 0a1b Ann: accept -> edit (head sharing of benefits, relation hinders; note: two lines); {claim}",
        f"! 0d Ann: reject (boundaries) -> accept (the log has a later decision, which stays); {claim}",
        f"+ 0e Ann: reject (boundaries); {claim}",
    ]
    assert [change.after for change in changes(old, new)] == [edited, new[2], new[3]]
    assert changes(old, old) == ()
