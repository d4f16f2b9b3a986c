"""Rules and network together: what each reads, what both read, and how sure the claim is then.

The rules propose and explain; the network adds what they miss and scores what they say. How far to believe a claim is
measured: a logistic curve for each way of making one, fitted on annotated works that no part was made from.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from spacy.tokens import Span

from kg.extract import harvest
from kg.extract.funnel import Funnel, Reason
from kg.extract.harvest import THE_WORK, Block, Draft
from kg.extract.network import Network, Proposal, Reading, Seen
from kg.extract.phrases import canonical, text_of
from kg.extract.qualifiers import holder as grammatical_holder
from kg.extract.windows import CONTEXT
from kg.model import SYMMETRIC, THIS_WORK, Claim, EntityType, Mention, Relation, Role
from kg.vocab import Vocabulary

MODEL = "model"
"""The rule of a claim that the network made."""


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence of a block, without spaces at its ends."""

    block: Block
    sentence: Span
    start: int
    text: str


def places(block: Block) -> list[Place]:
    """The sentences of a block that say something."""
    found = []
    for sentence in block.doc.sents:
        text = text_of(sentence)
        start = sentence.start_char + len(text) - len(text.lstrip())
        if text.strip():
            found.append(Place(block, sentence, start, text.strip()))
    return found


def context(before: Sequence[Place]) -> list[Place]:
    """What the next sentences need of those before them."""
    return list(before[-CONTEXT:])


Believe = Callable[[str, Sequence[float]], float]
"""How far to believe a claim, by who made it (``rule``, ``both``, ``model``) and the log odds that each gives it."""


def measured(card: Mapping[str, Any]) -> Believe:
    """Belief as it was fitted: a weight for each of the log odds, and one by itself."""

    def believe(way: str, odds: Sequence[float]) -> float:
        weights = card["confidence"][way]
        return round(1 / (1 + math.exp(-sum(w * f for w, f in zip(weights, (1.0, *odds), strict=True)))), 3)

    return believe


class Blender:
    """Reads sentences by rules and network and makes claims of both."""

    def __init__(self, network: Network, vocabulary: Vocabulary, believe: Believe | None = None) -> None:
        self._network = network
        self._vocabulary = vocabulary
        self._believe = believe or measured(network.card)

    def read(
        self, found: Sequence[Place], own: int, drafts: Sequence[Draft], funnel: Funnel
    ) -> tuple[list[Mention], list[Claim]]:
        """The things and claims of the places from ``own`` on; ``drafts`` are what the rules read there.

        What the network reads is counted in ``funnel``, and what is dropped.
        """
        number = {(id(p.block), p.sentence.start): i for i, p in enumerate(found)}
        proposals = [self._proposal(d, found, number) for d in drafts]
        asked = [p for p in proposals if p is not None]
        read = self._network.read([p.text for p in found], asked, own)
        scores = iter(read.scores)
        judged = [(d, p, next(scores) if p is not None else 0.0) for d, p in zip(drafts, proposals, strict=True)]
        things = [self._mention(found, seen) for seen in read.things]
        claims: list[Claim] = []
        used: set[int] = set()
        for draft, proposal, score in judged:
            at = next((i for i, r in enumerate(read.claims) if proposal is not None and _same(proposal, r)), None)
            if at is None:
                claims.append(
                    replace(draft.claim, confidence=self._believe("rule", [logit(score), self._record(draft.claim)]))
                )
            else:
                used.add(at)
                claims.append(self._agreed(draft.claim, read.claims[at], found))
        funnel.candidates += len(read.claims)
        funnel.drop(Reason.AGREED, len(used))
        for i, reading in enumerate(read.claims):
            claim = self._claim(reading, found) if i not in used else None
            if isinstance(claim, Reason):
                funnel.drop(claim)
            elif claim is not None:
                claims.append(claim)
        kept = sorted(_unlike(claims), key=lambda c: (c.evidence.start, c.head.start, c.tail.start))
        funnel.drop(Reason.OVERLAP, len(claims) - len(kept))
        return things, kept

    def _proposal(self, draft: Draft, found: Sequence[Place], number: dict[tuple[int, int], int]) -> Proposal | None:
        ends: list[Seen | None] = []
        for span, mention in ((draft.head, draft.claim.head), (draft.tail, draft.claim.tail)):
            if span is None:
                ends.append(None)
                continue
            at = number.get((id(draft.block), span.sent.start))
            if at is None:
                return None
            start = span.start_char - found[at].start
            ends.append(Seen(at, start, start + len(text_of(span)), mention.type))
        head, tail = ends
        return Proposal(head, draft.claim.relation, tail) if tail is not None else None

    def _agreed(self, claim: Claim, reading: Reading, found: Sequence[Place]) -> Claim:
        """A claim that rule and network make: the ends as the network sees them, the rest as the rule does."""
        sure = self._believe("both", [logit(reading.score), self._record(claim)])
        both = replace(claim, rule=f"{claim.rule}+{MODEL}", confidence=sure)
        if reading.head is not None:
            both = replace(both, head=self._mention(found, reading.head))
        return harvest.typed(replace(both, tail=self._mention(found, reading.tail)), self._vocabulary)

    def _claim(self, reading: Reading, found: Sequence[Place]) -> Claim | Reason:
        place = found[reading.sentence]
        if place.block.doc._.role == Role.KEYWORDS:  # a list of keywords names things and claims nothing
            return Reason.KEYWORDS
        head = THE_WORK if reading.head is None else self._mention(found, reading.head)
        tail = self._mention(found, reading.tail)
        if head.text.lower() == tail.text.lower() and reading.relation not in SYMMETRIC:
            return Reason.ITSELF
        if reading.relation in OF_WORKS and head.type not in {EntityType.WORK, EntityType.SCHOLAR}:
            return Reason.TYPES
        if reading.head is None and reading.relation not in OF_WORKS:
            return Reason.TYPES
        claim = Claim(
            doc=place.block.document,
            head=head,
            relation=reading.relation,
            tail=tail,
            evidence=harvest.evidence(place.block, place.sentence),
            rule=MODEL,
            confidence=0.0,
            polarity=reading.polarity,
            modality=reading.modality,
            attributed_to=self._holder(found, reading),
        )
        claim = replace(claim, confidence=self._believe(MODEL, [logit(reading.score)]))
        return harvest.typed(harvest.as_remedy(claim, self._vocabulary), self._vocabulary)

    def _holder(self, found: Sequence[Place], reading: Reading) -> str:
        """Whose view a claim of the network is: as the grammar of its sentence says, else as the network sees it."""
        place = found[reading.sentence]
        here = reading.tail if reading.tail.sentence == reading.sentence or reading.head is None else reading.head
        span = place.block.doc.char_span(place.start + here.start, place.start + here.end, alignment_mode="expand")
        assert span is not None  # one end stands in the sentence of the claim
        said = grammatical_holder(span.root)
        return self._mention(found, reading.holder).text if said == THIS_WORK and reading.holder else said

    def _mention(self, found: Sequence[Place], seen: Seen) -> Mention:
        place = found[seen.sentence]
        span = place.block.doc.char_span(place.start + seen.start, place.start + seen.end, alignment_mode="expand")
        assert span is not None  # the slice was cut from this text
        start, end = place.block.repaired.original(span.start_char, span.end_char)
        return Mention(canonical(span), seen.type, start, end)

    def _record(self, claim: Claim) -> float:
        """The log odds that the record of a claim's rule gives it."""
        return logit(self._network.card["rules"].get(claim.rule, claim.confidence))


def _unlike(claims: Sequence[Claim]) -> Iterator[Claim]:
    """The claims without those that say again, with longer or shorter slices of a sentence, what a surer one says."""
    kept: dict[tuple[int, Relation], list[Claim]] = {}
    for claim in sorted(claims, key=lambda c: -c.confidence):
        others = kept.setdefault((claim.evidence.start, claim.relation), [])
        if not any(_shares(claim.head, o.head) and _shares(claim.tail, o.tail) for o in others):
            others.append(claim)
            yield claim


def _shares(one: Mention, other: Mention) -> bool:
    """Whether two ends are the document itself, or slices of the text that overlap."""
    if one.start < 0 or other.start < 0:
        return one.start == other.start
    return one.start < other.end and other.start < one.end


OF_WORKS = frozenset({Relation.STUDIES, Relation.USES_THEORY, Relation.USES_METHOD, Relation.RECOMMENDS})
"""Relations of a work or a scholar, and of nothing else."""


def logit(share: float) -> float:
    """The log of the odds of a share, kept within reason."""
    kept = min(max(share, 0.001), 0.999)
    return math.log(kept / (1 - kept))


def _same(proposal: Proposal, reading: Reading) -> bool:
    if proposal.relation is not reading.relation:
        return False
    straight = _overlap(proposal.head, reading.head) and _overlap(proposal.tail, reading.tail)
    turned = _overlap(proposal.head, reading.tail) and _overlap(proposal.tail, reading.head)
    return straight or (proposal.relation in SYMMETRIC and turned)


def _overlap(one: Seen | None, other: Seen | None) -> bool:
    if one is None or other is None:
        return one is other
    return one.sentence == other.sentence and one.start < other.end and other.start < one.end
