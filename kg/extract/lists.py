"""Classes and lists: the members, kinds, examples and wholes of which a noun speaks."""

from __future__ import annotations

from spacy.tokens import Token

from kg.extract.lexicon import word_list
from kg.extract.predicates import NOMINAL, directly_after, possessors, predicated, spread, subjects


def members(noun: Token) -> list[Token]:
    """What a class noun is said to consist of: "modes include A and B", "barriers such as A", "factors: A, B"."""
    found: list[Token] = []
    if noun.dep_ in {"nsubj", "nsubjpass"} and noun.head.lemma_ in word_list("list_verbs"):
        several = noun.head.lemma_ != "be" or _is_announced(noun)
        own = [c for c in noun.head.children if several and c.dep_ in {"dobj", "attr"} and c.i > noun.i]
        found += [c for c in own if c.dep_ == "dobj" or not _is_one(c)]
    for child in noun.children:
        if child.dep_ == "prep" and (child.lower_ in {"including", "like"} or _is_such_as(child, noun)):
            found += [c for c in child.children if c.dep_ == "pobj"]
        if child.dep_ == "appos" and any(t.text in {":", "namely"} for t in noun.doc[noun.i : child.i]):
            found += _listed(child)
    return spread(f for f in found if f.pos_ in NOMINAL or f.tag_ == "VBG")


def _is_announced(noun: Token) -> bool:
    """Whether a plural noun before "be" stands for what follows: "the main tools are", "three tools are"."""
    marks = {"det", "poss", "nummod"}
    return noun.tag_ == "NNS" and any(c.dep_ in marks or c.lower_ in {"main", "other"} for c in noun.children)


def _is_one(noun: Token) -> bool:
    """Whether a noun behind "be" is one thing of a kind, and no list: "these strategies are a tool"."""
    marked = any(c.lower_ in {"a", "an", "the", "one"} for c in noun.children)
    return marked and noun.pos_ == "NOUN" and not any(c.dep_ == "conj" for c in noun.children)


def _is_such_as(prep: Token, noun: Token) -> bool:
    return prep.lower_ == "as" and any(c.lower_ == "such" for c in (*prep.children, *noun.children))


def _listed(token: Token) -> list[Token]:
    """The items of a list behind a colon, which a parser chains as coordinations or appositions."""
    found = [token]
    for child in token.children:
        if child.dep_ in {"conj", "appos"} and child.i > token.i:
            found += _listed(child)
    return found


def listed(noun: Token) -> list[Token]:
    """What is listed under a noun: behind its copula, behind "include", or behind a colon."""
    return members(noun) or identified(noun)


def identified(noun: Token) -> list[Token]:
    """What stands behind the copula of a noun: "the main obstacle to X is Y"."""
    if noun.dep_ != "nsubj" or noun.head.lemma_ != "be":
        return []
    return spread(c for c in noun.head.children if c.dep_ == "attr" and c.i > noun.i)


def kinds(noun: Token) -> list[Token]:
    """Of what a class noun is said as one of many: "X is a mechanism", "X, a mechanism that"; not "the mechanism"."""
    if any(c.dep_ == "conj" for c in (*noun.children, *noun.head.children) if noun.dep_ == "appos"):
        return []
    one = any(c.lower_ in {"a", "an", "one"} for c in noun.children)
    if noun.dep_ in {"conj", "appos"}:
        return predicated(noun) if one else []
    if noun.tag_ in {"NNS", "NNPS"} and not any(c.dep_ == "det" for c in noun.children):
        return [h for h in predicated(noun) if h.tag_ in {"NNS", "NNPS"}]
    return predicated(noun) if one else []


def instances(word: Token) -> list[Token]:
    """What "such as" or "including" names."""
    prep = _exemplifying(word)
    found = [c for c in prep.children if c.dep_ in {"pobj", "dobj"}] if prep is not None else []
    return spread(f for f in found if f.pos_ in NOMINAL or f.tag_ == "VBG")


def instanced(word: Token) -> list[Token]:
    """The class of which "such as" or "including" names members: a plural, or what is listed with "other"."""
    prep = _exemplifying(word)
    if prep is None or prep.head.pos_ not in {"NOUN", "PROPN"}:
        return []
    noun = prep.head
    if noun.lemma_.lower() in word_list("domain_nouns"):
        return []
    return [noun] if noun.tag_ in {"NNS", "NNPS"} else []


def _exemplifying(word: Token) -> Token | None:
    """The preposition at which examples hang, from its "such" or from itself."""
    if word.lower_ == "including" and word.dep_ == "prep":
        return word
    if word.lower_ != "such" or word.i + 1 >= len(word.doc):
        return None
    if word.nbor().lower_ == "as" and word.head == word.nbor():
        return word.head
    between = [c for c in word.head.children if c.lower_ == "as" and c.dep_ == "prep" and c.i > word.i]
    return between[0] if between else None


def wholes(noun: Token) -> list[Token]:
    """Of what parts are named: "X has three parts", "the parts of X", "its parts"."""
    if noun.dep_ == "dobj" and noun.head.lemma_ in word_list("having_verbs"):
        return subjects(noun.head)
    return possessors(noun) or spread(directly_after(noun, frozenset({"of", "to"})))
