"""The word lists of the grammar, read once from ``data/lexicon.json`` and ``data/types.json``."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from kg.extract.rules import DATA
from kg.model import EntityType, Relation
from kg.normal import words


@cache
def word_list(name: str) -> frozenset[str]:
    """A named list of words."""
    lists: dict[str, str] = json.loads((DATA / "lexicon.json").read_text(encoding="utf-8"))
    return frozenset(lists[name].split())


@cache
def head_types() -> dict[str, EntityType]:
    """The type that a head noun (in normal form) gives to its phrase."""
    table = _types()["heads"]
    return {words(noun)[0]: EntityType(name) for name, nouns in table.items() for noun in nouns.split()}


@cache
def prefix_types() -> dict[str, tuple[tuple[tuple[str, ...], EntityType], ...]]:
    """The type that opening words ("lack of") give to a phrase, by the first of them, in the order of the file."""
    found: dict[str, list[tuple[tuple[str, ...], EntityType]]] = {}
    for name, prefixes in _types()["prefixes"].items():
        for prefix in map(words, prefixes.split(";")):
            found.setdefault(prefix[0], []).append((prefix, EntityType(name)))
    return {word: tuple(prefixes) for word, prefixes in found.items()}


@cache
def slot_types(relation: Relation) -> tuple[EntityType, EntityType]:
    """The types head and tail of a relation most often have, for phrases nothing else types."""
    slots: dict[str, list[str]] = _types()["slots"]
    head, tail = slots[relation]
    return EntityType(head), EntityType(tail)


@cache
def _types() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((DATA / "types.json").read_text(encoding="utf-8"))
    return loaded
