"""Places in the words of a mention: its country or province, and names that several places share."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from kg.link.context import Context
from kg.link.forms import fold, tokens
from kg.link.index import Tokens, is_proper, names
from kg.model import Concept, EntityType

_LONGEST = 5
"""Words of the longest place name that is looked for inside a mention."""
_WITHIN = frozenset({"of", "in", "within", "across", "throughout"})
_KINDS = "state|province|city|county|prefecture|department|district|canton|region|municipality"
_BARE = re.compile(rf"^(?:(?:{_KINDS}) of )?(?:the )?(.+?)(?:,? D\. ?C\.| DC| (?:{_KINDS}))?(?:, .*)?$", re.IGNORECASE)
_OF_PLACE = re.compile(rf"(?:the )?(?P<kind>government|{_KINDS}) of (?:the )?(?P<place>.+)", re.IGNORECASE)
_PLACE_AND = re.compile(r"(?:the )?(?P<place>[A-Z].+?)(?:'s|’s)? (?P<kind>[Gg]overnment)")
_UNITS = frozenset({"state-or-province", "prefecture-or-county"})
_TOWNS = frozenset({"prefecture-or-county", "municipal-level"})
_LEVELS = {"state": {"state-or-province"}} | dict.fromkeys(("city", "municipality"), _TOWNS)
_LEVELS |= dict.fromkeys("province county prefecture department district canton region".split(), _UNITS)
"""The levels of the places that a word for their kind fits; "government" fits all."""
_CUES = {
    "state": "state statewide governor legislature counties county".split(),
    "province": "province provincial governor premier prefecture".split(),
    "city": "city mayor downtown metropolitan urban municipal".split(),
    "district": "congress federal capitol capital president senate lobbying".split(),
}
"""Words near a shared name that tell what kind of place it is; the district is the seat of a federation."""
_NEAR = 60
"""Characters on either side of a name in which such words are looked for."""
_FULL_NAME = 3
_ENOUGH = 2


class Places:
    """The named places of the ontology."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        kinds = (EntityType.GOVERNMENT, EntityType.REGION)
        self._all = [c for c in concepts if c.type in kinds and is_proper(c)]
        self._names: dict[Tokens, Concept] = {}
        self._peoples: dict[Tokens, Concept | None] = {}
        for concept in self._all:
            self._add(concept)
        self._shared = self._find_shared()

    def _add(self, concept: Concept) -> None:
        for text, _ in names(concept):
            self._names.setdefault(tokens(text), concept)
            people = text.removesuffix(" government")
            if people != text and concept.level.endswith("/national"):
                known = self._peoples.setdefault(tokens(people), concept)
                if known is not concept:
                    self._peoples[tokens(people)] = None  # Korean, Congolese: of two countries

    def _find_shared(self) -> dict[Tokens, list[Concept]]:
        found: dict[Tokens, list[Concept]] = defaultdict(list)
        for concept in self._all:
            for bare in sorted({tokens(_bare(text)) for text, _ in names(concept)}):
                if bare and bare not in self._names and concept.within:
                    found[bare].append(concept)
        return dict(found)

    def split(self, found: Tokens, phrase: str) -> tuple[Concept, Tokens] | None:
        """The place that a phrase is about, and the rest of its words.

        "Chinese local governments", "China's local governments" and "local governments in China" give
        China and "local government". A place has a capital letter.
        """
        first = phrase.removeprefix("the ")[:1]
        for size in range(min(_LONGEST, len(found) - 1), 0, -1) if first.isupper() else ():
            place = self._place(found[:size])
            if place is not None and found[size] not in _WITHIN:
                return place, found[size:]
        last = phrase.split()[-1][:1] if phrase.split() else ""
        for start in range(max(1, len(found) - _LONGEST - 2), len(found) - 1) if last.isupper() else ():
            rest = found[start + 1 :]
            if found[start] in _WITHIN:
                place = self._place(rest[1:] if rest[0] == "the" else rest)
                if place is not None:
                    return place, found[:start]
        return None

    def _place(self, part: Sequence[str]) -> Concept | None:
        return self._peoples.get(tuple(part)) or self._names.get(tuple(part))

    def itself(self, phrase: str) -> Concept | None:
        """The place that is named with the word for its kind: "the government of Fujian", "city of Louisville".

        More than one, "provinces of Pakistan", are not the place.
        """
        found = _OF_PLACE.fullmatch(phrase) or _PLACE_AND.fullmatch(phrase)
        place = self._names.get(tokens(found["place"])) if found else None
        if found is None or place is None or place.type is not EntityType.GOVERNMENT:
            return None
        levels = _LEVELS.get(found["kind"].casefold())
        return place if levels is None or place.level.rpartition("/")[2] in levels else None

    def of_people(self, phrase: str) -> Concept | None:
        """The country of an adjective that stands alone: "American", read as a government."""
        return self._peoples.get(tokens(phrase)) if phrase[:1].isupper() and not phrase.endswith("s") else None

    def is_shared(self, phrase: str) -> bool:
        """Whether a phrase is a name that no place has as it is, but some have with a word more."""
        return phrase[:1].isupper() and tokens(phrase) in self._shared

    def told(self, phrase: str, context: Context) -> Concept | None:
        """The place of a shared name that the document speaks of, if it says enough."""
        if not context.text:
            return None
        near = _surroundings(fold(phrase), context.text)
        shared = self._shared[tokens(phrase)]
        votes = sorted(((_votes(c, context.text, near), c.iri, c) for c in shared), key=lambda v: (-v[0], v[1]))
        best, second = votes[0][0], votes[1][0] if len(votes) > 1 else 0
        return votes[0][2] if best >= _ENOUGH and best >= 2 * second else None


def _bare(text: str) -> str:
    found = _BARE.match(text)
    return found[1] if found else text


def _surroundings(name: str, text: str) -> str:
    spans = (m.span() for m in re.finditer(rf"\b{re.escape(name)}\b", text))
    return " ".join(text[max(0, a - _NEAR) : b + _NEAR] for a, b in spans).casefold()


def _votes(concept: Concept, text: str, near: str) -> int:
    full = [fold(t) for t, _ in names(concept)]
    told = sum(len(re.findall(rf"\b{re.escape(name)}(?!\w)", text)) for name in full)
    kinds = {k for k in _CUES for name in full if re.search(rf"\b{k}\b", name, re.IGNORECASE)}
    cues = sum(len(re.findall(rf"\b{cue}\b", near)) for kind in kinds for cue in _CUES[kind])
    return _FULL_NAME * told + cues
