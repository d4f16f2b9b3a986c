"""From a parsed block to records: spans become mentions, candidates become claims with their evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Span, Token

from kg.extract.claims import WORK, Candidate
from kg.extract.entities import SPANS, EntityFinder
from kg.extract.funnel import Funnel, Reason
from kg.extract.lexicon import slot_types, word_list
from kg.extract.phrases import canonical, head_of, is_work, phrase, text_of
from kg.extract.predicates import coordinated
from kg.extract.qualifiers import Qualifiers
from kg.model import SYMMETRIC, THIS_WORK, Claim, EntityType, Evidence, Mention, Modality, Relation, Role
from kg.repair import Repaired
from kg.vocab import Vocabulary

THE_WORK = Mention(THIS_WORK, EntityType.WORK)
_ADVICE = frozenset({Relation.ESTABLISHES, Relation.PROMOTES, Relation.ADDRESSES, Relation.REQUIRES, Relation.HAS_PART})
"""Relations that become ``recommends`` where nobody but the work is their head."""


@dataclass(frozen=True, slots=True)
class Block:
    """A parsed part of a document with its way back to the text as read."""

    document: str
    text: str
    repaired: Repaired
    doc: Doc


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim with the spans of its ends; the document itself has none."""

    claim: Claim
    block: Block
    sentence: Span
    head: Span | None
    tail: Span | None


def mentions(block: Block) -> Iterator[Mention]:
    """The typed spans of a block, in reading order."""
    for span in block.doc.spans.get(SPANS, ()):
        yield mention_of(block, span, EntityType(span.label_))


def claims(block: Block, finder: EntityFinder, vocabulary: Vocabulary, funnel: Funnel) -> Iterator[Draft]:
    """The claims that the rules make in a block, in reading order; what they do not make is counted in ``funnel``.

    Fillings that name no thing or join a thing to itself go out.
    """
    doc = block.doc
    if doc._.role == Role.TITLE:
        for draft in _title_claim(block, finder):
            funnel.candidates += 1
            yield draft
    for candidate, qualifiers in zip(doc._.candidates, doc._.qualifiers, strict=True):
        funnel.candidates += 1
        read = _draft(block, finder, candidate, qualifiers, vocabulary)
        if isinstance(read, Reason):
            funnel.drop(read)
        else:
            yield read


def _draft(
    block: Block, finder: EntityFinder, candidate: Candidate, qualifiers: Qualifiers, vocabulary: Vocabulary
) -> Draft | Reason:
    trigger = block.doc[candidate.trigger]
    head, tail = _arguments(block, finder, candidate)
    if isinstance(head, Reason):
        return head
    if isinstance(tail, Reason):
        return tail
    said = _as_valued(_claim(block, candidate, qualifiers, head[0], tail[0]), trigger)
    read = as_remedy(said if candidate.rule.neutral else _as_meant(said), vocabulary)
    claim = _as_advice(read, candidate.rule.advice)
    if isinstance(claim, Reason):
        return claim
    fault = _fault(claim, candidate)
    return fault or Draft(typed(claim, vocabulary), block, trigger.sent, head[1], tail[1])


Argument = tuple[Mention, Span | None]


def _arguments(block: Block, finder: EntityFinder, candidate: Candidate) -> tuple[Argument | Reason, Argument | Reason]:
    defaults = slot_types(candidate.rule.relation)
    rule = candidate.rule
    head: Argument | Reason = (THE_WORK, None)
    if candidate.head != WORK:
        head = _argument(block, finder, candidate.head, defaults[0], rule.heads)
    return head, _argument(block, finder, candidate.tail, defaults[1], rule.tails)


def _argument(
    block: Block, finder: EntityFinder, index: int, default: EntityType, wanted: frozenset[EntityType]
) -> Argument | Reason:
    token = head_of(block.doc[index])
    if is_work(token):
        return THE_WORK, None
    token = block.doc[block.doc._.references.get(token.i, token.i)]
    if is_work(token):
        return THE_WORK, None
    span = phrase(token)
    if span is None or _is_vague(span, token):
        return Reason.VAGUE
    if token.pos_ == "ADJ" and token.lower_ in word_list("ordinals"):
        return Reason.VAGUE
    kind = finder.type_of(span) or _name_type(token, wanted)
    if kind is None and wanted and token.pos_ != "PROPN":
        return Reason.TYPES  # the rule asks for a type, and nothing says that this has it
    return mention_of(block, span, kind or default), span


def _is_vague(span: Span, token: Token) -> bool:
    letters = sum(c.isalpha() for c in text_of(span))
    if span.root.pos_ in {"ADP", "SCONJ", "PART", "ADV", "CCONJ", "AUX"}:
        return True
    return letters < 2 or (len(span) == 1 and token.lemma_.lower() in word_list("vague_heads"))


def _name_type(token: Token, wanted: frozenset[EntityType]) -> EntityType | None:
    """An unknown name is a scholar where the rule wants one; other unknown names are left to their slot."""
    named = token.pos_ == "PROPN" and token.text[:1].isupper() and all(t.pos_ != "VERB" for t in token.subtree)
    return EntityType.SCHOLAR if named and EntityType.SCHOLAR in wanted else None


def mention_of(block: Block, span: Span, kind: EntityType) -> Mention:
    """A span as a thing of a type, with its place in the text as read."""
    start, end = block.repaired.original(span.start_char, span.end_char)
    return Mention(canonical(span), kind, start, end)


def _claim(block: Block, candidate: Candidate, q: Qualifiers, head: Mention, tail: Mention) -> Claim:
    trigger = block.doc[candidate.trigger]
    return Claim(
        doc=block.document,
        head=head,
        relation=candidate.rule.relation,
        tail=tail,
        evidence=evidence(block, trigger.sent),
        rule=candidate.rule.id,
        confidence=candidate.rule.confidence,
        trigger=block.repaired.original(trigger.idx, trigger.idx + len(trigger)),
        polarity=q.polarity,
        modality=q.modality,
        attributed_to=q.holder,
    )


def evidence(block: Block, sentence: Span) -> Evidence:
    """The slice of the text as read that a sentence came from, without spaces at its ends."""
    start, end = block.repaired.original(sentence.start_char, sentence.end_char)
    text = block.text[start:end]
    start += len(text) - len(text.lstrip())
    text = text.strip()
    return Evidence(start, start + len(text), text)


def _as_valued(claim: Claim, trigger: Token) -> Claim:
    """A "positive effect" is promotion, a "negative" one hindrance."""
    marks = {c.lower_ for c in trigger.children if c.dep_ == "amod"} if claim.relation is Relation.CAUSES else set()
    if marks & word_list("good_marks"):
        return replace(claim, relation=Relation.PROMOTES)
    return replace(claim, relation=Relation.HINDERS) if marks & word_list("bad_marks") else claim


def _as_meant(claim: Claim) -> Claim:
    """The relation that fits what is brought about: welcome effects are promoted, obstacles are caused."""
    if claim.relation is Relation.PROMOTES and claim.tail.type is EntityType.OBSTACLE:
        return replace(claim, relation=Relation.CAUSES)
    wanted = _head_word(claim.tail.text) in word_list("wanted_outcomes")
    if claim.relation is Relation.CAUSES and claim.tail.type is EntityType.OUTCOME and wanted:
        return replace(claim, relation=Relation.PROMOTES)
    if claim.relation is Relation.ADDRESSES and claim.tail.type is EntityType.OUTCOME and wanted:
        return replace(claim, relation=Relation.HINDERS)
    return claim


def _head_word(name: str) -> str:
    """The noun that a name turns on: "growth" of "regional growth of the delta"."""
    return re.split(r" (?:of|in|for|between|among|with|on|to|from|by) ", name.lower())[0].split()[-1]


def as_remedy(claim: Claim, vocabulary: Vocabulary) -> Claim:
    """What weakens or prevents an obstacle addresses it."""
    remedy = claim.relation is Relation.HINDERS and claim.tail.type is EntityType.OBSTACLE
    if remedy and claim.head.type in vocabulary.heads[Relation.ADDRESSES]:
        return replace(claim, relation=Relation.ADDRESSES)
    return claim


def _as_advice(claim: Claim, advice_only: bool) -> Claim | Reason:
    """Advice without a head of its own is ``recommends``; anything else headed by the work must be about it."""
    if advice_only and claim.modality is not Modality.RECOMMENDED:
        return Reason.NO_ADVICE
    if claim.relation is Relation.RECOMMENDS:
        return replace(claim, modality=Modality.RECOMMENDED)
    own = {Relation.STUDIES, Relation.USES_THEORY, Relation.USES_METHOD}
    if claim.relation in own or claim.head.type not in {EntityType.WORK, EntityType.SCHOLAR}:
        return claim
    if claim.modality is Modality.RECOMMENDED and claim.relation in _ADVICE:
        return replace(claim, relation=Relation.RECOMMENDS)
    return claim if claim.head.type is EntityType.SCHOLAR else Reason.TYPES


def _fault(claim: Claim, candidate: Candidate) -> Reason | None:
    """Why a claim cannot stand, if it cannot."""
    rule = candidate.rule
    if claim.head.text.lower() == claim.tail.text.lower() and claim.relation not in SYMMETRIC:
        return Reason.ITSELF
    if claim.tail.type is EntityType.WORK:
        return Reason.TYPES
    if claim.relation is Relation.IS_A and claim.tail.text.lower().rstrip("s") in word_list("class_nouns"):
        return Reason.VAGUE
    if claim.head.type in rule.barred or (rule.heads and claim.head.type not in rule.heads):
        return Reason.TYPES
    return Reason.TYPES if rule.tails and claim.tail.type not in rule.tails else None


def typed(claim: Claim, vocabulary: Vocabulary) -> Claim:
    """The claim with its ends given the types its relation expects, where their own do not fit."""
    head, tail = slot_types(claim.relation)
    if claim.head.type not in vocabulary.heads[claim.relation]:
        claim = replace(claim, head=replace(claim.head, type=head))
    if claim.tail.type not in vocabulary.tails[claim.relation]:
        claim = replace(claim, tail=replace(claim.tail, type=tail))
    return claim


_TITLE_LEAD = re.compile(
    r"(?i)(^|[:?.–—]\s*)(an?|the)?\s*(\w+ )?(study|research|analysis|examination|investigation|review|exploration)"
    r"\s+(on|of|into)\s+(the\s+)?"
)


def _title_claim(block: Block, finder: EntityFinder) -> Iterator[Draft]:
    """A title gives ``studies`` for its main subject only (annotation rule 13)."""
    for span in _title_subjects(block.doc):
        subject = mention_of(block, span, finder.type_of(span) or EntityType.MECHANISM)
        whole = block.doc[:]
        claim = Claim(block.document, THE_WORK, Relation.STUDIES, subject, evidence(block, whole), "title", 0.7)
        yield Draft(claim, block, span.sent, None, span)


def _title_subjects(doc: Doc) -> Iterator[Span]:
    """The first thing that a title names behind "A study of" and the like, and what is joined to it by "and"."""
    lead = _TITLE_LEAD.search(doc.text)
    after = lead.end() if lead else 0
    for token in doc:
        nominal = token.pos_ in {"NOUN", "PROPN"} and token.dep_ in {"ROOT", "nsubj", "dobj", "pobj"}
        if not nominal or token.idx < after or not _is_subject(token):
            continue
        for joined in coordinated(token):
            span = phrase(joined) if _is_subject(joined) or joined.pos_ == "PROPN" else None
            if span is not None:
                yield span
        return


def _is_subject(token: Token) -> bool:
    """Whether a noun of a title names what the work is about."""
    span = phrase(token) if token.lemma_.lower() not in word_list("title_nouns") else None
    return span is not None and (len(span) > 1 or (token.pos_ == "PROPN" and token.is_upper))
