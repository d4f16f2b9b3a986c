from __future__ import annotations

import random
from collections.abc import Callable
from statistics import fmean

import pytest
from chance import assert_safe
from scipy import stats

from kg.measures.association import Triples, associations, gaps
from kg.measures.null import MeasureError

Table = list[tuple[str, str, str]]


def table(cells: dict[tuple[str, str], int]) -> Table:
    """A work of its own for each pair of a cell."""
    pairs = [cell for cell, count in sorted(cells.items()) for _ in range(count)]
    return [(f"w{at}", row, column) for at, (row, column) in enumerate(pairs)]


TWO_BY_TWO = table({("r1", "c1"): 8, ("r1", "c2"): 2, ("r2", "c1"): 3, ("r2", "c2"): 7})


def test_one_pair_a_work_is_fishers_exact_test() -> None:
    found = associations(TWO_BY_TWO, draws=4000)
    first = found.cells[0]
    assert (first.row, first.column, first.works) == ("r1", "c1", 8)
    assert [first.expected, first.lift] == pytest.approx([10 * 11 / 20, 8 * 20 / (10 * 11)])
    fisher = stats.fisher_exact([[8, 2], [3, 7]], alternative="greater").pvalue
    assert first.exact == pytest.approx(fisher)
    assert first.p == pytest.approx(fisher, abs=0.01)
    assert (found.works, found.pairs, found.hidden, found.tests) == (20, 20, 1, 4)


def test_every_cell_that_could_have_been_shown_counts_in_q() -> None:
    found = associations(TWO_BY_TWO, draws=9)
    every = [
        stats.fisher_exact(t, alternative="greater").pvalue
        for t in ([[8, 2], [3, 7]], [[2, 8], [7, 3]], [[3, 7], [8, 2]], [[7, 3], [2, 8]])
    ]
    keys = ("r1", "c1"), ("r1", "c2"), ("r2", "c1"), ("r2", "c2")
    q = dict(zip(keys, stats.false_discovery_control(every), strict=True))
    assert {(cell.row, cell.column): cell.q for cell in found.cells} == {
        key: pytest.approx(q[key]) for key in (("r1", "c1"), ("r2", "c1"), ("r2", "c2"))
    }


def test_a_work_counts_once_however_often_it_says_it() -> None:
    assert associations(TWO_BY_TWO * 3, draws=9) == associations(TWO_BY_TWO, draws=9)


def test_a_planted_association_is_found_and_only_that() -> None:
    rng = random.Random(1)
    noise = [(f"w{w}", f"r{rng.randrange(8)}", f"c{rng.randrange(8)}") for w in range(200) for _ in range(2)]
    planted = [(f"w{w}", "r1", "c2") for w in range(0, 200, 8)]
    found = associations(noise + planted)
    assert [(c.row, c.column) for c in found.cells if c.q is not None and c.q < 0.01] == [("r1", "c2")]
    assert found.cells[0].p == pytest.approx(1 / 2001)


def test_the_shuffle_gives_no_work_a_pair_twice() -> None:
    # Each work pairs its row with all three columns: there is one way only to deal them.
    full = [(f"w{w}", f"r{w % 2}", f"c{c}") for w in range(6) for c in range(3)]
    assert {cell.p for cell in associations(full, draws=49).cells} == {1.0}


def test_large_tables_are_dealt_less_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.measures.association._MOST_DEALT", 20 * 300)
    whole, cut = associations(TWO_BY_TWO, draws=300), associations(TWO_BY_TWO, draws=400)
    assert (whole.draws, cut) == (300, whole)
    assert associations(TWO_BY_TWO, draws=9).draws == 9


def test_the_laws_do_not_hang_on_the_cells_taken_together(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(4)
    many = [(f"w{w}", f"r{min(rng.randrange(9), 4)}", f"c{rng.randrange(4)}") for w in range(90) for _ in range(w % 4)]
    whole = associations(many, draws=1), gaps(many, least=1)
    monkeypatch.setattr("kg.measures.association._LAWS", 3)
    assert (associations(many, draws=1), gaps(many, least=1)) == whole


def test_few_works_are_hidden_and_too_few_untested() -> None:
    found = associations(table({("r", "c"): 3, ("r", "d"): 1}))
    assert [(cell.works, cell.p, cell.q) for cell in found.cells] == [(3, None, None)]
    assert (found.hidden, found.tests, found.draws, found.reason) == (1, 0, 0, "fewer than 5 works")
    assert associations([]).cells == ()


def test_a_planted_gap_is_found() -> None:
    cells = {(f"r{r}", f"c{c}"): 6 for r in range(3) for c in range(3) if (r, c) != (1, 1)} | {("r9", "c0"): 2}
    found = gaps(table(cells))
    assert [(gap.row, gap.column, gap.row_works, gap.column_works) for gap in found.gaps] == [("r1", "c1", 12, 12)]
    assert found.gaps[0].p == pytest.approx(stats.hypergeom(50, 12, 12).pmf(0))
    assert found.tests == 9
    assert found.gaps[0].q == pytest.approx(9 * (found.gaps[0].p or 0))


def test_too_little_for_gaps() -> None:
    assert gaps(table({("r", "c"): 1})).reason == "fewer than 5 works"
    assert gaps([]).gaps == ()
    with pytest.raises(MeasureError, match="least 0"):
        gaps([], least=0)
    with pytest.raises(MeasureError, match="0 draws"):
        associations([], draws=0)


def test_order_does_not_matter_and_the_seed_does() -> None:
    shuffled = random.Random(2).sample(TWO_BY_TWO, len(TWO_BY_TWO))
    assert associations(TWO_BY_TWO, draws=99) == associations(shuffled, draws=99)
    assert gaps(TWO_BY_TWO) == gaps(shuffled)
    assert associations(TWO_BY_TWO, draws=99) != associations(TWO_BY_TWO, draws=99, seed=1)


def single(rng: random.Random) -> Triples:
    """Each work pairs one row with one column."""
    return [(f"w{w}", rng.choice("rrrst"), rng.choice("cccde")) for w in range(60)]


def clumped(rng: random.Random) -> Triples:
    """Works of unlike size; a work has one column for all its rows."""
    return [
        (f"w{w}", row, column)
        for w in range(45)
        for column in rng.choice("cccde")
        for row in rng.sample("rstuv", rng.choice((1, 1, 2, 5)))
    ]


def crossed(rng: random.Random) -> Triples:
    """Works of unlike size; whatever rows and columns a work names are paired."""
    found = []
    for work in range(70):
        size = rng.choice((1, 2, 4))
        columns = rng.sample("cdefghij", size)
        found += [(f"w{work}", row, column) for row in rng.sample("rstuvxyz", size) for column in columns]
    return found


@pytest.mark.parametrize(("make", "tables"), [(single, 100), (clumped, 100), (crossed, 40)])
def test_p_is_safe_where_rows_and_columns_have_nothing_to_do_with_each_other(
    make: Callable[[random.Random], Triples], tables: int
) -> None:
    rng = random.Random(7)
    found = [associations(make(rng), draws=39, seed=seed) for seed in range(tables)]
    cells = [next((c for c in one.cells if (c.row, c.column) == ("r", "c")), None) for one in found]
    assert cells.count(None) < tables / 10
    drawn = [cell.p if cell else 1.0 for cell in cells]
    assert_safe(drawn)
    assert_safe([cell.exact if cell else 1.0 for cell in cells])
    assert fmean(p or 0.0 for p in drawn) < 0.75


def test_where_nothing_goes_together_hardly_any_table_has_a_finding() -> None:
    # Sparse tables: what reaches three works does so by chance, so a q over the cells shown alone would find much.
    rng = random.Random(3)
    false, naive = 0, 0
    for _ in range(60):
        noise = [(f"w{w}", f"r{rng.randrange(20)}", f"c{rng.randrange(20)}") for w in range(100)]
        cells = associations(noise, draws=1).cells
        false += any(cell.q is not None and cell.q < 0.05 for cell in cells)
        shown = [cell.exact for cell in cells if cell.exact is not None]
        naive += bool(shown) and min(stats.false_discovery_control(shown)) < 0.05
    assert false <= 6
    assert naive > 20
