"""The heads of the network: what a few matrices make of the encoder's vectors of a window."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from kg.extract.windows import BETWEEN, Ints, Pairs

Floats = NDArray[np.float32]


class Heads:
    """The heads of one window. Pairs are scored twice, and what goes into every pair is multiplied once.

    Args:
        weights: matrices by name.
        encoded: the encoder's vector of each piece, pieces x units.
    """

    def __init__(self, weights: Mapping[str, Floats], encoded: Floats) -> None:
        self._weights = weights
        self._encoded = encoded
        self._products: dict[str, tuple[Floats, Floats]] = {}
        self._runs: Floats | None = None

    def spans(self, first: Ints, last: Ints, length: Ints) -> Floats:
        """Scores of no thing and of each type."""
        starts, ends = self._linear("span_first", self._encoded), self._linear("span_last", self._encoded)
        hidden = starts[first]
        hidden += ends[last]
        hidden += self._weights["span_length"][length]
        return self._linear("span_out", gelu(hidden))

    def pairs(self, pairs: Pairs, heads: Ints, tails: Ints) -> tuple[Floats, Floats]:
        """Scores of no claim and of each relation, and of each way to hold it."""
        hidden = self._edges("pair_head", pairs.head_first, pairs.head_last)
        hidden += self._edges("pair_tail", pairs.tail_first, pairs.tail_last)
        hidden += self._weights["pair_head_type"][heads]
        hidden += self._weights["pair_tail_type"][tails]
        hidden += self._weights["pair_distance"][pairs.distance]
        hidden += self._linear("pair_between", self._between(pairs.low, pairs.high))
        hidden = gelu(hidden)
        return self._linear("pair_out", hidden), self._linear("held_out", hidden)

    def holders(self, first: Ints, last: Ints, low: Ints, high: Ints, apart: Ints) -> Floats:
        """Scores of spans as the holders of the views of a sentence."""
        hidden = self._edges("holder_span", first, last)
        hidden += self._linear("holder_sentence", self._between(low, high))
        hidden += self._weights["holder_apart"][apart]
        return self._linear("holder_out", gelu(hidden))[:, 0]

    def _between(self, low: Ints, high: Ints) -> Floats:
        """The largest value of each unit over the pieces from low to high, by a table of runs of 1, 2, 4 ... pieces."""
        if self._runs is None:
            runs = [self._linear("between", self._encoded)]
            while 2 ** len(runs) <= BETWEEN:
                step = min(2 ** (len(runs) - 1), len(self._encoded) - 1)
                runs.append(np.maximum(runs[-1], np.concatenate([runs[-1][step:], runs[-1][-1:].repeat(step, 0)])))
            self._runs = np.stack(runs)
        size = np.clip(high - low, 1, BETWEEN)
        level = np.log2(size).astype(np.int64)
        largest: Floats = np.maximum(self._runs[level, low], self._runs[level, low + size - 2**level])
        return largest

    def _edges(self, name: str, first: Ints, last: Ints) -> Floats:
        """A linear layer over the first and last piece of each span, multiplied a piece at a time."""
        if name not in self._products:
            size = self._encoded.shape[1]
            weight = self._weights[f"{name}.weight"]
            self._products[name] = self._encoded @ weight[:, :size].T, self._encoded @ weight[:, size:].T
        starts, ends = self._products[name]
        summed: Floats = starts[first]
        summed += ends[last]
        summed += self._weights[f"{name}.bias"]
        return summed

    def _linear(self, name: str, values: Floats) -> Floats:
        product: Floats = values @ self._weights[f"{name}.weight"].T
        product += self._weights[f"{name}.bias"]
        return product


def softmax(scores: Floats) -> Floats:
    """Scores as probabilities, row by row."""
    powers = np.exp(scores - scores.max(1, keepdims=True))
    shares: Floats = powers / powers.sum(1, keepdims=True)
    return shares


def gelu(values: Floats) -> Floats:
    """The Gaussian error linear unit, in its tanh form (Hendrycks and Gimpel, 2016)."""
    curve: Floats = np.float32(0.044715) * values
    curve *= values
    curve *= values
    curve += values
    curve *= np.float32(0.7978845608)
    np.tanh(curve, out=curve)
    curve += 1
    curve *= np.float32(0.5) * values
    return curve
