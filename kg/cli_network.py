"""The command that looks for patterns in the claims, and writes networks of them."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.model import Roll
from kg.options import (
    DEFAULT_GRAPH,
    BeliefOption,
    CuratedOption,
    GraphOption,
    JsonOption,
    LevelOption,
    ModalityOption,
    PlaceOption,
    PolarityOption,
    RelationOption,
    SinceOption,
    UntilOption,
    chosen,
    example,
    opened,
)

if TYPE_CHECKING:
    from kg.patterns import Finding, Report, Study

_SHORT = 5
"""Findings of a section that are printed."""


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(epilog=example("kg network --place China --out patterns/"))(network)


def network(
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for the report; with --name a .csv, .graphml or .json file.")
    ] = None,
    explain: Annotated[
        str, typer.Option("--explain", metavar="ID", help="Print one finding with every claim behind it.")
    ] = "",
    name: Annotated[str, typer.Option("--name", help="Write one named network with the claims of each edge.")] = "",
    folded: Annotated[
        int | None,
        typer.Option("--fold", min=0, max=1, help="With --name: tie things of side 0 or 1 that share things."),
    ] = None,
    listing: Annotated[bool, typer.Option("--list", help="List the named networks.")] = False,
    roll: Annotated[
        Roll, typer.Option("--roll", help="Count things by themselves, as the vocabulary has them, or by class.")
    ] = Roll.VOCABULARY,
    relations: RelationOption = None,
    polarity: PolarityOption = "",
    modality: ModalityOption = "",
    belief: BeliefOption = 0.0,
    since: SinceOption = None,
    until: UntilOption = None,
    places: PlaceOption = None,
    levels: LevelOption = None,
    curated: CuratedOption = False,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Another number makes other draws.")] = 0,
    draws: Annotated[
        int, typer.Option("--draws", min=99, help="Draws of the null models; slow measures take fewer.")
    ] = 2000,
    as_json: JsonOption = False,
    store: GraphOption = DEFAULT_GRAPH,
) -> None:
    """Report the patterns in the claims, each tested against chance, or write a network of them."""
    from kg import patterning

    if listing:
        _list(as_json)
        return
    _check(name, explain, folded, out)
    asked = chosen(relations, polarity, modality, belief, since, until, places, levels, curated)
    with opened(store) as source:
        if name:
            made = patterning.named_network(source, name, asked, roll, folded)
            _put(patterning.network_bytes(made, _suffix(out, as_json)), out)
            return
        study = patterning.study(source, asked, roll, seed, draws)
        found = patterning.report(study)
    _show(study, found, out, explain, as_json)


def _check(name: str, explain: str, folded: int | None, out: Path | None) -> None:
    from kg import patterning

    if name and explain:
        raise typer.BadParameter("give --name or --explain, not both")
    if folded is not None and not name:
        raise typer.BadParameter("give --name NETWORK with --fold; kg network --list shows the networks")
    if name and out is not None and out.suffix.lower() not in patterning.FORMS:
        raise typer.BadParameter(f"{out}: a network is written as {', '.join(patterning.FORMS)}", param_hint="--out")
    if explain and out is not None:
        raise typer.BadParameter("give --explain or --out, not both")


def _suffix(out: Path | None, as_json: bool) -> str:
    if out is None:
        return ".json" if as_json else ".csv"
    return out.suffix.lower()


def _put(content: bytes, out: Path | None) -> None:
    from kg import terminal
    from kg.export import write_atomic

    if out is None:
        terminal.data(content.decode("utf-8-sig"))
        return
    write_atomic(out, content)
    terminal.note(f"wrote {out}")


def _list(as_json: bool) -> None:
    from kg import patterning, terminal

    found = patterning.listing()
    if as_json:
        terminal.data(json.dumps([{"name": name, "summary": text} for name, text in found], indent=1))
        return
    terminal.show_rows(("network", "what it ties"), found)


def _show(study: Study, found: Report, out: Path | None, explain: str, as_json: bool) -> None:
    from kg import patterning, terminal
    from kg.export.patterns import as_json as whole

    if explain:
        _explain(study, found.finding(explain), as_json)
        return
    written = patterning.write(study, found, out) if out is not None else []
    if as_json:
        terminal.data(whole(found).decode())
    elif out is None:
        _print(found)
    if written:
        terminal.note(f"wrote {len(written)} files into {out}: {', '.join(path.name for path in written)}")


def _print(found: Report) -> None:
    from kg.export.patterns import lead

    _say(lead(found))
    for section in found.sections:
        _say("")
        _say(section.title)
        for one in section.findings[:_SHORT]:
            _say(f"  {one.id}: {_lead(one.kind)}{one.sentence}")
        if len(section.findings) > _SHORT:
            _say(f"  ... {len(section.findings) - _SHORT} more: --out DIR")
        for note in section.notes:
            _say(f"  ({note})")
    _say("")
    _say("--explain ID, with the same options, prints a finding with every claim behind it.")


def _lead(kind: str) -> str:
    return "" if kind == "finding" else f"[{kind}] "


def _say(text: str) -> None:
    from kg import terminal

    terminal.out.print(terminal.safe(text), soft_wrap=True)


def _explain(study: Study, found: Finding, as_json: bool) -> None:
    from kg import terminal
    from kg.export.patterns import tested

    rows = [study.claims[claim] for claim in found.claims]
    rows.sort(key=lambda row: (row.citation, row.start.zfill(9), row.claim))
    if as_json:
        keys = ("claim", "citation", "head_label", "relation", "tail_label", "polarity", "modality", "quote")
        claims = [{key: getattr(row, key) for key in keys} for row in rows]
        made = {"schema_version": 1, "finding": asdict(found), "claims": claims}
        terminal.data(json.dumps(made, indent=1, ensure_ascii=False))
        return
    _say(f"{found.id}: {_lead(found.kind)}{found.sentence}")
    _say(f"Test: {tested(found.test) or 'none: ' + found.test.reason}")
    columns = ("claim", "modality", "polarity", "sentence", "citation")
    said = (
        (f"{r.head_label} | {r.relation} | {r.tail_label}", r.modality, r.polarity, r.quote, r.citation) for r in rows
    )
    terminal.show_rows(columns, said)
