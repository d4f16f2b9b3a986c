"""LaTeX in the values of records to plain Unicode text.

A value is cut into words at blanks outside braces and only the words that hold a macro are given to pylatexenc, each
for itself: a stray percent sign, dollar or brace then spoils one word and not the rest, and the time stays in
proportion to the length whatever the nesting.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from functools import lru_cache

from pylatexenc import latex2text, latexwalker
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec
from pylatexenc.macrospec import LatexContextDb, std_macro

logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)  # it reports every flaw of a value on standard error

_MAX_WORD = 2000  # characters of a word or group that is read as LaTeX; a longer one only loses its macros
_TOKEN = re.compile(r"\\(?:[a-zA-Z]+\*?|.)|[{}]|\s+", re.S)
_JOINING = re.compile(r"\\(?:[cvuHkrdbt]|[oOlLij]|ss|aa|AA|ae|AE|oe|OE|['\"`^~=.])")
_MATH = re.compile(r"(?<!\\)\$(?=\S)((?:[^$\\]|\\.){1,300}?)(?<=\S)\$(?!\d)", re.S)
_BARE = re.compile(r"(\\.)|([%&$])", re.S)
_MACRO = re.compile(r"\\(?:[a-zA-Z]+\*?\s*|(.)|\Z)", re.S)
_NEEDED = re.compile(r"[\\{}$~]|``|''|--")
_LIGATURES = (("---", "\u2014"), ("--", "\u2013"), ("``", "\u201c"), ("''", "\u201d"), ("~", " "))

_SIGNS = {
    "copyright": "\u00a9",
    "degree": "\u00b0",
    "pounds": "\u00a3",
    "texteuro": "\u20ac",
    "textgreater": ">",
    "textless": "<",
    "textquotesingle": "'",
    "texttrademark": "\u2122",
}
_ARGUMENTS = {
    "enquote": ("{", "\u201c%s\u201d"),
    "mkbibquote": ("{", "\u201c%s\u201d"),
    "href": ("{{", "%(2)s"),
    "url": ("{", "%s"),
    **dict.fromkeys(("cite", "citep", "citet", "footnote", "label", "ref", "thanks"), ("{", "")),
}
"""Macros that pylatexenc does not know or writes in its own way: their arguments and what text they become."""


def decode(value: str) -> str:
    """The value without LaTeX: accents and signs as characters, macros and braces gone, math as far as text can."""
    if not _NEEDED.search(value):
        return value
    if "$" in value:
        value = _MATH.sub(lambda math: _math(math.group(1)), value)
    return "".join(_word(word) for word in _words(value))


def split(value: str, separator: str) -> list[str]:
    """The parts of a value between separators (one character) that stand outside braces, as they are."""
    parts, start, depth = [], 0, 0
    for found in re.finditer(rf"\\.|[{{}}{re.escape(separator)}]", value, re.S):
        token = found.group()
        if token == separator and depth == 0:
            parts.append(value[start : found.start()])
            start = found.end()
        depth = max(0, depth + (token == "{") - (token == "}"))
    return [*parts, value[start:]]


def _words(value: str) -> Iterator[str]:
    """Stretches that hold whole groups, and the blanks between them."""
    start = depth = 0
    joined = -1  # where a macro ended that takes the letter after the blanks
    for found in _TOKEN.finditer(value):
        token = found.group()
        if token in "{}":
            depth = max(0, depth + (1 if token == "{" else -1))
        elif token[0] == "\\":
            joined = found.end() if _JOINING.fullmatch(token) else joined
        elif depth == 0 and found.start() != joined:
            yield value[start : found.start()]
            yield " "
            start = found.end()
    yield value[start:]


def _word(word: str) -> str:
    if "\\" in word:
        return _macros(word) if len(word) <= _MAX_WORD else _stripped(word)
    return _plain(word)


def _plain(word: str) -> str:
    for written, sign in _LIGATURES:
        word = word.replace(written, sign)
    return word.replace("{", "").replace("}", "")


def _stripped(word: str) -> str:
    return _plain(_MACRO.sub(lambda macro: macro.group(1) or "", word))


@lru_cache(maxsize=8192)
def _macros(word: str) -> str:
    try:
        escaped = _BARE.sub(lambda m: m.group(1) or "\\" + m.group(2), word)
        return _text(escaped)
    except Exception:  # what a broken macro or deep nesting raises is not told by the library
        return _stripped(word)


@lru_cache(maxsize=8192)
def _math(inner: str) -> str:
    try:
        text = _text(f"${inner}$").strip()
    except Exception:
        text = _stripped(inner)
    return text.replace("\\", "").replace("$", "")


def _text(latex: str) -> str:
    decoder, arguments = _decoder()
    return str(decoder.latex_to_text(latex, latex_context=arguments))


@lru_cache(maxsize=1)
def _decoder() -> tuple[LatexNodes2Text, LatexContextDb]:
    arguments = latexwalker.get_default_latex_context_db()
    macros = [std_macro(name, spec) for name, (spec, _) in _ARGUMENTS.items()]
    arguments.add_context_category("records", prepend=True, macros=macros)
    texts = latex2text.get_default_latex_context_db()
    signs = [MacroTextSpec(name, text) for name, text in _SIGNS.items()]
    signs += [MacroTextSpec(name, text) for name, (_, text) in _ARGUMENTS.items()]
    texts.add_context_category("records", prepend=True, macros=signs)
    return LatexNodes2Text(latex_context=texts, math_mode="text"), arguments
