"""What is made once for a graph and kept as long as the graph is shown."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from starlette.requests import Request

T = TypeVar("T")

_KEPT = 16  # values; a graph has a few, and two graphs may be in use at a time


@dataclass(slots=True)
class _Slot:
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    value: Any = None
    is_made: bool = False


async def once(request: Request, generation: str, name: str, make: Callable[[], Awaitable[T]]) -> T:
    """The value of a name for a graph, made by the first who asks; the others wait for it.

    What ``make`` raises is not kept: the next who asks lets it be made again.
    """
    slots = _slots(request)
    slot = slots.setdefault((generation, name), _Slot())
    async with slot.turn:
        if not slot.is_made:
            slot.value, slot.is_made = await make(), True
    for key in list(slots)[:-_KEPT]:
        del slots[key]
    value: T = slot.value
    return value


def _slots(request: Request) -> dict[tuple[str, str], _Slot]:
    state = request.app.state
    if not hasattr(state, "once"):
        state.once = {}
    found: dict[tuple[str, str], _Slot] = state.once
    return found
