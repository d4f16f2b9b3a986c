"""Things that are joined, two and two, and the groups that come of it."""

from __future__ import annotations


class Groups:
    """Names that are joined; each group is known by its least name."""

    def __init__(self) -> None:
        self._to: dict[str, str] = {}

    def first(self, name: str) -> str:
        """The least name of the group of a name."""
        while (to := self._to.get(name, name)) != name:
            self._to[name] = self._to.get(to, to)
            name = to
        return name

    def join(self, one: str, other: str) -> None:
        """Make one group of those of two names."""
        low, high = sorted((self.first(one), self.first(other)))
        if low != high:
            self._to[high] = low
