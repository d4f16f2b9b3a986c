"""How long searches take, and making the index that answers them, on a made-up graph of many claims.

    python tests/bench/search.py --claims 100000
    python tests/bench/search.py --store .kg

Not a test. The made-up graph is that of ``queries.py``. It prints the seconds of reading the claim table and of making
the index, its size, and the milliseconds of 300 searches of five sorts: names as they are, beginnings of names, names
with a letter wrong, words of sentences, and what is nowhere. Each goes over things, scholars, works and claims at once.
Times are those of the processor.
"""

from __future__ import annotations

import argparse
import random
import string
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from kg.claimtable import claim_rows
from kg.index import Index, ensure
from kg.store import Store
from queries import SEED, build

SEARCHES = 300


class Asker:
    """Makes texts to search for, always the same for a store."""

    def __init__(self, index: Index) -> None:
        self.random = random.Random(SEED)
        self.labels = [thing.label for thing in index.things(limit=5000)]
        self.sentences = [claim.row.quote for claim in index.claims(limit=5000)]

    def exact(self) -> str:
        """A label."""
        return self.random.choice(self.labels)

    def prefix(self) -> str:
        """The beginning of a label."""
        label = self.exact()
        return label[: max(2, self.random.randrange(len(label) + 1))]

    def typo(self) -> str:
        """A label with one letter left out, doubled or changed."""
        label = self.exact()
        place = self.random.randrange(len(label))
        other = self.random.choice(["", label[place] * 2, self.random.choice(string.ascii_lowercase)])
        return label[:place] + other + label[place + 1 :]

    def sentence(self) -> str:
        """Some words of a sentence."""
        words = self.random.choice(self.sentences).split()
        return " ".join(self.random.sample(words, min(len(words), self.random.randint(1, 4))))

    def nonsense(self) -> str:
        """Letters that no name has."""
        return "".join(self.random.choices(string.ascii_lowercase + " ", k=self.random.randint(3, 20)))


def report(name: str, times: list[float]) -> str:
    """A line of percentiles; ``times`` are in milliseconds."""
    ordered = sorted(times)
    p50, p99 = (ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in (0.5, 0.99))
    return f"{name:10} {len(times):4} searches  p50 {p50:6.1f} ms  p99 {p99:6.1f} ms  most {ordered[-1]:6.1f} ms"


def measure(index: Index) -> None:
    """Print a line for each sort of search, and one for all."""
    asker = Asker(index)
    index.search("qqzzqq vvkkww")  # the first of its kind reads the names
    sorts: list[Callable[[], str]] = [asker.exact, asker.prefix, asker.typo, asker.sentence, asker.nonsense]
    times: dict[str, list[float]] = {}
    for sort in sorts:
        for _ in range(SEARCHES // len(sorts)):
            text = sort()
            start = time.process_time()
            index.search(text)
            times.setdefault(sort.__name__, []).append(1000 * (time.process_time() - start))
    for name, found in times.items():
        print(report(name, found))
    print(report("all", [each for found in times.values() for each in found]))


def main() -> None:
    """Make the store if none is given, its index, and search."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--claims", type=int, default=100_000, help="claims of the made-up graph")
    parser.add_argument("--store", type=Path, help="a store to search instead; its index is kept")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        path = given.store or Path(temporary) / "kg"
        if not given.store:
            build(path, given.claims)
        start = time.process_time()
        with Store.open(path) as store:
            claims = sum(1 for _ in claim_rows(store))
        table, start = time.process_time() - start, time.process_time()
        made = ensure(path)
        whole = time.process_time() - start
        print(f"{claims:,} claims; the claim table is read in {table:.1f} s, the index made in {whole:.1f} s in all")
        print(f"{made.stat().st_size / 1e6:.1f} MB")
        index = Index(made)
        measure(index)
        index.close()


if __name__ == "__main__":
    main()
