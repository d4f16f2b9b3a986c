"""What the measures of growth keep: a line a stage and size, and what is drawn from several of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from math import inf, log
from pathlib import Path

Figure = Callable[["Record"], float]
"""A figure of a record that grows with the number of documents."""


@dataclass(frozen=True, slots=True)
class Record:
    """What one stage took at one size; where it was left out, ``why`` says so and the figures are 0.

    Attributes:
        kind: of what there were so many: ``abstracts`` of about 220 words, ``theses``, or ``texts`` that were given.
        documents: how many.
        stage: its name.
        wall: seconds by the clock.
        cpu: seconds of processor time of the process and those it started.
        before: peak of resident memory before the work, with models loaded, in MiB (1,048,576 bytes).
        peak: the same at its end.
        bytes: what the stage wrote, or, for the first, what it read.
        items: what it counted: documents, words, claims, lines of N-Quads, rows.
        why: why it was left out.
    """

    kind: str
    documents: int
    stage: str
    wall: float = 0.0
    cpu: float = 0.0
    before: float = 0.0
    peak: float = 0.0
    bytes: int = 0
    items: int = 0
    why: str = ""

    @property
    def more(self) -> float:
        """Memory that the work itself took, in MiB; never less than a tenth, which is below what can be told."""
        return max(self.peak - self.before, 0.1)

    @property
    def work(self) -> float:
        """Its processor time; never less than a tenth of a second, since the system counts it in hundredths."""
        return max(self.cpu, 0.1)


def load(path: Path) -> list[Record]:
    """The records of a file of lines of JSON; none where there is no file. The last of each stage and size counts."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [Record(**json.loads(line)) for line in lines if line.endswith("}")]  # the last line of a killed run is cut
    return list({(r.kind, r.documents, r.stage): r for r in found}.values())


def append(path: Path, record: Record) -> None:
    """Add a record to a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(record)) + "\n")


def of(records: Iterable[Record], stage: str, kind: str = "abstracts") -> list[Record]:
    """What was measured of a stage, the smallest size first."""
    found = (r for r in records if r.stage == stage and r.kind == kind and not r.why)
    return sorted(found, key=lambda r: r.documents)


def slope(found: Sequence[Record], figure: Figure) -> float | None:
    """The exponent of growth: the slope of the line of least squares through the logarithms of size and figure."""
    points = [(log(r.documents), log(figure(r))) for r in found if figure(r) > 0]
    if len(points) < 2:
        return None
    middle = [sum(axis) / len(points) for axis in zip(*points, strict=True)]
    square = sum((x - middle[0]) ** 2 for x, _ in points)
    return float(sum((x - middle[0]) * (y - middle[1]) for x, y in points) / square)


def expected(found: Sequence[Record], documents: float, figure: Figure) -> float | None:
    """A figure at a larger size, by the two largest that were measured.

    What grew by an exponent of 1 or more goes on so. What grew less is taken to have a part that does not grow, such as
    imports, models or the vocabulary, and goes on in a straight line. From one size alone it grows in proportion.
    """
    if not found:
        return None
    last, power, rise = found[-1], *_growth(found, figure)
    if rise is None:
        return float(figure(last) * (documents / last.documents) ** power)
    return figure(last) + rise * (documents - last.documents)


def reaches(found: Sequence[Record], limit: float, figure: Figure) -> float:
    """The number of documents at which a figure comes to a limit, by the same rule; infinite if it does not grow."""
    last, power, rise = found[-1], *_growth(found, figure)
    if rise is None:
        return last.documents * float((limit / figure(last)) ** (1 / power))
    return last.documents + (limit - figure(last)) / rise if rise > 0 else inf


def manner(found: Sequence[Record], figure: Figure) -> str:
    """How a figure is taken to grow, in words."""
    power, rise = _growth(found, figure)
    if len(found) < 2:
        return "in proportion"
    return f"exponent {power:.2f}" if rise is None else "in a straight line"


def _growth(found: Sequence[Record], figure: Figure) -> tuple[float, float | None]:
    """The exponent, or, where that is below 1, how much each document more adds."""
    power = slope(found[-2:], figure)
    if power is None or power >= 1:
        return min(power or 1.0, 3.0), None
    one, other = found[-2:]
    return power, max(figure(other) - figure(one), 0.0) / (other.documents - one.documents)
