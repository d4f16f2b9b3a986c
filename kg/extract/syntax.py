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
            found += [t for c in child.children for t in c.subtree if t.dep_ == "conj" and t.lemma_ == token.lemma_]
    return found


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


def subjects(token: Token, climb: int = 0) -> list[Token]:
    """Logical subjects of a predicate."""
    if climb > _MAX_CLIMB:
        return []
    if token.pos_ not in _CLAUSE:
        return _holders(token, climb)
    if is_passive(token):
        return _agents(token)
    own = _own_subject(token)
    if own:
        return spread(t for o in own for t in _antecedent(o))
    return _shared_subject(token, climb)


def objects(token: Token) -> list[Token]:
    """Logical objects of a verb."""
    if is_passive(token):
        return _passive_subject(token)
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
    return found


def members(noun: Token) -> list[Token]:
    """What a class noun is said to consist of: "modes include A and B", "barriers such as A", "factors: A, B"."""
    found: list[Token] = []
    if noun.dep_ in {"nsubj", "nsubjpass"} and noun.head.lemma_ in word_list("list_verbs"):
        several = noun.head.lemma_ != "be" or noun.tag_ == "NNS"
        found += [c for c in noun.head.children if several and c.dep_ in {"dobj", "attr"} and c.i > noun.i]
    for child in noun.children:
        if child.dep_ == "prep" and (child.lower_ in {"including", "like"} or _is_such_as(child, noun)):
            found += [c for c in child.children if c.dep_ == "pobj"]
        if child.dep_ == "appos" and any(t.text in {":", "namely"} for t in noun.doc[noun.i : child.i]):
            found += _listed(child)
    return spread(f for f in found if f.pos_ in NOMINAL or f.tag_ == "VBG")


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
    return spread(c for c in noun.children if c.dep_ == "poss" and c.pos_ in {"NOUN", "PROPN"})


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
    return spread(f for f in found if f.pos_ in NOMINAL)


def _content_of(token: Token) -> list[Token]:
    """A gerund of making stands for what is made: "by establishing a fund" is the fund."""
    if token.tag_ == "VBG" and token.pos_ == "VERB":
        return objects(token) or [token]
    return [token]


def _own_subject(verb: Token) -> list[Token]:
    own = [c for c in verb.children if c.dep_ in {"nsubj", "csubj"} and c.lower_ != "there"]
    return [] if is_expletive(verb, own) else own


def is_expletive(verb: Token, own: list[Token]) -> bool:
    """Whether a subject "it" only holds the place: "it is necessary to V", "it is argued that"."""
    if not any(c.lower_ == "it" for c in own):
        return False
    clause = any(c.dep_ in {"xcomp", "ccomp", "advcl", "csubj"} and c.i > verb.i for c in verb.children)
    return clause and (verb.lemma_ == "be" or any(c.dep_ in {"acomp", "oprd"} for c in verb.children))


def _agents(verb: Token) -> list[Token]:
    found = [c for a in verb.children if a.dep_ == "agent" for c in a.children if c.dep_ in {"pobj", "pcomp"}]
    return spread(found)


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
    return [clause.head] if clause.dep_ == "relcl" else []


def _shared_subject(verb: Token, climb: int) -> list[Token]:
    """The subject of a verb that has none of its own, taken from the clause it hangs on."""
    head = verb.head
    if head == verb:
        return []
    if verb.dep_ in {"acl", "relcl"}:
        return (_holders(head, climb + 1) if head.dep_ in {"attr", "oprd", "dobj"} else []) or [head]
    if verb.dep_ == "pcomp":
        governor = head.head
        if governor.pos_ in NOMINAL:
            return _holders(governor, climb + 1) or _behind(governor, frozenset({"of"})) or possessors(governor)
        return subjects(governor, climb + 1)
    if verb.dep_ in {"xcomp", "ccomp"} and head.pos_ in _CLAUSE:
        controllers = [c for c in head.children if c.dep_ in {"dobj", "dative"}]
        if controllers and verb.dep_ == "xcomp":
            return spread(controllers)
        return (_passive_subject(head) if is_passive(head) else []) or subjects(head, climb + 1)
    if verb.dep_ in {"conj", "advcl", "acomp", "xcomp"}:
        if is_passive(head) and head.pos_ in _CLAUSE:
            return _passive_subject(head)
        return subjects(head, climb + 1)
    return []


def _holders(token: Token, climb: int) -> list[Token]:
    """Of what a predicate noun or adjective is said: "X is a barrier to", "X plays a role in", "as a basis"."""
    head = token.head
    if head == token:
        return []
    if token.dep_ in {"attr", "oprd", "acomp"} and head.lemma_ in word_list("copulas"):
        return [s for s in subjects(head, climb + 1) if s.i != token.i]
    if token.dep_ == "dobj" and head.lemma_ == "have" and token.lemma_ not in word_list("having_nouns"):
        return []  # what else one has, such as an incentive, is not one's doing
    if token.dep_ == "dobj" and head.lemma_ in word_list("light_verbs") | word_list("copulas"):
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
