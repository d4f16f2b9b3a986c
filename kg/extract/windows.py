"""Sentences as a reading network sees them: windows of word pieces, candidate spans, and pairs of spans.

Training and reading both go through here, so that a network reads what it was trained on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from kg.model import EntityType

Ints = NDArray[np.int64]

LONGEST_SPAN = 9
"""Words of the longest span that can be a thing."""
CONTEXT = 2
"""Sentences before a sentence in which one end of its claims may stand."""
THIS_WORK = -1
"""Index of the document itself among the ends of pairs."""
TYPES = tuple(t for t in EntityType if t is not EntityType.WORK)
"""Type number ``n`` is ``TYPES[n - 1]``; 0 is no thing."""
REFERENCE = len(TYPES) + 1
"""Type number of a word that stands for a thing."""
WORK = len(TYPES) + 2
"""Type number of the document itself."""

REFERENCES = frozenset("it its they their them this these those such both former latter he his him she her".split())
"""Words that can stand for a thing of an earlier sentence, alone or before a general noun ("this mechanism")."""

_OWN_PIECES = 150
_CONTEXT_PIECES = 70
_MOST_PIECES = 510
_FIRST, _BREAK = 101, 102
_WORD = re.compile(r"\w+(?:[-'’]\w+)*|[^\w\s]")

DISTANCES = 38
"""Kinds of distance between two spans; the last is that of a span from the document itself."""
_GAPS = np.array([2, 4, 8, 16, 32], dtype=np.int64)
"""Words between the starts of two spans from which they are of the next kind of distance."""
BETWEEN = 48
"""Pieces between two spans that are looked at, from the left."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a window: its first and last piece, its sentence, and where it stands in the sentence."""

    first: int
    last: int
    sentence: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces of some sentences of their own, from sentence ``own`` on, after those of sentences of context."""

    pieces: tuple[int, ...]
    words: tuple[Word, ...]
    own: int


@dataclass(frozen=True, slots=True)
class Spot:
    """A span of words, first and last, in the words of a window, and the number of its type."""

    first: int
    last: int
    type: int
    score: float = 1.0


def tokenizer(path: Path) -> Tokenizer:
    """The word-piece tokenizer of a file, without truncation and padding."""
    loaded = Tokenizer.from_file(str(path))
    loaded.no_truncation()
    loaded.no_padding()
    return loaded


def words(sentence: str) -> list[tuple[int, int]]:
    """Start and end of each word and mark of a sentence."""
    return [m.span() for m in _WORD.finditer(sentence)]


def windows(sentences: Sequence[str], pieces: Tokenizer, own: int = 0) -> Iterator[Window]:
    """Consecutive sentences from ``own`` on, as many as fit, each window opened by a little of what stands before."""
    encoded = [pieces.encode(s, add_special_tokens=False) for s in sentences]
    sizes = [len(e.ids) + 1 for e in encoded]
    while own < len(sizes):
        end, total = own + 1, sizes[own]
        while end < len(sizes) and total + sizes[end] <= _OWN_PIECES:
            total += sizes[end]
            end += 1
        begin, before = own, 0
        while begin > 0 and own - begin < CONTEXT and before + sizes[begin - 1] <= _CONTEXT_PIECES:
            begin -= 1
            before += sizes[begin]
        yield _window(sentences, encoded, begin, own, end)
        own = end


def _window(sentences: Sequence[str], encoded: Sequence[object], begin: int, own: int, end: int) -> Window:
    ids: list[int] = [_FIRST]
    found: list[Word] = []
    for number in range(begin, end):
        offsets = encoded[number].offsets  # type: ignore[attr-defined]
        base, piece = len(ids), 0
        for start, stop in words(sentences[number]):
            while piece < len(offsets) and offsets[piece][1] <= start:
                piece += 1
            last = piece
            while last + 1 < len(offsets) and offsets[last + 1][0] < stop:
                last += 1
            final = len(offsets) - 1
            found.append(Word(base + min(piece, final), base + min(last, final), number, start, stop))
        ids += [*encoded[number].ids, _BREAK]  # type: ignore[attr-defined]
    kept = tuple(w for w in found if w.last < _MOST_PIECES)
    return Window(tuple(ids[:_MOST_PIECES]), kept, own)


def candidates(window: Window) -> list[tuple[int, int]]:
    """Every span of at most ``LONGEST_SPAN`` words of one sentence, as first and last word."""
    found = []
    for first, word in enumerate(window.words):
        for last in range(first, min(first + LONGEST_SPAN, len(window.words))):
            if window.words[last].sentence != word.sentence:
                break
            found.append((first, last))
    return found


def span_arrays(window: Window, spans: Sequence[tuple[int, int]]) -> tuple[Ints, Ints, Ints]:
    """First piece, last piece and length in words of each span."""
    first, last = np.array(spans, dtype=np.int64).reshape(-1, 2).T
    pieces = _pieces(window)
    return pieces[first, 0], pieces[last, 1], last - first + 1


def _pieces(window: Window) -> Ints:
    """First and last piece of each word."""
    return np.array([(w.first, w.last) for w in window.words], dtype=np.int64).reshape(-1, 2)


def choose(spots: Sequence[Spot]) -> list[Spot]:
    """The surest spots that do not cross, and of nested ones of one type and about one length the surest."""
    chosen: list[Spot] = []
    for spot in sorted(spots, key=lambda s: (-s.score, s.first, s.last)):
        if not any(_crosses(spot, other) or _doubles(spot, other) for other in chosen):
            chosen.append(spot)
    return chosen


def _crosses(one: Spot, other: Spot) -> bool:
    return (
        one.first < other.first <= one.last < other.last
        or other.first < one.first <= other.last < one.last
        or (one.first, one.last) == (other.first, other.last)
    )


def _doubles(one: Spot, other: Spot) -> bool:
    shared = min(one.last, other.last) - max(one.first, other.first) + 1
    longest = max(one.last - one.first, other.last - other.first) + 1
    return one.type == other.type and 2 * shared > longest


def referring(window: Window, sentences: Sequence[str]) -> list[Spot]:
    """The words of the window's own sentences that can stand for a thing named before."""
    return [
        Spot(i, i, REFERENCE)
        for i, w in enumerate(window.words)
        if w.sentence >= window.own and sentences[w.sentence][w.start : w.end].lower() in REFERENCES
    ]


def referred_pairs(window: Window, spots: Sequence[Spot]) -> list[tuple[int, int]]:
    """The pairs that lead over a referring word.

    Such a word can be an end of a claim whose other end is a thing in its sentence; and, as the first of a pair, it can
    stand for a thing before it, at most ``CONTEXT`` sentences back.
    """
    found = []
    things = [(i, window.words[s.first].sentence, s) for i, s in enumerate(spots) if s.type != REFERENCE]
    for index, word in enumerate(spots):
        if word.type != REFERENCE:
            continue
        sentence = window.words[word.first].sentence
        for other, at, thing in things:
            if thing.first <= word.first <= thing.last:
                continue
            if at == sentence:
                found += [(index, other), (other, index)]
            elif 0 < sentence - at <= CONTEXT:
                found.append((index, other))
    return found


def pairs(window: Window, spots: Sequence[Spot]) -> list[tuple[int, int]]:
    """Head and tail of every claim that could stand between things, as indices of spots or ``THIS_WORK``.

    The later end stands in a sentence of the window's own, the other at most ``CONTEXT`` sentences before.
    """
    found = []
    things = [(i, window.words[s.first].sentence, s) for i, s in enumerate(spots) if s.type != REFERENCE]
    for a, at, one in things:
        for b, other_at, other in things:
            later = max(at, other_at)
            if a == b or later < window.own or later - min(at, other_at) > CONTEXT:
                continue
            if one.last < other.first or other.last < one.first:
                found.append((a, b))
        if at >= window.own:
            found.append((THIS_WORK, a))
    return found


@dataclass(frozen=True, slots=True)
class Pairs:
    """Arrays of one value a pair: piece indices of the ends, kind of distance, and the pieces between."""

    head_first: Ints
    head_last: Ints
    tail_first: Ints
    tail_last: Ints
    distance: Ints
    low: Ints
    high: Ints


def pair_arrays(window: Window, spots: Sequence[Spot], chosen: Sequence[tuple[int, int]]) -> Pairs:
    """What a network is told of each pair; for the document itself the whole sentence stands between."""
    pieces, sentence = _pieces(window), np.array([w.sentence for w in window.words], dtype=np.int64)
    begin, end = np.array([(s.first, s.last) for s in spots], dtype=np.int64).reshape(-1, 2).T
    heads, tails = np.array(chosen, dtype=np.int64).reshape(-1, 2).T
    work = heads == THIS_WORK
    head_first, head_last = pieces[begin[heads], 0], pieces[end[heads], 1]
    tail_first, tail_last = pieces[begin[tails], 0], pieces[end[tails], 1]
    forward = end[heads] < begin[tails]
    low = np.where(forward, head_last, tail_last) + 1
    high = np.where(forward, tail_first, head_first)
    touch = low >= high
    low, high = np.where(touch, np.maximum(low - 1, 0), low), np.where(touch, np.maximum(low, 1), high)
    apart = np.minimum(CONTEXT, np.abs(sentence[begin[heads]] - sentence[begin[tails]]))
    gap = np.searchsorted(_GAPS, np.abs(begin[heads] - begin[tails]), side="right")
    edges = _edges(pieces, sentence, sentence[begin[tails]])
    return Pairs(
        head_first=np.where(work, 0, head_first),
        head_last=np.where(work, 0, head_last),
        tail_first=tail_first,
        tail_last=tail_last,
        distance=np.where(work, DISTANCES - 1, np.where(forward, 0, 18) + 6 * apart + gap),
        low=np.where(work, edges[0], low),
        high=np.where(work, edges[1], high),
    )


def _edges(pieces: Ints, sentence: Ints, wanted: Ints) -> tuple[Ints, Ints]:
    """First piece of each wanted sentence, and the piece behind its last; the words of a sentence stand together."""
    first = np.searchsorted(sentence, wanted, side="left")
    last = np.searchsorted(sentence, wanted, side="right") - 1
    return pieces[first, 0], pieces[last, 1] + 1
