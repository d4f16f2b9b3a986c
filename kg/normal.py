"""Normal forms of words and phrases, shared by the reader of entities and the linker. Pure string work."""

from __future__ import annotations

import re
from functools import cache, lru_cache

STOP_WORDS = frozenset(
    "a an the of in on at for to and or by with from as its their his her our this that these those such between "
    "among amongst within into over under be is are was were been being very some any all each other more most own "
    "same which who whose it they them we across per via".split()
)

_WORD = re.compile(r"[^\W_]+(?:'(?=[^\W_]{2,}))?", re.UNICODE)
_DROPPED = re.compile(r"'s\b|(?<=s)'|(?<=\bco)-(?=op|ord)")
"""Endings of owners, and the hyphen of British "co-operation"."""
_SPELLINGS = (
    (re.compile(r"isation$"), "ization"),
    (re.compile(r"is(e|ed|ing|er)$"), r"iz\1"),
    (re.compile(r"our$"), "or"),
    (re.compile(r"^(.*)programme$"), r"\1program"),
    (re.compile(r"^centre$"), "center"),
    (re.compile(r"^defence$"), "defense"),
)
_SPELLING_KEPT = frozenset(
    "rise raise wise exercise precise promise compromise enterprise expertise hour four tour your our".split()
)
_NOT_PLURAL = frozenset(
    "news politics economics his this thus bus plus us is was as series basis crisis analysis".split()
)


@lru_cache(maxsize=1 << 16)
def words(phrase: str) -> tuple[str, ...]:
    """The words of a phrase in order: lower case, singular, American spelling, hyphens opened.

    "Co-operation" and "co-ordination" are the British spelling of one word.
    """
    plain = phrase.replace("’", "'").lower()
    if "'" in plain or "-" in plain:
        plain = _DROPPED.sub("", plain)
    return tuple(_normal(w) for w in _WORD.findall(plain))


def content(phrase: str) -> tuple[str, ...]:
    """The words of a phrase that carry meaning, in order."""
    found = words(phrase)
    return tuple(w for w in found if w not in STOP_WORDS) or found


@cache
def _normal(word: str) -> str:
    word = _singular(word)
    if word in _SPELLING_KEPT or len(word) < 5:
        return word
    for pattern, new in _SPELLINGS:
        word = pattern.sub(new, word)
    return word


def _singular(word: str) -> str:
    if len(word) < 4 or word in _NOT_PLURAL or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith(("yses", "theses", "crises")):
        return word[:-2] + "is"
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") else word
