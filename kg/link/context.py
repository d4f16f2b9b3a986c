"""What a document says of its own names: acronyms it defines, and its text around a name of several places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kg.link.forms import bag, fold
from kg.model import Mention, digest

_SHORT = r"[A-Z][A-Za-z&]{1,9}"
_AFTER = re.compile(rf"\(\s*(?:the\s+|or\s+)?[\"“]?({_SHORT})[\"”]?\s*\)")
_BEFORE = re.compile(rf"\b({_SHORT})\s*\(([A-Z][^()]{{5,90}})\)")
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
_SENTENCE_END = re.compile(r"[.;:?!()\n]\s")
_SMALL = frozenset("of for in on and the a an to de del la le et und".split())
_POINTED = re.compile(r"(?:^|\b)(?:the|this|that)\s+\w+$", re.IGNORECASE)
_REACH = 120
"""Characters before a bracket in which the long form is looked for."""


@dataclass(frozen=True, slots=True)
class Context:
    """A document as the linker uses it.

    Attributes:
        text: the document's text without accents; empty where there is none.
        acronyms: what each acronym stands for, as the document defines it.
        mark: what tells the document from all others; empty where there is none.
        raw: the text as it is, to which the offsets of mentions refer.
    """

    text: str = ""
    acronyms: Mapping[str, str] = field(default_factory=dict)
    mark: str = ""
    raw: str = ""

    @classmethod
    def of(cls, text: str, doc: str = "") -> Context:
        """The context that the text of the document with this id gives."""
        plain = fold(text)
        return cls(plain, acronyms(plain), digest(doc)[:8] if doc else "", text)

    def written_out(self, phrase: str) -> str:
        """The phrase with the acronyms that the document defines written out.

        An acronym in brackets after its own long form goes out.
        """
        bare = phrase
        if "(" in phrase:
            known = {*self.acronyms, *acronyms(phrase)}
            bare = _AFTER.sub(lambda m: "" if _singular(m[1]) in known else m[0], phrase).strip() or phrase
        return _WORD.sub(lambda m: self._long(m[0]), bare) if self.acronyms else bare

    def names(self, phrase: str) -> bool:
        """Whether words are a name here: with capitals after "the", more than one never in small letters.

        >>> Context.of("It is run by the Intergovernmental Council.").names("Intergovernmental Council")
        True
        """
        bare = fold(phrase).removeprefix("the ")
        named = re.search(rf"\bthe {re.escape(bare)}\b(?! [A-Z(])", self.text)
        return named is not None and (" " not in bare or bare.lower() not in self.text)

    def points_back(self, mention: Mention) -> bool:
        """Whether "the" or "this" stands before a mention or begins it: it means one that was named before."""
        before = self.raw[max(0, mention.start - 5) : mention.start] + mention.text
        return bool(self.raw) and _POINTED.search(before) is not None

    def _long(self, word: str) -> str:
        return self.acronyms.get(_singular(word), word)


NOWHERE = Context()
"""The context of a mention that stands in no document."""


def acronyms(text: str) -> dict[str, str]:
    """Every acronym a text defines once, or always alike, with its long form (after Schwartz and Hearst 2003).

    >>> acronyms("The Southern California Association of Governments (SCAG) plans.")
    {'SCAG': 'Southern California Association of Governments'}
    """
    found: dict[str, str] = {}
    unsure: set[str] = set()
    for short, long in _definitions(text):
        if bag(found.setdefault(short, long)) != bag(long):
            unsure.add(short)
    return {short: long for short, long in found.items() if short not in unsure}


def _definitions(text: str) -> Iterator[tuple[str, str]]:
    for match in _AFTER.finditer(text):
        short = _singular(match[1])
        before = _SENTENCE_END.split(text[max(0, match.start() - _REACH) : match.start()])[-1]
        words = list(_WORD.finditer(before))
        for start in range(len(words) - 1, max(-1, len(words) - 2 * len(short) - 2), -1):
            if _spells(short, [w[0] for w in words[start:]]):
                yield short, before[words[start].start() : words[-1].end()]
                break
    for match in _BEFORE.finditer(text):
        if _spells(_singular(match[1]), _WORD.findall(match[2])):
            yield _singular(match[1]), match[2].strip()


def _singular(short: str) -> str:
    return short[:-1] if short.endswith("s") and short[:-1].isupper() else short


def _spells(short: str, words: Sequence[str]) -> bool:
    """Whether the letters of an acronym are found in order in the words, the first of each word among them."""
    if sum(c.isupper() for c in short) < 2 or len(words) < 2 or words[0].lower() in _SMALL:
        return False
    return _fits(short.lower().replace("&", ""), [w.lower() for w in words], len(short) >= 4)


def _fits(short: str, words: Sequence[str], spare: bool) -> bool:
    if not words:
        return not short
    first, rest = words[0], words[1:]
    if rest and ((first in _SMALL and _fits(short, rest, spare)) or (spare and _fits(short, rest, False))):
        return True
    taken = [n for n in range(1, len(short) + 1) if short[0] == first[0] and _within(short[1:n], first[1:])]
    return any(_fits(short[n:], rest, spare) for n in taken)


def _within(part: str, word: str) -> bool:
    position = 0
    for letter in part:
        position = word.find(letter, position) + 1
        if not position:
            return False
    return True
