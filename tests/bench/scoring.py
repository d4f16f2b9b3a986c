"""Scores of the extraction benchmarks, apart from any data: pairs of spans, matching, classes, Markdown tables.

Every score is a share from 0 to 1 (the counts of ``kg.evaluate.Score``); offsets count characters, end exclusive.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from kg.evaluate import Score, bag
from kg.model import Claim, EntityType, Relation

Slice = tuple[int, int]


@dataclass(frozen=True, slots=True)
class End:
    """A cause or an effect: its words and the slices of the sentence that it covers."""

    text: str
    slices: tuple[Slice, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Something said to bring about, further, weaken or prevent something else: cause first."""

    cause: End
    effect: End

    @property
    def turned(self) -> Pair:
        """The same with cause and effect changed round."""
        return Pair(self.effect, self.cause)


CORE = frozenset({Relation.CAUSES, Relation.PROMOTES, Relation.HINDERS})
"""Relations that say of the head that it acts on the tail."""
TURNED = frozenset({Relation.REQUIRES})
"""Relations whose tail is the condition of the head: the tail is the cause."""
WIDE = CORE | {Relation.ADDRESSES} | TURNED
"""All that sets without polarity call cause and effect. ``addresses`` is in it since a rule that reads "X reduces Y"
becomes ``addresses`` where Y is an obstacle; ``requires`` since "Y depends on X" is marked as X causing Y.
``establishes`` (an actor makes an arrangement), ``explains`` (a theory accounts for) and the rest are not."""


def pairs_of(claims: Iterable[Claim], relations: frozenset[Relation]) -> list[Pair]:
    """The distinct ordered pairs that claims of these relations state; those of the document itself are none."""
    found: dict[tuple[frozenset[str], frozenset[str]], Pair] = {}
    for claim in claims:
        if claim.relation not in relations or EntityType.WORK in (claim.head.type, claim.tail.type):
            continue
        head, tail = (End(m.text, ((m.start, m.end),)) for m in (claim.head, claim.tail))
        pair = Pair(tail, head) if claim.relation in TURNED else Pair(head, tail)
        found.setdefault((bag(pair.cause.text), bag(pair.effect.text)), pair)
    return list(found.values())


# --- when two pairs are the same ---------------------------------------------------------------

Same = Callable[[Pair, Pair], bool]


def overlap(a: str, b: str) -> float:
    """F1 of the content words of two forms, as `kg evaluate` has it."""
    one, two = bag(a), bag(b)
    return 2 * len(one & two) / (len(one) + len(two)) if one and two else 0.0


def strict(a: Pair, b: Pair) -> bool:
    """The project's own rule: content words of each end agree with F1 of at least one half."""
    return overlap(a.cause.text, b.cause.text) >= 0.5 and overlap(a.effect.text, b.effect.text) >= 0.5


def touch(a: Pair, b: Pair) -> bool:
    """The rule of SocCauseEffect's authors ("coverage"): both ends share a character with those of gold."""
    return _share(a.cause, b.cause) and _share(a.effect, b.effect)


def _share(a: End, b: End) -> bool:
    return any(x[0] < y[1] and y[0] < x[1] for x in a.slices for y in b.slices)


NONE = Score()
"""Nothing counted."""

# --- counting ----------------------------------------------------------------------------------


def matched(gold: Sequence[Pair], predicted: Sequence[Pair], same: Same) -> list[int]:
    """For each gold pair the number of the predicted one that it is matched with, or -1; one to one, most matches."""
    if not gold or not predicted:
        return [-1] * len(gold)
    alike = np.array([[same(g, p) for p in predicted] for g in gold], dtype=np.int8)
    found: list[int] = maximum_bipartite_matching(csr_array(alike), perm_type="column").tolist()
    return found


@dataclass(frozen=True, slots=True)
class Found:
    """Counts over sentences: pairs found, pairs found only the wrong way round, and sentences that hold a pair."""

    pairs: Score = NONE
    reversed: int = 0
    sentences: Score = NONE

    def __add__(self, other: Found) -> Found:
        return Found(self.pairs + other.pairs, self.reversed + other.reversed, self.sentences + other.sentences)

    @property
    def reversed_share(self) -> float:
        """Gold pairs found only the wrong way round, as a share of all gold pairs."""
        return self.reversed / self.pairs.gold if self.pairs.gold else 0.0


def found(gold: Sequence[Pair], predicted: Sequence[Pair], same: Same) -> Found:
    """The counts of one sentence."""
    hits = matched(gold, predicted, same)
    missed = [g for g, hit in zip(gold, hits, strict=True) if hit < 0]
    turned = sum(any(same(g.turned, p) for p in predicted) for g in missed)
    both = Score(int(bool(gold and predicted)), int(bool(predicted)), int(bool(gold)))
    return Found(Score(sum(hit >= 0 for hit in hits), len(predicted), len(gold)), turned, both)


@dataclass(frozen=True, slots=True)
class Confusion:
    """Counts of a yes-or-no judgement."""

    both: int = 0
    only_predicted: int = 0
    only_gold: int = 0
    neither: int = 0

    @classmethod
    def of(cls, judged: Iterable[tuple[bool, bool]]) -> Confusion:
        """Counts of (gold, predicted)."""
        rows = list(judged)
        return cls(
            rows.count((True, True)), rows.count((False, True)), rows.count((True, False)), rows.count((False, False))
        )

    @property
    def score(self) -> Score:
        """Precision, recall and F1 of yes."""
        return Score(self.both, self.both + self.only_predicted, self.both + self.only_gold)

    @property
    def accuracy(self) -> float:
        """Share of right judgements."""
        total = self.both + self.only_predicted + self.only_gold + self.neither
        return (self.both + self.neither) / total if total else 0.0

    @property
    def correlation(self) -> float:
        """Matthews correlation, -1 to 1; 0 where one side never varies."""
        a, b, c, d = self.both, self.only_predicted, self.only_gold, self.neither
        below = math.sqrt((a + b) * (a + c) * (d + b) * (d + c))
        return (a * d - b * c) / below if below else 0.0


# --- tables ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a title and a paragraph under it."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""

    def markdown(self) -> str:
        """The table in Markdown."""
        lines = [self.head, tuple("---" for _ in self.head), *self.rows]
        body = "\n".join("| " + " | ".join(c.replace("|", "\\|") for c in line) + " |" for line in lines)
        return f"## {self.title}\n\n{body}\n" + (f"\n{self.note}\n" if self.note else "")


def prf(score: Score) -> str:
    """Precision, recall and F1 in one cell."""
    return f"{score.precision:.3f} / {score.recall:.3f} / {score.f1:.3f}"


def share(part: int, whole: int) -> str:
    """A count of a whole with its share in per cent."""
    return f"{part} of {whole} ({100 * part / whole:.1f} %)" if whole else f"{part} of {whole}"
