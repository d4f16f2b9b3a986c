"""Verdicts are saved one by one while the graph is read and made, and none is lost or written over unseen."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pytest
from curation_samples import ROW, decision, row

from kg import curate, deciding, judging, remaking
from kg.curate import Decision, Edit, Reason, Verdict, anchor
from kg.deciding import ChangedError, Ledger, decide, mark, take_back
from kg.holdings import Shards, alone
from kg.index import Index, Wanted, ensure
from kg.index.records import Claim
from kg.model import StoreError
from kg.publish import CURATED, DECISIONS
from kg.remaking import Progress, State
from kg.store import Store, writer

pytest_plugins = ["fixtures_store"]

NOON, LATER, LAST = "2026-11-22T12:00:00Z", "2026-11-22T13:00:00Z", "2026-11-22T14:00:00Z"
EACH = 50
"""Decisions of each of the four who judge at once."""


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A store without documents."""
    with writer(tmp_path / "kg"):
        return tmp_path / "kg"


def log(path: Path) -> tuple[Decision, ...]:
    return curate.load(Shards(path).note(DECISIONS), "log")


def verdicts(path: Path) -> list[str]:
    return [str(d.verdict) for d in log(path)]


def current(path: Path) -> list[str]:
    return [str(d.verdict) for d in curate.current(log(path)).values()]


def test_a_decision_is_kept_and_not_repeated(kept: Path) -> None:
    made = decide(kept, decision("reject", time=NOON))
    assert log(kept) == (made,)
    assert decide(kept, decision("reject", time=LATER), seen="") == made  # a button that was pressed twice
    assert log(kept) == (made,)


def test_the_decision_made_last_counts_whatever_the_clock_says(kept: Path) -> None:
    for verdict in ("accept", "reject", "unsure"):
        decide(kept, decision(verdict, time=NOON))
    decide(kept, decision("accept", time="2026-11-22T11:00:00Z"))
    assert verdicts(kept) == ["accept", "reject", "unsure", "accept"]
    assert current(kept) == ["accept"]
    assert [d.time for d in log(kept)[1:]] == [f"2026-11-22T12:00:00.00{n}+00:00" for n in (1, 2, 3)]


def test_nothing_is_written_over_what_was_not_seen(kept: Path) -> None:
    first = decide(kept, decision("accept", time=NOON), seen="")
    with pytest.raises(ChangedError, match="judged again under your name meanwhile") as caught:
        decide(kept, decision("reject", time=LATER), seen="")  # a tab that was opened before
    assert caught.value.held == first
    decide(kept, decision("reject", time=LATER), seen=mark(first))
    with pytest.raises(ChangedError):
        take_back(kept, first, LAST, seen=mark(first))
    assert verdicts(kept) == ["accept", "reject"]


def test_what_was_taken_back_in_another_tab_is_not_written_over(kept: Path) -> None:
    made = decide(kept, decision("accept", time=NOON))
    take_back(kept, made, LATER, seen=mark(made))
    with pytest.raises(ChangedError) as caught:
        decide(kept, decision("reject", time=LAST), seen=mark(made))
    assert caught.value.held is None
    decide(kept, decision("reject", time=LAST), seen="")
    assert current(kept) == ["reject"]


def test_another_curator_is_not_in_the_way(kept: Path) -> None:
    decide(kept, decision("accept"), seen="")
    decide(kept, decision("reject", curator="Bo"), seen="")
    assert current(kept) == ["accept", "reject"]


def test_verdicts_are_taken_back_one_by_one(kept: Path) -> None:
    for verdict, when in (("accept", NOON), ("reject", LATER), ("unsure", LAST)):
        made = decide(kept, decision(verdict, time=when))
    after: list[str] = []
    for _ in range(4):
        made = take_back(kept, made, LAST)
        after.append(" ".join(current(kept)))
    assert after == ["reject", "accept", "", ""]
    assert verdicts(kept) == ["accept", "reject", "unsure", "reject", "accept", "withdraw"]


def test_what_is_taken_back_may_be_judged_again(kept: Path) -> None:
    made = decide(kept, decision("reject", time=NOON))
    assert take_back(kept, made, NOON).verdict is Verdict.WITHDRAW
    again = decide(kept, decision("reject", time=NOON), seen="")
    assert current(kept) == ["reject"]
    take_back(kept, again, NOON)
    assert current(kept) == []


def test_hostile_names_and_notes_are_kept_as_they_are(kept: Path) -> None:
    notes = ("\n\r\x00\u2028", "'; DROP TABLE", "<script>", "a\ud800b", '"}\n{"claim"')
    for note in notes:
        decide(kept, replace(decision(note=note), curator=f"Ann {note}"))
    assert [d.note for d in log(kept)] == [note.replace("\ud800", "?") for note in notes]


def test_where_there_is_no_store_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store at"):
        decide(tmp_path / "none", decision())
    assert not (tmp_path / "none").exists()


def judge_many(path: Path, curator: str, claims: range) -> None:
    """Judge many claims one after the other."""
    for number in claims:
        decide(path, decision(curator=curator, of=row(f"c{number}")), seen="")


def test_curators_at_once_lose_nothing(kept: Path) -> None:
    with ThreadPoolExecutor(4) as threads:
        done = [threads.submit(judge_many, kept, name, range(EACH)) for name in ("Ann", "Bo", "Cy", "Di")]
    assert [future.result() for future in done] == [None] * 4
    assert len(log(kept)) == len(curate.current(log(kept))) == 4 * EACH


def test_processes_at_once_lose_nothing(kept: Path) -> None:
    context = get_context("spawn")
    parts = (range(EACH), range(EACH, 2 * EACH))
    running = [context.Process(target=judge_many, args=(kept, "Ann", part)) for part in parts]
    for process in running:
        process.start()
    judge_many(kept, "Bo", range(EACH))
    for process in running:
        process.join(60)
    assert [process.exitcode for process in running] == [0, 0]
    assert len(curate.current(log(kept))) == 3 * EACH


def test_a_verdict_is_saved_while_a_build_runs(kept: Path) -> None:
    with writer(kept) as target:
        decide(kept, decision())
        assert target.note(DECISIONS) == Shards(kept).note(DECISIONS)
    assert current(kept) == ["accept"]


def test_a_build_that_begins_leaves_a_note_alone_that_is_being_written(kept: Path) -> None:
    half = kept / "curation" / ".tmp-1-decisions.jsonl"
    with ThreadPoolExecutor(1) as threads:
        with alone(kept, "LOCK"):
            half.write_bytes(b"half")
            begun = threads.submit(_open, kept)
            time.sleep(0.2)
            assert half.exists()
        begun.result(20)
    assert not half.exists()


def _open(path: Path) -> None:
    with writer(path):
        pass


@pytest.fixture
def own(store: Path, tmp_path: Path) -> Path:
    """A copy of a store that the test may change."""
    return Path(shutil.copytree(store, tmp_path / "own"))


@pytest.fixture
def index(own: Path) -> Iterator[Index]:
    opened = Index(ensure(own))
    yield opened
    opened.close()


def made_on(
    of: Claim, verdict: Verdict, curator: str = "Ann", *, edit: Edit | None = None, time: str = NOON
) -> Decision:
    reason = Reason.DIRECTION if verdict is Verdict.REJECT else None
    return Decision(of.id, verdict, curator, time, anchor(of.row), reason, edit=edit)


def test_the_ledger_says_what_counts_before_the_graph_has_it(own: Path, index: Index) -> None:
    ledger = Ledger(own, index)
    assert ledger.now().status == {}
    one, other, *_ = index.claims()
    made = decide(own, made_on(one, Verdict.REJECT))
    decide(own, made_on(other, Verdict.ACCEPT))
    decide(own, made_on(other, Verdict.REJECT, "Bo"))
    now = ledger.now()
    assert now.status == {one.id: "rejected", other.id: "contested"}
    assert now.waiting == {one.id, other.id}
    assert (now.last("Bo"), now.last("Cy")) == (log(own)[-1], None)
    take_back(own, made, LATER)
    now = ledger.now()
    assert now.status == {other.id: "contested"}
    assert now.waiting == {other.id}
    assert [d.verdict for d in now.log] == ["reject", "accept", "reject", "withdraw"]
    assert Ledger(own, index).now() == now


def test_the_ledger_says_what_the_graph_lacks(own: Path, index: Index) -> None:
    claim, other = index.claims()[:2]
    decide(own, made_on(other, Verdict.UNSURE))
    made = decide(own, made_on(claim, Verdict.EDIT, edit=Edit(head="new head")))
    remaking.remake(own)
    fresh = Index(ensure(own))
    ledger = Ledger(own, fresh)
    assert ledger.now().waiting == frozenset()
    assert ledger.now().status == {claim.id: "edited"}
    (written,) = [c for c in fresh.claims(Wanted(rejected=True)) if c.row.rule.endswith(CURATED)]
    assert not deciding.is_judged(written.row)
    decide(own, made_on(claim, Verdict.EDIT, edit=Edit(head="newer head"), time=LATER))
    assert ledger.now().waiting == {claim.id}
    assert take_back(own, made, LAST).edit == made.edit
    take_back(own, made, LAST)
    assert ledger.now().waiting == {claim.id}
    assert ledger.now().status == {}
    remaking.remake(own)
    assert ledger.now().waiting == frozenset()
    fresh.close()


def test_a_decision_under_an_old_id_stands_and_is_taken_back(own: Path, index: Index) -> None:
    claim = index.claims()[0]
    decide(own, replace(made_on(claim, Verdict.ACCEPT), claim="0f" * 10))
    decide(own, replace(made_on(claim, Verdict.ACCEPT), claim="0e" * 10, anchor=anchor(ROW)))
    ledger = Ledger(own, index)
    held = ledger.now().held[claim.id]["Ann"]
    assert (held.verdict, len(ledger.now().orphans)) == ("accept", 1)
    take_back(own, held, LATER, seen=mark(held))
    assert ledger.now().status == {}


def test_a_log_that_was_mended_by_hand_is_read_anew(own: Path, index: Index) -> None:
    one, other = index.claims()[:2]
    ledger = Ledger(own, index)
    decide(own, made_on(one, Verdict.ACCEPT))
    assert set(ledger.now().status) == {one.id}
    Shards(own).write_note(DECISIONS, curate.dump([made_on(other, Verdict.ACCEPT)]))
    assert set(ledger.now().status) == {other.id}
    Shards(own).amend(DECISIONS, lambda held: held + b"no decision\n")
    with pytest.raises(curate.CurationError, match=r"no decision .*; mend or remove the line"):
        ledger.now()


def test_many_documents_are_joined(own: Path, index: Index) -> None:
    ledger = Ledger(own, index)
    for claim in index.claims():
        decide(own, made_on(claim, Verdict.ACCEPT))
        decide(own, made_on(claim, Verdict.UNSURE, "Bo"))
        assert ledger.now() == Ledger(own, index).now()
    assert set(ledger.now().status) == {claim.id for claim in index.claims()}


def wait(path: Path) -> Progress:
    """How it ended."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if (found := remaking.progress(path)) is not None and found.state is not State.RUNNING:
            return found
        time.sleep(0.05)
    raise AssertionError("the graph is not made")


def test_a_process_of_its_own_makes_the_graph_anew(own: Path, index: Index) -> None:
    claim = index.claims()[0]
    decide(own, made_on(claim, Verdict.REJECT))
    assert remaking.progress(own) is None
    remaking.start(own)
    found = wait(own)
    assert (found.state, found.said.split(":")[0]) == (State.DONE, "the graph was made anew")
    with Store.open(own) as store:
        assert claim.row.claim not in {r.claim for r in judging.rows(store) if r.status != "rejected"}


def test_a_graph_that_cannot_be_made_says_why(own: Path) -> None:
    with writer(own):
        remaking.start(own)
        found = wait(own)
    assert found.state is State.FAILED
    assert "another kg process is writing" in found.said


def test_one_process_at_a_time(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with alone(own, "REMAKE"):
        Shards(own).write_note(remaking.NOTE, b'{"state": "running", "said": "", "time": ""}')
        monkeypatch.setattr(sys, "executable", "/nowhere")
        remaking.start(own)  # begins nothing
        assert remaking.progress(own) == Progress(State.RUNNING, "", "")
    found = remaking.progress(own)
    assert found is not None
    assert (found.state, "was ended" in found.said) == (State.FAILED, True)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"state": "lost", "said": "", "time": ""}', b"\xff"])
def test_a_note_that_says_nothing_is_none(kept: Path, content: bytes) -> None:
    Shards(kept).write_note(remaking.NOTE, content)
    assert remaking.progress(kept) is None
