"""A small made-up selection that the tests of tables share, and texts that no file may run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kg.claimrow import WORK_BASE, ClaimRow
from kg.export.selection import Selection, Stamp, Work
from kg.model import Reference
from kg.networks import Things

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "'=1"]
HOSTILE = '=HYPERLINK("http://x.org") <script>alert(1)</script> "><img src=x onerror=1> &amp; \u202e\x07'
STAMP = Stamp("intergov-kg 1", "ab12", "all claims <b>", "2026-11-22", "CC0")
CONCEPT = "https://w3id.org/igr/concept/"
LOCAL = "https://w3id.org/igr/local/"

THINGS = Things(
    labels={f"{CONCEPT}grant": "grant", f"{CONCEPT}fragmentation": "fragmentation", f"{LOCAL}bonus": "river bonus"},
    broader={
        f"{LOCAL}bonus": f"{CONCEPT}grant",
        f"{CONCEPT}grant": f"{CONCEPT}transfer",
        f"{CONCEPT}transfer": f"{CONCEPT}mechanism",
    },
    levels={f"{CONCEPT}north": "national", f"{CONCEPT}south": "municipal level"},
    local=frozenset({f"{LOCAL}bonus"}),
)

TYPES = {
    "grant": "Mechanism",
    "bonus": "Mechanism",
    "merger": "Mechanism",
    "fragmentation": "Obstacle",
    "quarrel": "Obstacle",
    "growth": "Outcome",
    "club theory": "Theory",
    "north": "Government",
    "south": "Government",
    "case study": "Method",
}


def work(doc: str, *authors: str, year: int | None = 2001, **more: str) -> Work:
    reference = Reference(f"On {doc}", authors, year, **more)  # type: ignore[arg-type]
    return Work(f"{WORK_BASE}{doc}", doc, f"{'; '.join(authors)} ({year}). On {doc}.", reference)


WORKS = (
    work("a", "Ames, Ann", doi="10.1234/a", container="Journal of Rivers", volume="3", issue="2", pages="1-9"),
    work("b", "Bond, Ben B.", "Cole, Cy-Lee", year=2002),
    work("c", "Ministry of Made-up Affairs", year=None),
    work("d", "Dunn, Di", year=1850),
)


def claim(number: int, doc: str, head: str, relation: str, tail: str, **changes: str) -> ClaimRow:
    known = dict.fromkeys(ClaimRow.__dataclass_fields__, "") | {
        "claim": f"https://w3id.org/igr/claim/{number:04x}",
        "doc": doc,
        "work": f"{WORK_BASE}{doc}",
        "citation": f"Citation of {doc}",
        "title": f"On {doc}",
        "year": "2001",
        "doi": "10.1234/a" if doc == "a" else "",
        "relation": relation,
        "polarity": "positive",
        "modality": "asserted",
        "attributed_to": "THIS_WORK",
        "confidence": "0.85",
        "belief": "0.7",
        "rule": "verb",
        "quote": f"{head.capitalize()} {relation} {tail}.",
        "start": str(100 * number),
        "end": str(100 * number + 50),
    }
    for end, name in (("head", head), ("tail", tail)):
        base = LOCAL if name == "bonus" else CONCEPT
        known |= {end: f"{base}{name}", f"{end}_label": name, f"{end}_type": TYPES.get(name, "Factor")}
        if name == "WORK":
            known |= {end: f"{WORK_BASE}{doc}", f"{end}_label": f"On {doc}", f"{end}_type": "Work"}
    return ClaimRow(**(known | changes))


CLAIMS = (
    claim(1, "a", "grant", "addresses", "fragmentation", page="12", section="results"),
    claim(2, "a", "north", "establishes", "grant", start="100", end="150"),
    claim(3, "a", "WORK", "studies", "grant"),
    claim(4, "a", "WORK", "usesTheory", "club theory"),
    claim(5, "b", "bonus", "addresses", "fragmentation", polarity="negative", time="1999", place="Utopia"),
    claim(6, "b", "fragmentation", "hinders", "grant", modality="recommended"),
    claim(7, "b", "grant", "isA", "fragmentation"),
    claim(8, "b", "merger", "promotes", "growth", attributed_to="Eve Example"),
    claim(9, "c", "merger", "addresses", "quarrel", status="accepted"),
    claim(10, "c", "WORK", "usesMethod", "case study", modality="hypothetical"),
    claim(11, "c", "south", "establishes", "merger"),
)


def selection(claims: Iterable[ClaimRow] = CLAIMS) -> Selection:
    countries = {CLAIMS[4].claim: frozenset({"Utopia", "Erewhon"})}
    return Selection(tuple(claims), WORKS, THINGS, countries, STAMP)


def table(sheet: Any) -> list[list[Any]]:
    """The cells of a sheet, row by row."""
    return [list(row) for row in sheet.iter_rows(values_only=True)]
