"""Names of people as CNKI writes them: several in one value, with the numbers of footnotes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.read import cleaning

_SEPARATORS = re.compile(r"[;；\n]")
_NOTE = re.compile(r"[\[［(（]\s*\d[\d\s,，、]*[\]］)）]?|[\[［]\Z")
_CJK = re.compile(r"[\u3400-\u9fff]")
_DIGITS = re.compile(r"\A[\d\s,，*\]］]+|[\d\s,，*]{1,20}\Z")


def people(values: Iterable[str]) -> tuple[str, ...]:
    """The single names of values, without footnotes: ``张三[1];李四[2`` gives 张三 and 李四."""
    parts = (part for value in values for part in _SEPARATORS.split(value))
    return cleaning.names(_plain(part) for part in parts)


def _plain(name: str) -> str:
    name = _NOTE.sub("", name)
    return _DIGITS.sub("", name) if _CJK.search(name) else name
