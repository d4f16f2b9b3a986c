"""Records of one work: which documents of a store are the same work, which are other forms of it, what is kept.

    (id, reference, length of text) of every document -> groups of records of one work, pairs of related works

Two records are one work if they have one DOI, titles that are alike and an author in common; or if their titles are all
but the same, their first authors too, and their years at most one apart; or if one has no title and their abstracts are
the same. Where an author or a year is missing, a long title that is the same letter by letter will do. Works are
related and not one where they have two DOIs, or one DOI and little else in common, or where one is a thesis and
the other an article. What people decided comes before all rules.

The rules are pairwise over blocks of records that share a DOI, or the first words of a title; a group is what they join
(Fellegi and Sunter 1969 call the blocks so too). The result does not depend on the order of the documents.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from rapidfuzz import fuzz

from kg.model import UNTITLED, KgError, Reference

ALIKE = 95.0
"""Likeness of two titles, 0 to 100 (Indel ratio of their letters), from which they are the same."""
DOI_ALIKE = 60.0
"""Likeness of two titles from which one DOI makes them one work; below it is the DOI of the book, told for chapters."""

APART = "apart"
"""A decision: the record is nobody's duplicate."""
SAME = "same"
"""A decision: two records are one work."""

_SUBTITLE = re.compile(r"[:?!.\u2013\u2014] | [-\u2013\u2014] ")
_BLOCK = 12  # letters of a folded title that records of one block share
_TITLE_ENOUGH = 25  # letters of a title that tells a work where years or authors are missing
_TITLE_ALONE = 40  # letters of a title that tells a work by itself
_ABSTRACT = 200  # characters of an abstract that tells a work
_NAMES_ALIKE = 85.0  # likeness of two family names
_AUTHORS = 20  # authors of a work that are compared
_TITLE_WITH_NAMES = 15  # letters of a title that tells a work where all authors and the year are the same
_MOST = 40  # records of a block, sorted, that each is compared with


@dataclass(frozen=True, slots=True)
class Item:
    """A document as it is compared: its id, its record, how long its text is, and its abstract."""

    id: str
    reference: Reference
    length: int
    abstract: str = ""

    @property
    def is_titled(self) -> bool:
        """Whether its record has a title."""
        return not self.reference.title.startswith(UNTITLED)


@dataclass(frozen=True, slots=True)
class Group:
    """Records of one work: the one that counts, the ids of the others, sorted, and why they are one."""

    kept: str
    others: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """Two works that are forms of one study, such as a thesis and its article, and why."""

    one: str
    other: str
    reason: str


@dataclass(frozen=True, slots=True)
class Decisions:
    """What people decided: records that are nobody's duplicates, and pairs that are one work."""

    apart: frozenset[str] = frozenset()
    same: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """The groups by the id that counts, and the related works."""

    groups: tuple[Group, ...] = ()
    related: tuple[Related, ...] = ()
    merged: Mapping[str, str] = field(default_factory=dict)
    """For a record that does not count, the one that does."""


def duplicates(items: Iterable[Item], decisions: Decisions = Decisions()) -> Found:
    """The groups of records of one work, and the pairs of related works."""
    known = {item.id: item for item in items}
    joined: dict[tuple[str, str], str] = {}
    related: dict[tuple[str, str], str] = {}
    for one, other in sorted(_pairs(known)):
        verdict = _verdict(known[one], known[other])
        if verdict is None or decisions.apart & {one, other}:
            continue
        (joined if verdict[0] else related)[one, other] = verdict[1]
    joined |= {pair: "decided" for pair in decisions.same if set(pair) <= known.keys()}
    groups = tuple(_group(ids, known, joined) for ids in _components(joined))
    merged = {other: group.kept for group in groups for other in group.others}
    kept = {(merged.get(one, one), merged.get(other, other)): reason for (one, other), reason in related.items()}
    return Found(
        groups,
        tuple(Related(one, other, reason) for (one, other), reason in sorted(kept.items()) if one != other),
        merged,
    )


def merged(items: Sequence[Item]) -> Reference:
    """One reference of those of one work: field by field what says most; on a tie that of the first.

    The title is that of the first that has one; year, kind and language are those of the first that has one.
    """
    best = {name: max((getattr(i.reference, name) for i in items), key=_said) for name in _FIELDS}
    for name in _FIRST:
        known = next((value for i in items if (value := getattr(i.reference, name))), None)
        best |= {name: known} if known else {}
    title = next((i.reference.title for i in items if i.is_titled), items[0].reference.title)
    return replace(items[0].reference, title=title, **best)


def read_decisions(text: str, name: str) -> Decisions:
    """Decisions from lines such as ``apart ID`` and ``same ID ID``, with tabs between.

    Raises:
        KgError: a line has another form.
    """
    apart: set[str] = set()
    same: set[tuple[str, str]] = set()
    for number, line in enumerate(text.splitlines(), 1):
        match line.split("\t"):
            case [""]:
                continue
            case ["apart", id]:
                apart.add(id)
            case ["same", one, other]:
                same.add((min(one, other), max(one, other)))
            case _:
                raise KgError(f"{name}:{number}: is no decision; write apart<tab>ID or same<tab>ID<tab>ID")
    return Decisions(frozenset(apart), frozenset(same))


def write_decisions(decisions: Decisions) -> str:
    """Decisions as lines, sorted."""
    lines = [f"{APART}\t{id}" for id in decisions.apart]
    lines += [f"{SAME}\t{one}\t{other}" for one, other in decisions.same]
    return "".join(f"{line}\n" for line in sorted(lines))


def decide(old: Decisions, apart: Iterable[str] = (), same: tuple[str, str] | None = None) -> Decisions:
    """Decisions with new ones, which take the place of those they contradict."""
    alone = old.apart | frozenset(apart)
    pairs = {pair for pair in old.same if not set(pair) & set(apart)}
    if same is not None:
        alone -= set(same)
        pairs.add((min(same), max(same)))
    return Decisions(alone, frozenset(pairs))


_FIELDS = ("authors", "container", "doi", "url", "volume", "issue", "pages", "publisher", "keywords", "places")
_FIRST = ("year", "kind", "language")


def _said(value: str | tuple[str, ...]) -> int:
    return len(value) if isinstance(value, str) else sum(map(len, value))


def _pairs(known: Mapping[str, Item]) -> set[tuple[str, str]]:
    """Pairs of ids that may be one work: those of one DOI, and those whose titles begin or end alike."""
    blocks: defaultdict[str, list[str]] = defaultdict(list)
    for item in known.values():
        title = folded(item.reference.title)
        if item.reference.doi:
            blocks[f"doi {item.reference.doi}"].append(item.id)
        if len(item.abstract) >= _ABSTRACT:
            blocks[f"abstract {folded(item.abstract)}"].append(item.id)
        blocks[f"start {title[:_BLOCK]}"].append(item.id)
        blocks[f"end {title[-_BLOCK:]}"].append(item.id)
    found: set[tuple[str, str]] = set()
    for ids in blocks.values():
        ordered = sorted(ids, key=lambda id: _place(known[id]))
        for position, one in enumerate(ordered):
            found.update((min(one, other), max(one, other)) for other in ordered[position + 1 : position + 1 + _MOST])
    return found


def _place(item: Item) -> tuple[str, str, int, str]:
    known = item.reference
    author = folded(known.authors[0].partition(",")[0]) if known.authors else ""
    return folded(known.title), author, known.year or 0, item.id


def _verdict(one: Item, other: Item) -> tuple[bool, str] | None:
    """Whether two records are one work (True) or related (False), and why; None where neither."""
    a, b = one.reference, other.reference
    if not (one.is_titled and other.is_titled):
        same = len(one.abstract) >= _ABSTRACT and folded(one.abstract) == folded(other.abstract)
        return (True, "one abstract; a title is missing") if same else None
    likeness = fuzz.ratio(folded(a.title), folded(b.title))
    is_within, is_numbered = _is_within(a.title, b.title), _numbers(a.title) == _numbers(b.title)
    if a.doi and a.doi == b.doi:
        is_one = (likeness >= DOI_ALIKE or is_within) and is_numbered and _share_author(a, b)
        return (True, "one DOI") if is_one else (False, "one DOI, other title or authors")
    if (likeness < ALIKE and not is_within) or not is_numbered or not _one_author(a, b):
        return None
    if a.doi and b.doi:
        return False, "one title, different DOIs"
    if _kind(a) and _kind(b) and _kind(a) != _kind(b):
        return False, "one title, different kinds of work"
    return (True, _why(a, b)) if _is_sure(a, b) else None


def _is_sure(a: Reference, b: Reference) -> bool:
    """Whether two records of one title and no other author are one work."""
    if a.year is not None and b.year is not None and abs(a.year - b.year) > 1:
        return False
    titles = folded(a.title), folded(b.title)
    known = bool(a.authors and b.authors) + (a.year is not None and b.year is not None)
    if known == 0:
        return titles[0] == titles[1] and len(titles[0]) >= _TITLE_ALONE
    if known == 1 and min(map(len, titles)) < _TITLE_ENOUGH:
        return False
    return min(map(len, titles)) >= _TITLE_ENOUGH or _is_told(a, b)


def _why(a: Reference, b: Reference) -> str:
    missing = [
        name
        for name, is_known in (("author", a.authors and b.authors), ("year", a.year is not None and b.year is not None))
        if not is_known
    ]
    if not missing:
        return "one title, author and year"
    return f"one title; {' and '.join(missing)} missing"


def _one_author(a: Reference, b: Reference) -> bool:
    """Whether the first authors may be one: alike, or one not known."""
    if not a.authors or not b.authors:
        return True
    return fuzz.ratio(_family(a.authors[0]), _family(b.authors[0])) >= _NAMES_ALIKE


def _share_author(a: Reference, b: Reference) -> bool:
    """Whether some author of one is among those of the other, or one has none."""
    if not a.authors or not b.authors:
        return True
    families = [_family(name) for name in b.authors[:_AUTHORS]]
    return any(fuzz.ratio(_family(n), family) >= _NAMES_ALIKE for n in a.authors[:_AUTHORS] for family in families)


def _family(name: str) -> str:
    return folded(name.partition(",")[0])


def _is_told(a: Reference, b: Reference) -> bool:
    """Whether two records of a short title, such as "Introduction", stand at one place or have all names alike."""
    if len(folded(a.title)) >= _TITLE_WITH_NAMES and (a.authors, a.year) == (b.authors, b.year):
        return True
    same_container = bool(a.container) and fuzz.ratio(folded(a.container), folded(b.container)) >= ALIKE
    return same_container and (a.volume, a.pages) == (b.volume, b.pages)


def _is_within(one: str, other: str) -> bool:
    """Whether one title is the other without its subtitle."""
    short, long = sorted((one, other), key=len)
    main = folded(_SUBTITLE.split(long, maxsplit=1)[0])
    return len(main) >= _TITLE_ENOUGH and main == folded(short)


def _kind(reference: Reference) -> str:
    """Thesis, talk or text; empty where it is not known."""
    kind = reference.kind.casefold()
    if not kind:
        return ""
    for name, words in (("thesis", ("thesis", "dissertation")), ("talk", ("conference", "proceeding", "speech"))):
        if any(word in kind for word in words):
            return name
    return "text"


def _numbers(title: str) -> list[str]:
    """What tells parts of a series: numbers and Roman numerals at the end of words."""
    return re.findall(r"\d+|\b[IVX]+\b", title)


@lru_cache(maxsize=1 << 16)
def folded(text: str) -> str:
    """A text without accents, case and punctuation, in one string of letters and digits."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in plain if c.isalnum())


def _components(pairs: Iterable[tuple[str, str]]) -> Iterator[frozenset[str]]:
    parent: dict[str, str] = {}

    def root(id: str) -> str:
        while parent.setdefault(id, id) != id:
            parent[id] = id = parent[parent[id]]
        return id

    for one, other in pairs:
        low, high = sorted((root(one), root(other)))
        parent[high] = low
    members: defaultdict[str, set[str]] = defaultdict(set)
    for id in sorted(parent):
        members[root(id)].add(id)
    yield from (frozenset(members[key]) for key in sorted(members))


def _group(ids: frozenset[str], known: Mapping[str, Item], joined: Mapping[tuple[str, str], str]) -> Group:
    kept = min(ids, key=_richness(known))
    reasons = {reason for (one, _), reason in joined.items() if one in ids}
    return Group(kept, tuple(sorted(ids - {kept})), tuple(sorted(reasons)))


def _richness(known: Mapping[str, Item]) -> Callable[[str], tuple[bool, int, int, str]]:
    """A key that puts the record first that says most: with a title, the longest text, the most fields, then by id."""

    def key(id: str) -> tuple[bool, int, int, str]:
        item = known[id]
        return not item.is_titled, -item.length, -sum(bool(getattr(item.reference, name)) for name in _FIELDS), id

    return key
