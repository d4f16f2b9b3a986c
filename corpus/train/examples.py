"""Annotated works as examples for the network: windows with the spans and pairs that a reader marked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spacy.language import Language
from tokenizers import Tokenizer

from kg import extract
from kg.extract import windows
from kg.extract.network import HELD, RELATIONS, TYPES, holder_pairs
from kg.extract.windows import THIS_WORK, Spot, Window
from kg.model import Document, Modality, Polarity, Relation
from kg.read import fulltext

CORPUS = Path(__file__).parents[1]
UNTOLD = -100
"""Label of what no annotation says anything about."""


@dataclass(frozen=True, slots=True)
class Example:
    """A window, its marked spots, the entity of each, and what was marked of pairs and holders.

    ``claims`` gives relation and way of holding by pair; ``joined`` are the pairs of entities that some
    claim of the window joins, so that other mentions of the two are neither right nor wrong. ``holders``
    gives 1 or 0 by spot and sentence.
    """

    window: Window
    spots: tuple[Spot, ...]
    names: tuple[str, ...]
    claims: dict[tuple[int, int], tuple[int, int]]
    joined: frozenset[tuple[str, str]]
    holders: dict[tuple[int, int], int]


@dataclass(frozen=True, slots=True)
class Marked:
    """A work with its sentences and the claims that were marked under each."""

    document: Document
    sentences: tuple[str, ...]
    claims: dict[int, list[dict[str, Any]]]
    entities: list[dict[str, Any]]


def marked(split: str, nlp: Language) -> Iterator[Marked]:
    """The works of a split, read as any document is, with their claims by sentence."""
    for line in (CORPUS / "claims" / f"{split}.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        document = fulltext.read_markdown(CORPUS / "works" / f"{record['doc']}.md")
        found = list(extract.sentences(document, nlp))
        claims: dict[int, list[dict[str, Any]]] = {}
        for relation in record["relations"]:
            place = relation["evidence"]
            shared = [min(place["end"], s.end) - max(place["start"], s.start) for s in found]
            best = max(range(len(found)), key=shared.__getitem__)
            if shared[best] > 0:
                claims.setdefault(best, []).append(relation)
        yield Marked(document, tuple(s.text for s in found), claims, record["entities"])


def examples(work: Marked, pieces: Tokenizer) -> Iterator[Example]:
    """The windows of a work with what was marked in them."""
    mentions = [_mentions(s, work.entities) for s in work.sentences]
    for window in windows.windows(work.sentences, pieces):
        if window.words:
            yield _example(window, work, mentions)


def _mentions(sentence: str, entities: Sequence[dict[str, Any]]) -> list[tuple[int, int, str, int]]:
    """Start, end, name and type of each mention; within a mention of a thing no other mention of it counts."""
    ends = {b: a for a, b in windows.words(sentence)}
    starts = {a for a, _ in windows.words(sentence)}
    low = sentence.lower()
    found: dict[tuple[int, int], tuple[int, int, str, int]] = {}
    for entity in entities:
        if entity["type"] not in TYPES:
            continue
        number = 1 + TYPES.index(entity["type"])
        for form in (entity["text"], *entity.get("aliases", ())):
            at = low.find(form.lower())
            while at >= 0:
                end = at + len(form)
                end += end not in ends and low[end : end + 1] == "s"
                if at in starts and end in ends:
                    found.setdefault((at, end), (at, end, entity["text"], number))
                at = low.find(form.lower(), at + 1)
    all_ = list(found.values())
    return [m for m in all_ if not any(_within(m, other) for other in all_)]


def _within(one: tuple[int, int, str, int], other: tuple[int, int, str, int]) -> bool:
    return one is not other and one[2] == other[2] and other[0] <= one[0] and one[1] <= other[1]


def _example(window: Window, work: Marked, mentions: Sequence[list[tuple[int, int, str, int]]]) -> Example:
    index = {(w.sentence, w.start): i for i, w in enumerate(window.words)}
    ends = {(w.sentence, w.end): i for i, w in enumerate(window.words)}
    spots: list[Spot] = []
    names: list[str] = []
    for sentence in sorted({w.sentence for w in window.words}):
        for start, end, name, number in mentions[sentence]:
            first, last = index.get((sentence, start)), ends.get((sentence, end))
            if first is not None and last is not None and last - first < windows.LONGEST_SPAN:
                spots.append(Spot(first, last, number))
                names.append(name)
    sentence_of = [window.words[s.first].sentence for s in spots]
    claims: dict[tuple[int, int], tuple[int, int]] = {}
    joined: set[tuple[str, str]] = set()
    for sentence in sorted({w.sentence for w in window.words if w.sentence >= window.own}):
        for relation in work.claims.get(sentence, ()):
            pair = _pair(relation, sentence, spots, names, sentence_of)
            if pair is not None:
                claims[pair] = (1 + RELATIONS.index(Relation(relation["relation"])), _held(relation))
                joined.add((relation["head"], relation["tail"]))
    return Example(
        window,
        tuple(spots),
        tuple(names),
        claims,
        frozenset(joined),
        _holders(window, work, spots, names),
    )


def _pair(
    relation: dict[str, Any], sentence: int, spots: Sequence[Spot], names: Sequence[str], at: Sequence[int]
) -> tuple[int, int] | None:
    """The mentions of head and tail that the claim of a sentence most likely means: the nearest."""
    near = [i for i in range(len(spots)) if sentence - windows.CONTEXT <= at[i] <= sentence]
    tails = [i for i in near if names[i] == relation["tail"]]
    if relation["headType"] == "Work":
        here = [i for i in tails if at[i] == sentence]
        return (THIS_WORK, here[0]) if here else None
    heads = [i for i in near if names[i] == relation["head"]]
    ranked = [
        (2 * sentence - at[a] - at[b], abs(spots[a].first - spots[b].first), a, b)
        for a in heads
        for b in tails
        if a != b and sentence in (at[a], at[b])
    ]
    return min(ranked)[2:] if ranked else None


def _held(relation: dict[str, Any]) -> int:
    if relation["polarity"] == Polarity.NEGATIVE:
        return HELD.index((Polarity.NEGATIVE, Modality.ASSERTED))
    return HELD.index((Polarity.POSITIVE, Modality(relation["modality"])))


def _holders(window: Window, work: Marked, spots: Sequence[Spot], names: Sequence[str]) -> dict[tuple[int, int], int]:
    """Whether a spot holds the views of a sentence: of the mentions of a holder the last one, the others untold."""
    found: dict[tuple[int, int], int] = {}
    for spot, sentence in holder_pairs(window, spots):
        held = {c["attributedTo"] for c in work.claims.get(sentence, ())}
        if not held:
            continue
        if names[spot] not in held:
            found[spot, sentence] = 0
            continue
        same = [s for s, k in holder_pairs(window, spots) if k == sentence and names[s] == names[spot]]
        found[spot, sentence] = 1 if spot == max(same, key=lambda s: spots[s].first) else UNTOLD
    return found
