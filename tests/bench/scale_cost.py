"""What five million theses would cost, and what breaks first, reckoned from measured growth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from scale_records import Figure, Record, manner, of, reaches, slope

THESES = 5_000_000
WORDS_A_THESIS = 40_000
CORES = 1_000
"""Cores of the cluster for which hours by the clock are given."""

GIB, TB = 1 << 30, 1e12  # bytes
MACHINE = 24 * 1024  # MiB: the memory of the machine that the limits speak of


@dataclass(frozen=True, slots=True)
class Row:
    """A figure, for each density of claims, and what it is made of."""

    what: str
    values: tuple[str, ...]
    how: str


@dataclass(frozen=True, slots=True)
class Limit:
    """A bound that a stage comes to: of which figure, and in words."""

    stage: str
    bound: float
    figure: Figure
    words: str


def _cpu(record: Record) -> float:
    return record.work


def _bytes(record: Record) -> float:
    return float(record.bytes)


def _more(record: Record) -> float:
    return record.more


def _items(record: Record) -> float:
    return float(record.items)


NIGHT = 12 * 3600.0  # seconds
LIMITS = (
    *(Limit(stage, NIGHT, _cpu, "12 hours of processor time") for stage in ("claims", "link", "assemble", "load")),
    *(Limit(stage, MACHINE, _more, "24 GiB of memory") for stage in ("read", "assemble", "load", "network", "page")),
    Limit("assemble", TB, _bytes, "1 TB of lines"),
    Limit("load", TB, _bytes, "1 TB of store"),
    Limit("query: names", 10.0, _cpu, "10 seconds"),
    Limit("query: pairs", 10.0, _cpu, "10 seconds"),
    Limit("query: years", 10.0, _cpu, "10 seconds"),
    Limit("network", 3600.0, _cpu, "one hour of processor time"),
    Limit("page", 3600.0, _cpu, "one hour of processor time"),
    Limit("page", 100e6, _bytes, "100 MB of page"),
)


def breaks(records: Sequence[Record]) -> list[Row]:
    """At how many abstracts each stage comes to a limit, the smallest number first."""
    found = []
    for limit in LIMITS:
        if measured := of(records, limit.stage):
            size = reaches(measured, limit.bound, limit.figure)
            inside = "measured" if size <= measured[-1].documents else f"from {measured[-1].documents:,}"
            how = f"{inside}, {manner(measured, limit.figure)}"
            found.append((size, Row(f"{limit.stage}: {limit.words}", (rounded(size),), how)))
    return [row for _, row in sorted(found, key=lambda pair: pair[0])]


def cost(records: Sequence[Record], densities: Sequence[float]) -> list[Row]:
    """The cost of reading ``THESES`` theses and of their graph, figure by figure.

    Args:
        records: what was measured.
        densities: claims in a thousand words; each gives a column.

    Raises:
        ValueError: a stage that is needed was not measured.
    """
    words = float(THESES) * WORDS_A_THESIS
    same = [Row("words", (rounded(words),), f"{THESES:,} theses of {WORDS_A_THESIS:,} words, assumed")]
    same += _reading(records, words)
    claims = [words * density / 1000 for density in densities]
    rows = [Row(row.what, row.values * len(densities), row.how) for row in same]
    rows.append(Row("claims", tuple(map(rounded, claims)), "the densities above"))
    return rows + _graph(records, claims)


def _reading(records: Sequence[Record], words: float) -> list[Row]:
    rows = []
    spoken = _largest(records, "repair", "theses").items
    for stage in ("repair", "parse", "claims"):
        each = _largest(records, stage, "theses").cpu / spoken
        how = f"{1e3 * each:.2f} ms a word of a made-up thesis"
        rows.append(Row(f"{stage}, core-hours", (rounded(words * each / 3600),), how))
    rows.append(Row(f"claims, hours on {CORES:,} cores", (rounded(words * each / 3600 / CORES),), "all cores busy"))
    peak = _largest(records, "claims", "theses").peak
    rows.append(Row("memory of one worker, MiB", (rounded(peak),), "peak over a made-up thesis, models loaded"))
    return rows


def _graph(records: Sequence[Record], claims: Sequence[float]) -> list[Row]:
    link, assemble = _a_claim(records, "link", _cpu), _a_claim(records, "assemble", _cpu)
    memory, lines = _a_claim(records, "assemble", _more), _a_claim(records, "assemble", _bytes)
    load, store, quads = (_a_claim(records, "load", figure) for figure in (_cpu, _bytes, _items))
    shards = _a_claim(records, "link", _bytes)
    each = [
        ("link, core-hours", link / 3600, f"{1e6 * link:.0f} µs"),
        ("assemble without linking, core-hours", (assemble - link) / 3600, f"{1e6 * (assemble - link):.0f} µs"),
        ("assemble in one process, GiB of memory", memory / 1024, f"{1024 * memory:.1f} KiB"),
        ("quads", quads, f"{quads:.1f}"),
        ("shards, TB", shards / TB, f"{shards:,.0f} bytes"),
        ("sorted lines, TB", lines / TB, f"{lines:,.0f} bytes"),
        ("load, core-hours", load / 3600, f"{1e6 * load:.0f} µs"),
        ("store, TB", store / TB, f"{store:,.0f} bytes"),
    ]
    largest = _largest(records, "assemble", "abstracts").items
    return [
        Row(what, tuple(rounded(n * amount) for n in claims), f"{how} a claim more, at {largest:,} claims")
        for what, amount, how in each
    ]


def _a_claim(records: Sequence[Record], stage: str, figure: Figure) -> float:
    """How much a figure grows with each claim more, between the two largest sizes; what starts once is left out."""
    _largest(records, stage, "abstracts")
    found = of(records, stage)[-2:]
    claims = {r.documents: r.items for name in ("link", "assemble") for r in of(records, name)}
    start = (figure(found[0]), claims[found[0].documents]) if len(found) == 2 else (0.0, 0)
    return (figure(found[-1]) - start[0]) / (claims[found[-1].documents] - start[1])


def _largest(records: Sequence[Record], stage: str, kind: str) -> Record:
    found = of(records, stage, kind)
    if not found:
        raise ValueError(f"{stage} of {kind} was not measured; run: python tests/bench/scale.py --stages {stage}")
    return found[-1]


def rounded(value: float) -> str:
    """A number with two digits that say something, in words where it is large."""
    if value == inf:
        return "does not grow"
    value = float(f"{value:.2g}")
    for size, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if value >= size:
            return f"{value / size:,g} {word}"
    return f"{value:,g}"


def table(rows: Sequence[Row], head: Sequence[str]) -> str:
    """Rows as a table in Markdown."""
    lines = [head, ["---", *["---:"] * (len(head) - 2), "---"], *((row.what, *row.values, row.how) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def growth(found: Sequence[Record], figure: Figure) -> str:
    """An exponent with two digits, or nothing where there is one size only."""
    exponent = slope(found, figure)
    return "" if exponent is None else f"{exponent:.2f}"
