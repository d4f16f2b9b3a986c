"""HTML and SVG in which every text is escaped: elements are made by one function, and pages run no script."""

from __future__ import annotations

from html import escape

from kg.export.selection import Stamp
from kg.export.texts import visible


class Markup(str):
    """A piece of HTML or SVG that is made already; any other string is a text."""

    __slots__ = ()


_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
body{font:16px/1.45 system-ui,sans-serif;margin:1.5rem;color:#1a1a1a;background:#fff}
caption{text-align:left;padding:.2rem .3rem}
h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2rem}h3{font-size:1rem}
a{color:#0b5394}a:focus-visible,summary:focus-visible{outline:3px solid #b35900;outline-offset:1px}
.scroll{overflow:auto;max-height:90vh;border:1px solid #c8d0d8}
table{border-collapse:separate;border-spacing:0;font-size:.8rem}
th,td{border:solid #d4dbe2;border-width:0 1px 1px 0;padding:.15rem .3rem;text-align:center;vertical-align:middle}
thead th{position:sticky;top:0;background:#e8eef4;z-index:2;vertical-align:bottom}
tbody th,tfoot th{position:sticky;left:0;background:#f5f7fa;z-index:1;text-align:left;font-weight:400;min-width:14rem}
thead tr.second th{top:1.55rem}thead th.corner{left:0;z-index:3;text-align:left}
th.up span{writing-mode:vertical-rl;transform:rotate(180deg);font-weight:400;max-height:15rem;text-align:left}
summary{cursor:pointer;padding:.3rem 0}blockquote{margin:.2rem 0 .2rem 1rem}li{margin-bottom:.5rem}
footer{margin-top:2rem;border-top:1px solid #c8d0d8;padding-top:.6rem;font-size:.85rem;color:#333}
@media print{.scroll{overflow:visible;max-height:none}thead th,tbody th{position:static}}
"""


def escaped(text: str) -> Markup:
    """A text as HTML and SVG show it; hidden characters are written out."""
    return text if isinstance(text, Markup) else Markup(escape(visible(text)))


def element(name: str, *content: str, **attributes: str | int | float) -> Markup:
    """An element; texts in it are escaped. ``class_`` is the attribute ``class``, ``stroke_width`` ``stroke-width``."""
    given = "".join(f' {key.rstrip("_").replace("_", "-")}="{escaped(str(v))}"' for key, v in attributes.items())
    return Markup(f"<{name}{given}>{''.join(map(escaped, content))}</{name}>")


def joined(pieces: list[Markup]) -> Markup:
    """Pieces one a line."""
    return Markup("\n".join(pieces))


def page(title: str, style: str, *content: Markup, notes: list[str], stamp: Stamp) -> bytes:
    """A page of its own: nothing is fetched, no script runs; notes and stamp stand at its foot."""
    lines = [element("div", line) for line in (*notes, *stamp.lines())]
    body = element("body", element("main", element("h1", title), *content), element("footer", joined(lines)))
    head = (
        f'<head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"{element('title', title)}<style>{_STYLE}{style}</style></head>"
    )
    return f'<!DOCTYPE html>\n<html lang="en">{head}\n{body}</html>\n'.encode()


def drawing(title: str, told: str, width: int, height: int, content: list[Markup]) -> bytes:
    """An SVG picture, sizes in pixels, with a name and a description for those who do not see it."""
    named = [element("title", title, id="title"), element("desc", told, id="desc")]
    ground = element("rect", width=width, height=height, fill="#fff")
    svg = element(
        "svg",
        Markup("\n"),
        joined([*named, ground, *content]),
        xmlns="http://www.w3.org/2000/svg",
        width=width,
        height=height,
        viewBox=f"0 0 {width} {height}",
        role="img",
        aria_labelledby="title desc",
        font_family="Arial, Helvetica, sans-serif",
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{svg}\n'.encode()
