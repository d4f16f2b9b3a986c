"""How fast documents are read, against spaCy alone, and how much memory a large one takes.

    python tests/bench/throughput.py --megabytes 0.15 1.5

Not a test. Speed: the texts of ``corpus/works``, repeated, are read whole by ``extract`` and by bare ``nlp.pipe`` of
the same spaCy model with all its own components but the entity recogniser, in the same batches, in one
process, turn about; the median of the runs, in characters and seconds of processor time. The ratio is how many times as
long whole extraction takes. Memory: a document of the given size, made of the same texts and read from a file, in a
process of its own; peak of resident memory in MiB (1,048,576 bytes), as the operating system has it, beside what the
loaded pipeline takes before the document. Sizes are in megabytes (1,000,000 bytes).
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from multiprocessing.connection import Connection
from pathlib import Path

import spacy
from metering import peak
from scoring import Table
from spacy.language import Language

from kg import extract
from kg.extract import network
from kg.model import Document, Engine, Role
from kg.read import read

WORKS = Path(__file__).resolve().parents[2] / "corpus" / "works"
BATCH = 32
"""Texts a batch, as `extract` has it."""
READ = frozenset({Role.TITLE, Role.BODY, Role.KEYWORDS})
"""Roles of the parts that `extract` parses."""


def documents(count: int) -> list[Document]:
    """The first works of the corpus in the order of their names, again from the first where there are too few."""
    paths = sorted(WORKS.glob("*.md"))
    return [read(path).documents[0] for path in islice(cycle(paths), count)]


def bare(found: Iterable[Document], nlp: Language) -> None:
    """Parse what `extract` would parse, document by document."""
    for document in found:
        for _ in nlp.pipe(_texts(document), batch_size=BATCH):
            pass


def _texts(document: Document) -> Iterator[str]:
    for part in document.parts:
        if part.role in READ:
            yield document.text[part.start : part.end].replace("\n", " ")


def whole(found: Iterable[Document], nlp: Language, engine: Engine) -> int:
    """Read documents; the number of their claims."""
    return sum(len(e.claims) for e in extract.extract(found, nlp, engine))


def seconds(work: Callable[[], object]) -> float:
    """Processor time of a piece of work, all threads together."""
    start = time.process_time()
    work()
    return time.process_time() - start


@dataclass(frozen=True, slots=True)
class Speeds:
    """Processor seconds of each run by way of reading; what was read; the components of spaCy alone."""

    times: Mapping[str, Sequence[float]]
    documents: int
    characters: int
    components: Sequence[str]


BARE = "spaCy alone"
"""The way to read that the others are measured by."""


def timings(count: int, runs: int, engines: Sequence[Engine]) -> Speeds:
    """Read so many documents in each way, turn about."""
    found = documents(count)
    characters = sum(len(t) for d in found for t in _texts(d))
    plain, ours = spacy.load(extract.DEFAULT_MODEL, exclude=["ner"]), extract.load()
    ways: dict[str, Callable[[], object]] = {BARE: lambda: bare(found, plain)}
    for engine in engines:
        ways[f"extract, {engine}"] = lambda engine=engine: whole(found, ours, engine)  # type: ignore[misc]
    warm = found[:5]
    bare(warm, plain)
    for engine in engines:
        whole(warm, ours, engine)
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(runs):
        for name, work in ways.items():
            times[name].append(seconds(work))
    return Speeds(times, count, characters, plain.pipe_names)


def speed(count: int, runs: int, engines: Sequence[Engine]) -> Table:
    """The median time of each way to read, and its ratio to bare parsing."""
    found = timings(count, runs, engines)
    base = statistics.median(found.times[BARE])
    rows = []
    for name, taken in found.times.items():
        median = statistics.median(taken)
        spread = f"{min(taken):.2f} to {max(taken):.2f}"
        rows.append((name, f"{median:.2f}", spread, f"{found.characters / median:,.0f}", f"{median / base:.2f}"))
    note = f"{count} documents, {found.characters:,} characters that are parsed, {runs} runs."
    note += f" Components of spaCy alone: {', '.join(found.components)}."
    return Table(
        "Speed", ("way", "seconds, median", "least to most", "characters a second", "ratio"), tuple(rows), note
    )


# --- memory ------------------------------------------------------------------------------------


def large(path: Path, size: int) -> None:
    """Write a document of about so many bytes, of the works' texts in turn."""
    with path.open("w", encoding="utf-8") as file:
        written = 0
        for work in cycle(sorted(WORKS.glob("*.md"))):
            document = read(work).documents[0]
            text = "\n\n".join(_texts(document)) + "\n\n"
            file.write(text[: size - written])  # the texts are ASCII but for a few letters
            written += len(text.encode())
            if written >= size:
                return


def _measure(path: Path, engine: Engine, pipe: Connection) -> None:
    nlp = extract.load()
    if engine is not Engine.RULES:
        network.load()
    whole(documents(3), nlp, engine)
    before = peak()
    start = time.perf_counter()
    claims = whole([read(path).documents[0]], nlp, engine)
    pipe.send((before, peak(), time.perf_counter() - start, claims))


def memory(sizes: Sequence[float], engines: Sequence[Engine]) -> Table:
    """Peak memory over documents of these sizes, in megabytes."""
    context = multiprocessing.get_context("spawn")
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            path = Path(folder) / f"document-{size}.txt"
            large(path, round(size * 1_000_000))
            for engine in engines:
                mine, theirs = context.Pipe(duplex=False)
                process = context.Process(target=_measure, args=(path, engine, theirs))
                process.start()
                theirs.close()
                before, most, taken, claims = mine.recv()
                process.join()
                figures = (f"{before:.0f}", f"{most:.0f}", f"{most - before:.0f}", f"{taken:.1f}", str(claims))
                rows.append((f"{size:g}", engine, *figures))
                print(f"{size:g} MB, {engine}: peak {most:.0f} MiB, {taken:.1f} s", flush=True)
    head = ("document, MB", "engine", "MiB before", "peak MiB", "more", "seconds", "claims")
    return Table("Memory", head, tuple(rows), "Seconds are wall-clock time, with the reading of the file.")


def main() -> None:
    """Print both tables, and write them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, help="Markdown file for the tables")
    parser.add_argument("--documents", type=int, default=200, help="documents of each run; 0: no measure of speed")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--engines", nargs="+", choices=list(Engine), default=[Engine.RULES, Engine.BOTH])
    parser.add_argument("--megabytes", nargs="*", type=float, default=[0.15, 1.5], help="sizes of large documents")
    given = parser.parse_args()
    engines = [Engine(e) for e in given.engines]
    done = [speed(given.documents, given.runs, engines).markdown()] if given.documents else []
    print("\n".join(done), flush=True)
    if given.megabytes:
        done.append(memory(given.megabytes, engines).markdown())
        print("\n" + done[-1], flush=True)
    if given.out:
        given.out.parent.mkdir(parents=True, exist_ok=True)
        given.out.write_text("# Throughput, measured\n\n" + "\n".join(done), encoding="utf-8")


if __name__ == "__main__":
    main()
