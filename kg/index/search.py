"""Finds things, scholars, works and claims by text.

What is written as the text comes first, then what begins with it, then what has its words; only where little is found,
names that are written nearly so. Text of users reaches the search for words as folded words in quotation marks alone.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from kg.index.folding import folded, is_single, marked, words
from kg.index.records import Hit
from kg.normal import STOP_WORDS

Row = tuple[str, ...]
Rows = Callable[[str, Mapping[str, object]], list[Row]]
"""What answers a statement of SQL with its values."""

SHARES = {"thing": 0.4, "scholar": 0.15, "work": 0.2, "claim": 0.25}
"""The kinds in the order in which they are listed, and how much of a list of all kinds is each one's."""

EXACT, ALIAS, BEGINS, WORDS = 5.0, 4.0, 3.0, 2.0
"""Scores of names: the label, another name, the beginning of a name, all words. What is nearly so has up to 1."""

_CHARACTERS = 500  # of a text that is searched for
_WORDS = 24
_FEW = 3  # names; where fewer are found, those written nearly so are looked for
_SHORT = 4  # characters; what is shorter resembles too much
_ALIKE = 75  # of 100
_PART = 0.9  # what likeness to a part of a name counts, beside likeness to the whole
_SPELLINGS = 6  # of one word
_WEIGHED = 300  # sentences, those of the surest claims; to weigh all takes too long where the words are common
_LEAST = 3  # letters of a beginning in sentences
_ERRORS = ((10, 3), (6, 2), (0, 1))
"""From how many letters how many may be wrong."""
_NAMES = 5  # names of one thing that may be found before the next thing

_FOUND = """
SELECT node.iri, name.of, coalesce(nullif(node.label, ''), node.iri), coalesce(thing.type, ''), name.text, name.place,
  name.claims, name.folded
FROM name JOIN node ON node.n = name.node LEFT JOIN thing ON thing.n = name.node AND name.of = 'thing'"""
_SAME = f"{_FOUND} WHERE name.of = :of AND name.folded = :text ORDER BY name.n LIMIT :limit"
_BEGINNING = f"""{_FOUND} WHERE name.n IN (
  SELECT n FROM name WHERE of = :of AND folded > :text AND folded < :end ORDER BY n LIMIT :limit) ORDER BY name.n"""
_WITH_WORDS = f"""{_FOUND} WHERE name.n IN (
  SELECT name.n FROM name_words CROSS JOIN name ON name.n = name_words.rowid
  WHERE name_words MATCH :words AND name.of = :of ORDER BY name_words.rowid LIMIT :limit) ORDER BY name.n"""
_NUMBERED = f"{_FOUND} WHERE name.n = :n"
_BY_WORDS = {
    "work": """
SELECT node.iri, work.citation, work.claims, node.label
FROM work JOIN node ON node.n = work.n
WHERE work.rank IN (SELECT rowid FROM work_words WHERE work_words MATCH :words LIMIT :limit) ORDER BY work.rank""",
    "claim": """
SELECT first, quote, claims, quote
FROM sentence
WHERE rank IN (SELECT rowid FROM sentence_words WHERE sentence_words MATCH :words LIMIT :limit) ORDER BY rank""",
}
"""Works, and sentences with the surest claims first: IRI, text that has the words, claims, and its label."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is searched for: folded words, and other spellings of each where there are some."""

    words: tuple[str, ...]
    spellings: tuple[tuple[str, ...], ...] = ()

    @property
    def text(self) -> str:
        """The words with one space between them."""
        return " ".join(self.words)

    @property
    def exact(self) -> bool:
        """Whether the words are meant as they are written."""
        return not self.spellings

    def match(self, least: int = 1) -> str:
        """The expression that finds what has all the words; the last may be the beginning of one.

        Args:
            least: how many letters a beginning has.
        """
        if self.spellings:
            return " AND ".join(f"({' OR '.join(map(_quoted, found))})" for found in self.spellings)
        kept = content(self.words)
        # Neighbours of a script without spaces are a phrase.
        runs = [" ".join(run) for _, run in groupby(kept, key=lambda word: is_single(word) or id(word))]
        return " AND ".join(map(_quoted, runs)) + ("*" if self.beginning(least) else "")

    def beginning(self, least: int = 1) -> str:
        """The last word, if it may be the beginning of one."""
        last = self.words[-1]
        return last if self.exact and len(last) >= least and not is_single(last) else ""

    def marked(self, text: str) -> str:
        """A piece of a text with the words marked."""
        found = {word for some in self.spellings for word in some} or set(content(self.words))
        return marked(text, found, self.beginning(_LEAST))


class Searcher:
    """Answers the searches of one index."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def search(self, text: str, kind: str, limit: int) -> tuple[Hit, ...]:
        """What a text finds, of one kind or of all.

        Args:
            text: what somebody wrote.
            kind: ``thing``, ``scholar``, ``work``, ``claim`` or empty; others find nothing.
            limit: how many hits there may be.
        """
        asked = Asked(words(text[:_CHARACTERS])[:_WORDS])
        kinds = [known for known in SHARES if kind in ("", known)]
        if not asked.words or not kinds or limit < 1:
            return ()
        found = {known: _best(self._hits(known, asked, limit))[:limit] for known in kinds}
        respelled = None
        if sum(len(hits) for known, hits in found.items() if known != "claim") < _FEW:
            respelled = self._respelled(asked)
            self._add_alike(found, asked, respelled, limit)
        return tuple(_marked(hit, asked if hit.exact else respelled or asked) for hit in _mixed(found, limit))

    def _hits(self, kind: str, asked: Asked, limit: int) -> Iterator[Hit]:
        if kind != "claim":
            yield from self._named(kind, asked, limit)
        if kind in _BY_WORDS:
            yield from self._by_words(kind, asked)
        else:
            yield from (_hit(row, WORDS) for row in self._with_words(kind, asked, limit))

    def _named(self, kind: str, asked: Asked, limit: int) -> Iterator[Hit]:
        """Whose name is the text, or begins with it."""
        values = {"of": kind, "text": asked.text, "end": f"{asked.text}\U0010ffff", "limit": limit * _NAMES}
        for row in self._rows(_SAME, values):
            yield _hit(row, EXACT if not row[5] else ALIAS)
        for row in self._rows(_BEGINNING, values):
            yield _hit(row, BEGINS)

    def _with_words(self, kind: str, asked: Asked, limit: int) -> list[Row]:
        return self._rows(_WITH_WORDS, {"of": kind, "words": asked.match(), "limit": limit * _NAMES})

    def _by_words(self, kind: str, asked: Asked) -> Iterator[Hit]:
        """Works and sentences with all words, the better the nearer the words stand to each other."""
        least, base = (1, WORDS) if kind == "work" else (_LEAST, 0.0)
        for iri, text, claims, label in self._rows(_BY_WORDS[kind], {"words": asked.match(least), "limit": _WEIGHED}):
            score = base * asked.exact + round(_PART * fuzz.partial_ratio(asked.text, text.lower()) / 100, 2)
            yield Hit(iri, kind, label, snippet=text, claims=int(claims), score=score, exact=asked.exact)

    def _add_alike(self, found: dict[str, list[Hit]], asked: Asked, respelled: Asked | None, limit: int) -> None:
        """Add names that are written nearly as the text, and what has words that are."""
        alike = [*self._alike(asked.text, found, limit)]
        for kind, hits in found.items():
            more = [hit for hit in alike if hit.kind == kind]
            if respelled and kind not in _BY_WORDS:
                more += (_alike_hit(row, asked.text) for row in self._with_words(kind, respelled, limit))
            elif respelled and not hits:
                more += self._by_words(kind, respelled)
            known = {hit.iri for hit in hits}
            hits += [hit for hit in _best(more) if hit.iri not in known][: limit - len(hits)]

    def _alike(self, text: str, kinds: Iterable[str], limit: int) -> Iterator[Hit]:
        if len(text) < _SHORT:
            return
        names, numbers = self._names
        found = process.extract(text, names, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=limit * _NAMES)
        for _, _, place in found:
            for row in self._rows(_NUMBERED, {"n": numbers[place]}):
                if row[1] in kinds:
                    yield _alike_hit(row, text)

    def _respelled(self, asked: Asked) -> Asked | None:
        """The same with words that names have in place of those that none has; None if no word is such."""
        kept = content(asked.words)
        found = tuple(self._spellings(word, place == len(kept)) for place, word in enumerate(kept, 1))
        return Asked(asked.words, found) if all(found) and found != tuple((word,) for word in kept) else None

    def _spellings(self, word: str, is_last: bool) -> tuple[str, ...]:
        terms = self._terms
        place = bisect_left(terms, word)
        if place < len(terms) and (terms[place] == word or (is_last and terms[place].startswith(word))):
            return (word,)
        if len(word) < _SHORT:
            return ()
        most = next(errors for length, errors in _ERRORS if len(word) >= length)
        found = process.extract(word, terms, scorer=OSA.distance, score_cutoff=most, limit=_SPELLINGS)
        return tuple(term for term, errors, _ in found if errors == found[0][1])

    @cached_property
    def _terms(self) -> tuple[str, ...]:
        return tuple(term for (term,) in self._rows("SELECT term FROM name_term", {}))

    @cached_property
    def _names(self) -> tuple[list[str], list[int]]:
        rows = self._rows("SELECT folded, n FROM name ORDER BY n", {})
        return [text for text, _ in rows], [int(n) for _, n in rows]


def content(asked: Sequence[str]) -> list[str]:
    """The words that carry meaning, and the last, which may be the beginning of another."""
    return [word for word in asked[:-1] if word not in STOP_WORDS] + [asked[-1]]


def _quoted(words: str) -> str:
    # Folded words hold letters and digits only, so nothing has to be escaped.
    return f'"{words}"'


def _hit(row: Row, score: float, exact: bool = True) -> Hit:
    iri, of, label, type, text, place, claims, _ = row
    matched = text if place and of == "thing" else ""
    return Hit(iri, of, label, type, matched, text if of == "work" else label, int(claims), score, exact)


def _alike_hit(row: Row, text: str) -> Hit:
    name = row[7]
    score = max(fuzz.ratio(text, name), _PART * fuzz.partial_ratio(text, name)) / 100
    return _hit(row, round(score, 2), exact=False)


def _marked(hit: Hit, asked: Asked) -> Hit:
    return replace(hit, snippet=asked.marked(hit.snippet)) if hit.kind in _BY_WORDS else hit


def _best(found: Iterable[Hit]) -> list[Hit]:
    """One hit for an IRI, the best; the best first, then those with most claims, then by label."""
    kept: dict[str, Hit] = {}
    for hit in found:
        if hit.iri not in kept or hit.score > kept[hit.iri].score:
            kept[hit.iri] = hit
    return sorted(kept.values(), key=lambda hit: (-hit.score, -hit.claims, folded(hit.label), hit.iri))


def _mixed(found: dict[str, list[Hit]], limit: int) -> tuple[Hit, ...]:
    """The share of each kind; what some leave over goes to the others in their order. Nothing comes twice."""
    kinds = {hit.iri: kind for kind in reversed(found) for hit in found[kind]}
    found = {kind: [hit for hit in hits if kinds[hit.iri] == kind] for kind, hits in found.items()}
    taken = {kind: min(len(hits), max(1, int(limit * SHARES[kind]))) for kind, hits in found.items()}
    left = limit - sum(taken.values())
    for kind, hits in found.items():
        more = min(max(left, 0), len(hits) - taken[kind])
        taken[kind] += more
        left -= more
    return tuple(hit for kind, hits in found.items() for hit in hits[: taken[kind]])[:limit]
