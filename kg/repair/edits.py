"""Edits of a text, and the map from what they leave to the text as it was read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

Edit = tuple[int, int, str]
"""Start and end of what goes out, and what comes in."""

Fix = Callable[[str], Iterator[Edit]]
"""Finds what is to be mended in a text; its edits are in order and do not overlap."""


def applied(text: str, origin: list[int], edits: Iterable[Edit]) -> tuple[str, list[int]]:
    """A text after some edits, and the places in the text as read of its characters."""
    pieces: list[str] = []
    places: list[int] = []
    done = 0
    for start, end, new in edits:
        pieces += (text[done:start], new)
        places += origin[done:start]
        places += _spread(origin, start, end, len(new))
        done = end
    if not pieces:
        return text, origin
    pieces.append(text[done:])
    return "".join(pieces), places + origin[done:]


def _spread(origin: list[int], start: int, end: int, size: int) -> list[int]:
    """Places of ``size`` new characters: those they replace, as far as they reach, else the one before."""
    old = origin[start:end] or [origin[max(start - 1, 0)]]
    return [old[min(i, len(old) - 1)] for i in range(size)]
