"""A draft as a page that needs nothing else: no script, no address is fetched."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import escape
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

_STYLE = """
:root { color-scheme: light dark; }
body { font: 1.05rem/1.5 Georgia, "Times New Roman", serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2, h3 { font-family: system-ui, sans-serif; line-height: 1.2; margin: 2rem 0 .6rem; }
h1 { font-size: 1.8rem; } h2 { font-size: 1.4rem; border-bottom: 1px solid; } h3 { font-size: 1.1rem; }
blockquote { margin: .4rem 0 .6rem 1rem; padding-left: .8rem; border-left: 3px solid #8886; font-size: .95em; }
nav ul { columns: 2; font: .9rem/1.4 system-ui, sans-serif; } nav ul ul { columns: 1; }
li { margin: .3rem 0; }
.table { overflow-x: auto; }
table { border-collapse: collapse; font: .75rem/1.3 system-ui, sans-serif; }
caption { text-align: left; font-style: italic; padding-bottom: .3rem; }
th, td { border: 1px solid #8886; padding: .2rem .3rem; hyphens: auto; text-align: center; vertical-align: bottom; }
th[scope=row] { text-align: left; font-weight: normal; }
.references p { padding-left: 2rem; text-indent: -2rem; margin: .4rem 0; overflow-wrap: anywhere; }
a { color: inherit; text-decoration-color: #8888; }
@media print { nav { display: none; } a { text-decoration: none; } }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def render(draft: Draft) -> bytes:
    """The draft as HTML; texts of works are escaped."""
    title = escape(draft.title)
    made = "\n".join(
        (
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta name="generator" content="{escape(draft.stamp.made_by)}">',
            f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>",
            *_contents(draft),
            "<main>",
            *(line for block in draft.blocks for line in _block(block)),
            "</main>\n</body>\n</html>\n",
        )
    )
    return made.encode()


def _contents(draft: Draft) -> Iterator[str]:
    yield '<nav aria-label="Contents"><ul>'
    deep = False
    for at, heading in enumerate(draft.contents()):
        inner = heading.level > 1
        if inner and not deep:
            yield "<ul>"
        elif deep and not inner:
            yield "</ul></li>"
        elif at:
            yield "</li>"
        deep = inner
        yield f'<li><a href="#{heading.anchor}">{escape(heading.text)}</a>'
    yield "</li></ul></li></ul></nav>" if deep else "</li></ul></nav>"


def _block(block: Block) -> Iterator[str]:
    writers: dict[type, Callable[[Any], Iterator[str]]] = {
        Heading: _heading,
        Paragraph: lambda paragraph: iter([f"<p>{_text(paragraph.runs)}</p>"]),
        Quote: lambda quote: iter([_quote(quote)]),
        Bullets: _bullets,
        Table: _table,
        References: _references,
    }
    return writers[type(block)](block)


def _heading(heading: Heading) -> Iterator[str]:
    tag = f"h{heading.level + 1}"
    yield f'<{tag} id="{heading.anchor}">{escape(heading.text)}</{tag}>'


def _quote(quote: Quote) -> str:
    return f"<blockquote>{_text([quote.text])} {_text(quote.source)}</blockquote>"


def _bullets(bullets: Bullets) -> Iterator[str]:
    yield "<ul>"
    for item in bullets.items:
        yield f"<li>{_text(item.runs)}{''.join(map(_quote, item.quotes))}</li>"
    yield "</ul>"


def _table(table: Table) -> Iterator[str]:
    yield f'<div class="table" tabindex="0"><table><caption>{escape(table.caption)}</caption><thead><tr>'
    yield "".join(f'<th scope="col">{_text([cell])}</th>' for cell in table.head)
    yield "</tr></thead><tbody>"
    for first, *cells in table.rows:
        rest = "".join(f"<td>{_text([cell])}</td>" for cell in cells)
        yield f'<tr><th scope="row">{_text([first])}</th>{rest}</tr>'
    yield "</tbody></table></div>"


def _references(references: References) -> Iterator[str]:
    yield '<div class="references">'
    yield from (f'<p id="{entry.anchor}">{_text(entry.runs)}</p>' for entry in references.entries)
    yield "</div>"


def _text(runs: Iterable[Run]) -> str:
    return "".join(map(_run, runs))


def _run(run: Run) -> str:
    text = escape(run.text, quote=False)
    text = f"<i>{text}</i>" if run.italic else text
    text = f"<b>{text}</b>" if run.bold else text
    return f'<a href="{escape(run.link)}">{text}</a>' if run.link else text
