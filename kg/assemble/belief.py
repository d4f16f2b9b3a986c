"""How far to believe a statement, from what asserts it and how often its makers were right. Pure arithmetic.

1. A claim. Its maker (a rule, with or without the network, or the network alone) was right in r of n judged claims
   (``precision.Record``; data/precision.json). The chance that a claim is right is Beta distributed:

       way    = Beta(1 + r_way, 1 + wrong_way)              prior Beta(1, 1), mean m
       maker  = Beta(20 m + r_rule, 20 (1 - m) + wrong_rule)
       claim  = Beta(maker_right + 20 c, maker_wrong + 20 (1 - c))      c its calibrated confidence, 0 to 1

   so p = E[claim] is the confidence, shrunk to the judged precision of the maker; the more the maker was judged, the
   nearer. The network alone has no rules: its way is the maker, at full weight.
2. Independent sources. Each counts with its best claim, and belief = 1 - product over sources of (1 - p): noisy-or,
   as INDRA combines readers and sentences (Gyori et al. 2017, Molecular Systems Biology 13:954), here over sources.
3. The interval. To first order, doubt D = 1 - belief has the relative variance

       R^2 = sum over makers of (sum over its sources of sd(p) / (1 - p))^2

   since claims of one maker share what is not known of it, and makers are judged apart. Belief is given the Beta
   distribution of its mean and of the variance (D R)^2 (after Fan 1991, who so fits products of independent Beta
   variables; Communications in Statistics 20:4043), and the interval is its middle 95 %. For one source this is the
   Beta distribution of its claim. A belief rests on one claim at least: where the first order gives a variance that
   no Beta distribution has, it is cut.

Belief is of right reading: that the works say it, not that it is so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import prod, sqrt

from kg.assemble import beta
from kg.assemble.precision import Odds, Record, family, way
from kg.model import Belief, Claim

_LEAST, _MOST = 1.0, 1e6  # judged claims that a belief rests on at least and at most


def belief(sources: Iterable[Sequence[Claim]], record: Record) -> Belief:
    """Belief in a statement.

    Args:
        sources: the claims that assert it, by independent source; a source without any counts for nothing.
        record: how often the makers were right.

    Returns:
        Belief and interval, 0 to 1, rounded to four digits.
    """
    best = [max((_odds(record, c.rule, c.confidence) for c in claims), key=_rank) for claims in sources if claims]
    if not best:
        return Belief()
    doubt = prod(sorted(1.0 - odds.mean for _, odds in best))
    value = 1.0 - doubt
    strength = value / (doubt * _spread(best)) - 1.0 if doubt > 0.0 else _MOST
    strength = min(max(strength, _LEAST), _MOST)
    low, high = beta.interval(value * strength, doubt * strength)
    return Belief(round(value, 4), round(min(low, value), 4), round(max(high, value), 4))


Made = tuple[str, Odds]
"""Who made a claim, and the chance that it is right."""


def _odds(record: Record, rule: str, confidence: float) -> Made:
    return f"{way(rule)} {family(rule)}", record.claim(rule, confidence)


def _rank(made: Made) -> tuple[float, float, str]:
    maker, odds = made
    return odds.mean, -odds.variance, maker


def _spread(best: Iterable[Made]) -> float:
    """The relative variance of the doubt."""
    of_maker: defaultdict[str, float] = defaultdict(float)
    for maker, odds in sorted(best, key=_rank):
        of_maker[maker] += sqrt(odds.variance) / (1.0 - odds.mean)
    return sum(share**2 for _, share in sorted(of_maker.items()))
