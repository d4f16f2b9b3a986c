"""Joins the stages that look for patterns: a store to a report, its files, and files of named networks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import networkx as nx
from threadpoolctl import threadpool_limits

from kg import __version__, networking, queries
from kg.model import KgError, QueryError
from kg.networks import Filter, Roll, fold
from kg.patterns import Clash, Report, Study, pictures
from kg.patterns import report as make_report
from kg.resources import data_dir
from kg.store import Store

FORMS = (".csv", ".graphml", ".json")
"""What a named network can be written as."""


def study(store: Store, asked: Filter, roll: Roll, seed: int, draws: int) -> Study:
    """The claims of a store that a filter takes, ready to be studied.

    Raises:
        KgError: a place or level that is asked stands in no claim.
    """
    look_ups = queries.catalogue(data_dir("queries") / "lookups")
    found = store.select(queries.find(look_ups, "conflicts").text)
    clashes = [Clash(*(cell or "" for cell in row)) for row in found.rows]
    return Study(networking.material(store, asked), roll, seed, draws, clashes)


def report(found: Study) -> Report:
    """The report of a study."""
    with threadpool_limits(1):  # sums of floats depend on the number of threads, and a report must not
        return make_report(found, __version__)


def write(found: Study, made: Report, folder: Path) -> list[Path]:
    """Write a report into a folder, which is made: JSON, Markdown, a table a section and plots.

    Returns:
        The files, by name.

    Raises:
        KgError: the folder or a file cannot be written.
    """
    from kg.export import patterns, patterns_plots, write_atomic

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise KgError(f"cannot write {folder}: {e.strerror or e}; give another folder") from e
    drawings = pictures(found, made)
    files = {"report.json": patterns.as_json(made), "report.md": patterns.markdown(made, found.claims, drawings)}
    files |= {f"{section.id}.csv": patterns.table(section) for section in made.sections}
    for picture in drawings:
        files |= patterns_plots.drawn(picture)
    for name, content in sorted(files.items()):
        write_atomic(folder / name, content)
    return [folder / name for name in sorted(files)]


def named_network(store: Store, name: str, asked: Filter, roll: Roll, side: int | None = None) -> nx.Graph[str]:
    """A named network of the claims that a filter takes, folded on a side where one is given.

    Raises:
        QueryError: no network has the name.
        KgError: it cannot be folded, or a place or level stands in no claim.
    """
    if name not in dict(listing()):
        raise QueryError(f"no network is called {name!r}; kg network --list shows them")
    made = networking.material(store, asked).network(name, roll)
    return made if side is None else fold(made, side)


def listing() -> list[tuple[str, str]]:
    """The named networks and what each ties."""
    return [(question.name, question.summary) for question in networking.catalogue()]


def network_bytes(net: nx.Graph[str], suffix: str) -> bytes:
    """A network as one of ``FORMS``."""
    from kg.export import networks

    forms: dict[str, Callable[[nx.Graph[str]], bytes]] = {
        ".csv": networks.as_csv,
        ".graphml": networks.as_graphml,
        ".json": networks.as_json,
    }
    return forms[suffix](net)
