"""How fast each engine reads documents, against spaCy's own processes, and how much memory all of them take.

    python tests/bench/engines.py --documents 5000 --engine rules --out engines.md

Not a test. The works of ``corpus/works`` are read, again from the first where there are too few, each with an id of its
own. Ways, turn about, each in a process of its own:

- ``nlp.pipe, 1`` and ``nlp.pipe, 2``: spaCy's ``nlp.pipe`` with ``n_process`` 1 and 2 in batches of 32, over the parts
  of the documents that are read. Its pipeline is the one that ``kg`` reads with; its tokenizer mends the text first,
  and one component more makes the claims, as ``kg`` does; what comes back is their number. It does without what ``kg``
  does for a whole document: the same claim counted once, scope over sentences, the list of things, the shard.
- ``local, 1`` and ``local, 2``: ``kg.engines.local`` with so many workers; what comes back are the bytes of shards.
- ``dask, 2``: ``kg.engines.cluster`` with a scheduler and two workers of one thread each, real processes, and
  one nanny.
- ``dask threads, 2``: the same with one worker of two threads, each of which has a process that reads.

``all`` counts from the start, with imports, the loading of the pipeline and of the cluster; ``reading`` counts from the
first result to the last. Ratios are to ``nlp.pipe, 2`` of the same round, the median of the rounds. Memory is that of
the whole tree of processes, sampled once a second, in MiB (1,048,576 bytes): the sum of PSS, in which memory that
processes share counts once, and the sum of RSS, in which it counts for each.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from kg.engines import Done, Settings, Work, one, reader
from kg.model import Document, Engine
from kg.read import read

HERE = Path(__file__).resolve()
WORKS = HERE.parents[2] / "corpus" / "works"
WAYS = ("nlp.pipe, 1", "nlp.pipe, 2", "local, 1", "local, 2", "dask, 2", "dask threads, 2")
BASE = "nlp.pipe, 2"


@dataclass(frozen=True, slots=True)
class Measured:
    """What one way took: seconds in all, seconds from the first result to the last, MiB at most."""

    total: float
    reading: float
    claims: int
    pss: float
    rss: float


def documents(count: int) -> list[Document]:
    """Works of the corpus in the order of their names, again from the first, each with an id of its own."""
    found = [read(path).documents[0] for path in sorted(WORKS.glob("*.md"))]
    return [replace(d, id=f"{d.id}-{i}") for i, d in enumerate(islice(cycle(found), count))]


def by_pipe(found: list[Document], processes: int, engine: Engine) -> Iterator[int]:
    """Numbers of claims of the parts of documents, from spaCy's processes."""
    from piped import claims  # which loads spaCy; in the other ways the program that asks does without

    return claims(found, processes, engine)


def by_engine(found: list[Document], settings: Settings) -> Iterator[int]:
    """Numbers of claims of documents, from an engine of the program."""
    works = [Work(d, one.key(d, settings)) for d in found]
    for result in reader(settings).read(works, settings):
        assert isinstance(result, Done), result
        yield (result.content or b"").count(b'"trigger": ')


def by_dask(found: list[Document], settings: Settings, processes: int, threads: int) -> Iterator[int]:
    """The same from a cluster of some workers with some threads each, which is started and ended."""
    sys.path.insert(0, str(HERE.parents[1] / "engines"))
    from engine_samples import cluster

    with tempfile.TemporaryDirectory() as folder, cluster(Path(folder), workers=0) as dask:
        dask.worker(processes, threads)
        yield from by_engine(found, replace(settings, scheduler=dask.address))


def run(way: str, count: int, engine: Engine) -> None:
    """Read documents in one way and print what came of it."""
    found = documents(count)
    start = time.perf_counter()
    kind, workers = way.split(", ")
    settings = Settings(workers=int(workers), engine=engine)
    numbers = {
        "nlp.pipe": lambda: by_pipe(found, int(workers), engine),
        "local": lambda: by_engine(found, settings),
        "dask": lambda: by_dask(found, replace(settings, workers=0), int(workers), 1),
        "dask threads": lambda: by_dask(found, replace(settings, workers=0), 1, int(workers)),
    }[kind]()
    claims = next(numbers)
    first = last = time.perf_counter()
    for number in numbers:
        claims += number
        last = time.perf_counter()
    print(json.dumps({"total": last - start, "reading": last - first, "claims": claims}), flush=True)


def memory(pid: int) -> tuple[float, float]:
    """PSS and RSS of a process and all below it, in MiB."""
    below: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parent = int(entry.read_text(encoding="utf-8").rpartition(")")[2].split()[1])
            below.setdefault(parent, []).append(int(entry.parent.name))
    pss, rss, todo = 0, 0, [pid]
    while todo:
        each = todo.pop()
        todo += below.get(each, [])
        with suppress(OSError):
            for line in Path(f"/proc/{each}/smaps_rollup").read_text(encoding="ascii").splitlines():
                name, _, size = line.partition(":")
                pss += int(size.split()[0]) if name == "Pss" else 0
                rss += int(size.split()[0]) if name == "Rss" else 0
    return pss / 1024, rss / 1024


def measure(way: str, count: int, engine: Engine) -> Measured:
    """Read documents in one way, in a process of its own, and watch its memory."""
    line = [sys.executable, str(HERE), "--way", way, "--documents", str(count), "--engine", engine]
    pss = rss = 0.0
    with subprocess.Popen(line, stdout=subprocess.PIPE) as process:
        while process.poll() is None:
            now = memory(process.pid)
            pss, rss = max(pss, now[0]), max(rss, now[1])
            time.sleep(1)
        assert process.stdout is not None
        said: dict[str, Any] = json.loads(process.stdout.read())
    return Measured(said["total"], said["reading"], said["claims"], pss, rss)


def table(rounds: list[dict[str, Measured]], count: int) -> Iterator[str]:
    """The medians of all rounds, as Markdown."""
    yield "| way | documents/s, all | ratio | documents/s, reading | ratio | claims | PSS, MiB | RSS, MiB |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|"
    for way in rounds[0]:
        found = [each[way] for each in rounds]
        cells = [way]
        for name in ("total", "reading"):
            speed = statistics.median(count / getattr(m, name) for m in found)
            ratio = statistics.median(getattr(each[BASE], name) / getattr(each[way], name) for each in rounds)
            cells += [f"{speed:.1f}", f"{ratio:.2f}"]
        cells += [f"{found[0].claims:,}"]
        cells += [f"{max(getattr(m, name) for m in found):,.0f}" for name in ("pss", "rss")]
        yield f"| {' | '.join(cells)} |"


def main() -> None:
    """Measure all ways, or run one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=500)
    parser.add_argument("--engine", type=Engine, choices=[Engine.RULES, Engine.BOTH], default=Engine.RULES)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--way", choices=WAYS)
    given = parser.parse_args()
    if given.way:
        run(given.way, given.documents, given.engine)
        return
    rounds: list[dict[str, Measured]] = []
    for number in range(given.rounds):
        order = WAYS if number % 2 == 0 else WAYS[::-1]
        made = {way: measure(way, given.documents, given.engine) for way in order}
        rounds.append({way: made[way] for way in WAYS})
    text = f"{given.documents:,} documents, engine {given.engine}, rounds: {given.rounds}\n\n"
    text += "\n".join(table(rounds, given.documents)) + "\n"
    if given.out:
        given.out.write_text(text, encoding="utf-8")
    print(text, end="")


if __name__ == "__main__":
    main()
