"""Commands on what was given: what came of every file, and which records are one work."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.options import DEFAULT_STORE, JsonOption, StoreOption, example

if TYPE_CHECKING:
    from kg.pipeline import BuildReport, Given
    from kg.read import Intake

_SHOWN = 5  # skipped records of a file that are told on the terminal
_NAMES = 8  # files left aside that are named


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command(epilog=example("kg intake savedrecs.ris --store review.kg"))(intake)
    app.command(epilog=example("kg duplicates --json"))(duplicates)


def intake(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="[FILE ...]", help="Files that were given; all if none.")
    ] = None,
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Say what came of every record of the files that were given."""
    from kg import intaking, terminal

    found = intaking.reports(store, files or ())
    if as_json:
        terminal.data(json.dumps([asdict(report) for report in found], indent=1, ensure_ascii=False))
        return
    columns = ("file", "format", "encoding", "records", "taken", "skipped", "taken without")
    names = _names(found)
    terminal.show_rows(columns, [_row(name, report) for name, report in zip(names, found, strict=True)])
    if files:
        pairs = zip(names, found, strict=True)
        skipped = [(f"{name}:{s.line}", s.title, s.reason) for name, r in pairs for s in r.skipped]
        terminal.show_rows(("skipped", "title", "why"), skipped)


def duplicates(
    apart: Annotated[
        list[str] | None, typer.Option("--apart", metavar="DOC", help="This document is a work of its own: undo.")
    ] = None,
    same: Annotated[
        tuple[str, str] | None, typer.Option("--same", metavar="DOC DOC", help="These two documents are one work.")
    ] = None,
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """List the records that count as one work, and the works that are related; undo or add one."""
    from kg import intaking, terminal

    if apart or same:
        intaking.decide(store, apart or (), same)
    found = intaking.duplicates_of(store)
    if as_json:
        told = {"groups": [asdict(g) for g in found.groups], "related": [asdict(r) for r in found.related]}
        terminal.data(json.dumps({"schema_version": 1, **told}, indent=1, ensure_ascii=False))
        return
    groups = [(g.kept, "\n".join(g.others), "; ".join(g.reasons)) for g in found.groups]
    terminal.show_rows(("counts", "is the same work", "why"), groups)
    if found.related:
        terminal.show_rows(("work", "related work", "why"), [(r.one, r.other, r.reason) for r in found.related])


def told(found: Given | BuildReport) -> dict[str, Any]:
    """What came of the files, as plain values."""
    return {
        "refused": [asdict(refusal) for refusal in found.refused],
        "ignored": [asdict(ignored) for ignored in found.ignored],
        "intakes": [_counts(report) for report in found.intakes],
    }


def report_on(found: Given | BuildReport) -> None:
    """Say on standard error what was refused, skipped and left aside; nothing of files that were read whole."""
    from kg.terminal import note

    for refusal in found.refused:
        note(f"refused: {refusal.reason}")
    for ignored in found.ignored:
        names = ", ".join(ignored.names[:_NAMES]) + (", ..." if len(ignored.names) > _NAMES else "")
        note(f"left aside in {ignored.folder}: {len(ignored.names)} of other kinds: {names}")
    for report in found.intakes:
        if report.seen > 1 or report.skipped:
            note(_line(report))
        for skipped in report.skipped[:_SHOWN]:
            note(f"  {report.path}:{skipped.line}: {_short(skipped.title)}{skipped.reason}")
        if len(report.skipped) > _SHOWN:
            note(f"  and {len(report.skipped) - _SHOWN} more: kg intake {report.path}")


def exit_for(found: Given | BuildReport) -> None:
    """End with code 3 where a file was refused or a record skipped."""
    if found.refused or any(report.skipped for report in found.intakes):
        raise typer.Exit(3)


def _counts(report: Intake) -> dict[str, Any]:
    """A report without the raw text of what was skipped."""
    return asdict(report) | {"skipped": [{k: v for k, v in asdict(s).items() if k != "raw"} for s in report.skipped]}


def _line(report: Intake) -> str:
    kind = f"{report.format}, {report.encoding}" if report.encoding else report.format
    skipped = f", {len(report.skipped)} skipped" if report.skipped else ""
    lacks = f"; without {_lacks(report.missing)}" if report.missing else ""
    return f"{report.path} ({kind}): {report.seen} records, {report.taken} taken{skipped}{lacks}"


def _names(found: list[Intake]) -> list[str]:
    """What reports are called: the name of the file, or its path where two have one name."""
    sources = [report.source for report in found]
    return [r.source if sources.count(r.source) == 1 else r.path for r in found]


def _row(name: str, report: Intake) -> tuple[str, ...]:
    counts = (report.seen, report.taken, len(report.skipped))
    return name, report.format, report.encoding, *(f"{n:,}" for n in counts), _lacks(report.missing)


def _lacks(missing: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in missing)


def _short(title: str) -> str:
    return f"“{title[:60]}…” " if len(title) > 60 else f"“{title}” " if title else ""
