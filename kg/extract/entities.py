"""Component: typed spans, from the names of the ontology and from head nouns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from kg.extract.lexicon import head_types, prefix_types
from kg.extract.phrases import phrase, text_of
from kg.model import Concept, EntityType
from kg.normal import words
from kg.vocab import load as load_vocabulary

SPANS = "entities"


@dataclass(frozen=True)
class Gazetteer:
    """Names of the ontology: the longest that fits a place wins.

    Attributes:
        names: normal words of each name, and its type; of several types the first in alphabetical order.
        lengths: how many words the names have that begin with a word, the longest first.
    """

    names: dict[tuple[str, ...], EntityType]
    lengths: dict[str, tuple[int, ...]]

    @classmethod
    def of(cls, concepts: tuple[Concept, ...]) -> Gazetteer:
        """Index every label of the concepts."""
        names: dict[tuple[str, ...], EntityType] = {}
        lengths: dict[str, set[int]] = {}
        for concept in concepts:
            for name in (concept.label, *concept.names, *concept.hidden):
                key = words(name)
                if key:
                    names[key] = min(concept.type, names.get(key, concept.type))
                    lengths.setdefault(key[0], set()).add(len(key))
        return cls(names, {word: tuple(sorted(sizes, reverse=True)) for word, sizes in lengths.items()})

    def exact(self, phrase_words: tuple[str, ...]) -> EntityType | None:
        """The type of the concept that has exactly this name."""
        return self.names.get(phrase_words)

    def find(self, tokens: list[tuple[str, Token]]) -> Iterator[tuple[Token, Token, EntityType]]:
        """First and last token and type of each name that stands in a list of normal words, left to right."""
        normal = tuple(word for word, _ in tokens)
        at = 0
        while at < len(tokens):
            for length in self.lengths.get(normal[at], ()):
                kind = self.names.get(normal[at : at + length])
                if kind is not None and at + length <= len(tokens):
                    yield tokens[at][1], tokens[at + length - 1][1], kind
                    at += length
                    break
            else:
                at += 1


def normal_tokens(doc: Doc) -> list[tuple[str, Token]]:
    """The normal words of a text, each with its token."""
    return [(w, t) for t in doc if not t.is_punct and not t.is_space for w in words(t.text)]


def find_names(doc: Doc, gazetteer: Gazetteer) -> Iterator[Span]:
    """Spans that carry a name of the ontology; one that ends inside a longer compound is left to its head."""
    for first, last, kind in gazetteer.find(normal_tokens(doc)):
        if last.pos_ in {"NOUN", "PROPN", "VERB", "ADJ", "X", "NUM"}:
            yield Span(doc, first.i, last.i + 1, label=kind)


def find_phrases(doc: Doc) -> Iterator[Span]:
    """Noun phrases whose head noun or opening words give a type."""
    for token in doc:
        if token.pos_ not in {"NOUN", "PROPN"} or token.dep_ in {"compound", "nmod", "poss"}:
            continue
        span = phrase(token)
        kind = cue_type(span) if span is not None and len(span) > 1 else None
        if span is not None and kind is not None:
            yield Span(doc, span.start, span.end, label=kind)


def cue_type(span: Span) -> EntityType | None:
    """The type a phrase has by its opening words, else by its head noun."""
    normal = words(text_of(span))
    for prefix, kind in prefix_types().get(normal[0], ()) if normal else ():
        if normal[: len(prefix)] == prefix and len(normal) > len(prefix):
            return kind
    head = words(span.root.text)
    return head_types().get(head[-1]) if head else None


@Language.factory("igr_entities", assigns=["doc.spans"], requires=["token.dep", "token.pos"])
class EntityFinder:
    """Puts the typed spans of a text under ``doc.spans["entities"]``."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.gazetteer = Gazetteer.of(load_vocabulary().concepts)

    def __call__(self, doc: Doc) -> Doc:
        """Find the typed spans of a text."""
        named = list(find_names(doc, self.gazetteer))
        taken = {(s.start, s.end) for s in named}
        phrases = [s for s in find_phrases(doc) if (s.start, s.end) not in taken]
        doc.spans[SPANS] = sorted(named + phrases, key=lambda s: (s.start, -s.end))
        return doc

    def type_of(self, span: Span) -> EntityType | None:
        """The type of a phrase: that of the concept it names, else by cues, else of the name that ends it."""
        normal = words(text_of(span))
        kind = self.gazetteer.exact(normal) or cue_type(span)
        if kind is not None:
            return kind
        ending = [s for s in span.doc.spans.get(SPANS, ()) if s.end == span.root.i + 1 and s.start >= span.start]
        return EntityType(ending[0].label_) if ending else None
