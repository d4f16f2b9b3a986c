"""Joins the stages that account for what was given: the reports of a store, and the records that are one work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg import duplicates, publish
from kg.holdings import Shards
from kg.model import Document, StoreError
from kg.read import Intake, intake
from kg.store import Store, writer


def reports(store: Path, files: Sequence[str] = ()) -> list[Intake]:
    """The reports on the files that were given to a store, by path.

    Args:
        store: the folder of the store.
        files: names of files, or their paths as they were given; all if none.

    Raises:
        StoreError: there is no store, or no report on a file.
    """
    Store.open(store).close()
    source = Shards(store)
    found = sorted((intake.load(source.report(name)) for name in source.reports()), key=lambda r: r.path)
    unknown = sorted(set(files) - {name for report in found for name in (report.source, report.path)})
    if unknown:
        raise StoreError(f"{store}: no file {unknown[0]} was given; `kg intake --store {store}` lists them")
    return [report for report in found if not files or {report.source, report.path} & set(files)]


@dataclass(frozen=True, slots=True)
class Same:
    """What is one work in a store: the groups, related works and decisions, and the documents by id."""

    found: duplicates.Found
    decided: duplicates.Decisions
    documents: Mapping[str, Document]


def duplicates_of(store: Path) -> Same:
    """Which documents of a store are records of one work, and which works are related.

    Raises:
        StoreError: there is no store.
    """
    Store.open(store).close()
    source = Shards(store)
    documents = {document.id: document for document in publish.documents(source)}
    return Same(publish.same_works(source), publish.decided(source), documents)


def decide(store: Path, apart: Sequence[str], same: tuple[str, str] | None) -> None:
    """Note that documents are works of their own, or that two are one work, and make the graph anew.

    A later decision on a document takes the place of the earlier ones that it contradicts.

    Raises:
        StoreError: there is no store, or a document is not in it; nothing is changed then.
    """
    Store.open(store).close()
    with writer(store) as target:
        known = {document.id for document in publish.documents(target)}
        unknown = [id for id in (*apart, *(same or ())) if id not in known]
        if unknown:
            raise StoreError(
                f"{store}: no document {unknown[0]}; `kg duplicates --store {store}` lists those in question"
            )
        decided = duplicates.decide(publish.decided(target), apart, same)
        target.write_note(publish.DUPLICATES, duplicates.write_decisions(decided).encode())
        publish.publish(target)
