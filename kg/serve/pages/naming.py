"""Which thing a name means: for the parameters of questions and for the links of their answers.

A graph has its names read once, when the first question is asked of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from weakref import WeakKeyDictionary

from starlette.requests import Request

from kg import queries
from kg.index import Index
from kg.model import QueryError
from kg.serve.rendering import with_query
from kg.terms import BASE

NEAREST = 5
"""Names that are offered where nothing has the name."""

LONGEST = 300
"""Characters of a name that are compared with others."""

_RANKS = {"preferred": 0, "alternative": 2, "hidden": 4}


class UnknownNameError(QueryError):
    """Nothing has a name; ``near`` are those that come nearest."""

    def __init__(self, kind: str, name: str, near: Sequence[str]) -> None:
        offer = f"nearest: {'; '.join(near)}" if near else "nothing is near it"
        super().__init__(f"no {kind} is called {name!r}; {offer}")
        self.name, self.near = name, near


@dataclass(frozen=True, slots=True)
class Told:
    """What is wrong with an address: the words, and after them the nearest names with the addresses that ask so."""

    words: str = ""
    near: Sequence[tuple[str, str]] = ()


def told(request: Request, error: QueryError, values: Mapping[str, str]) -> Told:
    """What a page says of an error; ``values`` are those of the parameters that take names."""
    cause = error if isinstance(error, UnknownNameError) else error.__cause__
    if not isinstance(cause, UnknownNameError):
        return Told(str(error))
    asked = next((name for name, value in values.items() if value == cause.name), "")
    if not asked:
        return Told(str(error))
    near = [(name, with_query(request, **{asked: name})) for name in cause.near]
    return Told(str(error).removesuffix("; ".join(cause.near)), near)


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
        """The IRI of the thing with this label, as :func:`kg.queries.resolve_label` finds it; an IRI as it is.

        Raises:
            UnknownNameError: nothing of the type has the label; the message offers the nearest names.
        """
        if found := self.found(label, type):
            return found
        raise UnknownNameError("thing" if type == queries.THING else type, label, tuple(self._near(label, type)))

    def found(self, label: str, type: str) -> str:
        """The same; empty where nothing of the type has the label."""
        if label.startswith(BASE) and self._index.labels([label]):
            return label
        wanted = queries.key(label)
        found = self._by_key.get(wanted, []) if wanted else []
        return min(((rank, iri) for rank, iri, own in found if type in (queries.THING, own)), default=(0, ""))[1]

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
