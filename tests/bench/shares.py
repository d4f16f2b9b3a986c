"""Where the time of reading goes: the share of each part of it, by the rules and with the network.

    python tests/bench/shares.py --documents 200

Not a test. The first works of ``corpus/works`` are read in one process as ``extract`` reads them, one component of the
pipeline after the other over the texts of a document, and the processor time of each part is summed; time inside a part
counts for the innermost one. What spaCy's own attribute ruler and lemmatizer would take over the same texts is printed
below, for they are not run (``kg/extract/forms.py``).
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from unittest import mock

import spacy
from scoring import Table
from spacy.language import Language
from spacy.tokens import Doc
from throughput import BATCH, documents

from kg import extract
from kg.extract import blend, harvest, network, windows
from kg.extract.harvest import Block
from kg.extract.heads import Heads
from kg.extract.scope import Scopes
from kg.model import Document, Engine

REST = "all else"
PARTS: tuple[tuple[object, str, str], ...] = (
    (extract, "repair", "repair"),
    (harvest, "claims", "claims of candidates"),
    (harvest, "mentions", "things"),
    (Scopes, "scoped", "dates and places"),
    (blend.Blender, "read", "rules and network together"),
    (network.Network, "encode", "network: encoder"),
    (Heads, "spans", "network: heads"),
    (Heads, "pairs", "network: heads"),
    (Heads, "holders", "network: heads"),
    (windows, "windows", "network: windows and pairs"),
    (windows, "candidates", "network: windows and pairs"),
    (windows, "span_arrays", "network: windows and pairs"),
    (windows, "pairs", "network: windows and pairs"),
    (windows, "pair_arrays", "network: windows and pairs"),
    (windows, "choose", "network: windows and pairs"),
    (extract, "_kept", "entities and claims of a document"),
    (extract, "_entities", "entities and claims of a document"),
)
"""Where each part of the work is called by its name: owner, function, part. Generators are run through at once."""


class Clock:
    """Processor time by part; a part that calls another stands still meanwhile."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._open = [REST]
        self._since = time.process_time()

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Count for a part until the end of the block."""
        self._turn()
        self._open.append(name)
        try:
            yield
        finally:
            self._turn()
            self._open.pop()

    def _turn(self) -> None:
        now = time.process_time()
        self.seconds[self._open[-1]] += now - self._since
        self._since = now

    def timed(self, name: str, work: Callable[..., object]) -> Callable[..., object]:
        """The same work, counted for a part."""

        def run(*given: object, **named: object) -> object:
            with self.part(name):
                made = work(*given, **named)
                return iter(list(made)) if isinstance(made, Iterator) else made

        return run


def staged(clock: Clock) -> Callable[[Document, Language], Iterator[Block]]:
    """``extract._blocks``, one component of the pipeline after the other over the texts of a document."""

    def blocks(document: Document, nlp: Language) -> Iterator[Block]:
        found = list(plain(document, Tokenised(clock, nlp)))  # type: ignore[arg-type]
        yield from found

    plain = extract._blocks
    return blocks


class Tokenised:
    """A pipeline whose steps are counted, as far as ``extract._blocks`` uses one."""

    def __init__(self, clock: Clock, nlp: Language) -> None:
        self._clock, self._nlp = clock, nlp

    def make_doc(self, text: str) -> Doc:
        """The tokens of a text."""
        with self._clock.part("tokens"):
            return self._nlp.make_doc(text)

    def pipe(self, texts: Iterator[Doc], batch_size: int) -> list[Doc]:
        """Run each component over all texts of a document before the next."""
        return stages(list(texts), self._nlp, self._clock, batch_size)


def stages(texts: list[Doc], nlp: Language, clock: Clock, batch_size: int = BATCH) -> list[Doc]:
    """The texts of a document after all components, each counted by its name."""
    for name, component in nlp.pipeline:
        with clock.part(name):
            pipe = getattr(component, "pipe", None)
            texts = list(pipe(texts, batch_size=batch_size)) if pipe else [component(t) for t in texts]
    return texts


def reading(found: Sequence[Document], nlp: Language, engine: Engine) -> dict[str, float]:
    """Seconds of processor time by part."""
    clock = Clock()
    with ExitStack() as patches:
        for owner, function, part in PARTS:
            patches.enter_context(mock.patch.object(owner, function, clock.timed(part, getattr(owner, function))))
        patches.enter_context(mock.patch.object(extract, "_blocks", staged(clock)))
        with clock.part(REST):
            for _ in extract.extract(found, nlp, engine):
                pass
    return clock.seconds


def bare(found: Sequence[Document]) -> dict[str, float]:
    """The same of spaCy's own components over the same texts."""
    nlp, clock = spacy.load(extract.DEFAULT_MODEL, exclude=["ner"]), Clock()
    for document in found:
        texts = [document.text[p.start : p.end] for p in document.parts if p.role in extract._READ]
        stages([nlp.make_doc(t) for t in texts], nlp, clock)
    return clock.seconds


def table(title: str, seconds: dict[str, float]) -> Table:
    """Parts with their seconds and shares, the longest first."""
    total = sum(seconds.values())
    ranked = sorted(seconds.items(), key=lambda s: -s[1])
    rows = tuple((part, f"{spent:.2f}", f"{100 * spent / total:.1f} %") for part, spent in ranked)
    return Table(title, ("part", "seconds", "share"), (*rows, ("together", f"{total:.2f}", "100 %")), "")


def main() -> None:
    """Print a table for each engine."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--engines", nargs="+", choices=list(Engine), default=[Engine.RULES, Engine.BOTH])
    given = parser.parse_args()
    found, nlp = documents(given.documents), extract.load()
    for engine in map(Engine, given.engines):
        reading(found[:5], nlp, engine)
        print(table(f"Reading {len(found)} works, {engine}", reading(found, nlp, engine)).markdown(), flush=True)
    own = {part: spent for part, spent in bare(found).items() if part != REST}
    print(table("The components of spaCy alone", own).markdown())


if __name__ == "__main__":
    main()
