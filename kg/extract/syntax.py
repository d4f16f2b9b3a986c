"""Who does what to whom: logical arguments of a predicate, read off a dependency parse.

A predicate is a verb, a noun ("an obstacle to"), or an adjective ("conducive to"). Its logical subject
and object are found through passives, relative clauses, participles, control, coordination, copulas and
light verbs, so that a rule names only "subj" and "obj" (after de Marneffe and Manning, 2008, and the
clause types of Del Corro and Gemulla, 2013). Dependency labels are those of the ClearNLP scheme that
spaCy's English models use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from spacy.tokens import Token

from kg.extract.lexicon import word_list

NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
_CLAUSE = frozenset({"VERB", "AUX"})
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
    if token.pos_ not in _CLAUSE:
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
    return possessors(noun) or spread(_behind(noun, frozenset({"of", "for"}))) or [noun]


def _is_to(verb: Token) -> bool:
    return any(c.lower_ == "to" and c.dep_ == "aux" for c in verb.children)


def objects(token: Token) -> list[Token]:
    """Logical objects of a verb."""
    if is_passive(token):
        return _passive_subject(token)
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
    found = _behind(token, prepositions)
    if not found and token.pos_ in NOMINAL:
        inner = [c for c in _behind(token, frozenset({"of"})) if "of" not in prepositions]
        found = [t for c in inner for t in _behind(c, prepositions)]
    if (
        not found
        and token.dep_ in {"dobj", "attr", "acomp"}
        and token.head.lemma_ in word_list("light_verbs") | word_list("copulas")
    ):
        found = _behind(token.head, prepositions)
    return spread(t for f in found for t in _antecedent(f))


def _behind(token: Token, prepositions: frozenset[str]) -> list[Token]:
    found: list[Token] = []
    for child in token.children:
        if child.dep_ in {"prep", "dative", "agent", "prt"} and child.lower_ in prepositions:
            found += [c for c in child.children if c.dep_ in {"pobj", "pcomp"}]
            joined = [p for p in child.children if p.dep_ == "conj" and p.lower_ in prepositions]
            found += [c for p in joined for c in p.children if c.dep_ == "pobj"]
        elif child.dep_ == "xcomp" and "to" in prepositions and child.tag_ == "VBG":
            found.append(child)
        if child.dep_ in {"prt", "advmod"} and child.lower_ in {"up", "back", "together", "out"}:
            found += _behind(child, prepositions)  # "made up of", "goes back to"
    return found


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


def possessors(noun: Token) -> list[Token]:
    """Owners of a noun: "China's"."""
    return spread(c for c in noun.children if c.dep_ == "poss" and c.pos_ in NOMINAL)


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


_ON = frozenset({"on"})
_AS_TOOL = frozenset({"with", "by", "through", "via", "from", "under", "in", "on", "using", "within"})


def _serving(token: Token) -> list[Token]:
    """What stands behind "by means of", "with the help of", "on the basis of"; else the token itself."""
    if token.lemma_.lower() not in word_list("serving_nouns"):
        return [token]
    return spread(_behind(token, frozenset({"of"}))) or [token]


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
    if verb.pos_ not in _CLAUSE:
        return []
    return [noun] if verb.lemma_ in word_list("study_verbs") else []


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


def _content_of(token: Token) -> list[Token]:
    """A gerund of making stands for what is made: "by establishing a fund" is the fund."""
    if token.tag_ == "VBG" and token.pos_ == "VERB":
        return objects(token) or [token]
    return [token]


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


def _passive_subject(verb: Token) -> list[Token]:
    own = [c for c in verb.children if c.dep_ in {"nsubjpass", "csubjpass"}]
    if own:
        return spread(t for o in own for t in _antecedent(o))
    if verb.dep_ in {"acl", "relcl"}:
        return [verb.head]
    if verb.dep_ == "conj" and verb.head.pos_ in _CLAUSE:
        return _passive_subject(verb.head) if is_passive(verb.head) else []
    if verb.dep_ in {"advcl", "xcomp"}:
        return subjects(verb.head, 1) or _passive_subject(verb.head)
    return []


def _antecedent(token: Token) -> list[Token]:
    """The noun a relative pronoun stands for; any other token stands for itself."""
    if token.tag_ not in {"WDT", "WP"}:
        return [token]
    clause = token.head
    while clause.dep_ in {"conj", "xcomp", "ccomp"} and clause.head.pos_ in _CLAUSE:
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
            behind = [b for b in _behind(governor, frozenset({"of"})) if b.i != verb.i]
            return _holders(governor, climb + 1) or behind or possessors(governor)
        return subjects(governor, climb + 1)
    if verb.dep_ in {"xcomp", "ccomp"} and head.pos_ in _CLAUSE:
        controllers = [c for c in head.children if c.dep_ in {"dobj", "dative"}]
        if head.lemma_ in word_list("enabling_verbs"):
            controllers = []
        if controllers and verb.dep_ == "xcomp":
            return spread(controllers)
        return (_passive_subject(head) if is_passive(head) else []) or subjects(head, climb + 1)
    if verb.dep_ in {"conj", "advcl", "acomp", "xcomp"}:
        if is_passive(head) and head.pos_ in _CLAUSE:
            return _passive_subject(head)
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
    return _passive_subject(verb)


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
        return _passive_subject(verb) if is_passive(verb) else (objects(verb) or subjects(verb, climb + 1))
    if token.dep_ == "pobj" and head.lower_ == "of" and head.head.lemma_ == "be":
        return subjects(head.head, climb + 1)
    if token.dep_ == "appos":
        return [head]
    if token.dep_ == "conj":
        return _holders(head, climb + 1)
    if token.dep_ == "amod":
        return [head]
    return []


def mutual(verb: Token) -> list[Token]:
    """The subjects of a verb once more, where they do it with each other: "A and B cooperate"."""
    partners = [c for c in after(verb, frozenset({"with", "against"})) if c.lower_ not in {"other", "another"}]
    return [] if partners or objects(verb) else subjects(verb)


def predicated(noun: Token) -> list[Token]:
    """Of what a noun is predicated by copula, apposition or "as"; what merely takes or has it is left out."""
    return [] if noun.dep_ == "dobj" and noun.head.lemma_ not in word_list("copulas") else _holders(noun, 0)


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
    return possessors(noun) or spread(_behind(noun, frozenset({"of", "to"})))


def listed(noun: Token) -> list[Token]:
    """What is listed under a noun: behind its copula, behind "include", or behind a colon."""
    return members(noun) or identified(noun)


def asked(verb: Token) -> list[Token]:
    """What an indirect question is about: "asks whether X", "examines how X affects Y"."""
    clauses = [c for c in verb.children if c.dep_ in {"ccomp", "advcl"} and c.i > verb.i and _is_question(c)]
    return spread(t for c in clauses for t in (subjects(c) or _passive_subject(c)) if t.pos_ in {"NOUN", "PROPN"})


def _is_question(clause: Token) -> bool:
    opener = clause.sent.doc[clause.left_edge.i]
    return opener.lower_ in {"whether", "how", "why", "what", "when", "where"}


def presented(verb: Token) -> list[Token]:
    """What is said to be treated here: "the effects are also discussed"."""
    bare = not any(c.dep_ in {"agent", "aux", "neg"} for c in verb.children)
    now = any(c.dep_ == "auxpass" and c.lower_ in {"is", "are"} for c in verb.children)
    main = verb.dep_ == "ROOT" or (verb.dep_ == "conj" and verb.head.dep_ == "ROOT")
    return _passive_subject(verb) if bare and now and main else []


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


def method_of(noun: Token) -> list[Token]:
    """The noun itself where its modifiers make it a method: "case study", "comparative analysis"."""
    marks = {c.lower_ for c in noun.children if c.dep_ in {"amod", "compound", "nmod"} and c.i < noun.i}
    named = any(m in word_list("method_marks") or m.endswith(("ometric", "istical")) for m in marks)
    if noun.dep_ in {"compound", "nsubj"} and not marks:
        return []
    return [noun] if named or noun.lemma_.lower() in word_list("method_nouns") else []


def identified(noun: Token) -> list[Token]:
    """What stands behind the copula of a noun: "the main obstacle to X is Y"."""
    if noun.dep_ != "nsubj" or noun.head.lemma_ != "be":
        return []
    return spread(c for c in noun.head.children if c.dep_ == "attr" and c.i > noun.i)


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
    "presented": presented,
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
