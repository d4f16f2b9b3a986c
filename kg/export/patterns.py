"""The report of patterns as JSON, tables and Markdown."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

from kg.cells import fitted, neutral, printable
from kg.claimrow import ClaimRow
from kg.patterns import Finding, Kind, Picture, Report, Section, Test

_QUOTES = 2
_LONGEST_QUOTE = 400
_MARKS = re.compile(r"([\\`*_\[\]<>|~#&$!])")
_MEASURES = (
    "Lift is the number of works over the number that chance would give. Modularity says how much more of the ties "
    "lie inside the groups than the number of ties of each member explains, 0 to 1. Bits say how far two profiles are "
    "apart: 0 where they are alike, 1 where they share nothing. A q below .05 means that at most one in twenty of such "
    "results is expected to be chance."
)
_LEADS = {Kind.FINDING: "", Kind.NULL: "Null result. ", Kind.SMALL: "Too small. ", Kind.HIDDEN: "Hidden. "}
_FIXED = ("id", "kind", "sentence", "works", "p", "q", "statistic", "null_model", "draws", "seed", "reason")


def as_json(found: Report) -> bytes:
    """The whole report."""
    made = {"schema_version": 1, **asdict(found)}
    return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode()


def table(section: Section) -> bytes:
    """The findings of a section as CSV, one row each, with every number that one of them has."""
    names = list(dict.fromkeys(name for found in section.findings for name in found.numbers if name not in _FIXED))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*_FIXED, *names, "claims"])
    for found in section.findings:
        cells = [*_fixed(found), *(found.numbers.get(name) for name in names), fitted(" ".join(found.claims))]
        writer.writerow(neutral(printable(cell)) if isinstance(cell, str) else cell for cell in cells)
    return text.getvalue().encode("utf-8-sig")


def _fixed(found: Finding) -> list[object]:
    test = found.test
    return [
        found.id,
        found.kind.value,
        found.sentence,
        found.works,
        test.p,
        test.q,
        test.statistic,
        test.null,
        test.draws,
        test.seed,
        test.reason,
    ]


def markdown(found: Report, claims: Mapping[str, ClaimRow], pictures: Sequence[Picture] = ()) -> bytes:
    """The report to read, with quotes from the claims behind each finding.

    Args:
        found: the report.
        claims: the claims it was made from, by IRI.
        pictures: its plots, which stand as PNG files beside it.
    """
    lines = ["# Patterns in the claims", "", *_lead(found), "", "## Contents", ""]
    lines += [f"- [{plain(section.title)}](#{_anchor(section.title)})" for section in found.sections]
    for section in found.sections:
        lines += _section(section, claims)
        for picture in pictures:
            if picture.section == section.id:
                lines += [f"![{plain(picture.title)}]({picture.name}.png)", ""]
    return ("\n".join(lines) + "\n").encode()


def _anchor(title: str) -> str:
    """The anchor that Markdown programs give a heading."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def lead(found: Report) -> str:
    """What the report was made from, in a sentence."""
    return (
        f"{found.works:,} works, {found.claims:,} claims of {found.all_claims:,} in the store; chosen: {found.filter}; "
        f"rolled up to: {found.roll}; seed {found.seed}; up to {found.draws:,} draws, as each test says; "
        f"kg {found.version}."
    )


def _lead(found: Report) -> Iterator[str]:
    yield plain(lead(found))
    yield ""
    yield (
        "Works are counted, never sentences. A claim is what a work says, not what is the case. No cell under 3 works "
        "is shown. Claims that deny never count as support, and what is recommended or only supposed never counts as "
        "asserted. p is the chance of as much or more under the null model named; q is p corrected for all tests of "
        "its kind."
    )
    yield ""
    yield _MEASURES


def _section(section: Section, claims: Mapping[str, ClaimRow]) -> Iterator[str]:
    yield ""
    yield f"## {plain(section.title)}"
    yield ""
    yield plain(section.about)
    yield ""
    for found in section.findings:
        yield from _finding(found, claims)
    for note in section.notes:
        yield f"*{plain(note)}*"
        yield ""


def _finding(found: Finding, claims: Mapping[str, ClaimRow]) -> Iterator[str]:
    count = f"{found.works:,} work{'' if found.works == 1 else 's'}"
    yield f"- {_LEADS[found.kind]}{plain(found.sentence)} `{found.id}`, {count}"
    yield ""
    if described := tested(found.test):
        yield f"  Test: {plain(described)}"
        yield ""
    for row in quotes(found, claims) if found.kind is Kind.FINDING else ():
        yield f"  > “{plain(_cut(row.quote))}” — {plain(row.citation)}"
        yield ""


def tested(test: Test) -> str:
    """How a finding was tested, in words; empty where it is a mere count."""
    if not test.null:
        return ""
    how = f"{test.draws:,} draws, seed {test.seed}" if test.draws else "worked out exactly"
    return f"{test.statistic}; null model: {test.null}; {how}."


def quotes(found: Finding, claims: Mapping[str, ClaimRow], most: int = _QUOTES) -> list[ClaimRow]:
    """The surest sentences behind a finding, one a work; asserted ones first, but advice where it is the matter."""
    rows = [claims[claim] for claim in found.claims if claim in claims]
    first = "recommended" if found.section == "advice" else "asserted"
    rows.sort(key=lambda row: (row.modality != first, -float(row.confidence or 0), len(row.quote), row.claim))
    by_work = {row.work: row for row in reversed(rows)}
    return [row for row in rows if by_work[row.work] is row][:most]


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST_QUOTE else flat[: _LONGEST_QUOTE - 2].rsplit(" ", 1)[0] + " …"


def plain(text: str) -> str:
    """A text on one line, of which Markdown takes nothing for markup."""
    return _MARKS.sub(r"\\\1", " ".join(printable(text).split()))
