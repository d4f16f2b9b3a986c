"""Kinds of work: the words of each program to the types of CSL 1.0.2."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_TABLE = Path(__file__).parent / "data" / "kinds.tsv"

CSL_TYPES = frozenset(row.split("\t")[0] for row in _TABLE.read_text(encoding="utf-8").splitlines()[1:])
"""The types of CSL that are told apart."""


def csl_kind(word: str, default: str = "document") -> str:
    """The CSL type of a program's word for a kind of work, such as "Conference Paper" or ``journalArticle``.

    Of several words ("Article; Early Access") the first known one counts. An unknown word gives ``default``, none
    gives "".
    """
    known = _kinds()
    words = [_key(part) for part in word[:200].split(";")]
    return next((known[key] for key in words if key in known), default if any(words) else "")


def _key(word: str) -> str:
    return "".join(c for c in word.casefold() if c.isalnum())


@cache
def _kinds() -> dict[str, str]:
    kinds: dict[str, str] = {}
    for row in _TABLE.read_text(encoding="utf-8").splitlines()[1:]:
        kind, words = row.split("\t")
        kinds |= {_key(word): kind for word in words.split("|")}
    return {_key(kind): kind for kind in CSL_TYPES} | kinds
