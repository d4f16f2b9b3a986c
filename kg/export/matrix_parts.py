"""What a concept matrix is made of, in whatever form it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.export.concepts import Concept
from kg.export.selection import Work

KINDS = {"Mechanism": "Mechanisms", "Obstacle": "Obstacles", "Theory": "Theories"}
"""The types of thing that are concepts, in the order of their groups, with the headings of the groups."""

LETTERS = {
    "supranational": "U",
    "national": "N",
    "macro-regional": "R",
    "state or province": "S",
    "prefecture or county": "C",
    "municipal level": "M",
    "township level": "T",
    "sub-municipal": "V",
}
"""The letter of each level of government, from the highest."""

NO_LEVEL = "x"
OTHER_LEVEL = "?"

TITLE = "Concept matrix"
MEANING = (
    "One row a work, one column a concept. A cell names the levels of government that stand in claims of the same "
    f"sentences as the work's claims about the concept; {NO_LEVEL} where there are none. Claims count "
    "whether they assert, deny, recommend or suppose. The concepts of most works stand first."
)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Works by concepts.

    Attributes:
        works: those with a cell, by author and year.
        concepts: those of enough works with how many, by type and from the one of most works.
        cells: for a document id and a concept the letters of levels.
        rest: the concepts of fewer works.
        bare: the works without a cell.
        least: works that a concept is shown from.
    """

    works: tuple[Work, ...]
    concepts: tuple[tuple[Concept, int], ...]
    cells: Mapping[tuple[str, Concept], str]
    rest: tuple[tuple[Concept, int], ...]
    bare: tuple[Work, ...]
    least: int

    def row(self, work: Work) -> list[str]:
        """The cells of a work."""
        return [self.cells.get((work.doc, concept), "") for concept, _ in self.concepts]


def legend() -> list[tuple[str, str]]:
    """What the letters of cells mean."""
    return [
        *((letter, level) for level, letter in LETTERS.items()),
        (OTHER_LEVEL, "a level that has no letter"),
        (NO_LEVEL, "no level is named"),
    ]


def facts(found: Matrix) -> list[tuple[str, str]]:
    """What a matrix shows and what it leaves out."""
    return [
        ("Works in rows", f"{len(found.works):,}; {len(found.bare):,} have no cell and are listed by themselves"),
        (
            "Concepts in columns",
            f"{len(found.concepts):,} of {found.least} works or more; {len(found.rest):,} of fewer are listed",
        ),
        ("Names", "Things that only the texts name count as the nearest thing of the vocabulary above them."),
        ("Types", "What some works take for a mechanism and others for a theory stands under both."),
    ]
