"""The graph of a store made on a Dask cluster: the same bytes as :func:`kg.publish.publish` makes alone.

    documents -> linked claims -> people, decisions -> things -> propositions -> lines

Claims, sentences and lines stay on the workers, which spill them to their disks, and move between them by
:mod:`kg.engines.exchange`. This process holds what is known of each document as it is compared with others
(:mod:`kg.duplicates`), and the claims that somebody decided on; sorted lines pass through it one block at a time on
their way into the store, which lies on this machine. A worker that dies is no loss: Dask does its part anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from typing import Any

try:
    from distributed import CancelledError, KilledWorker, as_completed
    from distributed.comm.core import CommClosedError
except ImportError:
    from kg.engines import EngineError

    raise EngineError('a cluster needs Dask; run: pip install "intergov-kg[cluster]"') from None

from kg import curate, duplicates, verdicts, vocab
from kg import publish as alone
from kg.assemble import precision
from kg.engines import EngineError
from kg.engines import graph_documents as documents
from kg.engines import graph_people as people
from kg.engines import graph_propositions as propositions
from kg.engines.exchange import Exchange, Parts
from kg.link import Linker
from kg.model import KgError
from kg.publish import Published
from kg.shelves import Shelf
from kg.store import Writer

_completed: Any = as_completed  # which has no types
_DOCUMENTS = 64  # of a part, where there are not too many parts
_MOST = 1024  # parts: what they send each other grows with their square


@dataclass(slots=True)
class _Counts:
    """What came of the parts so far."""

    claims: int = 0
    propositions: int = 0


def publish(target: Writer, client: Any, parts: int = 0) -> Published:
    """Make the graph of a store anew, on a cluster.

    Args:
        target: the store; the workers must reach its documents.
        client: of the cluster, whose workers have this version of the package.
        parts: into how many the work is divided; 0 for as many as the documents need. The graph does not depend on it.

    Raises:
        EngineError: the workers cannot read the documents, or die again and again, or the cluster is gone.
        KgError: a shard or a note of the store is damaged, or the store cannot be written.
    """
    names = target.shards()
    parts = max(1, min(parts or min(ceil(len(names) / _DOCUMENTS), _MOST), len(names)))
    with _cluster_errors():
        _reach(client, target.shelf, names)
        return _Assembly(target, client, _runs(names, parts)).publish()


class _Assembly:
    """The making of one graph."""

    def __init__(self, target: Writer, client: Any, names: list[Sequence[str]]) -> None:
        self._target = target
        self._client = client
        self._names = names
        self._exchange = Exchange(client, len(names))
        self._at = self._exchange.one(documents.Shelved(target.shelf, target.note(alone.ALIASES).decode("utf-8")))

    def publish(self) -> Published:
        same, records = self._records()
        read = self._exchange.each(documents.read, self._names, self._at, records)
        counts = self._client.gather(self._exchange.each(documents.sentences, read))
        known = self._known(read)
        del read
        judged, record = self._judged(known)
        blocks = self._blocks(known, self._exchange.one(judged), self._exchange.one(record), records)
        del known
        found = _Counts()
        generation = self._target.publish(self._lines(blocks, judged, found), vocab.ontology_files())
        works, sentences = (sum(numbers) for numbers in zip(*counts, strict=True))
        return Published(
            generation, works, sentences, found.claims, found.propositions, judged.orphans, len(same.merged)
        )

    def _records(self) -> tuple[duplicates.Found, list[documents.Records]]:
        """Which documents are one work, and what each part must know of that."""
        items = self._client.gather(self._exchange.each(documents.items, self._names, self._at))
        same = duplicates.duplicates((item for part in items for item in part), alone.decided(self._target))
        references = alone.joint((item for part in items for item in part), same)
        others, related = {g.kept: g.others for g in same.groups}, alone.related(same)
        return same, [
            documents.Records(
                frozenset(same.merged.keys() & ids),
                {id: references[id] for id in references.keys() & ids},
                {id: others[id] for id in others.keys() & ids},
                {id: related[id] for id in related.keys() & ids},
            )
            for ids in ({item.id for item in part} for part in items)
        ]

    def _known(self, read: Parts) -> Parts:
        """The documents, whose claims speak of the scholars that all works know."""
        x = self._exchange
        numbers = list(range(x.parts))
        told = x.send((people.answer_people, [x.send((people.tell_people, [numbers, read]))]))
        nodes = x.each(people.nodes, read, told)
        labels = x.send((people.answer_labels, [x.send((people.tell_labels, [numbers, nodes]))]))
        return x.each(people.known, read, nodes, labels)

    def _judged(self, known: Parts) -> tuple[verdicts.Judged, precision.Record]:
        """What decisions make of the claims, and how often makers of claims were right."""
        log = alone.decisions(self._target)
        if not log:
            return verdicts.Judged(), precision.load()
        found = self._client.gather(self._exchange.each(documents.concerned, known, self._exchange.one(log)))
        claims = {id: claim for part in found for id, claim in part.items()}
        judged = verdicts.judge(log, claims, Linker(vocab.load().concepts, alone.alias_map(self._target)))
        return judged, verdicts.record(self._target.note(alone.AUDITED).decode().split(), judged, claims)

    def _blocks(self, known: Parts, judged: object, record: object, records: list[documents.Records]) -> Parts:
        """The lines of the graph."""
        x = self._exchange
        things = x.each(propositions.things, x.send((propositions.tell_things, [known, judged])))
        stated = x.each(
            propositions.stated, x.send((propositions.tell_claims, [known, judged]), (propositions.tell_ends, [things]))
        )
        asked = x.send((propositions.ask_generals, [stated]))
        compared = x.each(propositions.compared, stated, x.send((propositions.answer_generals, [stated, asked])))
        told = x.send((propositions.tell_generals, [stated, compared]))
        return [
            *x.each(propositions.thing_lines, things),
            *x.each(propositions.proposition_lines, stated, compared, told, record),
            *x.each(documents.work_lines, self._names, self._at, records, known, judged),
        ]

    def _lines(self, blocks: Parts, judged: verdicts.Judged, found: _Counts) -> Iterator[str]:
        """The lines of all blocks, as they are made, each let go when it has been read; and those of decisions."""
        with _cluster_errors():
            waiting = _completed(blocks, loop=self._client.loop)
            blocks.clear()
            for future in waiting:
                block = future.result()
                future.release()
                found.claims += block.claims
                found.propositions += block.propositions
                yield from block.lines()
        yield from curate.decision_quads(judged.attached)
        yield from curate.status_quads(judged.status)


def _runs(names: Sequence[str], parts: int) -> list[Sequence[str]]:
    """Names in runs of about one length."""
    return [names[len(names) * part // parts : len(names) * (part + 1) // parts] for part in range(parts)]


def _reach(client: Any, shelf: Shelf, names: Sequence[str]) -> None:
    """See that all workers read the documents.

    Raises:
        EngineError: one does not, or there is none.
    """
    for worker, said in client.run(_read, shelf, names[:1]).items():
        if said:
            cure = "lay the documents where all workers reach them with --shards, or share the folder"
            raise EngineError(f"worker {worker} cannot read the documents of the store ({said}); {cure}")


def _read(shelf: Shelf, names: Sequence[str]) -> str:
    try:
        for name in names:
            shelf.read(name)
    except KgError as error:
        return str(error)
    return ""


@contextmanager
def _cluster_errors() -> Iterator[None]:
    """Say of what a cluster does not do how to go on.

    Raises:
        EngineError: instead of the errors of Dask.
    """
    cure = "what was read is kept, so run the same command again to go on"
    try:
        yield
    except KilledWorker as error:
        raise EngineError(f"workers died again and again over one part of the graph ({error}); {cure}") from error
    except (CancelledError, CommClosedError, TimeoutError) as error:
        raise EngineError(f"the cluster is gone ({type(error).__name__}); {cure}") from error
