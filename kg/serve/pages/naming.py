"""Which thing a name means: for the parameters of questions and for the links of their answers.

A graph has its names read once, when the first question is asked of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from threading import Lock
from weakref import WeakKeyDictionary

from kg import queries
from kg.index import Index
from kg.model import QueryError

NEAREST = 5
"""Names that are offered where nothing has the name."""

LONGEST = 300
"""Characters of a name that are compared with others."""

_RANKS = {"preferred": 0, "alternative": 2, "hidden": 4}


class Names:
    """The names of the things and the citations of the works of a graph."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._by_key: defaultdict[str, list[tuple[int, str, str]]] = defaultdict(list)
        shown: defaultdict[str, set[str]] = defaultdict(set)
        for name in index.overview.names():
            self._by_key[queries.key(name.text)].append((_RANKS[name.kind] + name.local, name.iri, name.type))
            if name.kind == "preferred":
                shown[name.text].add(name.iri)
        self._things = {text: next(iter(iris)) for text, iris in shown.items() if len(iris) == 1}
        self._works = index.overview.citations()

    def resolve(self, label: str, type: str) -> str:
        """The IRI of the thing with this label, as :func:`kg.queries.resolve_label` finds it.

        Raises:
            QueryError: nothing of the type has the label; the message offers the nearest names.
        """
        wanted = queries.key(label)
        found = self._by_key.get(wanted, []) if wanted else []
        fitting = [(rank, iri) for rank, iri, own in found if type in (queries.THING, own)]
        if fitting:
            return min(fitting)[1]
        kind = "thing" if type == queries.THING else type
        near = "; ".join(self._near(label, type))
        raise QueryError(f"no {kind} is called {label!r}; {f'nearest: {near}' if near else 'nothing is near it'}")

    def thing(self, label: str) -> str:
        """The IRI of the one thing whose label this is; empty where there is none, or are several."""
        return self._things.get(label, "")

    def work(self, citation: str) -> str:
        """The IRI of the one work that has a citation; empty where there is none, or are several."""
        return self._works.get(citation, "")

    def _near(self, label: str, type: str) -> Iterator[str]:
        hits = self._index.search(label[:LONGEST], "thing", 40)
        fitting = [hit.matched or hit.label for hit in hits if type in (queries.THING, hit.type)]
        yield from list(dict.fromkeys(fitting))[:NEAREST]


_KNOWN: WeakKeyDictionary[Index, Names] = WeakKeyDictionary()
_TURN = Lock()


def names(index: Index) -> Names:
    """The names of a graph."""
    with _TURN:
        if index not in _KNOWN:
            _KNOWN[index] = Names(index)
        return _KNOWN[index]
