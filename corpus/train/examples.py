"""Annotated works as examples for the network: windows with the spans and pairs that a reader marked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from spacy.language import Language
from tokenizers import Tokenizer

from kg import extract
from kg.extract import windows
from kg.extract.network import HELD, RELATIONS, STANDS_FOR, holder_pairs
from kg.extract.windows import THIS_WORK, TYPES, Spot, Window
from kg.model import Document, Modality, Polarity, Relation
from kg.read import fulltext

CORPUS = Path(__file__).parents[1]
LONGEST_NAME = 6
"""Words of the longest name that is given to another thing."""
UNTOLD = -100
"""Label of what no annotation says anything about."""


@dataclass(frozen=True, slots=True)
class Example:
    """A window, its marked spots, the entity of each, and what was marked of pairs and holders.

    Behind the marked spots come the words that may stand for one, without a name. ``claims`` gives relation and way
    of holding by pair; ``joined`` are the pairs of entities that some claim of the window joins, so that other mentions
    of the two are neither right nor wrong; ``used`` are the referring words that stand for an end of a claim, with its
    name. ``holders`` gives 1 or 0 by spot and sentence.
    """

    window: Window
    spots: tuple[Spot, ...]
    names: tuple[str, ...]
    claims: dict[tuple[int, int], tuple[int, int]]
    joined: frozenset[tuple[str, str]]
    used: dict[int, str]
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


def pool(works: Iterable[Marked]) -> dict[str, list[str]]:
    """The short names of things by type, as often as works name them."""
    found: dict[str, list[str]] = {}
    for work in works:
        for entity in work.entities:
            if len(entity["text"].split()) <= LONGEST_NAME:
                found.setdefault(entity["type"], []).append(entity["text"])
    return found


def varied(work: Marked, names: dict[str, list[str]], share: float, draw: Random) -> Marked:
    """The work with a share of its things under other names of their types, in sentences and claims alike.

    What a sentence says of two things should be read from its words about them, not known from the things. Things
    that are named within other things keep their names.
    """
    found = [_mentions(s, work.entities) for s in work.sentences]
    types = {e["text"]: e["type"] for e in work.entities}
    nested = {m[2] for all_ in found for m in all_ if any(m is not o and m[0] < o[1] and o[0] < m[1] for o in all_)}
    taken = {form.lower() for e in work.entities for form in (e["text"], *e.get("aliases", ()))}
    text = " ".join(work.sentences).lower()
    new: dict[str, str] = {}
    for name in sorted({m[2] for all_ in found for m in all_} - nested):
        if draw.random() < share:
            other = draw.choice(names.get(types[name], [name]))
            if other.lower() not in taken and other.lower() not in text:
                new[name] = other
                taken.add(other.lower())
    sentences = [_renamed(s, all_, new) for s, all_ in zip(work.sentences, found, strict=True)]
    entities = [{"text": new[e["text"]], "type": e["type"]} if e["text"] in new else e for e in work.entities]
    claims = {
        sentence: [c | {k: new.get(c[k], c[k]) for k in ("head", "tail", "attributedTo")} for c in all_]
        for sentence, all_ in work.claims.items()
    }
    return Marked(work.document, tuple(sentences), claims, entities)


def _renamed(sentence: str, mentions: Sequence[tuple[int, int, str, int]], new: dict[str, str]) -> str:
    for start, end, name, _ in sorted(mentions, reverse=True):
        if name in new:
            sentence = sentence[:start] + new[name] + sentence[end:]
    return sentence


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
    referring = range(len(spots), len(spots) + len(words := windows.referring(window, work.sentences)))
    spots += words
    names += [""] * len(words)
    sentence_of = [window.words[s.first].sentence for s in spots]
    used: dict[int, str] = {}
    claims: dict[tuple[int, int], tuple[int, int]] = {}
    joined: set[tuple[str, str]] = set()
    for sentence in sorted({w.sentence for w in window.words if w.sentence >= window.own}):
        for relation in work.claims.get(sentence, ()):
            pair = _pair(relation, sentence, spots, names, sentence_of)
            if pair is not None:
                claims[pair] = (1 + RELATIONS.index(Relation(relation["relation"])), _held(relation))
                joined.add((relation["head"], relation["tail"]))
                claims |= _over_word(relation, sentence, pair, claims[pair], spots, sentence_of, referring, used)
    return Example(
        window,
        tuple(spots),
        tuple(names),
        claims,
        frozenset(joined),
        used,
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


def _over_word(
    relation: dict[str, Any],
    sentence: int,
    pair: tuple[int, int],
    label: tuple[int, int],
    spots: Sequence[Spot],
    at: Sequence[int],
    referring: Sequence[int],
    used: dict[int, str],
) -> dict[tuple[int, int], tuple[int, int]]:
    """The same claim over a word of its sentence that may stand for the end named before: of several the nearest one.

    Heads are looked for before the other end, tails behind it.
    """
    head, tail = pair
    if head == THIS_WORK or at[head] == at[tail]:
        return {}
    far, near = (head, tail) if at[head] < at[tail] else (tail, head)
    ranked = [
        ((spots[w].first > spots[near].first) == (far == head), abs(spots[w].first - spots[near].first), w)
        for w in referring
        if at[w] == sentence and not spots[near].first <= spots[w].first <= spots[near].last
    ]
    if not ranked:
        return {}
    word = min(ranked)[2]
    used[word] = relation["head"] if far == head else relation["tail"]
    return {(word, tail) if far == head else (head, word): label, (word, far): (STANDS_FOR, UNTOLD)}


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
