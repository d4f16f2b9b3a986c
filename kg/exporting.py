"""Joins the stages that hand out: a store and what is asked of it to the files of other programs."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kg import __version__, publish, receipt, shards
from kg.export.selection import Selection, Stamp, Work
from kg.holdings import Shards
from kg.layout import layout
from kg.model import Document, KgError
from kg.networking import material
from kg.networks import Filter
from kg.rdf import citation
from kg.read import Intake, intake
from kg.resources import data_dir
from kg.store import Store
from kg.terms import work_iri

if TYPE_CHECKING:
    from kg.export.citations import Style
    from kg.export.prisma import Flow

LICENCE = "the sentences quoted belong to the works cited; everything else is as its maker says"
"""What is said of the licence where nothing else is given."""

_SETTINGS = ("engine", "mode")  # what a reader's versions tell that is no version
Written = tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What an export is to hold.

    Attributes:
        filter: which claims.
        licence: under what terms it may be passed on.
        style: of citations: ``apa``, ``chicago-author-date`` or ``gb-t-7714``.
        columns: of a gap map: ``obstacle`` or ``outcome``.
        least: works that a thing must stand in to have a row, a column, a chapter or a note.
        author: who made a research object.
    """

    filter: Filter = field(default_factory=Filter)
    licence: str = LICENCE
    style: str = "apa"
    columns: str = "obstacle"
    least: int = 2
    author: str = ""


@dataclass(frozen=True)
class Order:
    """A store and what is asked of it; the selection is made when it is wanted first."""

    store: Store
    folder: Path
    asked: Asked

    @cached_property
    def selection(self) -> Selection:
        """The claims that the filter takes, and every work.

        Raises:
            KgError: no claim is left, or a place or level of the filter stands in none.
        """
        if not self.found.claims:
            raise KgError(f"no claim is left to export ({self.asked.filter}); ask for less, or build more")
        return self.found

    @cached_property
    def found(self) -> Selection:
        """What the filter leaves, perhaps no claim, and every work.

        Raises:
            KgError: a place or level of the filter stands in no claim.
        """
        found = material(self.store, self.asked.filter)
        claims = tuple(sorted(found.claims, key=lambda row: (row.citation, row.doc, int(row.start or 0), row.claim)))
        return Selection(claims, tuple(self.works.values()), found.things, found.countries, self.stamp)

    @cached_property
    def works(self) -> Mapping[str, Work]:
        """The works of the store by document id, each once, with what all its records tell."""
        source = Shards(self.folder)
        same = publish.same_works(source)
        merged = {d.id: d for d in publish.documents(source) if d.id in same.merged} if same.merged else {}
        others = {group.kept: [merged[doc] for doc in group.others] for group in same.groups}
        documents = (e.document for e in publish.works(source, same))
        found = (_work(document, others.get(document.id, ())) for document in documents)
        return {work.doc: work for work in sorted(found, key=lambda work: work.doc)}

    @cached_property
    def stamp(self) -> Stamp:
        """Where the export comes from."""
        source = Shards(self.folder)
        facts = [shards.facts(source.read_shard(name)) for name in source.shards()]
        return Stamp(
            made_by=f"intergov-kg {__version__}",
            corpus=receipt.corpus_digest(facts),
            asked=str(self.asked.filter),
            date=today().isoformat(),
            licence=self.asked.licence,
        )


@dataclass(frozen=True, slots=True)
class Kind:
    """A form of export: its name, the ends of its files, what it is, and how it is written.

    ``filters`` tells whether it can hold a part of the claims.
    """

    name: str
    suffixes: tuple[str, ...]
    what: str
    write: Callable[[Order, Path], Written]
    filters: bool = True


def _work(document: Document, others: Sequence[Document]) -> Work:
    """The work of a document and of others of the same work; the first that has an abstract gives it."""
    told = next(filter(None, map(publish.abstract, (document, *others))), "")
    records = tuple(other.record for other in others if other.record)
    iri, reference = work_iri(document.id), document.reference
    return Work(iri, document.id, citation(reference), reference, document.record, " ".join(told.split()), records)


def today() -> date:
    """The day that exports are stamped with: that of ``SOURCE_DATE_EPOCH`` if it is set, else the present one, in UTC.

    Raises:
        KgError: the variable holds no number of seconds.
    """
    seconds = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not seconds:
        return datetime.now(UTC).date()
    if not re.fullmatch(r"\d{1,11}", seconds, re.ASCII):
        raise KgError(f"SOURCE_DATE_EPOCH={seconds!r} is no number of seconds since 1970; mend or unset it")
    return datetime.fromtimestamp(int(seconds), UTC).date()


def export(store: Store, folder: Path, kind: str, path: Path, asked: Asked) -> Written:
    """Write the store in one of its export forms.

    Returns:
        The files written.

    Raises:
        KgError: the kind, the end of the file's name or another choice is unknown, the filter leaves nothing or
            cannot be used, or the place cannot be written.
    """
    if kind not in KINDS:
        raise KgError(f"no export is called {kind!r}; choose one of {', '.join(KINDS)}")
    found = KINDS[kind]
    if found.suffixes and path.suffix.lower() not in found.suffixes:
        forms = " or ".join(suffix or "a folder whose name has no dot" for suffix in found.suffixes)
        raise KgError(f"cannot write {path}: {kind} is written as {forms}")
    if not found.filters and asked.filter != Filter():
        raise KgError(f"{kind} holds the whole store; leave the filters out, or take evidence, nanopub or rdf12")
    return found.write(Order(store, folder, asked), path)


def _evidence(order: Order, path: Path) -> Written:
    from kg.export.tables import write_evidence

    return write_evidence(order.selection, path)


def _matrix(order: Order, path: Path) -> Written:
    from kg.export.matrix import write_matrix

    return write_matrix(order.selection, path, order.asked.least)


def _comparison(order: Order, path: Path) -> Written:
    from kg.export.comparison import write_comparison

    return write_comparison(order.selection, path)


def _gapmap(order: Order, path: Path) -> Written:
    from kg.export.gapmap import write_gapmap

    return write_gapmap(order.selection, path, order.asked.columns, order.asked.least)


def _prisma(order: Order, path: Path) -> Written:
    from kg.export.prisma import write_prisma

    return write_prisma(order.found, path, flow(order))


def _review(order: Order, path: Path) -> Written:
    from kg.export.review import Plan, write_review

    style = _style(order.asked.style)
    sentences = receipt.receipt(order.store, Shards(order.folder)).sentences
    plan = Plan(least=order.asked.least, style=style, sentences=sentences)
    return write_review(order.selection, path, plan)


def _bibliography(order: Order, path: Path) -> Written:
    from kg.export.bibliography import write_bibliography

    works = order.found if order.asked.filter == Filter() else order.selection
    return write_bibliography(works, path, _style(order.asked.style))


def _style(name: str) -> Style:
    from kg.export.citations import Style

    if name not in list(Style):
        raise KgError(f"no citation style is called {name!r}; choose one of {', '.join(Style)}")
    return Style(name)


def _graphml(order: Order, path: Path) -> Written:
    from kg.export.gephi import write_graphml

    return write_graphml(order.selection, path, layout)


def _gexf(order: Order, path: Path) -> Written:
    from kg.export.gephi import write_gexf

    return write_gexf(order.selection, path, layout)


def _vosviewer(order: Order, path: Path) -> Written:
    from kg.export.vosviewer import write_vosviewer

    return write_vosviewer(order.selection, path, layout)


def _cytoscape(order: Order, path: Path) -> Written:
    from kg.export.cytoscape import write_cytoscape

    return write_cytoscape(order.selection, path, layout)


def _dna(order: Order, path: Path) -> Written:
    from kg.export.dna import write_dna

    return write_dna(order.selection, path)


def _causalmap(order: Order, path: Path) -> Written:
    from kg.export.causalmap import write_causalmap

    return write_causalmap(order.selection, path)


def _obsidian(order: Order, path: Path) -> Written:
    from kg.export.obsidian import write_obsidian

    return write_obsidian(order.selection, path, order.asked.least)


def _turtle(order: Order, path: Path) -> Written:
    from kg.export.linked_data import write_turtle

    return write_turtle(order.store.nquads(), path, order.stamp)


def _trig(order: Order, path: Path) -> Written:
    from kg.export.linked_data import write_trig

    return write_trig(order.store.nquads(), path, order.stamp)


def _nquads(order: Order, path: Path) -> Written:
    from kg.export.linked_data import write_nquads

    return write_nquads(order.store.nquads(), path, order.stamp)


def _jsonld(order: Order, path: Path) -> Written:
    from kg.export.jsonld import write_jsonld

    return write_jsonld(order.store.nquads(), path, order.stamp)


def _rdf12(order: Order, path: Path) -> Written:
    from kg.export.linked_data import write_rdf12

    return write_rdf12(order.selection, path)


def _nanopub(order: Order, path: Path) -> Written:
    from kg.export.linked_data import write_nanopubs

    return write_nanopubs(order.selection, path)


def _rocrate(order: Order, path: Path) -> Written:
    from kg.export.crate import write_crate
    from kg.export.linked_data import write_nquads
    from kg.export.tables import write_evidence

    with tempfile.TemporaryDirectory(prefix="kg-") as folder:
        whole = replace(order.stamp, asked=str(Filter()))
        made = [
            *write_nquads(order.store.nquads(), Path(folder) / "graph.nq", whole),
            *write_evidence(order.selection, Path(folder) / "evidence.csv"),
        ]
        questions = {file.name: file.read_bytes() for file in sorted(data_dir("queries").glob("*.rq"))}
        readers = receipt.receipt(order.store, Shards(order.folder)).readers
        versions = dict(readers[0].versions) if readers else {}
        settings = {name: value for name, value in versions.items() if name in _SETTINGS}
        return write_crate(
            order.selection,
            path,
            {file.name: file for file in made},
            questions,
            configuration=settings,
            versions={name: value for name, value in versions.items() if name not in settings},
            author=order.asked.author,
        )


def flow(order: Order) -> Flow:
    """The PRISMA 2020 flow as far as the store knows it; what nobody counted stays unknown.

    Records are counted where files of records were given; documents given as files of their own count one each.
    """
    from kg.export.prisma import Flow

    source = Shards(order.folder)
    reports = sorted((intake.load(source.report(name)) for name in source.reports()), key=lambda report: report.path)
    held = receipt.receipt(order.store, source)
    listed = [report for report in reports if report.seen > 1]
    single = sum(report.seen for report in reports if report.seen == 1)
    identified = [(report.source, report.seen) for report in listed]
    return Flow(
        identified=(*identified, *([("files of one document", single)] if single else [])),
        duplicates=held.merged,
        excluded_automatic=_reasons(reports) or ((("Left aside by the program", 0),) if reports else ()),
        read=held.works,
        claims=held.claims,
    )


def _reasons(reports: list[Intake]) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = {}
    for report in reports:
        for skipped in report.skipped:
            reason = f"Left aside: {skipped.reason.partition(';')[0]}"
            counts[reason] = counts.get(reason, 0) + 1
    return tuple(sorted(counts.items()))


_TABLE = (".xlsx", ".csv", ".json", ".parquet")

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("evidence", _TABLE, "one row a claim: quote, place, reference, qualifiers, belief, verdict", _evidence),
        Kind("matrix", (".xlsx", ".csv", ".html"), "works by concepts (Webster and Watson 2002)", _matrix),
        Kind("comparison", (".csv", ".xlsx"), "works by properties; the CSV is for ORKG", _comparison),
        Kind("gapmap", (".xlsx", ".html", ".svg"), "mechanisms by obstacles or outcomes, empty cells listed", _gapmap),
        Kind("review", (".md", ".docx", ".tex", ".html"), "draft of a literature review, with quotes", _review),
        Kind(
            "bibliography",
            (".bib", ".ris", ".json", ".md", ".docx", ".html"),
            "references back to the reference manager, or annotated",
            _bibliography,
        ),
        Kind("prisma", (".csv", ".svg"), "PRISMA 2020 flow of what was given", _prisma, filters=False),
        Kind("graphml", (".graphml",), "network for yEd, Gephi, R", _graphml),
        Kind("gexf", (".gexf",), "network for Gephi, with and without parallel edges", _gexf),
        Kind("vosviewer", (".json", ".txt"), "network for VOSviewer", _vosviewer),
        Kind("cytoscape", (".cyjs", ".json"), "network for Cytoscape", _cytoscape),
        Kind("dna", (".csv",), "statements for Discourse Network Analyzer", _dna),
        Kind("causalmap", (".csv", ".xlsx"), "links for Causal Map", _causalmap),
        Kind("turtle", (".ttl",), "the graph without the names of its parts", _turtle, filters=False),
        Kind("trig", (".trig",), "the graph by document", _trig, filters=False),
        Kind("nquads", (".nq",), "the graph, one quad a line, sorted", _nquads, filters=False),
        Kind("jsonld", (".jsonld", ".json"), "the graph as JSON-LD", _jsonld, filters=False),
        Kind("rdf12", (".ttl", ".trig"), "claims as triple terms of RDF 1.2", _rdf12),
        Kind("nanopub", (".trig",), "one nanopublication a claim, unsigned", _nanopub),
        Kind("rocrate", (".zip", ""), "research object: graph, table, queries, versions", _rocrate),
        Kind("obsidian", (".zip", ""), "one note a thing and a work, linked", _obsidian),
    )
}
"""What ``kg export`` can write, by name."""
