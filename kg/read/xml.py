"""The one place that parses XML: records of a file one by one, without entities, DTDs, network or unbounded depth.

The text is cut into records before it is parsed: each keeps its own words, a broken one is a fault and not the end of
the file, and no tree of the whole file is ever held.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.entities import html5
from typing import Any

from lxml import etree

from kg.model import ReadError
from kg.read.records import Fault, Source

Element = Any
"""An element of lxml; namespaces are taken off its tags and attributes, comments and instructions are gone."""

_HEAD = 65_536  # characters that are looked at to tell the format
_TOKEN = r"<!--|<!\[CDATA\[|<(/?)(?:\w+:)?(?:{tags})(?=[\s/>])([^<>]*)"
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff\ue000-\ue003]")
_REFERENCE = re.compile(r"&(#(?:\d{1,8}|[xX][0-9a-fA-F]{1,7});|[A-Za-z][A-Za-z0-9]{1,31};)?")
_NAMESPACE = re.compile(r"xmlns:([A-Za-z_][\w.-]*)\s*=\s*(?:\"[^\"<&]*\"|'[^'<&]*')")
_PREFIX = re.compile(r"[<\s/]([A-Za-z_][\w.-]*):[A-Za-z_]")
_ENTITY = re.compile(r"<!ENTITY\b")
_MARKUP = re.compile(r"<[^<>]*>")
_MAX_TAGS = 1_000_000  # of a record: a tree of more would fill the memory
_XML = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A record: the line it begins on, from 1, its text word for word, and its element."""

    line: int
    raw: str
    element: Element


def head(source: Source) -> str:
    """The beginning of a text that may be XML, without blanks before it; empty for other texts."""
    text = source.text[:_HEAD].lstrip()
    return text if text.startswith("<") else ""


def records(source: Source, tags: str, *, gaps: bool = False) -> Iterator[Piece | Fault]:
    """The records of a file; those that are not well formed are faults.

    Args:
        source: an XML file.
        tags: names of the elements that are records, joined by ``|``; they do not stand in one another.
        gaps: whether words between records are faults.

    Raises:
        ReadError: it declares entities of its own, or there is no record in it.
    """
    text = source.text
    first = next(_spans(text, tags), None)
    if first is None:
        raise ReadError(f"{source.name}: has no <{tags.replace('|', '> or <')}>; export it again as XML")
    if _ENTITY.search(text, 0, first[0]):
        raise ReadError(f"{source.name}:1: declares entities of its own in its DOCTYPE; take the DOCTYPE out")
    at, line = first[0], 1 + text.count("\n", 0, first[0])
    for begin, end in _spans(text, tags):
        if gaps and (words := _MARKUP.sub(" ", text[at:begin]).strip()):
            yield Fault(line, "stands outside of any record; put it into one or take it out", words)
        line += text.count("\n", at, begin)
        yield _parsed(line, text[begin:end])
        line += text.count("\n", begin, end)
        at = end
    if gaps and (words := _MARKUP.sub(" ", text[at:]).strip()):
        yield Fault(line, "stands outside of any record; put it into one or take it out", words)


def _spans(text: str, tags: str) -> Iterator[tuple[int, int]]:
    """Where records begin and end; one that does not close ends where the next begins, or with the text."""
    token = re.compile(_TOKEN.format(tags=tags))
    at, begin = 0, -1
    while found := token.search(text, at):
        at = found.end()
        if found.group(1) is None:
            closing = text.find("-->" if found.group() == "<!--" else "]]>", at)
            if closing < 0:
                break
            at = closing
        elif found.group(1) or found.group(2).endswith("/"):
            if begin >= 0 and found.group(1):
                at += text[at : at + 1] == ">"
                yield begin, at
                begin = -1
        else:
            if begin >= 0:
                yield begin, found.start()
            begin = found.start()
    if begin >= 0:
        yield begin, len(text)


def _parsed(line: int, raw: str) -> Piece | Fault:
    if raw.count("<") > _MAX_TAGS:
        return Fault(line, f"has over {_MAX_TAGS:,} tags; split it", raw)
    prefixes = set(_PREFIX.findall(raw)) - {"xml", "xmlns"} - set(_NAMESPACE.findall(raw[: raw.find(">") + 1]))
    spaces = "".join(f' xmlns:{prefix}="urn:x"' for prefix in sorted(prefixes)[:100])
    sound = _REFERENCE.sub(_reference, _UNFIT.sub("", raw))
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(f"<records{spaces}>{sound}</records>".encode(), parser)
    except etree.XMLSyntaxError as e:
        where = line + max(0, (e.lineno or 1) - 1)
        return Fault(line, f"is not well-formed XML at line {where} ({_why(e)}); export it again", raw)
    if len(root) != 1:
        return Fault(line, "is cut off; export it again", raw)
    return Piece(line, raw, _without_namespaces(root[0]))


def _why(error: etree.XMLSyntaxError) -> str:
    message = re.sub(r",? line \d+(?:, column \d+)?| and records\b", "", str(error.msg or "broken"))
    return one_line(message)


def one_line(message: str) -> str:
    """The beginning of a message of the parser on one line; it may quote what the file has."""
    return " ".join("".join(c if c.isprintable() else " " for c in message).split())[:120]


def _reference(match: re.Match[str]) -> str:
    """A named or numbered character as itself, so that no DTD is needed; a loose ampersand as text."""
    inner = match.group(1)
    if inner is None or inner in _XML:
        return "&amp;" if inner is None else match.group()
    if inner.startswith("#"):
        code = int(inner[2:-1], 16) if inner[1] in "xX" else int(inner[1:-1])
        return "" if code > 0x10FFFF or _UNFIT.match(chr(code)) else match.group()
    found = html5.get(inner)
    return "&amp;" + inner if found is None else found.replace("&", "&amp;").replace("<", "&lt;")


def _without_namespaces(root: Element) -> Element:
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        element.tag = etree.QName(element).localname
        for name in [name for name in element.attrib if "{" in name]:
            element.attrib[etree.QName(name).localname] = element.attrib.pop(name)
    return root
