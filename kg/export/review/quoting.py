"""Citations and quotes in running text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

from kg.claimrow import ClaimRow
from kg.export.drafts.model import Quote, Run, Runs, runs
from kg.export.wording import Hold, hold, is_reported

_QUOTES = 2
_LONGEST = 600
"""Characters of a quote before it is cut at a word."""


class Citer:
    """Cites works and keeps which.

    Args:
        short: the citation of each document, as ``Hall, 2003``; without it a document is cited by its id.
    """

    def __init__(self, short: Mapping[str, str] | None = None) -> None:
        self._short = short or {}
        self._anchors: dict[str, str] = {}

    @property
    def cited(self) -> Set[str]:
        """The ids of the documents cited so far."""
        return self._anchors.keys()

    def anchor(self, doc: str) -> str:
        """The anchor of the reference of a document."""
        return self._anchors.setdefault(doc, f"ref-{len(self._anchors) + 1}")

    def one(self, doc: str) -> Run:
        """The citation of a document, without brackets."""
        anchor = self.anchor(doc)
        return Run(self._short.get(doc, doc), link=f"#{anchor}")

    def many(self, rows: Iterable[ClaimRow], most: int) -> Runs:
        """The works of some claims by year, only those of the surest if they are too many, and whom they report."""
        by_doc: dict[str, list[ClaimRow]] = {}
        for row in rows:
            by_doc.setdefault(row.doc, []).append(row)
        kept = sorted(list(by_doc)[:most], key=lambda doc: (by_doc[doc][0].year, by_doc[doc][0].citation, doc))
        parts: list[Run | str] = []
        for doc in kept:
            holders = sorted({row.attributed_to for row in by_doc[doc] if is_reported(row)})
            parts += ["; " if parts else "", self.one(doc), f", reporting {', '.join(holders)}" if holders else ""]
        return runs(*parts, f"; and {len(by_doc) - len(kept):,} more" if len(by_doc) > len(kept) else "")

    def choose(self, rows: Sequence[ClaimRow], shown: set[str], most: int = _QUOTES) -> list[ClaimRow]:
        """The first claims of different works whose sentences are not shown yet; marks them shown."""
        found: list[ClaimRow] = []
        for row in rows:
            if len(found) < most and row.quote not in shown and row.doc not in {f.doc for f in found}:
                found.append(row)
                shown.add(row.quote)
        return found

    def quote(self, row: ClaimRow) -> Quote:
        """The sentence of a claim and where it stands; how it is held, where it is not asserted."""
        how = hold(row)
        where = "".join(f", {part}" for part in (f"p. {row.page}" if row.page else "", row.section) if part)
        holder = f", reporting {row.attributed_to}" if is_reported(row) else ""
        said = "" if how in (Hold.ASSERTED, Hold.REPORTED) else f" [{how}]"
        source = runs("(", self.one(row.doc), f"{where}{holder}){said}")
        return Quote(Run(f"“{shortened(row.quote)}”"), source)


def shortened(text: str) -> str:
    """A sentence on one line; a very long one is cut at a word, which is marked."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST else f"{flat[:_LONGEST].rsplit(' ', 1)[0]} […]"


def commas(parts: Iterable[Runs]) -> Runs:
    """Parts with commas between them."""
    made: list[Run | str] = []
    for part in parts:
        made += [", " if made else "", *part]
    return runs(*made)


def listed_runs(parts: Sequence[Runs], more: int = 0) -> Runs:
    """``a, b and c``; with ``more`` above 0, ``a, b and 7 more``."""
    found = [*parts, runs(f"{more:,} more")] if more else list(parts)
    if len(found) < 2:
        return runs(*found)
    return runs(commas(found[:-1]), " and ", found[-1])
