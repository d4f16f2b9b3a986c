"""Drawings of a graph, made once: each in a process of its own, one at a time."""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from weakref import WeakKeyDictionary

from anyio import CapacityLimiter

from kg.index import Index
from kg.model import KgError
from kg.serve.apart import apart
from kg.serve.parts import Part, chosen, drawn

_KEPT = 6  # pages, of a megabyte each
_COUNTED = 256
_META = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


@dataclass(frozen=True, slots=True)
class Page:
    """A page that draws, and the policy under which it works."""

    html: bytes
    policy: str


class Drawer:
    """Has the pages of a graph made, and keeps the last ones."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._turn = CapacityLimiter(1)
        self._pages: OrderedDict[Part, Page] = OrderedDict()
        self._counts: OrderedDict[Part, tuple[int, int]] = OrderedDict()

    def counts(self, part: Part) -> tuple[int, int]:
        """How many claims of how many works are drawn."""
        found = self._counts.get(part)
        if found is None:
            rows = chosen(self._index, part)
            self._counts[part] = found = len(rows), len({row.work for row in rows})
            if len(self._counts) > _COUNTED:
                self._counts.popitem(last=False)
        return found

    async def page(self, part: Part) -> Page:
        """The page of a part.

        Raises:
            KgError: no claim is left.
        """
        async with self._turn:
            if part in self._pages:
                self._pages.move_to_end(part)
                return self._pages[part]
            html = await apart(drawn, self._index.path, part)
            self._pages[part] = found = Page(html, _policy(html))
            if len(self._pages) > _KEPT:
                self._pages.popitem(last=False)
        return found


def _policy(html: bytes) -> str:
    """The policy that the page names itself, which may be framed by pages of this server."""
    found = _META.search(html[:4096].decode("utf-8", "replace"))
    if found is None:
        raise KgError("the page of the graph names no Content-Security-Policy; install intergov-kg again")
    return f"{found[1]}; frame-ancestors 'self'"


_KNOWN: WeakKeyDictionary[Index, Drawer] = WeakKeyDictionary()
_TURN = Lock()


def drawer(index: Index) -> Drawer:
    """What draws a graph."""
    with _TURN:
        return _KNOWN.setdefault(index, Drawer(index))
