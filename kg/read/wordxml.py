"""The parts of a Word file: unpacked within limits, parsed without entities or network, and its styles."""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree

from kg.model import ReadError
from kg.read import archive
from kg.read.records import Source
from kg.read.xml import one_line

MAX_PART = 48 * 1024 * 1024
"""Bytes of a part, such as the main text, unpacked; that of a thesis has under 10 MB without its pictures."""

MAX_TAGS = 600_000
"""Tags of a part, opening and closing; a long thesis has under 300,000."""

_DEPTH = 50  # styles a style may be based on, one upon the other
_NAMED_LEVEL = re.compile(r"heading ([1-9])\Z", re.I)


@dataclass(frozen=True, slots=True)
class Style:
    """A style: its name in small letters, and what it tells of the paragraphs that have it."""

    name: str = ""
    based_on: str = ""
    level: int = 0  # of its headings, from 1; 0 says nothing, 10 that it is text
    bold: bool = False


@dataclass(slots=True)
class Package:
    """The file as a zip, with the parts that its relations name."""

    source: Source
    styles: dict[str, Style] = field(default_factory=dict)

    def part(self, path: str) -> bytes | None:
        """A part of the file, unpacked; None where there is none of that name."""
        data = archive.member(self.source.data, self.source.name, path, MAX_PART)
        if data is not None and data.count(b"<") > MAX_TAGS:
            raise ReadError(f"{self.source.name}: {path} has more than {MAX_TAGS:,} tags; split the file")
        return data


def events(data: bytes, where: str) -> Iterator[tuple[str, Any]]:
    """The elements of an XML part as they begin and end, without entities, network or great depth."""
    try:
        yield from etree.iterparse(
            io.BytesIO(data),
            events=("start", "end"),
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
    except etree.XMLSyntaxError as e:
        raise ReadError(f"{where}: its XML is broken or hostile ({one_line(str(e))}); save it again in Word") from e


def root_of(package: Package, path: str) -> Any:
    """The root element of a small part; None where the file lacks it."""
    data = package.part(path)
    if data is None:
        return None
    found = None
    for event, element in events(data, f"{package.source.name}: {path}"):
        if found is None:
            found = element
            refuse_doctype(found, package.source.name)
        if event == "end" and element is found:
            return found
    return found


def refuse_doctype(element: Any, name: str) -> None:
    """Raise ReadError where the XML that an element stands in has a DOCTYPE."""
    if element.getroottree().docinfo.doctype:
        raise ReadError(f"{name}: its XML has a DOCTYPE, which no Word file has; save it again in Word")


def local(element: Any) -> str:
    """The name of an element without its namespace; empty for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Any, name: str) -> str:
    """An attribute by its name without namespace; empty where there is none."""
    return next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == name), "")


def child(element: Any, *names: str) -> Any:
    """The element that a path of local names leads to; None where there is none."""
    for name in names:
        element = next((c for c in element if local(c) == name), None) if element is not None else None
    return element


def main_part(package: Package) -> str:
    """Where in the file the main text stands."""
    for relation in relations(package, "_rels/.rels"):
        if attribute(relation, "Type").endswith("/officeDocument"):
            return attribute(relation, "Target").lstrip("/")
    return "word/document.xml"


def relations(package: Package, path: str) -> Iterable[Any]:
    """The relations that a part of the file lists."""
    root = root_of(package, path)
    return [] if root is None else [c for c in root if local(c) == "Relationship"]


def styles_of(package: Package, main: str) -> dict[str, Style]:
    """The styles of a file by their ids, each with what it takes over from others."""
    root = root_of(package, posixpath.join(posixpath.dirname(main), "styles.xml"))
    found = {} if root is None else {attribute(s, "styleId"): _style(s) for s in root if local(s) == "style"}
    return {id: _inherited(id, found) for id in found}


def _style(element: Any) -> Style:
    name, based_on = (
        "" if (named_by := child(element, tag)) is None else attribute(named_by, "val") for tag in ("name", "basedOn")
    )
    named = _NAMED_LEVEL.match(name)
    level = int(named[1]) if named else outline(child(element, "pPr"))
    return Style(name.casefold(), based_on, level, is_on(child(element, "rPr", "b")))


def _inherited(id: str, styles: dict[str, Style]) -> Style:
    """A style with what it takes over from those it is based on."""
    style = above = styles[id]
    for _ in range(_DEPTH):
        if above.based_on not in styles:
            break
        above = styles[above.based_on]
        style = replace(style, level=style.level or above.level, bold=style.bold or above.bold)
    return style


def outline(properties: Any) -> int:
    """The level of a heading that properties of a paragraph tell, from 1; 10 for text, 0 where they do not tell."""
    level = child(properties, "outlineLvl")
    value = "" if level is None else attribute(level, "val")
    return int(value) + 1 if value in set("0123456789") else 0


def is_on(switch: Any) -> bool:
    """Whether a property such as bold is there and not switched off."""
    return switch is not None and attribute(switch, "val") not in {"0", "false", "off", "none"}
