"""Fixes of what pages and their marks leave in a text: furniture, line ends, markup, notes, numbers of lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.repair.edits import Edit
from kg.repair.words import is_word

_FURNITURE = re.compile(
    r"""^[ ]*(?:
    (?:zero|no|\d[\d,.]*)\ (?:useful|likes?|shares?|views?|comments?|reads?|repl(?:y|ies)|favou?rites?)(?:\ ?\+\ ?\d+)?
    | edit | share | print | download | save | cite | report | collect | reply | follow | like | home | menu | search
    | log\ ?in | sign\ (?:in|up) | register | subscribe | advertisement | broadcast | expand | collapse | close | cancel
    | (?:read|see|show|view|load)\ (?:more|less) | (?:view|download)\ (?:pdf|article)
    | edit\ this\ (?:page|section|entry|paragraph) | (?:go\ )?back\ to\ (?:the\ )?top | skip\ to\ (?:main\ )?content
    | jump\ to\ \w+ | (?:next|previous)\ (?:page|article) | share\ (?:this|on)\b[ \w]{0,20}
    | page\ \d+(?:\ ?(?:of|/)\ ?\d+)? | -\ ?\d{1,4}\ ?-
    | (?:©|\(c\)|copyright\b).{0,80}\ all\ rights\ reserved\.? | all\ rights\ reserved\.?
    | downloaded\ (?:from|by)\ .{1,120} | (?:doi:\ ?|https?://)\S+
    )[ ]*$""",
    re.I | re.M | re.X,
)


def furniture(text: str) -> Iterator[Edit]:
    """Lines that belong to the page and not to the text: "zero Useful+1", "Page 3 of 9", "Back to top"."""
    for m in _FURNITURE.finditer(text):
        yield m.start(), m.end(), ""


_LINE_HYPHEN = re.compile(r"(\w+)-[ ]*\n\s*(\w+)")


def line_hyphens(text: str) -> Iterator[Edit]:
    """A word that a line end broke: "environ-\\nmental"; kept with its hyphen where both are words."""
    for m in _LINE_HYPHEN.finditer(text):
        joined = (m.group(1) + m.group(2)).lower()
        hyphen = "" if is_word(joined) or not is_word(m.group(2).lower()) else "-"
        yield m.end(1), m.start(2), hyphen


_BREAK = re.compile(r"\s*\n\s*")


def line_breaks(text: str) -> Iterator[Edit]:
    """Line ends inside a paragraph."""
    for m in _BREAK.finditer(text):
        yield m.start(), m.end(), " "


_LINK = re.compile(r"!?\[(?P<label>[^\[\]\n]{1,200})\]\((?:https?:|www\.|mailto:|[/#.])[^()\s]*\)")
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|\n]{1,200}\|)?(?P<label>[^\[\]|\n]{1,200})\]\]")
_TAG = re.compile(r"</?(?:jats:)?(?:i|b|em|strong|p|br|span|div|a|font|italic|bold|title|sec)\b[^<>]{0,200}>", re.I)
_MARK = re.compile(r"\*\*|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)|\A#+\s+")


def markup(text: str) -> Iterator[Edit]:
    """Marks of Markdown, wiki and HTML: emphasis, headings, links and tags; what they mark stays."""
    found = [(m.start(), m.end(), "") for pattern in (_TAG, _MARK) for m in pattern.finditer(text)]
    for pattern in (_LINK, _WIKI_LINK):
        for m in pattern.finditer(text):
            found += [(m.start(), m.start("label"), ""), (m.end("label"), m.end(), "")]
    done = 0
    for start, end, new in sorted(found):
        if start >= done:
            yield start, end, new
            done = end


_NOTE = re.compile(
    r"[ ]?\[(?:\d{1,3}(?:\s?[-,;–]\s?\d{1,3})*|edit(?: source)?|citation needed|(?:note|nb) \d+)\]"
    r"|(?:(?<=[a-z]{3})|(?<=[a-z][.,;)\"]))[¹²³⁰⁴-⁹]+"
    r"|(?<=[a-z]{3}\.)\d{1,3}(?= [A-Z])",
    re.A,
)


def notes(text: str) -> Iterator[Edit]:
    """Numbers of notes and references: "[12]", "cities³", "cities.12 The"."""
    for m in _NOTE.finditer(text):
        yield m.start(), m.end(), ""


_MARKER = re.compile(r"\A\s*(?:[-•·*]\s+|[(（]?(?:\d{1,2}|[ivxIVX]{1,4}|[a-z])[)）]\s*|\d{1,2}\s*[.,]\s*(?=[^\W\d]))")


def list_markers(text: str) -> Iterator[Edit]:
    """The number or bullet that opens an item of a list."""
    for m in _MARKER.finditer(text):
        yield m.start(), m.end(), ""


_INNER_MARKER = re.compile(r"(?<=[a-z]{3}[.;:]) ?(?:\d{1,2}\.|\(\d{1,2}\)|[①-⑳])\s*(?=[A-Z][a-z])")


def inner_markers(text: str) -> Iterator[Edit]:
    """Numbers of items that run on in a paragraph: "the region.2. Higher levels"."""
    for m in _INNER_MARKER.finditer(text):
        yield m.start(), m.end(), " "
