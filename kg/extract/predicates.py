"""Who does what to whom: the logical subjects and objects of a predicate, read off a dependency parse.

A predicate is a verb, a noun ("an obstacle to"), or an adjective ("conducive to"). Its logical subject
and object are found through passives, relative clauses, participles, control, coordination, copulas and
light verbs, so that a rule names only "subj" and "obj" (after de Marneffe and Manning, 2008, and the
clause types of Del Corro and Gemulla, 2013). Dependency labels are those of the ClearNLP scheme that
spaCy's English models use.
"""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Token

from kg.extract.lexicon import word_list

NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
"""Parts of speech that name a thing."""

CLAUSE = frozenset({"VERB", "AUX"})
"""Parts of speech that make a clause."""

_MAX_CLIMB = 6
"""Longest chain of clauses through which a subject is looked for."""


def coordinated(token: Token) -> list[Token]:
    """The token and what is joined to it by "and", "or" or a comma, in reading order."""
    found = [token]
    for child in token.children:
        if child.dep_ == "conj" and (child.pos_ in NOMINAL or child.tag_ == "VBG" or child.pos_ == token.pos_):
            found += coordinated(child)
        elif child.dep_ == "prep" and child.lower_ == "of":
            found += [t for c in child.children for t in c.subtree if _repeats(t, token)]
        elif _is_item(child, token):
            found += coordinated(child)
    return found


def _repeats(token: Token, first: Token) -> bool:
    """Whether a list goes on with the same noun: "movement of goods, movement of services"."""
    return token.dep_ in {"conj", "appos"} and token.lemma_ == first.lemma_


def _is_item(token: Token, first: Token) -> bool:
    """Whether what the parser takes for an apposition is the second item of a list: "A, B and C"."""
    if token.dep_ != "appos" or not any(c.dep_ == "conj" for c in token.children):
        return False
    announced = first.lemma_.lower() in word_list("class_nouns") or any(c.dep_ == "nummod" for c in first.children)
    between = {t.text for t in token.doc[first.i : token.i]}
    named = token.pos_ == "PROPN" and first.pos_ != "PROPN"
    return "," in between and not between & {":", "(", "namely"} and not announced and not named


def spread(tokens: Iterable[Token]) -> list[Token]:
    """All coordinated tokens of several, without repeats."""
    found: list[Token] = []
    for token in tokens:
        found += [t for t in coordinated(token) if t not in found]
    return found


def is_passive(verb: Token) -> bool:
    """Whether a verb is passive, as a finite verb or as a participle after a noun."""
    if any(c.dep_ in {"auxpass", "nsubjpass", "csubjpass", "agent"} for c in verb.children):
        return True
    if verb.dep_ == "conj" and verb.tag_ == "VBN" and not _own_subject(verb):
        return not any(c.dep_ == "aux" for c in verb.children) and is_passive(verb.head)
    return verb.dep_ in {"acl", "advcl"} and verb.tag_ == "VBN" and not any(c.dep_ == "aux" for c in verb.children)


def is_verb_misread(token: Token) -> bool:
    """Whether a plural verb is tagged as a noun: "trade and trust push politicians towards cooperation"."""
    if token.pos_ not in {"NOUN", "PROPN"} or token.dep_ not in {"ROOT", "ccomp", "conj"}:
        return False
    return any(c.dep_ == "dobj" for c in token.rights) and not any(c.dep_ == "det" for c in token.lefts)


def subjects(token: Token, climb: int = 0) -> list[Token]:
    """Logical subjects of a predicate."""
    if climb > _MAX_CLIMB:
        return []
    if is_verb_misread(token):
        left = [c for c in token.lefts if c.dep_ in {"nsubj", "nmod", "compound"} and c.pos_ in NOMINAL]
        return spread(left[-1:])
    if token.pos_ not in CLAUSE:
        return _holders(token, climb)
    if is_passive(token):
        return _agents(token)
    own = _own_subject(token)
    if own:
        return [t for s in spread(a for o in own for a in _antecedent(o)) for t in _owners(s, token)]
    return [t for s in _shared_subject(token, climb) for t in _owners(s, token)]


def _owners(noun: Token, verb: Token) -> list[Token]:
    """Whose aim it is: "its task is to promote X" says that it promotes X."""
    if noun.lemma_.lower() not in word_list("aim_nouns") or not _is_to(verb):
        return [noun]
    return possessors(noun) or spread(directly_after(noun, frozenset({"of", "for"}))) or [noun]


def _is_to(verb: Token) -> bool:
    return any(c.lower_ == "to" and c.dep_ == "aux" for c in verb.children)


def objects(token: Token) -> list[Token]:
    """Logical objects of a verb."""
    if is_passive(token):
        return passive_subject(token)
    if _lets_do(token):
        return []
    if token.dep_ == "relcl" and any(c.dep_ == "mark" and c.lower_ == "that" for c in token.children):
        return [token.head]
    own = [c for c in token.children if c.dep_ in {"dobj", "obj"}]
    own += [c for c in token.children if c.dep_ == "xcomp" and c.tag_ == "VBG"]
    if own:
        return spread(t for o in own for t in _antecedent(o))
    if token.dep_ == "relcl" and any(c.dep_ in {"nsubj"} and c.tag_ not in {"WDT", "WP"} for c in token.children):
        return [token.head]
    shared = [c for c in token.children if c.dep_ == "conj" and c.pos_ == "VERB" and not _own_subject(c)]
    return (
        objects(shared[0]) if shared and not any(c.dep_ in {"prep", "ccomp", "xcomp"} for c in token.children) else []
    )


def _lets_do(verb: Token) -> bool:
    """Whether a verb only helps or drives others to do something: "enables the cities to share taxes"."""
    if verb.lemma_ not in word_list("enabling_verbs") | word_list("driving_verbs"):
        return False
    return any(c.dep_ in {"xcomp", "ccomp"} and c.tag_ == "VB" and c.i > verb.i for c in verb.children)


def after(token: Token, prepositions: frozenset[str]) -> list[Token]:
    """What stands behind one of the prepositions: noun objects and gerunds, with their coordinations.

    Where the predicate has none, the parser may have hung it on a neighbour: on the "of" complement
    ("the effect of X on Y") or on the light verb ("has an impact on Y").
    """
    found = directly_after(token, prepositions)
    if not found and token.pos_ in NOMINAL:
        inner = [c for c in directly_after(token, frozenset({"of"})) if "of" not in prepositions]
        found = [t for c in inner for t in directly_after(c, prepositions)]
    if (
        not found
        and token.dep_ in {"dobj", "attr", "acomp"}
        and token.head.lemma_ in word_list("light_verbs") | word_list("copulas")
    ):
        found = directly_after(token.head, prepositions)
    return spread(t for f in found for t in _antecedent(f))


def directly_after(token: Token, prepositions: frozenset[str]) -> list[Token]:
    """What hangs on the prepositions of the token itself, without coordinations."""
    found: list[Token] = []
    for child in token.children:
        if child.dep_ in {"prep", "dative", "agent", "prt"} and child.lower_ in prepositions:
            found += [c for c in child.children if c.dep_ in {"pobj", "pcomp"}]
            joined = [p for p in child.children if p.dep_ == "conj" and p.lower_ in prepositions]
            found += [c for p in joined for c in p.children if c.dep_ == "pobj"]
        elif child.dep_ == "xcomp" and "to" in prepositions and child.tag_ == "VBG":
            found.append(child)
        if child.dep_ in {"prt", "advmod"} and child.lower_ in {"up", "back", "together", "out"}:
            found += directly_after(child, prepositions)  # "made up of", "goes back to"
    return found


def possessors(noun: Token) -> list[Token]:
    """Owners of a noun: "China's"."""
    return spread(c for c in noun.children if c.dep_ == "poss" and c.pos_ in NOMINAL)


def _own_subject(verb: Token) -> list[Token]:
    own = [c for c in verb.children if c.dep_ in {"nsubj", "csubj"} and c.lower_ != "there"]
    if verb.dep_ == "ccomp" and verb.tag_ == "VB" and verb.head.lemma_ in word_list("enabling_verbs"):
        return subjects(verb.head, 1) or own  # "helps the cities to build a road": what helps builds
    return [] if is_expletive(verb, own) else own


def is_expletive(verb: Token, own: list[Token]) -> bool:
    """Whether a subject "it" only holds the place: "it is necessary to V", "it is argued that"."""
    if not any(c.lower_ == "it" for c in own):
        return False
    clause = any(c.dep_ in {"xcomp", "ccomp", "advcl", "csubj"} and c.i > verb.i for c in verb.children)
    if verb.lemma_ == "be" and not any(c.dep_ in {"acomp", "attr", "oprd", "prep"} for c in verb.children):
        return False  # "it was to ease trade": what "it" was for
    return clause and (verb.lemma_ == "be" or any(c.dep_ in {"acomp", "oprd"} for c in verb.children))


def _agents(verb: Token) -> list[Token]:
    by = [p for a in verb.children if a.dep_ == "agent" for p in coordinated(a) if p.lower_ == "by"]
    return spread(c for a in by for c in a.children if c.dep_ in {"pobj", "pcomp"})


def passive_subject(verb: Token) -> list[Token]:
    """What a passive verb is done to."""
    own = [c for c in verb.children if c.dep_ in {"nsubjpass", "csubjpass"}]
    if own:
        return spread(t for o in own for t in _antecedent(o))
    if verb.dep_ in {"acl", "relcl"}:
        return [verb.head]
    if verb.dep_ == "conj" and verb.head.pos_ in CLAUSE:
        return passive_subject(verb.head) if is_passive(verb.head) else []
    if verb.dep_ in {"advcl", "xcomp"}:
        return subjects(verb.head, 1) or passive_subject(verb.head)
    return []


def _antecedent(token: Token) -> list[Token]:
    """The noun a relative pronoun stands for; any other token stands for itself."""
    if token.tag_ not in {"WDT", "WP"}:
        return [token]
    clause = token.head
    while clause.dep_ in {"conj", "xcomp", "ccomp"} and clause.head.pos_ in CLAUSE:
        clause = clause.head
    return _said_of(clause.head) if clause.dep_ == "relcl" else []


def _said_of(noun: Token) -> list[Token]:
    """What a noun stands for that a clause tells more of: "X is a tool that promotes Y" is about X."""
    role = noun.lemma_.lower() in word_list("role_nouns") or any(c.lower_ in {"a", "an", "one"} for c in noun.children)
    return (_holders(noun, 1) if noun.dep_ in {"attr", "appos"} and role else []) or [noun]


def _shared_subject(verb: Token, climb: int) -> list[Token]:
    """The subject of a verb that has none of its own, taken from the clause it hangs on."""
    head = verb.head
    if head == verb:
        return []
    served = _served_by(verb)
    if served is not None:
        return _what_serves(served, climb)
    if verb.dep_ in {"acl", "relcl"}:
        return (_holders(head, climb + 1) if head.dep_ in {"attr", "oprd", "dobj", "appos"} else []) or [head]
    if verb.dep_ == "pcomp":
        governor = head.head
        if governor.pos_ in NOMINAL:
            behind = [b for b in directly_after(governor, frozenset({"of"})) if b.i != verb.i]
            return _holders(governor, climb + 1) or behind or possessors(governor)
        return subjects(governor, climb + 1)
    if verb.dep_ in {"xcomp", "ccomp"} and head.pos_ in CLAUSE:
        controllers = [c for c in head.children if c.dep_ in {"dobj", "dative"}]
        if head.lemma_ in word_list("enabling_verbs"):
            controllers = []
        if controllers and verb.dep_ == "xcomp":
            return spread(controllers)
        return (passive_subject(head) if is_passive(head) else []) or subjects(head, climb + 1)
    if verb.dep_ in {"conj", "advcl", "acomp", "xcomp"}:
        if is_passive(head) and head.pos_ in CLAUSE:
            return passive_subject(head)
        return subjects(head, climb + 1)
    return []


def _served_by(verb: Token) -> Token | None:
    """The verb whose action has this one as its purpose: "In order to V", "so as to V", "set up a fund to V"."""
    if not any(c.lower_ == "to" and c.dep_ == "aux" for c in verb.children):
        return None
    head = verb.head
    if verb.dep_ == "conj" and head.pos_ == "VERB" and not _own_subject(verb):
        return _served_by(head)
    if verb.dep_ == "acl" and head.lower_ == "order" and head.dep_ == "pobj":
        return head.head.head if head.head.head.pos_ == "VERB" else None
    return head if verb.dep_ == "advcl" and head.pos_ == "VERB" else None


def _what_serves(verb: Token, climb: int) -> list[Token]:
    """What brings a purpose about: the thing that is set up or used for it, else who acts."""
    effecting = word_list("making_verbs") | word_list("using_verbs") | word_list("effecting_verbs")
    made = objects(verb) if verb.lemma_ in effecting else []
    if made or not is_passive(verb):
        return made or subjects(verb, climb + 1)
    return passive_subject(verb)


def _holders(token: Token, climb: int) -> list[Token]:
    """Of what a predicate noun or adjective is said: "X is a barrier to", "X plays a role in", "as a basis"."""
    head = token.head
    if head == token:
        return []
    if token.dep_ in {"attr", "oprd", "acomp"} and head.lemma_ in word_list("copulas"):
        return [s for s in subjects(head, climb + 1) if s.i != token.i]
    shared = word_list("having_nouns") | word_list("aim_nouns")
    if token.dep_ == "dobj" and head.lemma_ == "have" and token.lemma_ not in shared:
        return []  # what else one has, such as an incentive, is not one's doing
    if token.dep_ == "dobj" and head.lemma_ in word_list("light_verbs") | word_list("copulas"):
        return subjects(head, climb + 1)
    if token.dep_ == "dobj" and token.lemma_.lower() in word_list("aim_nouns") and head.pos_ == "VERB":
        return subjects(head, climb + 1)
    if token.dep_ == "pobj" and head.lower_ == "as" and head.head.lemma_ in word_list("as_verbs"):
        verb = head.head
        return passive_subject(verb) if is_passive(verb) else (objects(verb) or subjects(verb, climb + 1))
    if token.dep_ == "pobj" and head.lower_ == "of" and head.head.lemma_ == "be":
        return subjects(head.head, climb + 1)
    if token.dep_ == "appos":
        return [head]
    if token.dep_ == "conj":
        return _holders(head, climb + 1)
    if token.dep_ == "amod":
        return [head]
    return []


def predicated(noun: Token) -> list[Token]:
    """Of what a noun is predicated by copula, apposition or "as"; what merely takes or has it is left out."""
    return [] if noun.dep_ == "dobj" and noun.head.lemma_ not in word_list("copulas") else _holders(noun, 0)
