"""What the commands print: tables and sentences for people, with nothing of a document taken as markup."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NoReturn

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text


class _Console(Console):
    def on_broken_pipe(self) -> None:
        _reader_gone()


out = _Console(highlight=False, markup=False, emoji=False)
err = _Console(stderr=True, highlight=False, markup=False, emoji=False)


def is_sentence(column: str) -> bool:
    """Whether a column holds a sentence; it is printed on lines of its own below its row."""
    return column.startswith(("sentence", "quote")) and column != "sentences"


def is_source(column: str) -> bool:
    """Whether a column says where a sentence stands; it is printed below it."""
    return column == "citation" or (column.startswith("work") and not column.startswith("works"))


def safe(text: str) -> str:
    """Text of a document without characters that would steer a terminal."""
    return "".join(c for c in text if c in "\n" or unicodedata.category(c) not in {"Cc", "Cf", "Cs"})


def show_rows(columns: Sequence[str], rows: Iterable[Sequence[str | None]], limit: int = 0) -> None:
    """An answer as a table, or, where it has sentences, as a list with each sentence below its row.

    A ``limit`` above 0 shows that many rows at most, and the number of rows says how many there are.
    """
    listed = [tuple(safe(cell or "") for cell in row) for row in rows]
    shown = listed[:limit] if limit else listed
    if not listed:
        err.print("no rows")
    elif any(map(is_sentence, columns)):
        _show_list(columns, shown)
        err.print(_counted(len(shown), len(listed)), style="dim")
    else:
        _show_table(columns, shown)
        if len(shown) < len(listed):
            err.print(_counted(len(shown), len(listed)), style="dim")


def show_groups(columns: Sequence[str], groups: Mapping[str, Iterable[Sequence[str]]]) -> None:
    """Rows under headings, as one table, so that the columns of all groups stand in line."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for position, name in enumerate(columns):
        table.add_column(name, overflow="fold", no_wrap=position == 0)
    for heading, rows in groups.items():
        table.add_row()
        table.add_row(Text(safe(heading), style="bold"))
        for first, *others in rows:
            table.add_row(Text(f"  {safe(first)}"), *(Text(safe(cell)) for cell in others))
    out.print(table)


def _counted(shown: int, found: int) -> str:
    if shown < found:
        return f"{shown} of {found} rows; --limit 0 shows all"
    return "1 row" if found == 1 else f"{found} rows"


def _show_table(columns: Sequence[str], rows: list[tuple[str, ...]]) -> None:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for position, name in enumerate(columns):
        numeric = all(row[position].replace(".", "", 1).isdigit() for row in rows)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    out.print(table)


def _show_list(columns: Sequence[str], rows: list[tuple[str, ...]]) -> None:
    for number, row in enumerate(rows, 1):
        cells = {name: cell for name, cell in zip(columns, row, strict=True) if cell}
        facts = [name for name in cells if not (is_sentence(name) or is_source(name))]
        line = Text(f"{number:>3}. ") + Text(cells[facts[0]] if facts else "", style="bold")
        for name in facts[1:]:
            line += Text(f"  {name}: ", style="dim") + Text(cells[name])
        out.print(line)
        for name in cells:
            if is_sentence(name) or is_source(name):
                shown = " ".join(cells[name].split())
                text = Text(f"“{shown}”") if is_sentence(name) else Text(f"— {shown}", style="dim")
                out.print(Padding(text, (0, 0, 0, 5)))


def note(text: str) -> None:
    """A message to the person at the terminal; never part of the result."""
    err.print(safe(text).replace("\n", " "), soft_wrap=True)


@contextmanager
def progress(doing: str) -> Iterator[Callable[[str], None]]:
    """Show what goes on, where standard error is a terminal; the function takes the name of what is done."""
    with err.status(doing) as status:
        yield lambda done: status.update(Text(safe(f"{doing}: {done}")))


def data(text: str) -> None:
    """Results for another program: as they are, to standard output."""
    try:
        sys.stdout.write(text if text.endswith("\n") or not text else text + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        _reader_gone()


def _reader_gone() -> NoReturn:
    """End quietly: the program that reads the output has seen enough (``| head``)."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise SystemExit(0)
