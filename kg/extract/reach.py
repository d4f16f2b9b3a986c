"""Which clause a word of a sentence belongs to, and which clauses above it what is said there holds for.

A clause is named by its verb. Semicolons part a sentence, and so do colons between clauses; brackets and quotation
marks enclose what the words around them do not speak of.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Span, Token

from kg.extract.lexicon import word_list

_VERBS = frozenset({"VERB", "AUX"})
_NO_CLAUSE = frozenset({"aux", "auxpass", "amod", "compound", "nmod"})
"""Dependencies of verbs that head no clause: "has", "developing countries"."""
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
_SAME_TIME = frozenset({"xcomp", "pcomp", "acomp", "acl"})
"""Dependencies of clauses without a subject that happen with the clause they hang on."""
_CLOSING = {"(": ")", "[": "]", "“": "”", '"': '"'}


def heads_clause(token: Token) -> bool:
    """Whether a token is the verb of a clause."""
    return token.pos_ in _VERBS and token.dep_ not in _NO_CLAUSE


def clause_of(token: Token) -> Token | None:
    """The verb of the clause that a token stands in, or that verb itself."""
    while not heads_clause(token):
        if token.head == token:
            return None
        token = token.head
    return token


def opens_clause(token: Token, clause: Token) -> bool:
    """Whether a token stands before the subject and the verb of a clause."""
    return token.i < min([clause.i, *(c.i for c in clause.children if c.dep_ in _SUBJECTS)])


def meeting(one: Token, other: Token) -> Token:
    """The lowest verb over two words, or one on the way down from it to them; else the noun that joins them.

    "The states signed a pact and made a plan": states and plan meet in "made". The way to the later word goes first,
    since it leads through the clause that speaks of both.
    """
    first, later = sorted((one, other), key=lambda t: t.i)
    over_first, over_later = [first, *first.ancestors], [later, *later.ancestors]
    common = next((t for t in over_later if t in over_first), later)
    for path in (over_later, over_first):
        below = [t for t in path[: path.index(common)] if heads_clause(t)]
        if below:
            return below[0]
    return common


def are_joined(one: Token, other: Token) -> bool:
    """Whether two words are members of one list: "A, B and C"."""
    first, later = sorted((one, other), key=lambda t: t.i)
    while later.dep_ == "conj" and later != first:
        later = later.head
    return later == first


class Marks:
    """How the marks of a sentence part it and enclose some of its words."""

    def __init__(self, sentence: Span) -> None:
        self._sentence = sentence
        self._parts = list(_parts(sentence))
        self._enclosures = list(_enclosures(sentence))

    def part(self, token: Token) -> int:
        """The number of the part of the sentence that a token stands in."""
        return self._parts[token.i - self._sentence.start]

    def owner(self, span: Span) -> Token | None:
        """The clause that an adverbial belongs to: one of its own part of the sentence and its own bracket, if any."""
        clause = clause_of(span.root)
        if clause is None or self.part(clause) != self.part(span[0]):
            clause = self._highest(self.part(span[0]))
        if clause is None or self._enclosure(clause) != self._enclosure(span[0]) or _in_apposition(span.root, clause):
            return None
        return _last_joined(clause, span.start)

    def reach(self, predicate: Token) -> Iterator[tuple[Token, int]]:
        """The clauses a predicate stands in, from its own outwards, as far as what is said there holds for it.

        With each comes the index of the token before which it must be said: of two verbs with one subject, the second
        has part in what opens the sentence, not in what is said behind the first.
        """
        clause, before = clause_of(predicate), self._sentence.end
        while clause is not None and self.part(clause) == self.part(predicate):
            yield clause, before
            if clause.head == clause or not _has_part(clause):
                return
            upper = clause_of(clause.head)
            if upper is not None and clause.dep_ == "conj":
                before = min(before, upper.i)
            clause = upper

    def _enclosure(self, token: Token) -> int:
        return self._enclosures[token.i - self._sentence.start]

    def _highest(self, part: int) -> Token | None:
        """The highest verb of a part of the sentence."""
        verbs = [t for t in self._sentence if self.part(t) == part and heads_clause(t)]
        return next((v for v in verbs if not any(a in verbs for a in v.ancestors)), None)


def _parts(sentence: Span) -> Iterator[int]:
    number, spoken = 0, False
    for token in sentence:
        spoken = spoken or heads_clause(token)
        if token.text == ";" or (token.text == ":" and spoken and any(map(heads_clause, _until_mark(token)))):
            number, spoken = number + 1, False
        yield number


def _until_mark(colon: Token) -> Iterator[Token]:
    for token in colon.doc[colon.i + 1 : colon.sent.end]:
        if token.text in {";", ":"}:
            return
        yield token


def _enclosures(sentence: Span) -> Iterator[int]:
    """The number of the bracket or quotation each token stands in, 0 outside of all; one that is not closed is none."""
    texts = [t.text for t in sentence]
    count, held = 0, [(0, "")]
    for i, text in enumerate(texts):
        if len(held) > 1 and text == held[-1][1]:
            yield held.pop()[0]
            continue
        if text in _CLOSING and _CLOSING[text] in texts[i + 1 :]:
            count += 1
            held.append((count, _CLOSING[text]))
        yield held[-1][0]


def _in_apposition(token: Token, clause: Token) -> bool:
    """Whether a word stands in a name beside another: "the CEPA, an agreement in force since 2004"."""
    while token != clause and token.head != token:
        if token.dep_ == "appos":
            return True
        token = token.head
    return False


def _last_joined(clause: Token, start: int) -> Token:
    """The last of the verbs joined to a clause before an index: a parser may hang on the first what follows all."""
    joined = [c for c in clause.children if c.dep_ == "conj" and heads_clause(c) and clause.i < c.i < start]
    return _last_joined(joined[-1], start) if joined else clause


def _has_part(clause: Token) -> bool:
    """Whether what is said of the clause above holds for this one too."""
    words = {c.lower_ for c in clause.children if c.dep_ in {"advmod", "aux"}}
    if clause.dep_ in {"advcl", "relcl"} and "when" in words:
        return clause.i > clause.head.i  # "on 22 May 1964, when Chad signed the statute"
    if "to" in words and (clause.dep_ == "advcl" or clause.head.lower_ == "order"):
        return False  # an aim is not dated by what is done for it
    if clause.dep_ in {"conj", "advcl"}:
        return not any(c.dep_ in _SUBJECTS for c in clause.children)
    if clause.dep_ == "ccomp":
        return clause.head.lemma_ in word_list("enabling_verbs") | {"make", "let", "have"}
    return clause.dep_ in _SAME_TIME
