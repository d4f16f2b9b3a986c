"""The command line: each command parses, calls one function, prints."""

from __future__ import annotations

import io
import json
import os
import sys
from dataclasses import asdict, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg import __version__, cli_export, cli_intake, cli_judging, cli_network, cli_serve, cli_view
from kg.cli_intake import exit_for, report_on, told
from kg.model import Engine, KgError, Mode, QueryError
from kg.options import (
    DEFAULT_GRAPH,
    DEFAULT_MODEL,
    DEFAULT_STORE,
    EXIT_CODES,
    EngineOption,
    GraphOption,
    JsonOption,
    ModelOption,
    ModeOption,
    PathsArgument,
    StoreOption,
    WorkOption,
    example,
    opened,
    working,
)

if TYPE_CHECKING:
    from kg.pipeline import BuildReport, Given
    from kg.read import Refusal

app = typer.Typer(
    name="kg",
    help="A knowledge graph of intergovernmental relations, read from the literature: every claim with its sentence.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # which loads a Markdown parser to print help
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120},
)

INTERRUPTED = 130


class On(StrEnum):
    """Where documents are read."""

    LOCAL = "local"
    DASK = "dask"


def main() -> None:
    """Run a command; a fault a user can mend is one line on standard error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # the same bytes whatever the locale
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app(prog_name="kg")
    except KgError as e:
        _fail(str(e), 2 if isinstance(e, QueryError) else 1)
    except SystemExit as e:
        if e.code == INTERRUPTED:
            _fail("interrupted; run the same command again to go on", INTERRUPTED)
        raise
    except Exception as e:
        if os.environ.get("KG_DEBUG"):
            raise
        _fail(f"fault of the program: {type(e).__name__}: {e}; set KG_DEBUG=1 to see where, and report it", 1)


def _fail(message: str, code: int) -> None:
    from kg.terminal import note

    note("kg: " + " ".join(message.split()))
    raise SystemExit(code)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"kg {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None: ...


@app.command(epilog=example("kg build papers/ --store review.kg --workers 2"))
def build(
    paths: PathsArgument = None,
    store: GraphOption = DEFAULT_GRAPH,
    work: WorkOption = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes of this machine that read side by side.")] = 1,
    engine: EngineOption = Engine.BOTH,
    mode: ModeOption = Mode.BALANCED,
    on: Annotated[
        On, typer.Option("--on", help="Where documents are read: this machine, or a Dask cluster.")
    ] = On.LOCAL,
    scheduler: Annotated[
        str, typer.Option("--scheduler", envvar="DASK_SCHEDULER_ADDRESS", help="Address of the cluster's scheduler.")
    ] = "",
    shards: Annotated[
        str, typer.Option("--shards", metavar="URL", help="Keep what is read at this fsspec URL, not in the store.")
    ] = "",
    patience: Annotated[
        float, typer.Option("--patience", min=1, help="Seconds that one document may take; then it is refused.")
    ] = 600,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be read; write nothing.")] = False,
    spacy_model: ModelOption = DEFAULT_MODEL,
    as_json: JsonOption = False,
) -> None:
    """Read documents and add them to the store; without PATH the bundled corpus."""
    from kg import pipeline, terminal

    if on is On.DASK and not scheduler:
        raise typer.BadParameter("give the address of the cluster, tcp://HOST:PORT", param_hint="--scheduler")
    chosen = paths or [pipeline.corpus()]
    address = scheduler if on is On.DASK else ""
    settings = pipeline.Settings(spacy_model, workers, engine, mode, patience, address)
    if dry_run:
        found = pipeline.documents(chosen, settings)
        _print_plan(found, as_json)
        exit_for(found)
        return
    folder = working(store, work)
    with terminal.progress("reading") as show:
        report = pipeline.build(chosen, folder, settings, show, terminal.note, shards)
    _print_report(report, folder, as_json)
    exit_for(report)


@app.command(epilog=example("kg extract thesis.txt --format table"))
def extract(
    paths: Annotated[list[Path], typer.Argument(help="Files, folders, globs, zip archives, or - for standard input.")],
    format: Annotated[str, typer.Option("--format", help="jsonl (the annotation-guide format) or table.")] = "jsonl",
    out: Annotated[Path | None, typer.Option("--out", help="File to write instead of standard output.")] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes that read side by side.")] = 1,
    engine: EngineOption = Engine.BOTH,
    mode: ModeOption = Mode.BALANCED,
    spacy_model: ModelOption = DEFAULT_MODEL,
) -> None:
    """Print the claims of documents, one document a line, without a store."""
    from kg import pipeline, terminal
    from kg.export import write_atomic
    from kg.export.annotations import line

    if format not in {"jsonl", "table"}:
        raise typer.BadParameter(f"{format!r} is no format; choose jsonl or table", param_hint="--format")
    if out is not None and format == "table":
        raise typer.BadParameter("a file is written as jsonl; leave --format table out", param_hint="--out")
    # One process is this one, which begins sooner; `kg build` keeps documents that crash or hang from it.
    settings = pipeline.Settings(spacy_model, workers if workers > 1 else 0, engine, mode)
    found = pipeline.documents(paths, settings)
    lost: list[Refusal] = []
    read = pipeline.read_of(pipeline.extractions(found.documents, settings), lost)
    if format == "table":
        columns = ("claim", "modality", "polarity", "attributedTo", "rule", "doc", "sentence")
        terminal.show_rows(columns, [row for extraction in read for row in pipeline.claim_table(extraction)])
    elif out is not None:
        write_atomic(out, "".join(line(e) + "\n" for e in read).encode())
    else:
        for extraction in read:
            terminal.data(line(extraction))
    found = replace(found, refused=(*found.refused, *lost))
    report_on(found)
    exit_for(found)


@app.command(epilog=example('kg query mechanisms-for-obstacle --set obstacle="local protectionism"'))
def query(
    asked: Annotated[
        str | None,
        typer.Argument(metavar="NAME|FILE|-", help="A ready question, a SPARQL file, or - for standard input."),
    ] = None,
    values: Annotated[
        list[str] | None, typer.Option("--set", metavar="K=V", help="A parameter of a ready question.")
    ] = None,
    format: Annotated[
        str, typer.Option("--format", help="table, csv, json, xml, tsv, or ttl for CONSTRUCT.")
    ] = "table",
    listing: Annotated[bool, typer.Option("--list", help="List the ready questions, by topic.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=0, help="Rows a table shows at most; 0 for all.")] = 0,
    as_json: JsonOption = False,
    store: GraphOption = DEFAULT_GRAPH,
) -> None:
    """Ask a ready question, or your own SPARQL."""
    from kg import reports, terminal

    if listing:
        _print_questions(as_json)
        return
    if asked is None:
        raise typer.BadParameter("give a question, a file or -; `kg query --list` shows the questions")
    with opened(store) as source:
        text = reports.ask(source, asked, _pairs(values or []))
        if (format := "json" if as_json else format) == "table":
            table = source.select(text)
            terminal.show_rows(table.columns, table.rows, limit)
        else:
            terminal.data(source.serialize(text, format).decode())


@app.command(epilog=example("kg remove feiock-2013-institutional-collective-action"))
def remove(
    documents: Annotated[list[str], typer.Argument(metavar="DOC ...", help="Ids of documents.")],
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Take documents out of the store."""
    from kg import pipeline, terminal

    pipeline.remove(documents, store)
    terminal.note(f"removed {', '.join(documents)} from {store}")


@app.command(epilog=example("kg info --json"))
def info(store: StoreOption = DEFAULT_STORE, as_json: JsonOption = False) -> None:
    """Say what a store holds, how it came to it, and what read it."""
    from kg import receipt, reports, terminal

    with opened(store) as source:
        found = reports.info(source, store)
    if as_json:
        terminal.data(json.dumps(receipt.as_json(found), indent=1, ensure_ascii=False))
        return
    for text in receipt.lines(found):
        terminal.out.print(terminal.safe(text), soft_wrap=True)


@app.command(epilog=example("kg validate --store review.kg"))
def validate(store: StoreOption = DEFAULT_STORE, as_json: JsonOption = False) -> None:
    """Check that the store keeps its promises; exit code 4 where it does not."""
    from kg import reports, terminal

    with opened(store) as source:
        violations = reports.validate(source, store)
    if as_json:
        terminal.data(json.dumps([asdict(v) for v in violations], indent=1))
    for v in violations if not as_json else ():
        terminal.note(f"{v.file or store}: {v.node}: {v.message}; {v.cure}")
    if violations:
        raise typer.Exit(4)
    terminal.note(f"{store}: valid")


@app.command(epilog=example("kg ontology --open"))
def ontology(
    out: Annotated[Path, typer.Option("--out", help="The HTML file to write.")] = Path("ontology.html"),
    show: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
) -> None:
    """Write the ontology and its vocabularies as one page that works offline."""
    from kg import ontology_page, terminal

    ontology_page.write(out)
    terminal.note(f"wrote {out}")
    if show:
        typer.launch(str(out))


@app.command(epilog=example("kg evaluate gold.jsonl papers/ --by-relation"))
def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD.jsonl", help="Gold claims in the annotation-guide format.")],
    paths: Annotated[list[Path], typer.Argument(help="The documents, or a .jsonl file of extracted claims.")],
    by_relation: Annotated[bool, typer.Option("--by-relation", help="Figures for each relation too.")] = False,
    rules: Annotated[bool, typer.Option("--rules", help="The record of each rule too.")] = False,
    calibration: Annotated[bool, typer.Option("--calibration", help="Confidence beside what is right too.")] = False,
    engine: EngineOption = Engine.BOTH,
    mode: ModeOption = Mode.BALANCED,
    as_json: JsonOption = False,
    spacy_model: ModelOption = DEFAULT_MODEL,
) -> None:
    """Score extraction against gold claims."""
    from kg import calibration as calibrations
    from kg import evaluate as judge
    from kg import pipeline, terminal

    wanted = judge.load(gold)
    settings = pipeline.Settings(spacy_model, engine=engine, mode=mode)
    predicted, refused = pipeline.predictions(paths, set(wanted), settings)
    report = judge.evaluate(wanted, predicted)
    records = judge.by_rule(wanted, predicted) if rules else []
    judged = judge.confidences(wanted, predicted) if calibration else ()
    measured = calibrations.calibration(judged)
    if as_json:
        by_rule = {"by_rule": judge.rules_as_json(records)} if rules else {}
        sure = {"calibration": asdict(measured)} if calibration else {}
        terminal.data(json.dumps(judge.as_json(report) | by_rule | sure, indent=1))
    else:
        lines = [*judge.table(report, by_relation), *(judge.rule_table(records) if rules else ())]
        lines += calibrations.table(measured) if calibration else ()
        terminal.data("\n".join(lines))
    for refusal in refused:
        terminal.note(f"refused: {refusal.reason}")
    if refused:
        raise typer.Exit(3)


cli_export.register(app)
cli_intake.register(app)
cli_judging.register(app)
cli_network.register(app)
cli_serve.register(app)
cli_view.register(app)


def _pairs(values: list[str]) -> dict[str, str]:
    pairs = [v.partition("=") for v in values]
    wrong = [v for v, (_, sign, _) in zip(values, pairs, strict=True) if not sign]
    if wrong:
        raise QueryError(f"--set {wrong[0]}: is not K=V; write the name of a parameter, =, and its value")
    return {name: value for name, _, value in pairs}


def _print_questions(as_json: bool) -> None:
    from kg import queries, reports, terminal

    found = reports.questions()
    if as_json:
        terminal.data(json.dumps([asdict(q) for q in found], indent=1, ensure_ascii=False))
        return
    groups = {
        tag: [(q.name, ", ".join(p.name for p in q.parameters), q.summary) for q in tagged]
        for tag, tagged in queries.by_tag(found).items()
    }
    terminal.show_groups(("question", "parameters", "what it asks"), groups)


def _print_plan(found: Given, as_json: bool) -> None:
    from kg import terminal

    ids = [document.id for document in found.documents]
    if as_json:
        plan = {"schema_version": 2, "would_read": ids, **told(found)}
        terminal.data(json.dumps(plan, indent=1, ensure_ascii=False))
    else:
        terminal.data("\n".join(ids))
        report_on(found)
        terminal.note(f"{len(ids):,} documents would be read; files refused: {len(found.refused):,}")


def _print_report(report: BuildReport, store: Path, as_json: bool) -> None:
    from kg import terminal

    report_on(report, summed=not as_json)
    if as_json:
        counts = {name: value for name, value in asdict(report).items() if name not in told(report)}
        made = {"schema_version": 2, "store": str(store), **counts, **told(report)}
        terminal.data(json.dumps(made, indent=1, ensure_ascii=False))
        return
    merged = f", {report.merged} further records of the same works" if report.merged else ""
    terminal.note(
        f"{store}: {report.documents} documents ({report.read} read now, {report.unchanged} unchanged{merged}), "
        f"{report.sentences} sentences, {report.claims} claims, {report.propositions} propositions"
    )
