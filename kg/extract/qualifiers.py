"""Component: polarity, modality and attribution of a predicate, from its scope in the parse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc, Token

from kg.extract.lexicon import word_list
from kg.extract.phrases import canonical, is_work, phrase, text_of
from kg.extract.predicates import subjects
from kg.model import THIS_WORK, Modality, Polarity

_PREDICATES = frozenset({"VERB", "AUX", "NOUN", "ADJ"})
_PASSES_DOWN = frozenset({"xcomp", "pcomp", "conj", "acomp", "attr", "dobj", "prep", "pobj", "oprd", "dative"})
"""Dependencies through which a governor's "not" or "should" reaches the predicate."""

_NAME = r"[A-Z][\w'’-]+(?:\s+[A-Z][\w'’.-]+)*"
_CITATION = re.compile(
    rf"\(\s*(?:e\.g\.,?\s*|see\s+)?({_NAME}(?:\s*(?:,|&|and)\s*{_NAME})*(?:\s+et\s+al\.?)?),?\s*\(?(\d{{4}})[a-z]?\)?[^)]*\)"
)


@dataclass(frozen=True, slots=True)
class Qualifiers:
    """How a predicate is held."""

    polarity: Polarity = Polarity.POSITIVE
    modality: Modality = Modality.ASSERTED
    holder: str = THIS_WORK


def qualify(token: Token, arguments: list[Token]) -> Qualifiers:
    """The qualifiers of a claim made by a predicate over these arguments."""
    chain = list(_governors(token))
    denials = sum(_denied(t) for t in chain) + _negated_arguments(arguments)
    return Qualifiers(
        polarity=Polarity.NEGATIVE if denials % 2 else Polarity.POSITIVE,
        modality=_modality(token, chain),
        holder=holder(token),
    )


def _governors(token: Token) -> Iterator[Token]:
    """The predicate and the words whose "not" or "should" it stands under, nearest first."""
    yield token
    while token.head != token:
        own_subject = any(c.dep_ in {"nsubj", "nsubjpass"} for c in token.children)
        if token.dep_ == "conj" and (own_subject or _own_auxiliary(token) or _finite_after_bare(token)):
            return
        purpose = token.dep_ == "advcl" and _infinitive(token)
        if token.dep_ not in _PASSES_DOWN and not purpose:
            return
        if token.dep_ == "pobj" and token.head.lower_ not in {"in", "to", "of", "for", "as"}:
            return
        token = token.head
        yield token


def _finite_after_bare(token: Token) -> bool:
    """ "does not delay but promotes": the second verb is finite by itself, so the "not" of the first ends."""
    return token.tag_ in {"VBZ", "VBD"} and token.head.tag_ == "VB"


def _infinitive(token: Token) -> bool:
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in token.children)


def _own_auxiliary(token: Token) -> bool:
    return any((c.dep_ == "aux" and c.tag_ == "MD") or c.dep_ == "neg" for c in token.children)


def _denied(token: Token) -> bool:
    """Whether a governor carries a "not" of its own, or fails by its meaning."""
    marks = [c for c in token.children if c.lower_ in word_list("negators") and _negates(c, token)]
    only = any(c.lower_ == "only" for m in marks for c in (*m.children, *m.doc[m.i + 1 : m.i + 2]))
    without = token.dep_ == "pcomp" and token.head.lower_ == "without"
    failing = token.lemma_.lower() in word_list("failing")
    return bool(marks and not only) ^ without ^ failing


def _negates(mark: Token, token: Token) -> bool:
    """Whether a "not" or "nor" among the words of a predicate is its own, and not that of what is joined to it."""
    return mark.dep_ in {"neg", "advmod"} or (mark.dep_ in {"preconj", "cc"} and mark.i < token.i)


def _negated_arguments(arguments: list[Token]) -> int:
    """How many arguments are "no X" or stand in "neither X nor Y"."""
    return sum(any(c.lower_ in {"no", "neither"} for c in (*a.children, *_first(a).children)) for a in arguments)


def _first(token: Token) -> Token:
    """The first of the words that a word is joined to by "and", "or", "nor"."""
    while token.dep_ == "conj":
        token = token.head
    return token


def _modality(token: Token, chain: list[Token]) -> Modality:
    if any(_supposed(t) for t in _clauses(token)):
        return Modality.HYPOTHETICAL
    for governor in chain:
        auxiliaries = {c.lower_ for c in governor.children if c.dep_ in {"aux", "auxpass"}}
        if auxiliaries & word_list("may_modals") or governor.lemma_.lower() == "unlikely":
            return Modality.HYPOTHETICAL
        if auxiliaries & word_list("must_modals") or _needed(governor, token):
            return Modality.RECOMMENDED
    if any(_advised(t) for t in _clauses(token)):
        return Modality.RECOMMENDED
    return Modality.ASSERTED


def _needed(governor: Token, token: Token) -> bool:
    """ "need to V", "it is necessary to V", "must be Ved"."""
    if governor == token:
        return False
    lemma = governor.lemma_.lower()
    if lemma in word_list("need_verbs"):
        return any(c.dep_ == "xcomp" and _infinitive(c) for c in governor.children)
    return any(c.dep_ == "acomp" and c.lower_ in word_list("need_adjectives") for c in governor.children) and any(
        c.lower_ == "it" for c in governor.children
    )


def _clauses(token: Token) -> Iterator[Token]:
    """The predicate and every clause above it."""
    yield token
    for ancestor in token.ancestors:
        if ancestor.pos_ in _PREDICATES:
            yield ancestor


def _supposed(token: Token) -> bool:
    """Whether a clause is a condition, a question or what a hypothesis supposes."""
    marks = {c.lower_ for c in token.children if c.dep_ == "mark"}
    if marks & word_list("supposing") and token.dep_ in {"advcl", "ccomp", "pcomp", "csubj"}:
        return True
    return token.dep_ == "ccomp" and token.head.lemma_.lower() in word_list("hypothesis_verbs")


def _advised(token: Token) -> bool:
    lemma = token.head.lemma_.lower()
    if token.dep_ == "xcomp":
        return lemma in word_list("recommending_verbs")
    return token.dep_ == "ccomp" and lemma in word_list("recommending_verbs") - {"propose", "suggest"}


def holder(token: Token) -> str:
    """To whom a predicate is credited: the subject of the speech verb above it, "according to X", a citation."""
    sentence = token.sent
    for ancestor in token.ancestors:
        if ancestor.lemma_.lower() in _saying() and _spoken(token, ancestor):
            return _named(subjects(ancestor))
    text = text_of(sentence)
    for word in sentence if "ccording" in text else ():
        if word.lower_ == "according" and word.i < token.i:
            sources = [c for p in word.children if p.lower_ == "to" for c in p.children if c.dep_ == "pobj"]
            return _named(sources)
    begun = _begun(token) if ";" in text else None
    if begun is not None:
        return _named(subjects(begun))
    cited = [m.group(1) for m in _CITATION.finditer(text)]
    return "; ".join(dict.fromkeys(cited)) or THIS_WORK


@cache
def _saying() -> frozenset[str]:
    return word_list("speech_verbs") | word_list("stating_verbs")


def _begun(token: Token) -> Token | None:
    """The speech verb that opens a sentence and goes on over a semicolon: "Feiock holds that A; B is C"."""
    before = token.doc[token.sent.start : token.i]
    if ";" not in text_of(before):
        return None
    first = next((i for i, t in enumerate(before) if t.text == ";"), 0)
    verbs = (t for t in before[:first] if t.lemma_.lower() in word_list("speech_verbs"))
    verb = next(verbs, None)
    follows = verb is not None and verb.i + 1 < token.i and verb.nbor().lower_ == "that"
    return verb if follows else None


def _spoken(token: Token, verb: Token) -> bool:
    """Whether a predicate stands in what is said, not beside it."""
    step = token
    while step.head != verb:
        step = step.head
    return (
        step.dep_ == "ccomp"
        or (step.dep_ == "xcomp" and verb.lemma_ in word_list("recommending_verbs"))
        or (step.dep_ in {"dobj", "prep"} and verb.lemma_.lower() in word_list("stating_verbs"))
    )


def _named(tokens: list[Token]) -> str:
    """The names of the holders, or this work where they are its author, its results or nobody in particular."""
    names = [n for t in tokens if not is_work(t) and (n := _person(t))]
    return "; ".join(dict.fromkeys(names)) or THIS_WORK


def _person(token: Token) -> str:
    if token.pos_ != "PROPN":
        return ""
    span = phrase(token)
    return canonical(span) if span is not None else ""


@Language.factory("igr_qualifiers", assigns=["doc._.qualifiers"], requires=["doc._.candidates", "token.dep"])
class Qualifier:
    """Puts one ``Qualifiers`` for each candidate claim, in the same order, under ``doc._.qualifiers``."""

    def __init__(self, nlp: Language, name: str) -> None:
        pass

    def __call__(self, doc: Doc) -> Doc:
        """Qualify each candidate of a text."""
        doc._.qualifiers = tuple(
            qualify(doc[c.trigger], [doc[i] for i in (c.head, c.tail) if i >= 0]) for c in doc._.candidates
        )
        return doc
