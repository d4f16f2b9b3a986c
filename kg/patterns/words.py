"""Numbers and names as sentences have them."""

from __future__ import annotations

import math
from collections.abc import Iterable


def at(level: str, sentence: str) -> str:
    """A sentence led by how things are counted, such as ``By class, ``; as it is without one."""
    return f"{level}, {sentence[0].lower()}{sentence[1:]}" if level else sentence


def counted(number: int, noun: str, nouns: str = "") -> str:
    """``1 work``, ``1,200 works``."""
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"


def works(number: int) -> str:
    """``1 work``, ``12 works``."""
    return counted(number, "work")


def named(label: str) -> str:
    """A name in quotation marks, on one line."""
    return f"“{' '.join(label.split())}”"


def listed(items: Iterable[str], most: int = 0) -> str:
    """``a, b and c``; with ``most`` above 0, ``a, b and 7 more``."""
    found = list(items)
    if most and len(found) > most + 1:
        found = [*found[:most], f"{len(found) - most} more"]
    return " and ".join(filter(None, (", ".join(found[:-1]), *found[-1:])))


def chance(name: str, value: float | None) -> str:
    """``p < .001``, ``q = .03``; empty without a value."""
    if value is None:
        return ""
    if value < 0.001:
        return f"{name} < .001"
    if value >= 0.995:
        return f"{name} > .99"
    digits = f"{value:.3f}" if value < 0.1 else f"{value:.2f}"
    return f"{name} = {digits[1:]}"


def chances(p: float | None, q: float | None = None) -> str:
    """``p = .004, q = .03``; empty where nothing was tested."""
    return ", ".join(filter(None, (chance("p", p), chance("q", q))))


def floor(p: float | None, draws: int, q: float | None = None) -> str:
    """``p = .004, q = .03``, but ``p <= .02, the least that 50 draws can show`` where no draw reached what was seen."""
    if p is None or not draws or p * (1 + draws) > 1 + 1e-9:
        return chances(p, q)
    digits = 1 - math.floor(math.log10(p))
    least = f"{math.ceil(p * 10**digits - 1e-9) / 10**digits:.{digits}f}".rstrip("0")[1:]
    return "; ".join(filter(None, (f"p <= {least}, the least that {draws:,} draws can show", chance("q", q))))


def amount(value: float) -> str:
    """A number of works that chance gives: one digit below 10, two below 1."""
    return f"{value:.2f}" if value < 1 else f"{value:.1f}" if value < 10 else f"{value:,.0f}"


def share(value: float) -> str:
    """A share as a percentage."""
    return f"{100 * value:.1f}%" if value < 0.1 else f"{100 * value:.0f}%"
