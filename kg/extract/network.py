"""A small trained network that reads things and claims: a transformer encoder and four heads over its pieces.

The encoder (MiniLM, six layers of 384 units; Wang et al., 2020) runs in ONNX Runtime with eight-bit weights; the heads
are a few matrices. Spans are scored one by one and then in pairs, as in SpERT (Eberts and Ulges, 2020), but a pair may
reach back over a sentence boundary, and the document itself can be a head.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
import onnxruntime
from threadpoolctl import ThreadpoolController
from tokenizers import Tokenizer

from kg.extract import windows
from kg.extract.heads import Floats, Heads, softmax
from kg.extract.windows import REFERENCE, THIS_WORK, TYPES, WORK, Ints, Spot, Window
from kg.model import EntityType, Modality, Polarity, Relation

RELATIONS = tuple(Relation)
"""Relation number ``n`` is ``RELATIONS[n - 1]``; 0 is no claim."""
STANDS_FOR = len(RELATIONS) + 1
"""Number of the relation between a referring word and the thing it stands for."""
HELD = (
    (Polarity.POSITIVE, Modality.ASSERTED),
    (Polarity.POSITIVE, Modality.RECOMMENDED),
    (Polarity.POSITIVE, Modality.HYPOTHETICAL),
    (Polarity.NEGATIVE, Modality.ASSERTED),
)
HOLDERS = frozenset({EntityType.SCHOLAR, EntityType.BODY, EntityType.GOVERNMENT})
"""Types of those to whom a view can be credited."""

_LEAST_SPAN = 0.3
_LEAST_PAIR = 0.05
_LEAST_HOLDER = 0.5


@dataclass(frozen=True, slots=True)
class Seen:
    """A thing as the network sees it: a slice of a sentence, by the sentence's number."""

    sentence: int
    start: int
    end: int
    type: EntityType
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Reading:
    """A claim as the network sees it; ``head`` is nothing where it is the document, ``holder`` where it is the work."""

    sentence: int
    head: Seen | None
    relation: Relation
    tail: Seen
    score: float
    polarity: Polarity
    modality: Modality
    holder: Seen | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two ends, found by other means, for which a score of one relation is wanted."""

    head: Seen | None
    relation: Relation
    tail: Seen


@dataclass(frozen=True, slots=True)
class Readings:
    """What the network reads in a document: things, claims, and the scores of the proposals, in their order."""

    things: tuple[Seen, ...]
    claims: tuple[Reading, ...]
    scores: tuple[float, ...]


class Network:
    """The encoder and the heads of a folder with ``encoder.onnx``, ``heads.npz``, ``tokenizer.json``, ``card.json``."""

    def __init__(self, folder: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # one window at a time, so that a reading depends on nothing else
        options.log_severity_level = 3
        self._encoder = onnxruntime.InferenceSession(
            str(folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )
        with np.load(folder / "heads.npz") as stored:
            self._weights: Mapping[str, Floats] = {k: stored[k].astype(np.float32) for k in stored.files}
        self._threads = ThreadpoolController()
        self._pieces: Tokenizer = windows.tokenizer(folder / "tokenizer.json")
        self.card = json.loads((folder / "card.json").read_text(encoding="utf-8"))

    def read(self, sentences: Sequence[str], proposals: Sequence[Proposal] = (), own: int = 0) -> Readings:
        """Things and claims of the sentences from ``own`` on, of one document, and a score for each proposal."""
        with self._threads.limit(limits=1, user_api="blas"):  # the matrices are small: more threads only wait
            return self._read(sentences, proposals, own)

    def _read(self, sentences: Sequence[str], proposals: Sequence[Proposal], own: int) -> Readings:
        things: list[Seen] = []
        claims: list[Reading] = []
        scores = [0.0] * len(proposals)
        for window in windows.windows(sentences, self._pieces, own):
            heads = Heads(self._weights, self.encode(window))
            spots = self._spots(window, heads)
            things += [_seen(window, s) for s in spots if window.words[s.first].sentence >= window.own]
            claims += self._claims(window, heads, spots, windows.referring(window, sentences))
            for index, score in self._proposed(window, heads, proposals):
                scores[index] = max(scores[index], score)
        return Readings(tuple(things), tuple(claims), tuple(scores))

    def encode(self, window: Window) -> Floats:
        """The encoder's vector of each piece of a window."""
        pieces = np.array([window.pieces], dtype=np.int64)
        encoded: Floats = self._encoder.run(None, {"pieces": pieces})[0][0]
        return encoded

    def _spots(self, window: Window, heads: Heads) -> list[Spot]:
        spans = windows.candidates(window)
        if not spans:
            return []
        scores = softmax(heads.spans(*windows.span_arrays(window, spans)))
        types = 1 + scores[:, 1:].argmax(1)
        sure = 1 - scores[:, 0]
        found = [Spot(*spans[i], int(types[i]), float(sure[i])) for i in np.flatnonzero(sure >= _LEAST_SPAN).tolist()]
        return windows.choose(found)

    def _claims(self, window: Window, heads: Heads, things: Sequence[Spot], referring: Sequence[Spot]) -> list[Reading]:
        spots = [*things, *referring]
        straight = windows.pairs(window, spots)
        chosen = straight + windows.referred_pairs(window, spots)
        if not chosen:
            return []
        relations, held = _score_pairs(window, heads, spots, chosen)
        held_at = held.argmax(1)
        holders = self._holders(window, heads, things)
        found: dict[tuple[int, int], Reading] = {}
        for (a, b), row, score, sentence in _ends(window, spots, chosen, relations, len(straight)):
            if score < _LEAST_PAIR or ((a, b) in found and found[a, b].score >= score):
                continue
            polarity, modality = HELD[int(held_at[row])]
            found[a, b] = Reading(
                sentence,
                None if a == THIS_WORK else _seen(window, spots[a]),
                RELATIONS[int(relations[row, 1:STANDS_FOR].argmax())],
                _seen(window, spots[b]),
                score,
                polarity,
                modality,
                holders.get(sentence),
            )
        return list(found.values())

    def _holders(self, window: Window, heads: Heads, spots: Sequence[Spot]) -> dict[int, Seen]:
        """The surest holder of the views of each sentence that has one."""
        chosen = holder_pairs(window, spots)
        if not chosen:
            return {}
        scores = heads.holders(*holder_arrays(window, spots, chosen))
        found: dict[int, tuple[float, Seen]] = {}
        for (spot, sentence), score in zip(chosen, scores.tolist(), strict=True):
            sure = 1 / (1 + np.exp(-score))
            if sure >= _LEAST_HOLDER and sure > found.get(sentence, (0.0, None))[0]:
                found[sentence] = (sure, _seen(window, spots[spot]))
        return {sentence: seen for sentence, (_, seen) in found.items()}

    def _proposed(self, window: Window, heads: Heads, proposals: Sequence[Proposal]) -> list[tuple[int, float]]:
        spots: list[Spot] = []
        chosen: list[tuple[int, int]] = []
        asked: list[int] = []
        for index, proposal in enumerate(proposals):
            later = max(s.sentence for s in (proposal.head, proposal.tail) if s is not None)
            if later < window.own:
                continue
            ends = [THIS_WORK if s is None else _spot(window, s, spots) for s in (proposal.head, proposal.tail)]
            if None not in ends and ends[0] != ends[1]:
                chosen.append((ends[0], ends[1]))  # type: ignore[arg-type]
                asked.append(index)
        if not chosen:
            return []
        relations, _ = _score_pairs(window, heads, spots, chosen)
        return [
            (index, float(row[1 + RELATIONS.index(proposals[index].relation)]))
            for index, row in zip(asked, relations, strict=True)
        ]


def _score_pairs(
    window: Window, heads: Heads, spots: Sequence[Spot], chosen: Sequence[tuple[int, int]]
) -> tuple[Floats, Floats]:
    head_types = np.array([WORK if a == THIS_WORK else spots[a].type for a, _ in chosen])
    tail_types = np.array([spots[b].type for _, b in chosen])
    relations, held = heads.pairs(windows.pair_arrays(window, spots, chosen), head_types, tail_types)
    return softmax(relations), softmax(held)


def _ends(
    window: Window, spots: Sequence[Spot], chosen: Sequence[tuple[int, int]], relations: Floats, straight: int
) -> Iterator[tuple[tuple[int, int], int, float, int]]:
    """Head and tail, row, score and sentence of every possible claim: first the straight ones, then those over a word.

    A referring word gives way to what it most likely stands for, and the score is that of both steps.
    """
    sentence = [window.words[s.first].sentence for s in spots]
    best = relations[:, 1:STANDS_FOR].max(1)
    meant: dict[int, tuple[float, int]] = {}
    for row, (a, b) in enumerate(chosen):
        if row < straight:
            yield (a, b), row, float(best[row]), max(sentence[x] for x in (a, b) if x != THIS_WORK)
        elif spots[a].type == REFERENCE and spots[b].first < spots[a].first:
            meant[a] = max(meant.get(a, (0.0, b)), (float(relations[row, STANDS_FOR]), b))
    for row, (a, b) in enumerate(chosen[straight:], straight):
        word, other = (a, b) if spots[a].type == REFERENCE else (b, a)
        if sentence[word] != sentence[other] or word not in meant:
            continue
        sure, thing = meant[word]
        if thing != other:
            yield (thing, b) if word == a else (a, thing), row, float(best[row]) * sure, sentence[word]


def holder_pairs(window: Window, spots: Sequence[Spot]) -> list[tuple[int, int]]:
    """Each possible holder with each sentence of the window's own in which, or shortly after which, it stands."""
    last = window.words[-1].sentence if window.words else -1
    found = []
    for index, spot in enumerate(spots):
        if spot.type == REFERENCE or TYPES[spot.type - 1] not in HOLDERS:
            continue
        at = window.words[spot.first].sentence
        found += [(index, s) for s in range(max(at, window.own), min(at + windows.CONTEXT, last) + 1)]
    return found


def holder_arrays(
    window: Window, spots: Sequence[Spot], chosen: Sequence[tuple[int, int]]
) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """First and last piece of each holder, the pieces of its sentence, and how many sentences lie between them."""
    edges: dict[int, list[int]] = {}
    for word in window.words:
        edges.setdefault(word.sentence, []).extend((word.first, word.last + 1))
    rows = []
    for index, sentence in chosen:
        spot = spots[index]
        apart = sentence - window.words[spot.first].sentence
        ends = window.words[spot.first].first, window.words[spot.last].last
        rows.append((*ends, min(edges[sentence]), max(edges[sentence]), apart))
    first, last, low, high, apart_ = np.array(rows, dtype=np.int64).reshape(-1, 5).T
    return first, last, low, high, apart_


def _seen(window: Window, spot: Spot) -> Seen:
    first, last = window.words[spot.first], window.words[spot.last]
    return Seen(first.sentence, first.start, last.end, TYPES[spot.type - 1], spot.score)


def _spot(window: Window, seen: Seen, spots: list[Spot]) -> int | None:
    """The index of the spot of a thing, put behind the others where it is new; nothing where the window lacks it."""
    at = [
        i
        for i, w in enumerate(window.words)
        if w.sentence == seen.sentence and w.start < seen.end and w.end > seen.start
    ]
    if not at:
        return None
    spot = Spot(at[0], min(at[-1], at[0] + windows.LONGEST_SPAN - 1), 1 + TYPES.index(seen.type))
    if spot not in spots:
        spots.append(spot)
    return spots.index(spot)


@cache
def load() -> Network:
    """The network that the package ships."""
    with as_file(files("kg.extract") / "data" / "model") as folder:
        return Network(folder)
