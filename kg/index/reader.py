"""The index of a graph, open for reading from any thread."""

from __future__ import annotations

import json
import sqlite3
import threading
import weakref
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from kg import disk
from kg.claimrow import ClaimRow
from kg.index import statements
from kg.index.build import read_only
from kg.index.overview import Overview
from kg.index.records import (
    Claim,
    Disagreement,
    Hit,
    Made,
    Name,
    Neighbour,
    Proposition,
    Scholar,
    Tally,
    Thing,
    Wanted,
    Work,
)
from kg.index.search import Searcher
from kg.model import StoreError
from kg.terms import clean

T = TypeVar("T")

_Row = tuple[Any, ...]  # what SQLite gives; each statement says what stands where
_AT_ONCE = 500  # values of one statement


class _Connection(sqlite3.Connection):
    """A connection that others may hold weakly."""


class Index:
    """What pages ask of a graph. Lists that take ``limit`` and ``offset`` are in a fixed order.

    Every thread has a connection of its own. The file is held as long as the index is open, so that nobody removes it.
    What is asked raises :class:`kg.model.StoreError` where the file has been damaged.
    """

    def __init__(self, path: Path) -> None:
        """Open an index that :func:`kg.index.ensure` made.

        Raises:
            StoreError: it cannot be opened.
        """
        self._path = Path(path)
        self._threads = threading.local()
        self._open: weakref.WeakSet[_Connection] = weakref.WeakSet()
        self._lock = threading.Lock()
        try:
            self._release = weakref.finalize(self, disk.release, disk.lock(self._path))
        except OSError as error:
            raise StoreError(f"the index {self._path} cannot be opened ({error}); start again") from error
        self._rows("SELECT name FROM total LIMIT 1", ())
        self._searcher = Searcher(self._rows)
        self.overview = Overview(self._rows, self._claims, self._things, self._works)

    @property
    def path(self) -> Path:
        """Its file."""
        return self._path

    def close(self) -> None:
        """Close the connections of all threads, and let others remove the file."""
        with self._lock:
            for connection in tuple(self._open):
                connection.close()
        self._release()

    def counts(self) -> Mapping[str, int]:
        """``works, claims, propositions, things, scholars, disagreements, rejected``.

        Things are those that claims speak of, scholars those to whom claims are credited.
        """
        return {name: int(value) for name, value in self._rows("SELECT name, value FROM total", ())}

    def thing(self, iri: str) -> Thing | None:
        """A thing of the vocabulary or of texts, whether or not claims speak of it; works are no things."""
        return _first(self._things(f"{statements.THINGS} WHERE node.iri = ?", (iri,)))

    def things(self, type: str = "", limit: int = 50, offset: int = 0) -> tuple[Thing, ...]:
        """Those that claims speak of, most claims first."""
        condition = "thing.type = ? AND" if type else ""
        text = f"{statements.THINGS} WHERE {condition} thing.claims > 0 ORDER BY thing.rank LIMIT ? OFFSET ?"
        return self._things(text, (*([type] if type else []), *_page(limit, offset)))

    def types(self) -> Mapping[str, int]:
        """Things that claims speak of by type, most first."""
        return {type: int(count) for type, count in self._rows(statements.TYPES, ())}

    def names(self, iri: str) -> tuple[Name, ...]:
        """The names of a thing: its label, then the others by kind and text."""
        return tuple(Name(text, kind) for text, kind in self._rows(statements.NAMES, (iri,)))

    def labels(self, iris: Iterable[str]) -> dict[str, str]:
        """Labels of things, works (their short citation), scholars, relations and classes; those unknown left out."""
        found: dict[str, str] = {}
        wanted = list(dict.fromkeys(iris))
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            marks = ", ".join("?" * len(some))
            rows = self._rows(f"SELECT iri, label FROM node WHERE label <> '' AND iri IN ({marks})", some)
            found.update((iri, label) for iri, label in rows)
        return {iri: found[iri] for iri in wanted if iri in found}

    def broader(self, iri: str) -> tuple[Thing, ...]:
        """The things that a thing is a kind of, most claims first."""
        return self._things(statements.BROADER, (iri,))

    def narrower(self, iri: str) -> tuple[Thing, ...]:
        """The kinds of a thing, most claims first."""
        return self._things(statements.NARROWER, (iri,))

    def tallies(self, iri: str) -> tuple[Tally, ...]:
        """By relation and end, most claims first."""
        return tuple(Tally(relation, end, *map(int, counts)) for relation, end, *counts in self._ends(iri))

    def neighbours(self, iri: str, limit: int = 20) -> tuple[Neighbour, ...]:
        """Things that claims join to a thing, most claims first; works that speak of it are none."""
        rows = self._rows(statements.NEIGHBOURS, {"iri": iri, "limit": _page(limit, 0)[0]})
        return tuple(
            Neighbour(_thing(thing), int(claims), int(works), tuple(sorted(relations.split())))
            for *thing, claims, works, relations in rows
        )

    def years(self, wanted: Wanted) -> tuple[tuple[str, int], ...]:
        """Year of publication and number of claims, oldest first; works without a year are left out."""
        return self._counted(statements.YEARS, wanted)

    def claim(self, iri: str) -> Claim | None:
        """A claim, also one that curators rejected."""
        return _first(self._claims(f"{statements.CLAIMS} WHERE c.iri = ?", (iri,)))

    def claims(self, wanted: Wanted = Wanted(), limit: int = 50, offset: int = 0) -> tuple[Claim, ...]:  # noqa: B008
        """In reading order: by document and place in the text."""
        where, values = statements.where(wanted)
        limit, offset = _page(limit, offset)
        # What is passed over is not joined.
        page = f"SELECT c.n FROM claim c WHERE {where} ORDER BY c.n LIMIT :limit OFFSET :offset"
        text = f"{statements.CLAIMS} WHERE c.n IN ({page}) ORDER BY c.n"
        return self._claims(text, values | {"limit": limit, "offset": offset})

    def made(self, wanted: Wanted) -> tuple[Made, ...]:
        """How the claims that are wanted were made, in reading order; far quicker than all of each claim."""
        where, values = statements.where(wanted)
        return tuple(Made(*row) for row in self._rows(statements.MADE.format(where=where), values))

    def count(self, wanted: Wanted) -> int:
        """How many claims are wanted."""
        where, values = statements.where(wanted)
        return int(self._rows(f"SELECT COUNT(*) FROM claim c WHERE {where}", values)[0][0])

    def relations(self, wanted: Wanted) -> tuple[tuple[str, int], ...]:
        """The relations of the claims that are wanted, with their number, most first."""
        return self._counted(statements.RELATIONS, wanted)

    def proposition(self, iri: str) -> Proposition | None:
        """What claims state."""
        return _first(tuple(_proposition(row) for row in self._rows(statements.PROPOSITION, (iri,))))

    def work(self, iri: str) -> Work | None:
        """A work of the store."""
        return _first(self._works(f"{statements.WORKS} WHERE node.iri = ?", (iri,)))

    def works(self, limit: int = 50, offset: int = 0) -> tuple[Work, ...]:
        """All works, by citation."""
        return self._works(f"{statements.WORKS} ORDER BY work.rank LIMIT ? OFFSET ?", _page(limit, offset))

    def scholar(self, iri: str) -> Scholar | None:
        """Somebody to whom works credit claims, or who is a member of those, or of whom works speak."""
        return _first(self._scholars(f"{statements.SCHOLARS} WHERE node.iri = ?", (iri,)))

    def scholars(self, limit: int = 50, offset: int = 0) -> tuple[Scholar, ...]:
        """Those to whom claims are credited, most claims first."""
        text = f"{statements.SCHOLARS} WHERE scholar.claims > 0 ORDER BY scholar.rank LIMIT ? OFFSET ?"
        return self._scholars(text, _page(limit, offset))

    def scholars_of(self, iri: str) -> tuple[Scholar, ...]:
        """Those to whom claims are credited that a work makes, that speak of a thing or that state a proposition.

        Of a scholar, the groups of which they are a member. Those with most such claims first.
        """
        return self._scholars(statements.SCHOLARS_OF, {"iri": iri})

    def disagreements(self, kind: str = "", limit: int = 50, offset: int = 0) -> tuple[Disagreement, ...]:
        """Conflicts first, then as the question ``disagreements`` ranks them."""
        condition = "WHERE kind = ?" if kind else ""
        text = f"{statements.DISAGREEMENTS} {condition} ORDER BY n LIMIT ? OFFSET ?"
        return self._disagreements(text, (*([kind] if kind else []), *_page(limit, offset)))

    def disagreement_kinds(self) -> tuple[tuple[str, int], ...]:
        """The kinds in the order in which they are listed, with their number."""
        return tuple((kind, int(count)) for kind, count in self._rows(statements.DISAGREEMENT_KINDS, ()))

    def disagreement(self, iri: str) -> Disagreement | None:
        """Two claims that seem to clash."""
        return _first(self._disagreements(f"{statements.DISAGREEMENTS} WHERE iri = ?", (iri,)))

    def disputes_of(self, iri: str) -> tuple[Disagreement, ...]:
        """Disagreements of which a claim is a side; of a proposition those about it, of a work those of its claims."""
        return self._disagreements(statements.DISPUTES_OF, {"iri": iri})

    def search(self, text: str, kind: str = "", limit: int = 20) -> tuple[Hit, ...]:
        """Things, scholars, works and claims that a text names or whose words it gives; ``kind`` is one of these.

        Without a kind things come first, then scholars, works and claims, each with a share of the list. Unknown
        kinds and texts without a word find nothing.
        """
        return self._searcher.search(text, kind, _page(limit, 0)[0])

    def _rows(self, text: str, values: Iterable[object] | Mapping[str, object]) -> list[_Row]:
        given: Any = values if isinstance(values, Mapping) else tuple(values)
        try:
            return self._connection().execute(text, given).fetchall()
        except UnicodeEncodeError:  # half a character, which no text of a graph has
            return self._rows(text, _cleaned(given))
        except sqlite3.DatabaseError as error:
            raise StoreError(f"the index {self._path} cannot be read ({error}); remove it and start again") from error

    def _connection(self) -> _Connection:
        known: _Connection | None = getattr(self._threads, "connection", None)
        if known is None:
            known = sqlite3.connect(read_only(self._path), uri=True, check_same_thread=False, factory=_Connection)
            with self._lock:
                self._open.add(known)
            self._threads.connection = known
        return known

    def _things(self, text: str, values: Iterable[object]) -> tuple[Thing, ...]:
        return tuple(_thing(row) for row in self._rows(text, values))

    def _ends(self, iri: str) -> list[_Row]:
        return self._rows(statements.TALLIES, {"iri": iri})

    def _counted(self, text: str, wanted: Wanted) -> tuple[tuple[str, int], ...]:
        where, values = statements.where(wanted)
        return tuple((name, int(count)) for name, count in self._rows(text.format(where=where), values))

    def _claims(self, text: str, values: Iterable[object] | Mapping[str, object]) -> tuple[Claim, ...]:
        return tuple(
            Claim(ClaimRow(*row), proposition, holder, evidence, bool(counts))
            for *row, proposition, holder, evidence, counts in self._rows(text, values)
        )

    def _works(self, text: str, values: Iterable[object]) -> tuple[Work, ...]:
        return tuple(_work(row) for row in self._rows(text, values))

    def _scholars(self, text: str, values: Iterable[object] | Mapping[str, object]) -> tuple[Scholar, ...]:
        return tuple(
            Scholar(iri, label, int(claims), int(works), _list(members))
            for iri, label, claims, works, members in self._rows(text, values)
        )

    def _disagreements(self, text: str, values: Iterable[object] | Mapping[str, object]) -> tuple[Disagreement, ...]:
        return tuple(Disagreement(*row) for row in self._rows(text, values))


def _cleaned(values: Any) -> Any:
    if isinstance(values, Mapping):
        return {name: _cleaned(value) for name, value in values.items()}
    if isinstance(values, tuple):
        return tuple(map(_cleaned, values))
    return clean(values) if isinstance(values, str) else values


def _thing(row: Iterable[str]) -> Thing:
    iri, label, type, definition, example, level, local, claims, works = row
    return Thing(iri, label, type, definition, example, level, bool(local), int(claims), int(works))


def _work(row: _Row) -> Work:
    iri, doc, citation, title, year, doi, kind, source, *lists = row
    authors, places, sentences, claims, merged, related = lists
    listed = _list(authors), _list(places)
    others = _list(merged), _list(related)
    return Work(iri, doc, citation, title, year, doi, kind, source, *listed, sentences, claims, *others)


def _proposition(row: _Row) -> Proposition:
    iri, head, head_label, relation, tail, tail_label, *numbers, refines = row
    belief, low, high, denial, works, supporting, sources = numbers
    ends = head, head_label, relation, tail, tail_label
    return Proposition(iri, *ends, belief, low, high, denial, works, supporting, sources, _list(refines))


def _first(found: tuple[T, ...]) -> T | None:
    return found[0] if found else None


def _list(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def _page(limit: int, offset: int) -> tuple[int, int]:
    # SQLite takes a negative limit for none at all, and refuses what does not fit 64 bits.
    return min(max(limit, 0), 1 << 40), min(max(offset, 0), 1 << 40)
