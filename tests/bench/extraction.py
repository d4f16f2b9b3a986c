"""Extraction against gold, ours and others': ablation, external sets, open extractors.

    python tests/bench/extraction.py --out out/extraction.md

Not a test: it prints Markdown tables and writes them to a file. Gold of our own is ``corpus/claims/test.jsonl``; where
``../shared`` lies beside the repository, also ``../shared/gold`` (development) and the sets of ``../shared/benchmarks``
(``external.py`` says how each is scored). A set or text that is missing is left out with a line. Open extractors are
compared where they can be imported (``openie.py`` has the lines that install them).

Each part can be run by itself (``--parts ablation external open``) and on the first few documents or sentences of each
set (``--limit``). Shares are from 0 to 1; a cell of three is precision / recall / F1.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import external
import openie
from scoring import Table, prf
from spacy.language import Language
from spacy.tokens import Doc, Token

from kg import evaluate, extract
from kg.evaluate import Record, Report, Score
from kg.export.annotations import record
from kg.extract import references
from kg.extract.entities import EntityFinder, Gazetteer
from kg.model import Document, Engine, Mode
from kg.read import read
from kg.repair import Repaired

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
PARTS = ("ablation", "external", "open")


@dataclass(frozen=True)
class Gold:
    """Annotated documents and their texts, in the same order."""

    name: str
    records: Mapping[str, Record]
    documents: Sequence[Document]


def golds(limit: int) -> Iterator[Gold]:
    """The gold sets that are here, each with the documents that are."""
    for name, path, folder, suffix in (
        ("test", ROOT / "corpus/claims/test.jsonl", ROOT / "corpus/works", ".md"),
        ("dev-seeds", SHARED / "gold/dev-seeds.jsonl", SHARED / "seeds", ".txt"),
        ("dev-passages", SHARED / "gold/dev-passages.jsonl", SHARED / "gold/passages", ".txt"),
    ):
        if not path.exists():
            print(f"left out: {name}, {path.name} is not here")
            continue
        records = evaluate.load(path)
        missing = [doc for doc in records if not (folder / f"{doc}{suffix}").exists()]
        if missing:
            print(f"{name}: {len(missing)} of {len(records)} texts are not here, such as {missing[0]}")
        kept = {doc: r for doc, r in records.items() if doc not in missing}
        first = dict(list(kept.items())[: limit or None])
        yield Gold(name, first, [read(folder / f"{doc}{suffix}").documents[0] for doc in first])


# --- ablation ----------------------------------------------------------------------------------


@contextmanager
def without(nlp: Language, part: str) -> Iterator[None]:
    """The extractor without one of its parts, switched off from outside; an empty name leaves all on."""
    finder = nlp.get_pipe("igr_entities")
    assert isinstance(finder, EntityFinder)
    off: dict[str, Callable[[], Any]] = {
        "repair": lambda: mock.patch.object(extract, "repair", _as_read),
        "references": lambda: mock.patch.object(references, "find_references", _no_references),
        "gazetteer": lambda: mock.patch.object(finder, "gazetteer", Gazetteer({}, {})),
    }
    with ExitStack() as stack:
        if part:
            stack.enter_context(off[part]())
        yield


def _no_references(doc: Doc) -> Iterator[tuple[Token, Token]]:
    yield from ()


def _as_read(text: str, offset: int = 0) -> Repaired:
    return Repaired(text, tuple(range(offset, offset + len(text))))


@dataclass(frozen=True, slots=True)
class Setting:
    """One way to run the extractor."""

    engine: Engine
    mode: Mode = Mode.BALANCED
    off: str = ""


def settings(engines: Sequence[Engine]) -> list[Setting]:
    """Every engine in balanced mode, the last in the other modes, and the last and the rules without each part."""
    last = engines[-1]
    found = [Setting(e) for e in engines]
    if last is not Engine.RULES:  # the rules by themselves read the same in every mode
        found += [Setting(last, mode) for mode in (Mode.PRECISE, Mode.COMPLETE)]
    for engine in dict.fromkeys([last, Engine.RULES]):
        found += [Setting(engine, off=part) for part in ("repair", "references", "gazetteer")]
    return found


def judge(gold: Gold, nlp: Language, setting: Setting) -> Report:
    """The extractor against a gold set."""
    with without(nlp, setting.off):
        read_ = {e.document.id: record(e) for e in extract.extract(gold.documents, nlp, setting.engine, setting.mode)}
    return evaluate.evaluate(gold.records, read_)


def ablation(found: Sequence[Gold], nlp: Language, engines: Sequence[Engine]) -> Iterator[Table]:
    """A table of settings and one of relations for each gold set."""
    figures = ("entities", "untyped", "claims", "claims F1, 95 %", "pairs", "polarity", "modality", "attribution")
    head = ("engine", "mode", "without", *figures, "seconds")
    for gold in found:
        rows: list[tuple[str, ...]] = []
        main: Report | None = None
        for setting in settings(engines):
            start = time.perf_counter()
            report = judge(gold, nlp, setting)
            seconds = time.perf_counter() - start
            if setting == Setting(engines[-1]):
                main = report
            rows.append((setting.engine, setting.mode, setting.off or "-", *cells(report), f"{seconds:.1f}"))
        count = sum(len(r.get("relations", [])) for r in gold.records.values())
        size = f"{len(gold.documents)} documents, {count} gold claims"
        yield Table(f"Ablation on {gold.name}", head, tuple(rows), f"{size}. Qualifiers: accuracy on matched claims.")
        if main is not None:
            yield Table(
                f"Relations on {gold.name}, engine {engines[-1]}, balanced",
                ("relation", "gold", "predicted", "P / R / F1"),
                tuple((n, str(s.gold), str(s.predicted), prf(s)) for n, s in by_size(main.by_relation)),
            )


def by_size(scores: Mapping[str, Score]) -> list[tuple[str, Score]]:
    """Relations, the commonest in gold first."""
    return sorted(scores.items(), key=lambda item: (-item[1].gold, item[0]))


def cells(report: Report) -> tuple[str, ...]:
    """The figures of a report as cells of the ablation table."""
    low, high = report.interval or (0.0, 0.0)
    qualifiers = ("-" if v is None else f"{v:.2f}" for v in report.qualifiers.values())
    return (
        prf(report.entities),
        prf(report.entities_untyped),
        prf(report.claims),
        f"{low:.3f} to {high:.3f}",
        prf(report.pairs),
        *qualifiers,
    )


# --- external sets -----------------------------------------------------------------------------


def external_sets(nlp: Language, engines: Sequence[Engine], limit: int, names: Sequence[str]) -> Iterator[Table]:
    """One table: a line a measure, a column an engine."""
    figures: dict[tuple[str, str], dict[Engine, external.Measure]] = {}
    for name, measures in external.SETS.items():
        folder = SHARED / "benchmarks" / name
        if names and name not in names:
            continue
        if not folder.is_dir():
            print(f"left out: {name}, its folder is not here")
            continue
        for engine in engines[:1] if name in external.BY_QUALIFIERS else engines:
            start = time.perf_counter()
            for m in measures(folder, external.Reader(nlp, engine, limit=limit)):
                figures.setdefault((m.set, m.name), {})[engine] = m
                print(f"{m.set}, {m.name}, {engine}: {m.shown} {m.verdict}", flush=True)
            print(f"({name}, {engine}: {time.perf_counter() - start:.1f} s)", flush=True)
    rows = []
    for (set_, name), found in figures.items():
        any_ = next(iter(found.values()))
        bar = "" if any_.bar is None else f"{'under' if any_.below else 'at least'} {any_.bar:g}"
        shown = (f"{found[e].shown} {found[e].verdict}".strip() if e in found else "same" for e in engines)
        rows.append((set_, name, *shown, bar, any_.known))
    note = "F1 unless a count is given. How each set is scored: the docstring of `tests/bench/external.py`."
    if limit:
        note += f" Only the first {limit} items of each set; bars and floors are of whole sets."
    yield Table("External sets", ("set", "measure", *engines, "bar", "floor or known score"), tuple(rows), note)


# --- open extractors ---------------------------------------------------------------------------


def open_extractors(found: Sequence[Gold], nlp: Language, engines: Sequence[Engine]) -> Iterator[Table]:
    """Open extractors and ours on the same texts."""
    bare = openie.bare()

    def lemmas(phrase: str) -> list[str]:
        return [t.lemma_.lower() for t in bare(phrase)]

    here = [e for e in openie.EXTRACTORS if e.here]
    for extractor in openie.EXTRACTORS:
        if extractor not in here:
            print(f"left out: {extractor.name}, {extractor.module} is not installed (see tests/bench/openie.py)")
    rows = []
    for gold in found if here else ():
        for engine in engines:
            report = judge(gold, nlp, Setting(engine))
            rows.append((gold.name, f"this project, {engine}", prf(report.claims), prf(report.pairs), ""))
        sentences = {d.id: [s.text for s in extract.sentences(d, nlp)] for d in gold.documents}
        for extractor in here:
            read_triples = extractor.make(bare)
            mapped: dict[str, Record] = {}
            whole: dict[str, Record] = {}
            for doc, texts in sentences.items():
                claims, triples = openie.predictions(read_triples, texts, lemmas)
                mapped[doc] = {"doc": doc, "entities": [], "relations": claims}
                whole[doc] = {"doc": doc, "entities": [], "relations": triples}
            ours = evaluate.evaluate(gold.records, mapped)
            every = evaluate.evaluate(gold.records, whole)
            rows.append((gold.name, extractor.name, prf(ours.claims), prf(ours.pairs), prf(every.pairs)))
    if rows:
        head = ("gold", "extractor", "claims", "pairs", "pairs of all triples")
        note = (
            "Triples are mapped to relations by the verb list of `tests/bench/openie.py`; no types are asked of them."
        )
        yield Table("Open extractors on the same texts", head, tuple(rows), note)


# --- all together ------------------------------------------------------------------------------


def tables(given: argparse.Namespace) -> Iterator[Table]:
    """The tables of the parts that are asked for."""
    nlp = extract.load()
    engines = [Engine(e) for e in given.engines]
    found = list(golds(given.limit)) if {"ablation", "open"} & set(given.parts) else []
    if "ablation" in given.parts:
        yield from ablation(found, nlp, engines)
    if "external" in given.parts:
        chosen = [e for e in engines if e is not Engine.MODEL] or engines
        yield from external_sets(nlp, chosen, given.limit, given.sets)
    if "open" in given.parts:
        yield from open_extractors(found, nlp, engines)


def main() -> None:
    """Print each table as it is done, and write all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, help="Markdown file for the tables")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--engines", nargs="+", choices=list(Engine), default=list(Engine), help="the main one last")
    parser.add_argument("--sets", nargs="+", choices=list(external.SETS), default=[], help="external sets; all if none")
    parser.add_argument("--limit", type=int, default=0, help="first documents or sentences of each set; 0: all")
    given = parser.parse_args()
    done: list[str] = []
    for table in tables(given):
        done.append(table.markdown())
        print("\n" + done[-1], flush=True)
        if given.out:
            given.out.parent.mkdir(parents=True, exist_ok=True)
            given.out.write_text("# Extraction, measured\n\n" + "\n".join(done), encoding="utf-8")


if __name__ == "__main__":
    main()
