"""Text of XML elements as lines: without notes and citation marks, with the pages that turn inside.

Marks stand where something was left out or where a page turns until the line is tidied, so that brackets which held
only citations go with them and offsets of pages are those of the tidy line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kg.read import cleaning
from kg.read.xml import Element

LEFT_OUT = "\ue001"
_PAGE = "\ue000%s\ue002"

_APART = frozenset(
    "break title p s lb br item list-item td th tr label sec caption head figDesc author editor forename surname date "
    "biblScope note source article-title year volume name given-names string-name persName imprint analytic monogr "
    "idno publisher fpage".split()
)
_INSIDE = frozenset({"xref", "ref", "sup", "sub", "fn", "note", "math", "inline-formula", "index-term"})
"""What may be left out in the middle of a word or before a comma; where anything else stood, a blank stays."""
_SEPARATORS = r"see also|see|e\.g\.|i\.e\.|cf\.|also|and|ref\.|refs\.|[,;:.\u2013\u2014\u2212&/*-]"
_EMPTY = re.compile(rf" ?[\[(\uff08\u3010] ?(?:(?:{_SEPARATORS}|{LEFT_OUT}) ?)*[\])\uff09\u3011]")
_RUN = re.compile(rf"{LEFT_OUT}(?:[ ,;\u2013\u2014-]*{LEFT_OUT})+")
_GONE = re.compile(rf" ?{LEFT_OUT}(?=[ ,;:.!?)\]]|\Z)|{LEFT_OUT}")
_AFTER_OPENING = re.compile(r"([(\[])[ ,;:]+")
_BEFORE_CLOSING = re.compile(r"(?<=[^ ,;:])[ ,;:]*?[ ,;:](?=[)\]])")
_BEFORE_MARK = re.compile(r" +(?=[,;:!?)\]\u3001\u3002\uff0c]|\.(?!\d|\.))")
_TWO_STOPS = re.compile(rf"\. ?{LEFT_OUT} ?\.(?!\.)")
_DOUBLED = re.compile(r",(?: ?,)+")
_CLASHING = re.compile(r"[,;] ?(?=[.;])(?!\.\.)")
_YEAR = re.compile(r"(?<!\d)(?:1[6-9]|20)\d\d(?!\d)")
_TURN = re.compile(r"( ?)\ue000([\w.-]*)\ue002( ?)")
_NOT_IN_LABEL = re.compile(r"[^\w.-]+")


def children(element: Element, *tags: str) -> list[Element]:
    """The children of an element with one of these tags, in order."""
    return [child for child in element if child.tag in tags]


def first(element: Element | None, path: str) -> Element | None:
    """The first element at a path of lxml below an element; None where there is none."""
    return None if element is None else element.find(path)


def words(element: Element | None, left_out: Callable[[Element], bool] = lambda _: False) -> str:
    """All text of an element as one plain line; of the parts for which ``left_out`` holds nothing stays."""
    return "" if element is None else tidied(flat(element, left_out))


def at(element: Element | None, *paths: str) -> str:
    """The text of the first path that has any."""
    return next((text for path in paths if (text := words(first(element, path)))), "")


def flat(element: Element, left_out: Callable[[Element], bool] = lambda _: False) -> str:
    """The text of an element with marks where pages turn and where something is left out."""
    return "".join(_flat(element, left_out))


def _flat(element: Element, left_out: Callable[[Element], bool]) -> Iterator[str]:
    """Goes down as deep as the parser lets elements nest, which is 256."""
    yield element.text or ""
    for child in element:
        if child.tag == "pb":
            yield turn(child)
        elif not isinstance(child.tag, str):
            pass
        elif left_out(child):
            yield LEFT_OUT + "".join(map(turn, child.iter("pb"))) + ("" if child.tag in _INSIDE else " ")
        else:
            yield from _flat(child, left_out)
            if child.tag in _APART:
                yield " "
        yield child.tail or ""


def is_number(text: str) -> bool:
    """Whether a citation is only a number or sign: it has neither letters nor a year."""
    return not any(char.isalpha() for char in text) and not _YEAR.search(text)


def turn(page_break: Element) -> str:
    """The mark of a page that begins, which holds its printed number."""
    return _PAGE % _NOT_IN_LABEL.sub("", page_break.get("n", ""))[:20]


def tidied(text: str) -> str:
    """One line without marks, without the brackets and signs that held only what was left out."""
    turned = _TURN.sub(lambda found: " " if found.group(1) or found.group(3) else "", _tidy(text))
    return " ".join(turned.split())


@dataclass(slots=True)
class Pages:
    """The printed number of the page that a text has come to; empty before the first."""

    label: str = ""

    def line(self, text: str) -> tuple[str, str, tuple[tuple[int, str], ...]]:
        """A text with marks as a line, the page it begins on, and offset and number of those that turn inside."""
        tidy = _tidy(text)
        kept: list[str] = []
        length = end = 0
        began = self.label
        turns: dict[int, str] = {}
        for found in _TURN.finditer(tidy):
            before = tidy[end : found.start()]
            if (found.group(1) or found.group(3)) and (before or (length and kept[-1][-1:] != " ")):
                before += " "
            kept += [before] if before else []
            length, end, self.label = length + len(before), found.end(), found.group(2)
            began = began if length else self.label
            turns[length] = self.label
        line = ("".join(kept) + tidy[end:]).rstrip()
        return line, began, tuple((offset, label) for offset, label in turns.items() if 0 < offset < len(line))


def _tidy(text: str) -> str:
    line = cleaning.line(text)
    if LEFT_OUT in line or "(" in line or "[" in line:
        line = _RUN.sub(LEFT_OUT, line)
        for _ in range(2):
            line = _EMPTY.sub(LEFT_OUT, line)
        if LEFT_OUT in line:
            line = _DOUBLED.sub(",", _GONE.sub("", _TWO_STOPS.sub(".", line)))
            line = _CLASHING.sub("", _BEFORE_CLOSING.sub("", _AFTER_OPENING.sub(r"\1", line)))
    return " ".join(_BEFORE_MARK.sub("", line).split())
