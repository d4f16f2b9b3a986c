"""Documents read in this process, one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from kg.engines import Done, Lost, Results, Settings, Work, failed, one
from kg.model import ModelError
from kg.shelves import Shelf


class Here:
    """Reads in this process; a document that raises an error is lost, one that crashes or hangs is not survived."""

    def read(self, works: Sequence[Work], settings: Settings, shelf: Shelf | None = None) -> Results:
        """Read documents in the order given.

        Raises:
            ModelError: the spaCy pipeline is missing or unfit.
        """
        del shelf  # whoever asked puts it there
        for work in works:
            yield _read(work, settings)


def _read(work: Work, settings: Settings) -> Done | Lost:
    try:
        return Done(work.document.id, one.shard(work, settings))
    except ModelError:
        raise
    except Exception as error:
        return failed(work, error)
