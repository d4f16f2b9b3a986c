"""Sentences that say the same in nearly the same words, as when one work has copied another.

Two views of a sentence are compared. Its runs of four words show a copy: near-identical is a Jaccard likeness of .6.
Its pairs of neighbouring content words, cut to stems, show a copy that was lightly reworded: a likeness of .5, and
only for sentences with enough of them, since short ones are alike by chance.

Sentences are compared only if they share one of their rarest features: of n features one must be among the rarest
n - ceil(.6 n) + 1 if two sentences are to reach .6 (the prefix filter; Bayardo, Ma & Srikant 2007, Scaling Up All Pairs
Similarity Search, WWW). That finds the same pairs as comparing each with each and, unlike MinHash, misses none and
needs neither seeds nor some fifty hashes of each feature.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from math import ceil

from kg.assemble.groups import Groups

_COPIED, _REWORDED = 0.6, 0.5
_RUN = 4  # words of a run
_STEM = 6  # letters of a stem
_CONTENT = 4  # letters of the shortest content word
_ENOUGH = 6  # pairs that a sentence must have to be judged by them

_WORD = re.compile(r"[^\W_]+")
_STOP_WORDS = frozenset(
    "also been from have into than that their them then these they this those were when which with".split()
)

View = frozenset[int]
"""Hashes of features of a sentence. They differ from run to run, which no likeness depends on."""


def join_alike(said: Mapping[str, str], groups: Groups) -> None:
    """Join the works of sentences that are near-identical or lightly reworded.

    Args:
        said: sentence to a work that has it.
        groups: works; those that are one already are not compared.
    """
    views = [_views(sentence) for sentence in said]
    works = list(said.values())
    for side, limit in enumerate((_COPIED, _REWORDED)):
        of_side = [view[side] for view in views]
        for i, j in _candidates(of_side, limit):
            if groups.first(works[i]) != groups.first(works[j]) and likeness(of_side[i], of_side[j]) >= limit:
                groups.join(works[i], works[j])


@lru_cache(maxsize=1 << 13)
def _views(sentence: str) -> tuple[View, View]:
    words = _WORD.findall(sentence.casefold())
    runs = {hash(tuple(words[i : i + _RUN])) for i in range(max(1, len(words) - _RUN + 1))} if words else set()
    stems = [w[:_STEM] for w in words if len(w) >= _CONTENT and w not in _STOP_WORDS]
    pairs = set(map(hash, pairwise(stems)))
    return frozenset(runs), frozenset(pairs if len(pairs) >= _ENOUGH else ())


def _candidates(views: Sequence[View], limit: float) -> Iterator[tuple[int, int]]:
    """Pairs of numbers of views among which are all whose likeness reaches the limit."""
    counts = Counter(feature for view in views for feature in view)
    holders: dict[int, list[int]] = {}
    for i, view in enumerate(views):
        rarest = sorted(view, key=lambda f: (counts[f], f))
        needed = rarest[: len(view) - ceil(limit * len(view) - 1e-9) + 1]
        yield from ((j, i) for j in {j: None for f in needed for j in holders.get(f, ())})
        for feature in needed:
            if counts[feature] > 1:
                holders.setdefault(feature, []).append(i)


def likeness(one: View, other: View) -> float:
    """The Jaccard index; 0 where both are empty."""
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared) if shared else 0.0
