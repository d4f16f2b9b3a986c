"""How long it takes to make a graph of claims that were read before, beside how long loading it takes alone.

    python tests/bench/assembly.py --claims 100000
    python tests/bench/assembly.py --growth 10000 100000 1000000

Not a test. A store is given the made-up works of ``queries.py`` as shards, and ``kg.publish.publish`` makes its graph;
then Oxigraph's own ``bulk_load`` reads the same N-Quads from a file into a fresh store. Each runs in a process of its
own. Seconds are those of a part without the parts inside it; memory is the peak that is resident, in MiB (1,048,576
bytes). The ratio is all that publishing does but linking (reading shards, linking mentions, telling scholars apart) to
``bulk_load``; the vocabulary, which has the same size in any store, is counted to the former alone. The exponent of
growth is the slope between two sizes, on logarithmic scales, of the time that publishing takes: 1 is linear.
"""

from __future__ import annotations

import argparse
import multiprocessing
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice, pairwise
from math import log
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pyoxigraph as ox
from metering import peak

from kg import disagree, loading, publish, scholars, shards
from kg.store import Store, writer
from queries import Maker

LINKING = ("read shards", "link", "scholars")
"""Parts that come before a claim is linked."""
ASSEMBLY = ("assemble", "disagreements", "lines", "sort", "vocabulary", "load", "rest")
"""All other parts."""
_CHUNK = 4096  # lines or claims made between two looks at the clock


@dataclass(frozen=True, slots=True)
class Seconds:
    """Wall-clock time, and processor time of all threads together."""

    wall: float = 0.0
    cpu: float = 0.0

    @classmethod
    def now(cls) -> Seconds:
        """What both clocks show."""
        return cls(time.perf_counter(), time.process_time())

    def __add__(self, other: Seconds) -> Seconds:
        return Seconds(self.wall + other.wall, self.cpu + other.cpu)

    def __sub__(self, other: Seconds) -> Seconds:
        return Seconds(self.wall - other.wall, self.cpu - other.cpu)


class Clock:
    """The seconds of each part of a piece of work, without those of the parts inside it; and the memory so far."""

    def __init__(self) -> None:
        self.spent: dict[str, Seconds] = {}
        self.most: dict[str, float] = {}
        self._parts = ["rest"]
        self._since = Seconds.now()

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Count to a part what is done meanwhile."""
        self._turn()
        self._parts.append(name)
        try:
            yield
        finally:
            self._turn()
            self.most[self._parts.pop()] = peak()

    def _turn(self) -> None:
        now, part = Seconds.now(), self._parts[-1]
        self.spent[part] = self.spent.get(part, Seconds()) + now - self._since
        self._since = now

    def call(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """A function whose calls are counted to a part."""

        def timed(*given: Any, **named: Any) -> Any:
            with self.part(name):
                return work(*given, **named)

        return timed

    def steps(self, name: str, work: Callable[..., Any], chunk: int = 1) -> Callable[..., Any]:
        """A generator function whose steps are counted to a part, so many at a time."""

        def timed(*given: Any) -> Iterator[Any]:
            left = iter(work(*given))
            while True:
                with self.part(name):
                    found = list(islice(left, chunk))
                if not found:
                    return
                yield from found

        return timed

    @contextmanager
    def watch(self) -> Iterator[None]:
        """Time the parts of publishing."""
        calls = [
            (scholars, "work", "scholars"),
            (scholars, "Scholars", "scholars"),
            (publish, "assemble", "assemble"),
            (publish, "chains", "assemble"),
            (disagree, "disagreements", "disagreements"),
            (loading, "vocabulary", "vocabulary"),
            (loading, "write_sorted", "sort"),
            (loading, "load", "load"),
        ]
        with ExitStack() as stack:
            for module, name, part in calls:
                stack.enter_context(patch.object(module, name, self.call(part, getattr(module, name))))
            steps = [("_extractions", "read shards", 1), ("link", "link", _CHUNK), ("_lines", "lines", _CHUNK)]
            for name, part, chunk in steps:
                stack.enter_context(patch.object(publish, name, self.steps(part, getattr(publish, name), chunk)))
            self._since = Seconds.now()
            yield
            self._turn()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run took.

    Attributes:
        quads: of the works and what they say together; the vocabulary has the same number in any store.
        parts: seconds of the parts of publishing.
        memory: peak before publishing, before loading, and after it.
        alone: seconds of ``bulk_load`` in a process that does nothing else.
        alone_memory: peak of that process.
    """

    claims: int
    quads: int
    parts: Mapping[str, Seconds]
    memory: tuple[float, float, float]
    alone: Seconds
    alone_memory: float

    @property
    def linking(self) -> Seconds:
        """What comes before a claim is linked."""
        return sum((self.parts.get(name, Seconds()) for name in LINKING), Seconds())

    @property
    def assembly(self) -> Seconds:
        """All that comes after it, and loading."""
        return self.whole - self.linking

    @property
    def whole(self) -> Seconds:
        """Publishing."""
        return sum(self.parts.values(), Seconds())


def fill(root: Path, claims: int) -> None:
    """Make a store of the shards of made-up works."""
    with writer(root) as target:
        for extraction, _ in Maker(claims).works():
            target.write_shard(extraction.document.id, shards.dump(extraction, "made-up"))


def _publish(root: Path, pipe: Connection) -> None:
    before, clock = peak(), Clock()
    with writer(root) as target, clock.watch():
        made = publish.publish(target)
    pipe.send((made.claims, clock.spent, (before, clock.most["sort"], peak())))


def _write(root: Path, quads: Path, pipe: Connection) -> None:
    """The graph of the works as a file."""
    count = 0
    with Store.open(root) as store, quads.open("wb") as file:
        for line in store.nquads():
            if not line.endswith(_OF_VOCABULARY):
                file.write(line)
                count += 1
    pipe.send(count)


_OF_VOCABULARY = f"{loading.VOCABULARY} .\n".encode()


def _load(quads: Path, folder: Path, pipe: Connection) -> None:
    start = Seconds.now()
    store = ox.Store(folder)
    store.bulk_load(path=quads, format=ox.RdfFormat.N_QUADS)
    store.flush()
    pipe.send((Seconds.now() - start, peak()))


def apart(work: Callable[..., None], *given: object) -> Any:
    """What a function sends, run in a process of its own.

    Raises:
        EOFError: it ended without sending anything.
    """
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(*given, theirs))
    process.start()
    theirs.close()
    try:
        return mine.recv()
    finally:
        process.join()


def measure(claims: int, folder: Path) -> Outcome:
    """Publish so many claims, and load what came of it alone."""
    root, quads = folder / "kg", folder / "quads.nq"
    fill(root, claims)
    made, parts, memory = apart(_publish, root)
    count = apart(_write, root, quads)
    alone, alone_memory = apart(_load, quads, folder / "alone")
    return Outcome(made, count, parts, memory, alone, alone_memory)


def report(found: Outcome) -> str:
    """The figures of a run, a line a part."""
    rows = [(name, found.parts.get(name, Seconds())) for name in (*LINKING, *ASSEMBLY)]
    rows += [("= linking", found.linking), ("= assembly", found.assembly), ("bulk_load alone", found.alone)]
    ratio = found.assembly.wall / found.alone.wall, found.assembly.cpu / found.alone.cpu
    before, linked, most = found.memory
    a_claim = (linked - before) * (1 << 10) / found.claims
    memory = (
        f"peak MiB: {before:.0f} at first, {linked:.0f} before loading ({a_claim:.1f} KiB a claim), {most:.0f} after"
    )
    return "\n".join(
        (
            f"{found.claims:,} claims, {found.quads:,} quads",
            f"{'part':16}{'s':>9}{'CPU s':>9}{'CPU µs a claim':>17}",
            *(f"{name:16}{s.wall:9.2f}{s.cpu:9.2f}{1e6 * s.cpu / found.claims:17.1f}" for name, s in rows),
            f"assembly to bulk_load alone: {ratio[0]:.2f}, of CPU {ratio[1]:.2f}; the goal is 1.5",
            f"{memory}; bulk_load alone {found.alone_memory:.0f}",
        )
    )


def growth(found: Sequence[Outcome]) -> str:
    """How the time of publishing grows from each size to the next, with and without linking, and the memory."""
    lines = []
    for one, other in pairwise(found):
        step = log(other.claims / one.claims)
        more = (other.memory[1] - one.memory[1]) * (1 << 10) / (other.claims - one.claims)
        lines.append(f"{one.claims:,} to {other.claims:,} claims, memory before loading: {more:.1f} KiB a claim more")
        for name in ("whole", "assembly"):
            a, b = getattr(one, name), getattr(other, name)
            lines.append(
                f"{one.claims:,} to {other.claims:,} claims, {name}: {b.wall / a.wall:.1f} times as long,"
                f" exponent {log(b.wall / a.wall) / step:.2f}, of CPU {log(b.cpu / a.cpu) / step:.2f}"
            )
    return "\n".join(lines)


def main() -> None:
    """Print the figures of one size, or of several with their growth."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--claims", type=int, default=100_000, help="made-up claims")
    parser.add_argument("--growth", type=int, nargs="*", help="sizes to compare; 10000 and 100000 if none is given")
    given = parser.parse_args()
    sizes = [given.claims] if given.growth is None else given.growth or [10_000, 100_000]
    found = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            found.append(measure(size, Path(folder)))
        print(report(found[-1]) + "\n", flush=True)
    if len(found) > 1:
        print(growth(found))


if __name__ == "__main__":
    main()
