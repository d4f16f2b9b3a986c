"""What frames a review: what was read and how, what is left out, where the draft comes from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from kg.claimrow import ClaimRow
from kg.export.drafts.model import Block, Bullets, Heading, Item, Paragraph, Run, runs
from kg.export.review.quoting import listed_runs
from kg.export.review.subjects import KINDS, Subject, works
from kg.export.selection import Selection
from kg.export.wording import PLURALS, Hold, hold
from kg.model import EntityType
from kg.patterns.words import counted
from kg.patterns.words import works as of_works

_NAMES = 200
"""Things of too few works that are named."""


def provenance(selection: Selection) -> list[Block]:
    """Where a draft comes from."""
    items = tuple(Item(runs(f"{name}: {value}")) for name, value in selection.stamp.pairs())
    return [Heading(1, "Where this draft comes from", "provenance"), Bullets(items)]


def methods(selection: Selection, read: Sequence[ClaimRow], sentences: int, precision: float | None) -> list[Block]:
    """What was read, and how to read the draft.

    Args:
        selection: what is reviewed.
        read: its claims without those held back.
        sentences: how many were read; 0 where that is not known.
        precision: the share of claims that were found right; None where nobody checked.
    """
    stamp, all_claims = selection.stamp, selection.claims
    held = Counter(hold(row) for row in read)
    how = ", ".join(f"{held[h]:,} {h}" for h in Hold if held[h])
    much = f" and {counted(sentences, 'sentence')}" if sentences else ""
    about = [row for row in read if {row.head_type, row.tail_type} & set(KINDS)]
    back = len(all_claims) - len(read)
    first = (
        f"This draft was put together by {stamp.made_by} from {of_works(len(selection.works))}{much}. "
        f"The claims asked for ({stamp.asked}) are {len(all_claims):,}, of {of_works(works(all_claims))}; "
        f"{len(about):,} of them, of {of_works(works(about))}, speak of a mechanism, an obstacle or a theory."
    )
    second = (
        f"How they are held: {how}. Works are counted, never sentences; a work that holds a statement in two ways "
        "counts in both. What a work denies never counts as support, and what it recommends, supposes or reports of "
        "others is never counted as asserted; a work that denies a statement is not counted as asserting it elsewhere."
    )
    if back:
        verb_ = "was" if back == 1 else "were"
        second += (
            f" {counted(back, 'claim')} whose sentence holds a “not” or a question {verb_} held back, since the "
            "program may have misread the sentence."
        )
    third = (
        "Things that only single texts name are counted under the nearest broader term of the vocabulary; what a text "
        "says of a thing and a narrower form of it is left out. Quotes are the sentences that the program read, word "
        "for word; those of the highest belief come first. The sentences between them are fixed templates: they hold "
        "counts, names and citations, and draw no conclusion. Read a quote in its work before citing it."
    )
    if precision is None:
        third += " How many of these claims are read rightly nobody has checked yet; `kg audit` draws a sample for it."
    else:
        third += f" Of claims checked by hand, {precision:.0%} were right in all their parts."
    return [
        Heading(1, "What was read, and how", "methods"),
        *(Paragraph(runs(text)) for text in (first, second, third)),
    ]


def left_out(
    found: Mapping[EntityType, Sequence[Subject]], told: Mapping[EntityType, Sequence[Subject]], least: int
) -> Iterator[Block]:
    """What is not told, counted and named."""
    yield Heading(1, "What is left out", "left-out")
    for kind in KINDS:
        rest = found[kind][len(told[kind]) :]
        enough = [subject for subject in rest if subject.works >= least]
        few = [subject for subject in rest if subject.works < least]
        what = PLURALS[kind].capitalize()
        if enough:
            names = [runs(Run(s.label, italic=True), f" ({s.works})") for s in enough]
            lead = f"{what} of {of_works(least)} or more beyond those told ({len(enough):,}), with their works: "
            yield Paragraph(runs(lead, listed_runs(names), "."))
        if few:
            names = [runs(Run(s.label, italic=True)) for s in few[:_NAMES]]
            lead = f"{what} of fewer than {of_works(least)} ({len(few):,}): "
            yield Paragraph(runs(lead, listed_runs(names, len(few) - len(names)), "."))
    if all(len(found[kind]) == len(told[kind]) for kind in KINDS):
        yield Paragraph(runs("Nothing: every mechanism, obstacle and theory is told above."))
