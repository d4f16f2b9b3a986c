"""Component: what "it", "they", "this mechanism", "the paper" stand for."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from kg.extract.lexicon import word_list
from kg.extract.phrases import head_of, is_work, phrase
from kg.extract.predicates import is_expletive, subjects
from kg.normal import words

_PLURAL = frozenset({"they", "them", "these", "those", "both", "their"})
_PERSONAL = frozenset({"he", "she", "him", "his", "her"})
_PRONOUNS = _PLURAL | _PERSONAL | {"it", "its", "this", "that", "itself", "themselves", "which"}
_POINTERS = frozenset({"this", "these", "such", "that", "those", "the"})
_SENTENCES_BACK = 2


def find_references(doc: Doc) -> Iterator[tuple[Token, Token]]:
    """Pairs of a pronoun or "this"-phrase head and the head noun it stands for."""
    sentences = list(doc.sents)
    for number, sentence in enumerate(sentences):
        earlier = sentences[max(0, number - _SENTENCES_BACK) : number]
        for token in sentence:
            target = _target(token, sentence, earlier)
            if target is not None:
                yield token, target


def _target(token: Token, sentence: Span, earlier: list[Span]) -> Token | None:
    if token.pos_ in {"PRON", "DET"} and token.lower_ in _PRONOUNS and token.dep_ not in {"det", "mark", "expl"}:
        if is_expletive(token.head, [token]) or token.tag_ in {"WDT", "WP"}:
            return None
        if token.lower_ in _PERSONAL:
            return _person(token, sentence, earlier)
        if token.lower_ in {"this", "that"}:
            return None  # what was said, not a thing that was named
        return _salient(token, sentence, earlier)
    if token.text[0].isupper() and any(c.lower_ == "the" for c in token.children) and not token.is_sent_start:
        return _full_name(token)
    if token.pos_ == "NOUN" and any(
        c.lower_ in _POINTERS - {"the"} and c.dep_ in {"det", "amod"} for c in token.children
    ):
        return _same_noun(token, earlier, sentence)
    return None


def _person(token: Token, sentence: Span, earlier: list[Span]) -> Token | None:
    """The person named last before "he" or "she": the subject of a clause before, or the author."""
    here = [t for t in sentence if t.i < token.i]
    for words_ in (here, *(list(s) for s in reversed(earlier))):
        for candidate in words_:
            named = candidate.pos_ == "PROPN" and candidate.dep_ in {"nsubj", "nsubjpass"}
            if named or (is_work(candidate) and candidate.dep_ == "nsubj"):
                return candidate
    return None


def _salient(token: Token, sentence: Span, earlier: list[Span]) -> Token | None:
    """The subject of the clause before, that agrees in number."""
    plural = token.lower_ in _PLURAL
    here = [t for t in sentence if t.i < token.i and t.dep_ in {"nsubj", "nsubjpass"} and t.head != token.head]
    here = [t for t in here if t.head.lemma_.lower() not in word_list("speech_verbs") or is_work(t)]
    for candidates in (reversed(here), *(_subjects_of(s) for s in reversed(earlier))):
        for candidate in candidates:
            if _can_stand(candidate, plural):
                return candidate
            if is_work(candidate) and token.dep_ == "nsubj":
                return candidate  # "The paper takes ...; it answers": what the work does goes on
    return None


def _subjects_of(sentence: Span) -> list[Token]:
    root = sentence.root
    said = [c for c in root.children if c.dep_ == "ccomp"] if root.lemma_.lower() in word_list("speech_verbs") else []
    root = said[0] if said else root
    found = subjects(root) or [t for t in sentence if t.dep_ in {"nsubj", "nsubjpass"}]
    return [head_of(t) for t in found]


def _can_stand(token: Token, plural: bool) -> bool:
    if token.pos_ not in {"NOUN", "PROPN"} or is_work(token) or token.lemma_.lower() in word_list("vague_heads"):
        return False
    number = token.tag_ in {"NNS", "NNPS"} or any(c.dep_ == "conj" for c in token.children)
    return number == plural


def _full_name(token: Token) -> Token | None:
    """The name that "the Commission" shortens: the last one before it with the same noun."""
    own = phrase(token)
    if own is None or len(own) > 1:
        return None
    for candidate in reversed(token.doc[: token.i]):
        span = phrase(candidate) if candidate.text == token.text else None
        if span is not None and len(span) > 1:
            return candidate
    return None


def _same_noun(token: Token, earlier: list[Span], sentence: Span) -> Token | None:
    """The fuller phrase with the same head noun, read last before this one."""
    wanted = words(token.text)
    before = [t for s in (*earlier, sentence) for t in s if t.i < token.i and t.pos_ in {"NOUN", "PROPN"}]
    own = phrase(token)
    if own is None or len(own) > 1:
        return None
    for candidate in reversed(before):
        span = phrase(candidate) if words(candidate.text) == wanted else None
        if span is not None and len(span) > 1:
            return candidate
    return None


@Language.factory("igr_references", assigns=["doc._.references"], requires=["token.dep", "doc.sents"])
class ReferenceFinder:
    """Puts the resolved references of a text under ``doc._.references``: token index to token index."""

    def __init__(self, nlp: Language, name: str) -> None:
        pass

    def __call__(self, doc: Doc) -> Doc:
        """Resolve the references of a text."""
        doc._.references = {source.i: target.i for source, target in find_references(doc)}
        return doc
