"""The command that writes the graph, or a part of it, as a page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.options import (
    DEFAULT_GRAPH,
    BeliefOption,
    CuratedOption,
    GraphOption,
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


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(epilog=example('kg view --focus "local protectionism" --hops 2 --out graph.html'))(view)


def view(
    out: Annotated[Path, typer.Option("--out", help="The HTML file to write.")],
    focus: Annotated[str, typer.Option("--focus", metavar="LABEL", help="Only what is near a thing.")] = "",
    hops: Annotated[int, typer.Option("--hops", min=1, help="With --focus: how many relations away is near.")] = 1,
    path: Annotated[
        tuple[str, str] | None,
        typer.Option("--path", metavar="LABEL LABEL", help="Only the shortest chains of claims between two things."),
    ] = None,
    query: Annotated[
        str,
        typer.Option("--query", metavar="FILE.rq", help="Only the claims, or the things, that a SELECT query gives."),
    ] = "",
    date: Annotated[str, typer.Option("--date", help="A date to show on the page; without one it shows none.")] = "",
    relations: RelationOption = None,
    polarity: PolarityOption = "",
    modality: ModalityOption = "",
    belief: BeliefOption = 0.0,
    since: SinceOption = None,
    until: UntilOption = None,
    places: PlaceOption = None,
    levels: LevelOption = None,
    curated: CuratedOption = False,
    store: GraphOption = DEFAULT_GRAPH,
) -> None:
    """Write the graph, or a part of it, as one interactive page that works offline."""
    from kg import terminal, viewing

    if sum(map(bool, (focus, path, query))) > 1:
        raise typer.BadParameter("give one of --focus LABEL, --path LABEL LABEL and --query FILE.rq")
    asked = chosen(relations, polarity, modality, belief, since, until, places, levels, curated)
    part = viewing.Part(focus, hops, path, query)
    with opened(store) as source:
        things, claims = viewing.view(source, out, asked, part, date)
    terminal.note(f"wrote {out}: {things} things, {claims} claims")
