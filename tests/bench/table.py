"""What the product takes beside the bare library that does the heart of it: one table of ratios.

    python tests/bench/table.py --out docs/benchmarks.md

Not a test. Both sides of a row do the same work in the same run, turn about; the ratio is that of the product to the
library, the median of the runs, and below 1 where the product takes less. Each row names the command that measures it
alone. With ``--out`` the table takes the place of the one between two marks in a file. ``--small`` measures little, to
see that everything runs; its ratios say nothing.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import chain
from pathlib import Path

BEGIN, END = "<!-- measured: make bench -->", "<!-- end -->"
_PACKAGES = ("spacy", "onnxruntime", "pyoxigraph", "pyvis")
_AGAINST = {
    "spacy": "`nlp.pipe` of spaCy without entity recogniser, same texts",
    "pipe": "`nlp.pipe(n_process=2)` of spaCy, same components, same texts",
    "load": "`bulk_load` of pyoxigraph, same N-Quads",
    "query": "the same SPARQL in pyoxigraph, same graph",
    "page": "a page of vis-network by pyvis, same nodes, edges, places",
}


@dataclass(frozen=True, slots=True)
class Ratio:
    """One row: what is compared with what, the ratio of each run, how much was done, and the command for it alone."""

    what: str
    against: str
    ratios: tuple[float, ...]
    size: str
    command: str

    def cells(self) -> tuple[str, ...]:
        """The row as text."""
        spread = f"{min(self.ratios):.2f} to {max(self.ratios):.2f}" if len(self.ratios) > 1 else "one run"
        return (
            self.what,
            self.against,
            f"{statistics.median(self.ratios):.2f}",
            spread,
            self.size,
            f"`{self.command}`",
        )


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured: documents read by one process and by several, claims assembled and of the graph, runs."""

    documents: int
    assembled: int
    asked: int
    spread: int
    runs: int


USUAL = Sizes(documents=100, assembled=50_000, asked=10_000, spread=500, runs=3)
SMALL = Sizes(documents=2, assembled=100, asked=100, spread=4, runs=1)


def reading(sizes: Sizes, _: Path) -> Iterator[Ratio]:
    """Reading claims beside parsing, by processor time."""
    from throughput import BARE, timings

    from kg.model import Engine

    found = timings(sizes.documents, sizes.runs, (Engine.RULES, Engine.BOTH))
    command = f"python tests/bench/throughput.py --documents {sizes.documents} --megabytes"
    named = {"extract, rules": "read claims by rules", "extract, both": "read claims by rules and network"}
    for way, what in named.items():
        yield Ratio(
            what, _AGAINST["spacy"], _each(found.times[way], found.times[BARE]), f"{sizes.documents} works", command
        )


def _each(ours: Sequence[float], bare: Sequence[float]) -> tuple[float, ...]:
    return tuple(one / max(other, 1e-6) for one, other in zip(ours, bare, strict=True))


def assembly(sizes: Sizes, folder: Path) -> Iterator[Ratio]:
    """Making the graph of linked claims and loading it beside loading alone."""
    from assembly import measure

    found = []
    for run in range(sizes.runs):
        place = folder / f"assembly-{run}"
        place.mkdir()
        found.append(measure(sizes.assembled, place))
    size, command = f"{sizes.assembled:,} claims", f"python tests/bench/assembly.py --claims {sizes.assembled}"
    times = tuple(outcome.assembly.cpu / outcome.alone.cpu for outcome in found)
    memory = tuple(outcome.memory[2] / outcome.alone_memory for outcome in found)
    yield Ratio("assemble and load, processor time", _AGAINST["load"], times, size, command)
    yield Ratio("link, assemble and load, peak memory", _AGAINST["load"], memory, size, command)


def questions(sizes: Sizes, folder: Path) -> Iterator[Ratio]:
    """Ready questions beside their SPARQL; the answers must be equal.

    Raises:
        ValueError: they are not.
    """
    from direct import measure, whole

    found = list(measure(_graph(sizes, folder), runs=sizes.runs))
    if differing := [one.question for one in found if not one.equal]:
        raise ValueError(f"answers differ from those of pyoxigraph: {', '.join(differing)}")
    size, command = f"{sizes.asked:,} claims", f"python tests/bench/direct.py --claims {sizes.asked}"
    worst = max(found, key=lambda one: one.ratio)
    all_together = f"{len(found)} ready questions, processor time of all"
    yield Ratio(all_together, _AGAINST["query"], (whole(found),), size, command)
    labels = (whole(found, look_up=True),)
    yield Ratio("the same, with what labels name looked up", _AGAINST["query"], labels, size, command)
    yield Ratio(f"the worst of them: {worst.question}", _AGAINST["query"], _each(worst.ours, worst.bare), size, command)


def _graph(sizes: Sizes, folder: Path) -> Path:
    """The store that is asked and drawn, made where it is not there yet."""
    from network import build

    if not (folder / "kg" / "CURRENT").exists():
        build(folder / "kg", sizes.asked)
    return folder / "kg"


def page(sizes: Sizes, folder: Path) -> Iterator[Ratio]:
    """The page of ``kg view`` beside one of pyvis: writing it, its bytes, and opening it, if there is a browser."""
    import json

    import network

    kg = (sys.executable, "-m", "kg", "view", "--store", _graph(sizes, folder))
    view, plain, data = (folder / name for name in ("view.html", "pyvis.html", "drawn.json"))
    ours, bare = [], []
    for _ in range(sizes.runs):
        ours.append(network.run((*kg, "--out", view), view))
        data.write_text(json.dumps(network.drawn(view)), encoding="utf-8")
        bare.append(network.run((sys.executable, network.__file__, "--bare", data, plain), plain))
    size, command = f"{sizes.asked:,} claims", f"python tests/bench/network.py --claims {sizes.asked}"
    times = _each([run.cpu for run in ours], [run.cpu for run in bare])
    yield Ratio("write the page, processor time", _AGAINST["page"], times, size, command)
    yield Ratio("the page, bytes", _AGAINST["page"], (ours[0].size / bare[0].size,), size, command)
    with network.browser(folder / "profile") as chromium:
        if chromium:
            opened = network.opened(chromium, folder)
            yield Ratio(
                "the page, first usable in Chromium", _AGAINST["page"], (opened.view / opened.pyvis,), size, command
            )


def engines(sizes: Sizes, _: Path) -> Iterator[Ratio]:
    """Reading by two processes of each engine beside two of spaCy, by the clock, start-up apart."""
    from engines import BASE, measure

    from kg.model import Engine

    command = f"python tests/bench/engines.py --documents {sizes.spread}"
    ways = {"local, 2": "read with two workers of `--on local`", "dask, 2": "read with two workers of `--on dask`"}
    rounds = [{way: measure(way, sizes.spread, Engine.RULES) for way in (BASE, *ways)} for _ in range(sizes.runs)]
    for way, what in ways.items():
        ratios = _each([r[way].reading for r in rounds], [r[BASE].reading for r in rounds])
        yield Ratio(what, _AGAINST["pipe"], ratios, f"{sizes.spread} works", command)


PARTS: tuple[Callable[[Sizes, Path], Iterator[Ratio]], ...] = (reading, engines, assembly, questions, page)
"""What is measured, in the order of the table."""


def rows(sizes: Sizes) -> list[Ratio]:
    """Measure everything."""
    found: list[Ratio] = []
    with tempfile.TemporaryDirectory() as folder:
        for row in chain.from_iterable(part(sizes, Path(folder)) for part in PARTS):
            found.append(row)
            print(f"{row.what}: {row.cells()[2]}", file=sys.stderr, flush=True)
    return found


def markdown(found: Sequence[Ratio], sizes: Sizes) -> str:
    """The table, and what it was measured with."""
    head = ("kg", "beside", "ratio", "least to most", "size", "alone")
    lines = [head, ("---", "---", "---:", "---", "---", "---"), *(row.cells() for row in found)]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    used = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    runs = f"{sizes.runs} runs, turn about" if sizes.runs > 1 else "one run"
    return f"{table}\n\n{os.cpu_count()} cores, Python {platform.python_version()}, {used}; {runs}.\n"


def put(text: str, path: Path, begin: str = BEGIN) -> None:
    """Put a table between the two marks of a file.

    Raises:
        ValueError: the file has no such marks.
    """
    page, count = path.read_text(encoding="utf-8"), 0
    new, count = re.subn(
        f"{re.escape(begin)}.*?{re.escape(END)}", lambda _: f"{begin}\n\n{text}\n{END}", page, flags=re.S
    )
    if count != 1:
        raise ValueError(f"{path}: has no place for the table; put {begin} and {END} into it, each on a line")
    path.write_text(new, encoding="utf-8")


def main() -> None:
    """Measure, print the table, and put it into a file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--small", action="store_true", help="measure little, to see that everything runs")
    parser.add_argument("--out", type=Path, help="Markdown file whose table is replaced")
    given = parser.parse_args()
    sizes = SMALL if given.small else USUAL
    text = markdown(rows(sizes), sizes)
    print(text)
    if given.out:
        put(text, given.out)


if __name__ == "__main__":
    main()
