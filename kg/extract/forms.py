"""Component: part of speech, features and lemma of each word, as spaCy's own rules give them, each made once.

spaCy's attribute ruler tries some two hundred patterns on every token and its lemmatizer looks words up in lists of
thousands; together they take about a third of parsing. All but a few of the patterns look at one token, at its form,
its tag and its dependency, and so does what the lemmatizer does next: what they make of a token is a table, which is
filled by the rules themselves, one token at a time. Patterns of several tokens are matched in every text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from spacy.language import Language
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler, Lemmatizer
from spacy.tokens import Doc, MorphAnalysis
from spacy.tokens._retokenize import set_token_attrs

Pattern = list[dict[str, Any]]
"""What is asked of each of some tokens in a row."""

_LEXICAL = frozenset({"ORTH", "TEXT", "LOWER", "SHAPE", "PREFIX", "SUFFIX", "LENGTH"})
_ASKED = _LEXICAL | {"TAG", "DEP"}
"""What a pattern may ask of a token, so that its form, tag and dependency settle the answer."""
_BEFORE = frozenset({"tok2vec", "transformer", "tagger", "parser", "senter"})
"""Components that set nothing but tags, dependencies and sentences."""
_RULER, _LEMMATIZER = "attribute_ruler", "lemmatizer"
_MOST = 200_000
"""Forms that are remembered at most, some 50 MB."""


@dataclass(frozen=True, slots=True)
class Form:
    """What the rules make of a token; tag, dependency, part of speech and lemma are numbers of spaCy's string store."""

    tag: int
    dep: int
    pos: int
    morph: MorphAnalysis | None
    lemma: int


def settle(nlp: Language) -> None:
    """Let a table take the place of a pipeline's attribute ruler and lemmatizer, if that changes nothing they make."""
    if _is_fit(nlp):
        nlp.add_pipe("token_forms", after=_LEMMATIZER)
        nlp.remove_pipe(_RULER)
        nlp.remove_pipe(_LEMMATIZER)


def _is_fit(nlp: Language) -> bool:
    """Whether nothing but form, tag and dependency of a token goes into what both components make of it."""
    names = nlp.pipe_names
    if _RULER not in names or names[-2:] != [_RULER, _LEMMATIZER] or not set(names[:-2]) <= _BEFORE:
        return False
    ruler, lemmatizer = nlp.get_pipe(_RULER), nlp.get_pipe(_LEMMATIZER)
    assert isinstance(ruler, AttributeRuler)
    looked_up = isinstance(lemmatizer, Lemmatizer) and lemmatizer.mode in {"rule", "lookup"}
    return looked_up and all(_is_plain(p) for _, patterns in _patterns(ruler) for p in patterns if len(p) == 1)


def _is_plain(pattern: Pattern) -> bool:
    return all(key in _ASKED or (key.startswith("IS_") and key != "IS_SENT_START") for t in pattern for key in t)


def _patterns(ruler: AttributeRuler) -> Iterator[tuple[int, list[Pattern]]]:
    """The patterns of a ruler with the numbers it knows them by."""
    for number, entry in enumerate(ruler.patterns):
        yield number, cast("list[Pattern]", entry["patterns"])


@Language.factory("token_forms", assigns=["token.pos", "token.lemma"], requires=["token.tag", "token.dep"])
class Forms:
    """Does what the attribute ruler and the lemmatizer of its pipeline do."""

    def __init__(self, nlp: Language, name: str) -> None:
        ruler, lemmatizer = nlp.get_pipe(_RULER), nlp.get_pipe(_LEMMATIZER)
        assert isinstance(ruler, AttributeRuler)
        assert isinstance(lemmatizer, Lemmatizer)
        self._vocab = nlp.vocab
        self._ruler, self._lemmatizer = ruler, lemmatizer
        self._long = Matcher(nlp.vocab)
        for number, patterns in _patterns(ruler):
            if several := [p for p in patterns if len(p) > 1]:
                self._long.add(str(number), several)
        self._known: dict[tuple[int, int, int, tuple[int, ...]], Form] = {}
        _index(lemmatizer)

    def __call__(self, doc: Doc) -> Doc:
        """Set part of speech, features and lemma of each token."""
        long = self._matched(doc)
        known = self._known
        for token in doc:
            key = (token.orth, token.tag, token.dep, long.get(token.i, ()))
            form = known.get(key) or self._make(key)
            token.pos = form.pos
            if form.morph is not None:
                token.morph = form.morph
            token.lemma = form.lemma
            if form.tag != key[1]:
                token.tag = form.tag
            if form.dep != key[2]:
                token.dep = form.dep
        return doc

    def _matched(self, doc: Doc) -> Mapping[int, tuple[int, ...]]:
        """For each token that patterns of several tokens change, the numbers of those patterns."""
        found: dict[int, tuple[int, ...]] = {}
        for match, start, end in self._long(doc, allow_missing=True):
            number = int(self._vocab.strings[match])
            at = range(start, end)[self._ruler.indices[number]]
            found[at] = (*found.get(at, ()), number)
        return found

    def _make(self, key: tuple[int, int, int, tuple[int, ...]]) -> Form:
        """Let the rules themselves read a token that stands alone, with what longer patterns say of it."""
        orth, tag, dep, long = key
        doc = Doc(self._vocab, words=[self._vocab.strings[orth]])
        token = doc[0]
        token.tag, token.dep = tag, dep
        for number in sorted([*long, *(n for n, *_ in self._ruler.match(doc))]):
            set_token_attrs(token, self._ruler.attrs[number])
        self._lemmatizer(doc)
        if len(self._known) >= _MOST:
            self._known.clear()
        morph = token.morph if doc.has_annotation("MORPH") else None
        self._known[key] = form = Form(token.tag, token.dep, token.pos, morph, token.lemma)
        return form


def _index(lemmatizer: Lemmatizer) -> None:
    """Make sets of the lists of known words that the lemmatizer looks into."""
    if lemmatizer.lookups.has_table("lemma_index"):
        table = lemmatizer.lookups.get_table("lemma_index")
        for part in list(table):
            table[part] = frozenset(table[part])
