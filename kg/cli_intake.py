"""Commands on what was given: what came of every file, and which records are one work."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.options import DEFAULT_STORE, JsonOption, StoreOption, example

if TYPE_CHECKING:
    from kg.intaking import Same
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
    skipped = [
        (f"{name}:{s.line}" if s.line else name, s.title, s.reason)
        for name, r in zip(names, found, strict=True)
        for s in r.skipped
        if files or not r.format
    ]
    if skipped:
        terminal.show_rows(("skipped", "title", "why"), skipped)
    elif files:
        terminal.note("nothing was skipped")


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
        told = {name: [asdict(each) for each in getattr(found.found, name)] for name in ("groups", "related")}
        decided = {"apart": sorted(found.decided.apart), "same": sorted(found.decided.same)}
        terminal.data(json.dumps({"schema_version": 1, **told, "decided": decided}, indent=1, ensure_ascii=False))
        return
    for line in _same(found):
        terminal.data(line)
    groups, related = found.found.groups, found.found.related
    others = sum(len(group.others) for group in groups)
    terminal.note(f"further records of works: {others}, of {len(groups)}; pairs of related works: {len(related)}")


def _same(found: Same) -> Iterator[str]:
    """Groups, related works and decisions as lines, every id unbroken on a line of its own."""
    for group in found.found.groups:
        yield f"{_titled(found, group.kept)} [{'; '.join(group.reasons)}]"
        yield f"  counts  {_placed(found, group.kept)}"
        yield from (f"  same    {_placed(found, other)}" for other in group.others)
    for pair in found.found.related:
        yield f"{_titled(found, pair.one)} [related: {pair.reason}]"
        yield from (f"  work    {_placed(found, id)}" for id in (pair.one, pair.other))
    yield from (f"decided: {id} is a work of its own" for id in sorted(found.decided.apart))
    yield from (f"decided: {one} and {other} are one work" for one, other in sorted(found.decided.same))


def _titled(found: Same, id: str) -> str:
    reference = found.documents[id].reference
    author = f"{reference.authors[0].partition(',')[0]} " if reference.authors else ""
    return f"{author}({reference.year or 'no year'}). {reference.title}"


def _placed(found: Same, id: str) -> str:
    return f"{id}  {found.documents[id].source}"


def told(found: Given | BuildReport) -> dict[str, Any]:
    """What came of the files, as plain values."""
    return {
        "refused": [asdict(refusal) for refusal in found.refused],
        "ignored": [asdict(ignored) for ignored in found.ignored],
        "intakes": [_counts(report) for report in found.intakes],
    }


def report_on(found: Given | BuildReport, *, summed: bool = False) -> None:
    """Say on standard error what was refused, skipped and left aside, and sum files of one document if asked."""
    from kg.terminal import note

    for refusal in found.refused:
        note(f"refused: {refusal.reason}")
    for ignored in found.ignored:
        names = ", ".join(ignored.names[:_NAMES]) + (", ..." if len(ignored.names) > _NAMES else "")
        note(f"left aside in {ignored.folder}: {len(ignored.names)} of other kinds: {names}")
    single = [report for report in found.intakes if report.seen == 1 and not report.skipped and not report.unknown]
    if single and summed:
        note(_sum(single))
    for report in (report for report in found.intakes if report not in single):
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


def _sum(single: list[Intake]) -> str:
    """One line on files of one document each."""
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in sorted(Counter(r.format for r in single).items()))
    missing = Counter[str]()
    for report in single:
        missing.update(dict(report.missing))
    lacks = f"; without {_lacks(sorted(missing.items()))}" if missing else ""
    return f"{len(single):,} files of one document each ({kinds}){lacks}" if len(single) > 1 else _line(single[0])


def _line(report: Intake) -> str:
    kind = f"{report.format}, {report.encoding}" if report.encoding else report.format
    skipped = f", {len(report.skipped)} skipped" if report.skipped else ""
    lacks = f"; without {_lacks(report.missing)}" if report.missing else ""
    records = "1 record" if report.seen == 1 else f"{report.seen:,} records"
    unused = ", ".join(name for name, _ in report.unknown[:_NAMES]) + (", ..." if len(report.unknown) > _NAMES else "")
    kept = f"; kept and not understood: {unused}" if report.unknown else ""
    return f"{report.path} ({kind}): {records}, {report.taken:,} taken{skipped}{lacks}{kept}"


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
