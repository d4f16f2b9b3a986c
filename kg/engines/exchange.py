"""Messages between the parts of a piece of work that is spread over a Dask cluster.

Work goes in steps: each part reads what was sent to it, and sends messages to names, whoever has them ("supersteps",
after Malewicz et al. 2010, Pregel, SIGMOD). A name belongs to one part, always the same for so many parts. What goes
between two parts is pickled and sent as rows of a table by Dask's own shuffle, which puts it down on the disks of the
workers, never passes it through the scheduler or the client, and begins anew where a worker is lost.

What a part receives does not depend on workers or timing: messages come in the order of the parts that sent them, and
of each in the order it sent them.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from hashlib import blake2b
from typing import Any

try:
    import dask.dataframe as dd
    import pandas as pd
    import pyarrow as pa
    from dask.dataframe.shuffle import partitioning_index
    from distributed import futures_of
except ImportError:
    from kg.engines import EngineError

    raise EngineError('a cluster needs Dask; run: pip install "intergov-kg[cluster]"') from None

Message = tuple[Any, Any]
"""A name, or the number of a part, and what is told to whoever has it."""

Sent = pd.DataFrame
"""Messages to one part, as :func:`received` reads them."""
Parts = list[Any]
"""A future for each part."""

_from_delayed: Any = dd.from_delayed  # which have no types
_futures: Any = futures_of
_part_of: Any = partitioning_index

_COLUMNS: dict[str, Any] = {
    "to": "int64",
    "sender": "int64",
    "number": "int64",
    "said": pd.ArrowDtype(pa.large_binary()),
}
_BATCH = 2048  # messages of a row


class Exchange:
    """A cluster, and the parts that a piece of work on it has."""

    def __init__(self, client: Any, parts: int) -> None:
        self._client = client
        self.parts = parts

    def each(self, work: Callable[..., object], *given: object) -> Parts:
        """Start a function for each part.

        Args:
            work: a function that workers can be sent.
            given: its arguments: a list has one for each part, anything else is for all.
        """
        return [
            self._client.submit(work, *(g[part] if isinstance(g, list) else g for g in given), pure=False)
            for part in range(self.parts)
        ]

    def one(self, value: object) -> object:
        """A value for all parts, which is sent to a worker once."""
        return self._client.submit(_same, value, pure=False)

    def send(self, *outboxes: tuple[Callable[..., Iterable[Message]], Sequence[object]]) -> Parts:
        """What each part is sent, as tables for :func:`received`.

        Args:
            outboxes: functions that give the messages of a part, each with its arguments as for :meth:`each`.
        """
        frames = [
            frame
            for order, (work, given) in enumerate(outboxes)
            for frame in self.each(_Outbox(work, order, self.parts), list(range(self.parts)), *given)
        ]
        table = _from_delayed(frames, meta=_table([]), verify_meta=False)
        moved = table.shuffle("to", npartitions=self.parts, shuffle_method="p2p", force=True)
        return sorted(_futures(self._client.persist(moved)), key=lambda future: future.key[1])


def _same(value: object) -> object:
    return value


class _Outbox:
    """Gives the messages of one part as a table."""

    def __init__(self, work: Callable[..., Iterable[Message]], order: int, parts: int) -> None:
        self._work = work
        self._order = order
        self._parts = parts
        self.__name__ = getattr(work, "__name__", "messages")

    def __call__(self, part: int, *given: object) -> pd.DataFrame:
        places, sender = _places(self._parts), self._order * self._parts + part
        boxes: dict[int, list[Message]] = {}
        for name, said in self._work(*given):
            boxes.setdefault(part_of(name, self._parts), []).append((name, said))
        return _table(
            (places[to], sender, start, pickle.dumps(messages[start : start + _BATCH], protocol=5))
            for to, messages in boxes.items()
            for start in range(0, len(messages), _BATCH)
        )


def received(table: Sent) -> Iterator[Message]:
    """The messages of a table."""
    for said in table.sort_values(["sender", "number"])["said"]:
        yield from pickle.loads(said)


def part_of(name: str | int, parts: int) -> int:
    """The part that has a name."""
    if isinstance(name, int):
        return name
    return int.from_bytes(blake2b(name.encode(errors="surrogatepass"), digest_size=8).digest(), "big") % parts


def _table(rows: Iterable[tuple[int, int, int, bytes]]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(_COLUMNS)).astype(_COLUMNS)


@cache
def _places(parts: int) -> list[int]:
    """For each part a number that Dask puts there: it hashes the column that it shuffles by."""
    found: dict[int, int] = {}
    start = 0
    while len(found) < parts:
        numbers = pd.DataFrame({"to": range(start, start + 4 * parts)}, dtype="float64")
        for number, part in enumerate(_part_of(numbers, parts), start):
            found.setdefault(int(part), number)
        start += 4 * parts
    return [found[part] for part in range(parts)]
