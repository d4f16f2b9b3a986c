"""The ready questions as the product answers them, beside the same SPARQL sent to Oxigraph directly.

    python tests/bench/direct.py --claims 10000

Not a test. A store is made of the made-up works of ``queries.py``. Each question is answered with the values of that
file, or its defaults: by the product, which looks up the things that labels name, checks the query and turns the answer
into rows, and by pyoxigraph, which is sent the finished SPARQL and gives its rows. The look-up is timed by itself. Both
read one graph, turn about, after one run that is not counted; answers are compared. Times are milliseconds of processor
time, the median of the runs; a question that takes longer than two seconds is run once more only.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pyoxigraph as ox

from kg import queries, reports, sparql
from kg.store import Store, generation
from queries import GIVEN

T = TypeVar("T")

RUNS = 5
_LONG = 2000.0  # milliseconds
Rows = list[tuple[str | None, ...]]


@dataclass(frozen=True, slots=True)
class Timed:
    """A question: milliseconds of each run, its rows, and whether they are equal.

    ``look_up`` finds what labels name, ``ours`` is the answer of the product to the finished SPARQL, ``bare`` that of
    pyoxigraph.
    """

    question: str
    look_up: tuple[float, ...]
    ours: tuple[float, ...]
    bare: tuple[float, ...]
    rows: int
    equal: bool

    @property
    def ratio(self) -> float:
        """How many times as long as pyoxigraph the product takes."""
        return statistics.median(self.ours) / statistics.median(self.bare)


def measure(root: Path, names: Sequence[str] = (), runs: int = RUNS) -> Iterator[Timed]:
    """Time the questions of these names, or all, on a store."""
    bare = ox.Store.read_only(str(root / "graphs" / generation(root)))
    with Store.open(root) as store:
        for question in reports.questions():
            if not names or question.name in names:
                yield _timed(store, bare, question, runs)


def _timed(store: Store, bare: ox.Store, question: queries.Question, runs: int) -> Timed:
    text = _bound(store, question)
    union = not sparql.names_dataset(text)
    ways: tuple[Callable[[], list[Any]], ...] = (
        lambda: [_bound(store, question)],
        lambda: list(store.select(text).rows),
        lambda: list(_solutions(bare, text, union)),
    )
    answers = [_clocked(way) for way in ways]
    again = runs if answers[1][0] < _LONG else 1
    times = [[_clocked(way)[0] for way in ways] for _ in range(again)]
    look_up, ours, direct = zip(*times, strict=True)
    found: Rows = [tuple(map(_value, row)) for row in answers[2][1]]
    return Timed(question.name, look_up, ours, direct, len(found), found == answers[1][1])


def _bound(store: Store, question: queries.Question) -> str:
    values = {p.name: GIVEN[p.name] for p in question.parameters if p.default is None}
    return queries.bind(question, values, lambda label, type: queries.resolve_label(store, label, type))


def _solutions(bare: ox.Store, text: str, union: bool) -> Iterator[ox.QuerySolution]:
    found = bare.query(text, use_default_graph_as_union=union)
    assert isinstance(found, ox.QuerySolutions)
    return found


def _value(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> str | None:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else None if term is None else str(term)


def _clocked(work: Callable[[], T]) -> tuple[float, T]:
    start = time.process_time()
    found = work()
    return max(1000 * (time.process_time() - start), 1e-3), found


HEAD = f"{'question':36}{'look-up ms':>12}{'kg ms':>10}{'bare ms':>10}{'ratio':>8}{'rows':>8}"


def line(one: Timed) -> str:
    """A question as a line of the table."""
    look_up, ours, bare = (statistics.median(times) for times in (one.look_up, one.ours, one.bare))
    differs = "" if one.equal else "  ANSWERS DIFFER"
    return f"{one.question:36}{look_up:12.1f}{ours:10.1f}{bare:10.1f}{one.ratio:8.2f}{one.rows:8}{differs}"


def whole(found: Sequence[Timed], *, look_up: bool = False) -> float:
    """The ratio of all questions together, with or without what labels take."""
    bare = sum(statistics.median(one.bare) for one in found)
    ours = sum(statistics.median(one.ours) + look_up * statistics.median(one.look_up) for one in found)
    return ours / bare


def main() -> None:
    """Make a store, or take one, and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--claims", type=int, default=10_000, help="claims of the made-up graph")
    parser.add_argument("--store", type=Path, help="a store to ask in its place")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("questions", nargs="*", help="names of questions; without any, all of them")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = given.store or Path(folder) / "kg"
        if given.store is None:
            from network import build

            build(root, given.claims)
        print(HEAD)
        found = []
        for one in measure(root, given.questions, given.runs):
            found.append(one)
            print(line(one), flush=True)
        print(f"{'all':68}{whole(found):8.2f}\n{'with look-up':68}{whole(found, look_up=True):8.2f}")


if __name__ == "__main__":
    main()
