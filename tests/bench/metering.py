"""Time and memory of a piece of work, without anything large to import."""

from __future__ import annotations

import os
import resource
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType


@dataclass(slots=True)
class Meter:
    """Seconds spent inside it, by the clock and of the processors, processes that have ended included."""

    wall: float = 0.0
    cpu: float = 0.0
    _since: list[float] = field(default_factory=list)

    def __enter__(self) -> Meter:
        self._since = [time.perf_counter(), sum(os.times()[:4])]
        return self

    def __exit__(self, _: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.wall += time.perf_counter() - self._since[0]
        self.cpu += sum(os.times()[:4]) - self._since[1]


def peak() -> float:
    """Peak resident memory of this process so far, in MiB.

    Linux counts the parent's memory into ``ru_maxrss`` of a process it starts, so its own high-water mark is read.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(x for x in status.read_text(encoding="ascii", errors="replace").splitlines() if "VmHWM" in x)
        return int(line.split()[1]) / (1 << 10)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (1 << 20 if sys.platform == "darwin" else 1 << 10)
