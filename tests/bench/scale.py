"""How each stage grows with the number of documents, what five million theses would cost, and what breaks first.

    python tests/bench/scale.py --documents 1000 10000 100000 --seconds 900 --json out/scale.json --out docs/scale.md

Not a test. Abstracts of about 220 words are made up for the stages that read, and shards with as many claims in a work
as the bundled corpus has for those that make a graph and ask it (``made_up.py``). Each stage runs in a process of its
own with the functions of the product (``scale_stages.py``). Time is that of the work alone; memory is the peak that is
resident, in MiB (1,048,576 bytes), beside what was taken before the work began.

A stage that by the growth so far would take more than the seconds, memory or disk allowed is left out at that size, and
those that need what it makes with it; one that takes more all the same is stopped. Every result is added to the file of
``--json`` at once: the same command, given again, goes on where it was. Theses of 40,000 words give the rate a word.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from multiprocessing.process import BaseProcess
from pathlib import Path

import scale_cost
from scale_records import Figure, Record, append, expected, load, of
from scale_stages import QUESTIONS, STAGES, TEXT_KINDS, Place, Stage, run
from table import put

NAMES = tuple(stage.name for stage in STAGES)
BEGIN = "<!-- measured: tests/bench/scale.py -->"
QUERIES = tuple(QUESTIONS)
READING = ("read", "repair", "parse", "claims")
STOPPED, FAILED = "stopped", "failed"
"""How the reason begins why a stage that was begun has no figures; the first is not tried again."""
_SLACK = 2  # times the seconds allowed that a stage may really take
_LOOK = 0.5  # seconds between two looks at a process


@dataclass(frozen=True, slots=True)
class Allowed:
    """How much a stage may take: seconds by the clock, MiB of memory, bytes of disk."""

    seconds: float
    memory: float
    disk: float


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the measures: where things lie, what is allowed, what is known so far."""

    folder: Path
    results: Path
    allowed: Allowed

    def known(self) -> list[Record]:
        """What was measured so far."""
        return load(self.results)


def measure(given: Run, kind: str, documents: int, stages: Sequence[str]) -> None:
    """Measure stages at one size, those that are not known yet; what they wrote is removed at the end."""
    known = [r for r in given.known() if (r.kind, r.documents) == (kind, documents)]
    done = {r.stage for r in known if not r.why or r.why.startswith(STOPPED)}
    wanted = [stage for stage in STAGES if stage.name in stages and stage.name not in done]
    place = Place(given.folder / f"{kind}-{documents}", kind)
    try:
        for stage in wanted:
            record = _measured(given, stage, place, documents)
            append(given.results, record)
            print(line(record), flush=True)
    finally:
        shutil.rmtree(place.folder, ignore_errors=True)


def _measured(given: Run, stage: Stage, place: Place, documents: int) -> Record:
    nothing = Record(place.kind, documents, stage.name)
    why = _too_much(given, stage, documents, place.kind) or _missing(given, stage, place, documents)
    if why:
        return replace(nothing, why=why)
    found = _apart(stage.name, place, documents, given.allowed)
    if isinstance(found, str):
        return replace(nothing, why=found)
    wall, cpu, before, peak, size, items = found
    return Record(place.kind, documents, stage.name, wall, cpu, before, peak, size, items)


def _too_much(given: Run, stage: Stage, documents: int, kind: str) -> str:
    """Why a stage is left out, if by the growth so far it would take too much."""
    found = [r for r in of(given.known(), stage.name, kind) if r.documents < documents]
    bounds: tuple[tuple[Figure, float, str], ...] = (
        (lambda r: r.wall, given.allowed.seconds, "seconds"),
        (lambda r: r.more, given.allowed.memory, "MiB"),
        (lambda r: float(r.bytes), given.allowed.disk, "bytes of disk"),
    )
    for figure, bound, unit in bounds:
        amount = expected(found, documents, figure)
        if amount is not None and amount > bound:
            return f"about {scale_cost.rounded(amount)} {unit} expected"
    return ""


def _missing(given: Run, stage: Stage, place: Place, documents: int) -> str:
    """Make what a stage needs and what is not there; says why that cannot be."""
    if getattr(place, stage.needs).exists():
        return ""
    maker = next((s for s in STAGES if s.makes == stage.needs), None)
    if maker is None:
        place.folder.mkdir(parents=True, exist_ok=True)
        unbound = Allowed(max(3600.0, 10 * given.allowed.seconds), given.allowed.memory, given.allowed.disk)
        found = _apart("texts" if stage.needs == "texts" else "shards", place, documents, unbound)
        return found if isinstance(found, str) else ""
    known = [r for r in given.known() if (r.kind, r.documents, r.stage) == (place.kind, documents, maker.name)]
    if known and known[0].why:
        return f"needs {maker.name}"
    if why := _too_much(given, maker, documents, place.kind) or _missing(given, maker, place, documents):
        return f"needs {maker.name}: {why}"
    again = _apart(maker.name, place, documents, given.allowed)
    return f"needs {maker.name}: {again}" if isinstance(again, str) else ""


def _apart(
    name: str, place: Place, documents: int, allowed: Allowed
) -> tuple[float, float, float, float, int, int] | str:
    """What a stage sends from a process of its own, or why it was stopped."""
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe(duplex=False)
    process = context.Process(target=run, args=(name, place, documents, theirs))
    process.start()
    theirs.close()
    try:
        if why := _watched(process, allowed):
            return why
        found: tuple[float, float, float, float, int, int] = mine.recv()
        return found
    except EOFError:
        return f"{FAILED} with exit code {process.exitcode}"
    finally:
        if process.is_alive():
            process.kill()
        process.join()


def _watched(process: BaseProcess, allowed: Allowed) -> str:
    """Wait until a process ends by itself; stop it where it takes too much, and say so."""
    end = time.monotonic() + _SLACK * allowed.seconds
    while process.is_alive():
        process.join(_LOOK)
        if time.monotonic() > end:
            process.kill()
            return f"{STOPPED} after {_SLACK * allowed.seconds:,.0f} seconds"
        if _resident(process.pid) > allowed.memory:
            process.kill()
            return f"{STOPPED} at {allowed.memory:,.0f} MiB"
    return ""


def _resident(pid: int | None) -> float:
    """Resident memory of a process, in MiB; 0 where the system does not tell."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    except (OSError, IndexError):
        return 0.0
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


# --- tables ------------------------------------------------------------------------------------


def line(record: Record) -> str:
    """A record as a line to read while the measures run."""
    start = f"{record.documents:>9,} {record.kind:10}{record.stage:14}"
    if record.why:
        return f"{start} left out: {record.why}"
    memory = f"{record.before:7.0f} to {record.peak:6.0f} MiB"
    return (
        f"{start}{record.wall:9.1f} s {record.cpu:9.1f} CPU s {memory} {record.bytes / 1e6:10.1f} MB {record.items:11,}"
    )


def times(records: Sequence[Record]) -> str:
    """Processor seconds by stage and size, with their exponent and that of the last step."""
    sizes = sorted({r.documents for r in records if r.kind == "abstracts"})
    head = ["stage", *(f"{size:,}" for size in sizes), "exponent", "of the last step"]
    rows = [head, ["---", *["---:"] * (len(head) - 1)]]
    for name in NAMES:
        cells = {r.documents: r for r in records if r.stage == name and r.kind == "abstracts"}
        found = of(records, name)
        exponents = [scale_cost.growth(each, lambda r: r.work) for each in (found, found[-2:])]
        rows.append([name, *(_cell(cells.get(size)) for size in sizes), *exponents])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cell(record: Record | None) -> str:
    if record is None:
        return ""
    return (
        f"left out ({record.why})" if record.why else f"{record.cpu:,.1f}" if record.cpu >= 1 else f"{record.cpu:.3f}"
    )


def sizes(records: Sequence[Record]) -> str:
    """Memory and bytes by stage at the largest size that was measured."""
    head = ["stage", "documents", "seconds", "MiB before", "peak MiB", "exponent of the difference", "MB", "counted"]
    rows = [head, ["---", *["---:"] * (len(head) - 1)]]
    for stage in STAGES:
        if found := of(records, stage.name):
            last = found[-1]
            more = scale_cost.growth(found, lambda r: r.more)
            figures = [f"{last.documents:,}", f"{last.wall:,.1f}", f"{last.before:,.0f}", f"{last.peak:,.0f}", more]
            counted = f"{last.items:,} {stage.items}"
            rows.append([stage.name, *figures, f"{last.bytes / 1e6:,.1f}" if last.bytes else "", counted])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def theses(records: Sequence[Record]) -> str:
    """What reading takes of theses and of texts that were given."""
    lines = ["| stage | of what | CPU seconds | peak MiB | counted |", "| --- | --- | ---: | ---: | ---: |"]
    for kind in TEXT_KINDS[1:]:
        for stage in STAGES:
            for r in of(records, stage.name, kind)[-1:]:
                figures = f"{r.cpu:,.1f} | {r.peak:,.0f} | {r.items:,} {stage.items}"
                lines.append(f"| {stage.name} | {kind}: {r.documents:,} | {figures} |")
    return "\n".join(lines)


def density(records: Sequence[Record], kind: str) -> float | None:
    """Claims in a thousand words of what was read, or None where it was not."""
    claims, words = of(records, "claims", kind), of(records, "repair", kind)
    return 1000 * claims[-1].items / words[-1].items if claims and words else None


CORPUS = "abstracts of the bundled corpus"
"""Where a work has so many claims and so many words."""


def report(records: Sequence[Record]) -> str:
    """All tables, in Markdown."""
    parts = [f"{environment()}. Seconds of processor time by documents:", times(records), sizes(records)]
    if rates := theses(records):
        parts.append(rates)
    try:
        parts += [_cost(records), scale_cost.table(scale_cost.breaks(records), ("what breaks", "abstracts", "basis"))]
    except ValueError as error:
        parts.append(f"No cost: {error}")
    return "\n\n".join(parts) + "\n"


def _cost(records: Sequence[Record]) -> str:
    from made_up import CLAIMS_A_WORK, WORDS_A_WORK

    found = {CORPUS: 1000 * CLAIMS_A_WORK / WORDS_A_WORK}
    if (given := density(records, "texts")) is not None:
        found["real articles"] = given
    heads = [f"{rate:.0f} claims in 1,000 words ({name})" for name, rate in found.items()]
    return scale_cost.table(scale_cost.cost(records, list(found.values())), ("figure", *heads, "from"))


def environment() -> str:
    """Cores, memory and versions."""
    from importlib.metadata import version

    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / scale_cost.GIB
    packages = ", ".join(f"{name} {version(name)}" for name in ("spacy", "pyoxigraph", "networkx"))
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}, {packages}"


def main() -> None:
    """Measure what is asked for and print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--documents", type=int, nargs="+", default=[1_000, 10_000, 100_000], help="sizes")
    parser.add_argument("--stages", nargs="+", choices=NAMES, default=NAMES)
    parser.add_argument("--theses", type=int, default=1, help="theses of 40,000 words; 0: none")
    parser.add_argument("--texts", type=Path, help="folder of real texts, to count the claims in a thousand words")
    parser.add_argument("--seconds", type=float, default=900, help="by the clock, that a stage may take at a size")
    parser.add_argument("--memory", type=float, help="MiB that a stage may take; without it 80 %% of the machine's")
    parser.add_argument("--work", type=Path, help="folder for what is made meanwhile; without it a temporary one")
    parser.add_argument("--json", type=Path, default=Path("out/scale.json"), help="results, a line each")
    parser.add_argument("--out", type=Path, help="Markdown file whose tables are replaced")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.work) as folder:
        _all(given, Path(folder))
    text = report(load(given.json))
    print("\n" + text)
    if given.out:
        put(text, given.out, BEGIN)


def _all(given: argparse.Namespace, folder: Path) -> None:
    memory = given.memory or 0.8 * os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / (1 << 20)
    # A graph is loaded beside the lines it is loaded from, and its files are written anew once.
    allowed = Allowed(given.seconds, memory, 0.25 * shutil.disk_usage(folder).free)
    this = Run(folder, given.json, allowed)
    reading = [name for name in READING if name in given.stages]
    if given.theses and reading:
        measure(this, "theses", given.theses, reading)
    if given.texts:
        files = sum(path.is_file() for path in given.texts.rglob("*"))
        shutil.copytree(given.texts, Place(folder / f"texts-{files}", "texts").texts)
        measure(this, "texts", files, [name for name in reading if name in ("repair", "claims")])
    for size in sorted(given.documents):
        measure(this, "abstracts", size, given.stages)


if __name__ == "__main__":
    main()
