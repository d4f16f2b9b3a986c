"""A research object (RO-Crate 1.1): what was read, with what, and what came of it, as one folder or ``.zip``.

The works are described by their references; their texts are not in it. The metadata file is written by hand, since
a library stamps the day of the machine on it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from kg.export.flat import line
from kg.export.folders import Content, write_files
from kg.export.selection import Selection, Work
from kg.export.texts import doi_link
from kg.model import KgError
from kg.terms import is_web_iri

METADATA = "ro-crate-metadata.json"
SETTINGS = "configuration.json"

_PROFILE = "https://w3id.org/ro/crate/1.1"
_TOOL, _AUTHOR, _LICENCE, _BUILD = "#kg", "#author", "#licence", "#build"

FORMATS: Mapping[str, tuple[str, str]] = {
    ".nq": ("application/n-quads", "The graph: every claim with its sentence, by document"),
    ".trig": ("application/trig", "The graph: every claim with its sentence, by document"),
    ".ttl": ("text/turtle", "The graph without the names of its parts"),
    ".jsonld": ("application/ld+json", "The graph"),
    ".csv": ("text/csv", "A table, one row a claim"),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "A table, one row a claim"),
    ".rq": ("application/sparql-query", "A query that can be asked of the graph"),
    ".json": ("application/json", "Settings and versions"),
    ".md": ("text/markdown", "A text"),
    ".html": ("text/html", "A page"),
}
"""What a file is, by its suffix."""

_Json = dict[str, Any]


def write_crate(
    selection: Selection,
    path: Path,
    contents: Mapping[str, Content],
    queries: Mapping[str, bytes],
    *,
    configuration: Mapping[str, str],
    versions: Mapping[str, str],
    author: str = "",
) -> tuple[Path, ...]:
    """Write the crate.

    Args:
        selection: the works that were read, and the stamp.
        path: a folder that is new, empty or ours, or a file that ends in ``.zip``.
        contents: what came of it, by name, such as ``graph.nq`` and ``evidence.csv``.
        queries: the queries, by file name; they are put into ``queries/``.
        configuration: the settings of the build, by name.
        versions: versions of programs and models, by name.
        author: who made it; left out if empty.

    Returns:
        The files written.

    Raises:
        KgError: a name is unsafe or that of a file of the crate itself, the folder is not ours, or the place cannot
            be written.
    """
    reserved = sorted({METADATA, SETTINGS} & set(contents))
    if reserved:
        raise KgError(f"cannot write {path}: {reserved[0]} is a file of the crate itself; give yours another name")
    settings = {"configuration": dict(sorted(configuration.items())), "versions": dict(sorted(versions.items()))}
    files: dict[str, Content] = {
        **contents,
        **{f"queries/{name}": text for name, text in queries.items()},
        SETTINGS: _json(settings),
    }
    about = _metadata(selection, sorted(files), versions, author)
    return write_files(path, {**files, METADATA: _json(about)})


def _metadata(selection: Selection, names: list[str], versions: Mapping[str, str], author: str) -> _Json:
    works = sorted(selection.works, key=lambda work: work.doc)
    tools = [_tool(name, version) for name, version in sorted(versions.items())]
    graph = [
        {
            "@id": METADATA,
            "@type": "CreativeWork",
            "conformsTo": {"@id": _PROFILE},
            "about": {"@id": "./"},
        },
        _root(selection, names, works, author),
        *map(_file, names),
        _action(selection, names, works, tools),
        {"@id": _TOOL, "@type": "SoftwareApplication", "name": line(selection.stamp.made_by)},
        _licence(selection.stamp.licence),
        *tools,
        *([{"@id": _AUTHOR, "@type": "Person", "name": line(author)}] if author else []),
        *map(_work, works),
    ]
    return {"@context": f"{_PROFILE}/context", "@graph": graph}


def _root(selection: Selection, names: list[str], works: list[Work], author: str) -> _Json:
    stamp = selection.stamp
    root: _Json = {
        "@id": "./",
        "@type": "Dataset",
        "name": "Knowledge graph of intergovernmental relations",
        "description": line(
            f"{len(selection.claims):,} claims ({stamp.asked}) of {len(works):,} works, each with its sentence. "
            f"{'; '.join(stamp.lines())}"
        ),
        "identifier": f"sha256:{line(stamp.corpus)}",
        "datePublished": line(stamp.date),
        "license": {"@id": _licence_id(stamp.licence)},
        "hasPart": [{"@id": _encoded(name)} for name in names],
        "isBasedOn": [{"@id": work.iri} for work in works],
        "mentions": {"@id": _BUILD},
    }
    return root | ({"author": {"@id": _AUTHOR}} if author else {})


def _file(name: str) -> _Json:
    kind, description = FORMATS.get(PurePosixPath(name).suffix.lower(), ("application/octet-stream", "A file"))
    typed = ["File", "SoftwareSourceCode"] if name.endswith(".rq") else "File"
    told = {"name": PurePosixPath(name).name, "description": description, "encodingFormat": kind}
    return {"@id": _encoded(name), "@type": typed, **told}


def _action(selection: Selection, names: list[str], works: list[Work], tools: list[_Json]) -> _Json:
    return {
        "@id": _BUILD,
        "@type": "CreateAction",
        "name": "Reading of the works and export of the graph",
        "endTime": line(selection.stamp.date),
        "instrument": [{"@id": _TOOL}, *({"@id": tool["@id"]} for tool in tools)],
        "object": [{"@id": SETTINGS}, *({"@id": work.iri} for work in works)],
        "result": [{"@id": _encoded(name)} for name in names if name != SETTINGS],
    }


def _tool(name: str, version: str) -> _Json:
    return {
        "@id": f"#software-{quote(name, safe='')}",
        "@type": "SoftwareApplication",
        "name": line(name),
        "softwareVersion": line(version),
    }


def _licence_id(licence: str) -> str:
    return licence if is_web_iri(licence) else _LICENCE


def _licence(licence: str) -> _Json:
    return {"@id": _licence_id(licence), "@type": "CreativeWork", "name": line(licence) or "not stated"}


def _work(work: Work) -> _Json:
    """A work by what its record knows: RO-Crate wants flat entities, so that authors are names."""
    known = work.reference
    told: _Json = {
        "name": line(known.title),
        "author": [line(name) for name in known.authors],
        "datePublished": str(known.year or ""),
        "isPartOf": line(known.container),
        "identifier": doi_link(known.doi),
        "url": known.url if is_web_iri(known.url) else "",
        "citation": line(work.citation),
    }
    kind = "ScholarlyArticle" if re.match(r"article|journal", known.kind) else "CreativeWork"
    return {"@id": work.iri, "@type": kind, **{name: value for name, value in told.items() if value}}


def _encoded(name: str) -> str:
    return quote(name, safe="/")


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
