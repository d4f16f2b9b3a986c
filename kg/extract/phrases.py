"""The shortest noun phrase that names a thing, around a head token (annotation rule 2)."""

from __future__ import annotations

from functools import lru_cache

from spacy.tokens import Span, Token

from kg.extract.lexicon import word_list

_LEFT = frozenset({"amod", "compound", "nmod", "poss", "nummod", "punct", "npadvmod", "advmod", "case", "quantmod"})
_NAMING = frozenset({"between", "among", "amongst", "with", "for"})
_BOUND = frozenset({"on", "to", "over", "against", "toward", "towards", "in"})
_RELATIONAL = (
    "ion",
    "ment",
    "ance",
    "ence",
    "ship",
    "ing",
    "ism",
    "sis",
    "ity",
    "cy",
    "al",
    "ness",
    "ure",
    "st",
)
_NAMED = frozenset(
    """organization organisation agreement commission treaty convention council association community conference compact
    committee act grouping protocol charter law memorandum framework initiative union programme program fund bank forum
    accord plan strategy authority office board agency pact declaration""".split()
)
"""Nouns that begin a name: "Agreement on Internal Trade", "Commission for the Protection of the Rhine"."""

_MAX_WORDS = 14
"""A phrase longer than this, in tokens, keeps only its first "of" complement."""


def is_work(token: Token) -> bool:
    """Whether a token names the document itself: "the paper", "this study", "we", "the author", its author's name."""
    if token.pos_ == "PROPN" and token.lower_ in token.doc._.authors:
        return True
    if token.lower_ in word_list("work_pronouns"):
        return True
    if token.lemma_.lower() not in word_list("work_nouns"):
        return False
    marks = {c.lower_ for c in token.children}
    named = any(c.dep_ in {"prep", "relcl", "acl"} or c.pos_ == "PROPN" for c in token.children)
    return bool(marks & word_list("work_determiners")) and not (named and "the" in marks)


def head_of(token: Token) -> Token:
    """The noun that names the thing: behind "a series of", "the establishment of", "building a"."""
    if token.pos_ == "VERB" and token.tag_ == "VBG" and token.lemma_.lower() in word_list("making_verbs"):
        object_ = [c for c in token.children if c.dep_ == "dobj" and c.pos_ in {"NOUN", "PROPN"}]
        return head_of(object_[0]) if object_ else token
    lemma = token.lemma_.lower()
    made = lemma in word_list("making_nouns") and not any(c.dep_ in {"amod", "compound"} for c in token.lefts)
    if not made and lemma not in word_list("transparent_nouns") | word_list("quantities"):
        return token
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ == "of":
            inner = [c for c in child.children if c.dep_ == "pobj" and c.pos_ in {"NOUN", "PROPN"}]
            if inner:
                return head_of(inner[0])
    return token


def text_of(span: Span) -> str:
    """The text of a span, cut from that of its document; spaCy would join it of its tokens each time."""
    held = span.doc.user_data
    if (text := held.get("text")) is None:
        text = held["text"] = span.doc.text
    cut: str = text[span.start_char : span.end_char]
    return cut


def phrase(token: Token) -> Span | None:
    """The phrase of a nominal head or of a gerund ("building a park"); nothing for a bare pronoun or a clause.

    It is remembered with the document, by its ends, since references and claims ask for one phrase many times.
    """
    held = token.doc.user_data.setdefault("phrases", {})
    if token.i not in held:
        found = _phrase(token)
        held[token.i] = None if found is None else (found.start, found.end)
    ends = held[token.i]
    return None if ends is None else token.doc[ends[0] : ends[1]]


def _phrase(token: Token) -> Span | None:
    head = head_of(token)
    if head.pos_ == "PRON" or head.tag_ in {"WDT", "WP", "EX"}:
        return None
    if head.pos_ in {"VERB", "AUX"} and head.tag_ != "VBG":
        return None
    start = head.i if head.pos_ == "VERB" else _left_edge(head)
    end = _right_edge(head)
    return _trim(head.doc[start : max(end, _company(head), _name_edge(head, end)) + 1], head)


def _name_edge(head: Token, edge: int) -> int:
    """Index of the last token of a capitalised name, wherever the parser hangs its "for" or "on"."""
    if head.lemma_.lower() not in _NAMED or not head.text[0].isupper():
        return edge
    at = edge + 1
    while at < head.sent.end and head.doc[at].lower_ in {"for", "on", "of", "in", "between"}:
        after = at + 1
        while after < head.sent.end and head.doc[after].lower_ in {"the", "a"}:
            after += 1
        last = after
        while last < head.sent.end and head.doc[last].text[0].isupper():
            last += 1
        if last == after:
            break
        edge, at = last - 1, last
    return edge


def _company(head: Token) -> int:
    """Index of the last token of "Xu Yuan and others", "Smith et al."; that of the name alone otherwise."""
    if head.pos_ == "PROPN":
        for token in head.doc[head.i + 1 : head.i + 4]:
            if token.lower_ in {"others", "al.", "al", "colleagues"}:
                return token.i
    return head.i


def _left_edge(head: Token) -> int:
    edge = head.i
    for child in sorted(head.lefts, key=lambda t: -t.i):
        if child.dep_ not in _LEFT or (child.right_edge.i < edge - 1 and child.dep_ != "punct"):
            break
        if child.dep_ == "punct" and child.text not in "-/'\"":
            break
        if any(t.dep_ in {"relcl", "acl", "advcl", "ccomp"} for t in child.subtree):
            break
        edge = child.left_edge.i
    return edge


def _right_edge(head: Token) -> int:
    edge = head.i
    if head.pos_ == "VERB":
        edge = max([edge, *(_right_edge(c) for c in head.children if c.dep_ in {"dobj", "prt"})])
    for child in head.rights:
        if child.dep_ == "prep" and _names(head, child):
            inner = [c for c in child.children if c.dep_ == "pobj"]
            if not inner or inner[0].pos_ == "PRON" or child.i > edge + 2:
                continue
            end = _last_edge(inner[0])
            if end - head.i > _MAX_WORDS:
                break
            edge = end
        elif child.dep_ == "nummod" and child.i == edge + 1:
            edge = child.i
    return edge


def _last_edge(token: Token) -> int:
    """Right edge of a complement, with its coordinations: a list inside one modifier is one thing."""
    edge = _right_edge(token)
    for child in token.children:
        if child.dep_ == "conj" and child.pos_ in {"NOUN", "PROPN"}:
            edge = max(edge, _last_edge(child))
    return edge


def _names(head: Token, prep: Token) -> bool:
    if prep.lower_ == "of":
        return True
    if head.pos_ == "PROPN":
        return False
    lemma = head.lemma_.lower()
    if prep.lower_ in _NAMING:
        return lemma.endswith(_RELATIONAL) or lemma in word_list("relational_nouns")
    return prep.lower_ in _BOUND and lemma in word_list("relational_nouns")


def _trim(span: Span, head: Token) -> Span | None:
    """Without articles, empty modifiers, possessive pronouns and stray punctuation at the edges."""
    start, end = span.start, span.end
    doc = span.doc
    while (
        start < head.i
        and doc[start + 1].text != "-"
        and (_empty(doc[start]) or _is_date(doc[start], head) or _opens_example(doc[start]))
    ):
        start += 1
    while end > head.i + 1 and (doc[end - 1].is_punct or doc[end - 1].dep_ in {"prep", "cc"}):
        end -= 1
    return doc[start:end] if start < end else None


def _adds_nothing(token: Token, head: Token) -> bool:
    return _empty(token) or _is_date(token, head) or _opens_example(token)


def _is_date(token: Token, head: Token) -> bool:
    """Whether a year before a name belongs to the sentence: "In 1972 Mali and Senegal signed"."""
    year = len(token.text) == 4 and token.text.isdigit() and token.i > 0
    return year and token.nbor(-1).lower_ in {"in", "since", "by", "until"} and head.head.i != token.i - 1


def _opens_example(token: Token) -> bool:
    """Whether a word is the "Taking" of "Taking X as an example", which a parser may hang on the name."""
    return token.lower_ == "taking" and token.is_sent_start is True


def _empty(token: Token) -> bool:
    if token.pos_ in {"DET", "PRON", "PUNCT", "PART", "ADV", "CCONJ", "ADP"}:
        return True
    return token.lower_ in word_list("empty_modifiers") and token.pos_ != "PROPN"


def canonical(span: Span) -> str:
    """The phrase as one writes it: names keep their capitals, the rest is lower case, spaces single."""
    pieces = [_cased(t) + (" " if t.whitespace_ else "") for t in span]
    return " ".join("".join(pieces).split()).strip(" ,.;:\"'")


def _cased(token: Token) -> str:
    text = token.text
    return text if token.pos_ == "PROPN" or _has_capitals(text) else token.lower_


@lru_cache(maxsize=1 << 16)
def _has_capitals(word: str) -> bool:
    """Whether a word has capitals that are its own, and not those of the start of a sentence."""
    return (word.isupper() and len(word) > 1) or any(c.isupper() for c in word[1:])
