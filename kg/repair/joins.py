"""Fixes of spaces between and within words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.repair.edits import Edit
from kg.repair.words import FUNCTION, count, is_word, names, split_glued

_TOKEN = re.compile(r"(?<![A-Za-z./@=&_~%#])[A-Za-z]{5,}(?![A-Za-z/@=_]|\.[a-z])")


def glued_words(text: str) -> Iterator[Edit]:
    """Words run together: "promotedevelopment"; only where no piece looks like a prefix or an ending."""
    for m in _TOKEN.finditer(text):
        token = m.group()
        if is_word(token.lower()) or not (token[1:].islower() or token.isupper()):
            continue
        pieces = split_glued(token.lower())
        if not token[0].islower() and not _no_name(pieces):
            continue
        at = m.start()
        for piece in pieces[:-1]:
            at += len(piece)
            yield at, at, " "


def _no_name(pieces: tuple[str, ...]) -> bool:
    """Whether the pieces of a capitalised token are too long and too plain to be those of a name ("Hillman")."""
    plain = all((len(p) >= 4 or p in FUNCTION) and p not in names() for p in pieces)
    return plain and max(map(len, pieces), default=0) >= 7


_PAIR = re.compile(r"(?<![\w'-])(?=([a-z]+)( )([a-z]+)(?![\w'-]))")


def split_words(text: str) -> Iterator[Edit]:
    """A word in two pieces: "coop eration"; where a piece is no word and both together are a known one."""
    done = 0
    for m in _PAIR.finditer(text):
        first, second = m[1], m[3]
        if m.start() < done or len(first) + len(second) < 6 or min(len(first), len(second)) < 2:
            continue
        if (_is_piece(first) or _is_piece(second)) and count(first + second) >= _KNOWN:
            yield m.start(2), m.end(2), ""
            done = m.end(3)


def _is_piece(token: str) -> bool:
    return not is_word(token) and token not in FUNCTION


_KNOWN = 500_000
"""Count from which a word is known well enough to be put together."""

_PREFIX = re.compile(
    r"(?<![\w'-])(?:inter|intra|multi|non|anti|socio|supra|quasi|trans(?=[ ][a-z]+(?:al|ic|an)\b))(?P<space>[ ])"
    r"(?P<word>[a-z]{4,})(?![\w'])",
    re.I,
)


def prefixes(text: str) -> Iterator[Edit]:
    """A prefix that stands alone: "inter governmental"; it gets a hyphen."""
    for m in _PREFIX.finditer(text):
        if is_word(m["word"]) and m["word"] not in FUNCTION:
            yield m.start("space"), m.end("space"), "-"
