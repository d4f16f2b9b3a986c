"""Quantiles of the Beta distribution, without random numbers."""

from __future__ import annotations

from functools import lru_cache
from math import exp, lgamma, log

_TINY = 1e-300
_CLOSE = 1e-6  # how near a quantile is met
_STEPS, _TERMS = 60, 400


def interval(right: float, wrong: float) -> tuple[float, float]:
    """The middle 95 % of Beta(right, wrong), both above 0."""
    a, b = _rounded(right), _rounded(wrong)
    return _quantile(0.025, a, b), _quantile(0.975, a, b)


def _rounded(value: float) -> float:
    """Four significant digits: what differs by less has one interval, which is reckoned once."""
    return max(float(f"{value:.4g}"), 1e-9)


@lru_cache(maxsize=1 << 17)
def _quantile(share: float, a: float, b: float) -> float:
    """By the method of Newton, and by halving where that leaves the bounds."""
    low, high, x = 0.0, 1.0, min(max(a / (a + b), _CLOSE), 1.0 - _CLOSE)
    for _ in range(_STEPS):
        below = _below(x, a, b)
        low, high = (x, high) if below < share else (low, x)
        slope = exp(_log_front(x, a, b)) / (x * (1.0 - x))
        nearer = x - (below - share) / slope if slope > _TINY else low
        if not low < nearer < high:
            nearer = (low + high) / 2
        if abs(nearer - x) < _CLOSE:
            break
        x = nearer
    return nearer


def _log_front(x: float, a: float, b: float) -> float:
    """Log of x^a (1 - x)^b / B(a, b)."""
    return lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1.0 - x)


def _below(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function: the share of Beta(a, b) that lies below x, 0 < x < 1."""
    if x > (a + 1.0) / (a + b + 2.0):
        return 1.0 - _below(1.0 - x, b, a)
    return exp(_log_front(x, a, b)) * _fraction(x, a, b) / a


def _fraction(x: float, a: float, b: float) -> float:
    """Its continued fraction (DLMF 8.17.22), by the method of Lentz."""
    value, c, d = 1.0, 1.0, 0.0
    for n in range(_TERMS):
        m = n // 2
        if n == 0:
            term = 1.0
        elif n % 2:
            term = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            term = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1.0 / _away_from_zero(1.0 + term * d)
        c = _away_from_zero(1.0 + term / c)
        step = c * d
        value *= step
        if n and abs(step - 1.0) < 1e-9:
            break
    return value - 1.0


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
