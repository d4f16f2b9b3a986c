"""Open extractors on our gold texts, mapped to our relations; ``tests/bench/extraction.py`` calls it.

Neither is a dependency of this project; one that cannot be imported is skipped with a line. To run them, in an
environment of its own (triplet-extract is under the GPL-3.0):

    python -m venv others
    others/bin/pip install -e . textacy triplet-extract
    others/bin/python tests/bench/extraction.py --parts open

Both get what helps them: the same spaCy model, the sentences as mended for our parser, and this mapping:

- a verb list gives the relation, with the direction of the verb ("X depends on Y") and turned round in the passive
  with "by" or "through"; the list is longer than that of any mapping we know of and covers the verbs our rules read;
- of a chain of verbs ("plays a role in promoting") the last one that is listed counts;
- "this paper", "the study", "we" stand for the work in ``studies``, ``usesTheory``, ``usesMethod``;
- textacy names bare nouns: each is widened to its noun chunk, and lists are split as our guide splits them;
- triplet-extract is run with and without its entailed shorter forms, which cost precision;
- no types are asked of the ends, and only distinct triples count;
- "pairs of all triples" asks for no relation at all: what the extractor would reach were its mapping perfect.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from itertools import product
from typing import Any
from unittest import mock

import spacy
from spacy.language import Language
from spacy.tokens import Token

from kg.extract import DEFAULT_MODEL
from kg.model import THIS_WORK, Relation

Triple = tuple[str, str, str]
"""Subject, verb phrase, object, as words of the sentence."""

_VERBS = {
    Relation.HINDERS: """
        hinder impede hamper block obstruct restrict restrain constrain inhibit prevent undermine weaken threaten
        endanger limit discourage thwart frustrate jeopardize stifle deter erode harm damage disrupt delay slow
    """,
    Relation.PROMOTES: """
        promote foster support encourage facilitate enhance improve strengthen stimulate boost advance accelerate
        enable ensure guarantee help drive further increase raise expand deepen spur aid assist sustain reinforce
        contribute favor favour benefit
    """,
    Relation.CAUSES: """
        cause produce generate trigger induce provoke breed entail bring engender affect influence shape determine
        impact exacerbate intensify worsen lead result yield
    """,
    Relation.ADDRESSES: """
        address solve resolve overcome tackle reduce mitigate alleviate eliminate remove ease handle cope combat
        settle avoid remedy correct counter lower minimize manage break curb
    """,
    Relation.ESTABLISHES: """
        establish create build found set sign adopt form conclude institute launch introduce construct develop design
        implement enact issue formulate organize provide convene run
    """,
    Relation.DIRECTS: """
        direct guide supervise control oversee govern regulate command fund finance steer monitor subsidize
    """,
    Relation.REQUIRES: "require need demand necessitate presuppose depend rely rest hinge base",
    Relation.HAS_PART: "comprise contain consist encompass involve include",
    Relation.STUDIES: """
        analyze analyse study examine investigate explore discuss review assess evaluate compare consider
    """,
    Relation.PARTICIPATES_IN: "join participate belong",
    Relation.COOPERATES_WITH: "cooperate collaborate partner",
    Relation.COMPETES_WITH: "compete rival",
    Relation.EXPLAINS: "explain account",
    Relation.APPLIES_TO: "apply cover",
    Relation.LOCATED_IN: "locate lie situate",
    Relation.RECOMMENDS: "recommend propose advocate suggest",
    Relation.USES_METHOD: "use employ",
}
VERBS = {verb: relation for relation, verbs in _VERBS.items() for verb in verbs.split()}
"""Relation of each verb lemma."""

_NEGATIONS = frozenset(["not", "n't", "never", "no"])
_OF_WORKS = frozenset({Relation.STUDIES, Relation.USES_METHOD, Relation.RECOMMENDS})
_WORK = re.compile(
    r"(?i)(we|i|((this|the|our|present)\s)+(paper|study|article|work|thesis|book|chapter|author|authors))\Z"
)


@dataclass(frozen=True, slots=True)
class Extractor:
    """An open extractor: its name, the module it needs, and how it reads a sentence once it is made."""

    name: str
    module: str
    make: Callable[[Language], Callable[[str], Iterator[Triple]]]

    @property
    def here(self) -> bool:
        """Whether it can be imported."""
        return find_spec(self.module) is not None


def _textacy(nlp: Language) -> Callable[[str], Iterator[Triple]]:
    triples = import_module("textacy.extract.triples").subject_verb_object_triples

    def read(sentence: str) -> Iterator[Triple]:
        for found in triples(nlp(sentence)):
            # the object of a passive is its agent, of which the triple has no sign but the auxiliary
            passive = any(c.dep_ == "agent" for v in found.verb for c in v.children)
            verb = " ".join(t.text for t in found.verb) + (" by" if passive else "")
            for subject, obj in product(_things(found.subject), _things(found.object)):
                yield subject, verb, obj

    return read


def _things(tokens: Sequence[Token]) -> list[str]:
    """The noun chunk of each noun that a subject or object lists; the words themselves where they are a clause."""
    inside = set(tokens)
    chunks = {t: c for c in tokens[0].doc.noun_chunks for t in c if t == c.root}
    heads = [t for t in tokens if t.head not in inside or t.dep_ == "conj"]
    if heads and all(t in chunks for t in heads):
        return [chunks[t].text for t in heads]
    return [" ".join(t.text for t in tokens)]


def _triplet_extract(nlp: Language, entailment: bool = True) -> Callable[[str], Iterator[Triple]]:
    load = spacy.load

    def ours(name: str, **given: Any) -> Language:
        """The same model under the name that PyPI has it by."""
        return load(DEFAULT_MODEL if name == "en_core_web_sm" else name, **given)

    with mock.patch("spacy.load", ours):
        extractor = import_module("triplet_extract").OpenIEExtractor(nlp=nlp, enable_entailment=entailment)

    def read(sentence: str) -> Iterator[Triple]:
        for found in extractor.extract_triplet_objects(sentence):
            yield found.subject, found.relation, found.object

    return read


EXTRACTORS = (
    Extractor("textacy, subject-verb-object", "textacy", _textacy),
    Extractor("triplet-extract", "triplet_extract", _triplet_extract),
    Extractor("triplet-extract, no entailments", "triplet_extract", partial(_triplet_extract, entailment=False)),
)


def mapped(triple: Triple, lemmas: Callable[[str], Sequence[str]]) -> dict[str, str] | None:
    """The triple as a claim of ours, or nothing where no verb is listed; ``lemmas`` gives those of a phrase."""
    subject, verb, obj = triple
    words = list(lemmas(verb))
    if not words:
        return None
    listed = [VERBS[w] for w in words if w in VERBS]
    copula = not listed and words[-1] in {"be", "form", "kind", "of", "a", "an"} and "be" in words
    relation = listed[-1] if listed else Relation.IS_A if copula else _locative(words)
    if relation is None:
        return None
    if words[-1] in {"by", "through", "via"} and "be" in words:
        subject, obj = obj, subject
    if _WORK.match(subject.strip()):
        if relation not in _OF_WORKS:
            return None
        subject = THIS_WORK
    polarity = "negative" if _NEGATIONS & set(words) else "positive"
    return {"head": subject, "relation": str(relation), "tail": obj, "polarity": polarity}


def _locative(words: Sequence[str]) -> Relation | None:
    return Relation.LOCATED_IN if "be" in words and words[-1] in {"in", "within"} else None


def predictions(
    read: Callable[[str], Iterator[Triple]], sentences: Iterable[str], lemmas: Callable[[str], Sequence[str]]
) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """The mapped claims of a text, and all its triples as claims of no particular relation."""
    triples = list(dict.fromkeys(t for s in sentences for t in read(s)))
    claims = [c for c in (mapped(t, lemmas) for t in triples) if c is not None]
    return claims, [{"head": s, "relation": "any", "tail": o} for s, _, o in triples]


def bare(model: str = DEFAULT_MODEL) -> Language:
    """The spaCy model without our components."""
    return spacy.load(model, exclude=["ner"])
