"""What a report is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from kg.measures.null import Comparison
from kg.model import KgError

Number = int | float | str | None
Numbers = dict[str, Number]


class Kind(StrEnum):
    """What a finding amounts to."""

    FINDING = "finding"
    """Something that is there: a count, or a pattern that chance does not explain."""
    NULL = "null result"
    """A test was made and chance explains what was seen."""
    SMALL = "too small"
    """There are too few works for a test."""
    HIDDEN = "hidden"
    """There is something, in fewer works than may be shown."""


@dataclass(frozen=True, slots=True)
class Test:
    """How a finding was tested, or why not.

    ``p`` is the chance of as much or more under the null model ``null``, ``q`` the same corrected for all tests of its
    kind; both are None where nothing was tested, and ``reason`` then says why.
    """

    __test__ = False  # not a test of pytest

    statistic: str = ""
    p: float | None = None
    q: float | None = None
    null: str = ""
    draws: int = 0
    seed: int = 0
    reason: str = ""

    @classmethod
    def none(cls, reason: str) -> Test:
        """No test, and why."""
        return cls(reason=reason)

    @classmethod
    def of(cls, found: Comparison, statistic: str, null: str, seed: int, q: float | None = None) -> Test:
        """The test that a measure made."""
        return cls(statistic, found.p, q, null, found.draws, seed, found.reason or "")


@dataclass(frozen=True, slots=True)
class Finding:
    """One plain sentence with its numbers.

    ``id`` is the section with a number, such as ``obstacles.3``; ``claims`` are IRIs, sorted; ``works`` counts the
    works that make them.
    """

    sentence: str
    test: Test
    kind: Kind = Kind.FINDING
    numbers: Mapping[str, Number] = field(default_factory=dict)
    claims: tuple[str, ...] = ()
    works: int = 0
    id: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Findings of one kind, the strongest first.

    ``about`` says what is shown and how to read it, with the reference; ``notes`` tell what is not shown.
    """

    id: str
    title: str
    about: str
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()

    @classmethod
    def made(cls, id: str, title: str, about: str, findings: Iterable[Finding], notes: Iterable[str] = ()) -> Section:
        """A section whose findings are numbered in the order given; notes that say the same are joined."""
        numbered = (replace(f, id=f"{id}.{at}", section=id) for at, f in enumerate(findings, 1))
        return cls(id, title, about, tuple(numbered), tuple(dict.fromkeys(filter(None, notes))))


@dataclass(frozen=True, slots=True)
class Report:
    """All sections, and what they were made from.

    ``works`` and ``claims`` are those that the filter chose of ``all_claims`` in the store.
    """

    works: int
    claims: int
    all_claims: int
    filter: str
    roll: str
    seed: int
    draws: int
    version: str
    sections: tuple[Section, ...]

    def finding(self, id: str) -> Finding:
        """The finding with an id.

        Raises:
            KgError: there is none; the message names the sections.
        """
        for section in self.sections:
            for found in section.findings:
                if found.id == id:
                    return found
        ranges = ", ".join(f"{s.id}.1 to {s.id}.{len(s.findings)}" for s in self.sections if s.findings)
        raise KgError(f"no finding is called {id!r} with these options; there are {ranges or 'none'}")
