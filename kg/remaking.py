"""Makes the graph of a store anew in a process of its own, one at a time, and says what came of it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from threading import Thread

from kg.holdings import Shards, alone
from kg.model import KgError, StoreError
from kg.publish import Published, publish
from kg.store import writer

NOTE = "remade.json"
"""The note of what came of it."""
_LOCK = "REMAKE"
_PATIENCE = 5.0  # seconds to wait for somebody who only looks
_STARTING = 30.0  # seconds until a process has begun, on a busy machine


class State(StrEnum):
    """How far it is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the graph is made anew; ``said`` is a line for people, ``time`` when it came to this."""

    state: State
    said: str
    time: str


def remake(path: Path) -> Published:
    """Make the graph of a store anew from what was read and what people decided.

    Raises:
        KgError: another process writes the store, or something in it is damaged.
    """
    with writer(path) as target:
        return publish(target)


def start(path: Path) -> None:
    """Let a process of its own make the graph of a store anew; it has begun, or ended, when this returns.

    Where one is at it already, nothing is done.
    """
    asked = [sys.executable, "-P", "-m", "kg.remaking", str(path)]
    before = progress(path)
    if before is not None and before.state is State.RUNNING:
        return
    null = subprocess.DEVNULL
    process = subprocess.Popen(asked, stdin=null, stdout=null, stderr=null)
    Thread(target=process.wait, daemon=True).start()  # so that it leaves nothing behind when it ends
    end = time.monotonic() + _STARTING
    while process.returncode is None and progress(path) == before and time.monotonic() < end:
        time.sleep(0.05)


def progress(path: Path) -> Progress | None:
    """How far the graph of a store is made anew; None where nobody has asked for it."""
    if not Shards(path).note(NOTE):
        return None
    try:
        with alone(path, _LOCK):
            found = _read(path)
    except (StoreError, OSError):  # it is held, or nothing can be written here
        return _read(path)
    if found is not None and found.state is State.RUNNING:
        return Progress(State.FAILED, "its process was ended before the graph was made; ask for it again", found.time)
    return found


def _read(path: Path) -> Progress | None:
    try:
        raw = json.loads(Shards(path).note(NOTE))
        return Progress(State(raw["state"]), str(raw["said"]), str(raw["time"]))
    except (ValueError, KeyError, TypeError):
        return None


def _say(path: Path, state: State, said: str) -> None:
    plain = " ".join(said.replace(str(path), "the store").split())  # a page need not say where it lies
    told = Progress(state, plain, datetime.now(UTC).isoformat(timespec="milliseconds"))
    Shards(path).amend(NOTE, lambda _: json.dumps(asdict(told), ensure_ascii=False).encode(errors="replace"))


def main(path: Path) -> None:
    """Make the graph of a store anew and write down what came of it."""
    with alone(path, _LOCK, _PATIENCE):
        _say(path, State.RUNNING, "the graph is being made anew")
        try:
            made = remake(path)
        except KgError as error:
            _say(path, State.FAILED, str(error))
        except Exception as error:
            _say(path, State.FAILED, f"the program made a mistake ({type(error).__name__}); run kg build to see it")
            raise
        else:
            _say(path, State.DONE, f"the graph was made anew: {made.claims} claims, {made.propositions} propositions")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
