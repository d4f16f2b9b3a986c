"""Texts as they are compared: without case, accents and punctuation; Chinese and the like character by character."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

_SINGLE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_SINGLE}]|[^\W_{_SINGLE}]+")
_ASCII = re.compile("[a-z0-9]+")
_SPELLED = re.compile(rf"[{_SINGLE}]|(?:[^\W_{_SINGLE}]|[\u0300-\u036f])+")  # with accents that follow their letter
_IS_SINGLE = re.compile(f"[{_SINGLE}]")


def words(text: str) -> tuple[str, ...]:
    """The words of a text, folded; a character of a script without spaces is a word."""
    if text.isascii():
        return tuple(_ASCII.findall(text.lower()))
    plain = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return tuple(_WORD.findall(unicodedata.normalize("NFC", bare)))


def folded(text: str) -> str:
    """The folded words of a text with one space between them."""
    return " ".join(words(text))


def is_single(word: str) -> bool:
    """Whether a word is a character of a script without spaces."""
    return _IS_SINGLE.fullmatch(word) is not None


OPENS, CLOSES = "\ue000", "\ue001"
"""What stands around words that were found."""

_BEFORE, _LENGTH = 60, 280  # characters of a piece of text


def marked(text: str, found: Collection[str], beginning: str = "") -> str:
    """A piece of a text, from a little before the first word that was found, with such words between the two marks.

    Args:
        text: as it is written; marks of its own become spaces.
        found: folded words.
        beginning: folded; words that begin so are found too.
    """
    plain = text.replace(OPENS, " ").replace(CLOSES, " ")
    spans = [m.span() for m in _SPELLED.finditer(plain) if _is_found(words(m[0]), found, beginning)]
    start, end = _window(plain, spans[0][0] if spans else 0)
    pieces, place = ["…" if start else ""], start
    for opens, closes in spans:
        if closes <= end:
            pieces += [plain[place:opens], OPENS, plain[opens:closes], CLOSES]
            place = closes
    return "".join([*pieces, plain[place:end], "…" if end < len(plain) else ""])


def _is_found(spelled: tuple[str, ...], found: Collection[str], beginning: str) -> bool:
    return any(word in found or (beginning and word.startswith(beginning)) for word in spelled)


def _window(text: str, first: int) -> tuple[int, int]:
    """Where the piece around a place starts and ends, at spaces where there are some."""
    if len(text) <= _LENGTH:
        return 0, len(text)
    start = text.find(" ", max(first - _BEFORE, 0), first) + 1 if first > _BEFORE else 0
    end = text.rfind(" ", first + _BEFORE, start + _LENGTH)
    return start, len(text) if start + _LENGTH >= len(text) else end if end > first else start + _LENGTH
