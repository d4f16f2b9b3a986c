"""People judge claims: sheets go out and come back, the graph follows, and nothing that was decided is lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
from fixtures_store import Run
from openpyxl.worksheet.worksheet import Worksheet

from kg import curate, judging, reports
from kg.claimrow import ClaimRow
from kg.curate import CurationError
from kg.model import KgError
from kg.publish import CURATED
from kg.store import Store
from kg.terms import ONTOLOGY

pytest_plugins = ["fixtures_store"]

NOON, LATER = "2026-11-22T12:00:00+00:00", "2026-11-23T12:00:00+00:00"


@pytest.fixture
def store(store: Path, tmp_path: Path) -> Path:
    """A copy of the store that the test may change."""
    return Path(shutil.copytree(store, tmp_path / "kg"))


def rows(path: Path) -> tuple[ClaimRow, ...]:
    """The claims of a store."""
    with Store.open(path) as opened:
        return judging.rows(opened)


def counted(path: Path) -> set[str]:
    """The ids of the claims that questions count."""
    with Store.open(path) as opened:
        return {row["claim"] for row in reports.claim_rows(opened)}


def fill(file: Path, claim: str, **cells: str) -> None:
    """Write into the cells of the row of a claim, as a curator would in a spreadsheet program."""
    book = openpyxl.load_workbook(file)
    page = book.worksheets[0] if "claims" not in book.sheetnames else book["claims"]
    for row in page.iter_rows(min_row=2):
        if str(row[0].value).endswith(claim.rpartition("/")[2]):
            for name, value in cells.items():
                write(page, row[0].row, name.replace("_", " "), value)
    book.save(file)


def write(page: Worksheet, row: int | None, heading: str, value: str) -> None:
    """Write into the cell of a row under a heading."""
    column = [cell.value for cell in page[1]].index(heading) + 1
    page.cell(row or 0, column).value = value


def judge(path: Path, claim: str, curator: str = "Ann", time: str = NOON, **cells: str) -> judging.Taken:
    """Send a claim out in a real sheet, fill it in, and take it back."""
    sheet = path.parent / f"{curator}.xlsx"
    judging.write_sheet(path, sheet, curator)
    fill(sheet, claim, **cells)
    return judging.take_sheet(path, sheet, curator, time)


def test_a_rejected_claim_counts_nowhere_and_is_kept(store: Path) -> None:
    before = rows(store)
    claim = before[0].claim
    taken = judge(store, claim, verdict="reject", reason="direction")
    assert (taken.decisions, taken.errors) == (1, ())
    assert counted(store) == {r.claim for r in before} - {claim}
    assert {r.claim for r in rows(store)} == {r.claim for r in before}
    with Store.open(store) as opened:
        assert [(r["verdict"], r["reason"], r["curator"]) for r in reports.rejected_rows(opened)] == [
            ("Reject", "Direction", "Ann")
        ]


def test_no_question_finds_a_rejected_claim(store: Path) -> None:
    claim = rows(store)[0]
    judge(store, claim.claim, verdict="reject", reason="no relation")
    with Store.open(store) as opened:
        for question in reports.questions():
            if question.name != "rejected-claims" and all(p.default for p in question.parameters):
                table = opened.select(reports.ask(opened, question.name, {}))
                assert claim.claim not in {cell for row in table.rows for cell in row}, question.name


def test_an_earlier_verdict_can_be_taken_back(store: Path) -> None:
    claim = rows(store)[0].claim
    judge(store, claim, verdict="reject", reason="direction")
    judge(store, claim, time=LATER, verdict="unsure", reason="")
    assert claim in counted(store)
    assert len(judging.decisions(store)) == 2  # nothing is deleted


def test_an_edited_claim_stands_in_the_place_of_the_one_read(store: Path) -> None:
    old = rows(store)[0]
    judge(store, old.claim, verdict="edit", reason="boundaries", new_tail="trust between cities")
    (new,) = [r for r in rows(store) if r.rule.endswith(CURATED)]
    assert (new.head_label, new.relation, new.tail_mention) == (old.head_label, old.relation, "trust between cities")
    assert old.claim not in counted(store)
    assert new.claim in counted(store)


def test_two_curators_are_both_kept_and_compared(store: Path) -> None:
    claim = rows(store)[0].claim
    judge(store, claim, "Ann", verdict="reject", reason="direction")
    judge(store, claim, "Bea", verdict="accept")
    pairs, conflicts = judging.agreement(store)
    assert [(p.curators, p.count, p.same) for p in pairs] == [(("Ann", "Bea"), 1, 0)]
    assert [c.claim for c in conflicts] == [claim.rpartition("/")[2]]
    assert claim in counted(store)  # contested is not rejected


def test_nothing_is_taken_of_a_sheet_with_a_wrong_row(store: Path) -> None:
    one, other = (r.claim for r in rows(store)[:2])
    sheet = store.parent / "sheet.xlsx"
    judging.write_sheet(store, sheet, "Ann")
    fill(sheet, one, verdict="accept")
    fill(sheet, other, verdict="perhaps")
    taken = judging.take_sheet(store, sheet, "Ann", NOON)
    assert len(taken.errors) == 1
    assert "perhaps" in taken.errors[0]
    assert judging.decisions(store) == ()


def test_decisions_outlive_a_build_and_the_removal_of_their_document(store: Path, papers: Path, kg: Run) -> None:
    row = rows(store)[0]
    judge(store, row.claim, verdict="reject", reason="direction")
    assert kg("remove", row.doc, "--store", store).code == 0
    assert len(judging.decisions(store)) == 1
    assert kg("build", papers, "--store", store).code == 0
    assert row.claim not in counted(store)


def beliefs(store: Path) -> dict[str, str]:
    with Store.open(store) as source:
        return {str(p): str(b) for p, b in source.select(f"SELECT ?p ?b WHERE {{ ?p <{ONTOLOGY}belief> ?b }}").rows}


def test_an_audit_says_how_many_are_right(store: Path) -> None:
    sheet = store.parent / "audit.xlsx"
    drawn = judging.write_sheet(store, sheet, "Ann", drawn=4, seed=1)
    with pytest.raises(KgError, match="nobody has judged"):
        judging.precision(store, 4, 1)
    book = openpyxl.load_workbook(sheet)
    page = book["claims"] if "claims" in book.sheetnames else book.worksheets[0]
    for number in range(drawn):
        write(page, 2 + number, "verdict", "reject" if number == 0 else "accept")
    write(page, 2, "reason", "direction")
    book.save(sheet)
    chosen = Path(shutil.copytree(store, store.parent / "chosen"))
    before = beliefs(store)
    judging.take_audit(store, sheet, "Ann", NOON, 4, 1)
    found = judging.precision(store, 4, 1)
    assert (found.overall.judged, found.overall.right) == (drawn, drawn - 1)
    judging.take_sheet(chosen, sheet, "Ann", NOON)
    audited, curated = ({p for p, b in beliefs(s).items() if before.get(p, b) != b} for s in (store, chosen))
    assert curated < audited, "the verdicts on claims drawn by chance say something of the others too"


def test_what_a_name_stands_for_can_be_changed_and_split(store: Path) -> None:
    table = store.parent / "aliases.tsv"
    assert judging.write_aliases(store, table) > 0
    text = table.read_text(encoding="utf-8")
    row = rows(store)[0]
    cells = dict.fromkeys(next(part for part in text.splitlines() if not part.startswith("#")).split("\t"), "")
    cells |= {"subject_id": "surface:x", "subject_label": row.head_mention, "predicate_id": "skos:exactMatch"}
    cells |= {"predicate_modifier": "Not", "object_id": row.head, "object_label": row.head_label, "confidence": "1"}
    cells |= {"mapping_justification": "semapv:ManualMappingCuration"}
    table.write_text(text + "\t".join(cells.values()) + "\n", encoding="utf-8")
    count, _ = judging.take_aliases(store, table)
    assert count == 1
    assert row.head not in {r.head for r in rows(store) if r.head_mention == row.head_mention}


def test_the_difference_of_two_stores_is_told(store: Path, tmp_path: Path) -> None:
    built = Path(shutil.copytree(store, tmp_path / "before"))
    assert not judging.difference(built, store)
    claim = rows(store)[0]
    judge(store, claim.claim, verdict="reject", reason="direction")
    found = judging.difference(built, store)
    assert [r.claim for r in found.claims_lost] == [claim.claim]


@pytest.mark.parametrize("name", ["sheet.pdf", "sheet"])
def test_a_sheet_needs_an_ending(store: Path, name: str) -> None:
    with pytest.raises(KgError, match="a sheet ends in"):
        judging.write_sheet(store, store.parent / name, "Ann")


def test_a_file_that_is_no_sheet_is_refused(store: Path, tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"nothing")
    with pytest.raises(CurationError):
        judging.take_sheet(store, tmp_path / "x.xlsx", "Ann", NOON)
    assert curate.load(b"", "log") == ()
