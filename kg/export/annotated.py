"""An annotated bibliography: each work with its claims by theme, under the sentences that make them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from kg.claimrow import ClaimRow
from kg.export.citations import Style, cite
from kg.export.drafts.model import Block, Bullets, Draft, Entry, Heading, Item, Paragraph, References, Run, Runs, runs
from kg.export.references import works_by_id
from kg.export.review.framing import provenance
from kg.export.review.quoting import Citer
from kg.export.selection import Selection
from kg.export.wording import PLURALS, Hold, hold, verb
from kg.model import THIS_WORK
from kg.networks import Things
from kg.patterns.words import counted, works

TITLE = "Annotated bibliography"
_SENTENCES = 3
"""Sentences of a theme that are quoted for a work; the surest."""


def annotated(selection: Selection, style: Style) -> Draft:
    """The annotated bibliography of a selection: works with claims first by reference, then those without."""
    by_doc = works_by_id(selection)
    cited = cite(by_doc.values(), style)
    citer = Citer(cited.short)
    claims: defaultdict[str, list[ClaimRow]] = defaultdict(list)
    for row in selection.claims:
        claims[row.doc].append(row)
    blocks: list[Block] = [*_lead(selection, len(claims), len(by_doc)), Heading(1, "Works", "works")]
    for at, doc in enumerate(cited.order, 1):
        blocks.append(Heading(3, cited.short[doc], f"work-{at}"))
        blocks.append(References((Entry(cited.full[doc], citer.anchor(doc)),)))
        blocks += _annotation(claims[doc], citer, selection.things)
    return Draft(TITLE, (*blocks, *provenance(selection)), selection.stamp)


def _lead(selection: Selection, claiming: int, all_works: int) -> list[Block]:
    about = (
        f"{works(all_works)}; {counted(len(selection.claims), 'claim')} ({selection.stamp.asked}) in "
        f"{works(claiming)}. Below each reference stand its claims by theme, the sentence first that makes them, word "
        f"for word; of each theme the {_SENTENCES} surest sentences. What is not simply asserted says so."
    )
    return [Heading(1, "What this is", "about"), Paragraph(runs(about))]


def _annotation(claims: Sequence[ClaimRow], citer: Citer, things: Things) -> Iterator[Block]:
    if not claims:
        yield Paragraph(runs("No claim of this selection."))
        return
    held = Counter(map(hold, claims))
    yield Paragraph(
        runs(f"{counted(len(claims), 'claim')}: {', '.join(f'{held[how]} {how}' for how in Hold if held[how])}.")
    )
    themes: defaultdict[str, list[ClaimRow]] = defaultdict(list)
    for row in claims:
        themes[next(kind for kind in PLURALS if kind in (row.head_type, row.tail_type))].append(row)
    for kind, name in PLURALS.items():
        if kind in themes:
            yield from _theme(name, themes[kind], citer, things)


def _theme(name: str, claims: Sequence[ClaimRow], citer: Citer, things: Things) -> Iterator[Block]:
    """A theme of a work: what each sentence claims, and the sentence."""
    by_sentence: defaultdict[str, list[ClaimRow]] = defaultdict(list)
    for row in claims:
        by_sentence[row.quote].append(row)
    ranked = sorted(by_sentence.values(), key=lambda rows: -max(float(r.belief or 0) for r in rows))
    kept = ranked[:_SENTENCES]
    kept.sort(key=lambda rows: (int(rows[0].start) if rows[0].start.isdecimal() else -1, rows[0].claim))
    more = len(ranked) - len(kept)
    yield Paragraph(
        runs(Run(name.capitalize(), bold=True), f" — {counted(more, 'more sentence')} not quoted" if more else "")
    )
    yield Bullets(tuple(_item(rows, citer, things) for rows in kept))


def _item(rows: Sequence[ClaimRow], citer: Citer, things: Things) -> Item:
    said = list(dict.fromkeys(_said(row, things) for row in rows))
    parts: list[Run | str] = []
    for runs_ in said:
        parts += ["; " if parts else "", *runs_]
    return Item(runs(*parts, "."), (citer.quote(rows[0]),))


def _said(row: ClaimRow, things: Things) -> Runs:
    """``A addresses B``, and how it is held where it is not asserted."""
    how = hold(row)
    tail = "" if how is Hold.ASSERTED else f" ({how}{_of(row)})"
    ends = [
        Run("this work") if row.work == end else Run(things.label(end), italic=True) for end in (row.head, row.tail)
    ]
    return runs(ends[0], f" {verb(row.relation, True)} ", ends[1], tail)


def _of(row: ClaimRow) -> str:
    return "" if row.attributed_to in ("", THIS_WORK) else f": {row.attributed_to}"
