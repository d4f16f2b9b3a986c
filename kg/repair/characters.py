"""Fixes of single characters: wrong decoding, ligatures, invisible and foreign signs, quotation marks."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator

from kg.repair.edits import Edit

_BYTES = {c.to_bytes().decode("cp1252", "ignore") or chr(c): c for c in range(0x80, 0x100)}
"""The byte that a character of wrongly decoded text stands for."""

_TRAIL = "[" + "".join(c for c, byte in _BYTES.items() if byte < 0xC0) + "]"
_MOJIBAKE = re.compile(f"[\u00c2-\u00df]{_TRAIL}|[\u00e2\u00ef]{_TRAIL}{{2}}")
_EXPECTED = re.compile("[\u00a0-\u017f\u2010-\u2026\u20ac\ufb00-\ufb06\ufeff]")
_LOST_APOSTROPHE = re.compile("(?<=[a-z])\ufffd(?=(?:s|t|re|ve|ll|d)\\b)")


def mojibake(text: str) -> Iterator[Edit]:
    """UTF-8 that was read as Windows-1252 ("â€™", "Ã©"), and apostrophes that were lost on the way."""
    if text.isascii():
        return
    found = [(m.start(), m.end(), _decoded(m.group())) for m in _MOJIBAKE.finditer(text)]
    found += [(m.start(), m.end(), "'") for m in _LOST_APOSTROPHE.finditer(text)]
    yield from sorted(edit for edit in found if edit[2])


def _decoded(wrong: str) -> str:
    """The character meant; nothing where it would be one that such texts do not hold."""
    meant = bytes(_BYTES[c] for c in wrong).decode("utf-8", "ignore")
    return meant if _EXPECTED.fullmatch(meant) else ""


_CHARACTERS = {
    "\u00ad": "", "\u200b": "", "\u200c": "", "\u200d": "", "\u200e": "", "\u200f": "", "\ufeff": "", "\u2060": "",
    "\u00a0": " ", "\u2002": " ", "\u2003": " ", "\u2009": " ", "\u200a": " ", "\u202f": " ", "\u3000": " ",
    "\t": " ", "\x0b": " ", "\x0c": "\n", "\u2028": "\n",
    "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"',
    "\u2010": "-", "\u2011": "-",
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st",
    "\uff0c": ", ", "\u3002": ". ", "\uff1b": "; ", "\uff1a": ": ", "\uff01": "! ", "\uff1f": "? ", "\u3001": ", ",
    "\uff08": " (", "\uff09": ") ", "\uff3b": " [", "\uff3d": "] ", "\u300a": ' "', "\u300b": '" ',
}  # fmt: skip
_ENTITY = "&(?:amp;)?(?:[a-z]{2,6}|#[0-9]{2,5});"
_ACCENTED = "[A-Za-z][\u0300-\u0338]+"
_FULL_WIDTH = "[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]"
_CHARACTER = re.compile("|".join(("[" + "".join(_CHARACTERS) + "]", _ENTITY, _ACCENTED, _FULL_WIDTH)))


def characters(text: str) -> Iterator[Edit]:
    """Ligatures, soft hyphens, invisible characters, curly quotes, full-width signs, loose accents, HTML entities."""
    for m in _CHARACTER.finditer(text):
        new = _CHARACTERS.get(m.group())
        if new is None:
            new = html.unescape(html.unescape(unicodedata.normalize("NFKC", m.group()))).replace("\u00a0", " ")
        yield m.start(), m.end(), new


_CURLY = re.compile("(?<=[\\w)])\u201c[ ]*|\u201c[ ]+|[ ]*\u201d(?=[\\w(])|[ ]+\u201d")


def curly_quotes(text: str) -> Iterator[Edit]:
    """Spaces on the wrong side of curly quotation marks: as in "the\u201c white paper \u201dAs"."""
    if "\u201e" in text:  # German marks, of which the left curly one closes
        return
    for m in _CURLY.finditer(text):
        at = m.start() + m.group().index(m.group().strip())
        before = " " if text[at] == "\u201c" and re.match(r"[\w)]", text[max(m.start() - 1, 0) : m.start()]) else ""
        after = " " if text[at] == "\u201d" and re.match(r"[\w(]", text[m.end() : m.end() + 1]) else ""
        yield m.start(), at, before
        yield at + 1, m.end(), after


_STRAIGHT = re.compile(r'[ ]*"[ ]*')


def straight_quotes(text: str) -> Iterator[Edit]:
    """The same for straight ones, which open and close by turns: as in 'the topic"public goods"is'."""
    marks = list(_STRAIGHT.finditer(text))
    if len(marks) == 1 and re.search(r'[a-z]"[a-z]', text):
        yield marks[0].start(), marks[0].start(), " "
    if len(marks) % 2 or not all(_opens(text, m) for m in marks[::2]) or any(_reopens(text, m) for m in marks[1::2]):
        return
    for number, m in enumerate(marks):
        opening = number % 2 == 0
        before = " " if opening and (text[m.start() - 1 : m.start()].isalnum() or m.group().startswith(" ")) else ""
        after = " " if not opening and (text[m.end() : m.end() + 1].isalnum() or m.group().endswith(" ")) else ""
        if m.group() != (new := f'{before}"{after}'):
            yield m.start(), m.end(), new


def _opens(text: str, mark: re.Match[str]) -> bool:
    """Whether a mark can be an opening one: not the sign of inches, and not closing as its spaces tell."""
    spaced = mark.group().startswith(" ")
    return spaced or not (mark.group().endswith(" ") or text[mark.start() - 1 : mark.start()].isdigit())


def _reopens(text: str, mark: re.Match[str]) -> bool:
    """Whether a mark that should close stands before a word like one that opens."""
    return mark.group() == ' "' and text[mark.end() : mark.end() + 1].isalnum()
