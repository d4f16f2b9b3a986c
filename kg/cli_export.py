"""The command that hands the store out to other programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from kg.options import (
    DEFAULT_STORE,
    BeliefOption,
    CuratedOption,
    JsonOption,
    LevelOption,
    ModalityOption,
    PlaceOption,
    PolarityOption,
    RelationOption,
    SinceOption,
    StoreOption,
    UntilOption,
    chosen,
    example,
    opened,
)


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(epilog=example("kg export review --out review.docx --since 2000 --style chicago-author-date"))(export)


def export(
    kind: Annotated[
        str | None, typer.Argument(metavar="KIND", help="What to write; `kg export --list` shows every kind.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="The file to write; its suffix names the form.")] = None,
    listing: Annotated[bool, typer.Option("--list", help="List the kinds, their suffixes and what they are.")] = False,
    style: Annotated[str, typer.Option("--style", help="Of citations: apa, chicago-author-date or gb-t-7714.")] = "apa",
    columns: Annotated[str, typer.Option("--columns", help="Of the gap map: obstacle or outcome.")] = "obstacle",
    least: Annotated[
        int, typer.Option("--least", min=1, help="Works a thing must stand in for a row, a section or a note.")
    ] = 2,
    licence: Annotated[str, typer.Option("--licence", help="Terms to stamp on the files.")] = "",
    author: Annotated[str, typer.Option("--author", help="Who made the research object.")] = "",
    relations: RelationOption = None,
    polarity: PolarityOption = "",
    modality: ModalityOption = "",
    belief: BeliefOption = 0.0,
    since: SinceOption = None,
    until: UntilOption = None,
    places: PlaceOption = None,
    levels: LevelOption = None,
    curated: CuratedOption = False,
    as_json: JsonOption = False,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Write the store, or the claims that are asked for, for another program."""
    from kg import exporting, terminal

    if listing:
        _list(as_json)
        return
    if kind is None or out is None:
        raise typer.BadParameter("give a kind and --out FILE; `kg export --list` shows the kinds")
    asked = exporting.Asked(
        chosen(relations, polarity, modality, belief, since, until, places, levels, curated),
        licence or exporting.LICENCE,
        style,
        columns,
        least,
        author,
    )
    with opened(store) as source:
        written = exporting.export(source, store, kind, out, asked)
    if as_json:
        terminal.data(json.dumps([str(path) for path in written], indent=1))
        return
    terminal.note(f"wrote {_told(written, out)}")


def _list(as_json: bool) -> None:
    from kg import exporting, terminal

    rows = [(k.name, " ".join(s or "folder" for s in k.suffixes), k.what) for k in exporting.KINDS.values()]
    if as_json:
        terminal.data(json.dumps([dict(zip(("kind", "forms", "what"), row, strict=True)) for row in rows], indent=1))
        return
    terminal.show_rows(("kind", "forms", "what it is"), rows)


def _told(written: tuple[Path, ...], out: Path) -> str:
    return " and ".join(map(str, written)) if len(written) <= 3 else f"{len(written)} files in {out}"
