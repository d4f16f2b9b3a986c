"""The arguments a rule may name: subjects, objects and lists, and here means, studies, partners and effects."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from spacy.tokens import Token

from kg.extract.lexicon import word_list
from kg.extract.lists import identified, instanced, instances, kinds, listed, members, wholes
from kg.extract.predicates import (
    CLAUSE,
    NOMINAL,
    after,
    directly_after,
    is_passive,
    objects,
    passive_subject,
    possessors,
    predicated,
    spread,
    subjects,
)

_ON = frozenset({"on"})
_AS_TOOL = frozenset({"with", "by", "through", "via", "from", "under", "in", "on", "using", "within"})


def means(verb: Token) -> list[Token]:
    """By what something is done: "through X", "by doing X", or what is set up in order to do it."""
    found = (
        after(verb, frozenset({"through", "by", "via"}))
        if not is_passive(verb)
        else after(verb, frozenset({"through", "via"}))
    )
    if (
        verb.dep_ in {"advcl", "xcomp"}
        and verb.head.pos_ == "VERB"
        and any(c.lower_ == "to" and c.dep_ == "aux" for c in verb.children)
    ):
        found += objects(verb.head)
    return [t for f in found for t in _content_of(f)]


def _content_of(token: Token) -> list[Token]:
    """A gerund of making stands for what is made: "by establishing a fund" is the fund."""
    if token.tag_ == "VBG" and token.pos_ == "VERB":
        return objects(token) or [token]
    return [token]


def instruments(verb: Token) -> list[Token]:
    """With what a study is done: "using X, we analyse", "uses X to analyse", "analyses with X"."""
    found = after(verb, frozenset({"with", "by", "through", "via", "from", "under"}))
    for child in verb.children:
        if child.dep_ in {"advcl", "prep"} and child.lemma_.lower() in word_list("using_verbs"):
            found += objects(child) if not is_passive(child) else []
            found += after(child, frozenset({"on", "upon", "from"}))
    if verb.dep_ in {"advcl", "xcomp"} and verb.head.lemma_ in word_list("using_verbs"):
        found += objects(verb.head)
    found += after(verb, frozenset({"on"})) if any(f.lower_ in {"basis", "base"} for f in after(verb, _ON)) else []
    return spread(t for f in found for t in _serving(f) if t.pos_ in NOMINAL)


def _serving(token: Token) -> list[Token]:
    """What stands behind "by means of", "with the help of", "on the basis of"; else the token itself."""
    if token.lemma_.lower() not in word_list("serving_nouns"):
        return [token]
    return spread(directly_after(token, frozenset({"of"}))) or [token]


def tools(noun: Token) -> list[Token]:
    """The noun itself where a study is done with it: "by means of case studies, it answers", "With X, we"."""
    first = noun
    while first.dep_ == "conj":
        first = first.head
    served = first.head.head.lemma_.lower() in word_list("serving_nouns")
    if first.dep_ == "pobj" and first.head.lower_ == "of" and served:
        first = first.head.head
    if first.dep_ == "dobj" and first.head.lower_ == "using":
        return [noun]
    if first.dep_ != "pobj" or first.head.lower_ not in _AS_TOOL - {"from", "in", "on", "within"}:
        governed = first.dep_ == "pobj" and first.head.lower_ in _AS_TOOL and first != noun
        if not governed:
            return []
    verb = first.head.head
    if verb.pos_ not in CLAUSE:
        return []
    return [noun] if verb.lemma_ in word_list("study_verbs") else []


def method_of(noun: Token) -> list[Token]:
    """The noun itself where its modifiers make it a method: "case study", "comparative analysis"."""
    marks = {c.lower_ for c in noun.children if c.dep_ in {"amod", "compound", "nmod"} and c.i < noun.i}
    named = any(m in word_list("method_marks") or m.endswith(("ometric", "istical")) for m in marks)
    if noun.dep_ in {"compound", "nsubj"} and not marks:
        return []
    return [noun] if named or noun.lemma_.lower() in word_list("method_nouns") else []


def illustrated(noun: Token) -> list[Token]:
    """What is taken as a case: "takes X as an example", "X serves as the case", "the case is X", "with X as a case"."""
    if noun.dep_ == "pobj" and noun.head.lower_ == "as":
        verb = noun.head.head
        if verb.pos_ == "VERB" and verb.lemma_ in word_list("taking_verbs"):
            return objects(verb)
        if verb.pos_ == "VERB" and verb.lemma_ == "serve":
            return subjects(verb)
        opened = [c for c in verb.children if c.dep_ == "nsubj" and c.i < noun.i and c.sent[0].lower_ == "taking"]
        return spread(opened[:1])
    if any(c.lower_ in {"our", "its", "my", "the"} for c in noun.children):
        return identified(noun) or [h for h in predicated(noun) if any(c.lower_ == "our" for c in noun.children)]
    return []


def asked(verb: Token) -> list[Token]:
    """What an indirect question is about: "asks whether X", "examines how X affects Y"."""
    clauses = [c for c in verb.children if c.dep_ in {"ccomp", "advcl"} and c.i > verb.i and _is_question(c)]
    return spread(t for c in clauses for t in (subjects(c) or passive_subject(c)) if t.pos_ in {"NOUN", "PROPN"})


def _is_question(clause: Token) -> bool:
    opener = clause.sent.doc[clause.left_edge.i]
    return opener.lower_ in {"whether", "how", "why", "what", "when", "where"}


def mutual(verb: Token) -> list[Token]:
    """The subjects of a verb once more, where they do it with each other: "A and B cooperate"."""
    partners = [c for c in after(verb, frozenset({"with", "against"})) if c.lower_ not in {"other", "another"}]
    return [] if partners or objects(verb) else subjects(verb)


def each_other(verb: Token) -> list[Token]:
    """The subjects of a verb whose object is "each other" or that they do "together"."""
    words = [c for c in verb.subtree if c.i > verb.i and c.lower_ in {"other", "another"} and c.i - verb.i < 5]
    mutual_ = any(w.nbor(-1).lower_ in {"each", "one"} for w in words)
    together = any(c.lower_ in {"together", "jointly"} for c in verb.children)
    return subjects(verb) if mutual_ or together else []


def parties(noun: Token) -> list[Token]:
    """Between whom something is, where they are named apart: "cooperation between Ohio and Indiana"."""
    found = after(noun, frozenset({"between", "among"}))
    return found if len(found) > 1 and any(t.pos_ == "PROPN" for t in found) else []


def several(verb: Token) -> list[Token]:
    """Plural subjects, which stand for a class: "such tools include compacts"."""
    listed_ = word_list("domain_nouns") | word_list("owned_nouns")
    return [s for s in subjects(verb) if s.tag_ in {"NNS", "NNPS"} and s.lemma_.lower() not in listed_]


def single(verb: Token) -> list[Token]:
    """Subjects that are one whole: "the agreement includes a fund"."""
    return [s for s in subjects(verb) if s.tag_ not in {"NNS", "NNPS"}]


def made(adjective: Token) -> list[Token]:
    """What is made so: "makes cooperation harder"."""
    if not _is_made(adjective):
        return []
    inner = [c for c in adjective.children if c.dep_ == "nsubj"]
    return spread(inner) or objects(adjective.head)


def makers(adjective: Token) -> list[Token]:
    """What makes something so: "distrust makes cooperation harder"; nothing where it makes it less so."""
    less = any(c.lower_ in {"less", "not", "n't"} for c in adjective.children)
    return subjects(adjective.head) if _is_made(adjective) and not less else []


def unmakers(adjective: Token) -> list[Token]:
    """What makes something less so: "distrust makes cooperation less likely"."""
    less = any(c.lower_ == "less" for c in adjective.children)
    return subjects(adjective.head) if _is_made(adjective) and less else []


def _is_made(adjective: Token) -> bool:
    return adjective.dep_ in {"ccomp", "oprd", "acomp"} and adjective.head.lemma_ in {"make", "render"}


ARGUMENTS: dict[str, Callable[[Token], list[Token]]] = {
    "subj": subjects,
    "obj": objects,
    "is": identified,
    "members": members,
    "poss": possessors,
    "means": means,
    "instrument": instruments,
    "mutual": mutual,
    "pred": predicated,
    "parties": parties,
    "several": several,
    "single": single,
    "method": method_of,
    "instances": instances,
    "instanced": instanced,
    "wholes": wholes,
    "listed": listed,
    "asked": asked,
    "eachother": each_other,
    "kind": kinds,
    "tool": tools,
    "illustrated": illustrated,
    "made": made,
    "maker": makers,
    "unmaker": unmakers,
    "self": lambda token: [token],
}
"""What a rule may name as an argument; anything else in a rule is a list of prepositions."""


def arguments(token: Token, names: tuple[str, ...]) -> Iterator[Token]:
    """The tokens that fill an argument of a predicate; the first of several names that finds any wins."""
    prepositions = frozenset(n for n in names if n not in ARGUMENTS)
    for name in names:
        found = ARGUMENTS[name](token) if name in ARGUMENTS else after(token, prepositions)
        if found:
            yield from found
            return
