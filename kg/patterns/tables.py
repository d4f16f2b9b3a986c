"""Tables of works by two things: which cells chance does not fill, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from kg.measures.association import Associations, Cell, Gap, associations, gaps
from kg.model import Modality
from kg.patterns.records import Finding, Kind, Numbers, Test
from kg.patterns.study import LEAST, Pair, Study, by_cell, claims_of, denying, frequent, hidden, of_works
from kg.patterns.words import amount, at, chances, counted, listed, named, works

LEVEL = 0.05
"""The q below which a result is held to be no chance."""

SHUFFLED = (
    "the second of each pair is dealt anew to the works; both things and the works keep their totals; q is worked out"
)
COUNT = Test.none("a count of works; nothing to test")

LEAST_TESTED = 5
"""Works that a test takes."""

_MOST = 25
"""Cells of one table that are listed; the strongest."""


@dataclass(frozen=True, slots=True)
class Table:
    """Pairs and how to speak of them.

    ``what`` names the table, such as ``a mechanism and an obstacle``; ``say`` makes the first words of a sentence from
    the names of row and column; ``level`` says how things are counted, such as ``By class``; ``stated`` holds where
    each claim states its pair, so that its modality is that of the pair; ``denied`` are cells that works deny.
    """

    pairs: Sequence[Pair]
    what: str
    say: Callable[[str, str], str]
    level: str = ""
    stated: bool = False
    denied: Collection[tuple[str, str]] = frozenset()


def strongest_first(findings: list[Finding]) -> list[Finding]:
    """Patterns before what says that there is none."""
    return sorted(findings, key=lambda found: found.kind is not Kind.FINDING)


def associated(study: Study, table: Table) -> tuple[list[Finding], list[str]]:
    """The cells that are commoner than chance makes them, or the sentence that there is none; and notes."""
    cells = by_cell(table.pairs)
    found = associations({(p.work, p.row, p.column) for p in frequent(table.pairs)}, draws=study.draws, seed=study.seed)
    unseen = hidden(table.pairs)
    notes = (
        [f"{counted(unseen, 'cell')} of fewer than {LEAST} works are hidden ({table.what}{_tail(table)})."]
        if unseen
        else []
    )
    notes.append(study.held_back)
    sure = [cell for cell in found.cells if cell.q is not None and cell.q < LEVEL]
    sure.sort(key=lambda cell: (cell.q, -cell.lift, cell.row, cell.column))
    if len(sure) > _MOST:
        notes.append(f"{len(sure) - _MOST} more cells of {table.what}{_tail(table)} with q < .05 are not listed.")
    made = [_cell(study, table, cell, found, cells[cell.row, cell.column]) for cell in sure[:_MOST]]
    return made or [_nothing(study, table, found, len(cells))], notes


def _tail(table: Table) -> str:
    return f", {table.level[0].lower()}{table.level[1:]}" if table.level else ""


def _cell(study: Study, table: Table, cell: Cell, found: Associations, pairs: Sequence[Pair]) -> Finding:
    row, column = (study.called(iri, claims_of(pairs)) for iri in (cell.row, cell.column))
    denials = {claim for pair in pairs for claim in pair.denials}
    how = study.modalities(p.claim for p in pairs)
    sentence = (
        f"{table.say(row, column)} in {works(cell.works)}, {beyond(cell)} ({chances(cell.p, cell.q)})"
        f"{'; ' + held(how) if table.stated else ''}{denying(study, denials)}."
    )
    numbers: Numbers = {
        "row": study.label(cell.row),
        "column": study.label(cell.column),
        "works": cell.works,
        "expected": cell.expected,
        "lift": cell.lift,
        "exact_p": cell.exact,
        "denying_works": study.works(denials),
        "denying": "; ".join(sorted({study.claims[claim].citation for claim in denials})),
        **how,
    }
    return Finding(
        at(table.level, sentence), _test(study, cell, found), Kind.FINDING, numbers, claims_of(pairs), cell.works
    )


def beyond(cell: Cell) -> str:
    """``3.7 times the 1.6 that chance would give``; the counts alone where so few works make a ratio idle."""
    if cell.works < LEAST_TESTED:
        return f"{amount(cell.expected)} expected by chance"
    return f"{amount(cell.lift)} times the {amount(cell.expected)} that chance would give"


def statistic(cell: Cell, what: str) -> str:
    """What is tested, with the lift where the works are enough for one."""
    return f"{what}, lift {cell.lift:.3g}" if cell.works >= LEAST_TESTED else f"{what}: {cell.works}"


def held(how: Mapping[str, int]) -> str:
    """``3 works assert it, 1 recommends it and 2 only suppose it``."""
    verbs = {
        Modality.ASSERTED: ("asserts it", "assert it"),
        Modality.RECOMMENDED: ("recommends it", "recommend it"),
        Modality.HYPOTHETICAL: ("only supposes it", "only suppose it"),
    }
    said = [(how[m.value], verbs[m]) for m in verbs if how.get(m.value)]
    return listed(f"{works(n) if at == 0 else n} {verb[0] if n == 1 else verb[1]}" for at, (n, verb) in enumerate(said))


def _test(study: Study, cell: Cell, found: Associations) -> Test:
    return Test(statistic(cell, "works that pair the two"), cell.p, cell.q, SHUFFLED, found.draws, study.seed)


def _nothing(study: Study, table: Table, found: Associations, cells: int) -> Finding:
    count = of_works(table.pairs)
    if not cells:
        return Finding(at(table.level, f"No work pairs {table.what}."), Test.none("no data"), Kind.SMALL)
    if not found.cells and count >= LEAST_TESTED:
        sentence = f"All {counted(cells, 'pair')} of {table.what} rest on fewer than {LEAST} works each."
        test = Test.none("every cell is hidden")
        return Finding(at(table.level, sentence), test, Kind.HIDDEN, {"cells": cells, "works": count})
    if found.reason:
        sentence = f"There are too few works to test {table.what}: {found.reason}."
        numbers: Numbers = {"works": count, "cells": cells}
        return Finding(at(table.level, sentence), Test.none(found.reason), Kind.SMALL, numbers)
    return _null(study, table, found)


def _null(study: Study, table: Table, found: Associations) -> Finding:
    best = min(found.cells, key=lambda c: (c.q is None, c.q, c.row, c.column))
    pairs = by_cell(table.pairs)[best.row, best.column]
    denials = {claim for pair in pairs for claim in pair.denials}
    nearest = listed((named(study.label(best.row)), named(study.label(best.column))))
    sentence = (
        f"No pair of {table.what} is commoner than chance would make it at q < .05 "
        f"({counted(found.tests, 'cell')} tested, {len(found.cells)} with {LEAST} works or more). "
        f"Nearest to it are {nearest}: {works(best.works)}, {amount(best.expected)} by chance"
        f" ({chances(best.p, best.q)}){denying(study, denials)}."
    )
    numbers: Numbers = {
        "row": study.label(best.row),
        "column": study.label(best.column),
        "works": best.works,
        "expected": best.expected,
        "lift": best.lift,
        "tests": found.tests,
    }
    return Finding(
        at(table.level, sentence), _test(study, best, found), Kind.NULL, numbers, claims_of(pairs), best.works
    )


EMPTY = "as for filled cells; the chance of no work at all, by the hypergeometric laws"
GAP_WORKS = 5
"""Works that name a row or a column before an empty cell counts as a gap."""


def empty(study: Study, table: Table) -> list[Finding]:
    """The cells that no work fills although many works name their row and their column, or that there is none."""
    found = gaps({(p.work, p.row, p.column) for p in table.pairs}, least=GAP_WORKS)
    if found.reason:
        sentence = f"There are too few works to look for gaps between {table.what}: {found.reason}."
        return [Finding(at(table.level, sentence), Test.none(found.reason), Kind.SMALL)]
    if not found.tests:
        sentence = f"Too few works for gaps: no two of {table.what} are each named by {GAP_WORKS} works."
        return [Finding(at(table.level, sentence), Test.none("no cell has large margins"), Kind.SMALL)]
    # A thing is never paired with itself, and to deny a pair is to speak of it.
    blank = [gap for gap in found.gaps if gap.row != gap.column and (gap.row, gap.column) not in table.denied]
    sure = [gap for gap in blank if gap.q is not None and gap.q < LEVEL]
    if sure:
        return [_gap(study, table, gap, Kind.FINDING, "") for gap in sure[:_MOST]]
    lead = (
        f"No pair of {table.what} is missing beyond chance at q < .05 "
        f"({counted(found.tests, 'cell')} tested, {len(blank)} empty)."
    )
    if not blank:
        return [Finding(at(table.level, lead), Test.none("no cell is empty"), Kind.NULL, {"tests": found.tests})]
    return [_gap(study, table, blank[0], Kind.NULL, lead)]


def _gap(study: Study, table: Table, gap: Gap, kind: Kind, lead: str) -> Finding:
    row, column = named(study.label(gap.row)), named(study.label(gap.column))
    behind = [p for p in table.pairs if p.row == gap.row or p.column == gap.column]
    sides = f"{works(gap.row_works)} speak of {row} here and {works(gap.column_works)} of {column}"
    sentence = (
        f"{lead + ' The most expected of the missing: ' if lead else ''}{sides}, and none of both, where chance would "
        f"give {amount(gap.expected)} ({chances(gap.p, gap.q)})."
    )
    numbers: Numbers = {
        "row": study.label(gap.row),
        "column": study.label(gap.column),
        "row_works": gap.row_works,
        "column_works": gap.column_works,
        "expected": gap.expected,
    }
    test = Test("works in the cell: 0", gap.p, gap.q, EMPTY, 0, study.seed)
    return Finding(at(table.level, sentence), test, kind, numbers, claims_of(behind), of_works(behind))
