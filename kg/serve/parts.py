"""The part of the graph that is drawn: which claims, bounded, and the page that draws them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kg import network
from kg.claimrow import ClaimRow
from kg.export.flat import words
from kg.index import Claim, Index, Wanted
from kg.model import KgError

MOST = 1_200
"""Claims that are drawn: a page of them takes some seconds to lay out."""


@dataclass(frozen=True, slots=True)
class Part:
    """What is drawn: what is near a thing (``focus``, an IRI), or all where it is empty, best supported first."""

    focus: str = ""
    label: str = ""
    hops: int = 1
    relations: tuple[str, ...] = ()
    polarity: str = ""

    def __str__(self) -> str:
        """The part in words."""
        near = (
            f"Within {self.hops} relation{'s' * (self.hops > 1)} of {self.label}"
            if self.focus
            else "The best supported claims"
        )
        sign = {"positive": "only what is stated", "negative": "only what is denied"}.get(self.polarity, "")
        return ": ".join(filter(None, (near, ", ".join(filter(None, (*map(words, self.relations), sign))))))


def drawn(path: Path, part: Part) -> bytes:
    """The page of a part of the graph with this index, for a process that does nothing else.

    Raises:
        KgError: no claim is left.
    """
    from kg.export.graph import write_page  # they load what lays networks out
    from kg.layout import layout

    with closing(Index(path)) as index, tempfile.TemporaryDirectory() as folder:
        net = network.of_claims(chosen(index, part))
        if part.focus and part.focus in net:
            net = network.around(net, part.focus, part.hops)
        if not len(net):
            raise KgError("no claim is left to draw; ask for less")
        page = Path(folder) / "network.html"
        write_page(net, page, str(part), layout, corpus=index.counts()["works"])
        return page.read_bytes()


def chosen(index: Index, part: Part) -> list[ClaimRow]:
    """The claims that are drawn, ``MOST`` at most, those of the best supported statements."""
    if not part.focus:
        return _rows(_of(index, part, MOST, Wanted()))
    first = _of(index, part, MOST // 2, Wanted(thing=part.focus))
    near = {iri for claim in first for iri in (claim.row.head, claim.row.tail)}
    if not near:
        return []
    room = MOST - len(first)
    if part.hops > 1:
        return _rows([*first, *_of(index, part, room, Wanted(), touching=near - {part.focus})])
    return _rows([*first, *_of(index, part, room, Wanted(), among=near)])


def _of(index: Index, part: Part, most: int, wanted: Wanted, **ends: Iterable[str]) -> list[Claim]:
    """The claims of the relations that are asked for, each with an equal share."""
    names = part.relations or ("",)
    return [
        claim
        for name in names
        for claim in index.overview.strongest(_narrowed(wanted, name, part), max(1, most // len(names)), **ends)
    ]


def _narrowed(wanted: Wanted, relation: str, part: Part) -> Wanted:
    return Wanted(thing=wanted.thing, relation=relation, polarity=part.polarity)


def _rows(claims: Iterable[Claim]) -> list[ClaimRow]:
    """The rows of claims, each once, in reading order."""
    found = {claim.row.claim: claim.row for claim in claims}.values()
    return sorted(found, key=lambda row: (row.citation, row.doc, int(row.start or 0), row.claim))
