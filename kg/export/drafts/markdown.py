"""A draft as Markdown (CommonMark with tables)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from kg.export.drafts.model import (
    Block,
    Bullets,
    Draft,
    Heading,
    Paragraph,
    Quote,
    References,
    Run,
    Table,
)

_MARKS = re.compile(r"([\\`*_\[\]<>|~#&$!^])")
_OPENERS = re.compile(r"(?:[-+=:]|\d+(?=[.)]))")
"""What makes a line a list or the rule under a heading."""


def render(draft: Draft) -> bytes:
    """The draft as Markdown; texts of works are escaped."""
    lines = [f"# {_plain(draft.title)}", "", "## Contents", ""]
    for heading in draft.contents():
        lines.append(f"{'  ' * (heading.level - 1)}- [{_plain(heading.text)}](#{heading.anchor})")
    for block in draft.blocks:
        lines += ["", *_block(block)]
    return ("\n".join(lines) + "\n").encode()


def _block(block: Block) -> Iterator[str]:
    writers: dict[type, Callable[[Any], Iterator[str]]] = {
        Heading: _heading,
        Paragraph: lambda paragraph: iter([_opened(_text(paragraph.runs))]),
        Quote: _quote,
        Bullets: _bullets,
        Table: _table,
        References: _references,
    }
    return writers[type(block)](block)


def _heading(heading: Heading) -> Iterator[str]:
    yield f'<a id="{heading.anchor}"></a>'
    yield ""
    yield f"{'#' * (heading.level + 1)} {_plain(heading.text)}"


def _quote(quote: Quote) -> Iterator[str]:
    yield f"> {_text([quote.text])} {_text(quote.source)}"


def _bullets(bullets: Bullets) -> Iterator[str]:
    for at, item in enumerate(bullets.items):
        if at and (item.quotes or bullets.items[at - 1].quotes):
            yield ""
        yield f"- {_opened(_text(item.runs))}"
        for quote in item.quotes:
            yield ""
            yield from (f"  {line}" for line in _quote(quote))


def _table(table: Table) -> Iterator[str]:
    yield f"*{_plain(table.caption)}*"
    yield ""
    yield _row(table.head)
    yield "|" + " --- |" * len(table.head)
    yield from map(_row, table.rows)


def _row(cells: Iterable[Run]) -> str:
    return f"| {' | '.join(_text([cell]) for cell in cells)} |"


def _references(references: References) -> Iterator[str]:
    for at, entry in enumerate(references.entries):
        yield from [""] if at else []
        yield _opened(_text(entry.runs))


def _text(runs: Iterable[Run]) -> str:
    return "".join(map(_run, runs)).strip()


def _run(run: Run) -> str:
    if run.link.startswith("http"):
        return f"<{run.link}>"
    mark = "*" * (run.italic + 2 * run.bold)
    text = _plain(run.text)
    if not mark or not text.strip():
        return text
    # A mark beside a blank is none.
    inner = text.strip()
    return text.replace(inner, f"{mark}{inner}{mark}", 1)


def _plain(text: str) -> str:
    """A text of which Markdown takes nothing for markup."""
    return _MARKS.sub(r"\\\1", text)


def _opened(line: str) -> str:
    """A line whose first characters begin no list and no rule."""
    opener = _OPENERS.match(line)
    if not opener:
        return line
    at = opener.end() if line[0].isdigit() else 0
    return f"{line[:at]}\\{line[at:]}"
