"""A network of claims as one HTML page that needs nothing else, and as GraphML.

pyvis holds the drawing and fills the page; the page's own HTML, style and script stand in
``templates/``. Every text of a document reaches the page as JSON in a data block, and from there the
screen as text nodes, so none of it is ever read as markup or script.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import networkx as nx
from pyvis.edge import Edge
from pyvis.network import Network
from pyvis.node import Node

from kg import __version__
from kg.export import write_atomic
from kg.export.content import Content, Json, Layout, content
from kg.export.packing import packed
from kg.export.texts import visible

_VIS = "templates/lib/vis-9.1.2/vis-network.min.js"
_SCRIPTS = (
    "dom.js",
    "state.js",
    "hash.js",
    "canvas.js",
    "groups.js",
    "labels.js",
    "panel.js",
    "evidence.js",
    "table.js",
    "legend.js",
    "filters.js",
    "search.js",
    "save.js",
    "start.js",
)


def write_page(
    graph: nx.MultiDiGraph[str], path: Path, title: str, layout: Layout, *, corpus: int | None = None, date: str = ""
) -> None:
    """Write a network as a page that works from disk and asks no host for anything.

    A network of more than 300 things opens with the 150 best supported, one of more than 1,500 with
    those of its backbone, and buttons show more. The same arguments give the same bytes.

    Args:
        graph: nodes with ``label``, ``type`` and ``works``, and ``aliases`` if there are any; edges
            with ``relation``, ``polarity``, ``modality``, ``works`` and ``evidence`` (the claim
            rows), and ``belief`` if it is known.
        path: the file to write; one that is there is replaced.
        title: the heading of the page.
        layout: gives every node of a network its place, in pixels.
        corpus: how many works were read, those that make no claim among them.
        date: the day to name in the heading, as text; none if empty.

    Raises:
        KgError: the place cannot be written.
    """
    shown = content(graph, layout)
    write_atomic(path, _page(shown, title, _lead(shown, corpus, date)).encode())


def _page(shown: Content, title: str, lead: str) -> str:
    net = _drawing(shown)
    library = _plain_lines(files("pyvis").joinpath(_VIS).read_text("utf-8"))
    script = '"use strict";\n' + "\n".join(_template(name) for name in _SCRIPTS)
    net.set_template_dir(str(_TEMPLATES), "page.html")
    net.templateEnv.autoescape = True
    net.templateEnv.filters |= {"json": data_block, "packed": packed}
    net.templateEnv.globals.update(
        title=visible(title),
        lead=lead,
        content=shown.data,
        style=_template("page.css"),
        library=library,
        script=script,
        hashes=f"{_hash(library)} {_hash(script)}",
    )
    return str(net.generate_html())


_TEMPLATES = Path(__file__).with_name("templates")


def _template(name: str) -> str:
    return _plain_lines((_TEMPLATES / name).read_text("utf-8"))


def _plain_lines(text: str) -> str:
    """A text with the line ends a browser gives it before it compares hashes."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def data_block(value: object) -> str:
    """JSON that nothing in it can end: it holds no ``<``, ``>``, ``&`` and no JavaScript line end."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return re.sub("[<>&\u2028\u2029]", lambda match: f"\\u{ord(match[0]):04x}", text)


def _drawing(shown: Content) -> Network:
    net = Network(directed=True, cdn_resources="in_line")
    # Not by add_node and add_edge: they search all nodes for every node, and for both ends of every edge.
    net.nodes = [Node(number, **node).options for number, node in enumerate(shown.nodes)]
    net.edges = [Edge(edge["from"], edge["to"], True, **_looks(edge)).options for edge in shown.edges]
    return net


def _looks(edge: Json) -> Json:
    return {key: value for key, value in edge.items() if key not in ("from", "to")}


def _lead(shown: Content, corpus: int | None, date: str) -> str:
    """What the page is made of, in one sentence."""
    counted = {
        "thing": len(shown.nodes),
        "relation": len(shown.edges),
        "claim": shown.data["claims"]["count"],
        "work": shown.data["works"]["count"],
    }
    things, relations, claims, works = (_counted(number, noun) for noun, number in counted.items())
    read = f" of the {corpus:,} in the corpus" if corpus is not None else ""
    day = f" on {visible(date)}" if date else ""
    return f"{things} and {relations}, stated by {claims} in {works}{read}. Made{day} with kg {__version__}."


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def graphml(graph: nx.MultiDiGraph[str], path: Path) -> None:
    """Write a network as GraphML for Gephi, Cytoscape and the like, every attribute a plain value.

    Lists become texts with their items joined by blanks; the sentences are left out.

    Raises:
        KgError: the place cannot be written.
    """
    flat: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for iri in sorted(graph):
        flat.add_node(iri, **_flat(graph.nodes[iri], ("label", "type", "works")))
    keys = sorted(graph.edges(keys=True), key=lambda edge: (*edge[:2], str(edge[2])))
    for number, (head, tail, key) in enumerate(keys):
        edge = graph.edges[head, tail, key]
        values = _flat(edge, ("relation", "polarity", "modality", "works"))
        flat.add_edge(head, tail, f"e{number}", **values, claims=visible(" ".join(edge["claims"])))
    file = io.BytesIO()
    nx.write_graphml_xml(flat, file)
    write_atomic(path, file.getvalue())


def _flat(data: Json, names: Sequence[str]) -> Json:
    """Some of the attributes, as XML can hold them: control characters are written out."""
    return {name: visible(data[name]) if isinstance(data[name], str) else data[name] for name in names}
