"""The commands by which people judge what was read, and see what changed."""

from __future__ import annotations

import getpass
import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.options import DEFAULT_STORE, JsonOption, StoreOption, example

if TYPE_CHECKING:
    from kg import judging

CuratorOption = Annotated[
    str, typer.Option("--curator", envvar="KG_CURATOR", help="Who judges: a name or an ORCID; else your login name.")
]
SeedOption = Annotated[int, typer.Option("--seed", help="Another number draws another sample.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(epilog=example("kg curate --out decisions.xlsx"))(curate)
    app.command(epilog=example("kg audit --n 100 --out audit.xlsx"))(audit)
    app.command(epilog=example("kg aliases --out aliases.sssom.tsv"))(aliases)
    app.command(epilog=example("kg diff old.kg new.kg"))(diff)


def curate(
    out: Annotated[Path | None, typer.Option("--out", help="Sheet to write: .xlsx or .tsv.")] = None,
    taken: Annotated[Path | None, typer.Option("--in", help="Filled-in sheet to take back.")] = None,
    curator: CuratorOption = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what a sheet would change; change nothing.")] = False,
    agreement: Annotated[bool, typer.Option("--agreement", help="How often curators agree, and where not.")] = False,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Write claims as a sheet to judge, take the sheet back, or show how curators agree."""
    from kg import judging, terminal

    if sum((out is not None, taken is not None, agreement)) != 1:
        raise typer.BadParameter("give one of --out FILE, --in FILE and --agreement")
    if out is not None:
        count = judging.write_sheet(store, out, _name(curator))
        terminal.note(f"wrote {out}: {count} claims; fill in the verdicts, then: kg curate --in {out}")
    elif taken is not None:
        _show(store, judging.take_sheet(store, taken, _name(curator), _now(), dry_run=dry_run), dry_run)
    else:
        _show_agreement(store)


def audit(
    n: Annotated[int, typer.Option("--n", min=1, help="Claims in the sample.")] = 100,
    out: Annotated[Path | None, typer.Option("--out", help="Sheet to write: .xlsx or .tsv.")] = None,
    taken: Annotated[Path | None, typer.Option("--in", help="Filled-in sheet to take back.")] = None,
    seed: SeedOption = 1,
    curator: CuratorOption = "",
    as_json: JsonOption = False,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Draw a sample of claims to judge, take the verdicts back, and say how many claims are right."""
    from kg import audit as audits
    from kg import judging, terminal

    if out is not None:
        count = judging.write_sheet(store, out, _name(curator), n, seed)
        terminal.note(f"wrote {out}: {count} claims; fill in the verdicts, then: kg audit --n {n} --in {out}")
        return
    if taken is not None:
        _show(store, judging.take_audit(store, taken, _name(curator), _now(), n, seed), dry_run=False)
    found = judging.precision(store, n, seed)
    terminal.data(json.dumps(asdict(found), indent=1) if as_json else "\n".join(audits.lines(found)))


def aliases(
    out: Annotated[Path | None, typer.Option("--out", help="Table to write, SSSOM with tabs.")] = None,
    taken: Annotated[Path | None, typer.Option("--in", help="Edited table to take back.")] = None,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Write what each form of words is taken for, or take the edited table back and make the graph anew."""
    from kg import judging, terminal

    if (out is None) == (taken is None):
        raise typer.BadParameter("give one of --out FILE and --in FILE")
    if out is not None:
        terminal.note(f"wrote {out}: {judging.write_aliases(store, out)} rows")
    elif taken is not None:
        count, made = judging.take_aliases(store, taken)
        terminal.note(f"{store}: {count} rows of curators obeyed, {made.propositions} propositions")


def diff(
    one: Annotated[Path, typer.Argument(metavar="STORE_A", help="A store.")],
    other: Annotated[Path, typer.Argument(metavar="STORE_B", help="Another store, or a later state of the first.")],
    as_json: JsonOption = False,
) -> None:
    """List what the second store has gained, lost and changed against the first."""
    from kg import compare, judging, terminal

    found = judging.difference(one, other)
    terminal.data(json.dumps(asdict(found), indent=1) if as_json else "\n".join(compare.lines(found)))


def _name(curator: str) -> str:
    return curator or getpass.getuser()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _show(store: Path, taken: judging.Taken, dry_run: bool) -> None:
    from kg import terminal

    terminal.data(taken.difference)
    for text in taken.errors:
        terminal.note(f"refused: {text}")
    if taken.errors:
        terminal.note("nothing was taken; mend these rows and give the sheet again")
        raise typer.Exit(3)
    if taken.published is None:
        terminal.note("nothing was changed" + (": a dry run" if dry_run else ""))
        return
    terminal.note(f"{store}: {taken.decisions} decisions taken, {taken.published.propositions} propositions")


def _show_agreement(store: Path) -> None:
    from kg import judging, terminal

    pairs, conflicts = judging.agreement(store)
    rows = [
        (*p.curators, str(p.count), str(p.same), p.undefined if p.kappa is None else f"{p.kappa:.2f}") for p in pairs
    ]
    terminal.show_rows(("curator", "curator", "judged by both", "alike", "kappa"), rows)
    for conflict in conflicts:
        said = ", ".join(f"{d.curator}: {d.verdict}" for d in conflict.decisions)
        where = conflict.decisions[0].anchor
        terminal.note(f"{conflict.claim}: {said}: {where.head} | {where.relation} | {where.tail}: {where.quote}")
