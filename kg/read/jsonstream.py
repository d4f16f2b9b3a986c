"""The records of a JSON text one after the other, whatever stands around them, with memory for one at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kg.model import ReadError

Json = dict[str, Any]

MAX_DEPTH = 200
"""Brackets inside brackets; a deeper text is no bibliography."""

MAX_RECORD = 8 * 1024 * 1024
"""Characters of one record; a longer one would fill the memory when it is taken apart."""

_ENVELOPES = frozenset({"message"})
_LISTS = frozenset({"items", "results", "references"})
_MARK = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[\[\]{}]', re.S)
_SCALARS = re.compile(r'(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"|[^\s,\[\]{}"]++|[\s,]++)++', re.S)
_GAP = re.compile(r"[\s,]*+")
_SCALAR = re.compile(r"[^\s,\]}]++")
_KEY = re.compile(r'("[^"\\]*+(?:\\.[^"\\]*+)*+")\s*+:\s*+', re.S)
_DIGITS = 4000  # more digits than this Python refuses to turn into a number
_NO_OBJECT = "is no object with fields; give one object for each work"
_CUT = "the file ends inside this record; export it again"


@dataclass(frozen=True, slots=True)
class Item:
    """A value of a text: its place, from 1, its text, the object it is (None: none), and what is wrong with it."""

    place: int
    text: str
    value: Json | None = None
    wrong: str = ""


def records(text: str, name: str) -> Iterator[Item]:
    """The records of a list, of an object around a list, of JSON lines, or the only one.

    Args:
        text: JSON.
        name: of the file, for messages.

    Raises:
        ReadError: it is nested more deeply than 200 levels.
    """
    try:
        yield from _json_lines(text) if _by_lines(text) else _whole(text)
    except RecursionError:
        raise ReadError(
            f"{name}: JSON is nested more than {MAX_DEPTH} levels deep; give an export as it was made"
        ) from None


def _by_lines(text: str) -> bool:
    start = _skip(text, 0)
    end = text.find("\n", start)
    following = _skip(text, end) if end > 0 else len(text)
    return (
        text[start : start + 1] == "{"
        and text[following : following + 1] == "{"
        and text[start:end].rstrip().endswith("}")
    )


def _json_lines(text: str) -> Iterator[Item]:
    at, place = 0, 0
    while at < len(text):
        end = text.find("\n", at) + 1 or len(text)
        line, at, place = text[at:end], end, place + 1
        if line.strip():
            yield _item(place, line.strip().rstrip(","))


def _whole(text: str) -> Iterator[Item]:
    at, place = _skip(text, 0), 0
    while at < len(text):
        end = _end(text, at)
        for item in _unwrapped(text, at, place):
            place = item.place
            yield item
        if end is None or end == at:
            return
        at = _skip(text, end)


def _unwrapped(text: str, at: int, place: int) -> Iterator[Item]:
    """The records of one value: a list, an object around a list ("message" may lie between), or one record."""
    if text[at] == "{":
        at = _inside(text, at, _ENVELOPES)
    if text[at] == "{":
        at = _inside(text, at, _LISTS)
    if text[at] == "[":
        yield from _listed(text, at, place)
        return
    end = _end(text, at)
    cut = end is None or end == at
    yield _item(place + 1, text[at:] if cut else text[at:end], cut=cut)


def _inside(text: str, start: int, names: frozenset[str]) -> int:
    """Where the list or object of records under one of the names begins; ``start`` if the object has none."""
    at: int | None = start + 1
    while at is not None and (found := _KEY.match(text, _skip(text, at))) is not None:
        value = found.end()
        kind = text[value : value + 1]
        if found.group(1)[1:-1] in names and (kind == "[" or (kind == "{" and names is _ENVELOPES)):
            return value
        at = _end(text, value)
    return start


def _listed(text: str, start: int, place: int) -> Iterator[Item]:
    at = _skip(text, start + 1)
    while at < len(text) and text[at] != "]":
        place += 1
        scalars = _SCALARS.match(text, at)
        end = scalars.end() if scalars else _end(text, at)
        if end is None or end == at:
            yield _item(place, text[at:], cut=True)
            return
        yield Item(place, text[at:end], wrong=_NO_OBJECT) if scalars else _item(place, text[at:end])
        at = _skip(text, end)
    if at >= len(text):
        yield Item(place + 1, "", wrong="the list does not end: the file was cut; export it again")


def _skip(text: str, at: int) -> int:
    found = _GAP.match(text, at)
    return found.end() if found else at


def _end(text: str, start: int) -> int | None:
    """Where the value that begins at ``start`` ends, or None where the text ends first."""
    if text[start : start + 1] not in ("{", "[", '"'):
        scalar = _SCALAR.match(text, start)
        return scalar.end() if scalar else start
    depth = 0
    for mark in _MARK.finditer(text, start):
        first = text[mark.start()]
        depth += (first in "{[") - (first in "}]")
        if depth > MAX_DEPTH:
            raise RecursionError
        if depth <= 0:
            return mark.end() if first != '"' or mark.end() - mark.start() > 1 else None
    return None


def _item(place: int, text: str, *, cut: bool = False) -> Item:
    if len(text) > MAX_RECORD:
        return Item(place, text, wrong=f"is larger than {MAX_RECORD >> 20} MB; give the works one by one")
    try:
        value = json.loads(text, parse_int=_integer, strict=False)
    except json.JSONDecodeError as e:
        reason = f"is no JSON ({e.msg} at character {e.pos}); mend it or export it again"
        return Item(place, text, wrong=_CUT if cut else reason)
    if not isinstance(value, dict):
        return Item(place, text, wrong=_NO_OBJECT)
    return Item(place, text, value)


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) < _DIGITS else float(digits)
