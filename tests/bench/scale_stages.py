"""The stages whose growth is measured, each as a function that is run in a process of its own.

A stage does with the functions of the product what a command does, and counts only the time of that: what is made for
it beforehand (texts, shards) and what it needs of other stages (mended text for the parser) is not counted. ``claims``
is all of reading claims, with mending and parsing in it; ``assemble`` is all of making the graph but loading it, with
linking in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from metering import Meter, peak

if TYPE_CHECKING:
    from kg.model import Document

BATCH = 256  # documents between two looks at the clock
TEXTS = 32
"""Texts that the parser takes at once, as ``kg.extract`` has it."""
NOTHING = (0.0, 0.0, 0.0, 0.0, 0, 0)
"""What is sent where nothing was measured."""
WORDS = 40_000
"""Words of a thesis."""
TEXT_KINDS = ("abstracts", "theses", "texts")
QUESTIONS = {
    "query: names": ("names-of-a-thing", "what one thing is called, a look-up"),
    "query: pairs": ("mechanisms-for-obstacle", "what addresses an obstacle, a join of five properties, counted"),
    "query: years": ("attention-by-year", "how many works speak of each thing, year by year, over all claims"),
}
"""The ready questions that stand for the others: the stage, the question, and what it asks."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the material of one size lies."""

    folder: Path
    kind: str = "abstracts"

    @property
    def texts(self) -> Path:
        """Files of documents."""
        return self.folder / "texts"

    @property
    def store(self) -> Path:
        """A store: first its shards, then its graph."""
        return self.folder / "kg"

    @property
    def quads(self) -> Path:
        """The sorted lines of the graph; the name of the graph stands in a file beside them."""
        return self.folder / "quads.nq"

    @property
    def graph(self) -> Path:
        """What names the graph that readers open."""
        return self.store / "CURRENT"

    @property
    def page(self) -> Path:
        """The page of ``kg view``."""
        return self.folder / "graph.html"


@dataclass(frozen=True, slots=True)
class Found:
    """What a stage counted and wrote, and the memory that the process had taken before its work."""

    items: int
    bytes: int
    before: float


Work = Callable[[Place, Meter], Found]


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage: what it does, what it needs and makes (names of paths of ``Place``), and what it counts."""

    name: str
    work: Work
    needs: str
    items: str
    makes: str = ""


# --- made beforehand ----------------------------------------------------------------------------


def make_texts(place: Place, documents: int) -> None:
    """Write abstracts or theses."""
    from made_up import results, theses

    from kg import vocab

    labels = [c.label for c in vocab.load().concepts]
    place.texts.mkdir(parents=True, exist_ok=True)
    if place.kind == "theses":
        theses(place.texts, documents, WORDS, labels)
    else:
        results(place.texts, documents, labels)


def make_shards(place: Place, documents: int) -> None:
    """Write the shards of so many works with made-up claims into a store."""
    from made_up import Growing

    from kg import shards
    from kg.store import writer

    with writer(place.store) as target:
        for extraction, _ in Growing(documents).works():
            target.write_shard(extraction.document.id, shards.dump(extraction, "made-up"))


# --- from files to claims -----------------------------------------------------------------------


def _size(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(p.stat().st_size for p in path.rglob("*") if p.is_file())


def _read(place: Place, meter: Meter) -> Found:
    from kg.read import Reading, read_all

    before = peak()
    with meter:  # held together, as a build holds them
        found = [r for r in read_all([place.texts]) if isinstance(r, Reading)]
    return Found(sum(len(r.documents) for r in found), _size(place.texts), before)


def _batches(place: Place) -> Iterator[list[Document]]:
    from kg.read import Reading, read_all

    readings = (r for r in read_all([place.texts]) if isinstance(r, Reading))
    documents = (document for reading in readings for document in reading.documents)
    while batch := list(islice(documents, BATCH)):
        yield batch


def _parts(documents: Iterable[Document]) -> Iterator[tuple[int, str]]:
    from kg.model import Role

    for document in documents:
        for part in document.parts:
            if part.role is not Role.SKIPPED:
                yield part.start, document.text[part.start : part.end]


def _repair(place: Place, meter: Meter) -> Found:
    from kg.repair import repair

    repair("Both sides gain.")  # so that its tables are loaded
    before, words = peak(), 0
    for batch in _batches(place):
        parts = list(_parts(batch))
        words += sum(len(text.split()) for _, text in parts)
        with meter:
            for start, text in parts:
                repair(text, start)
    return Found(words, 0, before)


def _parse(place: Place, meter: Meter) -> Found:
    from kg.extract import load
    from kg.repair import repair

    nlp = load()
    ours = [name for name in nlp.pipe_names if name.startswith("igr_")]
    words = 0
    with nlp.select_pipes(disable=ours):
        before = peak()
        for batch in _batches(place):
            for document in batch:  # a document by itself, as it is read
                mended = [repair(text, start).text for start, text in _parts([document])]
                words += sum(len(text.split()) for text in mended)
                with meter:
                    for _ in nlp.pipe(mended, batch_size=TEXTS):
                        pass
    return Found(words, 0, before)


def _claims(place: Place, meter: Meter) -> Found:
    from kg import shards
    from kg.extract import extract, load, network
    from kg.model import Engine

    nlp = load()
    network.load()
    before, claims, size = peak(), 0, 0
    for batch in _batches(place):
        with meter:
            found = list(extract(batch, nlp, Engine.BOTH))
        claims += sum(len(e.claims) for e in found)
        size += sum(len(shards.dump(e, "")) for e in found)
    return Found(claims, size, before)


# --- from claims to a graph ---------------------------------------------------------------------


def _link(place: Place, meter: Meter) -> Found:
    from kg import publish
    from kg.holdings import Shards

    before = peak()
    with meter:
        claims = sum(1 for _ in publish.linked(Shards(place.store)))
    return Found(claims, _size(place.store / "documents"), before)


def _assemble(place: Place, meter: Meter) -> Found:
    from kg import loading, publish
    from kg.store import Writer, writer

    class Unloaded(Writer):
        """Writes the lines of the graph, sorted, and loads nothing."""

        def publish(self, lines: Iterable[str], vocabulary: Iterable[Path]) -> str:
            return loading.write_sorted(lines, loading.vocabulary(vocabulary), place.quads)

    before = peak()
    with writer(place.store), meter:
        made = publish.publish(Unloaded(place.store))
    place.quads.with_suffix(".name").write_text(made.generation, encoding="ascii")
    return Found(made.claims, _size(place.quads), before)


def _load(place: Place, meter: Meter) -> Found:
    from kg import disk, loading, vocab
    from kg.store import writer

    name = place.quads.with_suffix(".name").read_text(encoding="ascii")
    folder = place.store / "graphs" / name
    terms = loading.vocabulary(vocab.ontology_files())
    before = peak()
    with writer(place.store):
        disk.discard(folder)
        with meter:
            loading.load(place.quads, terms, folder)
        disk.write(place.graph, f"{name}\n".encode())
    with place.quads.open("rb") as lines:
        return Found(sum(1 for _ in lines), _size(folder), before)


# --- from a graph to answers --------------------------------------------------------------------


def _question(name: str) -> Work:
    def work(place: Place, meter: Meter) -> Found:
        from kg import reports
        from kg.store import Store

        with Store.open(place.store) as store:
            before = peak()
            with meter:
                rows = store.select(reports.ask(store, name, {})).rows
        return Found(len(rows), 0, before)

    return work


def _network(place: Place, meter: Meter) -> Found:
    from kg import patterning
    from kg.networks import Filter, Roll
    from kg.store import Store

    before = peak()
    with Store.open(place.store) as store, meter:
        study = patterning.study(store, Filter(), Roll.VOCABULARY, seed=0, draws=2000)
        written = patterning.write(study, patterning.report(study), place.folder / "patterns")
    return Found(len(study.claims), sum(_size(path) for path in written), before)


def _page(place: Place, meter: Meter) -> Found:
    from kg import viewing
    from kg.networks import Filter
    from kg.store import Store

    before = peak()
    with Store.open(place.store) as store, meter:
        _, claims = viewing.view(store, place.page, Filter(), viewing.Part())
    return Found(claims, _size(place.page), before)


STAGES = (
    Stage("read", _read, "texts", "documents"),
    Stage("repair", _repair, "texts", "words"),
    Stage("parse", _parse, "texts", "words"),
    Stage("claims", _claims, "texts", "claims"),
    Stage("link", _link, "store", "claims"),
    Stage("assemble", _assemble, "store", "claims", makes="quads"),
    Stage("load", _load, "quads", "quads", makes="graph"),
    *(Stage(name, _question(question), "graph", "rows") for name, (question, _) in QUESTIONS.items()),
    Stage("network", _network, "graph", "claims"),
    Stage("page", _page, "graph", "claims"),
)
"""In the order of the work."""


def run(name: str, place: Place, documents: int, pipe: Connection) -> None:
    """Do a stage, or make texts or shards, and send what it took."""

    makers = {"texts": make_texts, "shards": make_shards}
    if name in makers:
        makers[name](place, documents)
        pipe.send(NOTHING)
        return
    stage, meter = next(s for s in STAGES if s.name == name), Meter()
    found = stage.work(place, meter)
    pipe.send((meter.wall, meter.cpu, found.before, peak(), found.bytes, found.items))
