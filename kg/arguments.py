"""What is given in Python, checked before it is used: a wrong type is told in one line, with what would be right."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from numbers import Integral, Real
from typing import Any

from kg.model import QueryError, Roll
from kg.networks import Filter


def text(name: str, value: object) -> str:
    """A text.

    Raises:
        QueryError: it is something else.
    """
    if not isinstance(value, str):
        raise QueryError(f"{name}: {value!r} is no text; give one in quotes")
    return str(value)


def number(name: str, value: object, least: int | None = None) -> int:
    """A whole number, also one of numpy or pandas.

    Raises:
        QueryError: it is something else, or less than the least.
    """
    if not isinstance(value, Integral) or isinstance(value, bool) or (least is not None and value < least):
        told = "" if least is None else f" from {least} up"
        raise QueryError(f"{name}: {value!r} is no whole number{told}; give one without quotes")
    return int(value)


def parameter(name: str, value: object) -> str:
    """The value of a parameter of a question, as it is written in one.

    Raises:
        QueryError: it is neither a text nor a whole number.
    """
    return value if isinstance(value, str) else str(number(f"parameter {name}", value))


def filter_of(given: Mapping[str, Any], also: Collection[str] = ()) -> Filter:
    """The filter that some values make, by the names of its parts; one that is None asks nothing.

    Args:
        given: the values.
        also: what else could have been given, for the message.

    Raises:
        KgError: there is no such part, or a value is unfit.
    """
    unknown = sorted(set(given) - set(_PARTS))
    if unknown:
        raise QueryError(f"{unknown[0]!r} is no filter; choose of {', '.join((*_PARTS, *sorted(also)))}")
    asked: dict[str, Any] = {name: _PARTS[name](name, value) for name, value in given.items() if value is not None}
    return Filter(**asked)


def way_to_roll(name: str) -> Roll:
    """How far things are rolled up.

    Raises:
        QueryError: no way has the name.
    """
    if name not in set(Roll):
        raise QueryError(f"roll: {name!r} is no way to roll up; choose of {', '.join(Roll)}")
    return Roll(name)


def _real(name: str, value: object) -> float:
    if not isinstance(value, Real) or isinstance(value, bool):
        raise QueryError(f"{name}: {value!r} is no number; give one from 0 to 1")
    return float(value)


def _names(name: str, value: object) -> frozenset[str]:
    if isinstance(value, str) or not isinstance(value, Iterable):
        return frozenset({text(name, value)})
    return frozenset(text(name, each) for each in value)


def _flag(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise QueryError(f"{name}: {value!r} is neither True nor False; give one of them")
    return value


_PARTS: Mapping[str, Callable[[str, object], object]] = {
    "relations": _names,
    "polarity": text,
    "modality": text,
    "belief": _real,
    "since": number,
    "until": number,
    "places": _names,
    "levels": _names,
    "curated": _flag,
}
