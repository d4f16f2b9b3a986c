"""Component: candidate claims, from the rules and the logical arguments of their triggers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc, Token

from kg.extract.arguments import arguments
from kg.extract.lexicon import word_list
from kg.extract.lists import members
from kg.extract.phrases import is_work
from kg.extract.predicates import is_passive, is_verb_misread
from kg.extract.rules import PARTS_OF_SPEECH, Rule
from kg.extract.rules import load as load_rules
from kg.model import Role

HEAD_WORK = "work"
"""Name of the head, in a pattern, of what only the document itself can do."""

_SELF = frozenset({"self", "tool", "method"})
"""Arguments that give the trigger itself."""

_PLAIN = frozenset({"self", "instanced", "wholes", "several"})
"""Arguments that mean a class noun itself, not its members."""

_MUTUAL = frozenset({"mutual", "eachother", "parties"})
"""Arguments that give the subjects once more."""

WORK = -1
"""Head of a candidate whose head is the document itself."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim as token indices: a rule, its trigger, head and tail."""

    rule: Rule
    trigger: int
    head: int
    tail: int


RuleIndex = dict[tuple[str, str], tuple[Rule, ...]]
"""Rules by trigger lemma and part of speech."""


def index_rules(rules: tuple[Rule, ...]) -> RuleIndex:
    """The rules that each (lemma, part of speech) may trigger, in the order of the file."""
    found: dict[tuple[str, str], list[Rule]] = {}
    for rule in rules:
        for lemma in rule.triggers:
            for pos in PARTS_OF_SPEECH[rule.pos]:
                found.setdefault((lemma, pos), []).append(rule)
    return {key: tuple(value) for key, value in found.items()}


def find_candidates(doc: Doc, rules: RuleIndex) -> Iterator[Candidate]:
    """Every filling of every rule that a word of the text triggers, in reading order."""
    for token in doc:
        pos = "VERB" if is_verb_misread(token) else token.pos_
        for rule in rules.get((token.lemma_.lower(), pos), ()):
            if rule.pos == "A" and token.pos_ == "VERB" and token.tag_ not in {"VBN", "VBG"}:
                continue
            yield from (c for c in _fill(rule, token) if not _speaks_for_itself(doc[c.tail], rules))


def _fill(rule: Rule, trigger: Token) -> Iterator[Candidate]:
    tails = [t for t in _things(trigger, rule.tail) if t.i != trigger.i or _SELF & set(rule.tail)]
    if not tails:
        return
    if rule.head == (HEAD_WORK,):
        yield from (Candidate(rule, trigger.i, WORK, t.i) for t in tails)
        return
    heads = [h for h in _things(trigger, rule.head) if h.i != trigger.i or "self" in rule.head]
    if rule.work:
        if any(_is_the_work(h) for h in heads) or (not heads and _speaks_for_work(rule, trigger)):
            yield from (Candidate(rule, trigger.i, WORK, t.i) for t in tails)
        return
    if not heads and _is_advice(trigger):
        yield from (Candidate(rule, trigger.i, WORK, t.i) for t in tails)
    for head in heads:
        if head.lemma_.lower() not in rule.skipped:
            yield from (Candidate(rule, trigger.i, head.i, t.i) for t in tails if _may_meet(rule, head, t, len(heads)))


def _is_the_work(head: Token) -> bool:
    """Whether a head is the document itself, or "it", "they", "he" that stand for it or its author."""
    return is_work(head) or is_work(head.doc[(head.doc._.references or {}).get(head.i, head.i)])


def _may_meet(rule: Rule, head: Token, tail: Token, heads: int) -> bool:
    """Whether two ends make a claim: not one thing with itself, but for "cities compete with each other"."""
    if not _MUTUAL & set(rule.tail):
        return head.i != tail.i
    return head.i < tail.i or (heads == 1 and head.tag_ in {"NNS", "NNPS"})


def _speaks_for_itself(tail: Token, rules: RuleIndex) -> bool:
    """Whether a tail is a gerund that makes a claim of its own: "a role in promoting X" is about X."""
    return tail.dep_ == "pcomp" and tail.pos_ == "VERB" and (tail.lemma_.lower(), "VERB") in rules


def _things(trigger: Token, names: tuple[str, ...]) -> Iterator[Token]:
    """The arguments, a class noun that announces a list standing for its members: "four factors: A, B, C, D"."""
    for token in arguments(trigger, names):
        classed = token.lemma_.lower() in word_list("class_nouns") and not _PLAIN & set(names)
        announced = members(token) if classed else []
        yield from announced or [token]


def _speaks_for_work(rule: Rule, trigger: Token) -> bool:
    """Whether a predicate without subject tells what the work does or calls for."""
    if rule.advice:
        return _is_advice(trigger)
    return _is_main(trigger) and (not is_passive(trigger) or bool(rule.tails))


def _is_main(trigger: Token) -> bool:
    """Whether a predicate without subject is the sentence's own: "Then described the difficulties"."""
    return trigger.dep_ == "ROOT" or (trigger.dep_ == "conj" and trigger.head.dep_ == "ROOT")


def _is_advice(trigger: Token) -> bool:
    """Whether a predicate without subject may be advice: "it is necessary to V", "X should be Ved"."""
    return is_passive(trigger) or trigger.dep_ in {"xcomp", "ccomp", "ROOT", "conj", "csubj", "advcl", "acl"}


@Language.factory("igr_claims", assigns=["doc._.candidates"], requires=["token.dep", "token.lemma"])
class ClaimFinder:
    """Puts the candidate claims of a text under ``doc._.candidates``; titles and keyword lists have none here."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.rules = index_rules(load_rules())

    def __call__(self, doc: Doc) -> Doc:
        """Find the candidates of a text."""
        read = doc._.role == Role.BODY
        doc._.candidates = tuple(find_candidates(doc, self.rules)) if read else ()
        return doc
