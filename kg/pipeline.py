"""Joins the stages: files to a store, and a store to everything that is asked of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg import evaluate, shards
from kg.engines import Lost, Say, Work, reader
from kg.engines import Settings as Settings
from kg.engines.one import key
from kg.export.annotations import record
from kg.model import Document, Extraction, StoreError, digest
from kg.publish import Published, publish
from kg.read import Ignored, Intake, Reading, Refusal, intake, read_all
from kg.resources import data_dir
from kg.store import Store, Writer, writer


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


def _silent(_: str) -> None: ...


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


def extractions(found: Iterable[Document], settings: Settings) -> Iterator[Extraction | Refusal]:
    """Read the claims of documents, one at a time, in the order given; what cannot be read comes out as refused."""
    works = [Work(document, "") for document in found]
    waiting: dict[str, Extraction | Refusal] = {}
    with closing(reader(settings).read(works, settings)) as results:
        for work in works:
            while work.document.id not in waiting:
                result = next(results)
                read = _refusal(result) if isinstance(result, Lost) else shards.load(result.content or b"")
                waiting[result.document] = read
            yield waiting.pop(work.document.id)


def read_of(results: Iterable[Extraction | Refusal], lost: list[Refusal]) -> Iterator[Extraction]:
    """What was read of :func:`extractions`, as it comes; what was refused is added to ``lost``."""
    for result in results:
        if isinstance(result, Refusal):
            lost.append(result)
        else:
            yield result


def build(
    paths: Sequence[Path],
    store: Path,
    settings: Settings,
    progress: Progress = _silent,
    say: Say = _silent,
    place: str = "",
) -> BuildReport:
    """Add documents to a store, or replace those of the same id, and make its graph anew.

    What was read before from the same text with the same rules is not read again, so a build that was
    stopped goes on where it was, and what was lost is tried again.

    Args:
        paths: files, folders, archives.
        store: the folder of the store.
        settings: how documents are read, and where.
        progress: is told the id of each document that was read.
        say: is told what happens to a cluster.
        place: fsspec URL where the documents of the store lie from now on; empty where they lie already.

    Raises:
        StoreError: the store cannot be written.
        ModelError: the spaCy pipeline is missing or unfit.
        EngineError: nothing can be read any more; the same build goes on.
    """
    given = documents(paths, settings)
    with writer(store) as target:
        if place:
            target.lay(place)
        for report in (*given.intakes, *_refused(given)):
            target.write_report(digest(report.path), intake.dump(report))
        wanted = [Work(d, key(d, settings)) for d in given.documents]
        held = target.shelf.keys(shards.key_of)
        stale = _stale(target, held, {d.id for d in given.documents}, settings)
        fresh = [w for w in [*wanted, *stale] if held.get(shards.name(w.document.id)) != w.key]
        lost = _read(fresh, target, settings, progress, say)
        made = _publish(target, settings)
    return BuildReport(
        documents=made.documents,
        read=len(fresh) - len(lost),
        unchanged=len(wanted) + len(stale) - len(fresh),
        refused=(*given.refused, *lost),
        sentences=made.sentences,
        claims=made.claims,
        propositions=made.propositions,
        generation=made.generation,
        merged=made.merged,
        intakes=given.intakes,
        ignored=given.ignored,
    )


def _read(
    works: Sequence[Work], target: Writer, settings: Settings, progress: Progress, say: Say
) -> tuple[Refusal, ...]:
    """Read documents into the store, each kept as soon as it is read, and say which were lost."""
    keys = {w.document.id: w.key for w in works}
    lost: list[Refusal] = []
    with closing(reader(settings, say).read(works, settings, target.shelf)) as results:
        for result in results:
            if isinstance(result, Lost):
                lost.append(_refusal(result))
                continue
            if result.content is not None:
                target.write_shard(shards.name(result.document), result.content, keys[result.document])
            progress(result.document)
    return tuple(sorted(lost, key=lambda refusal: refusal.reason))


def _refusal(lost: Lost) -> Refusal:
    return Refusal(lost.source, lost.reason)


def _publish(target: Writer, settings: Settings) -> Published:
    if not settings.scheduler:
        return publish(target)
    from kg.engines import assembly, cluster  # which load Dask

    with cluster.connected(settings.scheduler) as client:
        cluster.agree(client, settings.scheduler, settings)
        return assembly.publish(target, client)


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


def _stale(target: Writer, held: Mapping[str, str], given: set[str], settings: Settings) -> list[Work]:
    """Documents of the store that were read with other rules than today's, but for those given."""
    taken = {shards.name(id) for id in given}
    loaded = (shards.document(target.read_shard(name)) for name in held if name not in taken)
    works = (Work(document, key(document, settings)) for document in loaded)
    return [work for work in works if held[shards.name(work.document.id)] != work.key]


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
    lost: list[Refusal] = []
    for extraction in read_of(extractions([d for d in found.documents if d.id in wanted], settings), lost):
        judged[extraction.document.id] = record(extraction)
    return judged, (*found.refused, *lost)
