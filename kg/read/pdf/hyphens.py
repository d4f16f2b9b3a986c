"""Words that were parted at the end of a line: with a hyphen that is theirs, or one that the line put there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

_LIST = "frequency_dictionary_en_82_765.txt"
_WORD = re.compile(r"[^\W_]+(?:[-‐‑'’][^\W_]+)*")
_HYPHEN = "-‐‑"
_SOFT = "\u00ad"
_HEAD = re.compile(r"([^\W_]+(?:[-‐‑][^\W_]+)*)[-‐‑\u00ad]\Z")
_TAIL = re.compile(r"[^\W_]+(?:[-‐‑][^\W_]+)*")
_LONGEST = 100
"""Letters of a word at most."""

_ENDINGS = (("ies", "y"), ("es", ""), ("s", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("ly", ""))
_PREFIXES = frozenset("dis inter intra mis over re sub supra trans un under".split())
"""Beginnings that are seldom written with a hyphen, unlike "non", "multi" or "post"."""


@cache
def words() -> frozenset[str]:
    """English words in small letters, as symspellpy ships them."""
    text = (files("symspellpy") / _LIST).read_text(encoding="utf-8-sig")
    return frozenset(line.partition(" ")[0] for line in text.splitlines())


class Joiner:
    """Joins lines; what a document writes elsewhere decides on a hyphen, then the list of words."""

    def __init__(self, lines: Iterable[str], known: frozenset[str] | None = None) -> None:
        self._known = known
        self._counts = Counter[str]()
        for line in lines:
            whole = line.replace(_SOFT, "")
            found = [m.group().lower() for m in _WORD.finditer(whole) if m.end() < len(whole.rstrip(_HYPHEN))]
            self._counts.update(word.replace("‐", "-").replace("‑", "-") for word in found)

    def join(self, before: str, after: str) -> str:
        """Two lines as one text."""
        head, tail = _HEAD.search(before[-_LONGEST:]), _TAIL.match(after[:_LONGEST])
        if not head or not tail:
            glued = before.endswith(("/", "—")) and after[:1].isalnum()
            return before + after if glued else f"{before.rstrip(_SOFT)} {after}"
        if before.endswith(_SOFT) or self._is_one(head.group(1).lower(), tail.group().lower(), tail.group()[0]):
            return before[:-1] + after
        return before + after

    def _is_one(self, head: str, tail: str, first: str) -> bool:
        """Whether the hyphen belongs to the line: the word has none."""
        if not first.islower() or head[-1].isdigit():
            return False
        one, two = self._counts[head + tail], self._counts[f"{head}-{tail}"]
        if one != two:
            return one > two
        last, start = head.rpartition("-")[2], tail.partition("-")[0]
        if self._is_word(last + start):
            return True
        if last in _PREFIXES and self._is_word(start):
            return True
        return not (len(last) > 1 and self._is_word(last) and self._is_word(start))

    def _is_word(self, word: str) -> bool:
        known = words() if self._known is None else self._known
        if word in known:
            return True
        return any(word.endswith(end) and word[: -len(end)] + to in known for end, to in _ENDINGS if len(word) > 5)
